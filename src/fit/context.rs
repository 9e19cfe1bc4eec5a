//! What a question of fit rests on beside geometry: the plan's version and the rules of that day.

use deadpool_postgres::GenericClient;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::{Date, OffsetDateTime};
use tokio_postgres::types::Json;

use crate::error::Error;
use crate::sql;

/// What is asked: which plan, on which day of the world, as known when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub plan: String,
    pub day: Date,
    /// `None` is now.
    pub as_of: Option<OffsetDateTime>,
    /// Whether the verdict is repeated with the boundary shifted.
    pub sensitivity: bool,
}

/// A plan in its version of a day.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Plan {
    pub id: String,
    pub version: i64,
    pub title_vi: String,
    pub title_en: String,
    pub level: String,
    pub law_status: LawStatus,
    pub synthetic: bool,
    pub valid_from: String,
    pub valid_to: Option<String>,
    pub decision: Option<String>,
}

/// Where a plan, a zone or a constraint stands in its making.
///
/// # Source
/// The Swiss cadastre's `inForce`, `changeWithPreEffect`, `changeWithoutPreEffect`, and the two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LawStatus {
    InPreparation,
    PendingWithAdvanceEffect,
    PendingWithoutAdvanceEffect,
    InForce,
    Superseded,
}

impl LawStatus {
    /// Whether it must be heeded today.
    pub const fn binds(self) -> bool {
        matches!(self, Self::InForce | Self::PendingWithAdvanceEffect)
    }
}

/// A limit as of a day, with the article it comes from.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Rule {
    pub rule: String,
    pub title_vi: String,
    pub title_en: String,
    pub value: f64,
    pub unit: String,
    pub article: Option<String>,
    pub decision: Option<String>,
    pub verified: bool,
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
    #[serde(skip_serializing)]
    pub row_version: i64,
}

/// The rules in force on a day.
#[derive(Debug, Clone, Default)]
pub struct Rules(pub Vec<Rule>);

/// Limits without which nothing can be judged; conventions of this service (docs/adr/0013).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// A share up to this decides nothing.
    pub tolerance_share: f64,
    /// From this share on, one kind of land decides alone.
    pub majority_share: f64,
    pub sliver_area_m2: f64,
    pub sliver_width_m: f64,
}

impl Rules {
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.0.iter().find(|rule| rule.rule == id)
    }

    fn thresholds(&self) -> Option<Thresholds> {
        let value = |id: &str| self.get(id).map(|rule| rule.value);
        Some(Thresholds {
            tolerance_share: value("verdict_tolerance")?,
            majority_share: value("verdict_majority")?,
            sliver_area_m2: value("sliver_area")?,
            sliver_width_m: value("sliver_width")?,
        })
    }
}

/// What answers to all subjects of one question share.
#[derive(Debug, Clone)]
pub struct Context {
    pub plan_id: i64,
    /// The instant all statements of one answer look from.
    pub known_at: OffsetDateTime,
    pub plan: Plan,
    pub rules: Rules,
    pub thresholds: Thresholds,
    /// Whether any zone of the plan is held for that day.
    pub has_zones: bool,
    /// Kinds of constraints the plan has anywhere on that day.
    pub constraint_kinds: Vec<String>,
}

/// Fetches the plan and the rules of a question.
///
/// # Errors
/// [`Error::InvalidParameter`] when there is no such plan, or neither plan nor rules on that day; those of the database.
pub async fn fetch(client: &impl GenericClient, question: &Question) -> Result<Context, Error> {
    let statement = client.prepare_cached(sql!("fit/context")).await?;
    let row = client
        .query_opt(
            &statement,
            &[&question.plan, &question.day, &question.as_of],
        )
        .await?
        .ok_or_else(|| {
            Error::parameter(
                "plan",
                format!("không có quy hoạch `{}`; xem /plans", question.plan),
                format!("there is no plan `{}`; see /plans", question.plan),
            )
        })?;
    let Some(Json(plan)) = row.try_get::<_, Option<Json<Plan>>>("version")? else {
        return Err(Error::parameter(
            if question.as_of.is_some() {
                "as-of"
            } else {
                "datetime"
            },
            format!(
                "quy hoạch `{}` không có phiên bản nào vào ngày {}",
                question.plan, question.day
            ),
            format!(
                "plan `{}` has no version on {}",
                question.plan, question.day
            ),
        ));
    };
    let Json(rules) = row.try_get::<_, Json<Vec<Rule>>>("rules")?;
    let rules = Rules(rules);
    let thresholds = rules.thresholds().ok_or_else(|| {
        Error::parameter(
            "datetime",
            format!("vào ngày {} chưa có các ngưỡng để kết luận", question.day),
            format!("no thresholds to judge by are known for {}", question.day),
        )
    })?;
    Ok(Context {
        plan_id: row.try_get("plan_id")?,
        known_at: row.try_get("known_at")?,
        plan,
        rules,
        thresholds,
        has_zones: !row.try_get::<_, bool>("lacks_zones")?,
        constraint_kinds: row.try_get("constraint_kinds")?,
    })
}

/// Every plan with its versions, papers, and how much of its geometry is held; the invented ones last.
///
/// # Errors
/// Those of the database.
pub async fn plans(client: &impl GenericClient, today: Date) -> Result<Vec<Value>, Error> {
    let statement = client.prepare_cached(sql!("fit/plans")).await?;
    let rows = client.query(&statement, &[&today]).await?;
    rows.iter().map(|row| Ok(row.try_get("plan")?)).collect()
}
