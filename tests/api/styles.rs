//! QGIS draws what the map draws: every style against the map's own, and every feature by one rule of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use ccn_atlas::catalogue::{Catalogue, Collection, Property};
use ccn_atlas::exports::styles::qml;
use serde_json::Value;

use crate::support::{TestApp, checkout};

fn catalogue() -> Catalogue {
    Catalogue::load().expect("a catalogue")
}

fn style_of(collection: &Collection) -> String {
    let columns: Vec<&Property> = collection.properties.iter().collect();
    let style = qml(collection, &columns).expect("forms that are known");
    style.unwrap_or_else(|| panic!("{} has no style", collection.id))
}

/// The style as the web build left it.
fn published() -> Value {
    let text = fs::read_to_string(checkout("web/dist/style.json")).expect("the web map is built");
    serde_json::from_str(&text).expect("JSON")
}

/// The layers of a collection in the published style, its labels and hatches too.
fn published_layers(collection: &str) -> Vec<Value> {
    let style = published();
    let hatches = style["metadata"]["ccn:hatches"]
        .as_array()
        .expect("hatches");
    let layers = style["layers"].as_array().expect("layers").iter();
    let labels = format!("{collection}-labels");
    layers
        .chain(hatches.iter().map(|hatch| &hatch["layer"]))
        .filter(|layer| layer["source"] == collection || layer["source"] == labels.as_str())
        .cloned()
        .collect()
}

/// Every `#rrggbb` in a text.
fn hex_colours(text: &str) -> BTreeSet<String> {
    text.split('#')
        .skip(1)
        .filter_map(|rest| rest.get(..6))
        .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
        .map(str::to_lowercase)
        .collect()
}

/// Every colour of a QGIS style that can be seen: `r,g,b,a` in quotes, and `#rrggbb` in expressions.
fn qgis_colours(text: &str) -> BTreeSet<String> {
    let mut found = hex_colours(text);
    for value in text.split('"') {
        let parts: Result<Vec<u8>, _> = value.split(',').map(str::parse).collect();
        if let Ok([red, green, blue, alpha]) = parts.as_deref()
            && *alpha > 0
        {
            found.insert(format!("{red:02x}{green:02x}{blue:02x}"));
        }
    }
    found
}

#[test]
fn a_style_has_the_colours_of_the_map_all_of_them_and_no_other() {
    for collection in catalogue().iter() {
        let layers = Value::from(published_layers(&collection.id)).to_string();
        let wanted = hex_colours(&layers);
        assert!(!wanted.is_empty(), "{} is not drawn", collection.id);
        assert_eq!(
            qgis_colours(&style_of(collection)),
            wanted,
            "{}",
            collection.id
        );
    }
}

/// What an XPath finds in a document, which has to be well-formed for it.
async fn found(test: &TestApp, document: &str, path: &str) -> Vec<String> {
    let statement = "SELECT unnest(xpath($2, xmlparse(DOCUMENT $1)))::text AS found";
    let client = test.client().await;
    let rows = client.query(statement, &[&document, &path]).await;
    let rows = rows.unwrap_or_else(|error| panic!("{path}: {error:?}"));
    rows.iter().map(|row| row.get("found")).collect()
}

fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[tokio::test]
async fn every_layer_of_the_map_is_a_symbol_layer_drawn_in_the_same_order() {
    let test = TestApp::start().await;
    for collection in catalogue().iter() {
        let layers = published_layers(&collection.id);
        let labels = layers
            .iter()
            .filter(|layer| layer["source"] != collection.id.as_str())
            .count();
        let style = style_of(collection);
        let passes = found(&test, &style, "//renderer-v2/symbols/symbol/layer/@pass").await;
        let passes: BTreeSet<usize> = passes
            .iter()
            .map(|pass| pass.parse().expect("a number"))
            .collect();
        let all: BTreeSet<usize> = (0..layers.len() - labels).collect();
        assert_eq!(passes, all, "{}", collection.id);
        let labelings = found(&test, &style, "//labeling/settings").await;
        assert_eq!(labelings.len(), labels, "{}", collection.id);
    }
}

#[tokio::test]
async fn each_combination_of_codes_and_none_is_drawn_by_exactly_one_rule_at_every_scale() {
    let test = TestApp::start().await;
    let mut several = 0;
    for collection in catalogue().iter() {
        let style = style_of(collection);
        let filters = found(&test, &style, "//rule/@filter").await;
        let ends = found(&test, &style, "//rule/@scalemaxdenom").await;
        let mut ranges: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (end, filter) in ends.into_iter().zip(filters) {
            ranges.entry(end).or_default().push(unescaped(&filter));
        }
        several += usize::from(ranges.len() > 1);
        for (end, filters) in ranges {
            let what = format!("{} to 1:{end}: {filters:?}", collection.id);
            if filters.len() == 1 {
                assert_eq!(filters, [""], "{what}");
            } else {
                assert_eq!(
                    drawn_wrongly(&test, collection, &filters).await,
                    0,
                    "{what}"
                );
            }
        }
    }
    assert_eq!(several, 1, "clusters are a mark from afar");
}

#[tokio::test]
async fn scales_are_whole_numbers_where_qgis_reads_no_other() {
    let test = TestApp::start().await;
    let style = style_of(catalogue().get("clusters").expect("clusters"));
    let mut ends = found(&test, &style, "//rule/@scalemaxdenom").await;
    ends.extend(found(&test, &style, "//rule/@scalemindenom").await);
    let ends: BTreeSet<u32> = ends
        .iter()
        .map(|end| end.parse().expect("digits"))
        .collect();
    // Zoom 12 at 21° north.
    assert_eq!(ends, BTreeSet::from([0, 67_427]));
}

/// How many combinations of the codes that filters ask for, or of none, not exactly one of the filters takes.
async fn drawn_wrongly(test: &TestApp, collection: &Collection, filters: &[String]) -> i64 {
    // What QGIS evaluates is SQL too; a filter that is not known to be true does not draw.
    let matches: Vec<String> = filters
        .iter()
        .map(|filter| format!("coalesce({filter}, FALSE)::int"))
        .collect();
    let used = collection.properties.iter().filter(|property| {
        let name = format!("\"{}\"", property.name);
        filters.iter().any(|filter| filter.contains(&name))
    });
    let tables: Vec<String> = used
        .map(|property| {
            let codes = property.values.iter().flatten();
            let rows: Vec<String> = codes.map(|code| format!("('{code}')")).collect();
            let rows = rows.join(", ");
            let name = &property.name;
            format!("(VALUES {rows}, (NULL)) AS t_{name} (\"{name}\")")
        })
        .collect();
    let (tables, matches) = (tables.join(" CROSS JOIN "), matches.join(" + "));
    let query = format!("SELECT count(*) FROM {tables} WHERE {matches} IS DISTINCT FROM 1");
    test.count(&query).await
}

#[tokio::test]
async fn fields_are_called_and_coded_in_the_words_of_the_catalogue() {
    let test = TestApp::start().await;
    for collection in catalogue().iter() {
        let style = style_of(collection);
        let fields = found(&test, &style, "//aliases/alias/@field").await;
        let names = collection
            .properties
            .iter()
            .map(|property| property.name.clone());
        let names: Vec<String> = std::iter::once("id".to_owned()).chain(names).collect();
        assert_eq!(fields, names, "{}", collection.id);
        for property in &collection.properties {
            let path = format!(
                "//fieldConfiguration/field[@name='{}']/editWidget[@type='ValueMap']//Option[@type='QString']",
                property.name
            );
            let codes = found(&test, &style, &format!("{path}/@value")).await;
            let known = property.values.clone().unwrap_or_default();
            assert_eq!(codes, known, "{} {}", collection.id, property.name);
            let words = found(&test, &style, &format!("{path}/@name")).await;
            for (code, word) in codes.iter().zip(words) {
                assert_ne!(
                    *code, word,
                    "{} {} has no word",
                    collection.id, property.name
                );
            }
        }
    }
}

#[tokio::test]
async fn a_file_without_the_certainty_is_drawn_as_indicative() {
    let test = TestApp::start().await;
    let catalogue = catalogue();
    let clusters = catalogue.get("clusters").expect("clusters");
    let name = clusters.property("name").expect("a name");
    let style = qml(clusters, &[name])
        .expect("forms that are known")
        .expect("a style");
    let rules = found(&test, &style, "//rule/@filter").await;
    assert_eq!(
        rules,
        ["", ""],
        "no rule asks for a column that is not there"
    );
    let dashes =
        "//symbol/layer[@class='SimpleLine']/Option/Option[@name='use_custom_dash']/@value";
    assert_eq!(found(&test, &style, dashes).await, ["1"]);
    let solid = "//symbols/symbol/layer[@class='LinePatternFill']/@pass";
    assert_eq!(found(&test, &style, solid).await.len(), 1);
}

#[test]
fn names_are_taken_from_where_tiles_take_them() {
    let full = ["communes", "legacy-communes"];
    for collection in catalogue().iter() {
        let path = format!("sql/queries/tiles/{}.sql", collection.id);
        let text = fs::read_to_string(checkout(&path)).expect("a query");
        let is_full = text.contains("spatial.full_name(v.kind, v.name) AS name");
        assert_eq!(is_full, full.contains(&collection.id.as_str()), "{path}");
        let named = style_of(collection).contains("fieldName=\"full_name\"");
        assert_eq!(named, is_full, "{}", collection.id);
    }
}

#[tokio::test]
async fn the_layer_definition_adds_every_collection_in_the_order_of_the_map() {
    let test = TestApp::start().await;
    let answer = test.get("/qgis/ccn-atlas.qlr").await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        "application/x-qgis-layer-definition"
    );
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"ccn-atlas.qlr\""
    );
    let text = answer.text();
    let mut order: Vec<String> = Vec::new();
    let mut visible = BTreeMap::new();
    for layer in published()["layers"].as_array().expect("layers") {
        let source = layer["source"].as_str().unwrap_or_default();
        let id = source.trim_end_matches("-labels").replace('-', "_");
        if !id.is_empty() && !order.contains(&id) {
            order.insert(0, id.clone());
            visible.insert(id, layer["layout"]["visibility"] == "visible");
        }
    }
    let ids: Vec<String> = order.iter().map(|id| format!("ccn_atlas_{id}")).collect();
    assert_eq!(found(&test, &text, "//layer-tree-layer/@id").await, ids);
    assert_eq!(found(&test, &text, "//maplayer/id/text()").await, ids);
    let checked = found(&test, &text, "//layer-tree-layer/@checked").await;
    let shown: Vec<bool> = checked.iter().map(|state| state == "Qt::Checked").collect();
    let wanted: Vec<bool> = order.iter().map(|id| visible[id]).collect();
    assert_eq!(shown, wanted);
    let names = found(&test, &text, "//layer-tree-layer/@name").await;
    assert!(
        names.iter().all(|name| name.ends_with("tượng trưng")),
        "all is indicative here and is called so: {names:?}"
    );
    assert_eq!(test.get("/qgis/ccn-atlas.qlr?x=1").await.status, 400);
}
