//! Old names resolved in a table: how many a second, over HTTP from the first byte sent to the last received.

use std::fmt::Write as _;
use std::time::Duration;

use ccn_atlas::data;
use serde::Deserialize;

use crate::client::Client;
use crate::figures::{Times, Verdict};
use crate::servers::Bench;
use crate::{Outcome, say};

/// Each of the 526 is asked for so many times in a table.
const COPIES: usize = 20;

#[derive(Deserialize)]
struct Former {
    kind: String,
    name: String,
    district: String,
}

/// Sends tables of names, and one name by itself.
pub async fn measure(bench: &Bench, verdicts: &mut Vec<Verdict>) -> Outcome<()> {
    let former: Vec<Former> = data::rows("commune/former.csv")?;
    let mut table = String::from("text\n");
    for _ in 0..COPIES {
        for unit in &former {
            writeln!(table, "\"{} {}, {}\"", unit.kind, unit.name, unit.district)?;
        }
    }
    let rows = former.len() * COPIES;
    let mut client = Client::connect(&bench.product.authority).await?;
    let mut tables = Times::default();
    for _ in 0..bench.settings.rounds {
        let reply = client.post("/communes/resolve", table.clone()).await?;
        tables.add(reply.took);
    }
    let mut single = Times::default();
    for unit in &former {
        let text: String = form_urlencoded::byte_serialize(
            format!("{} {}, {}", unit.kind, unit.name, unit.district).as_bytes(),
        )
        .collect();
        let reply = client
            .get(&format!("/communes/resolve?text={text}"), false)
            .await?;
        single.add(reply.took);
    }
    let a_second = rows as f64 / Duration::from_secs_f64(tables.p50() / 1000.0).as_secs_f64();
    say(&format!(
        "## Old names\n\nA table of {rows} names: p50 {:.0} ms, {a_second:.0} names/s. One name: p50 {:.2} ms, p99 {:.2} ms.\n",
        tables.p50(),
        single.p50(),
        single.p99()
    ))?;
    verdicts.push(Verdict::at_least(
        "old names in a table, names/s",
        a_second,
        5000.0,
    ));
    Ok(())
}
