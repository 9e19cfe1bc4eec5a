//! Exports on their way: few at once, none for long, kept for an hour, and nothing of them left behind.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use deadpool_postgres::Pool;
use tempfile::TempDir;
use time::OffsetDateTime;
use tokio::sync::{Semaphore, watch};
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};
use tracing::warn;

use crate::error::Error;
use crate::exports::{self, Made, Order, Progress, bytes_in, not_written};
use crate::hash::hex;

/// Written at once: each keeps a connection, and the other core is for everybody else.
const AT_ONCE: usize = 2;
/// Written or waiting; who comes then is asked to come again.
const MAX_UNFINISHED: usize = 10;
/// Finished and kept, the oldest given up first.
const MAX_KEPT: usize = 50;
/// What all of them hold together, bytes; likewise.
const MAX_KEPT_BYTES: u64 = 6 << 30;
/// A finished export is kept for so long, and an unfinished one is not written for longer than the second.
pub const KEPT: Duration = Duration::from_hours(1);
const WRITTEN_WITHIN: Duration = Duration::from_mins(15);
/// When to come again.
const RETRY_AFTER_S: u64 = 20;
/// Nobody guesses the address of another's export.
const KEY_BYTES: usize = 16;

/// How far an export is.
#[derive(Debug, Clone)]
pub enum State {
    Waiting,
    Writing,
    Done(Arc<Made>),
    Failed(Arc<Error>),
}

impl State {
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Failed(_))
    }
}

/// One export.
pub struct Job {
    pub id: String,
    pub order: Order,
    pub progress: Progress,
    state: watch::Sender<State>,
    folder: Arc<TempDir>,
    expires_at: Mutex<Option<OffsetDateTime>>,
    task: Mutex<Option<AbortHandle>>,
}

impl Job {
    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// When it is given up; unknown while it is written.
    pub fn expires_at(&self) -> Option<OffsetDateTime> {
        *locked(&self.expires_at)
    }

    /// What it holds on disk by now.
    pub fn bytes(&self) -> u64 {
        bytes_in(self.folder.path())
    }

    /// Waits until it is done or has failed.
    pub async fn finished(&self) -> State {
        let mut state = self.state.subscribe();
        let last = state.wait_for(State::is_final).await;
        last.map_or_else(|_| self.state(), |state| state.clone())
    }

    fn end(&self, state: State) {
        *locked(&self.expires_at) = Some(OffsetDateTime::now_utc() + KEPT);
        self.state.send_replace(state);
    }
}

/// All exports of a running service. Nothing of them outlives it.
#[derive(Clone)]
pub struct Jobs(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    places: Semaphore,
    list: Mutex<BTreeMap<String, Arc<Job>>>,
}

impl Jobs {
    /// Keeps the files in `folder`, which nobody else uses: what an earlier run left there is removed.
    ///
    /// # Errors
    /// [`Error::Io`] when that cannot be done.
    pub fn new(folder: PathBuf) -> Result<Self, Error> {
        clear(&folder)?;
        Ok(Self(Arc::new(Inner {
            folder,
            places: Semaphore::new(AT_ONCE),
            list: Mutex::default(),
        })))
    }

    /// Where the files are.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Begins an export, as soon as there is a place for it.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait already; [`Error::Io`].
    pub fn start(&self, order: Order, pool: Pool) -> Result<Arc<Job>, Error> {
        let mut list = locked(&self.0.list);
        let unfinished = list.values().filter(|job| !job.state().is_final());
        if unfinished.count() >= MAX_UNFINISHED {
            return Err(Error::Busy {
                retry_after_s: RETRY_AFTER_S,
            });
        }
        make_room(&mut list);
        fs::create_dir_all(&self.0.folder).map_err(not_written)?;
        let folder = TempDir::new_in(&self.0.folder).map_err(not_written)?;
        let job = Arc::new(Job {
            id: new_id()?,
            order,
            progress: Progress::default(),
            state: watch::Sender::new(State::Waiting),
            folder: Arc::new(folder),
            expires_at: Mutex::default(),
            task: Mutex::default(),
        });
        list.insert(job.id.clone(), job.clone());
        let task = tokio::spawn(self.clone().run(job.clone(), pool));
        *locked(&job.task) = Some(task.abort_handle());
        Ok(job)
    }

    /// # Errors
    /// [`Error::NotFound`] when there is none, or no more.
    pub fn find(&self, id: &str) -> Result<Arc<Job>, Error> {
        let found = locked(&self.0.list).get(id).cloned();
        found.ok_or_else(|| Error::NotFound {
            resource: "export",
            id: id.chars().filter(|c| !c.is_control()).take(60).collect(),
        })
    }

    /// Gives it up. A file that is being sent is sent to its end.
    pub fn remove(&self, id: &str) {
        let removed = locked(&self.0.list).remove(id);
        if let Some(task) = removed.and_then(|job| locked(&job.task).take()) {
            task.abort();
        }
    }

    /// Gives up all of them, at the end of the service.
    pub fn close(&self) {
        let ids: Vec<String> = locked(&self.0.list).keys().cloned().collect();
        for id in ids {
            self.remove(&id);
        }
        if let Err(error) = clear(&self.0.folder) {
            warn!(error = %error.chain(), "exports are left in the data directory");
        }
    }

    async fn run(self, job: Arc<Job>, pool: Pool) {
        let made = {
            let Ok(_place) = self.0.places.acquire().await else {
                return;
            };
            job.state.send_replace(State::Writing);
            timeout(WRITTEN_WITHIN, write(&job, pool)).await
        };
        job.end(match made {
            Ok(Ok(made)) => State::Done(Arc::new(made)),
            Ok(Err(error)) => State::Failed(Arc::new(error)),
            Err(_) => State::Failed(Arc::new(Error::TimedOut {
                limit_s: WRITTEN_WITHIN.as_secs(),
            })),
        });
        sleep(KEPT).await;
        self.remove(&job.id);
    }
}

async fn write(job: &Job, pool: Pool) -> Result<Made, Error> {
    let client = pool.get().await?;
    exports::make(client, job.order.clone(), &job.folder, &job.progress).await
}

fn make_room(list: &mut BTreeMap<String, Arc<Job>>) {
    loop {
        let bytes: u64 = list.values().map(|job| job.bytes()).sum();
        let kept = list.values().filter(|job| job.state().is_final());
        if kept.clone().count() < MAX_KEPT && bytes < MAX_KEPT_BYTES {
            return;
        }
        let oldest = kept.min_by_key(|job| job.expires_at());
        let Some(oldest) = oldest.map(|job| job.id.clone()) else {
            return;
        };
        let removed = list.remove(&oldest);
        if let Some(task) = removed.and_then(|job| locked(&job.task).take()) {
            task.abort();
        }
    }
}

fn clear(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(not_written(error)),
        _ => Ok(()),
    }
}

fn new_id() -> Result<String, Error> {
    let mut bytes = [0; KEY_BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|source| Error::startup_from("the system gives no random bytes", source))?;
    Ok(hex(&bytes))
}

/// A panic elsewhere leaves the list as it was: what it holds is still true.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
