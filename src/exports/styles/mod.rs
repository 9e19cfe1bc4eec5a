//! Styles for QGIS that look like the map. Nothing is drawn by taste here: colours, widths, dashes, zooms and labels are
//! taken from the style the web map publishes, which the binary carries; a form that is not known is an error, and a
//! test reads the whole style.
//!
//! # Source
//! QML as QGIS 3.22 writes it; later versions read it.

mod classes;
mod colours;
mod element;
mod expression;
mod fields;
mod font;
mod labels;
pub mod layer_definition;
pub mod published;
mod symbol;

use crate::catalogue::{Collection, Property};
use crate::error::Error;
use element::Element;
use published::{Drawing, Published};

/// The oldest QGIS the styles are for.
const VERSION: &str = "3.22.16-Białowieża";

/// A QGIS style for a collection of which a file has these columns; None for what the map does not draw, and in a binary
/// that was built without the map.
///
/// # Errors
/// [`Error::Startup`] when the map's style has a form that is not known here.
pub fn qml(collection: &Collection, columns: &[&Property]) -> Result<Option<String>, Error> {
    let published = Published::load()?;
    let Some(drawing) = published.of(&collection.id) else {
        return Ok(None);
    };
    let root = Element::new("qgis")
        .with_all(&[
            ("version", VERSION),
            ("styleCategories", "Symbology|Labeling|Fields|Forms|MapTips"),
            ("labelsEnabled", "1"),
        ])
        .holding_all(parts(&published, drawing, collection, columns)?);
    let mut text = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n".to_owned();
    root.write(&mut text);
    Ok(Some(text))
}

/// What says how a layer looks, in a style and in a layer definition alike.
fn parts(
    published: &Published,
    drawing: &Drawing,
    collection: &Collection,
    columns: &[&Property],
) -> Result<Vec<Element>, Error> {
    let has = |name: &str| columns.iter().any(|column| column.name == name);
    let mut order = published.drawings.iter();
    let rank = order.position(|each| each.collection == drawing.collection);
    let mut parts = vec![renderer(published, drawing, collection, columns)?];
    parts.extend(labels::labeling(drawing, rank.unwrap_or_default(), has)?);
    parts.push(fields::configuration(published, columns));
    parts.push(fields::aliases(columns));
    let title = ["name", "name_vi"].into_iter().find(|name| has(name));
    let title = title.map(expression::column).unwrap_or_default();
    parts.push(Element::of_text("previewExpression", &title));
    let geometry = if is_of_points(collection) { "0" } else { "2" };
    parts.push(Element::of_text("layerGeometryType", geometry));
    Ok(parts)
}

fn is_of_points(collection: &Collection) -> bool {
    collection.geometry == "MultiPoint"
}

/// The denominator of the scale at a zoom; 0 is without end. QGIS reads whole numbers only.
fn scale(zoom: Option<f64>) -> String {
    format!("{:.0}", zoom.map_or(0.0, expression::denominator))
}

/// A rule for each class, each with its symbol; drawn pass by pass.
fn renderer(
    published: &Published,
    drawing: &Drawing,
    collection: &Collection,
    columns: &[&Property],
) -> Result<Element, Error> {
    let kind = if is_of_points(collection) {
        "marker"
    } else {
        "fill"
    };
    let mut rules = Element::new("rules").with("key", &format!("{{{}}}", collection.id));
    let mut symbols = Element::new("symbols");
    let classes = classes::of(published, drawing, collection, columns);
    for (number, class) in classes.iter().enumerate() {
        let name = number.to_string();
        rules = rules.holding(
            Element::new("rule")
                .with("key", &format!("{{{}-{name}}}", collection.id))
                .with("label", &class.label)
                .with("filter", &class.filter)
                .with("scalemaxdenom", &scale(class.zooms.0))
                .with("scalemindenom", &scale(class.zooms.1))
                .with("symbol", &name),
        );
        symbols = symbols.holding(symbol::symbol(&name, kind, &class.layers)?);
    }
    Ok(Element::new("renderer-v2")
        .with_all(&[
            ("type", "RuleRenderer"),
            ("symbollevels", "1"),
            ("forceraster", "0"),
            ("enableorderby", "0"),
            ("referencescale", "-1"),
        ])
        .holding(rules)
        .holding(symbols))
}
