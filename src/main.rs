//! `ccn`: parse, call the library, exit code.

mod commands;

use std::io::{self, IsTerminal, Write as _};
use std::path::PathBuf;
use std::process::{ExitCode, ExitStatus};
use std::sync::Arc;
use std::time::Duration;

use ccn_atlas::catalogue::Catalogue;
use ccn_atlas::check;
use ccn_atlas::communes::Loading;
use ccn_atlas::communes::gazetteer::{self, Kept};
use ccn_atlas::communes_command;
use ccn_atlas::config::{self, Config};
use ccn_atlas::error::Error;
use ccn_atlas::export_command;
use ccn_atlas::exports::jobs::Jobs;
use ccn_atlas::fit::city::City;
use ccn_atlas::fit_command;
use ccn_atlas::http::imports::Imports;
use ccn_atlas::http::metrics::Metrics;
use ccn_atlas::http::{self, App, Shared, serve};
use ccn_atlas::import_command;
use ccn_atlas::imports::reading;
use ccn_atlas::imports::reading::Reader;
use ccn_atlas::private_database::PrivateDatabase;
use ccn_atlas::register::plans::default_plan;
use ccn_atlas::sql;
use ccn_atlas::start::{self, Database, Sharing};
use ccn_atlas::tiles::freshness::Freshness;
use ccn_atlas::tiles::replies::Replies;
use clap::Parser as _;
use commands::{Cli, Command, Communes, DatabaseCommand};
use deadpool_postgres::Object;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;
use tokio::time::interval;
use tracing::info;
use tracing_subscriber::EnvFilter;

/// How long threads that cannot be stopped may go on at the end.
const LEAVE_WITHIN: Duration = Duration::from_millis(200);
/// What a shell expects of a command that was interrupted.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let mut cli = Cli::parse();
    config::unset_empty(&mut cli.config);
    if matches!(cli.command, Command::ReadFile) {
        // Before any thread is started: what it gives up, it gives up for the thread it runs on.
        return reading::run_child().unwrap_or_else(|error| {
            report(&error);
            ExitCode::FAILURE
        });
    }
    start_logging(&cli.config.log);
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|source| Error::startup_from("cannot start", source))
        .and_then(|runtime| {
            let done = runtime.block_on(run(cli));
            // A download or a check that still runs on a thread of its own is not waited for.
            runtime.shutdown_timeout(LEAVE_WITHIN);
            done
        });
    match done {
        Ok(code) => code,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

/// JSON lines for machines, readable lines for a terminal; both on standard error.
fn start_logging(directives: &str) {
    let filter = EnvFilter::try_new(directives).unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_target(false);
    if io::stderr().is_terminal() {
        log.init();
    } else {
        log.json().flatten_event(true).init();
    }
}

/// Nothing can be done about a standard error that is closed.
fn report(error: &Error) {
    let mut out = io::stderr().lock();
    let _ = writeln!(out, "ccn: {}", error.chain());
    match error {
        Error::InvalidFile { defects, .. }
        | Error::InvalidTable { defects }
        | Error::Conflict { defects, .. } => {
            for defect in defects {
                let _ = writeln!(out, "  {defect}");
            }
        }
        Error::UnresolvedRows { rows } => {
            for row in rows {
                let _ = writeln!(out, "  {row}");
            }
        }
        _ => {}
    }
}

fn say(text: &str) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}

async fn run(cli: Cli) -> Result<ExitCode, Error> {
    let config = cli.config;
    match cli.command {
        Command::Serve => serve(config).await,
        Command::Database(DatabaseCommand::Run { settings, command }) => {
            database_run(&config, &settings, &command).await
        }
        other => {
            let mut stop = Box::pin(stop_signal()?);
            let Some(database) =
                unless(&mut stop, Database::open(&config, Sharing::Beside)).await?
            else {
                return Ok(ExitCode::from(INTERRUPTED));
            };
            let done = unless(&mut stop, with_database(&other, &config, &database)).await;
            database.close().await?;
            Ok(done?.unwrap_or(ExitCode::from(INTERRUPTED)))
        }
    }
}

/// What `work` gives, or nothing if the signal comes first.
async fn unless<T>(
    stop: &mut (impl Future<Output = ()> + Unpin),
    work: impl Future<Output = Result<T, Error>>,
) -> Result<Option<T>, Error> {
    tokio::select! {
        done = work => done.map(Some),
        () = stop => Ok(None),
    }
}

async fn with_database(
    command: &Command,
    config: &Config,
    database: &Database,
) -> Result<ExitCode, Error> {
    let pool = database.pool()?;
    let mut client = pool.get().await?;
    match command {
        Command::Migrate => {
            start::prepare(&mut client).await?;
            say("migrated");
        }
        Command::Communes(Communes::Refresh) => {
            start::prepare(&mut client).await?;
            let units = start::refresh_boundaries(&pool, config, &Loading::default()).await?;
            say(&format!("{units} communes have new boundaries"));
        }
        Command::Communes(Communes::Resolve(ask)) => {
            start::prepare(&mut client).await?;
            let gazetteer = gazetteer::load(&**client).await?;
            communes_command::resolve(Arc::new(gazetteer), ask.clone()).await?;
        }
        Command::Communes(Communes::Reaggregate(ask)) => {
            start::prepare(&mut client).await?;
            let gazetteer = gazetteer::load(&**client).await?;
            communes_command::reaggregate(Arc::new(gazetteer), ask.clone()).await?;
        }
        Command::Rebuild => {
            client.batch_execute(sql!("check/rebuild")).await?;
            say("every stored projection was computed anew");
        }
        Command::Fit(ask) => {
            start::prepare(&mut client).await?;
            say(&fit_command::run(&client, ask).await?);
        }
        Command::Import(ask) => return import(&mut client, config, ask).await,
        Command::Export(ask) => {
            start::prepare(&mut client).await?;
            say(&export_command::run(client, ask, &config.public_url()).await?);
        }
        Command::Check => {
            let findings = check::check(&client).await?;
            for finding in &findings {
                match &finding.problem {
                    None => say(&format!("ok       {}", finding.what)),
                    Some(problem) => say(&format!("PROBLEM  {}: {problem}", finding.what)),
                }
            }
            if findings.iter().any(|finding| finding.problem.is_some()) {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Serve | Command::ReadFile | Command::Database(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// Imports a file, or takes an import back. Fails where the file has an error or something is asked.
async fn import(
    client: &mut Object,
    config: &Config,
    ask: &import_command::Ask,
) -> Result<ExitCode, Error> {
    let scratch = start::data_dir(config)?.join("imports");
    std::fs::create_dir_all(&scratch).map_err(|source| Error::Io {
        what: format!("cannot use `{}`", scratch.display()),
        source,
    })?;
    let reader = Reader {
        program: this_program(),
        scratch,
        environment: config.reader_environment(),
    };
    let prepared = async {
        start::prepare(client).await?;
        gazetteer::load(&***client).await
    };
    // The file is read by another process, and meanwhile there is something to do here.
    let (work, gazetteer) = tokio::try_join!(import_command::read(&reader, ask), prepared)?;
    let done = import_command::run(client, &gazetteer, ask, work).await?;
    say(&done.text);
    Ok(if done.is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn serve(config: Config) -> Result<ExitCode, Error> {
    // The address first: a port in use is said at once, before the database is touched.
    let listener = serve::bind(config.listen).await?;
    let mut stop = Box::pin(stop_signal()?);
    let Some(database) = unless(&mut stop, Database::open(&config, Sharing::Alone)).await? else {
        return Ok(ExitCode::from(INTERRUPTED));
    };
    let done = serve_with(config, &database, listener, stop).await;
    database.close().await?;
    info!("stopped");
    done.map(|()| ExitCode::SUCCESS)
}

async fn serve_with(
    config: Config,
    database: &Database,
    listener: TcpListener,
    mut stop: impl Future<Output = ()> + Unpin,
) -> Result<(), Error> {
    let pool = database.pool()?;
    let ready = async {
        let mut client = pool.get().await?;
        start::prepare(&mut client).await?;
        start::wants_refresh(&client, &config).await
    };
    let Some(better_wanted) = unless(&mut stop, ready).await? else {
        return Ok(());
    };
    let imports = Imports::open(&config, &start::data_dir(&config)?, this_program())?;
    let catalogue = Catalogue::load()?;
    let freshness = Freshness::new(&catalogue);
    // Named by the port, which is ours alone: two services may share a data directory.
    let folder = format!("exports-{}", config.listen.port());
    let exports = Jobs::new(start::data_dir(&config)?.join(folder))?;
    let app = Arc::new(App {
        db: pool.clone(),
        public_url: config.public_url(),
        replies: Replies::new(config.cache_mib << 20),
        default_plan: default_plan()?,
        city: City::default(),
        gazetteers: Kept::default(),
        loading: Loading::default(),
        metrics: Metrics::new()?,
        checks: Semaphore::new(http::CHECKS_AT_ONCE),
        tables: Semaphore::new(http::TABLES_AT_ONCE),
        fits: Arc::new(Semaphore::new(http::FITS_AT_ONCE)),
        extracts: Semaphore::new(http::EXTRACTS_AT_ONCE),
        exports: exports.clone(),
        imports,
        config: config.clone(),
        catalogue,
        freshness: freshness.clone(),
    });
    let beside = [
        Some(tokio::spawn(freshness.listen(database.connection.clone()))),
        Some(tokio::spawn(keep_metrics(app.clone()))),
        Some(tokio::spawn(http::imports::sweep(app.clone()))),
        better_wanted.then(|| {
            tokio::spawn(start::refresh_while_serving(
                pool.clone(),
                config,
                app.loading.clone(),
            ))
        }),
    ];
    info!(url = app.public_url, "serving");
    let router = http::router(app.clone());
    serve::serve(listener, app, router, stop).await;
    for task in beside.into_iter().flatten() {
        task.abort();
    }
    exports.close();
    pool.close();
    Ok(())
}

/// This program, also when an upgrade has replaced its file since it was started.
fn this_program() -> PathBuf {
    PathBuf::from("/proc/self/exe")
}

/// Samples pile up until they are put into their buckets, whether anybody asks for metrics or not.
async fn keep_metrics(app: Shared) {
    let mut tick = interval(Duration::from_secs(5));
    loop {
        tick.tick().await;
        app.metrics.keep();
    }
}

/// Resolves at the first Ctrl-C, termination or hang-up of the terminal.
fn stop_signal() -> Result<impl Future<Output = ()>, Error> {
    let failed = |source| Error::startup_from("cannot wait for signals", source);
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut hangup = signal(SignalKind::hangup()).map_err(failed)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    })
}

async fn database_run(
    config: &Config,
    settings: &[String],
    command: &[String],
) -> Result<ExitCode, Error> {
    let settings: Vec<(&str, &str)> = settings
        .iter()
        .map(|setting| {
            setting
                .split_once('=')
                .ok_or_else(|| Error::startup(format!("`-c {setting}` is not name=value")))
        })
        .collect::<Result<_, _>>()?;
    let stop = stop_signal()?;
    let database = PrivateDatabase::start(&start::data_dir(config)?, &settings).await?;
    let ran = run_command(&database.url(), command, stop).await;
    database.stop().await?;
    let code = ran?
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1);
    Ok(ExitCode::from(code))
}

async fn run_command(
    url: &str,
    command: &[String],
    stop: impl Future<Output = ()>,
) -> Result<ExitStatus, Error> {
    let failed =
        |source| Error::startup_from(format!("cannot run `{}`", command.join(" ")), source);
    let (program, arguments) = command
        .split_first()
        .ok_or_else(|| Error::startup("no command was given"))?;
    let mut child = tokio::process::Command::new(program)
        .args(arguments)
        .env("TEST_DATABASE_URL", url)
        .kill_on_drop(true)
        .spawn()
        .map_err(failed)?;
    tokio::select! {
        status = child.wait() => status.map_err(failed),
        () = stop => {
            // Ctrl-C reached the child as well, being in our group; a termination reached only us.
            if let Some(pid) = child.id() {
                let told = tokio::process::Command::new("kill").arg(pid.to_string()).status().await;
                told.map_err(failed)?;
            }
            child.wait().await.map_err(failed)
        }
    }
}
