//! Symbols of QGIS: a layer of a symbol for each layer of the map's style.

use std::fmt::Write as _;

use serde_json::Value;

use crate::exports::style::expression::{self, rounded};
use crate::exports::style::{Drawn, Kind, of_code};
use crate::exports::xml::escaped;

/// Millimetres of a pixel at 96 to an inch.
pub const MM: f64 = 25.4 / 96.0;
/// The hatch as `web/src/map/images.ts` paints it, pixels: from one diagonal to the next, and how thick.
const HATCH_DISTANCE: f64 = 5.657;
const HATCH_WIDTH: f64 = 1.25;

/// A symbol for features with this code.
pub fn symbol(name: &str, kind: &str, layers: &[&Drawn], code: &str) -> String {
    let layers: String = layers
        .iter()
        .enumerate()
        .map(|(pass, drawn)| layer(name, pass, drawn, code))
        .collect();
    format!(
        "<symbol type=\"{kind}\" name=\"{}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">{layers}</symbol>",
        escaped(name)
    )
}

/// What a layer of a symbol is made of.
#[derive(Default)]
struct Made {
    class: &'static str,
    options: Vec<(&'static str, String)>,
    expressions: Vec<(&'static str, String)>,
    inside: String,
}

fn layer(symbol: &str, pass: usize, drawn: &Drawn, code: &str) -> String {
    let mut made = match drawn.kind {
        Kind::Fill => fill(drawn, code),
        Kind::Hatch => hatch(symbol, pass, drawn, code),
        Kind::Line => line(drawn, code),
        Kind::Circle => circle(drawn, code),
        Kind::Mark | Kind::Label => mark(drawn, code),
    };
    if let Some(condition) = condition(drawn) {
        made.expressions.push(("enabled", condition));
    }
    let mut text = format!(
        "<layer class=\"{}\" pass=\"{pass}\" locked=\"0\" enabled=\"1\">{}",
        made.class,
        options(&made.options)
    );
    if !made.expressions.is_empty() {
        let _ = write!(
            text,
            "<data_defined_properties>{}</data_defined_properties>",
            computed_of(&made.expressions)
        );
    }
    text + &made.inside + "</layer>"
}

/// When a layer is drawn: its filter, and the zooms between which it is.
fn condition(drawn: &Drawn) -> Option<String> {
    let zoom = expression::of(&Value::from(vec!["zoom"]), 1.0)?;
    let parts: Vec<String> = [
        expression::of(&drawn.style["filter"], 1.0),
        drawn.style["minzoom"]
            .as_f64()
            .map(|from| format!("{zoom} >= {from}")),
        drawn.style["maxzoom"]
            .as_f64()
            .map(|to| format!("{zoom} < {to}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| parts.join(" AND "))
}

fn fill(drawn: &Drawn, code: &str) -> Made {
    let opacity = drawn.paint("fill-opacity").as_f64().unwrap_or(1.0);
    Made {
        class: "SimpleFill",
        options: vec![
            ("color", colour(drawn, code, opacity)),
            ("style", "solid".to_owned()),
            ("outline_style", "no".to_owned()),
        ],
        ..Made::default()
    }
}

fn hatch(symbol: &str, pass: usize, drawn: &Drawn, code: &str) -> Made {
    let opacity = drawn.paint("fill-opacity").as_f64().unwrap_or(1.0);
    let line = [
        ("line_color", colour(drawn, code, opacity)),
        ("line_width", rounded(HATCH_WIDTH * MM)),
        ("line_width_unit", "MM".to_owned()),
        ("capstyle", "flat".to_owned()),
    ];
    Made {
        class: "LinePatternFill",
        options: vec![
            ("angle", "45".to_owned()),
            // Where QGIS can, from 3.24 on: the lines of neighbours join.
            ("coordinate_reference", "viewport".to_owned()),
            ("distance", rounded(HATCH_DISTANCE * MM)),
            ("distance_unit", "MM".to_owned()),
            ("line_width", rounded(HATCH_WIDTH * MM)),
            ("line_width_unit", "MM".to_owned()),
        ],
        inside: format!(
            "<symbol type=\"line\" name=\"@{}@{pass}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">\
             <layer class=\"SimpleLine\" pass=\"0\" locked=\"0\" enabled=\"1\">{}</layer></symbol>",
            escaped(symbol),
            options(&line)
        ),
        ..Made::default()
    }
}

fn line(drawn: &Drawn, code: &str) -> Made {
    let width = drawn.paint("line-width");
    let fixed = expression::fixed(width, MM).unwrap_or(MM);
    let mut made = Made {
        class: "SimpleLine",
        options: vec![
            ("line_color", colour(drawn, code, 1.0)),
            ("line_style", "solid".to_owned()),
            ("line_width", rounded(fixed)),
            ("line_width_unit", "MM".to_owned()),
            ("capstyle", "flat".to_owned()),
            ("joinstyle", "round".to_owned()),
        ],
        ..Made::default()
    };
    let by_zoom = expression::of(width, MM).filter(|_| width.is_array());
    // Dashes are as many times as long as the line is wide.
    if let Some([on, off]) = dashes(drawn) {
        let dash = format!("{};{}", rounded(on * fixed), rounded(off * fixed));
        made.options.extend([
            ("use_custom_dash", "1".to_owned()),
            ("customdash", dash),
            ("customdash_unit", "MM".to_owned()),
        ]);
        if let Some(width) = &by_zoom {
            let dash = format!("concat({on} * ({width}), ';', {off} * ({width}))");
            made.expressions.push(("customDash", dash));
        }
    }
    // Into the area in both.
    let offset = drawn.paint("line-offset");
    if let Some(fixed) = expression::fixed(offset, MM) {
        made.options.push(("offset", rounded(fixed)));
        made.options.push(("offset_unit", "MM".to_owned()));
        if let Some(offset) = expression::of(offset, MM).filter(|_| offset.is_array()) {
            made.expressions.push(("offset", offset));
        }
    }
    made.expressions
        .extend(by_zoom.map(|width| ("outlineWidth", width)));
    made
}

fn dashes(drawn: &Drawn) -> Option<[f64; 2]> {
    let dashes = drawn.paint("line-dasharray").as_array()?;
    Some([dashes.first()?.as_f64()?, dashes.get(1)?.as_f64()?])
}

fn circle(drawn: &Drawn, code: &str) -> Made {
    // The stroke lies around the circle there, half of it on the circle here.
    let stroke = drawn
        .paint("circle-stroke-width")
        .as_f64()
        .unwrap_or_default()
        * MM;
    let radius = drawn.paint("circle-radius");
    let fixed = expression::fixed(radius, 2.0 * MM).unwrap_or(2.0) + stroke;
    let halo = drawn
        .paint("circle-stroke-color")
        .as_str()
        .unwrap_or("#ffffff");
    let by_zoom = expression::of(radius, 2.0 * MM).filter(|_| radius.is_array());
    Made {
        class: "SimpleMarker",
        options: vec![
            ("name", "circle".to_owned()),
            ("color", colour(drawn, code, 1.0)),
            ("outline_color", channels(halo, 1.0)),
            ("outline_width", rounded(stroke)),
            ("outline_width_unit", "MM".to_owned()),
            ("size", rounded(fixed)),
            ("size_unit", "MM".to_owned()),
        ],
        expressions: by_zoom
            .map(|size| ("size", format!("{size} + {}", rounded(stroke))))
            .into_iter()
            .collect(),
        ..Made::default()
    }
}

fn mark(drawn: &Drawn, code: &str) -> Made {
    let size = drawn.layout("text-size");
    let letter = of_code(drawn.layout("text-field"), code).unwrap_or("?");
    let by_zoom = expression::of(size, MM).filter(|_| size.is_array());
    Made {
        class: "FontMarker",
        options: vec![
            ("chr", letter.to_owned()),
            ("font", super::labels::FONT.to_owned()),
            ("color", colour(drawn, code, 1.0)),
            ("outline_width", "0".to_owned()),
            ("size", rounded(expression::fixed(size, MM).unwrap_or(3.0))),
            ("size_unit", "MM".to_owned()),
        ],
        expressions: by_zoom.map(|size| ("size", size)).into_iter().collect(),
        ..Made::default()
    }
}

/// The colour of a layer for a code, as QGIS writes it.
fn colour(drawn: &Drawn, code: &str, opacity: f64) -> String {
    let colour = drawn.colour().and_then(|colour| of_code(colour, code));
    channels(colour.unwrap_or("#000000"), opacity)
}

/// `#rrggbb`, or the name of a hatch that ends so, as `r,g,b,a`.
pub fn channels(colour: &str, opacity: f64) -> String {
    let digits = colour.rsplit('#').next().unwrap_or_default();
    let channel = |at: usize| {
        let pair = digits.get(at..at + 2);
        pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())
            .unwrap_or_default()
    };
    let alpha = (opacity * 255.0).round();
    format!("{},{},{},{alpha}", channel(0), channel(2), channel(4))
}

fn options(all: &[(&str, String)]) -> String {
    let inside: String = all
        .iter()
        .map(|(name, value)| {
            format!(
                "<Option name=\"{name}\" type=\"QString\" value=\"{}\"/>",
                escaped(value)
            )
        })
        .collect();
    format!("<Option type=\"Map\">{inside}</Option>")
}

/// Properties that are computed for each feature.
pub fn computed_of(expressions: &[(&str, String)]) -> String {
    let inside: String = expressions
        .iter()
        .map(|(name, text)| {
            format!(
                "<Option name=\"{name}\" type=\"Map\"><Option name=\"active\" type=\"bool\" value=\"true\"/>\
                 <Option name=\"expression\" type=\"QString\" value=\"{}\"/>\
                 <Option name=\"type\" type=\"int\" value=\"3\"/></Option>",
                escaped(text)
            )
        })
        .collect();
    format!(
        "<Option type=\"Map\"><Option name=\"name\" type=\"QString\" value=\"\"/>\
         <Option name=\"properties\" type=\"Map\">{inside}</Option>\
         <Option name=\"type\" type=\"QString\" value=\"collection\"/></Option>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_written_in_channels() {
        assert_eq!(channels("#a83c00", 1.0), "168,60,0,255");
        assert_eq!(channels("hatch:#0b4f8a", 0.7), "11,79,138,179");
        assert_eq!(channels("red", 1.0), "0,0,0,255");
    }
}
