//! Where the rows of a file lie: the way to read their coordinates, and whether what comes of it is sound.

use geo::orient::{Direction, Orient as _};
use geo::{BoundingRect as _, Geometry, MultiPoint, MultiPolygon, Rect};
use serde_json::{Value, json};

use super::found::{Found, Severity, Whereabouts, place_vi};
use crate::error::{Defect, Error, Said};
use crate::geometry::crs::Crs;
use crate::geometry::entangled::entangled;
use crate::geometry::validity;
use crate::imports::detective::{self, Candidate, Declared, Evidence, Ranking};
use crate::imports::reading::FileRead;

/// A row's geometry as the register has it.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Area(MultiPolygon),
    Points(MultiPoint),
}

/// Rows on the ground.
pub struct Placed {
    /// One a row, EPSG:5897; none where there is none, or none that is sound.
    pub shapes: Vec<Option<Shape>>,
    /// The way chosen; none while a person is to choose.
    pub crs: Option<String>,
    pub why: Said,
    /// As documents show the ways.
    pub document: Value,
    pub found: Vec<Found>,
}

/// Finds out how the coordinates are to be read, and reads them so. Takes a core for a while.
///
/// # Errors
/// [`Error::InvalidParameter`] when the way chosen is none; those of PROJ.
pub fn place(
    file: &FileRead,
    declared: &[Declared],
    chosen: Option<&str>,
) -> Result<Placed, Error> {
    let mut found = without_geometry(file);
    if file.rows.iter().all(|row| row.geometry.is_none()) {
        return Ok(Placed {
            shapes: vec![None; file.rows.len()],
            crs: chosen.map(str::to_owned),
            why: Said::new("tệp không có hình", "the file has no geometry"),
            document: json!({ "chosen": chosen, "sure": true, "sentence_vi": "", "sentence_en": "", "candidates": [] }),
            found,
        });
    }
    let ranking = detective::candidates(&Evidence {
        rows: &file.rows,
        stated: file.stated_crs.as_ref(),
        declared,
    })?;
    let sure = ranking.sure.and_then(|at| ranking.candidates.get(at));
    let crs = chosen
        .map(str::to_owned)
        .or_else(|| sure.map(|c| c.id.clone()));
    let shapes = match &crs {
        None => vec![None; file.rows.len()],
        Some(crs) => shapes(file, crs, &mut found)?,
    };
    refuse_entangled(file, &shapes)?;
    let why = match chosen {
        Some(id) if sure.is_none_or(|sure| sure.id != id) => by_a_person(id, &ranking),
        _ => ranking.why.clone(),
    };
    Ok(Placed {
        document: document(&ranking, &why, crs.as_deref(), sure.is_some()),
        shapes,
        crs,
        why,
        found,
    })
}

fn by_a_person(id: &str, ranking: &Ranking) -> Said {
    let offered = ranking.candidates.iter().find(|c| c.id == id);
    let title = offered.map_or_else(|| Said::new(id, id), |c| c.title.clone());
    Said::new(
        format!("Người nhập đã chọn: {}.", title.vi),
        format!("Chosen by a person: {}.", title.en),
    )
}

fn document(ranking: &Ranking, why: &Said, chosen: Option<&str>, is_sure: bool) -> Value {
    let candidates: Vec<Value> = ranking.candidates.iter().map(candidate).collect();
    json!({
        "chosen": chosen,
        "sure": is_sure,
        "sentence_vi": why.vi,
        "sentence_en": why.en,
        "candidates": candidates,
    })
}

fn candidate(candidate: &Candidate) -> Value {
    let pair = |said: &Said| json!({ "vi": said.vi, "en": said.en });
    let ring: Vec<[f64; 2]> = candidate
        .outline_84
        .exterior()
        .coords()
        .map(|c| [c.x, c.y])
        .collect();
    json!({
        "id": candidate.id,
        "title_vi": candidate.title.vi,
        "title_en": candidate.title.en,
        "score": candidate.score,
        "reasons": candidate.reasons.iter().map(pair).collect::<Vec<_>>(),
        "centre": candidate.centre_84,
        "shift_m": candidate.shift_from_best_m,
        "mistake": candidate.mistake.as_ref().map(pair),
        "outline": { "type": "Polygon", "coordinates": [ring] },
    })
}

fn without_geometry(file: &FileRead) -> Vec<Found> {
    file.rows
        .iter()
        .filter_map(|row| match &row.problem {
            Some(said) => Some(Found::of_row(
                "geometry-unsound",
                Severity::Error,
                row,
                said.clone(),
            )),
            None if row.geometry.is_none() => {
                let said = Said::new("không có hình", "has no geometry");
                Some(Found::of_row(
                    "geometry-missing",
                    Severity::Error,
                    row,
                    said,
                ))
            }
            None => None,
        })
        .collect()
}

fn shapes(file: &FileRead, crs: &str, found: &mut Vec<Found>) -> Result<Vec<Option<Shape>>, Error> {
    let projected = detective::project(&file.rows, crs)?;
    let mut shapes = Vec::with_capacity(file.rows.len());
    for (row, geometry) in file.rows.iter().zip(projected) {
        if row.geometry.is_some() && geometry.is_none() && row.problem.is_none() {
            let said = detective::cannot_be_read(crs);
            found.push(Found::of_row(
                "geometry-unsound",
                Severity::Error,
                row,
                said,
            ));
        }
        let Some(shape) = geometry
            .filter(|_| row.problem.is_none())
            .and_then(to_shape)
        else {
            shapes.push(None);
            continue;
        };
        let defects = match &shape {
            Shape::Area(area) => validity::area_defects(area, &row.place, Crs::Epsg5897),
            Shape::Points(_) => Vec::new(),
        };
        let is_sound = defects.is_empty();
        found.extend(defects.into_iter().map(|defect| {
            let at = defect
                .location
                .map_or(Whereabouts::Unknown, Whereabouts::Point);
            Found::of_row("geometry-unsound", Severity::Error, row, defect.said).at(at)
        }));
        if is_sound {
            found.extend(
                far_away(&shape)
                    .map(|(severity, said)| Found::of_row("far-from-hanoi", severity, row, said)),
            );
        }
        shapes.push(is_sound.then_some(shape));
    }
    Ok(shapes)
}

/// What nobody could check in good time is refused before PostGIS begins.
fn refuse_entangled(file: &FileRead, shapes: &[Option<Shape>]) -> Result<(), Error> {
    let areas: Vec<Option<&MultiPolygon>> = shapes
        .iter()
        .map(|shape| match shape {
            Some(Shape::Area(area)) => Some(area),
            _ => None,
        })
        .collect();
    let Some((one, other)) = entangled(&areas) else {
        return Ok(());
    };
    let (one, other) = (&file.rows[one].place, &file.rows[other].place);
    Err(Error::InvalidFile {
        file: "file".to_owned(),
        defects: vec![Defect {
            place: one.clone(),
            said: Said::new(
                format!(
                    "các ranh giới chồng và cắt nhau nhiều đến mức không kiểm tra được, gặp ở đây và ở {}",
                    place_vi(other)
                ),
                format!(
                    "boundaries lie over and cross each other too often to be checked, found here and at {other}"
                ),
            ),
            location: None,
        }],
    })
}

/// Shells counter-clockwise and holes clockwise, as the register has them.
fn to_shape(geometry: Geometry) -> Option<Shape> {
    match geometry {
        Geometry::Polygon(polygon) => Some(Shape::Area(MultiPolygon::new(vec![
            polygon.orient(Direction::Default),
        ]))),
        Geometry::MultiPolygon(area) => Some(Shape::Area(area.orient(Direction::Default))),
        Geometry::Point(point) => Some(Shape::Points(MultiPoint::new(vec![point]))),
        Geometry::MultiPoint(points) => Some(Shape::Points(points)),
        _ => None,
    }
}

fn far_away(shape: &Shape) -> Option<(Severity, Said)> {
    let rect: Rect = match shape {
        Shape::Area(area) => area.bounding_rect()?,
        Shape::Points(points) => points.bounding_rect()?,
    };
    let [west, south, east, north] = Crs::Epsg5897.hanoi();
    let outside =
        rect.max().x < west || rect.min().x > east || rect.max().y < south || rect.min().y > north;
    let partly =
        rect.min().x < west || rect.max().x > east || rect.min().y < south || rect.max().y > north;
    if outside {
        let said = Said::new("nằm ngoài Hà Nội", "lies outside Hà Nội");
        Some((Severity::Error, said))
    } else if partly {
        let said = Said::new("một phần nằm ngoài Hà Nội", "lies partly outside Hà Nội");
        Some((Severity::Warning, said))
    } else {
        None
    }
}
