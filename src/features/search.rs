//! Find clusters, communes and former communes by name, diacritics or not.

use deadpool_postgres::Object;
use serde_json::{Value, json};
use time::Date;
use tokio_postgres::Row;

use crate::catalogue::Catalogue;
use crate::error::Error;
use crate::features::when;
use crate::names;
use crate::sql;

/// A found feature, as the interface gives it.
///
/// # Errors
/// Those of the database.
pub async fn find(
    client: &Object,
    catalogue: &Catalogue,
    text: &str,
    limit: i64,
) -> Result<Vec<Value>, Error> {
    let key = without_kind(&names::search_key(text)).to_owned();
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let words: Vec<&str> = key.split(' ').collect();
    let today = when::today();
    let (collections, days): (Vec<&str>, Vec<Date>) = catalogue
        .iter()
        .filter(|collection| collection.search)
        .map(|c| (c.id.as_str(), c.default_day().unwrap_or(today)))
        .unzip();
    let prepared = client.prepare_cached(sql!("features/search")).await?;
    let rows = client
        .query(&prepared, &[&key, &words, &collections, &days, &limit])
        .await?;
    rows.iter().map(describe).collect()
}

/// People write `CCN Liên Hà` and `cụm công nghiệp Liên Hà`; the names in the register are without.
fn without_kind(key: &str) -> &str {
    ["cum cong nghiep ", "ccn ", "cum "]
        .iter()
        .find_map(|kind| key.strip_prefix(kind))
        .unwrap_or(key)
}

fn describe(row: &Row) -> Result<Value, Error> {
    let collection: &str = row.try_get("collection")?;
    let properties: Value = row.try_get("properties")?;
    let bbox: Vec<f64> = row.try_get("bbox")?;
    let (name, vi, en) = said(collection, &properties);
    let mut found = json!({
        "collection": collection,
        "id": row.try_get::<_, &str>("id")?,
        "name": name,
        "detail_vi": vi,
        "detail_en": en,
        "bbox": bbox,
        "match": row.try_get::<_, &str>("match")?,
    });
    if let Some(successors) = properties.get("successors") {
        found["successors"] = successors.clone();
    }
    Ok(found)
}

/// Name, and a line in each language that tells it from its homonyms.
fn said(collection: &str, properties: &Value) -> (String, String, String) {
    let text = |name: &str| properties[name].as_str().unwrap_or_default();
    match collection {
        "clusters" => of_cluster(properties),
        "wastewater-plants" => (
            text("name").to_owned(),
            format!("Trạm xử lý nước thải · cụm {}", text("cluster_name")),
            format!("Wastewater plant · cluster {}", text("cluster_name")),
        ),
        "legacy-communes" => {
            let successors = properties["successors"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|unit| unit["full_name"].as_str())
                .collect::<Vec<_>>()
                .join(", ");
            let district = text("district");
            (
                text("full_name").to_owned(),
                format!("Đơn vị cũ (đến 30/6/2025), {district} → {successors}"),
                format!("Former unit (until 2025-06-30), {district} → {successors}"),
            )
        }
        "legacy-districts" => (
            text("full_name").to_owned(),
            "Quận, huyện, thị xã cũ (đến 30/6/2025)".to_owned(),
            "Former district (until 2025-06-30)".to_owned(),
        ),
        _ => (
            text("full_name").to_owned(),
            "Đơn vị hành chính từ 01/7/2025".to_owned(),
            "Administrative unit since 2025-07-01".to_owned(),
        ),
    }
}

/// Name and place of a cluster.
fn of_cluster(properties: &Value) -> (String, String, String) {
    let text = |name: &str| properties[name].as_str().unwrap_or_default();
    let phase = text("phase");
    let name = text("name").to_owned();
    let name = if phase.is_empty() {
        name
    } else {
        format!("{name} ({phase})")
    };
    let candidates: Vec<&str> = properties["candidate_communes"]
        .as_array()
        .filter(|_| text("commune_state") == "one_of")
        .into_iter()
        .flatten()
        .filter_map(|unit| unit["full_name"].as_str())
        .collect();
    // One of several until a surveyed boundary decides: none of them alone is a fact.
    let commune = if candidates.is_empty() {
        text("commune_name").to_owned()
    } else {
        candidates.join(" / ")
    };
    let places = [commune.as_str(), text("former_district")]
        .into_iter()
        .filter(|place| !place.is_empty())
        .collect::<Vec<_>>();
    let former = |word: &str| match places[..] {
        [commune, district] => format!("{commune} ({district} {word})"),
        [place] => place.to_owned(),
        _ => String::new(),
    };
    (
        name,
        format!("Cụm công nghiệp · {}", former("cũ")),
        format!("Industrial cluster · {}", former("before 1 July 2025")),
    )
}
