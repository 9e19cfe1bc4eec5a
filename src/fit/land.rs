//! What a plan says of an area: its land, what it leaves out, what it says twice, and what it lays over it.

use crate::fit::Case;
use crate::fit::findings::{Effect, Finding};
use crate::fit::measures::{Class, Constraint, Permission};
use crate::fit::verdict::{Ground, Judgement, Reason, Verdict};
use crate::fit::words::{area, percent, said};
use crate::geometry::rounding;

/// What the plan says of the area.
pub fn findings(case: &Case<'_>, judgement: &Judgement) -> Vec<Finding> {
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
                    "Chưa có ranh giới các khu chức năng của {}, nên không thể kết luận.",
                    plan.title_vi
                ),
                format!(
                    "The zone boundaries of {} are not held, so nothing can be concluded.",
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

/// Rule and words of what a cluster may be on land of a class.
fn permitted(permission: Permission) -> (&'static str, &'static str, &'static str) {
    match permission {
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
    }
}

/// Land of one class: what a cluster may be there, and by which article.
fn land(case: &Case<'_>, judgement: &Judgement, class: &Class) -> Finding {
    let (rule, vi, en) = permitted(class.permission());
    let (p, a) = (percent(class.area_m2 / case.area_m2), area(class.area_m2));
    let (name_vi, name_en) = (lower(&class.title_vi), lower(&class.title_en));
    let sentence = said(
        format!("{} diện tích ({}) nằm trên {name_vi}: {vi}.", p.vi, a.vi),
        format!("{} of the area ({}) lies on {name_en}: {en}.", p.en, a.en),
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
    let zones = || case.said.zones_of(&class.class);
    let mut finding = Finding::new(rule, effect, sentence)
        .share(class.area_m2, case.area_m2, limit)
        .of_plan(case)
        .on("class", &class.class)
        .certain(zones().map(|zone| case.certainty(zone.certainty())).max())
        .weigh(judgement, Ground::Land(class.permission()));
    finding.article.clone_from(&class.article);
    finding.zones = zones().map(|zone| zone.id.clone()).collect();
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
