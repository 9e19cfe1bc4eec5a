//! Which former unit each row is about, and where that unit went.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;
use time::Date;
use time::macros::date;

use super::Weights;
use super::numbers::Part;
use crate::communes::asked;
use crate::communes::batch::unresolved;
use crate::communes::table::{Record, Table, defect};
use crate::error::{Defect, Error, Said, UnresolvedRow};
use crate::names::gazetteer::{Basis, Entry, Epoch, Gazetteer, Share};
use crate::names::resolve::{Candidate, Outcome, Resolution};
use crate::names::search_key;
use crate::names::written::Level;

/// The last day of the former units: names and codes of a table are those of this day.
const LAST_DAY: Date = date!(2025 - 06 - 30);
/// Weights of a unit may miss 1 by this, and are then taken to sum to it.
const TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 6);
/// Defects listed at once.
const MAX_DEFECTS: usize = 20;

/// What a row of totals is called.
const TOTALS: [&str; 10] = [
    "tong",
    "tong so",
    "tong cong",
    "cong",
    "toan thanh pho",
    "thanh pho",
    "thanh pho ha noi",
    "ha noi",
    "total",
    "sum",
];

/// A share of a unit that went to a unit of today.
#[derive(Debug, Clone)]
pub struct Going {
    pub code: String,
    pub full_name: String,
    pub part: Part,
}

/// A former unit with all that it went to.
#[derive(Debug)]
pub struct Unit {
    /// Codes of the former communes it consists of.
    pub covers: Vec<String>,
    pub parts: Vec<Going>,
}

/// Where the numbers of a row go.
#[derive(Debug)]
pub enum Row {
    Allocated(Unit),
    NotAllocated,
}

/// How many shares rest on what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Bases {
    pub legal_text: usize,
    pub geometric: usize,
    pub estimated: usize,
}

/// The rows of a table in their places.
#[derive(Debug, Default)]
pub struct Placed {
    pub rows: Vec<Row>,
    pub unresolved: Vec<UnresolvedRow>,
    /// Former communes that feed each unit of today.
    pub feeding: BTreeMap<String, Vec<String>>,
    pub bases: Bases,
}

/// Finds the unit of each row.
///
/// # Errors
/// [`Error::InvalidTable`] when two rows are about the same land, or a row is one of totals.
pub fn place(
    table: &Table<&[u8]>,
    rows: &[Record],
    gazetteer: &Gazetteer,
    weights: Weights,
) -> Result<Placed, Error> {
    let mut placed = Placed {
        feeding: feeding(gazetteer, weights),
        ..Placed::default()
    };
    let mut defects = Vec::new();
    // By former commune: the line that is about it.
    let mut taken: BTreeMap<String, u64> = BTreeMap::new();
    for record in rows {
        let asked = table.asked(record);
        if TOTALS.contains(&search_key(&asked.text()).as_str()) {
            defects.push(defect(record.line, totals()));
            continue;
        }
        let resolution = asked::resolve(gazetteer, &asked, Some(LAST_DAY));
        match unit_of(&resolution, gazetteer, weights) {
            Ok((unit, candidate)) => {
                defects.extend(take(&mut taken, &unit, candidate, record.line));
                placed.bases.count(&candidate.units, weights);
                placed.rows.push(Row::Allocated(unit));
            }
            Err(outcome) => {
                let row = unresolved(&resolution, record.line);
                placed.unresolved.push(UnresolvedRow { outcome, ..row });
                placed.rows.push(Row::NotAllocated);
            }
        }
    }
    if defects.is_empty() {
        return Ok(placed);
    }
    defects.truncate(MAX_DEFECTS);
    Err(Error::InvalidTable { defects })
}

fn totals() -> Said {
    Said::new(
        "dòng tổng: các dòng khác đã có trong đó; hãy bỏ dòng này",
        "a row of totals holds what the other rows hold; leave it out",
    )
}

/// Notes what a row is about; a defect if another row is about the same.
fn take(
    taken: &mut BTreeMap<String, u64>,
    unit: &Unit,
    candidate: &Candidate,
    line: u64,
) -> Option<Defect> {
    let mut other = None;
    for code in &unit.covers {
        other = other.or(taken.insert(code.clone(), line));
    }
    let other = other?;
    let name = &candidate.full_name;
    Some(defect(
        line,
        Said::new(
            format!("{name} hoặc một phần của nó đã có ở dòng {other}"),
            format!("{name}, or a part of it, stands on line {other} already"),
        ),
    ))
}

/// The former unit of a resolution with its shares; else why there is none.
fn unit_of<'a>(
    resolution: &'a Resolution,
    gazetteer: &Gazetteer,
    weights: Weights,
) -> Result<(Unit, &'a Candidate), &'static str> {
    let candidate = match (resolution.outcome, resolution.candidates.first()) {
        (Outcome::Unknown, _) | (_, None) => return Err("unknown"),
        (Outcome::Ambiguous, _) => return Err("ambiguous"),
        (Outcome::Resolved, Some(candidate)) => candidate,
    };
    let entry = entry(gazetteer, candidate).ok_or("not_a_former_unit")?;
    // Two former units may lead to the same units of today, and yet not with the same shares.
    let rivals = resolution.candidates.iter().skip(1);
    let mut rivals = rivals.filter(|rival| rival.score >= candidate.score);
    if rivals.any(|rival| self::entry(gazetteer, rival).is_some()) {
        return Err("ambiguous");
    }
    let covers = covers(gazetteer, entry);
    let is_district = entry.level == Level::District;
    let parts = parts(&candidate.units, weights, is_district).ok_or("weights_unknown")?;
    Ok((Unit { covers, parts }, candidate))
}

/// The former unit that a candidate is; none if it is of today, or of before those held.
fn entry<'a>(gazetteer: &'a Gazetteer, candidate: &Candidate) -> Option<&'a Entry> {
    let code = candidate.code.as_deref()?;
    let mut of_code = gazetteer.by_code(code, Some(LAST_DAY)).into_iter();
    of_code.find(|entry| entry.epoch == Epoch::Former && entry.valid_from == candidate.valid_from)
}

/// Codes of the former communes that a former unit consists of.
fn covers(gazetteer: &Gazetteer, entry: &Entry) -> Vec<String> {
    if entry.level == Level::Commune {
        return entry.code.iter().cloned().collect();
    }
    let name = entry.full_name();
    former_communes(gazetteer)
        .filter(|commune| commune.district.as_ref() == Some(&name))
        .filter_map(|commune| commune.code.clone())
        .collect()
}

fn former_communes(gazetteer: &Gazetteer) -> impl Iterator<Item = &Entry> {
    let all = gazetteer.entries().iter();
    all.filter(|entry| entry.epoch == Epoch::Former && entry.level == Level::Commune)
}

/// What a unit went to, without what received none of it for certain; nothing where a weight is not known.
fn parts(shares: &[Share], weights: Weights, is_district: bool) -> Option<Vec<Going>> {
    let mut parts = Vec::new();
    let mut sum = Decimal::ZERO;
    for share in shares {
        let (weight, basis) = weighed(share, weights);
        let weight = Decimal::try_from(weight?).ok()?;
        // What the law says of the parts of a district says nothing of what lies where inside it.
        let fixed = basis == Basis::LegalText && (!is_district || weight == Decimal::ONE);
        sum += weight;
        if weight.is_zero() && basis == Basis::LegalText {
            continue;
        }
        parts.push(Going {
            code: share.code.clone(),
            full_name: share.full_name.clone(),
            part: Part { weight, fixed },
        });
    }
    ((sum - Decimal::ONE).abs() <= TOLERANCE).then_some(parts)
}

fn weighed(share: &Share, weights: Weights) -> (Option<f64>, Basis) {
    match weights {
        Weights::Area => (share.weight, share.basis),
        Weights::Population => (share.population_weight, share.population_basis),
    }
}

impl Bases {
    fn count(&mut self, shares: &[Share], weights: Weights) {
        for share in shares {
            match weighed(share, weights).1 {
                Basis::LegalText => self.legal_text += 1,
                Basis::Geometric => self.geometric += 1,
                Basis::Estimated => self.estimated += 1,
                Basis::Unknown => {}
            }
        }
    }
}

/// For each unit of today the former communes that feed it.
fn feeding(gazetteer: &Gazetteer, weights: Weights) -> BTreeMap<String, Vec<String>> {
    let mut feeding: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for former in former_communes(gazetteer) {
        for share in &former.units {
            let (weight, basis) = weighed(share, weights);
            if weight != Some(0.0) || basis != Basis::LegalText {
                let fed = feeding.entry(share.code.clone()).or_default();
                fed.extend(former.code.clone());
            }
        }
    }
    feeding
}
