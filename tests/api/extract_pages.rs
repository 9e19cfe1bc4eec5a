//! The page of an extract, and what its document says beside the fit.

use sha2::{Digest, Sha256};

use axum::body::Body;
use serde_json::Value;

use crate::support::{Answer, TestApp};

/// An extract of a cluster: its address without the host, and its document.
async fn made(test: &TestApp, query: &str) -> (String, Value) {
    let answer = test
        .post(&format!("/extracts?{query}"), Body::empty())
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let location = answer.header("location").to_owned();
    let address = location.strip_prefix("http://atlas.test").expect("ours");
    (address.to_owned(), answer.json())
}

async fn page(test: &TestApp, address: &str, lang: &str) -> Answer {
    let answer = test.get(&format!("{address}?f=html&lang={lang}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

/// The page without its style sheet.
fn text_of(page: &Answer) -> String {
    let text = page.text();
    let (head, rest) = text.split_once("<style>").expect("a style sheet");
    let (_, body) = rest.split_once("</style>").expect("its end");
    format!("{head}{body}")
}

#[tokio::test]
async fn a_page_says_what_was_found_and_nothing_in_it_runs() {
    let test = TestApp::start().await;
    test.client()
        .await
        .batch_execute(
            "UPDATE cluster_version SET name = '<script>alert(1)</script> & \"x\"'
             WHERE cluster_id = (SELECT id FROM cluster WHERE slug = 'yen-nghia')",
        )
        .await
        .expect("a strange name");
    let (address, document) = made(&test, "cluster=yen-nghia&plan=demo").await;
    assert_eq!(
        document["fit"]["verdict"], "does_not_fit",
        "as the illustrative plan has it"
    );
    for (lang, verdict, number) in [
        ("vi", "Không phù hợp", "Bản trích đối chiếu quy hoạch số 1:"),
        ("en", "Does not fit", "Planning-fit extract no. 1:"),
    ] {
        let answer = page(&test, &address, lang).await;
        assert_eq!(answer.header("content-language"), lang);
        let text = text_of(&answer);
        for wanted in [
            verdict,
            number,
            "MINH HOẠ / ILLUSTRATIVE",
            "<svg xmlns",
            "shape-rendering=\"crispEdges\"",
            "alert(1)",
            document["fit"]["findings"][0]["rule"]
                .as_str()
                .expect("a rule"),
            document["inputs"]["subject_sha256"]
                .as_str()
                .expect("a hash"),
            &address,
        ] {
            assert!(text.contains(wanted), "{lang}: {wanted} is missing");
        }
        assert!(!text.contains("<script"), "a name is text");
        assert!(!text.contains("NaN") && !text.contains("{{"));
        for from_elsewhere in ["src=\"http", "url(http", "@import", "<link"] {
            assert!(!answer.text().contains(from_elsewhere), "{from_elsewhere}");
        }
        assert!(answer.body.len() < 300_000, "{}", answer.body.len());
    }
}

#[tokio::test]
async fn clusters_of_one_name_are_told_apart_by_their_phase() {
    let test = TestApp::start().await;
    let (address, document) = made(&test, "cluster=thanh-thuy-2").await;
    let title = "Planning-fit extract no. 1: industrial cluster Thanh Thùy (phase 2)";
    assert_eq!(document["title_en"], title);
    let text = page(&test, &address, "vi").await.text();
    assert!(text.contains("Thanh Thùy (giai đoạn 2)"));
    assert!(
        text.contains(">Thanh Thùy 1</"),
        "the other one, on the map"
    );
}

#[tokio::test]
async fn only_who_was_given_the_address_is_to_have_it() {
    let test = TestApp::start().await;
    let (address, _) = made(&test, "cluster=yen-nghia&plan=demo").await;
    let answer = page(&test, &address, "vi").await;
    for (name, value) in [
        ("cache-control", "private, no-cache"),
        ("x-robots-tag", "noindex"),
        ("referrer-policy", "no-referrer"),
        ("content-type", "text/html; charset=utf-8"),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
    assert!(!policy.contains("script-src"));
    let etag = answer.header("etag").to_owned();
    let path = format!("{address}?f=html&lang=vi");
    let held = test.get_with(&path, &[("if-none-match", &etag)]).await;
    assert_eq!(held.status, 304);
    assert_eq!(held.header("cache-control"), "private, no-cache");
    let program = test.get(&address).await;
    assert_eq!(program.header("content-type"), "application/json");
    assert_eq!(program.header("x-robots-tag"), "noindex");
    let browser = [
        ("accept", "text/html,*/*;q=0.8"),
        ("accept-language", "en-GB,en;q=0.9"),
    ];
    let seen = test.get_with(&address, &browser).await;
    assert!(seen.text().contains("<html lang=\"en\">"));
    let seen = test.get_with(&address, &browser[..1]).await;
    assert!(seen.text().contains("<html lang=\"vi\">"));
}

#[tokio::test]
async fn under_a_plan_without_geometry_nothing_is_concluded_and_nothing_invented_shown() {
    let test = TestApp::start().await;
    let (address, document) = made(&test, "cluster=yen-nghia").await;
    assert_eq!(document["fit"]["verdict"], "cannot_be_judged");
    assert_eq!(document["synthetic"], false);
    let vi = text_of(&page(&test, &address, "vi").await);
    assert!(vi.contains("Không thể kết luận"));
    assert!(text_of(&page(&test, &address, "en").await).contains("Cannot be judged"));
    for invented in [
        "demo",
        "MINH HOẠ",
        "ILLUSTRATIVE",
        "class=\"zone ",
        "class=\"residual\"",
    ] {
        assert!(!vi.contains(invented), "{invented}");
        assert!(!document.to_string().contains("demo"));
    }
    let themes = document["themes"].as_array().expect("themes");
    assert!(
        themes.iter().all(|theme| theme["state"] == "no_data"),
        "{themes:?}"
    );
    assert_eq!(themes[0]["state_vi"], "Chưa có dữ liệu");
    let papers = document["papers"].as_array().expect("papers");
    assert!(
        papers
            .iter()
            .any(|p| p["number"] == "1569/QĐ-TTg" && p["role"] == "approves")
    );
}

#[tokio::test]
async fn a_document_names_what_it_rests_on() {
    let test = TestApp::start().await;
    let (_, document) = made(&test, "cluster=yen-nghia&plan=demo&datetime=2026-11-01").await;
    assert_eq!(document["fit"]["datetime"], "2026-11-01");
    let inputs = &document["inputs"];
    let client = test.client().await;
    let geom: Vec<u8> = client
        .query_one(
            "SELECT ST_AsEWKB(v.geom) FROM cluster_version AS v JOIN cluster AS c ON c.id = v.cluster_id
             WHERE c.slug = 'yen-nghia'",
            &[],
        )
        .await
        .expect("a cluster")
        .get(0);
    let hash = ccn_atlas::hash::hex(&Sha256::digest(&geom));
    assert_eq!(inputs["subject_sha256"], hash);
    assert_eq!(inputs["clusters"][0]["sha256"], hash);
    let ids = |list: &Value, name: &str| -> Vec<String> {
        let rows = list.as_array().expect("a list").iter();
        let mut ids: Vec<String> = rows.map(|row| row[name].to_string()).collect();
        ids.sort();
        ids
    };
    for (kind, id) in [("zones", "id"), ("constraints", "id"), ("communes", "code")] {
        assert_eq!(
            ids(&inputs[kind], id),
            ids(&document["fit"][kind], id),
            "{kind}"
        );
    }
    assert!(
        !document["fit"]["zones"]
            .as_array()
            .expect("zones")
            .is_empty()
    );
    let thresholds = document["fit"]["thresholds"].to_string();
    let rules = ccn_atlas::hash::hex(&Sha256::digest(thresholds.as_bytes()));
    assert_eq!(inputs["rules_sha256"], rules);
}

#[tokio::test]
async fn a_document_names_its_date_its_program_its_sources_and_its_place() {
    let test = TestApp::start().await;
    let (_, document) = made(&test, "cluster=yen-nghia&plan=demo").await;
    assert_eq!(
        document["program"],
        concat!("ccn-atlas ", env!("CARGO_PKG_VERSION"))
    );
    let made_at = document["made_at"].as_str().expect("a time");
    assert!(made_at.ends_with("+07:00"), "{made_at}");
    let sources = document["sources"].as_array().expect("sources");
    let is_of = |what: &str| {
        let of = |s: &Value| {
            s["used_for"]
                .as_array()
                .is_some_and(|l| l.contains(&what.into()))
        };
        sources.iter().any(of)
    };
    for what in ["zones", "communes", "cluster", "rules"] {
        assert!(is_of(what), "no source of {what}: {sources:?}");
    }
    let ring = &document["subject_coordinates_5897"][0][0];
    let easting = ring[0][0].as_f64().expect("a number");
    assert!(
        (easting * 1000.0 - (easting * 1000.0).round()).abs() < 1e-3,
        "to the mm"
    );
    let lon = document["subject_geometry"]["coordinates"][0][0][0][0].to_string();
    assert!(lon.starts_with("105.") && lon.len() <= 13, "{lon}");
}

/// Squares of 1 km as zones, more than a map of 300 kB can show.
const MANY_ZONES: &str = "
    INSERT INTO plan_zone (plan_id, slug)
    SELECT p.id, format('grid-%s-%s', x, y)
    FROM plan AS p, generate_series(0, 79) AS x, generate_series(0, 79) AS y WHERE p.slug = 'demo';
    INSERT INTO plan_zone_version (plan_zone_id, row_version, name_vi, name_en, class_id, law_status, synthetic,
        boundary_certainty, source_id, search_key, geom, valid)
    SELECT z.id, 1, z.slug, z.slug, 'industry', 'in_force', true, 'indicative', 'demo-plan', '',
        ST_Multi(ST_MakeEnvelope(530000 + 1000 * x, 2280000 + 1000 * y, 531000 + 1000 * x, 2281000 + 1000 * y, 5897)),
        '[2025-07-01,)'
    FROM plan_zone AS z, generate_series(0, 79) AS x, generate_series(0, 79) AS y
    WHERE z.slug = format('grid-%s-%s', x, y)";

#[tokio::test]
async fn a_map_that_would_be_too_large_is_drawn_coarser_and_says_so() {
    let test = TestApp::start().await;
    let body = r#"{"type":"Polygon","coordinates":[[[105.7,20.9],[105.9,20.9],[105.9,21.05],[105.7,21.05],[105.7,20.9]]]}"#;
    let mut maps = Vec::new();
    for fill in ["SELECT", MANY_ZONES] {
        test.client()
            .await
            .batch_execute(fill)
            .await
            .expect("zones");
        let answer = test.post("/extracts?plan=demo", body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let location = answer.header("location").to_owned();
        let address = location.strip_prefix("http://atlas.test").expect("ours");
        let text = page(&test, address, "en").await.text();
        assert!(text.len() < 400_000, "{}", text.len());
        let map = text.split("<svg xmlns").nth(1).expect("a map");
        let (map, rest) = map.split_once("</svg>").expect("its end");
        let said = rest.split("Not drawn: less than ").nth(1).expect("a limit");
        let least = said
            .split('\u{a0}')
            .next()
            .expect("a number")
            .replace(',', "");
        maps.push((
            map.len(),
            map.matches("class=\"zone ").count(),
            least.parse::<f64>().expect("m²"),
        ));
    }
    let [(_, few, fine), (bytes, _, coarse)] = maps[..] else {
        panic!("two maps")
    };
    assert!(few > 20, "{maps:?}");
    assert!(bytes < 300_000 && coarse > 10.0 * fine, "{maps:?}");
}
