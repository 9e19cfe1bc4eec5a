//! A file of commune boundaries: read whole, or refused with every defect and its line.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use geo::{BoundingRect, MultiPolygon};

use crate::error::{Defect, Error, Said};
use crate::geometry::crs::Crs;
use crate::geometry::geojson::{self, Drawn};
use crate::geometry::validity;
use crate::imports::{lines, read_gdal};

/// A larger file than this is no file of 126 communes.
pub const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;
/// West, south, east, north of what can be in Hà Nội, degrees.
const NEAR_HANOI: [f64; 4] = [104.9, 20.2, 106.4, 21.7];

/// A commune's area and where the file says it.
#[derive(Debug, Clone)]
pub struct Boundary {
    pub code: String,
    pub area_84: MultiPolygon,
    /// `line 12`, or `feature 12` in a file without lines.
    pub place: String,
}

/// Reads a GeoJSON, GeoJSON lines or GeoPackage file whose features carry a `code`.
///
/// # Errors
/// [`Error::InvalidFile`] with every defect; [`Error::Io`] when it cannot be read at all.
pub fn read(path: &Path) -> Result<Vec<Boundary>, Error> {
    let file = path.display().to_string();
    let io = |source| Error::Io {
        what: format!("cannot read `{file}`"),
        source,
    };
    let about = fs::metadata(path).map_err(io)?;
    if !about.is_file() {
        // A pipe or a device may never end.
        return Err(io(ErrorKind::InvalidInput.into()));
    }
    if about.len() > MAX_FILE_BYTES {
        return Err(Error::TooLarge {
            what: "the file",
            limit: format!("{} MiB", MAX_FILE_BYTES >> 20),
        });
    }
    let bytes = fs::read(path).map_err(io)?;
    let places = if bytes.starts_with(b"SQLite format 3") {
        None
    } else {
        Some(check_text(&bytes).map_err(|defects| invalid(&file, defects))?)
    };
    let read = read_gdal::read(path).map_err(|error| {
        let said = Said::new(
            "GDAL không đọc được tệp",
            format!("GDAL cannot read it: {error}"),
        );
        invalid(&file, vec![defect("file", said)])
    })?;
    let checked = places.is_some();
    let places =
        places.unwrap_or_else(|| (1..=read.len()).map(|n| format!("feature {n}")).collect());
    if places.len() != read.len() {
        let said = Said::new(
            format!(
                "GDAL đọc được {} trong {} đối tượng",
                read.len(),
                places.len()
            ),
            format!("GDAL reads {} of its {} features", read.len(), places.len()),
        );
        return Err(invalid(&file, vec![defect("file", said)]));
    }
    check(read.into_iter().zip(places), checked).map_err(|defects| invalid(&file, defects))
}

fn invalid(file: &str, defects: Vec<Defect>) -> Error {
    Error::InvalidFile {
        file: file.to_owned(),
        defects,
    }
}

fn defect(place: &str, said: Said) -> Defect {
    Defect {
        place: place.to_owned(),
        said,
        location: None,
    }
}

/// Every feature of a GeoJSON text is one area, closed and sound. Gives the line of each.
fn check_text(bytes: &[u8]) -> Result<Vec<String>, Vec<Defect>> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + String::from_utf8_lossy(&bytes[..error.valid_up_to()])
            .matches('\n')
            .count();
        vec![defect(
            &format!("line {line}"),
            Said::new("không phải UTF-8", "not UTF-8"),
        )]
    })?;
    let located = lines::locate(text).map_err(|defect| vec![defect])?;
    let mut defects = Vec::new();
    let mut places = Vec::new();
    for feature in located {
        let place = format!("line {}", feature.line);
        match geojson::parse_drawn(feature.text.as_bytes()) {
            Ok(Drawn::Area(_)) => {}
            Ok(Drawn::Lines(_)) => defects.push(no_area(&place)),
            Err(Error::InvalidGeometry { defects: found }) => {
                defects.extend(found.into_iter().map(|d| Defect {
                    place: place.clone(),
                    ..d
                }));
            }
            Err(Error::InvalidBody { reason }) => defects.push(defect(&place, reason)),
            Err(other) => defects.push(defect(
                &place,
                Said::new("không đọc được", other.to_string()),
            )),
        }
        places.push(place);
    }
    if defects.is_empty() {
        Ok(places)
    } else {
        Err(defects)
    }
}

fn no_area(place: &str) -> Defect {
    defect(
        place,
        Said::new(
            "không có vùng (Polygon hoặc MultiPolygon)",
            "has no Polygon or MultiPolygon",
        ),
    )
}

/// Codes and places; and soundness, unless the text was `checked` for it.
fn check(
    read: impl Iterator<Item = (read_gdal::Read, String)>,
    checked: bool,
) -> Result<Vec<Boundary>, Vec<Defect>> {
    let mut defects = Vec::new();
    let mut seen = BTreeSet::new();
    let mut boundaries = Vec::new();
    for (feature, place) in read {
        let Some(code) = feature.code.filter(|code| is_code(code)) else {
            let said = Said::new(
                "thuộc tính `code` phải là 5 chữ số",
                "property `code` must be 5 digits",
            );
            defects.push(defect(&place, said));
            continue;
        };
        if !seen.insert(code.clone()) {
            let said = Said::new(
                format!("mã {code} bị lặp lại"),
                format!("code {code} occurs twice"),
            );
            defects.push(defect(&place, said));
        }
        let Some(area_84) = feature.area_84 else {
            defects.push(no_area(&place));
            continue;
        };
        let found = if checked {
            Vec::new()
        } else {
            validity::area_defects(&area_84, &place, Crs::Crs84)
        };
        if found.is_empty() && !is_near_hanoi(&area_84) {
            let said = Said::new(
                "nằm ngoài Hà Nội (đảo trục toạ độ?)",
                "lies outside Hà Nội (axes swapped?)",
            );
            defects.push(defect(&place, said));
        }
        defects.extend(found);
        boundaries.push(Boundary {
            code,
            area_84,
            place,
        });
    }
    if defects.is_empty() {
        Ok(boundaries)
    } else {
        Err(defects)
    }
}

fn is_code(code: &str) -> bool {
    code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit())
}

fn is_near_hanoi(area: &MultiPolygon) -> bool {
    let [west, south, east, north] = NEAR_HANOI;
    area.bounding_rect().is_some_and(|r| {
        r.min().x >= west && r.max().x <= east && r.min().y >= south && r.max().y <= north
    })
}
