//! Planning fit: does a cluster, or a drawn area, fit a plan; with what findings, and how sure that is.
//!
//! PostGIS measures ([`measures`]), rules are data ([`context`]), the verdict is a table ([`verdict`]), and what
//! was found is said with its article ([`findings`]).

pub mod city;
pub mod context;
mod document;
pub mod drawn;
pub mod facts;
pub mod findings;
mod land;
pub mod measures;
pub mod pieces;
pub mod sensitivity;
pub mod subject;
pub mod verdict;
mod words;

use deadpool_postgres::GenericClient;
use serde_json::Value;

use crate::error::{Defect, Error, Said};
use crate::sql;
use context::{Context, Question};
pub use drawn::Drawn;
use facts::Declared;
use findings::Finding;
use measures::{Certainty, PlanSays, Surroundings};
use sensitivity::Sensitivity;
use subject::{Cluster, Subject};
use verdict::{Judgement, Verdict};

/// A finished answer.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The fit document, as `GET /fit/schema` describes it.
    pub document: Value,
    /// The subject as EWKB in EPSG:5897.
    pub geom_5897: Vec<u8>,
    /// The cluster's identity; `None` when drawn.
    pub cluster: Option<i64>,
    pub verdict: Verdict,
    pub confidence: Option<Confidence>,
    /// What it was judged by.
    pub context: Context,
}

/// What is smaller is no ground that anybody plans.
const SMALLEST_M2: f64 = 1.0;

/// One subject under one question: what findings are made from.
pub struct Case<'a> {
    pub context: &'a Context,
    pub subject: &'a Subject,
    pub area_m2: f64,
    pub said: &'a PlanSays,
    pub around: &'a Surroundings,
}

/// What a case came to.
pub struct Outcome {
    pub judgement: Judgement,
    pub confidence: Option<Confidence>,
    pub findings: Vec<Finding>,
    pub declared: Option<Declared>,
    pub sensitivity: Sensitivity,
}

/// How far a verdict can be relied on, apart from what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    Firm,
    Indicative,
    Synthetic,
}

impl Confidence {
    /// As a person says it.
    pub fn said(self) -> Said {
        let (vi, en) = match self {
            Self::Firm => ("chắc chắn", "firm"),
            Self::Indicative => ("tượng trưng", "indicative"),
            Self::Synthetic => ("minh hoạ, hư cấu", "illustrative, invented"),
        };
        Said::new(vi, en)
    }
}

/// Judges a cluster of the register.
///
/// # Errors
/// [`Error::NotFound`] when there is none of that id on that day, those of [`context::fetch`] and of the database.
pub async fn of_cluster(
    client: &impl GenericClient,
    slug: &str,
    question: &Question,
) -> Result<Judged, Error> {
    let context = context::fetch(client, question).await?;
    let subject = clusters(client, &context, question, &[slug])
        .await?
        .pop()
        .ok_or_else(|| Error::NotFound {
            resource: "cluster",
            id: slug.to_owned(),
        })?;
    finish(client, question, context, &subject, None).await
}

/// Judges an area somebody drew.
///
/// # Errors
/// [`Error::InvalidGeometry`] when it breaks on its way to the legal grid, those of [`context::fetch`] and of the
/// database.
pub async fn of_area(
    client: &impl GenericClient,
    drawn: &Drawn,
    question: &Question,
) -> Result<Judged, Error> {
    let context = context::fetch(client, question).await?;
    let statement = client.prepare_cached(sql!("fit/area")).await?;
    let limits = &context.thresholds;
    let row = client
        .query_one(
            &statement,
            &[
                &drawn.area,
                &context.plan_id,
                &question.day,
                &context.known_at,
                &limits.sliver_area_m2,
                &limits.sliver_width_m,
            ],
        )
        .await?;
    if !row.try_get::<_, bool>("is_valid")? {
        let why: String = row.try_get("defect")?;
        return Err(Error::InvalidGeometry {
            defects: vec![Defect {
                place: "/coordinates".to_owned(),
                said: Said::new(
                    format!("hình bị hỏng khi chuyển sang EPSG:5897 ({why})"),
                    format!("the area breaks on its way to EPSG:5897 ({why})"),
                ),
                location: None,
            }],
        });
    }
    let subject = Subject::drawn(&row, drawn.position_uncertainty_m)?;
    if subject.area_m2 < SMALLEST_M2 {
        return Err(Error::InvalidGeometry {
            defects: vec![Defect {
                place: "/coordinates".to_owned(),
                said: Said::new("nhỏ hơn 1 m²", "smaller than 1 m²"),
                location: None,
            }],
        });
    }
    finish(
        client,
        question,
        context,
        &subject,
        drawn.repaired.as_deref(),
    )
    .await
}

/// The clusters asked for, with their measures, in order of their ids.
async fn clusters(
    client: &impl GenericClient,
    context: &Context,
    question: &Question,
    slugs: &[&str],
) -> Result<Vec<Subject>, Error> {
    let statement = client.prepare_cached(sql!("fit/clusters")).await?;
    let limits = &context.thresholds;
    client
        .query(
            &statement,
            &[
                &slugs,
                &context.plan_id,
                &question.day,
                &context.known_at,
                &limits.sliver_area_m2,
                &limits.sliver_width_m,
            ],
        )
        .await?
        .iter()
        .map(Subject::cluster)
        .collect()
}

async fn finish(
    client: &impl GenericClient,
    question: &Question,
    context: Context,
    subject: &Subject,
    repaired: Option<&[Defect]>,
) -> Result<Judged, Error> {
    let outcome = outcome(client, question, &context, subject).await?;
    let case = Case::new(&context, subject);
    Ok(Judged {
        document: document::build(&case, question, &outcome, repaired),
        geom_5897: subject.geom_5897.clone(),
        cluster: subject.cluster.as_ref().map(|cluster| cluster.id),
        verdict: outcome.judgement.verdict,
        confidence: outcome.confidence,
        context,
    })
}

/// Judges a subject that has been measured.
async fn outcome(
    client: &impl GenericClient,
    question: &Question,
    context: &Context,
    subject: &Subject,
) -> Result<Outcome, Error> {
    let case = Case::new(context, subject);
    // What exists goes on, whatever its size; what is drawn is still to be founded.
    let size_is_off = subject.cluster.is_none() && facts::size_is_off(&case);
    let judgement = verdict::judge(
        case.said,
        case.area_m2,
        &context.thresholds,
        context.has_zones,
        size_is_off,
    );
    let sensitivity = sensitivity::run(client, question, context, subject, size_is_off).await?;
    let declared = case
        .cluster()
        .map(|cluster| facts::declared(&case, cluster, judgement.verdict));
    let findings = findings(&case, &judgement, declared.as_ref(), &sensitivity);
    let confidence = (judgement.verdict != Verdict::CannotBeJudged)
        .then(|| case.confidence(sensitivity.stable()));
    Ok(Outcome {
        judgement,
        confidence,
        findings,
        declared,
        sensitivity,
    })
}

fn findings(
    case: &Case<'_>,
    judgement: &Judgement,
    declared: Option<&Declared>,
    sensitivity: &Sensitivity,
) -> Vec<Finding> {
    let mut all = land::findings(case, judgement);
    all.extend(facts::size(case, judgement));
    all.extend(facts::neighbours(case));
    all.extend(facts::wastewater(case));
    if let Some(declared) = declared {
        all.extend(facts::against_declared(case, declared));
    }
    all.extend(facts::position(judgement, sensitivity));
    // What decides comes first; within that the order they were found in.
    all.sort_by_key(|finding| finding.effect);
    all
}

impl<'a> Case<'a> {
    pub fn new(context: &'a Context, subject: &'a Subject) -> Self {
        Self {
            context,
            subject,
            area_m2: subject.area_m2,
            said: &subject.said,
            around: &subject.around,
        }
    }

    pub fn cluster(&self) -> Option<&'a Cluster> {
        self.subject.cluster.as_ref()
    }

    /// No better than the subject's own boundary.
    pub fn certainty(&self, of: Certainty) -> Certainty {
        self.cluster()
            .map_or(of, |cluster| of.max(cluster.boundary_certainty))
    }

    /// The least certain of all that the plan says of this area.
    pub fn certainty_of_zones(&self) -> Certainty {
        let zones = self.said.zones.iter().map(measures::Zone::certainty);
        let constraints = self
            .said
            .constraints
            .iter()
            .map(measures::Constraint::certainty);
        let plan = self.context.plan.synthetic.then_some(Certainty::Synthetic);
        let worst = zones.chain(constraints).chain(plan).max();
        self.certainty(worst.unwrap_or(Certainty::Surveyed))
    }

    pub fn certainty_of_communes(&self) -> Option<Certainty> {
        let communes = self.around.communes.iter();
        communes.map(|c| self.certainty(c.boundary_certainty)).max()
    }

    fn confidence(&self, stable: Option<bool>) -> Confidence {
        match self.certainty_of_zones() {
            Certainty::Synthetic => Confidence::Synthetic,
            Certainty::Surveyed | Certainty::Digitised
                if self.context.plan.law_status.binds() && stable != Some(false) =>
            {
                Confidence::Firm
            }
            _ => Confidence::Indicative,
        }
    }
}
