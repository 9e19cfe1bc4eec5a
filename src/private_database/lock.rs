//! One server for one data directory.

use std::fs::{File, OpenOptions, TryLockError, read_to_string};
use std::io::{self, Write};
use std::path::Path;
use std::process;
use std::time::Duration;

use tokio::time::interval;

use crate::error::Error;

/// A server that is just going may hold the lock a moment longer, and `running` for an instant.
const TRIES: u32 = 10;
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// Held while this process uses the data directory. The kernel gives it back however we end.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// # Errors
    /// [`Error::Startup`] naming the directory and the process that holds it.
    pub(super) async fn take(data_dir: &Path) -> Result<Self, Error> {
        let failed = |source: io::Error| {
            let what = format!("cannot lock the data directory `{}`", data_dir.display());
            Error::startup_from(what, source)
        };
        let mut file = open(data_dir).map_err(failed)?;
        let mut retry = interval(BETWEEN_TRIES);
        for _ in 0..TRIES {
            retry.tick().await;
            match file.try_lock() {
                Ok(()) => {
                    write_holder(&mut file).map_err(failed)?;
                    return Ok(Self { _file: file });
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(source)) => return Err(failed(source)),
            }
        }
        let holder = read_to_string(data_dir.join("lock")).unwrap_or_default();
        Err(Error::startup(in_use(data_dir, &holder)))
    }

    pub(super) fn is_held(data_dir: &Path) -> bool {
        open(data_dir).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }
}

fn open(data_dir: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(data_dir.join("lock"))
}

fn write_holder(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    writeln!(file, "{}", process::id())
}

fn in_use(data_dir: &Path, holder: &str) -> String {
    let dir = data_dir.display();
    let who = match holder.trim().parse::<u32>() {
        Ok(pid) => format!("another ccn, process {pid}"),
        Err(_) => "another ccn".to_owned(),
    };
    format!(
        "the data directory `{dir}` is in use by {who}: stop it, or give this one a directory of its own with --data-dir"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_refusal_names_the_directory_and_the_process() {
        let text = in_use(Path::new("/srv/ccn"), "4711\n");
        assert!(
            text.contains("`/srv/ccn`") && text.contains("process 4711"),
            "{text}"
        );
    }

    #[test]
    fn a_lock_just_taken_names_no_process() {
        let text = in_use(Path::new("/srv/ccn"), "");
        assert!(text.contains("in use by another ccn:"), "{text}");
    }
}
