//! The pool, the migrations, and the `sql!` macro. Statements live in `sql/`.

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Timeouts};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, NoTls, Transaction};

use crate::error::Error;
use crate::hash::{hex, sha256_of};

/// The text of `sql/queries/<name>.sql`.
#[macro_export]
macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/sql/queries/",
            $name,
            ".sql"
        ))
    };
}

mod embedded {
    refinery::embed_migrations!("sql/migrations");
}

/// Functions and views are code: name and text, in the order in which they are created.
#[derive(rust_embed::RustEmbed)]
#[folder = "sql/functions/"]
struct Functions;

#[derive(rust_embed::RustEmbed)]
#[folder = "sql/views/"]
struct Views;

/// Waiting longer than this for a connection means the database is away.
const WAIT_FOR_CONNECTION: Duration = Duration::from_millis(1500);

/// A pool that answers within two seconds, also when the database is away.
///
/// # Errors
/// [`Error::Startup`] when the settings make no pool.
pub fn pool(mut settings: Config, max_connections: usize) -> Result<Pool, Error> {
    settings
        .connect_timeout(WAIT_FOR_CONNECTION)
        .keepalives_idle(Duration::from_secs(30))
        .application_name("ccn-atlas")
        // Optional filters (`$1 IS NULL OR …`) need the plan for the values given: a generic plan
        // was 36 times slower on 100,000 polygons. JIT costs more than these statements take.
        .options("-c plan_cache_mode=force_custom_plan -c jit=off -c statement_timeout=30s -c timezone=UTC");
    let manager = Manager::from_config(
        settings,
        NoTls,
        ManagerConfig {
            // One more round trip for each use, about 50 µs on a socket: a PostgreSQL that is stopped or
            // hangs is noticed before a statement waits on it.
            recycling_method: RecyclingMethod::Verified,
        },
    );
    Pool::builder(manager)
        .max_size(max_connections)
        .runtime(Runtime::Tokio1)
        .timeouts(Timeouts {
            wait: Some(WAIT_FOR_CONNECTION),
            create: Some(WAIT_FOR_CONNECTION),
            recycle: Some(WAIT_FOR_CONNECTION),
        })
        .build()
        .map_err(|source| Error::startup_from("cannot set up the connection pool", source))
}

/// Creates what the database lacks and brings it up to this binary: tables forward only, views and functions anew.
///
/// # Errors
/// [`Error::Startup`] naming the migration, view or function that failed; nothing of it is kept.
pub async fn migrate(client: &mut Object) -> Result<(), Error> {
    // Two servers starting at once on one database must not migrate at once.
    client.batch_execute(sql!("db/no_time_limit")).await?;
    client
        .batch_execute(sql!("db/lock_migration"))
        .await
        .map_err(|source| Error::startup_from("cannot take the migration lock", source))?;
    let done = migrate_locked(client).await;
    client.batch_execute(sql!("db/unlock_migration")).await?;
    client.batch_execute(sql!("db/time_limit")).await?;
    done
}

async fn migrate_locked(client: &mut Object) -> Result<(), Error> {
    let connection: &mut Client = client;
    embedded::migrations::runner()
        .run_async(connection)
        .await
        .map_err(|source| Error::startup_from("a migration failed", source))?;
    let files = code_files();
    let wanted = fingerprint(&files);
    let held = client.query_opt(sql!("db/code_fingerprint"), &[]).await?;
    if held.is_some_and(|row| row.get::<_, &str>(0) == wanted) {
        // Nothing to do, and a server beside us is not disturbed.
        return Ok(());
    }
    let transaction = client.transaction().await?;
    recreate_code(&transaction, &files).await?;
    transaction
        .execute(sql!("db/set_code_fingerprint"), &[&wanted])
        .await?;
    transaction.commit().await?;
    Ok(())
}

fn fingerprint(files: &[(String, String)]) -> String {
    let all: Vec<&str> = files
        .iter()
        .flat_map(|(name, text)| [name.as_str(), text])
        .collect();
    hex(&sha256_of(all.join("\n").as_bytes()))
}

/// Drops all of our views and functions and creates them from their files, in one transaction.
/// Every DROP is RESTRICT: if a table, or a view of yours, stands on one of them, it fails and says so.
async fn recreate_code(
    transaction: &Transaction<'_>,
    files: &[(String, String)],
) -> Result<(), Error> {
    transaction
        .batch_execute(sql!("db/limit_lock_wait"))
        .await?;
    for list in [
        sql!("db/drop_published_routines"),
        sql!("db/drop_published_views"),
        sql!("db/drop_spatial_routines"),
    ] {
        let statement: Option<String> = transaction.query_one(list, &[]).await?.get(0);
        if let Some(statement) = statement {
            transaction
                .batch_execute(&statement)
                .await
                .map_err(cannot_drop)?;
        }
    }
    for (name, text) in files {
        transaction
            .batch_execute(text)
            .await
            .map_err(|source| Error::startup_from(format!("`{name}` cannot be created"), source))?;
    }
    Ok(())
}

fn cannot_drop(source: tokio_postgres::Error) -> Error {
    let what = if source.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) {
        "a running server reads our views and functions without a pause; try again"
    } else {
        "something of yours stands on our views or functions"
    };
    Error::startup_from(what, source)
}

/// Functions first, then the views that use them; each in the order of their file names.
pub fn code_files() -> Vec<(String, String)> {
    fn files<E: rust_embed::RustEmbed>(folder: &str) -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> = E::iter()
            .filter_map(|name| {
                let text = String::from_utf8(E::get(&name)?.data.into_owned()).ok()?;
                Some((format!("sql/{folder}/{name}"), text))
            })
            .collect();
        files.sort();
        files
    }
    let mut all = files::<Functions>("functions");
    all.extend(files::<Views>("views"));
    all
}

/// The migrations this binary knows: version and name, oldest first.
pub fn known_migrations() -> Vec<(i32, String)> {
    let mut known: Vec<(i32, String)> = embedded::migrations::runner()
        .get_migrations()
        .iter()
        .map(|migration| (migration.version(), migration.name().to_owned()))
        .collect();
    known.sort();
    known
}
