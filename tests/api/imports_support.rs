//! A service that takes files in, and small files for it. All shapes are made up.

use std::path::PathBuf;
use std::sync::Arc;

use ::http::{Method, Request};
use axum::body::Body;
use ccn_atlas::config::Secret;
use ccn_atlas::http::imports::Imports;
use ccn_atlas::imports::reading::Limits;
use ccn_atlas::imports::staged::store::Store;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::support::{Answer, TestApp, own_database};

pub const TOKEN: &str = "a-token-of-the-tests-0123456789abcdef";
/// Metres east and north of here on the grid of EPSG:5897: inside xã Ô Diên, wherever its boundary is drawn.
pub const HERE: [f64; 2] = [571_900.0, 2_336_200.0];

/// A service with a token, a folder for what it is brought, and a database of its own.
pub struct Desk {
    pub test: TestApp,
    pub token: String,
    pub folder: TempDir,
}

impl Desk {
    pub async fn open() -> Self {
        Self::beside(TestApp::on(own_database().await), TOKEN)
    }

    /// Another service with a token on a database that is there.
    pub fn beside(test: TestApp, token: &str) -> Self {
        Self::limited(test, token, None)
    }

    pub fn limited(mut test: TestApp, token: &str, limits: Option<(Limits, u64)>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let app = Arc::get_mut(&mut test.app).expect("nobody else has it yet");
        app.config.write_token = Some(Secret(token.to_owned()));
        let program = PathBuf::from(env!("CARGO_BIN_EXE_ccn"));
        let imports =
            Imports::open(&app.config, folder.path(), program).expect("files can be kept");
        app.imports = match limits {
            None => imports,
            Some((limits, quota_bytes)) => {
                let store =
                    Store::open(folder.path().join("imports"), quota_bytes).expect("a store");
                imports.map(|imports| imports.limited(limits, store))
            }
        };
        Self {
            test,
            token: token.to_owned(),
            folder,
        }
    }

    pub async fn ask(&self, method: Method, path: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.token))
            .body(body.into())
            .expect("a request");
        self.test.send(request).await
    }

    /// Brings a file and settles it; its document.
    pub async fn bring(&self, collection: &str, file: &Value, settings: &Value) -> Value {
        let path = format!("/imports?collection={collection}&file-name=made-up.geojson&by=Lan");
        let answer = self.ask(Method::POST, &path, file.to_string()).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let document = answer.json();
        self.settle(&document, settings).await
    }

    pub async fn settle(&self, document: &Value, settings: &Value) -> Value {
        let path = format!("{}/settings", address(document));
        let answer = self.ask(Method::PUT, &path, settings.to_string()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    pub async fn act(&self, document: &Value, act: &str) -> Answer {
        let path = format!("{}/{act}", address(document));
        self.ask(Method::POST, &path, "{}").await
    }

    /// Does what must succeed.
    pub async fn done(&self, document: &Value, act: &str) -> Value {
        let answer = self.act(document, act).await;
        assert_eq!(answer.status, 200, "{act}: {}", answer.text());
        answer.json()
    }

    /// Brings clusters on the grid, by the register's ids, sure and without a question.
    pub async fn clusters(&self, features: &[Value], settings: &Value) -> Value {
        let mut all = json!({
            "crs": "EPSG:5897",
            "mapping": { "id": "ma", "name": "ten", "declared_area_ha": "dien_tich", "commune": "xa", "phase": "gd" },
        });
        all.as_object_mut()
            .expect("an object")
            .extend(settings.as_object().expect("an object").clone());
        self.bring("clusters", &collection(features), &all).await
    }

    /// Files in the folder, and those on their way.
    pub fn kept(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.folder.path().join("imports"))
            .expect("the folder")
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .filter(|name| name != "scratch")
            .collect();
        names.sort();
        names
    }

    /// Nothing is staged, neither rows nor bytes.
    pub async fn assert_empty(&self) {
        assert_eq!(self.kept(), Vec::<String>::new());
        for table in ["import", "import_row", "import_defect", "import_version"] {
            let rows = self
                .test
                .count(&format!("SELECT count(*) FROM {table}"))
                .await;
            assert_eq!(rows, 0, "{table}");
        }
        let scratch = self.folder.path().join("imports/scratch");
        assert_eq!(std::fs::read_dir(scratch).expect("the folder").count(), 0);
    }
}

/// Path of an import.
pub fn address(document: &Value) -> String {
    format!("/imports/{}", document["id"].as_str().expect("an id"))
}

/// A FeatureCollection on the legal grid: it says so, as old GeoJSON does.
pub fn collection(features: &[Value]) -> Value {
    json!({
        "type": "FeatureCollection",
        "crs": { "type": "name", "properties": { "name": "urn:ogc:def:crs:EPSG::5897" } },
        "features": features,
    })
}

/// A feature with every column of the test files, so that each file has the same fields.
#[expect(clippy::needless_pass_by_value, reason = "made where it is given")]
pub fn feature(geometry: Value, properties: &Value) -> Value {
    let mut all = Map::new();
    for name in [
        "ma",
        "ten",
        "dien_tich",
        "xa",
        "gd",
        "loai",
        "cum",
        "tinh_trang",
        "phap_ly",
        "dieu",
    ] {
        all.insert(name.to_owned(), Value::Null);
    }
    all.extend(properties.as_object().expect("an object").clone());
    json!({ "type": "Feature", "geometry": geometry, "properties": all })
}

/// A rectangle by its distance from HERE and its size, metres.
pub fn rectangle(east: f64, north: f64, width: f64, height: f64) -> Value {
    let [x, y] = [HERE[0] + east, HERE[1] + north];
    json!({ "type": "Polygon", "coordinates": [[
        [x, y], [x + width, y], [x + width, y + height], [x, y + height], [x, y],
    ]] })
}

/// A square of hectares.
pub fn square(east: f64, north: f64, side_m: f64) -> Value {
    rectangle(east, north, side_m, side_m)
}

pub fn point(east: f64, north: f64) -> Value {
    json!({ "type": "Point", "coordinates": [HERE[0] + east, HERE[1] + north] })
}

/// Codes of what was found, with the severity and the row: `error overlap 2`.
pub fn found(document: &Value) -> Vec<String> {
    document["defects"]
        .as_array()
        .expect("defects")
        .iter()
        .map(|defect| {
            let row = defect["row"]
                .as_u64()
                .map_or(String::new(), |row| format!(" {row}"));
            format!(
                "{} {}{row}",
                defect["severity"].as_str().expect("a severity"),
                defect["code"].as_str().expect("a code")
            )
        })
        .collect()
}

/// The English sentence of the first thing found with this code.
pub fn sentence(document: &Value, code: &str) -> String {
    let all = document["defects"].as_array().expect("defects");
    let one = all.iter().find(|defect| defect["code"] == code);
    let one = one.unwrap_or_else(|| panic!("no {code}: {:?}", found(document)));
    assert!(
        one["sentence_vi"]
            .as_str()
            .is_some_and(|vi| !vi.is_empty() && vi != one["sentence_en"])
    );
    one["sentence_en"].as_str().expect("a sentence").to_owned()
}
