//! The fit of all clusters at once: as a table, by verdict, by version, and after a change.

use std::time::Duration;

use crate::fit::adds_up;
use crate::support::TestApp;

#[tokio::test]
async fn two_versions_of_a_plan_are_two_answers() {
    let test = TestApp::start().await;
    let plans = test.json("/plans").await;
    assert_eq!(plans["default"], "qd-1569-2024");
    let demo = plans["plans"]
        .as_array()
        .expect("plans")
        .iter()
        .find(|p| p["id"] == "demo")
        .expect("demo");
    assert_eq!(demo["has_zones"], true);
    assert_eq!(demo["versions"].as_array().map(Vec::len), Some(2));
    let now = test.json("/fit?plan=demo").await;
    let then = test.json("/fit?plan=demo&datetime=2027-01-01").await;
    assert_eq!(now["plan"]["version"], 1);
    assert_eq!(then["plan"]["version"], 2);
    assert_eq!(then["plan"]["law_status"], "pending_without_advance_effect");
    assert_ne!(now["counts"], then["counts"]);
}

#[tokio::test]
async fn the_list_can_be_had_as_a_table_and_as_geometry_and_by_verdict() {
    let test = TestApp::start().await;
    let whole = test.json("/fit?plan=demo").await;
    let wanted = whole["counts"]["fits"].as_u64();
    let some = test.json("/fit?plan=demo&verdict=fits").await;
    assert_eq!(
        some["rows"].as_array().map(|rows| rows.len() as u64),
        wanted
    );
    assert_eq!(
        some["counts"], whole["counts"],
        "counts are of all clusters"
    );
    let answer = test.get("/fit?plan=demo&f=csv").await;
    assert!(answer.header("content-type").starts_with("text/csv"));
    assert!(
        answer
            .body
            .starts_with("\u{feff}id,name,phase,verdict".as_bytes())
    );
    assert_eq!(answer.text().lines().count(), 92);
    let shapes = test.json("/fit?plan=demo&f=geojson").await;
    assert_eq!(shapes["features"].as_array().map(Vec::len), Some(91));
    assert_eq!(
        shapes["features"][0]["properties"]["id"],
        shapes["features"][0]["id"]
    );
    for query in ["verdict=good", "verdict=", "f=xml", "sensitivity=1"] {
        assert_eq!(
            test.get(&format!("/fit?{query}")).await.status,
            400,
            "{query}"
        );
    }
    assert_eq!(
        test.get("/collections/clusters/items/no-such/fit")
            .await
            .status,
        404
    );
    assert_eq!(
        test.get("/collections/clusters/items/%00/fit").await.status,
        404
    );
}

#[tokio::test]
async fn a_change_is_seen_in_the_list_and_only_what_it_touches_is_made_anew() {
    let test = TestApp::start().await;
    let listening = tokio::spawn(test.app.freshness.clone().listen(test.connection.clone()));
    let before = test.json("/fit?plan=demo").await;
    let made = |test: &TestApp| test.app.city.made();
    wait_until(|| test.app.freshness.of_everywhere("clusters") > 0).await;
    test.json("/fit?plan=demo").await;
    let all = made(&test);
    test.json("/fit?plan=demo").await;
    assert_eq!(made(&test), all, "nothing changed, nothing is made again");
    let zone = before["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .find(|row| row["incompatible_share"] == 1.0)
        .expect("a cluster in one zone");
    let id = zone["id"].as_str().expect("an id");
    let fit_before = test
        .json(&format!("/collections/clusters/items/{id}/fit?plan=demo"))
        .await;
    let zone_id = fit_before["zones"][0]["id"].as_str().expect("a zone");
    test.client()
        .await
        .execute(
            "UPDATE plan_zone_version SET class_id = 'cluster_land' FROM plan_zone z
         WHERE z.id = plan_zone_id AND z.slug = $1",
            &[&zone_id],
        )
        .await
        .expect("another class");
    wait_until(|| test.app.freshness.of_everywhere("plan-zones") > 1).await;
    let after = test.json("/fit?plan=demo").await;
    let row = after["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .find(|row| row["id"] == id)
        .expect("it");
    assert_eq!(row["designated_share"], 1.0, "{row}");
    let again = made(&test) - all;
    assert!(
        (1..40).contains(&again),
        "{again} of 91 rows were made anew"
    );
    listening.abort();
}

#[tokio::test]
async fn a_change_within_reach_of_the_shift_is_seen_too() {
    let test = TestApp::start().await;
    let listening = tokio::spawn(test.app.freshness.clone().listen(test.connection.clone()));
    wait_until(|| test.app.freshness.of_everywhere("clusters") > 0).await;
    let made_for = async |path: &str| {
        let before = test.app.city.made();
        test.json(path).await;
        test.app.city.made() - before
    };
    let (plain, shifted) = ("/fit?plan=demo", "/fit?plan=demo&sensitivity=true");
    assert_eq!((made_for(plain).await, made_for(shifted).await), (91, 91));
    let seen = test.app.freshness.of_everywhere("plan-zones");
    // Zones that no cluster's box touches: only the shift reaches any of them.
    let client = test.client().await;
    client
        .batch_execute(
            "UPDATE plan_zone_version z SET class_id = 'housing' WHERE NOT EXISTS (
                SELECT FROM cluster_version c WHERE c.geom_3857 && z.geom_3857)",
        )
        .await
        .expect("other classes");
    wait_until(|| test.app.freshness.of_everywhere("plan-zones") > seen).await;
    assert_eq!(made_for(plain).await, 0);
    let again = made_for(shifted).await;
    assert!((1..91).contains(&again), "{again} rows were made anew");
    listening.abort();
}

/// A notice comes in its own time, but it comes.
async fn wait_until(holds: impl Fn() -> bool) {
    for _ in 0..1000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came");
}

#[tokio::test]
async fn the_default_plan_is_judged_as_soon_as_its_geometry_is_there() {
    let test = TestApp::start().await;
    // The zones of the demonstration, as if they had been imported as those of QĐ 1569.
    test.client().await.batch_execute(
        "UPDATE plan_zone SET plan_id = (SELECT id FROM plan WHERE slug = 'qd-1569-2024');
         UPDATE plan_zone_version SET synthetic = FALSE, boundary_certainty = 'digitised', valid = daterange('2025-01-01', upper(valid))
         WHERE row_version = 1;",
    ).await.expect("zones");
    let document = test.json("/collections/clusters/items/bat-trang/fit").await;
    assert_ne!(document["verdict"], "cannot_be_judged", "{document}");
    assert_eq!(
        document["confidence"], "indicative",
        "the footprint is indicative: {document}"
    );
    adds_up(&document);
    let thirteen = test.json("/fit").await;
    let declared = thirteen["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter(|row| {
            row["declared_fit"] == "not_conforming" && row["verdict"] != "cannot_be_judged"
        });
    for row in declared {
        let against = row["verdict"] == "fits" || row["verdict"] == "fits_with_conditions";
        assert_eq!(row["fit_agrees"], !against, "{row}");
    }
}
