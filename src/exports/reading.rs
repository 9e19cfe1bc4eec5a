//! A connection busy with an export: a transaction of one instant that ends with it, also when nobody waits any more.

use std::pin::pin;
use std::sync::atomic::Ordering;

use deadpool_postgres::Object;
use futures_util::StreamExt as _;
use time::Date;
use tokio::sync::mpsc::Sender;
use tokio_postgres::types::ToSql;
use tokio_postgres::{NoTls, Row as DatabaseRow, RowStream};
use tracing::warn;

use crate::communes;
use crate::error::{Error, Said};
use crate::exports::rows::{Message, Row};
use crate::exports::{Order, Progress, Table};
use crate::features::items::{self, After};
use crate::sql;

/// Rows of this size together go to the writer at once, bytes; a larger row goes alone.
const BATCH_BYTES: usize = 256 * 1024;

pub struct Reading {
    /// None once it went back to the pool in order.
    client: Option<Object>,
}

impl Reading {
    pub async fn begin(client: Object) -> Result<Self, Error> {
        let reading = Self {
            client: Some(client),
        };
        reading
            .client()?
            .batch_execute(sql!("exports/begin"))
            .await?;
        Ok(reading)
    }

    fn client(&self) -> Result<&Object, Error> {
        self.client
            .as_ref()
            .ok_or_else(|| Error::startup("the connection of an export was given back"))
    }

    /// Counts what matches, and reads which plans it is of and whose boundaries they are.
    pub async fn look(&self, table: &mut Table) -> Result<(), Error> {
        let client = self.client()?;
        let matched = items::count(client, &table.query).await?;
        table.matched = u64::try_from(matched).unwrap_or_default();
        communes::credit(client, &mut table.collection).await?;
        if table.collection.property("plan").is_none() {
            return Ok(());
        }
        let query = &table.query;
        let prepared = client.prepare_cached(sql!("exports/plans")).await?;
        let days = query.days;
        let parameters: [&(dyn ToSql + Sync); 4] =
            [&query.collection, &days.from, &days.to, &query.as_of];
        for row in client.query(&prepared, &parameters).await? {
            table.plans.push(plan(&row)?);
        }
        Ok(())
    }

    /// Sends the rows of every table. Gives where the next page begins, if there is one.
    pub async fn all(
        mut self,
        order: &Order,
        sender: Sender<Message>,
        progress: &Progress,
    ) -> Result<Option<After>, Error> {
        let client = self.client()?;
        let mut next = None;
        for (index, table) in order.tables.iter().enumerate() {
            send(&sender, Message::Table(index)).await?;
            let rows = rows(client, table, order.format.wants_label()).await?;
            next = pass_on(rows, table.query.limit, &sender, progress).await?;
        }
        send(&sender, Message::End).await?;
        client.batch_execute(sql!("exports/end")).await?;
        self.client = None;
        Ok(next)
    }
}

/// A plan in words: its id, title, version, standing in law, and first day.
fn plan(row: &DatabaseRow) -> Result<Said, Error> {
    let slug: &str = row.try_get("slug")?;
    let version: i32 = row.try_get("row_version")?;
    let status: &str = row.try_get("law_status")?;
    let since = row.try_get::<_, Option<Date>>("valid_from")?;
    let since = since.map_or("..".to_owned(), |day| day.to_string());
    let (vi, en): (&str, &str) = (row.try_get("title_vi")?, row.try_get("title_en")?);
    Ok(Said::new(
        format!("{slug}: {vi}, phiên bản {version}, {status}, từ {since}"),
        format!("{slug}: {en}, version {version}, {status}, from {since}"),
    ))
}

/// A transaction that did not end goes with its connection; the database is told that nobody waits for it.
impl Drop for Reading {
    fn drop(&mut self) {
        let Some(client) = self.client.take() else {
            return;
        };
        tokio::spawn(async move {
            if let Err(error) = client.cancel_token().cancel_query(NoTls).await {
                warn!(%error, "an export that nobody waits for cannot be ended");
            }
            drop(Object::take(client));
        });
    }
}

/// The writer tells why it stopped; this is only that it did.
async fn send(sender: &Sender<Message>, message: Message) -> Result<(), Error> {
    sender
        .send(message)
        .await
        .map_err(|_| Error::startup("the writer of an export stopped"))
}

async fn pass_on(
    rows: RowStream,
    limit: i64,
    sender: &Sender<Message>,
    progress: &Progress,
) -> Result<Option<After>, Error> {
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    let mut rows = pin!(rows);
    let (mut batch, mut bytes, mut taken) = (Vec::new(), 0, 0);
    let mut last: Option<Row> = None;
    let mut is_more = false;
    while let Some(row) = rows.next().await {
        if taken == limit {
            // The one row more than wanted.
            is_more = true;
            continue;
        }
        let row = Row::from_row(&row?)?;
        taken += 1;
        if let Some(before) = last.replace(row) {
            bytes += before.bytes();
            batch.push(before);
        }
        if bytes >= BATCH_BYTES {
            let full = std::mem::take(&mut batch);
            progress
                .written
                .fetch_add(full.len() as u64, Ordering::Relaxed);
            send(sender, Message::Rows(full)).await?;
            bytes = 0;
        }
    }
    let next = last.as_ref().filter(|_| is_more).map(Row::after);
    batch.extend(last);
    progress
        .written
        .fetch_add(batch.len() as u64, Ordering::Relaxed);
    send(sender, Message::Rows(batch)).await?;
    Ok(next)
}

async fn rows(client: &Object, table: &Table, wants_label: bool) -> Result<RowStream, Error> {
    let query = &table.query;
    let filter = query.filter.as_ref();
    let statement = items::prepare(client, sql!("exports/rows"), 14, filter).await?;
    let (area, words) = (query.area(), query.words());
    let sort_property = query.sort.as_ref().map(|sort| &sort.property);
    let descending = query.sort.as_ref().is_some_and(|sort| sort.descending);
    let crs = query.form.crs.number();
    let after = query.after.as_ref();
    let (value, fid) = (
        after.map(|after| &after.value),
        after.map(|after| after.fid),
    );
    let limit = query.limit + 1;
    let fixed: [&(dyn ToSql + Sync); 13] = [
        &query.collection,
        &query.days.from,
        &query.days.to,
        &query.as_of,
        &area,
        &words,
        &crs,
        &wants_label,
        &sort_property,
        &descending,
        &value,
        &fid,
        &limit,
    ];
    let parameters: Vec<_> = fixed.into_iter().chain(items::binds(filter)).collect();
    Ok(client.query_raw(&statement, parameters).await?)
}
