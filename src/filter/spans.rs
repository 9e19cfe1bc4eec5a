//! How two spans of days lie to each other, as SQL.

use crate::filter::condition::{End, Span, Temporal};
use crate::filter::sql::Writer;

impl Writer<'_> {
    pub fn temporal(&mut self, relation: Temporal, a: &Span, b: &Span) {
        let is_disjoint = relation == Temporal::Disjoint;
        self.say(if is_disjoint { "(NOT (" } else { "(" });
        for (index, (left, operator, right)) in terms(relation).iter().enumerate() {
            if index > 0 {
                self.say(" AND ");
            }
            self.end(*left, a, b);
            self.say(operator);
            self.end(*right, a, b);
        }
        self.say(if is_disjoint { "))" } else { ")" });
    }

    /// An end that is open lies before or after all days; so does the end of an interval that no source states.
    fn end(&mut self, place: Place, a: &Span, b: &Span) {
        let (span, is_first) = match place {
            Place::AFirst => (a, true),
            Place::ALast => (a, false),
            Place::BFirst => (b, true),
            Place::BLast => (b, false),
        };
        let open = if is_first {
            "'-infinity'::date"
        } else {
            "'infinity'::date"
        };
        let end = if is_first { &span.first } else { &span.last };
        match end {
            End::Open => self.say(open),
            End::Day(day) if span.first == span.last || !day.is_of_properties() => self.scalar(day),
            End::Day(day) => {
                self.say("coalesce(");
                self.scalar(day);
                self.say(", ");
                self.say(open);
                self.say(")");
            }
        }
    }
}

/// An end of the first or the second span.
#[derive(Clone, Copy)]
enum Place {
    AFirst,
    ALast,
    BFirst,
    BLast,
}

type Term = (Place, &'static str, Place);

/// What has to hold between the ends of two spans; of `Disjoint`, what must not.
///
/// # Source
/// OGC 21-065r2, table of temporal functions.
const fn terms(relation: Temporal) -> &'static [Term] {
    use Place::{AFirst, ALast, BFirst, BLast};
    match relation {
        Temporal::After => &[(AFirst, " > ", BLast)],
        Temporal::Before => &[(ALast, " < ", BFirst)],
        Temporal::Contains => &[(AFirst, " < ", BFirst), (ALast, " > ", BLast)],
        Temporal::During => &[(AFirst, " > ", BFirst), (ALast, " < ", BLast)],
        Temporal::Equals => &[(AFirst, " = ", BFirst), (ALast, " = ", BLast)],
        Temporal::FinishedBy => &[(AFirst, " < ", BFirst), (ALast, " = ", BLast)],
        Temporal::Finishes => &[(AFirst, " > ", BFirst), (ALast, " = ", BLast)],
        Temporal::Intersects | Temporal::Disjoint => {
            &[(AFirst, " <= ", BLast), (ALast, " >= ", BFirst)]
        }
        Temporal::Meets => &[(ALast, " = ", BFirst)],
        Temporal::MetBy => &[(AFirst, " = ", BLast)],
        Temporal::OverlappedBy => &[
            (AFirst, " > ", BFirst),
            (AFirst, " < ", BLast),
            (ALast, " > ", BLast),
        ],
        Temporal::Overlaps => &[
            (AFirst, " < ", BFirst),
            (ALast, " > ", BFirst),
            (ALast, " < ", BLast),
        ],
        Temporal::StartedBy => &[(AFirst, " = ", BFirst), (ALast, " > ", BLast)],
        Temporal::Starts => &[(AFirst, " = ", BFirst), (ALast, " < ", BLast)],
    }
}
