//! What is measured: a private database with the communes, and the product beside it as released.

use std::env::{current_exe, temp_dir};
use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{self, Stdio};
use std::time::Duration;

use ccn_atlas::private_database::PrivateDatabase;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{interval, timeout};
use tokio_postgres::{Client as Sql, NoTls};

use crate::Outcome;
use crate::client::Client;

/// The boundaries that come along; the product downloads none then.
pub const INDICATIVE: &str = "indicative";
const READY_LIMIT: Duration = Duration::from_mins(1);
const READY_INTERVAL: Duration = Duration::from_millis(20);

pub struct Settings {
    pub communes: Option<String>,
    pub rounds: usize,
    pub seconds: u32,
    pub tiles: i64,
}

/// Everything that runs while measuring.
pub struct Bench {
    pub settings: Settings,
    /// Which boundaries are served.
    pub boundaries: String,
    /// As people run it.
    pub product: Server,
    /// The product keeping no reply.
    pub forgetful: Server,
    /// One connection to the database of both.
    pub sql: Sql,
    pub folder: PathBuf,
    database: PrivateDatabase,
}

/// A process that listens; ends when dropped.
pub struct Server {
    pub authority: String,
    pub pid: u32,
    _child: Child,
}

impl Bench {
    pub async fn start(settings: Settings) -> Outcome<Self> {
        let folder = temp_dir().join(format!("ccn-bench-{}", process::id()));
        fs::create_dir_all(&folder)?;
        // PostgreSQL runs as another user when we are root, and has to get in.
        fs::set_permissions(&folder, Permissions::from_mode(0o755))?;
        let database = PrivateDatabase::start(&folder, &[]).await?;
        let started = Self::fill_and_serve(&settings, &folder, &database).await;
        match started {
            Ok((boundaries, product, forgetful, sql)) => Ok(Self {
                settings,
                boundaries,
                product,
                forgetful,
                sql,
                folder,
                database,
            }),
            Err(error) => {
                end(database, &folder).await?;
                Err(error)
            }
        }
    }

    async fn fill_and_serve(
        settings: &Settings,
        folder: &Path,
        database: &PrivateDatabase,
    ) -> Outcome<(String, Server, Server, Sql)> {
        let mut fill = product(database, folder)?;
        match &settings.communes {
            Some(path) => fill.env("CCN_COMMUNES", path).args(["communes", "refresh"]),
            None => fill.arg("migrate"),
        };
        if !fill.stdout(Stdio::null()).status().await?.success() {
            return Err("the database cannot be filled".into());
        }
        let (sql, connection) = database.connection().connect(NoTls).await?;
        tokio::spawn(connection);
        let boundaries: String = sql
            .query_one(include_str!("sql/boundaries.sql"), &[])
            .await?
            .try_get(0)?;
        let kept =
            Server::product(product(database, folder)?, settings.communes.as_deref()).await?;
        let mut without_memory = product(database, folder)?;
        without_memory.env("CCN_CACHE_MIB", "0");
        let forgetful = Server::product(without_memory, settings.communes.as_deref()).await?;
        Ok((boundaries, kept, forgetful, sql))
    }

    /// The product's command line on the same database.
    pub fn command(&self) -> Outcome<Command> {
        product(&self.database, &self.folder)
    }

    /// The database of both, as libpq reads it.
    pub fn database_url(&self) -> String {
        self.database.url()
    }

    pub async fn stop(self) -> Outcome<()> {
        drop((self.product, self.forgetful, self.sql));
        end(self.database, &self.folder).await
    }
}

async fn end(database: PrivateDatabase, folder: &Path) -> Outcome<()> {
    database.stop().await?;
    Ok(fs::remove_dir_all(folder)?)
}

/// The release beside which this program lies, with settings of its own only.
fn product(database: &PrivateDatabase, folder: &Path) -> Outcome<Command> {
    let own = current_exe()?;
    let release = own
        .parent()
        .and_then(Path::parent)
        .ok_or("no folder of the release")?;
    let mut command = Command::new(release.join("ccn"));
    for name in [
        "CCN_COMMUNES",
        "CCN_PUBLIC_URL",
        "CCN_BASEMAP_URL",
        "CCN_BASEMAP_ATTRIBUTION",
        "CCN_CACHE_MIB",
    ] {
        command.env_remove(name);
    }
    command
        .env("CCN_DATABASE_URL", database.url())
        .env("CCN_DATA_DIR", folder)
        .env("CCN_LOG", "warn")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    Ok(command)
}

impl Server {
    async fn product(mut command: Command, communes: Option<&str>) -> Outcome<Self> {
        // Given back at once: two servers cannot be given one address.
        let authority = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        if communes.is_none() {
            command.env("CCN_COMMUNES", INDICATIVE);
        }
        let child = command.env("CCN_LISTEN", &authority).arg("serve").spawn()?;
        let server = Self::of(authority, child)?;
        let mut tick = interval(READY_INTERVAL);
        let ready = async {
            loop {
                tick.tick().await;
                if let Ok(mut client) = Client::connect(&server.authority).await
                    && client.get("/health/ready", false).await.is_ok()
                {
                    break;
                }
            }
        };
        timeout(READY_LIMIT, ready)
            .await
            .map_err(|_| "the product does not get ready")?;
        Ok(server)
    }

    /// This program as the machine's limit.
    pub async fn limit(replies: &[String]) -> Outcome<Self> {
        let mut child = Command::new(current_exe()?)
            .arg("limit")
            .arg("--")
            .args(replies)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let out = child.stdout.take().ok_or("the limit says nothing")?;
        let said = BufReader::new(out).lines().next_line().await?;
        Self::of(said.ok_or("the limit does not listen")?, child)
    }

    fn of(authority: String, child: Child) -> Outcome<Self> {
        let pid = child.id().ok_or("a server ended at once")?;
        Ok(Self {
            authority,
            pid,
            _child: child,
        })
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.authority)
    }

    /// Resident memory of the process now, in MB (10⁶ bytes).
    pub fn memory_mb(&self) -> Outcome<f64> {
        self.status_mb("VmRSS:")
    }

    /// The most it was since [`Self::forget_peak`].
    pub fn peak_memory_mb(&self) -> Outcome<f64> {
        self.status_mb("VmHWM:")
    }

    pub fn forget_peak(&self) -> Outcome<()> {
        Ok(fs::write(format!("/proc/{}/clear_refs", self.pid), "5")?)
    }

    fn status_mb(&self, field: &str) -> Outcome<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(field))
            .ok_or("no such field")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kib * 1024.0 / 1e6)
    }

    /// Processor time used so far, in clock ticks.
    pub fn ticks(&self) -> Outcome<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid))?;
        // The name, in brackets, may hold blanks; user and system time are the 12th and 13th after it.
        let (_, fields) = stat.rsplit_once(") ").ok_or("no such process")?;
        let fields: Vec<&str> = fields.split(' ').collect();
        Ok(fields.get(11).ok_or("no time")?.parse::<f64>()?
            + fields.get(12).ok_or("no time")?.parse::<f64>()?)
    }
}
