//! The map of an extract, drawn on the server as SVG: what it shows comes from PostGIS, cut and projected.

use askama::Template;
use deadpool_postgres::Object;
use tokio_postgres::Row;

use crate::error::Error;
use crate::extracts::figures;
use crate::extracts::frame::{Frame, HEIGHT, Line, WIDTH};
use crate::extracts::inputs::When;
use crate::extracts::labels::{self, Label, Wish};
use crate::extracts::words::{Lang, word};
use crate::sql;

/// Drawing units within which a line may be off, finest first; the first that keeps the budget is used.
const TOLERANCES: [f64; 4] = [0.4, 1.6, 6.4, 12.8];
/// Bytes of all paths: the page stays well under 300 kB.
const PATHS_BYTES: usize = 200_000;
/// What surrounds the path of a shape.
const SHAPE_BYTES: usize = 80;

/// Hatches of the constraints: kind, ink, direction in degrees. The inks are those of web/src/layers/palette.ts.
const HATCHES: [(&str, &str, u16); 6] = [
    ("flood_discharge_corridor", "#0067a5", 45),
    ("dike", "#7a4b00", 135),
    ("water_source", "#00716b", 60),
    ("heritage", "#8a2f7b", 120),
    ("power_line", "#9a2222", 30),
    ("transport_reserve", "#444c55", 150),
];

/// What is drawn of one thing.
#[derive(Debug)]
struct Shape {
    layer: String,
    kind: Option<String>,
    name_vi: Option<String>,
    name_en: Option<String>,
    x: f64,
    y: f64,
    path: Option<String>,
}

/// Everything within the frame, in the order it is drawn.
#[derive(Debug)]
pub struct Map {
    frame: Frame,
    /// Northern and southern end of the subject.
    subject: [f64; 2],
    shapes: Vec<Shape>,
    /// Nothing smaller is drawn.
    pub least_m2: f64,
}

/// What a map is drawn of.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    pub geom_5897: &'a [u8],
    pub box_5897: [f64; 4],
    pub cluster: Option<i64>,
}

/// An entry of the legend: a colour is never its only mark.
pub struct Entry {
    /// Class of the style sheet.
    pub class: String,
    pub is_point: bool,
    pub text: String,
}

#[derive(Template)]
#[template(path = "extract/map.svg")]
struct Drawing<'a> {
    map: &'a Map,
    title: &'a str,
    eastings: Vec<Tick>,
    northings: Vec<Tick>,
    labels: Vec<Label>,
    bar_units: f64,
    bar_text: String,
    north: &'a str,
    dashed: bool,
    lang: Lang,
}

/// A line of the grid with its number.
struct Tick {
    at: f64,
    text: String,
}

impl Map {
    /// Fetches what lies in the frame around a subject; coarser where it would not fit the budget.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn fetch(
        client: &Object,
        subject: Subject<'_>,
        plan: &str,
        when: When,
    ) -> Result<Self, Error> {
        let frame = Frame::around(subject.box_5897);
        let prepared = client.prepare_cached(sql!("extracts/map")).await?;
        let mut shapes = Vec::new();
        let mut least_m2 = 0.0;
        for tolerance in TOLERANCES {
            least_m2 = (tolerance * frame.unit_m()).powi(2);
            let rows = client
                .query(
                    &prepared,
                    &[
                        &subject.geom_5897,
                        &plan,
                        &when.day,
                        &when.known_at,
                        &frame.west,
                        &frame.north,
                        &frame.width_m,
                        &frame.height_m,
                        &frame.unit_m(),
                        &tolerance,
                        &subject.cluster,
                    ],
                )
                .await?;
            shapes = rows.iter().map(Shape::from_row).collect::<Result<_, _>>()?;
            if shapes.iter().map(Shape::bytes).sum::<usize>() <= PATHS_BYTES {
                break;
            }
        }
        let [_, south, _, north] = subject.box_5897;
        Ok(Self {
            frame,
            subject: [frame.y_of(north), frame.y_of(south)],
            shapes,
            least_m2,
        })
    }

    /// The map as SVG, with the subject's name; `dashed` where its boundary is not the real one.
    ///
    /// # Errors
    /// [`Error::Startup`] when it cannot be written, which would be a fault of ours.
    pub fn draw(&self, lang: Lang, name: &str, dashed: bool) -> Result<String, Error> {
        let numbered = |lines: Vec<Line>| {
            lines
                .into_iter()
                .map(|line| Tick {
                    at: line.at,
                    text: figures::number(lang, line.coordinate_m, 0),
                })
                .collect()
        };
        let bar_m = self.frame.bar_m();
        let drawing = Drawing {
            map: self,
            title: lang.of(
                "Bản đồ khu đất trên quy hoạch",
                "Map of the subject on the plan",
            ),
            eastings: numbered(self.frame.eastings()),
            northings: numbered(self.frame.northings()),
            labels: labels::place(self.wishes(lang, name)),
            bar_units: bar_m / self.frame.unit_m(),
            bar_text: if bar_m < 1000.0 {
                format!("{} m", figures::number(lang, bar_m, 0))
            } else {
                format!("{} km", figures::number(lang, bar_m / 1000.0, 0))
            },
            north: lang.of("B", "N"),
            dashed,
            lang,
        };
        drawing
            .render()
            .map_err(|source| Error::startup_from("the map cannot be written", source))
    }

    /// What of the map needs to be explained, in the order it is drawn.
    pub fn legend(&self, lang: Lang) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for shape in &self.shapes {
            let text = match shape.layer.as_str() {
                "zone" => format!(
                    "{}: {}",
                    lang.of("Khu chức năng", "Zone"),
                    word(lang, "permission", shape.kind()).to_lowercase()
                ),
                "constraint" => word(lang, "theme", shape.kind()).to_owned(),
                "commune" => lang
                    .of("Ranh giới xã, phường", "Commune boundary")
                    .to_owned(),
                "cluster" => lang.of("Cụm công nghiệp khác", "Other cluster").to_owned(),
                "residual" => lang
                    .of(
                        "Phần khu đất ngoài mọi khu chức năng",
                        "Part of the subject outside any zone",
                    )
                    .to_owned(),
                "subject" => lang.of("Khu đất được xét", "The subject").to_owned(),
                "plant" => lang
                    .of("Trạm xử lý nước thải", "Wastewater plant")
                    .to_owned(),
                _ => continue,
            };
            let class = shape.class();
            if entries.iter().all(|entry| entry.class != class) {
                entries.push(Entry {
                    class,
                    is_point: shape.path.is_none(),
                    text,
                });
            }
        }
        entries
    }

    /// What should be named on the map, most wanted first.
    fn wishes(&self, lang: Lang, name: &str) -> Vec<Wish> {
        let [top, bottom] = self.subject;
        let middle = self.shapes.iter().find(|shape| shape.layer == "subject");
        let mut wishes: Vec<Wish> = middle
            .map(|subject| Wish::new("subject", name, subject.x, [top - 12.0, bottom + 14.0]))
            .into_iter()
            .collect();
        for layer in ["cluster", "commune", "constraint"] {
            wishes.extend(
                self.shapes
                    .iter()
                    .filter(|shape| shape.layer == layer)
                    .filter_map(|shape| {
                        let name = lang.of(shape.name_vi.as_deref()?, shape.name_en.as_deref()?);
                        Some(Wish::new(layer, name, shape.x, [shape.y, shape.y - 26.0]))
                    }),
            );
        }
        wishes
    }
}

impl Shape {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            layer: row.try_get("layer")?,
            kind: row.try_get("kind")?,
            name_vi: row.try_get("name_vi")?,
            name_en: row.try_get("name_en")?,
            x: row.try_get("x")?,
            y: row.try_get("y")?,
            path: row.try_get("path")?,
        })
    }

    fn bytes(&self) -> usize {
        self.path.as_ref().map_or(0, String::len) + SHAPE_BYTES
    }

    fn kind(&self) -> &str {
        self.kind.as_deref().unwrap_or("unknown")
    }

    /// The classes of the style sheet it is drawn with.
    fn class(&self) -> String {
        match self.layer.as_str() {
            "zone" | "constraint" | "zone_piece" | "constraint_piece" => {
                format!("{} {}", self.layer, self.kind())
            }
            layer => layer.to_owned(),
        }
    }

    /// What is told of it where a pointer rests on it.
    fn name(&self, lang: Lang) -> Option<&str> {
        let named = matches!(
            self.layer.as_str(),
            "zone" | "constraint" | "cluster" | "plant"
        );
        let name = lang.of(self.name_vi.as_deref()?, self.name_en.as_deref()?);
        named.then_some(name)
    }
}
