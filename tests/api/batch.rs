//! Tables of names: every row comes back with the units of today, written as the table that was sent.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use ::http::Request;
use axum::body::Body;
use ccn_atlas::http;
use ccn_atlas::{data, http::frame};
use http_body_util::BodyExt as _;
use serde::Deserialize;

use crate::support::{Answer, TestApp};

const PATH: &str = "/communes/resolve";

/// A former commune, as `data/commune/former.csv` lists it.
#[derive(Deserialize)]
pub struct Former {
    pub code: String,
    pub kind: String,
    pub name: String,
    pub district: String,
}

pub fn formers() -> Vec<Former> {
    data::rows("commune/former.csv").expect("the committed list")
}

#[derive(Deserialize)]
struct Pair {
    former_code: String,
    new_code: String,
}

/// Rows of an answer, by header.
pub fn rows(answer: &Answer) -> Vec<BTreeMap<String, String>> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    csv::Reader::from_reader(answer.body.as_slice())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("a table")
}

#[tokio::test]
async fn every_former_commune_in_a_table_comes_back_with_its_units_of_today() {
    let test = TestApp::start().await;
    let mut units: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for pair in data::rows::<Pair>("commune/crosswalk.csv").expect("the list") {
        units
            .entry(pair.former_code)
            .or_default()
            .insert(pair.new_code);
    }
    let mut table = String::from("STT,Mã,Xã/Phường,Quận/Huyện,code2\n");
    for (number, former) in formers().iter().enumerate() {
        let Former {
            code,
            kind,
            name,
            district,
        } = former;
        let _ = writeln!(table, "{number},,{kind} {name},{district},{code}");
    }
    let answer = test
        .post(&format!("{PATH}?datetime=2025-06-30"), table)
        .await;
    assert_eq!(
        answer.header("content-type"),
        "text/csv; charset=utf-8; header=present"
    );
    let rows = rows(&answer);
    assert_eq!(rows.len(), 526);
    for row in rows {
        assert_eq!(row["ccn_outcome"], "resolved", "{row:?}");
        assert_eq!(row["ccn_code"], row["code2"], "{row:?}");
        let found: BTreeSet<String> = row["ccn_units"].split(';').map(str::to_owned).collect();
        // The law names a pair that no list of units has.
        let wanted = &units[&row["code2"]];
        assert!(
            found.is_superset(wanted) && found.len() <= wanted.len() + 1,
            "{row:?}"
        );
        assert_eq!(
            row["ccn_weights"].split(';').count(),
            found.len(),
            "{row:?}"
        );
        assert!(!row["ccn_sentence"].is_empty());
    }
}

#[tokio::test]
async fn a_table_comes_back_as_it_was_written() {
    let test = TestApp::start().await;
    let table = "\u{feff}\"Ghi; chú\";Tên xã;Huyện\r\n=1+1;Tân Hội;Đan Phượng\r\n\"a \"\"b\"\"\nc\";Không Có;\r\n";
    let answer = test.post(PATH, table).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = answer.text();
    let head = "\u{feff}\"Ghi; chú\";Tên xã;Huyện;ccn_outcome;";
    assert!(text.starts_with(head), "{text}");
    assert!(
        text.contains("ccn_sentence\r\n=1+1;Tân Hội;Đan Phượng;resolved;"),
        "{text}"
    );
    assert!(
        text.contains("\r\n\"a \"\"b\"\"\nc\";Không Có;;unknown;"),
        "{text}"
    );
    assert!(text.ends_with("\r\n"));
}

#[tokio::test]
async fn homonyms_are_ambiguous_until_a_district_or_a_code_tells_them_apart() {
    let test = TestApp::start().await;
    let table = "code,name,district\n,xã Liên Hà,\n,xã Liên Hà,huyện Đan Phượng\n,xã Liên Hà,huyện Đông Anh\n";
    let found = rows(
        &test
            .post(&format!("{PATH}?datetime=2025-06-30"), table)
            .await,
    );
    let outcomes: Vec<&str> = found
        .iter()
        .map(|row| row["ccn_outcome"].as_str())
        .collect();
    assert_eq!(outcomes, ["ambiguous", "resolved", "resolved"]);
    assert_eq!(found[0]["ccn_units"], "");
    assert_eq!(found[0]["ccn_candidates"], "2");
    let codes = found[0]["ccn_code"].clone();
    for row in &found[1..] {
        let code = &row["ccn_code"];
        assert!(codes.contains(code.as_str()), "{codes} {code}");
        let table = format!("code,name\n{code},Liên Hà\n");
        let by_code = rows(
            &test
                .post(&format!("{PATH}?datetime=2025-06-30"), table)
                .await,
        );
        assert_eq!(by_code[0]["ccn_outcome"], "resolved", "{by_code:?}");
        assert_eq!(by_code[0]["ccn_code"], *code);
    }
    // Code and name of different units: neither is believed.
    let wrong = format!("code,name\n{},Bát Tràng\n", found[1]["ccn_code"]);
    let found = rows(
        &test
            .post(&format!("{PATH}?datetime=2025-06-30"), wrong)
            .await,
    );
    assert_eq!(found[0]["ccn_outcome"], "ambiguous", "{found:?}");
}

#[tokio::test]
async fn a_summary_counts_and_lists_what_was_not_resolved() {
    let test = TestApp::start().await;
    let table = format!(
        "nơi\tvùng\nxã Tân Hội\tĐan Phượng\n{}",
        "Không Có Đâu\t\n".repeat(30)
    );
    let path = format!("{PATH}?summary=true&datetime=2025-06-30&columns=nơi,vùng");
    let path = path.replace('ơ', "%C6%A1").replace('ù', "%C3%B9");
    let summary = test.post(&path, table).await.json();
    assert_eq!(summary["rows"], 31, "{summary}");
    assert_eq!(
        (&summary["resolved"], &summary["unknown"]),
        (&1.into(), &30.into())
    );
    assert_eq!(summary["separator"], "tab");
    assert_eq!(summary["columns"], serde_json::json!(["nơi", "vùng"]));
    let listed = summary["not_resolved"].as_array().expect("a list");
    assert_eq!((listed.len(), &listed[0]["line"]), (20, &3.into()));
}

/// Bodies that are no table of names; both routes refuse them.
pub fn bad_tables() -> Vec<Vec<u8>> {
    let text = |text: &str| text.as_bytes().to_vec();
    vec![
        text(""),
        text("\n\n"),
        text("\u{feff}"),
        text("Bát Tràng\n"),
        text("xã,xã\nA,B\n"),
        text("xã,n\nA\n"),
        text("xã,n\nA,1,2\n"),
        text("xã,n\n\"A,1\n"),
        text("xã,n\n\"A\"B,1\n"),
        text("xã,n\nA\0,1\n"),
        b"x\xE3,n\nA,1\n".to_vec(),
        b"xa,n\n\xFF\xFE,1\n".to_vec(),
        b"\xFF\xFEx\0a\0".to_vec(),
        b"PK\x03\x04 a workbook".to_vec(),
        text(&format!("xã{}\n", ",x".repeat(10_000))),
        text(&format!("xã,n\n{},1\n", "x".repeat(10_001))),
        text("{\"xã\": 1}"),
    ]
}

#[tokio::test]
async fn a_table_that_cannot_be_read_is_refused_with_the_place_and_nothing_else() {
    let test = TestApp::start().await;
    for path in [PATH, "/communes/reaggregate"] {
        for body in bad_tables() {
            let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
            let answer = test.post(path, body).await;
            assert_eq!(answer.status, 400, "{path} {shown}: {}", answer.text());
            let problem = answer.json();
            assert_eq!(
                problem["type"], "http://atlas.test/problems/invalid-table",
                "{shown}"
            );
            assert!(
                problem["errors"][0]["pointer"]
                    .as_str()
                    .is_some_and(|p| p.starts_with("line ")),
                "{problem}"
            );
        }
    }
    for query in [
        "datetime=2025",
        "datetime=2025-01-01/2025-02-01",
        "columns=a,b,c",
        "summary=yes",
        "column=x",
        "columns=khong",
    ] {
        let answer = test.post(&format!("{PATH}?{query}"), "xã\nA\n").await;
        assert_eq!(answer.status, 400, "{query}");
        assert!(
            answer.json()["type"]
                .as_str()
                .is_some_and(|kind| kind.ends_with("invalid-parameter"))
        );
    }
    assert_eq!(test.post(PATH, "xã\n").await.status, 200);
}

#[tokio::test]
async fn a_table_is_csv_of_at_most_16_mib() {
    let test = TestApp::start().await;
    for path in [PATH, "/communes/reaggregate"] {
        let large = vec![b'x'; (16 << 20) + 1];
        let answer = test.post(path, large).await;
        assert_eq!(answer.status, 413);
        assert!(answer.text().contains("16 MiB"), "{}", answer.text());
        for kind in [
            "application/json",
            "text/csv; charset=windows-1258",
            "multipart/form-data",
        ] {
            let request = Request::post(path).header("content-type", kind);
            let request = request
                .body(Body::from("xã,n\nBát Tràng,1\n"))
                .expect("a request");
            let answer = test.send(request).await;
            assert_eq!(answer.status, 400, "{kind}");
            assert!(answer.text().contains("text/csv"), "{}", answer.text());
        }
        assert_eq!(test.get("/communes/reaggregate").await.status, 405);
    }
}

#[tokio::test]
async fn sentences_are_in_the_language_asked_for() {
    let test = TestApp::start().await;
    let ask = |language: &'static str| {
        Request::post(PATH)
            .header("accept-language", language)
            .body(Body::from("xã\nKhông Có Đâu\n"))
            .expect("a request")
    };
    let sentence = |answer: Answer| rows(&answer)[0]["ccn_sentence"].clone();
    assert!(sentence(test.send(ask("en")).await).starts_with("No unit"));
    assert!(sentence(test.send(ask("vi")).await).starts_with("Không có"));
}

#[tokio::test]
async fn an_answer_is_made_while_it_is_read_and_holds_no_connection() {
    let test = TestApp::start().await;
    let table = format!(
        "xã,huyện\n{}",
        "xã Tân Hội,huyện Đan Phượng\n".repeat(20_000)
    );
    let router = http::router(test.app.clone());
    let request = Request::post(PATH)
        .body(Body::from(table))
        .expect("a request");
    let response = frame::handle(test.app.clone(), router, request).await;
    assert_eq!(response.status(), 200);
    let mut body = response.into_body();
    let first = body.frame().await.expect("a chunk").expect("sound");
    let first = first.into_data().expect("rows");
    assert!(first.len() < 1 << 20, "{} bytes at once", first.len());
    let status = test.pool.status();
    assert_eq!(status.available, status.size, "no connection is in use");
    // Nothing keeps the core busy while nobody reads.
    assert_eq!(test.app.checks.available_permits(), http::CHECKS_AT_ONCE);
    let rest = body.collect().await.expect("the rest").to_bytes();
    let lines = first
        .iter()
        .chain(rest.iter())
        .filter(|byte| **byte == b'\n');
    assert_eq!(lines.count(), 20_001);
}
