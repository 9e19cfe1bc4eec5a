//! Clusters against each other, against what is declared of them, and against the law; plants at their clusters.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tokio_postgres::types::Json;
use tokio_postgres::{Row, Transaction};

use super::{PLANT_WITHIN_M, Question, place_of};
use crate::error::{Error, Said};
use crate::imports::staged::found::{Found, Severity, place_vi};
use crate::imports::staged::numbers::{area, distance, hectares, percent};
use crate::imports::staged::register::Rule;
use crate::sql;

const HECTARE_M2: f64 = 10_000.0;
/// A share up to this decides nothing, where no rule of the day says otherwise.
const TOLERANCE_SHARE: f64 = 0.01;

/// Land of two clusters at once. Of two known boundaries that is an error; where one is only indicative, nobody knows.
pub async fn overlaps(
    transaction: &Transaction<'_>,
    question: &Question<'_>,
) -> Result<Vec<Found>, Error> {
    let rows = transaction
        .query(
            sql!("imports/check_overlaps"),
            &[&question.import, &question.day],
        )
        .await?;
    rows.iter().map(|row| overlap(row, question)).collect()
}

fn overlap(row: &Row, question: &Question<'_>) -> Result<Found, Error> {
    let area_m2: f64 = row.try_get("area_m2")?;
    let share = area_m2 / row.try_get::<_, f64>("of_area_m2")?;
    let certainty: String = row.try_get("other_certainty")?;
    let title: String = row.try_get("other_title")?;
    let other = match row.try_get::<_, Option<i32>>("other_row")? {
        Some(number) => question.place(number).to_owned(),
        None => row.try_get("other_slug")?,
    };
    let (a, p) = (area(area_m2), percent(share));
    let vi = format!(
        "chồng lên {title} ({}) trên {} ({} diện tích)",
        place_vi(&other),
        a.vi,
        p.vi
    );
    let en = format!(
        "shares {} ({} of its area) with {title} ({other})",
        a.en, p.en
    );
    let (code, severity, said) = if question.is_sliver(area_m2, row.try_get("width_m")?) {
        let said = Said::new(format!("{vi}: mảnh vụn"), format!("{en}: a sliver"));
        ("overlap-sliver", Severity::Warning, said)
    } else if certainty == "indicative" {
        let said = Said::new(
            format!("{vi}; ranh giới đó chỉ là tượng trưng"),
            format!("{en}, whose boundary is only indicative"),
        );
        ("overlap", Severity::Warning, said)
    } else {
        ("overlap", Severity::Error, Said::new(vi, en))
    };
    let found = question.of_row(row.try_get("row_number")?, code, severity, said);
    Ok(found.at(place_of(row)?))
}

/// A commune that a row lies in.
struct Part {
    code: String,
    full_name: String,
    is_known: bool,
    share: f64,
}

/// Where rows lie among the communes, kept for their document, against where they are said to lie.
pub async fn communes(
    transaction: &Transaction<'_>,
    question: &Question<'_>,
) -> Result<Vec<Found>, Error> {
    let rows = transaction
        .query(
            sql!("imports/check_communes"),
            &[&question.import, &question.day],
        )
        .await?;
    let mut parts: BTreeMap<i32, Vec<Part>> = BTreeMap::new();
    for row in &rows {
        parts
            .entry(row.try_get("row_number")?)
            .or_default()
            .push(Part {
                code: row.try_get("code")?,
                full_name: row.try_get("full_name")?,
                is_known: row.try_get::<_, String>("boundary_certainty")? != "indicative",
                share: row.try_get("share")?,
            });
    }
    let kept: Vec<Value> = parts
        .iter()
        .map(|(row_number, parts)| {
            let communes: Vec<Value> = parts
                .iter()
                .map(|p| json!({ "code": p.code, "full_name": p.full_name, "share": (p.share * 1e4).round() / 1e4 }))
                .collect();
            json!({ "row_number": row_number, "communes": communes })
        })
        .collect();
    transaction
        .execute(
            sql!("imports/set_communes"),
            &[&question.import, &Json(kept)],
        )
        .await?;
    let tolerance = question
        .rule("verdict_tolerance")
        .unwrap_or(TOLERANCE_SHARE);
    Ok((1..)
        .zip(question.matched)
        .filter(|(_, matched)| !matched.communes.is_empty())
        .filter_map(|(number, matched)| {
            let parts = parts.get(&number)?;
            let within: f64 = parts
                .iter()
                .filter(|part| matched.communes.contains(&part.code))
                .map(|part| part.share)
                .sum();
            (within < 1.0 - tolerance)
                .then(|| outside(question, number, within.max(0.0), tolerance, parts))
        })
        .collect())
}

fn outside(
    question: &Question<'_>,
    number: i32,
    within: f64,
    tolerance: f64,
    parts: &[Part],
) -> Found {
    let lies_in: Vec<String> = parts.iter().map(|part| part.full_name.clone()).collect();
    let lies_in = lies_in.join(", ");
    let p = percent(within);
    let index = usize::try_from(number - 1).unwrap_or_default();
    let is_given = question
        .matched
        .get(index)
        .is_some_and(|m| m.commune_is_given);
    let (by_vi, by_en) = if is_given {
        ("mà tệp khai", "that the file declares")
    } else {
        ("ghi trong sổ", "that the register has")
    };
    let vi = format!(
        "chỉ {} nằm trong xã, phường {by_vi}; nằm ở: {lies_in}",
        p.vi
    );
    let en = format!(
        "only {} lies in the commune {by_en}; it lies in: {lies_in}",
        p.en
    );
    let is_known = parts.iter().all(|part| part.is_known);
    let (severity, said) = if !is_known {
        let said = Said::new(
            format!("{vi}; ranh giới xã chỉ là tượng trưng"),
            format!("{en}; the communes' boundaries are only indicative"),
        );
        (Severity::Warning, said)
    } else if within <= tolerance {
        (Severity::Error, Said::new(vi, en))
    } else {
        (Severity::Warning, Said::new(vi, en))
    };
    question
        .of_row(number, "outside-declared-commune", severity, said)
        .property("commune")
}

/// Area against what is declared, and against the floor and ceiling of the day.
pub async fn sizes(
    transaction: &Transaction<'_>,
    question: &Question<'_>,
) -> Result<Vec<Found>, Error> {
    let rows = transaction
        .query(sql!("imports/areas"), &[&question.import])
        .await?;
    let mut found = Vec::new();
    for row in &rows {
        let number: i32 = row.try_get("row_number")?;
        let area_m2: f64 = row.try_get("area_m2")?;
        let at = place_of(row)?;
        let declared: Option<f64> = row.try_get("declared_area_ha")?;
        let mut add = |code, said| {
            let one = question.of_row(number, code, Severity::Warning, said);
            found.push(one.at(at.clone()));
        };
        let area_ha = area_m2 / HECTARE_M2;
        if let (Some(declared), Some(rule)) =
            (declared, question.register.rules.get("plan_area_tolerance"))
            && (area_ha - declared).abs() > rule.value
        {
            let (have, said, limit) = (area(area_m2), hectares(declared), hectares(rule.value));
            let by = by_rule(rule);
            add(
                "area-differs",
                Said::new(
                    format!(
                        "đo được {}, khai {}: chênh quá {}{}",
                        have.vi, said.vi, limit.vi, by.vi
                    ),
                    format!(
                        "{} measured, {} declared: more than {} apart{}",
                        have.en, said.en, limit.en, by.en
                    ),
                ),
            );
        }
        if let Some(rule) = question
            .register
            .rules
            .get("area_floor")
            .filter(|rule| area_ha < rule.value)
        {
            add("below-floor", below(area_m2, rule));
        }
        if let Some(rule) = question
            .register
            .rules
            .get("area_ceiling")
            .filter(|rule| area_ha > rule.value)
        {
            add("above-ceiling", above(area_m2, rule));
        }
    }
    Ok(found)
}

fn below(area_m2: f64, rule: &Rule) -> Said {
    let (have, limit, by) = (area(area_m2), hectares(rule.value), by_rule(rule));
    with_exception(
        format!("{} nhỏ hơn mức tối thiểu {}{}", have.vi, limit.vi, by.vi),
        format!("{} is below the floor of {}{}", have.en, limit.en, by.en),
        rule,
    )
}

fn above(area_m2: f64, rule: &Rule) -> Said {
    let (have, limit, by) = (area(area_m2), hectares(rule.value), by_rule(rule));
    with_exception(
        format!("{} lớn hơn mức tối đa {}{}", have.vi, limit.vi, by.vi),
        format!("{} is above the ceiling of {}{}", have.en, limit.en, by.en),
        rule,
    )
}

/// A limit is no breach by itself: its note says for whom it does not hold (Điều 35 khoản 1).
fn with_exception(vi: String, en: String, rule: &Rule) -> Said {
    match (&rule.note_vi, &rule.note_en) {
        (Some(note_vi), Some(note_en)) => {
            Said::new(format!("{vi}. {note_vi}"), format!("{en}. {note_en}"))
        }
        _ => Said::new(vi, en),
    }
}

/// The article and paper of a rule, in brackets.
fn by_rule(rule: &Rule) -> Said {
    let parts: Vec<&str> = [&rule.article, &rule.decision]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    if parts.is_empty() {
        return Said::new("", "");
    }
    let text = format!(" ({})", parts.join(", "));
    Said::new(text.clone(), text)
}

/// Plants and the clusters they belong to. Where the cluster's boundary is indicative, it may be as far off as is said.
pub async fn plants(
    transaction: &Transaction<'_>,
    question: &Question<'_>,
) -> Result<Vec<Found>, Error> {
    let pairs: Vec<Value> = (1..)
        .zip(question.matched)
        .filter_map(|(number, matched)| {
            Some(json!({ "row_number": number, "cluster": matched.cluster.as_ref()? }))
        })
        .map(|pair: Value| pair)
        .collect();
    let rows = transaction
        .query(
            sql!("imports/check_plants"),
            &[&question.import, &Json(pairs), &question.day],
        )
        .await?;
    let mut found = Vec::new();
    for row in &rows {
        let distance_m: f64 = row.try_get("distance_m")?;
        let uncertain: f64 = row
            .try_get::<_, Option<f64>>("position_uncertainty_m")?
            .unwrap_or(0.0);
        let is_known = row.try_get::<_, String>("boundary_certainty")? != "indicative";
        let limit_m = PLANT_WITHIN_M + if is_known { 0.0 } else { uncertain };
        if distance_m <= limit_m {
            continue;
        }
        let name: String = row.try_get("name")?;
        let (far, limit) = (distance(distance_m), distance(limit_m));
        let said = Said::new(
            format!("cách cụm {name} {}, hơn {}", far.vi, limit.vi),
            format!(
                "lies {} from its cluster {name}, more than {}",
                far.en, limit.en
            ),
        );
        let one = question.of_row(
            row.try_get("row_number")?,
            "far-from-cluster",
            Severity::Warning,
            said,
        );
        found.push(one.at(place_of(row)?));
    }
    Ok(found)
}
