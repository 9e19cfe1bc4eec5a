//! The downloader against a server of our own: progress, verification, resumption, refusal.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use ccn_atlas::communes::Loading;
use ccn_atlas::communes::download::{Pinned, Pins, fetch_pinned};
use ccn_atlas::hash::{hex, sha256_of};

/// A file server that can break off; remembers the Range of each request.
struct Server {
    url: String,
    ranges: Arc<Mutex<Vec<Option<String>>>>,
}

fn serve(body: &'static [u8], break_first_after: Option<usize>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let ranges = Arc::new(Mutex::new(Vec::new()));
    let seen = ranges.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let range = read_range(&stream);
            let first = seen.lock().expect("alone").is_empty();
            seen.lock().expect("alone").push(range.clone());
            let from = range
                .and_then(|r| r.trim_end_matches('-').parse::<usize>().ok())
                .unwrap_or(0);
            let status = if from > 0 {
                "206 Partial Content"
            } else {
                "200 OK"
            };
            let rest = &body[from..];
            let sent = match break_first_after {
                Some(length) if first => &rest[..length],
                _ => rest,
            };
            let mut stream = stream;
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                rest.len()
            );
            let _ = stream
                .write_all(head.as_bytes())
                .and_then(|()| stream.write_all(sent));
        }
    });
    Server { url, ranges }
}

fn read_range(stream: &TcpStream) -> Option<String> {
    let mut range = None;
    for line in BufReader::new(stream)
        .lines()
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
    {
        if let Some(value) = line.to_lowercase().strip_prefix("range: bytes=") {
            range = Some(value.to_owned());
        }
    }
    range
}

fn pinned(body: &[u8]) -> Vec<Pinned> {
    vec![Pinned {
        code: "00004".to_owned(),
        path: "made-up.geojson".to_owned(),
        bytes: body.len() as u64,
        sha256: hex(&sha256_of(body)),
    }]
}

fn cache(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("ccn-download-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&dir);
    dir
}

fn fetch(url: &str, files: &[Pinned], cache_dir: &PathBuf) -> Result<Vec<PathBuf>, String> {
    let pins = Pins {
        base_url: url,
        title: "made up",
        files,
        cache_dir,
    };
    fetch_pinned(&pins, &Loading::default()).map_err(|error| error.chain())
}

const BODY: &[u8] =
    b"{\"type\":\"FeatureCollection\",\"features\":[]} and some more so that it can break off";

#[test]
fn a_file_is_fetched_verified_and_not_fetched_again() {
    let server = serve(BODY, None);
    let (files, dir) = (pinned(BODY), cache("plain"));
    let kept = fetch(&server.url, &files, &dir).expect("fetched");
    assert_eq!(fs::read(&kept[0]).expect("kept"), BODY);
    fetch(&server.url, &files, &dir).expect("kept");
    assert_eq!(server.ranges.lock().expect("alone").len(), 1);
}

#[test]
fn a_download_that_broke_off_goes_on_where_it_was() {
    let server = serve(BODY, Some(20));
    let (files, dir) = (pinned(BODY), cache("resumed"));
    let broken = fetch(&server.url, &files, &dir).expect_err("it broke off");
    assert!(
        broken.contains("goes on") || broken.contains("not the pinned"),
        "{broken}"
    );
    let kept = fetch(&server.url, &files, &dir).expect("resumed");
    assert_eq!(fs::read(&kept[0]).expect("kept"), BODY);
    assert_eq!(
        server.ranges.lock().expect("alone")[1].as_deref(),
        Some("20-")
    );
}

#[test]
fn another_file_than_the_pinned_one_is_thrown_away() {
    let server = serve(b"not what was pinned", None);
    let (files, dir) = (pinned(BODY), cache("other"));
    let refused = fetch(&server.url, &files, &dir).expect_err("refused");
    assert!(refused.contains("not the pinned file"), "{refused}");
    assert_eq!(
        fs::read_dir(&dir).expect("the folder").count(),
        0,
        "nothing is kept"
    );
}

#[test]
fn a_server_that_says_nothing_is_given_up_in_time() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", silent.local_addr().expect("an address"));
    let began = Instant::now();
    assert!(fetch(&url, &pinned(BODY), &cache("silent")).is_err());
    assert!(
        began.elapsed() < Duration::from_secs(9),
        "{:?}",
        began.elapsed()
    );
}
