//! What unit of today a written name means, such as the plan's `xã Chương Mỹ`, which is a phường.

use serde::Deserialize;

use crate::names::{parse_unit, same_name};

/// A unit of today, as `data/commune/units.csv` lists it.
#[derive(Debug, Clone, Deserialize)]
pub struct Unit {
    pub code: String,
    pub kind: String,
    pub name: String,
}

/// What a written name resolved to.
#[derive(Debug, PartialEq, Eq)]
pub enum Match<'a> {
    /// The unit, of the kind written or of none stated.
    Matches(&'a str),
    /// The unit exists, but as the other kind.
    UnitTypeDiffers(&'a str),
    /// No unit of today bears this name.
    Nothing,
}

/// Resolves a written commune against today's units. A unit of the kind written comes first.
pub fn resolve<'a>(written: &str, units: &'a [Unit]) -> Match<'a> {
    let read = parse_unit(written);
    let named = || units.iter().filter(|unit| same_name(&unit.name, read.name));
    let exact = named().find(|unit| read.kind.is_none_or(|kind| kind == unit.kind));
    match (exact, named().next()) {
        (Some(unit), _) => Match::Matches(&unit.code),
        (None, Some(unit)) => Match::UnitTypeDiffers(&unit.code),
        (None, None) => Match::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;

    fn units() -> Vec<Unit> {
        data::rows("commune/units.csv").expect("the committed list")
    }

    /// The plan writes these three as xã; they are phường.
    #[test]
    fn the_three_wrong_types_of_the_plan_are_found_and_flagged() {
        let units = units();
        for (written, name) in [
            ("xã Chương Mỹ", "Chương Mỹ"),
            ("xã Sơn Tây", "Sơn Tây"),
            ("xã Thanh Liệt", "Thanh Liệt"),
        ] {
            let Match::UnitTypeDiffers(code) = resolve(written, &units) else {
                panic!("{written} must differ in type");
            };
            let unit = units.iter().find(|unit| unit.code == code).expect("listed");
            assert_eq!((unit.kind.as_str(), unit.name.as_str()), ("phường", name));
        }
    }

    #[test]
    fn every_other_place_of_the_plan_matches_as_written() {
        let units = units();
        for written in [
            "phường Yên Nghĩa",
            "xã Ô Diên",
            "xã Bát Tràng",
            "xã Hồng Vân",
            "xã Tam Hưng",
            "xã Tây Phương",
            "phường Chương Mỹ",
            "xã An Khánh",
            "xã Hoài Đức",
            "xã Thư Lâm",
            "phường Xuân Phương",
            "Tây phương",
        ] {
            assert!(
                matches!(resolve(written, &units), Match::Matches(_)),
                "{written}"
            );
        }
    }

    #[test]
    fn a_name_of_before_the_restructuring_is_no_unit_of_today() {
        assert_eq!(resolve("xã Liên Hà", &units()), Match::Nothing);
        assert_eq!(resolve("", &units()), Match::Nothing);
    }

    #[test]
    fn the_place_of_the_tone_mark_does_not_matter() {
        assert!(matches!(resolve("xã Hòa Lạc", &units()), Match::Matches(_)));
        assert!(matches!(resolve("xã Hoà Lạc", &units()), Match::Matches(_)));
    }
}
