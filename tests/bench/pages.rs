//! All communes as GeoJSON that is made anew, beside the SQL that yields the same text.

use std::time::Instant;

use futures_util::future;
use tokio_postgres::Row;

use crate::client::Client;
use crate::figures::{Times, Verdict};
use crate::servers::Bench;
use crate::{Outcome, say};

const TIMES: u32 = 40;
const WARM_UP: u32 = 5;
const AT_ONCE: u32 = 4;

pub async fn uncached(bench: &Bench, verdicts: &mut Vec<Verdict>) -> Outcome<()> {
    let statement = bench.sql.prepare(include_str!("sql/communes.sql")).await?;
    let mut client = Client::connect(&bench.product.authority).await?;
    let before_mb = bench.product.memory_mb()?;
    bench.product.forget_peak()?;
    let (mut product, mut sql) = (Times::default(), Times::default());
    let (mut size, mut same) = (0, true);
    for turn in 0..WARM_UP + TIMES {
        let reply = client.get(&path(turn), false).await?;
        let began = Instant::now();
        let made = bench.sql.query(&statement, &[]).await?;
        let took = began.elapsed();
        if turn >= WARM_UP {
            product.add(reply.took);
            sql.add(took);
        }
        size = reply.size_bytes();
        same &= is_same(&reply.body(), &made)?;
    }
    let alone_mb = bench.product.peak_memory_mb()? - before_mb;
    several(bench).await?;
    let together_mb = bench.product.peak_memory_mb()? - before_mb;
    let ratio = product.p50() / sql.p50();
    say("## All communes as GeoJSON, full geometry, not kept\n")?;
    say("| | p50, ms | p95, ms |\n|---|---:|---:|")?;
    say(&format!(
        "| product, another bbox each time | {:.1} | {:.1} |",
        product.p50(),
        product.p95()
    ))?;
    say(&format!("| SQL | {:.1} | {:.1} |", sql.p50(), sql.p95()))?;
    say(&format!(
        "| ratio | {ratio:.2} | {:.2} |\n",
        product.p95() / sql.p95()
    ))?;
    say(&format!(
        "{size} bytes; features {} the SQL's text.",
        if same { "are" } else { "DIFFER from" }
    ))?;
    say(&format!(
        "Resident memory before: {before_mb:.1} MB; most during {} requests one by one: {alone_mb:+.1} MB; \
         with {AT_ONCE} at once: {together_mb:+.1} MB.\n",
        WARM_UP + TIMES
    ))?;
    verdicts.push(Verdict::at_most(
        "communes as GeoJSON, not kept, ÷ SQL",
        ratio,
        1.2,
    ));
    verdicts.push(Verdict::at_most(
        "server memory, growth by these requests (MB)",
        together_mb,
        20.0,
    ));
    Ok(())
}

/// A box around all of Hà Nội, never the same twice.
fn path(turn: u32) -> String {
    format!("/collections/communes/items?limit=200&bbox=105,20,107,22.{turn:04}")
}

async fn several(bench: &Bench) -> Outcome<()> {
    let tasks = (1..=AT_ONCE).map(|lane| async move {
        let mut client = Client::connect(&bench.product.authority).await?;
        for turn in 0..TIMES / AT_ONCE {
            client.get(&path(lane * 1000 + turn), false).await?;
        }
        Outcome::Ok(())
    });
    future::try_join_all(tasks).await?;
    Ok(())
}

/// Whether the features of a page are, byte for byte, the rows of the SQL.
fn is_same(page: &[u8], rows: &[Row]) -> Outcome<bool> {
    let texts = rows
        .iter()
        .map(|row| Ok(row.try_get::<_, &str>(0)?))
        .collect::<Outcome<Vec<_>>>()?;
    let features = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{}]",
        texts.join(",\n")
    );
    Ok(page.starts_with(features.as_bytes()))
}
