//! What a file is, by its first bytes; its extension may not say otherwise.

use std::fs::{self, File};
use std::io::Read as _;

use crate::imports::encoding::Encoding;
use crate::imports::format::Format;
use crate::imports::reading::child::raw::not_read;
use crate::imports::reading::stream::Refused;

/// As many bytes as tell a format.
const HEAD_BYTES: u64 = 4096;

/// The beginning of a file.
pub fn head(path: &str) -> Result<Vec<u8>, Refused> {
    let mut head = Vec::new();
    File::open(path)
        .and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head))
        .map_err(not_read)?;
    Ok(head)
}

/// A name's last part without its extension, and the extension in small letters.
pub fn split_name(name: &str) -> (&str, String) {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, extension.to_lowercase()),
        _ => (name, String::new()),
    }
}

/// The format of a file that begins so; none for an archive.
///
/// # Errors
/// What it is, when it is nothing we read.
pub fn by_content(head: &[u8], name: &str) -> Result<Option<Format>, Refused> {
    let (_, extension) = split_name(name);
    let begins = |with: &[u8]| head.starts_with(with);
    if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") {
        // A workbook is an archive as well.
        return Ok((extension == "xlsx").then_some(Format::Xlsx));
    }
    if begins(b"SQLite format 3\0") {
        return Ok(Some(Format::GeoPackage));
    }
    if begins(b"fgb\x03fgb") {
        return Ok(Some(Format::FlatGeobuf));
    }
    for (magic, vi, en) in [
        (
            &b"\x00\x00\x27\x0a"[..],
            "Shapefile gồm nhiều tệp: hãy nén .shp, .shx, .dbf (và .prj, .cpg) thành một .zip",
            "a Shapefile is several files: send .shp, .shx, .dbf (and .prj, .cpg) in one .zip",
        ),
        (
            b"AutoCAD Binary DXF",
            "DXF nhị phân không được nhận; hãy lưu DXF dạng văn bản (ASCII)",
            "binary DXF is not taken; save it as text (ASCII)",
        ),
        (
            b"AC10",
            "DWG không được nhận; hãy lưu thành DXF",
            "DWG is not taken; save it as DXF",
        ),
        (
            b"\xd0\xcf\x11\xe0",
            "tệp Excel .xls hoặc DGN đời mới không được nhận; hãy lưu thành .xlsx hoặc DXF",
            "an .xls workbook or DGN v8 is not taken; save it as .xlsx or DXF",
        ),
        (
            b"\x08\x09\xfe",
            "DGN không được nhận; hãy lưu thành DXF",
            "DGN is not taken; save it as DXF",
        ),
    ] {
        if begins(magic) {
            return Err(Refused::at("file", vi, en));
        }
    }
    by_text(head, &extension).map(Some)
}

fn by_text(head: &[u8], extension: &str) -> Result<Format, Refused> {
    if head.contains(&0) {
        return Err(unknown());
    }
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let lower = text.to_lowercase();
    if lower.starts_with('<') {
        return if lower.contains("<kml") {
            Ok(Format::Kml)
        } else if lower.contains("<ogrvrt") || lower.contains("<vrtdataset") {
            Err(Refused::at(
                "file",
                "VRT chỉ trỏ đến tệp khác nên không được nhận",
                "a VRT only points to other files and is not taken",
            ))
        } else {
            Err(unknown())
        };
    }
    if lower.starts_with(['{', '\u{1e}', '[']) {
        let sequence = lower.starts_with('\u{1e}')
            || matches!(
                extension,
                "geojsonl" | "geojsons" | "geojsonseq" | "ndjson" | "jsonl"
            );
        return Ok(if sequence {
            Format::GeoJsonSeq
        } else {
            Format::GeoJson
        });
    }
    let mut lines = text.lines().map(str::trim);
    let first_two = (
        lines.next().unwrap_or_default(),
        lines.next().unwrap_or_default(),
    );
    if matches!(first_two, ("0", "SECTION") | ("999", _)) {
        return Ok(Format::Dxf);
    }
    if lower.starts_with("!table") || lower.starts_with("version") && extension == "mif" {
        return Err(Refused::at(
            "file",
            "MapInfo gồm nhiều tệp: hãy nén .tab, .dat, .map, .id (hoặc .mif và .mid) thành một .zip",
            "MapInfo is several files: send .tab, .dat, .map, .id (or .mif and .mid) in one .zip",
        ));
    }
    match extension {
        "txt" | "" => Ok(Format::CoordinateList),
        "csv" | "tsv" => Ok(Format::Csv),
        _ => Err(unknown()),
    }
}

fn unknown() -> Refused {
    let known =
        "GeoJSON, GeoPackage, Shapefile (.zip), KML, MapInfo (.zip), DXF, FlatGeobuf, CSV, XLSX";
    Refused::at(
        "file",
        format!("không phải định dạng được nhận ({known})"),
        format!("no format that is taken ({known})"),
    )
}

/// Extensions of a format; a name without one says nothing.
pub const fn extensions(format: Format) -> &'static [&'static str] {
    match format {
        Format::GeoJson | Format::GeoJsonSeq => &[
            "geojson",
            "json",
            "geojsonl",
            "geojsons",
            "geojsonseq",
            "jsonl",
            "ndjson",
        ],
        Format::GeoPackage => &["gpkg"],
        Format::Shapefile => &["shp"],
        Format::Kml => &["kml"],
        Format::MapInfoTab => &["tab"],
        Format::MapInfoMif => &["mif"],
        Format::Dxf => &["dxf"],
        Format::FlatGeobuf => &["fgb"],
        Format::Csv => &["csv", "tsv"],
        Format::Xlsx => &["xlsx"],
        Format::CoordinateList => &["txt"],
    }
}

/// # Errors
/// When the extension is that of something else; both are named.
pub fn check_extension(format: Format, name: &str) -> Result<(), Refused> {
    let (_, extension) = split_name(name);
    if extension.is_empty() || extensions(format).contains(&extension.as_str()) {
        return Ok(());
    }
    let title = format.title();
    Err(Refused::at(
        "file",
        format!(
            "phần mở rộng là `.{extension}` nhưng nội dung là {}",
            title.vi
        ),
        format!(
            "the extension is `.{extension}`, but the content is {}",
            title.en
        ),
    ))
}

/// The encoding a drawing declares in its header; UTF-8 from AutoCAD 2007 on.
pub fn drawing_encoding(path: &str) -> Option<Encoding> {
    let bytes = fs::read(path).ok()?;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 16)]).into_owned();
    let value = |variable: &str| {
        let mut lines = head.lines().map(str::trim);
        lines.find(|line| *line == variable)?;
        lines.nth(1).map(str::to_owned)
    };
    if value("$ACADVER").is_some_and(|version| version.as_str() >= "AC1021") {
        return Some(Encoding::Utf8);
    }
    match value("$DWGCODEPAGE")?.to_uppercase().as_str() {
        "ANSI_1258" => Some(Encoding::Windows1258),
        "UTF-8" | "UTF8" => Some(Encoding::Utf8),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_told_by_its_beginning_and_a_wrong_extension_is_named() {
        for (head, name, format) in [
            (&b"{\"type\""[..], "a.geojson", Format::GeoJson),
            (b"\x1e{\"type\"", "a.json", Format::GeoJsonSeq),
            (b"SQLite format 3\0", "a.gpkg", Format::GeoPackage),
            (b"fgb\x03fgb", "a.fgb", Format::FlatGeobuf),
            (b"<?xml?>\n<KML>", "a.kml", Format::Kml),
            (b"  0\r\nSECTION\r\n", "a.dxf", Format::Dxf),
            (b"ten,x,y\n", "a.csv", Format::Csv),
            (b"2326345 588591\n", "", Format::CoordinateList),
            (b"PK\x03\x04", "a.xlsx", Format::Xlsx),
        ] {
            assert_eq!(by_content(head, name), Ok(Some(format)), "{name}");
            assert_eq!(check_extension(format, name), Ok(()), "{name}");
        }
        assert_eq!(by_content(b"PK\x03\x04", "a.zip"), Ok(None));
        let Err(Refused::Defects(defects)) = check_extension(Format::GeoPackage, "ranh.SHP") else {
            panic!("refused");
        };
        assert!(defects[0].said.en.contains(".shp") && defects[0].said.en.contains("GeoPackage"));
    }

    #[test]
    fn what_is_not_read_is_named() {
        for (head, word) in [
            (&b"\x00\x00\x27\x0a"[..], "Shapefile"),
            (b"AC1032", "DWG"),
            (b"<OGRVRTDataSource>", "VRT"),
            (b"!table\n", "MapInfo"),
            (b"\x7fELF\x00", "no format"),
        ] {
            let Err(Refused::Defects(defects)) = by_content(head, "a.bin") else {
                panic!("refused");
            };
            assert!(defects[0].said.en.contains(word), "{defects:?}");
        }
    }
}
