//! The running PostgreSQL: started, watched, started again if it dies, stopped in order.

use std::io;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::account::Account;
use super::address::{Address, PORT};
use super::installation::Installation;
use super::{cluster, log};
use crate::error::Error;

/// Recovery after a power cut may read the whole write-ahead log; PostgreSQL says so in its log.
const READY_LIMIT: Duration = Duration::from_mins(5);
const READY_INTERVAL: Duration = Duration::from_millis(50);
const CONNECT_LIMIT: Duration = Duration::from_secs(2);
const STOP_LIMIT: Duration = Duration::from_mins(1);
const LAST_WORDS_LIMIT: Duration = Duration::from_secs(1);
const FIRST_RESTART_DELAY: Duration = Duration::from_millis(100);
const LAST_RESTART_DELAY: Duration = Duration::from_secs(30);

/// Sized for a machine of 2 cores that does other things too, and for one server in front of it.
const SETTINGS: [(&str, &str); 18] = [
    ("cluster_name", "ccn"),
    ("listen_addresses", ""),
    ("unix_socket_permissions", "0700"),
    ("max_connections", "50"),
    ("shared_buffers", "256MB"),
    ("effective_cache_size", "2GB"),
    ("work_mem", "16MB"),
    ("maintenance_work_mem", "128MB"),
    ("random_page_cost", "1.1"),
    ("jit", "off"),
    // Nobody replicates from here: less is written, and the log of writes stays small.
    ("wal_level", "minimal"),
    ("max_wal_senders", "0"),
    ("min_wal_size", "80MB"),
    ("max_wal_size", "512MB"),
    ("logging_collector", "off"),
    ("log_destination", "stderr"),
    ("log_checkpoints", "off"),
    // The same on every machine; the server's own time zone is nobody's calendar.
    ("timezone", "UTC"),
];

/// Everything needed to start PostgreSQL, also a second time.
pub(super) struct Launch {
    installation: Installation,
    account: Account,
    data_dir: PathBuf,
    address: Address,
    options: Vec<String>,
}

/// A PostgreSQL that accepts connections. Told to shut down when dropped.
pub(super) struct Running {
    child: Child,
    log: JoinHandle<()>,
    pg_ctl: PathBuf,
    account: Account,
    data_dir: PathBuf,
}

impl Launch {
    pub(super) fn new(
        installation: Installation,
        account: Account,
        data_dir: PathBuf,
        address: Address,
        options: &[(&str, &str)],
    ) -> Self {
        let options = SETTINGS
            .iter()
            .chain(options)
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Self {
            installation,
            account,
            data_dir,
            address,
            options,
        }
    }

    fn command(&self) -> Command {
        let mut command = self
            .account
            .command(&self.installation.program("postgres"), &self.data_dir);
        command
            .arg("-D")
            .arg(cluster::path(&self.data_dir))
            .args(["-p", &PORT.to_string(), "-k"])
            .arg(self.address.socket_dir())
            .args(self.options.iter().flat_map(|option| ["-c", option]))
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        command
    }

    /// Starts PostgreSQL and waits until it accepts connections.
    ///
    /// # Errors
    /// [`Error::Startup`] with PostgreSQL's last words when it ends or does not get ready.
    pub(super) async fn start(&self) -> Result<Running, Error> {
        let mut running = self.spawn()?;
        match self.wait_until_ready(&mut running).await {
            Ok(()) => Ok(running),
            Err(error) => {
                running.stop().await?;
                Err(error)
            }
        }
    }

    fn spawn(&self) -> Result<Running, Error> {
        let mut child = self
            .command()
            .spawn()
            .map_err(|source| Error::startup_from("cannot run postgres", source))?;
        let log = match child.stderr.take() {
            Some(said) => tokio::spawn(log::keep(said, self.data_dir.clone())),
            None => tokio::spawn(async {}),
        };
        Ok(Running {
            child,
            log,
            pg_ctl: self.installation.program("pg_ctl"),
            account: self.account,
            data_dir: self.data_dir.clone(),
        })
    }

    async fn wait_until_ready(&self, running: &mut Running) -> Result<(), Error> {
        let mut tries = interval(READY_INTERVAL);
        tries.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let ready = async {
            loop {
                tries.tick().await;
                let connected = timeout(CONNECT_LIMIT, self.address.connect_as_owner()).await;
                if let Ok(Ok((client, driver))) = connected {
                    drop(client);
                    let _ = driver.await;
                    return;
                }
            }
        };
        let what = tokio::select! {
            ready = timeout(READY_LIMIT, ready) => match ready {
                Ok(()) => return Ok(()),
                Err(_) => format!("PostgreSQL is not ready after {} s", READY_LIMIT.as_secs()),
            },
            ended = running.child.wait() => {
                // What it said last is in the pipe still.
                let _ = timeout(LAST_WORDS_LIMIT, &mut running.log).await;
                format!("PostgreSQL does not start ({})", describe(ended))
            }
        };
        let words = log::last_words(&self.data_dir).await;
        Err(Error::startup(format!("{what}; its log says:\n{words}")))
    }

    /// Starts PostgreSQL again and again, ever more slowly, until it runs. None if told to stop before.
    async fn restart(&self, stop: &mut oneshot::Receiver<()>) -> Option<Running> {
        let mut delay = FIRST_RESTART_DELAY;
        loop {
            match self.start_unless_stopped(stop).await {
                Ok(started) => return started,
                Err(error) => {
                    tracing::error!(error = error.chain(), "PostgreSQL does not come back yet");
                }
            }
            if timeout(delay, &mut *stop).await.is_ok() {
                return None;
            }
            delay = (delay * 2).min(LAST_RESTART_DELAY);
        }
    }

    async fn start_unless_stopped(
        &self,
        stop: &mut oneshot::Receiver<()>,
    ) -> Result<Option<Running>, Error> {
        let mut running = self.spawn()?;
        let ready = tokio::select! {
            ready = self.wait_until_ready(&mut running) => Some(ready),
            _ = stop => None,
        };
        match ready {
            Some(Ok(())) => Ok(Some(running)),
            Some(Err(error)) => {
                running.stop().await?;
                Err(error)
            }
            None => running.stop().await.map(|()| None),
        }
    }
}

/// Keeps PostgreSQL running until it is told to stop, then stops it.
pub(super) async fn watch(
    launch: Launch,
    mut running: Running,
    mut stop: oneshot::Receiver<()>,
) -> Result<(), Error> {
    loop {
        let ended = tokio::select! {
            ended = running.child.wait() => describe(ended),
            _ = &mut stop => return running.stop().await,
        };
        tracing::error!(ended, "PostgreSQL ended; starting it again");
        match launch.restart(&mut stop).await {
            Some(again) => running = again,
            None => return Ok(()),
        }
        tracing::info!("PostgreSQL runs again");
    }
}

impl Running {
    /// SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, the rest is written.
    /// SIGQUIT, if that takes too long, ends it at once; the next start recovers.
    async fn stop(&mut self) -> Result<(), Error> {
        for signal in ["INT", "QUIT"] {
            let Some(mut tell) = self.signal(signal) else {
                return Ok(());
            };
            // It may have ended meanwhile; what counts is that the child is gone.
            let _ = tell.output().await;
            if timeout(STOP_LIMIT, self.child.wait()).await.is_ok() {
                // The last line of the log is written, and nothing of it is left in the runtime.
                let _ = timeout(LAST_WORDS_LIMIT, &mut self.log).await;
                return Ok(());
            }
        }
        Err(Error::startup("PostgreSQL does not stop"))
    }

    /// None when it has ended. Until we have seen it end, nobody else can get its process id.
    fn signal(&self, signal: &str) -> Option<Command> {
        let pid = self.child.id()?;
        let mut command = self.account.command(&self.pg_ctl, &self.data_dir);
        command.args(["kill", signal, &pid.to_string()]);
        Some(command)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut tell) = self.signal("INT")
            && let Err(error) = tell.as_std_mut().status()
        {
            tracing::error!(%error, "cannot tell PostgreSQL to stop");
        }
    }
}

fn describe(ended: Result<ExitStatus, io::Error>) -> String {
    match ended {
        Ok(status) => status.to_string(),
        Err(error) => error.to_string(),
    }
}
