//! The arrows between modules, and who alone may do what.

use std::fs;
use std::path::Path;

use crate::support::{checkout, files_under};

/// What each module may use; a module not listed here is not known to the house.
const MAY_USE: [(&str, &[&str]); 27] = [
    ("error", &[]),
    ("names", &["error"]),
    ("config", &[]),
    ("data", &["error"]),
    ("db", &["error", "hash", "sql"]),
    ("geometry", &["error"]),
    ("hash", &[]),
    ("catalogue", &["data", "error"]),
    ("filter", &["catalogue", "error", "geometry", "sql"]),
    (
        "imports",
        &[
            "catalogue",
            "data",
            "error",
            "geometry",
            "hash",
            "names",
            "sql",
        ],
    ),
    (
        "features",
        &["catalogue", "error", "filter", "geometry", "names", "sql"],
    ),
    (
        "exports",
        &[
            "catalogue",
            "communes",
            "data",
            "error",
            "features",
            "filter",
            "geometry",
            "hash",
            "sql",
        ],
    ),
    ("extracts", &["error", "hash", "sql"]),
    ("fit", &["error", "filter", "geometry", "hash", "sql"]),
    ("tiles", &["catalogue", "error", "filter", "hash", "sql"]),
    (
        "communes",
        &[
            "catalogue",
            "data",
            "error",
            "geometry",
            "hash",
            "imports",
            "names",
            "sql",
        ],
    ),
    ("register", &["data", "error", "geometry", "names", "sql"]),
    ("private_database", &["error", "hash"]),
    (
        "fit_command",
        &["error", "features", "fit", "geometry", "register"],
    ),
    (
        "communes_command",
        &["communes", "error", "features", "names"],
    ),
    (
        "export_command",
        &[
            "catalogue",
            "error",
            "exports",
            "features",
            "filter",
            "geometry",
        ],
    ),
    (
        "import_command",
        &["catalogue", "error", "features", "hash", "imports", "names"],
    ),
    ("check", &["db", "error", "sql"]),
    (
        "start",
        &[
            "communes",
            "config",
            "data",
            "db",
            "error",
            "imports",
            "private_database",
            "register",
            "sql",
        ],
    ),
    (
        "http",
        &[
            "catalogue",
            "communes",
            "config",
            "error",
            "exports",
            "extracts",
            "features",
            "filter",
            "fit",
            "geometry",
            "hash",
            "imports",
            "names",
            "sql",
            "tiles",
        ],
    ),
    ("commands", &[]),
    ("main", &[]),
];

fn sources() -> Vec<(String, String)> {
    files_under("src")
        .into_iter()
        .map(|path| {
            let inside = path
                .strip_prefix(checkout("src"))
                .expect("under src")
                .to_string_lossy()
                .into_owned();
            (inside, fs::read_to_string(&path).expect("text"))
        })
        .collect()
}

fn module_of(path: &str) -> &str {
    path.split('/')
        .next()
        .expect("a name")
        .trim_end_matches(".rs")
}

#[test]
fn modules_use_only_what_stands_below_them() {
    for (path, text) in sources() {
        let module = module_of(&path);
        if module == "lib" {
            continue;
        }
        let (_, allowed) = MAY_USE
            .iter()
            .find(|(name, _)| *name == module)
            .unwrap_or_else(|| panic!("{module} has no place in the house"));
        for used in text.split("crate::").skip(1).map(|rest| {
            rest.split(|c: char| !(c.is_alphanumeric() || c == '_'))
                .next()
                .expect("a name")
        }) {
            assert!(
                used == module || used.is_empty() || allowed.contains(&used),
                "src/{path} uses crate::{used}"
            );
        }
    }
}

/// Files that hold `needle` outside of their tests.
fn holding(needle: &str) -> Vec<String> {
    sources()
        .into_iter()
        .filter(|(_, text)| {
            text.split("#[cfg(test)]")
                .next()
                .expect("code")
                .contains(needle)
        })
        .map(|(path, _)| path)
        .collect()
}

#[test]
fn only_http_names_a_status_of_an_answer() {
    // The downloader reads the status of other servers' answers.
    for path in holding("StatusCode") {
        assert!(
            module_of(&path) == "http" || path == "communes/download.rs",
            "src/{path}"
        );
    }
}

#[test]
fn statements_stand_in_sql_files_only() {
    for verb in [
        "\"SELECT ",
        "\"INSERT ",
        "\"UPDATE ",
        "\"DELETE ",
        "\"WITH ",
    ] {
        for path in holding(verb) {
            // The private database is created before any schema of ours exists.
            assert!(
                path.starts_with("private_database"),
                "src/{path} holds {verb}…"
            );
        }
    }
}

#[test]
fn geometry_does_no_input_or_output() {
    for (path, text) in sources()
        .iter()
        .filter(|(path, _)| path.starts_with("geometry/"))
    {
        for word in ["std::fs", "tokio", "Instant", "now_utc", "println"] {
            assert!(!text.contains(word), "src/{path} uses {word}");
        }
    }
}

#[test]
fn no_file_is_longer_than_four_hundred_lines() {
    let folders = ["src", "sql", "tests", "web/src", "web/e2e"];
    for path in folders
        .iter()
        .filter(|f| checkout(f).exists())
        .flat_map(|folder| files_under(folder))
    {
        let lines = fs::read_to_string(&path).map_or(0, |text| text.lines().count());
        let generated = path
            .file_name()
            .is_some_and(|name| name == Path::new("schema.ts"));
        assert!(
            generated || lines <= 400,
            "{} has {lines} lines",
            path.display()
        );
    }
}
