//! What is found beside the plan: size, neighbours, communes, wastewater, and what was declared.

use serde::Serialize;

use crate::error::Said;
use crate::fit::Case;
use crate::fit::context::Rule;
use crate::fit::findings::{Effect, Finding};
use crate::fit::measures::{Certainty, Plant};
use crate::fit::sensitivity::Sensitivity;
use crate::fit::subject::Cluster;
use crate::fit::verdict::{Ground, Judgement, Verdict};
use crate::fit::words::{area, distance, hectares, percent, said};
use crate::geometry::rounding;

const HECTARE_M2: f64 = 10_000.0;

/// What the papers declare of a cluster, beside what was computed.
#[derive(Debug, Clone, Serialize)]
pub struct Declared {
    pub fit: String,
    /// `None` where nothing was declared or nothing can be concluded.
    pub fit_agrees: Option<bool>,
    pub area_ha: Option<f64>,
    /// Computed less declared.
    pub area_difference_m2: Option<f64>,
    /// Computed by declared.
    pub area_factor: Option<f64>,
    /// Not where the shape was drawn from the declared area.
    pub area_comparable: bool,
    pub commune_code: Option<String>,
    pub commune_name: Option<String>,
    pub commune_share: Option<f64>,
    pub commune_agrees: Option<bool>,
}

pub fn declared(case: &Case<'_>, cluster: &Cluster, verdict: Verdict) -> Declared {
    let comparable = cluster.boundary_certainty != Certainty::Indicative;
    let declared_m2 = cluster
        .declared_area_ha
        .filter(|_| comparable)
        .map(|ha| ha * HECTARE_M2);
    let commune_share = cluster.declared_commune_code.as_ref().map(|code| {
        let within = case.around.communes.iter().filter(|c| c.code == *code);
        within.map(|c| c.area_m2).sum::<f64>() / case.area_m2
    });
    let tolerance = case.context.thresholds.tolerance_share;
    Declared {
        fit: cluster.declared_fit.clone(),
        fit_agrees: match (cluster.declared_fit.as_str(), verdict) {
            ("not_conforming", Verdict::DoesNotFit | Verdict::Partly) => Some(true),
            ("not_conforming", Verdict::Fits | Verdict::FitsWithConditions) => Some(false),
            _ => None,
        },
        area_ha: cluster.declared_area_ha,
        area_difference_m2: declared_m2.map(|m2| rounding::area(case.area_m2 - m2)),
        area_factor: declared_m2.map(|m2| rounding::share(case.area_m2 / m2)),
        area_comparable: declared_m2.is_some(),
        commune_code: cluster.declared_commune_code.clone(),
        commune_name: cluster.declared_commune_name.clone(),
        commune_share: commune_share.map(rounding::share),
        commune_agrees: commune_share.map(|share| share >= 1.0 - tolerance),
    }
}

/// The area the law asks about: as declared; as measured where the shape was not drawn from that; else unknown.
pub fn legal_area_ha(case: &Case<'_>) -> Option<f64> {
    match case.cluster() {
        Some(cluster) => cluster.declared_area_ha.or_else(|| {
            (cluster.boundary_certainty != Certainty::Indicative)
                .then_some(case.area_m2 / HECTARE_M2)
        }),
        None => Some(case.area_m2 / HECTARE_M2),
    }
}

/// Whether an area lies outside what the law allows for a cluster on that day.
pub fn size_is_off(case: &Case<'_>) -> bool {
    let rules = &case.context.rules;
    legal_area_ha(case).is_some_and(|ha| {
        rules
            .get("area_floor")
            .is_some_and(|floor| ha < floor.value)
            || rules
                .get("area_ceiling")
                .is_some_and(|ceiling| ha > ceiling.value)
    })
}

/// Size against the floor and the ceiling. A cluster that exists goes on (NĐ 32/2024, Điều 35.1): a flag.
pub fn size(case: &Case<'_>, judgement: &Judgement) -> Vec<Finding> {
    let Some(area_ha) = legal_area_ha(case) else {
        return Vec::new();
    };
    let rules = &case.context.rules;
    let found = |id, rule: &Rule, sentence| {
        Finding::new(id, Effect::Flag, sentence)
            .measured(rounding::area(area_ha), Some(rule.value), "ha")
            .by(rule)
            .weigh(judgement, Ground::Size)
    };
    let floor = rules
        .get("area_floor")
        .filter(|floor| area_ha < floor.value);
    let ceiling = rules
        .get("area_ceiling")
        .filter(|ceiling| area_ha > ceiling.value);
    let below = floor.map(|rule| found("area_floor", rule, below_floor(case, area_ha, rule)));
    let above = ceiling.map(|rule| found("area_ceiling", rule, above_ceiling(area_ha, rule)));
    below.into_iter().chain(above).collect()
}

fn below_floor(case: &Case<'_>, area_ha: f64, floor: &Rule) -> Said {
    let (have, limit) = (hectares(area_ha), hectares(floor.value));
    let exception = case.context.rules.get("area_floor_exception");
    let (vi, en) = if case.cluster().is_some() {
        (
            "; cụm đã có từ trước được tiếp tục hoạt động",
            "; a cluster that already exists goes on",
        )
    } else if exception.is_some_and(|exception| area_ha >= exception.value) {
        (
            "; chỉ cho phép với cụm làng nghề hoặc ở miền núi",
            "; allowed only for craft-village and mountain clusters",
        )
    } else {
        ("", "")
    };
    said(
        format!(
            "Diện tích {} nhỏ hơn mức tối thiểu {}{vi}.",
            have.vi, limit.vi
        ),
        format!(
            "The area of {} is below the floor of {}{en}.",
            have.en, limit.en
        ),
    )
}

fn above_ceiling(area_ha: f64, ceiling: &Rule) -> Said {
    let (have, limit) = (hectares(area_ha), hectares(ceiling.value));
    said(
        format!("Diện tích {} lớn hơn mức tối đa {}.", have.vi, limit.vi),
        format!(
            "The area of {} is above the ceiling of {}.",
            have.en, limit.en
        ),
    )
}

/// Where computation and declaration differ.
pub fn against_declared(case: &Case<'_>, declared: &Declared) -> Vec<Finding> {
    let mut all = Vec::new();
    if declared.fit_agrees == Some(false) {
        let sentence = said(
            "Kế hoạch 305/KH-UBND (dòng 9) ghi cụm này không phù hợp; phép tính cho kết quả khác.".to_owned(),
            "Plan 305/KH-UBND (row 9) says this cluster does not conform; the computation says otherwise.".to_owned(),
        );
        let certainty = Some(case.certainty_of_zones());
        all.push(Finding::new("declared_fit_differs", Effect::Flag, sentence).certain(certainty));
    }
    all.extend(area_differs(case, declared));
    if let (Some(false), Some(name), Some(share)) = (
        declared.commune_agrees,
        &declared.commune_name,
        declared.commune_share,
    ) {
        let p = percent(share);
        let sentence = said(
            format!(
                "Kế hoạch ghi {name}; chỉ {} diện tích nằm trong đơn vị này.",
                p.vi
            ),
            format!(
                "The plan says {name}; only {} of the area lies there.",
                p.en
            ),
        );
        all.push(
            Finding::new("commune_differs", Effect::Flag, sentence)
                .share(share * case.area_m2, case.area_m2, None)
                .on(
                    "commune",
                    declared.commune_code.as_deref().unwrap_or_default(),
                )
                .certain(case.certainty_of_communes()),
        );
    }
    all
}

fn area_differs(case: &Case<'_>, declared: &Declared) -> Option<Finding> {
    let rule = case.context.rules.get("plan_area_tolerance")?;
    let difference_ha = declared.area_difference_m2? / HECTARE_M2;
    let (computed, as_declared) = (area(case.area_m2), hectares(declared.area_ha?));
    let limit = hectares(rule.value);
    let sentence = said(
        format!(
            "Đo được {}, khai báo {}: chênh quá {}.",
            computed.vi, as_declared.vi, limit.vi
        ),
        format!(
            "{} measured, {} declared: more than {} apart.",
            computed.en, as_declared.en, limit.en
        ),
    );
    (difference_ha.abs() > rule.value).then(|| {
        Finding::new("plan_area_tolerance", Effect::Flag, sentence)
            .measured(rounding::area(difference_ha), Some(rule.value), "ha")
            .by(rule)
            .certain(case.cluster().map(|cluster| cluster.boundary_certainty))
    })
}

/// Communes and other clusters.
pub fn neighbours(case: &Case<'_>) -> Vec<Finding> {
    let tolerance = case.context.thresholds.tolerance_share;
    let within_m2: f64 = case.around.communes.iter().map(|c| c.area_m2).sum();
    let outside_m2 = (case.area_m2 - within_m2).max(0.0);
    let mut all = Vec::new();
    if outside_m2 / case.area_m2 > tolerance {
        let p = percent(outside_m2 / case.area_m2);
        let sentence = said(
            format!("{} diện tích nằm ngoài các xã, phường của Hà Nội.", p.vi),
            format!("{} of the area lies outside the communes of Hà Nội.", p.en),
        );
        all.push(
            Finding::new("outside_the_communes", Effect::Flag, sentence)
                .share(outside_m2, case.area_m2, Some(tolerance))
                .certain(case.certainty_of_communes()),
        );
    }
    for other in &case.around.clusters {
        let share = other.area_m2 / case.area_m2;
        let (p, a) = (percent(share), area(other.area_m2));
        let sentence = said(
            format!(
                "Chồng lên cụm {} trên {} diện tích ({}).",
                other.name, p.vi, a.vi
            ),
            format!(
                "Shares {} of its area ({}) with the cluster {}.",
                p.en, a.en, other.name
            ),
        );
        let effect = if share > tolerance {
            Effect::Flag
        } else {
            Effect::Note
        };
        all.push(
            Finding::new("overlaps_cluster", effect, sentence)
                .share(other.area_m2, case.area_m2, Some(tolerance))
                .on("cluster", &other.id)
                .certain(Some(case.certainty(other.boundary_certainty))),
        );
    }
    all
}

/// The central wastewater plant the law asks for.
pub fn wastewater(case: &Case<'_>) -> Option<Finding> {
    let rule = case
        .context
        .rules
        .get("wastewater_required")
        .filter(|rule| rule.value > 0.0)?;
    let own = &case.around.own_plants;
    let (effect, sentence) = if case.cluster().is_none() {
        let near = case.around.nearest_plant.as_ref();
        let near = near.and_then(|plant| Some((&plant.name, distance(plant.distance_m?))));
        let (vi, en) = near.map_or((String::new(), String::new()), |(name, far)| {
            (
                format!(" Trạm gần nhất trong sổ: {name}, cách {}.", far.vi),
                format!(
                    " The nearest plant of the register: {name}, {} away.",
                    far.en
                ),
            )
        });
        let sentence = said(
            format!("Cụm công nghiệp phải có trạm xử lý nước thải tập trung.{vi}"),
            format!("A cluster must have a central wastewater plant.{en}"),
        );
        (Effect::Note, sentence)
    } else if own.is_empty() || own.iter().all(|plant| plant.condition == "unknown") {
        let sentence = said(
            "Phải có trạm xử lý nước thải tập trung; chưa rõ cụm đã có trạm vận hành hay chưa."
                .to_owned(),
            "A central wastewater plant is required; whether one works here is not known."
                .to_owned(),
        );
        (Effect::Note, sentence)
    } else if own.iter().any(|plant| plant.condition == "operating") {
        return None;
    } else {
        let (vi, en) = conditions(own);
        let sentence = said(
            format!("Phải có trạm xử lý nước thải tập trung; trạm của cụm: {vi}."),
            format!("A central wastewater plant is required; that of the cluster is {en}."),
        );
        (Effect::Flag, sentence)
    };
    Some(Finding::new("wastewater_required", effect, sentence).by(rule))
}

/// What is said of plants none of which is operating.
fn conditions(plants: &[Plant]) -> (String, String) {
    let word = |plant: &Plant| match plant.condition.as_str() {
        "building" => ("đang xây dựng", "being built"),
        "built_not_operating" => ("đã xây nhưng chưa vận hành", "built but not in operation"),
        "degraded" => ("chưa đồng bộ hoặc xuống cấp", "incomplete or run down"),
        _ => ("chưa rõ", "not known"),
    };
    let words: Vec<_> = plants.iter().map(word).collect();
    let join = |pick: fn(&(&'static str, &'static str)) -> &'static str| {
        words.iter().map(pick).collect::<Vec<_>>().join(", ")
    };
    (join(|word| word.0), join(|word| word.1))
}

/// A verdict that does not stand where the boundary may also lie.
pub fn position(judgement: &Judgement, sensitivity: &Sensitivity) -> Option<Finding> {
    let Sensitivity::Ran {
        shift_m,
        verdicts,
        stable: false,
        ..
    } = sensitivity
    else {
        return None;
    };
    let others = verdicts
        .iter()
        .filter(|shifted| shifted.verdict != judgement.verdict)
        .count();
    let far = distance(*shift_m);
    let sentence = said(
        format!(
            "Ranh giới có thể lệch {}: dịch theo 8 hướng thì {others} hướng cho kết luận khác.",
            far.vi
        ),
        format!(
            "The boundary may be off by {}: shifted in 8 directions, {others} give another verdict.",
            far.en
        ),
    );
    Some(
        Finding::new("position_uncertain", Effect::Flag, sentence).measured(
            others as f64,
            None,
            "count",
        ),
    )
}
