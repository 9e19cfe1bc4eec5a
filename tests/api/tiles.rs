//! Tiles: addresses, encodings, memory, and what a change does to them.

use std::f64::consts::PI;
use std::io::Read as _;
use std::sync::atomic::{AtomicU32, Ordering};

use ccn_atlas::tiles::mvt::Tile;
use ccn_atlas::tiles::replies::{Key, Replies};
use flate2::read::GzDecoder;
use tokio::time::{Duration, interval, timeout};

use crate::support::TestApp;

/// Covers the middle of Hà Nội.
const TILE: &str = "/tiles/communes/10/812/450";

#[tokio::test]
async fn a_tile_is_the_same_bytes_in_every_encoding_with_its_own_etag() {
    let test = TestApp::start().await;
    let plain = test.get(TILE).await;
    assert_eq!(plain.status, 200);
    assert_eq!(
        plain.header("content-type"),
        "application/vnd.mapbox-vector-tile"
    );
    assert_eq!(plain.header("cache-control"), "no-cache");
    assert_eq!(plain.header("vary"), "Accept-Encoding");
    let packed = test
        .get_with(TILE, &[("accept-encoding", "br, gzip")])
        .await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_ne!(packed.header("etag"), plain.header("etag"));
    let mut unpacked = Vec::new();
    GzDecoder::new(&packed.body[..])
        .read_to_end(&mut unpacked)
        .expect("gzip");
    assert_eq!(unpacked, plain.body);
    let again = test
        .get_with(TILE, &[("if-none-match", plain.header("etag"))])
        .await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
}

#[tokio::test]
async fn a_tile_with_nothing_in_it_is_204() {
    let test = TestApp::start().await;
    let answer = test.get("/tiles/communes/10/0/0").await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (204, 0));
}

#[tokio::test]
async fn a_tile_of_another_time_is_not_kept_by_anybody() {
    let test = TestApp::start().await;
    let past = test.get(&format!("{TILE}?datetime=2025-06-30")).await;
    assert_eq!(past.status, 204, "there were other communes then");
    assert_eq!(past.header("cache-control"), "private, no-store");
    let now = test.get(&format!("{TILE}?datetime=2025-07-01")).await;
    assert_eq!(
        (now.status.as_u16(), now.header("cache-control")),
        (200, "private, no-store")
    );
    assert_eq!(
        test.get(&format!("{TILE}?as-of=2020-01-01")).await.status,
        204
    );
}

#[tokio::test]
async fn a_change_of_the_data_is_seen_in_its_tiles_within_a_second_and_the_others_stay() {
    let test = TestApp::start().await;
    let listening = tokio::spawn(test.app.freshness.clone().listen(test.connection.clone()));
    // Listening counts everything as changed once when it begins.
    until(|| test.app.freshness.of_all() > 0).await;
    let cluster = test
        .json("/collections/clusters/items/lien-ha-o-dien")
        .await;
    let corner = &cluster["geometry"]["coordinates"][0][0][0];
    let (x, y) = tile_at(
        corner[0].as_f64().expect("lon"),
        corner[1].as_f64().expect("lat"),
    );
    let here = format!("/tiles/clusters/13/{x}/{y}");
    let elsewhere = Tile::new("13", &(x + 9).to_string(), &y.to_string()).expect("a tile");
    let generation = |collection: &str| {
        test.app
            .freshness
            .of_tile(collection, elsewhere)
            .expect("known")
            .1
    };
    let (clusters, zones) = (generation("clusters"), generation("plan-zones"));
    let before = test.get(&here).await;
    assert_eq!(before.status, 200);
    let all = test.app.freshness.of_all();
    test.client()
        .await
        .batch_execute(
            "UPDATE cluster_version SET declared_fit = 'not_conforming' FROM cluster
             WHERE cluster.id = cluster_id AND slug = 'lien-ha-o-dien'",
        )
        .await
        .expect("an edit");
    timeout(
        Duration::from_secs(1),
        until(|| test.app.freshness.of_all() > all),
    )
    .await
    .expect("heard within a second");
    let after = test.get(&here).await;
    assert_ne!(before.header("etag"), after.header("etag"));
    assert!(String::from_utf8_lossy(&after.body).contains("not_conforming"));
    assert_eq!(generation("clusters"), clusters, "tiles elsewhere stay");
    assert_eq!(generation("plan-zones"), zones, "other layers stay");
    listening.abort();
}

/// Column and row at zoom 13 of a place in degrees.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "Hà Nội lies inside the pyramid"
)]
fn tile_at(lon: f64, lat: f64) -> (u32, u32) {
    let across = f64::from(1 << 13);
    let x = (lon + 180.0) / 360.0 * across;
    let y = (1.0 - lat.to_radians().tan().asinh() / PI) / 2.0 * across;
    (x as u32, y as u32)
}

async fn until(done: impl Fn() -> bool) {
    let mut tick = interval(Duration::from_millis(5));
    while !done() {
        tick.tick().await;
    }
}

#[tokio::test]
async fn of_many_who_ask_for_one_reply_one_builds_it() {
    let replies = Replies::new(1 << 20);
    let built = AtomicU32::new(0);
    let ask = || {
        let key = Key::Tile {
            collection: 0,
            generation: 1,
            julian_day: 1,
            tile: Tile { z: 1, x: 0, y: 0 },
        };
        replies.get_or_build(key, async {
            built.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            Ok("tile".into())
        })
    };
    let answers = futures_util::future::join_all((0..50).map(|_| ask())).await;
    assert!(answers.iter().all(|answer| {
        answer
            .as_ref()
            .is_ok_and(|reply| reply.identity.body == "tile")
    }));
    assert_eq!(built.into_inner(), 1);
}

#[tokio::test]
async fn a_build_that_fails_is_tried_again_by_the_next_who_asks() {
    let replies = Replies::new(1 << 20);
    let key = || Key::Text {
        generation: 0,
        julian_day: 0,
        name: "x".to_owned(),
    };
    let failed = replies
        .get_or_build(key(), async {
            Err(ccn_atlas::error::Error::Unavailable(None))
        })
        .await;
    assert!(failed.is_err());
    assert!(
        replies
            .get_or_build(key(), async { Ok("now".into()) })
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn tile_json_names_the_layer_and_its_fields() {
    let test = TestApp::start().await;
    let document = test.json("/tiles/clusters").await;
    assert_eq!(document["tilejson"], "3.0.0");
    assert_eq!(
        document["tiles"][0],
        "http://atlas.test/tiles/clusters/{z}/{x}/{y}"
    );
    assert_eq!(document["vector_layers"][0]["id"], "clusters");
    assert!(document["vector_layers"][0]["fields"]["declared_fit"].is_string());
}
