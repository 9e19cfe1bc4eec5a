//! `ccn import`: checked, published and taken back without a server or a token; an exit code to go by.

use std::process::{Command, Output};

use serde_json::json;
use tempfile::TempDir;

use crate::communes_command::address;
use crate::imports_support::{collection, feature, square};
use crate::support::{TestApp, own_database};

struct Bench {
    test: TestApp,
    folder: TempDir,
}

impl Bench {
    async fn new() -> Self {
        Self {
            test: TestApp::on(own_database().await),
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn import(&self, arguments: &[&str]) -> (Output, String) {
        let done = Command::new(env!("CARGO_BIN_EXE_ccn"))
            .arg("import")
            .args(arguments)
            .current_dir(self.folder.path())
            .env("CCN_DATABASE_URL", address(&self.test.connection))
            .env("CCN_DATA_DIR", self.folder.path().join("data"))
            .env("CCN_LOG", "error")
            .output()
            .expect("it runs");
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr)
        );
        (done, said)
    }

    fn write(&self, properties: &serde_json::Value) {
        let file = collection(&[feature(square(0.0, 0.0, 400.0), properties)]);
        std::fs::write(
            self.folder.path().join("ranh-gioi.geojson"),
            file.to_string(),
        )
        .expect("a file");
    }
}

const GIVEN: [&str; 8] = [
    "clusters",
    "ranh-gioi.geojson",
    "--crs",
    "EPSG:5897",
    "--map",
    "name=ten",
    "--map",
    "declared_area_ha=dien_tich",
];

#[tokio::test]
async fn a_file_is_checked_published_and_taken_back() {
    let bench = Bench::new().await;
    bench.write(&json!({ "ten": "Tân Hội", "dien_tich": "16,2 ha" }));
    let (checked, said) = bench.import(&GIVEN);
    assert!(checked.status.success(), "{said}");
    assert!(
        said.contains("to replace 1") && said.contains("--publish does"),
        "{said}"
    );
    assert_eq!(
        bench.test.count("SELECT count(*) FROM import").await,
        0,
        "nothing is left of a check"
    );
    let (published, said) = bench.import(
        &[
            &GIVEN[..],
            &[
                "--publish",
                "--certainty",
                "surveyed",
                "--by",
                "Lan",
                "--json",
            ],
        ]
        .concat(),
    );
    assert!(published.status.success(), "{said}");
    let document: serde_json::Value = serde_json::from_slice(&published.stdout).expect("JSON");
    assert_eq!(
        (&document["state"], &document["by"]),
        (&json!("published"), &json!("Lan"))
    );
    let shown = bench.test.json("/collections/clusters/items/tan-hoi").await;
    assert_eq!(shown["properties"]["boundary_certainty"], "surveyed");
    assert_eq!(shown["properties"]["declared_area_ha"], 16.2);
    let (undone, said) = bench.import(&["--undo", document["id"].as_str().expect("an id")]);
    assert!(undone.status.success(), "{said}");
    let shown = bench.test.json("/collections/clusters/items/tan-hoi").await;
    assert_eq!(shown["properties"]["boundary_certainty"], "indicative");
    let (unknown, said) = bench.import(&["--undo", "00000000000000000000000000000000"]);
    assert!(
        !unknown.status.success() && said.contains("there is no import"),
        "{said}"
    );
}

#[tokio::test]
async fn errors_and_questions_are_told_with_what_answers_them() {
    let bench = Bench::new().await;
    bench.write(&json!({ "ten": "Liên Hà" }));
    let layer = bench.folder.path().join("loi.geojson");
    let layer = layer.to_str().expect("a path");
    let (refused, said) = bench.import(&[&GIVEN[..], &["--publish", "--defects", layer]].concat());
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(
        said.contains("error") && said.contains("ambiguous") && said.contains("lien-ha-thu-lam"),
        "{said}"
    );
    assert!(said.contains("correct the errors first"), "{said}");
    let defects: serde_json::Value =
        serde_json::from_slice(&std::fs::read(layer).expect("a layer")).expect("GeoJSON");
    assert_eq!(defects["features"][0]["properties"]["code"], "ambiguous");
    assert_eq!(
        defects["features"][0]["geometry"]["type"], "MultiPolygon",
        "shown where the row lies"
    );
    let (asked, said) = bench.import(&[
        "plan-zones",
        "ranh-gioi.geojson",
        "--crs",
        "EPSG:5897",
        "--map",
        "name_vi=ten",
    ]);
    assert_eq!(asked.status.code(), Some(1), "{said}");
    assert!(
        said.contains("ASKED: --plan") && said.contains("missing-required"),
        "{said}"
    );
    let (wrong, said) = bench.import(&["clusters", "ranh-gioi.geojson", "--map", "colour=ten"]);
    assert!(
        !wrong.status.success() && said.contains("no property `colour`"),
        "{said}"
    );
    let (missing, said) = bench.import(&["clusters", "no-such-file.geojson"]);
    assert!(
        !missing.status.success() && said.contains("no-such-file.geojson"),
        "{said}"
    );
    for table in ["import", "source WHERE id LIKE 'import-%'"] {
        assert_eq!(
            bench
                .test
                .count(&format!("SELECT count(*) FROM {table}"))
                .await,
            0
        );
    }
}
