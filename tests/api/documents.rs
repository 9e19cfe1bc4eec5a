//! What the documents say must be so.

use std::fs;

use ccn_atlas::error::{Error, Said};
use ccn_atlas::http::problem;

use crate::support::{checkout, files_under};

fn one_of_each() -> Vec<Error> {
    let said = || Said::new("", "");
    vec![
        Error::NotFound {
            resource: "x",
            id: String::new(),
        },
        Error::InvalidParameter {
            name: String::new(),
            reason: said(),
        },
        Error::InvalidBody { reason: said() },
        Error::InvalidGeometry { defects: vec![] },
        Error::InvalidFile {
            file: String::new(),
            defects: vec![],
        },
        Error::InvalidTable { defects: vec![] },
        Error::UnresolvedRows { rows: vec![] },
        Error::TooLarge {
            what: "x",
            limit: String::new(),
        },
        Error::QuotaExceeded {
            per_day: 1,
            retry_after_s: 1,
        },
        Error::StagingFull {
            limit: String::new(),
            retry_after_s: 1,
        },
        Error::Busy { retry_after_s: 1 },
        Error::WritesNotEnabled,
        Error::Unauthenticated,
        Error::Conflict {
            reason: said(),
            defects: vec![],
        },
        Error::MethodNotAllowed,
        Error::Unavailable(None),
        Error::TimedOut { limit_s: 1 },
        Error::startup("x"),
    ]
}

#[test]
fn every_problem_type_has_its_heading() {
    let text = fs::read_to_string(checkout("docs/problems.md")).expect("docs/problems.md");
    let headings: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .map(str::trim)
        .collect();
    let slugs: Vec<&str> = one_of_each()
        .iter()
        .map(|error| problem::kind(error).slug)
        .collect();
    for slug in &slugs {
        assert!(
            headings.contains(slug),
            "docs/problems.md has no heading {slug}"
        );
    }
    for heading in headings {
        assert!(
            slugs.contains(&heading),
            "docs/problems.md has a heading {heading} that is no problem type"
        );
    }
}

#[test]
fn documents_keep_their_length_and_their_links_lead_somewhere() {
    let lines = |path: &str| {
        fs::read_to_string(checkout(path))
            .expect(path)
            .lines()
            .count()
    };
    assert!(lines("README.md") <= 150);
    for path in files_under("docs/adr") {
        let count = fs::read_to_string(&path).expect("text").lines().count();
        assert!(count <= 40, "{} has {count} lines", path.display());
    }
    let mut documents = files_under("docs");
    documents.push(checkout("README.md"));
    for path in documents
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
    {
        let text = fs::read_to_string(path).expect("text");
        for target in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split([')', '#']).next())
        {
            if target.is_empty() || target.contains("://") {
                continue;
            }
            let there = path.parent().expect("a folder").join(target);
            assert!(there.exists(), "{} links to {target}", path.display());
        }
    }
}

#[test]
fn every_setting_is_in_the_readme() {
    let readme = fs::read_to_string(checkout("README.md")).expect("README.md");
    let operations =
        fs::read_to_string(checkout("docs/operations.md")).expect("docs/operations.md");
    let config = fs::read_to_string(checkout("src/config.rs")).expect("text");
    for setting in config
        .split("env = \"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(
            readme.contains(setting) || operations.contains(setting),
            "{setting} is documented nowhere"
        );
    }
}
