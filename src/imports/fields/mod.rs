//! Which field of a file holds which property, told by its header.

pub mod dictionary;

use crate::error::Said;
use crate::imports::fields::dictionary::{COMPUTED, codes, headers};
use crate::imports::reading::{FieldKind, FieldRead};
use crate::names::search_key;

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
    /// What a value is multiplied by to be in the property's unit: 0.0001 where m² become ha.
    pub factor: f64,
    /// No other field may hold this property as well, this field holds no other property better, and its unit is
    /// known; else a person is asked.
    pub sure: bool,
}

/// A shapefile has no longer names.
const SHP_NAME: usize = 10;
/// Below this a match is only offered.
const GOOD: f64 = 0.75;
/// Two candidates closer than this are alike.
const ALIKE: f64 = 0.1;
/// No cluster is so large: a larger number of ha is m².
const MOST_HA: f64 = 1_500.0;

/// Every field that may hold one of these properties, the likeliest of each property first; properties in the order
/// given.
pub fn guess_fields(fields: &[FieldRead], wanted: &[WantedProperty<'_>]) -> Vec<FieldMatch> {
    let mut matches: Vec<FieldMatch> = Vec::new();
    let of_clusters = wanted.iter().any(|property| property.name == "cluster");
    for property in wanted {
        let mut found: Vec<FieldMatch> = fields
            .iter()
            .enumerate()
            .filter(|(_, field)| {
                // Of plants, the name of a cluster is that of theirs.
                let names_cluster = || {
                    headers("cluster")
                        .iter()
                        .any(|words| header(&field.name).words == *words)
                };
                !(of_clusters && property.name == "name" && names_cluster())
            })
            .filter_map(|(at, field)| judge(at, field, property))
            .collect();
        found.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        matches.extend(found);
    }
    let settled: Vec<bool> = matches.iter().map(|one| is_sure(one, &matches)).collect();
    for (one, sure) in matches.iter_mut().zip(settled) {
        one.sure &= sure;
    }
    matches
}

fn is_sure(one: &FieldMatch, all: &[FieldMatch]) -> bool {
    one.confidence >= GOOD
        && all
            .iter()
            .filter(|other| (other.field == one.field) != (other.property == one.property))
            .all(|other| other.confidence <= one.confidence - ALIKE)
}

/// A header as it is compared: its words without marks, and the unit that stands in it.
struct Header {
    words: String,
    unit: Option<&'static str>,
}

/// Units in headers, as one word or as two.
const UNITS: [(&str, &str); 10] = [
    ("m3 ngay dem", "m3/day"),
    ("m3 ngay", "m3/day"),
    ("m3 ng d", "m3/day"),
    ("m3 day", "m3/day"),
    ("m3", "m3/day"),
    ("km2", "km2"),
    ("m2", "m2"),
    ("hecta", "ha"),
    ("hectare", "ha"),
    ("ha", "ha"),
];

fn header(name: &str) -> Header {
    // TenCCN is two words, and so is DT_ha: a capital after a small letter begins one.
    let mut spaced = String::new();
    let mut before = ' ';
    for letter in name.chars() {
        if before.is_lowercase() && letter.is_uppercase() {
            spaced.push(' ');
        }
        // search_key takes a superscript for no digit of a unit.
        spaced.push(match letter {
            '²' => '2',
            '³' => '3',
            other => other,
        });
        before = letter;
    }
    let words = search_key(&spaced);
    for (unit, means) in UNITS {
        if let Some(rest) = words.strip_suffix(unit)
            && rest.ends_with(' ')
        {
            return Header {
                words: rest.trim_end().to_owned(),
                unit: Some(means),
            };
        }
    }
    Header { words, unit: None }
}

/// Whether a text begins so, whatever the case.
fn starts_with(text: &str, begins: &str) -> bool {
    text.get(..begins.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(begins))
}

fn compact(words: &str) -> String {
    words.replace(' ', "")
}

fn shown(name: &str, confidence: f64, vi: &str, en: &str) -> (f64, Said) {
    let said = Said::new(format!("cột `{name}` {vi}"), format!("field `{name}` {en}"));
    (confidence, said)
}

/// How a header names a property.
fn likeness(name: &str, header: &Header, property: &WantedProperty<'_>) -> Option<(f64, Said)> {
    let shown = |confidence, vi: &str, en: &str| Some(shown(name, confidence, vi, en));
    let ours = compact(&header.words);
    let own = [property.name.to_owned(), format!("{}_id", property.name)];
    if own.iter().any(|own| name.trim().eq_ignore_ascii_case(own)) {
        return shown(1.0, "có đúng tên thuộc tính", "has the property's own name");
    }
    let cut = name.chars().count() == SHP_NAME;
    if cut && starts_with(property.name, name.trim()) {
        return shown(
            1.0,
            "là tên thuộc tính bị cắt còn 10 ký tự",
            "is the property's own name cut to 10 characters",
        );
    }
    let titles = [property.title_vi, property.title_en].map(|title| compact(&search_key(title)));
    if titles.contains(&ours) {
        return shown(
            0.95,
            "có đúng tiêu đề thuộc tính",
            "has the property's title",
        );
    }
    by_custom(name, header, property)
}

/// How a header names a property as people usually do.
fn by_custom(name: &str, header: &Header, property: &WantedProperty<'_>) -> Option<(f64, Said)> {
    let shown = |confidence, vi: &str, en: &str| Some(shown(name, confidence, vi, en));
    let ours = compact(&header.words);
    let cut = name.chars().count() == SHP_NAME;
    let titles = [property.title_vi, property.title_en].map(|title| compact(&search_key(title)));
    let usual = headers(property.name);
    if usual.iter().any(|words| compact(words) == ours) {
        return shown(
            0.9,
            &format!("thường chỉ «{}»", property.title_vi),
            &format!("usually means “{}”", property.title_en),
        );
    }
    if codes(property.name)
        .iter()
        .any(|words| compact(words) == ours)
    {
        return shown(
            0.79,
            &format!("thường là mã của «{}»", property.title_vi),
            &format!("usually is the code of “{}”", property.title_en),
        );
    }
    let longer = || {
        usual
            .iter()
            .map(|words| compact(words))
            .chain(titles.clone())
            .chain([compact(&search_key(property.name))])
    };
    if cut && longer().any(|words| words.starts_with(&ours)) {
        return shown(
            0.8,
            &format!("là «{}» bị cắt còn 10 ký tự", property.title_vi),
            &format!("is “{}” cut to 10 characters", property.title_en),
        );
    }
    let contained = usual.iter().any(|words| {
        words.contains(' ') && format!(" {} ", header.words).contains(&format!(" {words} "))
    });
    if contained {
        return shown(
            0.6,
            &format!("có chữ của «{}»", property.title_vi),
            &format!("has words of “{}”", property.title_en),
        );
    }
    None
}

fn judge(at: usize, field: &FieldRead, property: &WantedProperty<'_>) -> Option<FieldMatch> {
    let header = header(&field.name);
    let computed = COMPUTED.contains(&header.words.as_str());
    let (mut confidence, mut why) = match likeness(&field.name, &header, property) {
        Some(found) => found,
        None if computed && header.words.ends_with("area") && property.name.ends_with("_ha") => (
            0.4,
            Said::new(
                format!(
                    "cột `{}` do phần mềm GIS tính, không phải số khai",
                    field.name
                ),
                format!(
                    "field `{}` is computed by GIS software, not declared",
                    field.name
                ),
            ),
        ),
        None => return None,
    };
    let numbers: Vec<f64> = field
        .samples
        .iter()
        .filter_map(|text| number(text, field.kind))
        .collect();
    let is_number = matches!(property.kind, "number" | "integer");
    if is_number && numbers.len() < field.samples.len() {
        confidence *= 0.6;
        why.vi.push_str("; nhưng có giá trị không phải số");
        why.en.push_str("; but some values are no numbers");
    }
    let (factor, unit_known) = factor(property, &header, &numbers, &mut why);
    Some(FieldMatch {
        field: at,
        property: property.name.to_owned(),
        confidence,
        why,
        factor,
        sure: unit_known,
    })
}

/// A number with either decimal mark, or with that of its table; a unit may follow.
fn number(text: &str, kind: FieldKind) -> Option<f64> {
    let text = text.split(char::is_alphabetic).next()?.trim();
    if kind == FieldKind::CommaNumber {
        return text.replace('.', "").replace(',', ".").parse().ok();
    }
    text.parse().ok().or_else(|| {
        (text.matches(',').count() == 1 && !text.contains('.'))
            .then(|| text.replace(',', ".").parse().ok())
            .flatten()
    })
}

/// From the unit of the header to that of the property; and whether it is known and not inferred.
fn factor(
    property: &WantedProperty<'_>,
    header: &Header,
    numbers: &[f64],
    why: &mut Said,
) -> (f64, bool) {
    if !property.name.ends_with("_ha") {
        return (1.0, true);
    }
    let too_large = numbers.iter().any(|number| *number > MOST_HA);
    match header.unit {
        Some("m2") => {
            why.vi.push_str("; m² được đổi ra ha");
            why.en.push_str("; m² become ha");
            (1e-4, true)
        }
        Some("km2") => {
            why.vi.push_str("; km² được đổi ra ha");
            why.en.push_str("; km² become ha");
            (100.0, true)
        }
        Some("ha") => (1.0, !too_large),
        _ if too_large => {
            why.vi.push_str("; các số lớn đến mức có lẽ là m²");
            why.en
                .push_str("; its numbers are so large that they may be m²");
            (1e-4, false)
        }
        _ => (1.0, true),
    }
}

#[cfg(test)]
mod tests;
