//! `/imports`: files that people bring, for whoever holds the token.

pub(super) mod acts;
pub(super) mod bring;
pub(super) mod look;
pub(super) mod settle;
mod token;

use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, VARY};
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};
use tracing::warn;

use crate::config::Config;
use crate::error::Error;
use crate::http::Shared;
use crate::http::links::link;
use crate::imports::reading::{Limits, Reader};
use crate::imports::staged::store::{QUOTA_BYTES, Store};
use crate::imports::staged::{Import, document};
use token::Token;

/// A file is read by a process of its own, which takes a core and up to a gigabyte.
const READ_AT_ONCE: usize = 1;
/// Who waits longer for its turn is told to come again.
const TURN_WITHIN: Duration = Duration::from_secs(5);
const RETRY_AFTER_S: u64 = 10;
/// Staged files that have expired are taken away this often.
const SWEEP_EVERY: Duration = Duration::from_mins(10);

/// What the service needs to take files in; it is there only where a token is set.
pub struct Imports {
    token: Token,
    store: Store,
    reader: Reader,
    limits: Limits,
    turns: Semaphore,
}

impl Imports {
    /// None where no token is set.
    ///
    /// # Errors
    /// [`Error::Startup`] when the token is too short; [`Error::Io`] when files cannot be kept in the data directory.
    pub fn open(config: &Config, data_dir: &Path, program: PathBuf) -> Result<Option<Self>, Error> {
        let Some(token) = Token::of(config)? else {
            return Ok(None);
        };
        let store = Store::open(data_dir.join("imports"), QUOTA_BYTES)?;
        Ok(Some(Self {
            token,
            reader: Reader {
                program,
                scratch: store.scratch(),
                environment: config.reader_environment(),
            },
            store,
            limits: Limits::default(),
            turns: Semaphore::new(READ_AT_ONCE),
        }))
    }

    /// With other limits.
    #[must_use]
    pub fn limited(mut self, limits: Limits, store: Store) -> Self {
        self.limits = limits;
        self.store = store;
        self
    }

    async fn turn(&self) -> Result<SemaphorePermit<'_>, Error> {
        let waiting = tokio::time::timeout(TURN_WITHIN, self.turns.acquire()).await;
        waiting
            .map_err(|_| Error::Busy {
                retry_after_s: RETRY_AFTER_S,
            })?
            .map_err(|closed| Error::startup_from("no more files are read", closed))
    }
}

/// Takes away what has expired, for as long as the service runs.
pub async fn sweep(app: Shared) {
    let mut tick = tokio::time::interval(SWEEP_EVERY);
    loop {
        tick.tick().await;
        let Some(imports) = &app.imports else { return };
        let swept = match app.client().await {
            Ok(client) => imports.store.sweep(&client).await,
            Err(error) => Err(error),
        };
        if let Err(error) = swept {
            warn!(error = %error.chain(), "staged files that have expired stay for now");
        }
    }
}

/// The document of an import with its links.
async fn whole(
    app: &Shared,
    client: &deadpool_postgres::Object,
    import: &Import,
) -> Result<Value, Error> {
    let mut document = document::document(client, import).await?;
    let here = format!("{}/imports/{}", app.public_url, import.brought.id);
    let json = "application/json";
    document["links"] = json!([
        link(here.clone(), "self", json, "This import"),
        link(
            format!("{here}/preview"),
            "preview",
            "application/geo+json",
            "What would change"
        ),
        link(
            format!("{here}/defects?f=geojson"),
            "defects",
            "application/geo+json",
            "What was found, as a layer"
        ),
        link(
            format!("{here}/defects?f=csv"),
            "defects",
            "text/csv",
            "What was found, as a table"
        ),
        link(
            format!("{here}/settings"),
            "settings",
            json,
            "Settle what is asked (PUT)"
        ),
        link(format!("{here}/publish"), "publish", json, "Publish (POST)"),
        link(format!("{here}/undo"), "undo", json, "Undo (POST)"),
    ]);
    Ok(document)
}

/// An answer for the holder of the token only.
fn private(kind: HeaderValue, body: impl Into<Body>) -> Response {
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (
            VARY,
            HeaderValue::from_static("Authorization, Accept-Encoding"),
        ),
    ];
    (headers, body.into()).into_response()
}
