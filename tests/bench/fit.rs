//! Planning fit: one cluster beside the SQL, drawn areas at four clients, and the whole city as it grows.

use std::f64::consts::TAU;
use std::time::{Duration, Instant};

use futures_util::future;
use serde_json::{Value, json};

use crate::client::Client;
use crate::figures::{Times, Verdict};
use crate::servers::Bench;
use crate::{Outcome, say};

/// A plan whose zones are the communes measured with.
const PLAN: &str = "bench-communes";
const ROUNDS: usize = 6;
/// Drawn areas each of the parallel clients sends.
const DRAWN: usize = 250;
const CLIENTS: usize = 4;
/// Clusters and zones of today's size times one.
const CLUSTERS: i64 = 100;
const ZONES: i32 = 1_000;
const SCALES: [i32; 3] = [1, 3, 10];

pub async fn measure(bench: &Bench, verdicts: &mut Vec<Verdict>) -> Outcome<()> {
    bench
        .sql
        .execute(include_str!("sql/fit_plan.sql"), &[])
        .await?;
    bench.sql.batch_execute("ANALYZE").await?;
    let slugs: Vec<String> = bench
        .sql
        .query(include_str!("sql/clusters.sql"), &[])
        .await?
        .iter()
        .map(|row| row.get(0))
        .collect();
    one(bench, &slugs, verdicts).await?;
    drawn(bench, verdicts).await?;
    city(bench).await
}

/// Each cluster in turn, the SQL and the service taking turns in who is first.
async fn one(bench: &Bench, slugs: &[String], verdicts: &mut Vec<Verdict>) -> Outcome<()> {
    let statement = bench.sql.prepare(include_str!("sql/fit.sql")).await?;
    let mut client = Client::connect(&bench.product.authority).await?;
    let (mut sql, mut product, mut shifted) =
        (Times::default(), Times::default(), Times::default());
    let mut same = true;
    for round in 0..ROUNDS {
        for slug in slugs {
            let path = format!("/collections/clusters/items/{slug}/fit?plan={PLAN}");
            let plain = format!("{path}&sensitivity=false");
            let began = Instant::now();
            let row = bench.sql.query_one(&statement, &[slug, &PLAN]).await?;
            let took = began.elapsed();
            let reply = client.get(&plain, false).await?;
            let repeated = client.get(&path, false).await?;
            // The first round is for caches and plans.
            if round > 0 {
                sql.add(took);
                product.add(reply.took);
                shifted.add(repeated.took);
            }
            same &= agrees(
                &reply.body(),
                row.get("area_m2"),
                row.get("residual_m2"),
                &row.get("classes"),
            )?;
        }
    }
    say("## Fit of one cluster, the communes as zones\n")?;
    say("| | p50, ms | p95, ms |\n|---|---:|---:|")?;
    for (what, times) in [
        ("SQL", &sql),
        ("product", &product),
        (
            "product, with the verdict repeated in 8 directions",
            &shifted,
        ),
    ] {
        say(&format!(
            "| {what} | {:.2} | {:.2} |",
            times.p50(),
            times.p95()
        ))?;
    }
    say(&format!(
        "\n{} answers; areas {} the SQL's within 1e-9.\n",
        product.len(),
        if same { "are" } else { "DIFFER from" }
    ))?;
    verdicts.push(Verdict::at_most(
        "fit of one cluster, p50 (ms)",
        product.p50(),
        sql.p50() * 1.5 + 2.0,
    ));
    Ok(())
}

/// Whether the service answers the areas of the SQL.
fn agrees(body: &[u8], area_m2: f64, residual_m2: f64, classes: &Value) -> Outcome<bool> {
    let document: Value = serde_json::from_slice(body)?;
    let near = |value: &Value, wanted: f64| {
        value
            .as_f64()
            .is_some_and(|found| (found - wanted).abs() <= 1e-4 + 1e-9 * area_m2)
    };
    let of_class = |class: &Value| {
        let id = class["class"].as_str().unwrap_or_default();
        classes[id]
            .as_f64()
            .is_some_and(|wanted| near(&class["area_m2"], wanted))
    };
    Ok(near(&document["area_m2"], area_m2)
        && near(&document["residual"]["area_m2"], residual_m2)
        && document["classes"]
            .as_array()
            .is_some_and(|all| all.iter().all(of_class)))
}

async fn drawn(bench: &Bench, verdicts: &mut Vec<Verdict>) -> Outcome<()> {
    let lanes = (0..CLIENTS).map(|lane| async move {
        let mut client = Client::connect(&bench.product.authority).await?;
        let mut times = Times::default();
        for turn in 0..DRAWN + 20 {
            let body = area(lane * 10_000 + turn).to_string();
            let reply = client.post(&format!("/fit?plan={PLAN}"), body).await?;
            if turn >= 20 {
                times.add(reply.took);
            }
        }
        Outcome::Ok(times)
    });
    let began = Instant::now();
    let mut all = Times::default();
    for times in future::try_join_all(lanes).await? {
        all.extend(&times);
    }
    let rate = (CLIENTS * (DRAWN + 20)) as f64 / began.elapsed().as_secs_f64();
    say(&format!(
        "## Drawn areas, {CLIENTS} clients at once, the communes as zones\n"
    ))?;
    say(&format!(
        "{} answers, {rate:.0} a second: p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms.\n",
        all.len(),
        all.p50(),
        all.p95(),
        all.p99()
    ))?;
    verdicts.push(Verdict::at_most(
        "POST /fit, 4 clients, p99 (ms)",
        all.p99(),
        25.0,
    ));
    Ok(())
}

/// A many-sided area of 5 to 75 ha somewhere in Hà Nội, another for each number.
fn area(number: usize) -> Value {
    // Steps of the golden ratio fill the plane evenly.
    let part = |step: f64| (number as f64 * step).fract();
    let (lon, lat) = (
        105.4 + 0.5 * part(0.618_034),
        20.75 + 0.45 * part(0.754_878),
    );
    let radius = 0.0012 + 0.0035 * part(0.569_84);
    let corner = |i: usize| {
        let angle = (i % 40) as f64 / 40.0 * TAU;
        let r = radius * (0.8 + 0.2 * (angle * 5.0).sin());
        json!([lon + r * angle.cos(), lat + r * angle.sin()])
    };
    let ring: Vec<Value> = (0..=40).map(corner).collect();
    json!({ "type": "Polygon", "coordinates": [ring] })
}

/// All clusters against all zones in one pass, as both grow; each pass on a day not asked about before.
async fn city(bench: &Bench) -> Outcome<()> {
    let mut client = Client::connect(&bench.product.authority).await?;
    let mut lines = Vec::new();
    for scale in SCALES {
        let plan = format!("bench-{scale}x");
        let zones = bench
            .sql
            .prepare(include_str!("sql/scale_zones.sql"))
            .await?;
        bench
            .sql
            .execute(&zones, &[&plan, &(ZONES * scale)])
            .await?;
        let clusters = bench
            .sql
            .prepare(include_str!("sql/scale_clusters.sql"))
            .await?;
        bench
            .sql
            .execute(&clusters, &[&(CLUSTERS * i64::from(scale))])
            .await?;
        bench.sql.batch_execute("ANALYZE").await?;
        let mut times = Times::default();
        let mut again = Duration::ZERO;
        for day in 1..=ROUNDS {
            let path = format!("/fit?plan={plan}&datetime=2026-12-{day:02}");
            let reply = client.get(&path, true).await?;
            if day > 1 {
                times.add(reply.took);
            }
            again = client.get(&path, true).await?.took;
        }
        lines.push((scale, times.p50(), again.as_secs_f64() * 1000.0));
    }
    say("## All clusters × all zones in one pass\n")?;
    say(
        "| size | clusters | zones | p50, ms | ms a cluster | asked again, ms |\n|---|---:|---:|---:|---:|---:|",
    )?;
    for (scale, p50, again) in lines {
        let clusters = CLUSTERS * i64::from(scale);
        say(&format!(
            "| {scale} × | {clusters} | {} | {p50:.0} | {:.2} | {again:.1} |",
            ZONES * scale,
            p50 / clusters as f64
        ))?;
    }
    say("")
}
