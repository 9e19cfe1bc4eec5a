//! The file itself, read again each time it is examined: what was read is not kept, the file is.

use std::fs;
use std::path::Path;

use super::Brought;
use crate::error::Error;
use crate::imports::reading::{Asked, FileRead, Limits, Reader, parse_pasted};

/// A pasted list is no larger, bytes.
const MAX_LIST_BYTES: u64 = 2 << 20;

/// Reads a file as its settings say; a pasted list of coordinates here, anything else in a process of its own.
///
/// # Errors
/// [`Error::InvalidFile`] with every defect, [`Error::TooLarge`], [`Error::Io`].
pub async fn read(
    reader: &Reader,
    limits: &Limits,
    brought: &Brought,
    path: &Path,
    is_list: bool,
) -> Result<FileRead, Error> {
    let settings = &brought.settings;
    if is_list {
        if brought.size_bytes > MAX_LIST_BYTES {
            return Err(Error::TooLarge {
                what: "the list",
                limit: format!("{} MiB", MAX_LIST_BYTES >> 20),
            });
        }
        let bytes = fs::read(path).map_err(|source| Error::Io {
            what: format!("cannot read `{}`", brought.file_name),
            source,
        })?;
        let wanted = brought.target.wanted();
        return tokio::task::spawn_blocking(move || parse_pasted(bytes, wanted))
            .await
            .map_err(|source| Error::startup_from("reading a list broke off", source))?;
    }
    let asked = Asked {
        path,
        file_name: &brought.file_name,
        wanted: brought.target.wanted(),
        layer: settings.layer.as_deref(),
        encoding: settings.encoding,
        columns: settings.coordinates.as_ref(),
    };
    reader.read(&asked, limits).await
}
