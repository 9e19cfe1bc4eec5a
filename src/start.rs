//! From settings to a database that holds the register, and the boundaries that come later.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use deadpool_postgres::{Object, Pool};
use tokio_postgres::Config as Connection;
use tracing::{info, warn};

use crate::communes::download::{self, Pinned, Pins};
use crate::communes::replace::{self, Provenance};
use crate::communes::{self, Loading, Progress, seed};
use crate::config::Config;
use crate::error::Error;
use crate::imports::boundaries::{self, Boundary};
use crate::private_database::{PrivateDatabase, default_data_dir, is_root};
use crate::register::{self, demo, plans, rules};
use crate::{data, db, sql};

/// Connections of a serving pool: two cores do no more at once, and a slow page must not starve the tiles.
const MAX_CONNECTIONS: usize = 12;
/// A link to a database of your own that is silent for so long is asked whether it still is one.
const SILENCE: Duration = Duration::from_secs(20);
/// `CCN_COMMUNES` with this value looks for no better boundaries.
const STAY_INDICATIVE: &str = "indicative";

/// A database in use: our own, one that another `ccn` runs, or somebody else's.
pub struct Database {
    pub connection: Connection,
    private: Option<PrivateDatabase>,
}

/// Whether a private database that another `ccn` runs may be used too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    Alone,
    Beside,
}

impl Database {
    /// # Errors
    /// [`Error::Startup`] saying what to do.
    pub async fn open(config: &Config, sharing: Sharing) -> Result<Self, Error> {
        if let Some(url) = &config.database_url {
            let mut connection = Connection::from_str(&url.0).map_err(|source| {
                Error::startup_from("CCN_DATABASE_URL is no PostgreSQL address", source)
            })?;
            // A link that goes silent is noticed, also by the connection that only listens.
            connection
                .keepalives_idle(SILENCE)
                .tcp_user_timeout(SILENCE);
            return Ok(Self {
                connection,
                private: None,
            });
        }
        let data_dir = data_dir(config)?;
        if sharing == Sharing::Beside
            && let Some(running) = PrivateDatabase::running(&data_dir)
        {
            return Ok(Self {
                connection: running.connection(),
                private: None,
            });
        }
        let private = PrivateDatabase::start(&data_dir, &[]).await?;
        Ok(Self {
            connection: private.connection(),
            private: Some(private),
        })
    }

    /// # Errors
    /// [`Error::Startup`] when the connections cannot be set up.
    pub fn pool(&self) -> Result<Pool, Error> {
        db::pool(self.connection.clone(), MAX_CONNECTIONS)
    }

    /// Stops it if it is ours.
    ///
    /// # Errors
    /// [`Error::Startup`] when PostgreSQL does not stop.
    pub async fn close(self) -> Result<(), Error> {
        match self.private {
            Some(private) => private.stop().await,
            None => Ok(()),
        }
    }
}

/// Where the private database and downloads live.
///
/// # Errors
/// [`Error::Startup`] when the working directory is gone.
pub fn data_dir(config: &Config) -> Result<PathBuf, Error> {
    if let Some(dir) = &config.data_dir {
        return Ok(dir.clone());
    }
    let here = std::env::current_dir()
        .map_err(|source| Error::startup_from("there is no working directory", source))?;
    Ok(default_data_dir(&here, is_root()))
}

/// Migrates, and fills what is empty: the lists, indicative boundaries, the register, the demonstration plan.
/// Plans and rules are brought up to the committed ones.
///
/// # Errors
/// [`Error::Startup`] naming what failed; nothing of it is kept.
pub async fn prepare(client: &mut Object) -> Result<(), Error> {
    db::migrate(client).await?;
    let transaction = client.transaction().await?;
    transaction.batch_execute(sql!("db/lock_fill")).await?;
    let filled = async {
        seed::lists(&transaction).await?;
        seed::indicative(&transaction).await?;
        register::seed(&transaction).await?;
        demo::seed(&transaction).await?;
        plans::load(&transaction, &plans::read()?).await?;
        rules::load(&transaction, &rules::read()?).await
    };
    filled
        .await
        .map_err(|source| Error::startup_from("the register cannot be filled", source))?;
    transaction.commit().await?;
    // Fresh tables have no statistics, and the planner guesses badly without; later they are PostgreSQL's care.
    if client
        .query_one(sql!("db/is_fresh"), &[])
        .await?
        .try_get("is_fresh")?
    {
        client.batch_execute(sql!("db/analyze")).await?;
    }
    Ok(())
}

/// Says which boundaries the database shows, and whether they are only indicative.
async fn needs_boundaries(client: &Object) -> Result<bool, Error> {
    let boundaries = communes::boundaries(client, &Loading::default()).await?;
    info!(
        source = boundaries["title"].as_str(),
        boundary_certainty = boundaries["boundary_certainty"].as_str(),
        "commune boundaries"
    );
    Ok(boundaries["boundary_certainty"] == "indicative")
}

/// Whether to look for better boundaries: your own, or the pinned ones where only indicative ones are shown.
///
/// # Errors
/// Those of the database.
pub async fn wants_refresh(client: &Object, config: &Config) -> Result<bool, Error> {
    let indicative = needs_boundaries(client).await?;
    Ok(match config.communes.as_deref() {
        Some(STAY_INDICATIVE) => false,
        Some(_) => true,
        None => indicative,
    })
}

/// Gets boundaries from `CCN_COMMUNES`, or else the pinned files, and puts them in place of those shown.
///
/// # Errors
/// That nothing could be had, or every defect of what was; the boundaries shown stay.
pub async fn refresh_boundaries(
    pool: &Pool,
    config: &Config,
    loading: &Loading,
) -> Result<u64, Error> {
    let cache_dir = data_dir(config)?.join("communes");
    let own = config.communes.clone().filter(|own| own != STAY_INDICATIVE);
    let progress = loading.clone();
    let (file, read, provenance) = tokio::task::spawn_blocking(move || match own {
        Some(own) => read_own(&own, &cache_dir, &progress),
        None => read_pinned(&cache_dir, &progress),
    })
    .await
    .map_err(|source| Error::startup_from("reading the boundaries broke off", source))??;
    let mut client = pool.get().await?;
    let written = replace::replace(&mut client, &file, &read, &provenance).await?;
    info!(
        units = written,
        source = provenance.title,
        "commune boundaries replaced"
    );
    Ok(written)
}

type Read = (String, Vec<Boundary>, Provenance);

fn read_own(own: &str, cache_dir: &Path, loading: &Loading) -> Result<Read, Error> {
    let is_url = own.starts_with("https://") || own.starts_with("http://");
    let shown = if is_url {
        without_secrets(own)
    } else {
        own.to_owned()
    };
    loading.set(Some(Progress {
        source: shown.clone(),
        done: 0,
        total: 1,
    }));
    let path = if is_url {
        download::fetch_own(own, &shown, cache_dir)?
    } else {
        PathBuf::from(own)
    };
    let title = shown.rsplit('/').next().unwrap_or_default().to_owned();
    let provenance = Provenance {
        source_id: "own-boundaries".to_owned(),
        title,
        url: is_url.then(|| shown.clone()),
        boundary_certainty: "digitised".to_owned(),
    };
    Ok((shown, boundaries::read(&path)?, provenance))
}

/// An address without user, password and query, any of which may be secret.
fn without_secrets(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}/{path}")
}

fn read_pinned(cache_dir: &Path, loading: &Loading) -> Result<Read, Error> {
    let source = communes::source()?;
    let files: Vec<Pinned> = data::rows(&format!("commune/{}", source.manifest))?;
    let pins = Pins {
        base_url: &source.base_url,
        title: &source.title,
        files: &files,
        cache_dir,
    };
    let mut read = Vec::new();
    for (path, pinned) in download::fetch_pinned(&pins, loading)?.iter().zip(&files) {
        let mut found = boundaries::read(path)?;
        for boundary in &mut found {
            boundary.place = format!("{} {}", pinned.path, boundary.place);
        }
        read.append(&mut found);
    }
    let provenance = Provenance {
        source_id: source.id,
        title: source.title.clone(),
        url: Some(source.base_url),
        boundary_certainty: source.boundary_certainty,
    };
    Ok((source.title, read, provenance))
}

/// In the background while serving: better boundaries if they can be had, and if not, why.
pub async fn refresh_while_serving(pool: Pool, config: Config, loading: Loading) {
    match refresh_boundaries(&pool, &config, &loading).await {
        Ok(_) => {}
        Err(Error::InvalidFile { file, defects }) => {
            for defect in &defects {
                warn!(file, place = defect.place, "{}", defect.said);
            }
            warn!(
                file,
                defects = defects.len(),
                "nothing of this file was loaded; the boundaries shown stay"
            );
        }
        Err(error) => warn!(
            error = %error.chain(),
            "no better commune boundaries to be had; those shown stay. Later: `ccn communes refresh`"
        ),
    }
    loading.set(None);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_secret_in_an_address_is_not_shown() {
        let shown =
            without_secrets("https://user:hunter2@data.example/a/communes.geojson?token=SECRET#x");
        assert_eq!(shown, "https://data.example/a/communes.geojson");
    }
}
