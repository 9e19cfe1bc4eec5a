//! The entries of a legend: features that the map draws alike.

use std::collections::BTreeSet;

use crate::catalogue::{Collection, Property};
use crate::exports::styles::expression::{column, quoted};
use crate::exports::styles::published::{Drawing, Kind, Layer, Published};

/// What is only roughly known is drawn otherwise, so it is told apart in the legend too.
const CERTAINTY: &str = "boundary_certainty";
const INDICATIVE: &str = "indicative";
/// Said of what is drawn only as long as the map is not near, as the marks of clusters.
const FAR: &str = " (khi thu nhỏ)";

/// Features drawn alike.
#[derive(Debug, Clone)]
pub struct Class {
    pub label: String,
    /// The condition in QGIS; empty for all features.
    pub filter: String,
    /// From this zoom on, and below that; None without end.
    pub zooms: (Option<f64>, Option<f64>),
    /// What draws them, each with its place among all layers of the collection.
    pub layers: Vec<(usize, Layer)>,
}

/// One value of a property, or all those the style does not name.
struct Choice {
    code: Option<String>,
    filter: String,
    label: String,
}

/// The classes of a collection whose file or service has these columns, for one range of zooms after another, the nearest
/// first. At each zoom every feature is in one of them, whatever its values. A column that is absent has no value
/// anywhere; where it is the certainty, all is taken for indicative.
pub fn of(
    published: &Published,
    drawing: &Drawing,
    collection: &Collection,
    columns: &[&Property],
) -> Vec<Class> {
    let layers = drawing.layers.iter().enumerate();
    let drawn: Vec<(usize, Layer)> = layers
        .filter(|(_, layer)| layer.kind != Kind::Label)
        .map(|(place, layer)| (place, layer.clone()))
        .collect();
    let mut edges: Vec<f64> = drawn.iter().flat_map(|(_, l)| l.edges()).collect();
    edges.sort_by(f64::total_cmp);
    edges.dedup();
    let nearest = edges.last().copied();
    let ends = edges.iter().copied().map(Some).chain([None]);
    let begins = std::iter::once(None).chain(edges.iter().copied().map(Some));
    let ranges: Vec<_> = begins.zip(ends).collect();
    let mut classes = Vec::new();
    for zooms in ranges.into_iter().rev() {
        let middle = zooms.0.or(zooms.1.map(|end| end - 1.0)).unwrap_or(0.0);
        let here = drawn.iter().filter(|(_, layer)| layer.is_drawn_at(middle));
        let all = Class {
            label: String::new(),
            filter: String::new(),
            zooms,
            layers: here.cloned().collect(),
        };
        let mut found = all.told_apart(published, columns);
        for class in &mut found {
            if class.label.is_empty() {
                class.label.clone_from(&collection.title_vi);
            }
            if zooms.0 != nearest {
                class.label.push_str(FAR);
            }
        }
        classes.extend(found);
    }
    classes
}

impl Class {
    /// The classes its features fall into.
    fn told_apart(self, published: &Published, columns: &[&Property]) -> Vec<Self> {
        let asked = properties(&self.layers);
        let mut classes = vec![self];
        for (property, codes) in asked {
            let Some(column) = columns.iter().find(|column| column.name == property) else {
                let code = (property == CERTAINTY).then_some(INDICATIVE);
                for class in &mut classes {
                    class.layers = given(&class.layers, &property, code);
                }
                continue;
            };
            let choices = choices(published, column, &codes, &classes[0].layers);
            if choices.len() > 1 {
                classes = classes
                    .iter()
                    .flat_map(|class| choices.iter().map(|choice| class.with(&property, choice)))
                    .collect();
            }
        }
        classes
    }

    fn with(&self, property: &str, choice: &Choice) -> Self {
        let joined = |a: &str, between: &str, b: &str| {
            let both = !a.is_empty() && !b.is_empty();
            format!("{a}{}{b}", if both { between } else { "" })
        };
        Self {
            label: joined(&self.label, " · ", &choice.label),
            filter: joined(&self.filter, " AND ", &choice.filter),
            zooms: self.zooms,
            layers: given(&self.layers, property, choice.code.as_deref()),
        }
    }
}

fn given(layers: &[(usize, Layer)], property: &str, code: Option<&str>) -> Vec<(usize, Layer)> {
    layers
        .iter()
        .filter_map(|(place, layer)| Some((*place, layer.given(property, code)?)))
        .collect()
}

/// What the looks depend on: the properties that colours are chosen by, then the certainty where layers ask for it.
fn properties(layers: &[(usize, Layer)]) -> Vec<(String, BTreeSet<String>)> {
    let mut found = Vec::new();
    for (_, layer) in layers {
        layer.choices(&mut found);
    }
    let asks = |layer: &Layer| {
        layer
            .filter
            .as_ref()
            .is_some_and(|f| f.property == CERTAINTY)
    };
    if layers.iter().any(|(_, layer)| asks(layer)) {
        found.push((
            CERTAINTY.to_owned(),
            BTreeSet::from([INDICATIVE.to_owned()]),
        ));
    }
    found
}

/// The values told apart: those named and drawn otherwise than the rest, in the catalogue's order, then the rest.
fn choices(
    published: &Published,
    column: &Property,
    codes: &BTreeSet<String>,
    layers: &[(usize, Layer)],
) -> Vec<Choice> {
    let property = &column.name;
    let rest = given(layers, property, None);
    let known = column.values.as_deref().unwrap_or_default();
    let word = |code: &String| published.word(property, code).unwrap_or(code).to_owned();
    let is_own = |code: &&String| given(layers, property, Some(code)) != rest;
    let unknown = codes.iter().filter(|code| !known.contains(code));
    let named = known.iter().filter(|code| codes.contains(*code));
    let named: Vec<&String> = named.chain(unknown).filter(is_own).collect();
    let name = self::column(property);
    let mut choices: Vec<Choice> = named
        .iter()
        .map(|code| Choice {
            code: Some((*code).clone()),
            filter: format!("{name} = {}", quoted(code)),
            label: word(code),
        })
        .collect();
    let list: Vec<String> = named.iter().map(|code| quoted(code)).collect();
    let others = known.iter().filter(|code| !named.contains(code));
    let others: Vec<String> = others.map(word).collect();
    choices.push(Choice {
        code: None,
        filter: format!("({name} IS NULL OR {name} NOT IN ({}))", list.join(", ")),
        label: match others.len() {
            0 => "Giá trị khác".to_owned(),
            _ => others.join(" / "),
        },
    });
    choices
}
