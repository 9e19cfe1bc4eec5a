//! Filters over HTTP: what they select on real rows, and what they cannot do.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use crate::support::TestApp;

pub fn encoded(filter: &str) -> String {
    filter.bytes().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "%{byte:02X}");
        text
    })
}

pub fn ids(page: &Value) -> BTreeSet<String> {
    let features = page["features"].as_array().expect("features");
    features
        .iter()
        .map(|f| f["id"].as_str().expect("an id").to_owned())
        .collect()
}

pub async fn page(test: &TestApp, collection: &str, query: &str) -> Value {
    test.json(&format!(
        "/collections/{collection}/items?limit=1000&{query}"
    ))
    .await
}

pub async fn matched(test: &TestApp, collection: &str, filter: &str) -> BTreeSet<String> {
    let page = page(test, collection, &format!("filter={}", encoded(filter))).await;
    let ids = ids(&page);
    assert_eq!(page["numberMatched"], ids.len(), "{filter}");
    ids
}

/// What matches is exactly those features whose properties say so.
async fn agrees(
    test: &TestApp,
    all: &Value,
    filter: &str,
    holds: impl Fn(&Value) -> bool,
) -> usize {
    let wanted: BTreeSet<String> = all["features"]
        .as_array()
        .expect("features")
        .iter()
        .filter(|feature| holds(&feature["properties"]))
        .map(|feature| feature["id"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(matched(test, "clusters", filter).await, wanted, "{filter}");
    wanted.len()
}

#[tokio::test]
async fn comparisons_select_by_the_properties_that_features_show() {
    let test = TestApp::start().await;
    let all = page(&test, "clusters", "").await;
    let area = |p: &Value| p["declared_area_ha"].as_f64();
    let name = |p: &Value| p["name"].as_str().unwrap_or_default().to_owned();
    let counts = [
        agrees(&test, &all, "operating = 'yes'", |p| {
            p["operating"] == "yes"
        })
        .await,
        agrees(&test, &all, "declared_area_ha > 20", |p| {
            area(p).is_some_and(|a| a > 20.0)
        })
        .await,
        agrees(&test, &all, "NOT declared_area_ha > 20", |p| {
            area(p).is_some_and(|a| a <= 20.0)
        })
        .await,
        agrees(&test, &all, "declared_area_ha IS NULL", |p| {
            p["declared_area_ha"].is_null()
        })
        .await,
        agrees(&test, &all, "declared_area_ha BETWEEN 10 AND 20", |p| {
            area(p).is_some_and(|a| (10.0..=20.0).contains(&a))
        })
        .await,
        agrees(&test, &all, "name LIKE 'L%'", |p| name(p).starts_with('L')).await,
        agrees(&test, &all, "name < 'D'", |p| name(p).as_str() < "D").await,
        agrees(&test, &all, "name IN ('Liên Hà', 'Bát Tràng')", |p| {
            ["Liên Hà", "Bát Tràng"].contains(&name(p).as_str())
        })
        .await,
        agrees(&test, &all, "area_is_assumed", |p| {
            p["area_is_assumed"] == true
        })
        .await,
        agrees(&test, &all, "area_is_assumed = FALSE", |p| {
            p["area_is_assumed"] == false
        })
        .await,
        agrees(&test, &all, "footprint_area_ha = declared_area_ha", |p| {
            p["footprint_area_ha"].as_f64() == area(p)
        })
        .await,
        agrees(
            &test,
            &all,
            "id = 'bat-trang' OR in_plan = 'yes' AND operating = 'unknown'",
            |p| name(p) == "Bát Tràng" || (p["in_plan"] == "yes" && p["operating"] == "unknown"),
        )
        .await,
    ];
    // One that selects nothing, or everything, shows nothing.
    assert!(
        counts.iter().all(|count| (1..91).contains(count)),
        "{counts:?}"
    );
}

#[tokio::test]
async fn unknown_is_neither_true_nor_false() {
    let test = TestApp::start().await;
    let all = matched(&test, "clusters", "TRUE").await.len();
    assert_eq!(all, 91);
    for condition in [
        "declared_area_ha > 20",
        "investor LIKE 'C%'",
        "phase = 'x'",
        "commune_code IN ('00004')",
    ] {
        let yes = matched(&test, "clusters", condition).await.len();
        let no = matched(&test, "clusters", &format!("NOT ({condition})"))
            .await
            .len();
        let property = condition.split(' ').next().expect("a name");
        let unknown = matched(&test, "clusters", &format!("{property} IS NULL"))
            .await
            .len();
        assert!(unknown > 0, "{property}");
        assert_eq!(yes + no + unknown, all, "{condition}");
        // It decides nothing where the other operand does.
        let either = format!("{condition} OR {property} IS NULL");
        assert_eq!(
            matched(&test, "clusters", &either).await.len(),
            yes + unknown,
            "{either}"
        );
    }
}

#[tokio::test]
async fn case_and_marks_fold_only_where_asked() {
    let test = TestApp::start().await;
    let found = matched(&test, "clusters", "name = 'Liên Hà'").await;
    assert_eq!(found.len(), 2);
    for filter in [
        "casei(name) = casei('LIÊN HÀ')",
        "accenti(name) = accenti('Lien Ha')",
        "accenti(name) = 'Lien Ha'",
        "casei(accenti(name)) = accenti(casei('LIEN HÀ'))",
        "casei(accenti(name)) LIKE 'lien ha'",
        "casei(name) IN (casei('liên HÀ'), casei('không có'))",
        "name = 'Li\u{65}\u{302}n H\u{61}\u{300}'",
    ] {
        assert_eq!(matched(&test, "clusters", filter).await, found, "{filter}");
    }
    for filter in [
        "name = 'LIÊN HÀ'",
        "name = 'Lien Ha'",
        "casei(name) = casei('lien ha')",
        "accenti(name) = 'lien ha'",
    ] {
        assert!(
            matched(&test, "clusters", filter).await.is_empty(),
            "{filter}"
        );
    }
    let with_d = matched(&test, "communes", "accenti(name) LIKE 'D%'").await;
    let by_letter = matched(&test, "communes", "name LIKE 'D%' OR name LIKE 'Đ%'").await;
    assert!(!by_letter.is_empty());
    assert_eq!(with_d, by_letter);
}

#[tokio::test]
async fn a_filter_is_kept_by_next_and_counts_exactly() {
    let test = TestApp::start().await;
    let filter = encoded("operating = 'yes'");
    let wanted = matched(&test, "clusters", "operating = 'yes'").await;
    let mut path = format!("/collections/clusters/items?filter={filter}&limit=5&sortby=-name");
    let mut seen = BTreeSet::new();
    loop {
        let page = test.json(&path).await;
        assert_eq!(page["numberMatched"], wanted.len());
        for id in ids(&page) {
            assert!(seen.insert(id), "a feature came twice");
        }
        let links = page["links"].as_array().expect("links");
        let Some(next) = links.iter().find(|link| link["rel"] == "next") else {
            break;
        };
        let href = next["href"].as_str().expect("a link");
        path = href
            .strip_prefix("http://atlas.test")
            .expect("ours")
            .to_owned();
    }
    assert_eq!(seen, wanted);
}

#[tokio::test]
async fn a_queryable_is_a_parameter_too() {
    let test = TestApp::start().await;
    let both = "operating = 'yes' AND declared_fit = 'unknown' AND area_is_assumed = FALSE";
    let wanted = matched(&test, "clusters", both).await;
    assert!(!wanted.is_empty());
    let asked = page(
        &test,
        "clusters",
        "operating=yes&declared_fit=unknown&area_is_assumed=false",
    )
    .await;
    assert_eq!(ids(&asked), wanted);
    let as_gdal_does = "operating=yes&declared_fit=unknown&area_is_assumed=0";
    assert_eq!(ids(&page(&test, "clusters", as_gdal_does).await), wanted);
    let mixed = format!(
        "operating=yes&area_is_assumed=false&filter={}",
        encoded("declared_fit = 'unknown'")
    );
    assert_eq!(ids(&page(&test, "clusters", &mixed).await), wanted);
    assert_eq!(ids(&page(&test, "clusters", "id=bat-trang").await).len(), 1);
    assert_eq!(
        page(&test, "communes", "valid_from=2025-07-01").await["numberMatched"],
        126
    );
    for (query, name) in [
        ("declared_area_ha=big", "declared_area_ha"),
        ("area_is_assumed=yes", "area_is_assumed"),
        ("valid_from=now", "valid_from"),
        ("flags=x", "flags"),
        ("geometry=x", "geometry"),
    ] {
        let answer = test
            .get(&format!("/collections/clusters/items?{query}"))
            .await;
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.text().contains(name), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_refusal_names_the_place_in_both_languages() {
    let test = TestApp::start().await;
    let path = format!(
        "/collections/clusters/items?filter={}",
        encoded("operating > 3")
    );
    let english = test.get_with(&path, &[("accept-language", "en")]).await;
    assert_eq!(english.status, 400);
    assert_eq!(english.header("content-type"), "application/problem+json");
    assert!(
        english
            .text()
            .contains("compares text with a number in `operating > 3`"),
        "{}",
        english.text()
    );
    let vietnamese = test.get(&path).await;
    assert!(
        vietnamese
            .text()
            .contains("so văn bản với số trong `operating > 3`"),
        "{}",
        vietnamese.text()
    );
    for (query, name) in [
        ("filter=TRUE&filter-lang=sql", "filter-lang"),
        ("filter=TRUE&filter-crs=EPSG:9209", "filter-crs"),
        ("filter-lang=ecql", "filter-lang"),
        ("filter=TRUE&filter=FALSE", "filter"),
        ("filter=", "filter"),
    ] {
        let answer = test
            .get(&format!("/collections/clusters/items?{query}"))
            .await;
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.text().contains(name), "{query}: {}", answer.text());
    }
}

/// Each of these would do harm, or end in a fault, if any of it were pasted into a statement.
#[tokio::test]
async fn nothing_that_is_sent_is_run() {
    let test = TestApp::start().await;
    let before = test.count("SELECT count(*) FROM cluster_version").await;
    for filter in [
        "name = '''; DROP TABLE cluster_version; --'",
        "name = 'x'' OR ''1''=''1'",
        "name = '\\'' OR 1=1 --'",
        "name = '$1'",
        "name = '$$'",
        "name = '-- filter'",
        "name LIKE '%''; SELECT pg_sleep(9); --'",
        "name IN ('a', 'b''); DELETE FROM cluster_version; --')",
        "\"name\"\"; DROP TABLE cluster_version; --\" = 'x'",
        "\"name' OR 'a'='a\" = 'x'",
        "pg_sleep(9) = 1",
        "pg_read_file('/etc/passwd') LIKE 'root%'",
        "lo_import('/etc/passwd') = 1",
        "name = current_setting('data_directory')",
        "s_intersects(geometry, ST_GeomFromText('POINT(1 2)'))",
        "name = E'\\x00'",
        "name = 'a' UNION SELECT 1",
        "valid_from = DATE('2025-01-01''; DROP TABLE cluster_version; --')",
        "t_after(valid_from, DATE('infinity'))",
        "declared_area_ha = 1e308 OR declared_area_ha = -1e308",
        "declared_area_ha = 1e309",
        "name LIKE '\\\\\\'",
        "s_intersects(geometry, POINT(NaN 1))",
    ] {
        for path in [
            "/collections/clusters/items?limit=1&",
            "/tiles/clusters/9/406/225?",
            "/fit?",
        ] {
            let answer = test.get(&format!("{path}filter={}", encoded(filter))).await;
            let status = answer.status.as_u16();
            assert!(
                matches!(status, 200 | 204 | 400),
                "{filter}: {status} {}",
                answer.text()
            );
            if status == 200 && path.contains("items") {
                assert_eq!(answer.json()["numberMatched"], 0, "{filter}");
            }
        }
    }
    assert_eq!(
        test.count("SELECT count(*) FROM cluster_version").await,
        before
    );
}
