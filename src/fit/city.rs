//! All clusters under one question, a row each; and which of them a change leaves as they were.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use deadpool_postgres::GenericClient;
use serde::Serialize;
use serde_json::{Value, json};

use crate::error::Error;
use crate::fit::context::{Context, Question};
use crate::fit::facts::Declared;
use crate::fit::findings::Effect;
use crate::fit::measures::{Certainty, Permission};
use crate::fit::subject::Cluster;
use crate::fit::verdict::{Reason, Verdict};
use crate::fit::{Case, Confidence, Outcome, clusters, context, outcome};
use crate::geometry::rounding;
use crate::sql;

/// A cluster's fit in one line; what a plan says of it is unknown when no zone of the plan is held.
///
/// # Units
/// m² of EPSG:5897, shares of 0..1, hectares as declared.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    pub id: String,
    pub name: String,
    pub phase: Option<String>,
    pub verdict: Verdict,
    pub reason: Option<Reason>,
    pub confidence: Option<Confidence>,
    pub stable: Option<bool>,
    pub boundary_certainty: Certainty,
    pub area_m2: f64,
    pub designated_share: Option<f64>,
    pub compatible_share: Option<f64>,
    pub conditional_share: Option<f64>,
    pub incompatible_share: Option<f64>,
    pub residual_share: Option<f64>,
    pub double_counted_share: Option<f64>,
    pub constraints: Option<usize>,
    pub constraint_share_max: Option<f64>,
    pub commune_code: Option<String>,
    pub commune_name: Option<String>,
    pub commune_share: Option<f64>,
    pub declared_commune_code: Option<String>,
    pub declared_commune_name: Option<String>,
    pub declared_commune_share: Option<f64>,
    pub commune_agrees: Option<bool>,
    pub declared_area_ha: Option<f64>,
    pub area_factor: Option<f64>,
    pub area_difference_m2: Option<f64>,
    pub area_comparable: bool,
    pub declared_fit: String,
    pub fit_agrees: Option<bool>,
    /// Rules of the findings that are to be looked at.
    pub flags: Vec<&'static str>,
}

impl Row {
    /// The columns of a table, in the order of its members.
    pub const COLUMNS: [&str; 31] = [
        "id",
        "name",
        "phase",
        "verdict",
        "reason",
        "confidence",
        "stable",
        "boundary_certainty",
        "area_m2",
        "designated_share",
        "compatible_share",
        "conditional_share",
        "incompatible_share",
        "residual_share",
        "double_counted_share",
        "constraints",
        "constraint_share_max",
        "commune_code",
        "commune_name",
        "commune_share",
        "declared_commune_code",
        "declared_commune_name",
        "declared_commune_share",
        "commune_agrees",
        "declared_area_ha",
        "area_factor",
        "area_difference_m2",
        "area_comparable",
        "declared_fit",
        "fit_agrees",
        "flags",
    ];

    /// One line of a table; what is unknown is empty, a list is joined by `;`.
    pub fn record(&self) -> Vec<String> {
        let value = json!(self);
        Self::COLUMNS
            .iter()
            .map(|name| match &value[name] {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                Value::Array(list) => list
                    .iter()
                    .filter_map(Value::as_str)
                    .collect::<Vec<_>>()
                    .join(";"),
                other => other.to_string(),
            })
            .collect()
    }
}

/// Where a cluster lay and how often the data there had changed: generations of two places do not compare.
type Surface = ([f64; 4], u64);

/// A row, and the state of the data around its cluster when it was made.
struct Kept {
    surface: Surface,
    row: Arc<Row>,
}

/// Rows that were made before, by question and cluster. Bounded by the questions it holds.
#[derive(Default)]
pub struct City {
    made: AtomicU64,
    kept: Mutex<BTreeMap<String, BTreeMap<String, Kept>>>,
}

/// Questions kept at once; when more come all are forgotten.
const MAX_QUESTIONS: usize = 16;

/// Where a cluster lies: its box in EPSG:3857, as notices of change name boxes.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub slug: String,
    pub box_3857: [f64; 4],
}

impl City {
    /// How many rows were made since the service began.
    pub fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    /// All clusters of a question. `generation` tells how often the data around a place has changed: a row is made
    /// anew only where it differs from that of the row kept.
    ///
    /// # Errors
    /// Those of [`context::fetch`] and of the database.
    pub async fn rows(
        &self,
        client: &impl GenericClient,
        question: &Question,
        generation: impl Fn(&Place) -> u64,
    ) -> Result<(Context, Vec<Arc<Row>>), Error> {
        // The generations first: what changes while the rest is read makes the next answer read again.
        let places = places(client, question).await?;
        let now: BTreeMap<&str, Surface> = places
            .iter()
            .map(|place| (place.slug.as_str(), (place.box_3857, generation(place))))
            .collect();
        let context = context::fetch(client, question).await?;
        let key = format!("{question:?}");
        let mut rows = self.still_true(&key, &now);
        let stale: Vec<&str> = now
            .keys()
            .copied()
            .filter(|slug| !rows.contains_key(*slug))
            .collect();
        self.made.fetch_add(stale.len() as u64, Ordering::Relaxed);
        for row in made(client, question, &context, &stale).await? {
            rows.insert(row.id.clone(), Arc::new(row));
        }
        // An answer about the past never changes, but there is no end of such questions.
        if question.as_of.is_none() {
            self.keep(key, &now, &rows);
        }
        Ok((context, rows.into_values().collect()))
    }

    fn still_true(&self, key: &str, now: &BTreeMap<&str, Surface>) -> BTreeMap<String, Arc<Row>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(held) = kept.get(key) else {
            return BTreeMap::new();
        };
        held.iter()
            .filter(|(slug, kept)| now.get(slug.as_str()) == Some(&kept.surface))
            .map(|(slug, kept)| (slug.clone(), kept.row.clone()))
            .collect()
    }

    fn keep(&self, key: String, now: &BTreeMap<&str, Surface>, rows: &BTreeMap<String, Arc<Row>>) {
        let held = rows
            .iter()
            .filter_map(|(slug, row)| {
                let kept = Kept {
                    surface: *now.get(slug.as_str())?,
                    row: row.clone(),
                };
                Some((slug.clone(), kept))
            })
            .collect();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MAX_QUESTIONS && !kept.contains_key(&key) {
            kept.clear();
        }
        kept.insert(key, held);
    }
}

/// Where each cluster of that day lies.
async fn places(client: &impl GenericClient, question: &Question) -> Result<Vec<Place>, Error> {
    let statement = client.prepare_cached(sql!("fit/places")).await?;
    client
        .query(
            &statement,
            &[&question.day, &question.as_of, &question.sensitivity],
        )
        .await?
        .iter()
        .map(|row| {
            let edge = |name| row.try_get::<_, f64>(name);
            Ok(Place {
                slug: row.try_get("slug")?,
                box_3857: [edge("west")?, edge("south")?, edge("east")?, edge("north")?],
            })
        })
        .collect()
}

/// The clusters of that day, in order.
///
/// # Errors
/// Those of the database.
pub async fn slugs(client: &impl GenericClient, question: &Question) -> Result<Vec<String>, Error> {
    let places = places(client, question).await?;
    Ok(places.into_iter().map(|place| place.slug).collect())
}

/// Rows made now, in one pass over the clusters named.
///
/// # Errors
/// Those of the database.
pub async fn made(
    client: &impl GenericClient,
    question: &Question,
    context: &Context,
    slugs: &[&str],
) -> Result<Vec<Row>, Error> {
    if slugs.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = Vec::new();
    for subject in clusters(client, context, question, slugs).await? {
        let outcome = outcome(client, question, context, &subject).await?;
        let case = Case::new(context, &subject);
        if let (Some(cluster), Some(declared)) = (case.cluster(), &outcome.declared) {
            rows.push(row(&case, &outcome, cluster, declared));
        }
    }
    Ok(rows)
}

fn row(case: &Case<'_>, outcome: &Outcome, cluster: &Cluster, declared: &Declared) -> Row {
    let share = |area_m2: f64| rounding::share(area_m2 / case.area_m2);
    let known = |area_m2: f64| case.context.has_zones.then(|| share(area_m2));
    let land = |permission| known(case.said.permission_m2(permission));
    let main = case.around.communes.first();
    let most = case.said.constraints.first().map_or(0.0, |c| c.area_m2);
    let flagged = outcome.findings.iter().filter(|f| f.effect == Effect::Flag);
    Row {
        id: cluster.slug.clone(),
        name: cluster.name.clone(),
        phase: cluster.phase.clone(),
        verdict: outcome.judgement.verdict,
        reason: outcome.judgement.reason,
        confidence: outcome.confidence,
        stable: outcome.sensitivity.stable(),
        boundary_certainty: cluster.boundary_certainty,
        area_m2: rounding::area(case.area_m2),
        designated_share: land(Permission::Designated),
        compatible_share: land(Permission::Compatible),
        conditional_share: land(Permission::Conditional),
        incompatible_share: land(Permission::Incompatible),
        residual_share: known(case.said.residual_m2),
        double_counted_share: known(case.said.double_counted_m2),
        constraints: case
            .context
            .has_zones
            .then_some(case.said.constraints.len()),
        constraint_share_max: known(most),
        commune_code: main.map(|c| c.code.clone()),
        commune_name: main.map(|c| c.name.clone()),
        commune_share: main.map(|c| share(c.area_m2)),
        declared_commune_code: declared.commune_code.clone(),
        declared_commune_name: declared.commune_name.clone(),
        declared_commune_share: declared.commune_share,
        commune_agrees: declared.commune_agrees,
        declared_area_ha: declared.area_ha,
        area_factor: declared.area_factor,
        area_difference_m2: declared.area_difference_m2,
        area_comparable: declared.area_comparable,
        declared_fit: declared.fit.clone(),
        fit_agrees: declared.fit_agrees,
        flags: flagged.map(|finding| finding.rule).collect(),
    }
}

/// The geometry of each cluster of that day as GeoJSON text in CRS84.
///
/// # Errors
/// Those of the database.
pub async fn outlines(
    client: &impl GenericClient,
    question: &Question,
    context: &Context,
) -> Result<BTreeMap<String, String>, Error> {
    let statement = client.prepare_cached(sql!("fit/outlines")).await?;
    client
        .query(&statement, &[&question.day, &context.known_at])
        .await?
        .iter()
        .map(|row| Ok((row.try_get("slug")?, row.try_get("geojson")?)))
        .collect()
}
