//! Soundness as PostGIS sees it, and geometry that is there twice.

use tokio_postgres::Transaction;

use super::{Question, place_of};
use crate::error::{Error, Said};
use crate::imports::staged::found::{Found, Severity, place_vi};
use crate::sql;

/// What passed our own look and not that of PostGIS, which would refuse it.
pub async fn unsound(
    transaction: &Transaction<'_>,
    question: &Question<'_>,
) -> Result<Vec<Found>, Error> {
    let rows = transaction
        .query(sql!("imports/check_valid"), &[&question.import])
        .await?;
    rows.iter()
        .map(|row| {
            let reason: String = row.try_get("reason")?;
            let said = Said::new(
                format!("hình không hợp lệ: {reason}"),
                format!("the geometry is not sound: {reason}"),
            );
            let found = question.of_row(
                row.try_get("row_number")?,
                "geometry-unsound",
                Severity::Error,
                said,
            );
            Ok(found.at(place_of(row)?))
        })
        .collect()
}

pub async fn duplicates(
    transaction: &Transaction<'_>,
    question: &Question<'_>,
) -> Result<Vec<Found>, Error> {
    let rows = transaction
        .query(
            sql!("imports/check_duplicates"),
            &[&question.import, &question.target.relation(), &question.day],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let same: bool = row.try_get("same_attributes")?;
            let (code, said) = match row.try_get::<_, Option<i32>>("other_row")? {
                Some(other) if same => {
                    let place = question.place(other);
                    let said = Said::new(
                        format!("lặp lại {}", place_vi(place)),
                        format!("repeats {place}"),
                    );
                    ("duplicate-row", said)
                }
                Some(other) => {
                    let place = question.place(other);
                    let said = Said::new(
                        format!("cùng một hình với {}", place_vi(place)),
                        format!("has the same geometry as {place}"),
                    );
                    ("duplicate-geometry", said)
                }
                None => {
                    let slug: String = row.try_get("other_slug")?;
                    let said = Said::new(
                        format!("cùng một hình với {slug} trong sổ"),
                        format!("has the same geometry as {slug} of the register"),
                    );
                    ("duplicate-of-register", said)
                }
            };
            let found = question.of_row(row.try_get("row_number")?, code, Severity::Error, said);
            Ok(found.at(place_of(row)?))
        })
        .collect()
}
