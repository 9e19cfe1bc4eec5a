//! The symbol of a class: one symbol layer for each layer of the map.

use crate::error::Error;
use crate::exports::styles::element::{Element, defined, options};
use crate::exports::styles::expression::{Expression, column, denominator, quoted, rounded};
use crate::exports::styles::font;
use crate::exports::styles::published::{Kind, Layer};

/// A CSS pixel, mm: 1/96 inch by definition.
pub const PIXEL_MM: f64 = 25.4 / 96.0;
/// What a symbol is like where no scale is known, as in a legend: near enough to see dashes and hatches.
pub const LEGEND_ZOOM: f64 = 13.0;
/// The hatch of the map (`web/src/map/images.ts`): a line across each square of 8 pixels. The squares grow to 16 from one
/// zoom to the next; here they are as large as midway, 11.3.
const HATCH_APART_MM: f64 = 8.0 * PIXEL_MM;
const HATCH_WIDTH_MM: f64 = 1.9 * PIXEL_MM;

/// A symbol layer while it is put together.
struct Drawn<'a> {
    layer: &'a Layer,
    pass: usize,
    fixed: Vec<(&'static str, String)>,
    /// Given by an expression, by the name of the property.
    by_expression: Vec<(&'static str, String)>,
}

/// The symbol of these layers. `pass` is the place of a layer in the collection: all features are drawn in one pass
/// before any is drawn in the next, as the map does.
///
/// # Errors
/// [`Error::Startup`] when a layer is drawn by what QGIS cannot be told.
pub fn symbol(name: &str, kind: &str, layers: &[(usize, Layer)]) -> Result<Element, Error> {
    let mut symbol = Element::new("symbol")
        .with("alpha", "1")
        .with("type", kind)
        .with("name", name)
        .with("clip_to_extent", "1")
        .with("force_rhr", "0");
    for (pass, layer) in layers {
        symbol = symbol.holding(Drawn::new(layer, *pass).element(name)?);
    }
    Ok(symbol)
}

impl<'a> Drawn<'a> {
    fn new(layer: &'a Layer, pass: usize) -> Self {
        let mut drawn = Self {
            layer,
            pass,
            fixed: Vec::new(),
            by_expression: Vec::new(),
        };
        if let Some(enabled) = enabled(layer) {
            drawn.by_expression.push(("enabled", enabled));
        }
        drawn
    }

    fn element(mut self, symbol: &str) -> Result<Element, Error> {
        match self.layer.kind {
            Kind::Fill if self.layer.get("fill-pattern").is_some() => self.hatch(symbol),
            Kind::Fill => {
                let color = self.color("fill-color", "fill-opacity")?;
                self.fix("color", color);
                self.fix("style", "solid".to_owned());
                self.fix("outline_style", "no".to_owned());
                Ok(self.finish("SimpleFill"))
            }
            Kind::Line => {
                self.line()?;
                Ok(self.finish("SimpleLine"))
            }
            Kind::Circle => self.circle(),
            Kind::Sign => self.sign(),
            Kind::Label => Err(self.refuse("text-field")),
        }
    }

    fn line(&mut self) -> Result<(), Error> {
        let color = self.color("line-color", "line-opacity")?;
        let width = self.layer.number_or("line-width", 1.0).times(PIXEL_MM);
        self.fix("line_color", color);
        self.fix("line_style", "solid".to_owned());
        self.fix("joinstyle", "round".to_owned());
        self.fix("capstyle", "flat".to_owned());
        self.number("line_width", "outlineWidth", &width);
        self.fix("line_width_unit", "MM".to_owned());
        if let Some(offset) = self.layer.get("line-offset") {
            let offset = offset.times(PIXEL_MM);
            self.number("offset", "offset", &offset);
            self.fix("offset_unit", "MM".to_owned());
        }
        self.dash(&width);
        Ok(())
    }

    /// Dashes are told in widths of the line.
    fn dash(&mut self, width: &Expression) {
        let parts: Vec<f64> = self.layer.numbers("line-dasharray");
        if parts.is_empty() {
            return;
        }
        let wide = width.number_at(LEGEND_ZOOM).unwrap_or(PIXEL_MM);
        let fixed: Vec<String> = parts.iter().map(|part| rounded(part * wide)).collect();
        self.fix("use_custom_dash", "1".to_owned());
        self.fix("customdash", fixed.join(";"));
        self.fix("customdash_unit", "MM".to_owned());
        if !matches!(width, Expression::Number(_)) {
            let parts = parts.iter().map(|part| width.times(*part).in_qgis());
            let text: Vec<String> = parts.collect();
            self.by_expression
                .push(("customDash", text.join(" || ';' || ")));
        }
    }

    fn hatch(mut self, symbol: &str) -> Result<Element, Error> {
        let color = self.color("fill-pattern", "fill-opacity")?;
        self.fix("angle", "45".to_owned());
        self.fix("distance", rounded(HATCH_APART_MM));
        self.fix("distance_unit", "MM".to_owned());
        let line = Element::new("layer")
            .with("class", "SimpleLine")
            .with("enabled", "1")
            .with("pass", "0")
            .holding(options(&[
                ("line_color", color),
                ("line_style", "solid".to_owned()),
                ("line_width", rounded(HATCH_WIDTH_MM)),
                ("line_width_unit", "MM".to_owned()),
            ]));
        let name = format!("@{symbol}@{}", self.pass);
        let line = Element::new("symbol")
            .with("alpha", "1")
            .with("type", "line")
            .with("name", &name)
            .holding(line);
        Ok(self.finish("LinePatternFill").holding(line))
    }

    /// The stroke of the map's circles lies around them, that of QGIS on their edge.
    fn circle(mut self) -> Result<Element, Error> {
        let color = self.color("circle-color", "circle-opacity")?;
        let stroke = self.color("circle-stroke-color", "circle-stroke-opacity")?;
        let wide = self.layer.number_or("circle-stroke-width", 0.0);
        let Expression::Number(wide) = wide else {
            return Err(self.refuse("circle-stroke-width"));
        };
        let size = self.layer.number_or("circle-radius", 5.0).times(2.0);
        let size = size.plus(wide).times(PIXEL_MM);
        self.fix("name", "circle".to_owned());
        self.fix("color", color);
        self.fix("outline_color", stroke);
        self.fix("outline_style", "solid".to_owned());
        self.fix("outline_width", rounded(wide * PIXEL_MM));
        self.fix("outline_width_unit", "MM".to_owned());
        self.number("size", "size", &size);
        self.fix("size_unit", "MM".to_owned());
        Ok(self.finish("SimpleMarker"))
    }

    fn sign(mut self) -> Result<Element, Error> {
        let color = self.color("text-color", "text-opacity")?;
        let Some(sign) = self.layer.text("text-field").map(str::to_owned) else {
            return Err(self.refuse("text-field"));
        };
        let size = self.layer.number_or("text-size", 16.0).times(PIXEL_MM);
        let font = font::of(self.layer);
        self.fix("chr", sign);
        self.fix("color", color);
        self.fix("outline_color", "0,0,0,0".to_owned());
        self.fix("font", font.family.to_owned());
        self.fix("font_style", font.style.to_owned());
        self.number("size", "size", &size);
        self.fix("size_unit", "MM".to_owned());
        Ok(self.finish("FontMarker"))
    }

    fn fix(&mut self, name: &'static str, value: String) {
        self.fixed.push((name, value));
    }

    /// A number that may change with the scale: `name` holds it in the legend, `defined` gives it on the map.
    fn number(&mut self, name: &'static str, defined: &'static str, number: &Expression) {
        let fixed = number.number_at(LEGEND_ZOOM).unwrap_or_default();
        self.fix(name, rounded(fixed));
        if !matches!(number, Expression::Number(_)) {
            self.by_expression.push((defined, number.in_qgis()));
        }
    }

    /// A colour with its opacity, each a constant by now.
    fn color(&self, color: &str, opacity: &str) -> Result<String, Error> {
        let hex = self.layer.text(color).ok_or_else(|| self.refuse(color))?;
        let Expression::Number(opacity) = self.layer.number_or(opacity, 1.0) else {
            return Err(self.refuse(opacity));
        };
        rgba(hex.trim_start_matches("hatch:"), opacity).ok_or_else(|| self.refuse(color))
    }

    fn refuse(&self, member: &str) -> Error {
        Error::startup(format!(
            "`{member}` of the map's layer `{}` has no counterpart in its QGIS style",
            self.layer.id
        ))
    }

    fn finish(self, class: &str) -> Element {
        Element::new("layer")
            .with("class", class)
            .with("enabled", "1")
            .with("locked", "0")
            .with("pass", &self.pass.to_string())
            .holding(options(&self.fixed))
            .holding(defined("data_defined_properties", &self.by_expression))
    }
}

/// Where a layer is drawn, if not everywhere; in a legend, where no feature is known, it is.
fn enabled(layer: &Layer) -> Option<String> {
    let filter = layer.filter.as_ref()?;
    let value = match filter.value.as_str() {
        Some(text) => quoted(text),
        None => filter.value.to_string(),
    };
    let operator = if filter.holds { "=" } else { "<>" };
    let name = column(&filter.property);
    Some(format!("coalesce({name} {operator} {value}, true)"))
}

/// `#rrggbb` as QGIS writes it, with an opacity of 0 to 1.
pub fn rgba(hex: &str, opacity: f64) -> Option<String> {
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    let alpha = (opacity.clamp(0.0, 1.0) * 255.0).round();
    Some(format!("{},{},{},{alpha}", part(0)?, part(2)?, part(4)?))
}

/// The denominators of the scales between which a layer is drawn: largest, smallest; 0 is without end.
pub fn scales(layer: &Layer) -> (f64, f64) {
    let (from, until) = layer.zooms;
    let far = if from > 0.0 { denominator(from) } else { 0.0 };
    let near = if layer.has_maxzoom() {
        denominator(until)
    } else {
        0.0
    };
    (far, near)
}
