//! `ccn fit`: the same answers as over HTTP, on a terminal.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use deadpool_postgres::Object;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use time::Date;

use crate::error::{Error, Said};
use crate::features::when::{self, Days};
use crate::fit::city::{self, Row};
use crate::fit::context::{self, Question};
use crate::fit::drawn;
use crate::fit::{self, Judged};
use crate::geometry::crs::Crs;
use crate::geometry::geojson;
use crate::register::plans::default_plan;

/// What `ccn fit` is asked.
#[derive(Debug, Args)]
pub struct Ask {
    /// A GeoJSON file of a polygon, or the id of a cluster
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub subject: Option<String>,

    /// Every cluster of the register, a line each
    #[arg(long)]
    pub all: bool,

    /// The plan, as /plans names it [default: the one the register declares by]
    #[arg(long)]
    pub plan: Option<String>,

    /// The day asked about, as 2026-11-23 [default: today in Hà Nội]
    #[arg(long, value_parser = parse_day)]
    pub datetime: Option<Date>,

    /// CRS of the file, as EPSG:5897
    #[arg(long, default_value = "CRS84", value_parser = parse_crs, conflicts_with = "all")]
    pub crs: Crs,

    /// Use the repaired shape of a polygon that is not sound
    #[arg(long, conflicts_with = "all")]
    pub repair: bool,

    /// How far off the polygon may lie, metres: the verdict is repeated with it shifted
    #[arg(long, value_name = "METRES", value_parser = parse_metres, conflicts_with = "all")]
    pub uncertainty_m: Option<f64>,

    /// Print JSON, as the service answers it
    #[arg(long)]
    pub json: bool,

    /// Language of the sentences
    #[arg(long, value_enum, default_value = "vi")]
    pub lang: Lang,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    Vi,
    En,
}

/// Clusters judged between two steps of the progress bar.
const STEP: usize = 25;

/// Answers, as text for standard output; progress goes to standard error.
///
/// # Errors
/// Those of the question, of the file, and of the database.
pub async fn run(client: &Object, ask: &Ask) -> Result<String, Error> {
    let question = Question {
        plan: ask.plan.clone().map_or_else(default_plan, Ok)?,
        day: ask.datetime.unwrap_or_else(when::today),
        as_of: None,
        sensitivity: !ask.all,
    };
    let Some(subject) = &ask.subject else {
        return all(client, ask, &question).await;
    };
    let path = Path::new(subject);
    let judged = if path.is_file() {
        of_file(client, ask, path, &question).await?
    } else {
        // No id has a point or a slash in it, and no cluster lies in a folder.
        if path.exists() || subject.contains(['/', '.']) {
            return Err(Error::startup(format!(
                "`{subject}` is no file that can be read"
            )));
        }
        fit::of_cluster(client, subject, &question).await?
    };
    if ask.json {
        return Ok(format!("{:#}", judged.document));
    }
    Ok(one(&judged, ask.lang))
}

async fn of_file(
    client: &Object,
    ask: &Ask,
    path: &Path,
    question: &Question,
) -> Result<Judged, Error> {
    let body = std::fs::read(path).map_err(|source| Error::Io {
        what: format!("cannot read `{}`", path.display()),
        source,
    })?;
    let read = geojson::read_area(&body, ask.crs)?;
    let accepted = drawn::accept(client, read, ask.crs, ask.repair).await;
    let mut drawn = accepted.map_err(|error| of_that_file(error, path))?;
    drawn.position_uncertainty_m = ask.uncertainty_m;
    fit::of_area(client, &drawn, question).await
}

/// On a terminal a defect is printed with the file it is in.
fn of_that_file(error: Error, path: &Path) -> Error {
    let file = PathBuf::from(path).display().to_string();
    match error {
        Error::InvalidGeometry { defects } => Error::InvalidFile { file, defects },
        Error::Repairable { mut defects, .. } => {
            for defect in &mut defects {
                defect.said.en.push_str(" (--repair uses a repaired shape)");
            }
            Error::InvalidFile { file, defects }
        }
        other => other,
    }
}

/// Every cluster, a few at a time, so that there is something to see.
async fn all(client: &Object, ask: &Ask, question: &Question) -> Result<String, Error> {
    let context = context::fetch(client, question).await?;
    let slugs = city::slugs(client, question).await?;
    let bar = ProgressBar::new(slugs.len() as u64);
    bar.set_style(style()?);
    let mut rows: Vec<Row> = Vec::new();
    for some in slugs.chunks(STEP) {
        let some: Vec<&str> = some.iter().map(String::as_str).collect();
        rows.extend(city::made(client, question, &context, &some).await?);
        bar.inc(some.len() as u64);
    }
    bar.finish_and_clear();
    if ask.json {
        let document = json!({
            "plan": context.plan,
            "datetime": question.day.to_string(),
            "rows": rows,
        });
        return Ok(format!("{document:#}"));
    }
    Ok(table(&rows))
}

fn style() -> Result<ProgressStyle, Error> {
    ProgressStyle::with_template("{bar:40} {pos}/{len} clusters, {eta} left")
        .map_err(|source| Error::startup_from("no progress can be shown", source))
}

fn table(rows: &[Row]) -> String {
    let wide = rows.iter().map(|row| row.id.len()).max().unwrap_or(2);
    let mut text = format!(
        "{:<wide$}  {:<20}  {:<10}  {:>10}  {:>8}  {:>8}  flags\n",
        "id", "verdict", "confidence", "area ha", "against", "outside"
    );
    for row in rows {
        let confidence = row
            .confidence
            .map_or(String::new(), |c| json!(c).to_string());
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "{:<wide$}  {:<20}  {:<10}  {:>10.2}  {:>8}  {:>8}  {}",
            row.id,
            row.verdict.id(),
            confidence.trim_matches('"'),
            row.area_m2 / 10_000.0,
            percent(row.incompatible_share),
            percent(row.residual_share),
            row.flags.join(" ")
        );
    }
    text.trim_end().to_owned()
}

/// A share for a person; `–` where it is not known.
fn percent(share: Option<f64>) -> String {
    share.map_or("–".to_owned(), |share| format!("{:.1}%", share * 100.0))
}

/// One answer for a person: verdict, land, findings.
fn one(judged: &Judged, lang: Lang) -> String {
    let document = &judged.document;
    let pick = |vi: &'static str, en: &'static str| if lang == Lang::Vi { vi } else { en };
    let of = |said: Said| if lang == Lang::Vi { said.vi } else { said.en };
    let said = |value: &Value, name: &str| -> String {
        let name = format!("{name}_{}", pick("vi", "en"));
        value[name].as_str().unwrap_or_default().to_owned()
    };
    let text = |value: &Value| value.as_str().unwrap_or("–").to_owned();
    let subject = document["subject"]["name"]
        .as_str()
        .unwrap_or_else(|| pick("Hình đã vẽ", "Drawn area"));
    let number = |value: &Value| value.as_f64().unwrap_or_default();
    let mut out = format!(
        "{subject}: {:.2} ha\n{} ({}, {})\n{}: {}   {}: {}\n",
        number(&document["area_m2"]) / 10_000.0,
        said(&document["plan"], "title"),
        text(&document["plan"]["law_status"]),
        text(&document["datetime"]),
        pick("Kết luận", "Verdict"),
        of(judged.verdict.said()),
        pick("Độ tin cậy", "Confidence"),
        judged
            .confidence
            .map_or("–".to_owned(), |sure| of(sure.said())),
    );
    for class in document["classes"].as_array().into_iter().flatten() {
        let _ = writeln!(
            out,
            "  {:>6.2}%  {:>10.2} ha  {:<13}  {}",
            number(&class["share"]) * 100.0,
            number(&class["area_m2"]) / 10_000.0,
            text(&class["permission"]),
            said(class, "title")
        );
    }
    let _ = writeln!(
        out,
        "  {:>6.2}%  {:>10.2} ha  {}",
        number(&document["residual"]["share"]) * 100.0,
        number(&document["residual"]["area_m2"]) / 10_000.0,
        pick("ngoài mọi khu chức năng", "in no zone")
    );
    for finding in document["findings"].as_array().into_iter().flatten() {
        let article = finding["article"].as_str();
        let _ = writeln!(
            out,
            "- [{}] {}{}",
            text(&finding["effect"]),
            said(finding, "sentence"),
            article.map_or(String::new(), |article| format!(" ({article})"))
        );
    }
    out.trim_end().to_owned()
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

fn parse_metres(text: &str) -> Result<f64, Said> {
    let metres = text.parse::<f64>().ok();
    metres
        .filter(|m| (0.01..=100_000.0).contains(m))
        .ok_or_else(|| {
            Said::new(
                "phải là số mét từ 0,01 đến 100000",
                "must be metres from 0.01 to 100000",
            )
        })
}

fn parse_crs(text: &str) -> Result<Crs, Said> {
    let known = Crs::ALL.map(Crs::short).join(", ");
    Crs::parse(text).ok_or_else(|| {
        Said::new(
            format!("phải là một trong: {known}"),
            format!("must be one of: {known}"),
        )
    })
}
