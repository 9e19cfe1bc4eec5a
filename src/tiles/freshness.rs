//! When data changes, replies made from it must not be found again.
//!
//! Every version table notifies on `ccn_changed` with its name. Each collection has a generation, which is
//! part of the key of every reply; a notice raises those of the collections that read the table.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::poll_fn;
use tokio_postgres::{AsyncMessage, Config, NoTls};
use tracing::{info, warn};

use crate::catalogue::Catalogue;
use crate::error::Error;
use crate::sql;

/// How long to wait before listening again when the database went away.
const LISTEN_AGAIN_AFTER: Duration = Duration::from_millis(500);

/// Which collections show rows of a table; a change of any other table may show anywhere.
const READ_BY: [(&str, &[&str]); 5] = [
    ("cluster_version", &["clusters", "wastewater-plants"]),
    ("wastewater_plant_version", &["wastewater-plants"]),
    (
        "admin_unit_version",
        &["communes", "legacy-communes", "clusters"],
    ),
    ("plan_zone_version", &["plan-zones"]),
    ("plan_constraint_version", &["plan-constraints"]),
];

/// The generation of each collection's data, in catalogue order.
#[derive(Clone)]
pub struct Freshness {
    generations: Arc<Vec<(String, AtomicU64)>>,
}

impl Freshness {
    pub fn new(catalogue: &Catalogue) -> Self {
        Self {
            generations: Arc::new(
                catalogue
                    .iter()
                    .map(|c| (c.id.clone(), AtomicU64::new(0)))
                    .collect(),
            ),
        }
    }

    /// A collection's place and generation.
    pub fn of(&self, collection: &str) -> Option<(usize, u64)> {
        let index = self
            .generations
            .iter()
            .position(|(id, _)| id == collection)?;
        Some((index, self.generations[index].1.load(Ordering::Acquire)))
    }

    /// The generation of everything: changes when any collection does.
    pub fn of_all(&self) -> u64 {
        self.generations
            .iter()
            .map(|(_, g)| g.load(Ordering::Acquire))
            .sum()
    }

    fn raise(&self, table: Option<&str>) {
        let readers = READ_BY.iter().find(|(name, _)| Some(*name) == table);
        for (id, generation) in self.generations.iter() {
            if readers.is_none_or(|(_, collections)| collections.contains(&id.as_str())) {
                generation.fetch_add(1, Ordering::AcqRel);
            }
        }
    }

    /// Listens for as long as the service runs. What was missed while the database was away may be
    /// anything, so everything is raised each time listening begins.
    pub async fn listen(self, settings: Config) {
        loop {
            if let Err(error) = self.listen_once(&settings).await {
                warn!(error = %error.chain(), "cannot hear of changes, trying again");
            }
            tokio::time::sleep(LISTEN_AGAIN_AFTER).await;
        }
    }

    async fn listen_once(&self, settings: &Config) -> Result<(), Error> {
        let (client, mut connection) = settings.connect(NoTls).await?;
        let mut messages = poll_fn(move |context| connection.poll_message(context));
        let begin = async {
            client.batch_execute(sql!("db/listen")).await?;
            self.raise(None);
            info!("listening for changes of the data");
            Ok::<(), Error>(())
        };
        let hear = async {
            while let Some(message) = messages.next().await {
                if let AsyncMessage::Notification(notice) = message? {
                    self.raise(Some(notice.payload()));
                }
            }
            Ok::<(), Error>(())
        };
        // The client is kept until the connection ends: dropping it would close the connection.
        let (begun, heard) = tokio::join!(begin, hear);
        begun.and(heard)
    }
}
