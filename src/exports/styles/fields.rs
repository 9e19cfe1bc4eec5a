//! The columns of a collection in the words of the catalogue: titles, and the meaning of codes.

use crate::catalogue::Property;
use crate::exports::styles::element::{Element, option};
use crate::exports::styles::published::Published;

/// Codes are shown, and chosen from, by their words.
pub fn configuration(published: &Published, columns: &[&Property]) -> Element {
    let fields = columns.iter().map(|column| {
        let widget = match &column.values {
            Some(codes) => value_map(published, &column.name, codes),
            None => Element::new("editWidget").with("type", ""),
        };
        Element::new("field")
            .with("configurationFlags", "None")
            .with("name", &column.name)
            .holding(widget)
    });
    Element::new("fieldConfiguration").holding_all(fields)
}

fn value_map(published: &Published, property: &str, codes: &[String]) -> Element {
    let entries = codes.iter().map(|code| {
        let word = published.word(property, code).unwrap_or(code);
        Element::new("Option")
            .with("type", "Map")
            .holding(option(word, code))
    });
    let list = Element::new("Option")
        .with("type", "List")
        .with("name", "map")
        .holding_all(entries);
    let map = Element::new("Option").with("type", "Map").holding(list);
    Element::new("editWidget")
        .with("type", "ValueMap")
        .holding(Element::new("config").holding(map))
}

pub fn aliases(columns: &[&Property]) -> Element {
    let each = columns.iter().map(|column| {
        let unit = column.unit.as_deref();
        let unit = unit.map_or(String::new(), |unit| format!(" ({unit})"));
        Element::new("alias")
            .with("field", &column.name)
            .with("name", &format!("{}{unit}", column.title_vi))
    });
    // The one column that is no property.
    let id = Element::new("alias")
        .with("field", "id")
        .with("name", "Mã đối tượng");
    Element::new("aliases").holding(id).holding_all(each)
}
