//! The child process that reads an untrusted file: it confines itself, reads, says what it read, and ends.

mod archive;
mod clean;
mod confine;
mod crs_gdal;
mod detect;
mod drawing;
mod drivers_gdal;
mod finish;
mod geojson;
mod kml;
mod layers_gdal;
mod raw;
mod shapes;
mod tables;
mod text;
mod twice;

use std::fs;
use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::error::Error;
use crate::imports::encoding::Encoding;
use crate::imports::format::Format;
use crate::imports::reading::child::raw::{Counter, Raw, Source, Text};
use crate::imports::reading::parent::{ASK, Ask, UPLOAD};
use crate::imports::reading::stream::{self, Refused};
use crate::imports::reading::{FileRead, Limits, Wanted};

/// Reads the file of the working folder as `ask.json` there asks, and writes what it holds to standard output.
///
/// # Errors
/// [`Error::Io`] and [`Error::Startup`] when this is no child of ours, or it cannot confine itself.
pub fn run() -> Result<ExitCode, Error> {
    let io = |source| Error::Io {
        what: format!("this command reads a file for another; there is no `{ASK}`"),
        source,
    };
    let ask: Ask = serde_json::from_slice(&fs::read(ASK).map_err(io)?)
        .map_err(|source| Error::startup_from(format!("`{ASK}` cannot be read"), source))?;
    confine::confine(&ask.limits, &ask.readable)?;
    let answer = stream::write(read(&ask).map_err(clean::refused));
    io::stdout()
        .lock()
        .write_all(&answer)
        .map_err(|source| Error::Io {
            what: "the answer cannot be given".to_owned(),
            source,
        })?;
    Ok(ExitCode::SUCCESS)
}

/// Reads a pasted list that may be in any encoding that is known.
pub fn read_pasted(bytes: Vec<u8>, wanted: Wanted, limits: &Limits) -> Result<FileRead, Refused> {
    let end = str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let line = 1 + String::from_utf8_lossy(&bytes[..end]).matches('\n').count();
    let (text, state) = tables::list::text_of(bytes);
    let read = read_list(&text, state, wanted, limits)?;
    if matches!(state, Text::Undecoded { .. }) && read.encoding == Encoding::Utf8 {
        return Err(Refused::at(
            &format!("line {line}"),
            "không phải UTF-8, cũng không phải bảng mã nào nhận ra được",
            "neither UTF-8 nor another encoding that can be told",
        ));
    }
    Ok(read)
}

fn read_list(
    text: &str,
    state: Text,
    wanted: Wanted,
    limits: &Limits,
) -> Result<FileRead, Refused> {
    let ask = Ask {
        file_name: String::new(),
        wanted,
        layer: None,
        encoding: None,
        columns: None,
        limits: limits.clone(),
        readable: Vec::new(),
    };
    tables::list::read(text, &mut Counter::new(limits))
        .and_then(|raw| finish::finish(Raw { text: state, ..raw }, &ask))
        .map_err(clean::refused)
}

fn read(ask: &Ask) -> Result<FileRead, Refused> {
    let sources = sources(ask)?;
    let format = sources.first().map_or(Format::GeoJson, |s| s.format);
    let mut counter = Counter::new(&ask.limits);
    let raw = match (format, &sources[..]) {
        (Format::GeoJson | Format::GeoJsonSeq, [source]) => geojson::read(source, &mut counter)?,
        (Format::Csv, [source]) => tables::read_csv(source, ask, &mut counter)?,
        (Format::CoordinateList, [source]) => tables::list::read_source(source, &mut counter)?,
        (Format::GeoJson | Format::GeoJsonSeq | Format::Csv | Format::CoordinateList, several) => {
            return Err(several_files(several));
        }
        _ => read_by_gdal(&sources, ask, &mut counter)?,
    };
    finish::finish(raw, ask)
}

fn read_by_gdal(sources: &[Source], ask: &Ask, counter: &mut Counter) -> Result<Raw, Refused> {
    drivers_gdal::prepare();
    if let [source] = sources
        && source.format == Format::Xlsx
    {
        return tables::read_xlsx(source, ask, counter);
    }
    layers_gdal::read(sources, ask, counter)
}

fn several_files(sources: &[Source]) -> Refused {
    let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    let names = names.join(", ");
    Refused::at(
        "file",
        format!("tệp nén chứa nhiều tệp ({names}); hãy gửi từng tệp"),
        format!("the archive holds several files ({names}); send one"),
    )
}

/// What there is to read: the file itself, or what an archive holds; under names of our own.
fn sources(ask: &Ask) -> Result<Vec<Source>, Refused> {
    let head = detect::head(UPLOAD)?;
    let Some(format) = detect::by_content(&head, &ask.file_name)? else {
        return archive::unpack(ask);
    };
    detect::check_extension(format, &ask.file_name)?;
    let path = format!("data.{}", format.id());
    fs::rename(UPLOAD, &path).map_err(raw::not_read)?;
    let (name, _) = detect::split_name(&ask.file_name);
    Ok(vec![Source {
        path,
        format,
        name: name.to_owned(),
        declared: None,
    }])
}
