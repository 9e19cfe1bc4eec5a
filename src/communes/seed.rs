//! What is known of communes without any boundary file: the lists, and indicative boundaries from them.

use deadpool_postgres::Transaction;
use serde_json::Value;
use tokio_postgres::types::Json;
use tracing::info;

use crate::data;
use crate::error::Error;
use crate::names::search_key;
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
        (sql!("communes/seed_former"), "commune/former.csv"),
        (sql!("communes/seed_units"), "commune/units.csv"),
        (sql!("communes/seed_crosswalk"), "commune/crosswalk.csv"),
    ] {
        transaction
            .execute(statement, &[&Json(data::json_rows(path)?)])
            .await?;
    }
    Ok(())
}

/// Computes indicative boundaries of all units that have none. Says how many.
///
/// # Errors
/// [`Error::Startup`] when the committed lists cannot be read, and those of the database.
pub async fn indicative(transaction: &Transaction<'_>) -> Result<u64, Error> {
    if !transaction
        .query_one(sql!("communes/lacks_boundaries"), &[])
        .await?
        .try_get::<_, bool>(0)?
    {
        return Ok(0);
    }
    let units = with_search_keys(
        data::json_rows("commune/units.csv")?,
        &["name", "kind", "code"],
    );
    let former = with_search_keys(
        data::json_rows("commune/former.csv")?,
        &["name", "kind", "code", "district"],
    );
    let written = transaction
        .execute(
            sql!("communes/insert_indicative"),
            &[&Json(units), &Json(former)],
        )
        .await?;
    info!(units = written, "computed indicative commune boundaries");
    Ok(written)
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
