//! The binary's own PostgreSQL: really started, killed and stopped.

use std::env::temp_dir;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::time::Duration;

use ccn_atlas::private_database::PrivateDatabase;
use tokio::time::{interval, timeout};
use tokio_postgres::{Client, NoTls};

/// A data directory that the user `postgres` can enter, removed in the end.
struct DataDir(PathBuf);

impl DataDir {
    fn new(name: &str) -> Self {
        let dir = temp_dir().join(format!("ccn-test-{name}-{}", process::id()));
        fs::create_dir_all(&dir).unwrap();
        fs::set_permissions(&dir, Permissions::from_mode(0o755)).unwrap();
        Self(dir.canonicalize().unwrap())
    }

    /// The process that PostgreSQL itself says it is.
    fn postmaster(&self) -> u32 {
        let text = fs::read_to_string(self.0.join("postgres/postmaster.pid")).unwrap();
        text.lines().next().unwrap().parse().unwrap()
    }
}

impl Drop for DataDir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn start(dir: &DataDir) -> PrivateDatabase {
    let quick = [("fsync", "off"), ("shared_buffers", "16MB")];
    PrivateDatabase::start(&dir.0, &quick).await.unwrap()
}

async fn try_connect(database: &PrivateDatabase) -> Option<Client> {
    let (client, connection) = database.connection().connect(NoTls).await.ok()?;
    tokio::spawn(connection);
    Some(client)
}

async fn connect(database: &PrivateDatabase) -> Client {
    try_connect(database).await.expect("accepts connections")
}

async fn text(client: &Client, query: &str) -> String {
    client.query_one(query, &[]).await.unwrap().get(0)
}

/// A process that has ended but not been waited for does not run.
fn runs(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| !stat.rsplit(')').next().unwrap_or("").starts_with(" Z"))
}

fn signal(name: &str, pid: u32) {
    let done = Command::new("sh")
        .args(["-c", "kill -s \"$1\" \"$2\"", "sh", name, &pid.to_string()])
        .status();
    assert!(done.unwrap().success());
}

fn uses_folder(folder: &Path) -> bool {
    let needle = folder.as_os_str().as_encoded_bytes();
    fs::read_dir("/proc").unwrap().flatten().any(|entry| {
        fs::read(entry.path().join("cmdline"))
            .is_ok_and(|line| line.windows(needle.len()).any(|part| part == needle))
    })
}

#[tokio::test]
async fn it_keeps_its_data_and_leaves_no_process() {
    let dir = DataDir::new("keeps");
    let database = start(&dir).await;
    let client = connect(&database).await;
    client
        .batch_execute("CREATE EXTENSION postgis; CREATE TABLE kept AS SELECT 'Đan Phượng' AS name")
        .await
        .unwrap();
    assert_eq!(text(&client, "SHOW listen_addresses").await, "");
    assert_eq!(text(&client, "SHOW data_checksums").await, "on");
    let postmaster = dir.postmaster();
    // With a connection still open.
    database.stop().await.unwrap();
    assert!(!runs(postmaster));
    assert!(!uses_folder(&dir.0));

    let database = start(&dir).await;
    let client = connect(&database).await;
    assert_eq!(text(&client, "SELECT name FROM kept").await, "Đan Phượng");
    database.stop().await.unwrap();
}

#[tokio::test]
async fn a_new_database_sorts_as_vietnamese_does() {
    let dir = DataDir::new("sorts");
    let database = start(&dir).await;
    let sorted = "SELECT string_agg(name, ' ' ORDER BY name)
        FROM unnest(ARRAY['Đông', 'Ea', 'Dương', 'Ân', 'An', 'Ăn']) AS name";
    let client = connect(&database).await;
    assert_eq!(text(&client, sorted).await, "An Ăn Ân Dương Đông Ea");
    database.stop().await.unwrap();
}

#[tokio::test]
async fn a_second_server_on_the_same_directory_is_told_who_has_it() {
    let dir = DataDir::new("second");
    let database = start(&dir).await;
    let refused = PrivateDatabase::start(&dir.0, &[]).await.err().unwrap();
    let said = refused.to_string();
    assert!(said.contains(dir.0.to_str().unwrap()), "{said}");
    assert!(
        said.contains(&format!("process {}", process::id())),
        "{said}"
    );
    connect(&database).await;
    database.stop().await.unwrap();
}

#[tokio::test]
async fn another_command_finds_it_only_while_it_runs() {
    let dir = DataDir::new("found");
    assert!(PrivateDatabase::running(&dir.0).is_none());
    let database = start(&dir).await;
    let found = PrivateDatabase::running(&dir.0).unwrap();
    assert_eq!(found.url(), database.url());
    assert_eq!(found.connection(), database.connection());
    database.stop().await.unwrap();
    assert!(PrivateDatabase::running(&dir.0).is_none());
}

#[tokio::test]
async fn it_comes_back_when_postgresql_is_killed() {
    let dir = DataDir::new("killed");
    let database = start(&dir).await;
    let killed = dir.postmaster();
    signal("KILL", killed);
    let back = async {
        let mut tries = interval(Duration::from_millis(50));
        loop {
            tries.tick().await;
            if let Some(client) = try_connect(&database).await
                && let Ok(row) = client.query_one("SELECT 1", &[]).await
            {
                return row.get::<_, i32>(0);
            }
        }
    };
    assert_eq!(timeout(Duration::from_mins(1), back).await, Ok(1));
    let again = dir.postmaster();
    assert_ne!(again, killed);
    database.stop().await.unwrap();
    assert!(!runs(again));
}

#[tokio::test]
async fn a_folder_whose_path_is_too_long_for_a_socket_works() {
    let dir = DataDir::new(&"long".repeat(25));
    let database = start(&dir).await;
    connect(&database).await;
    assert!(PrivateDatabase::running(&dir.0).is_some());
    let url: tokio_postgres::Config = database.url().parse().unwrap();
    database.stop().await.unwrap();
    let [tokio_postgres::config::Host::Unix(socket_dir)] = url.get_hosts() else {
        panic!("a socket folder");
    };
    fs::remove_dir_all(socket_dir).unwrap();
}

#[tokio::test]
async fn a_failing_start_shows_what_postgresql_said() {
    let dir = DataDir::new("fails");
    let failed =
        PrivateDatabase::start(&dir.0, &[("fsync", "off"), ("shared_buffers", "many")]).await;
    let said = failed.err().unwrap().to_string();
    assert!(
        said.contains("shared_buffers") && said.contains("many"),
        "{said}"
    );
}

#[tokio::test]
async fn a_cluster_of_another_version_is_refused() {
    let dir = DataDir::new("version");
    fs::create_dir(dir.0.join("postgres")).unwrap();
    fs::write(dir.0.join("postgres/PG_VERSION"), "11\n").unwrap();
    let said = PrivateDatabase::start(&dir.0, &[])
        .await
        .err()
        .unwrap()
        .to_string();
    assert!(said.contains("PostgreSQL 11"), "{said}");
}

#[tokio::test]
async fn what_an_interrupted_initdb_left_is_removed() {
    let dir = DataDir::new("half");
    let half = dir.0.join("postgres.new-1");
    fs::create_dir(&half).unwrap();
    fs::write(half.join("PG_VERSION"), "15\n").unwrap();
    let database = start(&dir).await;
    assert!(!half.exists());
    database.stop().await.unwrap();
}

#[tokio::test]
async fn what_a_killed_server_left_running_is_stopped_first() {
    let dir = DataDir::new("orphan");
    let database = start(&dir).await;
    let url = database.url();
    database.stop().await.unwrap();
    // As after `kill -9` of ccn: PostgreSQL runs on, and nobody holds the lock.
    let (program, arguments) = last_start(&dir.0);
    let mut orphan = Command::new("setsid");
    if ccn_atlas::private_database::is_root() {
        orphan.args([
            "setpriv",
            "--reuid=postgres",
            "--regid=postgres",
            "--clear-groups",
        ]);
    }
    let mut orphan = orphan
        .arg(program)
        .args(arguments)
        .current_dir("/")
        .spawn()
        .unwrap();
    let config: tokio_postgres::Config = url.parse().unwrap();
    let up = async {
        let mut tries = interval(Duration::from_millis(50));
        while config.connect(NoTls).await.is_err() {
            tries.tick().await;
        }
    };
    timeout(Duration::from_mins(1), up).await.unwrap();

    let database = start(&dir).await;
    assert!(orphan.try_wait().unwrap().is_some());
    connect(&database).await;
    database.stop().await.unwrap();
}

/// How PostgreSQL was started last, from its own note.
fn last_start(data_dir: &Path) -> (String, Vec<String>) {
    let note = fs::read_to_string(data_dir.join("postgres/postmaster.opts")).unwrap();
    let mut words = note
        .trim()
        .split(" \"")
        .map(|word| word.trim_matches('"').to_owned());
    (words.next().unwrap(), words.collect())
}
