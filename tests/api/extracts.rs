//! Extracts: documents of a fit that stay what they are, whatever becomes of the data.

use std::collections::BTreeSet;
use std::f64::consts::TAU;
use std::sync::Arc;

use ::http::Request;
use axum::body::Body;
use ccn_atlas::http::ROUTES;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, connect};

/// A cluster that lies on zones of the illustrative plan.
const OF_CLUSTER: &str = "/extracts?cluster=yen-nghia&plan=demo";

async fn start_with(extracts_per_day: u32) -> TestApp {
    let mut test = TestApp::start().await;
    let app = Arc::get_mut(&mut test.app).expect("nobody else has it yet");
    app.config.extracts_per_day = extracts_per_day;
    test
}

fn square() -> Value {
    json!({ "type": "Polygon", "coordinates":
        [[[105.74, 20.95], [105.801_234_567_89, 20.93], [105.82, 20.99], [105.77, 21.012], [105.74, 20.95]]] })
}

/// Makes an extract: its address without the host, and its document.
async fn made(test: &TestApp, path: &str, body: Option<&Value>) -> (String, Value) {
    let body = body.map_or_else(Body::empty, |area| Body::from(area.to_string()));
    let answer = test.post(path, body).await;
    assert_eq!(answer.status, 201, "{path}: {}", answer.text());
    let location = answer.header("location").to_owned();
    let document = answer.json();
    assert_eq!(document["address"], location);
    let address = location.strip_prefix("http://atlas.test").expect("ours");
    (address.to_owned(), document)
}

/// What the extract says how to ask again, asked again.
async fn again(test: &TestApp, document: &Value) -> Value {
    let href = document["rerun"]["href"].as_str().expect("an address");
    let path = href.strip_prefix("http://atlas.test").expect("ours");
    let answer = match document["rerun"]["method"].as_str() {
        Some("GET") => test.get(path).await,
        _ => test.post(path, document["rerun"]["body"].to_string()).await,
    };
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

/// Moves a zone 200 m to the east, as a new version of it.
fn move_zone(id: &Value) -> String {
    let zone = id.as_str().expect("an id");
    format!(
        "UPDATE plan_zone_version SET recorded = tstzrange(lower(recorded), now())
         WHERE plan_zone_id = (SELECT id FROM plan_zone WHERE slug = '{zone}') AND upper_inf(recorded);
         INSERT INTO plan_zone_version (plan_zone_id, row_version, name_vi, name_en, class_id, law_status, article,
             synthetic, boundary_certainty, source_id, search_key, geom, valid)
         SELECT plan_zone_id, row_version + 1, name_vi, name_en, class_id, law_status, article,
             synthetic, boundary_certainty, source_id, search_key, ST_Translate(geom, 200, 0), valid
         FROM plan_zone_version WHERE upper(recorded) = now()"
    )
}

const CHANGE_A_RULE: &str = "UPDATE rule_version SET recorded = tstzrange(lower(recorded), now())
     WHERE rule_id = 'area_floor' AND upper_inf(recorded);
     INSERT INTO rule_version (rule_id, row_version, value, article, decision_id, verified, valid)
     SELECT rule_id, row_version + 10, 33, article, decision_id, verified, valid
     FROM rule_version WHERE upper(recorded) = now()";

#[tokio::test]
async fn the_same_number_gives_the_same_bytes_after_everything_has_changed() {
    let test = TestApp::start().await;
    let (address, document) = made(&test, OF_CLUSTER, None).await;
    let forms = ["f=json", "f=html&lang=vi", "f=html&lang=en"].map(|q| format!("{address}?{q}"));
    let mut before = Vec::new();
    for form in &forms {
        before.push(test.get(form).await.body);
    }
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), 3);
    assert_eq!(
        serde_json::from_slice::<Value>(&before[0]).expect("JSON"),
        document,
        "what was made is what is kept"
    );

    let client = test.client().await;
    for change in [
        &move_zone(&document["fit"]["zones"][0]["id"]),
        CHANGE_A_RULE,
        "UPDATE cluster_version SET name = 'Another name'",
        "UPDATE source SET title = 'Another title'",
    ] {
        client.batch_execute(change).await.expect(change);
    }
    let now = test
        .json("/collections/clusters/items/yen-nghia/fit?plan=demo")
        .await;
    assert_ne!(now["zones"], document["fit"]["zones"], "the zone moved");
    assert_ne!(now["thresholds"], document["fit"]["thresholds"]);
    for (form, bytes) in forms.iter().zip(before) {
        assert!(test.get(form).await.body == bytes, "{form} differs");
    }
}

#[tokio::test]
async fn asked_again_as_of_its_date_it_gives_the_same_fit() {
    let test = TestApp::start().await;
    let (_, of_cluster) = made(&test, OF_CLUSTER, None).await;
    let area = square();
    let drawn = "/extracts?plan=demo&uncertainty_m=25.5";
    let (_, of_area) = made(&test, drawn, Some(&area)).await;
    let client = test.client().await;
    client
        .batch_execute(&move_zone(&of_cluster["fit"]["zones"][0]["id"]))
        .await
        .expect("a change");
    client.batch_execute(CHANGE_A_RULE).await.expect("a change");
    for document in [of_cluster, of_area] {
        let same = again(&test, &document).await;
        assert_eq!(same["findings"], document["fit"]["findings"]);
        assert_eq!(same, document["fit"]);
        let without = document["rerun"]["href"].as_str().expect("an address");
        assert!(without.contains("as-of=") && without.contains("plan=demo"));
    }
}

#[tokio::test]
async fn what_is_being_written_meanwhile_is_not_of_its_date() {
    let test = TestApp::start().await;
    let (_, first) = made(&test, OF_CLUSTER, None).await;
    let writer = connect(&test.connection).await;
    writer.batch_execute("BEGIN").await.expect("begun");
    let change = move_zone(&first["fit"]["zones"][0]["id"]);
    writer.batch_execute(&change).await.expect("written");
    // The writer's rows bear the time of its beginning, which lies before this extract.
    let (_, document) = made(&test, OF_CLUSTER, None).await;
    writer.batch_execute("COMMIT").await.expect("over");
    assert_eq!(again(&test, &document).await, document["fit"]);
    let (_, after) = made(&test, OF_CLUSTER, None).await;
    assert_ne!(after["fit"]["zones"], document["fit"]["zones"]);
}

#[tokio::test]
async fn nobody_can_change_or_remove_one() {
    let test = TestApp::start().await;
    made(&test, OF_CLUSTER, None).await;
    let client = test.client().await;
    for statement in [
        "UPDATE extract SET document = ''",
        "DELETE FROM extract",
        "TRUNCATE extract",
        "UPDATE extract SET key = key WHERE false",
    ] {
        let error = client.batch_execute(statement).await.expect_err(statement);
        let text = error.as_db_error().expect("the database's").message();
        assert_eq!(text, "an extract is never changed", "{statement}");
    }
    assert_eq!(test.count("SELECT count(*) FROM extract").await, 1);
}

#[tokio::test]
async fn without_both_number_and_key_there_is_nothing() {
    let test = TestApp::start().await;
    let (address, _) = made(&test, OF_CLUSTER, None).await;
    let (other, _) = made(&test, OF_CLUSTER, None).await;
    let key = address.rsplit('/').next().expect("a key");
    let others = other.rsplit('/').next().expect("a key");
    assert_eq!((key.len(), key == others), (32, false));
    let mut told = BTreeSet::new();
    for path in [
        format!("/extracts/1/{others}"),
        format!("/extracts/3/{key}"),
        format!("/extracts/01/{key}"),
        format!("/extracts/+1/{key}"),
        format!("/extracts/99999999999999999999/{key}"),
        format!("/extracts/x/{key}"),
        format!("/extracts/1/{}", key.to_uppercase()),
        "/extracts/1/0".to_owned(),
        "/extracts/1/%00".to_owned(),
        "/extracts/1/%ff".to_owned(),
        format!("/extracts/1/{}", "0".repeat(32)),
    ] {
        let answer = test.get(&path).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.text());
        let mut problem = answer.json();
        problem["instance"].take();
        told.insert(problem.to_string());
    }
    assert_eq!(
        told.len(),
        1,
        "which of the two is wrong is not told: {told:?}"
    );
    assert_eq!(test.get(&address).await.status, 200);
}

#[tokio::test]
async fn when_the_days_extracts_are_given_out_the_next_is_told_when_to_come_back() {
    let test = start_with(2).await;
    let (first, _) = made(&test, OF_CLUSTER, None).await;
    let (second, _) = made(&test, OF_CLUSTER, None).await;
    let third = test.post(OF_CLUSTER, Body::empty()).await;
    assert_eq!(third.status, 429, "{}", third.text());
    assert_eq!(
        third.json()["type"],
        "http://atlas.test/problems/quota-exceeded"
    );
    let after_s: u64 = third.header("retry-after").parse().expect("seconds");
    assert!((86_000..=86_400).contains(&after_s), "{after_s}");
    for address in [first, second] {
        assert_eq!(test.get(&address).await.status, 200, "{address}");
    }
    assert_eq!(test.count("SELECT count(*) FROM extract").await, 2);
    let none = start_with(0).await.post(OF_CLUSTER, Body::empty()).await;
    assert_eq!(
        (none.status.as_u16(), none.header("retry-after")),
        (429, "86400")
    );
}

#[tokio::test]
async fn there_is_room_when_the_oldest_of_the_day_has_left() {
    let test = start_with(2).await;
    let put = |ago: &str| {
        format!(
            "INSERT INTO extract (key, made_at, document, page_vi, page_en, program)
             VALUES (repeat('0', 32), now() - interval '{ago}', '', '', '', '')"
        )
    };
    let client = test.client().await;
    // Three where two are allowed, as after the limit was lowered: two have to leave.
    for ago in [
        "30 hours",
        "23 hours 59 minutes",
        "23 hours 50 minutes",
        "1 hour",
    ] {
        client.batch_execute(&put(ago)).await.expect("put");
    }
    let answer = test.post(OF_CLUSTER, Body::empty()).await;
    assert_eq!(answer.status, 429, "{}", answer.text());
    let after_s: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((500..=600).contains(&after_s), "{after_s}");
    let test = start_with(2).await;
    let client = test.client().await;
    for ago in ["25 hours", "24 hours", "1 hour"] {
        client.batch_execute(&put(ago)).await.expect("put");
    }
    made(&test, OF_CLUSTER, None).await;
}

#[tokio::test]
async fn many_at_once_do_not_pass_the_quota() {
    let test = start_with(3).await;
    let answers: Vec<Answer> =
        futures_util::future::join_all((0..8).map(|_| test.post(OF_CLUSTER, Body::empty()))).await;
    let with = |status: u16| answers.iter().filter(|a| a.status == status).count();
    assert_eq!((with(201), with(429)), (3, 5));
    assert_eq!(test.count("SELECT count(*) FROM extract").await, 3);
}

#[tokio::test]
async fn a_drawn_area_is_listed_nowhere() {
    let test = TestApp::start().await;
    let (address, document) = made(&test, "/extracts?plan=demo", Some(&square())).await;
    assert_eq!(document["fit"]["subject"]["kind"], "drawn");
    assert_eq!(
        test.count("SELECT count(*) FROM extract WHERE cluster_id IS NULL")
            .await,
        1
    );
    let key = address.rsplit('/').next().expect("a key");
    for path in ["/extracts", "/extracts/", "/extracts/1", "/extracts/1/"] {
        let answer = test.get(path).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
    }
    let listing = ROUTES.iter().filter(|route| !route.contains('{'));
    for path in listing.copied().chain([
        "/search?q=khu+dat",
        "/search?q=1",
        "/collections/clusters/items",
        "/problems/not-found",
    ]) {
        let text = test.get(path).await.text();
        assert!(
            !text.contains(key) && !text.contains("105.8012345"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_extracted_is_refused() {
    let test = TestApp::start().await;
    let area = square().to_string();
    let vertices: Vec<[f64; 2]> = (0..=10_001_u32)
        .map(|i| f64::from(i % 10_001) * TAU / 10_001.0)
        .map(|angle| [105.8 + 0.01 * angle.cos(), 21.0 + 0.01 * angle.sin()])
        .collect();
    let many = json!({ "type": "Polygon", "coordinates": [vertices] }).to_string();
    let line = r#"{"type":"LineString","coordinates":[[105.8,21],[105.9,21]]}"#;
    for (path, body, status) in [
        ("/extracts", "", 400),
        ("/extracts?cluster=yen-nghia", area.as_str(), 400),
        ("/extracts?cluster=yen-nghia&crs=EPSG:5897", "", 400),
        ("/extracts?cluster=yen-nghia&as-of=2026-01-01", "", 400),
        ("/extracts?cluster=yen-nghia&plan=none", "", 400),
        ("/extracts?cluster=no-such-cluster", "", 404),
        ("/extracts?cluster=%00", "", 400),
        ("/extracts", line, 400),
        ("/extracts", "{", 400),
        ("/extracts?crs=EPSG:9999", area.as_str(), 400),
        ("/extracts", many.as_str(), 413),
    ] {
        let answer = test.post(path, body.to_owned()).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
    }
    test.client()
        .await
        .batch_execute(
            "UPDATE cluster_version SET geom = ST_Multi(ST_Buffer(ST_PointOnSurface(geom), 500, 2600))
             WHERE cluster_id = (SELECT id FROM cluster WHERE slug = 'bat-trang')",
        )
        .await
        .expect("a cluster of 10,400 vertices");
    let answer = test.post("/extracts?cluster=bat-trang", "").await;
    assert_eq!(answer.status, 413, "{}", answer.text());
    assert_eq!(test.count("SELECT count(*) FROM extract").await, 0);
    let (address, _) = made(&test, OF_CLUSTER, None).await;
    for query in ["f=pdf", "lang=fr", "x=1"] {
        assert_eq!(
            test.get(&format!("{address}?{query}")).await.status,
            400,
            "{query}"
        );
    }
}

#[tokio::test]
async fn an_area_in_another_system_is_the_same_area() {
    let test = TestApp::start().await;
    let (_, first) = made(&test, "/extracts?plan=demo", Some(&square())).await;
    let request = Request::post("/extracts?plan=demo&crs=EPSG:5897")
        .body(Body::from(first["rerun"]["body"].to_string()))
        .expect("a request");
    let second = test.send(request).await.json();
    for member in ["subject_sha256", "zones", "communes", "rules_sha256"] {
        assert_eq!(
            first["inputs"][member], second["inputs"][member],
            "{member}"
        );
    }
    assert_eq!(first["subject_geometry"], second["subject_geometry"]);
    assert_eq!(first["fit"]["area_m2"], second["fit"]["area_m2"]);
}
