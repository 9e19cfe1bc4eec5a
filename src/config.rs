//! Settings: flags of `ccn` or the environment. The only reader of the environment.

use std::ffi::OsString;
use std::fmt::{Debug, Formatter, Result as FmtResult};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;

/// A value that must not be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl Debug for Secret {
    fn fmt(&self, f: &mut Formatter<'_>) -> FmtResult {
        f.write_str("***")
    }
}

impl FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// Every setting of the service. An empty environment variable counts as unset.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Address and port to listen on
    #[arg(
        long,
        global = true,
        env = "CCN_LISTEN",
        default_value = "127.0.0.1:8080"
    )]
    pub listen: SocketAddr,

    /// Where the private database and downloads live [default: .ccn, or /var/lib/ccn-atlas/… when run by root]
    #[arg(long, global = true, env = "CCN_DATA_DIR")]
    pub data_dir: Option<PathBuf>,

    /// PostGIS database to use instead of the private one, as `postgresql://user:password@host/name`
    #[arg(long, global = true, env = "CCN_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<Secret>,

    /// Address under which the service is reached; links are made from it [default: http://<listen>]
    #[arg(long, global = true, env = "CCN_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// Commune boundaries of your own: path or URL of a GeoJSON, GeoJSON lines or GeoPackage file;
    /// `indicative` looks for no better ones
    #[arg(long, global = true, env = "CCN_COMMUNES")]
    pub communes: Option<String>,

    /// Raster basemap tiles, as https://…/{z}/{x}/{y}.png; without it the communes are the basemap
    #[arg(long, global = true, env = "CCN_BASEMAP_URL")]
    pub basemap_url: Option<String>,

    /// Who the basemap is by, shown on the map
    #[arg(long, global = true, env = "CCN_BASEMAP_ATTRIBUTION")]
    pub basemap_attribution: Option<String>,

    /// Extracts that may be made in any 24 hours by whoever asks; 0 makes none
    #[arg(
        long,
        global = true,
        env = "CCN_EXTRACTS_PER_DAY",
        default_value_t = 500
    )]
    pub extracts_per_day: u32,

    /// Lets whoever sends it as a bearer token import files over HTTP; at least 32 characters. Without it
    /// nothing is written over HTTP
    #[arg(long, global = true, env = "CCN_WRITE_TOKEN", hide_env_values = true)]
    pub write_token: Option<Secret>,

    /// What to log, as tracing directives
    #[arg(
        long,
        global = true,
        env = "CCN_LOG",
        default_value = "info,refinery_core=warn,tokio_postgres=warn"
    )]
    pub log: String,

    /// Memory for tiles and whole-collection replies, in MiB; 0 keeps none
    #[arg(long, global = true, env = "CCN_CACHE_MIB", default_value_t = 64)]
    pub cache_mib: u64,
}

/// What GDAL and PROJ may need to find their data and themselves.
const READER_NEEDS: [&str; 4] = ["GDAL_DATA", "LD_LIBRARY_PATH", "PROJ_DATA", "PROJ_LIB"];

impl Config {
    /// The variables of the environment that the process that reads files needs; it gets no others.
    #[expect(
        clippy::disallowed_methods,
        reason = "only a configuration reads the environment"
    )]
    pub fn reader_environment(&self) -> Vec<(String, OsString)> {
        let set = |name: &str| Some((name.to_owned(), std::env::var_os(name)?));
        READER_NEEDS.iter().filter_map(|name| set(name)).collect()
    }

    /// The address links are made from, without a trailing slash.
    pub fn public_url(&self) -> String {
        match self.public_url.as_deref() {
            Some(url) if !url.is_empty() => url.trim_end_matches('/').to_owned(),
            _ => format!("http://{}", self.listen),
        }
    }
}

/// Removes settings that are set but empty, so that `CCN_COMMUNES= ccn serve` means "unset".
pub fn unset_empty(config: &mut Config) {
    fn filled(value: &mut Option<String>) {
        if value.as_ref().is_some_and(String::is_empty) {
            *value = None;
        }
    }
    filled(&mut config.public_url);
    filled(&mut config.communes);
    filled(&mut config.basemap_url);
    filled(&mut config.basemap_attribution);
    if config
        .database_url
        .as_ref()
        .is_some_and(|url| url.0.is_empty())
    {
        config.database_url = None;
    }
    if config
        .write_token
        .as_ref()
        .is_some_and(|token| token.0.is_empty())
    {
        config.write_token = None;
    }
    if config
        .data_dir
        .as_ref()
        .is_some_and(|dir| dir.as_os_str().is_empty())
    {
        config.data_dir = None;
    }
}
