//! The register holds what the plan and the sources say: no more, no less.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::TestApp;

async fn clusters(test: &TestApp) -> Vec<Value> {
    let page = test.json("/collections/clusters/items?limit=1000").await;
    page["features"].as_array().expect("features").clone()
}

fn ids(features: &[Value], keep: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    features
        .iter()
        .filter(|f| keep(&f["properties"]))
        .map(|f| f["id"].as_str().expect("an id").to_owned())
        .collect()
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[tokio::test]
async fn the_three_lists_of_the_plan_are_whole() {
    let test = TestApp::start().await;
    let all = clusters(&test).await;
    let converted = ids(&all, |p| p["declared_fit"] == "not_conforming");
    assert_eq!(
        converted,
        set(&[
            "bien-giang",
            "dai-tu",
            "dai-yen",
            "ho-dien",
            "la-phu",
            "lien-ha-thu-lam",
            "phu-thinh",
            "phung-chau",
            "phung-xa-do-moc",
            "tan-hoi",
            "tu-liem",
            "van-ha",
            "yen-nghia",
        ])
    );
    let assessed = ids(&all, |p| p["wastewater_action"] == "assess");
    assert_eq!(
        assessed,
        set(&[
            "bat-trang",
            "duyen-thai",
            "lien-ha-o-dien",
            "tan-trieu",
            "yen-nghia"
        ])
    );
    let finished = ids(&all, |p| p["wastewater_action"] == "finish");
    assert_eq!(finished.len(), 2);
    let named: BTreeSet<_> = converted.iter().chain(&assessed).chain(&finished).collect();
    assert_eq!(named.len(), 19);
}

#[tokio::test]
async fn a_cluster_that_is_to_be_converted_and_repaired_is_shown_as_such() {
    let test = TestApp::start().await;
    let yen_nghia = test.json("/collections/clusters/items/yen-nghia").await;
    let p = &yen_nghia["properties"];
    assert_eq!(
        (&p["declared_fit"], &p["wastewater_action"]),
        (&"not_conforming".into(), &"assess".into())
    );
    assert!(
        p["flags"]
            .as_array()
            .expect("flags")
            .contains(&"conflicting_actions".into())
    );
}

#[tokio::test]
async fn what_no_source_states_is_unknown_and_never_no() {
    let test = TestApp::start().await;
    let facts = [
        "established",
        "operating",
        "in_plan",
        "infrastructure_complete",
        "commenced_2021_2025",
    ];
    for cluster in clusters(&test).await {
        for fact in facts {
            let value = &cluster["properties"][fact];
            assert!(
                value == "yes" || value == "unknown",
                "{} {fact}: {value}",
                cluster["id"]
            );
            let cited = cluster["properties"]["citations"]
                .as_array()
                .expect("citations")
                .iter()
                .any(|citation| citation["property"] == fact);
            assert!(
                value == "unknown" || cited,
                "{} {fact} is cited",
                cluster["id"]
            );
        }
    }
}

#[tokio::test]
async fn the_plan_s_words_are_kept_beside_the_unit_they_mean() {
    let test = TestApp::start().await;
    let wrong = ids(&clusters(&test).await, |p| {
        p["commune_flag"] == "unit_type_differs"
    });
    assert_eq!(wrong, set(&["dai-yen", "phu-thinh", "tan-trieu"]));
    for (id, written, resolved) in [
        ("dai-yen", "xã Chương Mỹ", "Phường Chương Mỹ"),
        ("phu-thinh", "xã Sơn Tây", "Phường Sơn Tây"),
        ("tan-trieu", "xã Thanh Liệt", "Phường Thanh Liệt"),
    ] {
        let cluster = test
            .json(&format!("/collections/clusters/items/{id}"))
            .await;
        assert_eq!(cluster["properties"]["commune_as_written"], written);
        assert_eq!(cluster["properties"]["commune_name"], resolved);
    }
}

#[tokio::test]
async fn homonyms_are_told_apart() {
    let test = TestApp::start().await;
    let all = clusters(&test).await;
    let lien_ha = ids(&all, |p| p["name"] == "Liên Hà");
    assert_eq!(lien_ha, set(&["lien-ha-o-dien", "lien-ha-thu-lam"]));
    for id in lien_ha {
        let cluster = test
            .json(&format!("/collections/clusters/items/{id}"))
            .await;
        assert!(
            cluster["properties"]["flags"]
                .as_array()
                .expect("flags")
                .contains(&"homonym".into())
        );
    }
    let phung_xa = ids(&all, |p| {
        p["name"]
            .as_str()
            .is_some_and(|name| name.contains("Phùng Xá"))
    });
    assert_eq!(phung_xa.len(), 3);
}

#[tokio::test]
async fn footprints_have_the_declared_area_are_indicative_and_lie_apart() {
    let test = TestApp::start().await;
    for cluster in clusters(&test).await {
        let p = &cluster["properties"];
        assert_eq!(p["boundary_certainty"], "indicative");
        let footprint_ha = p["footprint_area_ha"].as_f64().expect("an area");
        let drawn_m2 = p["area_m2"].as_f64().expect("an area");
        assert!(
            (drawn_m2 - footprint_ha * 10_000.0).abs() < 1.0,
            "{}",
            cluster["id"]
        );
        if p["area_is_assumed"] == true {
            assert_eq!(
                (p["declared_area_ha"].is_null(), footprint_ha),
                (true, 10.0),
                "{}",
                cluster["id"]
            );
        }
    }
    let touching = "SELECT count(*) FROM cluster_version a JOIN cluster_version b \
        ON a.version_id < b.version_id AND ST_Intersects(a.geom, b.geom)";
    assert_eq!(test.count(touching).await, 0);
}

#[tokio::test]
async fn every_wastewater_plant_stands_at_its_cluster_and_states_its_sources() {
    let test = TestApp::start().await;
    let page = test
        .json("/collections/wastewater-plants/items?limit=100")
        .await;
    let plants = page["features"].as_array().expect("features");
    assert_eq!(ids(plants, |p| p["plan_action"] == "assess").len(), 5);
    assert_eq!(ids(plants, |p| p["plan_action"] == "finish").len(), 2);
    for plant in plants {
        assert!(
            !plant["properties"]["citations"]
                .as_array()
                .expect("citations")
                .is_empty(),
            "{}",
            plant["id"]
        );
    }
    let outside = "SELECT count(*) FROM wastewater_plant w \
        JOIN wastewater_plant_version p ON p.wastewater_plant_id = w.id \
        JOIN cluster_version c ON c.cluster_id = w.cluster_id WHERE NOT ST_Covers(c.geom, p.geom)";
    assert_eq!(test.count(outside).await, 0);
}

#[tokio::test]
async fn every_zone_of_the_demonstration_plan_says_that_it_is_invented() {
    let test = TestApp::start().await;
    for collection in ["plan-zones", "plan-constraints"] {
        let page = test
            .json(&format!("/collections/{collection}/items?limit=1000"))
            .await;
        for feature in page["features"].as_array().expect("features") {
            let p = &feature["properties"];
            assert_eq!(
                (&p["synthetic"], &p["plan"]),
                (&true.into(), &"demo".into())
            );
            assert!(
                p["name_vi"].as_str().expect("a name").contains("minh hoạ"),
                "{p}"
            );
            assert!(
                p["name_en"]
                    .as_str()
                    .expect("a name")
                    .to_lowercase()
                    .contains("illustrative"),
                "{p}"
            );
        }
    }
}

#[tokio::test]
async fn filling_a_register_that_is_filled_changes_nothing() {
    let test = TestApp::start().await;
    let versions = "SELECT (SELECT count(*) FROM cluster_version) + (SELECT count(*) FROM citation) \
        + (SELECT count(*) FROM admin_unit_version) + (SELECT count(*) FROM plan_zone_version)";
    let before = test.count(versions).await;
    ccn_atlas::start::prepare(&mut test.client().await)
        .await
        .expect("prepared again");
    assert_eq!(test.count(versions).await, before);
    let findings = ccn_atlas::check::check(&test.client().await)
        .await
        .expect("checked");
    for finding in findings {
        assert!(finding.problem.is_none(), "{finding:?}");
    }
}

#[tokio::test]
async fn check_names_what_differs() {
    let test = TestApp::start().await;
    let client = test.client().await;
    client
        .batch_execute("DROP VIEW published.feature CASCADE")
        .await
        .expect("dropped");
    client
        .batch_execute("DELETE FROM refinery_schema_history WHERE version = 5")
        .await
        .expect("deleted");
    let findings = ccn_atlas::check::check(&client).await.expect("checked");
    let problems: Vec<String> = findings
        .into_iter()
        .filter_map(|finding| finding.problem)
        .collect();
    assert!(problems.iter().any(|p| p.contains("V5")), "{problems:?}");
    assert!(
        problems.iter().any(|p| p.contains("published.feature")),
        "{problems:?}"
    );
}

/// Made-up clusters, none of the register: a small circle where each case of the demonstration plan is.
#[tokio::test]
async fn made_up_clusters_meet_every_case_of_the_demonstration_plan() {
    let test = TestApp::start().await;
    let client = test.client().await;
    client
        .batch_execute(
            "CREATE TEMP TABLE zone AS SELECT k.permission, v.geom FROM plan_zone_version v
                 JOIN land_use_permission k ON k.class_id = v.class_id AND v.valid @> '2026-01-01'::date;
             CREATE TEMP TABLE constraint_version AS SELECT kind, geom FROM plan_constraint_version
                 WHERE valid @> '2026-01-01'::date;
             CREATE TEMP TABLE made_up (wanted text, geom geometry);
             INSERT INTO made_up SELECT permission, ST_Buffer((ST_MaximumInscribedCircle(geom)).center, 50)
                 FROM (SELECT DISTINCT ON (permission) * FROM zone ORDER BY permission, ST_Area(geom) DESC) z;
             INSERT INTO made_up SELECT 'uncovered', ST_Buffer(s.at, 50) FROM (
                 SELECT (ST_DumpPoints(ST_GeneratePoints(v.geom, 4, 305))).geom AS at FROM admin_unit_version v
                     WHERE upper_inf(v.valid)) s
                 WHERE NOT EXISTS (SELECT FROM zone z WHERE ST_DWithin(z.geom, s.at, 50)) LIMIT 1;
             INSERT INTO made_up SELECT 'several constraints', ST_Buffer((ST_MaximumInscribedCircle(
                     ST_Intersection(a.geom, b.geom))).center, 20)
                 FROM constraint_version a JOIN constraint_version b
                     ON a.kind < b.kind AND ST_Area(ST_Intersection(a.geom, b.geom)) > 10000 LIMIT 1",
        )
        .await
        .expect("made-up clusters");
    let rows = client
        .query(
            "SELECT m.wanted, array(SELECT DISTINCT z.permission FROM zone z
                 WHERE ST_Area(ST_Intersection(z.geom, m.geom)) > 1) AS permissions,
                 (SELECT count(DISTINCT c.kind) FROM constraint_version c
                     WHERE ST_Area(ST_Intersection(c.geom, m.geom)) > 1) AS constraints
             FROM made_up m ORDER BY m.wanted",
            &[],
        )
        .await
        .expect("their cases");
    let mut met = BTreeSet::new();
    for row in rows {
        let (wanted, permissions, constraints): (String, Vec<String>, i64) =
            (row.get(0), row.get(1), row.get(2));
        let is_met = match wanted.as_str() {
            "uncovered" => permissions.is_empty(),
            "several constraints" => constraints >= 2,
            permission => permissions == [permission],
        };
        assert!(
            is_met,
            "{wanted}: {permissions:?}, {constraints} constraints"
        );
        met.insert(wanted);
    }
    assert_eq!(
        met,
        set(&[
            "compatible",
            "conditional",
            "designated",
            "incompatible",
            "several constraints",
            "uncovered"
        ])
    );
}
