//! What the child process may take and touch, and that it ends with whoever asked it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use ccn_atlas::imports::reading::{Asked, Limits, Reader, Wanted};
use landlock::{
    ABI, Access as _, AccessFs, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _,
};
use serde_json::json;
use tempfile::TempDir;
use tokio::time::timeout;

use crate::reading_support::{assert_nothing_left, children, good, reader, reading};

const ENDLESS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
     SELECT i AS OGC_FID, NULL AS geom FROM n WHERE i < 0";

fn room() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn asked(path: &Path) -> Asked<'_> {
    Asked {
        path,
        file_name: "view.gpkg",
        wanted: Wanted::Areas,
        layer: None,
        encoding: None,
        columns: None,
    }
}

/// A GeoPackage whose layer is a view over this statement.
fn with_view(room: &TempDir, statement: &str) -> PathBuf {
    let path = room.path().join("view.gpkg");
    fs::copy(good("clusters.gpkg"), &path).expect("a copy");
    let database = rusqlite::Connection::open(&path).expect("SQLite");
    database
        .execute_batch(&format!(
            "CREATE VIEW endless AS {statement};
             UPDATE gpkg_contents SET table_name = 'endless', identifier = 'endless';
             UPDATE gpkg_geometry_columns SET table_name = 'endless';"
        ))
        .unwrap_or_else(|e| panic!("{e}"));
    path
}

#[tokio::test]
async fn a_query_in_a_file_that_never_ends_is_stopped() {
    let room = room();
    let path = with_view(&room, ENDLESS);
    let limits = Limits {
        wall_s: 2,
        ..Limits::default()
    };
    let said = reading("view.gpkg").limited(limits).refused(&path).await;
    assert!(
        said.contains("longer than 2 s") || said.contains("processor time"),
        "{said}"
    );
}

#[tokio::test]
async fn a_query_in_a_file_cannot_open_another() {
    let room = room();
    let path = with_view(
        &room,
        "SELECT 1 AS OGC_FID, readfile('/etc/passwd') AS geom",
    );
    let result = reading("view.gpkg")
        .limited(Limits::default())
        .result(&path)
        .await;
    assert!(!format!("{result:?}").contains("root:"), "{result:?}");
    assert!(result.is_err(), "{result:?}");
}

/// What the system says of the only child there is.
fn of_child(what: &str) -> Option<String> {
    let stat = children().pop()?;
    let id = stat.split(' ').next().expect("an id").to_owned();
    fs::read_to_string(format!("/proc/{id}/{what}")).ok()
}

#[tokio::test]
async fn a_reading_nobody_waits_for_ends_and_leaves_nothing() {
    let (room, scratch) = (room(), room());
    let path = with_view(&room, ENDLESS);
    let (reader, limits) = (reader(scratch.path()), Limits::default());
    let asked = asked(&path);
    let given_up = timeout(Duration::from_secs(1), reader.read(&asked, &limits)).await;
    assert!(given_up.is_err(), "it was still reading");
    until_nothing_is_left(scratch.path()).await;
}

async fn until_nothing_is_left(scratch: &Path) {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(5)
        && (!children().is_empty() || fs::read_dir(scratch).expect("a folder").count() > 0)
    {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_nothing_left(scratch);
}

#[tokio::test]
async fn the_child_has_given_up_memory_files_rights_and_the_environment() {
    let (room, scratch) = (room(), room());
    let path = with_view(&room, ENDLESS);
    let (reader, limits) = (reader(scratch.path()), Limits::default());
    let asked = asked(&path);
    let read = reader.read(&asked, &limits);
    let watched = async {
        loop {
            tokio::time::sleep(Duration::from_millis(50)).await;
            // Landlock is what takes new privileges away last.
            let status = of_child("status").unwrap_or_default();
            if status.contains("NoNewPrivs:\t1") {
                break (of_child("limits"), of_child("environ"), of_child("cmdline"));
            }
        }
    };
    let (limits, environment, words) = tokio::select! {
        read = read => panic!("it ended: {read:?}"),
        watched = timeout(Duration::from_secs(10), watched) => watched.expect("it is confined"),
    };
    let limits = limits.expect("limits");
    let hard = |name: &str| {
        let line = limits
            .lines()
            .find(|line| line.starts_with(name))
            .expect(name);
        line[name.len()..]
            .split_whitespace()
            .nth(1)
            .expect("a number")
            .to_owned()
    };
    assert_eq!(hard("Max core file size"), "0");
    assert_eq!(hard("Max processes"), "0");
    assert_eq!(hard("Max open files"), "64");
    assert_eq!(hard("Max cpu time"), "20");
    assert_eq!(hard("Max file size"), (512u64 << 20).to_string());
    let memory: u64 = hard("Max address space").parse().expect("bytes");
    assert!((1 << 30..4 << 30).contains(&memory), "{memory}");
    assert_eq!(environment.as_deref(), Some(""));
    let words = words.expect("a command");
    assert!(
        !words.contains("view.gpkg"),
        "names of files are nobody's business: {words:?}"
    );
    until_nothing_is_left(scratch.path()).await;
}

#[test]
fn what_readings_that_were_killed_have_left_is_removed_once_it_is_old() {
    let scratch = room();
    let (old, new, other) = ("reading-old", "reading-new", "other");
    for name in [old, new, other] {
        fs::create_dir(scratch.path().join(name)).expect("a folder");
    }
    let hours_ago = SystemTime::now() - Duration::from_hours(2);
    for name in [old, other] {
        let folder = fs::File::open(scratch.path().join(name)).expect("a folder");
        folder.set_modified(hours_ago).expect("a time");
    }
    Reader::of_this_program(scratch.path().to_owned(), Vec::new()).expect("a reader");
    let is_there = |name: &str| scratch.path().join(name).exists();
    assert!(!is_there(old) && is_there(new) && is_there(other));
}

/// Whether this kernel can fence a process in at all.
fn can_fence() -> bool {
    Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))
        .and_then(Ruleset::create)
        .is_ok()
}

#[test]
fn the_child_reads_no_file_outside_its_folder() {
    if !can_fence() {
        eprintln!("NOT TESTED: this kernel has no Landlock");
        return;
    }
    let room = room();
    let ask = json!({
        "file_name": "a.geojson", "wanted": "areas", "layer": null, "encoding": null, "columns": null,
        "limits": Limits::default(), "readable": [],
    });
    fs::write(room.path().join("ask.json"), ask.to_string()).expect("written");
    let upload = room.path().join("upload");
    let answer = || {
        let done = Command::new(env!("CARGO_BIN_EXE_ccn"))
            .arg("read-file")
            .current_dir(room.path())
            .output()
            .expect("it runs");
        String::from_utf8_lossy(&done.stdout).into_owned()
    };
    symlink(good("clusters.geojson"), &upload).expect("a link");
    let said = answer();
    assert!(
        said.contains("refused") && said.contains("Permission denied"),
        "{said}"
    );
    // The same file in the folder is read.
    fs::remove_file(&upload).expect("removed");
    fs::copy(good("clusters.geojson"), &upload).expect("a copy");
    assert!(answer().contains("\"read\""));
}
