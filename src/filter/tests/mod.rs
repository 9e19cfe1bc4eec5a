//! What is read, how it binds, what is refused. What the conditions select is tried on rows in `tests/api/filter.rs`.

mod refused;

use proptest::prelude::*;

use super::condition::Condition;
use super::*;
use crate::catalogue::Catalogue;
use crate::sql;

fn clusters() -> Collection {
    let catalogue = Catalogue::load().expect("a catalogue");
    catalogue.get("clusters").expect("clusters").clone()
}

fn read(text: &str, lang: Lang) -> Condition {
    let expression = read::expression(text, lang).unwrap_or_else(|e| panic!("{text}: {e}"));
    check::condition(&expression, &clusters(), Crs::Crs84).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn parsed(text: &str) -> Result<Filter, Error> {
    Filter::parse(text, Lang::Text, Crs::Crs84, &clusters())
}

const BINDING: &[(&str, &str)] = &[
    (
        "operating='yes' AND in_plan='no' OR established='yes'",
        "(operating='yes' AND in_plan='no') OR established='yes'",
    ),
    (
        "operating='yes' OR in_plan='no' AND established='yes'",
        "operating='yes' OR (in_plan='no' AND established='yes')",
    ),
    (
        "NOT operating='yes' AND in_plan='no'",
        "(NOT (operating='yes')) AND (in_plan='no')",
    ),
    (
        "NOT operating='yes' OR in_plan='no'",
        "(NOT (operating='yes')) OR (in_plan='no')",
    ),
    (
        "NOT area_is_assumed AND in_plan='no'",
        "(NOT area_is_assumed) AND in_plan='no'",
    ),
    ("NOT NOT area_is_assumed", "NOT (NOT (area_is_assumed))"),
    (
        "declared_area_ha BETWEEN 1 AND 2 AND operating='yes'",
        "(declared_area_ha BETWEEN 1 AND 2) AND (operating='yes')",
    ),
    (
        "operating='yes' AND declared_area_ha BETWEEN 1 AND 2",
        "(operating='yes') AND (declared_area_ha BETWEEN 1 AND 2)",
    ),
    (
        "declared_area_ha NOT BETWEEN 1 AND 2 OR operating='yes'",
        "(NOT (declared_area_ha BETWEEN 1 AND 2)) OR operating='yes'",
    ),
    (
        "NOT declared_area_ha BETWEEN 1 AND 2",
        "declared_area_ha NOT BETWEEN 1 AND 2",
    ),
    (
        "declared_area_ha BETWEEN -2 AND -1",
        "declared_area_ha BETWEEN ( - (2)) AND ( - (1))",
    ),
    ("name NOT LIKE 'L%'", "NOT (name LIKE 'L%')"),
    ("name  not\tlike\r\n'L%'", "NOT name LIKE 'L%'"),
    ("name NOT IN ('a','b')", "NOT (name IN ('a', 'b'))"),
    (
        "name IN ('a') OR operating = 'yes'",
        "(name IN ('a')) OR (operating = 'yes')",
    ),
    (
        "phase IS NOT NULL AND operating = 'yes'",
        "(NOT (phase IS NULL)) AND operating = 'yes'",
    ),
    ("NOT phase IS NULL", "NOT (phase IS NULL)"),
    ("declared_area_ha=-5", "declared_area_ha = (-5)"),
    ("declared_area_ha=1.5e1", "declared_area_ha=15"),
    ("declared_area_ha!=15", "declared_area_ha<>15"),
    ("\"name\"='a'", "name='a'"),
    ("casei(name)=CASEI('a')", "CaseI(name) = casei('a')"),
    (
        "T_AFTER(valid_from,DATE('2025-01-01'))",
        "t_after(valid_from, date('2025-01-01'))",
    ),
    (
        "S_INTERSECTS(geometry,POINT(105 21))",
        "s_intersects(\"geometry\", POINT (105 21))",
    ),
    (
        "valid_from > '2025-01-01'",
        "valid_from > DATE('2025-01-01')",
    ),
    (
        "valid_from > TIMESTAMP('2024-12-31T17:00:00Z')",
        "valid_from > DATE('2025-01-01')",
    ),
];

#[test]
fn operators_bind_as_cql2_says() {
    for (short, with_brackets) in BINDING.iter().copied() {
        assert_eq!(
            read(short, Lang::Text),
            read(with_brackets, Lang::Text),
            "{short}"
        );
    }
}

#[test]
fn words_that_begin_with_a_keyword_are_names() {
    for (text, name) in [
        ("note_vi = 'x'", "note_vi"),
        ("notes = 'x'", "notes"),
        ("inside = 'x'", "inside"),
        ("or_else = 1", "or_else"),
        ("null_island = 1", "null_island"),
        ("trueness", "trueness"),
    ] {
        let expression = read::expression(text, Lang::Text).expect(text);
        assert!(
            format!("{expression:?}").contains(&format!("property: \"{name}\"")),
            "{expression:?}"
        );
    }
}

#[test]
fn texts_keep_their_letters() {
    for (text, wanted) in [
        ("name = 'Đông Ngạc – Ỷ'", "Đông Ngạc – Ỷ"),
        ("name = 'O''Brien'", "O'Brien"),
        ("name = ''''", "'"),
        ("name = ''", ""),
        ("name = '\"'", "\""),
        ("name = 'a\\b'", "a\\b"),
        ("name = 'x AND y OR (z'", "x AND y OR (z"),
        ("name = 'Ho\u{61}\u{300} L\u{61}\u{323}c'", "Hoà Lạc"),
        ("name = 'DATE(''2020-01-01'')'", "DATE('2020-01-01')"),
    ] {
        let Condition::Compare(_, _, value) = read(text, Lang::Text) else {
            panic!("{text}");
        };
        assert_eq!(value, condition::Scalar::Text(wanted.to_owned()), "{text}");
    }
}

const BOTH: &[(&str, &str)] = &[
    (
        "operating = 'yes'",
        r#"{"op":"=","args":[{"property":"operating"},"yes"]}"#,
    ),
    (
        "declared_area_ha > -5",
        r#"{"op":">","args":[{"property":"declared_area_ha"},-5]}"#,
    ),
    ("area_is_assumed", r#"{"property":"area_is_assumed"}"#),
    (
        "area_is_assumed = TRUE",
        r#"{"op":"=","args":[{"property":"area_is_assumed"},true]}"#,
    ),
    (
        "phase IS NOT NULL",
        r#"{"op":"not","args":[{"op":"isNull","args":[{"property":"phase"}]}]}"#,
    ),
    (
        "name LIKE 'L%'",
        r#"{"op":"like","args":[{"property":"name"},"L%"]}"#,
    ),
    (
        "name IN ('a')",
        r#"{"op":"in","args":[{"property":"name"},["a"]]}"#,
    ),
    (
        "declared_area_ha BETWEEN 1 AND 2",
        r#"{"op":"between","args":[{"property":"declared_area_ha"},1,2]}"#,
    ),
    (
        "casei(name) = casei('a')",
        r#"{"op":"=","args":[{"op":"casei","args":[{"property":"name"}]},{"op":"casei","args":["a"]}]}"#,
    ),
    (
        "valid_from = DATE('2025-07-01')",
        r#"{"op":"=","args":[{"property":"valid_from"},{"date":"2025-07-01"}]}"#,
    ),
    (
        "valid_from < TIMESTAMP('2025-07-01T00:00:00Z')",
        r#"{"op":"<","args":[{"property":"valid_from"},{"timestamp":"2025-07-01T00:00:00Z"}]}"#,
    ),
    (
        "t_intersects(INTERVAL(valid_from, valid_to), INTERVAL('2025-01-01', '..'))",
        r#"{"op":"t_intersects","args":[{"interval":[{"property":"valid_from"},{"property":"valid_to"}]},{"interval":["2025-01-01",".."]}]}"#,
    ),
    (
        "s_intersects(geometry, BBOX(105,20,106,21))",
        r#"{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[105,20,106,21]}]}"#,
    ),
    (
        "s_within(geometry, POLYGON((105 20,106 20,106 21,105 20)))",
        r#"{"op":"s_within","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[[105,20],[106,20],[106,21],[105,20]]]}]}"#,
    ),
    (
        "operating = 'yes' AND (in_plan = 'no' OR phase IS NULL)",
        r#"{"op":"and","args":[{"op":"=","args":[{"property":"operating"},"yes"]},{"op":"or","args":[{"op":"=","args":[{"property":"in_plan"},"no"]},{"op":"isNull","args":[{"property":"phase"}]}]}]}"#,
    ),
];

#[test]
fn json_says_the_same_as_text() {
    for (text, json) in BOTH.iter().copied() {
        assert_eq!(read(text, Lang::Text), read(json, Lang::Json), "{text}");
    }
}

#[test]
fn the_text_of_a_condition_is_ours_to_the_last_letter() {
    let statement = sql!("features/matching");
    let filter = parsed(
        "name = 'zqx' AND (\"phase\" LIKE 'zqx%' OR s_within(geometry, BBOX(105,20,106,21)))",
    )
    .expect("a filter");
    let text = filter.written_into(statement, 7);
    assert!(
        !text.contains("zqx") && !text.contains("phase") && !text.contains("105"),
        "{text}"
    );
    assert!(!text.contains("-- filter"), "{text}");
    assert!(text.ends_with("\nORDER BY f.fid\n"), "{text}");
    let places: Vec<String> = (7..12).map(|n| format!("${n}::")).collect();
    assert!(places.iter().all(|place| text.contains(place)), "{text}");
    assert_eq!(filter.binds().count(), 5);
}

#[test]
fn what_an_index_can_serve_stands_beside_the_rest() {
    let text = |filter: &str| parsed(filter).expect(filter).written_into("-- filter\n", 1);
    let both = text("s_intersects(geometry, POINT(105 21)) AND name = 'a' AND id = 'b'");
    assert!(
        both.starts_with(
            " AND (f.geom_84 && $1::geometry AND ST_Intersects(f.geom_84, $1::geometry)) AND (f.id "
        ),
        "{both}"
    );
    assert_eq!(both.matches("f.properties").count(), 1, "{both}");
    assert!(!text("s_intersects(geometry, POINT(105 21))").contains("properties"));
}

#[test]
fn each_crs_is_compared_in_its_own_column() {
    let text = |crs| {
        let point = if crs == Crs::Crs84 {
            "105.8 21"
        } else if crs == Crs::Epsg4326 {
            "21 105.8"
        } else {
            "588000 2326000"
        };
        let filter = format!("s_intersects(geometry, POINT({point}))");
        Filter::parse(&filter, Lang::Text, crs, &clusters())
            .expect("a filter")
            .written_into("-- filter\n", 1)
    };
    assert!(text(Crs::Crs84).contains("f.geom_84 &&") && text(Crs::Epsg4326) == text(Crs::Crs84));
    assert!(text(Crs::Epsg3857).contains("f.geom_3857 &&"));
    assert!(text(Crs::Epsg5897).contains("(f.geom && $1::geometry"));
    assert!(text(Crs::Epsg3405).contains("(f.geom && ST_Transform($1::geometry, 5897)"));
}

proptest! {
    #[test]
    fn whatever_is_sent_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = parsed(&text);
        let _ = Filter::parse(&text, Lang::Json, Crs::Epsg4326, &clusters());
    }

    #[test]
    fn whatever_is_made_of_its_words_is_read_or_refused(
        words in proptest::collection::vec(
            prop::sample::select(vec![
                "name", "operating", "declared_area_ha", "geometry", "valid_from", "(", ")", ",", "'", "''", "\"", "AND",
                "OR", "NOT", "=", "<>", "<", "LIKE", "IN", "BETWEEN", "IS", "NULL", "1", "-", "-1e5", "1e999", "TRUE", "casei",
                "accenti", "s_intersects", "t_after", "DATE", "INTERVAL", "BBOX", "POINT", "POINT Z", "POLYGON", "EMPTY",
                "MULTIPOINT", "GEOMETRYCOLLECTION", "'..'", "'2025-01-01'", "105", "21", "*", "^", "div", "ZM",
            ]),
            0..40,
        )
    ) {
        let _ = parsed(&words.join(" "));
        let _ = parsed(&words.concat());
    }

    #[test]
    fn no_letter_of_a_value_reaches_the_text(value in "\\PC{0,60}") {
        let quoted = value.replace('\'', "''");
        let filter = parsed(&format!("name = '{quoted}' OR name IN ('{quoted}', 'b') OR casei(name) = casei('{quoted}')"));
        let plain = parsed("name = '' OR name IN ('', 'b') OR casei(name) = casei('')").expect("a filter");
        if let Ok(filter) = filter {
            prop_assert_eq!(filter.written_into("-- filter\n", 1), plain.written_into("-- filter\n", 1));
        }
    }
}
