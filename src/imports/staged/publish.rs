//! A staged file becomes part of the register: in one transaction, or not at all.

use deadpool_postgres::{GenericClient, Object, Transaction};
use time::Date;
use tokio_postgres::error::SqlState;

use super::target::Target;
use super::{Import, Owner, State, check_id, find, register};
use crate::error::{Defect, Error, Said};
use crate::hash::{hex, sha256_of};
use crate::sql;

/// Publishes a file that was checked and has no error. One that is published already stays as it is.
///
/// # Errors
/// [`Error::Conflict`] with the reason, naming the rows whose features have changed since they were checked, and
/// [`Error::NotFound`]; those of the database. Then nothing has changed.
pub async fn publish(
    client: &mut Object,
    id: &str,
    owner: &Owner,
    today: Date,
) -> Result<(), Error> {
    check_id(id)?;
    let transaction = client.transaction().await?;
    let claimed = transaction
        .query_opt(sql!("imports/claim"), &[&id, &owner.among()])
        .await?;
    if claimed.is_none() {
        transaction.rollback().await?;
        let now = find(client, id, owner).await?;
        return match now.state {
            State::Published => Ok(()),
            _ => may_be_published(&now),
        };
    }
    lock_register(&transaction).await?;
    // Read only now: until it was claimed it may have been settled anew.
    let import = find(&transaction, id, owner).await?;
    let target = import.brought.target;
    let from = first_day(&transaction, &import, today).await?;
    let source = source_id(id);
    write_source(&transaction, &source, &import, today).await?;
    let marked = transaction
        .query_opt(sql!("imports/publish"), &[&id, &owner.among(), &source])
        .await?;
    if marked.is_none() {
        return Err(Error::conflict(
            "tệp còn lỗi; hãy sửa rồi nhập lại",
            "the file still has errors; correct them first",
        ));
    }
    refuse_stale(&transaction, id, target).await?;
    let settings = &import.brought.settings;
    let replaced: Vec<i64> = transaction
        .query(sql!("imports/replaced"), &[&id])
        .await?
        .iter()
        .map(|row| row.try_get("version_id"))
        .collect::<Result<_, _>>()?;
    let relation = target.relation();
    let write = async {
        close(&transaction, target, &replaced).await?;
        record(&transaction, id, relation, &replaced, Did::Closed).await?;
        if let Some(day) = settings.valid_from {
            let earlier = copy(&transaction, target, &replaced, Some(day)).await?;
            record(&transaction, id, relation, &earlier, Did::Wrote).await?;
        }
        transaction.execute(add(target), &[&id]).await?;
        insert(&transaction, &import, &source, from).await
    };
    write.await.map_err(somebody_else)?;
    transaction.commit().await.map_err(Error::from)
}

/// Until the transaction ends, nobody else publishes, undoes, or checks against the register.
pub(super) async fn lock_register(transaction: &Transaction<'_>) -> Result<(), Error> {
    transaction
        .query_one(sql!("imports/lock_register"), &[])
        .await?;
    Ok(())
}

/// The source that stands for an import; tells nothing of the id.
fn source_id(id: &str) -> String {
    format!("import-{}", hex(&sha256_of(id.as_bytes())[..8]))
}

fn may_be_published(import: &Import) -> Result<(), Error> {
    match import.state {
        State::Checked | State::Published => Ok(()),
        State::Asks => Err(Error::Conflict {
            reason: Said::new(
                format!("còn phải chọn: {}", import.asks.join(", ")),
                format!("this is still to be settled: {}", import.asks.join(", ")),
            ),
            defects: Vec::new(),
        }),
        State::Undone => Err(Error::conflict(
            "lần nhập này đã được hoàn tác; hãy nhập tệp lại",
            "this import was undone; bring the file again",
        )),
    }
}

/// The first day of what is added: as settled, else that of the plan, else today.
async fn first_day(
    client: &impl GenericClient,
    import: &Import,
    today: Date,
) -> Result<Date, Error> {
    let settings = &import.brought.settings;
    if let Some(day) = settings.valid_from {
        return Ok(day);
    }
    match &settings.plan {
        Some(plan) if import.brought.target.of_plan() => {
            let plan = register::plan(client, plan, today).await?;
            Ok(plan.valid_from.unwrap_or(today))
        }
        _ => Ok(today),
    }
}

/// Written first, so that an extract made meanwhile is dated before us (docs/adr/0014).
async fn write_source(
    transaction: &Transaction<'_>,
    source: &str,
    import: &Import,
    today: Date,
) -> Result<(), Error> {
    let brought = &import.brought;
    let by = format!("tệp {} do {} nhập", brought.file_name, brought.made_by);
    let title = match &brought.settings.source {
        Some(source) => format!("{source} ({by})"),
        None => by.replacen("tệp", "Tệp", 1),
    };
    let crs = import.reading["crs"]["chosen"].as_str().unwrap_or("?");
    let mapped: Vec<String> = import.reading["mapping"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            Some(format!(
                "{}={}",
                entry["property"].as_str()?,
                entry["field"].as_str()?
            ))
        })
        .collect();
    let note = format!(
        "SHA-256 {}; {}; lớp {}; hệ toạ độ {crs} ({}); cột: {}",
        brought.sha256,
        import.format,
        import.layer,
        import.reading["crs"]["sentence_vi"]
            .as_str()
            .unwrap_or_default(),
        mapped.join(", ")
    );
    transaction
        .execute(
            sql!("imports/insert_source"),
            &[&source, &title, &today.to_string(), &note],
        )
        .await?;
    Ok(())
}

async fn refuse_stale(
    transaction: &Transaction<'_>,
    id: &str,
    target: Target,
) -> Result<(), Error> {
    let rows = transaction
        .query(sql!("imports/stale"), &[&id, &target.relation()])
        .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let defects = rows
        .iter()
        .map(|row| {
            let slug: String = row.try_get("slug")?;
            Ok(Defect {
                place: row.try_get("place")?,
                said: Said::new(
                    format!("{slug} đã thay đổi trong sổ sau khi kiểm tra"),
                    format!("{slug} has changed in the register since the check"),
                ),
                location: None,
            })
        })
        .collect::<Result<_, Error>>()?;
    Err(Error::Conflict {
        reason: Said::new(
            "sổ đã thay đổi sau khi kiểm tra; hãy kiểm tra lại",
            "the register has changed since the check; check again",
        ),
        defects,
    })
}

/// Two that publish the same at once: the second finds what the first has written.
fn somebody_else(error: Error) -> Error {
    match error {
        Error::Database(source)
            if source.code() == Some(&SqlState::UNIQUE_VIOLATION)
                || source.code() == Some(&SqlState::EXCLUSION_VIOLATION) =>
        {
            Error::conflict(
                "sổ vừa được người khác thay đổi; hãy kiểm tra lại",
                "somebody else has just changed the register; check again",
            )
        }
        other => other,
    }
}

/// What is done to versions on behalf of a file.
pub(super) enum Did<'a> {
    Closed,
    Wrote,
    TookBack,
    /// Copies of these, in this order.
    Restored(&'a [i64]),
}

/// Versions become history.
pub(super) async fn close(
    transaction: &Transaction<'_>,
    target: Target,
    versions: &[i64],
) -> Result<u64, Error> {
    let statement = match target {
        Target::Clusters => sql!("imports/close_clusters"),
        Target::Plants => sql!("imports/close_plants"),
        Target::Zones => sql!("imports/close_zones"),
        Target::Constraints => sql!("imports/close_constraints"),
    };
    Ok(transaction.execute(statement, &[&versions]).await?)
}

/// Versions again, as new ones: as they were, or up to a day those that began before it.
pub(super) async fn copy(
    transaction: &Transaction<'_>,
    target: Target,
    versions: &[i64],
    until: Option<Date>,
) -> Result<Vec<i64>, Error> {
    let statement = match target {
        Target::Clusters => sql!("imports/copy_clusters"),
        Target::Plants => sql!("imports/copy_plants"),
        Target::Zones => sql!("imports/copy_zones"),
        Target::Constraints => sql!("imports/copy_constraints"),
    };
    let rows = transaction.query(statement, &[&versions, &until]).await?;
    rows.iter()
        .map(|row| Ok(row.try_get("version_id")?))
        .collect()
}

/// Keeps what was done to versions.
pub(super) async fn record(
    transaction: &Transaction<'_>,
    id: &str,
    relation: &str,
    versions: &[i64],
    did: Did<'_>,
) -> Result<(), Error> {
    let (did, copy_of) = match did {
        Did::Closed => ("closed", None),
        Did::Wrote => ("wrote", None),
        Did::TookBack => ("took_back", None),
        Did::Restored(copy_of) => ("restored", Some(copy_of)),
    };
    transaction
        .execute(
            sql!("imports/insert_versions"),
            &[&id, &relation, &versions, &did, &copy_of],
        )
        .await?;
    Ok(())
}

const fn add(target: Target) -> &'static str {
    match target {
        Target::Clusters => sql!("imports/add_clusters"),
        Target::Plants => sql!("imports/add_plants"),
        Target::Zones => sql!("imports/add_zones"),
        Target::Constraints => sql!("imports/add_constraints"),
    }
}

async fn insert(
    transaction: &Transaction<'_>,
    import: &Import,
    source: &str,
    from: Date,
) -> Result<(), Error> {
    let id = &import.brought.id;
    let settings = &import.brought.settings;
    let certainty = settings.certainty().id();
    let said = settings.boundary_certainty.is_some();
    let (versions, citations) = match import.brought.target {
        Target::Clusters => (
            sql!("imports/publish_clusters"),
            Some(sql!("imports/cite_clusters")),
        ),
        Target::Plants => (
            sql!("imports/publish_plants"),
            Some(sql!("imports/cite_plants")),
        ),
        Target::Zones => (sql!("imports/publish_zones"), None),
        Target::Constraints => (sql!("imports/publish_constraints"), None),
    };
    match citations {
        Some(citations) => {
            transaction
                .execute(
                    versions,
                    &[id, &certainty, &said, &settings.valid_from, &from],
                )
                .await?;
            transaction.execute(citations, &[id, &source]).await?;
        }
        // A version of a zone names its source itself.
        None => {
            transaction
                .execute(
                    versions,
                    &[id, &source, &certainty, &said, &settings.valid_from, &from],
                )
                .await?;
        }
    }
    Ok(())
}
