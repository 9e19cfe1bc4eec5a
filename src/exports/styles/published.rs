//! The map's own style as it is published: the layers of each collection, in drawing order, with the hatches that the
//! style file itself leaves out.

use std::collections::{BTreeMap, BTreeSet};

use rust_embed::RustEmbed;
use serde_json::{Map, Value};

use crate::error::Error;
use crate::exports::styles::expression::{Expression, property};

#[derive(RustEmbed)]
#[folder = "web/dist/"]
#[include = "style.json"]
#[allow_missing = true]
struct Web;

/// Beyond every zoom there is.
const NO_MAXZOOM: f64 = 24.0;

/// Members that are lists of plain values, not expressions.
const LISTS: [&str; 3] = ["line-dasharray", "text-font", "text-offset"];

/// Members that QGIS needs not be told: joins are round or it does not show, labels keep apart and are aligned by
/// themselves, and the positions a label may dodge to are its own.
const LEFT_OUT: [&str; 8] = [
    "visibility",
    "line-join",
    "text-padding",
    "text-justify",
    "text-allow-overlap",
    "text-ignore-placement",
    "text-variable-anchor-offset",
    "text-variable-anchor",
];

/// Members that are expressions.
const EXPRESSIONS: [&str; 18] = [
    "fill-color",
    "fill-opacity",
    "fill-pattern",
    "line-color",
    "line-width",
    "line-offset",
    "circle-color",
    "circle-radius",
    "circle-stroke-color",
    "circle-stroke-width",
    "text-field",
    "text-size",
    "text-color",
    "text-halo-color",
    "text-halo-width",
    "text-max-width",
    "text-radial-offset",
    "text-anchor",
];

/// The style, and what its codes mean.
#[derive(Debug, Clone, Default)]
pub struct Published {
    /// One for each collection, from the ground up.
    pub drawings: Vec<Drawing>,
    /// Vietnamese words by property and code.
    words: BTreeMap<String, BTreeMap<String, String>>,
}

/// How the map draws a collection.
#[derive(Debug, Clone)]
pub struct Drawing {
    pub collection: String,
    /// From the ground up.
    pub layers: Vec<Layer>,
    /// Whether the map shows it when it is opened.
    pub is_shown: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Fill,
    Line,
    Circle,
    /// Text set on each feature, as the signs of plants.
    Sign,
    /// Text set where there is room.
    Label,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    pub id: String,
    pub kind: Kind,
    /// From this zoom on, and below that.
    pub zooms: (f64, f64),
    pub filter: Option<Condition>,
    members: BTreeMap<String, Expression>,
    lists: BTreeMap<String, Vec<Value>>,
}

/// That a property has a value, or has not.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    pub property: String,
    pub value: Value,
    pub holds: bool,
}

impl Published {
    /// The style this binary carries; one without drawings when it was built without the web map.
    ///
    /// # Errors
    /// [`Error::Startup`] when the style has a form that is not known here.
    pub fn load() -> Result<Self, Error> {
        let Some(file) = Web::get("style.json") else {
            return Ok(Self::default());
        };
        let style: Value = serde_json::from_slice(&file.data)
            .map_err(|source| Error::startup_from("the map's style cannot be read", source))?;
        Self::parse(&style)
    }

    /// # Errors
    /// [`Error::Startup`] naming the layer and the form that is not known here.
    pub fn parse(style: &Value) -> Result<Self, Error> {
        let metadata = &style["metadata"];
        let hatches = metadata["ccn:hatches"].as_array();
        let mut drawings: Vec<Drawing> = Vec::new();
        for layer in style["layers"].as_array().into_iter().flatten() {
            let Some(source) = layer["source"].as_str() else {
                continue;
            };
            let collection = source.strip_suffix("-labels").unwrap_or(source);
            let place = drawings.iter().position(|d| d.collection == collection);
            let place = place.unwrap_or_else(|| {
                drawings.push(Drawing {
                    collection: collection.to_owned(),
                    layers: Vec::new(),
                    is_shown: layer["layout"]["visibility"] != "none",
                });
                drawings.len() - 1
            });
            let over = hatches.into_iter().flatten();
            let over = over.filter(|hatch| hatch["on"] == layer["id"]);
            for each in std::iter::once(layer).chain(over.map(|hatch| &hatch["layer"])) {
                drawings[place].layers.push(Layer::parse(each)?);
            }
        }
        let words = serde_json::from_value::<BTreeMap<String, BTreeMap<String, Value>>>(
            metadata["ccn:meanings"].clone(),
        );
        let words = words.unwrap_or_default().into_iter().map(|(name, codes)| {
            let text = |meaning: Value| meaning["vi"].as_str().unwrap_or_default().to_owned();
            let codes = codes.into_iter().map(|(code, said)| (code, text(said)));
            (name, codes.collect())
        });
        Ok(Self {
            drawings,
            words: words.collect(),
        })
    }

    pub fn of(&self, collection: &str) -> Option<&Drawing> {
        self.drawings
            .iter()
            .find(|drawing| drawing.collection == collection)
    }

    /// The word for a code; None for what is a word itself, such as `xã`.
    pub fn word(&self, property: &str, code: &str) -> Option<&str> {
        self.words.get(property)?.get(code).map(String::as_str)
    }
}

impl Layer {
    fn parse(layer: &Value) -> Result<Self, Error> {
        let id = layer["id"].as_str().unwrap_or_default().to_owned();
        let refuse = |what: &str| {
            Error::startup(format!(
                "layer `{id}` of the map's style has a form unknown to its QGIS style: {what}"
            ))
        };
        let is_label = layer["source"]
            .as_str()
            .is_some_and(|source| source.ends_with("-labels"));
        let kind = match layer["type"].as_str() {
            Some("fill") => Kind::Fill,
            Some("line") => Kind::Line,
            Some("circle") => Kind::Circle,
            Some("symbol") if is_label => Kind::Label,
            Some("symbol") => Kind::Sign,
            _ => return Err(refuse(&layer["type"].to_string())),
        };
        let mut members = BTreeMap::new();
        let mut lists = BTreeMap::new();
        let empty = Map::new();
        for part in ["paint", "layout"] {
            for (name, value) in layer[part].as_object().unwrap_or(&empty) {
                if LISTS.contains(&name.as_str()) {
                    let list = value.as_array().cloned();
                    lists.insert(name.clone(), list.ok_or_else(|| refuse(name))?);
                } else if EXPRESSIONS.contains(&name.as_str()) {
                    let read = Expression::parse(value);
                    members.insert(name.clone(), read.ok_or_else(|| refuse(name))?);
                } else if !LEFT_OUT.contains(&name.as_str()) {
                    return Err(refuse(name));
                }
            }
        }
        let filter = match &layer["filter"] {
            Value::Null => None,
            filter => Some(Condition::parse(filter).ok_or_else(|| refuse("filter"))?),
        };
        let zoom = |name: &str, otherwise| layer[name].as_f64().unwrap_or(otherwise);
        Ok(Self {
            zooms: (zoom("minzoom", 0.0), zoom("maxzoom", NO_MAXZOOM)),
            id,
            kind,
            filter,
            members,
            lists,
        })
    }

    pub fn get(&self, member: &str) -> Option<&Expression> {
        self.members.get(member)
    }

    /// A member that is a plain text.
    pub fn text(&self, member: &str) -> Option<&str> {
        match self.members.get(member)? {
            Expression::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A member, or this number where the style has none.
    pub fn number_or(&self, member: &str, otherwise: f64) -> Expression {
        let own = self.members.get(member).cloned();
        own.unwrap_or(Expression::Number(otherwise))
    }

    pub fn list(&self, member: &str) -> &[Value] {
        self.lists.get(member).map_or(&[], Vec::as_slice)
    }

    pub fn numbers(&self, member: &str) -> Vec<f64> {
        self.list(member).iter().filter_map(Value::as_f64).collect()
    }

    pub fn is_drawn_at(&self, zoom: f64) -> bool {
        self.zooms.0 <= zoom && zoom < self.zooms.1
    }

    pub fn has_maxzoom(&self) -> bool {
        self.zooms.1 < NO_MAXZOOM
    }

    /// The zooms at which it appears and disappears, those that it has.
    pub fn edges(&self) -> impl Iterator<Item = f64> {
        let from = (self.zooms.0 > 0.0).then_some(self.zooms.0);
        let until = self.has_maxzoom().then_some(self.zooms.1);
        from.into_iter().chain(until)
    }

    /// The properties its looks depend on, each with the codes that are named.
    pub fn choices(&self, into: &mut Vec<(String, BTreeSet<String>)>) {
        for member in self.members.values() {
            member.choices(into);
        }
    }

    /// The layer where a property has this code, or (`None`) one that is named nowhere; None if it draws nothing there.
    pub fn given(&self, property: &str, code: Option<&str>) -> Option<Self> {
        let mut layer = self.clone();
        if let Some(filter) = &self.filter
            && filter.property == property
        {
            if (filter.value.as_str() == code) != filter.holds {
                return None;
            }
            layer.filter = None;
        }
        for member in layer.members.values_mut() {
            *member = member.given(property, code);
        }
        Some(layer)
    }
}

impl Condition {
    fn parse(filter: &Value) -> Option<Self> {
        let [operator, input, value] = &filter.as_array()?[..] else {
            return None;
        };
        let holds = match operator.as_str()? {
            "==" => true,
            "!=" => false,
            _ => return None,
        };
        Some(Self {
            property: property(input)?,
            value: (value.is_string() || value.is_boolean()).then(|| value.clone())?,
            holds,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn style(layer: &Value) -> Result<Published, Error> {
        Published::parse(
            &json!({ "layers": [{ "id": "background", "type": "background" }, layer] }),
        )
    }

    #[test]
    fn the_style_of_the_map_has_no_form_that_is_not_known() {
        let published = Published::load().expect("known forms");
        assert!(!published.drawings.is_empty(), "the web map is built first");
    }

    #[test]
    fn a_form_that_is_not_known_is_an_error_that_names_the_layer() {
        let layer = |name: &str, value: Value| json!({ "id": "x-fill", "type": "fill", "source": "x", "paint": { name: value } });
        assert!(style(&layer("fill-color", json!("#111111"))).is_ok());
        for strange in [
            layer("fill-translate", json!([1, 1])),
            layer("fill-color", json!(["case", true, "#111111", "#222222"])),
            json!({ "id": "x-fill", "type": "heatmap", "source": "x" }),
            json!({ "id": "x-fill", "type": "fill", "source": "x", "filter": ["all", true] }),
            json!({ "id": "x-fill", "type": "fill", "source": "x", "filter": [">", ["get", "a"], 1] }),
        ] {
            let error = style(&strange).expect_err("unknown").to_string();
            assert!(error.contains("`x-fill`"), "{error}");
        }
    }

    #[test]
    fn a_hatch_lies_right_above_the_layer_it_names() {
        let layer = |id: &str, color: &str| json!({ "id": id, "type": "fill", "source": "x", "paint": { color: "#111111" } });
        let style = json!({
            "layers": [layer("x-fill", "fill-color"), layer("x-top", "fill-color")],
            "metadata": { "ccn:hatches": [{ "on": "x-fill", "layer": layer("x-hatch", "fill-pattern") }] },
        });
        let published = Published::parse(&style).expect("known forms");
        let ids = published.of("x").expect("a drawing").layers.iter();
        let ids: Vec<&str> = ids.map(|layer| layer.id.as_str()).collect();
        assert_eq!(ids, ["x-fill", "x-hatch", "x-top"]);
    }
}
