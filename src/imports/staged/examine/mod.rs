//! From a file as it was read to rows that say what publishing them would do, and everything found of them.

mod stage;

use std::collections::BTreeSet;

use deadpool_postgres::{GenericClient, Object};
use time::Date;

use crate::catalogue::Catalogue;
use crate::error::{Error, Said};
use crate::imports::detective::Declared;
use crate::imports::reading::FileRead;
use crate::imports::staged::Brought;
use crate::imports::staged::found::{Found, Severity};
use crate::imports::staged::mapping::Mapping;
use crate::imports::staged::matching::{self, Change, Matched};
use crate::imports::staged::placing::{self, Placed};
use crate::imports::staged::register::{self, Plan, Register};
use crate::imports::staged::values::{self, Given};
use crate::names::gazetteer::Gazetteer;

/// So many rows tell where a file lies; more only take longer.
const MAX_DECLARED: usize = 200;
const HECTARE_M2: f64 = 10_000.0;

/// What examining looks up beside the database.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    pub catalogue: &'a Catalogue,
    pub gazetteer: &'a Gazetteer,
    /// Today in Hà Nội.
    pub today: Date,
}

/// A file with everything known of its rows.
struct Examined<'a> {
    brought: &'a Brought,
    day: Date,
    file: FileRead,
    mapping: Mapping,
    given: Vec<Given>,
    matched: Vec<Matched>,
    register: Register,
    plan: Option<Plan>,
    placed: Placed,
    found: Vec<Found>,
    asks: Vec<String>,
}

/// Examines a file and stages what comes of it: a new one, or one that is staged, in place of what was staged of it.
///
/// # Errors
/// [`Error::InvalidParameter`] and [`Error::InvalidBody`] of settings that do not go with the file,
/// [`Error::Conflict`] when it is published meanwhile; those of the database. Then nothing of it changes.
pub async fn examine(
    client: &mut Object,
    desk: Desk<'_>,
    brought: &Brought,
    mut file: FileRead,
) -> Result<(), Error> {
    let skip = &brought.settings.skip;
    leave_out(&mut file, skip);
    let day = brought.settings.valid_from.unwrap_or(desk.today);
    let target = brought.target;
    let register = Register::read(client, target, day).await?;
    let plan = match brought
        .settings
        .plan
        .as_deref()
        .filter(|_| target.of_plan())
    {
        Some(slug) => Some(register::plan(client, slug, day).await?),
        None => None,
    };
    let collection = desk.catalogue.get(target.collection())?;
    let mapping = Mapping::settle(target, collection, &file, &brought.settings)?;
    let mut found = of_file(&file);
    let (mut given, more) = values::read(target, &file, &mapping, &register.words);
    found.extend(more);
    let question = matching::Question {
        target,
        settings: &brought.settings,
        register: &register,
        plan: plan.as_ref(),
        gazetteer: desk.gazetteer,
    };
    let (matched, more) = matching::match_rows(&question, &file.rows, &mapping, &mut given);
    found.extend(more);
    let declared = declared(client, &given, &matched, &register, day).await?;
    let chosen = brought.settings.crs.clone();
    // A core is busy with this for as long as it takes; the others go on.
    let (file, placed) = tokio::task::spawn_blocking(move || {
        let placed = placing::place(&file, &declared, chosen.as_deref());
        (file, placed)
    })
    .await
    .map_err(|source| Error::startup_from("looking at a file broke off", source))?;
    let mut placed = placed?;
    found.append(&mut placed.found);
    // Of the others, whatever is found of a row that is left out concerns nobody.
    found.retain(|found| !found.row.is_some_and(|row| skip.contains(&row)));
    let mut examined = Examined {
        brought,
        day,
        file,
        mapping,
        given,
        matched,
        register,
        plan,
        placed,
        found,
        asks: Vec::new(),
    };
    examined.asks = examined.asks();
    let transaction = client.transaction().await?;
    examined.stage(&transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// Rows that a person left out take part in nothing.
fn leave_out(file: &mut FileRead, skip: &BTreeSet<u64>) {
    for row in file.rows.iter_mut().filter(|row| skip.contains(&row.row)) {
        (row.geometry, row.problem) = (None, None);
    }
}

/// What is to be said of the file as it was read.
fn of_file(file: &FileRead) -> Vec<Found> {
    let mut found: Vec<Found> = file
        .notes
        .iter()
        .map(|note| Found {
            place: note.place.clone(),
            ..Found::of_file("reading", Severity::Note, note.said.clone())
        })
        .collect();
    if file.encoding_guessed {
        let encoding = file.encoding.id();
        let said = Said::new(
            format!("tệp không ghi bảng mã; đoán là {encoding}, hãy xem lại tên gọi"),
            format!("the file states no encoding; {encoding} is guessed, look at the names"),
        );
        found.push(Found::of_file("encoding-guessed", Severity::Warning, said));
    }
    if file.rows.is_empty() {
        let said = Said::new("tệp không có đối tượng nào", "the file has no feature");
        found.push(Found::of_file("empty", Severity::Error, said));
    }
    found
}

/// What rows are said to be, for their coordinates to be judged by.
async fn declared(
    client: &impl GenericClient,
    given: &[Given],
    matched: &[Matched],
    register: &Register,
    day: Date,
) -> Result<Vec<Declared>, Error> {
    let telling: Vec<usize> = (0..matched.len())
        .filter(|row| {
            !matched[*row].communes.is_empty()
                || area_ha(&given[*row], &matched[*row], register).is_some()
        })
        .take(MAX_DECLARED)
        .collect();
    let mut codes: Vec<&str> = telling
        .iter()
        .flat_map(|row| matched[*row].communes.iter().map(String::as_str))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    let areas = register::commune_areas(client, &codes, day).await?;
    Ok(telling
        .into_iter()
        .map(|row| {
            let codes = &matched[row].communes;
            // Of several that it may lie in, a part would be a wrong witness.
            let communes: Option<Vec<_>> = codes.iter().map(|code| areas.get(code)).collect();
            let all = communes.filter(|communes| !communes.is_empty());
            Declared {
                row,
                commune_5897: all.map(|areas| areas.into_iter().flatten().cloned().collect()),
                area_m2: area_ha(&given[row], &matched[row], register).map(|ha| ha * HECTARE_M2),
            }
        })
        .collect())
}

/// The declared area of a row: of the file, or else of the register.
fn area_ha(given: &Given, matched: &Matched, register: &Register) -> Option<f64> {
    given.number("declared_area_ha").or_else(|| {
        let version = register.known[matched.known?].version.as_ref()?;
        version.attributes.get("declared_area_ha")?.as_f64()
    })
}

impl Examined<'_> {
    /// What a person must settle before anything can be published.
    fn asks(&self) -> Vec<String> {
        let target = self.brought.target;
        let mut asks = Vec::new();
        let filled = self
            .file
            .layers
            .iter()
            // Tables without geometry, as of styles, are nothing to choose.
            .filter(|layer| layer.features > 0 && layer.geometry_types != ["None"])
            .count();
        if filled > 1 && self.brought.settings.layer.is_none() {
            asks.push("layer".to_owned());
        }
        if self.placed.crs.is_none() {
            asks.push("crs".to_owned());
        }
        if target.of_plan() && self.plan.is_none() {
            asks.push("plan".to_owned());
        }
        let adds = self
            .matched
            .iter()
            .any(|matched| matched.known.is_none() && matched.change != Change::Skip);
        let named = self.mapping.has("id") || self.mapping.has(target.name());
        for entry in &self.mapping.entries {
            let needed = target.property(entry.property).is_some_and(|p| p.needed);
            let missing = needed && adds && !self.mapping.has(entry.property);
            let nameless = entry.property == target.name() && !named;
            if entry.is_doubtful || missing || nameless {
                asks.push(format!("mapping.{}", entry.property));
            }
        }
        asks
    }
}
