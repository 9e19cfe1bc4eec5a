//! Which feature a row is, and what no check must let through.

use ::http::Method;
use serde_json::{Value, json};

use crate::imports_checks::{of, of_clusters};
use crate::imports_support::{Desk, address, collection, feature, found, sentence, square};

#[tokio::test]
async fn which_cluster_a_row_is_must_be_certain() {
    let desk = Desk::open().await;
    let named = |properties: Value| {
        let desk = &desk;
        async move {
            desk.clusters(&[feature(square(0.0, 0.0, 400.0), &properties)], &json!({}))
                .await
        }
    };
    let ambiguous = named(json!({ "ten": "Cụm công nghiệp Liên Hà" })).await;
    assert_eq!(found(&ambiguous), ["error ambiguous 1"]);
    assert!(sentence(&ambiguous, "ambiguous").contains("lien-ha-o-dien (Liên Hà, Xã Ô Diên)"));
    let by_commune = named(json!({ "ten": "CCN Liên Hà", "xa": "xã Ô Diên" })).await;
    assert_eq!(by_commune["rows"][0]["feature_id"], "lien-ha-o-dien");
    assert_eq!(
        by_commune["rows"][0]["attributes"].get("name"),
        None,
        "the name it was found by is not written"
    );
    assert_eq!(
        named(json!({ "ten": "Thanh Thùy" })).await["rows"][0]["feature_id"],
        Value::Null
    );
    let by_phase = named(json!({ "ten": "thanh thuỳ", "gd": "giai đoạn II" })).await;
    assert_eq!(by_phase["rows"][0]["feature_id"], "thanh-thuy-2");
    let id = named(json!({ "ma": "khong-co", "ten": "Tân Hội" })).await;
    assert_eq!(found(&id), ["warning id-unknown 1"]);
    assert_eq!(id["rows"][0]["feature_id"], "tan-hoi");
    assert_eq!(
        found(&named(json!({ "dien_tich": 16 })).await),
        ["error missing-required 1"]
    );
}

#[tokio::test]
async fn what_lies_far_from_ha_noi_and_what_has_no_shape_is_found() {
    let desk = Desk::open().await;
    let far = of("tan-hoi", square(-200_000.0, 0.0, 400.0), &json!({}));
    let none = of("ho-dien", Value::Null, &json!({}));
    let staged = of_clusters(&desk, &[far, none]).await;
    let all = found(&staged);
    assert!(
        all.contains(&"error far-from-hanoi 1".to_owned()),
        "{all:?}"
    );
    assert!(
        all.iter()
            .any(|f| f.starts_with("error geometry-") && f.ends_with(" 2")),
        "{all:?}"
    );
}

#[tokio::test]
async fn a_formula_in_a_name_is_no_formula_in_the_table_of_defects() {
    let desk = Desk::open().await;
    let staged = desk
        .clusters(
            &[feature(
                square(0.0, 0.0, 400.0),
                &json!({ "ten": "=HYPERLINK(\"http://x\")" }),
            )],
            &json!({}),
        )
        .await;
    let table = desk
        .ask(
            Method::GET,
            &format!("{}/defects?f=csv", address(&staged)),
            "",
        )
        .await;
    assert!(table.text().contains("\"'=HYPERLINK("), "{}", table.text());
}

#[tokio::test]
async fn areas_in_square_metres_become_hectares() {
    let desk = Desk::open().await;
    let square = square(0.0, 0.0, 400.0);
    let file = |header: &str, area: &Value| {
        collection(&[json!({ "type": "Feature", "geometry": square,
            "properties": { "ma": "tan-hoi", header: area } })])
    };
    // The header says so; the header says nothing and a person chooses the column; the text says so.
    for (header, area) in [
        ("DT_M2", json!(160_000)),
        ("dien_tich", json!(160_000)),
        ("dien_tich", json!("160.000,0 m2")),
    ] {
        let settings =
            json!({ "crs": "EPSG:5897", "mapping": { "id": "ma", "declared_area_ha": header } });
        let staged = desk
            .bring("clusters", &file(header, &area), &settings)
            .await;
        assert_eq!(
            staged["rows"][0]["declared_area_ha"], 16.0,
            "{header} {area}"
        );
        let counts = &staged["counts"];
        assert_eq!(counts["errors"], 0, "{header} {area}: {counts}");
        desk.done(&staged, "publish").await;
        let path = "/collections/clusters/items/tan-hoi";
        let published = desk.test.json(path).await;
        assert_eq!(published["properties"]["declared_area_ha"], 16.0);
        desk.done(&staged, "undo").await;
    }
}

#[tokio::test]
async fn a_row_that_the_chosen_grid_cannot_hold_is_named_and_not_dropped() {
    let desk = Desk::open().await;
    let far = json!({ "type": "Polygon", "coordinates": [[
        [1e12, 1e12], [2e12, 1e12], [2e12, 2e12], [1e12, 1e12],
    ]] });
    let rows = [
        feature(square(0.0, 0.0, 400.0), &json!({ "ma": "tan-hoi" })),
        feature(far, &json!({ "ma": "ho-dien" })),
    ];
    let staged = desk
        .clusters(
            &rows,
            &json!({ "crs": "EPSG:3405", "mapping": { "id": "ma" } }),
        )
        .await;
    assert!(
        found(&staged).contains(&"error geometry-unsound 2".to_owned()),
        "{:?}",
        found(&staged)
    );
    assert_eq!(desk.act(&staged, "publish").await.status, 409);
}

#[tokio::test]
async fn a_row_that_is_left_out_takes_part_in_nothing() {
    let desk = Desk::open().await;
    let rows = [
        feature(
            square(0.0, 0.0, 400.0),
            &json!({ "ma": "tan-hoi", "ten": "Tân Hội" }),
        ),
        feature(
            square(0.0, 0.0, 400.0),
            &json!({ "ma": "tan-hoi", "ten": "Xưởng" }),
        ),
    ];
    let both = desk.clusters(&rows, &json!({})).await;
    assert!(both["counts"]["errors"].as_u64() > Some(0), "{both}");
    let one = desk.settle(&both, &json!({ "skip": [2] })).await;
    assert_eq!(found(&one), Vec::<String>::new());
    let changes: Vec<&Value> = [0, 1].map(|at| &one["rows"][at]["change"]).to_vec();
    assert_eq!(changes, ["replace", "skip"]);
    assert_eq!(
        (&one["counts"]["skipped"], &one["settings"]["skip"]),
        (&json!(1), &json!([2]))
    );
    assert_eq!(one["rows"][1]["title"], "Xưởng");
    desk.done(&one, "publish").await;
}

#[tokio::test]
async fn other_marks_in_a_name_are_asked_about() {
    let desk = Desk::open().await;
    let named = |name: &str| {
        let row = feature(square(0.0, 0.0, 400.0), &json!({ "ten": name }));
        let desk = &desk;
        async move { desk.clusters(&[row], &json!({})).await }
    };
    let other = named("Cụm CN Tấn Hội").await;
    assert!(
        found(&other).contains(&"warning name-differs 1".to_owned()),
        "{:?}",
        found(&other)
    );
    assert_eq!(other["rows"][0]["register_name"], "Tân Hội");
    for name in ["Tan Hoi", "CCN TÂN HỘI", "Cụm công nghiệp Tân Hội"] {
        let same = named(name).await;
        assert!(
            !found(&same).contains(&"warning name-differs 1".to_owned()),
            "{name}"
        );
    }
}
