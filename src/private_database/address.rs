//! Where the private PostgreSQL listens, and how to reach it.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, NoTls};

use crate::error::Error;
use crate::hash::{hex, sha256_of};

pub(super) const USER: &str = "postgres";
const DATABASE: &str = "ccn";
pub(super) const PORT: u16 = 5432;

/// `sun_path` holds 108 bytes with its closing NUL.
const SOCKET_PATH_MAX_BYTES: usize = 107;

/// Where the private PostgreSQL listens: a Unix socket in a folder of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    socket_dir: PathBuf,
}

impl Address {
    /// The address that belongs to a (canonical) data directory.
    pub(super) fn of(data_dir: &Path) -> Self {
        let inside = data_dir.join("socket");
        let socket_dir = if fits_a_socket(&inside) {
            inside
        } else {
            PathBuf::from(format!("/tmp/ccn-{}", short_hash(data_dir)))
        };
        Self { socket_dir }
    }

    pub(super) fn socket_dir(&self) -> &Path {
        &self.socket_dir
    }

    fn socket(&self) -> PathBuf {
        self.socket_dir.join(format!(".s.PGSQL.{PORT}"))
    }

    /// Whether the owner of the cluster listens here. Another's socket in `/tmp` is not ours to talk to.
    pub(super) fn answers_for(&self, cluster: &Path) -> bool {
        let owner = |path: &Path| fs::symlink_metadata(path).map(|found| found.uid()).ok();
        let same_owner = owner(cluster).is_some_and(|uid| owner(&self.socket_dir) == Some(uid));
        same_owner && UnixStream::connect(self.socket()).is_ok()
    }

    pub fn connection(&self) -> Config {
        let mut config = Config::new();
        config
            .host_path(&self.socket_dir)
            .port(PORT)
            .user(USER)
            .dbname(DATABASE);
        config
    }

    pub fn url(&self) -> String {
        let mut host = String::new();
        for byte in self.socket_dir.as_os_str().as_bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
                host.push(char::from(*byte));
            } else {
                // Writing to a String cannot fail.
                let _ = write!(host, "%{byte:02X}");
            }
        }
        format!("postgresql://{USER}@{host}:{PORT}/{DATABASE}")
    }

    /// Connects to the maintenance database, which every cluster has.
    pub(super) async fn connect_as_owner(
        &self,
    ) -> Result<(Client, JoinHandle<()>), tokio_postgres::Error> {
        let (client, connection) = self.connection().dbname(USER).connect(NoTls).await?;
        let driver = tokio::spawn(async move {
            // A broken connection shows in the statement that uses it.
            let _ = connection.await;
        });
        Ok((client, driver))
    }

    pub(super) async fn create_database_if_missing(&self) -> Result<(), Error> {
        let create = async {
            let (client, driver) = self.connect_as_owner().await?;
            let found = client
                .query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&DATABASE])
                .await?;
            if found.is_none() {
                client
                    .batch_execute(&format!("CREATE DATABASE {DATABASE}"))
                    .await?;
            }
            drop(client);
            // Waited for, so that no connection is left that would keep the shutdown waiting.
            let _ = driver.await;
            Ok(())
        };
        create.await.map_err(|source: tokio_postgres::Error| {
            Error::startup_from("cannot create the database `ccn`", source)
        })
    }
}

/// PostgreSQL reads the folder from a comma-separated list, where a comma or a quote would need quoting.
fn fits_a_socket(dir: &Path) -> bool {
    let name = format!("/.s.PGSQL.{PORT}");
    let short_enough = dir.as_os_str().len() + name.len() <= SOCKET_PATH_MAX_BYTES;
    let plain = dir
        .to_str()
        .is_some_and(|text| !text.contains([',', '"', '\'', '\\']));
    short_enough && plain
}

/// The default data directory: `.ccn` in the checkout. Run by root, PostgreSQL runs as somebody
/// else, who may not be able to enter root's checkout: then it is in `/var/lib/ccn-atlas`.
pub fn default_data_dir(checkout: &Path, is_root: bool) -> PathBuf {
    if !is_root {
        return checkout.join(".ccn");
    }
    let canonical = fs::canonicalize(checkout).unwrap_or_else(|_| checkout.to_owned());
    Path::new("/var/lib/ccn-atlas").join(short_hash(&canonical))
}

/// The first 12 hexadecimal digits of the SHA-256 of a path.
fn short_hash(path: &Path) -> String {
    hex(&sha256_of(path.as_os_str().as_bytes())[..6])
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    #[test]
    fn an_ordinary_user_keeps_the_data_in_the_checkout() {
        let dir = default_data_dir(Path::new("/home/lan/ccn"), false);
        assert_eq!(dir, Path::new("/home/lan/ccn/.ccn"));
    }

    #[test]
    fn root_keeps_the_data_of_each_checkout_apart() {
        let one = default_data_dir(Path::new("/nowhere/one"), true);
        let two = default_data_dir(Path::new("/nowhere/two"), true);
        assert_ne!(one, two);
        assert_eq!(one.parent(), Some(Path::new("/var/lib/ccn-atlas")));
        assert_eq!(one.file_name().map(OsStr::len), Some(12));
    }

    #[test]
    fn the_hash_is_the_start_of_the_sha_256() {
        assert_eq!(short_hash(Path::new("abc")), "ba7816bf8f01");
    }

    #[test]
    fn a_short_data_directory_holds_its_socket() {
        let address = Address::of(Path::new("/var/lib/ccn"));
        assert_eq!(address.socket_dir(), Path::new("/var/lib/ccn/socket"));
    }

    #[test]
    fn the_socket_path_never_exceeds_the_limit() {
        for length in 60..200 {
            let data_dir = PathBuf::from(format!("/{}", "d".repeat(length)));
            let socket = Address::of(&data_dir).socket();
            assert!(
                socket.as_os_str().len() <= SOCKET_PATH_MAX_BYTES,
                "{length}"
            );
        }
    }

    #[test]
    fn a_folder_name_that_would_need_quoting_gets_a_plain_socket_folder() {
        let address = Address::of(Path::new("/srv/a,b"));
        assert!(address.socket_dir().starts_with("/tmp"));
    }

    #[test]
    fn the_url_leads_to_the_same_place_as_the_connection() {
        let address = Address::of(Path::new("/srv/dữ liệu"));
        let parsed: Config = address.url().parse().unwrap();
        assert_eq!(parsed.get_hosts(), address.connection().get_hosts());
        assert_eq!(parsed.get_user(), Some(USER));
        assert_eq!(parsed.get_dbname(), Some(DATABASE));
    }
}
