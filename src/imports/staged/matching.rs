//! Which feature of the register each row is, and what publishing it would do.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::found::{Found, Severity};
use super::lookup::{Lookup, Names};
use super::mapping::Mapping;
use super::naming;
use super::register::{Known, Plan, Register};
use super::settings::Settings;
use super::target::{Kind, Target};
use super::values::Given;
use crate::error::Said;
use crate::imports::reading::RowRead;
use crate::names::gazetteer::Gazetteer;
use crate::names::resolve::Outcome;
use crate::names::search_key;

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Add,
    /// Unless geometry and attributes turn out to be the same.
    Replace,
    Refused,
}

/// A row, matched.
#[derive(Debug, Clone)]
pub struct Matched {
    pub change: Change,
    /// Index among the known.
    pub known: Option<usize>,
    /// The id it has or would get.
    pub slug: Option<String>,
    pub title: String,
    /// Codes of the communes that the file, or else the register, places it in.
    pub communes: Vec<String>,
    pub search_key: String,
    /// The cluster of a plant, by id.
    pub cluster: Option<String>,
}

/// What matching looks at.
pub struct Question<'a> {
    pub target: Target,
    pub settings: &'a Settings,
    pub register: &'a Register,
    pub plan: Option<&'a Plan>,
    pub gazetteer: &'a Gazetteer,
}

/// Matches every row; completes the attributes of those that are added.
pub fn match_rows(
    question: &Question<'_>,
    rows: &[RowRead],
    mapping: &Mapping,
    all: &mut [Given],
) -> (Vec<Matched>, Vec<Found>) {
    let mut matcher = Matcher {
        question,
        names: Names::new(&question.register.known, question.plan.map(|plan| plan.slug.as_str())),
        clusters: Names::new(&question.register.clusters, None),
        repeated: repeated_names(question.target, all),
        communes: BTreeMap::new(),
        taken: BTreeMap::new(),
        slugs: BTreeSet::new(),
        found: Vec::new(),
    };
    let matched = rows
        .iter()
        .zip(all.iter_mut())
        .map(|(row, given)| {
            let mut matched = matcher.one(row, given);
            if matched.change == Change::Add {
                matcher.complete(row, mapping, given, &mut matched);
            }
            if given.has_error {
                matched.change = Change::Refused;
            }
            let known = matched.known.map(|index| matcher.known(index));
            matched.search_key = naming::key(question.target, given, known);
            matched
        })
        .collect();
    (matched, matcher.found)
}

/// Names that several rows bear: of zones these name a kind of land rather than one place.
fn repeated_names(target: Target, all: &[Given]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    all.iter()
        .filter_map(|given| given.text(target.name()))
        .map(search_key)
        .filter(|key| !seen.insert(key.clone()))
        .collect::<Vec<_>>()
        .into_iter()
        .collect()
}

struct Matcher<'a> {
    question: &'a Question<'a>,
    names: Names<'a>,
    clusters: Names<'a>,
    repeated: BTreeSet<String>,
    /// Communes already resolved, by the text that names them.
    communes: BTreeMap<String, (Outcome, Vec<String>)>,
    /// Rows that a feature was found for, by what they are.
    taken: BTreeMap<String, String>,
    slugs: BTreeSet<String>,
    found: Vec<Found>,
}

impl<'a> Matcher<'a> {
    fn known(&self, index: usize) -> &'a Known {
        &self.question.register.known[index]
    }

    fn one(&mut self, row: &RowRead, given: &mut Given) -> Matched {
        let target = self.question.target;
        let communes = self.communes_of(row, given);
        let name = given.text(target.name()).map(str::to_owned);
        let found = self.find(row, given, name.as_deref(), &communes);
        let (change, known) = match found {
            Ok(Some(index)) => (Change::Replace, Some(index)),
            Ok(None) => (Change::Add, None),
            Err(found) => {
                self.found.push(found);
                given.has_error = true;
                (Change::Refused, None)
            }
        };
        let register = known.map(|index| self.known(index));
        let cluster = (target == Target::Plants).then(|| self.cluster_of(row, given, register)).flatten();
        let mut matched = Matched {
            change,
            known,
            slug: register.map(|known| known.slug.clone()),
            title: name
                .or_else(|| Some(register?.version.as_ref()?.name.clone()))
                .unwrap_or_else(|| row.place.clone()),
            communes: if communes.is_empty() {
                register.map_or_else(Vec::new, |known| known.communes.clone())
            } else {
                communes
            },
            search_key: String::new(),
            cluster,
        };
        if let Some(known) = register {
            self.note_differences(row, given, known, &matched);
        }
        if change == Change::Add {
            matched.slug = Some(self.new_slug(given, &matched.title));
        }
        self.refuse_second(row, given, &mut matched);
        matched
    }

    /// The feature a row is; none when it is to be added.
    fn find(&mut self, row: &RowRead, given: &Given, name: Option<&str>, communes: &[String]) -> Result<Option<usize>, Found> {
        let error = |code, said| Found::of_row(code, Severity::Error, row, said);
        if let Some(id) = &given.id
            && let Some(index) = self.names.by_slug(&id.to_lowercase())
            && self.known(index).version.is_some()
        {
            let plan = self.question.plan.map(|plan| plan.slug.as_str());
            return if plan.is_some() && self.known(index).of.as_deref() != plan {
                let of = self.known(index).of.clone().unwrap_or_default();
                let said = Said::new(
                    format!("`{id}` thuộc quy hoạch khác: {of}"),
                    format!("`{id}` belongs to another plan: {of}"),
                );
                Err(error("other-plan", said).property("id"))
            } else {
                Ok(Some(index))
            };
        }
        let by_name = match name {
            Some(name) if self.question.target.of_plan() && self.repeated.contains(&search_key(name)) => Lookup::None,
            Some(name) => self.names.by_name(name, given.text("phase"), communes),
            None => Lookup::None,
        };
        match by_name {
            Lookup::One(index) => {
                if let Some(id) = &given.id {
                    let slug = &self.known(index).slug;
                    let said = Said::new(
                        format!("sổ không có mã `{id}`; nhận ra theo tên là {slug}"),
                        format!("the register has no id `{id}`; found by name, it is {slug}"),
                    );
                    self.found.push(Found::of_row("id-unknown", Severity::Warning, row, said).property("id"));
                }
                Ok(Some(index))
            }
            Lookup::Several(_) if self.question.target.of_plan() => Ok(None),
            Lookup::Several(several) => {
                let list: Vec<String> = several.iter().map(|index| self.names.in_words(*index)).collect();
                let list = list.join("; ");
                let said = Said::new(
                    format!("có thể là: {list}; ghi rõ mã, giai đoạn hoặc xã"),
                    format!("may be: {list}; give the id, the phase or the commune"),
                );
                Err(error("ambiguous", said))
            }
            Lookup::None if name.is_none() && given.id.is_none() => {
                let said = Said::new("không có mã và tên", "has neither id nor name");
                Err(error("missing-required", said).property(self.question.target.name()))
            }
            Lookup::None if self.question.settings.adds(self.question.target) => Ok(None),
            Lookup::None => {
                let what = name.or(given.id.as_deref()).unwrap_or_default();
                let said = Said::new(
                    format!("sổ không có `{what}`; để thêm mới, chọn thêm đối tượng mới"),
                    format!("the register has no `{what}`; to add it, allow new features"),
                );
                Err(error("not-in-register", said))
            }
        }
    }

    /// Codes of the communes of today that a row names.
    fn communes_of(&mut self, row: &RowRead, given: &Given) -> Vec<String> {
        let Some(text) = &given.commune else {
            return Vec::new();
        };
        let gazetteer = self.question.gazetteer;
        let (outcome, codes) = self.communes.entry(text.clone()).or_insert_with(|| {
            let resolution = gazetteer.resolve(text, None);
            let mut codes: Vec<String> = resolution
                .candidates
                .iter()
                .take(if resolution.outcome == Outcome::Resolved { 1 } else { 8 })
                .flat_map(|candidate| candidate.units.iter().map(|unit| unit.code.clone()))
                .collect();
            codes.sort();
            codes.dedup();
            (resolution.outcome, codes)
        });
        if *outcome != Outcome::Resolved {
            let said = Said::new(
                format!("`{text}` không rõ là xã, phường nào"),
                format!("`{text}` names no one commune"),
            );
            let found = Found::of_row("commune-unclear", Severity::Warning, row, said);
            self.found.push(found.property("commune"));
        }
        codes.clone()
    }

    fn cluster_of(&mut self, row: &RowRead, given: &mut Given, known: Option<&Known>) -> Option<String> {
        let had = known.and_then(|known| known.of.clone());
        let Some(text) = given.cluster.clone() else {
            return had;
        };
        let lookup = match self.clusters.by_slug(&text.to_lowercase()) {
            Some(index) => Lookup::One(index),
            None => self.clusters.by_name(&text, None, &[]),
        };
        let (code, said) = match lookup {
            Lookup::One(index) => {
                let slug = self.question.register.clusters[index].slug.clone();
                match had {
                    Some(had) if had != slug => (
                        "other-cluster",
                        Said::new(
                            format!("trạm này thuộc cụm {had} trong sổ, không phải {slug}"),
                            format!("this plant is of the cluster {had} in the register, not {slug}"),
                        ),
                    ),
                    _ => return Some(slug),
                }
            }
            Lookup::Several(several) => {
                let list: Vec<String> = several.iter().map(|i| self.clusters.in_words(*i)).collect();
                let list = list.join("; ");
                ("ambiguous", Said::new(format!("cụm có thể là: {list}"), format!("the cluster may be: {list}")))
            }
            Lookup::None => (
                "unknown-value",
                Said::new(
                    format!("sổ không có cụm `{text}`"),
                    format!("the register has no cluster `{text}`"),
                ),
            ),
        };
        given.has_error = true;
        self.found.push(Found::of_row(code, Severity::Error, row, said).property("cluster"));
        None
    }

    fn note_differences(&mut self, row: &RowRead, given: &mut Given, known: &Known, matched: &Matched) {
        if !known.communes.is_empty() && !matched.communes.iter().any(|code| known.communes.contains(code)) {
            let said = Said::new(
                "xã, phường trong tệp khác với trong sổ; sổ được giữ nguyên",
                "the commune in the file is another than in the register, which stays",
            );
            let found = Found::of_row("commune-differs", Severity::Warning, row, said);
            self.found.push(found.property("commune"));
        }
        let version = known.version.as_ref().filter(|version| !version.is_valid);
        if let (Some(version), Some(day)) = (version, self.question.settings.valid_from) {
            let since = version.valid_from.clone().unwrap_or_default();
            let said = Said::new(
                format!("vào ngày {day} sổ không có {}; phiên bản gần nhất từ {since}", known.slug),
                format!("on {day} the register has no {}; its latest version is of {since}", known.slug),
            );
            given.has_error = true;
            self.found.push(Found::of_row("not-valid-then", Severity::Error, row, said));
        }
    }

    /// One feature comes from one row.
    fn refuse_second(&mut self, row: &RowRead, given: &mut Given, matched: &mut Matched) {
        let Some(slug) = &matched.slug else { return };
        let what = match matched.change {
            Change::Add if self.question.target.of_plan() => return,
            Change::Add => {
                let phase = given.text("phase").unwrap_or_default();
                format!("+{}|{phase}|{}", search_key(&matched.title), matched.communes.join(","))
            }
            _ => slug.clone(),
        };
        if let Some(first) = self.taken.get(&what) {
            let said = Said::new(
                format!("cùng là một đối tượng với {first}: {}", matched.title),
                format!("is the same feature as {first}: {}", matched.title),
            );
            given.has_error = true;
            self.found.push(Found::of_row("two-rows-for-one-feature", Severity::Error, row, said));
        } else {
            self.taken.insert(what, row.place.clone());
        }
    }

    /// An id that no feature has. One that no version is known of any more may be taken again, as after an undone
    /// import.
    fn new_slug(&mut self, given: &Given, title: &str) -> String {
        let plan = self.question.plan.map(|plan| plan.slug.as_str());
        let stem = naming::stem(given, plan, title);
        let mut slug = stem.clone();
        let mut number = 2;
        while self.slugs.contains(&slug) || self.names.by_slug(&slug).is_some_and(|i| !self.may_take(i, given)) {
            slug = format!("{stem}-{number}");
            number += 1;
        }
        self.slugs.insert(slug.clone());
        slug
    }

    fn may_take(&self, index: usize, given: &Given) -> bool {
        let known = self.known(index);
        let of = match self.question.target {
            Target::Plants => given.cluster.as_deref(),
            _ => self.question.plan.map(|plan| plan.slug.as_str()),
        };
        known.version.is_none() && known.of.as_deref() == of
    }

    /// What is needed to add a feature, and what follows from the plan.
    fn complete(&mut self, row: &RowRead, mapping: &Mapping, given: &mut Given, matched: &mut Matched) {
        for property in self.question.target.properties().iter().filter(|p| p.needed) {
            let there = match property.kind {
                Kind::Cluster => given.cluster.is_some(),
                _ => given.attributes.contains_key(property.name),
            };
            // What no row has is asked once, and what was refused has been said.
            let said_already = given.has_error || !mapping.has(property.name);
            if !there && !said_already {
                let said = Said::new("không có giá trị, mà cần để thêm mới", "has no value, which a new feature needs");
                self.found.push(Found::of_row("missing-required", Severity::Error, row, said).property(property.name));
                given.has_error = true;
            }
            if !there {
                matched.change = Change::Refused;
            }
        }
        if self.question.target.of_plan() {
            let attributes = &mut given.attributes;
            let name = attributes.get("name_vi").cloned().unwrap_or(Value::Null);
            attributes.entry("name_en").or_insert(name);
            if let Some(plan) = self.question.plan {
                attributes.entry("law_status").or_insert_with(|| json!(plan.law_status));
            }
        }
    }
}
