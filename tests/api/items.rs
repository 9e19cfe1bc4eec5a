//! Pages and features as clients read them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::TestApp;

fn corner(feature: &Value) -> (f64, f64) {
    let point = &feature["geometry"]["coordinates"][0][0][0];
    (point[0].as_f64().expect("x"), point[1].as_f64().expect("y"))
}

/// All ids of a collection by following `next`.
async fn walk(test: &TestApp, first: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut path = first.to_owned();
    loop {
        let page = test.json(&path).await;
        for feature in page["features"].as_array().expect("features") {
            ids.push(feature["id"].as_str().expect("an id").to_owned());
        }
        let links = page["links"].as_array().expect("links");
        let Some(next) = links.iter().find(|link| link["rel"] == "next") else {
            return ids;
        };
        next["href"]
            .as_str()
            .expect("a link")
            .strip_prefix("http://atlas.test")
            .expect("ours")
            .clone_into(&mut path);
    }
}

#[tokio::test]
async fn pages_hold_each_feature_once_and_end() {
    let test = TestApp::start().await;
    for query in [
        "limit=25",
        "limit=7&sortby=-declared_area_ha",
        "limit=10&sortby=name",
        "limit=9&sortby=%2Bcommune_name",
        "limit=13&sortby=-area_is_assumed",
    ] {
        let ids = walk(&test, &format!("/collections/clusters/items?{query}")).await;
        assert_eq!(ids.len(), 91, "{query}");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 91, "{query}");
    }
}

#[tokio::test]
async fn a_page_that_is_exactly_full_has_no_next() {
    let test = TestApp::start().await;
    let page = test.json("/collections/communes/items?limit=126").await;
    assert_eq!(page["numberMatched"], 126);
    assert_eq!(page["numberReturned"], 126);
    assert!(
        page["links"]
            .as_array()
            .expect("links")
            .iter()
            .all(|link| link["rel"] != "next")
    );
}

#[tokio::test]
async fn sorting_sorts() {
    let test = TestApp::start().await;
    let page = test
        .json("/collections/clusters/items?limit=60&sortby=-declared_area_ha")
        .await;
    let areas: Vec<f64> = page["features"]
        .as_array()
        .expect("features")
        .iter()
        .filter_map(|f| f["properties"]["declared_area_ha"].as_f64())
        .collect();
    assert!(
        areas.len() == 60 && areas.windows(2).all(|pair| pair[0] >= pair[1]),
        "{areas:?}"
    );
}

#[tokio::test]
async fn axis_order_is_as_the_crs_says() {
    let test = TestApp::start().await;
    let at = |crs: &str| {
        format!("/collections/communes/items/00004?crs=http://www.opengis.net/def/crs/{crs}")
    };
    let (lon, lat) = corner(&test.json("/collections/communes/items/00004").await);
    assert!((105.0..106.2).contains(&lon) && (20.4..21.5).contains(&lat));
    assert_eq!(corner(&test.json(&at("EPSG/0/4326")).await), (lat, lon));
    for (crs, wanted_e, wanted_n) in [
        ("EPSG/0/5897", 585_000.0, 2_327_000.0),
        ("EPSG/0/3405", 585_000.0, 2_326_000.0),
    ] {
        let (e, n) = corner(&test.json(&at(crs)).await);
        assert!(
            (e - wanted_e).abs() < 5_000.0 && (n - wanted_n).abs() < 5_000.0,
            "{crs}: {e} {n}"
        );
    }
    let answer = test.get(&at("EPSG/0/5897")).await;
    assert_eq!(
        answer.header("content-crs"),
        "<http://www.opengis.net/def/crs/EPSG/0/5897>"
    );
}

#[tokio::test]
async fn one_box_finds_the_same_in_every_crs() {
    let test = TestApp::start().await;
    let find = async |bbox: &str, crs: &str| {
        let page = test
            .json(&format!(
                "/collections/clusters/items?limit=1000&bbox={bbox}&bbox-crs={crs}"
            ))
            .await;
        page["features"]
            .as_array()
            .expect("features")
            .iter()
            .map(|f| f["id"].to_string())
            .collect::<Vec<_>>()
    };
    let wanted = find("105.60,20.90,105.75,21.05", "CRS84").await;
    assert!(wanted.len() > 5 && wanted.len() < 80, "{}", wanted.len());
    assert_eq!(find("20.90,105.60,21.05,105.75", "EPSG:4326").await, wanted);
    // The same box on the grids, whose edges are not quite parallels and meridians.
    for (crs, bbox) in [
        ("EPSG:3857", "11755338.24,2380050.10,11772036.17,2397920.22"),
        ("EPSG:5897", "562222,2311760,577690,2328500"),
        ("EPSG:3405", "562203,2311060,577667,2327800"),
    ] {
        let found = find(bbox, crs).await;
        let same = found.iter().filter(|id| wanted.contains(id)).count();
        assert!(
            same + 2 >= wanted.len() && found.len() <= wanted.len() + 2,
            "{crs}: {found:?} {wanted:?}"
        );
    }
    assert_eq!(find("-180,-90,180,90", "CRS84").await.len(), 91);
    assert_eq!(find("170,-90,-170,90", "CRS84").await.len(), 0);
    assert_eq!(find("104,20,-170,22", "CRS84").await.len(), 91);
}

#[tokio::test]
async fn decimals_are_seven_for_degrees_four_for_metres_or_as_asked() {
    let test = TestApp::start().await;
    let decimals = |page: &Value| {
        let text = page["geometry"]["coordinates"].to_string();
        text.split(|c: char| !(c.is_ascii_digit() || c == '.'))
            .filter_map(|number| number.split_once('.').map(|(_, decimals)| decimals.len()))
            .max()
    };
    let here = "/collections/clusters/items/bat-trang";
    assert_eq!(decimals(&test.json(here).await), Some(7));
    assert_eq!(
        decimals(&test.json(&format!("{here}?precision=9")).await),
        Some(9)
    );
    assert_eq!(
        decimals(&test.json(&format!("{here}?precision=2")).await),
        Some(2)
    );
    assert_eq!(
        decimals(&test.json(&format!("{here}?crs=EPSG:5897")).await),
        Some(4)
    );
}

#[tokio::test]
async fn only_the_properties_asked_for_are_given() {
    let test = TestApp::start().await;
    let page = test
        .json("/collections/clusters/items?limit=3&properties=declared_area_ha,name")
        .await;
    for feature in page["features"].as_array().expect("features") {
        let keys: Vec<&String> = feature["properties"]
            .as_object()
            .expect("properties")
            .keys()
            .collect();
        assert_eq!(keys, ["name", "declared_area_ha"]);
    }
}

#[tokio::test]
async fn time_selects_what_was_true_and_what_was_known() {
    let test = TestApp::start().await;
    let matched = async |query: &str| {
        test.json(&format!("/collections/{query}")).await["numberMatched"]
            .as_i64()
            .expect("a count")
    };
    assert_eq!(matched("communes/items?datetime=2025-06-30").await, 0);
    assert_eq!(matched("communes/items?datetime=2025-07-01").await, 126);
    assert_eq!(matched("communes/items?datetime=../2025-07-01").await, 126);
    assert_eq!(matched("legacy-communes/items").await, 526);
    assert_eq!(
        matched("legacy-communes/items?datetime=2025-07-01").await,
        0
    );
    assert_eq!(
        matched("legacy-communes/items?datetime=2025-06-30T23:59:59%2B07:00").await,
        526
    );
    assert_eq!(
        matched("communes/items?as-of=2020-01-01T00:00:00Z").await,
        0
    );
}

#[tokio::test]
async fn two_versions_of_one_feature_are_never_on_one_page() {
    let test = TestApp::start().await;
    let client = test.client().await;
    client
        .batch_execute(
            "UPDATE cluster_version SET valid = daterange('2025-11-12', '2026-01-01') WHERE cluster_id = 1;
             INSERT INTO cluster_version (cluster_id, row_version, name, established, operating, in_plan,
                 infrastructure_complete, commenced_2021_2025, declared_fit, wastewater_action, footprint_area_ha,
                 commune_basis, commune_flag, location_basis, boundary_certainty, search_key, geom, valid)
             SELECT cluster_id, 2, 'Renamed', established, operating, in_plan, infrastructure_complete,
                 commenced_2021_2025, declared_fit, wastewater_action, footprint_area_ha, commune_basis, commune_flag,
                 location_basis, boundary_certainty, 'renamed', geom, daterange('2026-01-01', NULL)
             FROM cluster_version WHERE cluster_id = 1",
        )
        .await
        .expect("a second version");
    let name = async |when: &str| {
        let page = test
            .json(&format!(
                "/collections/clusters/items?limit=1&datetime={when}"
            ))
            .await;
        assert_eq!(page["numberMatched"], 91, "{when}");
        page["features"][0]["properties"]["name"]
            .as_str()
            .expect("a name")
            .to_owned()
    };
    assert_eq!(name("2025-12-31").await, "Yên Nghĩa");
    assert_eq!(name("2026-01-01").await, "Renamed");
    assert_eq!(name("2025-11-12/..").await, "Renamed");
    assert_eq!(name("../2025-12-01").await, "Yên Nghĩa");
}

#[tokio::test]
async fn a_feature_revalidates_by_its_etag_and_knows_its_collection() {
    let test = TestApp::start().await;
    let answer = test.get("/collections/clusters/items/bat-trang").await;
    let etag = answer.header("etag").to_owned();
    assert!(etag.starts_with('"'), "strong: {etag}");
    let again = test
        .get_with(
            "/collections/clusters/items/bat-trang",
            &[("if-none-match", &etag)],
        )
        .await;
    assert_eq!(again.status, 304);
    assert!(again.body.is_empty());
    let other = test
        .get("/collections/clusters/items/bat-trang?crs=EPSG:5897")
        .await;
    assert_ne!(other.header("etag"), etag);
    let links = answer.json()["links"].clone();
    assert_eq!(links[1]["rel"], "collection");
}

#[tokio::test]
async fn q_finds_without_diacritics() {
    let test = TestApp::start().await;
    let ids = async |q: &str| {
        let page = test
            .json(&format!("/collections/clusters/items?q={q}"))
            .await;
        page["features"]
            .as_array()
            .expect("features")
            .iter()
            .map(|f| f["id"].to_string())
            .collect::<Vec<_>>()
    };
    let wanted = ids("Li%C3%AAn%20H%C3%A0").await;
    assert!(wanted.len() >= 3, "{wanted:?}");
    assert_eq!(ids("lien+ha").await, wanted);
    assert_eq!(ids("LIEN%20HA%20o%20dien").await, ["\"lien-ha-o-dien\""]);
    assert!(ids("%25").await.is_empty(), "a sign alone is no word");
    assert_eq!(ids("").await.len(), 91, "nothing asked for");
}
