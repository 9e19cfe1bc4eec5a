//! What is refused: with the place and what there is instead, and soon enough.

use std::f64::consts::TAU;
use std::time::Instant;

use super::*;

/// The sentence of a refusal, in English.
fn refusal(text: &str, lang: Lang) -> String {
    match Filter::parse(text, lang, Crs::Crs84, &clusters()) {
        Err(Error::InvalidParameter { name, reason }) => {
            assert_eq!(name, "filter");
            assert!(!reason.vi.is_empty(), "{text}");
            reason.en
        }
        other => panic!("{text}: {other:?}"),
    }
}

const REFUSED: &[(&str, &str)] = &[
    ("operating", "`operating` is no condition"),
    ("5", "is no condition"),
    (
        "nothing = 1",
        "there is no queryable `nothing`; there are: id, geometry, name",
    ),
    ("flags = 'x'", "there is no queryable `flags`"),
    (
        "pg_sleep(10) = 1",
        "there is no function `pg_sleep`; there are: casei, accenti, s_intersects",
    ),
    ("version()", "there is no function `version`"),
    (
        "a_contains(flags, ('x'))",
        "there is no function `a_contains`",
    ),
    ("\"pg_sleep\"(10) = 1", "there is no function `pg_sleep`"),
    (
        "operating > 3",
        "compares text with a number in `operating > 3`",
    ),
    ("declared_area_ha = 'big'", "compares a number with text"),
    (
        "declared_area_ha IN (1, 'a')",
        "compares a number with text",
    ),
    (
        "area_is_assumed = 'true'",
        "compares true or false with text",
    ),
    ("area_is_assumed > FALSE", "by = and <> only"),
    ("valid_from = 'yesterday'", "compares a date with text"),
    ("valid_from = DATE('2025-02-30')", "is no date"),
    ("valid_from = DATE('0000-01-01')", "is no date"),
    ("name = NULL", "write IS NULL"),
    ("declared_area_ha + 1 > 3", "arithmetic is not offered"),
    ("-declared_area_ha > 3", "arithmetic is not offered"),
    ("casei(declared_area_ha) = 'a'", "takes text only"),
    ("declared_area_ha LIKE 'a'", "LIKE takes text only"),
    ("name LIKE phase", "must be written in quotes"),
    ("name LIKE 'a\\'", "escapes nothing"),
    ("geometry = 'a'", "stands only in spatial functions"),
    (
        "s_intersects(name, POINT(1 2))",
        "needs `geometry` and a geometry",
    ),
    ("s_intersects(geometry)", "needs 2 operands"),
    (
        "s_touches(geometry, GEOMETRYCOLLECTION(POINT(1 2)))",
        "s_intersects and s_disjoint only",
    ),
    (
        "s_intersects(geometry, POLYGON((105 21,106 22,106 21,105 22,105 21)))",
        "unsound geometry: the boundary crosses itself",
    ),
    (
        "s_intersects(geometry, POLYGON((105 21,106 22,106 21)))",
        "not closed",
    ),
    ("s_intersects(geometry, POINT(200 21))", "outside"),
    ("s_intersects(geometry, POLYGON EMPTY)", "empty"),
    (
        "s_intersects(geometry, BBOX(105,22,106,21))",
        "southern edge",
    ),
    ("s_intersects(geometry, BBOX(105,22,106))", "4 or 6 numbers"),
    (
        "s_intersects(geometry, BBOX('a',22,106,23))",
        "is no readable geometry",
    ),
    ("t_after(name, DATE('2025-01-01'))", "is no date"),
    (
        "t_after(valid_from, DATE('2025-01-01'), 3)",
        "needs 2 operands",
    ),
    (
        "t_during(valid_from, INTERVAL('2025-02-01','2025-01-01'))",
        "ends before it begins",
    ),
    ("", "is empty"),
    ("operating = ", "cannot be read at line 1"),
    ("operating = 'yes", "is not closed"),
    ("(operating = 'yes'", "is not closed"),
    ("operating = 'yes')", "closing bracket too many"),
    (
        "operating = 'yes'; DROP TABLE cluster",
        "cannot be read at line 1",
    ),
    ("operating = 'yes' -- x", "arithmetic is not offered"),
    (
        "phase IS NULL = FALSE",
        "a value is needed, not a condition",
    ),
];

const REFUSED_JSON: &[(&str, &str)] = &[
    ("{", "is no JSON"),
    ("[]", "is no condition"),
    (r#"{"op":"and","args":[true]}"#, "needs 2 operands"),
    (r#"{"op":"not","args":[]}"#, "needs 1 operands"),
    (
        r#"{"op":"=","args":[{"property":"name"},"a\u0000b"]}"#,
        "NUL",
    ),
    (
        r#"{"op":"in","args":[{"property":"name"},"a"]}"#,
        "needs a list",
    ),
    (
        r#"{"op":"in","args":[{"property":"name"},[]]}"#,
        "needs 2 operands",
    ),
    (r#"{"op":"pg_sleep","args":[10]}"#, "there is no function"),
    (
        r#"{"op":">","args":[{"property":"declared_area_ha"},1e999]}"#,
        "JSON",
    ),
    (
        r#"{"op":"t_after","args":[{"interval":["2025-01-01"]},{"date":"2025-01-01"}]}"#,
        "needs two ends",
    ),
];

#[test]
fn what_cannot_be_asked_is_refused_with_what_there_is() {
    for (text, part) in REFUSED.iter().copied() {
        let said = refusal(text, Lang::Text);
        assert!(said.contains(part), "{text}: {said}");
    }
    for (json, part) in REFUSED_JSON.iter().copied() {
        let said = refusal(json, Lang::Json);
        assert!(said.contains(part), "{json}: {said}");
    }
}

fn many(n: usize, part: &str, word: &str) -> String {
    vec![part; n].join(word)
}

#[test]
fn too_much_is_refused_in_good_time() {
    let started = Instant::now();
    let open = |n: usize, inner: &str| format!("{}{inner}{}", "(".repeat(n), ")".repeat(n));
    for text in [
        "x".repeat(9000),
        open(60, "area_is_assumed"),
        open(2400, ""),
        // Nothing fits at the bottom: a naive parser tries each level twice.
        open(40, "1 1"),
        open(40, "a,"),
        (0..40).fold("name".to_owned(), |inner, _| format!("({inner},'a')")) + " IN ('a')",
        many(1200, "NOT", " ") + " area_is_assumed",
        many(1200, "1", "^"),
        many(1200, "1", "="),
        many(599, "1", "="),
        many(599, "name", "<"),
        many(450, "name", " LIKE "),
        many(550, "name", " IN "),
        many(350, "name", " IS NULL "),
        many(260, "area_is_assumed", " OR "),
        format!("name IN ({})", many(1200, "'a'", ",")),
        format!("name = '{}'", "a".repeat(1001)),
        format!("name LIKE '{}'", "%a".repeat(25)),
        many(17, "s_intersects(geometry,POINT(1 2))", " OR "),
        many(65, "casei(name)='a'", " OR "),
        format!("{}name{} = 'a'", "casei(".repeat(45), ")".repeat(45)),
        format!("name = '{}", "''".repeat(2400)),
        format!("s_intersects(geometry,MULTIPOINT({}", "(1 1),".repeat(800)),
    ] {
        refusal(&text, Lang::Text);
    }
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}

#[test]
fn too_much_of_json_is_refused_too() {
    let nested = |n: usize| {
        format!(
            "{}true{}",
            r#"{"op":"not","args":["#.repeat(n),
            "]}".repeat(n)
        )
    };
    for json in [
        nested(45),
        nested(120),
        nested(400),
        "[".repeat(8000),
        format!("{}1", "[".repeat(8000)),
    ] {
        refusal(&json, Lang::Json);
    }
}

#[test]
fn much_is_read() {
    assert!(parsed(&format!("declared_area_ha = {}1", "-".repeat(4000))).is_ok());
    let ring: Vec<String> = (0..200)
        .map(|i| f64::from(i % 200) * TAU / 200.0)
        .map(|angle| {
            format!(
                "{:.7} {:.7}",
                105.8 + angle.cos() / 10.0,
                21.0 + angle.sin() / 10.0
            )
        })
        .collect();
    let polygon = format!(
        "s_within(geometry,POLYGON(({},{})))",
        ring.join(","),
        ring[0]
    );
    assert!(polygon.len() > 4500 && parsed(&polygon).is_ok());
    let multi = format!(
        "s_intersects(geometry,MULTIPOINT({}))",
        many(1200, "1 1", ",")
    );
    assert!(parsed(&multi).is_ok());
    assert!(parsed(&many(120, "area_is_assumed", " OR ")).is_ok());
}
