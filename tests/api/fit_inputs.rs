//! Drawn areas: every CRS, every defect, and the day that is asked about.

use std::time::Duration;

use ::http::{Method, Request};
use axum::body::Body;
use serde_json::{Value, json};

use crate::fit::{adds_up, fit, number, post, rules, square};
use crate::support::{Answer, TestApp};

#[tokio::test]
async fn one_place_in_every_crs_gets_one_answer() {
    let test = TestApp::start().await;
    let drawn = square(105.70, 21.00, 0.01);
    let wanted = fit(&test, "/fit?plan=demo", &drawn).await;
    adds_up(&wanted);
    let client = test.client().await;
    for srid in [5897, 3405, 3857] {
        let moved: String = client
            .query_one(
                "SELECT ST_AsGeoJSON(ST_Transform(ST_SetSRID(ST_GeomFromGeoJSON($1), 4326), $2::integer), 9, 0)",
                &[&drawn.to_string(), &srid],
            )
            .await
            .expect("moved")
            .get(0);
        let moved: Value = serde_json::from_str(&moved).expect("GeoJSON");
        let answer = fit(&test, &format!("/fit?plan=demo&crs=EPSG:{srid}"), &moved).await;
        let (a, b) = (number(&wanted["area_m2"]), number(&answer["area_m2"]));
        assert!((a - b).abs() < 0.01, "{srid}: {a} {b}");
        assert_eq!(wanted["verdict"], answer["verdict"]);
        assert_eq!(wanted["classes"][0]["class"], answer["classes"][0]["class"]);
    }
    // EPSG:4326 is latitude first.
    let flipped = json!({ "type": "Polygon", "coordinates": [[
        [21.0, 105.7], [21.0, 105.71], [21.01, 105.71], [21.01, 105.7], [21.0, 105.7],
    ]] });
    let answer = fit(&test, "/fit?plan=demo&crs=EPSG:4326", &flipped).await;
    assert!((number(&wanted["area_m2"]) - number(&answer["area_m2"])).abs() < 0.01);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of what can be wrong")]
async fn what_is_no_sound_area_is_refused_with_its_place() {
    let test = TestApp::start().await;
    let polygon = |coordinates: Value| json!({ "type": "Polygon", "coordinates": coordinates });
    let ring = |points: &[[f64; 2]]| polygon(json!([points]));
    let bow = ring(&[
        [105.7, 21.0],
        [105.8, 21.1],
        [105.8, 21.0],
        [105.7, 21.1],
        [105.7, 21.0],
    ]);
    let open = ring(&[[105.7, 21.0], [105.8, 21.0], [105.8, 21.1]]);
    for (what, path, body, says, has_place) in [
        (
            "self-intersection",
            "/fit",
            bow.clone(),
            "crosses itself",
            true,
        ),
        ("unclosed ring", "/fit", open, "not closed", true),
        (
            "two points",
            "/fit",
            ring(&[[105.7, 21.0], [105.8, 21.0], [105.7, 21.0]]),
            "3 distinct",
            true,
        ),
        ("empty", "/fit", polygon(json!([])), "empty", false),
        (
            "outside",
            "/fit",
            square(106.6, 10.7, 0.01),
            "outside Hà Nội",
            true,
        ),
        (
            "swapped",
            "/fit",
            ring(&[[21.0, 105.7], [21.1, 105.7], [21.1, 105.8], [21.0, 105.7]]),
            "swapped",
            false,
        ),
        (
            "swapped grid",
            "/fit?crs=EPSG:5897",
            ring(&[
                [2_326_345.0, 588_591.0],
                [2_327_345.0, 588_591.0],
                [2_327_345.0, 589_591.0],
                [2_326_345.0, 588_591.0],
            ]),
            "swapped",
            false,
        ),
        (
            "bow tie on the grid",
            "/fit?crs=EPSG:5897",
            ring(&[
                [588_000.0, 2_326_000.0],
                [589_000.0, 2_327_000.0],
                [589_000.0, 2_326_000.0],
                [588_000.0, 2_327_000.0],
                [588_000.0, 2_326_000.0],
            ]),
            "crosses itself",
            true,
        ),
    ] {
        let answer = post_english(&test, path, body.to_string()).await;
        assert_eq!(answer.status, 400, "{what}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem = answer.json();
        assert!(
            problem["errors"].to_string().contains(says),
            "{what}: {problem}"
        );
        let places: Vec<&Value> = problem["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .map(|error| &error["location"]["coordinates"])
            .filter(|at| !at.is_null())
            .collect();
        assert_eq!(!places.is_empty(), has_place, "{what}: {problem}");
        for at in places {
            assert!(
                (104.0..108.0).contains(&number(&at[0])),
                "{what}: longitude first: {at}"
            );
        }
    }
    for body in [
        json!({ "type": "LineString", "coordinates": [[105.7, 21.0], [105.8, 21.0]] }).to_string(),
        json!({ "type": "GeometryCollection", "geometries": [square(105.7, 21.0, 0.1)] })
            .to_string(),
        json!({ "type": "FeatureCollection", "features": [] }).to_string(),
        r#"{"type":"Polygon","coordinates":[[[NaN,21],[105.8,21],[105.8,21.1],[NaN,21]]]}"#
            .to_owned(),
        "{".to_owned(),
        String::new(),
    ] {
        let answer = post_english(&test, "/fit", body.clone()).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.text());
        assert_eq!(
            answer.json()["type"],
            "http://atlas.test/problems/invalid-body"
        );
    }
    for query in [
        "crs=EPSG:9209",
        "plan=no-such",
        "plan=%00",
        "datetime=2026-01-01/2026-02-01",
        "repair=yes",
        "uncertainty_m=-1",
        "uncertainty_m=NaN",
        "uncertainty_m=1e9",
        "f=csv",
        "verdict=fits",
        "as-of=x",
    ] {
        let answer = post(&test, &format!("/fit?{query}"), &square(105.7, 21.0, 0.01)).await;
        assert_eq!(answer.status, 400, "{query}: {}", answer.text());
    }
    let large = post_english(&test, "/fit", " ".repeat(30 << 20)).await;
    assert_eq!(large.status, 413, "{}", large.text());
}

async fn post_english(test: &TestApp, path: &str, body: String) -> Answer {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("accept-language", "en");
    test.send(request.body(Body::from(body)).expect("a request"))
        .await
}

#[tokio::test]
async fn a_repair_is_shown_and_used_only_on_request() {
    let test = TestApp::start().await;
    let bow = json!({ "type": "Polygon", "coordinates": [[
        [105.70, 21.00], [105.71, 21.01], [105.71, 21.00], [105.70, 21.01], [105.70, 21.00],
    ]] });
    let refused = post(&test, "/fit?plan=demo", &bow).await;
    assert_eq!(refused.status, 400);
    let offered = refused.json()["repair"].clone();
    assert_eq!(offered["geometry"]["type"], "MultiPolygon", "{offered}");
    assert!(number(&offered["area_m2"]) > 100_000.0);
    let repaired = fit(&test, "/fit?plan=demo&repair=true", &bow).await;
    adds_up(&repaired);
    assert_eq!(
        repaired["repaired"]["defects"].as_array().map(Vec::len),
        Some(1)
    );
    assert!((number(&repaired["area_m2"]) - number(&offered["area_m2"])).abs() < 0.001);
    let sound = fit(
        &test,
        "/fit?plan=demo&repair=true",
        &square(105.7, 21.0, 0.01),
    )
    .await;
    assert_eq!(
        sound["repaired"],
        Value::Null,
        "what is sound is not touched"
    );
}

#[tokio::test]
async fn rules_are_those_of_the_day_asked_about() {
    let test = TestApp::start().await;
    // About 7 ha: below the floor of 10 ha, above that of 5 ha since 2026-09-15.
    let small = square(105.70, 21.00, 0.0025);
    let before = fit(&test, "/fit?plan=demo&datetime=2026-09-14", &small).await;
    assert!(rules(&before).contains(&"area_floor"), "{before}");
    let after = fit(&test, "/fit?plan=demo&datetime=2026-09-15", &small).await;
    assert!(!rules(&after).contains(&"area_floor"), "{after}");
    let large = square(105.70, 21.00, 0.01);
    let ceiling = fit(&test, "/fit?plan=demo", &large).await;
    assert!(rules(&ceiling).contains(&"area_ceiling"));
    assert_ne!(ceiling["verdict"], "fits", "too large to be founded");
    let answer = test.get("/fit?plan=demo&datetime=1999-01-01").await;
    assert_eq!(answer.status, 400, "{}", answer.text());
}

#[tokio::test]
async fn a_drawn_area_of_unknown_place_is_not_shifted_and_a_known_one_is() {
    let test = TestApp::start().await;
    let drawn = square(105.70, 21.00, 0.005);
    let still = fit(&test, "/fit?plan=demo", &drawn).await;
    assert_eq!(
        still["sensitivity"],
        json!({ "run": false, "why": "unknown_uncertainty" })
    );
    let shifted = fit(&test, "/fit?plan=demo&uncertainty_m=5000", &drawn).await;
    assert_eq!(
        shifted["sensitivity"]["verdicts"].as_array().map(Vec::len),
        Some(8)
    );
    assert_eq!(
        still["classes"], shifted["classes"],
        "never used to measure"
    );
    let stable = shifted["sensitivity"]["stable"] == true;
    assert_eq!(rules(&shifted).contains(&"position_uncertain"), !stable);
}

/// A comb over all of Hà Nội, of the vertices that are allowed.
fn comb() -> Value {
    let teeth = 2_490;
    let tooth = |i: i32| {
        let (x, width) = (
            105.3 + 0.7 * f64::from(i) / f64::from(teeth),
            0.35 / f64::from(teeth),
        );
        [[x, 20.6], [x, 21.35], [x + width, 21.35], [x + width, 20.6]]
    };
    let mut ring: Vec<[f64; 2]> = (0..teeth).flat_map(tooth).collect();
    ring.extend([[106.01, 20.57], [105.29, 20.57], ring[0]]);
    json!({ "type": "Polygon", "coordinates": [ring] })
}

#[tokio::test]
async fn a_fit_that_nobody_waits_for_is_ended_in_the_database() {
    let test = TestApp::start().await;
    let running = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'active' AND query LIKE '%fit_%' AND pid <> pg_backend_pid()";
    let asked = async {
        for _ in 0..600 {
            if test.count(running).await > 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it never began");
    };
    let body = comb();
    tokio::select! {
        answer = post(&test, "/fit?plan=demo", &body) => panic!("{}", answer.text()),
        () = asked => {}
    }
    // Dropped here, as when a client goes away.
    for _ in 0..200 {
        if test.count(running).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it still runs");
}
