//! A file read in a child process, and that nothing of it is left.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::time::{Duration, Instant};

use ccn_atlas::error::Error;
use ccn_atlas::imports::encoding::Encoding;
use ccn_atlas::imports::reading::{Asked, FileRead, Limits, Reader, Wanted};

use crate::support::checkout;

/// A good file of the corpus.
pub fn good(name: &str) -> PathBuf {
    checkout("tests/fixtures/imports/good").join(name)
}

/// A bad file of the corpus.
pub fn bad(name: &str) -> PathBuf {
    checkout("tests/fixtures/imports/bad").join(name)
}

/// The next reading: areas under the usual limits unless said.
pub struct Reading<'a> {
    file_name: &'a str,
    wanted: Wanted,
    layer: Option<&'a str>,
    encoding: Option<Encoding>,
    limits: Limits,
}

pub fn reading(file_name: &str) -> Reading<'_> {
    Reading {
        file_name,
        wanted: Wanted::Areas,
        layer: None,
        encoding: None,
        limits: Limits::default(),
    }
}

impl<'a> Reading<'a> {
    pub fn wanting(self, wanted: Wanted) -> Self {
        Self { wanted, ..self }
    }

    pub fn layer(self, layer: &'a str) -> Self {
        Self {
            layer: Some(layer),
            ..self
        }
    }

    pub fn encoded(self, encoding: Encoding) -> Self {
        Self {
            encoding: Some(encoding),
            ..self
        }
    }

    pub fn limited(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// What a file holds; that it is read.
    pub async fn of(self, path: &Path) -> FileRead {
        self.result(path)
            .await
            .unwrap_or_else(|said| panic!("{}: {said}", path.display()))
    }

    /// In which words a file is refused; that it is.
    pub async fn refused(self, path: &Path) -> String {
        match self.result(path).await {
            Ok(read) => panic!("{} is read: {read:?}", path.display()),
            Err(said) => said,
        }
    }

    /// Reads a file, and sees that neither folder nor process is left, and that the clock was kept.
    pub async fn result(self, path: &Path) -> Result<FileRead, String> {
        let scratch = tempfile::tempdir().expect("a folder");
        let reader = reader(scratch.path());
        let asked = Asked {
            path,
            file_name: self.file_name,
            wanted: self.wanted,
            layer: self.layer,
            encoding: self.encoding,
            columns: None,
        };
        let begun = Instant::now();
        let read = reader.read(&asked, &self.limits).await;
        assert!(
            begun.elapsed() < Duration::from_secs(self.limits.wall_s + 5),
            "{} took {:?}",
            path.display(),
            begun.elapsed()
        );
        assert_nothing_left(scratch.path());
        read.map_err(|error| words(&error))
    }
}

/// The reader of the binary under test.
pub fn reader(scratch: &Path) -> Reader {
    Reader {
        program: env!("CARGO_BIN_EXE_ccn").into(),
        scratch: scratch.to_owned(),
        environment: Vec::new(),
    }
}

pub fn assert_nothing_left(scratch: &Path) {
    let left: Vec<_> = fs::read_dir(scratch).expect("a folder").collect();
    assert!(left.is_empty(), "left behind: {left:?}");
    let running = children();
    assert!(running.is_empty(), "still running: {running:?}");
}

/// Processes that this one has started. Each test is a process of its own.
pub fn children() -> Vec<String> {
    let me = format!(" {} ", process::id());
    fs::read_dir("/proc")
        .expect("processes")
        .filter_map(|entry| fs::read_to_string(entry.ok()?.path().join("stat")).ok())
        .filter(|stat| {
            // "123 (name) S 122 …": the fourth word is the parent.
            let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
            rest.get(2..).is_some_and(|rest| rest.starts_with(&me))
        })
        .collect()
}

fn words(error: &Error) -> String {
    match error {
        Error::InvalidFile { defects, .. } => {
            assert!(!defects.is_empty());
            let words: Vec<String> = defects.iter().map(ToString::to_string).collect();
            words.join("\n")
        }
        other => other.chain(),
    }
}
