//! An HTTP client on one connection that is kept.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, HOST};
use http::{HeaderMap, HeaderName, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::Outcome;

pub struct Client {
    sender: SendRequest<Full<Bytes>>,
    authority: String,
}

/// A reply read to its end.
pub struct Reply {
    pub status: StatusCode,
    headers: HeaderMap,
    pub pieces: Vec<Bytes>,
    /// From the request's first byte to the reply's last.
    pub took: Duration,
}

impl Client {
    pub async fn connect(authority: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(authority).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // A broken connection shows in the request that uses it.
        tokio::spawn(connection);
        Ok(Self {
            sender,
            authority: authority.to_owned(),
        })
    }

    pub async fn get(&mut self, path: &str, gzip: bool) -> Outcome<Reply> {
        let coding = if gzip { "gzip" } else { "identity" };
        let request = Request::get(path)
            .header(HOST, &self.authority)
            .header(ACCEPT_ENCODING, coding)
            .body(Full::default())?;
        self.send(path, request).await
    }

    pub async fn post(&mut self, path: &str, body: String) -> Outcome<Reply> {
        let request = Request::post(path)
            .header(HOST, &self.authority)
            .body(Full::from(body))?;
        self.send(path, request).await
    }

    async fn send(&mut self, path: &str, request: Request<Full<Bytes>>) -> Outcome<Reply> {
        let began = Instant::now();
        let response = self.sender.send_request(request).await?;
        let (head, mut body) = response.into_parts();
        let mut pieces = Vec::new();
        while let Some(frame) = Incoming::frame(&mut body).await {
            pieces.extend(frame?.into_data().ok());
        }
        let took = began.elapsed();
        if !head.status.is_success() {
            return Err(format!("{path} answered {}", head.status).into());
        }
        self.sender.ready().await?;
        Ok(Reply {
            status: head.status,
            headers: head.headers,
            pieces,
            took,
        })
    }
}

impl Reply {
    pub fn size_bytes(&self) -> usize {
        self.pieces.iter().map(Bytes::len).sum()
    }

    pub fn body(&self) -> Vec<u8> {
        self.pieces.concat()
    }

    /// Empty when the reply has no such header.
    pub fn header(&self, name: HeaderName) -> String {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    }
}
