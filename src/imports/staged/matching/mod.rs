//! Which feature of the register each row is, and what publishing it would do.

mod find;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::error::Said;
use crate::imports::reading::RowRead;
use crate::imports::staged::found::{self, Found, Severity};
use crate::imports::staged::lookup::{self, Names};
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
    /// Left out by a person.
    Skip,
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
    /// Whether the communes are the file's word, not the register's.
    pub commune_is_given: bool,
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
        numbers: BTreeMap::new(),
        is_named: mapping.has("id") || mapping.has(question.target.name()),
        found: Vec::new(),
    };
    let matched = rows
        .iter()
        .zip(all.iter_mut())
        .map(|(row, given)| {
            if question.settings.skip.contains(&row.row) {
                return left_out(question.target, row, given);
            }
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

/// A row that takes part in nothing; shown by its name.
fn left_out(target: Target, row: &RowRead, given: &Given) -> Matched {
    let name = given.text(target.name()).map(str::to_owned);
    Matched {
        change: Change::Skip,
        known: None,
        slug: None,
        title: name.unwrap_or_else(|| row.place.clone()),
        communes: Vec::new(),
        search_key: String::new(),
        cluster: None,
        commune_is_given: false,
    }
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
    /// The next number to be put behind an id, by what it begins with.
    numbers: BTreeMap<String, u32>,
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
        let communes_given = self.communes_of(row, given);
        let name = given.text(target.name()).map(str::to_owned);
        let (change, known) = match self.find(row, given, &communes_given) {
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
            communes: if communes_given.is_empty() {
                register.map_or_else(Vec::new, |known| known.communes.clone())
            } else {
                communes_given.clone()
            },
            search_key: String::new(),
            cluster,
            commune_is_given: !communes_given.is_empty(),
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
        self.note_commune(row, given, known, matched);
        self.note_name(row, known, &matched.title);
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

    fn note_commune(&mut self, row: &RowRead, given: &Given, known: &Known, matched: &Matched) {
        let outcome = given
            .commune
            .as_ref()
            .and_then(|text| self.communes.get(text));
        let is_resolved = outcome.is_some_and(|(outcome, _)| *outcome == Outcome::Resolved);
        let is_there = |code| known.communes.contains(code);
        if !is_resolved || known.communes.is_empty() || matched.communes.iter().any(is_there) {
            return;
        }
        let text = given.commune.as_deref().unwrap_or_default();
        let held = known.commune_name.as_deref().unwrap_or("–");
        let said = Said::new(
            format!("tệp ghi «{text}», sổ ghi «{held}»; sổ được giữ nguyên"),
            format!("the file says “{text}”, the register “{held}”, which stays"),
        );
        let found = Found::of_row("commune-differs", Severity::Warning, row, said);
        self.found.push(found.property("commune"));
    }

    /// Marks may be left out; where they are others, it may be another name.
    fn note_name(&mut self, row: &RowRead, known: &Known, name: &str) {
        let Some(version) = &known.version else {
            return;
        };
        if !lookup::has_other_marks(name, &version.name) {
            return;
        }
        let (held, slug) = (&version.name, &known.slug);
        let said = Said::new(
            format!(
                "tệp ghi «{name}», sổ ghi «{held}» ({slug}): khác dấu, hãy xem có phải là một không"
            ),
            format!(
                "the file says “{name}”, the register “{held}” ({slug}): other marks, look whether it is the same"
            ),
        );
        let found = Found::of_row("name-differs", Severity::Warning, row, said);
        self.found.push(found.property(self.question.target.name()));
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
                format!(
                    "cùng là một đối tượng với {}: {}",
                    found::place_vi(first),
                    matched.title
                ),
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
        // Where the last one of that name left off: thousands of rows may bear one.
        let mut number = self.numbers.get(&stem).copied().unwrap_or(2);
        while self.slugs.contains(&slug)
            || self
                .names
                .by_slug(&slug)
                .is_some_and(|i| !self.may_take(i, given))
        {
            slug = format!("{stem}-{number}");
            number += 1;
        }
        self.numbers.insert(stem, number);
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
