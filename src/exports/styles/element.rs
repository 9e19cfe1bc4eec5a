//! XML as QGIS writes it, put together element by element so that it is always well-formed.

use std::fmt::Write as _;

use crate::exports::xml::escaped;

#[derive(Debug, Clone)]
pub struct Element {
    name: &'static str,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            attributes: Vec::new(),
            text: String::new(),
            children: Vec::new(),
        }
    }

    /// An element that holds only text.
    pub fn of_text(name: &'static str, text: &str) -> Self {
        let mut element = Self::new(name);
        text.clone_into(&mut element.text);
        element
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.attributes.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub fn with_all(self, attributes: &[(&str, &str)]) -> Self {
        let all = attributes.iter();
        all.fold(self, |element, (name, value)| element.with(name, value))
    }

    #[must_use]
    pub fn holding(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    #[must_use]
    pub fn holding_all(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    pub fn write(&self, out: &mut String) {
        let _ = write!(out, "<{}", self.name);
        for (name, value) in &self.attributes {
            let _ = write!(out, " {name}=\"{}\"", escaped(value));
        }
        if self.text.is_empty() && self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        let _ = write!(out, ">{}", escaped(&self.text));
        for child in &self.children {
            child.write(out);
        }
        let _ = writeln!(out, "</{}>", self.name);
    }
}

/// QGIS's map of named texts.
pub fn options(values: &[(&str, String)]) -> Element {
    let values = values.iter().map(|(name, value)| option(name, value));
    Element::new("Option")
        .with("type", "Map")
        .holding_all(values)
}

pub fn option(name: &str, value: &str) -> Element {
    Element::new("Option")
        .with("type", "QString")
        .with("name", name)
        .with("value", value)
}

/// What expressions give, by the name of the property.
pub fn defined(name: &'static str, properties: &[(&str, String)]) -> Element {
    let each = properties.iter().map(|(name, expression)| {
        let active = Element::new("Option").with_all(&[
            ("type", "bool"),
            ("name", "active"),
            ("value", "true"),
        ]);
        // 3 is an expression.
        let kind =
            Element::new("Option").with_all(&[("type", "int"), ("name", "type"), ("value", "3")]);
        Element::new("Option")
            .with("type", "Map")
            .with("name", name)
            .holding(active)
            .holding(option("expression", expression))
            .holding(kind)
    });
    let each = Element::new("Option")
        .with("type", "Map")
        .with("name", "properties")
        .holding_all(each);
    let all = Element::new("Option")
        .with("type", "Map")
        .holding(option("name", ""))
        .holding(each)
        .holding(option("type", "collection"));
    Element::new(name).holding(all)
}
