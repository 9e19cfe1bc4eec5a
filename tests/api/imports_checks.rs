//! Every check of clusters, plants and values: it finds what is wrong, and lets what is not pass.

use ::http::Method;
use serde_json::{Value, json};

use crate::imports_support::{
    Desk, HERE, address, collection, feature, found, point, rectangle, sentence, square,
};

pub fn of(slug: &str, geometry: Value, properties: &Value) -> Value {
    let mut all = json!({ "ma": slug });
    all.as_object_mut()
        .expect("an object")
        .extend(properties.as_object().expect("an object").clone());
    feature(geometry, &all)
}

/// What is found of clusters on the grid.
pub async fn of_clusters(desk: &Desk, features: &[Value]) -> Value {
    desk.clusters(features, &json!({ "new_features": "add" }))
        .await
}

#[tokio::test]
async fn a_sound_file_has_nothing_to_say() {
    let desk = Desk::open().await;
    let staged = of_clusters(
        &desk,
        &[of(
            "tan-hoi",
            square(0.0, 0.0, 400.0),
            &json!({ "xa": "xã Ô Diên", "dien_tich": "16 ha" }),
        )],
    )
    .await;
    assert_eq!(found(&staged), Vec::<String>::new());
    let row = &staged["rows"][0];
    assert_eq!(
        row["communes"],
        json!([{ "code": "09817", "full_name": "Xã Ô Diên", "share": 1.0 }])
    );
    assert_eq!(
        (&row["area_m2"], &row["declared_area_ha"]),
        (&json!(160_000.0), &json!(16.0))
    );
    assert_eq!(staged["counts"]["replace"], 1);
}

#[tokio::test]
async fn a_boundary_that_is_not_sound_is_shown_where() {
    let desk = Desk::open().await;
    let [x, y] = HERE;
    let bow = json!({ "type": "Polygon", "coordinates": [[[x, y], [x + 400.0, y + 400.0], [x + 400.0, y], [x, y + 400.0], [x, y]]] });
    let staged = of_clusters(
        &desk,
        &[
            of("tan-hoi", bow, &json!({})),
            of("ho-dien", square(600.0, 0.0, 400.0), &json!({})),
        ],
    )
    .await;
    assert_eq!(found(&staged), ["error geometry-unsound 1"]);
    assert_eq!(staged["rows"][0]["change"], "refused");
    assert_eq!(staged["rows"][1]["change"], "replace");
}

#[tokio::test]
async fn what_is_there_twice_is_found() {
    let desk = Desk::open().await;
    let shape = || square(0.0, 0.0, 400.0);
    let staged = of_clusters(
        &desk,
        &[
            of("tan-hoi", shape(), &json!({})),
            of("ho-dien", shape(), &json!({})),
        ],
    )
    .await;
    assert!(
        found(&staged).contains(&"error duplicate-geometry 2".to_owned()),
        "{:?}",
        found(&staged)
    );
    let same = || of("tan-hoi", shape(), &json!({}));
    let staged = of_clusters(&desk, &[same(), same()]).await;
    let all = found(&staged);
    assert!(all.contains(&"error duplicate-row 2".to_owned()), "{all:?}");
    let published = of_clusters(&desk, &[same()]).await;
    desk.done(&published, "publish").await;
    let staged = of_clusters(&desk, &[of("ho-dien", shape(), &json!({}))]).await;
    assert!(
        found(&staged).contains(&"error duplicate-of-register 1".to_owned()),
        "{:?}",
        found(&staged)
    );
    let again = of_clusters(&desk, &[same()]).await;
    assert_eq!(found(&again), Vec::<String>::new(), "it may replace itself");
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one file, case after case")]
async fn clusters_may_touch_and_not_overlap() {
    let desk = Desk::open().await;
    let a = || of("tan-hoi", square(0.0, 0.0, 400.0), &json!({}));
    let touching = of_clusters(
        &desk,
        &[a(), of("ho-dien", square(400.0, 0.0, 400.0), &json!({}))],
    )
    .await;
    assert_eq!(found(&touching), Vec::<String>::new());
    let over = of_clusters(
        &desk,
        &[a(), of("ho-dien", square(300.0, 0.0, 400.0), &json!({}))],
    )
    .await;
    assert_eq!(found(&over), ["error overlap 2"]);
    assert_eq!(
        sentence(&over, "overlap"),
        "shares 4\u{a0}ha (25% of its area) with Tân Hội (line 1)"
    );
    let sliver = of_clusters(
        &desk,
        &[a(), of("ho-dien", square(399.8, 0.0, 400.0), &json!({}))],
    )
    .await;
    assert_eq!(found(&sliver), ["warning overlap-sliver 2"]);
    let drawn = of_clusters(
        &desk,
        &[of(
            "tan-hoi",
            rectangle(1000.0, -1000.0, 300.0, 400.0),
            &json!({}),
        )],
    )
    .await;
    assert_eq!(
        found(&drawn),
        ["warning overlap 1"],
        "Hồ Điền is drawn there for want of better"
    );
    assert!(sentence(&drawn, "overlap").contains("only indicative"));
    let first = of_clusters(&desk, &[a()]).await;
    desk.done(&first, "publish").await;
    let known = of_clusters(
        &desk,
        &[of("ho-dien", square(300.0, 0.0, 400.0), &json!({}))],
    )
    .await;
    assert_eq!(
        found(&known),
        ["error overlap 1"],
        "its boundary is known now"
    );
    let layer = desk
        .ask(
            Method::GET,
            &format!("{}/defects?f=geojson", address(&known)),
            "",
        )
        .await;
    assert!(
        layer
            .header("content-disposition")
            .contains("ccn-import-defects.geojson")
    );
    let layer = layer.json();
    let shape = &layer["features"][0];
    assert_eq!(
        shape["geometry"]["type"], "Polygon",
        "the area that is covered twice"
    );
    assert_eq!(
        (&shape["properties"]["code"], &shape["properties"]["row"]),
        (&json!("overlap"), &json!(1))
    );
    let table = desk
        .ask(
            Method::GET,
            &format!("{}/defects?f=csv", address(&known)),
            "",
        )
        .await;
    assert!(
        table.text().contains("error,overlap,1,line 1,ho-dien,"),
        "{}",
        table.text()
    );
}

#[tokio::test]
async fn where_it_lies_is_compared_with_where_it_is_said_to_lie() {
    let desk = Desk::open().await;
    let here = |commune: &str| {
        of(
            "cum-moi",
            square(0.0, 0.0, 400.0),
            &json!({ "ten": "Cụm mới", "xa": commune }),
        )
    };
    assert_eq!(
        found(&of_clusters(&desk, &[here("Ô Diên")]).await),
        Vec::<String>::new()
    );
    let elsewhere = of_clusters(&desk, &[here("xã Thư Lâm")]).await;
    assert_eq!(found(&elsewhere), ["warning outside-declared-commune 1"]);
    let said = sentence(&elsewhere, "outside-declared-commune");
    assert!(
        said.contains("only 0%") && said.contains("Xã Ô Diên") && said.contains("only indicative"),
        "{said}"
    );
    let client = desk.test.client().await;
    client
        .execute(
            "UPDATE admin_unit_version SET boundary_certainty = 'digitised' WHERE upper_inf(valid)",
            &[],
        )
        .await
        .expect("known boundaries");
    let elsewhere = of_clusters(&desk, &[here("xã Thư Lâm")]).await;
    assert_eq!(found(&elsewhere), ["error outside-declared-commune 1"]);
    let unclear = of_clusters(&desk, &[here("xã Không Có")]).await;
    assert_eq!(found(&unclear), ["warning commune-unclear 1"]);
    let another = of_clusters(
        &desk,
        &[of(
            "tan-hoi",
            square(0.0, 0.0, 400.0),
            &json!({ "xa": "xã Thư Lâm" }),
        )],
    )
    .await;
    assert!(
        found(&another).contains(&"warning commune-differs 1".to_owned()),
        "{:?}",
        found(&another)
    );
}

#[tokio::test]
async fn sizes_are_compared_with_what_is_declared_and_with_the_law_of_the_day() {
    let desk = Desk::open().await;
    let staged = |side: f64, declared: Value, day: &'static str| {
        let desk = &desk;
        async move {
            let one = of(
                "tan-hoi",
                square(0.0, 0.0, side),
                &json!({ "dien_tich": declared }),
            );
            desk.clusters(&[one], &json!({ "valid_from": day })).await
        }
    };
    // 4 ha: under the 10 ha of decree 32/2024, under the 5 ha of decree 303/2026; never an error.
    let before = staged(200.0, json!(4), "2026-09-14").await;
    assert_eq!(found(&before), ["warning below-floor 1"]);
    let said = sentence(&before, "below-floor");
    assert!(
        said.contains("floor of 10\u{a0}ha")
            && said.contains("32/2024/NĐ-CP")
            && said.contains("Art. 35.1"),
        "{said}"
    );
    let after = staged(200.0, json!(4), "2026-09-15").await;
    assert!(sentence(&after, "below-floor").contains("floor of 5\u{a0}ha"));
    assert_eq!(
        found(&staged(280.0, json!(7.84), "2026-09-15").await),
        Vec::<String>::new()
    );
    assert_eq!(
        found(&staged(280.0, json!(7.84), "2026-09-14").await),
        ["warning below-floor 1"]
    );
    let large = staged(900.0, json!(81), "2026-09-15").await;
    assert_eq!(found(&large), ["warning above-ceiling 1"]);
    let differs = staged(400.0, json!(22), "2026-09-15").await;
    assert_eq!(found(&differs), ["warning area-differs 1"]);
    let said = sentence(&differs, "area-differs");
    assert!(
        said.contains("16\u{a0}ha measured, 22\u{a0}ha declared: more than 5\u{a0}ha apart"),
        "{said}"
    );
    assert_eq!(
        found(&staged(400.0, json!(20), "2026-09-15").await),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn values_are_of_their_kind_and_in_known_words() {
    let desk = Desk::open().await;
    let plant = |properties: &Value| feature(point(0.0, 0.0), properties);
    let settings = json!({ "crs": "EPSG:5897", "new_features": "add",
        "mapping": { "name": "ten", "cluster": "cum", "condition": "tinh_trang", "capacity_m3_per_day": "dien_tich" } });
    let file = collection(&[
        plant(
            &json!({ "ten": "Trạm A", "cum": "yen-nghia", "tinh_trang": "đang vận hành", "dien_tich": "1 200 m3/ngày" }),
        ),
        plant(
            &json!({ "ten": "Trạm B", "cum": "Yên Nghĩa", "tinh_trang": "hỏng hẳn", "dien_tich": "1.200" }),
        ),
        plant(&json!({ "ten": "Trạm C", "cum": "Liên Hà" })),
        plant(&json!({ "ten": "Trạm D", "cum": "Không Có" })),
        plant(&json!({ "ten": "Trạm E" })),
    ]);
    let staged = desk.bring("wastewater-plants", &file, &settings).await;
    let errors: Vec<String> = found(&staged)
        .into_iter()
        .filter(|f| f.starts_with("error") && !f.contains("duplicate-geometry"))
        .collect();
    assert_eq!(
        errors,
        [
            "error unknown-value 2",
            "error wrong-type 2",
            "error ambiguous 3",
            "error unknown-value 4",
            "error missing-required 5"
        ]
    );
    assert!(sentence(&staged, "ambiguous").contains("lien-ha-thu-lam"));
    assert_eq!(
        staged["rows"][0]["attributes"]["capacity_m3_per_day"],
        1200.0
    );
    assert_eq!(staged["rows"][0]["change"], "add");
    assert!(
        found(&staged).contains(&"warning far-from-cluster 1".to_owned()),
        "Ô Diên is not Yên Nghĩa"
    );
    let moved = plant(&json!({ "ten": "Trạm xử lý nước thải Yên Nghĩa", "cum": "tan-hoi" }));
    let staged = desk
        .bring("wastewater-plants", &collection(&[moved]), &settings)
        .await;
    assert!(
        found(&staged).contains(&"error other-cluster 1".to_owned()),
        "{:?}",
        found(&staged)
    );
}
