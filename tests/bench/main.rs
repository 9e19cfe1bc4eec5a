//! Measures the service beside the machine's limit and beside the SQL, in one run; see docs/performance.md.

mod client;
mod cold;
mod exports;
mod figures;
mod fit;
mod imports;
mod limit;
mod load;
mod names;
mod pages;
mod servers;
mod warm;

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};

use crate::figures::Verdict;
use crate::servers::{Bench, INDICATIVE, Settings};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Measures CCN Atlas.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Commune boundaries to measure with; `indicative` or none are those that come along
    #[arg(long, env = "CCN_COMMUNES")]
    communes: Option<String>,
    /// Rounds of load, each first on the product and then on the limit
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds of a round
    #[arg(long, default_value_t = 2)]
    seconds: u32,
    /// Most tiles measured at a zoom
    #[arg(long, default_value_t = 150)]
    tiles: i64,
}

#[derive(Subcommand)]
enum Command {
    /// Measure planning fit only
    Fit,
    /// Measure exports only
    Exports,
    /// Measure imports only
    Imports,
    /// Measure old names only
    Names,
    /// Serve given bytes with a bare handler: what the machine can do at most
    Limit {
        /// Content type, content encoding (may be empty) and file of each reply, served at /0, /1, …
        replies: Vec<String>,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(run(cli)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing can be done about a standard error that is closed.
            let _ = writeln!(io::stderr().lock(), "bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Outcome<()> {
    if let Some(Command::Limit { replies }) = &cli.command {
        return limit::serve(replies).await;
    }
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let settings = Settings {
        communes: cli
            .communes
            .filter(|path| !["", INDICATIVE].contains(&path.as_str())),
        rounds: cli.rounds,
        seconds: cli.seconds,
        tiles: cli.tiles,
    };
    let bench = Bench::start(settings).await?;
    let done = tokio::select! {
        done = measure(&bench, cli.command.as_ref()) => done,
        _ = interrupt.recv() => Err("interrupted".into()),
        _ = terminate.recv() => Err("terminated".into()),
    };
    bench.stop().await?;
    done
}

async fn measure(bench: &Bench, only: Option<&Command>) -> Outcome<()> {
    let mut verdicts: Vec<Verdict> = Vec::new();
    say(&format!("Communes: {}\n", bench.boundaries))?;
    if only.is_none() {
        all_but_fit(bench, &mut verdicts).await?;
    }
    if matches!(only, None | Some(Command::Names)) {
        names::measure(bench, &mut verdicts).await?;
    }
    if matches!(only, None | Some(Command::Fit)) {
        // Late: it adds plans and clusters to the data.
        fit::measure(bench, &mut verdicts).await?;
    }
    if matches!(only, None | Some(Command::Exports)) {
        exports::measure(bench, &mut verdicts).await?;
    }
    if matches!(only, None | Some(Command::Imports)) {
        imports::measure(bench, &mut verdicts).await?;
    }
    say("## Against the budgets\n\n| what | measured | budget | |\n|---|---:|---:|---|")?;
    for verdict in &verdicts {
        say(&verdict.row())?;
    }
    Ok(())
}

async fn all_but_fit(bench: &Bench, verdicts: &mut Vec<Verdict>) -> Outcome<()> {
    verdicts.push(Verdict::at_most(
        "server memory, idle (MB)",
        bench.product.memory_mb()?,
        60.0,
    ));
    pages::uncached(bench, verdicts).await?;
    let tiles = cold::measure(bench, verdicts).await?;
    warm::measure(bench, &tiles, verdicts).await?;
    warm::memory(bench, &tiles, verdicts).await?;
    Ok(())
}

fn say(text: &str) -> Outcome<()> {
    Ok(writeln!(io::stdout().lock(), "{text}")?)
}
