//! An archive that somebody sent: only what we read is unpacked, under names of our own, as far as the limits go.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};

use zip::ZipArchive;
use zip::read::ZipFile;

use crate::imports::encoding::Encoding;
use crate::imports::format::Format;
use crate::imports::reading::child::detect::{self, split_name};
use crate::imports::reading::child::raw::{Source, not_read};
use crate::imports::reading::child::twice;
use crate::imports::reading::parent::{Ask, UPLOAD};
use crate::imports::reading::stream::{Large, Refused};

/// More files than any survey is made of.
const MAX_ENTRIES: usize = 1_000;
/// Bytes unpacked for a byte packed, above [`FREE_BYTES`]: tables of blanks reach 100, bombs 1,000.
const MAX_RATIO: u64 = 200;
const FREE_BYTES: u64 = 16 << 20;
/// What holds other files.
const ARCHIVES: [&str; 10] = [
    "zip", "kmz", "7z", "rar", "gz", "tgz", "tar", "bz2", "xz", "qgz",
];

/// Files of one name and several extensions.
type Set = BTreeMap<String, (usize, String)>;

fn refused(name: &str, vi: &str, en: &str) -> Refused {
    Refused::at(
        &format!("archive entry `{name}`"),
        vi.to_owned(),
        en.to_owned(),
    )
}

/// Unpacks what we read of the uploaded archive.
///
/// # Errors
/// Everything an archive of a survey does not need: paths that lead out, links, archives in it, too much of anything.
pub fn unpack(ask: &Ask) -> Result<Vec<Source>, Refused> {
    let (_, extension) = split_name(&ask.file_name);
    if !matches!(extension.as_str(), "zip" | "kmz" | "") {
        return Err(Refused::at(
            "file",
            format!("phần mở rộng là `.{extension}` nhưng nội dung là ZIP"),
            format!("the extension is `.{extension}`, but the content is ZIP"),
        ));
    }
    let packed = File::open(UPLOAD).map_err(not_read)?;
    let packed_bytes = packed.metadata().map_err(not_read)?.len();
    let mut archive = ZipArchive::new(packed).map_err(damaged)?;
    if archive.len() > MAX_ENTRIES {
        return Err(Refused::at(
            "file",
            format!("tệp nén có hơn {MAX_ENTRIES} tệp"),
            format!("the archive holds more than {MAX_ENTRIES} files"),
        ));
    }
    check_names(&archive)?;
    let mut sets: BTreeMap<String, Set> = BTreeMap::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(damaged)?;
        let name = checked_name(&entry)?;
        let (_, extension) = split_name(&name);
        let ours = name.rsplit(['/', '\\']).next().unwrap_or(&name);
        if entry.is_dir() || name.starts_with("__MACOSX/") || ours.starts_with('.') {
            continue;
        }
        if ARCHIVES.contains(&extension.as_str()) {
            return Err(refused(
                &name,
                "tệp nén trong tệp nén không được nhận",
                "an archive in an archive is not taken",
            ));
        }
        let stem = name[..name.len() - extension.len()].trim_end_matches('.');
        let set = sets.entry(stem.to_lowercase()).or_default();
        if set.insert(extension, (index, stem.to_owned())).is_some() {
            return Err(is_twice(&name));
        }
    }
    let room = ask
        .limits
        .unpacked_bytes
        .min((packed_bytes * MAX_RATIO).max(FREE_BYTES));
    let mut room = Room {
        left: room,
        all: room,
    };
    chosen(&sets)?
        .into_iter()
        .enumerate()
        .map(|(number, (format, set))| room.unpack(&mut archive, number, format, set))
        .collect()
}

/// The library keeps the last of several entries of one name.
fn check_names(archive: &ZipArchive<File>) -> Result<(), Refused> {
    if !archive.has_duplicate_names() {
        return Ok(());
    }
    let mut packed = File::open(UPLOAD).map_err(not_read)?;
    let name = twice::entry(&mut packed, archive.central_directory_start());
    Err(is_twice(&name.map_err(not_read)?.unwrap_or_default()))
}

fn is_twice(name: &str) -> Refused {
    refused(
        name,
        "tên này có hai lần trong tệp nén (không kể chữ hoa, chữ thường)",
        "the archive has this name twice (capitals and small letters are the same)",
    )
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what map_err hands over"
)]
fn damaged(error: zip::result::ZipError) -> Refused {
    Refused::at(
        "file",
        "tệp nén bị hỏng hoặc có mật khẩu",
        format!("the archive is damaged or locked: {error}"),
    )
}

/// The name of an entry that stays where it is unpacked.
fn checked_name<R: io::Read>(entry: &ZipFile<'_, R>) -> Result<String, Refused> {
    let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
    let leads_out = name.starts_with(['/', '\\'])
        || name.contains(':')
        || name.contains('\0')
        || name.split(['/', '\\']).any(|part| part == "..");
    if leads_out {
        return Err(refused(
            &name,
            "đường dẫn ra ngoài tệp nén",
            "its path leads out of the archive",
        ));
    }
    // What is neither a folder nor a file: links, devices, pipes.
    if entry.is_symlink() || !(entry.is_dir() || entry.is_file()) {
        return Err(refused(
            &name,
            "liên kết hoặc tệp đặc biệt không được nhận",
            "a link or special file is not taken",
        ));
    }
    if entry.encrypted() {
        return Err(refused(
            &name,
            "tệp có mật khẩu không được nhận",
            "a locked file is not taken",
        ));
    }
    Ok(name)
}

/// The sets that are data, and what they are: all of one format, tables only where nothing else is.
fn chosen(sets: &BTreeMap<String, Set>) -> Result<Vec<(Format, &Set)>, Refused> {
    let of = |tables: bool| -> Vec<(Format, &Set)> {
        sets.values()
            .filter_map(|set| format_of(set).map(|format| (format, set)))
            .filter(|(format, _)| {
                matches!(format, Format::Csv | Format::Xlsx | Format::CoordinateList) == tables
            })
            .collect()
    };
    let mut found = of(false);
    if found.is_empty() {
        found = of(true);
    }
    let Some((first, _)) = found.first() else {
        return Err(Refused::at(
            "file",
            "tệp nén không có tệp nào đọc được",
            "the archive holds no file that is read",
        ));
    };
    if found.iter().any(|(format, _)| format != first) {
        let all: Vec<&str> = found.iter().map(|(format, _)| format.id()).collect();
        let all = all.join(", ");
        return Err(Refused::at(
            "file",
            format!("tệp nén chứa nhiều định dạng ({all}); hãy gửi một"),
            format!("the archive holds several formats ({all}); send one"),
        ));
    }
    Ok(found)
}

fn format_of(set: &Set) -> Option<Format> {
    Format::ALL.into_iter().find(|format| {
        // A text beside the data tells about it.
        *format != Format::CoordinateList
            && detect::extensions(*format)
                .iter()
                .any(|extension| set.contains_key(*extension))
    })
}

/// The files a format is made of: those it cannot be without, and the others.
const fn parts(format: Format) -> (&'static [&'static str], &'static [&'static str]) {
    match format {
        Format::Shapefile => (&["shp", "shx", "dbf"], &["prj", "cpg"]),
        Format::MapInfoTab => (&["tab", "dat", "map", "id"], &["ind"]),
        Format::MapInfoMif => (&["mif", "mid"], &[]),
        other => (&[], detect::extensions(other)),
    }
}

/// Bytes that may still be unpacked.
struct Room {
    left: u64,
    all: u64,
}

impl Room {
    fn unpack(
        &mut self,
        archive: &mut ZipArchive<File>,
        number: usize,
        format: Format,
        set: &Set,
    ) -> Result<Source, Refused> {
        let (needed, others) = parts(format);
        let name = set
            .values()
            .next()
            .map_or_else(String::new, |(_, stem)| stem.clone());
        if let Some(missing) = needed.iter().find(|part| !set.contains_key(**part)) {
            return Err(refused(
                &name,
                &format!("thiếu tệp .{missing}"),
                &format!("the .{missing} file is missing"),
            ));
        }
        let mut main = None;
        for part in needed.iter().chain(others) {
            let Some((index, _)) = set.get(*part) else {
                continue;
            };
            let path = format!("data{number}.{part}");
            self.unpack_entry(archive, *index, &path)?;
            main.get_or_insert(path);
        }
        let path = main.unwrap_or_default();
        let head = detect::head(&path)?;
        check_content(format, &head, &name)?;
        let stem = path.trim_end_matches(|c| c != '.').trim_end_matches('.');
        Ok(Source {
            declared: declared(format, stem)?,
            name: name
                .rsplit(['/', '\\'])
                .next()
                .unwrap_or_default()
                .to_owned(),
            path,
            format,
        })
    }

    fn unpack_entry(
        &mut self,
        archive: &mut ZipArchive<File>,
        index: usize,
        path: &str,
    ) -> Result<(), Refused> {
        let entry = archive.by_index(index).map_err(damaged)?;
        let mut out = File::create_new(path).map_err(not_read)?;
        // What an entry claims to hold is not asked: bytes are counted as they come.
        let unpacked = io::copy(&mut entry.take(self.left + 1), &mut out).map_err(|error| {
            Refused::at(
                "file",
                "tệp nén bị hỏng hoặc cắt cụt",
                format!("the archive is damaged or cut short: {error}"),
            )
        })?;
        if unpacked > self.left {
            return Err(Refused::TooLarge {
                what: Large::Unpacked,
                limit: format!("{} MiB", self.all >> 20),
            });
        }
        self.left -= unpacked;
        Ok(())
    }
}

/// The extension inside an archive has to be right as well.
fn check_content(format: Format, head: &[u8], name: &str) -> Result<(), Refused> {
    let right = match format {
        Format::Shapefile => head.starts_with(b"\x00\x00\x27\x0a"),
        Format::MapInfoTab => head.to_ascii_lowercase().starts_with(b"!table"),
        Format::MapInfoMif => head.to_ascii_lowercase().starts_with(b"version"),
        Format::Xlsx => head.starts_with(b"PK\x03\x04"),
        other => {
            let found = detect::by_content(head, &format!("x.{}", detect::extensions(other)[0]))?;
            found == Some(other)
                || matches!(
                    (found, other),
                    (Some(Format::GeoJson | Format::GeoJsonSeq), Format::GeoJson)
                )
        }
    };
    if right {
        return Ok(());
    }
    let title = format.title();
    Err(refused(
        name,
        &format!("không phải {}, dù phần mở rộng nói vậy", title.vi),
        &format!("is no {}, as its extension has it", title.en),
    ))
}

/// The encoding that a set of files declares; MapInfo's copies are made to hand over their bytes as they are.
fn declared(format: Format, stem: &str) -> Result<Option<Encoding>, Refused> {
    match format {
        Format::Shapefile => {
            let cpg = fs::read_to_string(format!("{stem}.cpg")).unwrap_or_default();
            let dbf = detect::head(&format!("{stem}.dbf"))?;
            // Byte 29 of a DBF is the id of its language driver.
            Ok(by_name(&cpg).or_else(|| by_language_driver(*dbf.get(29)?)))
        }
        Format::MapInfoTab => charset(&format!("{stem}.tab")),
        Format::MapInfoMif => charset(&format!("{stem}.mif")),
        _ => Ok(None),
    }
}

/// What a `.cpg` or a charset calls an encoding. Latin names say nothing: programs write them unasked.
fn by_name(name: &str) -> Option<Encoding> {
    let name: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_lowercase();
    match name.as_str() {
        "utf8" | "65001" => Some(Encoding::Utf8),
        "1258" | "cp1258" | "windows1258" | "ansi1258" | "windowsvietnamese" => {
            Some(Encoding::Windows1258)
        }
        "tcvn" | "tcvn3" | "tcvn5712" | "tcvn57121" | "abc" => Some(Encoding::Tcvn3),
        "vni" | "vniwindows" => Some(Encoding::Vni),
        _ => None,
    }
}

const fn by_language_driver(id: u8) -> Option<Encoding> {
    match id {
        // Esri's number for UTF-8 is 0 with a .cpg; 0x7B to 0x7E are other scripts.
        0xCE => Some(Encoding::Windows1258),
        _ => None,
    }
}

/// Reads the charset of a MapInfo file and writes ISO 8859-1 in its place, the one under which GDAL hands over
/// bytes as they are.
fn charset(path: &str) -> Result<Option<Encoding>, Refused> {
    const LOSSLESS: &[u8] = b"ISO8859_1";
    let bytes = fs::read(path).map_err(not_read)?;
    let lower = bytes.to_ascii_lowercase();
    let Some(at) = lower
        .windows(7)
        .take(4096)
        .position(|word| word == b"charset")
    else {
        return Ok(None);
    };
    let is_value = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let rest = &bytes[at + 7..];
    let begin = rest.iter().position(is_value).unwrap_or(rest.len());
    let length = rest[begin..]
        .iter()
        .position(|byte| !is_value(byte))
        .unwrap_or(rest.len() - begin);
    let name = String::from_utf8_lossy(&rest[begin..begin + length]).into_owned();
    let mut changed = bytes[..at + 7 + begin].to_vec();
    changed.extend(LOSSLESS);
    changed.extend(&rest[begin + length..]);
    fs::write(path, changed).map_err(not_read)?;
    Ok(by_name(&name))
}
