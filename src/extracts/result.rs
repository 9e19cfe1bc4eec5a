//! A fit document as the extract reads it. The document itself is kept as it came.

use serde::Deserialize;
use serde_json::Value;

use crate::error::Error;
use crate::extracts::words::Lang;

/// How an area fits a plan.
#[derive(Debug, Deserialize)]
pub struct Fit {
    pub subject: Subject,
    pub plan: Plan,
    pub datetime: String,
    pub area_m2: f64,
    pub perimeter_m: f64,
    pub verdict: String,
    pub reason: Option<String>,
    pub confidence: Option<String>,
    #[serde(default)]
    pub permissions: Vec<OfPermission>,
    #[serde(default)]
    pub classes: Vec<OfClass>,
    #[serde(default)]
    pub zones: Vec<Zone>,
    pub residual: Option<Part>,
    pub double_counted: Option<Part>,
    #[serde(default)]
    pub constraints: Vec<Constraint>,
    #[serde(default)]
    pub slivers: Vec<Sliver>,
    #[serde(default)]
    pub themes: Vec<Theme>,
    #[serde(default)]
    pub communes: Vec<Commune>,
    #[serde(default)]
    pub clusters: Vec<Neighbour>,
    #[serde(default)]
    pub wastewater: Wastewater,
    pub declared: Option<Declared>,
    #[serde(default)]
    pub sensitivity: Sensitivity,
    #[serde(default)]
    pub findings: Vec<Finding>,
    #[serde(default)]
    pub thresholds: Vec<Threshold>,
}

#[derive(Debug, Deserialize)]
pub struct Subject {
    pub id: Option<String>,
    pub name: Option<String>,
    pub phase: Option<String>,
    pub row_version: Option<i64>,
    pub boundary_certainty: Option<String>,
    pub position_uncertainty_m: Option<f64>,
    pub area_is_assumed: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub struct Plan {
    pub id: String,
    pub version: i64,
    pub title_vi: String,
    pub title_en: String,
    pub law_status: String,
    pub synthetic: bool,
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
    pub decision: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Part {
    pub area_m2: f64,
    pub share: f64,
}

/// What a cluster may be on some of the land.
#[derive(Debug, Deserialize)]
pub struct OfPermission {
    pub permission: String,
    pub area_m2: f64,
    pub share: f64,
}

#[derive(Debug, Deserialize)]
pub struct OfClass {
    pub class: String,
    pub title_vi: String,
    pub title_en: String,
    pub permission: Option<String>,
    pub article: Option<String>,
    pub area_m2: f64,
    pub share: f64,
}

#[derive(Debug, Deserialize)]
pub struct Zone {
    pub id: String,
    pub name_vi: String,
    pub name_en: String,
    pub class: String,
    pub law_status: String,
    pub article: Option<String>,
    pub synthetic: bool,
    pub boundary_certainty: String,
    pub row_version: i64,
    pub area_m2: f64,
    pub share: f64,
}

#[derive(Debug, Deserialize)]
pub struct Constraint {
    pub id: String,
    pub kind: String,
    pub name_vi: String,
    pub name_en: String,
    pub law_status: String,
    pub article: Option<String>,
    pub synthetic: bool,
    pub boundary_certainty: String,
    pub row_version: i64,
    pub area_m2: f64,
    pub share: f64,
}

#[derive(Debug, Deserialize)]
pub struct Sliver {
    pub part: String,
    pub id: Option<String>,
    pub area_m2: f64,
    pub width_m: f64,
    pub at: [f64; 2],
}

#[derive(Debug, Deserialize)]
pub struct Theme {
    pub theme: String,
    pub state: String,
}

#[derive(Debug, Deserialize)]
pub struct Commune {
    pub code: String,
    pub name: String,
    pub area_m2: f64,
    pub share: f64,
    pub boundary_certainty: String,
}

#[derive(Debug, Deserialize)]
pub struct Neighbour {
    pub id: String,
    pub name: String,
    pub area_m2: f64,
    pub share: f64,
}

#[derive(Debug, Default, Deserialize)]
pub struct Wastewater {
    #[serde(default)]
    pub own: Vec<Plant>,
    pub nearest: Option<Plant>,
}

#[derive(Debug, Deserialize)]
pub struct Plant {
    pub id: String,
    pub name: String,
    pub condition: String,
    pub distance_m: Option<f64>,
}

/// What sources say of a cluster beside what was computed.
#[derive(Debug, Deserialize)]
pub struct Declared {
    pub fit: String,
    pub fit_agrees: Option<bool>,
    pub area_ha: Option<f64>,
    pub area_difference_m2: Option<f64>,
    pub area_factor: Option<f64>,
    #[serde(default)]
    pub area_comparable: bool,
    pub commune_code: Option<String>,
    pub commune_name: Option<String>,
    pub commune_share: Option<f64>,
    pub commune_agrees: Option<bool>,
}

/// The verdict with the boundary shifted, or why it was not.
#[derive(Debug, Default, Deserialize)]
pub struct Sensitivity {
    #[serde(default)]
    pub run: bool,
    pub why: Option<String>,
    pub shift_m: Option<f64>,
    #[serde(default)]
    pub verdicts: Vec<Shifted>,
    pub stable: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub struct Shifted {
    pub direction: String,
    pub verdict: String,
}

#[derive(Debug, Deserialize)]
pub struct Finding {
    pub rule: String,
    pub effect: String,
    pub value: Option<f64>,
    pub limit: Option<f64>,
    pub unit: Option<String>,
    pub article: Option<String>,
    pub decision: Option<String>,
    pub plan: Option<String>,
    pub plan_version: Option<i64>,
    pub law_status: Option<String>,
    pub on: Option<On>,
    pub certainty: Option<String>,
    pub sentence_vi: String,
    pub sentence_en: String,
}

#[derive(Debug, Deserialize)]
pub struct On {
    pub part: String,
    pub id: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Threshold {
    pub rule: String,
    pub title_vi: String,
    pub title_en: String,
    pub value: f64,
    pub unit: Option<String>,
    pub article: Option<String>,
    pub decision: Option<String>,
    pub verified: bool,
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
}

impl Fit {
    /// # Errors
    /// [`Error::Startup`] when the document has another shape than the two modules agreed on.
    pub fn read(document: &Value) -> Result<Self, Error> {
        Self::deserialize(document).map_err(|source| {
            Error::startup_from(
                "a fit document has another shape than an extract reads",
                source,
            )
        })
    }

    /// Whether anything invented took part.
    pub fn is_synthetic(&self) -> bool {
        self.plan.synthetic
            || self.confidence.as_deref() == Some("synthetic")
            || self.zones.iter().any(|zone| zone.synthetic)
            || self
                .constraints
                .iter()
                .any(|constraint| constraint.synthetic)
    }

    /// The class's title and its permission.
    pub fn class(&self, id: &str) -> Option<&OfClass> {
        self.classes.iter().find(|class| class.class == id)
    }
}

impl Subject {
    /// A cluster's name, with the phase that tells it apart; `None` for a drawn area.
    pub fn title(&self, lang: Lang) -> Option<String> {
        let name = self.name.as_deref()?;
        Some(match &self.phase {
            Some(phase) => format!("{name} ({} {phase})", lang.of("giai đoạn", "phase")),
            None => name.to_owned(),
        })
    }
}
