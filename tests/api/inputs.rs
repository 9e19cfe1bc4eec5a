//! Bad input: always an answer that names the place, never a 5xx.

use http::Method;

use crate::support::{Answer, TestApp};

/// Whatever is asked, the answer to bad input is a problem document that names the parameter.
fn assert_names(answer: &Answer, name: &str, asked: &str) {
    assert_eq!(answer.status, 400, "{asked}: {}", answer.text());
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{asked}"
    );
    let problem = answer.json();
    assert_eq!(
        problem["errors"][0]["parameter"], name,
        "{asked}: {problem}"
    );
    assert_eq!(problem["status"], 400);
    assert!(
        problem["type"]
            .as_str()
            .is_some_and(|t| t.starts_with("http://atlas.test/problems/"))
    );
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of bad values")]
async fn every_parameter_of_a_page_refuses_what_it_cannot_use() {
    let test = TestApp::start().await;
    let bad = [
        (
            "limit",
            &["0", "-1", "1.5", "1e400", "abc", "", "%00", "%C3%28"][..],
        ),
        (
            "bbox",
            &[
                "",
                "1,2,3",
                "1,2,3,4,5",
                "a,b,c,d",
                "NaN,0,1,1",
                "1e400,0,1,1",
                "0,5,1,1",
                "0,-91,1,1",
                "200,0,201,1",
                "1,2,3,%00",
            ],
        ),
        (
            "bbox-crs",
            &[
                "EPSG:1",
                "",
                "x",
                "%00",
                "http://www.opengis.net/def/crs/EPSG/0/99999999999",
            ],
        ),
        ("crs", &["EPSG:9209", "", "5897", "%00"]),
        (
            "datetime",
            &[
                "",
                "yesterday",
                "2025-02-30",
                "2025-07-01/2025-06-01",
                "../..",
                "1e400",
                "99999-01-01",
                "9999-12-31T23:59:59Z",
                "%00",
            ],
        ),
        (
            "as-of",
            &["", "x", "2025-07-01/..", "%00", "9999-12-31T23:59:59-23:59"],
        ),
        ("properties", &["nope", "name,nope", "%00"]),
        (
            "sortby",
            &[
                "",
                "nope",
                "citations",
                "name,phase",
                "--",
                "--name",
                "%2B-name",
                "%00",
            ],
        ),
        ("precision", &["-1", "10", "x", "1e400", "%00"]),
        (
            "cursor",
            &[
                "",
                "x",
                "1:2:3",
                "1e400",
                "99999999999999999999",
                "1:%22a%5Cu0000%22",
                "%00",
            ],
        ),
        ("f", &["xml", "", "%00"]),
        ("q", &["%00", "%FF"]),
    ];
    for (name, values) in bad {
        for value in values {
            let asked = format!("/collections/clusters/items?{name}={value}");
            assert_names(&test.get(&asked).await, name, &asked);
        }
    }
    let asked = "/collections/clusters/items?limit=1&limit=2";
    assert_names(&test.get(asked).await, "limit", asked);
    for asked in [
        "/collections/clusters/items?bogus=1",
        "/collections?bogus=1",
        "/conformance?bogus=1",
        "/api?bogus=1",
        "/collections/clusters?bogus=1",
        "/collections/clusters/items/bat-trang?bogus=1",
        "/tiles/clusters?bogus=1",
        "/search?q=a&bogus=1",
        "/tiles/communes/1/1/0?bogus=1",
        "/?f=json&bogus=1",
    ] {
        assert_names(&test.get(asked).await, "bogus", asked);
    }
}

#[tokio::test]
async fn tile_numbers_outside_the_pyramid_are_named() {
    let test = TestApp::start().await;
    for (path, name) in [
        ("19/0/0", "z"),
        ("-1/0/0", "z"),
        ("x/0/0", "z"),
        ("1e400/0/0", "z"),
        ("%00/0/0", "z"),
        ("3/8/0", "x"),
        ("3/-1/0", "x"),
        ("3/99999999999999999999/0", "x"),
        ("3/0/8", "y"),
        ("3/0/1.5", "y"),
        ("3/0/%00", "y"),
    ] {
        let asked = format!("/tiles/communes/{path}");
        assert_names(&test.get(&asked).await, name, &asked);
    }
}

#[tokio::test]
async fn what_does_not_exist_is_404_whatever_its_name() {
    let test = TestApp::start().await;
    for asked in [
        "/nothing",
        "/collections/nothing",
        "/collections/nothing/items",
        "/collections/nothing/schema",
        "/collections/clusters/items/nothing",
        "/collections/clusters/items/%00",
        "/collections/clusters/items/a%00b",
        "/collections/communes/items/99999",
        "/tiles/nothing",
        "/tiles/nothing/1/0/0",
        "/assets/nothing.js",
        "/assets/../Cargo.toml",
        "/assets/%2e%2e/Cargo.toml",
        "/index.html.gz",
        "/collections/clusters/items/'",
        "/collections/communes/items/00004'--",
    ] {
        let answer = test.get(asked).await;
        assert_eq!(answer.status, 404, "{asked}: {}", answer.text());
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{asked}"
        );
    }
    let long = format!("/collections/clusters/items/{}", "a".repeat(5_000));
    assert_eq!(test.get(&long).await.status, 404);
}

#[tokio::test]
async fn methods_that_are_not_there_say_which_are() {
    let test = TestApp::start().await;
    for method in [Method::DELETE, Method::PUT, Method::PATCH, Method::POST] {
        let answer = test
            .method(method.clone(), "/collections/clusters/items")
            .await;
        assert_eq!(answer.status, 405, "{method}");
        assert!(answer.header("allow").contains("GET"), "{method}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    assert_eq!(test.method(Method::GET, "/measure").await.status, 405);
}

#[tokio::test]
async fn a_geometry_to_measure_is_measured_or_refused_with_the_place() {
    let test = TestApp::start().await;
    let square = r#"{"type":"Polygon","coordinates":[[[105.8,21],[105.81,21],[105.81,21.01],[105.8,21.01],[105.8,21]]]}"#;
    let measured = test.post("/measure", square).await.json();
    // About 1,039 m by 1,107 m.
    assert!(
        (measured["area_m2"].as_f64().expect("an area") - 1_151_000.0).abs() < 2_000.0,
        "{measured}"
    );
    assert_eq!(measured["crs"], "EPSG:5897");
    let line = test
        .post(
            "/measure",
            r#"{"type":"LineString","coordinates":[[105.8,21],[105.8,21.01]]}"#,
        )
        .await
        .json();
    assert!(
        (line["length_m"].as_f64().expect("a length") - 1_107.2).abs() < 1.0,
        "{line}"
    );
    assert!(line["area_m2"].is_null());
    let bow = r#"{"type":"Polygon","coordinates":[[[105,21],[105.2,21.2],[105.2,21],[105,21.2],[105,21]]]}"#;
    let problem = test.post("/measure", bow).await;
    assert_eq!(problem.status, 400);
    let at = problem.json()["errors"][0]["location"]["coordinates"].clone();
    assert!((at[0].as_f64().expect("lon") - 105.1).abs() < 1e-9, "{at}");
    for body in [
        "",
        "{",
        "[]",
        "null",
        r#"{"type":"Point","coordinates":[105,21]}"#,
        r#"{"type":"Polygon","coordinates":[[[1e400,21],[105,21],[105,22],[1e400,21]]]}"#,
        r#"{"type":"Polygon","coordinates":[[[21,105],[21.1,105],[21.1,105.1],[21,105]]]}"#,
        r#"{"type":"GeometryCollection","geometries":[]}"#,
        r#"{"type":"LineString","coordinates":[[15,0],[-165,0]]}"#,
        r#"{"type":"Polygon","coordinates":[[[105,21],[105,21],[105,21],[105,21]]]}"#,
    ] {
        let answer = test.post("/measure", body).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let huge = format!(
        "{{\"type\":\"LineString\",\"coordinates\":[{}[105,21]]}}",
        "[105,21],".repeat(400_000)
    );
    let refused = test.post("/measure", huge).await;
    assert_eq!(refused.status, 413);
    assert_eq!(
        refused.header("connection"),
        "close",
        "the body was not read to its end"
    );
    let many = format!(
        "{{\"type\":\"LineString\",\"coordinates\":[{}[105,21]]}}",
        "[105,21],".repeat(110_000)
    );
    assert_eq!(test.post("/measure", many).await.status, 400);
}

#[tokio::test]
async fn problems_speak_the_language_asked_for() {
    let test = TestApp::start().await;
    let path = "/collections/clusters/items?limit=0";
    let vi = test.get(path).await;
    assert_eq!(
        (vi.header("content-language"), vi.json()["title"].as_str()),
        ("vi", Some("Tham số không hợp lệ"))
    );
    let en = test
        .get_with(path, &[("accept-language", "en-GB,en;q=0.9")])
        .await;
    assert_eq!(
        (en.header("content-language"), en.json()["title"].as_str()),
        ("en", Some("Invalid parameter"))
    );
    assert!(
        en.json()["instance"]
            .as_str()
            .is_some_and(|i| i.contains(en.header("x-request-id")))
    );
}
