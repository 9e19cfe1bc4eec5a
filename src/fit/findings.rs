//! A finding: its rule, measure, limit, article, certainty and sentence.

use serde::Serialize;

use crate::error::Said;
use crate::fit::Case;
use crate::fit::context::{LawStatus, Rule};
use crate::fit::measures::Certainty;
use crate::fit::verdict::{Ground, Judgement, Verdict};
use crate::geometry::rounding;

/// What a finding does to the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It is why the verdict is what it is.
    Decides,
    /// It allows no better than `caps_at`; something else is stricter.
    Caps,
    /// To be looked at; the verdict does not follow from it.
    Flag,
    Note,
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct On {
    pub part: &'static str,
    pub id: String,
}

/// One finding.
///
/// # Units
/// `value` and `limit` in `unit`; `area_m2` in m² of EPSG:5897.
#[derive(Debug, Clone, Serialize)]
#[must_use]
pub struct Finding {
    pub rule: &'static str,
    pub effect: Effect,
    pub caps_at: Option<Verdict>,
    pub value: Option<f64>,
    pub limit: Option<f64>,
    pub unit: Option<&'static str>,
    pub area_m2: Option<f64>,
    pub article: Option<String>,
    pub decision: Option<String>,
    pub plan: Option<String>,
    pub plan_version: Option<i64>,
    pub law_status: Option<LawStatus>,
    pub on: Option<On>,
    /// Zones that make it up, when it is about land of a class.
    pub zones: Vec<String>,
    pub certainty: Option<Certainty>,
    pub sentence_vi: String,
    pub sentence_en: String,
}

impl Finding {
    pub fn new(rule: &'static str, effect: Effect, sentence: Said) -> Self {
        Self {
            rule,
            effect,
            caps_at: None,
            value: None,
            limit: None,
            unit: None,
            area_m2: None,
            article: None,
            decision: None,
            plan: None,
            plan_version: None,
            law_status: None,
            on: None,
            zones: Vec::new(),
            certainty: None,
            sentence_vi: sentence.vi,
            sentence_en: sentence.en,
        }
    }

    /// A share of the area, beside the share it may have.
    pub fn share(mut self, part_m2: f64, of_m2: f64, limit: Option<f64>) -> Self {
        self.value = Some(rounding::share(part_m2 / of_m2));
        self.limit = limit;
        self.unit = Some("share");
        self.area_m2 = Some(rounding::area(part_m2));
        self
    }

    pub fn measured(mut self, value: f64, limit: Option<f64>, unit: &'static str) -> Self {
        self.value = Some(value);
        self.limit = limit;
        self.unit = Some(unit);
        self
    }

    /// The article of a rule.
    pub fn by(mut self, rule: &Rule) -> Self {
        self.article.clone_from(&rule.article);
        self.decision.clone_from(&rule.decision);
        self
    }

    pub fn on(mut self, part: &'static str, id: &str) -> Self {
        self.on = Some(On {
            part,
            id: id.to_owned(),
        });
        self
    }

    pub fn certain(mut self, certainty: Option<Certainty>) -> Self {
        self.certainty = certainty;
        self
    }

    /// The plan it rests on.
    pub fn of_plan(mut self, case: &Case<'_>) -> Self {
        let plan = &case.context.plan;
        self.plan = Some(plan.id.clone());
        self.plan_version = Some(plan.version);
        self.law_status = Some(plan.law_status);
        self.decision.clone_from(&plan.decision);
        self
    }

    /// Decides if it is as strict as the verdict, caps if something is stricter, else only says so.
    pub fn weigh(mut self, judgement: &Judgement, ground: Ground) -> Self {
        let Some(cap) = judgement.cap(ground) else {
            return self;
        };
        self.caps_at = Some(cap);
        self.effect = if judgement.verdict == Verdict::CannotBeJudged {
            Effect::Note
        } else if cap == judgement.verdict {
            Effect::Decides
        } else {
            Effect::Caps
        };
        self
    }
}
