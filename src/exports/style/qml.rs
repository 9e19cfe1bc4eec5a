//! A style of QGIS for a collection: how its features are drawn, labelled, and what its fields are called.

use crate::catalogue::Collection;
use crate::exports::style::symbols::symbol;
use crate::exports::style::{Drawing, labels};
use crate::exports::xml::escaped;

/// The style as QML; None where the map does not draw the collection. `first_fields` stand before its properties.
pub fn document(
    drawing: &Drawing,
    collection: &Collection,
    first_fields: &[(&str, &str)],
) -> Option<String> {
    let inside = inside(drawing, collection, first_fields)?;
    Some(format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22\" \
         styleCategories=\"Symbology|Labeling|Fields|Forms\" labelsEnabled=\"{}\" \
         hasScaleBasedVisibilityFlag=\"0\">{inside}</qgis>\n",
        u8::from(drawing.labels(&collection.id).is_some()),
    ))
}

/// What stands inside of a style, or of a layer of a layer definition.
pub fn inside(
    drawing: &Drawing,
    collection: &Collection,
    first_fields: &[(&str, &str)],
) -> Option<String> {
    if drawing.layers(&collection.id).is_empty() {
        return None;
    }
    let is_of_points = collection.geometry == "MultiPoint";
    let labels = drawing
        .labels(&collection.id)
        .map_or(String::new(), |drawn| labels::labelling(drawn, collection));
    let kind = if is_of_points { 0 } else { 2 };
    Some(format!(
        "{}{labels}<blendMode>0</blendMode><layerOpacity>1</layerOpacity><layerGeometryType>{kind}</layerGeometryType>{}",
        renderer(drawing, collection),
        fields(collection, first_fields)
    ))
}

/// A symbol for each code that has a colour, the last for any other; or one for all.
fn renderer(drawing: &Drawing, collection: &Collection) -> String {
    let id = &collection.id;
    let layers = drawing.layers(id);
    let kind = if collection.geometry == "MultiPoint" {
        "marker"
    } else {
        "fill"
    };
    // Symbol levels: the lines of one area lie above the fill of its neighbour, as on the map.
    let begin = |kind: &str, more: &str| {
        format!(
            "<renderer-v2 type=\"{kind}\" symbollevels=\"1\" enableorderby=\"0\" forceraster=\"0\" \
             referencescale=\"-1\"{more}>"
        )
    };
    let Some(found) = drawing.codes(id) else {
        return format!(
            "{}<symbols>{}</symbols></renderer-v2>",
            begin("singleSymbol", ""),
            symbol("0", kind, &layers, "")
        );
    };
    let codes = found.codes.iter().map(String::as_str).chain([""]);
    let (mut categories, mut symbols) = (String::new(), String::new());
    for (index, code) in codes.enumerate() {
        categories.push_str(&format!(
            "<category symbol=\"{index}\" value=\"{}\" label=\"{}\" render=\"true\"/>",
            escaped(code),
            escaped(&drawing.meaning(id, code).vi)
        ));
        symbols.push_str(&symbol(&index.to_string(), kind, &layers, code));
    }
    let attribute = format!(" attr=\"{}\"", escaped(&found.property));
    format!(
        "{}<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>",
        begin("categorizedSymbol", &attribute)
    )
}

/// Titles of the fields, and the expression that names a feature.
fn fields(collection: &Collection, first: &[(&str, &str)]) -> String {
    let properties = collection.properties.iter().map(|property| {
        let unit = property
            .unit
            .as_deref()
            .map_or(String::new(), |unit| format!(" ({unit})"));
        (
            property.name.as_str(),
            format!("{}{unit}", property.title_vi),
        )
    });
    let first = first
        .iter()
        .map(|(name, title)| (*name, (*title).to_owned()));
    let aliases: String = first
        .chain(properties)
        .enumerate()
        .map(|(index, (name, title))| {
            format!(
                "<alias index=\"{index}\" field=\"{}\" name=\"{}\"/>",
                escaped(name),
                escaped(&title)
            )
        })
        .collect();
    let name = ["name", "name_vi"]
        .into_iter()
        .find(|name| collection.property(name).is_some());
    let name = name.map_or("\"id\"".to_owned(), |name| format!("\"{name}\""));
    format!(
        "<aliases>{aliases}</aliases><previewExpression>{}</previewExpression>",
        escaped(&name)
    )
}
