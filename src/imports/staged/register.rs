//! What the register has of a collection, for the rows of a file to be matched with.

use std::collections::BTreeMap;

use deadpool_postgres::GenericClient;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use postgis::ewkb;
use serde_json::{Map, Value};
use time::Date;
use tokio_postgres::types::Json;

use super::target::Target;
use super::values::Words;
use crate::error::Error;
use crate::sql;

/// A feature as the register has it.
#[derive(Debug, Clone)]
pub struct Known {
    pub slug: String,
    /// None of an identity that no version is known of any more.
    pub version: Option<Version>,
    /// The cluster of a plant, the plan of a zone or constraint.
    pub of: Option<String>,
    /// Codes of the communes it lies in, or all it may lie in.
    pub communes: Vec<String>,
    /// In full, as its search key has it.
    pub commune_name: Option<String>,
}

/// What is known of a feature on a day.
#[derive(Debug, Clone)]
pub struct Version {
    pub id: i64,
    /// Whether it is true on that day; else it is the latest.
    pub is_valid: bool,
    pub valid_from: Option<String>,
    pub name: String,
    pub attributes: Map<String, Value>,
}

/// A plan as of a day.
#[derive(Debug, Clone)]
pub struct Plan {
    pub slug: String,
    pub law_status: String,
    pub valid_from: Option<Date>,
}

/// What a decree says of a size, or this service chose.
#[derive(Debug, Clone)]
pub struct Rule {
    pub value: f64,
    pub article: Option<String>,
    pub decision: Option<String>,
    pub note_vi: Option<String>,
    pub note_en: Option<String>,
}

/// Everything a check looks up.
pub struct Register {
    pub known: Vec<Known>,
    /// Of a plant's file: the clusters.
    pub clusters: Vec<Known>,
    pub words: Words,
    pub rules: BTreeMap<String, Rule>,
}

impl Register {
    /// Reads what is known on a day.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn read(
        client: &impl GenericClient,
        target: Target,
        day: Date,
    ) -> Result<Self, Error> {
        let clusters = match target {
            Target::Plants => known(client, Target::Clusters, day).await?,
            _ => Vec::new(),
        };
        let classes = client
            .query(sql!("imports/classes"), &[])
            .await?
            .iter()
            .map(|row| Ok((row.try_get("id")?, row.try_get("titles")?)))
            .collect::<Result<Vec<_>, Error>>()?;
        Ok(Self {
            known: known(client, target, day).await?,
            clusters,
            words: Words::with_classes(&classes)?,
            rules: rules(client, day).await?,
        })
    }
}

async fn known(
    client: &impl GenericClient,
    target: Target,
    day: Date,
) -> Result<Vec<Known>, Error> {
    let statement = match target {
        Target::Clusters => sql!("imports/known_clusters"),
        Target::Plants => sql!("imports/known_plants"),
        Target::Zones => sql!("imports/known_zones"),
        Target::Constraints => sql!("imports/known_constraints"),
    };
    let rows = client.query(statement, &[&day]).await?;
    rows.iter()
        .map(|row| {
            let version = match row.try_get::<_, Option<i64>>("version_id")? {
                None => None,
                Some(id) => {
                    let Json(attributes) = row.try_get("attributes")?;
                    Some(Version {
                        id,
                        is_valid: row.try_get("is_valid")?,
                        valid_from: row.try_get("valid_from")?,
                        name: row.try_get("name")?,
                        attributes,
                    })
                }
            };
            Ok(Known {
                slug: row.try_get("slug")?,
                version,
                of: row.try_get("of")?,
                communes: row.try_get("communes")?,
                commune_name: row.try_get("commune_name")?,
            })
        })
        .collect()
}

async fn rules(client: &impl GenericClient, day: Date) -> Result<BTreeMap<String, Rule>, Error> {
    let rows = client.query(sql!("imports/rules"), &[&day]).await?;
    rows.iter()
        .map(|row| {
            let rule = Rule {
                value: row.try_get("value")?,
                article: row.try_get("article")?,
                decision: row.try_get("decision")?,
                note_vi: row.try_get("note_vi")?,
                note_en: row.try_get("note_en")?,
            };
            Ok((row.try_get("rule_id")?, rule))
        })
        .collect()
}

/// A plan that features are brought for.
///
/// # Errors
/// [`Error::InvalidParameter`] naming the plans there are; those of the database.
pub async fn plan(client: &impl GenericClient, slug: &str, day: Date) -> Result<Plan, Error> {
    if let Some(row) = client
        .query_opt(sql!("imports/plan"), &[&slug, &day])
        .await?
    {
        return Ok(Plan {
            slug: slug.to_owned(),
            law_status: row.try_get("law_status")?,
            valid_from: row.try_get("valid_from")?,
        });
    }
    let rows = client.query(sql!("imports/plans"), &[]).await?;
    let known = rows
        .iter()
        .map(|row| row.try_get("slug"))
        .collect::<Result<Vec<String>, _>>()?
        .join(", ");
    Err(Error::parameter(
        "plan",
        format!("không có quy hoạch này; có: {known}"),
        format!("there is no such plan; there are: {known}"),
    ))
}

/// The areas of communes of a day by code, EPSG:5897.
///
/// # Errors
/// Those of the database.
pub async fn commune_areas(
    client: &impl GenericClient,
    codes: &[&str],
    day: Date,
) -> Result<BTreeMap<String, MultiPolygon>, Error> {
    let rows = client
        .query(sql!("imports/commune_areas"), &[&codes, &day])
        .await?;
    rows.iter()
        .map(|row| {
            let area: ewkb::MultiPolygon = row.try_get("geom")?;
            Ok((row.try_get("code")?, to_geo(&area)))
        })
        .collect()
}

/// An area that PostGIS gave.
pub fn to_geo(area: &ewkb::MultiPolygon) -> MultiPolygon {
    let line = |ring: &ewkb::LineString| -> LineString {
        ring.points
            .iter()
            .map(|p| Coord { x: p.x, y: p.y })
            .collect()
    };
    area.polygons
        .iter()
        .map(|polygon| {
            let mut rings = polygon.rings.iter().map(line);
            let exterior = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
            Polygon::new(exterior, rings.collect())
        })
        .collect()
}
