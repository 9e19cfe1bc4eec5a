//! Which field of a file holds which property, told by its header.

use crate::error::Said;
use crate::imports::reading::FieldRead;

/// A property that a file's field may hold.
#[derive(Debug, Clone, Copy)]
pub struct WantedProperty<'a> {
    /// As the collection calls it, such as `declared_area_ha`.
    pub name: &'a str,
    pub title_vi: &'a str,
    pub title_en: &'a str,
    /// As the catalogue has it: `string`, `number`, `integer`, `date` …
    pub kind: &'a str,
}

/// A field that may hold a property.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldMatch {
    /// Index among the file's fields.
    pub field: usize,
    pub property: String,
    /// 0 to 1.
    pub confidence: f64,
    pub why: Said,
    /// No other field may hold this property as well, and this field no other property; else a person is asked.
    pub sure: bool,
}

/// Every field that may hold one of these properties, the likeliest of each property first.
pub fn guess_fields(_fields: &[FieldRead], _wanted: &[WantedProperty<'_>]) -> Vec<FieldMatch> {
    Vec::new()
}
