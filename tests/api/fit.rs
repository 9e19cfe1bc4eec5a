//! Planning fit over HTTP: what is asked, what is refused, and what never changes.

use ::http::StatusCode;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

/// A square of about 1 km² in the middle of the demonstration plan, longitude and latitude.
pub fn square(lon: f64, lat: f64, side: f64) -> Value {
    json!({ "type": "Polygon", "coordinates": [[
        [lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat],
    ]] })
}

pub async fn post(test: &TestApp, path: &str, body: &Value) -> Answer {
    test.post(path, body.to_string()).await
}

/// A drawn area that is accepted.
pub async fn fit(test: &TestApp, path: &str, body: &Value) -> Value {
    let answer = post(test, path, body).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

pub fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

/// Σ shares of classes − counted twice + residual = 1, within what design.md allows.
pub fn adds_up(document: &Value) {
    let classes = document["classes"].as_array().expect("classes");
    let sum: f64 = classes.iter().map(|class| number(&class["share"])).sum();
    let total =
        sum - number(&document["double_counted"]["share"]) + number(&document["residual"]["share"]);
    let allowed = (1e-6 / number(&document["area_m2"])).max(1e-9);
    assert!((total - 1.0).abs() <= allowed, "{total}: {document}");
}

pub fn rules(document: &Value) -> Vec<&str> {
    let findings = document["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|f| f["rule"].as_str().expect("a rule"))
        .collect()
}

#[tokio::test]
async fn a_cluster_of_the_register_cannot_be_judged_by_a_plan_without_geometry() {
    let test = TestApp::start().await;
    for path in [
        "/collections/clusters/items/yen-nghia/fit",
        "/collections/clusters/items/yen-nghia/fit?plan=qd-1668-2024",
        "/collections/clusters/items/yen-nghia/fit?plan=qd-2512-2026",
    ] {
        let document = test.json(path).await;
        assert_eq!(document["verdict"], "cannot_be_judged", "{path}");
        assert_eq!(document["reason"], "no_plan_geometry");
        assert_eq!(document["confidence"], Value::Null);
        assert_eq!(document["plan"]["synthetic"], false);
        assert_eq!(document["sensitivity"]["why"], "no_plan_geometry");
        assert!(!document.to_string().contains("demo"), "{document}");
    }
    let city = test.json("/fit").await;
    assert_eq!(city["counts"]["cannot_be_judged"], 91);
    assert_eq!(city["rows"].as_array().map(Vec::len), Some(91));
    assert!(!city.to_string().contains("demo"));
    assert_eq!(city["rows"][0]["residual_share"], Value::Null, "not known");
}

#[tokio::test]
async fn the_demonstration_is_marked_wherever_it_appears() {
    let test = TestApp::start().await;
    let document = test
        .json("/collections/clusters/items/yen-nghia/fit?plan=demo")
        .await;
    adds_up(&document);
    assert_ne!(document["verdict"], "cannot_be_judged");
    assert_eq!(document["confidence"], "synthetic");
    assert_eq!(document["plan"]["synthetic"], true);
    let findings = document["findings"].as_array().expect("findings");
    for finding in findings.iter().filter(|f| !f["certainty"].is_null()) {
        assert_eq!(finding["certainty"], "synthetic", "{finding}");
    }
    let city = test.json("/fit?plan=demo").await;
    for row in city["rows"].as_array().expect("rows") {
        let confidence = &row["confidence"];
        assert!(
            confidence == "synthetic" || row["verdict"] == "cannot_be_judged",
            "{row}"
        );
    }
    let csv = test.get("/fit?plan=demo&f=csv").await.text();
    assert!(
        csv.lines()
            .skip(1)
            .all(|line| line.ends_with(",demo,1,true")),
        "{csv}"
    );
}

#[tokio::test]
async fn a_verdict_says_what_decides_it_with_plan_article_and_zone() {
    let test = TestApp::start().await;
    let city = test.json("/fit?plan=demo&verdict=does_not_fit").await;
    let id = city["rows"][0]["id"]
        .as_str()
        .expect("one that does not fit");
    let document = test
        .json(&format!("/collections/clusters/items/{id}/fit?plan=demo"))
        .await;
    let first = &document["findings"][0];
    assert_eq!(first["effect"], "decides", "{first}");
    assert_eq!(first["rule"], "incompatible_class");
    assert_eq!(first["caps_at"], "does_not_fit");
    assert_eq!(first["plan"], "demo");
    assert_eq!(first["plan_version"], 1);
    assert_eq!(first["unit"], "share");
    assert_eq!(first["limit"], 0.01);
    assert!(number(&first["area_m2"]) > 0.0);
    assert!(
        first["article"]
            .as_str()
            .is_some_and(|a| a.starts_with("Điều"))
    );
    assert!(
        first["zones"][0]
            .as_str()
            .is_some_and(|z| z.starts_with("demo-zone-"))
    );
    assert!(
        first["sentence_vi"]
            .as_str()
            .is_some_and(|s| s.contains("không phù hợp"))
    );
}

#[tokio::test]
async fn answers_are_the_same_bytes_each_time() {
    let test = TestApp::start().await;
    let path = "/collections/clusters/items/bat-trang/fit?plan=demo";
    let first = test.get(path).await;
    let second = test.get(path).await;
    assert_eq!(first.body, second.body);
    let etag = first.header("etag");
    let again = test.get_with(path, &[("if-none-match", etag)]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn pieces_are_what_the_document_counts() {
    let test = TestApp::start().await;
    let collection = fit(
        &test,
        "/fit?plan=demo&f=geojson",
        &square(105.70, 21.00, 0.05),
    )
    .await;
    let features = collection["features"].as_array().expect("features");
    let of = |part: &str| -> f64 {
        let parts = features.iter().filter(|f| f["properties"]["part"] == part);
        parts.map(|f| number(&f["properties"]["area_m2"])).sum()
    };
    let document = &collection["fit"];
    adds_up(document);
    let zones: f64 = document["zones"]
        .as_array()
        .expect("zones")
        .iter()
        .map(|z| number(&z["area_m2"]))
        .sum();
    assert!((of("zone") - zones).abs() < 0.01);
    assert!((of("residual") - number(&document["residual"]["area_m2"])).abs() < 0.01);
    assert!((of("subject") - number(&document["area_m2"])).abs() < 0.01);
    assert!(of("commune") > 0.0);
}

#[tokio::test]
async fn as_of_an_earlier_time_the_earlier_boundary_answers() {
    let test = TestApp::start().await;
    let path = "/collections/clusters/items/bat-trang/fit?plan=demo";
    let before = test.json(path).await;
    let client = test.client().await;
    let at: String = client
        .query_one("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')", &[])
        .await
        .expect("a time")
        .get(0);
    client
        .batch_execute(
            "UPDATE cluster_version v SET recorded = tstzrange(lower(recorded), now())
             FROM cluster c WHERE c.id = v.cluster_id AND c.slug = 'bat-trang'",
        )
        .await
        .expect("superseded");
    assert_eq!(test.get(path).await.status, 404, "no version is known now");
    let then = test.json(&format!("{path}&as-of={at}")).await;
    assert_eq!(
        then["as_of"].as_str().map(|text| text.len() > 10),
        Some(true)
    );
    assert_eq!(then["findings"], before["findings"]);
    assert_eq!(then["computed_from"], before["computed_from"]);
}

/// The edges between the zones of the demonstration leave slivers of a millionth of a square metre.
#[tokio::test]
async fn what_arithmetic_leaves_along_an_edge_is_no_part() {
    let test = TestApp::start().await;
    let path = "/collections/clusters/items/cam-thuong/fit?plan=demo";
    let collection = test.json(&format!("{path}&f=geojson")).await;
    let document = &collection["fit"];
    adds_up(document);
    assert_eq!(document["slivers"], json!([]));
    assert!(!rules(document).contains(&"slivers"));
    for feature in collection["features"].as_array().expect("features") {
        assert!(number(&feature["properties"]["area_m2"]) > 0.0, "{feature}");
    }
}
