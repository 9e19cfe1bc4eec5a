//! Files that people bring: staged and checked, then published in one step, and undone in one step.
//!
//! Nothing of the register changes before [`publish::publish`]. What a file says, what is guessed of it and what
//! was found is kept beside the register until it expires; what was published, and what it closed, for ever.

mod checks;
pub mod document;
pub mod examine;
mod found;
pub mod layer;
mod lookup;
mod mapping;
mod matching;
mod naming;
mod numbers;
mod placing;
pub mod publish;
pub mod reads;
mod register;
pub mod settings;
pub mod store;
pub mod target;
pub mod undo;
mod values;

use deadpool_postgres::GenericClient;
use serde_json::Value;
use time::OffsetDateTime;
use tokio_postgres::Row;
use tokio_postgres::types::Json;

use crate::error::Error;
use crate::hash::hex;
use crate::imports::format::Format;
use crate::sql;
use settings::Settings;
use target::Target;

/// How long a staged file is kept, hours.
pub const KEPT_HOURS: f64 = 24.0;
/// The id of an import, bytes: too many to be guessed.
const ID_BYTES: usize = 16;
/// Longest name of a person or of a file, in characters.
const MAX_LETTERS: usize = 200;

/// Who may see an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// Holders of a token, by its SHA-256.
    Token(String),
    /// Who has the command line has the database.
    CommandLine,
}

impl Owner {
    /// As it is kept.
    pub fn id(&self) -> &str {
        match self {
            Self::Token(hash) => hash,
            Self::CommandLine => "cli",
        }
    }

    /// Whose imports are looked among; none for all.
    fn among(&self) -> Option<&str> {
        match self {
            Self::Token(hash) => Some(hash),
            Self::CommandLine => None,
        }
    }
}

/// A file as it was brought.
#[derive(Debug, Clone)]
pub struct Brought {
    pub id: String,
    pub target: Target,
    pub owner: Owner,
    /// Who brings it, in their own words.
    pub made_by: String,
    pub file_name: String,
    pub size_bytes: u64,
    /// Hexadecimal digits.
    pub sha256: String,
    pub settings: Settings,
    /// It comes in just now, and is not settled anew.
    pub is_new: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A person must settle something first.
    Asks,
    Checked,
    Published,
    Undone,
}

impl State {
    pub const fn id(self) -> &'static str {
        match self {
            Self::Asks => "asks",
            Self::Checked => "checked",
            Self::Published => "published",
            Self::Undone => "undone",
        }
    }

    fn parse(id: &str) -> Result<Self, Error> {
        [Self::Asks, Self::Checked, Self::Published, Self::Undone]
            .into_iter()
            .find(|state| state.id() == id)
            .ok_or_else(|| Error::startup(format!("an import has no state `{id}`")))
    }

    /// Whether its file is still staged.
    pub const fn is_staged(self) -> bool {
        matches!(self, Self::Asks | Self::Checked)
    }
}

/// An import as it is kept.
#[derive(Debug, Clone)]
pub struct Import {
    pub brought: Brought,
    pub state: State,
    pub format: String,
    pub layer: String,
    pub encoding: String,
    pub reading: Value,
    pub asks: Vec<String>,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    pub published_at: Option<OffsetDateTime>,
    pub undone_at: Option<OffsetDateTime>,
}

impl Import {
    /// Whether it is a pasted list of coordinates rather than a file.
    pub fn is_list(&self) -> bool {
        self.format == Format::CoordinateList.id()
    }
}

/// An import of this owner; the command line finds everybody's.
///
/// # Errors
/// [`Error::NotFound`], also where it is somebody else's or has expired; those of the database.
pub async fn find(client: &impl GenericClient, id: &str, owner: &Owner) -> Result<Import, Error> {
    check_id(id)?;
    let row = client
        .query_opt(sql!("imports/find"), &[&id, &owner.among()])
        .await?;
    from_row(&row.ok_or_else(|| not_found(id))?)
}

/// What cannot be an id is none, and the database need not be asked.
fn check_id(id: &str) -> Result<(), Error> {
    let is_one = id.len() == 2 * ID_BYTES && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_one { Ok(()) } else { Err(not_found(id)) }
}

fn not_found(id: &str) -> Error {
    Error::NotFound {
        resource: "import",
        id: id.chars().filter(|c| !c.is_control()).take(40).collect(),
    }
}

fn from_row(row: &Row) -> Result<Import, Error> {
    let Json(settings) = row.try_get("settings")?;
    let owner: String = row.try_get("owner")?;
    Ok(Import {
        brought: Brought {
            id: row.try_get("id")?,
            target: Target::parse(row.try_get("collection")?)?,
            owner: if owner == Owner::CommandLine.id() {
                Owner::CommandLine
            } else {
                Owner::Token(owner)
            },
            made_by: row.try_get("made_by")?,
            file_name: row.try_get("file_name")?,
            size_bytes: u64::try_from(row.try_get::<_, i64>("size_bytes")?).unwrap_or_default(),
            sha256: row.try_get("sha256")?,
            settings,
            is_new: false,
        },
        state: State::parse(row.try_get("state")?)?,
        format: row.try_get("format")?,
        layer: row.try_get("layer")?,
        encoding: row.try_get("encoding")?,
        reading: row.try_get("reading")?,
        asks: row.try_get("asks")?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
        published_at: row.try_get("published_at")?,
        undone_at: row.try_get("undone_at")?,
    })
}

/// Takes a staged file away.
///
/// # Errors
/// [`Error::NotFound`] when none of this owner is staged; those of the database.
pub async fn delete(client: &impl GenericClient, id: &str, owner: &Owner) -> Result<(), Error> {
    check_id(id)?;
    match client
        .execute(sql!("imports/delete"), &[&id, &owner.among()])
        .await?
    {
        0 => Err(not_found(id)),
        _ => Ok(()),
    }
}

/// An id of 128 bits from the operating system.
///
/// # Errors
/// [`Error::Startup`] when the system gives no random bytes.
pub fn new_id() -> Result<String, Error> {
    let mut bytes = [0; ID_BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|source| Error::startup_from("the system gives no random bytes", source))?;
    Ok(hex(&bytes))
}

/// A name from outside as it is kept: NFC, no control characters, not too long; none when nothing is left.
pub fn clean_name(text: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization as _;
    let clean: String = text
        .nfc()
        .filter(|c| !c.is_control())
        .take(MAX_LETTERS)
        .collect();
    let clean = clean.trim();
    (!clean.is_empty()).then(|| clean.to_owned())
}
