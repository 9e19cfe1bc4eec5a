//! Units of before and after the restructuring by their names, and what became of each.

use std::collections::{BTreeMap, HashMap};

use serde::{Serialize, Serializer};
use time::Date;

use crate::names::reading::Known;
use crate::names::written::{Level, tokens};
use crate::names::{full_name, reading, search_key};

/// A commune or district, as the register has it.
#[derive(Debug, Clone)]
pub struct Unit {
    pub id: i64,
    pub code: String,
    pub kind: String,
    pub name: String,
    /// The unit it was part of.
    pub parent: Option<i64>,
    pub valid_from: Date,
    /// The day it ended, exclusive; none while it lasts.
    pub valid_to: Option<Date>,
    pub area_m2: f64,
    /// The clause that made it.
    pub clause: Option<i32>,
}

/// What of a unit went into another.
#[derive(Debug, Clone)]
pub struct Part {
    pub from: i64,
    pub to: i64,
    pub clause: Option<i32>,
    pub weight: Option<f64>,
    pub basis: Basis,
    pub population_weight: Option<f64>,
    pub population_basis: Basis,
    /// Only the resolution names it; it has no weight.
    pub only_in_law: bool,
}

/// The name of a unit that ended before those held, and the units it went into.
#[derive(Debug, Clone)]
pub struct Alias {
    pub name: String,
    pub kind: Option<String>,
    pub district: String,
    pub valid_to: Option<Date>,
    /// Each with whether all of it went there; none where no source says.
    pub into: Vec<(i64, Option<bool>)>,
}

/// The paper that made the change.
#[derive(Debug, Clone, Default)]
pub struct Law {
    pub number: String,
    pub article: String,
}

/// What a weight rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    LegalText,
    Geometric,
    Estimated,
    Unknown,
}

impl Basis {
    pub const fn id(self) -> &'static str {
        match self {
            Self::LegalText => "legal_text",
            Self::Geometric => "geometric",
            Self::Estimated => "estimated",
            Self::Unknown => "unknown",
        }
    }

    /// Reads what the register holds.
    pub fn read(text: Option<&str>) -> Self {
        match text {
            Some("legal_text") => Self::LegalText,
            Some("geometric") => Self::Geometric,
            Some("estimated") => Self::Estimated,
            _ => Self::Unknown,
        }
    }
}

/// A unit of today, and what share of something went into it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    pub code: String,
    pub name: String,
    pub full_name: String,
    /// Of its area; those of one unit sum to 1.
    #[serde(serialize_with = "six_places")]
    pub weight: Option<f64>,
    pub basis: Basis,
    /// Of its people; those of one unit sum to 1.
    #[serde(serialize_with = "six_places")]
    pub population_weight: Option<f64>,
    pub population_basis: Basis,
    pub clause: Option<i32>,
}

/// A weight is known to fewer places than these.
#[expect(clippy::ref_option, reason = "serde gives a reference to the field")]
fn six_places<S: Serializer>(weight: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    weight
        .map(|w| (w * 1e6).round() / 1e6)
        .serialize(serializer)
}

/// Which epoch an entry belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Epoch {
    Today,
    Former,
    Older,
}

/// A name that can be found, and what it leads to.
#[derive(Debug, Clone)]
pub struct Entry {
    pub code: Option<String>,
    pub kind: Option<String>,
    pub name: String,
    /// The district it was part of, in full.
    pub district: Option<String>,
    pub level: Level,
    pub epoch: Epoch,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
    /// The clause that made a unit of today.
    pub clause: Option<i32>,
    pub units: Vec<Share>,
    /// What it was merged into before the units held, in full.
    pub via: Vec<String>,
    /// Units that only the resolution names.
    pub also: Vec<Share>,
    /// Of a unit of today: the districts that land of it was part of, by key without kind.
    pub districts: Vec<String>,
}

/// All names, found by their keys.
#[derive(Debug, Clone)]
pub struct Gazetteer {
    pub(super) entries: Vec<Entry>,
    /// Entries by the key of their name, communes and districts apart.
    pub(super) communes: HashMap<String, Vec<usize>>,
    pub(super) districts: HashMap<String, Vec<usize>>,
    pub(super) known: Known,
    pub law: Law,
}

impl Gazetteer {
    pub fn new(units: &[Unit], parts: &[Part], aliases: &[Alias], law: Law) -> Self {
        let held = Held::new(units, parts);
        let mut entries: Vec<Entry> = units.iter().map(|unit| held.entry(unit)).collect();
        entries.extend(aliases.iter().map(|alias| held.alias(alias)));
        let mut gazetteer = Self {
            entries,
            communes: HashMap::new(),
            districts: HashMap::new(),
            known: Known::new(),
            law,
        };
        for (index, entry) in gazetteer.entries.iter().enumerate() {
            let key = reading::join(&tokens(&entry.name));
            let levels = gazetteer.known.entry(key.clone()).or_default();
            let by_name = match entry.level {
                Level::Commune => {
                    levels.0 = true;
                    &mut gazetteer.communes
                }
                Level::District => {
                    levels.1 = true;
                    &mut gazetteer.districts
                }
            };
            by_name.entry(key).or_default().push(index);
        }
        gazetteer
    }

    /// All that can be found.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of a code on a day, if there is one.
    pub fn by_code(&self, code: &str, day: Option<Date>) -> Vec<&Entry> {
        self.entries
            .iter()
            .filter(|e| e.code.as_deref() == Some(code))
            .filter(|e| day.is_none_or(|day| e.is_valid_on(day)))
            .collect()
    }
}

impl Entry {
    /// Whether the name was in use on a day. Since when a former unit was so is not known.
    pub fn is_valid_on(&self, day: Date) -> bool {
        let begun = self.epoch != Epoch::Today || self.valid_from.is_none_or(|from| from <= day);
        begun && self.valid_to.is_none_or(|to| day < to)
    }

    pub fn full_name(&self) -> String {
        self.kind
            .as_deref()
            .map_or_else(|| self.name.clone(), |kind| full_name(kind, &self.name))
    }
}

/// The register's units and parts while entries are made of them.
struct Held<'a> {
    units: BTreeMap<i64, &'a Unit>,
    parts: BTreeMap<i64, Vec<&'a Part>>,
    members: BTreeMap<i64, Vec<&'a Unit>>,
    origins: BTreeMap<i64, Vec<&'a Unit>>,
}

impl<'a> Held<'a> {
    fn new(units: &'a [Unit], parts: &'a [Part]) -> Self {
        let by_id: BTreeMap<i64, &Unit> = units.iter().map(|unit| (unit.id, unit)).collect();
        let mut held = Self {
            units: by_id,
            parts: BTreeMap::new(),
            members: BTreeMap::new(),
            origins: BTreeMap::new(),
        };
        for part in parts {
            held.parts.entry(part.from).or_default().push(part);
            if let Some(from) = held.units.get(&part.from) {
                held.origins.entry(part.to).or_default().push(from);
            }
        }
        for unit in units {
            if let Some(parent) = unit.parent {
                held.members.entry(parent).or_default().push(unit);
            }
        }
        held
    }

    fn entry(&self, unit: &Unit) -> Entry {
        let parent = unit.parent.and_then(|id| self.units.get(&id));
        let is_district = matches!(unit.kind.as_str(), "quận" | "huyện" | "thị xã");
        let epoch = if unit.valid_to.is_some() {
            Epoch::Former
        } else {
            Epoch::Today
        };
        let mut districts: Vec<String> = self
            .origins
            .get(&unit.id)
            .into_iter()
            .flatten()
            .filter_map(|origin| self.units.get(&origin.parent?))
            .map(|district| search_key(&district.name))
            .collect();
        districts.sort();
        districts.dedup();
        Entry {
            code: Some(unit.code.clone()),
            kind: Some(unit.kind.clone()),
            name: unit.name.clone(),
            district: parent.map(|p| full_name(&p.kind, &p.name)),
            level: if is_district {
                Level::District
            } else {
                Level::Commune
            },
            epoch,
            valid_from: Some(unit.valid_from),
            valid_to: unit.valid_to,
            clause: unit.clause,
            units: match epoch {
                Epoch::Today => vec![Self::share(unit, unit.clause, Basis::LegalText)],
                _ if is_district => self.of_district(unit),
                _ => self.of_commune(unit.id, false),
            },
            via: Vec::new(),
            also: self.of_commune(unit.id, true),
            districts,
        }
    }

    /// A unit as the whole of what something went into.
    fn share(unit: &Unit, clause: Option<i32>, basis: Basis) -> Share {
        Share {
            code: unit.code.clone(),
            name: unit.name.clone(),
            full_name: full_name(&unit.kind, &unit.name),
            weight: Some(1.0),
            basis,
            population_weight: Some(1.0),
            population_basis: basis,
            clause,
        }
    }

    /// What a former commune went into, the largest share first.
    fn of_commune(&self, id: i64, only_in_law: bool) -> Vec<Share> {
        let parts = self.parts.get(&id).into_iter().flatten();
        let mut shares: Vec<Share> = parts
            .filter(|part| part.only_in_law == only_in_law)
            .filter_map(|part| {
                let to = self.units.get(&part.to)?;
                Some(Share {
                    weight: part.weight,
                    basis: part.basis,
                    population_weight: part.population_weight,
                    population_basis: part.population_basis,
                    ..Self::share(to, part.clause, part.basis)
                })
            })
            .collect();
        shares.sort_by(largest_first);
        shares
    }

    /// What a district went into: its communes' shares, each by the commune's part in the district's area.
    fn of_district(&self, district: &Unit) -> Vec<Share> {
        let members = self.members.get(&district.id);
        let area_m2: f64 = members.into_iter().flatten().map(|m| m.area_m2).sum();
        let mut sums: BTreeMap<String, Share> = BTreeMap::new();
        for member in members.into_iter().flatten() {
            for share in self.of_commune(member.id, false) {
                let part = share.weight.map(|w| w * member.area_m2 / area_m2);
                let sum = sums.entry(share.code.clone()).or_insert_with(|| Share {
                    weight: Some(0.0),
                    basis: Basis::Estimated,
                    population_weight: None,
                    population_basis: Basis::Unknown,
                    clause: share.clause,
                    ..share.clone()
                });
                sum.weight = sum.weight.zip(part).map(|(sum, part)| sum + part);
            }
        }
        let mut shares: Vec<Share> = sums.into_values().collect();
        shares.sort_by(largest_first);
        shares
    }

    fn alias(&self, alias: &Alias) -> Entry {
        let known: Vec<(&Unit, Option<bool>)> = alias
            .into
            .iter()
            .filter_map(|(id, whole)| Some((*self.units.get(id)?, *whole)))
            .collect();
        let mut units: Vec<Share> = Vec::new();
        for (unit, _) in &known {
            for share in self.of_commune(unit.id, false) {
                if !units.iter().any(|known| known.code == share.code) {
                    units.push(share);
                }
            }
        }
        // What share of it went where is known only if all of it went into one unit that went into one.
        let is_whole = matches!(known[..], [(_, Some(true))]) && units.len() == 1;
        if !is_whole {
            for share in &mut units {
                share.weight = None;
                share.basis = Basis::Unknown;
                share.population_weight = None;
                share.population_basis = Basis::Unknown;
            }
        }
        Entry {
            code: None,
            kind: alias.kind.clone(),
            name: alias.name.clone(),
            district: Some(alias.district.clone()),
            level: Level::Commune,
            epoch: Epoch::Older,
            valid_from: None,
            valid_to: alias.valid_to,
            clause: None,
            units,
            via: known
                .iter()
                .map(|(unit, _)| format!("{} {}", unit.kind, unit.name))
                .collect(),
            also: Vec::new(),
            districts: Vec::new(),
        }
    }
}

fn largest_first(a: &Share, b: &Share) -> std::cmp::Ordering {
    let weight = |share: &Share| share.weight.unwrap_or(-1.0);
    weight(b)
        .total_cmp(&weight(a))
        .then_with(|| a.code.cmp(&b.code))
}
