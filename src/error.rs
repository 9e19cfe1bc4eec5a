//! What went wrong, in words and place. Knows nothing of HTTP: the command line prints the same errors.

use std::error::Error as StdError;
use std::fmt::{Display, Formatter, Result as FmtResult};
use std::io;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A sentence in both languages of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub vi: String,
    pub en: String,
}

impl Said {
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            vi: vi.into(),
            en: en.into(),
        }
    }
}

/// So that it can be what a flag of the command line is refused with.
impl StdError for Said {}

impl Display for Said {
    fn fmt(&self, f: &mut Formatter<'_>) -> FmtResult {
        f.write_str(&self.en)
    }
}

/// One defect of an input, with its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Defect {
    /// Where in the input: a JSON pointer, or `line 12`.
    pub place: String,
    pub said: Said,
    /// Longitude and latitude (CRS84) where the defect can be shown on a map.
    pub location: Option<[f64; 2]>,
}

impl Display for Defect {
    fn fmt(&self, f: &mut Formatter<'_>) -> FmtResult {
        write!(f, "{}: {}", self.place, self.said)
    }
}

/// What a geometry with defects could be instead, for its sender to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// GeoJSON, CRS84.
    pub geometry: Value,
    /// m² of EPSG:5897.
    pub area_m2: f64,
}

/// A row of a table that names no unit for certain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnresolvedRow {
    pub line: u64,
    pub text: String,
    pub outcome: &'static str,
    /// Full names of the units it may mean.
    pub candidates: Vec<String>,
}

impl Display for UnresolvedRow {
    fn fmt(&self, f: &mut Formatter<'_>) -> FmtResult {
        write!(f, "line {}: `{}` {}", self.line, self.text, self.outcome)?;
        if !self.candidates.is_empty() {
            write!(f, ": {}", self.candidates.join("; "))?;
        }
        Ok(())
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no {resource} `{id}`")]
    NotFound { resource: &'static str, id: String },
    #[error("parameter `{name}`: {reason}")]
    InvalidParameter { name: String, reason: Said },
    #[error("the body cannot be read: {reason}")]
    InvalidBody { reason: Said },
    #[error("the geometry has {} defect(s)", .defects.len())]
    InvalidGeometry { defects: Vec<Defect> },
    #[error("the geometry has {} defect(s); a repair is offered", .defects.len())]
    Repairable {
        defects: Vec<Defect>,
        repair: Repair,
    },
    #[error("`{file}` has {} defect(s), nothing was loaded", .defects.len())]
    InvalidFile { file: String, defects: Vec<Defect> },
    #[error("the table has {} defect(s)", .defects.len())]
    InvalidTable { defects: Vec<Defect> },
    #[error("{} row(s) of the table name no unit for certain", .rows.len())]
    UnresolvedRows { rows: Vec<UnresolvedRow> },
    #[error("{what} is larger than {limit}")]
    TooLarge { what: &'static str, limit: String },
    #[error("the {per_day} extracts of a day are given out; ask again in {retry_after_s} s")]
    QuotaExceeded { per_day: u32, retry_after_s: u64 },
    #[error("staged files may take {limit} together, and there is no room for this one")]
    StagingFull { limit: String, retry_after_s: u64 },
    #[error("too much is asked at once; ask again in {retry_after_s} s")]
    Busy { retry_after_s: u64 },
    #[error("nothing is written over HTTP here: CCN_WRITE_TOKEN is not set")]
    WritesNotEnabled,
    #[error("the token that lets you write is missing or wrong")]
    Unauthenticated,
    #[error("{reason}")]
    Conflict { reason: Said, defects: Vec<Defect> },
    #[error("the area is too intricate to be judged within {limit_s} s; simplify or divide it")]
    TooIntricate { limit_s: u64 },
    #[error("method not allowed here")]
    MethodNotAllowed,
    #[error("the database is away")]
    Unavailable(#[source] Option<Box<dyn StdError + Send + Sync>>),
    #[error("the request took longer than {limit_s} s")]
    TimedOut { limit_s: u64 },
    #[error("a statement failed")]
    Database(#[source] tokio_postgres::Error),
    #[error("{what}")]
    Io {
        what: String,
        #[source]
        source: io::Error,
    },
    #[error("{what}")]
    Startup {
        what: String,
        #[source]
        source: Option<Box<dyn StdError + Send + Sync>>,
    },
}

impl Error {
    /// A parameter that cannot be used as given.
    pub fn parameter(name: &str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::InvalidParameter {
            name: name.to_owned(),
            reason: Said::new(vi, en),
        }
    }

    /// What is asked for does not go with what there is now.
    pub fn conflict(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Conflict {
            reason: Said::new(vi, en),
            defects: Vec::new(),
        }
    }

    /// A start-up or command-line failure that a person has to act on.
    pub fn startup(what: impl Into<String>) -> Self {
        Self::Startup {
            what: what.into(),
            source: None,
        }
    }

    /// As [`Error::startup`], with its cause.
    pub fn startup_from(
        what: impl Into<String>,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self::Startup {
            what: what.into(),
            source: Some(source.into()),
        }
    }

    /// This error and its causes on one line, each level once.
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = self.source();
        while let Some(inner) = cause {
            text.push_str(": ");
            text.push_str(&inner.to_string());
            cause = inner.source();
        }
        text
    }
}

/// A closed or refused connection means the database is away; anything else is a statement of ours that failed.
impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        // Class 57P: the server shuts down or is starting; 53300: no connection left; class 08: connection;
        // 40P01: a deadlock, as with a migration that replaces our views: the next try finds them.
        let going_away = error.code().is_some_and(|state| {
            state.code().starts_with("57P")
                || state.code().starts_with("08")
                || matches!(state.code(), "53300" | "40P01")
        });
        if error.is_closed() || going_away || error.code().is_none() && has_io_cause(&error) {
            Self::Unavailable(Some(Box::new(error)))
        } else {
            Self::Database(error)
        }
    }
}

fn has_io_cause(error: &tokio_postgres::Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<io::Error>() {
            return true;
        }
        cause = inner.source();
    }
    false
}

impl From<deadpool_postgres::PoolError> for Error {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        Self::Unavailable(Some(Box::new(error)))
    }
}
