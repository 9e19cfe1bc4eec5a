//! An import in words, for the command line.

use std::fmt::Write as _;

use serde_json::Value;

/// An import for a person: how it was read, what is asked, what was found, what came of it.
pub fn in_words(shown: &Value, published: bool) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("–").to_owned();
    let count = |name: &str| shown["counts"][name].as_u64().unwrap_or_default();
    // Writing to a string does not fail.
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}: {}, layer {}, {}\nCRS: {} ({})",
        text(&shown["file"]["name"]),
        text(&shown["format"]),
        text(&shown["layer"]),
        text(&shown["encoding"]["id"]),
        text(&shown["crs"]["chosen"]),
        text(&shown["crs"]["sentence_en"])
    );
    let mapped = shown["mapping"].as_array().into_iter().flatten();
    for entry in mapped.filter(|entry| !entry["field"].is_null()) {
        let _ = writeln!(
            out,
            "  {} = {} ({})",
            text(&entry["property"]),
            text(&entry["field"]),
            text(&entry["why_en"])
        );
    }
    for asked in shown["asks"].as_array().into_iter().flatten() {
        ask_for(&mut out, shown, asked.as_str().unwrap_or_default());
    }
    defects(&mut out, shown);
    let _ = write!(
        out,
        "rows: {}; to add {}, to replace {}, the same {}, refused {}, left out {}; errors {}, warnings {}\n{}",
        count("rows"),
        count("add"),
        count("replace"),
        count("same"),
        count("refused"),
        count("skipped"),
        count("errors"),
        count("warnings"),
        if published {
            let id = text(&shown["id"]);
            format!("published; `ccn import --undo {id}` takes it back")
        } else if count("errors") > 0 {
            "nothing was published: correct the errors first".to_owned()
        } else if shown["asks"]
            .as_array()
            .is_some_and(|asks| !asks.is_empty())
        {
            "nothing was published: answer what is asked first".to_owned()
        } else {
            "nothing was published; --publish does".to_owned()
        }
    );
    out
}

/// What is asked, with the flag that answers it.
fn ask_for(out: &mut String, shown: &Value, asked: &str) {
    let list = |values: &Value, name: &str| -> String {
        let names = values.as_array().into_iter().flatten();
        names
            .filter_map(|value| value[name].as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let _ = match asked.split_once('.') {
        Some((_, property)) => writeln!(
            out,
            "ASKED: which field is {property}? --map {property}=…  ({}), or --set {property}=…",
            list(&shown["fields"], "name")
        ),
        None if asked == "crs" => {
            let _ = writeln!(out, "ASKED: how are the coordinates to be read? --crs …");
            for way in shown["crs"]["candidates"].as_array().into_iter().flatten() {
                let _ = writeln!(
                    out,
                    "  {:<40} {:.2}  {}",
                    way["id"].as_str().unwrap_or_default(),
                    way["score"].as_f64().unwrap_or_default(),
                    way["title_en"].as_str().unwrap_or_default()
                );
            }
            Ok(())
        }
        None if asked == "layer" => writeln!(
            out,
            "ASKED: which layer? --layer …  ({})",
            list(&shown["layers"], "name")
        ),
        None => writeln!(out, "ASKED: --{asked} …"),
    };
}

/// Everything found, in a table.
fn defects(out: &mut String, shown: &Value) {
    let rows: Vec<[&str; 5]> = shown["defects"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|defect| {
            ["severity", "code", "place", "property", "sentence_en"]
                .map(|name| defect[name].as_str().unwrap_or_default())
        })
        .collect();
    let wide = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths = [wide(0), wide(1), wide(2), wide(3)];
    for [severity, code, place, property, sentence] in &rows {
        let _ = writeln!(
            out,
            "{severity:<a$}  {code:<b$}  {place:<c$}  {property:<d$}  {sentence}",
            a = widths[0],
            b = widths[1],
            c = widths[2],
            d = widths[3]
        );
    }
}
