//! What PostGIS measured, as `spatial.fit_plan` and `spatial.fit_surroundings` give it. Nothing is rounded here.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::fit::context::LawStatus;

/// What a cluster may be on land of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    Designated,
    Compatible,
    Conditional,
    Incompatible,
    /// No article says anything on that day.
    Unknown,
}

impl Permission {
    pub const ALL: [Self; 5] = [
        Self::Designated,
        Self::Compatible,
        Self::Conditional,
        Self::Incompatible,
        Self::Unknown,
    ];
}

/// How well a boundary is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    Surveyed,
    Digitised,
    Indicative,
    /// Invented for demonstration.
    Synthetic,
}

/// What a plan says of an area, in m² of EPSG:5897.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct PlanSays {
    pub zones: Vec<Zone>,
    pub classes: Vec<Class>,
    pub permissions: BTreeMap<Permission, f64>,
    pub residual_m2: f64,
    pub double_counted_m2: f64,
    pub constraints: Vec<Constraint>,
    pub slivers: Vec<Sliver>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Zone {
    pub id: String,
    pub name_vi: String,
    pub name_en: String,
    pub class: String,
    pub law_status: LawStatus,
    pub article: Option<String>,
    pub synthetic: bool,
    pub boundary_certainty: Certainty,
    pub row_version: i64,
    pub area_m2: f64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Class {
    pub class: String,
    pub title_vi: String,
    pub title_en: String,
    pub permission: Option<Permission>,
    pub article: Option<String>,
    pub area_m2: f64,
}

impl Class {
    pub fn permission(&self) -> Permission {
        self.permission.unwrap_or(Permission::Unknown)
    }
}

#[derive(Debug, Clone, Deserialize)]
pub struct Constraint {
    pub id: String,
    pub kind: String,
    pub name_vi: String,
    pub name_en: String,
    pub law_status: LawStatus,
    pub article: Option<String>,
    pub synthetic: bool,
    pub boundary_certainty: Certainty,
    pub row_version: i64,
    pub area_m2: f64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Sliver {
    /// `class` or `residual`.
    pub part: String,
    /// The class.
    pub id: Option<String>,
    pub area_m2: f64,
    pub width_m: f64,
    /// A point on it, longitude and latitude (CRS84).
    pub at: [f64; 2],
}

/// What lies around an area, whatever the plan.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Surroundings {
    pub communes: Vec<Commune>,
    pub clusters: Vec<Neighbour>,
    pub own_plants: Vec<Plant>,
    pub nearest_plant: Option<Plant>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Commune {
    pub code: String,
    pub name: String,
    pub boundary_certainty: Certainty,
    pub row_version: i64,
    pub source_id: String,
    pub area_m2: f64,
}

/// Another cluster that shares area.
#[derive(Debug, Clone, Deserialize)]
pub struct Neighbour {
    pub id: String,
    pub name: String,
    pub boundary_certainty: Certainty,
    pub row_version: i64,
    pub area_m2: f64,
}

/// A wastewater plant; `distance_m` from the area's nearest point, 0 within it.
#[derive(Debug, Clone, Deserialize)]
pub struct Plant {
    pub id: String,
    pub name: String,
    pub condition: String,
    pub distance_m: Option<f64>,
}

/// m². Less than this is what arithmetic leaves along a shared edge, and no part: coordinates within 100 km of the
/// origin are good to a hundredth of a nanometre, over a kilometre of edge.
pub const NOISE_M2: f64 = 1e-7;

impl Surroundings {
    /// Without what arithmetic leaves.
    #[must_use]
    pub fn without_noise(mut self) -> Self {
        self.communes.retain(|part| part.area_m2 >= NOISE_M2);
        self.clusters.retain(|part| part.area_m2 >= NOISE_M2);
        self
    }
}

impl PlanSays {
    /// Without parts that arithmetic leaves. Sums keep what they have: they are allowed as much.
    #[must_use]
    pub fn without_noise(mut self) -> Self {
        self.zones.retain(|part| part.area_m2 >= NOISE_M2);
        self.classes.retain(|part| part.area_m2 >= NOISE_M2);
        self.constraints.retain(|part| part.area_m2 >= NOISE_M2);
        self.slivers.retain(|part| part.area_m2 >= NOISE_M2);
        self
    }

    pub fn permission_m2(&self, permission: Permission) -> f64 {
        self.permissions.get(&permission).copied().unwrap_or(0.0)
    }

    /// The zones of a class.
    pub fn zones_of<'a>(&'a self, class: &'a str) -> impl Iterator<Item = &'a Zone> {
        self.zones.iter().filter(move |zone| zone.class == class)
    }
}

impl Zone {
    pub fn certainty(&self) -> Certainty {
        if self.synthetic {
            Certainty::Synthetic
        } else {
            self.boundary_certainty
        }
    }
}

impl Constraint {
    pub fn certainty(&self) -> Certainty {
        if self.synthetic {
            Certainty::Synthetic
        } else {
            self.boundary_certainty
        }
    }
}
