//! A condition of a known collection: every name is one of its queryables, every operand has a type.

use geo::Geometry;
use time::Date;

/// What an operand is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Boolean,
    Day,
}

impl Kind {
    /// The kind of a property's values; none where they are lists or objects.
    pub fn of(json_type: &str) -> Option<Self> {
        Some(match json_type {
            "string" => Self::Text,
            "number" | "integer" => Self::Number,
            "boolean" => Self::Boolean,
            "date" => Self::Day,
            _ => return None,
        })
    }

    pub const fn vi(self) -> &'static str {
        match self {
            Self::Text => "văn bản",
            Self::Number => "số",
            Self::Boolean => "đúng/sai",
            Self::Day => "ngày",
        }
    }

    pub const fn en(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::Day => "a date",
        }
    }
}

/// One value, of a feature or written.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    Property {
        name: String,
        kind: Kind,
    },
    /// The id of the feature.
    Id,
    /// NFC, as all text of the register.
    Text(String),
    Number(f64),
    Boolean(bool),
    Day(Date),
    Folded(Fold, Box<Scalar>),
}

impl Scalar {
    pub fn kind(&self) -> Kind {
        match self {
            Self::Property { kind, .. } => *kind,
            Self::Id | Self::Text(_) | Self::Folded(..) => Kind::Text,
            Self::Number(_) => Kind::Number,
            Self::Boolean(_) => Kind::Boolean,
            Self::Day(_) => Kind::Day,
        }
    }

    /// Whether it is read from the properties of a feature.
    pub fn is_of_properties(&self) -> bool {
        match self {
            Self::Property { .. } => true,
            Self::Folded(_, inner) => inner.is_of_properties(),
            _ => false,
        }
    }
}

/// What makes no difference in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// Capitals.
    Case,
    /// Diacritics, and `đ` beside `d`.
    Marks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    pub fn of(operator: &str) -> Option<Self> {
        Some(match operator {
            "=" => Self::Equal,
            "<>" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            _ => return None,
        })
    }

    /// Whether it asks only if two values are the same.
    pub const fn is_of_sameness(self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual)
    }
}

/// How two geometries lie to each other.
///
/// # Source
/// The relations of OGC 06-103r4 (Simple Features), as CQL2 names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spatial {
    Intersects,
    Disjoint,
    Equals,
    Touches,
    Within,
    Overlaps,
    Crosses,
    Contains,
}

impl Spatial {
    pub const ALL: [(&str, Self); 8] = [
        ("s_intersects", Self::Intersects),
        ("s_disjoint", Self::Disjoint),
        ("s_equals", Self::Equals),
        ("s_touches", Self::Touches),
        ("s_within", Self::Within),
        ("s_overlaps", Self::Overlaps),
        ("s_crosses", Self::Crosses),
        ("s_contains", Self::Contains),
    ];
}

/// The geometry of the feature, or one written, in x, y order.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    OfFeature,
    Written(Geometry),
}

/// An end of a span of days.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    Open,
    Day(Scalar),
}

/// Days from the first to the last, both within it; an instant is the span of its day.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    pub first: End,
    pub last: End,
}

/// How two spans lie to each other; the relations of Allen's algebra, `Intersects` and `Disjoint`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Temporal {
    After,
    Before,
    Contains,
    Disjoint,
    During,
    Equals,
    FinishedBy,
    Finishes,
    Intersects,
    Meets,
    MetBy,
    OverlappedBy,
    Overlaps,
    StartedBy,
    Starts,
}

impl Temporal {
    pub const ALL: [(&str, Self); 15] = [
        ("t_after", Self::After),
        ("t_before", Self::Before),
        ("t_contains", Self::Contains),
        ("t_disjoint", Self::Disjoint),
        ("t_during", Self::During),
        ("t_equals", Self::Equals),
        ("t_finishedBy", Self::FinishedBy),
        ("t_finishes", Self::Finishes),
        ("t_intersects", Self::Intersects),
        ("t_meets", Self::Meets),
        ("t_metBy", Self::MetBy),
        ("t_overlappedBy", Self::OverlappedBy),
        ("t_overlaps", Self::Overlaps),
        ("t_startedBy", Self::StartedBy),
        ("t_starts", Self::Starts),
    ];
}

#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    Constant(bool),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    /// A value that is true or false by itself.
    Holds(Scalar),
    Compare(Scalar, Comparison, Scalar),
    /// A text and a pattern of `%`, `_` and `\`.
    Like(Scalar, Scalar),
    Between([Scalar; 3]),
    In(Scalar, Vec<Scalar>),
    IsNull(Scalar),
    HasNoGeometry,
    Spatial(Spatial, Shape, Shape, i32),
    Temporal(Temporal, Span, Span),
}

impl Condition {
    /// Whether it reads any of the properties of a feature, which are made for each feature that is looked at.
    pub fn reads_properties(&self) -> bool {
        let of_end = |end: &End| matches!(end, End::Day(day) if day.is_of_properties());
        let of_span = |span: &Span| of_end(&span.first) || of_end(&span.last);
        match self {
            Self::Constant(_) | Self::HasNoGeometry | Self::Spatial(..) => false,
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::reads_properties),
            Self::Not(inner) => inner.reads_properties(),
            Self::Holds(value) | Self::IsNull(value) => value.is_of_properties(),
            Self::Compare(a, _, b) | Self::Like(a, b) => {
                a.is_of_properties() || b.is_of_properties()
            }
            Self::Between(values) => values.iter().any(Scalar::is_of_properties),
            Self::In(value, list) => {
                value.is_of_properties() || list.iter().any(Scalar::is_of_properties)
            }
            Self::Temporal(_, a, b) => of_span(a) || of_span(b),
        }
    }
}
