//! The binary's own PostgreSQL and PostGIS: started with it, stopped with it, kept in the data directory.
//!
//! | in the data directory | what |
//! |---|---|
//! | `lock` | held by the `ccn` that serves from here, with its process id |
//! | `postgres/` | the cluster |
//! | `postgres.log`, `postgres.log.1` | what PostgreSQL says, bounded |
//! | `socket/` | where it listens, unless that path is too long for a socket |

mod account;
mod address;
mod cluster;
mod installation;
mod lock;
mod log;
mod postmaster;

use std::fs;
use std::path::Path;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_postgres::Config;

pub use account::is_root;
pub use address::{Address, default_data_dir};

use crate::error::Error;
use account::Account;
use lock::Lock;
use postmaster::Launch;

/// A PostgreSQL that belongs to this process: started with it, stopped with it.
///
/// Stop it with [`PrivateDatabase::stop`]. When it is only dropped, it is told to shut down and
/// not waited for.
pub struct PrivateDatabase {
    address: Address,
    watch: JoinHandle<Result<(), Error>>,
    /// Dropping the sender tells the watch to stop PostgreSQL, as sending does.
    stop: oneshot::Sender<()>,
    /// Given back last, so that the next `ccn` finds no PostgreSQL of ours.
    _lock: Lock,
}

impl PrivateDatabase {
    /// Takes the data directory's lock, creates the cluster if there is none, starts PostgreSQL,
    /// waits until it accepts connections and creates the database `ccn` if it is missing.
    ///
    /// `options` are PostgreSQL settings by name; they win over ours.
    ///
    /// # Errors
    /// [`Error::Startup`] saying what to do: PostgreSQL is not installed, the directory is in use,
    /// cannot be entered or is of another version, or PostgreSQL does not start (with its last words).
    pub async fn start(data_dir: &Path, options: &[(&str, &str)]) -> Result<Self, Error> {
        let account = Account::for_postgres()?;
        account.create_enterable(data_dir)?;
        let data_dir = fs::canonicalize(data_dir).map_err(|source| {
            let what = format!("cannot find the data directory `{}`", data_dir.display());
            Error::startup_from(what, source)
        })?;
        let lock = Lock::take(&data_dir).await?;
        account.check_enterable(&data_dir)?;

        let cluster = cluster::path(&data_dir);
        let installation = installation::find(cluster::version(&cluster)?)?;
        cluster::stop_orphan(&installation, &account, &data_dir).await?;
        cluster::create_if_missing(&installation, &account, &data_dir, options).await?;
        account.check_owns(&cluster)?;
        let address = Address::of(&data_dir);
        account.create_private(address.socket_dir())?;

        let launch = Launch::new(installation, account, data_dir, address.clone(), options);
        let running = launch.start().await?;
        let (stop, stopped) = oneshot::channel();
        let watch = tokio::spawn(postmaster::watch(launch, running, stopped));
        let database = Self {
            address,
            watch,
            stop,
            _lock: lock,
        };
        database.address.create_database_if_missing().await?;
        Ok(database)
    }

    /// Where another `ccn` that serves from this data directory keeps its database, for `ccn migrate`
    /// and the like beside it. None if none does, or if its PostgreSQL does not answer.
    pub fn running(data_dir: &Path) -> Option<Address> {
        let data_dir = fs::canonicalize(data_dir).ok()?;
        let address = Address::of(&data_dir);
        // The lock is tried only when something answers, so that a server about to start finds it free.
        let answers = address.answers_for(&cluster::path(&data_dir));
        (answers && Lock::is_held(&data_dir)).then_some(address)
    }

    pub fn connection(&self) -> Config {
        self.address.connection()
    }

    /// For child processes: `postgresql://…`, readable by libpq and tokio-postgres alike.
    pub fn url(&self) -> String {
        self.address.url()
    }

    /// Ends open transactions, shuts PostgreSQL down and waits until it is gone.
    ///
    /// # Errors
    /// [`Error::Startup`] when PostgreSQL cannot be stopped.
    pub async fn stop(self) -> Result<(), Error> {
        // The watch may have ended by itself; then there is nobody to tell.
        let _ = self.stop.send(());
        self.watch
            .await
            .map_err(|source| Error::startup_from("the watch over PostgreSQL failed", source))?
    }
}
