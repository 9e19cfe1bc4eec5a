//! Committed text against what is known of it: which versions become history, and which are new.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use time::Date;
use tokio_postgres::Row;
use tokio_postgres::types::Json;

use crate::error::Error;

time::serde::format_description!(pub day, Date, "[year]-[month]-[day]");

/// What is said of one thing, such as a version of a rule.
#[derive(Debug, Serialize)]
pub struct Entry<'a, T> {
    /// The id of the thing.
    pub of: &'a str,
    pub entry: &'a T,
}

/// What tells the committed text from what is known.
pub struct Changes<'a, T> {
    /// Known, and no longer said.
    pub stale: Vec<i64>,
    /// Said, and not known.
    pub fresh: Vec<Entry<'a, T>>,
}

impl<T> Changes<'_, T> {
    pub fn is_empty(&self) -> bool {
        self.stale.is_empty() && self.fresh.is_empty()
    }
}

/// Compares. The rows have `id`, `of` and `entry`; nothing is keyed by anything but its whole content.
///
/// # Errors
/// [`Error::Database`] when a row is not of that form.
pub fn changes<'a, T: PartialEq + DeserializeOwned>(
    known: &[Row],
    committed: impl Iterator<Item = Entry<'a, T>>,
) -> Result<Changes<'a, T>, Error> {
    let mut stale = known
        .iter()
        .map(|row| {
            let Json(entry) = row.try_get::<_, Json<T>>("entry")?;
            Ok((row.try_get("id")?, row.try_get("of")?, entry))
        })
        .collect::<Result<Vec<(i64, String, T)>, Error>>()?;
    let fresh = committed
        .filter(|said| {
            let found = stale
                .iter()
                .position(|(_, of, entry)| of == said.of && entry == said.entry);
            if let Some(at) = found {
                stale.swap_remove(at);
            }
            found.is_none()
        })
        .collect();
    Ok(Changes {
        stale: stale.into_iter().map(|(id, ..)| id).collect(),
        fresh,
    })
}

/// When something holds: from the first day, up to the day before the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    #[serde(with = "day")]
    pub valid_from: Date,
    #[serde(default, with = "day::option")]
    pub valid_to: Option<Date>,
}

/// Says what is wrong with the periods of one thing: there is none, one is empty, or two overlap.
pub fn defect_of(mut periods: Vec<Period>) -> Option<String> {
    periods.sort_unstable();
    if periods.is_empty() {
        return Some("there is no version".to_owned());
    }
    if let Some(empty) = periods
        .iter()
        .find(|p| p.valid_to.is_some_and(|to| to <= p.valid_from))
    {
        return Some(format!(
            "the version of {} ends before it begins",
            empty.valid_from
        ));
    }
    periods
        .windows(2)
        .find(|pair| pair[0].valid_to.is_none_or(|to| to > pair[1].valid_from))
        .map(|pair| {
            format!(
                "the versions of {} and {} overlap",
                pair[0].valid_from, pair[1].valid_from
            )
        })
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const fn period(valid_from: Date, valid_to: Option<Date>) -> Period {
        Period {
            valid_from,
            valid_to,
        }
    }

    #[test]
    fn periods_follow_one_another_or_leave_a_gap() {
        let first = period(date!(2024 - 05 - 01), Some(date!(2026 - 09 - 15)));
        let next = period(date!(2026 - 09 - 15), None);
        let later = period(date!(2027 - 01 - 01), None);
        assert_eq!(defect_of(vec![next, first]), None);
        assert_eq!(defect_of(vec![first, later]), None);
    }

    #[test]
    fn periods_that_overlap_or_are_empty_are_named() {
        let open = period(date!(2024 - 05 - 01), None);
        let next = period(date!(2026 - 09 - 15), None);
        let empty = period(date!(2026 - 09 - 15), Some(date!(2026 - 09 - 15)));
        let defect = |periods| defect_of(periods).expect("a defect");
        assert!(defect(vec![next, open]).contains("2024-05-01 and 2026-09-15 overlap"));
        assert!(defect(vec![empty]).contains("2026-09-15 ends before it begins"));
        assert!(defect(vec![]).contains("no version"));
    }
}
