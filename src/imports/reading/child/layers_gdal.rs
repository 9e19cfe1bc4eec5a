//! GDAL in the child: layers of the formats it reads for us, each feature as it stands, nothing passed over.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use gdal::config::{set_config_option, set_error_handler};
use gdal::errors::{CplErrType, GdalError};
use gdal::vector::{Feature, Geometry, Layer, LayerAccess, OGRFieldType, geometry_type_to_name};
use gdal::{Dataset, DatasetOptions, DriverManager, GdalOpenFlags};

use crate::error::{Defect, Said};
use crate::imports::encoding::Encoding;
use crate::imports::format::Format;
use crate::imports::reading::child::raw::{Counter, MAX_FIELDS, Raw, RawRow, Source, Text, note};
use crate::imports::reading::child::{crs_gdal, shapes};
use crate::imports::reading::parent::Ask;
use crate::imports::reading::stream::{Large, Refused};
use crate::imports::reading::wkb;
use crate::imports::reading::{FieldKind, LayerRead, Wanted};

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

/// Attributes of a drawing that mean something to a planner.
const DRAWING_FIELDS: [&str; 4] = ["Layer", "Linetype", "EntityHandle", "Text"];

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
struct Complaints(Arc<Mutex<Vec<String>>>);

impl Complaints {
    fn collect() -> Self {
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
    fn check(&self, place: &str) -> Result<(), Refused> {
        match self.take().first() {
            Some(words) => Err(gdal_says(place, words)),
            None => Ok(()),
        }
    }
}

fn gdal_says(place: &str, words: &str) -> Refused {
    Refused::at(
        place,
        format!("tệp bị hỏng hoặc cắt cụt; GDAL báo: {words}"),
        format!("the file is damaged or cut short; GDAL says: {words}"),
    )
}

/// An open file and what it is called.
struct Opened<'a> {
    source: &'a Source,
    dataset: Dataset,
}

/// Opens a file with the driver of its format only.
fn open<'a>(source: &'a Source, complaints: &Complaints) -> Result<Opened<'a>, Refused> {
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
    .map_err(|error| match complaints.take().first() {
        Some(words) => gdal_says("file", words),
        None => not_opened(source.format, &error),
    })?;
    complaints.check("file")?;
    Ok(Opened { source, dataset })
}

fn not_opened(format: Format, error: &GdalError) -> Refused {
    let title = format.title();
    Refused::at(
        "file",
        format!("không mở được như {}", title.vi),
        format!("it cannot be opened as {}: {error}", title.en),
    )
}

/// Reads one layer of these files: the one asked for, or the first that has what is wanted.
///
/// # Errors
/// Everything GDAL complains about, with the feature it came to.
pub fn read(sources: &[Source], ask: &Ask, counter: &mut Counter) -> Result<Raw, Refused> {
    let complaints = Complaints::collect();
    let opened = sources
        .iter()
        .map(|source| open(source, &complaints))
        .collect::<Result<Vec<_>, _>>()?;
    let mut layers = Vec::new();
    let mut places = Vec::new();
    for one in &opened {
        for (index, layer) in one.dataset.layers().enumerate() {
            layers.push(describe(&layer, one, opened.len() > 1));
            places.push((one, index));
        }
    }
    complaints.check("file")?;
    let at = choose(&layers, ask)?;
    let Some((one, index)) = places.get(at) else {
        return Err(no_layers());
    };
    let mut layer = one
        .dataset
        .layer(*index)
        .map_err(|error| not_opened(one.source.format, &error))?;
    if layers[at].features > ask.limits.features && one.source.format != Format::Dxf {
        return Err(Refused::TooLarge {
            what: Large::Features,
            limit: ask.limits.features.to_string(),
        });
    }
    let mut raw = Raw {
        format: one.source.format,
        layer: layers[at].name.clone(),
        layers,
        stated_crs: crs_gdal::stated(layer.spatial_ref()),
        text: text_of(one.source),
        fields: Vec::new(),
        rows: Vec::new(),
        notes: Vec::new(),
    };
    read_layer(&mut layer, ask.wanted, &mut raw, counter, &complaints)?;
    if raw.format == Format::Kml {
        raw.notes.extend(network_links(one.source));
    }
    raw.layers[at].features = raw.rows.len() as u64;
    Ok(raw)
}

fn text_of(source: &Source) -> Text {
    match source.format {
        Format::Shapefile | Format::MapInfoTab | Format::MapInfoMif => Text::Undecoded {
            declared: source.declared,
        },
        Format::Dxf => Text::Undecoded {
            declared: drawing_encoding(&source.path),
        },
        _ => Text::Unicode,
    }
}

fn no_layers() -> Refused {
    Refused::at("file", "tệp không có lớp nào", "the file has no layer")
}

fn describe(layer: &Layer<'_>, one: &Opened<'_>, is_one_of_several: bool) -> LayerRead {
    let drawn = layer.defn().geometry_type();
    let named_by_us = matches!(
        one.source.format,
        Format::Shapefile | Format::MapInfoTab | Format::MapInfoMif | Format::Dxf
    );
    let name = match (named_by_us, is_one_of_several) {
        (true, _) => one.source.name.clone(),
        (false, true) => format!("{}: {}", one.source.name, layer.name()),
        (false, false) => layer.name(),
    };
    LayerRead {
        name,
        features: layer.feature_count(),
        geometry_types: vec![geometry_type_to_name(drawn)],
    }
}

/// The layer asked for; else the first with features whose type fits, else the first with features, else the first.
fn choose(layers: &[LayerRead], ask: &Ask) -> Result<usize, Refused> {
    if let Some(name) = &ask.layer {
        return layers
            .iter()
            .position(|layer| layer.name == *name)
            .ok_or_else(|| {
                Refused::at(
                    "file",
                    format!("không có lớp `{name}`"),
                    format!("there is no layer `{name}`"),
                )
            });
    }
    let fits = |layer: &&LayerRead| {
        layer.geometry_types.iter().any(|name| match ask.wanted {
            Wanted::Areas => name.contains("Polygon") || name.contains("Surface"),
            Wanted::Points => name.contains("Point"),
        })
    };
    let filled = || layers.iter().filter(|layer| layer.features > 0);
    let best = filled().find(fits).or_else(|| filled().next());
    if layers.is_empty() {
        return Err(no_layers());
    }
    Ok(best
        .and_then(|best| layers.iter().position(|layer| layer == best))
        .unwrap_or(0))
}

fn read_layer(
    layer: &mut Layer<'_>,
    wanted: Wanted,
    raw: &mut Raw,
    counter: &mut Counter,
    complaints: &Complaints,
) -> Result<(), Refused> {
    let is_drawing = raw.format == Format::Dxf;
    let expected = layer.feature_count();
    let mut indices = Vec::new();
    for (index, field) in layer.defn().fields().enumerate() {
        if !is_drawing || DRAWING_FIELDS.contains(&field.name().as_str()) {
            indices.push(index);
            raw.fields.push((field.name(), kind_of(field.field_type())));
        }
    }
    if indices.len() > MAX_FIELDS {
        return Err(Refused::at(
            "file",
            format!("nhiều hơn {MAX_FIELDS} cột"),
            format!("more than {MAX_FIELDS} attributes"),
        ));
    }
    let mut types = BTreeSet::new();
    let mut left_out = shapes::LeftOut::default();
    let mut read: u64 = 0;
    for feature in layer.features() {
        read += 1;
        let place = format!("feature {read}");
        complaints.check(&place)?;
        let shape = shape_of(&feature, counter, &place)?;
        if is_drawing && !shapes::is_part_of_drawing(shape.as_ref(), wanted) {
            left_out.add(&place, shape.as_ref());
            continue;
        }
        counter.feature()?;
        if let Some(Ok(shape)) = &shape {
            types.insert(shapes::type_name(&shape.geometry));
        }
        let values = values_of(&feature, &indices, raw, counter);
        raw.rows.push(RawRow {
            place,
            shape,
            values: values?,
        });
    }
    complaints.check(&format!("feature {}", read + 1))?;
    if read < expected {
        return Err(Refused::at(
            &format!("feature {}", read + 1),
            format!("GDAL chỉ đọc được {read} trong {expected} đối tượng"),
            format!("GDAL reads only {read} of its {expected} features"),
        ));
    }
    raw.notes.extend(left_out.note());
    if let Some(layer) = raw.layers.iter_mut().find(|layer| layer.name == raw.layer)
        && !types.is_empty()
    {
        layer.geometry_types = types.into_iter().map(str::to_owned).collect();
    }
    Ok(())
}

fn shape_of(
    feature: &Feature<'_>,
    counter: &mut Counter,
    place: &str,
) -> Result<Option<Result<wkb::Shape, Said>>, Refused> {
    let Some(geometry) = feature.geometry().filter(|g| g.has_gdal_ptr()) else {
        return Ok(None);
    };
    let bytes = geometry
        .iso_wkb()
        .map_err(|error| gdal_says(place, &error.to_string()))?;
    // A vertex takes 16 bytes and more.
    counter.vertices(bytes.len() / 24)?;
    Ok(Some(wkb::parse(&bytes)))
}

fn values_of(
    feature: &Feature<'_>,
    indices: &[usize],
    raw: &Raw,
    counter: &mut Counter,
) -> Result<Vec<Option<String>>, Refused> {
    let mut values = Vec::with_capacity(indices.len());
    for (index, (_, kind)) in indices.iter().zip(&raw.fields) {
        let value = feature.field_as_string(*index).map_err(|error| {
            gdal_says(
                &format!("feature {}", raw.rows.len() + 1),
                &error.to_string(),
            )
        })?;
        counter.text(value.as_deref().map_or(0, str::len))?;
        values.push(value.map(|value| match kind {
            // GDAL writes days as 2025/11/12.
            FieldKind::Date => value.replace('/', "-"),
            _ => value,
        }));
    }
    Ok(values)
}

const fn kind_of(kind: OGRFieldType::Type) -> FieldKind {
    match kind {
        OGRFieldType::OFTInteger | OGRFieldType::OFTInteger64 | OGRFieldType::OFTReal => {
            FieldKind::Number
        }
        OGRFieldType::OFTDate | OGRFieldType::OFTDateTime => FieldKind::Date,
        _ => FieldKind::Text,
    }
}

/// All cells of all sheets of a workbook, as text; a sheet is its name and its rows.
///
/// # Errors
/// As [`read`].
pub fn read_cells(
    source: &Source,
    counter: &mut Counter,
) -> Result<Vec<(String, Vec<Vec<String>>)>, Refused> {
    let complaints = Complaints::collect();
    let opened = open(source, &complaints)?;
    let mut sheets = Vec::new();
    for mut layer in opened.dataset.layers() {
        let name = layer.name();
        let columns = layer.defn().fields().count();
        if columns > MAX_FIELDS {
            return Err(Refused::at(
                &name,
                format!("nhiều hơn {MAX_FIELDS} cột"),
                format!("more than {MAX_FIELDS} columns"),
            ));
        }
        let mut rows: Vec<Vec<String>> = Vec::new();
        for feature in layer.features() {
            // The number of a row, so that empty rows above it are counted.
            let number = feature.fid().and_then(|fid| usize::try_from(fid).ok());
            let place = format!("row {}", number.unwrap_or(rows.len() + 1));
            complaints.check(&place)?;
            counter.feature()?;
            let cells = (0..columns)
                .map(|index| {
                    let text = feature.field_as_string(index).ok().flatten();
                    counter.text(text.as_deref().map_or(0, str::len))?;
                    Ok(text.unwrap_or_default())
                })
                .collect::<Result<_, Refused>>()?;
            while number.is_some_and(|number| rows.len() + 1 < number && rows.len() < 100_000) {
                rows.push(Vec::new());
            }
            rows.push(cells);
        }
        complaints.check(&name)?;
        sheets.push((name, rows));
    }
    Ok(sheets)
}

/// A shape as well-known text has it, heights and arcs too.
///
/// # Errors
/// What makes it unreadable.
pub fn shape_of_text(text: &str) -> Result<wkb::Shape, Said> {
    let geometry = Geometry::from_wkt(text).and_then(|geometry| geometry.iso_wkb());
    let bytes = geometry.map_err(|_| Said::new("WKT không đọc được", "the WKT cannot be read"))?;
    wkb::parse(&bytes)
}

/// The encoding a drawing declares in its header; UTF-8 from AutoCAD 2007 on.
fn drawing_encoding(path: &str) -> Option<Encoding> {
    let bytes = std::fs::read(path).ok()?;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 16)]).into_owned();
    let value = |variable: &str| {
        let mut lines = head.lines().map(str::trim);
        lines.find(|line| *line == variable)?;
        lines.nth(1).map(str::to_owned)
    };
    if value("$ACADVER").is_some_and(|version| version.as_str() >= "AC1021") {
        return Some(Encoding::Utf8);
    }
    match value("$DWGCODEPAGE")?.to_uppercase().as_str() {
        "ANSI_1258" => Some(Encoding::Windows1258),
        "UTF-8" | "UTF8" => Some(Encoding::Utf8),
        _ => None,
    }
}

/// A link to somewhere else is not followed; that it is there is said.
fn network_links(source: &Source) -> Option<Defect> {
    let text = std::fs::read(&source.path).ok()?;
    let needle = b"<networklink";
    let found = text
        .windows(needle.len())
        .any(|word| word.eq_ignore_ascii_case(needle));
    found.then(|| {
        note(
            "file",
            "tệp KML có liên kết mạng (NetworkLink): không được theo",
            "the KML has network links: they are not followed",
        )
    })
}
