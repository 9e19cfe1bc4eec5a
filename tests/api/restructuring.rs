//! Communes before and after over HTTP: what a text means, one unit, the whole change; and clusters between units.

use std::collections::BTreeMap;

use ccn_atlas::communes::replace::{Provenance, replace};
use ccn_atlas::imports::boundaries;
use serde_json::{Value, json};

use crate::support::{TestApp, real_communes};

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

async fn resolved(test: &TestApp, text: &str, more: &str) -> Value {
    let path = format!("/communes/resolve?text={}{more}", encoded(text));
    test.json(&path).await
}

#[tokio::test]
async fn a_text_is_answered_with_candidates_units_and_a_sentence() {
    let test = TestApp::start().await;
    let found = resolved(&test, "xã Liên Hà, huyện Đan Phượng", "").await;
    assert_eq!(found["text"], "xã Liên Hà, huyện Đan Phượng");
    assert_eq!(found["outcome"], "resolved");
    let best = &found["candidates"][0];
    assert_eq!(
        (&best["code"], &best["kind"]),
        (&json!("09802"), &json!("xã"))
    );
    assert_eq!(best["district"], "Huyện Đan Phượng");
    assert_eq!(best["valid_to"], "2025-07-01");
    assert_eq!(best["score"], 1.0);
    let names: Vec<&str> = best["units"]
        .as_array()
        .expect("units")
        .iter()
        .filter_map(|u| u["name"].as_str())
        .collect();
    assert_eq!(names, ["Ô Diên", "Mê Linh"]);
    // The clause leaves all people with Ô Diên, whatever share of the land.
    assert_eq!(best["units"][0]["population_weight"], 1.0);
    assert_eq!(best["units"][0]["population_basis"], "legal_text");
    assert_eq!(best["units"][0]["clause"], 107);
    let sentence = best["sentence"].as_str().expect("a sentence");
    assert!(
        sentence.contains("xã Ô Diên") && sentence.contains("1656/NQ-UBTVQH15"),
        "{sentence}"
    );
}

#[tokio::test]
async fn the_day_of_a_text_tells_units_of_one_name_apart() {
    let test = TestApp::start().await;
    for (more, outcome, kinds) in [
        ("", "ambiguous", vec!["phường", "xã"]),
        ("&datetime=2025-11-12", "resolved", vec!["phường", "xã"]),
        ("&datetime=2024-01-01", "resolved", vec!["xã", "phường"]),
    ] {
        let found = resolved(&test, "xã Thanh Liệt", more).await;
        assert_eq!(found["outcome"], outcome, "{more}");
        let given: Vec<&str> = found["candidates"]
            .as_array()
            .expect("candidates")
            .iter()
            .filter_map(|c| c["kind"].as_str())
            .collect();
        if more.is_empty() {
            assert_eq!(given.len(), kinds.len());
        } else {
            assert_eq!(given, kinds, "{more}");
        }
    }
}

#[tokio::test]
async fn what_is_no_question_is_refused_and_nothing_breaks() {
    let test = TestApp::start().await;
    for query in [
        "",
        "?text=",
        "?text=%00",
        "?text=Ba&datetime=never",
        "?text=Ba&x=1",
    ] {
        let status = test.get(&format!("/communes/resolve{query}")).await.status;
        let empty = matches!(query, "?text=" | "?text=%00");
        assert!(status == 400 || empty && status == 200, "{query}: {status}");
    }
    let long = "a".repeat(10_000);
    assert_eq!(
        test.get(&format!("/communes/resolve?text={long}"))
            .await
            .status,
        400
    );
    for code in [
        "99999",
        "1",
        "000044",
        "x",
        "%00",
        "00004?datetime=1900-01-01",
    ] {
        let answer = test.get(&format!("/communes/{code}")).await;
        assert_eq!(answer.status, 404, "{code}");
    }
}

#[tokio::test]
async fn one_code_means_another_unit_before_and_after() {
    let test = TestApp::start().await;
    let today = test.json("/communes/00004").await;
    assert_eq!(today["full_name"], "Phường Ba Đình");
    assert_eq!(today["document"]["clause"], 3);
    assert_eq!(today["area"]["comparable"], false);
    let before = test.json("/communes/00004?datetime=2025-06-30").await;
    assert_eq!(before["full_name"], "Phường Trúc Bạch");
    assert_eq!(before["district"], "Quận Ba Đình");
    assert_eq!(before["successors"][0]["full_name"], "Phường Ba Đình");
    let district = test.json("/communes/001?datetime=2025-06-30").await;
    assert_eq!(district["full_name"], "Quận Ba Đình");
    assert_eq!(district["members"].as_array().map(Vec::len), Some(13));
    let went = district["successors"].as_array().expect("successors");
    let sum: f64 = went.iter().filter_map(|s| s["weight"].as_f64()).sum();
    assert!(went.len() > 3 && (sum - 1.0).abs() < 1e-4, "{sum}");
    let o_dien = test.json("/communes/09817").await;
    assert_eq!(o_dien["only_in_law"][0]["full_name"], "Xã Văn Khê");
    let relations: BTreeMap<String, String> = o_dien["clusters"]
        .as_array()
        .expect("clusters")
        .iter()
        .map(|c| (c["id"].to_string(), c["relation"].to_string()))
        .collect();
    assert_eq!(relations["\"lien-ha-o-dien\""], "\"one_of\"");
}

#[tokio::test]
async fn the_flows_are_all_pairs_and_sum_to_one() {
    let test = TestApp::start().await;
    let flows = test.json("/communes/flows").await;
    assert_eq!(flows["event"]["document"]["number"], "1656/NQ-UBTVQH15");
    assert_eq!(
        flows["from"].as_object().map(serde_json::Map::len),
        Some(526)
    );
    assert_eq!(flows["to"].as_object().map(serde_json::Map::len), Some(126));
    let parts = flows["parts"].as_array().expect("parts");
    assert_eq!(parts.len(), 794);
    assert_eq!(
        flows["only_in_law"],
        json!([["09013", "09817", "land_only", 107]])
    );
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for part in parts {
        *sums.entry(part[0].as_str().expect("a code")).or_default() +=
            part[4].as_f64().expect("a weight");
    }
    assert_eq!(sums.len(), 526);
    assert!(sums.values().all(|sum| (sum - 1.0).abs() < 1e-3));
}

#[tokio::test]
async fn no_two_units_bear_one_code_on_one_day() {
    let test = TestApp::start().await;
    let client = test.client().await;
    client
        .execute(
            "INSERT INTO admin_unit (code, valid_from) VALUES ('00004', '2026-01-01')",
            &[],
        )
        .await
        .expect("another identity");
    let copied = client
        .execute(
            "INSERT INTO admin_unit_version (admin_unit_id, code, row_version, name, kind, boundary_certainty, \
             source_id, search_key, geom, valid) \
             SELECT (SELECT id FROM admin_unit WHERE code = '00004' AND valid_from = '2026-01-01'), v.code, 1, 'Khác', \
             v.kind, v.boundary_certainty, v.source_id, v.search_key, v.geom, daterange('2026-01-01', NULL) \
             FROM admin_unit_version v WHERE v.code = '00004' AND upper_inf(v.valid)",
            &[],
        )
        .await
        .expect_err("00004 is phường Ba Đình then");
    let constraint = copied.as_db_error().and_then(|e| e.constraint());
    assert_eq!(constraint, Some("admin_unit_one_unit_per_code"));
}

/// Both boundaries of a former unit that was split are made up here, so its weights are measured.
#[tokio::test]
async fn weights_are_measured_where_both_boundaries_are_known() {
    let test = TestApp::start().await;
    let client = test.client().await;
    client
        .batch_execute(
            "UPDATE admin_unit_version SET boundary_certainty = 'digitised' WHERE upper_inf(recorded) \
             AND (code = '09802' AND NOT upper_inf(valid) OR code IN ('09817', '09022') AND upper_inf(valid))",
        )
        .await
        .expect("made known");
    client
        .batch_execute(include_str!("../../sql/queries/communes/weigh.sql"))
        .await
        .expect("weighed");
    let bases = client
        .query(
            "SELECT p.basis, p.weight, p.overlap_share FROM admin_event_part p JOIN admin_unit f ON f.id = p.from_unit_id \
             WHERE f.code = '09802' AND f.valid_from < '2025-07-01'",
            &[],
        )
        .await
        .expect("parts");
    let mut sum = 0.0;
    for row in &bases {
        assert_eq!(row.get::<_, &str>(0), "geometric");
        sum += row.get::<_, f64>(1);
    }
    assert_eq!(bases.len(), 2);
    assert!((sum - 1.0).abs() < 1e-12, "{sum}");
}

/// The clusters that the issue of the restructuring names: their former commune was split, so none is decided.
#[tokio::test]
async fn clusters_of_split_communes_lie_in_one_of_several() {
    let test = TestApp::start().await;
    let page = test.json("/collections/clusters/items?limit=1000").await;
    let mut one_of = 0;
    for feature in page["features"].as_array().expect("features") {
        let properties = &feature["properties"];
        let id = feature["id"].as_str().expect("an id");
        if properties["commune_state"] == "one_of" {
            one_of += 1;
            let candidates = properties["candidate_communes"]
                .as_array()
                .expect("candidates");
            assert!(candidates.len() > 1, "{id}");
        }
        for cluster in [
            "la-phu",
            "duyen-thai",
            "dai-tu",
            "bat-trang",
            "lien-ha-o-dien",
            "lien-ha-thu-lam",
            "yen-nghia",
        ] {
            if id == cluster {
                assert_eq!(properties["commune_state"], "one_of", "{id}");
            }
        }
        let shares = properties["computed_communes"].as_array().expect("shares");
        let sum: f64 = shares.iter().filter_map(|c| c["share"].as_f64()).sum();
        assert!(sum <= 1.001, "{id}: {sum}");
    }
    assert!(one_of >= 7, "{one_of}");
}

#[tokio::test]
async fn a_surveyed_boundary_decides_in_which_commune_a_cluster_lies() {
    let test = TestApp::start().await;
    let client = test.client().await;
    client
        .batch_execute(
            "UPDATE admin_unit_version SET boundary_certainty = 'digitised' WHERE upper_inf(valid) AND upper_inf(recorded); \
             UPDATE cluster_version v SET boundary_certainty = 'surveyed' FROM cluster c \
             WHERE c.id = v.cluster_id AND c.slug = 'la-phu'",
        )
        .await
        .expect("surveyed");
    let la_phu = test.json("/collections/clusters/items/la-phu").await;
    assert_eq!(la_phu["properties"]["commune_state"], "computed");
    let computed = la_phu["properties"]["computed_communes"]
        .as_array()
        .expect("communes");
    assert!(!computed.is_empty());
    let code = computed[0]["code"].as_str().expect("a code");
    let unit = test.json(&format!("/communes/{code}")).await;
    let mine = unit["clusters"]
        .as_array()
        .expect("clusters")
        .iter()
        .find(|c| c["id"] == "la-phu");
    assert_eq!(mine.expect("listed")["relation"], "computed");
}

#[tokio::test]
async fn boundaries_known_to_be_off_their_official_area_are_called_unsure() {
    let Some(path) = real_communes() else { return };
    let test = TestApp::start().await;
    let read = boundaries::read(&path).expect("the real file is sound");
    let provenance = Provenance {
        source_id: "own-boundaries".to_owned(),
        title: "real".to_owned(),
        url: None,
        boundary_certainty: "digitised".to_owned(),
    };
    replace(&mut test.client().await, "real", &read, &provenance)
        .await
        .expect("replaced");
    let mut unsure = BTreeMap::new();
    for code in crate::support::unit_codes() {
        let unit = test.json(&format!("/communes/{code}")).await;
        if unit["area"]["unsure"] == true {
            let difference = unit["area"]["difference_km2"].as_f64().expect("km²");
            unsure.insert(
                unit["name"].as_str().expect("a name").to_owned(),
                difference,
            );
        }
    }
    let names: Vec<&str> = unsure.keys().map(String::as_str).collect();
    assert_eq!(names, ["Hoà Lạc", "Suối Hai", "Yên Xuân"]);
    assert!(
        (unsure["Hoà Lạc"] - 8.05).abs() < 0.02 && (unsure["Yên Xuân"] + 7.26).abs() < 0.02,
        "{unsure:?}"
    );
    // The weights were computed anew with the boundaries, and still sum to one.
    let off = "SELECT count(*) FROM (SELECT sum(weight) AS w, sum(population_weight) AS p FROM admin_event_part \
        GROUP BY from_unit_id) s WHERE abs(w - 1) > 1e-9 OR abs(p - 1) > 1e-9";
    assert_eq!(test.count(off).await, 0);
}
