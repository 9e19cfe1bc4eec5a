//! How the map draws a collection, read from the style it publishes (`style.json`), so that no file can have other
//! colours than the map.

mod expression;
mod labels;
mod qml;
mod symbols;

use std::sync::OnceLock;

use rust_embed::RustEmbed;
use serde_json::Value;

use crate::error::{Error, Said};
pub use qml::document;

#[derive(RustEmbed)]
#[folder = "web/dist/"]
#[include = "style.json"]
#[allow_missing = true]
struct Published;

/// The published style.
#[derive(Debug, Default)]
pub struct Drawing {
    layers: Vec<Drawn>,
    meanings: Value,
}

/// A layer of the style.
#[derive(Debug, Clone)]
pub struct Drawn {
    pub kind: Kind,
    /// The source it is drawn from: a collection, or its labels.
    source: String,
    /// The layer as the style has it.
    pub style: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Fill,
    /// A fill of diagonal lines, which the published style leaves to those who can draw them.
    Hatch,
    Line,
    Circle,
    /// A letter on each feature, however close they are.
    Mark,
    Label,
}

/// What chooses the colour of a collection's features.
#[derive(Debug, Clone, PartialEq)]
pub struct Codes {
    pub property: String,
    /// Codes that have a colour of their own; any other has the last one's.
    pub codes: Vec<String>,
}

impl Drawing {
    /// The style this binary was built with; without the web map nothing is known of how anything is drawn.
    ///
    /// # Errors
    /// [`Error::Startup`] when it cannot be read.
    pub fn published() -> Result<&'static Self, Error> {
        static READ: OnceLock<Option<Drawing>> = OnceLock::new();
        READ.get_or_init(|| {
            let Some(file) = Published::get("style.json") else {
                return Some(Self::default());
            };
            Self::parse(&serde_json::from_slice(&file.data).ok()?)
        })
        .as_ref()
        .ok_or_else(|| Error::startup("the published style of the map cannot be read"))
    }

    fn parse(style: &Value) -> Option<Self> {
        let mut layers: Vec<Drawn> = Vec::new();
        let hatches = style["metadata"]["ccn:hatches"].as_array()?;
        for layer in style["layers"].as_array()? {
            let Some(drawn) = Drawn::parse(layer) else {
                continue;
            };
            let over = hatches.iter().filter(|hatch| hatch["on"] == layer["id"]);
            let over: Vec<Drawn> = over
                .filter_map(|hatch| Drawn::parse(&hatch["layer"]))
                .collect();
            layers.push(drawn);
            layers.extend(over);
        }
        Some(Self {
            layers,
            meanings: style["metadata"]["ccn:meanings"].clone(),
        })
    }

    /// The layers of a collection from the ground up, without its labels.
    pub fn layers(&self, collection: &str) -> Vec<&Drawn> {
        self.layers
            .iter()
            .filter(|drawn| drawn.source == collection)
            .collect()
    }

    /// The labels of a collection.
    pub fn labels(&self, collection: &str) -> Option<&Drawn> {
        let source = format!("{collection}-labels");
        self.layers.iter().find(|drawn| drawn.source == source)
    }

    /// Whether the map shows a collection when it is opened.
    pub fn shown_at_first(&self, collection: &str) -> bool {
        let layers = self.layers(collection);
        let mut shown = layers
            .iter()
            .map(|drawn| &drawn.style["layout"]["visibility"]);
        shown.any(|visibility| visibility != "none")
    }

    /// Collections from the ground up.
    pub fn collections(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for drawn in &self.layers {
            if drawn.kind != Kind::Label && !all.contains(&drawn.source.as_str()) {
                all.push(&drawn.source);
            }
        }
        all
    }

    /// What chooses the colour of its features; None where all have one.
    pub fn codes(&self, collection: &str) -> Option<Codes> {
        let layers = self.layers(collection);
        layers.iter().find_map(|drawn| {
            let colour = drawn.colour()?.as_array()?;
            let property = colour.get(1)?.get(1)?.as_str()?;
            let codes = colour.get(2..colour.len() - 1)?.iter().step_by(2);
            // A code of its own that is drawn and called as any other is no entry of a legend.
            let other = self.meaning(collection, "");
            let codes = codes
                .filter_map(Value::as_str)
                .filter(|code| self.meaning(collection, code) != other);
            Some(Codes {
                property: property.to_owned(),
                codes: codes.map(str::to_owned).collect(),
            })
        })
    }

    /// The words of a code; an empty one is any other.
    pub fn meaning(&self, collection: &str, code: &str) -> Said {
        let said = &self.meanings[collection][code];
        let word = |lang: &str| said[lang].as_str().unwrap_or(code).to_owned();
        Said::new(word("vi"), word("en"))
    }

    /// The strongest colour of features with this code, as `#rrggbb`: that of their outline or mark.
    pub fn ink(&self, collection: &str, code: &str) -> String {
        let layers = self.layers(collection);
        let drawn = layers
            .iter()
            .rev()
            .filter(|d| matches!(d.kind, Kind::Line | Kind::Circle));
        let mut colours = drawn.filter_map(|drawn| of_code(drawn.colour()?, code));
        colours.next().unwrap_or("#444c55").to_owned()
    }

    /// The colour and opacity of areas with this code.
    pub fn fill(&self, collection: &str, code: &str) -> Option<(String, f64)> {
        let layers = self.layers(collection);
        let fill = layers.iter().find(|drawn| drawn.kind == Kind::Fill)?;
        let colour = of_code(fill.colour()?, code)?.to_owned();
        let opacity = &fill.style["paint"]["fill-opacity"];
        Some((colour, opacity.as_f64().unwrap_or(1.0)))
    }
}

impl Drawn {
    fn parse(layer: &Value) -> Option<Self> {
        let source = layer["source"].as_str()?.to_owned();
        let kind = match layer["type"].as_str()? {
            "fill" if !layer["paint"]["fill-pattern"].is_null() => Kind::Hatch,
            "fill" => Kind::Fill,
            "line" => Kind::Line,
            "circle" => Kind::Circle,
            "symbol" if source.ends_with("-labels") => Kind::Label,
            "symbol" => Kind::Mark,
            _ => return None,
        };
        Some(Self {
            kind,
            source,
            style: layer.clone(),
        })
    }

    pub fn paint(&self, name: &str) -> &Value {
        &self.style["paint"][name]
    }

    pub fn layout(&self, name: &str) -> &Value {
        &self.style["layout"][name]
    }

    /// Its colour, one or by code.
    pub fn colour(&self) -> Option<&Value> {
        let name = match self.kind {
            Kind::Fill => "fill-color",
            Kind::Hatch => "fill-pattern",
            Kind::Line => "line-color",
            Kind::Circle => "circle-color",
            Kind::Mark | Kind::Label => "text-color",
        };
        Some(self.paint(name)).filter(|colour| !colour.is_null())
    }
}

/// What a value is for features with this code: `match` chooses, anything else is for all.
pub fn of_code<'a>(value: &'a Value, code: &str) -> Option<&'a str> {
    let Some(all) = value.as_array() else {
        return value.as_str();
    };
    let pairs = all.get(2..all.len().checked_sub(1)?)?;
    let found = pairs.chunks_exact(2).find(|pair| pair[0] == code);
    found.map_or(all.last(), |pair| pair.get(1))?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_code_has_its_own_colour_and_every_other_the_last() {
        let colour = json!(["match", ["get", "kind"], "dike", "#7a4b00", "#7d8791"]);
        assert_eq!(of_code(&colour, "dike"), Some("#7a4b00"));
        assert_eq!(of_code(&colour, "canal"), Some("#7d8791"));
        assert_eq!(of_code(&json!("#ffffff"), "dike"), Some("#ffffff"));
        assert_eq!(of_code(&json!([]), "dike"), None);
    }

    #[test]
    fn hatches_lie_on_the_layer_they_name() {
        let style = json!({
            "layers": [
                { "id": "a-fill", "type": "fill", "source": "a", "paint": { "fill-color": "#111111" } },
                { "id": "a-line", "type": "line", "source": "a", "paint": { "line-color": "#222222" } },
                { "id": "a-label", "type": "symbol", "source": "a-labels" },
            ],
            "metadata": { "ccn:hatches": [{
                "on": "a-fill",
                "layer": { "id": "a-hatch", "type": "fill", "source": "a", "paint": { "fill-pattern": "hatch:#333333" } },
            }] },
        });
        let drawing = Drawing::parse(&style).expect("a style");
        let kinds: Vec<Kind> = drawing.layers("a").iter().map(|drawn| drawn.kind).collect();
        assert_eq!(kinds, [Kind::Fill, Kind::Hatch, Kind::Line]);
        assert!(drawing.labels("a").is_some());
        assert_eq!(drawing.ink("a", ""), "#222222");
    }
}
