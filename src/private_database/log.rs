//! What PostgreSQL says, kept in a file that cannot fill the disk.

use std::io::SeekFrom;
use std::path::{Path, PathBuf};

use tokio::fs::{self, File, OpenOptions};
use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

/// The log and the one before it take at most twice this.
const MAX_BYTES: u64 = 8 << 20;
/// As much of the log as a person reads in a terminal.
const LAST_WORDS_BYTES: u64 = 2048;

/// Copies what PostgreSQL says into `postgres.log` until it says no more.
pub(super) async fn keep(mut said: impl AsyncRead + Unpin, data_dir: PathBuf) {
    if let Err(error) = copy(&mut said, &data_dir, MAX_BYTES).await {
        tracing::error!(%error, "cannot write the log of PostgreSQL");
        // PostgreSQL must not stand still because nobody reads.
        let _ = io::copy(&mut said, &mut io::sink()).await;
    }
}

async fn copy(
    said: &mut (impl AsyncRead + Unpin),
    data_dir: &Path,
    max_bytes: u64,
) -> io::Result<()> {
    let path = data_dir.join("postgres.log");
    let mut file = open(&path).await?;
    let mut size_bytes = file.metadata().await?.len();
    let mut buffer = [0; 8192];
    loop {
        let read = said.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        if size_bytes > max_bytes {
            fs::rename(&path, data_dir.join("postgres.log.1")).await?;
            file = open(&path).await?;
            size_bytes = 0;
        }
        file.write_all(&buffer[..read]).await?;
        file.flush().await?;
        size_bytes += read as u64;
    }
}

async fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .await
}

/// The end of the log, for an error message. Empty if there is none.
pub(super) async fn last_words(data_dir: &Path) -> String {
    async fn read(path: &Path) -> io::Result<String> {
        let mut file = File::open(path).await?;
        let length = file.metadata().await?.len();
        let start = length.saturating_sub(LAST_WORDS_BYTES);
        file.seek(SeekFrom::Start(start)).await?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).await?;
        let text = String::from_utf8_lossy(&bytes);
        let whole_lines = match text.split_once('\n') {
            Some((_, rest)) if start > 0 => rest,
            _ => &text,
        };
        Ok(whole_lines.trim_end().to_owned())
    }
    read(&data_dir.join("postgres.log"))
        .await
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::env::temp_dir;
    use std::process;

    use super::*;

    async fn folder(name: &str) -> PathBuf {
        let dir = temp_dir().join(format!("ccn-log-{name}-{}", process::id()));
        fs::create_dir_all(&dir).await.unwrap();
        dir
    }

    #[tokio::test]
    async fn a_long_log_is_bounded_and_keeps_its_end() {
        let dir = folder("long").await;
        let lines: Vec<String> = (0..20_000).map(|n| format!("line {n}\n")).collect();
        copy(&mut lines.concat().as_bytes(), &dir, 10_000)
            .await
            .unwrap();
        let sizes: u64 = ["postgres.log", "postgres.log.1"]
            .iter()
            .map(|name| dir.join(name).metadata().unwrap().len())
            .sum();
        let end = last_words(&dir).await;
        fs::remove_dir_all(&dir).await.unwrap();
        assert!(sizes < 40_000, "{sizes}");
        assert!(end.ends_with("line 19999"), "{end}");
        assert!(end.starts_with("line "), "{end}");
    }

    #[tokio::test]
    async fn no_log_has_no_last_words() {
        assert_eq!(last_words(Path::new("/nonexistent")).await, "");
    }
}
