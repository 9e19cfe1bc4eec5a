//! How the names of a collection are written.

use crate::error::Error;
use crate::exports::styles::element::{Element, defined};
use crate::exports::styles::expression::{Expression, rounded};
use crate::exports::styles::font;
use crate::exports::styles::published::{Drawing, Kind, Layer};
use crate::exports::styles::symbol::{LEGEND_ZOOM, PIXEL_MM, rgba, scales};

/// A CSS pixel, points.
const PIXEL_PT: f64 = 0.75;
/// Letters of the map's typeface that fill a width of one em, about.
const LETTERS_AN_EM: f64 = 1.6;

/// Tiles of these call the full name `name` (`sql/queries/tiles`).
pub const WITH_FULL_NAMES: [&str; 2] = ["communes", "legacy-communes"];

/// Where a label stands.
struct Place {
    /// As QGIS numbers them: 0 around, 1 over the point, 4 within the area.
    placement: &'static str,
    /// Of nine squares around the point the one it lies in: 4 on it, 7 below.
    quadrant: &'static str,
    down_mm: f64,
    away_mm: Option<Expression>,
    /// Whether the name stands beside a mark, not in the middle of an area.
    is_at_mark: bool,
}

/// The labels of a drawing; None where it has none, or `has` not the column with the text. `rank` is its place among all
/// drawings: where two names want the same room, the map leaves it to the one that is drawn last.
///
/// # Errors
/// [`Error::Startup`] when the map writes names in a way QGIS cannot be told.
pub fn labeling(
    drawing: &Drawing,
    rank: usize,
    has: impl Fn(&str) -> bool,
) -> Result<Option<Element>, Error> {
    let mut all = drawing.layers.iter().filter(|l| l.kind == Kind::Label);
    let Some(layer) = all.next() else {
        return Ok(None);
    };
    if all.next().is_some() {
        return Err(refuse(layer, "more than one label"));
    }
    let text = layer.get("text-field");
    let text = text.ok_or_else(|| refuse(layer, "text-field"))?;
    let text = &match text {
        Expression::Get(_) if WITH_FULL_NAMES.contains(&drawing.collection.as_str()) => {
            Expression::Get("full_name".to_owned())
        }
        other => other.clone(),
    };
    if !text.columns().into_iter().all(&has) {
        return Ok(None);
    }
    let color = with_columns(layer.number_or("text-color", 0.0), &has);
    let size = layer.number_or("text-size", 16.0);
    let place = place(layer, &size)?;
    let mut by_expression = Vec::new();
    if !matches!(size, Expression::Number(_)) {
        by_expression.push(("Size", size.times(PIXEL_PT).in_qgis()));
    }
    if let Expression::Match { .. } = color {
        by_expression.push(("Color", color.in_qgis()));
    }
    if let Some(away) = place.away_mm.as_ref()
        && let Expression::Interpolate(_) = away
    {
        let text = format!("({}) * ({})", away.in_qgis(), size.in_qgis());
        by_expression.push(("LabelDistance", text));
    }
    let settings = Element::new("settings")
        .with("calloutType", "simple")
        .holding(style(layer, text, &color, &size)?)
        .holding(format(layer, place.is_at_mark))
        .holding(placement(&place, rank, &size))
        .holding(rendering(layer, &place))
        .holding(defined("dd_properties", &by_expression));
    let labeling = Element::new("labeling").with("type", "simple");
    Ok(Some(labeling.holding(settings)))
}

/// Without the column a colour is chosen by, the colour of what has no code.
fn with_columns(color: Expression, has: impl Fn(&str) -> bool) -> Expression {
    match &color {
        Expression::Match { property, .. } if !has(property) => {
            let property = property.clone();
            color.given(&property, None)
        }
        _ => color,
    }
}

fn style(
    layer: &Layer,
    text: &Expression,
    color: &Expression,
    size: &Expression,
) -> Result<Element, Error> {
    let font = font::of(layer);
    // What it is without data, as in a legend.
    let plain = match color {
        Expression::Match { otherwise, .. } => otherwise,
        other => other,
    };
    let ink = hex(plain)
        .and_then(|hex| rgba(hex, 1.0))
        .ok_or_else(|| refuse(layer, "text-color"))?;
    let halo = layer
        .text("text-halo-color")
        .and_then(|hex| rgba(hex, 1.0))
        .ok_or_else(|| refuse(layer, "text-halo-color"))?;
    let wide = layer.number_or("text-halo-width", 0.0).times(PIXEL_MM);
    let wide = wide.number_at(LEGEND_ZOOM).unwrap_or_default();
    let size = size.times(PIXEL_PT).number_at(LEGEND_ZOOM);
    let field = match text {
        Expression::Get(property) => (property.clone(), "0"),
        other => (other.in_qgis(), "1"),
    };
    let instead = font::INSTEAD.map(|family| Element::new("family").with("name", family));
    let buffer = Element::new("text-buffer").with_all(&[
        ("bufferDraw", "1"),
        ("bufferSize", &rounded(wide)),
        ("bufferSizeUnits", "MM"),
        ("bufferColor", &halo),
        ("bufferOpacity", "1"),
        ("bufferJoinStyle", "128"),
        ("bufferNoFill", "1"),
    ]);
    Ok(Element::new("text-style")
        .with_all(&[
            ("fieldName", &field.0),
            ("isExpression", field.1),
            ("fontFamily", font.family),
            ("namedStyle", font.style),
            ("fontWeight", &font.weight.to_string()),
            ("fontSize", &rounded(size.unwrap_or(9.0))),
            ("fontSizeUnit", "Point"),
            ("textColor", &ink),
            ("textOpacity", "1"),
            ("multilineHeight", "0.9"),
        ])
        .holding(Element::new("families").holding_all(instead))
        .holding(buffer))
}

/// Lines are broken at about the width the map breaks them at, in letters; beside a mark they begin or end at it.
fn format(layer: &Layer, is_at_mark: bool) -> Element {
    let ems = layer.number_or("text-max-width", 10.0);
    let letters = ems.number_at(LEGEND_ZOOM).unwrap_or(10.0) * LETTERS_AN_EM;
    Element::new("text-format").with_all(&[
        ("autoWrapLength", &rounded(letters.round())),
        ("useMaxLineLengthForAutoWrap", "1"),
        ("multilineAlign", if is_at_mark { "3" } else { "1" }),
    ])
}

fn place(layer: &Layer, size: &Expression) -> Result<Place, Error> {
    let on = Place {
        placement: "4",
        quadrant: "4",
        down_mm: 0.0,
        away_mm: None,
        is_at_mark: false,
    };
    if let Some(offset) = layer.get("text-radial-offset") {
        return Ok(Place {
            placement: "0",
            away_mm: Some(offset.times(PIXEL_MM)),
            is_at_mark: true,
            ..on
        });
    }
    let ems = layer.numbers("text-offset");
    match (layer.text("text-anchor"), &ems[..], size) {
        (None, [], _) => Ok(on),
        (Some("top"), [0.0, down], Expression::Number(size)) => Ok(Place {
            placement: "1",
            quadrant: "7",
            is_at_mark: true,
            down_mm: down * size * PIXEL_MM,
            ..on
        }),
        _ => Err(refuse(layer, "text-anchor")),
    }
}

fn placement(place: &Place, rank: usize, size: &Expression) -> Element {
    let away = place.away_mm.as_ref().and_then(|away| {
        let size = size.number_at(LEGEND_ZOOM)?;
        Some(away.number_at(LEGEND_ZOOM)? * size)
    });
    Element::new("placement").with_all(&[
        ("placement", place.placement),
        ("quadOffset", place.quadrant),
        ("xOffset", "0"),
        ("yOffset", &rounded(place.down_mm)),
        ("offsetUnits", "MM"),
        ("dist", &rounded(away.unwrap_or_default())),
        ("distUnits", "MM"),
        // One name an area, at a point within it, wherever the view is.
        ("centroidWhole", "1"),
        ("centroidInside", "1"),
        ("polygonPlacementFlags", "2"),
        ("priority", &(rank + 3).min(10).to_string()),
    ])
}

fn rendering(layer: &Layer, place: &Place) -> Element {
    let (far, near) = scales(layer);
    Element::new("rendering").with_all(&[
        ("drawLabels", "1"),
        ("scaleVisibility", "1"),
        ("scaleMax", &rounded(far)),
        ("scaleMin", &rounded(near)),
        ("labelPerPart", "0"),
        // Names may lie over areas, those of other collections too, but better not over marks.
        ("obstacle", if place.is_at_mark { "1" } else { "0" }),
    ])
}

fn hex(color: &Expression) -> Option<&str> {
    match color {
        Expression::Text(hex) => Some(hex),
        _ => None,
    }
}

fn refuse(layer: &Layer, member: &str) -> Error {
    Error::startup(format!(
        "`{member}` of the map's layer `{}` has no counterpart in its QGIS style",
        layer.id
    ))
}
