//! What a person settles of a staged file.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::Date;

use super::target::Target;
use crate::error::{Error, Said};
use crate::imports::encoding::Encoding;
use crate::imports::reading::CoordinateColumns;

time::serde::format_description!(day, Date, "[year]-[month]-[day]");

/// Longest text that is taken for a setting, in characters.
const MAX_LETTERS: usize = 500;
/// First days that a plan or a survey may have.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// What a boundary in the file is worth. Unless said it is not surveyed: nothing is made surer than it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    Surveyed,
    Digitised,
}

impl Certainty {
    pub const fn id(self) -> &'static str {
        match self {
            Self::Surveyed => "surveyed",
            Self::Digitised => "digitised",
        }
    }
}

/// What becomes of features that the register does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NewFeatures {
    Add,
    Refuse,
}

/// What a person settled; what is not there is found out, or asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub layer: Option<String>,
    pub encoding: Option<Encoding>,
    /// As a candidate of the detective is called.
    pub crs: Option<String>,
    /// Where a table has its coordinates.
    pub coordinates: Option<CoordinateColumns>,
    /// Property to field; null is read from no field.
    pub mapping: BTreeMap<String, Option<String>>,
    /// What every row has for a property that no field is read for.
    pub values: BTreeMap<String, String>,
    /// First day on which it is true. Without it, what the register says is corrected and its days stay.
    #[serde(with = "day::option")]
    pub valid_from: Option<Date>,
    pub boundary_certainty: Option<Certainty>,
    pub plan: Option<String>,
    /// Where the file comes from, in the words of who brings it.
    pub source: Option<String>,
    pub new_features: Option<NewFeatures>,
    /// Numbers of rows that are left out.
    pub skip: BTreeSet<u64>,
}

impl Settings {
    /// These settings with others put over them: what is absent stays, null takes back.
    ///
    /// # Errors
    /// [`Error::InvalidBody`] naming what cannot be a setting.
    pub fn changed_by(&self, body: &[u8]) -> Result<Self, Error> {
        let changes: Map<String, Value> =
            serde_json::from_slice(body).map_err(|error| unreadable(&error))?;
        let Ok(Value::Object(mut all)) = serde_json::to_value(self) else {
            return Err(Error::startup("settings are no object"));
        };
        for (name, value) in changes {
            match (all.get_mut(&name), value) {
                (Some(Value::Object(held)), Value::Object(new)) if is_map(&name) => {
                    held.extend(new);
                }
                (Some(held), Value::Null) if is_map(&name) => *held = Value::Object(Map::new()),
                (_, value) => {
                    all.insert(name, value);
                }
            }
        }
        // A value that is null is taken back; a property mapped to null is read from no field.
        if let Some(Value::Object(values)) = all.get_mut("values") {
            values.retain(|_, value| !value.is_null());
        }
        let settings: Self =
            serde_json::from_value(Value::Object(all)).map_err(|error| unreadable(&error))?;
        settings.check_lengths()?;
        Ok(settings)
    }

    /// Whether every property named is one of the collection's.
    ///
    /// # Errors
    /// [`Error::InvalidBody`] naming the one that is not.
    pub fn check_names(&self, target: Target) -> Result<(), Error> {
        let mut names = self.mapping.keys().chain(self.values.keys());
        let Some(unknown) = names.find(|name| target.property(name).is_none()) else {
            return Ok(());
        };
        let known: Vec<&str> = target.properties().iter().map(|p| p.name).collect();
        let known = known.join(", ");
        let unknown: String = unknown.chars().take(60).collect();
        Err(invalid(
            format!("không có thuộc tính `{unknown}`; có: {known}"),
            format!("there is no property `{unknown}`; known here: {known}"),
        ))
    }

    fn check_lengths(&self) -> Result<(), Error> {
        if self
            .valid_from
            .is_some_and(|day| !YEARS.contains(&day.year()))
        {
            return Err(invalid(
                format!(
                    "`valid_from` phải từ năm {} đến {}",
                    YEARS.start(),
                    YEARS.end()
                ),
                format!(
                    "`valid_from` must be from {} to {}",
                    YEARS.start(),
                    YEARS.end()
                ),
            ));
        }
        let texts = [&self.layer, &self.crs, &self.plan, &self.source];
        let columns = self.coordinates.iter().flat_map(CoordinateColumns::names);
        let long = texts
            .into_iter()
            .flatten()
            .chain(self.mapping.values().flatten())
            .chain(self.values.values())
            .chain(columns)
            .any(|text| text.chars().count() > MAX_LETTERS || text.contains('\0'));
        if !long {
            return Ok(());
        }
        Err(invalid(
            format!("một giá trị dài hơn {MAX_LETTERS} ký tự, hoặc có ký tự NUL"),
            format!("a value is longer than {MAX_LETTERS} characters, or holds NUL"),
        ))
    }

    /// What its boundaries are worth.
    pub fn certainty(&self) -> Certainty {
        self.boundary_certainty.unwrap_or(Certainty::Digitised)
    }

    /// Whether features that the register does not know are added.
    pub fn adds(&self, target: Target) -> bool {
        match self.new_features {
            Some(NewFeatures::Add) => true,
            Some(NewFeatures::Refuse) => false,
            None => target.adds_unasked(),
        }
    }
}

fn is_map(name: &str) -> bool {
    matches!(name, "mapping" | "values")
}

fn invalid(vi: impl Into<String>, en: impl Into<String>) -> Error {
    Error::InvalidBody {
        reason: Said::new(vi, en),
    }
}

fn unreadable(error: &serde_json::Error) -> Error {
    invalid(
        "không phải các thiết lập của một lần nhập",
        format!("not the settings of an import: {error}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(changes: &[&str]) -> Settings {
        changes.iter().fold(Settings::default(), |settings, body| {
            settings.changed_by(body.as_bytes()).expect("settings")
        })
    }

    #[test]
    fn what_is_absent_stays_and_null_takes_back() {
        let settings = after(&[
            r#"{"crs":"EPSG:5897","plan":"demo","mapping":{"name":"TEN"},"values":{"class":"green"}}"#,
            r#"{"plan":null,"mapping":{"phase":null},"values":{"class":null}}"#,
        ]);
        assert_eq!(settings.crs.as_deref(), Some("EPSG:5897"));
        assert_eq!(settings.plan, None);
        assert_eq!(settings.mapping["name"].as_deref(), Some("TEN"));
        assert_eq!(settings.mapping["phase"], None);
        assert!(settings.values.is_empty());
        assert!(
            after(&[r#"{"mapping":{"name":"TEN"}}"#, r#"{"mapping":null}"#])
                .mapping
                .is_empty()
        );
    }

    #[test]
    fn what_is_no_setting_is_refused() {
        for body in [
            "",
            "[]",
            r#"{"colour":"red"}"#,
            r#"{"boundary_certainty":"indicative"}"#,
            r#"{"valid_from":"yesterday"}"#,
            r#"{"encoding":"ebcdic"}"#,
            r#"{"mapping":{"name":1}}"#,
        ] {
            let refused = Settings::default().changed_by(body.as_bytes());
            assert!(matches!(refused, Err(Error::InvalidBody { .. })), "{body}");
        }
        let unknown = after(&[r#"{"mapping":{"colour":"X"}}"#]);
        assert!(unknown.check_names(Target::Clusters).is_err());
    }
}
