//! An indicator table by former unit, carried to the units of today with nothing lost, and with its uncertainty.

pub mod indicators;
pub mod numbers;
pub mod placed;
pub mod sums;

use std::io::Write;

use csv::Writer;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::communes::table::written::{not_written, row_not_written};
use crate::communes::table::{Record, Style, Table, one, short};
use crate::error::{Error, Said, UnresolvedRow};
use crate::names::gazetteer::Gazetteer;
use indicators::{Indicators, Remark, Remarked};
use numbers::Mark;
use sums::{Sum, Sums};

/// A table of every former unit has 556 rows, one of their totals besides a few more.
const MAX_ROWS: usize = 5_000;
/// Rows listed in a summary.
const LISTED: usize = 20;
/// The row of what could not be given to a unit.
const NOT_ALLOCATED: &str = "chưa phân bổ / not allocated";

/// What divides a unit that was split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weights {
    #[default]
    Area,
    Population,
}

/// What is done about rows that name no unit for certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unresolved {
    #[default]
    Refuse,
    Keep,
}

/// How a table is carried over.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    pub columns: Option<&'a str>,
    pub weights: Weights,
    pub unresolved: Unresolved,
    pub mark: Mark,
    /// Chooses the language of sentences.
    pub pick: fn(&Said) -> &str,
}

/// An indicator before and after: the totals are the same to the last digit.
#[derive(Debug, Clone, Serialize)]
pub struct Total {
    pub name: String,
    pub total_in: String,
    pub total_out: String,
    /// Of the total, what no unit could be given.
    pub not_allocated: String,
    /// Rows whose field is empty.
    pub empty: usize,
}

/// How a table was carried over.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    pub rows: usize,
    pub not_allocated_rows: usize,
    /// Units of today that receive something.
    pub units: usize,
    pub weights: Weights,
    pub separator: &'static str,
    /// Headers of the columns that name the units.
    pub columns: Vec<String>,
    pub indicators: Vec<Total>,
    pub left_out: Vec<Remarked>,
    pub doubtful: Vec<Remarked>,
    /// On what the shares rest, and how many of them.
    pub basis: placed::Bases,
    /// The first rows that name no unit for certain.
    pub not_resolved: Vec<UnresolvedRow>,
}

/// A table by unit of today.
#[derive(Debug)]
pub struct Answer {
    pub style: Style,
    pub mark: Mark,
    pub names: Vec<String>,
    pub sums: Sums,
    pub summary: Summary,
}

/// Carries a table over.
///
/// # Errors
/// [`Error::InvalidTable`] with every defect, [`Error::UnresolvedRows`], [`Error::InvalidParameter`].
pub fn reaggregate(
    body: &[u8],
    gazetteer: &Gazetteer,
    question: &Question<'_>,
) -> Result<Answer, Error> {
    Table::open(body, question.columns)?.check()?;
    let mut table = Table::open(body, question.columns)?;
    let (style, columns) = (table.style(), table.used());
    let rows = read_rows(&mut table)?;
    let indicators = indicators::read(&table.header, table.columns, &rows, question.mark)?;
    refuse_same_headers(&indicators)?;
    let placed = placed::place(&table, &rows, gazetteer, question.weights)?;
    if question.unresolved == Unresolved::Refuse && !placed.unresolved.is_empty() {
        return Err(Error::UnresolvedRows {
            rows: placed.unresolved,
        });
    }
    let sums = sums::sum(&placed, &indicators.all);
    let indicator_totals = totals(&indicators, &sums, question.mark);
    let said = |remarks: Vec<Remark>| remarks.into_iter().map(|r| r.of(question.pick)).collect();
    Ok(Answer {
        style,
        mark: question.mark,
        names: indicators.all.iter().map(|one| one.name.clone()).collect(),
        summary: Summary {
            rows: rows.len(),
            not_allocated_rows: placed.unresolved.len(),
            units: sums.units.len(),
            weights: question.weights,
            separator: style.separator_name(),
            columns,
            indicators: indicator_totals,
            left_out: said(indicators.left_out),
            doubtful: said(indicators.doubtful),
            basis: placed.bases,
            not_resolved: placed.unresolved.into_iter().take(LISTED).collect(),
        },
        sums,
    })
}

/// Every row that says something.
fn read_rows(table: &mut Table<&[u8]>) -> Result<Vec<Record>, Error> {
    let mut rows = Vec::new();
    loop {
        let mut record = Record::default();
        if !table.next(&mut record)? {
            break;
        }
        // A spreadsheet adds such rows at the end.
        if record.fields().all(|field| field.trim().is_empty()) {
            continue;
        }
        if rows.len() == MAX_ROWS {
            return Err(one(
                record.line,
                Said::new(
                    format!("bảng có hơn {MAX_ROWS} dòng"),
                    format!("the table has more than {MAX_ROWS} rows"),
                ),
            ));
        }
        rows.push(record);
    }
    if rows.is_empty() {
        return Err(one(
            1,
            Said::new(
                "dưới tiêu đề không có dòng nào",
                "no row follows the header",
            ),
        ));
    }
    Ok(rows)
}

/// Two columns of the answer must not bear one name.
fn refuse_same_headers(indicators: &Indicators) -> Result<(), Error> {
    let names = indicators
        .all
        .iter()
        .map(|indicator| indicator.name.as_str());
    let mut all: Vec<String> = names.flat_map(columns_of).collect();
    all.extend(["code".to_owned(), "name".to_owned()]);
    all.sort();
    let twice = all.windows(2).find(|pair| pair[0] == pair[1]);
    twice.map_or(Ok(()), |pair| {
        let name = short(&pair[0]);
        Err(one(
            1,
            Said::new(
                format!("kết quả sẽ có hai cột `{name}`; hãy đổi tên cột"),
                format!("the answer would have two columns `{name}`; rename a column"),
            ),
        ))
    })
}

fn columns_of(name: &str) -> [String; 4] {
    ["", "_min", "_max", "_missing"].map(|end| format!("{name}{end}"))
}

fn totals(indicators: &Indicators, sums: &Sums, mark: Mark) -> Vec<Total> {
    let each = indicators.all.iter().enumerate().map(|(at, indicator)| {
        let given = indicator.numbers.iter().flatten().sum::<Decimal>();
        let left: Decimal = sums.not_allocated[at].value();
        let out = sums.units.values().map(|unit| unit.sums[at].value());
        Total {
            name: indicator.name.clone(),
            total_in: numbers::write(given, mark),
            total_out: numbers::write(out.sum::<Decimal>() + left, mark),
            not_allocated: numbers::write(left, mark),
            empty: indicator.numbers.iter().filter(|n| n.is_none()).count(),
        }
    });
    each.collect()
}

impl Answer {
    /// The table as CSV, written as the one that came.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&self, out: &mut impl Write) -> Result<(), Error> {
        self.style.begin(out)?;
        let mut out = self.style.writer(out);
        let columns = self.names.iter().flat_map(|name| columns_of(name));
        let header = ["code", "name"]
            .map(str::to_owned)
            .into_iter()
            .chain(columns);
        out.write_record(header).map_err(row_not_written)?;
        for (code, unit) in &self.sums.units {
            self.write_row(&mut out, [code, &unit.full_name], &unit.sums)?;
        }
        if self.summary.not_allocated_rows > 0 {
            self.write_row(&mut out, ["", NOT_ALLOCATED], &self.sums.not_allocated)?;
        }
        out.flush().map_err(not_written)
    }

    fn write_row(
        &self,
        out: &mut Writer<impl Write>,
        unit: [&str; 2],
        sums: &[Sum],
    ) -> Result<(), Error> {
        let number = |number: Decimal| numbers::write(number, self.mark);
        let fields = sums.iter().flat_map(|sum| {
            let [value, min, max] = sum.amount.map_or([const { String::new() }; 3], |amount| {
                // Nothing is known of where else it may belong.
                let known = !unit[0].is_empty();
                let bound = |bound| if known { number(bound) } else { String::new() };
                [number(amount.value), bound(amount.min), bound(amount.max)]
            });
            [value, min, max, sum.missing.to_string()]
        });
        let row = unit.into_iter().map(str::to_owned).chain(fields);
        out.write_record(row).map_err(row_not_written)
    }
}
