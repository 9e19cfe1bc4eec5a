//! The cells of a workbook, by GDAL.

use gdal::vector::LayerAccess;

use crate::imports::reading::child::clean;
use crate::imports::reading::child::drivers_gdal::{Complaints, open};
use crate::imports::reading::child::raw::{Counter, MAX_FIELDS, Source};
use crate::imports::reading::stream::Refused;

/// Empty rows between others that are kept for their number.
const MAX_GAP: usize = 100_000;

/// A sheet: its name and its rows of cells.
pub type Sheet = (String, Vec<Vec<String>>);

/// All cells of all sheets of a workbook, as text.
///
/// # Errors
/// Everything GDAL complains about, with the row it came to.
pub fn read(source: &Source, counter: &mut Counter) -> Result<Vec<Sheet>, Refused> {
    let complaints = Complaints::collect();
    let opened = open(source, &complaints)?;
    let mut sheets = Vec::new();
    for mut layer in opened.dataset.layers() {
        let name = clean::shown(&layer.name());
        let columns = layer.defn().fields().count();
        if columns > MAX_FIELDS {
            return Err(Refused::at(
                &name,
                format!("nhiều hơn {MAX_FIELDS} cột"),
                format!("more than {MAX_FIELDS} columns"),
            ));
        }
        let mut rows: Vec<Vec<String>> = Vec::new();
        for feature in layer.features() {
            // The number of a row, so that empty rows above it are counted.
            let number = feature.fid().and_then(|fid| usize::try_from(fid).ok());
            let place = format!("row {}", number.unwrap_or(rows.len() + 1));
            complaints.check(&place)?;
            counter.feature()?;
            let cells = (0..columns)
                .map(|index| {
                    let text = feature.field_as_string(index).ok().flatten();
                    counter.text(text.as_deref().map_or(0, str::len))?;
                    Ok(text.unwrap_or_default())
                })
                .collect::<Result<_, Refused>>()?;
            while number.is_some_and(|number| rows.len() + 1 < number && rows.len() < MAX_GAP) {
                rows.push(Vec::new());
            }
            rows.push(cells);
        }
        complaints.check(&name)?;
        sheets.push((name, rows));
    }
    Ok(sheets)
}
