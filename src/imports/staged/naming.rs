//! What features are found by: the id of one that is added, and the search key of any.

use super::lookup::Name;
use super::register::Known;
use super::target::Target;
use super::values::Given;
use crate::names::search_key;

/// Longest id made of a name.
const MAX_SLUG: usize = 60;

/// What the id of a feature that is added begins with: its own id if it can be one, else made of its name.
pub fn stem(given: &Given, plan: Option<&str>, title: &str) -> String {
    if let Some(own) = given.id.as_deref().filter(|id| is_slug(id)) {
        return own.to_owned();
    }
    let parts = [plan, Some(title), given.text("phase")];
    let stem: Vec<String> = parts
        .into_iter()
        .flatten()
        .map(slug_of)
        .filter(|part| !part.is_empty())
        .collect();
    if stem.is_empty() {
        "x".to_owned()
    } else {
        stem.join("-")
    }
}

fn slug_of(text: &str) -> String {
    let key = Name::read(text).exact;
    let plain: String = key
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == ' ')
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let mut slug = words.join("-");
    slug.truncate(MAX_SLUG);
    slug.trim_end_matches('-').to_owned()
}

fn is_slug(text: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    text.len() <= MAX_SLUG
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(is_plain))
}

/// As the register makes it: of name, phase, commune, former communes and former district; of both names.
pub fn key(target: Target, given: &Given, known: Option<&Known>) -> String {
    let held = known
        .and_then(|known| known.version.as_ref())
        .map(|version| &version.attributes);
    let text = |name: &str| {
        let held = || held?.get(name)?.as_str().map(str::to_owned);
        given.text(name).map(str::to_owned).or_else(held)
    };
    let names: &[&str] = match target {
        Target::Plants => &["name"],
        Target::Zones | Target::Constraints => &["name_vi", "name_en"],
        Target::Clusters => &["name", "phase"],
    };
    let mut parts: Vec<String> = names.iter().filter_map(|name| text(name)).collect();
    if target == Target::Clusters {
        parts.extend(match known {
            Some(known) => known.commune_name.clone(),
            None => given.commune.clone(),
        });
        let former = held.and_then(|held| held.get("former_communes")?.as_array());
        parts.extend(
            former
                .into_iter()
                .flatten()
                .filter_map(|name| name.as_str().map(str::to_owned)),
        );
        parts.extend(text("former_district"));
    }
    let keys: Vec<String> = parts
        .iter()
        .map(|part| search_key(part))
        .filter(|key| !key.is_empty())
        .collect();
    keys.join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_of_names() {
        let given = Given::default();
        assert_eq!(
            stem(&given, None, "Cụm CN Đông Phú – Yên"),
            "cum-cn-dong-phu-yen"
        );
        assert_eq!(stem(&given, Some("demo"), "Khu 7"), "demo-khu-7");
        assert_eq!(stem(&given, None, "漢字"), "x");
        let own = |id: &str| Given {
            id: Some(id.to_owned()),
            ..Given::default()
        };
        assert_eq!(stem(&own("khu-a"), Some("demo"), "Khu 7"), "khu-a");
        assert_eq!(stem(&own("../etc"), None, "Khu 7"), "khu-7");
    }
}
