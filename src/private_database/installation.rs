//! Which PostgreSQL there is on this machine.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;

/// The oldest PostgreSQL we run on: ICU as the locale provider of a cluster came with 15.
const OLDEST: u32 = 15;
const DEBIAN: &str = "/usr/lib/postgresql";

/// A PostgreSQL with its tools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Installation {
    pub(super) version: u32,
    bin: PathBuf,
    has_postgis: bool,
}

impl Installation {
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }
}

/// The newest PostgreSQL with PostGIS, or the one of the version that the cluster needs.
///
/// # Errors
/// [`Error::Startup`] saying what to install.
pub(super) fn find(cluster_version: Option<u32>) -> Result<Installation, Error> {
    choose(installed(), cluster_version).map_err(Error::startup)
}

fn choose(found: Vec<Installation>, needed: Option<u32>) -> Result<Installation, String> {
    let versions: Vec<String> = found.iter().map(|one| one.version.to_string()).collect();
    let there = if versions.is_empty() {
        "there is none".to_owned()
    } else {
        format!("there is {}", versions.join(", "))
    };
    let best = found
        .into_iter()
        .filter(|one| needed.map_or(one.version >= OLDEST, |version| one.version == version))
        .max_by_key(|one| (one.has_postgis, one.version));
    match (best, needed) {
        (Some(best), _) if best.has_postgis => Ok(best),
        (Some(best), _) => Err(format!(
            "PostgreSQL {0} is here without PostGIS: install it (on Debian: apt-get install postgresql-{0}-postgis-3)",
            best.version
        )),
        (None, Some(version)) => Err(format!(
            "the cluster in the data directory was made by PostgreSQL {version}, and {there}: install that version with PostGIS, or move the data with pg_dump and choose another --data-dir"
        )),
        (None, None) => Err(format!(
            "PostgreSQL {OLDEST} or newer with PostGIS is needed, and {there}: install it (on Debian 12: apt-get install postgresql-15-postgis-3), or give a database with --database-url"
        )),
    }
}

fn installed() -> Vec<Installation> {
    let mut found: Vec<Installation> = fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| debian(&entry.file_name(), &entry.path().join("bin")))
        .collect();
    if let Some(other) = on_path()
        && found.iter().all(|one| one.bin != other.bin)
    {
        found.push(other);
    }
    found.sort_by_key(|one| one.version);
    found
}

fn debian(version: &OsStr, bin: &Path) -> Option<Installation> {
    let version = version.to_str()?.parse().ok()?;
    let share = PathBuf::from(format!("/usr/share/postgresql/{version}"));
    installation(version, bin, &share)
}

/// The PostgreSQL whose `pg_config` is on the PATH, for machines that are not Debian.
fn on_path() -> Option<Installation> {
    let output = Command::new("pg_config")
        .args(["--version", "--bindir", "--sharedir"])
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut lines = text.lines();
    let version = parse_version(lines.next()?)?;
    installation(version, Path::new(lines.next()?), Path::new(lines.next()?))
}

fn installation(version: u32, bin: &Path, share: &Path) -> Option<Installation> {
    let complete = ["initdb", "pg_ctl", "postgres"]
        .iter()
        .all(|name| bin.join(name).is_file());
    complete.then(|| Installation {
        version,
        bin: bin.to_owned(),
        has_postgis: share.join("extension/postgis.control").is_file(),
    })
}

/// The major version in `PostgreSQL 15.20 (Debian …)`, `PostgreSQL 18beta1` or a `PG_VERSION` file.
pub(super) fn parse_version(text: &str) -> Option<u32> {
    let digits = text.trim().trim_start_matches("PostgreSQL ");
    let end = digits
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(digits.len());
    digits[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(version: u32, has_postgis: bool) -> Installation {
        Installation {
            version,
            bin: PathBuf::from(format!("/opt/{version}/bin")),
            has_postgis,
        }
    }

    #[test]
    fn a_new_cluster_takes_the_newest_with_postgis() {
        let found = vec![
            some(14, true),
            some(15, true),
            some(16, true),
            some(17, false),
        ];
        assert_eq!(choose(found, None).map(|one| one.version), Ok(16));
    }

    #[test]
    fn a_cluster_keeps_its_version() {
        let found = vec![some(15, true), some(16, true)];
        assert_eq!(choose(found, Some(15)).map(|one| one.version), Ok(15));
    }

    #[test]
    fn a_cluster_of_a_version_that_is_gone_is_refused_with_both_versions() {
        let text = choose(vec![some(16, true)], Some(15)).unwrap_err();
        assert!(
            text.contains("PostgreSQL 15") && text.contains("there is 16"),
            "{text}"
        );
    }

    #[test]
    fn what_to_install_is_said() {
        let nothing = choose(Vec::new(), None).unwrap_err();
        assert!(
            nothing.contains("apt-get install postgresql-15-postgis-3"),
            "{nothing}"
        );
        let no_postgis = choose(vec![some(16, false)], None).unwrap_err();
        assert!(
            no_postgis.contains("postgresql-16-postgis-3"),
            "{no_postgis}"
        );
    }

    #[test]
    fn versions_are_read_as_postgresql_writes_them() {
        assert_eq!(
            parse_version("PostgreSQL 15.20 (Debian 15.20-0+deb12u1)"),
            Some(15)
        );
        assert_eq!(parse_version("PostgreSQL 18beta1"), Some(18));
        assert_eq!(parse_version("15\n"), Some(15));
        assert_eq!(parse_version(""), None);
    }
}
