//! Swaps the boundaries of today's communes for others, in one transaction: the units and everything that
//! refers to them stay, only a version is added.

use std::collections::BTreeSet;

use deadpool_postgres::{Object, Transaction};
use postgis::ewkb as postgis_ewkb;

use crate::error::{Defect, Error, Said};
use crate::geometry::ewkb;
use crate::imports::boundaries::Boundary;
use crate::sql;

/// Whose boundaries these are.
#[derive(Debug, Clone)]
pub struct Provenance {
    pub source_id: String,
    pub title: String,
    pub url: Option<String>,
    pub boundary_certainty: String,
}

/// Replaces the boundaries of communes by those given for all of them; says how many differed.
///
/// # Errors
/// [`Error::InvalidFile`] with every defect, and nothing is written; those of the database.
pub async fn replace(
    client: &mut Object,
    file: &str,
    boundaries: &[Boundary],
    provenance: &Provenance,
) -> Result<u64, Error> {
    let transaction = client.transaction().await?;
    // Written first, so that an extract made meanwhile is dated before us: our versions bear the time of our
    // beginning (docs/adr/0014).
    transaction
        .execute(
            sql!("communes/upsert_source"),
            &[&provenance.source_id, &provenance.title, &provenance.url],
        )
        .await?;
    let (codes, areas) = columns(boundaries);
    let mut defects = unknown_or_missing(&transaction, boundaries).await?;
    defects.extend(broken_by_transform(&transaction, boundaries, &areas).await?);
    if !defects.is_empty() {
        return Err(Error::InvalidFile {
            file: file.to_owned(),
            defects,
        });
    }
    // What did not change is not written again: its history would fill with copies.
    let changed = transaction
        .query(
            sql!("communes/changed"),
            &[
                &codes,
                &areas,
                &provenance.source_id,
                &provenance.boundary_certainty,
            ],
        )
        .await?;
    let changed = changed
        .iter()
        .map(|row| row.try_get(0))
        .collect::<Result<BTreeSet<String>, _>>()?;
    let (codes, areas): (Vec<&str>, Vec<_>) = codes
        .into_iter()
        .zip(areas)
        .filter(|(code, _)| changed.contains(*code))
        .unzip();
    transaction
        .execute(sql!("communes/supersede"), &[&codes])
        .await?;
    let written = transaction
        .execute(
            sql!("communes/insert_boundaries"),
            &[
                &codes,
                &areas,
                &provenance.source_id,
                &provenance.boundary_certainty,
            ],
        )
        .await?;
    if written > 0 {
        transaction.execute(sql!("communes/weigh"), &[]).await?;
    }
    transaction.commit().await?;
    Ok(written)
}

fn columns(boundaries: &[Boundary]) -> (Vec<&str>, Vec<postgis_ewkb::MultiPolygon>) {
    boundaries
        .iter()
        .map(|b| (b.code.as_str(), ewkb::multi_polygon(&b.area_84, 4326)))
        .unzip()
}

async fn unknown_or_missing(
    transaction: &Transaction<'_>,
    boundaries: &[Boundary],
) -> Result<Vec<Defect>, Error> {
    let rows = transaction.query(sql!("communes/codes"), &[]).await?;
    let known = rows
        .iter()
        .map(|row| row.try_get(0))
        .collect::<Result<BTreeSet<String>, _>>()?;
    let given: BTreeSet<&str> = boundaries.iter().map(|b| b.code.as_str()).collect();
    let unknown = boundaries
        .iter()
        .filter(|b| !known.contains(&b.code))
        .map(|b| Defect {
            place: b.place.clone(),
            said: Said::new(
                format!("mã {} không phải xã, phường của Hà Nội", b.code),
                format!("code {} is no commune of Hà Nội", b.code),
            ),
            location: None,
        });
    let missing = known
        .iter()
        .filter(|code| !given.contains(code.as_str()))
        .map(|code| Defect {
            place: "file".to_owned(),
            said: Said::new(
                format!("thiếu đơn vị {code}"),
                format!("unit {code} is missing"),
            ),
            location: None,
        });
    Ok(unknown.chain(missing).collect())
}

/// A boundary sound in degrees may, rarely, touch itself in metres.
async fn broken_by_transform(
    transaction: &Transaction<'_>,
    boundaries: &[Boundary],
    areas: &Vec<postgis_ewkb::MultiPolygon>,
) -> Result<Vec<Defect>, Error> {
    let rows = transaction
        .query(sql!("communes/broken_by_transform"), &[areas])
        .await?;
    rows.iter()
        .map(|row| {
            let index = usize::try_from(row.try_get::<_, i64>("place")?).unwrap_or_default();
            let reason: String = row.try_get("reason")?;
            Ok(Defect {
                place: boundaries
                    .get(index - 1)
                    .map_or_else(String::new, |b| b.place.clone()),
                said: Said::new(
                    format!("không hợp lệ trên lưới EPSG:5897: {reason}"),
                    format!("invalid on the grid EPSG:5897: {reason}"),
                ),
                location: Some([row.try_get("lon")?, row.try_get("lat")?]),
            })
        })
        .collect()
}
