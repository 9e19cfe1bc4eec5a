//! The few forms of expressions that the map's style is written in, and what they are in QGIS.
//!
//! # Source
//! MapLibre style specification, "Expressions"; QGIS user manual, "Expressions".

use std::collections::BTreeSet;
use std::f64::consts::PI;
use std::fmt::Write as _;

use serde_json::Value;

/// What a paint or layout member of a layer may be.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    Text(String),
    Number(f64),
    /// The value of a property.
    Get(String),
    /// By the code in a property.
    Match {
        property: String,
        arms: Vec<(String, Expression)>,
        otherwise: Box<Expression>,
    },
    /// Linear between stops of zoom.
    Interpolate(Vec<(f64, f64)>),
    /// Another from each zoom on.
    Step {
        first: Box<Expression>,
        steps: Vec<(f64, Expression)>,
    },
    Concat(Vec<Expression>),
}

impl Expression {
    /// None for a form that the style did not have when this was written.
    pub fn parse(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(Self::Text(text.clone())),
            Value::Number(number) => number.as_f64().map(Self::Number),
            Value::Array(parts) => match (parts.first()?.as_str()?, &parts[1..]) {
                ("get", [Value::String(property)]) => Some(Self::Get(property.clone())),
                ("match", [input, arms @ .., otherwise]) => Some(Self::Match {
                    property: property(input)?,
                    arms: pairs(arms, |code| Some(code.as_str()?.to_owned()), Self::parse)?,
                    otherwise: Box::new(Self::parse(otherwise)?),
                }),
                ("interpolate", [kind, input, stops @ ..]) if is_linear(kind) && is_zoom(input) => {
                    let stops = pairs(stops, Value::as_f64, Value::as_f64)?;
                    (stops.len() > 1).then_some(Self::Interpolate(stops))
                }
                ("step", [input, first, steps @ ..]) if is_zoom(input) => Some(Self::Step {
                    first: Box::new(Self::parse(first)?),
                    steps: pairs(steps, Value::as_f64, Self::parse)?,
                }),
                ("concat", parts) => parts
                    .iter()
                    .map(Self::parse)
                    .collect::<Option<_>>()
                    .map(Self::Concat),
                _ => None,
            },
            _ => None,
        }
    }

    /// The properties a choice is made by, each with the codes that are named.
    pub fn choices(&self, into: &mut Vec<(String, BTreeSet<String>)>) {
        let Self::Match {
            property,
            arms,
            otherwise,
        } = self
        else {
            return;
        };
        let codes = arms.iter().map(|(code, _)| code.clone());
        match into.iter_mut().find(|(known, _)| known == property) {
            Some((_, known)) => known.extend(codes),
            None => into.push((property.clone(), codes.collect())),
        }
        for (_, arm) in arms {
            arm.choices(into);
        }
        otherwise.choices(into);
    }

    /// The columns the value is made of.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::Text(_) | Self::Number(_) | Self::Interpolate(_) => Vec::new(),
            Self::Get(property) => vec![property],
            Self::Match {
                property,
                arms,
                otherwise,
            } => {
                let arms = arms.iter().flat_map(|(_, arm)| arm.columns());
                let first = std::iter::once(property.as_str());
                first.chain(arms).chain(otherwise.columns()).collect()
            }
            Self::Step { first, steps } => {
                let steps = steps.iter().flat_map(|(_, step)| step.columns());
                first.columns().into_iter().chain(steps).collect()
            }
            Self::Concat(parts) => parts.iter().flat_map(Self::columns).collect(),
        }
    }

    /// What is left where a property has this code, or (`None`) one that is named nowhere.
    #[must_use]
    pub fn given(&self, property: &str, code: Option<&str>) -> Self {
        match self {
            Self::Match {
                property: asked,
                arms,
                otherwise,
            } if asked == property => {
                let arm = arms.iter().find(|(known, _)| Some(known.as_str()) == code);
                arm.map_or(&**otherwise, |(_, arm)| arm)
                    .given(property, code)
            }
            other => other.clone(),
        }
    }

    /// The same with every number multiplied, as from pixels to millimetres.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        match self {
            Self::Number(number) => Self::Number(number * factor),
            Self::Interpolate(stops) => {
                Self::Interpolate(stops.iter().map(|(z, n)| (*z, n * factor)).collect())
            }
            other => other.clone(),
        }
    }

    /// The same with every number larger by this.
    #[must_use]
    pub fn plus(&self, more: f64) -> Self {
        match self {
            Self::Number(number) => Self::Number(number + more),
            Self::Interpolate(stops) => {
                Self::Interpolate(stops.iter().map(|(z, n)| (*z, n + more)).collect())
            }
            other => other.clone(),
        }
    }

    /// The number at a zoom; None for what is no number there.
    pub fn number_at(&self, zoom: f64) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Interpolate(stops) => {
                let (first, last) = (stops.first()?, stops.last()?);
                let pair = stops
                    .windows(2)
                    .find(|pair| pair[0].0 <= zoom && zoom < pair[1].0);
                Some(match pair {
                    Some([(z0, n0), (z1, n1)]) => n0 + (n1 - n0) * (zoom - z0) / (z1 - z0),
                    _ if zoom < first.0 => first.1,
                    _ => last.1,
                })
            }
            _ => None,
        }
    }

    /// The text of the same expression in QGIS.
    pub fn in_qgis(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Number(number) => rounded(*number),
            Self::Get(property) => column(property),
            Self::Match {
                property,
                arms,
                otherwise,
            } => {
                let property = column(property);
                let mut text = String::from("CASE");
                for (code, arm) in arms {
                    let _ = write!(
                        text,
                        " WHEN {property} = {} THEN {}",
                        quoted(code),
                        arm.in_qgis()
                    );
                }
                format!("{text} ELSE {} END", otherwise.in_qgis())
            }
            Self::Interpolate(stops) => interpolated(stops),
            Self::Step { first, steps } => {
                let mut text = String::from("CASE");
                for (zoom, step) in steps.iter().rev() {
                    let _ = write!(text, " WHEN {} THEN {}", from_zoom(*zoom), step.in_qgis());
                }
                format!("{text} ELSE {} END", first.in_qgis())
            }
            Self::Concat(parts) => {
                let parts: Vec<String> = parts.iter().map(Self::in_qgis).collect();
                format!("concat({})", parts.join(", "))
            }
        }
    }
}

fn pairs<A, B>(
    values: &[Value],
    first: impl Fn(&Value) -> Option<A>,
    second: impl Fn(&Value) -> Option<B>,
) -> Option<Vec<(A, B)>> {
    let pairs = values.chunks(2).map(|pair| match pair {
        [a, b] => Some((first(a)?, second(b)?)),
        _ => None,
    });
    pairs.collect()
}

/// The property that `["get", …]` names.
pub fn property(value: &Value) -> Option<String> {
    match Expression::parse(value)? {
        Expression::Get(property) => Some(property),
        _ => None,
    }
}

fn is_linear(value: &Value) -> bool {
    value == &serde_json::json!(["linear"])
}

fn is_zoom(value: &Value) -> bool {
    value == &serde_json::json!(["zoom"])
}

/// Linear between stops, level beyond the first and the last.
fn interpolated(stops: &[(f64, f64)]) -> String {
    let zoom = format!("log(2, {} / @map_scale)", rounded(denominator(0.0)));
    let part = |pair: &[(f64, f64)]| match pair {
        [(z0, n0), (z1, n1)] => format!(
            "scale_linear({zoom}, {}, {}, {}, {})",
            rounded(*z0),
            rounded(*z1),
            rounded(*n0),
            rounded(*n1)
        ),
        _ => String::new(),
    };
    let mut parts: Vec<&[(f64, f64)]> = stops.windows(2).collect();
    let last = parts.pop().map_or(String::new(), part);
    if parts.is_empty() {
        return last;
    }
    let mut text = String::from("CASE");
    for pair in parts {
        let until = pair.last().map_or(0.0, |(zoom, _)| *zoom);
        let _ = write!(text, " WHEN NOT {} THEN {}", from_zoom(until), part(pair));
    }
    format!("{text} ELSE {last} END")
}

/// That the map is drawn at this zoom or nearer.
pub fn from_zoom(zoom: f64) -> String {
    format!("(@map_scale <= {})", rounded(denominator(zoom)))
}

/// The denominator of the scale that a zoom of the web map has in the middle of Hà Nội (21° north) on a screen of
/// 96 pixels an inch: the world is 512 pixels wide at zoom 0 and twice as wide at each zoom more.
pub fn denominator(zoom: f64) -> f64 {
    const EQUATOR_M: f64 = 2.0 * PI * 6_378_137.0;
    const PIXEL_M: f64 = 0.0254 / 96.0;
    EQUATOR_M * 21.0_f64.to_radians().cos() / (512.0 * PIXEL_M * zoom.exp2())
}

/// A number of at most four decimals.
pub fn rounded(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

pub fn column(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: &Value) -> Expression {
        Expression::parse(value).expect("a form the style has")
    }

    #[test]
    fn a_choice_by_a_code_becomes_a_case_and_a_constant_where_the_code_is_known() {
        let color = read(&json!([
            "match",
            ["get", "kind"],
            "dike",
            "#111111",
            "#222222"
        ]));
        assert_eq!(
            color.in_qgis(),
            "CASE WHEN \"kind\" = 'dike' THEN '#111111' ELSE '#222222' END"
        );
        assert_eq!(
            color.given("kind", Some("dike")),
            Expression::Text("#111111".to_owned())
        );
        assert_eq!(
            color.given("kind", None),
            Expression::Text("#222222".to_owned())
        );
        assert_eq!(color.given("name", None), color);
    }

    #[test]
    fn a_width_by_zoom_becomes_a_width_by_scale() {
        let width = read(&json!(["interpolate", ["linear"], ["zoom"], 8, 1, 14, 4]));
        assert_eq!(width.number_at(11.0), Some(2.5));
        assert_eq!(
            (width.number_at(3.0), width.number_at(20.0)),
            (Some(1.0), Some(4.0))
        );
        let text = width.times(0.5).in_qgis();
        assert!(text.starts_with("scale_linear(log(2, 276"), "{text}");
        assert!(text.ends_with("/ @map_scale), 8, 14, 0.5, 2)"), "{text}");
        assert!((denominator(12.0) - 67_430.0).abs() < 10.0);
    }

    #[test]
    fn what_is_none_of_the_forms_is_not_read() {
        for strange in [
            json!(["interpolate", ["exponential", 2], ["zoom"], 8, 1, 14, 4]),
            json!(["interpolate", ["linear"], ["get", "area"], 8, 1, 14, 4]),
            json!(["match", ["zoom"], "a", 1, 2]),
            json!(["case", true, 1, 2]),
            json!(["match", ["get", "a"], ["x", "y"], 1, 2]),
            json!(null),
            json!([]),
        ] {
            assert_eq!(Expression::parse(&strange), None, "{strange}");
        }
    }
}
