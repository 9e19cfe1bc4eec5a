//! The colours of the map for formats that draw an area in one colour, by one code: KML, DXF.

use crate::exports::styles::expression::Expression;
use crate::exports::styles::published::{Drawing, Kind, Layer, Published};

/// What chooses the colour of a collection's features.
#[derive(Debug, Clone, PartialEq)]
pub struct Codes {
    pub property: String,
    /// Codes that are drawn in their own way; any other is drawn in one.
    pub codes: Vec<String>,
}

impl Published {
    /// What chooses the colour of its features; None where all have one.
    pub fn codes(&self, collection: &str) -> Option<Codes> {
        let drawing = self.of(collection)?;
        let mut choices = Vec::new();
        for layer in drawing.without_labels() {
            layer.choices(&mut choices);
        }
        let (property, named) = choices.into_iter().next()?;
        let given = |code: Option<&str>| -> Vec<Option<Layer>> {
            let layers = drawing.without_labels();
            layers.map(|layer| layer.given(&property, code)).collect()
        };
        let other = given(None);
        let codes = named
            .into_iter()
            .filter(|code| given(Some(code.as_str())) != other)
            .collect();
        Some(Codes { property, codes })
    }

    /// The strongest colour of features with this code, as `#rrggbb`: that of their outline or mark. None for what the
    /// map does not draw.
    pub fn ink(&self, collection: &str, code: &str) -> Option<String> {
        let codes = self.codes(collection);
        let layers = self.of(collection)?.layers.iter().rev();
        let mut lines = layers.filter_map(|layer| match layer.kind {
            Kind::Line => colour(layer, "line-color", codes.as_ref(), code),
            Kind::Circle => colour(layer, "circle-color", codes.as_ref(), code),
            _ => None,
        });
        lines.next()
    }

    /// The colour of areas with this code, and how opaque it is from 0 to 1.
    pub fn fill(&self, collection: &str, code: &str) -> Option<(String, f64)> {
        let codes = self.codes(collection);
        let mut layers = self.of(collection)?.layers.iter();
        let fill = layers.find(|layer| layer.get("fill-color").is_some())?;
        let opacity = fill.number_or("fill-opacity", 1.0);
        let Expression::Number(opacity) = opacity else {
            return None;
        };
        Some((colour(fill, "fill-color", codes.as_ref(), code)?, opacity))
    }
}

impl Drawing {
    pub fn without_labels(&self) -> impl Iterator<Item = &Layer> {
        self.layers.iter().filter(|layer| layer.kind != Kind::Label)
    }
}

fn colour(layer: &Layer, member: &str, codes: Option<&Codes>, code: &str) -> Option<String> {
    let expression = layer.get(member)?;
    let given = codes.map(|codes| expression.given(&codes.property, Some(code)));
    match given.as_ref().unwrap_or(expression) {
        Expression::Text(hex) => Some(hex.clone()),
        _ => None,
    }
}
