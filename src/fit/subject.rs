//! What is judged: a cluster of the register, or an area somebody drew.

use tokio_postgres::Row;
use tokio_postgres::types::Json;

use crate::error::Error;
use crate::fit::measures::{Certainty, PlanSays, Surroundings};

/// A cluster, and what the papers declare of it.
#[derive(Debug, Clone)]
pub struct Cluster {
    pub id: i64,
    pub slug: String,
    pub name: String,
    /// Tells clusters of one name apart.
    pub phase: Option<String>,
    pub row_version: i64,
    pub boundary_certainty: Certainty,
    pub declared_area_ha: Option<f64>,
    pub declared_fit: String,
    /// Only where the plan names it; what a crosswalk of communes suggests is no declaration.
    pub declared_commune_code: Option<String>,
    pub declared_commune_name: Option<String>,
}

/// A subject with what PostGIS measured of it.
#[derive(Debug, Clone)]
pub struct Subject {
    /// `None` when drawn.
    pub cluster: Option<Cluster>,
    /// How far off its place may be, m; `None` is unknown.
    pub position_uncertainty_m: Option<f64>,
    pub area_m2: f64,
    pub perimeter_m: f64,
    pub said: PlanSays,
    pub around: Surroundings,
    /// EWKB, EPSG:5897.
    pub geom_5897: Vec<u8>,
}

impl Subject {
    /// Reads the columns that clusters and drawn areas have in common.
    ///
    /// # Errors
    /// [`Error::Database`] when the row is another one.
    pub fn drawn(row: &Row, position_uncertainty_m: Option<f64>) -> Result<Self, Error> {
        let Json(said) = row.try_get::<_, Json<PlanSays>>("plan_says")?;
        let Json(around) = row.try_get::<_, Json<Surroundings>>("surroundings")?;
        Ok(Self {
            cluster: None,
            position_uncertainty_m,
            area_m2: row.try_get("area_m2")?,
            perimeter_m: row.try_get("perimeter_m")?,
            said: said.without_noise(),
            around: around.without_noise(),
            geom_5897: row.try_get("geom_5897")?,
        })
    }

    /// Reads a row of `sql/queries/fit/clusters.sql`.
    ///
    /// # Errors
    /// [`Error::Database`] when the row is another one.
    pub fn cluster(row: &Row) -> Result<Self, Error> {
        let cluster = Cluster {
            id: row.try_get("cluster_id")?,
            slug: row.try_get("slug")?,
            name: row.try_get("name")?,
            phase: row.try_get("phase")?,
            row_version: row.try_get::<_, i32>("row_version")?.into(),
            boundary_certainty: match row.try_get("boundary_certainty")? {
                "surveyed" => Certainty::Surveyed,
                "digitised" => Certainty::Digitised,
                _ => Certainty::Indicative,
            },
            declared_area_ha: row.try_get("declared_area_ha")?,
            declared_fit: row.try_get("declared_fit")?,
            declared_commune_code: row.try_get("declared_commune_code")?,
            declared_commune_name: row.try_get("declared_commune_name")?,
        };
        Ok(Self {
            cluster: Some(cluster),
            ..Self::drawn(row, row.try_get("position_uncertainty_m")?)?
        })
    }
}
