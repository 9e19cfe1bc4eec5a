//! Who may bring files, what is taken in, and that nothing is left of what is not.

use ::http::{Method, Request};
use axum::body::Body;
use ccn_atlas::config::Secret;
use ccn_atlas::http::imports::Imports;
use ccn_atlas::imports::reading::Limits;
use ccn_atlas::imports::staged::store::Store;
use serde_json::{Value, json};

use crate::imports_support::{Desk, address, collection, feature, square};
use crate::support::{TestApp, config, own_database};

const ROUTES: [(&str, &str); 9] = [
    ("GET", "/imports"),
    (
        "POST",
        "/imports?collection=clusters&file-name=a.geojson&by=Lan",
    ),
    ("GET", "/imports/00000000000000000000000000000000"),
    ("DELETE", "/imports/00000000000000000000000000000000"),
    ("PUT", "/imports/00000000000000000000000000000000/settings"),
    ("GET", "/imports/00000000000000000000000000000000/defects"),
    ("GET", "/imports/00000000000000000000000000000000/preview"),
    ("POST", "/imports/00000000000000000000000000000000/publish"),
    ("POST", "/imports/00000000000000000000000000000000/undo"),
];
const BRING: &str = "/imports?collection=clusters&file-name=a.geojson&by=Lan";

fn request(method: &str, path: &str, authorization: Option<&str>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    request.body(Body::from("{}")).expect("a request")
}

fn one() -> Value {
    let shape = feature(
        square(0.0, 0.0, 300.0),
        &json!({ "ma": "tan-hoi", "ten": "Tân Hội" }),
    );
    collection(&[shape])
}

fn one_square() -> String {
    one().to_string()
}

#[tokio::test]
async fn without_a_token_of_its_own_a_service_takes_nothing_in() {
    let test = TestApp::start().await;
    for (method, path) in ROUTES {
        let answer = test
            .send(request(
                method,
                path,
                Some("Bearer anything-at-all-0123456789abcdef"),
            ))
            .await;
        assert_eq!(answer.status, 403, "{method} {path}");
        assert_eq!(
            answer.json()["type"],
            "http://atlas.test/problems/writes-not-enabled"
        );
    }
    assert_eq!(test.json("/config.json").await["writable"], false);
}

#[tokio::test]
async fn only_who_holds_the_token_is_let_in() {
    let desk = Desk::open().await;
    let short = &desk.token[..desk.token.len() - 1];
    let wrong = [
        None,
        Some(String::new()),
        Some(desk.token.clone()),
        Some(format!("Basic {}", desk.token)),
        Some(format!("Bearer {short}")),
        Some(format!("Bearer {}x", desk.token)),
        Some(format!("Bearer {}", desk.token.to_uppercase())),
    ];
    for (method, path) in ROUTES {
        for given in &wrong {
            let answer = desk
                .test
                .send(request(method, path, given.as_deref()))
                .await;
            assert_eq!(answer.status, 401, "{method} {path} {given:?}");
            assert!(
                answer.header("www-authenticate").starts_with("Bearer"),
                "{method} {path}"
            );
            assert!(
                !answer.text().contains(&desk.token[..8]),
                "{}",
                answer.text()
            );
        }
    }
    let twice = Request::get("/imports")
        .header("authorization", format!("Bearer {}", desk.token))
        .header("authorization", "Bearer another")
        .body(Body::empty())
        .expect("a request");
    assert_eq!(desk.test.send(twice).await.status, 401);
    let listed = desk.ask(Method::GET, "/imports", "").await;
    assert_eq!(listed.status, 200);
    assert_eq!(listed.header("cache-control"), "private, no-store");
    assert_eq!(listed.json(), json!({ "imports": [] }));
    assert_eq!(desk.test.json("/config.json").await["writable"], true);
    desk.assert_empty().await;
}

#[tokio::test]
async fn a_page_elsewhere_may_send_the_token() {
    let desk = Desk::open().await;
    let preflight = Request::options("/imports/x/settings")
        .header("origin", "https://elsewhere.example")
        .header("access-control-request-method", "PUT")
        .header("access-control-request-headers", "authorization")
        .body(Body::empty())
        .expect("a request");
    let answer = desk.test.send(preflight).await;
    assert!(
        answer
            .header("access-control-allow-methods")
            .contains("PUT")
    );
    assert!(
        answer
            .header("access-control-allow-headers")
            .contains("authorization")
    );
}

#[tokio::test]
async fn a_token_that_might_be_guessed_stops_the_start_and_is_not_shown() {
    for bad in [
        "0123456789abcdef0123456789abcde",
        "a token with spaces in it, long enough",
    ] {
        let mut config = config();
        config.write_token = Some(Secret(bad.to_owned()));
        let folder = tempfile::tempdir().expect("a folder");
        let refused = Imports::open(&config, folder.path(), "ccn".into());
        let said = refused.err().expect("refused").chain();
        assert!(
            said.contains("CCN_WRITE_TOKEN") && !said.contains(&bad[..8]),
            "{said}"
        );
        assert!(!format!("{config:?}").contains(bad));
    }
}

#[tokio::test]
async fn an_import_is_its_owners_only() {
    let desk = Desk::open().await;
    let document = desk.bring("clusters", &one(), &json!({})).await;
    let other = Desk::beside(
        TestApp::on(desk.test.connection.clone()),
        "another-token-0123456789abcdef-0123",
    );
    let address = address(&document);
    for (method, path) in ROUTES.iter().filter(|(_, path)| path.contains("0000")) {
        let path = path.replace("/imports/00000000000000000000000000000000", &address);
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        assert_eq!(
            other.ask(method.clone(), &path, "{}").await.status,
            404,
            "{method} {path}"
        );
    }
    assert_eq!(
        other.ask(Method::GET, "/imports", "").await.json()["imports"],
        json!([])
    );
    let mine = desk.ask(Method::GET, "/imports", "").await.json();
    assert_eq!(mine["imports"][0]["id"], document["id"]);
    assert_eq!(mine["imports"][0]["file"]["name"], "made-up.geojson");
}

#[tokio::test]
async fn a_staged_file_is_kept_until_it_is_taken_away() {
    let desk = Desk::open().await;
    let answer = desk.ask(Method::POST, BRING, one_square()).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "private, no-store");
    let document = answer.json();
    let id = document["id"].as_str().expect("an id");
    assert_eq!(
        answer.header("location"),
        format!("http://atlas.test/imports/{id}")
    );
    assert_eq!(id.len(), 32);
    assert_eq!(desk.kept(), [id]);
    assert_eq!(document["file"]["size_bytes"], one_square().len());
    assert_eq!(document["by"], "Lan");
    assert_eq!(
        desk.ask(Method::DELETE, &address(&document), "")
            .await
            .status,
        204
    );
    assert_eq!(
        desk.ask(Method::GET, &address(&document), "").await.status,
        404
    );
    assert_eq!(
        desk.ask(Method::DELETE, &address(&document), "")
            .await
            .status,
        404
    );
    desk.assert_empty().await;
}

#[tokio::test]
async fn what_expires_is_gone_with_its_bytes() {
    let desk = Desk::open().await;
    let old = desk.ask(Method::POST, BRING, one_square()).await.json();
    let young = desk.ask(Method::POST, BRING, one_square()).await.json();
    let client = desk.test.client().await;
    client
        .execute(
            "UPDATE import SET created_at = now() - interval '25 h', expires_at = now() - interval '1 h' WHERE id = $1",
            &[&old["id"].as_str()],
        )
        .await
        .expect("an older one");
    assert_eq!(desk.ask(Method::GET, &address(&old), "").await.status, 404);
    assert_eq!(desk.act(&old, "publish").await.status, 404);
    let folder = desk.folder.path().join("imports");
    std::fs::write(folder.join("left-behind"), "of a row that is gone").expect("a file");
    let store = Store::open(folder, 1 << 20).expect("the store");
    assert_eq!(store.sweep(&client).await.expect("swept"), 1);
    assert_eq!(desk.kept(), [young["id"].as_str().expect("an id")]);
    assert_eq!(store.held_bytes(), one_square().len() as u64);
    assert_eq!(
        desk.ask(Method::GET, &address(&young), "").await.status,
        200
    );
}

#[tokio::test]
async fn what_is_too_large_or_finds_no_room_is_refused_and_leaves_nothing() {
    let size = one_square().len() as u64;
    let limits = Limits {
        file_bytes: size,
        ..Limits::default()
    };
    let desk = Desk::limited(
        TestApp::on(own_database().await),
        "a-token-0123456789abcdef-0123456789",
        Some((limits, size + 10)),
    );
    let larger = one_square() + " ";
    let answer = desk.ask(Method::POST, BRING, larger.clone()).await;
    assert_eq!(answer.status, 413, "{}", answer.text());
    // One that says its length is refused before a byte of it is read.
    let announced = Request::post(BRING)
        .header("authorization", format!("Bearer {}", desk.token))
        .header("content-length", (1_u64 << 40).to_string())
        .body(Body::empty())
        .expect("a request");
    assert_eq!(desk.test.send(announced).await.status, 413);
    desk.assert_empty().await;
    let first = desk.ask(Method::POST, BRING, one_square()).await;
    assert_eq!(first.status, 201, "{}", first.text());
    let full = desk.ask(Method::POST, BRING, one_square()).await;
    assert_eq!(full.status, 429, "{}", full.text());
    assert_eq!(
        full.json()["type"],
        "http://atlas.test/problems/quota-exceeded"
    );
    let after: u64 = full.header("retry-after").parse().expect("seconds");
    assert!((86_000..=86_400).contains(&after), "{after}");
    assert_eq!(
        desk.ask(Method::DELETE, &address(&first.json()), "")
            .await
            .status,
        204
    );
    assert_eq!(
        desk.ask(Method::POST, BRING, one_square()).await.status,
        201,
        "there is room again"
    );
}

#[tokio::test]
async fn files_that_cannot_be_read_are_refused_with_the_place_and_leave_nothing() {
    let desk = Desk::open().await;
    for (name, body) in [
        (
            "a.geojson",
            "{\"type\":\"FeatureCollection\",\n\"features\":[{]}",
        ),
        ("a.zip", "PK no archive"),
        ("a.gpkg", "SQLite format 3\0 and nothing more"),
        ("a.vrt", "<OGRVRTDataSource/>"),
        ("a.geojson", ""),
    ] {
        let path = format!("/imports?collection=clusters&file-name={name}&by=Lan");
        let answer = desk.ask(Method::POST, &path, body).await;
        assert!(
            answer.status.is_client_error(),
            "{name}: {} {}",
            answer.status,
            answer.text()
        );
        assert_ne!(answer.status, 401);
    }
    desk.assert_empty().await;
}

#[tokio::test]
async fn what_is_missing_or_unknown_in_a_request_is_named() {
    let desk = Desk::open().await;
    for (path, name) in [
        ("/imports?collection=clusters&file-name=a.geojson", "by"),
        (
            "/imports?collection=clusters&file-name=a.geojson&by=%20",
            "by",
        ),
        ("/imports?collection=clusters&by=Lan", "file-name"),
        (
            "/imports?collection=communes&file-name=a.geojson&by=Lan",
            "collection",
        ),
        ("/imports?file-name=a.geojson&by=Lan", "collection"),
        (
            "/imports?collection=clusters&file-name=a.geojson&by=Lan&x=1",
            "x",
        ),
    ] {
        let answer = desk.ask(Method::POST, path, one_square()).await;
        assert_eq!(answer.status, 400, "{path}");
        assert_eq!(answer.json()["errors"][0]["parameter"], name, "{path}");
    }
    let document = desk.bring("clusters", &one(), &json!({})).await;
    let settings = format!("{}/settings", address(&document));
    for body in [
        r#"{"mapping":{"colour":"x"}}"#,
        r#"{"mapping":{"name":"no such field"}}"#,
        r#"{"x":1}"#,
        "[",
        "",
    ] {
        let answer = desk.ask(Method::PUT, &settings, body).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.text());
    }
    let act = desk
        .ask(
            Method::POST,
            &format!("{}/publish", address(&document)),
            "{\"force\":true}",
        )
        .await;
    assert_eq!(act.status, 400);
    desk.assert_one().await;
}

impl Desk {
    async fn assert_one(&self) {
        assert_eq!(self.kept().len(), 1);
        assert_eq!(self.test.count("SELECT count(*) FROM import").await, 1);
    }
}

#[tokio::test]
async fn a_pasted_list_of_coordinates_is_taken_in() {
    let desk = Desk::open().await;
    let list = "1 2336000.00 572000.00\n2 2336000.00 572400.00\n3 2336400.00 572400.00\n4 2336400.00 572000.00\n";
    let request = Request::post("/imports?collection=clusters&by=Lan")
        .header("authorization", format!("Bearer {}", desk.token))
        .header("content-type", "text/plain; charset=utf-8")
        .body(Body::from(list))
        .expect("a request");
    let answer = desk.test.send(request).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let document = answer.json();
    assert_eq!(document["format"], "list");
    let settled = desk
        .settle(
            &document,
            &json!({ "crs": "EPSG:5897", "values": { "id": "tan-hoi" } }),
        )
        .await;
    assert_eq!(settled["asks"], json!([]), "{settled:#}");
    assert_eq!(settled["rows"][0]["feature_id"], "tan-hoi");
    assert_eq!(settled["rows"][0]["area_m2"], 160_000.0);
}
