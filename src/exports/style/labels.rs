//! Labels of QGIS from a label layer of the map's style.

use crate::catalogue::Collection;
use crate::exports::style::Drawn;
use crate::exports::style::expression::{self, rounded};
use crate::exports::style::symbols::{MM, channels, computed_of};
use crate::exports::xml::escaped;

/// A font that QGIS brings along and that has every Vietnamese letter; that of the map would have to be installed.
pub const FONT: &str = "Open Sans";
/// Around a point, and over the middle of an area.
const AROUND: u8 = 0;
const OVER: u8 = 1;

/// The labelling of a layer.
pub fn labelling(drawn: &Drawn, collection: &Collection) -> String {
    let is_of_points = collection.geometry == "MultiPoint";
    let (size, colour) = (drawn.layout("text-size"), drawn.paint("text-color"));
    let field = expression::of(drawn.layout("text-field"), 1.0).unwrap_or_default();
    // What tiles call the name of a commune is its full one.
    let has_full_name = collection.property("full_name").is_some();
    let field = if has_full_name && field == "\"name\"" {
        "\"full_name\"".to_owned()
    } else {
        field
    };
    let bold = drawn.layout("text-font").to_string().contains("SemiBold");
    let fixed_colour = colour.as_str().unwrap_or("#000000");
    let halo = drawn.paint("text-halo-color").as_str().unwrap_or("#ffffff");
    let halo_width = drawn.paint("text-halo-width").as_f64().unwrap_or(1.0);
    // A label that may stand on any side of its area stands beside its mark.
    let beside = is_of_points || drawn.layout("text-variable-anchor").is_array();
    let placement = if beside { AROUND } else { OVER };
    let letters = drawn.layout("text-max-width").as_f64().unwrap_or(8.0) * 2.0;
    let scale = |zoom: &str| drawn.style[zoom].as_f64().map(expression::scale);
    let (min, max) = (
        scale("maxzoom").unwrap_or(0.0),
        scale("minzoom").unwrap_or(0.0),
    );
    let mut computed = Vec::new();
    if let Some(size) = expression::of(size, MM).filter(|_| size.is_array()) {
        computed.push(("Size", size));
    }
    if let Some(colour) = expression::of(colour, 1.0).filter(|_| colour.is_array()) {
        computed.push(("Color", colour));
    }
    format!(
        "<labeling type=\"simple\"><settings calloutType=\"simple\">\
         <text-style fieldName=\"{}\" isExpression=\"1\" fontFamily=\"{FONT}\" fontWeight=\"{}\" fontSize=\"{}\" \
         fontSizeUnit=\"MM\" textColor=\"{}\" textOpacity=\"1\" multilineHeight=\"1\">\
         <text-buffer bufferDraw=\"1\" bufferSize=\"{}\" bufferSizeUnits=\"MM\" bufferColor=\"{}\" bufferOpacity=\"1\" \
         bufferNoFill=\"1\" bufferJoinStyle=\"128\"/></text-style>\
         <text-format autoWrapLength=\"{letters}\" useMaxLineLengthForAutoWrap=\"1\" multilineAlign=\"1\" wrapChar=\"\"/>\
         <placement placement=\"{placement}\" quadOffset=\"4\" dist=\"{}\" distUnits=\"MM\" centroidWhole=\"1\" \
         centroidInside=\"1\" priority=\"5\" offsetUnits=\"MM\" polygonPlacementFlags=\"2\"/>\
         <rendering drawLabels=\"1\" scaleVisibility=\"{}\" scaleMin=\"{min:.0}\" scaleMax=\"{max:.0}\" obstacle=\"1\" \
         labelPerPart=\"0\"/><dd_properties>{}</dd_properties></settings></labeling>",
        escaped(&field),
        if bold { 63 } else { 50 },
        rounded(expression::fixed(size, MM).unwrap_or(3.0)),
        channels(fixed_colour, 1.0),
        rounded(halo_width * MM),
        channels(halo, 1.0),
        rounded(if beside { 8.0 * MM } else { 0.0 }),
        u8::from(max > 0.0),
        computed_of(&computed),
    )
}
