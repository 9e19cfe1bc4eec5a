//! `ccn export`: the files of `/exports`, on a terminal.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::Args;
use deadpool_postgres::Object;
use indicatif::{ProgressBar, ProgressStyle};
use tempfile::TempDir;
use time::OffsetDateTime;
use tokio::time::interval;

use crate::catalogue::Catalogue;
use crate::error::{Error, Said};
use crate::exports::format::Format;
use crate::exports::{self, Made, Order, Progress, Table};
use crate::features::items::{Form, Query};
use crate::features::when::{self, Days};
use crate::filter::{Filter, Lang};
use crate::geometry::bbox::Bbox;
use crate::geometry::crs::Crs;

/// What `ccn export` is asked.
#[derive(Debug, Args)]
pub struct Ask {
    /// Collections, as clusters,communes
    #[arg(value_delimiter = ',', required = true)]
    pub collections: Vec<String>,

    /// The file to write; its ending tells the format
    pub file: PathBuf,

    /// gpkg, shp, dxf, xlsx, csv, kml, geojson, geojsonseq or fgb [default: by the file's ending]
    #[arg(long, value_parser = parse_format)]
    pub format: Option<Format>,

    /// Only features this holds of, in CQL2
    #[arg(long)]
    pub filter: Option<String>,

    /// Language of the filter: cql2-text or cql2-json
    #[arg(long, default_value = "cql2-text", value_parser = parse_lang)]
    pub filter_lang: Lang,

    /// Only features that intersect this box: west,south,east,north in degrees
    #[arg(long, allow_hyphen_values = true)]
    pub bbox: Option<String>,

    /// Only features whose text has these words
    #[arg(long)]
    pub q: Option<String>,

    /// CRS of the file, as EPSG:5897 [default: as the format has it]
    #[arg(long, value_parser = parse_crs)]
    pub crs: Option<Crs>,

    /// True on this day or in this interval, as 2026-11-23 [default: today in Hà Nội]
    #[arg(long, value_parser = Days::parse)]
    pub datetime: Option<Days>,

    /// As the register knew it at this time
    #[arg(long, value_parser = when::parse_as_of)]
    pub as_of: Option<OffsetDateTime>,
}

/// How often the bar moves.
const TICK: Duration = Duration::from_millis(100);

/// Writes the file, whole or not at all, and tells what is in it; progress goes to standard error.
///
/// # Errors
/// Those of the question, of the file, and of the database.
pub async fn run(client: Object, ask: &Ask, public_url: &str) -> Result<String, Error> {
    let order = order(ask, public_url)?;
    let unwritable = |source| Error::Io {
        what: format!("cannot write `{}`", ask.file.display()),
        source,
    };
    // Beside the file, so that giving it its name is one step.
    let beside = match ask.file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = tempfile::Builder::new()
        .prefix(".ccn-export-")
        .tempdir_in(beside)
        .map_err(unwritable)?;
    let folder = Arc::new(folder);
    let made = watched(client, order, &folder).await?;
    let bytes = made.bytes;
    fs::rename(&made.path, &ask.file).map_err(unwritable)?;
    Ok(format!(
        "{} of {} features, {bytes} bytes: {}",
        made.written,
        made.matched,
        ask.file.display()
    ))
}

fn order(ask: &Ask, public_url: &str) -> Result<Order, Error> {
    let format = ask.format.or_else(|| Format::of_file(&ask.file));
    let format = format.ok_or_else(|| {
        let known = Format::ALL.map(|format| format.about().id).join(", ");
        Error::startup(format!(
            "the ending of `{}` tells no format; --format is one of: {known}",
            ask.file.display()
        ))
    })?;
    let catalogue = Catalogue::load()?;
    if ask.collections.len() > 1 && !format.about().many {
        let id = format.about().id;
        return Err(Error::startup(format!("{id} holds one collection only")));
    }
    let crs = format.crs(ask.crs)?;
    let bbox = ask
        .bbox
        .as_deref()
        .map(|text| Bbox::parse(text, Crs::Crs84));
    let bbox = bbox.transpose().map_err(|said| Error::InvalidParameter {
        name: "bbox".to_owned(),
        reason: said,
    })?;
    let mut tables = Vec::new();
    for id in &ask.collections {
        let collection = catalogue.get(id)?;
        let today = Days::on(collection.default_day().unwrap_or_else(when::today));
        let filter = ask
            .filter
            .as_deref()
            .map(|text| Filter::parse(text, ask.filter_lang, Crs::Crs84, collection));
        let mut query = Query::all(id, ask.datetime.unwrap_or(today));
        query.as_of = ask.as_of;
        query.bbox.clone_from(&bbox);
        query.q.clone_from(&ask.q);
        query.filter = filter.transpose()?;
        query.form = Form {
            crs,
            decimals: Format::decimals(crs),
        };
        query.limit = exports::ALL;
        tables.push(Table::new(collection.clone(), query));
    }
    Ok(Order {
        format,
        tables,
        name: "export".to_owned(),
        made_at: OffsetDateTime::now_utc().to_offset(when::HANOI),
        public_url: public_url.to_owned(),
        filter: ask.filter.clone(),
        bbox: ask.bbox.clone(),
    })
}

/// Makes the file while a bar shows how far it is.
async fn watched(client: Object, order: Order, folder: &Arc<TempDir>) -> Result<Made, Error> {
    let progress = Progress::default();
    let bar = ProgressBar::new(0);
    bar.set_style(style()?);
    let mut tick = interval(TICK);
    let made = {
        let mut making = std::pin::pin!(exports::make(client, order, folder, &progress));
        loop {
            tokio::select! {
                made = &mut making => break made,
                _ = tick.tick() => {
                    bar.set_length(progress.matched.load(Ordering::Relaxed));
                    bar.set_position(progress.written.load(Ordering::Relaxed));
                }
            }
        }
    };
    bar.finish_and_clear();
    made
}

fn style() -> Result<ProgressStyle, Error> {
    ProgressStyle::with_template("{bar:40} {pos}/{len} features, {eta} left")
        .map_err(|source| Error::startup_from("no progress can be shown", source))
}

fn parse_format(text: &str) -> Result<Format, Said> {
    let known = Format::ALL.map(|format| format.about().id).join(", ");
    Format::parse(text).ok_or_else(|| {
        Said::new(
            format!("phải là một trong: {known}"),
            format!("must be one of: {known}"),
        )
    })
}

fn parse_lang(text: &str) -> Result<Lang, Said> {
    Lang::parse(text).map_err(|_| {
        Said::new(
            "phải là cql2-text hoặc cql2-json",
            "must be cql2-text or cql2-json",
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
