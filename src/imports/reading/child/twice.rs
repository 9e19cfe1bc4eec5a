//! Names that are there twice, of which a reader would take the last in silence.

use std::collections::BTreeSet;
use std::fmt::{Formatter, Result as FmtResult};
use std::io::{self, Read, Seek, SeekFrom};

use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::imports::reading::stream::Refused;

/// Bytes of an entry of the directory of an archive before its name.
const ENTRY_BYTES: usize = 46;

/// A name that the directory of an archive, which begins at `start`, has twice.
///
/// # Errors
/// When the archive cannot be read.
pub fn entry(archive: &mut (impl Read + Seek), start: u64) -> io::Result<Option<String>> {
    let mut directory = Vec::new();
    archive.seek(SeekFrom::Start(start))?;
    archive.read_to_end(&mut directory)?;
    let mut rest = &directory[..];
    let mut seen = BTreeSet::new();
    while let Some((entry, after)) = rest.split_at_checked(ENTRY_BYTES)
        && entry.starts_with(b"PK\x01\x02")
    {
        let length = |at: usize| usize::from(u16::from_le_bytes([entry[at], entry[at + 1]]));
        let (name, others) = (length(28), length(30) + length(32));
        let Some((name, after)) = after.split_at_checked(name) else {
            break;
        };
        if !seen.insert(name) {
            return Ok(Some(String::from_utf8_lossy(name).into_owned()));
        }
        rest = after.get(others..).unwrap_or_default();
    }
    Ok(None)
}

/// The members of a feature and the properties of it, each of which may be there once.
#[derive(Deserialize)]
struct Once {
    #[serde(rename = "type")]
    _kind: Option<IgnoredAny>,
    #[serde(rename = "id")]
    _id: Option<IgnoredAny>,
    #[serde(rename = "geometry")]
    _geometry: Option<IgnoredAny>,
    #[serde(rename = "coordinates")]
    _coordinates: Option<IgnoredAny>,
    #[serde(rename = "properties")]
    _properties: Option<Keys>,
}

struct Keys;

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Self)
    }
}

impl<'de> Visitor<'de> for Keys {
    type Value = Self;

    fn expecting(&self, f: &mut Formatter<'_>) -> FmtResult {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let mut seen = BTreeSet::new();
        while let Some((key, _)) = map.next_entry::<String, IgnoredAny>()? {
            if seen.contains(&key) {
                return Err(A::Error::custom(format!("duplicate property `{key}`")));
            }
            seen.insert(key);
        }
        Ok(self)
    }
}

/// Refuses a feature of GeoJSON, the text of which has been read, with a member or property that is there twice.
///
/// # Errors
/// Its name.
pub fn property(feature: &str, place: &str) -> Result<(), Refused> {
    let Err(error) = serde_json::from_str::<Once>(feature) else {
        return Ok(());
    };
    // The line that follows is one within the feature.
    let words = error.to_string();
    let words = words
        .rsplit_once(" at line ")
        .map_or(&*words, |(words, _)| words);
    Err(Refused::at(
        place,
        format!("một thuộc tính có hai lần: {words}"),
        format!("something is there twice: {words}"),
    ))
}
