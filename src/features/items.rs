//! One page of a collection, or one feature. PostGIS writes the GeoJSON.

use deadpool_postgres::Object;
use serde_json::Value;
use time::OffsetDateTime;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Row, RowStream, Statement};

use crate::error::Error;
use crate::features::when::Days;
use crate::filter::Filter;
use crate::geometry::bbox::Bbox;
use crate::geometry::crs::Crs;
use crate::geometry::ewkb;
use crate::names;
use crate::sql;

/// Which features, in what form.
#[derive(Debug, Clone)]
pub struct Query {
    pub collection: String,
    pub days: Days,
    pub as_of: Option<OffsetDateTime>,
    pub bbox: Option<Bbox>,
    pub q: Option<String>,
    pub filter: Option<Filter>,
    pub form: Form,
    pub properties: Option<Vec<String>>,
    pub sort: Option<Sort>,
    pub after: Option<After>,
    pub limit: i64,
}

/// CRS and decimals of the coordinates.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    pub crs: Crs,
    pub decimals: i32,
}

#[derive(Debug, Clone)]
pub struct Sort {
    pub property: String,
    pub descending: bool,
}

/// The last row of the page before: where the next one begins.
#[derive(Debug, Clone, PartialEq)]
pub struct After {
    pub fid: i64,
    /// Its sort value; JSON null when nothing is sorted by.
    pub value: Value,
}

impl After {
    /// As a `next` link carries it; the sort value only where the page is sorted.
    pub fn cursor(&self, is_sorted: bool) -> String {
        if is_sorted {
            format!("{}:{}", self.fid, self.value)
        } else {
            self.fid.to_string()
        }
    }
}

/// A feature of a page.
pub struct Item {
    pub fid: i64,
    pub sort_value: Value,
    row: Row,
}

impl Item {
    /// # Errors
    /// [`Error::Database`] when the statement gives other columns.
    pub fn from_row(row: Row) -> Result<Self, Error> {
        Ok(Self {
            fid: row.try_get("fid")?,
            sort_value: row
                .try_get::<_, Option<Value>>("sort_value")?
                .unwrap_or(Value::Null),
            row,
        })
    }

    /// Its GeoJSON.
    ///
    /// # Errors
    /// [`Error::Database`] when the statement gives other columns.
    pub fn feature(&self) -> Result<&str, Error> {
        Ok(self.row.try_get("feature")?)
    }
}

impl Query {
    /// All features of a collection true within these days, in the form a page has by default.
    pub fn all(collection: &str, days: Days) -> Self {
        Self {
            collection: collection.to_owned(),
            days,
            as_of: None,
            bbox: None,
            q: None,
            filter: None,
            form: Form {
                crs: Crs::Crs84,
                decimals: Crs::Crs84.default_decimals(),
            },
            properties: None,
            sort: None,
            after: None,
            limit: 100,
        }
    }

    pub fn words(&self) -> Option<Vec<String>> {
        let text = self.q.as_deref().filter(|text| !text.trim().is_empty())?;
        let key = names::search_key(text);
        Some(
            key.split(' ')
                .filter(|w| !w.is_empty())
                .map(str::to_owned)
                .collect(),
        )
    }

    pub fn area(&self) -> Option<postgis::ewkb::MultiPolygon> {
        self.bbox
            .as_ref()
            .map(|bbox| ewkb::multi_polygon(&bbox.to_multi_polygon(), bbox.crs.srid()))
    }
}

/// A statement prepared. With a filter its text is another each time, so it is not kept.
///
/// # Errors
/// Those of the database.
pub async fn prepare(
    client: &Object,
    text: &str,
    first: usize,
    filter: Option<&Filter>,
) -> Result<Statement, Error> {
    Ok(match filter {
        Some(filter) => client.prepare(&filter.written_into(text, first)).await?,
        None => client.prepare_cached(text).await?,
    })
}

/// The ids of a feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ids {
    /// As in tiles.
    pub fid: i64,
    pub id: String,
}

/// Which features match, over all pages.
///
/// # Errors
/// Those of the database.
pub async fn matching(client: &Object, query: &Query) -> Result<Vec<Ids>, Error> {
    let filter = query.filter.as_ref();
    let statement = prepare(client, sql!("features/matching"), 7, filter).await?;
    let (area, words) = (query.area(), query.words());
    let fixed: [&(dyn ToSql + Sync); 6] = [
        &query.collection,
        &query.days.from,
        &query.days.to,
        &query.as_of,
        &area,
        &words,
    ];
    let parameters: Vec<_> = fixed.into_iter().chain(binds(filter)).collect();
    let rows = client.query(&statement, &parameters).await?;
    rows.iter()
        .map(|row| {
            Ok(Ids {
                fid: row.try_get("fid")?,
                id: row.try_get("id")?,
            })
        })
        .collect()
}

/// What a filter is bound to, after the parameters of the statement.
pub fn binds(filter: Option<&Filter>) -> impl Iterator<Item = &(dyn ToSql + Sync)> {
    filter.into_iter().flat_map(Filter::binds)
}

/// How many features match, over all pages.
///
/// # Errors
/// Those of the database.
pub async fn count(client: &Object, query: &Query) -> Result<i64, Error> {
    let filter = query.filter.as_ref();
    let statement = prepare(client, sql!("features/count"), 7, filter).await?;
    let (area, words) = (query.area(), query.words());
    let fixed: [&(dyn ToSql + Sync); 6] = [
        &query.collection,
        &query.days.from,
        &query.days.to,
        &query.as_of,
        &area,
        &words,
    ];
    let parameters: Vec<_> = fixed.into_iter().chain(binds(filter)).collect();
    let row = client.query_one(&statement, &parameters).await?;
    Ok(row.try_get("matched")?)
}

/// The rows of a page, and one more if there is a next page.
///
/// # Errors
/// Those of the database.
pub async fn rows(client: &Object, query: &Query) -> Result<RowStream, Error> {
    let filter = query.filter.as_ref();
    let statement = prepare(client, sql!("features/page"), 15, filter).await?;
    let (area, words) = (query.area(), query.words());
    let sort_property = query.sort.as_ref().map(|sort| &sort.property);
    let descending = query.sort.as_ref().is_some_and(|sort| sort.descending);
    let (after, fid, limit) = (
        query.after.as_ref().map(|after| &after.value),
        query.after.as_ref().map(|after| after.fid),
        query.limit + 1,
    );
    let crs = query.form.crs.number();
    let fixed: [&(dyn ToSql + Sync); 14] = [
        &query.collection,
        &query.days.from,
        &query.days.to,
        &query.as_of,
        &area,
        &words,
        &crs,
        &query.form.decimals,
        &query.properties,
        &sort_property,
        &descending,
        &after,
        &fid,
        &limit,
    ];
    let parameters: Vec<_> = fixed.into_iter().chain(binds(filter)).collect();
    Ok(client.query_raw(&statement, parameters).await?)
}

/// One feature as GeoJSON.
///
/// # Errors
/// [`Error::NotFound`] when none of that id is true then, and those of the database.
pub async fn one(client: &Object, query: &Query, id: &str) -> Result<String, Error> {
    let prepared = client.prepare_cached(sql!("features/item")).await?;
    let row = client
        .query_opt(
            &prepared,
            &[
                &query.collection,
                &query.days.from,
                &query.days.to,
                &query.as_of,
                &id,
                &query.form.crs.number(),
                &query.form.decimals,
            ],
        )
        .await?
        .ok_or_else(|| Error::NotFound {
            resource: "feature",
            id: id.to_owned(),
        })?;
    Ok(row.try_get("feature")?)
}
