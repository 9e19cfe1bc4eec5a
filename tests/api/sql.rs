//! Every statement prepares and is what its header says; every pgTAP file passes.

use std::fs;
use std::path::Path;

use tokio_postgres::SimpleQueryMessage;
use tokio_postgres::types::Type;

use crate::support::{TestApp, checkout, files_under};

/// Type names of the headers, and PostgreSQL's own.
const TYPES: [(&str, &str); 16] = [
    ("text", "text"),
    ("text[]", "_text"),
    ("date", "date"),
    ("date[]", "_date"),
    ("timestamptz", "timestamptz"),
    ("geometry", "geometry"),
    ("geometry[]", "_geometry"),
    ("integer", "int4"),
    ("bigint", "int8"),
    ("bigint[]", "_int8"),
    ("boolean", "bool"),
    ("bytea", "bytea"),
    ("jsonb", "jsonb"),
    ("double precision", "float8"),
    ("double precision[]", "_float8"),
    ("uuid", "uuid"),
];

fn name(path: &Path) -> String {
    path.strip_prefix(checkout("sql"))
        .expect("under sql")
        .to_string_lossy()
        .into_owned()
}

/// The types a header declares, `$1` first.
fn declared(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.strip_prefix("--   $"))
        .map(|line| {
            let words = line
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .trim_start();
            // Two spaces or more end the type, as `double precision[]` has one inside.
            words.split("  ").next().expect("a type").to_owned()
        })
        .collect()
}

#[tokio::test]
async fn every_query_prepares_and_takes_what_its_header_says() {
    let test = TestApp::start().await;
    let client = test.client().await;
    let files = files_under("sql/queries");
    assert!(files.len() > 30, "the queries are found");
    for path in files {
        let text = fs::read_to_string(&path).expect("text");
        assert!(
            text.starts_with("-- "),
            "{} begins with its contract",
            name(&path)
        );
        let code: String = text
            .lines()
            .filter(|l| !l.trim_start().starts_with("--"))
            .collect::<Vec<_>>()
            .join("\n");
        let statements: Vec<&str> = code
            .split(';')
            .map(str::trim)
            .filter(|s| !s.is_empty())
            .collect();
        for statement in &statements {
            let prepared = client
                .prepare(statement)
                .await
                .unwrap_or_else(|e| panic!("{}: {:?}", name(&path), e.as_db_error()));
            let wanted: Vec<String> = declared(&text)
                .iter()
                .map(|declared| {
                    let known = TYPES.iter().find(|(ours, _)| ours == declared);
                    known
                        .unwrap_or_else(|| panic!("{}: `{declared}` is no type", name(&path)))
                        .1
                        .to_owned()
                })
                .collect();
            let taken: Vec<&str> = prepared.params().iter().map(Type::name).collect();
            assert_eq!(taken, wanted, "{}", name(&path));
        }
    }
}

#[test]
fn every_query_is_used() {
    let code: String = files_under("src")
        .iter()
        .map(|path| fs::read_to_string(path).expect("text"))
        .collect();
    for path in files_under("sql/queries") {
        let query = name(&path).replace("queries/", "").replace(".sql", "");
        assert!(
            code.contains(&format!("\"{query}\"")),
            "sql/queries/{query}.sql is not used"
        );
    }
}

#[tokio::test]
async fn every_pgtap_file_passes() {
    let test = TestApp::start().await;
    let mut checks = 0;
    for path in files_under("sql/tests") {
        let text = fs::read_to_string(&path).expect("text");
        let client = test.client().await;
        client.batch_execute("BEGIN").await.expect("a transaction");
        let messages = client
            .simple_query(&text)
            .await
            .unwrap_or_else(|e| panic!("{}: {:?}", name(&path), e.as_db_error()));
        client.batch_execute("ROLLBACK").await.expect("no trace");
        for message in messages {
            if let SimpleQueryMessage::Row(row) = message {
                let line = row.get(0).unwrap_or_default();
                assert!(
                    !line.starts_with("not ok") && !line.contains("Looks like"),
                    "{}: {line}",
                    name(&path)
                );
                checks += i32::from(line.starts_with("ok "));
            }
        }
    }
    assert!(checks > 20, "only {checks} checks ran");
}

#[test]
fn every_functions_file_has_its_tests() {
    for path in files_under("sql/functions") {
        let tests = checkout(&name(&path).replace("functions/", "sql/tests/"));
        assert!(tests.exists(), "{} is missing", tests.display());
    }
}

/// The items query must use the spatial index: with a filter the planner cannot see through it would read
/// every row.
#[tokio::test]
async fn a_bbox_is_answered_from_the_spatial_index() {
    let test = TestApp::start().await;
    let client = test.client().await;
    client
        .batch_execute("SET enable_seqscan = off")
        .await
        .expect("a setting");
    for (column, srid, west, south, east, north) in [
        ("geom_84", 4326, 105.8, 21.0, 105.81, 21.01),
        ("geom", 5897, 583_000.0, 2_323_000.0, 584_000.0, 2_324_000.0),
        (
            "geom_3857",
            3857,
            11_777_000.0,
            2_394_000.0,
            11_778_000.0,
            2_395_000.0,
        ),
    ] {
        let plan: String = client
            .query(
                &format!(
                    "EXPLAIN SELECT count(*) FROM published.features_matching('plan-zones', '2026-01-01', \
                     '2026-01-01', NULL, ST_Multi(ST_MakeEnvelope({west}, {south}, {east}, {north}, {srid})), NULL)"
                ),
                &[],
            )
            .await
            .expect("a plan")
            .iter()
            .map(|row| row.get::<_, String>(0) + "\n")
            .collect();
        assert!(
            plan.contains(&format!("plan_zone_version_{column}")),
            "{plan}"
        );
        assert!(
            !plan.contains("cluster_version"),
            "other collections are not read:\n{plan}"
        );
    }
}
