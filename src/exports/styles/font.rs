//! The typeface of the map in the terms of QGIS.

use crate::exports::styles::published::Layer;

/// Where the typeface of the map is not installed: fonts that have every letter of Vietnamese, the first of which QGIS
/// brings along.
pub const INSTEAD: [&str; 3] = ["Open Sans", "Noto Sans", "DejaVu Sans"];

pub struct Font<'a> {
    pub family: &'a str,
    /// `Regular` or `SemiBold`.
    pub style: &'a str,
    /// As Qt 5 counts: 50 is normal, 63 half bold.
    pub weight: u8,
}

/// `Be Vietnam Pro SemiBold` is a family and a style.
pub fn of(layer: &Layer) -> Font<'_> {
    let name = layer.list("text-font").first();
    let name = name.and_then(|name| name.as_str()).unwrap_or_default();
    let (family, style) = name.rsplit_once(' ').unwrap_or((name, "Regular"));
    let weight = if style == "SemiBold" { 63 } else { 50 };
    Font {
        family,
        style,
        weight,
    }
}
