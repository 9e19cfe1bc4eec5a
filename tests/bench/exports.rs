//! Exports: the communes as GeoPackage beside `ogr2ogr` on the same rows, and memory over seven million vertices.

use std::process::Stdio;
use std::time::{Duration, Instant};

use http::StatusCode;
use http::header::LOCATION;
use serde_json::Value;
use tokio::process::Command;
use tokio::time::sleep;

use crate::client::{Client, Reply};
use crate::figures::{Times, Verdict};
use crate::servers::Bench;
use crate::{Outcome, say};

const ROUNDS: u32 = 12;
const WARM_UP: u32 = 2;
/// Made-up constraints and the vertices of each.
const FEATURES: i32 = 3_000;
const VERTICES: i32 = 2_333;
const FORMATS: [&str; 9] = [
    "gpkg",
    "geojson",
    "geojsonseq",
    "fgb",
    "shp",
    "kml",
    "csv",
    "dxf",
    "xlsx",
];
/// What the product may have in memory meanwhile, MB.
const MEMORY_MB: f64 = 150.0;
const LOOK_AGAIN: Duration = Duration::from_millis(200);

pub async fn measure(bench: &Bench, verdicts: &mut Vec<Verdict>) -> Outcome<()> {
    beside_ogr2ogr(bench, verdicts).await?;
    memory(bench, verdicts).await
}

/// Taking turns in who is first; both write a file with an index.
async fn beside_ogr2ogr(bench: &Bench, verdicts: &mut Vec<Verdict>) -> Outcome<()> {
    let mut client = Client::connect(&bench.product.authority).await?;
    let (mut product, mut ogr2ogr) = (Times::default(), Times::default());
    let mut size = 0;
    for round in 0..WARM_UP + ROUNDS {
        let (own, others) = if round % 2 == 0 {
            let own = exported(&mut client, "communes", "gpkg").await?;
            (own, run_ogr2ogr(bench).await?)
        } else {
            let others = run_ogr2ogr(bench).await?;
            (exported(&mut client, "communes", "gpkg").await?, others)
        };
        if round >= WARM_UP {
            product.add(own.took);
            ogr2ogr.add(others);
        }
        size = own.bytes;
    }
    let ratio = product.p50() / ogr2ogr.p50();
    say("## All communes as GeoPackage\n")?;
    say("| | p50, ms | p95, ms |\n|---|---:|---:|")?;
    for (what, times) in [("product", &product), ("ogr2ogr, same rows", &ogr2ogr)] {
        say(&format!(
            "| {what} | {:.0} | {:.0} |",
            times.p50(),
            times.p95()
        ))?;
    }
    say(&format!("\n{size} bytes, styles and metadata included.\n"))?;
    verdicts.push(Verdict::at_most(
        "communes as GeoPackage ÷ ogr2ogr",
        ratio,
        2.0,
    ));
    Ok(())
}

async fn run_ogr2ogr(bench: &Bench) -> Outcome<Duration> {
    let file = bench.folder.join("ogr2ogr.gpkg");
    // As people run it: onto a file that is not there yet.
    let _ = tokio::fs::remove_file(&file).await;
    let began = Instant::now();
    let done = Command::new("ogr2ogr")
        .args(["-f", "GPKG"])
        .arg(&file)
        .arg(format!("PG:{}", bench.database_url()))
        .args(["-nln", "communes", "-sql"])
        .arg(include_str!("sql/export_communes.sql"))
        .stdin(Stdio::null())
        .status()
        .await?;
    if !done.success() {
        return Err("ogr2ogr failed".into());
    }
    Ok(began.elapsed())
}

async fn memory(bench: &Bench, verdicts: &mut Vec<Verdict>) -> Outcome<()> {
    let statement = include_str!("sql/scale_constraints.sql");
    bench
        .sql
        .execute(statement, &[&"bench-exports", &FEATURES, &VERTICES])
        .await?;
    bench.sql.batch_execute("ANALYZE").await?;
    let mut client = Client::connect(&bench.product.authority).await?;
    say(&format!(
        "## {FEATURES} constraints of {VERTICES} vertices each\n\n| format | MB | s | most memory, MB |\n|---|---:|---:|---:|"
    ))?;
    let mut most = 0.0_f64;
    for format in FORMATS {
        bench.product.forget_peak()?;
        let made = exported(&mut client, "plan-constraints", format).await?;
        let peak = bench.product.peak_memory_mb()?;
        most = most.max(peak);
        say(&format!(
            "| {format} | {:.0} | {:.1} | {peak:.0} |",
            made.bytes as f64 / 1e6,
            made.took.as_secs_f64()
        ))?;
    }
    say("")?;
    verdicts.push(Verdict::at_most(
        "server memory, exporting 7 million vertices (MB)",
        most,
        MEMORY_MB,
    ));
    Ok(())
}

/// A file that has been read to its end.
struct Exported {
    bytes: usize,
    took: Duration,
}

async fn exported(client: &mut Client, collection: &str, format: &str) -> Outcome<Exported> {
    let began = Instant::now();
    let path = format!("/exports?collections={collection}&f={format}");
    let mut reply: Reply = client.get(&path, false).await?;
    if reply.status == StatusCode::ACCEPTED {
        let job = reply.header(LOCATION);
        let job = path_of(&job)?;
        loop {
            sleep(LOOK_AGAIN).await;
            let told: Value = serde_json::from_slice(&client.get(job, false).await?.body())?;
            match told["state"].as_str() {
                Some("waiting" | "writing") => {}
                Some("done") => break,
                _ => return Err(format!("{path}: {told}").into()),
            }
        }
        reply = client.get(&format!("{job}/file"), false).await?;
    }
    Ok(Exported {
        bytes: reply.size_bytes(),
        took: began.elapsed(),
    })
}

/// The path of an address of the product.
fn path_of(address: &str) -> Outcome<&str> {
    let rest = address.split_once("//").map(|(_, rest)| rest);
    let at = rest.and_then(|rest| rest.find('/').map(|at| &rest[at..]));
    Ok(at.ok_or("no address of a job")?)
}
