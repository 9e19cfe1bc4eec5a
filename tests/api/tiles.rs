//! Tiles: addresses, encodings, memory, and what a change does to them.

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
async fn a_change_of_the_data_is_seen_in_the_tile_within_a_second_and_only_where_it_matters() {
    let test = TestApp::start().await;
    let listening = tokio::spawn(test.app.freshness.clone().listen(test.connection.clone()));
    // Listening raises everything once when it begins.
    until(|| test.app.freshness.of("plan-zones").expect("known").1 > 0).await;
    let before = test.get("/tiles/clusters/9/406/225").await;
    let zones = test.app.freshness.of("plan-zones").expect("known").1;
    let generation = test.app.freshness.of("clusters").expect("known").1;
    test.client()
        .await
        .batch_execute("UPDATE cluster_version SET name = 'Đổi tên' WHERE cluster_id = 2")
        .await
        .expect("an edit");
    timeout(
        Duration::from_secs(1),
        until(|| test.app.freshness.of("clusters").expect("known").1 > generation),
    )
    .await
    .expect("heard within a second");
    let after = test.get("/tiles/clusters/9/406/225").await;
    assert_ne!(before.header("etag"), after.header("etag"));
    assert!(String::from_utf8_lossy(&after.body).contains("Đổi tên"));
    assert_eq!(
        test.app.freshness.of("plan-zones").expect("known").1,
        zones,
        "other layers stay"
    );
    listening.abort();
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
