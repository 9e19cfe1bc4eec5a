//! What is asked of staged rows in PostGIS: one statement each over all of them.

mod clusters;
mod partition;
mod shapes;

use std::collections::BTreeMap;

use geo::MultiPolygon;
use time::Date;
use tokio_postgres::{Row, Transaction};

use super::found::{Found, Severity, Whereabouts};
use super::matching::Matched;
use super::register::Register;
use super::target::Target;
use crate::error::{Error, Said};
use crate::imports::reading::RowRead;

/// A plant further than this from its cluster's boundary is asked about, m: a plant stands in or at its cluster. A
/// convention of this service.
pub const PLANT_WITHIN_M: f64 = 200.0;
/// What rounding leaves between lines that were meant to be one is narrower, m.
pub const ROUNDING_M: f64 = 0.001;

/// What checks look at.
pub struct Question<'a> {
    pub import: &'a str,
    pub target: Target,
    pub plan: Option<&'a str>,
    pub day: Date,
    pub register: &'a Register,
    pub rows: &'a [RowRead],
    pub matched: &'a [Matched],
}

impl Question<'_> {
    fn rule(&self, id: &str) -> Option<f64> {
        self.register.rules.get(id).map(|rule| rule.value)
    }

    /// Whether a piece is a sliver by the rules of this service: small or thin.
    fn is_sliver(&self, area_m2: f64, width_m: Option<f64>) -> bool {
        self.rule("sliver_area")
            .is_some_and(|limit| area_m2 < limit)
            || width_m
                .is_some_and(|width| self.rule("sliver_width").is_some_and(|limit| width < limit))
    }

    /// Something found of the row with this number.
    fn of_row(&self, number: i32, code: &'static str, severity: Severity, said: Said) -> Found {
        let index = usize::try_from(number - 1).unwrap_or_default();
        match self.rows.get(index) {
            Some(row) => Found::of_row(code, severity, row, said),
            None => Found::of_file(code, severity, said),
        }
    }

    fn title(&self, number: i32) -> &str {
        let index = usize::try_from(number - 1).unwrap_or_default();
        self.matched.get(index).map_or("", |matched| &matched.title)
    }

    fn place(&self, number: i32) -> &str {
        let index = usize::try_from(number - 1).unwrap_or_default();
        self.rows.get(index).map_or("", |row| &row.place)
    }
}

fn place_of(row: &Row) -> Result<Whereabouts, Error> {
    let bytes: Option<Vec<u8>> = row.try_get("at")?;
    Ok(bytes.map_or(Whereabouts::Unknown, Whereabouts::Ewkb))
}

/// Runs every check of the collection.
///
/// # Errors
/// Those of the database.
pub async fn run(
    transaction: &Transaction<'_>,
    question: &Question<'_>,
    areas: &BTreeMap<i32, &MultiPolygon>,
) -> Result<Vec<Found>, Error> {
    let mut found = shapes::unsound(transaction, question).await?;
    found.extend(shapes::duplicates(transaction, question).await?);
    match question.target {
        Target::Clusters => {
            found.extend(clusters::overlaps(transaction, question).await?);
            found.extend(clusters::communes(transaction, question).await?);
            found.extend(clusters::sizes(transaction, question).await?);
        }
        Target::Plants => {
            found.extend(clusters::communes(transaction, question).await?);
            found.extend(clusters::plants(transaction, question).await?);
        }
        Target::Zones => found.extend(partition::faults(transaction, question, areas).await?),
        Target::Constraints => {}
    }
    Ok(found)
}
