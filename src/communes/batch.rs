//! A table of names, row by row, with the unit of today that each of them means.

use std::io::{Read, Write};

use csv::Writer;
use serde::Serialize;
use time::Date;

use crate::communes::asked;
use crate::communes::table::written::row_not_written;
use crate::communes::table::{Record, Style, Table};
use crate::error::{Error, Said, UnresolvedRow};
use crate::names::gazetteer::Gazetteer;
use crate::names::resolve::{Candidate, Outcome, Resolution};

/// Columns added to those of the table.
pub const ADDED: [&str; 12] = [
    "ccn_outcome",
    "ccn_code",
    "ccn_name",
    "ccn_units",
    "ccn_unit_names",
    "ccn_weights",
    "ccn_basis",
    "ccn_population_weights",
    "ccn_population_basis",
    "ccn_flags",
    "ccn_candidates",
    "ccn_sentence",
];

/// Rows listed in a summary.
const LISTED: usize = 20;

/// What is asked of every row.
#[derive(Clone, Copy)]
pub struct Question {
    pub day: Option<Date>,
    /// Chooses the language of sentences.
    pub pick: fn(&Said) -> &str,
}

/// How the rows of a table were resolved.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Summary {
    pub rows: u64,
    pub resolved: u64,
    pub ambiguous: u64,
    pub unknown: u64,
    pub separator: &'static str,
    /// Headers of the columns that name the units.
    pub columns: Vec<String>,
    /// The first rows not resolved.
    pub not_resolved: Vec<UnresolvedRow>,
}

/// A table being resolved.
pub struct Batch<R> {
    table: Table<R>,
    question: Question,
    record: Record,
    pub summary: Summary,
}

impl<R: Read> Batch<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// As [`Table::open`]; [`Error::InvalidTable`] when the table has one of our columns already.
    pub fn open(input: R, columns: Option<&str>, question: Question) -> Result<Self, Error> {
        let table = Table::open(input, columns)?;
        table.refuse_headers(&ADDED)?;
        let summary = Summary {
            separator: table.style().separator_name(),
            columns: table.used(),
            ..Summary::default()
        };
        Ok(Self {
            table,
            question,
            record: Record::default(),
            summary,
        })
    }

    pub fn style(&self) -> Style {
        self.table.style()
    }

    /// Writes the header: the table's and ours.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write_header<W: Write>(&self, out: &mut Writer<W>) -> Result<(), Error> {
        let names = self.table.header.iter().map(String::as_str).chain(ADDED);
        out.write_record(names).map_err(row_not_written)
    }

    /// Resolves the next `count` rows, and writes them if there is somewhere to; false when there are no more.
    ///
    /// # Errors
    /// [`Error::InvalidTable`] with the first defect; [`Error::Io`].
    pub fn step<W: Write>(
        &mut self,
        gazetteer: &Gazetteer,
        mut out: Option<&mut Writer<W>>,
        count: usize,
    ) -> Result<bool, Error> {
        for _ in 0..count {
            if !self.table.next(&mut self.record)? {
                return Ok(false);
            }
            let asked = self.table.asked(&self.record);
            let resolution = asked::resolve(gazetteer, &asked, self.question.day);
            self.summary.count(&resolution, self.record.line);
            if let Some(out) = &mut out {
                write_row(out, &self.record, &resolution, self.question.pick)
                    .map_err(row_not_written)?;
            }
        }
        Ok(true)
    }
}

impl Summary {
    fn count(&mut self, resolution: &Resolution, line: u64) {
        self.rows += 1;
        match resolution.outcome {
            Outcome::Resolved => {
                self.resolved += 1;
                return;
            }
            Outcome::Ambiguous => self.ambiguous += 1,
            Outcome::Unknown => self.unknown += 1,
        }
        if self.not_resolved.len() < LISTED {
            self.not_resolved.push(unresolved(resolution, line));
        }
    }
}

/// A row that is not resolved, as it is listed.
pub fn unresolved(resolution: &Resolution, line: u64) -> UnresolvedRow {
    UnresolvedRow {
        line,
        text: resolution.text.clone(),
        outcome: resolution.outcome.id(),
        candidates: resolution.candidates.iter().map(in_full).collect(),
    }
}

/// A candidate as a person tells it from its homonyms: kind, name, district, code.
fn in_full(candidate: &Candidate) -> String {
    let district = candidate.district.as_deref();
    let code = candidate.code.as_deref();
    let mut text = candidate.full_name.clone();
    for part in [
        district.map(|d| format!(", {d}")),
        code.map(|c| format!(" ({c})")),
    ] {
        text.push_str(&part.unwrap_or_default());
    }
    text
}

fn write_row<W: Write>(
    out: &mut Writer<W>,
    record: &Record,
    resolution: &Resolution,
    pick: fn(&Said) -> &str,
) -> csv::Result<()> {
    for field in record.fields() {
        out.write_field(field)?;
    }
    let candidates = &resolution.candidates;
    // Never a guess: several candidates have no unit of today.
    let chosen = candidates
        .first()
        .filter(|_| resolution.outcome == Outcome::Resolved);
    let units = chosen.map_or(&[][..], |chosen| &chosen.units);
    let listed = if chosen.is_some() {
        &candidates[..1]
    } else {
        candidates
    };
    out.write_field(resolution.outcome.id())?;
    out.write_field(join(listed, |c| c.code.clone().unwrap_or_default()))?;
    out.write_field(join(listed, |c| c.full_name.clone()))?;
    out.write_field(join(units, |unit| unit.code.clone()))?;
    out.write_field(join(units, |unit| unit.full_name.clone()))?;
    out.write_field(join(units, |unit| weight(unit.weight)))?;
    out.write_field(join(units, |unit| unit.basis.id().to_owned()))?;
    out.write_field(join(units, |unit| weight(unit.population_weight)))?;
    out.write_field(join(units, |unit| unit.population_basis.id().to_owned()))?;
    let flags = chosen.map_or(&[][..], |chosen| &chosen.flags);
    out.write_field(join(flags, |flag| flag.id().to_owned()))?;
    out.write_field(candidates.len().to_string())?;
    match chosen {
        Some(chosen) => out.write_field(pick(&chosen.sentence))?,
        None => out.write_field(pick(&not_one(candidates)))?,
    }
    out.write_record(None::<&[u8]>)
}

fn join<T>(items: &[T], text: impl Fn(&T) -> String) -> String {
    let texts: Vec<String> = items.iter().map(text).collect();
    texts.join(";")
}

/// A share between 0 and 1, to six places; empty where it is not known.
fn weight(weight: Option<f64>) -> String {
    weight.map_or_else(String::new, |weight| {
        ((weight * 1e6).round() / 1e6).to_string()
    })
}

fn not_one(candidates: &[Candidate]) -> Said {
    if candidates.is_empty() {
        return Said::new(
            "Không có đơn vị nào mang tên này trong sổ.",
            "No unit in the register bears this name.",
        );
    }
    let names = join(candidates, in_full).replace(';', "; ");
    Said::new(format!("Có thể là: {names}."), format!("May be: {names}."))
}
