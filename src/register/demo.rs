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

#[derive(Deserialize)]
struct Line {
    properties: Map<String, Value>,
}

/// Writes the demonstration plan unless it is there. Says how many zones and constraints.
///
/// # Errors
/// [`Error::Startup`] when the committed data cannot be read, and those of the database.
pub async fn seed(transaction: &Transaction<'_>) -> Result<u64, Error> {
    let plan: Value = data::table("demo/plan.toml")?;
    if transaction
        .execute(sql!("register/seed_plan"), &[&plan])
        .await?
        == 0
    {
        return Ok(0);
    }
    transaction
        .execute(
            sql!("register/seed_classes"),
            &[
                &Json(data::json_rows("demo/classes.csv")?),
                &valid_from(&plan)?,
            ],
        )
        .await?;
    let mut written = 0;
    for (statement, path) in [
        (sql!("register/seed_zones"), "demo/zones.geojsonl"),
        (
            sql!("register/seed_constraints"),
            "demo/constraints.geojsonl",
        ),
    ] {
        let (rows, areas) = read(path)?;
        written += transaction
            .execute(statement, &[&plan["slug"].as_str(), &rows, &areas])
            .await?;
    }
    info!(
        features = written,
        "loaded the demonstration plan (synthetic)"
    );
    Ok(written)
}

/// The day since which the plan and its permissions hold.
fn valid_from(plan: &Value) -> Result<Date, Error> {
    let text = plan["valid_from"].as_str().unwrap_or_default();
    Date::parse(text, format_description!("[year]-[month]-[day]"))
        .map_err(|source| Error::startup_from("`data/demo/plan.toml` names no day", source))
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
