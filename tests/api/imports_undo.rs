//! Undoing: all that was there is there again, byte by byte, and the history tells of both.

use serde_json::{Value, json};

use crate::imports_support::{Desk, collection, feature, found, point, square};
use crate::support::connect;

fn of(slug: &str, east: f64, properties: &Value) -> Value {
    let mut all = json!({ "ma": slug, "ten": slug });
    all.as_object_mut()
        .expect("an object")
        .extend(properties.as_object().expect("an object").clone());
    feature(square(east, 0.0, 300.0), &all)
}

/// Everything the register knows now, but for when it came to know it.
async fn known(desk: &Desk) -> Vec<String> {
    let client = connect(&desk.test.connection).await;
    let mut all = Vec::new();
    for table in [
        "cluster",
        "wastewater_plant",
        "plan_zone",
        "plan_constraint",
    ] {
        let rows = client
            .query(
                &format!(
                    "SELECT '{table} ' || (to_jsonb(v.*) - ARRAY['version_id', 'row_version', 'recorded', 'geom', 'geom_84', 'geom_3857'])::text
                        || encode(ST_AsEWKB(geom), 'hex') || encode(ST_AsEWKB(geom_84), 'hex')
                     FROM {table}_version AS v WHERE upper_inf(recorded) ORDER BY 1"
                ),
                &[],
            )
            .await
            .expect("versions");
        all.extend(rows.iter().map(|row| row.get::<_, String>(0)));
    }
    let citations = client
        .query(
            "SELECT (to_jsonb(t.*) - 'id')::text FROM citation AS t ORDER BY 1",
            &[],
        )
        .await
        .expect("citations");
    all.extend(citations.iter().map(|row| row.get::<_, String>(0)));
    all
}

#[tokio::test]
async fn everything_is_again_what_it_was() {
    let desk = Desk::open().await;
    let before = known(&desk).await;
    let files = [
        of("tan-hoi", 0.0, &json!({ "dien_tich": 12.5 })),
        of("ho-dien", 400.0, &json!({})),
        of("mot-cum-moi", 800.0, &json!({ "xa": "xã Ô Diên" })),
    ];
    for settings in [
        json!({ "new_features": "add", "boundary_certainty": "surveyed" }),
        json!({ "new_features": "add", "valid_from": "2026-05-01" }),
    ] {
        let staged = desk.clusters(&files, &settings).await;
        assert_eq!(staged["counts"]["errors"], 0, "{:?}", found(&staged));
        desk.done(&staged, "publish").await;
        assert_ne!(known(&desk).await, before);
        let undone = desk.done(&staged, "undo").await;
        assert_eq!(undone["state"], "undone");
        assert_eq!(known(&desk).await, before, "{settings}");
        // Once more does nothing more.
        desk.done(&staged, "undo").await;
        assert_eq!(known(&desk).await, before);
        assert_eq!(
            desk.act(&staged, "publish").await.status,
            409,
            "what is undone is brought anew"
        );
    }
    let gone = desk
        .test
        .get("/collections/clusters/items/mot-cum-moi")
        .await;
    assert_eq!(gone.status, 404);
    let history = "SELECT count(*) FROM cluster_version AS v JOIN cluster AS c ON c.id = v.cluster_id WHERE c.slug = 'tan-hoi'";
    assert_eq!(
        desk.test.count(history).await,
        6,
        "first, surveyed, restored, until May, from May, restored"
    );
    let took_back = "SELECT count(*) FROM import_version WHERE did = 'took_back'";
    let wrote = "SELECT count(*) FROM import_version WHERE did = 'wrote'";
    assert_eq!(
        desk.test.count(took_back).await,
        desk.test.count(wrote).await
    );
    assert_eq!(
        desk.test
            .count("SELECT count(*) FROM source WHERE id LIKE 'import-%'")
            .await,
        2,
        "the papers stay"
    );
}

#[tokio::test]
async fn what_somebody_changed_after_it_is_not_taken_back() {
    let desk = Desk::open().await;
    let before = known(&desk).await;
    let first = desk
        .clusters(
            &[
                of("tan-hoi", 0.0, &json!({})),
                of("ho-dien", 400.0, &json!({})),
            ],
            &json!({}),
        )
        .await;
    desk.done(&first, "publish").await;
    let of_first = known(&desk).await;
    let second = desk
        .clusters(&[of("tan-hoi", 20.0, &json!({}))], &json!({}))
        .await;
    desk.done(&second, "publish").await;
    let between = known(&desk).await;
    let refused = desk.act(&first, "undo").await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    let problem = refused.json();
    assert_eq!(problem["errors"].as_array().map(Vec::len), Some(1));
    assert_eq!(problem["errors"][0]["pointer"], "tan-hoi");
    assert!(
        problem["errors"][0]["detail"]
            .as_str()
            .is_some_and(|said| said.contains("made-up.geojson (Lan)"))
    );
    assert_eq!(known(&desk).await, between, "nothing of it was done");
    desk.done(&second, "undo").await;
    assert_eq!(known(&desk).await, of_first);
    desk.done(&first, "undo").await;
    assert_eq!(
        known(&desk).await,
        before,
        "one after another, all the way back"
    );
}

#[tokio::test]
async fn a_cluster_that_others_stand_on_is_not_taken_back() {
    let desk = Desk::open().await;
    let cluster = of("mot-cum-moi", 0.0, &json!({ "xa": "xã Ô Diên" }));
    let clusters = desk
        .clusters(&[cluster], &json!({ "new_features": "add" }))
        .await;
    desk.done(&clusters, "publish").await;
    let plant = feature(
        point(20.0, 20.0),
        &json!({ "ten": "Trạm mới", "cum": "mot-cum-moi" }),
    );
    let settings = json!({ "crs": "EPSG:5897", "new_features": "add", "mapping": {
        "name": "ten", "cluster": "cum", "id": "ma", "condition": null, "status_as_written": null
    } });
    let plants = desk
        .bring("wastewater-plants", &collection(&[plant]), &settings)
        .await;
    desk.done(&plants, "publish").await;
    let refused = desk.act(&clusters, "undo").await;
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("mot-cum-moi"), "{}", refused.text());
    desk.done(&plants, "undo").await;
    desk.done(&clusters, "undo").await;
    // Brought again, it is the same cluster again.
    let again = desk
        .clusters(
            &[of("mot-cum-moi", 0.0, &json!({ "xa": "xã Ô Diên" }))],
            &json!({ "new_features": "add" }),
        )
        .await;
    assert_eq!(again["rows"][0]["new_id"], "mot-cum-moi");
    desk.done(&again, "publish").await;
    let identities = "SELECT count(*) FROM cluster WHERE slug LIKE 'mot-cum-moi%'";
    assert_eq!(desk.test.count(identities).await, 1);
}

#[tokio::test]
async fn what_is_not_published_cannot_be_undone() {
    let desk = Desk::open().await;
    let staged = desk
        .clusters(&[of("tan-hoi", 0.0, &json!({}))], &json!({}))
        .await;
    assert_eq!(desk.act(&staged, "undo").await.status, 409);
    desk.done(&staged, "publish").await;
    desk.done(&staged, "undo").await;
}
