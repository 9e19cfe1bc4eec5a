//! Replies kept in memory, beside a bare handler that returns the same bytes.

use std::fs;

use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

use crate::client::Client;
use crate::cold::Tile;
use crate::figures::Verdict;
use crate::load::{CONNECTIONS, THREADS, compare, spread};
use crate::servers::{Bench, Server};
use crate::{Outcome, say};

const RATIO: f64 = 0.85;
struct Case {
    title: String,
    path: String,
    gzip: bool,
    size: usize,
}

pub async fn measure(bench: &Bench, tiles: &[Tile], verdicts: &mut Vec<Verdict>) -> Outcome<()> {
    let (cases, replies) = cases(bench, tiles).await?;
    let limit = Server::limit(&replies).await?;
    say(&format!(
        "## Kept replies beside a bare handler of the same bytes\n\nwrk, {THREADS} threads, {CONNECTIONS} connections, \
         {} rounds of {} s on each in turn, medians. CPU is the server's own, for one request.\n",
        bench.settings.rounds, bench.settings.seconds
    ))?;
    say(
        "| what | bytes | product/s | limit/s | ratio | of single rounds | product CPU, µs | limit CPU, µs |",
    )?;
    say("|---|---:|---:|---:|---:|---:|---:|---:|")?;
    for (place, case) in cases.iter().enumerate() {
        let pair = [
            (&bench.product, case.path.as_str()),
            (&limit, &format!("/{place}")),
        ];
        let found = compare(&bench.settings, case.gzip, pair).await?;
        say(&format!(
            "| {} | {} | {:.0} | {:.0} | {:.3} | {:.3}–{:.3} | {:.1} | {:.1} |",
            case.title,
            case.size,
            found.product_per_second,
            found.limit_per_second,
            found.ratio,
            found.spread.0,
            found.spread.1,
            found.product_cpu_us,
            found.limit_cpu_us
        ))?;
        verdicts.push(Verdict::at_least(
            format!("{}, ÷ limit", case.title),
            found.ratio,
            RATIO,
        ));
    }
    say("")
}

/// What is asked of the product, and its replies as the limit takes them.
async fn cases(bench: &Bench, tiles: &[Tile]) -> Outcome<(Vec<Case>, Vec<String>)> {
    // In a small one everything but the bytes weighs, in a large one the bytes.
    let mut by_size: Vec<&Tile> = tiles.iter().filter(|tile| tile.size_bytes > 0).collect();
    by_size.sort_by_key(|tile| tile.size_bytes);
    let middle = by_size
        .get(by_size.len() / 2)
        .map(|tile| ("middling", *tile));
    let largest = by_size.last().map(|tile| ("largest", *tile));
    let mut subjects: Vec<(String, String)> = [middle, largest]
        .into_iter()
        .flatten()
        .map(|(name, tile)| (format!("warm tile, {name} (zoom {})", tile.z), tile.path()))
        .collect();
    subjects.push((
        "communes as GeoJSON, kept".to_owned(),
        "/collections/communes/items?limit=200".to_owned(),
    ));
    let mut client = Client::connect(&bench.product.authority).await?;
    let (mut cases, mut replies) = (Vec::new(), Vec::new());
    for (subject, path) in subjects {
        for gzip in [true, false] {
            let reply = client.get(&path, gzip).await?;
            let file = bench.folder.join(format!("reply-{}", cases.len()));
            fs::write(&file, reply.body())?;
            replies.extend([
                reply.header(CONTENT_TYPE),
                reply.header(CONTENT_ENCODING),
                file.display().to_string(),
            ]);
            cases.push(Case {
                title: format!("{subject}, {}", if gzip { "gzip" } else { "identity" }),
                path: path.clone(),
                gzip,
                size: reply.size_bytes(),
            });
        }
    }
    Ok((cases, replies))
}

/// The memory that serving many tiles takes: cold ones at first, from many connections, then warm ones.
pub async fn memory(bench: &Bench, tiles: &[Tile], verdicts: &mut Vec<Verdict>) -> Outcome<()> {
    let file = bench.folder.join("paths");
    let paths: Vec<String> = tiles.iter().map(|tile| tile.path()).collect();
    fs::write(&file, paths.join("\n"))?;
    bench.product.forget_peak()?;
    let per_second = spread(
        &bench.product,
        &file.display().to_string(),
        bench.settings.seconds * 2,
    )
    .await?;
    let peak_mb = bench.product.peak_memory_mb()?;
    say(&format!(
        "{} tiles of all zooms in turn: {per_second:.0} a second, {peak_mb:.1} MB at most.\n",
        tiles.len()
    ))?;
    verdicts.push(Verdict::at_most(
        "server memory, under tile load (MB)",
        peak_mb,
        200.0,
    ));
    Ok(())
}
