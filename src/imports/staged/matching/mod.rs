//! Which feature of the register each row is, and what publishing it would do.

mod find;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::error::Said;
use crate::imports::reading::RowRead;
use crate::imports::staged::found::{Found, Severity};
use crate::imports::staged::lookup::Names;
use crate::imports::staged::mapping::Mapping;
use crate::imports::staged::naming;
use crate::imports::staged::register::{Known, Plan, Register};
use crate::imports::staged::settings::Settings;
use crate::imports::staged::target::{Kind, Target};
use crate::imports::staged::values::Given;
use crate::names::gazetteer::Gazetteer;
use crate::names::resolve::Outcome;
use crate::names::search_key;
use find::Is;

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
        names: Names::new(
            &question.register.known,
            question.plan.map(|plan| plan.slug.as_str()),
        ),
        clusters: Names::new(&question.register.clusters, None),
        repeated: repeated_names(question.target, all),
        communes: BTreeMap::new(),
        taken: BTreeMap::new(),
        slugs: BTreeSet::new(),
        is_named: mapping.has("id") || mapping.has(question.target.name()),
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
    /// Whether rows have an id or a name at all.
    is_named: bool,
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
        let (change, known) = match self.find(row, given, &communes) {
            Is::Known(index) => (Change::Replace, Some(index)),
            Is::New => (Change::Add, None),
            Is::Refused => {
                given.has_error = true;
                (Change::Refused, None)
            }
        };
        if known.is_some_and(|index| {
            given
                .id
                .as_deref()
                .and_then(|id| self.names.by_slug(&id.to_lowercase()))
                != Some(index)
        }) {
            // The name it was found by may be written otherwise; the register's stays.
            given.attributes.remove(target.name());
            given.attributes.remove("phase");
        }
        let register = known.map(|index| self.known(index));
        let cluster = (target == Target::Plants)
            .then(|| self.cluster_of(row, given, register))
            .flatten();
        let mut matched = Matched {
            change,
            known,
            slug: register.map(|known| known.slug.clone()),
            title: name
                .clone()
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

    fn note_differences(
        &mut self,
        row: &RowRead,
        given: &mut Given,
        known: &Known,
        matched: &Matched,
    ) {
        if !known.communes.is_empty()
            && !matched
                .communes
                .iter()
                .any(|code| known.communes.contains(code))
        {
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
                format!(
                    "vào ngày {day} sổ không có {}; phiên bản gần nhất từ {since}",
                    known.slug
                ),
                format!(
                    "on {day} the register has no {}; its latest version is of {since}",
                    known.slug
                ),
            );
            given.has_error = true;
            self.found
                .push(Found::of_row("not-valid-then", Severity::Error, row, said));
        }
    }

    /// One feature comes from one row.
    fn refuse_second(&mut self, row: &RowRead, given: &mut Given, matched: &mut Matched) {
        let Some(slug) = &matched.slug else { return };
        let what = match matched.change {
            Change::Add if self.question.target.of_plan() => return,
            Change::Add => {
                let phase = given.text("phase").unwrap_or_default();
                format!(
                    "+{}|{phase}|{}",
                    search_key(&matched.title),
                    matched.communes.join(",")
                )
            }
            _ => slug.clone(),
        };
        if let Some(first) = self.taken.get(&what) {
            let said = Said::new(
                format!("cùng là một đối tượng với {first}: {}", matched.title),
                format!("is the same feature as {first}: {}", matched.title),
            );
            given.has_error = true;
            self.found.push(Found::of_row(
                "two-rows-for-one-feature",
                Severity::Error,
                row,
                said,
            ));
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
        while self.slugs.contains(&slug)
            || self
                .names
                .by_slug(&slug)
                .is_some_and(|i| !self.may_take(i, given))
        {
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
    fn complete(
        &mut self,
        row: &RowRead,
        mapping: &Mapping,
        given: &mut Given,
        matched: &mut Matched,
    ) {
        for property in self
            .question
            .target
            .properties()
            .iter()
            .filter(|p| p.needed)
        {
            let there = match property.kind {
                Kind::Cluster => given.cluster.is_some(),
                _ => given.attributes.contains_key(property.name),
            };
            // What no row has is asked once, and what was refused has been said.
            let said_already = given.has_error || !mapping.has(property.name);
            if !there && !said_already {
                let said = Said::new(
                    "không có giá trị, mà cần để thêm mới",
                    "has no value, which a new feature needs",
                );
                self.found.push(
                    Found::of_row("missing-required", Severity::Error, row, said)
                        .property(property.name),
                );
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
                attributes
                    .entry("law_status")
                    .or_insert_with(|| json!(plan.law_status));
            }
        }
    }
}
