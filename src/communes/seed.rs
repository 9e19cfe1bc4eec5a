//! What is known of communes without any boundary file: the lists, and indicative boundaries from them.

use std::collections::BTreeMap;

use deadpool_postgres::Transaction;
use serde_json::Value;
use tokio_postgres::types::Json;
use tracing::info;

use crate::data;
use crate::error::Error;
use crate::names::{full_name, search_key};
use crate::sql;

/// Writes the papers, the units of before and after, and how one became the other. What is there stays.
///
/// # Errors
/// [`Error::Startup`] when the committed lists cannot be read, and those of the database.
pub async fn lists(transaction: &Transaction<'_>) -> Result<(), Error> {
    for (statement, path) in [
        (sql!("register/seed_sources"), "source/sources.csv"),
        (sql!("register/seed_decisions"), "source/decisions.csv"),
        (
            sql!("register/seed_stated_counts"),
            "source/stated_counts.csv",
        ),
        (sql!("communes/seed_units"), "commune/units.csv"),
    ] {
        transaction
            .execute(statement, &[&Json(data::json_rows(path)?)])
            .await?;
    }
    let former = data::json_rows("commune/former.csv")?;
    let districts = data::json_rows("commune/districts.csv")?;
    transaction
        .execute(
            sql!("communes/seed_former"),
            &[&Json(former), &Json(districts)],
        )
        .await?;
    for (statement, path) in [
        (sql!("communes/seed_crosswalk"), "commune/crosswalk.csv"),
        (sql!("communes/seed_clauses"), "commune/clauses.csv"),
        (sql!("communes/seed_dissent"), "commune/clauses.csv"),
        (sql!("communes/seed_aliases"), "commune/aliases.csv"),
    ] {
        transaction
            .execute(statement, &[&Json(data::json_rows(path)?)])
            .await?;
    }
    Ok(())
}

/// Computes indicative boundaries of all units that have none, and the weights of what became what. Says of how
/// many units.
///
/// # Errors
/// [`Error::Startup`] when the committed lists cannot be read, and those of the database.
pub async fn indicative(transaction: &Transaction<'_>) -> Result<u64, Error> {
    let lacks = async |statement| -> Result<bool, Error> {
        Ok(transaction.query_one(statement, &[]).await?.try_get(0)?)
    };
    let mut written = 0;
    if lacks(sql!("communes/lacks_boundaries")).await? {
        let units = with_search_keys(
            data::json_rows("commune/units.csv")?,
            &["name", "kind", "code"],
        );
        let former = with_search_keys(
            with_district_codes(data::json_rows("commune/former.csv")?)?,
            &["name", "kind", "code", "district"],
        );
        written = transaction
            .execute(
                sql!("communes/insert_indicative"),
                &[&Json(units), &Json(former)],
            )
            .await?;
    }
    let districts = with_search_keys(
        data::json_rows("commune/districts.csv")?,
        &["name", "kind", "code"],
    );
    written += transaction
        .execute(sql!("communes/insert_districts"), &[&Json(districts)])
        .await?;
    if written > 0 {
        info!(units = written, "computed indicative boundaries");
    }
    if written > 0 || lacks(sql!("communes/lacks_weights")).await? {
        transaction.execute(sql!("communes/weigh"), &[]).await?;
    }
    Ok(written)
}

/// Adds `district_code` to each row, found by its `district`, such as `Quận Ba Đình`.
fn with_district_codes(mut rows: Vec<Value>) -> Result<Vec<Value>, Error> {
    let districts = data::json_rows("commune/districts.csv")?;
    let codes: BTreeMap<String, Value> = districts
        .into_iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            (full_name(&text("kind"), &text("name")), row["code"].clone())
        })
        .collect();
    for row in &mut rows {
        let district = row["district"].as_str().unwrap_or_default();
        let code = codes.get(district).cloned();
        row["district_code"] =
            code.ok_or_else(|| Error::startup(format!("no district is called `{district}`")))?;
    }
    Ok(rows)
}

/// Adds `search_key` to each row, made of these columns; the part before `|` is the name.
fn with_search_keys(mut rows: Vec<Value>, columns: &[&str]) -> Vec<Value> {
    for row in &mut rows {
        let parts: Vec<String> = columns
            .iter()
            .filter_map(|column| row[*column].as_str())
            .map(search_key)
            .filter(|key| !key.is_empty())
            .collect();
        row["search_key"] = Value::String(parts.join("|"));
    }
    rows
}
