//! The fit document: everything rounded, and nothing in it that differs from one call to the next.

use serde_json::{Map, Value, json};
use time::format_description::well_known::Rfc3339;

use crate::error::Defect;
use crate::fit::context::Question;
use crate::fit::measures::{Certainty, Class, Commune, Constraint, Permission, Plant, Zone};
use crate::fit::{Case, Outcome};
use crate::geometry::rounding;
use crate::hash::{hex, sha256_of};

/// Overlay themes, in the order they are listed.
const THEMES: [&str; 6] = [
    "flood_discharge_corridor",
    "dike",
    "water_source",
    "heritage",
    "power_line",
    "transport_reserve",
];

/// The document of `GET /fit/schema`.
pub fn build(
    case: &Case<'_>,
    question: &Question,
    outcome: &Outcome,
    repaired: Option<&[Defect]>,
) -> Value {
    let said = case.said;
    json!({
        "subject": subject(case),
        "plan": case.context.plan,
        "datetime": question.day.to_string(),
        "as_of": question.as_of.and_then(|at| at.format(&Rfc3339).ok()),
        "crs": "EPSG:5897",
        "area_m2": rounding::area(case.area_m2),
        "perimeter_m": rounding::length(case.subject.perimeter_m),
        "verdict": outcome.judgement.verdict,
        "reason": outcome.judgement.reason,
        "confidence": outcome.confidence,
        "permissions": permissions(case),
        "classes": said.classes.iter().map(|c| class(case, c)).collect::<Vec<_>>(),
        "zones": said.zones.iter().map(|z| zone(case, z)).collect::<Vec<_>>(),
        "residual": part(case, said.residual_m2),
        "double_counted": part(case, said.double_counted_m2),
        "constraints": said.constraints.iter().map(|c| constraint(case, c)).collect::<Vec<_>>(),
        "slivers": slivers(case),
        "themes": themes(case),
        "communes": case.around.communes.iter().map(|c| commune(case, c)).collect::<Vec<_>>(),
        "clusters": clusters(case),
        "wastewater": {
            "own": case.around.own_plants.iter().map(plant).collect::<Vec<_>>(),
            "nearest": case.around.nearest_plant.as_ref().map(plant),
        },
        "declared": outcome.declared,
        "sensitivity": outcome.sensitivity,
        "findings": outcome.findings,
        "thresholds": case.context.rules.0,
        "repaired": repaired.map(|defects| json!({
            "defects": defects.iter().map(defect).collect::<Vec<_>>(),
            "area_m2": rounding::area(case.area_m2),
        })),
        "computed_from": computed_from(case),
    })
}

fn subject(case: &Case<'_>) -> Value {
    let cluster = case.cluster();
    json!({
        "kind": if cluster.is_some() { "cluster" } else { "drawn" },
        "id": cluster.map(|c| &c.slug),
        "name": cluster.map(|c| &c.name),
        "phase": cluster.and_then(|c| c.phase.as_ref()),
        "row_version": cluster.map(|c| c.row_version),
        "boundary_certainty": cluster.map(|c| c.boundary_certainty),
        "position_uncertainty_m": case.subject.position_uncertainty_m,
        "area_is_assumed": cluster.map(|c| {
            c.declared_area_ha.is_none() && c.boundary_certainty == Certainty::Indicative
        }),
    })
}

/// An area and its share of the subject.
fn part(case: &Case<'_>, area_m2: f64) -> Value {
    Value::Object(with_part(case, area_m2, Map::new()))
}

fn with_part(case: &Case<'_>, area_m2: f64, mut object: Map<String, Value>) -> Map<String, Value> {
    object.insert("area_m2".to_owned(), json!(rounding::area(area_m2)));
    let share = rounding::share(area_m2 / case.area_m2);
    object.insert("share".to_owned(), json!(share));
    object
}

/// The members of `object`, then its area and share.
fn measured(case: &Case<'_>, area_m2: f64, object: Value) -> Value {
    match object {
        Value::Object(members) => Value::Object(with_part(case, area_m2, members)),
        other => other,
    }
}

/// All permissions a law can give, and what none gives if there is any.
fn permissions(case: &Case<'_>) -> Vec<Value> {
    Permission::ALL
        .into_iter()
        .filter(|permission| {
            *permission != Permission::Unknown || case.said.permission_m2(*permission) > 0.0
        })
        .map(|permission| {
            let area_m2 = case.said.permission_m2(permission);
            measured(case, area_m2, json!({ "permission": permission }))
        })
        .collect()
}

fn class(case: &Case<'_>, class: &Class) -> Value {
    let about = json!({
        "class": class.class,
        "title_vi": class.title_vi,
        "title_en": class.title_en,
        "permission": class.permission(),
        "article": class.article,
    });
    measured(case, class.area_m2, about)
}

fn zone(case: &Case<'_>, zone: &Zone) -> Value {
    let about = json!({
        "id": zone.id,
        "name_vi": zone.name_vi,
        "name_en": zone.name_en,
        "class": zone.class,
        "law_status": zone.law_status,
        "article": zone.article,
        "synthetic": zone.synthetic,
        "boundary_certainty": zone.boundary_certainty,
        "row_version": zone.row_version,
    });
    measured(case, zone.area_m2, about)
}

fn constraint(case: &Case<'_>, found: &Constraint) -> Value {
    let about = json!({
        "id": found.id,
        "kind": found.kind,
        "name_vi": found.name_vi,
        "name_en": found.name_en,
        "law_status": found.law_status,
        "article": found.article,
        "synthetic": found.synthetic,
        "boundary_certainty": found.boundary_certainty,
        "row_version": found.row_version,
    });
    measured(case, found.area_m2, about)
}

fn commune(case: &Case<'_>, commune: &Commune) -> Value {
    let about = json!({
        "code": commune.code,
        "name": commune.name,
        "boundary_certainty": commune.boundary_certainty,
    });
    measured(case, commune.area_m2, about)
}

fn clusters(case: &Case<'_>) -> Vec<Value> {
    let others = case.around.clusters.iter();
    others
        .map(|other| {
            let about = json!({
                "id": other.id,
                "name": other.name,
                "boundary_certainty": other.boundary_certainty,
            });
            measured(case, other.area_m2, about)
        })
        .collect()
}

fn plant(plant: &Plant) -> Value {
    let mut value = json!({ "id": plant.id, "name": plant.name, "condition": plant.condition });
    if let Some(distance_m) = plant.distance_m {
        value["distance_m"] = json!(rounding::length(distance_m));
    }
    value
}

fn slivers(case: &Case<'_>) -> Vec<Value> {
    let slivers = case.said.slivers.iter();
    slivers
        .map(|sliver| {
            json!({
                "part": sliver.part,
                "id": sliver.id,
                "area_m2": rounding::area(sliver.area_m2),
                "width_m": rounding::area(sliver.width_m),
                "at": sliver.at.map(rounding::degrees),
            })
        })
        .collect()
}

/// Absence is a statement too: not concerned where the plan has the theme, no data where it has none.
fn themes(case: &Case<'_>) -> Vec<Value> {
    let state = |has_data: bool, concerned: bool| match (has_data, concerned) {
        (false, _) => "no_data",
        (true, true) => "concerned",
        (true, false) => "not_concerned",
    };
    let land = state(case.context.has_zones, !case.said.zones.is_empty());
    std::iter::once(json!({ "theme": "land_use", "state": land }))
        .chain(THEMES.into_iter().map(|theme| {
            let has_data = case
                .context
                .constraint_kinds
                .iter()
                .any(|kind| kind == theme);
            let concerned = case
                .said
                .constraints
                .iter()
                .any(|found| found.kind == theme);
            json!({ "theme": theme, "state": state(has_data, concerned) })
        }))
        .collect()
}

fn defect(defect: &Defect) -> Value {
    json!({
        "place": defect.place,
        "vi": defect.said.vi,
        "en": defect.said.en,
        "location": defect.location.map(|at| json!({ "type": "Point", "coordinates": at })),
    })
}

/// The versions of everything the answer rests on, and one hash over them and the subject's geometry.
fn computed_from(case: &Case<'_>) -> Value {
    let mut from = json!({
        "program": env!("CARGO_PKG_VERSION"),
        "plan": [case.context.plan.id, case.context.plan.version],
        "rules": case.context.rules.0.iter().map(|r| json!([r.rule, r.row_version])).collect::<Vec<_>>(),
        "zones": case.said.zones.iter().map(|z| json!([z.id, z.row_version])).collect::<Vec<_>>(),
        "constraints": case.said.constraints.iter().map(|c| json!([c.id, c.row_version])).collect::<Vec<_>>(),
        "communes": case.around.communes.iter().map(|c| json!([c.code, c.row_version])).collect::<Vec<_>>(),
        "communes_source": case.around.communes.first().map(|c| &c.source_id),
        "clusters": case.around.clusters.iter().map(|c| json!([c.id, c.row_version])).collect::<Vec<_>>(),
    });
    let mut text = from.to_string().into_bytes();
    text.extend_from_slice(&case.subject.geom_5897);
    from["sha256"] = json!(hex(&sha256_of(&text)));
    from
}
