//! The parent's side of a reading: a private folder, a child in it, a clock, and a clear word whatever happens.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use serde::{Deserialize, Serialize};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::error::{Defect, Error, Said};
use crate::imports::encoding::Encoding;
use crate::imports::reading::stream;
use crate::imports::reading::{Asked, CoordinateColumns, FileRead, Limits, Reader, Wanted};

/// How private folders are called.
const FOLDER: &str = "reading-";
/// The file to be read, in the private folder.
pub const UPLOAD: &str = "upload";
/// What is asked of the child, in the private folder.
pub const ASK: &str = "ask.json";
/// Of what the child writes to its standard error, for the log and to tell why it ended.
const MAX_LAST_WORDS: u64 = 16 << 10;
/// Text and heads of an answer, beside its vertices.
pub const MAX_TEXT_BYTES: u64 = 64 << 20;

/// What the child is asked; it has no other arguments.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ask {
    pub file_name: String,
    pub wanted: Wanted,
    pub layer: Option<String>,
    pub encoding: Option<Encoding>,
    pub columns: Option<CoordinateColumns>,
    pub limits: Limits,
    /// Folders outside its own that GDAL and PROJ need to read.
    pub readable: Vec<String>,
}

/// What came of a child.
struct Ended {
    status: Option<ExitStatus>,
    answer: Vec<u8>,
    last_words: String,
}

/// What is left by a reading whose process was killed is older than any reading may take.
const FORGOTTEN: Duration = Duration::from_hours(1);

impl Reader {
    /// A reader by this program itself, with folders in `scratch`, which is created; what readings have left there
    /// that were killed long ago is removed.
    ///
    /// # Errors
    /// [`Error::Io`] when there is no such folder and none can be made.
    pub fn of_this_program(
        scratch: PathBuf,
        environment: Vec<(String, OsString)>,
    ) -> Result<Self, Error> {
        let io = |source| Error::Io {
            what: "no room to read files in".to_owned(),
            source,
        };
        fs::create_dir_all(&scratch).map_err(io)?;
        for entry in fs::read_dir(&scratch).map_err(io)?.flatten() {
            let is_ours = entry.file_name().to_string_lossy().starts_with(FOLDER);
            let age = entry.metadata().and_then(|about| about.modified());
            let is_old = age.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > FORGOTTEN));
            if is_ours && is_old {
                // Another process may be doing the same.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        Ok(Self {
            // Also when the file was replaced by that of an upgrade since this process was started.
            program: "/proc/self/exe".into(),
            scratch,
            environment,
        })
    }

    /// Reads an untrusted file in a child process with resource limits and a kill timer. Dropping the future
    /// ends the child as well.
    ///
    /// # Errors
    /// [`Error::InvalidFile`] with the place of each defect, [`Error::TooLarge`], [`Error::Io`] when the file cannot
    /// be opened at all. Nothing is left behind.
    pub async fn read(&self, asked: &Asked<'_>, limits: &Limits) -> Result<FileRead, Error> {
        let ask = Ask {
            file_name: asked.file_name.to_owned(),
            wanted: asked.wanted,
            layer: asked.layer.map(str::to_owned),
            encoding: asked.encoding,
            columns: asked.columns.cloned(),
            limits: limits.clone(),
            readable: self.readable(),
        };
        let (scratch, path) = (self.scratch.clone(), asked.path.to_owned());
        let folder = blocking(move || private_folder(&scratch, &path, &ask)).await?;
        let child = self.start(folder.path())?;
        // A task of its own: it ends the child and removes the folder also when nobody waits any more.
        let (waiting, given_up) = oneshot::channel::<()>();
        let task = tokio::spawn(attend(child, folder, limits.clone(), given_up));
        let ended = task
            .await
            .map_err(|source| Error::startup_from("the reading of a file broke off", source))?;
        drop(waiting);
        let (file, limits) = (asked.file_name.to_owned(), limits.clone());
        blocking(move || understood(&ended, &file, &limits)).await
    }

    fn readable(&self) -> Vec<String> {
        self.environment
            .iter()
            .filter_map(|(_, value)| value.to_str())
            .flat_map(|value| value.split(':'))
            .filter(|path| path.starts_with('/'))
            .map(str::to_owned)
            .collect()
    }

    fn start(&self, folder: &Path) -> Result<Child, Error> {
        Command::new(&self.program)
            .arg("read-file")
            .current_dir(folder)
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|source| Error::Io {
                what: "the reader of files cannot be started".to_owned(),
                source,
            })
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|source| Error::startup_from("the reading of a file broke off", source))?
}

/// A new folder with a copy of the file and what is asked.
fn private_folder(scratch: &Path, path: &Path, ask: &Ask) -> Result<TempDir, Error> {
    let io = |source| Error::Io {
        what: format!("cannot read `{}`", ask.file_name),
        source,
    };
    // A pipe, a folder or a device is not even opened: it may never end.
    if !path.metadata().map_err(io)?.is_file() {
        return Err(invalid(
            &ask.file_name,
            Said::new("không phải một tệp thường", "not a regular file"),
        ));
    }
    let scratch_io = |source| Error::Io {
        what: "no room to read a file in".to_owned(),
        source,
    };
    let folder = tempfile::Builder::new()
        .prefix(FOLDER)
        .tempdir_in(scratch)
        .map_err(scratch_io)?;
    let mut from = File::open(path)
        .map_err(io)?
        .take(ask.limits.file_bytes + 1);
    let mut to = File::create_new(folder.path().join(UPLOAD)).map_err(scratch_io)?;
    let copied = io::copy(&mut from, &mut to).map_err(io)?;
    if copied > ask.limits.file_bytes {
        return Err(Error::TooLarge {
            what: "the file",
            limit: format!("{} MiB", ask.limits.file_bytes >> 20),
        });
    }
    if copied == 0 {
        return Err(invalid(
            &ask.file_name,
            Said::new("tệp rỗng", "the file is empty"),
        ));
    }
    let text = serde_json::to_vec(ask)
        .map_err(|source| Error::startup_from("a question cannot be written", source))?;
    fs::write(folder.path().join(ASK), text).map_err(scratch_io)?;
    Ok(folder)
}

fn invalid(file: &str, said: Said) -> Error {
    Error::InvalidFile {
        file: file.to_owned(),
        defects: vec![Defect {
            place: "file".to_owned(),
            said,
            location: None,
        }],
    }
}

/// The most a child may answer.
fn most_answered(limits: &Limits) -> u64 {
    // 16 bytes a vertex; what stands around a feature's vertices, and its place.
    16 * limits.vertices + 256 * limits.features + MAX_TEXT_BYTES
}

/// Waits for a child as long as it may take, ends it and all it has started, removes its folder.
async fn attend(
    mut child: Child,
    folder: TempDir,
    limits: Limits,
    given_up: oneshot::Receiver<()>,
) -> Ended {
    let group = child
        .id()
        .and_then(|id| i32::try_from(id).ok())
        .and_then(Pid::from_raw);
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let answered = most_answered(&limits);
    let speech = async {
        let (answer, last_words) =
            tokio::join!(heard(stdout, answered), heard(stderr, MAX_LAST_WORDS));
        (answer, last_words, child.wait().await.ok())
    };
    let done = tokio::select! {
        done = timeout(Duration::from_secs(limits.wall_s), speech) => done.ok(),
        _ = given_up => None,
    };
    if let Some(group) = group {
        // It leads a group of its own; where all of it has ended there is nobody to end.
        let _ = kill_process_group(group, Signal::KILL);
    }
    let _ = child.wait().await;
    let _ = tokio::task::spawn_blocking(move || drop(folder)).await;
    let (answer, last_words, status) = done.unwrap_or_default();
    Ended {
        status,
        answer,
        last_words: String::from_utf8_lossy(&last_words).into_owned(),
    }
}

/// What a pipe says up to `most` bytes; a pipe that says more is closed, and its writer ends by that.
async fn heard(pipe: Option<impl AsyncRead + Unpin>, most: u64) -> Vec<u8> {
    let mut said = Vec::new();
    if let Some(pipe) = pipe {
        // What was said before a pipe broke is judged as it is.
        let _ = pipe.take(most).read_to_end(&mut said).await;
    }
    said
}

/// What a child's end means.
fn understood(ended: &Ended, file: &str, limits: &Limits) -> Result<FileRead, Error> {
    let Some(status) = ended.status else {
        let said = Said::new(
            format!("đọc tệp lâu hơn {} giây; đã dừng", limits.wall_s),
            format!(
                "reading it took longer than {} s and was stopped",
                limits.wall_s
            ),
        );
        return Err(invalid(file, said));
    };
    if status.success()
        && let Some(answer) = stream::read(&ended.answer)
    {
        return answer.map_err(|refused| refused.of_file(file));
    }
    tracing::warn!(%status, last_words = ended.last_words, "a reader of files broke off");
    Err(invalid(file, broke_off(status, &ended.last_words, limits)))
}

fn broke_off(status: ExitStatus, last_words: &str, limits: &Limits) -> Said {
    use std::os::unix::process::ExitStatusExt as _;
    let out_of_memory = [
        "memory allocation",
        "bad_alloc",
        "out of memory",
        "Cannot allocate",
    ]
    .iter()
    .any(|words| last_words.to_lowercase().contains(&words.to_lowercase()));
    // 9: the kernel's last means, for memory or processor time; 24: processor time; 25: size of a file.
    match status.signal() {
        _ if out_of_memory => Said::new(
            format!("đọc tệp cần hơn {} MiB bộ nhớ", limits.memory_bytes >> 20),
            format!(
                "reading it needs more than {} MiB of memory",
                limits.memory_bytes >> 20
            ),
        ),
        Some(24) => Said::new(
            format!("đọc tệp cần hơn {} giây xử lý; đã dừng", limits.wall_s),
            format!(
                "reading it takes more than {} s of processor time and was stopped",
                limits.wall_s
            ),
        ),
        Some(25) => Said::new(
            "tệp giải nén ra quá lớn",
            "it unpacks to more than is allowed",
        ),
        _ => Said::new(
            "tệp làm hỏng bộ đọc: tệp bị hỏng hoặc cố ý làm sai",
            "the file breaks its reader: it is damaged, or made to do so",
        ),
    }
}
