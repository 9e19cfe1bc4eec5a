//! A published file is taken back in one step: what it wrote becomes history, and what was before holds again.

use deadpool_postgres::{Object, Transaction};
use tokio_postgres::error::SqlState;

use super::publish::{Did, close, copy, lock_register, record};
use super::target::Target;
use super::{Owner, State, find};
use crate::error::{Defect, Error, Said};
use crate::sql;

/// Undoes an import. Geometry and attributes are again what they were, byte by byte, as new versions; both what was
/// published and what was before stay in the history. One that is undone already stays as it is.
///
/// # Errors
/// [`Error::Conflict`] naming the features that somebody changed after it, [`Error::NotFound`]; those of the database.
/// Then nothing has changed.
pub async fn undo(client: &mut Object, id: &str, owner: &Owner) -> Result<(), Error> {
    let import = find(client, id, owner).await?;
    let target = import.brought.target;
    let transaction = client.transaction().await?;
    // The first statement writes, as of whatever changes the register (docs/adr/0014).
    let marked = transaction
        .query_opt(sql!("imports/undo"), &[&id, &owner.among()])
        .await?;
    let Some(marked) = marked else {
        transaction.rollback().await?;
        return match find(client, id, owner).await?.state {
            State::Undone => Ok(()),
            _ => Err(Error::conflict(
                "lần nhập này chưa được công bố",
                "this import is not published",
            )),
        };
    };
    lock_register(&transaction).await?;
    let (mut closed, mut wrote) = (Vec::new(), Vec::new());
    for row in transaction.query(sql!("imports/versions"), &[&id]).await? {
        let version: i64 = row.try_get("version_id")?;
        match row.try_get("did")? {
            "closed" => closed.push(version),
            _ => wrote.push(version),
        }
    }
    let wrote = standing(&transaction, target, &wrote).await?;
    if target == Target::Clusters {
        refuse_left_alone(&transaction, &wrote, &closed).await?;
    }
    close(&transaction, target, &wrote).await?;
    record(&transaction, id, target.relation(), &wrote, Did::TookBack).await?;
    let restored =
        copy(&transaction, target, &closed, None)
            .await
            .map_err(|error| match error {
                Error::Database(source)
                    if source.code() == Some(&SqlState::EXCLUSION_VIOLATION) =>
                {
                    Error::conflict(
                        "sổ đã có phiên bản khác cho cùng thời gian",
                        "the register has got other versions for the same days",
                    )
                }
                other => other,
            })?;
    record(
        &transaction,
        id,
        target.relation(),
        &restored,
        Did::Restored(&closed),
    )
    .await?;
    let source: String = marked.try_get("source_id")?;
    let citations = sql!("imports/delete_citations");
    transaction.execute(citations, &[&source]).await?;
    transaction.commit().await.map_err(Error::from)
}

/// What is known now in place of what was written: the same, or what came back when a later import was undone.
async fn standing(
    transaction: &Transaction<'_>,
    target: Target,
    wrote: &[i64],
) -> Result<Vec<i64>, Error> {
    let mut standing = Vec::new();
    let mut changed = wrote.to_vec();
    let found = transaction
        .query(sql!("imports/standing"), &[&target.relation(), &wrote])
        .await?;
    for row in found {
        let version: i64 = row.try_get("version_id")?;
        changed.retain(|other| *other != version);
        standing.push(row.try_get("standing_id")?);
    }
    refuse_changed(transaction, target, &changed).await?;
    Ok(standing)
}

async fn refuse_changed(
    transaction: &Transaction<'_>,
    target: Target,
    changed: &[i64],
) -> Result<(), Error> {
    let rows = transaction
        .query(
            sql!("imports/changed_since"),
            &[&target.relation(), &changed],
        )
        .await?;
    let defects = rows
        .iter()
        .map(|row| {
            let slug: String = row.try_get("slug")?;
            let file: Option<String> = row.try_get("file_name")?;
            let by: Option<String> = row.try_get("made_by")?;
            let by = match (file, by) {
                (Some(file), Some(by)) => {
                    Said::new(format!(" bởi {file} ({by})"), format!(" by {file} ({by})"))
                }
                _ => Said::new("", ""),
            };
            Ok(Defect {
                place: slug,
                said: Said::new(
                    format!("đã được thay đổi sau đó{}", by.vi),
                    format!("was changed after that{}", by.en),
                ),
                location: None,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    refuse(
        defects,
        Said::new(
            "có đối tượng đã được thay đổi sau lần nhập này; hoàn tác lần sau trước",
            "features were changed after this import; undo what came later first",
        ),
    )
}

async fn refuse_left_alone(
    transaction: &Transaction<'_>,
    wrote: &[i64],
    closed: &[i64],
) -> Result<(), Error> {
    let rows = transaction
        .query(sql!("imports/left_alone"), &[&wrote, &closed])
        .await?;
    let defects = rows
        .iter()
        .map(|row| {
            let cluster: String = row.try_get("cluster")?;
            Ok(Defect {
                place: row.try_get("slug")?,
                said: Said::new(
                    format!("trạm thuộc cụm {cluster}, cụm này sẽ không còn"),
                    format!("a plant of the cluster {cluster}, which would be gone"),
                ),
                location: None,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    refuse(
        defects,
        Said::new(
            "có trạm xử lý nước thải thuộc cụm do lần nhập này thêm",
            "wastewater plants belong to clusters that this import added",
        ),
    )
}

fn refuse(defects: Vec<Defect>, reason: Said) -> Result<(), Error> {
    if defects.is_empty() {
        Ok(())
    } else {
        Err(Error::Conflict { reason, defects })
    }
}
