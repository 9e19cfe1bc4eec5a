//! GDAL in the child: layers of the formats it reads for us, each feature as it stands, nothing passed over.

use std::collections::BTreeSet;

use gdal::vector::{Feature, Geometry, Layer, LayerAccess, OGRFieldType, geometry_type_to_name};

use crate::error::Said;
use crate::imports::format::Format;
use crate::imports::reading::child::detect::drawing_encoding;
use crate::imports::reading::child::drivers_gdal::{
    Complaints, Opened, gdal_says, not_opened, open,
};
use crate::imports::reading::child::raw::{Counter, MAX_FIELDS, Raw, RawRow, Source, Text};
use crate::imports::reading::child::{clean, crs_gdal, drawing, kml, shapes};
use crate::imports::reading::parent::Ask;
use crate::imports::reading::stream::{Large, Refused};
use crate::imports::reading::wkb;
use crate::imports::reading::{FieldKind, LayerRead, Wanted};

/// Attributes of a drawing that mean something to a planner.
const DRAWING_FIELDS: [&str; 4] = ["Layer", "Linetype", "EntityHandle", "Text"];

/// How a KML wants its features shown.
const KML_FIELDS: [&str; 10] = [
    "timestamp",
    "begin",
    "end",
    "altitudeMode",
    "tessellate",
    "extrude",
    "visibility",
    "drawOrder",
    "icon",
    "snippet",
];

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
    for source in sources {
        check(source)?;
    }
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
        .map_err(|_| not_opened(one.source.format))?;
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
        decoded: None,
        fields: Vec::new(),
        rows: Vec::new(),
        notes: Vec::new(),
    };
    read_layer(&mut layer, ask.wanted, &mut raw, counter, &complaints)?;
    if raw.format == Format::Kml {
        raw.notes.extend(kml::network_links(one.source));
    }
    raw.layers[at].features = raw.rows.len() as u64;
    Ok(raw)
}

/// What GDAL would pass over in silence.
fn check(source: &Source) -> Result<(), Refused> {
    match source.format {
        Format::Kml => kml::check(source),
        Format::Dxf => drawing::check(source),
        _ => Ok(()),
    }
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
            .position(|layer| clean::shown(&layer.name) == *name)
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
    let indices = take_fields(layer, raw)?;
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

/// Lists the fields that mean something; gives where each is.
fn take_fields(layer: &Layer<'_>, raw: &mut Raw) -> Result<Vec<usize>, Refused> {
    let mut indices = Vec::new();
    for (index, field) in layer.defn().fields().enumerate() {
        let name = field.name();
        let is_kept = match raw.format {
            Format::Dxf => DRAWING_FIELDS.contains(&name.as_str()),
            Format::Kml => !KML_FIELDS.contains(&name.as_str()),
            _ => true,
        };
        if is_kept {
            indices.push(index);
            raw.fields.push((name, kind_of(field.field_type())));
        }
    }
    if indices.len() > MAX_FIELDS {
        return Err(Refused::at(
            "file",
            format!("nhiều hơn {MAX_FIELDS} cột"),
            format!("more than {MAX_FIELDS} attributes"),
        ));
    }
    Ok(indices)
}

fn shape_of(
    feature: &Feature<'_>,
    counter: &mut Counter,
    place: &str,
) -> Result<Option<Result<wkb::Shape, Said>>, Refused> {
    // `Feature::geometry` hands over a geometry also where there is none.
    let Ok(geometry) = feature.geometry_by_index(0) else {
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

/// A shape as well-known text has it, heights and arcs too.
///
/// # Errors
/// What makes it unreadable.
pub fn shape_of_text(text: &str) -> Result<wkb::Shape, Said> {
    let geometry = Geometry::from_wkt(text).and_then(|geometry| geometry.iso_wkb());
    let bytes = geometry.map_err(|_| Said::new("WKT không đọc được", "the WKT cannot be read"))?;
    wkb::parse(&bytes)
}
