//! Load by wrk, in rounds that alternate between two servers.

use std::process::Stdio;

use tokio::process::Command;

use crate::Outcome;
use crate::figures::median;
use crate::servers::{Server, Settings};

pub const THREADS: &str = "2";
pub const CONNECTIONS: &str = "16";
/// `USER_HZ`, 100 on every Linux that this runs on.
const TICKS_PER_S: f64 = 100.0;

/// What one server did in one round.
struct Round {
    per_second: f64,
    /// Processor time of the server for one request.
    cpu_us: f64,
}

/// The product beside the limit.
pub struct Compared {
    pub product_per_second: f64,
    pub limit_per_second: f64,
    pub product_cpu_us: f64,
    pub limit_cpu_us: f64,
    /// Ratio of the medians.
    pub ratio: f64,
    /// Lowest and highest ratio of one round.
    pub spread: (f64, f64),
}

/// Alternates rounds on both, after one on each that does not count.
pub async fn compare(
    settings: &Settings,
    gzip: bool,
    pair: [(&Server, &str); 2],
) -> Outcome<Compared> {
    let [product, limit] = pair;
    for (server, path) in pair {
        round(server, path, 1, gzip).await?;
    }
    let (mut products, mut limits) = (Vec::new(), Vec::new());
    for _ in 0..settings.rounds.max(1) {
        products.push(round(product.0, product.1, settings.seconds, gzip).await?);
        limits.push(round(limit.0, limit.1, settings.seconds, gzip).await?);
    }
    let ratios = || {
        products
            .iter()
            .zip(&limits)
            .map(|(p, l)| p.per_second / l.per_second)
    };
    let (product_per_second, product_cpu_us) = medians(&products);
    let (limit_per_second, limit_cpu_us) = medians(&limits);
    Ok(Compared {
        product_per_second,
        limit_per_second,
        product_cpu_us,
        limit_cpu_us,
        ratio: product_per_second / limit_per_second,
        spread: (
            ratios().fold(f64::INFINITY, f64::min),
            ratios().fold(0.0, f64::max),
        ),
    })
}

fn medians(rounds: &[Round]) -> (f64, f64) {
    let of = |figure: fn(&Round) -> f64| median(&rounds.iter().map(figure).collect::<Vec<_>>());
    (of(|round| round.per_second), of(|round| round.cpu_us))
}

async fn round(server: &Server, path: &str, seconds: u32, gzip: bool) -> Outcome<Round> {
    let coding = if gzip { "gzip" } else { "identity" };
    let before = server.ticks()?;
    let said = wrk(
        seconds,
        &[
            "-H",
            &format!("Accept-Encoding: {coding}"),
            &server.url(path),
        ],
    )
    .await?;
    let ticks = server.ticks()? - before;
    let requests = requests(&said)?;
    Ok(Round {
        per_second: figure(&said, "Requests/sec:")?,
        cpu_us: ticks / TICKS_PER_S * 1e6 / requests,
    })
}

/// Loads a server with the paths of a file in turn, gzip accepted.
pub async fn spread(server: &Server, paths_file: &str, seconds: u32) -> Outcome<f64> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bench/spread.lua");
    let said = wrk(
        seconds,
        &[
            "-H",
            "Accept-Encoding: gzip",
            "-s",
            script,
            &server.url(""),
            "--",
            paths_file,
        ],
    )
    .await?;
    figure(&said, "Requests/sec:")
}

async fn wrk(seconds: u32, arguments: &[&str]) -> Outcome<String> {
    let done = Command::new("wrk")
        .args([
            "-t",
            THREADS,
            "-c",
            CONNECTIONS,
            "-d",
            &format!("{seconds}s"),
        ])
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output()
        .await
        .map_err(|source| format!("cannot run wrk: {source}"))?;
    let said = String::from_utf8(done.stdout)?;
    let failed = ["Non-2xx or 3xx responses", "Socket errors"]
        .iter()
        .any(|sign| said.contains(sign));
    if failed || !done.status.success() {
        return Err(format!("wrk: {said}").into());
    }
    Ok(said)
}

fn figure(said: &str, name: &str) -> Outcome<f64> {
    let line = said.lines().find_map(|line| line.trim().strip_prefix(name));
    Ok(line
        .ok_or_else(|| format!("wrk says no {name}"))?
        .trim()
        .parse()?)
}

/// From `  12345 requests in 2.00s, 3.21MB read`.
fn requests(said: &str) -> Outcome<f64> {
    let line = said
        .lines()
        .find_map(|line| line.trim().split_once(" requests in "));
    Ok(line.ok_or("wrk says no requests")?.0.parse()?)
}
