//! Is the database what this binary expects?

use std::collections::BTreeMap;

use deadpool_postgres::Object;

use crate::db;
use crate::error::Error;
use crate::sql;

/// One thing looked at, and what was found.
#[derive(Debug)]
pub struct Finding {
    pub what: String,
    pub problem: Option<String>,
}

/// Looks at migrations, our functions and views, and every stored projection.
///
/// # Errors
/// Those of the database.
pub async fn check(client: &Object) -> Result<Vec<Finding>, Error> {
    let mut findings = vec![versions(client).await?];
    findings.push(migrations(client).await?);
    findings.push(code(client).await?);
    for row in client.query(sql!("check/projections"), &[]).await? {
        let table: &str = row.try_get("relation")?;
        let differing: i64 = row.try_get("differing")?;
        let rows: i64 = row.try_get("rows")?;
        findings.push(Finding {
            what: format!("{table}: {rows} stored projections equal a fresh transform"),
            problem: (differing > 0).then(|| format!("{differing} differ; run `ccn rebuild`")),
        });
    }
    Ok(findings)
}

async fn versions(client: &Object) -> Result<Finding, Error> {
    let row = client.query_one(sql!("check/versions"), &[]).await?;
    Ok(Finding {
        what: row.try_get("versions")?,
        problem: None,
    })
}

async fn migrations(client: &Object) -> Result<Finding, Error> {
    let rows = client.query(sql!("check/migrations"), &[]).await?;
    let applied: BTreeMap<i32, String> = rows
        .iter()
        .map(|row| Ok((row.try_get("version")?, row.try_get("name")?)))
        .collect::<Result<_, Error>>()?;
    let known: BTreeMap<i32, String> = db::known_migrations().into_iter().collect();
    let missing: Vec<_> = known
        .keys()
        .filter(|v| !applied.contains_key(v))
        .map(|v| format!("V{v}"))
        .collect();
    let foreign: Vec<_> = applied
        .keys()
        .filter(|v| !known.contains_key(v))
        .map(|v| format!("V{v}"))
        .collect();
    let problem = match (missing.is_empty(), foreign.is_empty()) {
        (true, true) => None,
        (false, _) => Some(format!(
            "not applied: {}; run `ccn migrate`",
            missing.join(", ")
        )),
        (true, false) => Some(format!("from a newer ccn: {}", foreign.join(", "))),
    };
    Ok(Finding {
        what: format!("{} migrations applied", applied.len()),
        problem,
    })
}

/// Names of the routines and views our files create, against those there are.
async fn code(client: &Object) -> Result<Finding, Error> {
    let wanted: Vec<String> = db::code_files()
        .iter()
        .flat_map(|(_, text)| created(text))
        .collect();
    let rows = client.query(sql!("check/code"), &[]).await?;
    let present = rows
        .iter()
        .map(|row| row.try_get(0))
        .collect::<Result<Vec<String>, _>>()?;
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|name| !present.contains(name))
        .map(String::as_str)
        .collect();
    Ok(Finding {
        what: format!("{} functions and views of ours", wanted.len()),
        problem: (!missing.is_empty())
            .then(|| format!("missing: {}; run `ccn migrate`", missing.join(", "))),
    })
}

fn created(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| {
            line.strip_prefix("CREATE FUNCTION ")
                .or_else(|| line.strip_prefix("CREATE VIEW "))
        })
        .map(|rest| rest.split([' ', '(']).next().unwrap_or_default().to_owned())
        .collect()
}
