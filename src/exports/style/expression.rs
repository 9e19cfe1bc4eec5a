//! Expressions of MapLibre as QGIS writes them.

use serde_json::Value;

/// Scale at zoom 0 where a map is drawn at 96 dots an inch: 78,271.517 m of the equator in a pixel, cos 21.03° at Hà Nội,
/// 3,779.53 pixels in a metre.
const SCALE_AT_ZOOM_0: f64 = 276_118_000.0;

/// The scale of a zoom, to give a range to what has no expression.
pub fn scale(zoom: f64) -> f64 {
    SCALE_AT_ZOOM_0 / zoom.exp2()
}

/// The zoom in an expression; a legend has no scale, and is drawn as at 1:100,000.
fn zoom() -> String {
    format!("log(2, {SCALE_AT_ZOOM_0} / coalesce(@map_scale, 100000))")
}

/// An expression, numbers of it times `factor`. None for one that is not known here.
pub fn of(value: &Value, factor: f64) -> Option<String> {
    match value {
        Value::String(text) => Some(quoted(text)),
        Value::Number(number) => Some(rounded(number.as_f64()? * factor)),
        Value::Bool(yes) => Some(if *yes { "true" } else { "false" }.to_owned()),
        Value::Array(call) => called(call, factor),
        _ => None,
    }
}

fn called(call: &[Value], factor: f64) -> Option<String> {
    let (name, rest) = call.split_first()?;
    match name.as_str()? {
        "get" => Some(named(rest.first()?.as_str()?)),
        "zoom" => Some(zoom()),
        "concat" => {
            let parts: Option<Vec<String>> = rest.iter().map(|part| of(part, factor)).collect();
            Some(format!("concat({})", parts?.join(", ")))
        }
        "==" => Some(format!(
            "{} = {}",
            of(rest.first()?, 1.0)?,
            of(rest.get(1)?, 1.0)?
        )),
        // Not `<>`: what is not known is something else too.
        "!=" => Some(format!(
            "{} IS NOT {}",
            of(rest.first()?, 1.0)?,
            of(rest.get(1)?, 1.0)?
        )),
        "match" => chosen(rest, factor),
        "step" => stepped(rest, factor),
        "interpolate" => interpolated(rest, factor),
        _ => None,
    }
}

fn chosen(rest: &[Value], factor: f64) -> Option<String> {
    let (input, rest) = rest.split_first()?;
    let (otherwise, pairs) = rest.split_last()?;
    let input = of(input, 1.0)?;
    let mut text = "CASE".to_owned();
    for pair in pairs.chunks_exact(2) {
        let (code, value) = (of(&pair[0], 1.0)?, of(&pair[1], factor)?);
        text.push_str(&format!(" WHEN {input} = {code} THEN {value}"));
    }
    Some(format!("{text} ELSE {} END", of(otherwise, factor)?))
}

fn stepped(rest: &[Value], factor: f64) -> Option<String> {
    let (input, first) = (of(rest.first()?, 1.0)?, of(rest.get(1)?, factor)?);
    let mut text = first;
    for pair in rest.get(2..)?.chunks_exact(2) {
        let (from, value) = (pair[0].as_f64()?, of(&pair[1], factor)?);
        text = format!("CASE WHEN {input} < {from} THEN {text} ELSE {value} END");
    }
    Some(text)
}

/// Between the stops in a straight line; before the first and after the last as there.
fn interpolated(rest: &[Value], factor: f64) -> Option<String> {
    let input = of(rest.get(1)?, 1.0)?;
    let stops = stops(rest, factor)?;
    let mut pieces = stops.windows(2).rev().map(|pair| {
        let [(from, low), (to, high)] = [pair[0], pair[1]];
        let piece = format!(
            "scale_linear({input}, {from}, {to}, {}, {})",
            rounded(low),
            rounded(high)
        );
        (to, piece)
    });
    let (_, last) = pieces.next()?;
    Some(pieces.fold(last, |text, (to, piece)| {
        format!("CASE WHEN {input} < {to} THEN {piece} ELSE {text} END")
    }))
}

fn stops(rest: &[Value], factor: f64) -> Option<Vec<(f64, f64)>> {
    rest.get(2..)?
        .chunks_exact(2)
        .map(|pair| Some((pair[0].as_f64()?, pair[1].as_f64()? * factor)))
        .collect()
}

/// A number for where no expression is evaluated: that of the largest zoom.
pub fn fixed(value: &Value, factor: f64) -> Option<f64> {
    match value {
        Value::Number(number) => Some(number.as_f64()? * factor),
        Value::Array(call) => fixed(call.last()?, factor),
        _ => None,
    }
}

/// A column.
fn named(name: &str) -> String {
    format!("\"{}\"", name.replace('"', ""))
}

/// A text.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A hundredth of a thousandth is no difference on paper.
pub fn rounded(number: f64) -> String {
    ((number * 1e4).round() / 1e4).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_maplibre_says_is_said_to_qgis() {
        let text = |value: Value| of(&value, 2.0).unwrap_or_default();
        assert_eq!(text(json!(["get", "name"])), "\"name\"");
        assert_eq!(
            text(json!(["==", ["get", "kind"], "it's"])),
            "\"kind\" = 'it''s'"
        );
        assert_eq!(
            text(json!([
                "match",
                ["get", "a"],
                "x",
                "#111111",
                "y",
                "#222222",
                "#333333"
            ])),
            "CASE WHEN \"a\" = 'x' THEN '#111111' WHEN \"a\" = 'y' THEN '#222222' ELSE '#333333' END"
        );
        let zoom = zoom();
        assert_eq!(
            text(json!([
                "interpolate",
                ["linear"],
                ["zoom"],
                8,
                1,
                12,
                3,
                14,
                4
            ])),
            format!(
                "CASE WHEN {zoom} < 12 THEN scale_linear({zoom}, 8, 12, 2, 6) \
                 ELSE scale_linear({zoom}, 12, 14, 6, 8) END"
            )
        );
        assert_eq!(
            text(json!([
                "step",
                ["zoom"],
                ["get", "a"],
                10.5,
                ["concat", "x ", ["get", "a"]]
            ])),
            format!("CASE WHEN {zoom} < 10.5 THEN \"a\" ELSE concat('x ', \"a\") END")
        );
        assert_eq!(of(&json!(["rgb", 1, 2, 3]), 1.0), None);
    }

    #[test]
    fn zoom_12_is_about_1_to_67_000() {
        assert!((scale(12.0) - 67_412.0).abs() < 1.0, "{}", scale(12.0));
    }
}
