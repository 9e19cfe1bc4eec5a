//! The gazetteer of names, made from the register and kept until the register changes.

use std::sync::{Arc, Mutex, PoisonError};

use tokio_postgres::GenericClient;

use crate::error::Error;
use crate::names::gazetteer::{Alias, Basis, Gazetteer, Law, Part, Unit};
use crate::sql;

/// Reads the units, what became of them and the older names.
///
/// # Errors
/// Those of the database.
pub async fn load(client: &impl GenericClient) -> Result<Gazetteer, Error> {
    let units = client
        .query(sql!("communes/units"), &[])
        .await?
        .iter()
        .map(|row| {
            Ok(Unit {
                id: row.try_get("id")?,
                code: row.try_get("code")?,
                kind: row.try_get("kind")?,
                name: row.try_get("name")?,
                parent: row.try_get("parent_id")?,
                valid_from: row.try_get("valid_from")?,
                valid_to: row.try_get("valid_to")?,
                area_m2: row.try_get("area_m2")?,
                clause: row.try_get("clause")?,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let parts = client
        .query(sql!("communes/parts"), &[])
        .await?
        .iter()
        .map(|row| {
            Ok(Part {
                from: row.try_get("from_unit_id")?,
                to: row.try_get("to_unit_id")?,
                clause: row.try_get("clause")?,
                weight: row.try_get("weight")?,
                basis: Basis::read(row.try_get("basis")?),
                population_weight: row.try_get("population_weight")?,
                population_basis: Basis::read(row.try_get("population_basis")?),
                only_in_law: row.try_get("only_in_law")?,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let law = match client.query_opt(sql!("communes/event"), &[]).await? {
        Some(row) => Law {
            number: row.try_get("number")?,
            article: row.try_get::<_, Option<_>>("article")?.unwrap_or_default(),
        },
        None => Law::default(),
    };
    Ok(Gazetteer::new(&units, &parts, &aliases(client).await?, law))
}

async fn aliases(client: &impl GenericClient) -> Result<Vec<Alias>, Error> {
    let mut found: Vec<(i64, Alias)> = Vec::new();
    for row in client.query(sql!("communes/aliases"), &[]).await? {
        let id: i64 = row.try_get("id")?;
        if found.last().is_none_or(|(last, _)| *last != id) {
            let alias = Alias {
                name: row.try_get("name")?,
                kind: row.try_get("kind")?,
                district: row.try_get("district")?,
                valid_to: row.try_get("valid_to")?,
                into: Vec::new(),
            };
            found.push((id, alias));
        }
        let unit: Option<i64> = row.try_get("admin_unit_id")?;
        if let (Some(unit), Some((_, alias))) = (unit, found.last_mut()) {
            alias.into.push((unit, row.try_get("is_whole")?));
        }
    }
    Ok(found.into_iter().map(|(_, alias)| alias).collect())
}

/// The gazetteer of one generation of the register.
#[derive(Debug, Default)]
pub struct Kept(Mutex<Option<(u64, Arc<Gazetteer>)>>);

impl Kept {
    /// The gazetteer of this generation, made anew when another was kept.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(
        &self,
        client: &impl GenericClient,
        generation: u64,
    ) -> Result<Arc<Gazetteer>, Error> {
        if let Some(kept) = self.get(generation) {
            return Ok(kept);
        }
        let made = Arc::new(load(client).await?);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((generation, made.clone()));
        Ok(made)
    }

    /// What is kept of this generation.
    pub fn get(&self, generation: u64) -> Option<Arc<Gazetteer>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, gazetteer) = kept.as_ref()?;
        (*of == generation).then(|| gazetteer.clone())
    }
}
