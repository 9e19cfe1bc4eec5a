//! Imports: all communes as zones of a plan, checked and published, beside `ogr2ogr` on the same file.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::process::Command;

use crate::client::Client;
use crate::figures::{Times, Verdict};
use crate::servers::Bench;
use crate::{Outcome, say};

const ROUNDS: u32 = 10;
const WARM_UP: u32 = 2;
/// Has no zones of its own, so that what is measured is a partition by itself.
const PLAN: &str = "qd-1569-2024";

pub async fn measure(bench: &Bench, verdicts: &mut Vec<Verdict>) -> Outcome<()> {
    let file = bench.folder.join("communes.geojsonl");
    let mut client = Client::connect(&bench.product.authority).await?;
    let path = "/exports?collections=communes&f=geojsonseq&crs=http://www.opengis.net/def/crs/OGC/1.3/CRS84";
    let communes = client.get(path, false).await?.body();
    tokio::fs::write(&file, communes).await?;
    let (mut product, mut ogr2ogr) = (Times::default(), Times::default());
    for round in 0..WARM_UP + ROUNDS {
        let (own, others) = if round % 2 == 0 {
            let own = imported(bench, &file).await?;
            (own, run_ogr2ogr(bench, &file).await?)
        } else {
            let others = run_ogr2ogr(bench, &file).await?;
            (imported(bench, &file).await?, others)
        };
        if round >= WARM_UP {
            product.add(own);
            ogr2ogr.add(others);
        }
    }
    say("## All communes read, checked and published as zones\n")?;
    say("| | p50, ms | p95, ms |\n|---|---:|---:|")?;
    for (what, times) in [
        ("`ccn import --publish`", &product),
        ("`ogr2ogr`, same file, no checks", &ogr2ogr),
    ] {
        let (p50, p95) = (times.p50(), times.p95());
        say(&format!("| {what} | {p50:.0} | {p95:.0} |"))?;
    }
    say("")?;
    verdicts.push(Verdict::at_most(
        "communes imported ÷ ogr2ogr",
        product.p50() / ogr2ogr.p50(),
        1.5,
    ));
    Ok(())
}

/// From the file to the register; taken back afterwards, which is not timed.
async fn imported(bench: &Bench, file: &Path) -> Outcome<Duration> {
    let began = Instant::now();
    let done = bench
        .command()?
        .args(["import", "plan-zones"])
        .arg(file)
        .args(["--plan", PLAN, "--add", "--publish", "--json"])
        .args(["--map", "name_vi=name", "--map", "id="])
        .args(["--set", "class=green", "--set", "law_status=in_force"])
        .output()
        .await?;
    let took = began.elapsed();
    let said: Value = serde_json::from_slice(&done.stdout)?;
    if said["state"] != "published" {
        return Err(format!("not published: {}", said["defects"]).into());
    }
    let id = said["id"].as_str().ok_or("an import without an id")?;
    let mut undo = bench.command()?;
    undo.args(["import", "--undo", id]).stdout(Stdio::null());
    if !undo.status().await?.success() {
        return Err("an import cannot be taken back".into());
    }
    Ok(took)
}

/// Into a table of its own, with an index, on the same grid.
async fn run_ogr2ogr(bench: &Bench, file: &Path) -> Outcome<Duration> {
    let began = Instant::now();
    let done = Command::new("ogr2ogr")
        .args(["-f", "PostgreSQL"])
        .arg(format!("PG:{}", bench.database_url()))
        .arg(file)
        .args(["-nln", "bench_imports", "-overwrite"])
        .args(["-nlt", "PROMOTE_TO_MULTI", "-t_srs", "EPSG:5897"])
        .stdin(Stdio::null())
        .status()
        .await?;
    if !done.success() {
        return Err("ogr2ogr failed".into());
    }
    Ok(began.elapsed())
}
