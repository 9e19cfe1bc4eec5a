//! Fetches the pinned commune files: verified by size and SHA-256, kept, and resumed where it broke off.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;
use ureq::Agent;
use ureq::http::StatusCode;

use crate::communes::{Loading, Progress};
use crate::error::Error;
use crate::hash::{hex, sha256};
use crate::imports::boundaries::MAX_FILE_BYTES;

/// Without a first byte after this long, a source counts as not to be had.
pub const FIRST_BYTE_WITHIN: Duration = Duration::from_secs(5);
/// A whole file may take this long; the largest has half a megabyte.
const FILE_WITHIN: Duration = Duration::from_mins(2);

/// A pinned file.
#[derive(Debug, Clone, Deserialize)]
pub struct Pinned {
    pub code: String,
    pub path: String,
    pub bytes: u64,
    pub sha256: String,
}

/// Where the pinned files are and are kept.
pub struct Pins<'a> {
    /// Ends in `/`.
    pub base_url: &'a str,
    pub title: &'a str,
    pub files: &'a [Pinned],
    pub cache_dir: &'a Path,
}

fn agent() -> Agent {
    Agent::config_builder()
        .timeout_connect(Some(FIRST_BYTE_WITHIN))
        .timeout_resolve(Some(FIRST_BYTE_WITHIN))
        .timeout_recv_response(Some(FIRST_BYTE_WITHIN))
        .timeout_global(Some(FILE_WITHIN))
        .http_status_as_error(false)
        .build()
        .new_agent()
}

/// Fetches every pinned file that is not kept yet. Blocks; run it where blocking is allowed.
///
/// # Errors
/// [`Error::Io`] naming the file: not reached in time, refused, or not what was pinned.
pub fn fetch_pinned(pins: &Pins<'_>, loading: &Loading) -> Result<Vec<PathBuf>, Error> {
    fs::create_dir_all(pins.cache_dir).map_err(|source| {
        failed(
            format!("cannot create `{}`", pins.cache_dir.display()),
            source,
        )
    })?;
    let agent = agent();
    let bar = bar(pins.files.iter().map(|file| file.bytes).sum());
    let mut kept = Vec::new();
    for (done, file) in pins.files.iter().enumerate() {
        loading.set(Some(Progress {
            source: pins.title.to_owned(),
            done,
            total: pins.files.len(),
        }));
        bar.set_message(file.path.rsplit('/').next().unwrap_or_default().to_owned());
        kept.push(fetch_one(&agent, pins, file, &bar)?);
    }
    bar.finish_and_clear();
    Ok(kept)
}

/// Bytes of a download on the terminal; nothing is drawn where there is none.
fn bar(total_bytes: u64) -> ProgressBar {
    let bar = ProgressBar::new(total_bytes);
    if let Ok(style) = ProgressStyle::with_template(
        "communes {bar:30} {bytes}/{total_bytes} {bytes_per_sec} eta {eta} {msg}",
    ) {
        bar.set_style(style);
    }
    bar
}

fn fetch_one(
    agent: &Agent,
    pins: &Pins<'_>,
    file: &Pinned,
    bar: &ProgressBar,
) -> Result<PathBuf, Error> {
    // Named by content: a new manifest never finds the file of an old one.
    let kept = pins.cache_dir.join(format!(
        "{}-{}.geojson",
        file.code,
        &file.sha256[..12.min(file.sha256.len())]
    ));
    if is_pinned(&kept, file) {
        bar.inc(file.bytes);
        return Ok(kept);
    }
    let part = kept.with_extension("part");
    let begun = fs::metadata(&part).map_or(0, |m| m.len()).min(file.bytes);
    let url = format!("{}{}", pins.base_url, file.path);
    let mut request = agent.get(&url);
    if begun > 0 {
        request = request.header("Range", format!("bytes={begun}-"));
    }
    let response = request
        .call()
        .map_err(|error| failed(format!("cannot fetch {url}"), io::Error::other(error)))?;
    let resumed = match response.status() {
        StatusCode::OK => false,
        StatusCode::PARTIAL_CONTENT => true,
        // Nothing left to send: what is there is whole, or not what was pinned.
        StatusCode::RANGE_NOT_SATISFIABLE => return finish(&part, kept, file, &url),
        status => {
            return Err(failed(
                format!("cannot fetch {url}"),
                io::Error::other(format!("status {status}")),
            ));
        }
    };
    bar.inc(if resumed { begun } else { 0 });
    let mut out = OpenOptions::new()
        .create(true)
        .write(true)
        .append(resumed)
        .truncate(!resumed)
        .open(&part)
        .map_err(|source| failed(format!("cannot write `{}`", part.display()), source))?;
    // One byte more than pinned is enough to see that it is another file.
    let rest = file.bytes - if resumed { begun } else { 0 };
    let mut body = bar
        .wrap_read(response.into_body().into_reader())
        .take(rest + 1);
    io::copy(&mut body, &mut out)
        .and_then(|_| out.flush())
        .map_err(|source| {
            failed(
                format!("{url} broke off; the next start goes on from there"),
                source,
            )
        })?;
    finish(&part, kept, file, &url)
}

fn finish(part: &Path, kept: PathBuf, file: &Pinned, url: &str) -> Result<PathBuf, Error> {
    if !is_pinned(part, file) {
        fs::remove_file(part)
            .map_err(|source| failed(format!("cannot remove `{}`", part.display()), source))?;
        let what =
            format!("{url} is not the pinned file (size or SHA-256 differ); it was thrown away");
        return Err(failed(what, io::Error::from(io::ErrorKind::InvalidData)));
    }
    fs::rename(part, &kept)
        .map_err(|source| failed(format!("cannot keep `{}`", kept.display()), source))?;
    Ok(kept)
}

fn is_pinned(path: &Path, file: &Pinned) -> bool {
    let hash = || File::open(path).and_then(sha256).map(|hash| hex(&hash));
    fs::metadata(path).is_ok_and(|m| m.len() == file.bytes)
        && hash().is_ok_and(|h| h == file.sha256)
}

/// Fetches a file of one's own by its address, whole; `shown` stands for the address in messages.
///
/// # Errors
/// [`Error::Io`] naming the address.
pub fn fetch_own(url: &str, shown: &str, cache_dir: &Path) -> Result<PathBuf, Error> {
    fs::create_dir_all(cache_dir)
        .map_err(|source| failed(format!("cannot create `{}`", cache_dir.display()), source))?;
    let response = agent()
        .get(url)
        .call()
        .map_err(|error| failed(format!("cannot fetch {shown}"), io::Error::other(error)))?;
    if response.status() != StatusCode::OK {
        let status = io::Error::other(format!("status {}", response.status()));
        return Err(failed(format!("cannot fetch {shown}"), status));
    }
    let path = cache_dir.join("own-communes.download");
    let bar = bar(response.body().content_length().unwrap_or_default());
    let mut body = bar
        .wrap_read(response.into_body().into_reader())
        .take(MAX_FILE_BYTES + 1);
    let mut out = File::create(&path)
        .map_err(|source| failed(format!("cannot write `{}`", path.display()), source))?;
    let copied = io::copy(&mut body, &mut out)
        .map_err(|source| failed(format!("{shown} broke off"), source))?;
    bar.finish_and_clear();
    if copied > MAX_FILE_BYTES {
        return Err(Error::TooLarge {
            what: "the commune file",
            limit: format!("{} MiB", MAX_FILE_BYTES >> 20),
        });
    }
    Ok(path)
}

fn failed(what: String, source: io::Error) -> Error {
    Error::Io { what, source }
}
