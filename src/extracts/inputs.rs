//! What a result rests on, read from the register as it was at the instant of the extract.

use deadpool_postgres::Object;
use serde_json::Value;
use time::{Date, OffsetDateTime};

use crate::error::Error;
use crate::extracts::result::Fit;
use crate::sql;

/// Where the subject lies.
pub struct Place {
    pub vertices: i32,
    /// West, south, east, north in EPSG:5897.
    pub box_5897: [f64; 4],
    /// CRS84, nine decimals of a degree.
    pub geometry_84: Value,
    /// Easting, northing in EPSG:5897, rounded to mm.
    pub geometry_mm: Value,
    /// As `geometry_mm`, not rounded: measured again it gives the same area.
    pub geometry_5897: Value,
    pub sha256: String,
}

/// The version of a feature that took part, and the hash of its geometry.
pub struct Input {
    pub kind: String,
    pub id: String,
    pub row_version: i32,
    pub sha256: String,
}

/// Where something was read.
pub struct Source {
    pub title: String,
    pub url: Option<String>,
    pub dated: Option<String>,
    pub licence: Option<String>,
    pub used_for: Vec<String>,
}

/// A decision or decree, and what it is to the result.
pub struct Paper {
    pub number: String,
    pub issuer: String,
    pub issued_on: String,
    pub title_vi: String,
    pub title_en: String,
    pub role: String,
    pub article: Option<String>,
    pub note_vi: Option<String>,
    pub note_en: Option<String>,
}

/// All of it.
pub struct Inputs {
    pub features: Vec<Input>,
    pub sources: Vec<Source>,
    pub papers: Vec<Paper>,
}

/// The day and the instant that everything is read at.
#[derive(Debug, Clone, Copy)]
pub struct When {
    pub day: Date,
    pub known_at: OffsetDateTime,
}

/// Fetches where the subject lies.
///
/// # Errors
/// Those of the database.
pub async fn fetch_place(client: &Object, geom_5897: &[u8]) -> Result<Place, Error> {
    let prepared = client.prepare_cached(sql!("extracts/subject")).await?;
    let row = client.query_one(&prepared, &[&geom_5897]).await?;
    Ok(Place {
        vertices: row.try_get("vertices")?,
        box_5897: [
            row.try_get("west")?,
            row.try_get("south")?,
            row.try_get("east")?,
            row.try_get("north")?,
        ],
        geometry_84: row.try_get("geometry_84")?,
        geometry_mm: row.try_get("geometry_mm")?,
        geometry_5897: row.try_get("geometry_5897")?,
        sha256: row.try_get("sha256")?,
    })
}

/// Fetches the versions, sources and papers of a result.
///
/// # Errors
/// Those of the database.
pub async fn fetch(
    client: &Object,
    fit: &Fit,
    cluster: Option<i64>,
    when: When,
) -> Result<Inputs, Error> {
    let touched = Touched::of(fit);
    let rules: Vec<&str> = fit.thresholds.iter().map(|t| t.rule.as_str()).collect();
    Ok(Inputs {
        features: features(client, &touched, when).await?,
        sources: sources(client, &touched, &rules, &fit.plan.id, (cluster, when)).await?,
        papers: papers(client, &fit.plan.id, &rules, when).await?,
    })
}

/// Ids of the features that a result names.
struct Touched<'a> {
    zones: Vec<&'a str>,
    constraints: Vec<&'a str>,
    communes: Vec<&'a str>,
    clusters: Vec<&'a str>,
    plants: Vec<&'a str>,
}

impl<'a> Touched<'a> {
    fn of(fit: &'a Fit) -> Self {
        let own = fit.subject.id.as_deref();
        let plants = fit.wastewater.own.iter().chain(&fit.wastewater.nearest);
        Self {
            zones: fit.zones.iter().map(|zone| zone.id.as_str()).collect(),
            constraints: fit.constraints.iter().map(|c| c.id.as_str()).collect(),
            communes: fit.communes.iter().map(|c| c.code.as_str()).collect(),
            clusters: own
                .into_iter()
                .chain(fit.clusters.iter().map(|c| c.id.as_str()))
                .collect(),
            plants: plants.map(|plant| plant.id.as_str()).collect(),
        }
    }
}

async fn features(client: &Object, touched: &Touched<'_>, when: When) -> Result<Vec<Input>, Error> {
    let prepared = client.prepare_cached(sql!("extracts/inputs")).await?;
    let rows = client
        .query(
            &prepared,
            &[
                &touched.zones,
                &touched.constraints,
                &touched.communes,
                &touched.clusters,
                &touched.plants,
                &when.day,
                &when.known_at,
            ],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Input {
                kind: row.try_get("kind")?,
                id: row.try_get("id")?,
                row_version: row.try_get("row_version")?,
                sha256: row.try_get("sha256")?,
            })
        })
        .collect()
}

async fn sources(
    client: &Object,
    touched: &Touched<'_>,
    rules: &[&str],
    plan: &str,
    (cluster, when): (Option<i64>, When),
) -> Result<Vec<Source>, Error> {
    let prepared = client.prepare_cached(sql!("extracts/sources")).await?;
    let rows = client
        .query(
            &prepared,
            &[
                &touched.zones,
                &touched.constraints,
                &touched.communes,
                &touched.plants,
                &rules,
                &plan,
                &cluster,
                &when.day,
                &when.known_at,
            ],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Source {
                title: row.try_get("title")?,
                url: row.try_get("url")?,
                dated: row.try_get("dated")?,
                licence: row.try_get("licence")?,
                used_for: row.try_get("used_for")?,
            })
        })
        .collect()
}

async fn papers(
    client: &Object,
    plan: &str,
    rules: &[&str],
    when: When,
) -> Result<Vec<Paper>, Error> {
    let prepared = client.prepare_cached(sql!("extracts/papers")).await?;
    let rows = client
        .query(&prepared, &[&plan, &rules, &when.day, &when.known_at])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Paper {
                number: row.try_get("number")?,
                issuer: row.try_get("issuer")?,
                issued_on: row.try_get("issued_on")?,
                title_vi: row.try_get("title_vi")?,
                title_en: row.try_get("title_en")?,
                role: row.try_get("role")?,
                article: row.try_get("article")?,
                note_vi: row.try_get("note_vi")?,
                note_en: row.try_get("note_en")?,
            })
        })
        .collect()
}
