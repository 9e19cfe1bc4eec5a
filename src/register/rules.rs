//! Limits that a decree sets, or that this service chose: `data/rules`, kept as versions.

use std::path::Path;

use deadpool_postgres::Transaction;
use serde::{Deserialize, Serialize};
use time::Date;
use tokio_postgres::types::Json;
use tracing::info;

use super::versioned::{Entry, Period, changes, day, defect_of};
use crate::data;
use crate::error::Error;
use crate::sql;

/// A file of `data/rules`; its name is the rule's id.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    pub id: String,
    pub titles: Titles,
    pub versions: Vec<Version>,
}

/// What is not versioned: a rule with another unit is another rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Titles {
    pub title_vi: String,
    pub title_en: String,
    pub unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Ha,
    M2,
    M,
    Share,
    YesNo,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    pub value: f64,
    #[serde(with = "day")]
    pub valid_from: Date,
    #[serde(default, with = "day::option")]
    pub valid_to: Option<Date>,
    pub article: Option<String>,
    /// An id of `data/source/decisions.csv`; none: a convention of this service.
    pub decision: Option<String>,
    pub verified: bool,
    pub note_vi: Option<String>,
    pub note_en: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title_vi: String,
    title_en: String,
    unit: Unit,
    #[serde(default)]
    version: Vec<Version>,
}

/// All committed rules.
///
/// # Errors
/// [`Error::Startup`] naming the file that is not one.
pub fn read() -> Result<Vec<Rule>, Error> {
    data::paths_in("rules")
        .iter()
        .map(|path| parse(path, &data::text(path)?))
        .collect()
}

/// One rule from its text.
///
/// # Errors
/// [`Error::Startup`] naming the file and what is wrong with it.
pub fn parse(path: &str, text: &str) -> Result<Rule, Error> {
    let file: File = toml::from_str(text)
        .map_err(|source| Error::startup_from(format!("`data/{path}` cannot be read"), source))?;
    let periods = file.version.iter().map(|version| Period {
        valid_from: version.valid_from,
        valid_to: version.valid_to,
    });
    let defect = defect_of(periods.collect()).or_else(|| {
        let bad = file.version.iter().find(|v| !file.unit.measures(v.value))?;
        Some(format!("{} is no value of its unit", bad.value))
    });
    if let Some(defect) = defect {
        return Err(Error::startup(format!("`data/{path}`: {defect}")));
    }
    Ok(Rule {
        id: Path::new(path)
            .file_stem()
            .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()),
        titles: Titles {
            title_vi: file.title_vi,
            title_en: file.title_en,
            unit: file.unit,
        },
        versions: file.version,
    })
}

impl Unit {
    fn measures(self, value: f64) -> bool {
        match self {
            Self::Ha | Self::M2 | Self::M => value.is_finite() && value >= 0.0,
            Self::Share => (0.0..=1.0).contains(&value),
            Self::YesNo => [0.0, 1.0].contains(&value),
        }
    }
}

/// Brings the rules in the database up to these. What is the same is not written again; what is not
/// becomes history. Says how many versions came or went.
///
/// # Errors
/// [`Error::Startup`] when a rule changed its unit, and those of the database.
pub async fn load(transaction: &Transaction<'_>, rules: &[Rule]) -> Result<u64, Error> {
    write_titles(transaction, rules).await?;
    let known = transaction
        .query(sql!("register/known_rule_versions"), &[])
        .await?;
    let versions = rules.iter().flat_map(|rule| {
        rule.versions.iter().map(|entry| Entry {
            of: &rule.id,
            entry,
        })
    });
    let changed = changes(&known, versions)?;
    if changed.is_empty() {
        return Ok(0);
    }
    let superseded = transaction
        .execute(sql!("register/supersede_rules"), &[&changed.stale])
        .await?;
    let added = transaction
        .execute(
            sql!("register/insert_rule_versions"),
            &[&Json(&changed.fresh)],
        )
        .await?;
    info!(
        superseded,
        added, "brought the rules up to the committed ones"
    );
    Ok(superseded + added)
}

async fn write_titles(transaction: &Transaction<'_>, rules: &[Rule]) -> Result<(), Error> {
    let known = transaction.query(sql!("register/known_rules"), &[]).await?;
    let titles = rules.iter().map(|rule| Entry {
        of: &rule.id,
        entry: &rule.titles,
    });
    let fresh = changes(&known, titles)?.fresh;
    if fresh.is_empty() {
        return Ok(());
    }
    let written = transaction
        .execute(sql!("register/upsert_rules"), &[&Json(&fresh)])
        .await?;
    if written < fresh.len() as u64 {
        let ids: Vec<&str> = fresh.iter().map(|entry| entry.of).collect();
        return Err(Error::startup(format!(
            "a rule with another unit is another rule, and needs another id: one of {}",
            ids.join(", ")
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOOR: &str = "title_vi = \"a\"\ntitle_en = \"b\"\nunit = \"ha\"\n
        [[version]]\nvalue = 10\nvalid_from = \"2024-05-01\"\nverified = true\n";

    fn defect(text: &str) -> String {
        parse("rules/area_floor.toml", text)
            .expect_err("a defect")
            .chain()
    }

    #[test]
    fn the_committed_rules_are_sound_and_cite_a_decision_or_none() {
        let rules = read().expect("sound");
        assert_eq!(rules.len(), 9);
        for rule in rules {
            for version in rule.versions {
                let is_law = version.decision.is_some();
                assert_eq!(version.article.is_some(), is_law, "{}", rule.id);
                let note = version.note_en.expect("a note");
                assert_eq!(note.contains("convention"), !is_law, "{}", rule.id);
            }
        }
    }

    #[test]
    fn a_rule_has_the_name_of_its_file() {
        let rule = parse("rules/area_floor.toml", FLOOR).expect("sound");
        assert_eq!(
            (rule.id.as_str(), rule.titles.unit),
            ("area_floor", Unit::Ha)
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_the_file() {
        let unknown_unit = defect(&FLOOR.replace("\"ha\"", "\"acre\""));
        assert!(
            unknown_unit.contains("data/rules/area_floor.toml"),
            "{unknown_unit}"
        );
        assert!(unknown_unit.contains("acre"), "{unknown_unit}");
        let version = FLOOR.split("[[version]]").nth(1).expect("a version");
        let twice = defect(&format!("{FLOOR}[[version]]{version}"));
        assert!(twice.contains("area_floor.toml`: the versions"), "{twice}");
        let typing_error = defect(&FLOOR.replace("verified", "verifeid"));
        assert!(typing_error.contains("verifeid"), "{typing_error}");
        let too_much = defect(&FLOOR.replace("\"ha\"", "\"share\""));
        assert!(too_much.contains("10 is no value"), "{too_much}");
    }
}
