//! What a row names: a feature of the register, communes, a cluster.

use super::Matcher;
use crate::error::Said;
use crate::imports::reading::RowRead;
use crate::imports::staged::found::{Found, Severity};
use crate::imports::staged::lookup::Lookup;
use crate::imports::staged::register::Known;
use crate::imports::staged::values::Given;
use crate::names::resolve::Outcome;
use crate::names::search_key;

/// What a row is found to be.
pub(super) enum Is {
    /// Index among the known.
    Known(usize),
    New,
    Refused,
}

impl Matcher<'_> {
    /// The feature a row is.
    pub(super) fn find(&mut self, row: &RowRead, given: &Given, communes: &[String]) -> Is {
        let name = given.text(self.question.target.name());
        if let Some(id) = &given.id
            && let Some(index) = self.names.by_slug(&id.to_lowercase())
            && self.known(index).version.is_some()
        {
            return self.of_this_plan(row, id, index);
        }
        match self.by_name(given, name, communes) {
            Lookup::One(index) => {
                if let Some(id) = &given.id {
                    let slug = &self.known(index).slug;
                    let said = Said::new(
                        format!("sổ không có mã `{id}`; nhận ra theo tên là {slug}"),
                        format!("the register has no id `{id}`; found by name, it is {slug}"),
                    );
                    let found = Found::of_row("id-unknown", Severity::Warning, row, said);
                    self.found.push(found.property("id"));
                }
                Is::Known(index)
            }
            Lookup::Several(_) if self.question.target.of_plan() => Is::New,
            Lookup::Several(several) => {
                let list: Vec<String> = several
                    .iter()
                    .map(|index| self.names.in_words(*index))
                    .collect();
                let list = list.join("; ");
                let said = Said::new(
                    format!("có thể là: {list}; ghi rõ mã, giai đoạn hoặc xã"),
                    format!("may be: {list}; give the id, the phase or the commune"),
                );
                self.refused(row, "ambiguous", said)
            }
            Lookup::None => self.unknown(row, given, name),
        }
    }

    /// By its name. Of zones several may bear one, and an id of their own makes them others.
    fn by_name(&self, given: &Given, name: Option<&str>, communes: &[String]) -> Lookup {
        let of_plan = self.question.target.of_plan();
        match name {
            Some(name)
                if of_plan && (given.id.is_some() || self.repeated.contains(&search_key(name))) =>
            {
                Lookup::None
            }
            Some(name) => self.names.by_name(name, given.text("phase"), communes),
            None => Lookup::None,
        }
    }

    fn of_this_plan(&mut self, row: &RowRead, id: &str, index: usize) -> Is {
        let plan = self.question.plan.map(|plan| plan.slug.as_str());
        let of = self.known(index).of.as_deref();
        if plan.is_none() || of == plan {
            return Is::Known(index);
        }
        let of = of.unwrap_or_default();
        let said = Said::new(
            format!("`{id}` thuộc quy hoạch khác: {of}"),
            format!("`{id}` belongs to another plan: {of}"),
        );
        self.refused(row, "other-plan", said)
    }

    /// A row that is nothing the register knows.
    fn unknown(&mut self, row: &RowRead, given: &Given, name: Option<&str>) -> Is {
        if !self.is_named {
            // What no row has is asked once.
            return Is::Refused;
        }
        if name.is_none() && given.id.is_none() {
            let said = Said::new("không có mã và tên", "has neither id nor name");
            return self.refused(row, "missing-required", said);
        }
        if self.question.settings.adds(self.question.target) {
            return Is::New;
        }
        let what = name.or(given.id.as_deref()).unwrap_or_default();
        let said = Said::new(
            format!("sổ không có `{what}`; để thêm mới, chọn thêm đối tượng mới"),
            format!("the register has no `{what}`; to add it, allow new features"),
        );
        self.refused(row, "not-in-register", said)
    }

    fn refused(&mut self, row: &RowRead, code: &'static str, said: Said) -> Is {
        self.found
            .push(Found::of_row(code, Severity::Error, row, said));
        Is::Refused
    }

    /// Codes of the communes of today that a row names.
    pub(super) fn communes_of(&mut self, row: &RowRead, given: &Given) -> Vec<String> {
        let Some(text) = &given.commune else {
            return Vec::new();
        };
        let gazetteer = self.question.gazetteer;
        let (outcome, codes) = self.communes.entry(text.clone()).or_insert_with(|| {
            let resolution = gazetteer.resolve(text, None);
            let mut codes: Vec<String> = resolution
                .candidates
                .iter()
                .take(if resolution.outcome == Outcome::Resolved {
                    1
                } else {
                    8
                })
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

    pub(super) fn cluster_of(
        &mut self,
        row: &RowRead,
        given: &mut Given,
        known: Option<&Known>,
    ) -> Option<String> {
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
                            format!(
                                "this plant is of the cluster {had} in the register, not {slug}"
                            ),
                        ),
                    ),
                    _ => return Some(slug),
                }
            }
            Lookup::Several(several) => {
                let list: Vec<String> =
                    several.iter().map(|i| self.clusters.in_words(*i)).collect();
                let list = list.join("; ");
                (
                    "ambiguous",
                    Said::new(
                        format!("cụm có thể là: {list}"),
                        format!("the cluster may be: {list}"),
                    ),
                )
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
        self.found
            .push(Found::of_row(code, Severity::Error, row, said).property("cluster"));
        None
    }
}
