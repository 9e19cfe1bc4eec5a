//! Publishing: what was staged is shown at once, what was before is history, and nobody's work is lost.

use std::f64::consts::PI;
use std::time::Duration;

use ::http::Method;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::imports_support::{Desk, address, feature, found, square};
use crate::support::connect;

/// A cluster of the register that lies in xã Ô Diên, as the file says it too.
pub fn tan_hoi(east: f64) -> Value {
    feature(
        square(east, 0.0, 300.0),
        &json!({ "ma": "tan-hoi", "ten": "CCN Tân Hội", "dien_tich": "9,1 ha" }),
    )
}

pub async fn cluster(desk: &Desk, query: &str) -> Value {
    desk.test
        .json(&format!(
            "/collections/clusters/items/tan-hoi?crs=EPSG:5897{query}"
        ))
        .await
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, step after step")]
async fn a_published_survey_replaces_a_drawn_shape_and_says_where_it_comes_from() {
    let desk = Desk::open().await;
    let before = cluster(&desk, "").await;
    let staged = desk
        .clusters(
            &[tan_hoi(0.0)],
            &json!({ "boundary_certainty": "surveyed", "source": "Đo ngày 2/11" }),
        )
        .await;
    assert_eq!(staged["state"], "checked", "{:?}", found(&staged));
    assert_eq!(staged["rows"][0]["change"], "replace");
    assert_eq!(
        cluster(&desk, "").await,
        before,
        "nothing changes before it is published"
    );
    let published = desk.done(&staged, "publish").await;
    assert_eq!(published["state"], "published");
    let after = cluster(&desk, "").await;
    let (old, new) = (&before["properties"], &after["properties"]);
    assert_eq!(new["boundary_certainty"], "surveyed");
    assert_eq!(new["location_basis"], "survey");
    assert_eq!(new["position_uncertainty_m"], Value::Null);
    assert_eq!(new["footprint_area_ha"], 9.0);
    assert_eq!(new["area_m2"], 90_000.0);
    assert_eq!(new["area_is_assumed"], false);
    assert_eq!(new["declared_area_ha"], 9.1);
    assert_eq!(
        new["name"], "CCN Tân Hội",
        "found by its id, its name may change"
    );
    assert_eq!(
        new["row_version"],
        old["row_version"].as_i64().expect("a number") + 1
    );
    for kept in [
        "valid_from",
        "valid_to",
        "declared_fit",
        "former_communes",
        "commune_code",
        "flags",
        "investor",
    ] {
        assert_eq!(new[kept], old[kept], "{kept}");
    }
    let cited: Vec<&Value> = new["citations"]
        .as_array()
        .expect("citations")
        .iter()
        .filter(|citation| {
            citation["source_id"]
                .as_str()
                .is_some_and(|id| id.starts_with("import-"))
        })
        .collect();
    let of = |property: &str| {
        cited
            .iter()
            .find(|c| c["property"] == property)
            .expect("cited")
    };
    assert_eq!(
        of("declared_area_ha")["as_written"],
        "9,1 ha",
        "in the file's own words"
    );
    assert_eq!(
        of("geometry")["source_title"],
        "Đo ngày 2/11 (tệp made-up.geojson do Lan nhập)"
    );
    let note: String = connect(&desk.test.connection)
        .await
        .query_one("SELECT note FROM source WHERE id LIKE 'import-%'", &[])
        .await
        .expect("a source")
        .get(0);
    for said in [
        staged["file"]["sha256"].as_str().expect("a hash"),
        "EPSG:5897",
        "name=ten",
    ] {
        assert!(note.contains(said), "{note}");
    }
    assert_eq!(
        desk.kept(),
        Vec::<String>::new(),
        "its bytes are needed no more"
    );
}

#[tokio::test]
async fn before_and_after_are_both_known_by_the_time_of_the_register() {
    let desk = Desk::open().await;
    let instant = || async {
        sleep(Duration::from_millis(20)).await;
        let now: String = connect(&desk.test.connection)
            .await
            .query_one(
                "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
                &[],
            )
            .await
            .expect("a clock")
            .get(0);
        sleep(Duration::from_millis(20)).await;
        now
    };
    let before = cluster(&desk, "").await;
    let first = instant().await;
    let staged = desk.clusters(&[tan_hoi(0.0)], &json!({})).await;
    desk.done(&staged, "publish").await;
    let second = instant().await;
    desk.done(&staged, "undo").await;
    assert_eq!(
        cluster(&desk, &format!("&as-of={first}")).await["geometry"],
        before["geometry"]
    );
    let between = cluster(&desk, &format!("&as-of={second}")).await;
    assert_eq!(
        between["properties"]["boundary_certainty"], "digitised",
        "unless a person says surveyed"
    );
    assert_eq!(between["properties"]["location_basis"], "drawing");
    assert_ne!(between["geometry"], before["geometry"]);
}

#[tokio::test]
async fn tiles_and_fit_show_it_within_a_second() {
    let desk = Desk::open().await;
    let listening = tokio::spawn(
        desk.test
            .app
            .freshness
            .clone()
            .listen(desk.test.connection.clone()),
    );
    sleep(Duration::from_millis(300)).await;
    let staged = desk
        .clusters(
            &[tan_hoi(0.0)],
            &json!({ "boundary_certainty": "surveyed" }),
        )
        .await;
    let place = desk
        .ask(Method::GET, &format!("{}/preview", address(&staged)), "")
        .await
        .json();
    let new = &place["features"].as_array().expect("features")[1];
    let at = &new["geometry"]["coordinates"][0][0][0];
    let (x, y) = tile_of(
        at[0].as_f64().expect("degrees"),
        at[1].as_f64().expect("degrees"),
        14,
    );
    let tile = format!("/tiles/clusters/14/{x}/{y}");
    let empty = desk.test.get(&tile).await;
    let fit = desk
        .test
        .json("/collections/clusters/items/tan-hoi/fit?plan=demo")
        .await;
    desk.done(&staged, "publish").await;
    let published = Instant::now();
    loop {
        let shown = desk.test.get(&tile).await;
        if shown.body != empty.body {
            assert_eq!(shown.status, 200);
            break;
        }
        assert!(
            published.elapsed() < Duration::from_secs(1),
            "the tile is as old as before"
        );
        sleep(Duration::from_millis(25)).await;
    }
    let after = desk
        .test
        .json("/collections/clusters/items/tan-hoi/fit?plan=demo")
        .await;
    assert_ne!(after["area_m2"], fit["area_m2"]);
    assert_eq!(after["area_m2"], 90_000.0);
    listening.abort();
}

fn tile_of(lon: f64, lat: f64, zoom: u32) -> (u32, u32) {
    let n = f64::from(1_u32 << zoom);
    let radians = lat.to_radians();
    let y = (1.0 - (radians.tan() + 1.0 / radians.cos()).ln() / PI) / 2.0 * n;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within the zoom"
    )]
    let tile = (((lon + 180.0) / 360.0 * n) as u32, y as u32);
    tile
}

#[tokio::test]
async fn what_has_an_error_or_a_question_is_not_published() {
    let desk = Desk::open().await;
    let unknown = feature(
        square(0.0, 0.0, 300.0),
        &json!({ "ten": "Cụm không có trong sổ" }),
    );
    let staged = desk
        .clusters(std::slice::from_ref(&unknown), &json!({}))
        .await;
    assert_eq!(found(&staged), ["error not-in-register 1"]);
    let refused = desk.act(&staged, "publish").await;
    assert_eq!(refused.status, 409);
    assert_eq!(
        refused.json()["type"],
        "http://atlas.test/problems/conflict"
    );
    let asks = desk
        .clusters(
            &[unknown],
            &json!({ "mapping": { "id": null, "name": null } }),
        )
        .await;
    assert_eq!(
        (&asks["state"], &asks["asks"]),
        (&json!("asks"), &json!(["mapping.name"]))
    );
    assert_eq!(desk.act(&asks, "publish").await.status, 409);
    assert_eq!(
        desk.test.count("SELECT count(*) FROM import_version").await,
        0
    );
    assert_eq!(
        desk.test
            .count("SELECT count(*) FROM source WHERE id LIKE 'import-%'")
            .await,
        0
    );
}

#[tokio::test]
async fn publishing_twice_is_publishing_once() {
    let desk = Desk::open().await;
    let staged = desk.clusters(&[tan_hoi(0.0)], &json!({})).await;
    let first = desk.done(&staged, "publish").await;
    let again = desk.done(&staged, "publish").await;
    assert_eq!(first["published_at"], again["published_at"]);
    assert_eq!(
        desk.test
            .count("SELECT count(*) FROM import_version WHERE did = 'wrote'")
            .await,
        1
    );
    let settled = desk
        .ask(Method::PUT, &format!("{}/settings", address(&staged)), "{}")
        .await;
    assert_eq!(settled.status, 409, "its settings stay");
    assert_eq!(
        desk.ask(Method::DELETE, &address(&staged), "").await.status,
        409
    );
}

#[tokio::test]
async fn what_changed_since_the_check_is_not_overwritten() {
    let desk = Desk::open().await;
    let mine = desk.clusters(&[tan_hoi(0.0)], &json!({})).await;
    let theirs = desk.clusters(&[tan_hoi(40.0)], &json!({})).await;
    desk.done(&theirs, "publish").await;
    let refused = desk.act(&mine, "publish").await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    let problem = refused.json();
    assert!(
        problem["errors"][0]["detail"]
            .as_str()
            .is_some_and(|said| said.contains("tan-hoi")),
        "{problem}"
    );
    assert_eq!(
        desk.ask(Method::GET, &address(&mine), "").await.json()["state"],
        "checked"
    );
    let checked_again = desk.settle(&mine, &json!({})).await;
    desk.done(&checked_again, "publish").await;
    assert_eq!(cluster(&desk, "").await["properties"]["row_version"], 3);
}

#[tokio::test]
async fn two_who_publish_at_once_do_not_both_win() {
    let desk = Desk::open().await;
    let (a, b) = (
        desk.clusters(&[tan_hoi(0.0)], &json!({})).await,
        desk.clusters(&[tan_hoi(40.0)], &json!({})).await,
    );
    let (a, b) = tokio::join!(desk.act(&a, "publish"), desk.act(&b, "publish"));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", a.text(), b.text());
}
