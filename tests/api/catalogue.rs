//! What a collection says of itself is what it gives.

use std::collections::BTreeSet;

use ccn_atlas::catalogue::Catalogue;
use serde_json::Value;

use crate::support::{TestApp, checkout};

#[tokio::test]
async fn features_have_the_properties_their_collection_lists_in_that_order() {
    let test = TestApp::start().await;
    for collection in Catalogue::load().expect("a catalogue").iter() {
        let page = test
            .json(&format!("/collections/{}/items?limit=1", collection.id))
            .await;
        let feature = &page["features"][0];
        let given: Vec<&str> = feature["properties"]
            .as_object()
            .expect("properties")
            .keys()
            .map(String::as_str)
            .collect();
        let listed: Vec<&str> = collection
            .properties
            .iter()
            .map(|p| p.name.as_str())
            .collect();
        assert_eq!(given, listed, "{}", collection.id);
        assert_eq!(feature["geometry"]["type"], collection.geometry.as_str());
    }
}

#[tokio::test]
async fn values_are_of_the_type_and_vocabulary_listed() {
    let test = TestApp::start().await;
    for collection in Catalogue::load().expect("a catalogue").iter() {
        let page = test
            .json(&format!("/collections/{}/items?limit=10000", collection.id))
            .await;
        for feature in page["features"].as_array().expect("features") {
            for property in &collection.properties {
                let value = &feature["properties"][&property.name];
                let fits = match property.kind.as_str() {
                    "string" | "date" => value.is_string(),
                    "number" => value.is_number(),
                    "integer" => value.is_i64(),
                    "boolean" => value.is_boolean(),
                    "array" => value.is_array(),
                    "object" => value.is_object(),
                    _ => false,
                };
                assert!(
                    fits || value.is_null() && property.nullable,
                    "{} {}: {value}",
                    collection.id,
                    property.name
                );
                if let (Some(values), Some(text)) = (&property.values, value.as_str()) {
                    assert!(
                        values.iter().any(|v| v == text),
                        "{} {}: {text}",
                        collection.id,
                        property.name
                    );
                }
            }
        }
    }
}

#[test]
fn every_collection_has_titles_a_licence_and_a_layer_on_the_map() {
    let catalogue = Catalogue::load().expect("a catalogue");
    let ids: Vec<&str> = catalogue.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(
        ids.iter().copied().collect::<BTreeSet<_>>(),
        BTreeSet::from([
            "clusters",
            "wastewater-plants",
            "communes",
            "legacy-communes",
            "legacy-districts",
            "plan-zones",
            "plan-constraints"
        ])
    );
    for collection in catalogue.iter() {
        for text in [
            &collection.title_vi,
            &collection.title_en,
            &collection.licence,
            &collection.citation,
        ] {
            assert!(!text.is_empty(), "{}", collection.id);
        }
        let layer = checkout(&format!("web/src/layers/{}.ts", collection.id));
        assert!(layer.exists(), "{} is missing", layer.display());
    }
}

#[tokio::test]
async fn the_schema_names_every_property_with_its_unit() {
    let test = TestApp::start().await;
    let schema = test.json("/collections/clusters/schema").await;
    assert_eq!(schema["properties"]["declared_area_ha"]["x-ogc-unit"], "ha");
    assert_eq!(schema["properties"]["area_m2"]["x-ogc-unit"], "m2");
    assert_eq!(
        schema["properties"]["geometry"]["format"],
        "geometry-multipolygon"
    );
    assert_eq!(
        schema["properties"]["geometry"]["x-ogc-role"],
        "primary-geometry"
    );
    let queryables = test.json("/collections/clusters/queryables").await;
    assert_eq!(queryables["properties"]["citations"], Value::Null);
    assert_eq!(
        queryables["properties"]["established"]["enum"][2],
        "unknown"
    );
}

#[tokio::test]
async fn collections_state_where_they_lie_and_how_many_features_they_hold() {
    let test = TestApp::start().await;
    let all = test.json("/collections").await;
    let count = |id: &str| {
        let found = all["collections"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|c| c["id"] == id);
        found.expect(id)["itemCount"].as_i64()
    };
    assert_eq!(count("communes"), Some(126));
    assert_eq!(count("legacy-communes"), Some(526));
    assert_eq!(count("legacy-districts"), Some(30));
    assert_eq!(count("clusters"), Some(91));
    let clusters = test.json("/collections/clusters").await;
    assert_eq!(
        clusters["storageCrs"],
        "http://www.opengis.net/def/crs/EPSG/0/5897"
    );
    let stated = clusters["stated_counts"].as_array().expect("counts");
    let unnamed: Vec<i64> = stated
        .iter()
        .filter(|c| c["named"] == 0)
        .filter_map(|c| c["stated"].as_i64())
        .collect();
    assert_eq!(
        unnamed,
        [26, 11, 6],
        "what the plan only counts stays a count"
    );
    let communes = test.json("/collections/communes").await;
    assert_eq!(communes["boundaries"]["boundary_certainty"], "indicative");
    assert_eq!(communes["boundaries"]["loading"], Value::Null);
    assert_eq!(test.get("/collections/nothing").await.status, 404);
}
