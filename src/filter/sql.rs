//! A condition as SQL. Its text is made of words written in this file; names and values are bound.

use postgis::ewkb;
use time::Date;
use tokio_postgres::types::ToSql;

use crate::filter::condition::{Comparison, Condition, Fold, Kind, Scalar, Shape, Spatial};
use crate::geometry::ewkb as binary;

/// A value of a placeholder.
#[derive(Debug, Clone)]
enum Bind {
    Text(String),
    Number(f64),
    Boolean(bool),
    Day(Date),
    Geometry(ewkb::Geometry),
}

/// A piece of the text: words of ours, or the placeholder of a bind.
#[derive(Debug, Clone, Copy)]
enum Piece {
    Words(&'static str),
    Bind(usize),
}

/// Conditions as they are sent.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// On the geometry and the id: an index can serve them.
    direct: Vec<Piece>,
    /// On the properties, which are made once for each feature that is looked at.
    by_properties: Vec<Piece>,
    binds: Vec<Bind>,
}

impl From<Condition> for Written {
    fn from(condition: Condition) -> Self {
        let mut written = Self::default();
        let parts = match condition {
            Condition::All(parts) => parts,
            other => vec![other],
        };
        for part in parts {
            let mut writer = Writer {
                pieces: Vec::new(),
                binds: &mut written.binds,
            };
            writer.say(" AND ");
            writer.condition(&part);
            let pieces = writer.pieces;
            if part.reads_properties() {
                written.by_properties.extend(pieces);
            } else {
                written.direct.extend(pieces);
            }
        }
        written
    }
}

impl Written {
    /// Takes in further conditions.
    pub fn extend(&mut self, other: Self) {
        let shift = self.binds.len();
        let moved = |piece: Piece| match piece {
            Piece::Bind(index) => Piece::Bind(index + shift),
            words @ Piece::Words(_) => words,
        };
        self.direct.extend(other.direct.into_iter().map(moved));
        self.by_properties
            .extend(other.by_properties.into_iter().map(moved));
        self.binds.extend(other.binds);
    }

    /// The conditions, each after an AND, with placeholders from `$first` on.
    pub fn text(&self, first: usize) -> String {
        let mut text = render(&self.direct, first);
        if !self.by_properties.is_empty() {
            // Asked for within, not beside: `f.properties` is an expression that the planner would repeat at each
            // mention of a property, and OFFSET keeps it from doing so.
            text.push_str(" AND (SELECT TRUE");
            text.push_str(&render(&self.by_properties, first));
            text.push_str(" FROM (SELECT f.properties::jsonb AS held OFFSET 0) AS p)");
        }
        text.push('\n');
        text
    }

    pub fn binds(&self) -> impl Iterator<Item = &(dyn ToSql + Sync)> {
        self.binds.iter().map(|bind| match bind {
            Bind::Text(value) => value as &(dyn ToSql + Sync),
            Bind::Number(value) => value,
            Bind::Boolean(value) => value,
            Bind::Day(value) => value,
            Bind::Geometry(value) => value,
        })
    }
}

fn render(pieces: &[Piece], first: usize) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => (*words).to_owned(),
            Piece::Bind(index) => format!("${}", index + first),
        })
        .collect()
}

/// Where a condition is written to.
pub struct Writer<'a> {
    pieces: Vec<Piece>,
    binds: &'a mut Vec<Bind>,
}

impl Writer<'_> {
    pub fn say(&mut self, words: &'static str) {
        self.pieces.push(Piece::Words(words));
    }

    fn bind(&mut self, bind: Bind) {
        self.pieces.push(Piece::Bind(self.binds.len()));
        self.binds.push(bind);
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Constant(value) => self.say(if *value { "TRUE" } else { "FALSE" }),
            Condition::All(parts) => self.joined(parts, " AND "),
            Condition::Any(parts) => self.joined(parts, " OR "),
            Condition::Not(inner) => {
                self.say("(NOT ");
                self.condition(inner);
                self.say(")");
            }
            Condition::Holds(value) => self.scalar(value),
            Condition::Compare(a, comparison, b) => {
                self.pair(a, compared(*comparison), b);
            }
            Condition::Like(a, b) => self.pair(a, " LIKE ", b),
            Condition::Between([value, low, high]) => {
                self.pair(value, " BETWEEN ", low);
                self.unclosed(" AND ", high);
            }
            Condition::In(value, list) => self.one_of(value, list),
            Condition::IsNull(value) => {
                self.say("(");
                self.scalar(value);
                self.say(" IS NULL)");
            }
            Condition::HasNoGeometry => self.say("(f.geom IS NULL)"),
            Condition::Spatial(relation, a, b, srid) => self.spatial(*relation, [a, b], *srid),
            Condition::Temporal(relation, a, b) => self.temporal(*relation, a, b),
        }
    }

    fn joined(&mut self, parts: &[Condition], word: &'static str) {
        self.say("(");
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.say(word);
            }
            self.condition(part);
        }
        self.say(")");
    }

    /// Two values and an operator. Text compares letter by letter, whatever the database sorts by.
    fn pair(&mut self, a: &Scalar, operator: &'static str, b: &Scalar) {
        self.say("(");
        self.scalar(a);
        if a.kind() == Kind::Text {
            self.say(" COLLATE \"C\"");
        }
        self.say(operator);
        self.scalar(b);
        self.say(")");
    }

    /// A third value inside the brackets of a pair.
    fn unclosed(&mut self, operator: &'static str, value: &Scalar) {
        self.pieces.pop();
        self.say(operator);
        self.scalar(value);
        self.say(")");
    }

    fn one_of(&mut self, value: &Scalar, list: &[Scalar]) {
        self.say("(");
        self.scalar(value);
        self.say(if value.kind() == Kind::Text {
            " COLLATE \"C\" = ANY(ARRAY["
        } else {
            " = ANY(ARRAY["
        });
        for (index, item) in list.iter().enumerate() {
            if index > 0 {
                self.say(", ");
            }
            self.scalar(item);
        }
        self.say("]))");
    }

    pub fn scalar(&mut self, scalar: &Scalar) {
        match scalar {
            Scalar::Property { name, kind } => {
                self.say("(p.held ->> ");
                self.bind(Bind::Text(name.clone()));
                self.say(match kind {
                    Kind::Text => "::text)",
                    Kind::Number => "::text)::double precision",
                    Kind::Boolean => "::text)::boolean",
                    Kind::Day => "::text)::date",
                });
            }
            Scalar::Id => self.say("f.id"),
            Scalar::Text(value) => self.cast(Bind::Text(value.clone()), "::text"),
            Scalar::Number(value) => self.cast(Bind::Number(*value), "::double precision"),
            Scalar::Boolean(value) => self.cast(Bind::Boolean(*value), "::boolean"),
            Scalar::Day(value) => self.cast(Bind::Day(*value), "::date"),
            Scalar::Folded(fold, inner) => {
                self.say(match fold {
                    Fold::Case => "spatial.without_case(",
                    Fold::Marks => "spatial.without_marks(",
                });
                self.scalar(inner);
                self.say(")");
            }
        }
    }

    fn cast(&mut self, bind: Bind, kind: &'static str) {
        self.bind(bind);
        self.say(kind);
    }

    /// The boxes are compared first, as an index does; what is disjoint is what does not intersect.
    fn spatial(&mut self, relation: Spatial, [a, b]: [&Shape; 2], srid: i32) {
        let function = match relation {
            Spatial::Intersects | Spatial::Disjoint => " AND ST_Intersects(",
            Spatial::Equals => " AND ST_Equals(",
            Spatial::Touches => " AND ST_Touches(",
            Spatial::Within => " AND ST_Within(",
            Spatial::Overlaps => " AND ST_Overlaps(",
            Spatial::Crosses => " AND ST_Crosses(",
            Spatial::Contains => " AND ST_Contains(",
        };
        self.say(if relation == Spatial::Disjoint {
            "(NOT ("
        } else {
            "("
        });
        let begin = self.pieces.len();
        self.shape(a, srid);
        let middle = self.pieces.len();
        self.say(" && ");
        let after = self.pieces.len();
        self.shape(b, srid);
        let (a, b) = (
            self.pieces[begin..middle].to_vec(),
            self.pieces[after..].to_vec(),
        );
        self.say(function);
        self.pieces.extend(a);
        self.say(", ");
        self.pieces.extend(b);
        self.say(if relation == Spatial::Disjoint {
            ")))"
        } else {
            "))"
        });
    }

    /// Each CRS has its own column. EPSG:3405 and EPSG:5897 differ by a scale only, so what is written in the one
    /// has straight lines in the other.
    fn shape(&mut self, shape: &Shape, srid: i32) {
        match shape {
            Shape::OfFeature => self.say(match srid {
                4326 => "f.geom_84",
                3857 => "f.geom_3857",
                _ => "f.geom",
            }),
            Shape::Written(geometry) => {
                let bind = Bind::Geometry(binary::geometry(geometry, srid));
                let is_stored = matches!(srid, 4326 | 3857 | 5897);
                self.say(if is_stored { "" } else { "ST_Transform(" });
                self.bind(bind);
                self.say(if is_stored {
                    "::geometry"
                } else {
                    "::geometry, 5897)"
                });
            }
        }
    }
}

const fn compared(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => " = ",
        Comparison::NotEqual => " <> ",
        Comparison::Less => " < ",
        Comparison::LessOrEqual => " <= ",
        Comparison::Greater => " > ",
        Comparison::GreaterOrEqual => " >= ",
    }
}
