//! Zones of a plan, a partition: gaps and overlaps among those of the file and with those that stay.

use ::http::Method;
use serde_json::{Value, json};

use crate::imports_support::{
    Desk, address, collection, feature, found, rectangle, sentence, square,
};

/// A plan without zones of its own.
const PLAN: &str = "qd-1569-2024";

fn zone(id: &str, geometry: Value) -> Value {
    feature(
        geometry,
        &json!({ "ma": id, "ten": format!("Khu {id}"), "loai": "Đất cây xanh" }),
    )
}

async fn zones(desk: &Desk, features: &[Value], settings: &Value) -> Value {
    let mut all = json!({
        "crs": "EPSG:5897", "plan": PLAN,
        "mapping": { "id": "ma", "name_vi": "ten", "class": "loai", "law_status": "phap_ly", "article": "dieu" },
    });
    all.as_object_mut()
        .expect("an object")
        .extend(settings.as_object().expect("an object").clone());
    desk.bring("plan-zones", &collection(features), &all).await
}

#[tokio::test]
async fn zones_that_meet_have_no_gap_and_no_overlap() {
    let desk = Desk::open().await;
    let whole = [
        zone("a", rectangle(0.0, 0.0, 100.0, 100.0)),
        // A corner of the one in the middle of a side of the other is no fault.
        zone("b", rectangle(100.0, 0.0, 100.0, 50.0)),
        zone("c", rectangle(100.0, 50.0, 100.0, 50.0)),
        zone("d", rectangle(0.0, 100.0, 200.0, 100.0)),
    ];
    let staged = zones(&desk, &whole, &json!({})).await;
    assert_eq!(found(&staged), Vec::<String>::new());
    assert_eq!(staged["counts"]["add"], 4);
}

#[tokio::test]
async fn gaps_and_overlaps_are_found_with_their_area_and_shape() {
    let desk = Desk::open().await;
    // Around a hole of 20 m × 20 m; e lies 30 m over b and c.
    let ring = [
        zone("a", rectangle(0.0, 0.0, 40.0, 60.0)),
        zone("b", rectangle(60.0, 0.0, 40.0, 60.0)),
        zone("c", rectangle(40.0, 0.0, 20.0, 20.0)),
        zone("d", rectangle(40.0, 40.0, 20.0, 20.0)),
        zone("e", rectangle(70.0, 60.0, 30.0, 60.0)),
    ];
    let staged = zones(&desk, &ring, &json!({})).await;
    assert_eq!(found(&staged), ["warning gap 1"]);
    let said = sentence(&staged, "gap");
    assert!(
        said.starts_with("a gap of 0.04\u{a0}ha, 10\u{a0}m wide on average"),
        "{said}"
    );
    assert!(
        ["Khu b", "Khu c", "Khu d"]
            .iter()
            .all(|name| said.contains(name)),
        "{said}"
    );
    let mut over = ring.to_vec();
    over[4] = zone("e", rectangle(70.0, 50.0, 30.0, 60.0));
    let staged = zones(&desk, &over, &json!({})).await;
    assert_eq!(found(&staged), ["error overlap 2", "warning gap 1"]);
    assert!(sentence(&staged, "overlap").starts_with("lies over Khu e (line 1) on 0.03\u{a0}ha"));
    let layer = desk
        .ask(Method::GET, &format!("{}/defects", address(&staged)), "")
        .await
        .json();
    for shape in layer["features"].as_array().expect("features") {
        assert_eq!(shape["geometry"]["type"], "Polygon", "{shape}");
    }
}

#[tokio::test]
async fn slivers_are_told_with_the_limits_and_rounding_is_only_counted() {
    let desk = Desk::open().await;
    let beside = |gap: f64| {
        [
            zone("a", square(0.0, 0.0, 100.0)),
            zone("b", square(100.0 + gap, 0.0, 100.0)),
        ]
    };
    let lid = |gap: f64| {
        let mut all = beside(gap).to_vec();
        all.push(zone("c", rectangle(0.0, 100.0, 200.0 + gap, 100.0)));
        all.push(zone("d", rectangle(0.0, -100.0, 200.0 + gap, 100.0)));
        all
    };
    let sliver = zones(&desk, &lid(0.2), &json!({})).await;
    assert_eq!(found(&sliver), ["warning gap-sliver 1"]);
    let said = sentence(&sliver, "gap-sliver");
    assert!(
        said.contains("a sliver: under 10\u{a0}m² or 0.5\u{a0}m"),
        "{said}"
    );
    let rounding = zones(&desk, &lid(0.0001), &json!({})).await;
    assert_eq!(found(&rounding), ["note rounding"]);
    assert!(sentence(&rounding, "rounding").contains("0.01\u{a0}m² in all"));
    let over = zones(&desk, &beside(-0.2), &json!({})).await;
    assert_eq!(found(&over), ["warning overlap-sliver 1"]);
    // An open gap is no enclosed face: nothing tells it from the end of the plan.
    assert_eq!(
        found(&zones(&desk, &beside(0.2), &json!({})).await),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn zones_that_stay_are_part_of_the_partition() {
    let desk = Desk::open().await;
    let both = [
        zone("a", square(0.0, 0.0, 100.0)),
        zone("b", square(100.0, 0.0, 100.0)),
    ];
    let staged = zones(&desk, &both, &json!({})).await;
    desk.done(&staged, "publish").await;
    let moved = zones(&desk, &[zone("b", square(90.0, 0.0, 100.0))], &json!({})).await;
    assert_eq!(found(&moved), ["error overlap 1"]);
    assert!(
        sentence(&moved, "overlap").contains("lies over a on 0.1\u{a0}ha"),
        "{}",
        sentence(&moved, "overlap")
    );
    let stays = zones(
        &desk,
        &[zone("b", rectangle(100.0, 0.0, 120.0, 100.0))],
        &json!({}),
    )
    .await;
    assert_eq!(
        found(&stays),
        Vec::<String>::new(),
        "its own older shape is no neighbour"
    );
    // Of another plan nothing is a neighbour, and its ids are not ours.
    let other = zones(
        &desk,
        &[zone("x", square(50.0, 0.0, 100.0))],
        &json!({ "plan": "qd-1668-2024" }),
    )
    .await;
    assert_eq!(found(&other), Vec::<String>::new());
    let foreign = zones(
        &desk,
        &[zone("a", square(0.0, 0.0, 100.0))],
        &json!({ "plan": "qd-1668-2024" }),
    )
    .await;
    assert!(
        found(&foreign).contains(&"error other-plan 1".to_owned()),
        "{:?}",
        found(&foreign)
    );
}

#[tokio::test]
async fn published_zones_and_constraints_are_of_their_plan_and_name_their_source() {
    let desk = Desk::open().await;
    let one = feature(
        square(0.0, 0.0, 100.0),
        &json!({ "ma": "khu-1", "ten": "Khu một", "loai": "housing", "dieu": "Điều 9" }),
    );
    let staged = zones(&desk, &[one], &json!({ "boundary_certainty": "surveyed" })).await;
    desk.done(&staged, "publish").await;
    let p = &desk.test.json("/collections/plan-zones/items/khu-1").await["properties"];
    assert_eq!(
        (&p["plan"], &p["class"], &p["law_status"]),
        (&json!(PLAN), &json!("housing"), &json!("in_force"))
    );
    assert_eq!(
        (&p["synthetic"], &p["boundary_certainty"], &p["article"]),
        (&json!(false), &json!("surveyed"), &json!("Điều 9"))
    );
    assert_eq!(p["source_title"], "Tệp made-up.geojson do Lan nhập");
    let lap = || square(20.0, 0.0, 100.0);
    let corridors = [
        feature(
            square(0.0, 0.0, 100.0),
            &json!({ "ma": "hl-1", "ten": "Hành lang một", "loai": "Hành lang thoát lũ" }),
        ),
        feature(
            lap(),
            &json!({ "ma": "hl-2", "ten": "Hành lang hai", "loai": "di tích", "phap_ly": "đang lập" }),
        ),
    ];
    let settings = json!({ "crs": "EPSG:5897", "plan": PLAN,
        "mapping": { "id": "ma", "name_vi": "ten", "kind": "loai", "law_status": "phap_ly" } });
    let staged = desk
        .bring("plan-constraints", &collection(&corridors), &settings)
        .await;
    assert_eq!(
        found(&staged),
        Vec::<String>::new(),
        "overlays may lie over each other"
    );
    desk.done(&staged, "publish").await;
    let p = &desk
        .test
        .json("/collections/plan-constraints/items/hl-2")
        .await["properties"];
    assert_eq!(
        (&p["kind"], &p["law_status"]),
        (&json!("heritage"), &json!("in_preparation"))
    );
    assert_eq!(desk.done(&staged, "undo").await["state"], "undone");
    assert_eq!(
        desk.test
            .get("/collections/plan-constraints/items/hl-2")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn a_plan_that_is_not_named_is_asked_and_one_that_is_unknown_is_refused() {
    let desk = Desk::open().await;
    let staged = zones(
        &desk,
        &[zone("a", square(0.0, 0.0, 100.0))],
        &json!({ "plan": null }),
    )
    .await;
    assert_eq!(
        (&staged["state"], &staged["asks"]),
        (&json!("asks"), &json!(["plan"]))
    );
    let settings = format!("{}/settings", address(&staged));
    let unknown = desk
        .ask(Method::PUT, &settings, "{\"plan\":\"qd-0\"}")
        .await;
    assert_eq!(unknown.status, 400);
    assert!(
        unknown.text().contains("qd-1569-2024"),
        "{}",
        unknown.text()
    );
    let no_class = zones(
        &desk,
        &[zone("a", square(0.0, 0.0, 100.0))],
        &json!({ "mapping": { "class": null, "name_vi": "ten" } }),
    )
    .await;
    assert_eq!(no_class["asks"], json!(["mapping.class"]));
    let constant = zones(
        &desk,
        &[zone("a", square(0.0, 0.0, 100.0))],
        &json!({ "mapping": { "name_vi": "ten" }, "values": { "class": "green" } }),
    )
    .await;
    assert_eq!(constant["state"], "checked", "{:?}", constant["asks"]);
}

/// Ten thousand rows are not compared each with each.
#[tokio::test]
async fn many_zones_are_checked_in_a_moment() {
    let desk = Desk::open().await;
    let many: Vec<Value> = (0..10_000)
        .map(|n| {
            zone(
                &format!("k-{n}"),
                rectangle(
                    f64::from(n % 100) * 10.0,
                    f64::from(n / 100) * 10.0,
                    10.0,
                    10.0,
                ),
            )
        })
        .collect();
    let staged = zones(&desk, &many, &json!({})).await;
    assert_eq!(found(&staged), Vec::<String>::new());
    assert_eq!(staged["counts"]["add"], 10_000);
    assert_eq!(
        staged["rows"].as_array().map(Vec::len),
        Some(1000),
        "the first of them"
    );
    desk.done(&staged, "publish").await;
    assert_eq!(
        desk.test
            .count("SELECT count(*) FROM plan_zone_version WHERE NOT synthetic")
            .await,
        10_000
    );
}
