//! The plans that the question of fit is asked of, and their papers: `data/plan`, kept as versions.

use std::collections::BTreeSet;

use deadpool_postgres::Transaction;
use serde::{Deserialize, Serialize};
use time::Date;
use tokio_postgres::types::Json;
use tracing::info;

use super::versioned::{Entry, Period, changes, day, defect_of};
use crate::data;
use crate::error::Error;
use crate::sql;

const PATH: &str = "plan/plans.toml";

/// `data/plan/plans.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plans {
    /// The plan asked when a request names none.
    pub default: String,
    #[serde(rename = "plan")]
    pub plans: Vec<Plan>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub slug: String,
    #[serde(rename = "version", default)]
    pub versions: Vec<Version>,
    #[serde(rename = "document", default)]
    pub documents: Vec<Document>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    pub title_vi: String,
    pub title_en: String,
    pub level: String,
    pub law_status: String,
    /// An id of `data/source/decisions.csv`.
    pub decision: String,
    /// An id of `data/source/sources.csv`.
    pub source: String,
    #[serde(with = "day")]
    pub valid_from: Date,
    #[serde(default, with = "day::option")]
    pub valid_to: Option<Date>,
    pub note_vi: Option<String>,
    pub note_en: Option<String>,
}

/// A paper of a plan, and what it does to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub decision: String,
    pub role: Role,
    pub article: Option<String>,
    pub note_vi: Option<String>,
    pub note_en: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Approves,
    RestsOn,
    ReviewedBy,
    NamedBy,
}

/// The committed plans.
///
/// # Errors
/// [`Error::Startup`] saying what is wrong with the file.
pub fn read() -> Result<Plans, Error> {
    parse(&data::text(PATH)?)
}

/// Which plan is asked when a request names none. Reads the committed text: ask once, and keep it.
///
/// # Errors
/// As [`read`].
pub fn default_plan() -> Result<String, Error> {
    Ok(read()?.default)
}

/// Plans from their text.
///
/// # Errors
/// As [`read`].
pub fn parse(text: &str) -> Result<Plans, Error> {
    let plans: Plans = toml::from_str(text)
        .map_err(|source| Error::startup_from(format!("`data/{PATH}` cannot be read"), source))?;
    match defect(&plans) {
        Some(defect) => Err(Error::startup(format!("`data/{PATH}`: {defect}"))),
        None => Ok(plans),
    }
}

fn defect(plans: &Plans) -> Option<String> {
    let slugs: BTreeSet<&str> = plans.plans.iter().map(|plan| plan.slug.as_str()).collect();
    if slugs.len() < plans.plans.len() {
        return Some("a plan is there twice".to_owned());
    }
    if !slugs.contains(plans.default.as_str()) {
        return Some(format!(
            "the default `{}` is none of the plans",
            plans.default
        ));
    }
    plans.plans.iter().find_map(|plan| {
        let periods = plan.versions.iter().map(|version| Period {
            valid_from: version.valid_from,
            valid_to: version.valid_to,
        });
        let defect = defect_of(periods.collect()).or_else(|| {
            let unapproved = plan.versions.iter().find(|version| {
                !plan
                    .documents
                    .iter()
                    .any(|paper| paper.role == Role::Approves && paper.decision == version.decision)
            })?;
            Some(format!("no document `approves` is {}", unapproved.decision))
        })?;
        Some(format!("{}: {defect}", plan.slug))
    })
}

/// Brings the plans that are named here up to this text, as [`super::rules::load`] does; other plans are
/// not touched. Says how many versions came or went.
///
/// # Errors
/// Those of the database.
pub async fn load(transaction: &Transaction<'_>, plans: &Plans) -> Result<u64, Error> {
    let slugs: Vec<&str> = plans.plans.iter().map(|plan| plan.slug.as_str()).collect();
    let known = transaction
        .query(sql!("register/known_plan_versions"), &[&slugs])
        .await?;
    let versions = plans.plans.iter().flat_map(|plan| {
        plan.versions.iter().map(|entry| Entry {
            of: &plan.slug,
            entry,
        })
    });
    let changed = changes(&known, versions)?;
    let mut written = 0;
    if !changed.is_empty() {
        let superseded = transaction
            .execute(sql!("register/supersede_plans"), &[&changed.stale])
            .await?;
        let added = transaction
            .execute(
                sql!("register/insert_plan_versions"),
                &[&Json(&changed.fresh)],
            )
            .await?;
        info!(
            superseded,
            added, "brought the plans up to the committed ones"
        );
        written = superseded + added;
    }
    write_documents(transaction, plans, &slugs).await?;
    Ok(written)
}

/// Papers have no versions: if any differs, those of all these plans are written anew.
async fn write_documents(
    transaction: &Transaction<'_>,
    plans: &Plans,
    slugs: &[&str],
) -> Result<(), Error> {
    let known = transaction
        .query(sql!("register/known_plan_documents"), &[&slugs])
        .await?;
    let documents = || {
        plans.plans.iter().flat_map(|plan| {
            plan.documents.iter().map(|entry| Entry {
                of: plan.slug.as_str(),
                entry,
            })
        })
    };
    if changes(&known, documents())?.is_empty() {
        return Ok(());
    }
    transaction
        .execute(sql!("register/delete_plan_documents"), &[&slugs])
        .await?;
    let documents: Vec<_> = documents().collect();
    transaction
        .execute(sql!("register/insert_plan_documents"), &[&Json(documents)])
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_the_plan_under_which_thirteen_clusters_are_declared_not_to_conform() {
        assert_eq!(default_plan().expect("sound"), "qd-1569-2024");
    }

    #[test]
    fn what_is_wrong_is_said() {
        let text = data::text(PATH).expect("committed");
        let defect = |text: &str| parse(text).expect_err("a defect").chain();
        let unknown = defect(&text.replace("default = \"qd-1569", "default = \"qd-1570"));
        assert!(unknown.contains("`qd-1570-2024` is none"), "{unknown}");
        let twice = defect(&text.replace("slug = \"qd-1668", "slug = \"qd-1569"));
        assert!(twice.contains("twice"), "{twice}");
        let unapproved = defect(&text.replacen("role = \"approves\"", "role = \"rests_on\"", 1));
        assert!(
            unapproved.contains("qd-1569-2024: no document"),
            "{unapproved}"
        );
        let role = defect(&text.replace("named_by", "repealed_by"));
        assert!(
            role.contains("data/plan/plans.toml") && role.contains("repealed_by"),
            "{role}"
        );
    }
}
