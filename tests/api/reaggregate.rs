//! Indicators by former unit, carried to the units of today: nothing is lost and nothing is made up.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use ccn_atlas::communes::gazetteer;
use ccn_atlas::communes::reaggregate::numbers::Mark;
use ccn_atlas::communes::reaggregate::{Question, Unresolved, Weights, reaggregate};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::batch::{Former, formers, rows};
use crate::support::{TestApp, unit_codes};

const PATH: &str = "/communes/reaggregate";

type Rows = Vec<BTreeMap<String, String>>;

fn number(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|e| panic!("`{text}`: {e}"))
}

fn sum(rows: &Rows, column: &str) -> Decimal {
    let filled = rows
        .iter()
        .map(|row| row[column].as_str())
        .filter(|text| !text.is_empty());
    filled.map(number).sum()
}

/// Every former commune with a number of its own in each of two columns.
fn every_former(value: impl Fn(usize) -> String) -> String {
    let mut table = String::from("Xã,Huyện,Số hộ,Giá trị\n");
    for (
        at,
        Former {
            kind,
            name,
            district,
            ..
        },
    ) in formers().iter().enumerate()
    {
        let _ = writeln!(table, "{kind} {name},{district},{},{}", at + 1, value(at));
    }
    table
}

#[tokio::test]
async fn a_table_of_all_former_communes_keeps_its_totals_and_reaches_every_unit() {
    let test = TestApp::start().await;
    let table = every_former(|at| format!("{}.{:03}", at * 7919 % 100_003, at));
    let wanted: Decimal = (0..526)
        .map(|at| number(&format!("{}.{:03}", at * 7919 % 100_003, at)))
        .sum();
    for weights in ["area", "population"] {
        let path = format!("{PATH}?weights={weights}");
        let rows = rows(&test.post(&path, table.clone()).await);
        let codes: Vec<String> = rows.iter().map(|row| row["code"].clone()).collect();
        let mut all = unit_codes();
        all.sort();
        assert_eq!(codes, all, "{weights}");
        assert_eq!(sum(&rows, "Số hộ"), Decimal::from(526 * 527 / 2));
        assert_eq!(sum(&rows, "Giá trị"), wanted);
        let mut uncertain = 0;
        for row in &rows {
            let of = |column: &str| number(&row[column]);
            assert!(
                of("Số hộ_min") <= of("Số hộ") && of("Số hộ") <= of("Số hộ_max"),
                "{row:?}"
            );
            assert!(of("Số hộ_min") >= Decimal::ZERO);
            assert_eq!(row["Số hộ_missing"], "0", "{row:?}");
            uncertain += usize::from(of("Số hộ_min") < of("Số hộ_max"));
        }
        assert!((50..=126).contains(&uncertain), "{uncertain}");
        assert!(sum(&rows, "Số hộ_min") < sum(&rows, "Số hộ"));
    }
}

#[tokio::test]
async fn a_unit_that_was_moved_whole_is_certain_and_one_that_is_not_there_is_missing() {
    let test = TestApp::start().await;
    let table = "name,district,n\nphường Trúc Bạch,quận Ba Đình,12.50\n";
    let rows = rows(&test.post(PATH, table).await);
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(
        (rows[0]["code"].as_str(), rows[0]["name"].as_str()),
        ("00004", "Phường Ba Đình")
    );
    for column in ["n", "n_min", "n_max"] {
        assert_eq!(rows[0][column], "12.5");
    }
    let missing: usize = rows[0]["n_missing"].parse().expect("a count");
    assert!(missing > 1, "the others that feed it are not in the table");
    // An empty field is unknown, never 0.
    let table = "name,district,n,m\nphường Trúc Bạch,quận Ba Đình,,1\n";
    let answer = test.post(PATH, table).await;
    assert_eq!(answer.header("ccn-left-out"), "n");
    let table = "name,district,n\nphường Trúc Bạch,quận Ba Đình,\nxã Bát Tràng,huyện Gia Lâm,3\n";
    let rows = super::batch::rows(&test.post(PATH, table).await);
    let empty = rows
        .iter()
        .find(|row| row["code"] == "00004")
        .expect("listed");
    assert_eq!((empty["n"].as_str(), empty["n_max"].as_str()), ("", ""));
    assert_eq!(empty["n_missing"], (missing + 1).to_string());
}

#[tokio::test]
async fn districts_are_carried_too_but_not_beside_their_communes() {
    let test = TestApp::start().await;
    let districts: BTreeSet<String> = formers().into_iter().map(|f| f.district).collect();
    assert_eq!(districts.len(), 30);
    let mut table = String::from("Quận/Huyện,GRDP\n");
    for (at, district) in districts.iter().enumerate() {
        let _ = writeln!(table, "{district},{}.{at}", 1000 + at);
    }
    let answer = test.post(PATH, table.clone()).await;
    let carried = rows(&answer);
    let wanted: Decimal = (0..30)
        .map(|at| number(&format!("{}.{at}", 1000 + at)))
        .sum();
    assert_eq!(sum(&carried, "GRDP"), wanted);
    assert_eq!(carried.len(), 126);
    assert!(carried.iter().all(|row| row["GRDP_missing"] == "0"));
    let beside = "name,n\nhuyện Gia Lâm,5\n\"xã Bát Tràng, huyện Gia Lâm\",1\n";
    let problem = test.post(PATH, beside).await.json();
    assert_eq!(problem["errors"][0]["pointer"], "line 3", "{problem}");
    assert!(
        problem["errors"][0]["detail"]
            .to_string()
            .contains("dòng 2"),
        "{problem}"
    );
}

#[tokio::test]
async fn a_unit_twice_totals_and_bad_numbers_are_refused_with_their_lines() {
    let test = TestApp::start().await;
    let errors = async |table: &str| -> Vec<(String, String)> {
        let request = ::http::Request::post(PATH).header("accept-language", "en");
        let body = axum::body::Body::from(table.to_owned());
        let answer = test.send(request.body(body).expect("a request")).await;
        assert_eq!(answer.status, 400, "{}", answer.text());
        let problem = answer.json();
        assert!(
            problem["type"]
                .as_str()
                .is_some_and(|kind| kind.ends_with("invalid-table")),
            "{problem}"
        );
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let errors = problem["errors"].as_array().expect("a list").iter();
        errors
            .map(|error| (text(&error["pointer"]), text(&error["detail"])))
            .collect()
    };
    let twice = errors("xã,n\n\"Tân Hội, Đan Phượng\",1\n\"TAN HOI, Đan Phượng\",2\n").await;
    assert_eq!(twice.len(), 1);
    assert!(
        twice[0].0 == "line 3" && twice[0].1.contains("line 2"),
        "{twice:?}"
    );
    let total = errors("xã,n\n\"Tân Hội, Đan Phượng\",1\nTổng cộng,1\n").await;
    assert!(
        total[0].0 == "line 3" && total[0].1.contains("totals"),
        "{total:?}"
    );
    let comma = errors("xã,n\n\"Tân Hội, Đan Phượng\",\"1,234\"\n").await;
    assert!(
        comma[0].0 == "line 2, column 2 `n`" && comma[0].1.contains("thousands"),
        "{comma:?}"
    );
    for (table, said) in [
        ("xã,n\n", "no row"),
        ("xã,ghi chú\nTân Hội,x\n", "no column"),
        ("xã,n\nTân Hội,1\nTân Lập,x\n", "no number"),
        ("xã,n\nTân Hội,99999999999999999999999999999999\n", "digits"),
        ("xã,n\nTân Hội,1e400\n", "no number"),
        ("xã,n,n_min\nTân Hội,1,2\n", "two columns"),
    ] {
        let errors = errors(table).await;
        assert!(errors[0].1.contains(said), "{table}: {errors:?}");
    }
}

#[tokio::test]
async fn rows_that_name_no_unit_are_refused_or_kept_apart() {
    let test = TestApp::start().await;
    let table = "xã;hộ\n\"Tân Hội, Đan Phượng\";1,5\nLiên Hà;2,25\nKhông Có Đâu;4\n";
    let answer = test.post(&format!("{PATH}?decimal=comma"), table).await;
    assert_eq!(answer.status, 400);
    let problem = answer.json();
    assert!(
        problem["type"]
            .as_str()
            .is_some_and(|kind| kind.ends_with("unresolved-rows")),
        "{problem}"
    );
    let errors = problem["errors"].as_array().expect("a list");
    assert_eq!(errors.len(), 2, "{problem}");
    assert_eq!(
        (&errors[0]["pointer"], &errors[0]["outcome"]),
        (&"line 3".into(), &"ambiguous".into())
    );
    assert!(
        errors[0]["candidates"]
            .as_array()
            .is_some_and(|list| list.len() >= 2)
    );
    let path = format!("{PATH}?decimal=comma&unresolved=keep");
    let answer = test.post(&path, table).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = answer.text();
    let last = text.lines().last().expect("a row");
    assert_eq!(last, ";chưa phân bổ / not allocated;6,25;;;0");
    let summary = test
        .post(&format!("{path}&summary=true"), table)
        .await
        .json();
    assert_eq!(summary["not_allocated_rows"], 2, "{summary}");
    let indicator = &summary["indicators"][0];
    assert_eq!(
        (&indicator["total_in"], &indicator["total_out"]),
        (&"7,75".into(), &"7,75".into())
    );
    assert_eq!(indicator["not_allocated"], "6,25");
}

/// Names mean the units of before: today's Bát Tràng is another one.
#[tokio::test]
async fn a_name_of_today_only_is_no_former_unit() {
    let test = TestApp::start().await;
    let problem = test.post(PATH, "xã,n\nxã Ô Diên,1\n").await.json();
    assert_eq!(
        problem["errors"].as_array().map(Vec::len),
        Some(1),
        "{problem}"
    );
    assert!(
        problem["type"]
            .as_str()
            .is_some_and(|kind| kind.ends_with("unresolved-rows"))
    );
    let rows = rows(
        &test
            .post(PATH, "xã,n\n\"xã Bát Tràng, huyện Gia Lâm\",1\n")
            .await,
    );
    assert_eq!(sum(&rows, "n"), Decimal::ONE);
}

#[tokio::test]
async fn totals_of_random_tables_are_kept_exactly_and_values_lie_within_their_bounds() {
    let test = TestApp::start().await;
    let gazetteer = gazetteer::load(&**test.client().await)
        .await
        .expect("the register");
    let formers = formers();
    let rows = prop::collection::btree_map(0..formers.len(), number_text(), 1..60);
    let mut runner = TestRunner::default();
    let weights = prop_oneof![Just(Weights::Area), Just(Weights::Population)];
    let checked = runner.run(&(rows, weights), |(rows, weights)| {
        let mut table = String::from("Mã,Tên,giá trị,n\n");
        let mut wanted = Decimal::ZERO;
        for (at, text) in &rows {
            let former = &formers[*at];
            let _ = writeln!(table, "{},{},{text},1", former.code, former.name);
            wanted += text.parse::<Decimal>().unwrap_or_default();
        }
        let question = Question {
            columns: None,
            weights,
            unresolved: Unresolved::Refuse,
            mark: Mark::Point,
            pick: |said| &said.en,
        };
        let answer = reaggregate(table.as_bytes(), &gazetteer, &question)
            .map_err(|error| TestCaseError::fail(format!("{error:?}\n{table}")))?;
        let Some(column) = answer.names.iter().position(|name| name == "giá trị") else {
            // Every field was empty.
            return Ok(());
        };
        let units = answer.sums.units.values();
        let amounts: Vec<_> = units.filter_map(|unit| unit.sums[column].amount).collect();
        prop_assert_eq!(
            amounts.iter().map(|amount| amount.value).sum::<Decimal>(),
            wanted
        );
        for amount in amounts {
            prop_assert!(amount.min <= amount.value && amount.value <= amount.max);
        }
        Ok(())
    });
    checked.unwrap_or_else(|failed| panic!("{failed}"));
}

/// A number as people write it, or an empty field.
fn number_text() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => Just(String::new()),
        3 => (0_u64..1_000_000_000_000).prop_map(|whole| whole.to_string()),
        3 => (-1_000_000_i64..1_000_000, 0_u32..999_999_999).prop_map(|(whole, part)| format!("{whole}.{part:09}")),
        1 => Just("999999999999999.999999999".to_owned()),
    ]
}
