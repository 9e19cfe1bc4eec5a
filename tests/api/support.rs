//! A service of its own for each test: its database is a copy of one template, requests stay in process.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ::http::{HeaderMap, Method, Request, StatusCode};
use axum::body::Body;
use axum::response::Response;
use ccn_atlas::catalogue::Catalogue;
use ccn_atlas::communes::Loading;
use ccn_atlas::communes::gazetteer::Kept;
use ccn_atlas::config::Config;
use ccn_atlas::data;
use ccn_atlas::db;
use ccn_atlas::exports::jobs::Jobs;
use ccn_atlas::fit::city::City;
use ccn_atlas::hash::hex;
use ccn_atlas::http::metrics::Metrics;
use ccn_atlas::http::{self, App, Shared, frame};
use ccn_atlas::register::plans::default_plan;
use ccn_atlas::start;
use ccn_atlas::tiles::freshness::Freshness;
use ccn_atlas::tiles::replies::Replies;
use clap::Parser;
use deadpool_postgres::Pool;
use http_body_util::BodyExt as _;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use tokio_postgres::{Client, Config as Connection, NoTls};

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// A service with its own database.
pub struct TestApp {
    pub app: Shared,
    pub pool: Pool,
    pub connection: Connection,
}

/// A whole answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a plain header"))
    }
}

#[derive(Parser)]
struct Settings {
    #[command(flatten)]
    config: Config,
}

/// The settings of a service without any flag.
pub fn config() -> Config {
    Settings::parse_from(["test"]).config
}

impl TestApp {
    pub async fn start() -> Self {
        let connection = own_database().await;
        Self::on(connection)
    }

    /// A service on this database, whatever it holds.
    pub fn on(connection: Connection) -> Self {
        let pool = db::pool(connection.clone(), 4).expect("a pool");
        let catalogue = Catalogue::load().expect("a catalogue");
        let app = Arc::new(App {
            db: pool.clone(),
            public_url: "http://atlas.test".to_owned(),
            config: config(),
            replies: Replies::new(16 << 20),
            freshness: Freshness::new(&catalogue),
            default_plan: default_plan().expect("a plan"),
            city: City::default(),
            gazetteers: Kept::default(),
            loading: Loading::default(),
            metrics: Metrics::new().expect("metrics"),
            checks: Semaphore::new(http::CHECKS_AT_ONCE),
            tables: Semaphore::new(http::TABLES_AT_ONCE),
            fits: Arc::new(Semaphore::new(http::FITS_AT_ONCE)),
            extracts: Semaphore::new(http::EXTRACTS_AT_ONCE),
            exports: Jobs::new(exports_folder()).expect("a folder"),
            imports: None,
            catalogue,
        });
        Self {
            app,
            pool,
            connection,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request"))
            .await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).expect("a request"))
            .await
    }

    pub async fn post(&self, path: &str, body: impl Into<Body>) -> Answer {
        self.send(Request::post(path).body(body.into()).expect("a request"))
            .await
    }

    pub async fn method(&self, method: Method, path: &str) -> Answer {
        self.send(
            Request::builder()
                .method(method)
                .uri(path)
                .body(Body::empty())
                .expect("a request"),
        )
        .await
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let router = http::router(self.app.clone());
        let response: Response = frame::handle(self.app.clone(), router, request).await;
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body
                .collect()
                .await
                .expect("a whole body")
                .to_bytes()
                .to_vec(),
        }
    }

    /// JSON that must be there.
    pub async fn json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    pub async fn client(&self) -> deadpool_postgres::Object {
        self.pool.get().await.expect("a connection")
    }

    pub async fn count(&self, query: &str) -> i64 {
        self.client()
            .await
            .query_one(query, &[])
            .await
            .expect(query)
            .get(0)
    }
}

/// Where the exports of one service lie.
fn exports_folder() -> PathBuf {
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("ccn-exports-{}-{number}", process::id()))
}

/// The database server of the tests.
pub fn server() -> Connection {
    #[expect(
        clippy::disallowed_methods,
        reason = "the tests have no configuration but this"
    )]
    let url = std::env::var("TEST_DATABASE_URL").expect(
        "TEST_DATABASE_URL is missing: run bin/test, or ccn database run -- cargo nextest run",
    );
    Connection::from_str(&url).expect("an address")
}

pub async fn connect(connection: &Connection) -> Client {
    let (client, running) = connection
        .connect(NoTls)
        .await
        .expect("the test database answers");
    tokio::spawn(running);
    client
}

/// A copy of the template, made once for all that `sql/` and `data/` hold.
pub async fn own_database() -> Connection {
    let template = format!("template_{}", fingerprint());
    let admin = connect(&server()).await;
    // Each test is a process; the first makes the template, the others wait.
    admin
        .batch_execute("SELECT pg_advisory_lock(7305)")
        .await
        .expect("the lock");
    let there = admin
        .query_opt("SELECT FROM pg_database WHERE datname = $1", &[&template])
        .await
        .expect("a list of databases")
        .is_some();
    if !there {
        make_template(&admin, &template).await;
    }
    let name = format!(
        "test_{}_{}",
        process::id(),
        COUNTER.fetch_add(1, Ordering::Relaxed)
    );
    // A server that has run for days has seen this process id before.
    admin
        .batch_execute(&format!("DROP DATABASE IF EXISTS {name}"))
        .await
        .expect("the name is free");
    admin
        .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
        .await
        .expect("a copy of the template");
    admin
        .batch_execute("SELECT pg_advisory_unlock(7305)")
        .await
        .expect("the lock");
    let mut own = server();
    own.dbname(name);
    own
}

async fn make_template(admin: &Client, template: &str) {
    let building = format!("{template}_building");
    admin
        .batch_execute(&format!("DROP DATABASE IF EXISTS {building}"))
        .await
        .expect("no half template");
    admin
        .batch_execute(&format!("CREATE DATABASE {building}"))
        .await
        .expect("a database");
    let mut connection = server();
    connection.dbname(&building);
    let pool = db::pool(connection, 1).expect("a pool");
    let mut client = pool.get().await.expect("a connection");
    start::prepare(&mut client)
        .await
        .unwrap_or_else(|e| panic!("{}", e.chain()));
    client
        .batch_execute("CREATE EXTENSION pgtap")
        .await
        .expect("postgresql-15-pgtap is installed");
    drop(client);
    pool.close();
    // The pool's connections end in their own time; a template must have none.
    admin
        .batch_execute(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{building}'"
        ))
        .await
        .expect("no connection left");
    admin
        .batch_execute(&format!("ALTER DATABASE {building} RENAME TO {template}"))
        .await
        .expect("the template");
}

fn fingerprint() -> String {
    let mut hasher = Sha256::new();
    for (version, name) in db::known_migrations() {
        hasher.update(format!("{version}{name}"));
    }
    for path in files_under("sql").into_iter().chain(files_under("data")) {
        hasher.update(std::fs::read(path).expect("a readable file"));
    }
    hex(&hasher.finalize()[..6])
}

/// A path in the checkout.
pub fn checkout(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// All files under a folder of the checkout, in order.
pub fn files_under(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![checkout(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
        {
            if entry.is_dir() {
                folders.push(entry);
            } else {
                files.push(entry);
            }
        }
    }
    files.sort();
    files
}

/// The real boundaries beside the checkout, if they are there; says so if not.
pub fn real_communes() -> Option<PathBuf> {
    let path = checkout("../shared/data/hanoi-communes-2025.geojsonl");
    if path.exists() {
        return Some(path);
    }
    eprintln!(
        "NOT TESTED against real boundaries: {} is missing",
        path.display()
    );
    None
}

/// The units of today as the committed list has them.
pub fn unit_codes() -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct Unit {
        code: String,
    }
    data::rows::<Unit>("commune/units.csv")
        .expect("the list")
        .into_iter()
        .map(|unit| unit.code)
        .collect()
}

/// Rows of a committed list, by column.
pub fn committed_rows(path: &str) -> Vec<BTreeMap<String, String>> {
    data::rows(path).expect("the list")
}
