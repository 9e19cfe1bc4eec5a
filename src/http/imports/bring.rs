//! `POST /imports`: a file comes in, is read by a process of its own, and is staged.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use http::{HeaderMap, HeaderValue, StatusCode};
use http_body_util::BodyExt as _;

use super::{Imports, private, token, whole};
use crate::error::{Error, Said};
use crate::features::when;
use crate::http::Shared;
use crate::http::communes::gazetteer;
use crate::http::links::JSON;
use crate::http::params::Params;
use crate::imports::staged::examine::{self, Desk};
use crate::imports::staged::settings::Settings;
use crate::imports::staged::store::{self, Incoming};
use crate::imports::staged::target::Target;
use crate::imports::staged::{self, Brought, Owner, clean_name, reads};

/// What a pasted list is called.
const PASTED: &str = "toa-do.txt";
/// A file of which nothing comes for so long has broken off.
const SILENCE: Duration = Duration::from_secs(20);

/// What a file is brought as.
struct Asked {
    target: Target,
    file_name: String,
    is_list: bool,
    made_by: String,
}

pub async fn bring(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let (imports, owner) = token::admitted(&app, &headers)?;
    let asked = asked(query.as_deref(), &headers)?;
    let id = staged::new_id()?;
    let mut coming = receive(&app, imports, &id, &headers, body).await?;
    let sha256 = coming.finish().await?;
    if coming.size_bytes == 0 {
        return Err(Error::InvalidBody {
            reason: Said::new("tệp trống", "the file is empty"),
        });
    }
    let brought = Brought {
        id,
        target: asked.target,
        owner: owner.clone(),
        made_by: asked.made_by,
        file_name: asked.file_name,
        size_bytes: coming.size_bytes,
        sha256,
        settings: Settings::default(),
        is_new: true,
    };
    examine(&app, imports, &brought, coming.path(), asked.is_list).await?;
    coming.keep()?;
    answer(&app, &brought.id, &owner).await
}

async fn answer(app: &Shared, id: &str, owner: &Owner) -> Result<Response, Error> {
    let client = app.client().await?;
    let import = staged::find(&client, id, owner).await?;
    let document = whole(app, &client, &import).await?;
    let mut response = private(JSON, document.to_string());
    *response.status_mut() = StatusCode::CREATED;
    let location = HeaderValue::from_str(&format!("{}/imports/{id}", app.public_url))
        .map_err(|source| Error::startup_from("CCN_PUBLIC_URL is no address", source))?;
    response.headers_mut().insert(LOCATION, location);
    Ok(response)
}

/// Reads a file and stages what comes of it; one after another.
pub(super) async fn examine(
    app: &Shared,
    imports: &Imports,
    brought: &Brought,
    path: &std::path::Path,
    is_list: bool,
) -> Result<(), Error> {
    let _turn = imports.turn().await?;
    // No connection is held while another process reads.
    let file = reads::read(&imports.reader, &imports.limits, brought, path, is_list).await?;
    let gazetteer = gazetteer(app).await?;
    let desk = Desk {
        catalogue: &app.catalogue,
        gazetteer: &gazetteer,
        today: when::today(),
    };
    let mut client = app.client().await?;
    examine::examine(&mut client, desk, brought, file).await
}

fn asked(query: Option<&str>, headers: &HeaderMap) -> Result<Asked, Error> {
    let params = Params::parse(query, &["collection", "file-name", "by"])?;
    let target = Target::parse(params.get("collection").unwrap_or_default())?;
    let made_by = params.get("by").and_then(clean_name).ok_or_else(|| {
        Error::parameter(
            "by",
            "cần tên người nhập: nguồn gốc dữ liệu ghi ai đã nhập",
            "who brings the file is needed: its provenance says so",
        )
    })?;
    let is_text = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| {
            kind.trim_start()
                .to_ascii_lowercase()
                .starts_with("text/plain")
        });
    let named = params.get("file-name").and_then(clean_name);
    let is_list = named.is_none() && is_text;
    let file_name = named
        .or_else(|| is_text.then(|| PASTED.to_owned()))
        .ok_or_else(|| {
            Error::parameter(
                "file-name",
                "cần tên tệp; một danh sách toạ độ dán vào thì gửi dạng text/plain",
                "the file's name is needed; a pasted list of coordinates is sent as text/plain",
            )
        })?;
    Ok(Asked {
        target,
        file_name,
        is_list,
        made_by,
    })
}

fn silent() -> Error {
    let limit_s = SILENCE.as_secs();
    Error::InvalidBody {
        reason: Said::new(
            format!("tệp bị ngắt giữa chừng: {limit_s} s không có gì tới"),
            format!("the file broke off: nothing came for {limit_s} s"),
        ),
    }
}

/// Writes the body to disk as it comes. What is too large is refused before it is read, if it says so.
async fn receive(
    app: &Shared,
    imports: &Imports,
    id: &str,
    headers: &HeaderMap,
    mut body: Body,
) -> Result<Incoming, Error> {
    let limit_bytes = imports.limits.file_bytes;
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > limit_bytes) {
        return Err(Error::TooLarge {
            what: "the file",
            limit: format!("{} MiB", limit_bytes >> 20),
        });
    }
    let mut coming = imports.store.receive(id, limit_bytes).await?;
    while let Some(frame) = tokio::time::timeout(SILENCE, body.frame())
        .await
        .map_err(|_| silent())?
    {
        let frame = frame.map_err(|source| Error::InvalidBody {
            reason: Said::new(
                "tệp bị ngắt giữa chừng",
                format!("the file broke off: {source}"),
            ),
        })?;
        if let Some(bytes) = frame.data_ref() {
            match coming.write(bytes).await {
                Err(Error::StagingFull { limit, .. }) => {
                    let retry_after_s = store::retry_after_s(&app.client().await?).await?;
                    return Err(Error::StagingFull {
                        limit,
                        retry_after_s,
                    });
                }
                written => written?,
            }
        }
    }
    Ok(coming)
}
