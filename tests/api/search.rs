//! Finding places by the name one knows.

use serde_json::Value;

use crate::support::TestApp;

async fn find(test: &TestApp, q: &str) -> Vec<Value> {
    let encoded: String = form_urlencoded::byte_serialize(q.as_bytes()).collect();
    let found = test.json(&format!("/search?q={encoded}&limit=50")).await;
    found["results"].as_array().expect("results").clone()
}

#[tokio::test]
async fn lien_ha_is_found_twice_as_a_cluster_and_twice_as_a_former_commune() {
    let test = TestApp::start().await;
    for q in ["Liên Hà", "lien ha", "LIÊN  HÀ", "liên ha"] {
        let found = find(&test, q).await;
        let exact = |collection: &str| {
            found
                .iter()
                .filter(|r| r["collection"] == collection && r["match"] == "exact")
                .count()
        };
        assert_eq!((exact("clusters"), exact("legacy-communes")), (2, 2), "{q}");
        let details: Vec<&str> = found[..2]
            .iter()
            .filter_map(|r| r["detail_vi"].as_str())
            .collect();
        assert!(
            details[0].contains("Ô Diên") && details[1].contains("Thư Lâm"),
            "{details:?}"
        );
    }
}

#[tokio::test]
async fn a_former_commune_leads_to_the_units_it_went_into() {
    let test = TestApp::start().await;
    let found = find(&test, "tan trieu").await;
    let former = found
        .iter()
        .find(|r| r["collection"] == "legacy-communes")
        .expect("xã Tân Triều");
    let successors: Vec<&str> = former["successors"]
        .as_array()
        .expect("successors")
        .iter()
        .filter_map(|unit| unit["full_name"].as_str())
        .collect();
    assert_eq!(successors.len(), 4);
    assert!(successors.contains(&"Phường Thanh Liệt"));
}

#[tokio::test]
async fn both_places_of_the_tone_mark_find_hoa_lac() {
    let test = TestApp::start().await;
    for q in ["Hoà Lạc", "Hòa Lạc", "hoa lac"] {
        let found = find(&test, q).await;
        assert!(
            found.iter().any(|r| r["collection"] == "communes"),
            "{q}: {found:?}"
        );
    }
}

#[tokio::test]
async fn exact_names_come_before_parts() {
    let test = TestApp::start().await;
    let found = find(&test, "van ha").await;
    assert_eq!(found[0]["match"], "exact");
    let order = ["exact", "prefix", "word", "part"];
    let places: Vec<usize> = found
        .iter()
        .map(|r| {
            order
                .iter()
                .position(|m| r["match"] == *m)
                .expect("a known match")
        })
        .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[tokio::test]
async fn nothing_and_odd_text_find_nothing_without_failing() {
    let test = TestApp::start().await;
    assert!(find(&test, "zzzzqqq").await.is_empty());
    for q in [
        "%",
        "_",
        "'; DROP TABLE cluster; --",
        "\\",
        "   ",
        "🙂",
        "|",
    ] {
        find(&test, q).await;
    }
    assert_eq!(test.count("SELECT count(*) FROM cluster").await, 91);
    assert_eq!(test.get("/search").await.status, 400);
    let long = "a".repeat(300);
    assert_eq!(test.get(&format!("/search?q={long}")).await.status, 400);
}

#[tokio::test]
async fn a_name_is_found_with_its_kind_before_it_and_a_commune_by_its_code() {
    let test = TestApp::start().await;
    let ids = |found: &[Value]| -> Vec<String> {
        found
            .iter()
            .map(|r| format!("{}/{}", r["collection"], r["id"]).replace('"', ""))
            .collect()
    };
    for q in ["CCN Liên Hà", "cụm công nghiệp liên hà"] {
        let found = ids(&find(&test, q).await);
        assert!(
            found.contains(&"clusters/lien-ha-o-dien".to_owned()),
            "{q}: {found:?}"
        );
    }
    let found = ids(&find(&test, "xã liên hà").await);
    assert!(
        found.contains(&"legacy-communes/00484".to_owned()),
        "{found:?}"
    );
    let found = ids(&find(&test, "phường hà đông").await);
    assert!(
        found.iter().any(|id| id.starts_with("communes/")),
        "{found:?}"
    );
    let found = ids(&find(&test, "10015").await);
    assert!(found.contains(&"communes/10015".to_owned()), "{found:?}");
    let found = ids(&find(&test, "trạm tân triều").await);
    assert_eq!(found, ["wastewater-plants/tan-trieu-xlnt"]);
}
