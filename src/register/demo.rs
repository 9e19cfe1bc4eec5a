//! The demonstration plan: invented zones and constraints, said so wherever they appear.

use deadpool_postgres::Transaction;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use time::Date;
use time::macros::format_description;
use tokio_postgres::types::Json;
use tracing::info;

use crate::data;
use crate::error::Error;
use crate::geometry::ewkb;
use crate::geometry::geojson::{self, Drawn};
use crate::names::search_key;
use crate::sql;

/// A version of the plan: its description, and what it draws. A later one draws only what differs.
struct Edition {
    plan: &'static str,
    zones: &'static str,
    constraints: &'static str,
}

const EDITIONS: [Edition; 2] = [
    Edition {
        plan: "demo/plan.toml",
        zones: "demo/zones.geojsonl",
        constraints: "demo/constraints.geojsonl",
    },
    Edition {
        plan: "demo/plan_adjusted.toml",
        zones: "demo/adjusted_zones.geojsonl",
        constraints: "demo/adjusted_constraints.geojsonl",
    },
];

#[derive(Deserialize)]
struct Line {
    properties: Map<String, Value>,
}

/// Writes the versions of the demonstration plan that are not there. Says how many zones and constraints.
///
/// # Errors
/// [`Error::Startup`] when the committed data cannot be read, and those of the database.
pub async fn seed(transaction: &Transaction<'_>) -> Result<u64, Error> {
    let mut written = 0;
    for edition in &EDITIONS {
        written += seed_edition(transaction, edition).await?;
    }
    if written > 0 {
        info!(
            features = written,
            "loaded the demonstration plan (synthetic)"
        );
    }
    Ok(written)
}

async fn seed_edition(transaction: &Transaction<'_>, edition: &Edition) -> Result<u64, Error> {
    let plan: Value = data::table(edition.plan)?;
    let slug = plan["slug"].as_str();
    let since = valid_from(edition.plan, &plan)?;
    let is_there = transaction
        .query_one(sql!("register/has_plan_version"), &[&slug, &since])
        .await?;
    if is_there.try_get::<_, bool>("has_version")? {
        return Ok(0);
    }
    transaction
        .execute(sql!("register/end_plan"), &[&slug, &since])
        .await?;
    transaction
        .execute(sql!("register/seed_plan"), &[&plan])
        .await?;
    let classes = Json(data::json_rows("demo/classes.csv")?);
    transaction
        .execute(sql!("register/seed_classes"), &[&classes, &since])
        .await?;
    let mut written = 0;
    for (end, begin, path) in [
        (
            sql!("register/end_zones"),
            sql!("register/seed_zones"),
            edition.zones,
        ),
        (
            sql!("register/end_constraints"),
            sql!("register/seed_constraints"),
            edition.constraints,
        ),
    ] {
        let (rows, areas) = read(path)?;
        transaction.execute(end, &[&rows, &since]).await?;
        written += transaction
            .execute(begin, &[&slug, &rows, &areas, &since])
            .await?;
    }
    Ok(written)
}

/// The day since which a version of the plan holds.
fn valid_from(path: &str, plan: &Value) -> Result<Date, Error> {
    let text = plan["valid_from"].as_str().unwrap_or_default();
    Date::parse(text, format_description!("[year]-[month]-[day]"))
        .map_err(|source| Error::startup_from(format!("`data/{path}` names no day"), source))
}

fn read(path: &str) -> Result<(Value, Vec<postgis::ewkb::MultiPolygon>), Error> {
    let text = data::text(path)?;
    let mut rows = Vec::new();
    let mut areas = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let bad = |source: Error| {
            Error::startup_from(format!("`data/{path}` line {}", index + 1), source)
        };
        let Drawn::Area(area) = geojson::parse_drawn(line.as_bytes()).map_err(bad)? else {
            return Err(Error::startup(format!(
                "`data/{path}` line {} is no area",
                index + 1
            )));
        };
        let mut row = serde_json::from_str::<Line>(line)
            .map_err(|source| {
                Error::startup_from(format!("`data/{path}` line {}", index + 1), source)
            })?
            .properties;
        let key = |name: &str| search_key(row[name].as_str().unwrap_or_default());
        let search_key = format!("{}|{}", key("name_vi"), key("name_en"));
        row.insert("search_key".to_owned(), json!(search_key));
        row.insert("place".to_owned(), json!(index + 1));
        rows.push(Value::Object(row));
        areas.push(ewkb::multi_polygon(&area, 4326));
    }
    Ok((Value::Array(rows), areas))
}
