//! Does the verdict stand when the boundary lies elsewhere, as far as its source may be off? Never used to measure.

use deadpool_postgres::GenericClient;
use serde::Serialize;
use tokio_postgres::types::Json;

use crate::error::Error;
use crate::fit::context::{Context, Question};
use crate::fit::measures::PlanSays;
use crate::fit::subject::Subject;
use crate::fit::verdict::{Verdict, judge};
use crate::sql;

/// The verdict repeated with the boundary shifted in eight directions, or why it was not.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Sensitivity {
    Ran {
        run: bool,
        shift_m: f64,
        verdicts: Vec<Shifted>,
        /// All of them are the verdict itself.
        stable: bool,
    },
    NotRun {
        run: bool,
        why: &'static str,
    },
}

#[derive(Debug, Clone, Serialize)]
pub struct Shifted {
    pub direction: String,
    pub verdict: Verdict,
}

impl Sensitivity {
    const fn not_run(why: &'static str) -> Self {
        Self::NotRun { run: false, why }
    }

    /// `None` when it was not run.
    pub const fn stable(&self) -> Option<bool> {
        match self {
            Self::Ran { stable, .. } => Some(*stable),
            Self::NotRun { .. } => None,
        }
    }
}

/// Shifts the subject and judges again.
///
/// # Errors
/// Those of the database.
pub async fn run(
    client: &impl GenericClient,
    question: &Question,
    context: &Context,
    subject: &Subject,
    size_is_off: bool,
) -> Result<Sensitivity, Error> {
    if !question.sensitivity {
        return Ok(Sensitivity::not_run("not_asked"));
    }
    if !context.has_zones {
        return Ok(Sensitivity::not_run("no_plan_geometry"));
    }
    let Some(shift_m) = subject.position_uncertainty_m else {
        return Ok(Sensitivity::not_run("unknown_uncertainty"));
    };
    let judged = |said: &PlanSays| {
        judge(
            said,
            subject.area_m2,
            &context.thresholds,
            true,
            size_is_off,
        )
        .verdict
    };
    let here = judged(&subject.said);
    let statement = client.prepare_cached(sql!("fit/shifted")).await?;
    let verdicts = client
        .query(
            &statement,
            &[
                &subject.geom_5897,
                &shift_m,
                &context.plan_id,
                &question.day,
                &context.known_at,
            ],
        )
        .await?
        .iter()
        .map(|row| {
            let Json(said) = row.try_get("plan_says")?;
            Ok(Shifted {
                direction: row.try_get("direction")?,
                verdict: judged(&said),
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Sensitivity::Ran {
        run: true,
        shift_m,
        stable: verdicts.iter().all(|shifted| shifted.verdict == here),
        verdicts,
    })
}
