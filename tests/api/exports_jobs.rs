//! Exports that are written while nobody waits: told, given out, given up, too many.

use std::time::Duration;

use ::http::Method;
use serde_json::Value;

use crate::support::TestApp;

/// Waits for a job to end, and gives its last document.
async fn ended(test: &TestApp, address: &str) -> Value {
    for _ in 0..200 {
        let told = test.json(address).await;
        if !["waiting", "writing"].contains(&told["state"].as_str().expect("a state")) {
            return told;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{address} does not end");
}

#[tokio::test]
async fn a_job_is_told_given_out_and_given_up() {
    let test = TestApp::start().await;
    let path = "/exports?collections=clusters,communes&f=gpkg";
    let begun = test
        .get_with(path, &[("prefer", "return=minimal, respond-async")])
        .await;
    assert_eq!(begun.status, 202);
    let address = begun
        .header("location")
        .strip_prefix("http://atlas.test")
        .expect("ours")
        .to_owned();
    let id = address.rsplit('/').next().expect("an id");
    assert!(
        id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()),
        "{id}"
    );
    assert!(!begun.header("retry-after").is_empty());
    let done = ended(&test, &address).await;
    assert_eq!(done["state"], "done", "{done}");
    assert_eq!(
        (&done["matched"], &done["written"]),
        (&217.into(), &217.into())
    );
    assert!(done["expires_at"].is_string() && done["problem"].is_null());
    let link = done["link"]
        .as_str()
        .and_then(|link| link.strip_prefix("http://atlas.test"));
    let file = test.get(link.expect("a link")).await;
    assert_eq!(done["bytes"], file.body.len());
    assert!(file.body.starts_with(b"SQLite format 3\0"));
    let allowed = test.method(Method::OPTIONS, &address).await;
    assert_eq!(allowed.header("allow"), "GET, HEAD, DELETE, OPTIONS");
    assert_eq!(test.method(Method::DELETE, &address).await.status, 204);
    for gone in [address.as_str(), link.expect("a link")] {
        assert_eq!(test.get(gone).await.status, 404);
    }
    assert_eq!(test.method(Method::DELETE, &address).await.status, 404);
}

#[tokio::test]
async fn head_tells_what_a_file_would_be_and_writes_none() {
    let test = TestApp::start().await;
    let answer = test
        .method(Method::HEAD, "/exports?collections=clusters&f=xlsx")
        .await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-disposition").contains(".xlsx"));
    assert!(answer.body.is_empty());
    assert_eq!(
        test.method(Method::HEAD, "/exports?collections=x")
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn too_many_at_once_are_asked_to_come_again() {
    let test = TestApp::start().await;
    // No connection is left for any of them, so that all wait.
    let mut taken = Vec::new();
    for _ in 0..4 {
        taken.push(test.client().await);
    }
    let ask = || {
        test.get_with(
            "/exports?collections=clusters&f=kml",
            &[("prefer", "respond-async")],
        )
    };
    for _ in 0..10 {
        assert_eq!(ask().await.status, 202);
    }
    let refused = ask().await;
    assert_eq!(refused.status, 503);
    assert!(
        refused.json()["type"]
            .as_str()
            .is_some_and(|kind| kind.ends_with("/problems/busy"))
    );
    assert!(!refused.header("retry-after").is_empty());
}
