//! What unit a row of a table means: by its name and district, by its code, or by both where they agree.

use std::collections::BTreeSet;

use time::Date;

use crate::communes::table::Asked;
use crate::names::gazetteer::Gazetteer;
use crate::names::resolve::{Candidate, Flag, Outcome, Resolution};

/// Resolves a row. Codes of communes are used again since 2025-07-01, so a code alone may mean two units; a name
/// beside it decides. Where code and name are of different units, neither is believed.
pub fn resolve(gazetteer: &Gazetteer, asked: &Asked<'_>, day: Option<Date>) -> Resolution {
    let by_name = gazetteer.resolve(&asked.text(), day);
    if asked.code.is_empty() || asked.name.is_empty() && asked.district.is_empty() {
        return by_name;
    }
    let by_code = gazetteer.resolve(asked.code, day);
    if asked.name.is_empty() {
        return in_district(gazetteer, asked, day, by_code);
    }
    let agreed = agree(by_name, by_code);
    Resolution {
        text: format!("{} {}", asked.code, agreed.text),
        ..agreed
    }
}

/// A code with a district beside it: only the units of that district are believed.
fn in_district(
    gazetteer: &Gazetteer,
    asked: &Asked<'_>,
    day: Option<Date>,
    by_code: Resolution,
) -> Resolution {
    let named: Vec<Candidate> = by_code
        .candidates
        .iter()
        .flat_map(|one| {
            let text = format!("{}, {}", one.full_name, asked.district);
            gazetteer.resolve(&text, day).candidates
        })
        .collect();
    let by_name = Resolution {
        text: by_code.text.clone(),
        outcome: by_code.outcome,
        candidates: named,
    };
    agree(by_name, by_code)
}

fn agree(by_name: Resolution, by_code: Resolution) -> Resolution {
    if by_code.candidates.is_empty() {
        return by_name;
    }
    let text = by_name.text;
    if by_name.candidates.is_empty() {
        return Resolution { text, ..by_code };
    }
    let (mut both, others): (Vec<Candidate>, Vec<Candidate>) = by_name
        .candidates
        .into_iter()
        .partition(|one| one.is_sure() && by_code.candidates.iter().any(|other| same(one, other)));
    if both.is_empty() {
        return Resolution {
            text,
            outcome: Outcome::Ambiguous,
            candidates: others.into_iter().chain(by_code.candidates).collect(),
        };
    }
    // A code that is used again, with a name that is too: the day decides, if one is given.
    if both.iter().any(is_in_use) {
        both.retain(is_in_use);
    }
    let of_its_time = |one: &Candidate| !one.flags.contains(&Flag::DistrictAbolished);
    if both.iter().any(of_its_time) {
        both.retain(of_its_time);
    }
    let leads_to: BTreeSet<BTreeSet<&str>> = both
        .iter()
        .map(|one| one.units.iter().map(|unit| unit.code.as_str()).collect())
        .collect();
    let outcome = if leads_to.len() == 1 {
        Outcome::Resolved
    } else {
        Outcome::Ambiguous
    };
    Resolution {
        text,
        outcome,
        candidates: both,
    }
}

fn is_in_use(candidate: &Candidate) -> bool {
    !candidate.flags.contains(&Flag::NotValidThen)
}

fn same(one: &Candidate, other: &Candidate) -> bool {
    one.code.is_some() && one.code == other.code && one.valid_from == other.valid_from
}
