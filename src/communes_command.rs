//! `ccn communes resolve` and `ccn communes reaggregate`: tables in, tables out, on a terminal or in a pipe.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use time::Date;

use crate::communes::batch::{self, Batch};
use crate::communes::reaggregate::numbers::Mark;
use crate::communes::reaggregate::{self, Unresolved, Weights};
use crate::communes::table::Table;
use crate::communes::table::written::not_written;
use crate::error::{Error, Said};
use crate::features::when::Days;
use crate::names::gazetteer::Gazetteer;

/// What `ccn communes resolve` is asked.
#[derive(Debug, Clone, Args)]
pub struct Resolve {
    /// A CSV table with a header, or `-` for standard input
    pub file: PathBuf,

    /// The day whose names the table uses, as 2025-06-30 [default: any day]
    #[arg(long, value_parser = parse_day)]
    pub datetime: Option<Date>,

    /// The column of names or codes, and that of districts, as name,district [default: guessed]
    #[arg(long)]
    pub columns: Option<String>,

    /// Language of the sentences
    #[arg(long, value_enum, default_value = "vi")]
    pub lang: Lang,
}

/// What `ccn communes reaggregate` is asked.
#[derive(Debug, Clone, Args)]
pub struct Reaggregate {
    /// A CSV table of numbers by former unit, or `-` for standard input
    pub file: PathBuf,

    /// The column of names or codes, and that of districts, as name,district [default: guessed]
    #[arg(long)]
    pub columns: Option<String>,

    /// What divides a unit that was split
    #[arg(long, value_enum, default_value = "area")]
    pub weights: WeightsGiven,

    /// What is done about rows that name no unit for certain
    #[arg(long, value_enum, default_value = "refuse")]
    pub unresolved: UnresolvedGiven,

    /// What stands before a fraction
    #[arg(long, value_enum, default_value = "point")]
    pub decimal: MarkGiven,

    /// Language of the sentences
    #[arg(long, value_enum, default_value = "vi")]
    pub lang: Lang,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    Vi,
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WeightsGiven {
    Area,
    Population,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum UnresolvedGiven {
    Refuse,
    Keep,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MarkGiven {
    Point,
    Comma,
}

/// Rows resolved between two looks at the output.
const STEP: usize = 500;
/// A table of indicators is read whole, bytes.
const MAX_TABLE: u64 = 16 << 20;

impl Lang {
    fn pick(self) -> fn(&Said) -> &str {
        match self {
            Self::Vi => |said| &said.vi,
            Self::En => |said| &said.en,
        }
    }

    fn of(self, vi: &'static str, en: &'static str) -> &'static str {
        if self == Self::Vi { vi } else { en }
    }
}

/// Rows to standard output, a summary to standard error. Apart from the runtime, so that Ctrl-C ends it.
///
/// # Errors
/// Those of the file, and [`Error::Io`].
pub async fn resolve(gazetteer: Arc<Gazetteer>, ask: Resolve) -> Result<(), Error> {
    apart(move || {
        let question = batch::Question {
            day: ask.datetime,
            pick: ask.lang.pick(),
        };
        let columns = ask.columns.as_deref();
        // A file is checked whole before its first row is answered; a pipe is read only once.
        if ask.file.is_file() {
            Table::open(open(&ask.file)?, columns)?.check()?;
        }
        let mut batch = Batch::open(open(&ask.file)?, columns, question)?;
        let mut stdout = BufWriter::new(io::stdout().lock());
        batch.style().begin(&mut stdout)?;
        let mut out = batch.style().writer(stdout);
        batch.write_header(&mut out)?;
        while batch.step(&gazetteer, Some(&mut out), STEP)? {}
        out.flush().map_err(not_written)?;
        say(&of_batch(&batch.summary, ask.lang));
        Ok(())
    })
    .await
}

/// The table by unit of today to standard output, a summary to standard error.
///
/// # Errors
/// Those of the file, and [`Error::Io`].
pub async fn reaggregate(gazetteer: Arc<Gazetteer>, ask: Reaggregate) -> Result<(), Error> {
    apart(move || {
        let mut body = Vec::new();
        let mut input = open(&ask.file)?.take(MAX_TABLE + 1);
        input
            .read_to_end(&mut body)
            .map_err(|source| not_read(&ask.file, source))?;
        if body.len() as u64 > MAX_TABLE {
            return Err(Error::TooLarge {
                what: "the table",
                limit: "16 MiB".to_owned(),
            });
        }
        let question = reaggregate::Question {
            columns: ask.columns.as_deref(),
            weights: match ask.weights {
                WeightsGiven::Area => Weights::Area,
                WeightsGiven::Population => Weights::Population,
            },
            unresolved: match ask.unresolved {
                UnresolvedGiven::Refuse => Unresolved::Refuse,
                UnresolvedGiven::Keep => Unresolved::Keep,
            },
            mark: match ask.decimal {
                MarkGiven::Point => Mark::Point,
                MarkGiven::Comma => Mark::Comma,
            },
            pick: ask.lang.pick(),
        };
        let answer = reaggregate::reaggregate(&body, &gazetteer, &question)?;
        answer.write(&mut io::stdout().lock())?;
        say(&of_reaggregation(&answer.summary, ask.lang));
        Ok(())
    })
    .await
}

/// Who reads the output may have seen enough: that is no error.
async fn apart(work: impl FnOnce() -> Result<(), Error> + Send + 'static) -> Result<(), Error> {
    let done = tokio::task::spawn_blocking(work)
        .await
        .map_err(|source| Error::startup_from("work on a table broke off", source))?;
    match done {
        Err(Error::Io { source, .. }) if source.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

fn open(path: &Path) -> Result<Box<dyn Read>, Error> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|source| not_read(path, source))?;
    Ok(Box::new(file))
}

fn not_read(path: &Path, source: io::Error) -> Error {
    Error::Io {
        what: format!("cannot read `{}`", path.display()),
        source,
    }
}

/// Nothing can be done about a standard error that is closed.
fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", text.trim_end());
}

fn of_batch(summary: &batch::Summary, lang: Lang) -> String {
    let mut text = format!(
        "{} {} ({}: {}; {}: {})\n  {} {}, {} {}, {} {}\n",
        summary.rows,
        lang.of("dòng", "rows"),
        lang.of("dấu phân cách", "separator"),
        summary.separator,
        lang.of("cột", "columns"),
        summary.columns.join(", "),
        lang.of("rõ", "resolved"),
        summary.resolved,
        lang.of("nhiều khả năng", "ambiguous"),
        summary.ambiguous,
        lang.of("không có trong sổ", "unknown"),
        summary.unknown,
    );
    for row in &summary.not_resolved {
        let _ = writeln!(text, "  {row}");
    }
    text
}

fn of_reaggregation(summary: &reaggregate::Summary, lang: Lang) -> String {
    let mut text = format!(
        "{} {} → {} {}; {} {}\n",
        summary.rows,
        lang.of("dòng", "rows"),
        summary.units,
        lang.of("đơn vị", "units"),
        summary.not_allocated_rows,
        lang.of("dòng chưa phân bổ", "rows not allocated"),
    );
    for total in &summary.indicators {
        let _ = writeln!(
            text,
            "  {}: {} → {} ({} {})",
            total.name,
            total.total_in,
            total.total_out,
            lang.of("chưa phân bổ", "not allocated"),
            total.not_allocated,
        );
    }
    let left_out = summary.left_out.iter();
    for (remark, what) in left_out
        .map(|remark| (remark, lang.of("bỏ qua", "left out")))
        .chain(
            summary
                .doubtful
                .iter()
                .map(|remark| (remark, lang.of("lưu ý", "note"))),
        )
    {
        let _ = writeln!(text, "  {what}: {}: {}", remark.column, remark.reason);
    }
    text
}

fn parse_day(text: &str) -> Result<Date, Said> {
    match Days::parse(text)? {
        Days {
            from: Some(from),
            to: Some(to),
        } if from == to => Ok(from),
        _ => Err(Said::new("phải là một ngày", "must be one day")),
    }
}
