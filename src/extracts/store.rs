//! Where extracts are kept: numbered, under a key, and counted against the quota of a day.

use deadpool_postgres::{GenericClient, Object, Transaction};
use time::OffsetDateTime;

use crate::error::Error;
use crate::hash::hex;
use crate::sql;

/// How long one that asks again must wait when none are given at all.
const A_DAY_S: u64 = 24 * 60 * 60;
/// The key beside the number: too large to be guessed, so that who has not been given an address has none.
const KEY_BYTES: usize = 16;

/// The forms an extract is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Document,
    PageVi,
    PageEn,
}

/// The finished bytes of an extract.
pub struct Written {
    pub document: String,
    pub page_vi: String,
    pub page_en: String,
}

/// What is kept beside the bytes.
pub struct Entry<'a> {
    pub number: i64,
    pub key: &'a str,
    pub made_at: OffsetDateTime,
    pub cluster: Option<i64>,
    pub program: &'a str,
}

/// An instant of which the register will say the same for ever.
///
/// # Errors
/// Those of the database.
pub async fn instant(client: &Object) -> Result<OffsetDateTime, Error> {
    let prepared = client.prepare_cached(sql!("extracts/instant")).await?;
    Ok(client.query_one(&prepared, &[]).await?.try_get("made_at")?)
}

/// Whether one more may be made today.
///
/// # Errors
/// [`Error::QuotaExceeded`] with the seconds until one may; those of the database.
pub async fn check_room(client: &impl GenericClient, per_day: u32) -> Result<(), Error> {
    let full = |retry_after_s| Error::QuotaExceeded {
        per_day,
        retry_after_s,
    };
    if per_day == 0 {
        return Err(full(A_DAY_S));
    }
    let prepared = client.prepare_cached(sql!("extracts/full")).await?;
    match client.query_opt(&prepared, &[&i64::from(per_day)]).await? {
        None => Ok(()),
        Some(row) => {
            let after_s: i64 = row.try_get("after_s")?;
            Err(full(u64::try_from(after_s).unwrap_or(1)))
        }
    }
}

/// The number of the next extract, if there is room for it. Nobody else counts until the transaction ends.
///
/// # Errors
/// [`Error::QuotaExceeded`]; those of the database.
pub async fn take_number(transaction: &Transaction<'_>, per_day: u32) -> Result<i64, Error> {
    let prepared = transaction.prepare_cached(sql!("extracts/lock")).await?;
    transaction.query_one(&prepared, &[]).await?;
    // A statement of its own: it sees what those before us in the queue have kept.
    check_room(transaction, per_day).await?;
    let prepared = transaction
        .prepare_cached(sql!("extracts/next_number"))
        .await?;
    Ok(transaction
        .query_one(&prepared, &[])
        .await?
        .try_get("number")?)
}

/// Keeps an extract.
///
/// # Errors
/// Those of the database.
pub async fn insert(
    transaction: &Transaction<'_>,
    entry: &Entry<'_>,
    written: &Written,
) -> Result<(), Error> {
    let prepared = transaction.prepare_cached(sql!("extracts/insert")).await?;
    transaction
        .execute(
            &prepared,
            &[
                &entry.number,
                &entry.key,
                &entry.made_at,
                &entry.cluster,
                &written.document,
                &written.page_vi,
                &written.page_en,
                &entry.program,
            ],
        )
        .await?;
    Ok(())
}

/// One form of an extract, as it was kept.
///
/// # Errors
/// [`Error::NotFound`] unless number and key belong together; those of the database.
pub async fn find(client: &Object, number: &str, key: &str, form: Form) -> Result<String, Error> {
    // Which of the two is wrong is told to nobody.
    let none = || Error::NotFound {
        resource: "extract",
        id: "number/key".to_owned(),
    };
    let number = number
        .parse::<i64>()
        .ok()
        .filter(|parsed| parsed.to_string() == number)
        .ok_or_else(none)?;
    if !is_key(key) {
        return Err(none());
    }
    let form = match form {
        Form::Document => "document",
        Form::PageVi => "page_vi",
        Form::PageEn => "page_en",
    };
    let prepared = client.prepare_cached(sql!("extracts/find")).await?;
    let row = client
        .query_opt(&prepared, &[&number, &key, &form])
        .await?
        .ok_or_else(none)?;
    Ok(row.try_get("body")?)
}

/// A key of 128 bits from the operating system.
///
/// # Errors
/// [`Error::Startup`] when the system gives no random bytes.
pub fn new_key() -> Result<String, Error> {
    let mut bytes = [0; KEY_BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|source| Error::startup_from("the system gives no random bytes", source))?;
    Ok(hex(&bytes))
}

fn is_key(text: &str) -> bool {
    text.len() == 2 * KEY_BYTES
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_32_digits_and_differ() {
        let (first, second) = (new_key().expect("a key"), new_key().expect("a key"));
        assert!(is_key(&first) && is_key(&second), "{first} {second}");
        assert_ne!(first, second);
        for bad in [
            "",
            "ABCDEF00112233445566778899aabbcc",
            "g0112233445566778899aabbccddeeff",
        ] {
            assert!(!is_key(bad), "{bad}");
        }
    }
}
