//! A connection busy with a fit: few at once, none for long, and none for nobody.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deadpool_postgres::Object;
use tokio::sync::OwnedSemaphorePermit;
use tokio_postgres::NoTls;
use tracing::warn;

use crate::error::Error;
use crate::http::App;

/// A fit is not computed for longer: a small drawing can cross a zone ten thousand times.
const FIT_WITHIN: Duration = Duration::from_secs(10);

/// A connection, and a place among the few that may be busy with fits: the rest are for everybody else.
pub struct Turn {
    client: Arc<Object>,
    place: Option<OwnedSemaphorePermit>,
    busy: AtomicBool,
}

impl Turn {
    /// Waits for a place.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away.
    pub async fn take(app: &App) -> Result<Self, Error> {
        let place = app
            .fits
            .clone()
            .acquire_owned()
            .await
            .map_err(|closed| Error::startup_from("no more fits are made", closed))?;
        Ok(Self {
            client: Arc::new(app.client().await?),
            place: Some(place),
            busy: AtomicBool::new(false),
        })
    }

    /// What `work` gives, if it gives it in time.
    ///
    /// # Errors
    /// [`Error::TooIntricate`], and those of the work.
    pub async fn within_limit<T>(
        &self,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        self.busy.store(true, Ordering::Relaxed);
        let done = tokio::time::timeout(FIT_WITHIN, work).await;
        let Ok(done) = done else {
            return Err(Error::TooIntricate {
                limit_s: FIT_WITHIN.as_secs(),
            });
        };
        self.busy.store(false, Ordering::Relaxed);
        done
    }
}

impl Deref for Turn {
    type Target = Object;

    fn deref(&self) -> &Object {
        &self.client
    }
}

/// Late, or nobody waits any more: the database is told to stop, and only then are connection and place free.
impl Drop for Turn {
    fn drop(&mut self) {
        if !self.busy.load(Ordering::Relaxed) {
            return;
        }
        let (client, place) = (self.client.clone(), self.place.take());
        tokio::spawn(async move {
            if let Err(error) = client.cancel_token().cancel_query(NoTls).await {
                warn!(%error, "a fit that nobody waits for cannot be ended");
            }
            drop((client, place));
        });
    }
}
