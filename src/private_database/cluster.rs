//! The cluster on disk: made once, whole or not at all.

use std::fs::{self, File};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{self, Output};
use std::time::Duration;

use tokio::time::timeout;

use super::account::Account;
use super::address::USER;
use super::installation::{Installation, parse_version};
use crate::error::Error;

const UNFINISHED: &str = "postgres.new-";
const STOP_LIMIT: Duration = Duration::from_mins(1);

pub(super) fn path(data_dir: &Path) -> PathBuf {
    data_dir.join("postgres")
}

/// The major version a cluster was made by; none if there is no cluster.
pub(super) fn version(cluster: &Path) -> Result<Option<u32>, Error> {
    let file = cluster.join("PG_VERSION");
    match fs::read_to_string(&file) {
        Ok(text) => parse_version(&text).map(Some).ok_or_else(|| {
            Error::startup(format!(
                "`{}` names no version of PostgreSQL",
                file.display()
            ))
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => {
            let what = format!("cannot read `{}`", file.display());
            Err(Error::startup_from(what, source))
        }
    }
}

/// Makes the cluster beside its place and moves it there whole, so that an interrupted start leaves none.
pub(super) async fn create_if_missing(
    installation: &Installation,
    account: &Account,
    data_dir: &Path,
    options: &[(&str, &str)],
) -> Result<(), Error> {
    remove_unfinished(data_dir);
    let cluster = path(data_dir);
    if version(&cluster)?.is_some() {
        return Ok(());
    }
    let unfinished = data_dir.join(format!("{UNFINISHED}{}", process::id()));
    account.create_private(&unfinished)?;
    tracing::info!(version = installation.version, data_dir = %data_dir.display(), "creating the database cluster");
    let sync = !options.contains(&("fsync", "off"));
    let vietnamese = ["--locale-provider=icu", "--icu-locale=vi"];
    let mut output = initdb(installation, account, &unfinished, &vietnamese, sync).await?;
    if !output.status.success() && said(&output).contains("ICU") {
        tracing::warn!("this PostgreSQL has no Vietnamese sort order (ICU); sorting by code point");
        output = initdb(installation, account, &unfinished, &[], sync).await?;
    }
    if !output.status.success() {
        let said = said(&output);
        remove_unfinished(data_dir);
        return Err(Error::startup(format!(
            "initdb failed:\n{}",
            said.trim_end()
        )));
    }
    let put_in_place = || {
        fs::rename(&unfinished, &cluster)?;
        File::open(data_dir)?.sync_all()
    };
    put_in_place().map_err(|source| {
        let what = format!("cannot put the cluster at `{}`", cluster.display());
        Error::startup_from(what, source)
    })
}

async fn initdb(
    installation: &Installation,
    account: &Account,
    cluster: &Path,
    locale: &[&str],
    sync: bool,
) -> Result<Output, Error> {
    let mut command = account.command(&installation.program("initdb"), cluster);
    command
        .arg("--pgdata")
        .arg(cluster)
        .arg(format!("--username={USER}"))
        // Trust is enough: the socket lies in a folder that only this account (and root) can enter,
        // and there is no other way in.
        .args(["--auth-local=trust", "--auth-host=reject"])
        .args(["--encoding=UTF8", "--locale=C.UTF-8"])
        .args(locale)
        .arg("--data-checksums")
        .args((!sync).then_some("--no-sync"))
        .kill_on_drop(true)
        .output()
        .await
        .map_err(|source| Error::startup_from("cannot run initdb", source))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn remove_unfinished(data_dir: &Path) {
    let unfinished = fs::read_dir(data_dir)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(UNFINISHED));
    for entry in unfinished {
        if let Err(error) = fs::remove_dir_all(entry.path()) {
            tracing::warn!(path = %entry.path().display(), %error, "cannot remove an unfinished cluster");
        }
    }
}

/// Stops the PostgreSQL that a killed `ccn` has left behind. Only while holding the lock.
pub(super) async fn stop_orphan(
    installation: &Installation,
    account: &Account,
    data_dir: &Path,
) -> Result<(), Error> {
    let cluster = path(data_dir);
    let Some(pid) = postmaster_pid(&cluster) else {
        return Ok(());
    };
    tracing::warn!(
        pid,
        "stopping the PostgreSQL that a killed ccn has left behind"
    );
    for mode in ["fast", "immediate"] {
        let mut command = account.command(&installation.program("pg_ctl"), data_dir);
        let stop = command
            .args(["stop", "--wait", "--silent", "--mode", mode, "--pgdata"])
            .arg(&cluster)
            .output();
        // A PostgreSQL that is gone meanwhile is what we want, so the exit status says nothing.
        let _ = timeout(STOP_LIMIT, stop).await;
        if postmaster_pid(&cluster).is_none() {
            return Ok(());
        }
    }
    Err(Error::startup(format!(
        "PostgreSQL (process {pid}) still runs on `{}` and cannot be stopped: stop it by hand",
        cluster.display()
    )))
}

/// The process that runs on this cluster. `postmaster.pid` may be left from before a power cut and
/// name somebody else by now, but only the postmaster of this cluster was started with its path.
/// (Its command line can be read without rights over it, unlike its working directory.)
fn postmaster_pid(cluster: &Path) -> Option<u32> {
    let text = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
    let pid: u32 = text.lines().next()?.trim().parse().ok()?;
    let started_as = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    started_as
        .split(|byte| *byte == 0)
        .any(|argument| argument == cluster.as_os_str().as_bytes())
        .then_some(pid)
}
