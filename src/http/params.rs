//! A query string, read strictly: an unknown, repeated or undecodable parameter is an error that names it.

use crate::error::Error;

/// What is looked for is no longer than this.
pub const MAX_LETTERS: usize = 200;

/// A text to look for that is too long.
pub fn too_long(name: &str) -> Error {
    Error::parameter(
        name,
        format!("dài hơn {MAX_LETTERS} ký tự"),
        format!("is longer than {MAX_LETTERS} characters"),
    )
}

/// The parameters given, each once.
#[derive(Debug)]
pub struct Params {
    given: Vec<(String, String)>,
}

impl Params {
    /// # Errors
    /// [`Error::InvalidParameter`] naming the first one that is unknown, repeated or not text.
    pub fn parse(query: Option<&str>, known: &[&str]) -> Result<Self, Error> {
        let mut given: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            if !known.contains(&name.as_ref()) {
                let list = known.join(", ");
                return Err(Error::parameter(
                    &printable(&name),
                    format!("không có tham số này; có: {list}"),
                    format!("unknown; known here: {list}"),
                ));
            }
            if given.iter().any(|(other, _)| *other == name) {
                return Err(Error::parameter(
                    &name,
                    "bị lặp lại",
                    "given more than once",
                ));
            }
            // U+FFFD stands for bytes that are no UTF-8; PostgreSQL takes no NUL in text.
            if value.contains(['\0', '\u{FFFD}']) {
                return Err(Error::parameter(
                    &name,
                    "không phải văn bản UTF-8",
                    "is not UTF-8 text",
                ));
            }
            given.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self { given })
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.given
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.get(name).is_some())
    }

    /// The same parameters with one changed, encoded.
    pub fn with(&self, name: &str, value: &str) -> String {
        self.with_all(&[(name, value)])
    }

    /// The same parameters with some changed, encoded.
    pub fn with_all(&self, changed: &[(&str, &str)]) -> String {
        let kept = self
            .given
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| changed.iter().all(|(new, _)| new != name));
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept)
            .extend_pairs(changed)
            .finish()
    }

    /// The parameters as given, encoded.
    pub fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.given)
            .finish()
    }

    /// A whole number within `range`.
    ///
    /// # Errors
    /// [`Error::InvalidParameter`] when it is no such number.
    pub fn whole(&self, name: &str, range: (i64, i64), default: i64) -> Result<i64, Error> {
        let (min, max) = range;
        self.digits(name, default)
            .filter(|number| (min..=max).contains(number))
            .ok_or_else(|| not_within(name, range))
    }

    /// How many are wanted, at least one. More than `max` counts as `max`: no error, says OGC 17-069r4.
    ///
    /// # Errors
    /// [`Error::InvalidParameter`] when it is no such number.
    pub fn limit(&self, max: i64, default: i64) -> Result<i64, Error> {
        self.digits("limit", default)
            .filter(|number| *number >= 1)
            .map(|number| number.min(max))
            .ok_or_else(|| not_within("limit", (1, max)))
    }

    /// Digits as a number; what fits no `i64` is larger than any maximum.
    fn digits(&self, name: &str, default: i64) -> Option<i64> {
        let Some(text) = self.get(name) else {
            return Some(default);
        };
        let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| text.parse().unwrap_or(i64::MAX))
    }

    /// Checks `f` against the formats a resource has.
    ///
    /// # Errors
    /// [`Error::InvalidParameter`] when it names another one.
    pub fn format(&self, known: &[&str]) -> Result<(), Error> {
        match self.get("f") {
            Some(format) if !known.contains(&format) => Err(Error::parameter(
                "f",
                format!("phải là một trong: {}", known.join(", ")),
                format!("must be one of: {}", known.join(", ")),
            )),
            _ => Ok(()),
        }
    }
}

fn not_within(name: &str, (min, max): (i64, i64)) -> Error {
    Error::parameter(
        name,
        format!("phải là số nguyên từ {min} đến {max}"),
        format!("must be a whole number from {min} to {max}"),
    )
}

/// A name from outside, fit to be shown: short, no control characters.
fn printable(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_repeated_and_undecodable_parameters_are_named() {
        for (query, name) in [
            ("limt=1", "limt"),
            ("limit=1&limit=2", "limit"),
            ("limit=%00", "limit"),
            ("limit=%ff", "limit"),
            ("LIMIT=1", "LIMIT"),
        ] {
            match Params::parse(Some(query), &["limit"]) {
                Err(Error::InvalidParameter { name: said, .. }) => assert_eq!(said, name),
                other => panic!("{query}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_limit_over_the_maximum_is_the_maximum() {
        let limit =
            |query| Params::parse(Some(query), &["limit"]).and_then(|p| p.limit(10_000, 100));
        assert_eq!(limit("").ok(), Some(100));
        assert_eq!(limit("limit=7").ok(), Some(7));
        assert_eq!(limit("limit=99999999999999999999").ok(), Some(10_000));
        for bad in [
            "limit=0",
            "limit=-1",
            "limit=1e400",
            "limit=",
            "limit=1.5",
            "limit=%C3%A0",
        ] {
            assert!(limit(bad).is_err(), "{bad}");
        }
    }
}
