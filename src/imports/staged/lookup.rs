//! Features of the register by id or name, as people write names.

use std::collections::BTreeMap;

use super::register::Known;
use crate::names::search_key;
use crate::names::written::{Marks, marks};
use unicode_normalization::char::is_combining_mark;

/// What stands before a name and is no part of it, as search keys; the longest first.
const BEFORE: [&str; 10] = [
    "nha may xu ly nuoc thai tap trung ",
    "tram xu ly nuoc thai tap trung ",
    "nha may xu ly nuoc thai ",
    "tram xu ly nuoc thai ",
    "tram xlnt ",
    "cum cong nghiep ",
    "cum cn ",
    "lang nghe ",
    "ccn ",
    "cum ",
];
const PHASE: [&str; 3] = [" giai doan ", " gd ", " gd"];

/// What a name says, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As written.
    pub exact: String,
    /// Without what kind of thing it is, and without its phase.
    pub bare: String,
    pub phase: Option<String>,
}

impl Name {
    pub fn read(text: &str) -> Self {
        let exact = search_key(text);
        let mut bare = exact.as_str();
        while let Some(rest) = BEFORE.iter().find_map(|before| bare.strip_prefix(before)) {
            bare = rest;
        }
        let mut phase = None;
        for word in PHASE {
            if let Some((name, last)) = bare.rsplit_once(word)
                && let Some(number) = phase_number(last)
            {
                bare = name;
                phase = Some(number);
                break;
            }
        }
        Self {
            bare: bare.to_owned(),
            phase,
            exact,
        }
    }
}

/// A phase as the register writes it, from `2`, `II` or `giai đoạn 2`.
pub fn phase_number(text: &str) -> Option<String> {
    let key = search_key(text);
    let word = key.split(' ').next_back().unwrap_or_default();
    let word = word.strip_prefix("gd").unwrap_or(word);
    Some(
        match word {
            "1" | "i" => "1",
            "2" | "ii" => "2",
            "3" | "iii" => "3",
            "4" | "iv" => "4",
            _ => return None,
        }
        .to_owned(),
    )
}

/// Whether a name as written has marks that the other lacks or has otherwise; none left out are.
pub fn has_other_marks(written: &str, held: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let is_part = |c: char| !(c.is_alphanumeric() || is_combining_mark(c));
        text.split(is_part)
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (written, held) = (words(written), words(held));
    // What stands before the name is no part of it.
    held.iter().any(|syllable| {
        let alike: Vec<Marks> = written
            .iter()
            .filter_map(|other| marks(other, syllable))
            .collect();
        !alike.is_empty() && alike.iter().all(|marks| *marks == Marks::Differ)
    })
}

/// What was looked for, and what it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    None,
    /// Index among the known.
    One(usize),
    Several(Vec<usize>),
}

/// The features that a version is known of, by id and name.
pub struct Names<'a> {
    known: &'a [Known],
    by_slug: BTreeMap<&'a str, usize>,
    exact: BTreeMap<String, Vec<usize>>,
    bare: BTreeMap<String, Vec<usize>>,
}

impl<'a> Names<'a> {
    /// Of all, or of those of one plan.
    pub fn new(known: &'a [Known], of: Option<&str>) -> Self {
        let mut names = Self {
            known,
            by_slug: known
                .iter()
                .enumerate()
                .map(|(i, k)| (k.slug.as_str(), i))
                .collect(),
            exact: BTreeMap::new(),
            bare: BTreeMap::new(),
        };
        for (index, feature) in known.iter().enumerate() {
            let Some(version) = &feature.version else {
                continue;
            };
            if of.is_some() && feature.of.as_deref() != of {
                continue;
            }
            let name = Name::read(&version.name);
            names.exact.entry(name.exact).or_default().push(index);
            names.bare.entry(name.bare).or_default().push(index);
        }
        names
    }

    /// The feature of this id, also one that no version is known of.
    pub fn by_slug(&self, slug: &str) -> Option<usize> {
        self.by_slug.get(slug).copied()
    }

    /// Those that bear this name, told apart by phase and then by commune.
    pub fn by_name(&self, text: &str, phase: Option<&str>, communes: &[String]) -> Lookup {
        let name = Name::read(text);
        let phase = phase
            .map(|text| phase_number(text).unwrap_or_else(|| text.to_owned()))
            .or(name.phase);
        let of = |list: Option<&Vec<usize>>| list.cloned().unwrap_or_default();
        let mut found = of(self.exact.get(&name.exact));
        // A homonym may be written with what kind of thing it is, or with its phase, in one place only.
        for index in of(self.bare.get(&name.bare)) {
            if !found.contains(&index) {
                found.push(index);
            }
        }
        if let Some(phase) = &phase {
            found.retain(|index| self.phase_of(*index).as_ref().is_none_or(|p| p == phase));
            if found.iter().any(|index| self.phase_of(*index).is_some()) {
                found.retain(|index| self.phase_of(*index).is_some());
            }
        }
        if found.len() > 1 && !communes.is_empty() {
            let there = |index: &usize| {
                let lies_in = &self.known[*index].communes;
                lies_in.iter().any(|code| communes.contains(code))
            };
            if found.iter().any(there) {
                found.retain(there);
            }
        }
        match found[..] {
            [] => Lookup::None,
            [one] => Lookup::One(one),
            _ => Lookup::Several(found),
        }
    }

    fn phase_of(&self, index: usize) -> Option<String> {
        let version = self.known[index].version.as_ref()?;
        version.attributes.get("phase")?.as_str().map(str::to_owned)
    }

    /// A feature as a person tells it from its homonyms.
    pub fn in_words(&self, index: usize) -> String {
        let feature = &self.known[index];
        let name = feature
            .version
            .as_ref()
            .map_or("", |version| version.name.as_str());
        let phase = self.phase_of(index).map(|phase| format!(", {phase}"));
        let commune = feature
            .commune_name
            .as_ref()
            .map(|name| format!(", {name}"));
        format!(
            "{} ({name}{}{})",
            feature.slug,
            phase.unwrap_or_default(),
            commune.unwrap_or_default()
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::register::Version;
    use super::*;

    fn known(slug: &str, name: &str, phase: Option<&str>, commune: &str) -> Known {
        let attributes = json!({ "phase": phase })
            .as_object()
            .cloned()
            .unwrap_or_default();
        Known {
            slug: slug.to_owned(),
            version: Some(Version {
                id: 1,
                is_valid: true,
                valid_from: None,
                name: name.to_owned(),
                attributes,
            }),
            of: None,
            communes: vec![commune.to_owned()],
            commune_name: None,
        }
    }

    #[test]
    fn marks_that_are_left_out_are_no_others() {
        for name in [
            "Lại Yên",
            "Cụm công nghiệp LẠI YÊN",
            "CCN Lai Yen",
            "Lại Yen",
        ] {
            assert!(!has_other_marks(name, "Lại Yên"), "{name}");
        }
        for name in ["Lại Yến", "Lãi Yên"] {
            assert!(has_other_marks(name, "Lại Yên"), "{name}");
        }
        assert!(!has_other_marks("Hòa Lạc", "Hoà Lạc"));
    }

    #[test]
    fn a_name_is_taken_apart() {
        let name = Name::read("CCN làng nghề Chàng Sơn – giai đoạn II");
        assert_eq!(
            (name.bare.as_str(), name.phase.as_deref()),
            ("chang son", Some("2"))
        );
        assert_eq!(Name::read("Thanh Thùy GĐ2").phase.as_deref(), Some("2"));
        assert_eq!(Name::read("Liên Hà 2").bare, "lien ha 2");
        assert_eq!(Name::read("Cụm").bare, "cum");
    }

    #[test]
    fn homonyms_are_told_apart_by_phase_and_commune_or_not_at_all() {
        let register = [
            known("a1", "Thanh Thùy", Some("1"), "1"),
            known("a2", "Thanh Thùy", Some("2"), "1"),
            known("b1", "Liên Hà", None, "1"),
            known("b2", "Liên Hà", None, "2"),
        ];
        let names = Names::new(&register, None);
        let communes = |code: &str| vec![code.to_owned()];
        assert_eq!(
            names.by_name("CCN Thanh Thuỳ", Some("Giai đoạn 2"), &[]),
            Lookup::One(1)
        );
        assert_eq!(names.by_name("thanh thùy gđ 1", None, &[]), Lookup::One(0));
        assert_eq!(
            names.by_name("Thanh Thùy", None, &[]),
            Lookup::Several(vec![0, 1])
        );
        assert_eq!(names.by_name("Thanh Thùy", Some("3"), &[]), Lookup::None);
        assert_eq!(
            names.by_name("Liên Hà", None, &communes("2")),
            Lookup::One(3)
        );
        assert_eq!(
            names.by_name("Liên Hà", None, &communes("9")),
            Lookup::Several(vec![2, 3])
        );
        assert_eq!(names.by_name("Liên Hà 2", None, &[]), Lookup::None);
    }
}
