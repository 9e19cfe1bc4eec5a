//! Where filters reach: tiles, fits, the index; places and times on real rows.

use std::collections::BTreeSet;

use ccn_atlas::filter::{Filter, Lang};
use ccn_atlas::geometry::crs::Crs;
use serde_json::Value;

use crate::filter::{encoded, ids, matched, page};
use crate::support::{TestApp, checkout};

/// Shapes that meet the first zone of the invented plan in every way there is, in EPSG:5897.
const SHAPES: [&str; 8] = [
    "z.geom",
    "ST_Translate(z.geom, 700, 300)",
    "ST_Expand(z.geom, 4000)",
    "ST_Envelope(ST_Buffer(ST_PointOnSurface(z.geom), 50))",
    "ST_PointOnSurface(z.geom)",
    "ST_PointN(ST_ExteriorRing(ST_GeometryN(z.geom, 1)), 1)",
    "ST_MakeLine(ST_Translate(ST_Centroid(z.geom), -9000, 0), ST_Translate(ST_Centroid(z.geom), 9000, 10))",
    "ST_ExteriorRing(ST_GeometryN(z.geom, 1))",
];

const RELATIONS: [&str; 8] = [
    "Intersects",
    "Disjoint",
    "Equals",
    "Touches",
    "Within",
    "Overlaps",
    "Crosses",
    "Contains",
];

#[tokio::test]
async fn every_relation_is_that_of_postgis_in_every_crs() {
    let test = TestApp::start().await;
    let client = test.client().await;
    let mut found = BTreeSet::new();
    for (crs, srid, column) in [
        ("CRS84", 4326, "geom_84"),
        ("EPSG:4326", 4326, "geom_84"),
        ("EPSG:3857", 3857, "geom_3857"),
        ("EPSG:5897", 5897, "geom"),
    ] {
        let flip = if crs == "EPSG:4326" {
            "ST_FlipCoordinates"
        } else {
            ""
        };
        for shape in SHAPES {
            // The corners of the zone itself are those that are stored in that column.
            let shape = if srid == 5897 {
                shape.to_owned()
            } else {
                shape.replace("z.geom", &format!("ST_Transform(z.{column}, 5897)"))
            };
            let shape = if shape.starts_with("ST_Transform(") {
                format!("z.{column}")
            } else {
                format!("ST_Transform({shape}, {srid})")
            };
            let statement = format!(
                "SELECT ST_AsText({flip}(s.shape), 15) AS text, ST_AsEWKB(s.shape) AS bytes
                 FROM (SELECT {shape} AS shape FROM plan_zone_version AS z ORDER BY z.plan_zone_id LIMIT 1) AS s"
            );
            let row = client.query_one(&statement, &[]).await.expect(&statement);
            let (text, bytes): (String, Vec<u8>) = (row.get("text"), row.get("bytes"));
            for relation in RELATIONS {
                let filter = encoded(&format!("s_{}(geometry, {text})", relation.to_lowercase()));
                let query = format!("filter={filter}&filter-crs={crs}");
                let got = ids(&page(&test, "plan-zones", &query).await);
                let statement = format!(
                    "SELECT f.id FROM published.plan_zones AS f
                     WHERE upper_inf(f.recorded) AND ST_{relation}(f.{column}, ST_GeomFromEWKB($1))"
                );
                let rows = client.query(&statement, &[&bytes]).await.expect("rows");
                let wanted: BTreeSet<String> = rows.iter().map(|row| row.get(0)).collect();
                assert_eq!(got, wanted, "{crs} {relation} {shape}");
                if !wanted.is_empty() {
                    found.insert(relation);
                }
            }
        }
    }
    // Each relation holds for something; else its test shows nothing.
    assert_eq!(found.len(), RELATIONS.len(), "{found:?}");
}

#[tokio::test]
async fn a_shape_in_utm_lies_where_the_same_lies_in_the_storage_crs() {
    let test = TestApp::start().await;
    let client = test.client().await;
    for (x, y) in [
        (590_000, 2_318_000),
        (570_000, 2_310_000),
        (560_000, 2_330_000),
    ] {
        let (east, north) = (x + 6_000, y + 6_000);
        let text = |srid: i32| {
            format!(
                "SELECT ST_AsText(ST_Transform(ST_MakeEnvelope({x}, {y}, {east}, {north}, 5897), {srid}), 9)"
            )
        };
        let utm: String = client
            .query_one(&text(3405), &[])
            .await
            .expect("a shape")
            .get(0);
        let grid: String = client
            .query_one(&text(5897), &[])
            .await
            .expect("a shape")
            .get(0);
        for relation in ["s_intersects", "s_within"] {
            let ask = |shape: &str, crs: &str| {
                format!(
                    "filter={}&filter-crs={crs}",
                    encoded(&format!("{relation}(geometry, {shape})"))
                )
            };
            let in_utm = ids(&page(&test, "clusters", &ask(&utm, "EPSG:3405")).await);
            let in_grid = ids(&page(&test, "clusters", &ask(&grid, "EPSG:5897")).await);
            assert!(!in_utm.is_empty(), "{relation} {x}");
            assert_eq!(in_utm, in_grid);
        }
    }
}

#[tokio::test]
async fn a_box_of_a_filter_is_the_box_of_bbox() {
    let test = TestApp::start().await;
    for (crs, numbers) in [
        ("CRS84", "105.7,20.9,105.9,21.1"),
        ("EPSG:4326", "20.9,105.7,21.1,105.9"),
        ("EPSG:5897", "570000,2310000,590000,2330000"),
        ("EPSG:3405", "573000,2311000,594000,2333000"),
        ("EPSG:3857", "11766000,2380000,11790000,2405000"),
        // Round the world the other way.
        ("CRS84", "105.85,20.9,105.7,21.1"),
    ] {
        for collection in ["clusters", "wastewater-plants", "communes"] {
            let boxed = page(&test, collection, &format!("bbox={numbers}&bbox-crs={crs}")).await;
            let filter = encoded(&format!("s_intersects(geometry, BBOX({numbers}))"));
            let filtered = page(
                &test,
                collection,
                &format!("filter={filter}&filter-crs={crs}"),
            )
            .await;
            assert!(!ids(&boxed).is_empty(), "{crs} {collection}");
            assert_eq!(ids(&boxed), ids(&filtered), "{crs} {collection}");
        }
    }
}

/// Of units valid until 2025-06-30: `valid_to` is the first day after.
const TIMES: &[(&str, bool)] = &[
    ("valid_to = DATE('2025-07-01')", true),
    ("valid_to = TIMESTAMP('2025-06-30T17:00:00Z')", true),
    ("valid_to = TIMESTAMP('2025-06-30T16:59:59Z')", false),
    ("t_after(valid_to, DATE('2025-06-30'))", true),
    ("t_after(valid_to, DATE('2025-07-01'))", false),
    ("t_before(valid_to, DATE('2025-07-02'))", true),
    ("t_before(valid_to, DATE('2025-07-01'))", false),
    ("t_equals(valid_to, DATE('2025-07-01'))", true),
    ("t_disjoint(valid_to, DATE('2025-07-02'))", true),
    ("t_intersects(valid_to, INTERVAL('2025-07-01', '..'))", true),
    (
        "t_intersects(valid_to, INTERVAL('..', '2025-06-30'))",
        false,
    ),
    (
        "t_during(valid_to, INTERVAL('2025-06-30', '2025-07-02'))",
        true,
    ),
    (
        "t_during(valid_to, INTERVAL('2025-07-01', '2025-07-02'))",
        false,
    ),
    ("t_contains(INTERVAL('..', '..'), valid_to)", true),
    (
        "t_finishes(valid_to, INTERVAL('2025-01-01', '2025-07-01'))",
        true,
    ),
    (
        "t_finishedBy(INTERVAL('2025-01-01', '2025-07-01'), valid_to)",
        true,
    ),
    ("t_starts(valid_to, INTERVAL('2025-07-01', '..'))", true),
    ("t_startedBy(INTERVAL('2025-07-01', '..'), valid_to)", true),
    (
        "t_meets(INTERVAL(valid_from, valid_to), INTERVAL('2025-07-01', '..'))",
        true,
    ),
    (
        "t_meets(INTERVAL(valid_from, valid_to), INTERVAL('2025-06-30', '..'))",
        false,
    ),
    (
        "t_metBy(INTERVAL('2025-07-01', '..'), INTERVAL(valid_from, valid_to))",
        true,
    ),
    (
        "t_overlaps(INTERVAL(valid_from, valid_to), INTERVAL('2025-06-01', '2026-01-01'))",
        true,
    ),
    (
        "t_overlaps(INTERVAL(valid_from, valid_to), INTERVAL('2025-06-01', '2025-07-01'))",
        false,
    ),
    (
        "t_overlappedBy(INTERVAL('2025-06-01', '..'), INTERVAL(valid_from, valid_to))",
        true,
    ),
    (
        "T_INTERSECTS(INTERVAL(valid_from, valid_to), TIMESTAMP('2025-06-30T10:00:00.000Z'))",
        true,
    ),
];

#[tokio::test]
async fn times_compare_by_the_day() {
    let test = TestApp::start().await;
    let count = async |filter: &str| matched(&test, "legacy-communes", filter).await.len();
    let all = page(&test, "legacy-communes", "").await;
    let first = &all["features"][0]["properties"];
    assert_eq!(first["valid_to"], "2025-07-01");
    let from = first["valid_from"].as_str().expect("a day").to_owned();
    let n = all["numberMatched"]
        .as_u64()
        .and_then(|n| usize::try_from(n).ok())
        .expect("a count");
    for (filter, holds) in TIMES.iter().copied() {
        assert_eq!(
            count(filter).await,
            if holds { n } else { 0 },
            "{filter}, {from}"
        );
    }
    // Today's have no end: the interval is open, the end itself unknown.
    let open = matched(
        &test,
        "communes",
        "t_intersects(INTERVAL(valid_from, valid_to), DATE('2999-01-01'))",
    )
    .await;
    assert_eq!(open.len(), 126);
    assert!(
        matched(&test, "communes", "valid_to > DATE('2025-01-01')")
            .await
            .is_empty()
    );
    assert!(
        matched(&test, "communes", "t_after(valid_to, DATE('2025-01-01'))")
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn nothing_with_a_filter_is_kept() {
    let test = TestApp::start().await;
    let path = |filter: &str| format!("/tiles/communes/10/812/450?filter={}", encoded(filter));
    let all = test.get(&path("TRUE")).await;
    assert_eq!(all.header("cache-control"), "private, no-store");
    assert_eq!(all.body, test.get("/tiles/communes/10/812/450").await.body);
    let none = test.get(&path("FALSE")).await;
    assert_eq!(
        (none.status.as_u16(), none.header("cache-control")),
        (204, "private, no-store")
    );
    let some = test.get(&path("kind = 'phường'")).await;
    assert!((1..all.body.len()).contains(&some.body.len()));
    // An edit shows in the next page, although nothing tells the service of it.
    let query = format!("filter={}", encoded("name = 'Renamed'"));
    assert_eq!(page(&test, "clusters", &query).await["numberMatched"], 0);
    let rename = "UPDATE cluster_version SET name = 'Renamed' WHERE cluster_id = (SELECT min(id) FROM cluster)";
    test.client()
        .await
        .batch_execute(rename)
        .await
        .expect("renamed");
    assert_eq!(page(&test, "clusters", &query).await["numberMatched"], 1);
}

#[tokio::test]
async fn tilejson_passes_the_filter_on() {
    let test = TestApp::start().await;
    let plain = test.json("/tiles/clusters").await;
    assert_eq!(
        plain["tiles"][0],
        "http://atlas.test/tiles/clusters/{z}/{x}/{y}"
    );
    let filter = encoded("operating = 'yes'");
    let filtered = test.json(&format!("/tiles/clusters?filter={filter}")).await;
    let template = filtered["tiles"][0].as_str().expect("a template");
    let tile = template
        .replace("{z}", "9")
        .replace("{x}", "406")
        .replace("{y}", "225");
    let tile = tile.strip_prefix("http://atlas.test").expect("ours");
    let direct = test
        .get(&format!("/tiles/clusters/9/406/225?filter={filter}"))
        .await;
    assert_eq!(test.get(tile).await.body, direct.body);
    assert_eq!(test.get("/tiles/clusters?filter=nothing").await.status, 400);
}

#[tokio::test]
async fn the_list_of_fits_holds_the_clusters_that_match() {
    let test = TestApp::start().await;
    let wanted = matched(&test, "clusters", "operating = 'yes'").await;
    let fit = test
        .json(&format!(
            "/fit?plan=demo&filter={}",
            encoded("operating = 'yes'")
        ))
        .await;
    let rows = fit["rows"].as_array().expect("rows");
    let listed: BTreeSet<String> = rows
        .iter()
        .map(|row| row["id"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(listed, wanted);
    let counted: u64 = fit["counts"]
        .as_object()
        .expect("counts")
        .values()
        .filter_map(Value::as_u64)
        .sum();
    assert_eq!(counted, wanted.len() as u64);
    let all = test.json("/fit?plan=demo").await;
    assert_eq!(all["rows"].as_array().expect("rows").len(), 91);
}

#[tokio::test]
async fn a_place_is_looked_for_in_an_index() {
    let test = TestApp::start().await;
    let client = test.client().await;
    client
        .batch_execute("SET enable_seqscan = off; SET plan_cache_mode = force_custom_plan")
        .await
        .expect("settings");
    let filter = Filter::parse(
        "s_intersects(geometry, BBOX(105.8,21,105.81,21.01)) AND kind = 'phường'",
        Lang::Text,
        Crs::Crs84,
        test.app.catalogue.get("communes").expect("communes"),
    )
    .expect("a filter");
    let statement = filter.written_into(
        "EXPLAIN SELECT f.id FROM published.features_matching('communes', current_date, current_date, NULL, NULL, NULL) AS f WHERE TRUE\n-- filter\n",
        1,
    );
    let binds: Vec<_> = filter.binds().collect();
    let rows = client.query(&statement, &binds).await.expect("a plan");
    let plan: String = rows
        .iter()
        .map(|row| row.get::<_, String>(0) + "\n")
        .collect();
    assert!(plan.contains("Index Cond: ((geom_84 &&"), "{plan}");
}

#[tokio::test]
async fn the_filters_of_the_documentation_select_something_and_not_everything() {
    let test = TestApp::start().await;
    let text = std::fs::read_to_string(checkout("docs/api.md")).expect("docs/api.md");
    let section = text.split("\n## Filters\n").nth(1).expect("a section");
    let examples = section.split("```").nth(1).expect("examples").trim();
    assert!(examples.lines().count() > 10);
    for example in examples.lines() {
        let (path, query) = example.split_once('?').expect("a question");
        let query: Vec<String> = query
            .split('&')
            .map(|part| part.split_once('=').expect("a value"))
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        let path = format!("{path}?{}", query.join("&"));
        let answer = test.get(&path).await;
        assert_eq!(answer.status, 200, "{example}: {}", answer.text());
        if path.starts_with("/collections") {
            let found = answer.json()["numberMatched"].as_i64().expect("a count");
            assert!((1..526).contains(&found), "{example}: {found}");
        }
    }
}
