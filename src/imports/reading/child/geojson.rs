//! GeoJSON: read by us and not by GDAL, so that nothing is passed over and every feature has its line.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use geo::{
    Coord, CoordsIter as _, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint,
    MultiPolygon, Point, Polygon,
};
use geojson::feature::Id;
use geojson::{Feature, GeometryValue, Position};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::Said;
use crate::imports::format::Format;
use crate::imports::lines;
use crate::imports::reading::child::raw::{
    Counter, MAX_FIELDS, Raw, RawRow, Source, Text, not_read,
};
use crate::imports::reading::child::{shapes, twice};
use crate::imports::reading::stream::Refused;
use crate::imports::reading::wkb::Shape;
use crate::imports::reading::{FieldKind, LayerRead, StatedCrs};

/// Collections in collections deeper than this are no survey.
const MAX_DEPTH: u32 = 4;
/// As a field, the id that stands beside the properties of a feature is called so.
const ID: &str = "id";

/// Reads all features of a file.
///
/// # Errors
/// What is no JSON, with its line; a feature that is none.
pub fn read(source: &Source, counter: &mut Counter) -> Result<Raw, Refused> {
    let bytes = fs::read(&source.path).map_err(not_read)?;
    let text = str::from_utf8(&bytes).map_err(|error| {
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let line = 1 + before.matches('\n').count();
        Refused::at(&format!("line {line}"), "không phải UTF-8", "not UTF-8")
    })?;
    let document = lines::locate(text).map_err(|defect| Refused::Defects(vec![defect]))?;
    counter.expect(document.len())?;
    let mut table = Table::default();
    let mut rows = Vec::new();
    let mut types = BTreeSet::new();
    for located in document {
        counter.feature()?;
        let place = format!("line {}", located.line);
        let feature = parse(located.text, &place)?;
        twice::property(located.text, &place)?;
        let shape = feature
            .geometry
            .as_ref()
            .map(|geometry| shape(&geometry.value));
        if let Some(Ok(shape)) = &shape {
            counter.vertices(shape.geometry.coords_count())?;
            types.insert(shapes::type_name(&shape.geometry));
        }
        rows.push(RawRow {
            values: table.row(properties(feature), &place, counter)?,
            place,
            shape,
        });
    }
    for row in &mut rows {
        row.values.resize(table.names.len(), None);
    }
    Ok(Raw {
        format: source.format,
        layers: vec![LayerRead {
            name: source.name.clone(),
            features: rows.len() as u64,
            geometry_types: types.into_iter().map(str::to_owned).collect(),
        }],
        layer: source.name.clone(),
        stated_crs: Some(stated(text, source.format)),
        text: Text::Unicode,
        decoded: None,
        fields: table
            .names
            .into_iter()
            .zip(table.kinds)
            .map(|(name, kind)| (name, kind.unwrap_or(FieldKind::Text)))
            .collect(),
        rows,
        notes: Vec::new(),
    })
}

/// Properties as columns, in the order in which they first occur.
#[derive(Default)]
struct Table {
    names: Vec<String>,
    indices: BTreeMap<String, usize>,
    kinds: Vec<Option<FieldKind>>,
}

impl Table {
    fn row(
        &mut self,
        properties: Map<String, Value>,
        place: &str,
        counter: &mut Counter,
    ) -> Result<Vec<Option<String>>, Refused> {
        let mut values = vec![None; self.names.len()];
        for (name, value) in properties {
            let at = *self.indices.entry(name).or_insert_with_key(|name| {
                self.names.push(name.clone());
                self.kinds.push(None);
                self.names.len() - 1
            });
            values.resize(self.names.len(), None);
            if self.names.len() > MAX_FIELDS {
                return Err(Refused::at(
                    place,
                    format!("nhiều hơn {MAX_FIELDS} thuộc tính"),
                    format!("more than {MAX_FIELDS} properties"),
                ));
            }
            self.kinds[at] = kind_with(self.kinds[at], &value);
            values[at] = text_of(value);
            counter.text(values[at].as_ref().map_or(0, String::len))?;
        }
        Ok(values)
    }
}

fn parse(text: &str, place: &str) -> Result<Feature, Refused> {
    let not_a_feature = |error: &dyn std::fmt::Display| {
        Refused::at(
            place,
            "không phải một đối tượng GeoJSON (Feature)",
            format!("not a GeoJSON feature: {error}"),
        )
    };
    let read: geojson::GeoJson =
        serde_json::from_str(text).map_err(|error| not_a_feature(&error))?;
    match read {
        geojson::GeoJson::Feature(feature) => Ok(feature),
        geojson::GeoJson::Geometry(geometry) => Ok(Feature {
            geometry: Some(geometry),
            ..Feature::default()
        }),
        geojson::GeoJson::FeatureCollection(_) => {
            Err(not_a_feature(&"a collection in a collection"))
        }
    }
}

/// The properties of a feature, and its own id among them where no property is called so. An id that is a number is
/// passed over: programs number features by themselves.
fn properties(feature: Feature) -> Map<String, Value> {
    let mut properties = feature.properties.unwrap_or_default();
    if let Some(Id::String(id)) = feature.id
        && properties.get(ID).is_none_or(Value::is_null)
    {
        properties.insert(ID.to_owned(), Value::String(id));
    }
    properties
}

/// The kind all values seen so far have in common.
fn kind_with(kind: Option<FieldKind>, value: &Value) -> Option<FieldKind> {
    let this = match value {
        Value::Null => return kind,
        Value::Bool(_) => FieldKind::Boolean,
        Value::Number(_) => FieldKind::Number,
        _ => FieldKind::Text,
    };
    Some(match kind {
        Some(other) if other != this => FieldKind::Text,
        _ => this,
    })
}

fn text_of(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

/// GeoJSON is longitude and latitude on WGS 84 unless it says otherwise, as files from before RFC 7946 may.
fn stated(text: &str, format: Format) -> StatedCrs {
    #[derive(Deserialize)]
    struct Document {
        crs: Option<Map<String, Value>>,
    }
    let named = (format == Format::GeoJson)
        .then(|| serde_json::from_str::<Document>(text).ok())
        .flatten()
        .and_then(|document| document.crs)
        .and_then(|crs| Some(crs.get("properties")?.get("name")?.as_str()?.to_owned()));
    let Some(name) = named else {
        return StatedCrs {
            epsg: Some(4326),
            name: "WGS 84 (RFC 7946)".to_owned(),
            wkt: String::new(),
        };
    };
    let code = name.rsplit(':').next().unwrap_or_default();
    let epsg = if name.contains("CRS84") {
        Some(4326)
    } else {
        code.parse().ok().filter(|_| name.contains("EPSG"))
    };
    StatedCrs {
        epsg,
        name,
        wkt: String::new(),
    }
}

/// A shape of `geo` types; rings that are not closed are kept in mind.
fn shape(value: &GeometryValue) -> Result<Shape, Said> {
    let mut shape = Shape {
        geometry: Point::new(0.0, 0.0).into(),
        had_height: false,
        was_curved: false,
        open_ring: None,
    };
    shape.geometry = geometry(value, &mut shape, 0)?;
    Ok(shape)
}

fn geometry(value: &GeometryValue, shape: &mut Shape, depth: u32) -> Result<Geometry, Said> {
    Ok(match value {
        GeometryValue::Point { coordinates } => Point(coord(coordinates, shape)?).into(),
        GeometryValue::MultiPoint { coordinates } => {
            MultiPoint::new(line(coordinates, shape)?.into_points()).into()
        }
        GeometryValue::LineString { coordinates } => line(coordinates, shape)?.into(),
        GeometryValue::MultiLineString { coordinates } => MultiLineString::new(
            coordinates
                .iter()
                .map(|part| line(part, shape))
                .collect::<Result<_, _>>()?,
        )
        .into(),
        GeometryValue::Polygon { coordinates } => polygon(coordinates, shape)?.into(),
        GeometryValue::MultiPolygon { coordinates } => MultiPolygon::new(
            coordinates
                .iter()
                .map(|part| polygon(part, shape))
                .collect::<Result<_, _>>()?,
        )
        .into(),
        GeometryValue::GeometryCollection { geometries } => {
            if depth == MAX_DEPTH {
                return Err(Said::new(
                    format!("tập hợp lồng nhau quá {MAX_DEPTH} tầng"),
                    format!("collections are nested more than {MAX_DEPTH} deep"),
                ));
            }
            Geometry::GeometryCollection(GeometryCollection::new_from(
                geometries
                    .iter()
                    .map(|part| geometry(&part.value, shape, depth + 1))
                    .collect::<Result<_, _>>()?,
            ))
        }
    })
}

fn coord(position: &Position, shape: &mut Shape) -> Result<Coord, Said> {
    let numbers = position.as_slice();
    shape.had_height |= numbers.len() > 2;
    match numbers {
        [x, y, ..] => Ok(Coord { x: *x, y: *y }),
        _ => Err(Said::new(
            "một vị trí thiếu số",
            "a position lacks a number",
        )),
    }
}

fn line(positions: &[Position], shape: &mut Shape) -> Result<LineString, Said> {
    positions.iter().map(|at| coord(at, shape)).collect()
}

fn polygon(rings: &[Vec<Position>], shape: &mut Shape) -> Result<Polygon, Said> {
    let mut lines = rings
        .iter()
        .map(|ring| line(ring, shape))
        .collect::<Result<Vec<_>, _>>()?
        .into_iter();
    if let Some(end) = rings
        .iter()
        .find(|ring| ring.first() != ring.last())
        .and_then(|ring| ring.last())
    {
        let end = coord(end, shape)?;
        shape.open_ring.get_or_insert([end.x, end.y]);
    }
    let exterior = lines.next().unwrap_or_else(|| LineString::new(Vec::new()));
    Ok(Polygon::new(exterior, lines.collect()))
}
