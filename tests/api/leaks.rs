//! No vertex of the real commune boundaries is in what we publish.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::support::{checkout, real_communes};

/// Every number with 4 to 7 decimals that stands in a text and could be a degree over Hà Nội.
fn degrees(text: &str) -> Vec<&str> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .filter(|word| {
            word.split_once('.').is_some_and(|(whole, decimals)| {
                matches!(whole, "20" | "21" | "105" | "106") && (4..=7).contains(&decimals.len())
            })
        })
        .collect()
}

/// Consecutive pairs of longitude and latitude as written, to six decimals.
fn vertices(text: &str) -> BTreeSet<(String, String)> {
    let rounded = |word: &str| {
        word.parse::<f64>()
            .map(|n| format!("{n:.6}"))
            .unwrap_or_default()
    };
    degrees(text)
        .windows(2)
        .filter(|pair| pair[0].starts_with("10") && pair[1].starts_with('2'))
        .map(|pair| (rounded(pair[0]), rounded(pair[1])))
        .collect()
}

#[test]
fn no_tracked_text_holds_a_vertex_of_the_real_boundaries() {
    let Some(path) = real_communes() else { return };
    let real = vertices(&fs::read_to_string(path).expect("the real boundaries"));
    assert!(
        real.len() > 50_000,
        "the real vertices are read: {}",
        real.len()
    );
    let listed = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(checkout(""))
        .output()
        .expect("git");
    let files = String::from_utf8(listed.stdout).expect("names");
    let mut looked_at = 0;
    for file in files.split('\0').filter(|file| !file.is_empty()) {
        let Ok(text) = fs::read_to_string(checkout(file)) else {
            continue;
        };
        looked_at += 1;
        let held = vertices(&text);
        let common: Vec<_> = held.intersection(&real).collect();
        // Two of thousands may meet by chance where places are given to four decimals.
        assert!(
            common.len() < 3,
            "{file} holds {} vertices of the real boundaries: {:?}",
            common.len(),
            common[0]
        );
    }
    assert!(looked_at > 100, "the tracked files are read: {looked_at}");
}

#[test]
fn a_leak_would_be_seen() {
    let text = r#"{"coordinates":[[105.111111,21.222222],[105.333333, 21.444444]]}"#;
    assert_eq!(vertices(text).len(), 2);
    assert!(
        vertices("lat 21.0285, lon 105.8542").is_empty(),
        "latitude first is another order"
    );
}
