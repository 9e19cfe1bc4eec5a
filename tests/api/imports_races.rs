//! Two at once: nobody publishes what was checked against something else.

use std::time::Duration;

use ::http::Method;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::imports_support::{Desk, address, collection, feature, found, point, square};
use crate::support::connect;

const PATIENCE: Duration = Duration::from_secs(20);

/// Until a statement of the other one waits for a lock that we hold.
async fn until_somebody_waits(client: &tokio_postgres::Client) {
    let began = Instant::now();
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' \
                   AND datname = current_database()";
    loop {
        let row = client.query_one(waiting, &[]).await.expect("the activity");
        if row.get::<_, i64>(0) > 0 {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "nobody waits");
        sleep(Duration::from_millis(20)).await;
    }
}

fn id(document: &Value) -> &str {
    document["id"].as_str().expect("an id")
}

async fn new_square(desk: &Desk, name: &str) -> Value {
    let row = feature(
        square(0.0, 0.0, 400.0),
        &json!({ "ten": name, "xa": "xã Ô Diên", "dien_tich": "16 ha" }),
    );
    desk.clusters(&[row], &json!({ "new_features": "add" }))
        .await
}

#[tokio::test]
async fn what_is_found_while_a_publication_waits_stops_it() {
    let desk = Desk::open().await;
    let staged = new_square(&desk, "Lan Một").await;
    let other = connect(&desk.test.connection).await;
    other
        .batch_execute("BEGIN; UPDATE import SET state = state")
        .await
        .expect("held");
    let (published, ()) = tokio::join!(desk.act(&staged, "publish"), async {
        until_somebody_waits(&other).await;
        let fault = format!(
            "INSERT INTO import_defect (import_id, number, code, severity, place, sentence_vi, sentence_en) \
             VALUES ('{}', 1, 'overlap', 'error', 'feature 1', 'x', 'x'); COMMIT",
            id(&staged)
        );
        other.batch_execute(&fault).await.expect("a fault");
    });
    assert_eq!(published.status, 409, "{}", published.text());
    let path = "/collections/clusters/items/lan-mot";
    assert_eq!(desk.test.get(path).await.status, 404);
}

#[tokio::test]
async fn settling_does_not_bring_back_what_is_deleted_meanwhile() {
    let desk = Desk::open().await;
    let staged = new_square(&desk, "Lan Một").await;
    let other = connect(&desk.test.connection).await;
    let delete = format!("BEGIN; DELETE FROM import WHERE id = '{}'", id(&staged));
    other.batch_execute(&delete).await.expect("deleted");
    let path = format!("{}/settings", address(&staged));
    let (settled, ()) = tokio::join!(desk.ask(Method::PUT, &path, r#"{"source":"x"}"#), async {
        until_somebody_waits(&other).await;
        other.batch_execute("COMMIT").await.expect("committed");
    });
    assert_eq!(settled.status, 409, "{}", settled.text());
    assert_eq!(desk.test.count("SELECT count(*) FROM import").await, 0);
}

#[tokio::test]
async fn the_second_of_two_checked_side_by_side_is_checked_again() {
    let desk = Desk::open().await;
    let first = new_square(&desk, "Lan Một").await;
    let second = new_square(&desk, "Lan Hai").await;
    assert_eq!(
        (found(&first), found(&second)),
        (Vec::new(), Vec::<String>::new())
    );
    desk.done(&first, "publish").await;
    let refused = desk.act(&second, "publish").await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.text().contains("lan-mot"), "{}", refused.text());
    let again = desk.settle(&second, &json!({})).await;
    assert!(found(&again).contains(&"error duplicate-of-register 1".to_owned()));
}

#[tokio::test]
async fn a_plant_is_not_published_to_a_cluster_that_was_taken_back() {
    let desk = Desk::open().await;
    let cluster = new_square(&desk, "Cụm Mới").await;
    desk.done(&cluster, "publish").await;
    let settings = json!({ "crs": "EPSG:5897", "new_features": "add",
        "mapping": { "name": "ten", "cluster": "cum", "id": "ma", "condition": null, "status_as_written": null } });
    let slug = cluster["rows"][0]["new_id"].as_str().expect("an id");
    let plant = feature(
        point(50.0, 50.0),
        &json!({ "ten": "Trạm Mới", "cum": slug }),
    );
    let staged = desk
        .bring("wastewater-plants", &collection(&[plant]), &settings)
        .await;
    assert_eq!(staged["counts"]["errors"], 0, "{:?}", found(&staged));
    desk.done(&cluster, "undo").await;
    let refused = desk.act(&staged, "publish").await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.text().contains(slug), "{}", refused.text());
}

#[tokio::test]
async fn what_cannot_be_an_id_a_day_or_a_name_is_refused_by_name() {
    let desk = Desk::open().await;
    let staged = new_square(&desk, "Lan Một").await;
    for (method, path) in [
        (Method::GET, "/imports/%00"),
        (Method::DELETE, "/imports/%00"),
        (Method::POST, "/imports/%00/publish"),
        (Method::POST, "/imports/%00/undo"),
        (Method::GET, "/imports/%00/preview"),
    ] {
        let answer = desk.ask(method, path, "").await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.text());
    }
    let path = format!("{}/settings", address(&staged));
    for settings in [
        r#"{"valid_from":"-9999-01-01"}"#,
        r#"{"valid_from":"9999-01-01"}"#,
        r#"{"coordinates":{"wkt":"a\u0000"}}"#,
        r#"{"source":"a\u0000"}"#,
    ] {
        let answer = desk.ask(Method::PUT, &path, settings).await;
        assert_eq!(answer.status, 400, "{settings}: {}", answer.text());
    }
}
