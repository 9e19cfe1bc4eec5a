//! The OpenAPI document describes the routes there are, where QGIS looks for what it needs.

use std::collections::BTreeSet;

use ccn_atlas::catalogue::Catalogue;
use ccn_atlas::http::{ROUTES, openapi};
use serde_json::Value;

use crate::support::TestApp;

fn document() -> Value {
    openapi::document(
        &Catalogue::load().expect("a catalogue"),
        "http://atlas.test",
    )
}

#[test]
fn every_route_is_described_and_nothing_else() {
    let catalogue = Catalogue::load().expect("a catalogue");
    // The files of the map are no interface.
    let routes: BTreeSet<String> = ROUTES
        .iter()
        .filter(|route| !route.starts_with("/assets"))
        .flat_map(|route| {
            let names: Vec<String> = if route.contains("{collection}") {
                catalogue
                    .iter()
                    .map(|c| route.replace("{collection}", &c.id))
                    .collect()
            } else {
                vec![(*route).to_owned()]
            };
            names
                .into_iter()
                .map(|name| name.replace("/items/{id}", "/items/{featureId}"))
        })
        .collect();
    let document = document();
    let described: BTreeSet<String> = document["paths"]
        .as_object()
        .expect("paths")
        .keys()
        .cloned()
        .collect();
    assert_eq!(routes, described);
}

#[test]
fn qgis_finds_the_page_size_and_simple_parameters() {
    let document = document();
    assert!(
        document["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.0"))
    );
    let limit = &document["components"]["parameters"]["limit"]["schema"];
    assert_eq!(
        (&limit["minimum"], &limit["default"], &limit["maximum"]),
        (&1.into(), &100.into(), &10_000.into())
    );
    let items = &document["paths"]["/collections/clusters/items"]["get"];
    for parameter in items["parameters"].as_array().expect("parameters") {
        if parameter.get("in").is_some() {
            assert_eq!(
                (&parameter["style"], &parameter["explode"]),
                (&"form".into(), &false.into()),
                "{parameter}"
            );
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
                map.values().for_each(|inner| references(inner, found));
            }
            Value::Array(list) => list.iter().for_each(|inner| references(inner, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50);
    for reference in found {
        let pointer = reference.strip_prefix('#').expect("inside");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn it_is_served_under_the_media_type_qgis_looks_for() {
    let test = TestApp::start().await;
    let landing = test.json("/?f=json").await;
    let links = landing["links"].as_array().expect("links");
    let service = links
        .iter()
        .find(|link| link["rel"] == "service-desc")
        .expect("a description");
    assert_eq!(
        service["type"],
        "application/vnd.oai.openapi+json;version=3.0"
    );
    let answer = test.get("/api").await;
    assert_eq!(
        answer.header("content-type"),
        "application/vnd.oai.openapi+json;version=3.0"
    );
    for rel in ["conformance", "data", "self"] {
        assert!(links.iter().any(|link| link["rel"] == rel), "{rel}");
    }
}

#[tokio::test]
async fn browsers_get_the_map_and_clients_the_landing_page() {
    let test = TestApp::start().await;
    let client = test.get_with("/", &[("accept", "application/json")]).await;
    assert_eq!(client.header("content-type"), "application/json");
    assert_eq!(
        test.get("/").await.header("content-type"),
        "application/json"
    );
    let browser = test
        .get_with(
            "/?z=10&lang=en",
            &[("accept", "text/html,application/xhtml+xml,*/*;q=0.8")],
        )
        .await;
    assert_eq!(browser.status, 200, "{}", browser.text());
    assert!(browser.header("content-type").starts_with("text/html"));
    let policy = browser.header("content-security-policy");
    let scripts = policy
        .split(';')
        .find(|part| part.trim().starts_with("script-src"))
        .expect("a rule for scripts");
    assert_eq!(scripts.trim(), "script-src 'self'");
    assert_eq!(test.get("/?f=xml").await.status, 400);
}
