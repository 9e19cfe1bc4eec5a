//! GDAL opened as far as we let it: the drivers of our formats, one at a time, and everything it complains about.

use std::sync::{Arc, Mutex, PoisonError};

use gdal::config::{set_config_option, set_error_handler};
use gdal::errors::CplErrType;
use gdal::{Dataset, DatasetOptions, DriverManager, GdalOpenFlags};

use crate::imports::format::Format;
use crate::imports::reading::child::raw::Source;
use crate::imports::reading::stream::Refused;

/// All that GDAL can open here: whatever a file names, no other driver is there to open it.
const DRIVERS: [&str; 7] = [
    "GPKG",
    "ESRI Shapefile",
    "LIBKML",
    "MapInfo File",
    "DXF",
    "FlatGeobuf",
    "XLSX",
];

const SETTINGS: [(&str, &str); 9] = [
    ("GDAL_DRIVER_PATH", "disable"),
    ("GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR"),
    ("GDAL_PAM_ENABLED", "NO"),
    ("GDAL_NUM_THREADS", "1"),
    ("PROJ_NETWORK", "OFF"),
    ("CPL_TMPDIR", "."),
    // One byte, one letter: what encoding it is, we decide.
    ("DXF_ENCODING", "ISO-8859-1"),
    // The header row is ours to find, and numbers are read as they are written.
    ("OGR_XLSX_HEADERS", "DISABLE"),
    ("OGR_XLSX_FIELD_TYPES", "STRING"),
];

/// Leaves GDAL with the drivers we use and without network, plugins and threads.
pub fn prepare() {
    for (name, value) in SETTINGS {
        // Names and values are plain text, all that can fail.
        let _ = set_config_option(name, value);
    }
    DriverManager::register_all();
    for index in (0..DriverManager::count()).rev() {
        if let Ok(driver) = DriverManager::get_driver(index)
            && !DRIVERS.contains(&driver.short_name().as_str())
        {
            DriverManager::deregister_driver(&driver);
        }
    }
}

/// What GDAL complains about, in its own words.
#[derive(Clone, Default)]
pub struct Complaints(Arc<Mutex<Vec<String>>>);

impl Complaints {
    pub fn collect() -> Self {
        let all = Self::default();
        let kept = all.clone();
        set_error_handler(move |class, _, words| {
            if matches!(class, CplErrType::Failure | CplErrType::Fatal) {
                let mut kept = kept.0.lock().unwrap_or_else(PoisonError::into_inner);
                // A damaged file may complain a million times.
                if kept.len() < 20 {
                    kept.push(words.to_owned());
                }
            }
        });
        all
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// An error if GDAL has complained since it was last asked.
    pub fn check(&self, place: &str) -> Result<(), Refused> {
        match self.take().first() {
            Some(words) => Err(gdal_says(place, words)),
            None => Ok(()),
        }
    }
}

/// A defect in the words of GDAL.
pub fn gdal_says(place: &str, words: &str) -> Refused {
    Refused::at(
        place,
        format!("tệp bị hỏng hoặc cắt cụt; GDAL báo: {words}"),
        format!("the file is damaged or cut short; GDAL says: {words}"),
    )
}

/// An open file and what it is called.
pub struct Opened<'a> {
    pub source: &'a Source,
    pub dataset: Dataset,
}

/// Opens a file with the driver of its format only.
///
/// # Errors
/// When GDAL cannot, or complains.
pub fn open<'a>(source: &'a Source, complaints: &Complaints) -> Result<Opened<'a>, Refused> {
    let (driver, options): (&str, &[&str]) = match source.format {
        Format::GeoPackage => ("GPKG", &["LIST_ALL_TABLES=NO"]),
        Format::Shapefile => ("ESRI Shapefile", &["ENCODING=ISO-8859-1"]),
        Format::Kml => ("LIBKML", &[]),
        Format::MapInfoTab | Format::MapInfoMif => ("MapInfo File", &[]),
        Format::Dxf => ("DXF", &[]),
        Format::Xlsx => ("XLSX", &[]),
        _ => ("FlatGeobuf", &[]),
    };
    let dataset = Dataset::open_ex(
        &source.path,
        DatasetOptions {
            open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_READONLY,
            allowed_drivers: Some(&[driver]),
            open_options: Some(options),
            sibling_files: None,
        },
    )
    .map_err(|_| match complaints.take().first() {
        Some(words) => gdal_says("file", words),
        None => not_opened(source.format),
    })?;
    complaints.check("file")?;
    Ok(Opened { source, dataset })
}

/// What could not be opened, and as what.
pub fn not_opened(format: Format) -> Refused {
    let title = format.title();
    Refused::at(
        "file",
        format!("không mở được như {}: tệp bị hỏng hoặc cắt cụt", title.vi),
        format!(
            "it cannot be opened as {}: it is damaged or cut short",
            title.en
        ),
    )
}
