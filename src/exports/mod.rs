//! Files of collections: rows are read from one instant of the database and written by a thread of their own, a few
//! at a time, so that memory does not grow with what is exported.

mod decimals;
mod dxf;
pub mod format;
mod geopackage;
pub mod jobs;
pub mod notes;
mod reading;
mod rows;
mod shapefile;
mod spatial_ref_gdal;
pub mod styles;
mod write_csv;
mod write_flatgeobuf;
mod write_geojson;
mod write_kml;
mod write_xlsx;
mod xml;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use deadpool_postgres::Object;
use tempfile::TempDir;
use time::OffsetDateTime;
use tokio::sync::mpsc;

use crate::catalogue::{Collection, Property};
use crate::error::{Error, Said};
use crate::features::items::{After, Query};
use crate::geometry::crs::Crs;
use format::Format;
use reading::Reading;
use rows::{Message, Row};

/// A file is no larger, bytes; more is refused while it is written.
pub const MAX_FILE_BYTES: u64 = 2 << 30;
/// As many features as there are: what a file may hold is bounded in bytes.
pub const ALL: i64 = 1_000_000_000;
/// Written to disk at once, bytes.
const BUFFER_BYTES: usize = 256 * 1024;
/// Batches of rows between reader and writer.
const BATCHES: usize = 2;

/// What is exported, and as what.
#[derive(Debug, Clone)]
pub struct Order {
    pub format: Format,
    /// One for each collection, in drawing order.
    pub tables: Vec<Table>,
    /// Name of the file without its extension, of plain letters.
    pub name: String,
    pub made_at: OffsetDateTime,
    /// Where the service is reached.
    pub public_url: String,
    /// The condition as it was asked, to be told in the file.
    pub filter: Option<String>,
    /// The box as it was asked, likewise.
    pub bbox: Option<String>,
}

/// A collection in a file.
#[derive(Debug, Clone)]
pub struct Table {
    pub collection: Collection,
    pub query: Query,
    /// How many features match, over all pages; counted when reading begins.
    pub matched: u64,
    /// The plans its areas are of, each with its version; likewise.
    pub plans: Vec<Said>,
}

impl Table {
    pub fn new(collection: Collection, query: Query) -> Self {
        Self {
            collection,
            query,
            matched: 0,
            plans: Vec::new(),
        }
    }

    /// The properties wanted, in the order of the catalogue.
    pub fn columns(&self) -> impl Iterator<Item = &Property> {
        let wanted = self.query.properties.as_ref();
        self.collection
            .properties
            .iter()
            .filter(move |property| wanted.is_none_or(|names| names.contains(&property.name)))
    }

    pub fn crs(&self) -> Crs {
        self.query.form.crs
    }

    pub fn decimals(&self) -> usize {
        usize::try_from(self.query.form.decimals).unwrap_or(7)
    }

    pub fn is_of_points(&self) -> bool {
        self.collection.geometry == "MultiPoint"
    }
}

/// How far an export is; read while it is written.
#[derive(Debug, Default)]
pub struct Progress {
    pub matched: AtomicU64,
    pub written: AtomicU64,
}

/// What was written of one table.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    pub written: u64,
    /// Those whose `boundary_certainty` is `indicative`.
    pub indicative: u64,
}

/// A finished file.
#[derive(Debug, Clone)]
pub struct Made {
    pub path: PathBuf,
    pub bytes: u64,
    pub matched: u64,
    pub written: u64,
    /// Where the next page begins, if rows were left for one.
    pub next: Option<After>,
}

/// What a format does with the rows of one table after another.
trait Sink {
    fn begin(&mut self, table: &Table) -> Result<(), Error>;
    fn row(&mut self, table: &Table, row: &Row) -> Result<(), Error>;
    fn end(&mut self, table: &Table, tally: &Tally) -> Result<(), Error>;
    /// Whole, closed and ready to be read.
    fn finish(self: Box<Self>) -> Result<(), Error>;
}

/// Writes a file into `folder`, which is its own. What is half written lies there too, and goes with the folder.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::Io`] and those of the database.
pub async fn make(
    client: Object,
    mut order: Order,
    folder: &Arc<TempDir>,
    progress: &Progress,
) -> Result<Made, Error> {
    let reading = Reading::begin(client).await?;
    for table in &mut order.tables {
        reading.look(table).await?;
    }
    let matched = order.tables.iter().map(|table| table.matched).sum();
    progress.matched.store(matched, Ordering::Relaxed);
    let order = Arc::new(order);
    let (sender, receiver) = mpsc::channel(BATCHES);
    let path = folder
        .path()
        .join(format!("{}.{}", order.name, order.format.about().extension));
    let writing = {
        // The folder lives as long as anybody writes into it.
        let (order, folder, path) = (order.clone(), folder.clone(), path.clone());
        tokio::task::spawn_blocking(move || write(&order, folder.path(), &path, receiver))
    };
    let read = reading.all(&order, sender, progress).await;
    let written = writing
        .await
        .map_err(|source| Error::startup_from("writing an export broke off", source))?;
    // The reader stops when the writer does; then the writer knows why.
    let next = match (read, written) {
        (Ok(next), Ok(())) => next,
        (Err(Error::Startup { .. }) | Ok(_), Err(error)) | (Err(error), _) => return Err(error),
    };
    let bytes = fs::metadata(&path).map_err(not_written)?.len();
    Ok(Made {
        path,
        bytes,
        matched,
        written: progress.written.load(Ordering::Relaxed),
        next,
    })
}

/// Writes what comes until it ends; a channel that closes before that is a reader that failed.
fn write(
    order: &Order,
    folder: &Path,
    path: &Path,
    mut rows: mpsc::Receiver<Message>,
) -> Result<(), Error> {
    let mut sink = order.format.open(order, folder, path)?;
    let mut at: Option<(&Table, Tally)> = None;
    while let Some(message) = rows.blocking_recv() {
        match message {
            Message::Table(index) => {
                if let Some((table, tally)) = at.take() {
                    sink.end(table, &tally)?;
                }
                at = order
                    .tables
                    .get(index)
                    .map(|table| (table, Tally::default()));
                if let Some((table, _)) = &at {
                    sink.begin(table)?;
                }
            }
            Message::Rows(batch) => {
                let Some((table, tally)) = &mut at else {
                    continue;
                };
                for row in &batch {
                    sink.row(table, row)?;
                    tally.written += 1;
                    tally.indicative += u64::from(row.is_indicative());
                }
                check_size(folder)?;
            }
            Message::End => {
                if let Some((table, tally)) = at.take() {
                    sink.end(table, &tally)?;
                }
                return sink.finish();
            }
        }
    }
    Err(Error::startup("an export ended before its last row"))
}

fn check_size(folder: &Path) -> Result<(), Error> {
    if bytes_in(folder) > MAX_FILE_BYTES {
        return Err(Error::TooLarge {
            what: "the export",
            limit: format!("{} GiB", MAX_FILE_BYTES >> 30),
        });
    }
    Ok(())
}

/// What the files of a folder hold together, those of its folders not counted.
pub fn bytes_in(folder: &Path) -> u64 {
    fs::read_dir(folder).map_or(0, |entries| {
        entries
            .filter_map(|entry| entry.ok()?.metadata().ok())
            .filter(fs::Metadata::is_file)
            .map(|about| about.len())
            .sum()
    })
}

fn not_written(source: std::io::Error) -> Error {
    Error::Io {
        what: "an export cannot be written".to_owned(),
        source,
    }
}
