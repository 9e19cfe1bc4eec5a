//! Tiles that nobody has asked for yet, beside the SQL that makes them.

use std::io::Read as _;
use std::time::Instant;

use flate2::read::GzDecoder;
use tokio_postgres::Statement;

use crate::client::Client;
use crate::figures::{Times, Verdict};
use crate::servers::Bench;
use crate::{Outcome, say};

const ZOOMS: std::ops::RangeInclusive<i32> = 8..=14;
/// A low zoom has few tiles, so all of them are made again until there are this many times.
const FEWEST_TIMES: usize = 120;

/// A tile that touches a commune.
#[derive(Clone, Copy)]
pub struct Tile {
    pub z: i32,
    x: i32,
    y: i32,
    /// Uncompressed; known once it was made.
    pub size_bytes: usize,
}

impl Tile {
    pub fn path(self) -> String {
        format!("/tiles/communes/{}/{}/{}", self.z, self.x, self.y)
    }
}

/// The SQL and the product on one connection each.
struct Pair<'a> {
    bench: &'a Bench,
    statement: Statement,
    client: Client,
    sql: Times,
    product: Times,
    different: usize,
}

/// Measures, and gives the tiles for other measurements.
pub async fn measure(bench: &Bench, verdicts: &mut Vec<Verdict>) -> Outcome<Vec<Tile>> {
    let mut all = Vec::new();
    say("## Cold tiles of the communes, gzip, ms\n")?;
    say(
        "| zoom | tiles | of | times | product p50 | p95 | SQL p50 | p95 | budget p50 | to spare |",
    )?;
    say("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")?;
    let mut pair = Pair {
        bench,
        statement: bench.sql.prepare(include_str!("sql/tile.sql")).await?,
        client: Client::connect(&bench.forgetful.authority).await?,
        sql: Times::default(),
        product: Times::default(),
        different: 0,
    };
    let (mut sql, mut product) = (Times::default(), Times::default());
    for z in ZOOMS {
        let (mut tiles, touched) = tiles(bench, z).await?;
        pair.run(&mut tiles).await?;
        let budget = pair.sql.p50() * 1.1 + 1.0;
        say(&format!(
            "| {z} | {} | {touched} | {} | {:.2} | {:.2} | {:.2} | {:.2} | {budget:.2} | {:.2} |",
            tiles.len(),
            pair.product.len(),
            pair.product.p50(),
            pair.product.p95(),
            pair.sql.p50(),
            pair.sql.p95(),
            budget - pair.product.p50(),
        ))?;
        verdicts.push(Verdict::at_most(
            format!("cold tile at zoom {z}, p50 (ms)"),
            pair.product.p50(),
            budget,
        ));
        sql.extend(&pair.sql);
        product.extend(&pair.product);
        all.extend(tiles);
    }
    say(&format!(
        "| all | {} | | {} | {:.2} | {:.2} | {:.2} | {:.2} | | |\n",
        all.len(),
        product.len(),
        product.p50(),
        product.p95(),
        sql.p50(),
        sql.p95(),
    ))?;
    let metrics = pair.client.get("/metrics", false).await?.body();
    let metrics = String::from_utf8(metrics)?;
    let found = metrics
        .lines()
        .find(|line| line.starts_with("ccn_replies_total{found=\"yes\"}"))
        .unwrap_or("none");
    say(&format!(
        "Tiles whose bytes differ from the SQL's: {}. Found in memory by the server that keeps nothing: `{found}`.\n",
        pair.different
    ))?;
    Ok(all)
}

impl Pair<'_> {
    async fn run(&mut self, tiles: &mut [Tile]) -> Outcome<()> {
        // The first pass fills PostgreSQL's memory; people's first tile of the day is slower than these.
        let passes = 1 + FEWEST_TIMES.div_ceil(tiles.len().max(1));
        (self.sql, self.product) = (Times::default(), Times::default());
        for pass in 0..passes {
            for (place, tile) in tiles.iter_mut().enumerate() {
                // Whoever comes second finds the processor's memory warm, so they take turns.
                let (made, sent) = if (pass + place).is_multiple_of(2) {
                    let made = self.ask_sql(*tile, pass > 0).await?;
                    (made, self.ask_product(*tile, pass > 0).await?)
                } else {
                    let sent = self.ask_product(*tile, pass > 0).await?;
                    (self.ask_sql(*tile, pass > 0).await?, sent)
                };
                tile.size_bytes = made.len();
                self.different += usize::from(pass == 0 && made != sent);
            }
        }
        Ok(())
    }

    async fn ask_sql(&mut self, tile: Tile, counts: bool) -> Outcome<Vec<u8>> {
        let began = Instant::now();
        let row = self
            .bench
            .sql
            .query_one(&self.statement, &[&tile.z, &tile.x, &tile.y])
            .await?;
        if counts {
            self.sql.add(began.elapsed());
        }
        Ok(row.try_get(0)?)
    }

    async fn ask_product(&mut self, tile: Tile, counts: bool) -> Outcome<Vec<u8>> {
        let reply = self.client.get(&tile.path(), true).await?;
        if counts {
            self.product.add(reply.took);
        }
        let mut plain = Vec::new();
        if reply.status != http::StatusCode::NO_CONTENT {
            GzDecoder::new(&reply.body()[..]).read_to_end(&mut plain)?;
        }
        Ok(plain)
    }
}

/// Some of the tiles of a zoom, and how many there are.
async fn tiles(bench: &Bench, z: i32) -> Outcome<(Vec<Tile>, i64)> {
    let rows = bench
        .sql
        .query(
            include_str!("sql/touched.sql"),
            &[&z, &bench.settings.tiles],
        )
        .await?;
    let touched = rows.first().map_or(Ok(0), |row| row.try_get("touched"))?;
    let tiles = rows
        .iter()
        .map(|row| {
            Ok(Tile {
                z,
                x: row.try_get("x")?,
                y: row.try_get("y")?,
                size_bytes: 0,
            })
        })
        .collect::<Outcome<_>>()?;
    Ok((tiles, touched))
}
