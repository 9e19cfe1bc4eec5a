//! What a client would rather have: RFC 9110, chapter 12.5.1.

use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue};

/// The one of `offered` (media types, the default first) that the client prefers. What it only takes by a wildcard
/// it did not ask for: a wildcard, like no header at all and like types that nobody has, means the default.
pub fn preferred<T: Copy>(headers: &HeaderMap, default: T, offered: &[(&str, T)]) -> T {
    let mut best = (quality(headers, "*/*"), default);
    for (media_type, format) in offered {
        let own = quality(headers, media_type);
        if own > best.0 {
            best = (own, *format);
        }
    }
    best.1
}

/// The quality a client gives a media type that it names, 0 where it names it not. Parameters of the type are passed
/// over: no format of ours has two forms.
fn quality(headers: &HeaderMap, media_type: &str) -> f32 {
    let wanted = media_type.split(';').next().unwrap_or_default().trim();
    headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value: &HeaderValue| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let named = parts.next()?.eq_ignore_ascii_case(wanted);
            let weight = parts.find_map(|part| {
                let (name, value) = part.split_once('=')?;
                name.eq_ignore_ascii_case("q").then_some(value)
            });
            let weight = weight.map_or(Some(1.0), |q| q.parse::<f32>().ok());
            named.then_some(weight?.clamp(0.0, 1.0))
        })
        .fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(accept: &'static str) -> &'static str {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        let offered = [
            ("application/geo+json", "geojson"),
            ("application/json", "geojson"),
            ("application/geopackage+sqlite3", "gpkg"),
            ("text/csv; charset=utf-8", "csv"),
            ("image/vnd.dxf", "dxf"),
        ];
        preferred(&headers, "geojson", &offered)
    }

    #[test]
    fn the_type_named_with_the_highest_quality_is_given() {
        assert_eq!(asked("text/csv"), "csv");
        assert_eq!(asked("TEXT/CSV; charset=utf-8"), "csv");
        assert_eq!(
            asked("text/csv;q=0.5, application/geopackage+sqlite3"),
            "gpkg"
        );
        assert_eq!(asked("application/geo+json;q=0.4,text/csv;q=0.6"), "csv");
        assert_eq!(asked("text/csv, */*;q=0.1"), "csv");
        assert_eq!(asked("application/json, text/csv"), "geojson");
    }

    #[test]
    fn a_wildcard_and_what_nobody_has_mean_the_default() {
        for accept in [
            "*/*",
            "text/html,application/xhtml+xml,*/*;q=0.8",
            "image/avif,image/webp,image/*",
            "text/*",
            "application/pdf",
            "text/csv;q=0",
            "text/csv;q=x",
            "",
        ] {
            assert_eq!(asked(accept), "geojson", "{accept}");
        }
        assert_eq!(asked("*/*, text/csv;q=0.9"), "geojson");
    }
}
