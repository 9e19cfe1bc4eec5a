//! When data changes, replies made from it must not be found again; the others stay.
//!
//! Every version table notifies on `ccn_changed` with its name and the boxes of its old and new geometry.
//! A collection remembers them. The generation of a tile is part of its key, and counts the changes that
//! touch it: after a change in one place only the tiles there have another key.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::poll_fn;
use tokio_postgres::{AsyncMessage, Config, NoTls};
use tracing::{info, warn};

use crate::catalogue::Catalogue;
use crate::error::Error;
use crate::sql;
use crate::tiles::mvt::Tile;

/// How long to wait before listening again when the database went away.
const LISTEN_AGAIN_AFTER: Duration = Duration::from_millis(500);
/// More boxes than this are forgotten at the price of the whole collection: every lookup reads them all.
const MAX_BOXES: usize = 256;

/// A version table, the collections that draw its geometry, and those that show something else of it.
const READ_BY: [(&str, &[&str], &[&str]); 5] = [
    ("cluster_version", &["clusters"], &["wastewater-plants"]),
    ("wastewater_plant_version", &["wastewater-plants"], &[]),
    (
        "admin_unit_version",
        &["communes", "legacy-communes", "legacy-districts"],
        &["clusters"],
    ),
    ("plan_zone_version", &["plan-zones"], &[]),
    ("plan_constraint_version", &["plan-constraints"], &[]),
];

/// West, south, east, north in EPSG:3857.
pub type Box3857 = [f64; 4];

/// What changed in a collection since the service began.
#[derive(Debug, Default)]
struct Changes {
    everywhere: u64,
    boxes: Vec<Box3857>,
}

/// The changes of each collection, in catalogue order.
#[derive(Clone)]
pub struct Freshness {
    collections: Arc<Vec<(String, RwLock<Changes>)>>,
}

impl Freshness {
    pub fn new(catalogue: &Catalogue) -> Self {
        let none = || RwLock::new(Changes::default());
        Self {
            collections: Arc::new(catalogue.iter().map(|c| (c.id.clone(), none())).collect()),
        }
    }

    /// A collection's place, and the generation of one of its tiles.
    pub fn of_tile(&self, collection: &str, tile: Tile) -> Option<(usize, u64)> {
        let index = self
            .collections
            .iter()
            .position(|(id, _)| id == collection)?;
        let changes = read(&self.collections[index].1);
        Some((index, changes.touching(|| tile.reach_3857())))
    }

    /// The generation of a place in a collection, a box in EPSG:3857: counts the changes that touch it.
    pub fn of_box(&self, collection: &str, place: &Box3857) -> u64 {
        self.changes_of(collection, |changes| changes.touching(|| *place))
    }

    /// The generation of a whole collection: changes whenever anything of it does.
    pub fn of_everywhere(&self, collection: &str) -> u64 {
        self.changes_of(collection, |changes| {
            changes.everywhere + changes.boxes.len() as u64
        })
    }

    /// To be said after a write of our own: the notice of it may be on its way still, and whoever wrote
    /// must find what was written in the very next reply.
    pub fn written(&self) {
        self.heed("everything");
    }

    fn changes_of(&self, collection: &str, count: impl Fn(&Changes) -> u64) -> u64 {
        let found = self.collections.iter().find(|(id, _)| id == collection);
        found.map_or(0, |(_, changes)| count(&read(changes)))
    }

    /// The generation of everything: changes whenever anything does.
    pub fn of_all(&self) -> u64 {
        let each = self.collections.iter().map(|(_, changes)| read(changes));
        each.map(|changes| changes.everywhere + changes.boxes.len() as u64)
            .sum()
    }

    /// Takes in a notice: a table's name, and the boxes that changed unless everything may have.
    fn heed(&self, notice: &str) {
        let (table, boxes) = notice.split_once(' ').unwrap_or((notice, ""));
        let boxes: Option<Vec<Box3857>> = boxes.split(';').map(parse_box).collect();
        let readers = READ_BY.iter().find(|(name, _, _)| *name == table);
        for (id, changes) in self.collections.iter() {
            let changes = &mut write(changes);
            match (readers, &boxes) {
                (Some((_, drawn, _)), Some(boxes)) if drawn.contains(&id.as_str()) => {
                    changes.add(boxes);
                }
                (Some((_, drawn, shown)), _)
                    if !drawn.contains(&id.as_str()) && !shown.contains(&id.as_str()) => {}
                _ => changes.add_everywhere(),
            }
        }
    }

    /// Listens for as long as the service runs. What was missed while the database was away may be
    /// anything, so everything counts as changed each time listening begins.
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
            self.heed("everything");
            info!("listening for changes of the data");
            Ok::<(), Error>(())
        };
        let hear = async {
            while let Some(message) = messages.next().await {
                if let AsyncMessage::Notification(notice) = message? {
                    self.heed(notice.payload());
                }
            }
            Ok::<(), Error>(())
        };
        // The client is kept until the connection ends: dropping it would close the connection.
        let (begun, heard) = tokio::join!(begin, hear);
        begun.and(heard)
    }
}

impl Changes {
    /// How many changes touch a place, which is looked up only if there are any.
    fn touching(&self, place: impl FnOnce() -> Box3857) -> u64 {
        if self.boxes.is_empty() {
            return self.everywhere;
        }
        let place = place();
        let touching = self.boxes.iter().filter(|changed| meet(changed, &place));
        self.everywhere + touching.count() as u64
    }

    fn add(&mut self, boxes: &[Box3857]) {
        self.boxes.extend_from_slice(boxes);
        if self.boxes.len() > MAX_BOXES {
            self.add_everywhere();
        }
    }

    /// No generation may come twice, so the boxes are counted in before they are forgotten.
    fn add_everywhere(&mut self) {
        self.everywhere += self.boxes.len() as u64 + 1;
        self.boxes.clear();
    }
}

fn read(changes: &RwLock<Changes>) -> RwLockReadGuard<'_, Changes> {
    changes.read().unwrap_or_else(PoisonError::into_inner)
}

fn write(changes: &RwLock<Changes>) -> RwLockWriteGuard<'_, Changes> {
    changes.write().unwrap_or_else(PoisonError::into_inner)
}

fn parse_box(text: &str) -> Option<Box3857> {
    let numbers: Vec<f64> = text
        .split(',')
        .map(|n| n.parse().ok())
        .collect::<Option<_>>()?;
    numbers.try_into().ok()
}

fn meet(a: &Box3857, b: &Box3857) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Tile = Tile {
        z: 10,
        x: 812,
        y: 450,
    };
    const ELSEWHERE: Tile = Tile {
        z: 10,
        x: 815,
        y: 450,
    };

    fn freshness() -> Freshness {
        Freshness::new(&Catalogue::load().expect("a catalogue"))
    }

    fn generations(freshness: &Freshness, collection: &str) -> (u64, u64) {
        let of = |tile| freshness.of_tile(collection, tile).expect("known").1;
        (of(HERE), of(ELSEWHERE))
    }

    /// A box well inside the tile.
    fn inside(tile: Tile) -> String {
        let [west, south, east, north] = tile.reach_3857();
        let (x, y) = (f64::midpoint(west, east), f64::midpoint(south, north));
        format!("{},{},{},{}", x, y, x + 10.0, y + 10.0)
    }

    #[test]
    fn a_change_in_one_place_leaves_the_tiles_elsewhere_and_the_other_layers() {
        let freshness = freshness();
        freshness.heed(&format!("cluster_version {}", inside(HERE)));
        assert_eq!(generations(&freshness, "clusters"), (1, 0));
        assert_eq!(generations(&freshness, "communes"), (0, 0));
        assert_eq!(
            generations(&freshness, "wastewater-plants"),
            (1, 1),
            "they show the cluster's name"
        );
    }

    #[test]
    fn old_and_new_place_of_what_moved_are_both_stale() {
        let freshness = freshness();
        freshness.heed(&format!(
            "plan_zone_version {};{}",
            inside(HERE),
            inside(ELSEWHERE)
        ));
        assert_eq!(generations(&freshness, "plan-zones"), (1, 1));
    }

    #[test]
    fn a_notice_without_boxes_or_of_another_table_makes_everything_stale() {
        let freshness = freshness();
        freshness.heed("cluster_version");
        assert_eq!(generations(&freshness, "clusters"), (1, 1));
        freshness.heed("citation");
        assert_eq!(generations(&freshness, "communes"), (1, 1));
        freshness.heed("cluster_version 1,2,x,4");
        assert_eq!(
            generations(&freshness, "clusters"),
            (3, 3),
            "what cannot be read may be anything"
        );
    }

    #[test]
    fn a_write_of_our_own_makes_everything_stale_before_its_notice_is_heard() {
        let freshness = freshness();
        freshness.written();
        assert_eq!(generations(&freshness, "clusters"), (1, 1));
        assert_eq!(generations(&freshness, "communes"), (1, 1));
    }

    #[test]
    fn no_generation_of_a_tile_comes_twice() {
        let freshness = freshness();
        let mut seen = Vec::new();
        for step in 0..600 {
            freshness.heed(&format!(
                "cluster_version {}",
                inside(if step % 3 == 0 { ELSEWHERE } else { HERE })
            ));
            if step % 3 != 0 {
                seen.push(generations(&freshness, "clusters").0);
            }
        }
        assert!(seen.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
