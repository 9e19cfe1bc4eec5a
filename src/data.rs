//! The committed data of `data/`, carried in the binary.

use std::collections::BTreeMap;

use rust_embed::RustEmbed;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::Error;

#[derive(RustEmbed)]
#[folder = "data/"]
#[include = "*.toml"]
#[include = "*.csv"]
#[include = "*.geojsonl"]
struct Files;

/// A file of `data/` as text.
///
/// # Errors
/// [`Error::Startup`] when the binary does not carry it.
pub fn text(path: &str) -> Result<String, Error> {
    Files::get(path)
        .and_then(|file| String::from_utf8(file.data.into_owned()).ok())
        .ok_or_else(|| Error::startup(format!("this binary does not carry `data/{path}`")))
}

/// The rows of a CSV file of `data/`, by the names in its header.
///
/// # Errors
/// [`Error::Startup`] naming the file and line that cannot be read.
pub fn rows<T: DeserializeOwned>(path: &str) -> Result<Vec<T>, Error> {
    csv::Reader::from_reader(text(path)?.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|source| Error::startup_from(format!("`data/{path}` cannot be read"), source))
}

/// A TOML file of `data/`.
///
/// # Errors
/// [`Error::Startup`] naming the file that cannot be read.
pub fn table<T: DeserializeOwned>(path: &str) -> Result<T, Error> {
    toml::from_str(&text(path)?)
        .map_err(|source| Error::startup_from(format!("`data/{path}` cannot be read"), source))
}

/// Paths of all files with this name, such as every `collection.toml`, in order.
pub fn paths_named(name: &str) -> Vec<String> {
    let mut paths: Vec<String> = Files::iter()
        .filter(|path| path.rsplit('/').next() == Some(name))
        .map(|path| path.to_string())
        .collect();
    paths.sort();
    paths
}

/// Paths of all files that lie in this folder, such as every rule, in order.
pub fn paths_in(folder: &str) -> Vec<String> {
    let mut paths: Vec<String> = Files::iter()
        .filter(|path| path.rsplit_once('/').is_some_and(|(at, _)| at == folder))
        .map(|path| path.to_string())
        .collect();
    paths.sort();
    paths
}

/// The rows of a CSV file as JSON objects of text; an empty field is null. For statements that
/// take a whole table (`jsonb_to_recordset`).
///
/// # Errors
/// [`Error::Startup`] naming the file and line that cannot be read.
pub fn json_rows(path: &str) -> Result<Vec<Value>, Error> {
    let filled = |text: String| {
        if text.is_empty() {
            Value::Null
        } else {
            Value::String(text)
        }
    };
    Ok(rows::<BTreeMap<String, String>>(path)?
        .into_iter()
        .map(|row| {
            row.into_iter()
                .map(|(name, text)| (name, filled(text)))
                .collect::<Value>()
        })
        .collect())
}
