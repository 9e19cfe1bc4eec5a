//! Publishing what is true from a day on, what is new, and what is the same.

use serde_json::json;

use crate::imports_publish::{cluster, tan_hoi};
use crate::imports_support::{Desk, collection, feature, found, point, square};

#[tokio::test]
async fn a_change_in_the_world_keeps_what_was_true_until_then() {
    let desk = Desk::open().await;
    let before = cluster(&desk, "").await;
    let staged = desk
        .clusters(&[tan_hoi(0.0)], &json!({ "valid_from": "2026-03-01" }))
        .await;
    desk.done(&staged, "publish").await;
    let old = cluster(&desk, "&datetime=2026-02-28").await;
    assert_eq!(old["geometry"], before["geometry"]);
    assert_eq!(old["properties"]["valid_to"], "2026-03-01");
    let new = cluster(&desk, "&datetime=2026-03-01").await;
    assert_eq!(new["properties"]["valid_from"], "2026-03-01");
    assert_eq!(new["properties"]["boundary_certainty"], "digitised");
    let early = desk
        .clusters(&[tan_hoi(0.0)], &json!({ "valid_from": "2020-01-01" }))
        .await;
    assert_eq!(found(&early)[0], "error not-valid-then 1");
}

#[tokio::test]
async fn new_clusters_and_plants_are_added_where_that_is_allowed() {
    let desk = Desk::open().await;
    let new = feature(
        square(0.0, 0.0, 400.0),
        &json!({ "ten": "CCN Thử Nghiệm – giai đoạn 2", "gd": "2", "xa": "xã Ô Diên", "dien_tich": 16 }),
    );
    let staged = desk
        .clusters(&[new], &json!({ "new_features": "add" }))
        .await;
    assert_eq!(found(&staged), Vec::<String>::new());
    assert_eq!(staged["rows"][0]["change"], "add");
    desk.done(&staged, "publish").await;
    let slug = staged["rows"][0]["new_id"].as_str().expect("an id");
    let p = &desk
        .test
        .json(&format!("/collections/clusters/items/{slug}"))
        .await["properties"];
    assert_eq!(p["commune_name"], "Xã Ô Diên");
    assert_eq!(
        (&p["commune_basis"], &p["established"], &p["declared_fit"]),
        (&json!("import"), &json!("unknown"), &json!("unknown"))
    );
    let search = desk.test.json("/search?q=thu%20nghiem%20o%20dien").await;
    assert!(search.to_string().contains(slug), "{search}");
    let plant = feature(
        point(50.0, 50.0),
        &json!({ "ten": "Trạm XLNT Thử Nghiệm", "cum": slug, "tinh_trang": "Đang vận hành" }),
    );
    let settings = json!({ "crs": "EPSG:5897", "new_features": "add",
        "mapping": { "name": "ten", "cluster": "cum", "condition": "tinh_trang", "id": "ma" } });
    let staged = desk
        .bring("wastewater-plants", &collection(&[plant]), &settings)
        .await;
    assert_eq!(found(&staged), Vec::<String>::new());
    desk.done(&staged, "publish").await;
    let id = staged["rows"][0]["new_id"].as_str().expect("an id");
    let p = &desk
        .test
        .json(&format!("/collections/wastewater-plants/items/{id}"))
        .await["properties"];
    assert_eq!(
        (&p["cluster_id"], &p["condition"]),
        (&json!(slug), &json!("operating"))
    );
}

#[tokio::test]
async fn what_is_the_same_is_not_written_again() {
    let desk = Desk::open().await;
    let staged = desk
        .clusters(
            &[tan_hoi(0.0)],
            &json!({ "boundary_certainty": "surveyed" }),
        )
        .await;
    desk.done(&staged, "publish").await;
    // A millimetre is no other place; another first corner and direction are no other shape.
    let [x, y] = crate::imports_support::HERE;
    let same = json!({ "type": "Polygon", "coordinates": [[
        [x + 300.0, y + 0.0004], [x, y], [x, y + 300.0], [x + 300.0, y + 300.0], [x + 300.0, y + 0.0004],
    ]] });
    let same = feature(
        same,
        &json!({ "ma": "tan-hoi", "ten": "CCN Tân Hội", "dien_tich": 9.1 }),
    );
    let staged = desk.clusters(std::slice::from_ref(&same), &json!({})).await;
    assert_eq!(staged["rows"][0]["change"], "same", "{staged:#}");
    desk.done(&staged, "publish").await;
    assert_eq!(cluster(&desk, "").await["properties"]["row_version"], 2);
    // Other attributes alone are written, the geometry stays byte by byte.
    let mut other = same;
    other["properties"]["dien_tich"] = json!(9.2);
    let staged = desk.clusters(&[other], &json!({})).await;
    assert_eq!(
        (
            &staged["rows"][0]["change"],
            &staged["rows"][0]["same_geometry"]
        ),
        (&json!("replace"), &json!(true))
    );
    desk.done(&staged, "publish").await;
    let p = cluster(&desk, "").await["properties"].clone();
    assert_eq!(
        (&p["row_version"], &p["declared_area_ha"]),
        (&json!(3), &json!(9.2))
    );
    assert_eq!(
        p["boundary_certainty"], "surveyed",
        "an unchanged boundary is worth what it was"
    );
    let shapes = "SELECT count(DISTINCT ST_AsEWKB(geom)) FROM cluster_version AS v JOIN cluster AS c ON c.id = v.cluster_id
        WHERE c.slug = 'tan-hoi' AND row_version IN (2, 3)";
    assert_eq!(desk.test.count(shapes).await, 1);
}
