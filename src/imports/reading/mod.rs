//! An untrusted file becomes rows of geometry and text. A child process reads it, under limits; what it
//! says is read here, under limits as well.

mod child;
mod parent;
mod stream;
mod wkb;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use geo::Geometry;
use serde::{Deserialize, Serialize};

use crate::error::{Defect, Error, Said};
use crate::imports::encoding::Encoding;
use crate::imports::format::Format;

/// What a file may take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub file_bytes: u64,
    /// Of all files of an archive together.
    pub unpacked_bytes: u64,
    pub features: u64,
    pub vertices: u64,
    /// Seconds on the clock, and seconds of processor time.
    pub wall_s: u64,
    /// Address space of the child beyond what it starts with.
    pub memory_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            unpacked_bytes: 512 << 20,
            features: 20_000,
            vertices: 5_000_000,
            wall_s: 20,
            memory_bytes: 1 << 30,
        }
    }
}

/// What the geometry of a collection has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wanted {
    Areas,
    Points,
}

/// Where a table has its coordinates, by the names of its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoordinateColumns {
    Pair {
        /// Easting or longitude.
        east: String,
        /// Northing or latitude.
        north: String,
        /// Rows with the same value are the corners of one boundary.
        outline: Option<String>,
        /// The order of the corners; else that of the rows.
        order: Option<String>,
    },
    Wkt(String),
}

impl CoordinateColumns {
    /// Every name in it.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        let (needed, rest) = match self {
            Self::Wkt(name) => (vec![name], [None, None]),
            Self::Pair {
                east,
                north,
                outline,
                order,
            } => (vec![east, north], [outline.as_ref(), order.as_ref()]),
        };
        needed.into_iter().chain(rest.into_iter().flatten())
    }
}

/// A file to be read, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub path: &'a Path,
    /// As its sender calls it; only its extension counts, and it is named in defects.
    pub file_name: &'a str,
    pub wanted: Wanted,
    /// The first that holds what is wanted, unless said.
    pub layer: Option<&'a str>,
    /// Told by the file or guessed, unless said.
    pub encoding: Option<Encoding>,
    /// Told by the header, unless said.
    pub columns: Option<&'a CoordinateColumns>,
}

pub use child::run as run_child;

/// Who reads: the `ccn` binary, and where it may put what it unpacks.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The `ccn` binary.
    pub program: PathBuf,
    /// An existing folder; each reading has a folder of its own in it, which is gone afterwards.
    pub scratch: PathBuf,
    /// Variables GDAL and PROJ need on this machine; the child has no others.
    pub environment: Vec<(String, OsString)>,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct FileRead {
    pub format: Format,
    pub layers: Vec<LayerRead>,
    /// The layer that was read.
    pub layer: String,
    pub stated_crs: Option<StatedCrs>,
    pub encoding: Encoding,
    /// Neither the file nor the person says which encoding it is, and it is not plain UTF-8.
    pub encoding_guessed: bool,
    pub fields: Vec<FieldRead>,
    pub rows: Vec<RowRead>,
    /// What was done or left out on the way, to be told to whoever sent the file.
    pub notes: Vec<Defect>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerRead {
    pub name: String,
    pub features: u64,
    /// `Polygon`, `MultiPolygon`, `LineString` …
    pub geometry_types: Vec<String>,
}

/// The CRS a file claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedCrs {
    /// When it is one of EPSG's.
    pub epsg: Option<u32>,
    pub name: String,
    pub wkt: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    Text,
    Number,
    /// Text of numbers with a comma before the fraction and points between thousands.
    CommaNumber,
    Date,
    Boolean,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRead {
    pub name: String,
    pub kind: FieldKind,
    /// The first few different values.
    pub samples: Vec<String>,
}

/// A feature of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct RowRead {
    /// From 1, in the order of the file.
    pub row: u64,
    /// `line 12`, `row 5` or `feature 3`.
    pub place: String,
    /// x, y as they stand in the file, its CRS not applied. An area where areas are wanted, a point where points are.
    pub geometry: Option<Geometry>,
    /// Why there is no geometry, or why it is not sound: this row cannot be taken as it is.
    pub problem: Option<Said>,
    /// One a field, NFC.
    pub values: Vec<Option<String>>,
}

/// Reads a pasted list of coordinates as its bytes were sent, in UTF-8 or another encoding that its words tell: one
/// boundary, or several under headings of their own. Which number is north is told by their size; where that leaves
/// doubt X, the first, is, as Vietnamese surveys have it. Degrees may have minutes and seconds.
///
/// # Errors
/// [`Error::InvalidFile`] with the line of each defect, or the first line that is in no known encoding.
pub fn parse_pasted(bytes: Vec<u8>, wanted: Wanted) -> Result<FileRead, Error> {
    child::read_pasted(bytes, wanted, &Limits::default()).map_err(|refused| refused.of_file("list"))
}
