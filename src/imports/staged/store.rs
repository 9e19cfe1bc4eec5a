//! Where the bytes of staged files are kept: a folder that only this service writes, of a limited size.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use deadpool_postgres::GenericClient;
use sha2::{Digest as _, Sha256};
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;
use tracing::info;

use crate::error::Error;
use crate::hash::hex;
use crate::sql;

/// All staged files together, bytes.
pub const QUOTA_BYTES: u64 = 1 << 30;
/// What a file is called while it comes in and is read for the first time.
const COMING: &str = "part";
/// How long one must wait at least when no staged file tells when it expires.
const AN_HOUR_S: u64 = 3600;

/// The folder of staged files.
#[derive(Debug, Clone)]
pub struct Store {
    dir: PathBuf,
    quota_bytes: u64,
    held_bytes: Arc<AtomicU64>,
}

/// A file that comes in. Unless it is kept, nothing of it is left.
#[derive(Debug)]
pub struct Incoming {
    store: Store,
    path: PathBuf,
    kept_path: PathBuf,
    file: Option<File>,
    hasher: Sha256,
    pub size_bytes: u64,
    limit_bytes: u64,
    is_kept: bool,
}

impl Store {
    /// Opens the folder, makes it where it is missing, and clears what a process that was stopped left half done.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be used.
    pub fn open(dir: PathBuf, quota_bytes: u64) -> Result<Self, Error> {
        let failed = |source| Error::Io {
            what: format!("cannot use the folder of staged files `{}`", dir.display()),
            source,
        };
        fs::create_dir_all(&dir).map_err(failed)?;
        let scratch = dir.join("scratch");
        fs::remove_dir_all(&scratch)
            .or_else(missing_is_fine)
            .map_err(failed)?;
        fs::create_dir_all(&scratch).map_err(failed)?;
        let mut held = 0;
        for entry in fs::read_dir(&dir).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            if path
                .extension()
                .is_some_and(|extension| extension == COMING)
            {
                fs::remove_file(&path).map_err(failed)?;
            } else if path.is_file() {
                held += entry.metadata().map_err(failed)?.len();
            }
        }
        Ok(Self {
            dir,
            quota_bytes,
            held_bytes: Arc::new(AtomicU64::new(held)),
        })
    }

    /// Where files are unpacked while they are read.
    pub fn scratch(&self) -> PathBuf {
        self.dir.join("scratch")
    }

    /// Where the bytes of a staged file are.
    pub fn path(&self, id: &str) -> PathBuf {
        self.dir.join(id)
    }

    /// Bytes of all staged files, and of those that come in.
    pub fn held_bytes(&self) -> u64 {
        self.held_bytes.load(Ordering::Relaxed)
    }

    /// Begins to take a file in, of at most `limit_bytes`.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be made.
    pub async fn receive(&self, id: &str, limit_bytes: u64) -> Result<Incoming, Error> {
        let path = self.dir.join(format!("{id}.{COMING}"));
        let file = File::create_new(&path).await.map_err(cannot_write)?;
        Ok(Incoming {
            store: self.clone(),
            kept_path: self.path(id),
            path,
            file: Some(file),
            hasher: Sha256::new(),
            size_bytes: 0,
            limit_bytes,
            is_kept: false,
        })
    }

    /// Removes the bytes of a file that is staged no longer.
    pub fn remove(&self, id: &str) {
        let path = self.path(id);
        let size = fs::metadata(&path).map_or(0, |about| about.len());
        if fs::remove_file(&path).is_ok() {
            self.held_bytes.fetch_sub(size, Ordering::Relaxed);
        }
    }

    fn take(&self, bytes: u64) -> Result<(), Error> {
        let held = self.held_bytes.fetch_add(bytes, Ordering::Relaxed);
        if held + bytes > self.quota_bytes {
            self.held_bytes.fetch_sub(bytes, Ordering::Relaxed);
            return Err(Error::StagingFull {
                limit: format!("{} MiB", self.quota_bytes >> 20),
                retry_after_s: AN_HOUR_S,
            });
        }
        Ok(())
    }

    /// Takes away what has expired, rows and bytes.
    ///
    /// # Errors
    /// Those of the database, and [`Error::Io`] when the folder cannot be read.
    pub async fn sweep(&self, client: &impl GenericClient) -> Result<u64, Error> {
        let expired = client.execute(sql!("imports/expire"), &[]).await?;
        client.execute(sql!("imports/expire_rows"), &[]).await?;
        client.execute(sql!("imports/expire_defects"), &[]).await?;
        let rows = client.query(sql!("imports/staged_ids"), &[]).await?;
        let needed = rows
            .iter()
            .map(|row| row.try_get("id"))
            .collect::<Result<BTreeSet<String>, _>>()?;
        let failed = |source| Error::Io {
            what: "cannot read the folder of staged files".to_owned(),
            source,
        };
        for entry in fs::read_dir(&self.dir).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let coming = path
                .extension()
                .is_some_and(|extension| extension == COMING);
            if let Some(name) = path.file_name().and_then(|name| name.to_str())
                && path.is_file()
                && !coming
                && !needed.contains(name)
            {
                self.remove(name);
            }
        }
        if expired > 0 {
            info!(files = expired, "staged files have expired");
        }
        Ok(expired)
    }
}

/// Seconds until the first staged file makes room, for whoever was refused.
///
/// # Errors
/// Those of the database.
pub async fn retry_after_s(client: &impl GenericClient) -> Result<u64, Error> {
    let row = client.query_one(sql!("imports/next_expiry"), &[]).await?;
    let after: Option<i64> = row.try_get("after_s")?;
    Ok(after
        .and_then(|s| u64::try_from(s).ok())
        .unwrap_or(AN_HOUR_S)
        .max(1))
}

impl Incoming {
    /// Where it is while it is not kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::StagingFull`]; [`Error::Io`] when they cannot be written.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let size = bytes.len() as u64;
        if self.size_bytes + size > self.limit_bytes {
            return Err(Error::TooLarge {
                what: "the file",
                limit: format!("{} MiB", self.limit_bytes >> 20),
            });
        }
        self.store.take(size)?;
        self.size_bytes += size;
        self.hasher.update(bytes);
        match &mut self.file {
            Some(file) => file.write_all(bytes).await.map_err(cannot_write),
            None => Err(cannot_write(ErrorKind::BrokenPipe.into())),
        }
    }

    /// Ends the file. Gives its SHA-256 in hexadecimal digits.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written to its end.
    pub async fn finish(&mut self) -> Result<String, Error> {
        if let Some(mut file) = self.file.take() {
            file.flush().await.map_err(cannot_write)?;
        }
        Ok(hex(&self.hasher.clone().finalize()))
    }

    /// Keeps it: it is staged.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be renamed.
    pub fn keep(mut self) -> Result<(), Error> {
        fs::rename(&self.path, &self.kept_path).map_err(cannot_write)?;
        self.is_kept = true;
        Ok(())
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.is_kept {
            // What cannot be removed now is when the service starts again.
            let _ = fs::remove_file(&self.path);
            self.store
                .held_bytes
                .fetch_sub(self.size_bytes, Ordering::Relaxed);
        }
    }
}

fn cannot_write(source: io::Error) -> Error {
    Error::Io {
        what: "cannot write a staged file".to_owned(),
        source,
    }
}

fn missing_is_fine(error: io::Error) -> io::Result<()> {
    if error.kind() == ErrorKind::NotFound {
        Ok(())
    } else {
        Err(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_not_kept_leaves_nothing_and_takes_no_room() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = Store::open(dir.path().to_owned(), 10).expect("a store");
        let mut coming = store.receive("a", 8).await.expect("a file");
        coming.write(b"12345").await.expect("room");
        assert!(matches!(
            coming.write(b"6789").await,
            Err(Error::TooLarge { .. })
        ));
        let mut other = store.receive("b", 8).await.expect("a file");
        assert!(matches!(
            other.write(b"123456").await,
            Err(Error::StagingFull { .. })
        ));
        drop(other);
        let sha256 = coming.finish().await.expect("whole");
        assert!(
            sha256.starts_with("5994471abb01112afcc18159f6cc74b4"),
            "{sha256}"
        );
        coming.keep().expect("kept");
        assert_eq!(store.held_bytes(), 5);
        assert_eq!(
            fs::read(store.path("a")).ok().as_deref(),
            Some(&b"12345"[..])
        );
        assert!(!dir.path().join("b.part").exists());
        store.remove("a");
        assert_eq!(store.held_bytes(), 0);
    }

    #[tokio::test]
    async fn what_a_stopped_process_left_is_cleared() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("x.part"), "half").expect("a file");
        fs::write(dir.path().join("y"), "whole").expect("a file");
        let store = Store::open(dir.path().to_owned(), 10).expect("a store");
        assert!(!dir.path().join("x.part").exists());
        assert_eq!(store.held_bytes(), 5);
    }
}
