//! Old names lead to today's units: the committed lists are what the resolver is held to.

use std::collections::{BTreeMap, BTreeSet};

use ccn_atlas::communes::gazetteer;
use ccn_atlas::names::gazetteer::Gazetteer;
use ccn_atlas::names::resolve::{Flag, Outcome, Resolution};
use ccn_atlas::names::search_key;
use time::macros::date;
use unicode_normalization::UnicodeNormalization;

use crate::support::{TestApp, committed_rows};

async fn loaded() -> Gazetteer {
    let test = TestApp::start().await;
    let client = test.client().await;
    gazetteer::load(&**client).await.expect("the register")
}

/// Codes of today's units of each former one, by the committed crosswalk.
fn successors() -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in committed_rows("commune/crosswalk.csv") {
        let units = found.entry(row["former_code"].clone()).or_default();
        units.insert(row["new_code"].clone());
    }
    found
}

fn codes(resolution: &Resolution) -> BTreeSet<String> {
    let best = resolution.candidates.first();
    best.into_iter()
        .flat_map(|c| &c.units)
        .map(|u| u.code.clone())
        .collect()
}

fn names(found: &Resolution) -> Vec<&str> {
    let candidates = found.candidates.iter();
    candidates.map(|c| c.full_name.as_str()).collect()
}

/// What a former unit is called in a list: kind, name, district.
fn in_full(row: &BTreeMap<String, String>) -> String {
    format!("{} {}, {}", row["kind"], row["name"], row["district"])
}

#[tokio::test]
async fn each_former_unit_leads_to_its_units_of_today_with_marks_and_without() {
    let gazetteer = loaded().await;
    let wanted = successors();
    for row in committed_rows("commune/former.csv") {
        let text = in_full(&row);
        for text in [text.clone(), search_key(&text)] {
            let found = gazetteer.resolve(&text, None);
            assert_eq!(found.outcome, Outcome::Resolved, "{text}: {found:?}");
            assert_eq!(
                found.candidates[0].code.as_ref(),
                Some(&row["code"]),
                "{text}"
            );
            assert_eq!(codes(&found), wanted[&row["code"]], "{text}");
            let units = &found.candidates[0].units;
            let of_area: f64 = units.iter().filter_map(|u| u.weight).sum();
            let of_people: f64 = units.iter().filter_map(|u| u.population_weight).sum();
            assert!((of_area - 1.0).abs() < 1e-9, "{text}: {of_area}");
            assert!((of_people - 1.0).abs() < 1e-9, "{text}: {of_people}");
        }
    }
}

#[tokio::test]
async fn a_name_of_several_units_gives_every_one_of_them() {
    let gazetteer = loaded().await;
    let mut by_name: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for list in ["commune/former.csv", "commune/units.csv"] {
        for row in committed_rows(list) {
            let marked = row["name"].to_lowercase();
            by_name
                .entry(marked)
                .or_default()
                .insert(format!("{list} {}", row["code"]));
        }
    }
    let mut shared = 0;
    for (name, wanted) in by_name.iter().filter(|(_, codes)| codes.len() > 1) {
        let found = gazetteer.resolve(name, None);
        let given: BTreeSet<String> = found
            .candidates
            .iter()
            .filter(|c| !c.is_district())
            .filter_map(|c| {
                let list = if c.valid_to.is_some() {
                    "former"
                } else {
                    "units"
                };
                Some(format!("commune/{list}.csv {}", c.code.as_ref()?))
            })
            .collect();
        assert!(
            given.is_superset(wanted),
            "{name}: {given:?} lacks some of {wanted:?}"
        );
        shared += 1;
    }
    assert!(shared >= 25, "{shared}");
}

#[tokio::test]
async fn what_papers_write_is_read() {
    let gazetteer = loaded().await;
    for (text, best) in [
        ("xã Liên Hà, huyện Đan Phượng", "Xã Liên Hà"),
        ("Tân Hội, Đan Phượng", "Xã Tân Hội"),
        ("P. Từ Liêm", "Phường Từ Liêm"),
        ("TT Phùng", "Thị trấn Phùng"),
        ("CCN Liên Hà, Đan Phượng", "Xã Liên Hà"),
        ("T.T. Tây Đằng, Ba Vì", "Thị trấn Tây Đằng"),
        (
            "phố Trần Hưng Đạo, phường Cửa Nam, quận Hoàn Kiếm",
            "Phường Cửa Nam",
        ),
        ("thôn Đại Vĩ, Liên Hà, Đông Anh", "Xã Liên Hà"),
        ("Trầ\u{200b}n Hưng Đạo, Hoàn Kiếm", "Phường Trần Hưng Đạo"),
        ("TX. Sơn Tây", "Thị xã Sơn Tây"),
        ("H. Đan Phượng", "Huyện Đan Phượng"),
        ("Q.Nam Từ Liêm, Hà Nội", "Quận Nam Từ Liêm"),
        (
            "Văn Miếu - Quốc Tử Giám, Q. Đống Đa",
            "Phường Văn Miếu Quốc Tử Giám",
        ),
        ("phường Cổ Nhuế 2, quận Bắc Từ Liêm", "Phường Cổ Nhuế 2"),
        ("xã Canh Nậu, huyện Thạch Thất", "Xã Canh Nậu"),
    ] {
        let found = gazetteer.resolve(text, None);
        assert_eq!(
            found.outcome,
            Outcome::Resolved,
            "{text}: {:?}",
            names(&found)
        );
        assert_eq!(found.candidates[0].full_name, best, "{text}");
    }
}

#[tokio::test]
async fn a_kind_that_differs_is_a_flag() {
    let gazetteer = loaded().await;
    for text in ["xã Thanh Liệt", "xã Chương Mỹ", "xã Sơn Tây"] {
        let found = gazetteer.resolve(text, Some(date!(2025 - 11 - 12)));
        assert_eq!(found.outcome, Outcome::Resolved, "{text}");
        let best = &found.candidates[0];
        assert_eq!(best.kind.as_deref(), Some("phường"), "{text}");
        assert!(best.flags.contains(&Flag::KindDiffers), "{text}");
    }
}

#[tokio::test]
async fn what_is_not_certain_is_not_resolved() {
    let gazetteer = loaded().await;
    for (text, outcome) in [
        ("xã Liên Hà", Outcome::Ambiguous),
        ("xã Bát Tràng", Outcome::Ambiguous),
        ("xã Tân Hội, huyện Hoài Đức", Outcome::Ambiguous),
        ("xã Tân Hội, huyện Nào Đó", Outcome::Ambiguous),
        ("Việt Hùng, Long Biên", Outcome::Ambiguous),
        ("xã Nào Đó, huyện Đan Phượng", Outcome::Ambiguous),
        ("xã Nào Đó, Tân Hội", Outcome::Ambiguous),
        ("Nào Đó, Hoàn Kiếm", Outcome::Ambiguous),
        ("Phùng, Tân Hội, huyện Đan Phượng", Outcome::Ambiguous),
        ("Trần Hưng Đạo, Cửa Nam, Hoàn Kiếm", Outcome::Ambiguous),
        ("xã Tân Hội, Liên Trung, Đan Phượng", Outcome::Ambiguous),
        ("xã Tân Hội, tỉnh Đồng Tháp", Outcome::Ambiguous),
        ("phường Bạch Mai, TP Hồ Chí Minh", Outcome::Ambiguous),
        ("Tân Lập, Vân Đồn", Outcome::Ambiguous),
        ("thị trấn Phú Minh, Sóc Sơn", Outcome::Ambiguous),
        ("xã Hoà Xá, huyện Ứng Hòa", Outcome::Ambiguous),
        ("Phú Thị, Gia Lâm", Outcome::Ambiguous),
        ("Tân Hồii, Đan Phượng", Outcome::Ambiguous),
        ("xã Đông Liên Hà", Outcome::Unknown),
        ("xã Nào Đó", Outcome::Unknown),
        ("", Outcome::Unknown),
        ("Tích Giang, Phúc Thọ", Outcome::Unknown),
    ] {
        let found = gazetteer.resolve(text, None);
        assert_eq!(found.outcome, outcome, "{text}: {:?}", names(&found));
    }
}

#[tokio::test]
async fn the_unit_that_only_the_resolution_names_is_said_and_not_counted() {
    let gazetteer = loaded().await;
    let found = gazetteer.resolve("xã Văn Khê, huyện Mê Linh", None);
    let best = &found.candidates[0];
    assert!(best.flags.contains(&Flag::LawNamesMore));
    assert!(best.units.iter().all(|u| u.name != "Ô Diên"));
    assert!(best.sentence.vi.contains("xã Ô Diên") && best.sentence.vi.contains("107"));
}

/// Text of the same place as people may write it, and the code meant. Not random: the same every time.
fn variants() -> Vec<(String, String)> {
    let abbreviated = |kind: &str| match kind.to_lowercase().as_str() {
        "phường" => "P.",
        "xã" => "X.",
        "thị trấn" => "TT.",
        "quận" => "Q.",
        "huyện" => "H.",
        _ => "TX.",
    };
    let mut made = Vec::new();
    for (number, row) in committed_rows("commune/former.csv").iter().enumerate() {
        let (kind, name, district) = (&row["kind"], &row["name"], &row["district"]);
        let (district_kind, district_name) = ["Quận ", "Huyện ", "Thị xã "]
            .iter()
            .find_map(|kind| Some((kind.trim(), district.strip_prefix(kind)?)))
            .expect("a kind");
        let (short, district_short) = (abbreviated(kind), abbreviated(district_kind));
        let texts = [
            format!("{kind} {name}, {district}"),
            format!("{district}, {kind} {name}"),
            format!("{district} {kind} {name}"),
            format!("{kind} {name} {district}"),
            format!("{short} {name}, {district_short} {district_name}"),
            format!("{short}{name} - {district_short}{district_name} - TP. Hà Nội"),
            format!("{kind} {name} ({district} cũ)"),
            format!("{kind}  {name},{district},Thành phố Hà Nội"),
        ];
        for (turn, text) in texts.into_iter().enumerate() {
            let text = match (number + turn) % 5 {
                0 => text,
                1 => text.to_uppercase(),
                2 => text.to_lowercase(),
                3 => text.nfd().collect(),
                _ => text
                    .replace("oà", "òa")
                    .replace("uỷ", "ủy")
                    .replace("òa", "oà"),
            };
            made.push((text.clone(), row["code"].clone()));
            made.push((search_key(&text), row["code"].clone()));
            // Tones left out, the letters' own marks kept, as on a keyboard without them.
            let toneless: String = text
                .nfd()
                .filter(|c| !['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'].contains(c))
                .nfc()
                .collect();
            made.push((toneless, row["code"].clone()));
        }
    }
    made
}

#[tokio::test]
async fn of_more_than_ten_thousand_ways_to_write_them_nearly_all_resolve_and_none_wrongly() {
    let gazetteer = loaded().await;
    let wanted = successors();
    let made = variants();
    assert!(made.len() > 10_000, "{}", made.len());
    let mut unresolved = Vec::new();
    for (text, code) in &made {
        let found = gazetteer.resolve(text, None);
        if found.outcome == Outcome::Resolved {
            assert_eq!(codes(&found), wanted[code], "{text}");
        } else {
            unresolved.push(text);
        }
    }
    assert!(
        unresolved.len() * 100 <= made.len(),
        "{} of {}: {:?}",
        unresolved.len(),
        made.len(),
        &unresolved[..unresolved.len().min(10)]
    );
}
