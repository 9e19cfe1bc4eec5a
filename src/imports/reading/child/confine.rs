//! What the child gives up before it touches the file: memory, time, size of files, the file system outside its
//! folder, and the network.

use std::fs;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, Ruleset, RulesetAttr as _, RulesetCreatedAttr as _,
    Scope, path_beneath_rules,
};
use rlimit::{Resource, setrlimit};
use rustix::process::{Signal, set_parent_process_death_signal};

use crate::error::Error;
use crate::imports::reading::Limits;

/// Files open at once: the formats have up to five, GDAL and PROJ a few of their own.
const OPEN_FILES: u64 = 64;
/// The newest access rights this code knows; an older kernel grants what it can.
const KNOWN: ABI = ABI::V6;

/// Confines this process for good.
///
/// # Errors
/// [`Error::Startup`] when a limit cannot be set.
pub fn confine(limits: &Limits, readable: &[String]) -> Result<(), Error> {
    let failed = |source| Error::startup_from("the reader of files cannot confine itself", source);
    set_parent_process_death_signal(Some(Signal::KILL)).map_err(|e| failed(e.into()))?;
    let memory = address_space() + limits.memory_bytes;
    for (resource, most) in [
        (Resource::AS, memory),
        (Resource::CPU, limits.wall_s),
        (Resource::FSIZE, limits.unpacked_bytes),
        (Resource::NOFILE, OPEN_FILES),
        (Resource::CORE, 0),
    ] {
        setrlimit(resource, most, most).map_err(failed)?;
    }
    // Who runs as root has no limit of processes; the parent ends the whole group in any case.
    setrlimit(Resource::NPROC, 0, 0).map_err(failed)?;
    fence(readable)
        .map_err(|source| Error::startup_from("the reader of files cannot confine itself", source))
}

/// Bytes of addresses in use, mostly libraries: what the memory for the file comes on top of.
fn address_space() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmSize:"))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok())
        .map_or(1 << 30, |kib| kib << 10)
}

/// Only the working folder may be written, only libraries and the tables of GDAL and PROJ be read beside it, and no
/// connection be made. A kernel without Landlock leaves this to the other means.
fn fence(readable: &[String]) -> Result<(), landlock::RulesetError> {
    let libraries = ["/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/null"];
    let read = AccessFs::from_read(KNOWN);
    Ruleset::default()
        .handle_access(AccessFs::from_all(KNOWN))?
        .handle_access(AccessNet::from_all(KNOWN))?
        .scope(Scope::from_all(KNOWN))?
        .create()?
        .add_rules(path_beneath_rules(["."], AccessFs::from_all(KNOWN)))?
        .add_rules(path_beneath_rules(libraries, read))?
        .add_rules(path_beneath_rules(readable, read))?
        .restrict_self()?;
    Ok(())
}
