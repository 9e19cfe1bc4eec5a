//! The register as it begins: clusters, wastewater plants and the demonstration plan, from the committed data.
//! What the database already holds of these is never touched. Plans and rules follow the committed text: what
//! it says otherwise than before becomes a new version, and the old one history.

pub mod demo;
pub mod place;
pub mod plans;
pub mod rules;
mod versioned;

use std::collections::BTreeMap;

use deadpool_postgres::Transaction;
use geo::Coord;
use serde_json::{Value, json};
use tokio_postgres::types::Json;
use tracing::info;

use crate::data;
use crate::error::Error;
use crate::geometry::footprint::Circle;
use crate::geometry::{ewkb, footprint};
use crate::names::search_key;
use crate::sql;
use place::{Gazetteer, Located};

/// Footprint of a cluster whose area no source states, hectares. Said so in `area_is_assumed`.
const ASSUMED_AREA_HA: f64 = 10.0;

/// Writes clusters, plants and their citations if the register is empty. Says how many clusters.
///
/// # Errors
/// [`Error::Startup`] when the committed data cannot be read, and those of the database.
pub async fn seed(transaction: &Transaction<'_>) -> Result<u64, Error> {
    let is_empty = transaction
        .query_one(sql!("register/is_empty"), &[])
        .await?;
    if !is_empty.try_get::<_, bool>(0)? {
        return Ok(0);
    }
    let mut rows = data::json_rows("cluster/clusters.csv")?;
    let footprints = draw(transaction, &mut rows).await?;
    let areas: Vec<_> = footprints
        .iter()
        .map(|circle| ewkb::multi_polygon(&footprint::polygon(circle), 5897))
        .collect();
    let clusters = transaction
        .execute(sql!("register/seed_clusters"), &[&Json(&rows), &areas])
        .await?;
    transaction
        .execute(sql!("register/seed_former_communes"), &[&Json(&rows)])
        .await?;
    let centres: BTreeMap<&str, Coord> = rows
        .iter()
        .filter_map(|row| row["slug"].as_str())
        .zip(footprints.iter().map(|circle| circle.centre))
        .collect();
    seed_plants(transaction, &centres).await?;
    for (statement, path) in [
        (
            sql!("register/seed_cluster_citations"),
            "cluster/citations.csv",
        ),
        (
            sql!("register/seed_plant_citations"),
            "wastewater_plant/citations.csv",
        ),
    ] {
        let citations = data::json_rows(path)?;
        transaction.execute(statement, &[&Json(citations)]).await?;
    }
    info!(clusters, "opened the register");
    Ok(clusters)
}

/// Finds a place for each cluster, completes its row, and gives the circle of its footprint.
async fn draw(transaction: &Transaction<'_>, rows: &mut [Value]) -> Result<Vec<Circle>, Error> {
    let gazetteer = Gazetteer::read()?;
    let located: Vec<Located> = rows
        .iter()
        .map(|row| gazetteer.locate(row))
        .collect::<Result<_, _>>()?;
    let wanted = project(transaction, &located).await?;
    let mut taken = Vec::new();
    for (index, (row, found)) in rows.iter_mut().zip(&located).enumerate() {
        let area_ha = number(row, "declared_area_ha").unwrap_or(ASSUMED_AREA_HA);
        footprint::place(wanted[index], area_ha * 10_000.0, &mut taken);
        complete(row, found, area_ha, index + 1);
    }
    Ok(taken)
}

/// Draws each plant in the middle of its cluster.
async fn seed_plants(
    transaction: &Transaction<'_>,
    centres: &BTreeMap<&str, Coord>,
) -> Result<(), Error> {
    let mut plants = data::json_rows("wastewater_plant/plants.csv")?;
    let mut points = Vec::new();
    for (index, row) in plants.iter_mut().enumerate() {
        row["place"] = json!(index + 1);
        row["search_key"] = json!(search_key(row["name"].as_str().unwrap_or_default()));
        let slug = row["cluster_slug"].as_str().unwrap_or_default();
        let at = centres
            .get(slug)
            .ok_or_else(|| Error::startup(format!("a plant names no cluster: `{slug}`")))?;
        points.push(ewkb::multi_point(*at, 5897));
    }
    transaction
        .execute(sql!("register/seed_plants"), &[&Json(&plants), &points])
        .await?;
    Ok(())
}

fn number(row: &Value, name: &str) -> Option<f64> {
    row[name].as_str()?.parse().ok()
}

/// Adds to a row of the committed list what follows from it.
fn complete(row: &mut Value, found: &Located, area_ha: f64, place: usize) {
    let list = |row: &Value, name: &str| -> Vec<String> {
        let text = row[name].as_str().unwrap_or_default();
        text.split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let former = list(row, "former_communes");
    let key = [
        row["name"].as_str(),
        row["phase"].as_str(),
        found.commune_name.as_deref(),
    ]
    .into_iter()
    .flatten()
    .chain(former.iter().map(String::as_str))
    .chain(row["former_district"].as_str())
    .map(search_key)
    .filter(|key| !key.is_empty())
    .collect::<Vec<_>>()
    .join("|");
    row["former_code_list"] = json!(list(row, "former_commune_codes"));
    row["former_district"] = row["former_district"]
        .as_str()
        .map_or(Value::Null, |names| json!(names.replace(';', ", ")));
    row["former_list"] = json!(former);
    row["flag_list"] = json!(list(row, "flags"));
    row["search_key"] = json!(key);
    row["place"] = json!(place);
    row["footprint_area_ha"] = json!(area_ha);
    row["commune_code"] = json!(found.commune_code);
    row["commune_basis"] = json!(found.commune_basis);
    row["commune_flag"] = json!(found.commune_flag);
    row["location_basis"] = json!(found.location_basis);
    row["position_uncertainty_m"] = json!(found.uncertainty_m.round());
}

/// Where the places lie on the grid of EPSG:5897, in order.
async fn project(transaction: &Transaction<'_>, located: &[Located]) -> Result<Vec<Coord>, Error> {
    let (lons, lats): (Vec<f64>, Vec<f64>) = located.iter().map(|l| (l.at_84.x, l.at_84.y)).unzip();
    transaction
        .query(sql!("register/project"), &[&lons, &lats])
        .await?
        .iter()
        .map(|row| {
            Ok(Coord {
                x: row.try_get("easting")?,
                y: row.try_get("northing")?,
            })
        })
        .collect()
}
