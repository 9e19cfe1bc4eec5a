//! `ccn import`: a file is checked, published or taken back, on a terminal.

mod words;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use deadpool_postgres::Object;
use indicatif::ProgressBar;
use serde_json::{Value, json};
use time::Date;

use crate::catalogue::Catalogue;
use crate::error::{Error, Said};
use crate::features::when::{self, Days};
use crate::hash::{hex, sha256};
use crate::imports::reading::{FileRead, Limits, Reader};
use crate::imports::staged::examine::{self, Desk};
use crate::imports::staged::settings::Settings;
use crate::imports::staged::target::Target;
use crate::imports::staged::{
    self, Brought, Owner, clean_name, document, layer, publish, reads, undo,
};
use crate::names::gazetteer::Gazetteer;

/// What `ccn import` is asked.
#[expect(clippy::struct_excessive_bools, reason = "flags of the command line")]
#[derive(Debug, Clone, Args)]
pub struct Ask {
    /// clusters, wastewater-plants, plan-zones or plan-constraints
    #[arg(required_unless_present = "undo")]
    pub collection: Option<String>,

    /// The file: GeoJSON, GeoPackage, Shapefile (.zip), KML, MapInfo, DXF, FlatGeobuf, CSV, XLSX, or a .txt of coordinates
    #[arg(required_unless_present = "undo")]
    pub file: Option<PathBuf>,

    /// How its coordinates are to be read, as EPSG:5897 or another way that was offered
    #[arg(long)]
    pub crs: Option<String>,

    /// utf-8, tcvn3, vni or windows-1258
    #[arg(long)]
    pub encoding: Option<String>,

    /// Its layer, where it has several
    #[arg(long)]
    pub layer: Option<String>,

    /// Which field is which property; nothing after = leaves the property out
    #[arg(long = "map", value_name = "PROPERTY=FIELD")]
    pub mapping: Vec<String>,

    /// What every row has for a property that no field gives
    #[arg(long = "set", value_name = "PROPERTY=VALUE")]
    pub values: Vec<String>,

    /// A row that is left out, by its number
    #[arg(long, value_name = "ROW")]
    pub skip: Vec<u64>,

    /// The plan that zones or constraints belong to
    #[arg(long)]
    pub plan: Option<String>,

    /// First day on which it is true; without it what is recorded is corrected, and its days stay
    #[arg(long, value_parser = parse_day)]
    pub valid_from: Option<Date>,

    /// What its boundaries are worth: surveyed or digitised
    #[arg(long)]
    pub certainty: Option<String>,

    /// Where the file comes from
    #[arg(long)]
    pub source: Option<String>,

    /// Who brings it [default: the command line]
    #[arg(long)]
    pub by: Option<String>,

    /// Add what the register does not know
    #[arg(long, conflicts_with = "no_add")]
    pub add: bool,

    /// Refuse what the register does not know
    #[arg(long)]
    pub no_add: bool,

    /// Publish it if it has no error
    #[arg(long, conflicts_with = "check_only")]
    pub publish: bool,

    /// Only check it, which is also what happens without --publish
    #[arg(long)]
    pub check_only: bool,

    /// Write what was found as a GeoJSON layer
    #[arg(long, value_name = "FILE")]
    pub defects: Option<PathBuf>,

    /// Print JSON, as the service answers it
    #[arg(long)]
    pub json: bool,

    /// Take a published import back
    #[arg(long, value_name = "ID", conflicts_with_all = ["collection", "file"])]
    pub undo: Option<String>,
}

/// What was done, for standard output, and whether there was an error in the file or something is asked.
pub struct Done {
    pub text: String,
    pub is_well: bool,
}

/// What is asked for: a file that has been read, or an import to be taken back.
pub enum Work {
    File {
        brought: Box<Brought>,
        read: FileRead,
    },
    Undo(String),
}

/// Reads the file, if there is one, in a process of its own; that needs no database.
///
/// # Errors
/// Those of the settings and of the file.
pub async fn read(reader: &Reader, ask: &Ask) -> Result<Work, Error> {
    if let Some(id) = &ask.undo {
        return Ok(Work::Undo(id.clone()));
    }
    let (Some(collection), Some(file)) = (&ask.collection, &ask.file) else {
        return Err(Error::startup("a collection and a file are needed"));
    };
    let brought = brought(collection, file, ask)?;
    let bar = spinner(format!("reading {}", file.display()));
    let is_list = file
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("txt"));
    let read = reads::read(reader, &Limits::default(), &brought, file, is_list).await?;
    bar.finish_and_clear();
    Ok(Work::File {
        brought: Box::new(brought),
        read,
    })
}

fn spinner(message: String) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(120));
    bar.set_message(message);
    bar
}

/// Does what is asked; progress goes to standard error. What is not published leaves nothing behind.
///
/// # Errors
/// Those of what the file is compared with, and of the database.
pub async fn run(
    client: &mut Object,
    gazetteer: &Gazetteer,
    ask: &Ask,
    work: Work,
) -> Result<Done, Error> {
    let (brought, read) = match work {
        Work::File { brought, read } => (brought, read),
        Work::Undo(id) => {
            undo::undo(client, &id, &Owner::CommandLine).await?;
            return Ok(Done {
                text: format!("import {id} is undone"),
                is_well: true,
            });
        }
    };
    let bar = spinner(format!("checking {} rows", read.rows.len()));
    let desk = Desk {
        catalogue: &Catalogue::load()?,
        gazetteer,
        today: when::today(),
    };
    examine::examine(client, desk, &brought, read).await?;
    bar.set_message("publishing");
    let done = finish(client, ask, &brought).await;
    bar.finish_and_clear();
    let published = done.as_ref().is_ok_and(|(_, published)| *published);
    if !published {
        staged::delete(&*client, &brought.id, &Owner::CommandLine).await?;
    }
    done.map(|(done, _)| done)
}

/// Publishes if that is asked and may be, and says what came of it.
async fn finish(client: &mut Object, ask: &Ask, brought: &Brought) -> Result<(Done, bool), Error> {
    let owner = &brought.owner;
    let import = staged::find(&*client, &brought.id, owner).await?;
    if let Some(path) = &ask.defects {
        let text = layer::defects(client, &import).await?;
        std::fs::write(path, text).map_err(|source| Error::Io {
            what: format!("cannot write `{}`", path.display()),
            source,
        })?;
    }
    let mut shown = document::document(&*client, &import).await?;
    let errors = shown["counts"]["errors"].as_u64().unwrap_or_default();
    let is_well = errors == 0 && import.asks.is_empty();
    let publishes = ask.publish && is_well;
    if publishes {
        publish::publish(client, &brought.id, owner, when::today()).await?;
        let import = staged::find(&*client, &brought.id, owner).await?;
        shown = document::document(&*client, &import).await?;
    }
    let text = if ask.json {
        format!("{shown:#}")
    } else {
        words::in_words(&shown, publishes)
    };
    Ok((Done { text, is_well }, publishes))
}

fn brought(collection: &str, file: &Path, ask: &Ask) -> Result<Brought, Error> {
    let cannot_read = |source| Error::Io {
        what: format!("cannot read `{}`", file.display()),
        source,
    };
    let about = std::fs::metadata(file).map_err(cannot_read)?;
    if !about.is_file() || about.len() == 0 {
        return Err(Error::startup(format!(
            "`{}` is no file, or empty",
            file.display()
        )));
    }
    let target = Target::parse(collection)?;
    let settings = Settings::default().changed_by(settings(ask)?.to_string().as_bytes())?;
    settings.check_names(target)?;
    let name = file
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    Ok(Brought {
        id: staged::new_id()?,
        target,
        owner: Owner::CommandLine,
        made_by: ask
            .by
            .as_deref()
            .and_then(clean_name)
            .unwrap_or_else(|| "ccn import".to_owned()),
        file_name: clean_name(name).unwrap_or_else(|| "file".to_owned()),
        size_bytes: about.len(),
        sha256: hex(&sha256(File::open(file).map_err(cannot_read)?).map_err(cannot_read)?),
        settings,
        is_new: true,
    })
}

/// The flags as the settings of a request.
fn settings(ask: &Ask) -> Result<Value, Error> {
    let mut mapping = json!({});
    for pair in &ask.mapping {
        let (property, field) = split(pair, "--map")?;
        mapping[property] = if field.is_empty() {
            Value::Null
        } else {
            json!(field)
        };
    }
    let mut values = json!({});
    for pair in &ask.values {
        let (property, value) = split(pair, "--set")?;
        values[property] = json!(value);
    }
    let new_features = match (ask.add, ask.no_add) {
        (true, _) => Some("add"),
        (_, true) => Some("refuse"),
        _ => None,
    };
    Ok(json!({
        "layer": ask.layer,
        "encoding": ask.encoding,
        "crs": ask.crs,
        "mapping": mapping,
        "values": values,
        "skip": ask.skip,
        "valid_from": ask.valid_from.map(|day| day.to_string()),
        "boundary_certainty": ask.certainty,
        "plan": ask.plan,
        "source": ask.source,
        "new_features": new_features,
    }))
}

fn split<'a>(pair: &'a str, flag: &str) -> Result<(&'a str, &'a str), Error> {
    pair.split_once('=')
        .ok_or_else(|| Error::startup(format!("`{flag} {pair}` is not property=value")))
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
