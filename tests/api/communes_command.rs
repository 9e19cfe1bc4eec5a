//! `ccn communes resolve` and `reaggregate` in pipes: rows out, words beside, an exit code to go by.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::process::{self, Child, Command, Output, Stdio};
use std::{env, thread};

use tokio_postgres::Config as Connection;
use tokio_postgres::config::Host;

use crate::support::own_database;

/// The address of a database for a process of its own.
pub fn address(connection: &Connection) -> String {
    let host = match &connection.get_hosts()[0] {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.display().to_string(),
    };
    let mut address = format!(
        "host={host} user={} dbname={}",
        connection.get_user().expect("a user"),
        connection.get_dbname().expect("a name")
    );
    if let Some(port) = connection.get_ports().first() {
        let _ = write!(address, " port={port}");
    }
    if let Some(password) = connection.get_password() {
        let _ = write!(address, " password={}", String::from_utf8_lossy(password));
    }
    address
}

fn start(connection: &Connection, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_ccn"))
        .args(["communes"])
        .args(arguments)
        .env("CCN_DATABASE_URL", address(connection))
        .env("CCN_LOG", "error")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("ccn starts")
}

fn run(connection: &Connection, arguments: &[&str], input: &str) -> Output {
    let mut child = start(connection, arguments);
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input.as_bytes()).expect("it reads");
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test]
async fn a_table_in_a_pipe_is_resolved_and_summed_up_beside() {
    let database = own_database().await;
    let arguments = ["resolve", "-", "--datetime", "2025-06-30", "--lang", "en"];
    let table = "xã,huyện\nxã Tân Hội,huyện Đan Phượng\nxã Liên Hà,\n";
    let done = run(&database, &arguments, table);
    let (rows, words) = (text(&done.stdout), text(&done.stderr));
    assert!(
        done.status.success(),
        "ambiguous rows are no failure: {words}"
    );
    assert_eq!(rows.lines().count(), 3, "{rows}");
    assert!(
        rows.contains("\nxã Tân Hội,huyện Đan Phượng,resolved,"),
        "{rows}"
    );
    assert!(
        words.contains("2 rows") && words.contains("line 3: `xã Liên Hà` ambiguous"),
        "{words}"
    );

    let done = run(&database, &["resolve", "-"], "xã,huyện\nA\n");
    assert_eq!(done.status.code(), Some(1));
    assert!(
        text(&done.stderr).contains("line 2: has 1 fields"),
        "{}",
        text(&done.stderr)
    );
}

#[tokio::test]
async fn nothing_of_a_file_with_a_defect_is_answered() {
    let database = own_database().await;
    let path = env::temp_dir().join(format!("ccn-table-{}.csv", process::id()));
    fs::write(
        &path,
        format!("xã,huyện\n{}A\n", "xã Tân Hội,Đan Phượng\n".repeat(5000)),
    )
    .expect("written");
    let done = run(&database, &["resolve", &path.display().to_string()], "");
    fs::remove_file(&path).expect("removed");
    assert_eq!((done.status.code(), done.stdout.len()), (Some(1), 0));
    assert!(
        text(&done.stderr).contains("line 5002"),
        "{}",
        text(&done.stderr)
    );
    let done = run(&database, &["resolve", &path.display().to_string()], "");
    assert_eq!(done.status.code(), Some(1), "the file is gone");
}

#[tokio::test]
async fn a_reader_that_has_seen_enough_is_no_failure() {
    let database = own_database().await;
    let mut child = start(&database, &["resolve", "-"]);
    let mut stdin = child.stdin.take().expect("a pipe");
    let writer = thread::spawn(move || {
        let rows = "xã Tân Hội,Đan Phượng\n".repeat(20_000);
        // It may end before it has read everything.
        let _ = stdin.write_all(format!("xã,huyện\n{rows}").as_bytes());
    });
    let mut stdout = child.stdout.take().expect("a pipe");
    let mut first = [0; 100];
    stdout.read_exact(&mut first).expect("rows");
    drop(stdout);
    let done = child.wait_with_output().expect("it ends");
    writer.join().expect("it was read");
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
}

#[tokio::test]
async fn indicators_in_a_pipe_are_carried_over() {
    let database = own_database().await;
    let table = "xã;huyện;n\nphường Trúc Bạch;quận Ba Đình;1,5\n";
    let arguments = ["reaggregate", "-", "--decimal", "comma", "--lang", "en"];
    let done = run(&database, &arguments, table);
    let (rows, words) = (text(&done.stdout), text(&done.stderr));
    assert!(done.status.success(), "{words}");
    assert!(
        rows.starts_with("code;name;n;n_min;n_max;n_missing\n00004;Phường Ba Đình;1,5;1,5;1,5;"),
        "{rows}"
    );
    assert!(words.contains("n: 1,5 → 1,5"), "{words}");
    let done = run(&database, &["reaggregate", "-"], "xã,n\nKhông Có Đâu,1\n");
    assert_eq!((done.status.code(), done.stdout.len()), (Some(1), 0));
    assert!(
        text(&done.stderr).contains("line 2: `Không Có Đâu` unknown"),
        "{}",
        text(&done.stderr)
    );
}
