//! Who PostgreSQL runs as. It refuses to run as root, so there root lends it to the user `postgres`.

use std::fs::{self, DirBuilder, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use super::address::USER;
use crate::error::Error;

/// Whether this process has root's rights: the kernel gives `/proc/self` to the effective user.
pub fn is_root() -> bool {
    own_uid() == Some(0)
}

fn own_uid() -> Option<u32> {
    fs::metadata("/proc/self").ok().map(|found| found.uid())
}

/// The account PostgreSQL and its tools run as: ours, or for root the one to change to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account {
    change_to: Option<Ids>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ids {
    uid: u32,
    gid: u32,
}

impl Account {
    pub(super) fn for_postgres() -> Result<Self, Error> {
        if !is_root() {
            return Ok(Self { change_to: None });
        }
        let passwd = fs::read_to_string("/etc/passwd")
            .map_err(|source| Error::startup_from("cannot read /etc/passwd", source))?;
        match find_user(&passwd, USER) {
            Some(ids) => Ok(Self {
                change_to: Some(ids),
            }),
            None => Err(Error::startup(format!(
                "PostgreSQL does not run as root and there is no user `{USER}` to run it as: install Debian's package postgresql-15, or run ccn as an ordinary user"
            ))),
        }
    }

    /// A program of PostgreSQL as this account, in a process group of its own: Ctrl-C in the
    /// terminal reaches us alone, and we stop PostgreSQL when nobody needs it any more.
    pub(super) fn command(&self, program: &Path, current_dir: &Path) -> Command {
        let mut command = Command::new(program);
        command
            // PGOPTIONS, PROJ_DATA or LC_ALL of whoever starts us must not change what we serve.
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .current_dir(current_dir)
            .stdin(Stdio::null())
            .process_group(0);
        if let Some(ids) = self.change_to {
            command.uid(ids.uid).gid(ids.gid);
        }
        command
    }

    /// Creates the data directory so that this account can enter it, whatever the umask.
    pub(super) fn create_enterable(&self, dir: &Path) -> Result<(), Error> {
        if dir.is_dir() {
            return Ok(());
        }
        if let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            self.create_enterable(parent)?;
        }
        let create = || {
            fs::create_dir(dir)?;
            match self.change_to {
                Some(_) => fs::set_permissions(dir, Permissions::from_mode(0o755)),
                None => Ok(()),
            }
        };
        create().map_err(|source| {
            let what = format!("cannot create the data directory `{}`", dir.display());
            Error::startup_from(what, source)
        })
    }

    /// # Errors
    /// [`Error::Startup`] naming the first folder on the way that this account cannot enter.
    pub(super) fn check_enterable(&self, dir: &Path) -> Result<(), Error> {
        let Some(ids) = self.change_to else {
            return Ok(());
        };
        let mut way: Vec<&Path> = dir.ancestors().collect();
        way.reverse();
        for folder in way {
            let found = fs::metadata(folder).map_err(|source| {
                Error::startup_from(format!("cannot read `{}`", folder.display()), source)
            })?;
            if !may_enter(&found, ids) {
                return Err(Error::startup(format!(
                    "PostgreSQL does not run as root, and the user `{USER}` cannot enter `{}`: choose another --data-dir, or let others enter that folder (chmod o+x)",
                    folder.display()
                )));
            }
        }
        Ok(())
    }

    /// A folder that only this account can look into.
    pub(super) fn create_private(&self, dir: &Path) -> Result<(), Error> {
        let failed = |source: io::Error| {
            Error::startup_from(format!("cannot prepare `{}`", dir.display()), source)
        };
        match DirBuilder::new().mode(0o700).create(dir) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(failed(error));
            }
            Ok(()) => {
                if let Some(ids) = self.change_to {
                    chown(dir, Some(ids.uid), Some(ids.gid)).map_err(failed)?;
                }
            }
            Err(_) => {}
        }
        // In /tmp anybody may have made it before us, or have put a link there.
        let found = fs::symlink_metadata(dir).map_err(failed)?;
        if !found.is_dir() || !self.is(found.uid()) {
            return Err(self.not_ours(dir, &found));
        }
        fs::set_permissions(dir, Permissions::from_mode(0o700)).map_err(failed)
    }

    /// # Errors
    /// [`Error::Startup`] when the cluster was made by another account: PostgreSQL would refuse it.
    pub(super) fn check_owns(&self, cluster: &Path) -> Result<(), Error> {
        let found = fs::symlink_metadata(cluster).map_err(|source| {
            Error::startup_from(format!("cannot read `{}`", cluster.display()), source)
        })?;
        if self.is(found.uid()) {
            Ok(())
        } else {
            Err(self.not_ours(cluster, &found))
        }
    }

    fn uid(&self) -> Option<u32> {
        self.change_to.map(|ids| ids.uid).or_else(own_uid)
    }

    fn is(&self, uid: u32) -> bool {
        self.uid().is_none_or(|own| own == uid)
    }

    fn not_ours(&self, path: &Path, found: &Metadata) -> Error {
        let own = self.uid().map(|uid| uid.to_string()).unwrap_or_default();
        Error::startup(format!(
            "`{}` belongs to user {} while PostgreSQL would run as user {own}: start ccn as before, or choose another --data-dir",
            path.display(),
            found.uid(),
        ))
    }
}

/// User and group number of a name in the text of `/etc/passwd`.
fn find_user(passwd: &str, name: &str) -> Option<Ids> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Ids { uid, gid })
    })
}

fn may_enter(folder: &Metadata, ids: Ids) -> bool {
    let enter = if folder.uid() == ids.uid {
        0o100
    } else if folder.gid() == ids.gid {
        0o010
    } else {
        0o001
    };
    folder.mode() & enter != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\n\
        postgres2:x:7:7::/:/bin/sh\n\
        postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash\n";

    #[test]
    fn a_user_is_found_by_the_whole_name() {
        assert_eq!(
            find_user(PASSWD, "postgres"),
            Some(Ids { uid: 101, gid: 104 })
        );
        assert_eq!(find_user(PASSWD, "postgre"), None);
    }

    #[test]
    fn a_broken_line_names_nobody() {
        assert_eq!(
            find_user("postgres:x:many:104\npostgres:x", "postgres"),
            None
        );
    }
}
