//! What was found, each finding with its rule, measure, limit, article, certainty and sentence.

use serde::Serialize;

use crate::error::Said;
use crate::fit::Case;
use crate::fit::context::{LawStatus, Rule};
use crate::fit::measures::{Certainty, Class, Constraint, Permission};
use crate::fit::verdict::{Ground, Judgement, Reason, Verdict};
use crate::fit::words::{area, percent, said};
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

    fn of_plan(mut self, case: &Case<'_>) -> Self {
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

/// What the plan says of the area.
pub fn of_plan(case: &Case<'_>, judgement: &Judgement) -> Vec<Finding> {
    let mut all: Vec<Finding> = judgement
        .reason
        .map(|reason| cannot_be_judged(case, reason))
        .into_iter()
        .collect();
    if !case.context.has_zones {
        return all;
    }
    let plan = &case.context.plan;
    if !plan.law_status.binds() {
        let sentence = said(
            "Phiên bản quy hoạch này chưa có hiệu lực; kết luận chỉ để tham khảo.".to_owned(),
            "This version of the plan is not in force; the verdict is for information.".to_owned(),
        );
        all.push(Finding::new("plan_not_binding", Effect::Flag, sentence).of_plan(case));
    }
    all.extend(
        case.said
            .classes
            .iter()
            .map(|class| land(case, judgement, class)),
    );
    all.extend(residual(case, judgement));
    all.extend(double_counted(case, judgement));
    let constraints = case.said.constraints.iter().enumerate();
    all.extend(constraints.map(|(place, found)| constraint(case, judgement, place, found)));
    all.extend(slivers(case));
    all
}

fn cannot_be_judged(case: &Case<'_>, reason: Reason) -> Finding {
    let plan = &case.context.plan;
    match reason {
        Reason::NoPlanGeometry => {
            let sentence = said(
                format!(
                    "Hệ thống chưa có hình học của {}, nên không thể kết luận.",
                    plan.title_vi
                ),
                format!(
                    "No geometry is held of {}, so nothing can be concluded.",
                    plan.title_en
                ),
            );
            Finding::new("no_plan_geometry", Effect::Decides, sentence).of_plan(case)
        }
        Reason::OutsideTheZones => {
            let silent_m2 = case.said.residual_m2 + case.said.permission_m2(Permission::Unknown);
            let p = percent(silent_m2 / case.area_m2);
            let sentence = said(
                format!(
                    "Quy hoạch không nói gì về {} diện tích, nên không thể kết luận.",
                    p.vi
                ),
                format!(
                    "The plan says nothing of {} of the area, so nothing can be concluded.",
                    p.en
                ),
            );
            Finding::new("outside_the_zones", Effect::Decides, sentence)
                .share(
                    silent_m2,
                    case.area_m2,
                    Some(case.context.thresholds.majority_share),
                )
                .of_plan(case)
        }
    }
}

/// Land of one class: what a cluster may be there, and by which article.
fn land(case: &Case<'_>, judgement: &Judgement, class: &Class) -> Finding {
    let (rule, vi, en) = match class.permission() {
        Permission::Designated => (
            "designated_class",
            "được quy hoạch cho cụm công nghiệp",
            "designated for industrial clusters",
        ),
        Permission::Compatible => (
            "compatible_class",
            "phù hợp với cụm công nghiệp",
            "compatible with a cluster",
        ),
        Permission::Conditional => (
            "conditional_class",
            "chỉ cho phép cụm công nghiệp có điều kiện",
            "open to a cluster on conditions only",
        ),
        Permission::Incompatible => (
            "incompatible_class",
            "không phù hợp với cụm công nghiệp",
            "not compatible with a cluster",
        ),
        Permission::Unknown => (
            "unknown_permission",
            "chưa rõ có cho phép cụm công nghiệp hay không",
            "of unknown permission for a cluster",
        ),
    };
    let (p, a) = (percent(class.area_m2 / case.area_m2), area(class.area_m2));
    let sentence = said(
        format!(
            "{} diện tích ({}) nằm trên {}: {vi}.",
            p.vi,
            a.vi,
            lower(&class.title_vi)
        ),
        format!(
            "{} of the area ({}) lies on {}: {en}.",
            p.en,
            a.en,
            lower(&class.title_en)
        ),
    );
    let allowed = matches!(
        class.permission(),
        Permission::Designated | Permission::Compatible
    );
    // What a clean fit rests on.
    let effect = if allowed && judgement.verdict == Verdict::Fits {
        Effect::Decides
    } else {
        Effect::Note
    };
    let limit = (!allowed).then_some(case.context.thresholds.tolerance_share);
    let mut finding = Finding::new(rule, effect, sentence)
        .share(class.area_m2, case.area_m2, limit)
        .of_plan(case)
        .on("class", &class.class)
        .certain(
            case.said
                .zones_of(&class.class)
                .map(|zone| case.certainty(zone.certainty()))
                .max(),
        )
        .weigh(judgement, Ground::Land(class.permission()));
    finding.article.clone_from(&class.article);
    finding.zones = case
        .said
        .zones_of(&class.class)
        .map(|zone| zone.id.clone())
        .collect();
    finding
}

fn residual(case: &Case<'_>, judgement: &Judgement) -> Option<Finding> {
    let residual_m2 = case.said.residual_m2;
    let (p, a) = (percent(residual_m2 / case.area_m2), area(residual_m2));
    let sentence = said(
        format!(
            "{} diện tích ({}) không thuộc khu chức năng nào của quy hoạch.",
            p.vi, a.vi
        ),
        format!(
            "{} of the area ({}) lies in no zone of the plan.",
            p.en, a.en
        ),
    );
    // What arithmetic leaves over is listed in `residual`, and is no finding.
    (rounding::area(residual_m2) > 0.0).then(|| {
        Finding::new("residual", Effect::Note, sentence)
            .share(
                residual_m2,
                case.area_m2,
                Some(case.context.thresholds.tolerance_share),
            )
            .of_plan(case)
            .certain(Some(case.certainty_of_zones()))
            .weigh(judgement, Ground::Residual)
    })
}

fn double_counted(case: &Case<'_>, judgement: &Judgement) -> Option<Finding> {
    let twice_m2 = case.said.double_counted_m2;
    let (p, a) = (percent(twice_m2 / case.area_m2), area(twice_m2));
    let sentence = said(
        format!(
            "Các khu chức năng của quy hoạch chồng lên nhau trên {} diện tích ({}).",
            p.vi, a.vi
        ),
        format!(
            "Zones of the plan lie over each other on {} of the area ({}).",
            p.en, a.en
        ),
    );
    (rounding::area(twice_m2) > 0.0).then(|| {
        Finding::new("double_counted", Effect::Note, sentence)
            .share(
                twice_m2,
                case.area_m2,
                Some(case.context.thresholds.tolerance_share),
            )
            .of_plan(case)
            .certain(Some(case.certainty_of_zones()))
            .weigh(judgement, Ground::DoubleCounted)
    })
}

fn constraint(case: &Case<'_>, judgement: &Judgement, place: usize, found: &Constraint) -> Finding {
    let (p, a) = (percent(found.area_m2 / case.area_m2), area(found.area_m2));
    let binds = found.law_status.binds();
    let (vi, en) = if binds {
        ("", "")
    } else {
        (" (chưa có hiệu lực)", " (not in force)")
    };
    let sentence = said(
        format!(
            "{} diện tích ({}) nằm trong {}{vi}.",
            p.vi, a.vi, found.name_vi
        ),
        format!(
            "{} of the area ({}) lies in {}{en}.",
            p.en, a.en, found.name_en
        ),
    );
    let limit = binds.then_some(case.context.thresholds.tolerance_share);
    let mut finding = Finding::new(
        if binds {
            "constraint"
        } else {
            "constraint_not_binding"
        },
        Effect::Note,
        sentence,
    )
    .share(found.area_m2, case.area_m2, limit)
    .of_plan(case)
    .on("constraint", &found.id)
    .certain(Some(case.certainty(found.certainty())))
    .weigh(judgement, Ground::Constraint(place));
    finding.law_status = Some(found.law_status);
    finding.article.clone_from(&found.article);
    finding
}

fn slivers(case: &Case<'_>) -> Option<Finding> {
    let count = case.said.slivers.len();
    let limits = &case.context.thresholds;
    let sentence = said(
        format!(
            "{count} mảnh vụn nhỏ hơn {} hoặc hẹp hơn {} m; vẫn được tính và được liệt kê.",
            area(limits.sliver_area_m2).vi,
            limits.sliver_width_m.to_string().replace('.', ",")
        ),
        format!(
            "{count} sliver(s) smaller than {} or thinner than {} m; counted all the same, and listed.",
            area(limits.sliver_area_m2).en,
            limits.sliver_width_m
        ),
    );
    (count > 0).then(|| {
        Finding::new("slivers", Effect::Note, sentence)
            .measured(count as f64, None, "count")
            .of_plan(case)
    })
}

/// A title within a sentence, but for names of more than one capital at its beginning.
fn lower(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => title.to_owned(),
    }
}
