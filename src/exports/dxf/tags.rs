//! The groups of a DXF file: a code on one line, a value on the next.
//!
//! # Source
//! AutoCAD DXF reference, release AC1018; entities carry the subclass markers that release wants.

use std::fmt::{Display, Write as _};

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::error::Said;
use crate::exports::decimals;
use crate::geometry::wkb::Line;

/// How entities of a layer look.
pub struct Layer {
    /// `#rrggbb`.
    pub colour: String,
    pub is_dashed: bool,
}

/// Decimals of a metre: a tenth of a millimetre.
const DECIMALS: usize = 4;
/// A text of extended data is no longer, and no text of a drawing or its properties.
const FACT_LETTERS: usize = 255;
const PROPERTY_LETTERS: usize = 4000;
/// One group of a text holds this many.
const TEXT_LETTERS: usize = 250;
/// Attachment of a text: its middle.
const MIDDLE: u8 = 5;
/// Handles of what is always there.
const MODEL_SPACE: &str = "1F";
const PAPER_SPACE: &str = "1B";
/// The first handle of an entity: those below are of tables and objects.
const FIRST: u64 = 0x1000;
/// The application whose extended data entities carry.
const APPLICATION: &str = "CCN_ATLAS";

/// The end of the entities, and the objects that every drawing has.
pub const END: &str = "0\nENDSEC\n0\nSECTION\n2\nOBJECTS\n0\nDICTIONARY\n5\nC\n330\n0\n100\nAcDbDictionary\n281\n1\n\
                       3\nACAD_GROUP\n350\nD\n0\nDICTIONARY\n5\nD\n330\nC\n100\nAcDbDictionary\n281\n1\n0\nENDSEC\n\
                       0\nEOF\n";

/// Entities, one after another.
pub struct Tags {
    out: Vec<u8>,
    next: u64,
}

impl Default for Tags {
    fn default() -> Self {
        Self {
            out: Vec::new(),
            next: FIRST,
        }
    }
}

impl Tags {
    pub fn clear(&mut self) {
        self.out.clear();
    }

    pub fn bytes(&self) -> &[u8] {
        &self.out
    }

    /// The handle no entity has yet.
    pub const fn next(&self) -> u64 {
        self.next
    }

    fn put(&mut self, code: u16, value: impl Display) {
        self.out
            .extend_from_slice(format!("{code}\n{value}\n").as_bytes());
    }

    fn number(&mut self, code: u16, number: f64) {
        self.out.extend_from_slice(code.to_string().as_bytes());
        self.out.push(b'\n');
        decimals::push(&mut self.out, number, DECIMALS);
        self.out.push(b'\n');
    }

    fn begin(&mut self, kind: &str, layer: &str) {
        self.put(0, kind);
        let handle = self.next;
        self.put(5, format_args!("{handle:X}"));
        self.next += 1;
        self.put(330, MODEL_SPACE);
        self.put(100, "AcDbEntity");
        self.put(8, layer);
    }

    fn facts(&mut self, facts: &[String]) {
        self.put(1001, APPLICATION);
        for fact in facts {
            self.put(1000, value(fact, FACT_LETTERS));
        }
    }

    /// A ring; its last coordinate is its first, and is not repeated.
    pub fn polyline(&mut self, layer: &str, ring: Line<'_>, facts: &[String]) {
        let count = ring.coords().len().saturating_sub(1);
        self.begin("LWPOLYLINE", layer);
        self.put(100, "AcDbPolyline");
        self.put(90, count);
        self.put(70, 1);
        for [x, y] in ring.coords().take(count) {
            self.number(10, x);
            self.number(20, y);
        }
        self.facts(facts);
    }

    pub fn point(&mut self, layer: &str, [x, y]: [f64; 2], facts: &[String]) {
        self.begin("POINT", layer);
        self.put(100, "AcDbPoint");
        self.number(10, x);
        self.number(20, y);
        self.number(30, 0.0);
        self.facts(facts);
    }

    /// A text around its middle, `height` metres high. MTEXT, as GDAL reads numbered letters in no other text.
    pub fn text(&mut self, layer: &str, [x, y]: [f64; 2], height: f64, text: &str) {
        self.begin("MTEXT", layer);
        self.put(100, "AcDbMText");
        for (code, number) in [(10, x), (20, y), (30, 0.0), (40, height), (41, 0.0)] {
            self.number(code, number);
        }
        self.put(71, MIDDLE);
        self.put(72, 1);
        // A text of several lines would be formatted by these.
        let plain: String = text
            .chars()
            .map(|letter| match letter {
                '\\' => '/',
                '{' => '(',
                '}' => ')',
                other => other,
            })
            .collect();
        // All pieces but the last come first; a reader joins them.
        let text = value(&plain, PROPERTY_LETTERS);
        let mut rest = text.as_str();
        while let Some((piece, after)) = rest
            .split_at_checked(TEXT_LETTERS)
            .filter(|(_, after)| !after.is_empty())
        {
            self.put(3, piece);
            rest = after;
        }
        self.put(1, rest);
        self.put(7, "Standard");
    }
}

/// A text as a value of at most `room` letters: on one line, without what AutoCAD takes for a control code, and every
/// letter beyond ASCII by its number, which all readers understand whatever they take the file's encoding for.
fn value(text: &str, room: usize) -> String {
    let plain = text
        .replace("%%", "% %")
        .replace("\\U+", "\\ U+")
        .replace('^', "^ ");
    let mut out = String::with_capacity(plain.len());
    for letter in plain.chars() {
        let written = match letter {
            control if control.is_control() => " ".to_owned(),
            ascii if ascii.is_ascii() => ascii.to_string(),
            other => {
                let mut units = [0; 2];
                let mut written = String::new();
                for unit in other.encode_utf16(&mut units) {
                    let _ = write!(written, "\\U+{unit:04X}");
                }
                written
            }
        };
        if out.len() + written.len() > room {
            break;
        }
        out.push_str(&written);
    }
    out
}

/// A part of a layer's name: capital letters without marks, digits and `_`.
pub fn plain(part: &str) -> String {
    part.nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .map(|letter| match letter {
            'đ' | 'Đ' => 'D',
            letter if letter.is_ascii_alphanumeric() => letter.to_ascii_uppercase(),
            _ => '_',
        })
        .collect()
}

/// Everything before the entities: variables, what the drawing says of itself, and tables.
pub fn head(layers: &[(&String, &Layer)], extent: [f64; 4], said: &[Said], next: u64) -> String {
    let mut text = Text::default();
    let [west, east, south, north] = extent;
    text.put(0, "SECTION").put(2, "HEADER");
    text.put(9, "$ACADVER").put(1, "AC1018");
    // All of it is ASCII. Not ANSI_1258: iconv keeps back the last letter of a text, waiting for a tone mark.
    text.put(9, "$DWGCODEPAGE").put(3, "ANSI_1252");
    text.put(9, "$HANDSEED").put(5, format_args!("{next:X}"));
    // Metres, decimal, points as a cross in a circle.
    text.put(9, "$INSUNITS").put(70, 6);
    text.put(9, "$MEASUREMENT").put(70, 1);
    text.put(9, "$PDMODE").put(70, 34);
    text.put(9, "$EXTMIN")
        .put(10, west)
        .put(20, south)
        .put(30, 0.0);
    text.put(9, "$EXTMAX")
        .put(10, east)
        .put(20, north)
        .put(30, 0.0);
    // Shown by DWGPROPS.
    for said in said {
        text.put(9, "$CUSTOMPROPERTYTAG")
            .put(1, value(&said.vi, FACT_LETTERS));
        text.put(9, "$CUSTOMPROPERTY")
            .put(1, value(&said.en, PROPERTY_LETTERS));
    }
    text.put(0, "ENDSEC").put(0, "SECTION").put(2, "TABLES");
    view(&mut text, extent);
    line_types(&mut text);
    text.table("LAYER", "2", layers.len() + 1);
    text.layer("10", "0", "#000000", false);
    for (index, (name, layer)) in layers.iter().enumerate() {
        // Below the handles of entities there is room for these.
        let handle = format!("{:X}", 0x100 + index);
        text.layer(&handle, name, &layer.colour, layer.is_dashed);
    }
    text.put(0, "ENDTAB");
    rest_of_tables(&mut text);
    blocks(&mut text);
    text.put(0, "SECTION").put(2, "ENTITIES");
    text.0
}

/// A window on all of it when the drawing is opened.
fn view(text: &mut Text, [west, east, south, north]: [f64; 4]) {
    let height = (north - south).max(1.0);
    text.table("VPORT", "8", 1);
    text.record("VPORT", ["20", "8"], "AcDbViewportTableRecord", "*ACTIVE");
    text.put(70, 0)
        .put(10, 0.0)
        .put(20, 0.0)
        .put(11, 1.0)
        .put(21, 1.0);
    text.put(12, f64::midpoint(west, east))
        .put(22, f64::midpoint(south, north));
    text.put(40, height)
        .put(41, ((east - west) / height).max(0.1));
    text.put(0, "ENDTAB");
}

fn line_types(text: &mut Text) {
    text.table("LTYPE", "5", 4);
    for (handle, name) in [("14", "ByBlock"), ("15", "ByLayer"), ("16", "Continuous")] {
        text.record("LTYPE", [handle, "5"], "AcDbLinetypeTableRecord", name);
        text.put(70, 0)
            .put(3, "")
            .put(72, 65)
            .put(73, 0)
            .put(40, 0.0);
    }
    text.record("LTYPE", ["17", "5"], "AcDbLinetypeTableRecord", "DASHED");
    // A stroke of 60 m and a gap of 40 m.
    text.put(70, 0)
        .put(3, "__ __ __")
        .put(72, 65)
        .put(73, 2)
        .put(40, 100.0);
    text.put(49, 60.0).put(74, 0).put(49, -40.0).put(74, 0);
    text.put(0, "ENDTAB");
}

fn rest_of_tables(text: &mut Text) {
    text.table("STYLE", "3", 1);
    text.record("STYLE", ["11", "3"], "AcDbTextStyleTableRecord", "Standard");
    text.put(70, 0)
        .put(40, 0.0)
        .put(41, 1.0)
        .put(50, 0.0)
        .put(71, 0)
        .put(42, 2.5);
    text.put(3, "arial.ttf").put(4, "").put(0, "ENDTAB");
    for (name, handle) in [("VIEW", "6"), ("UCS", "7")] {
        text.table(name, handle, 0);
        text.put(0, "ENDTAB");
    }
    text.table("APPID", "9", 2);
    for (handle, name) in [("12", "ACAD"), ("13", APPLICATION)] {
        text.record("APPID", [handle, "9"], "AcDbRegAppTableRecord", name);
        text.put(70, 0);
    }
    text.put(0, "ENDTAB");
    text.table("DIMSTYLE", "A", 1);
    text.put(100, "AcDbDimStyleTable").put(71, 0);
    text.put(0, "DIMSTYLE")
        .put(105, "27")
        .put(330, "A")
        .put(100, "AcDbSymbolTableRecord");
    text.put(100, "AcDbDimStyleTableRecord")
        .put(2, "Standard")
        .put(70, 0);
    text.put(0, "ENDTAB");
    text.table("BLOCK_RECORD", "1", 2);
    for (handle, name) in [(MODEL_SPACE, "*Model_Space"), (PAPER_SPACE, "*Paper_Space")] {
        text.record("BLOCK_RECORD", [handle, "1"], "AcDbBlockTableRecord", name);
        text.put(340, 0);
    }
    text.put(0, "ENDTAB").put(0, "ENDSEC");
}

fn blocks(text: &mut Text) {
    text.put(0, "SECTION").put(2, "BLOCKS");
    for (owner, name, begin, end) in [
        (MODEL_SPACE, "*Model_Space", "21", "22"),
        (PAPER_SPACE, "*Paper_Space", "1D", "1E"),
    ] {
        text.put(0, "BLOCK")
            .put(5, begin)
            .put(330, owner)
            .put(100, "AcDbEntity")
            .put(8, 0);
        text.put(100, "AcDbBlockBegin").put(2, name).put(70, 0);
        text.put(10, 0.0)
            .put(20, 0.0)
            .put(30, 0.0)
            .put(3, name)
            .put(1, "");
        text.put(0, "ENDBLK")
            .put(5, end)
            .put(330, owner)
            .put(100, "AcDbEntity")
            .put(8, 0);
        text.put(100, "AcDbBlockEnd");
    }
    text.put(0, "ENDSEC");
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn put(&mut self, code: u16, value: impl Display) -> &mut Self {
        // Writing to a string does not fail.
        let _ = writeln!(self.0, "{code}\n{value}");
        self
    }

    fn table(&mut self, name: &str, handle: &str, entries: usize) {
        self.put(0, "TABLE").put(2, name).put(5, handle).put(330, 0);
        self.put(100, "AcDbSymbolTable").put(70, entries);
    }

    /// A record of the table that has the handle `owner`.
    fn record(&mut self, kind: &str, [handle, owner]: [&str; 2], class: &str, name: &str) {
        self.put(0, kind).put(5, handle).put(330, owner);
        self.put(100, "AcDbSymbolTableRecord")
            .put(100, class)
            .put(2, name);
    }

    fn layer(&mut self, handle: &str, name: &str, colour: &str, is_dashed: bool) {
        let number = u32::from_str_radix(colour.trim_start_matches('#'), 16).unwrap_or_default();
        self.record("LAYER", [handle, "2"], "AcDbLayerTableRecord", name);
        // 7 is the ink of the paper, for what knows no other colours.
        self.put(70, 0).put(62, 7).put(420, number);
        self.put(6, if is_dashed { "DASHED" } else { "Continuous" });
        self.put(370, -3).put(390, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_on_its_line_and_is_ascii() {
        let text = value("a\n0\nEOF %%u ^J \\U+0041", 100);
        assert_eq!(text, "a 0 EOF % %u ^ J \\ U+0041");
        assert_eq!(value("Liên Hà", 100), "Li\\U+00EAn H\\U+00E0");
        assert_eq!(value("😀", 100), "\\U+D83D\\U+DE00");
        assert_eq!(value("Liên Hà", 9), "Li\\U+00EA");
    }

    #[test]
    fn layers_have_names_that_every_release_takes() {
        assert_eq!(plain("phường-a b"), "PHUONG_A_B");
        assert_eq!(plain("đê"), "DE");
    }
}
