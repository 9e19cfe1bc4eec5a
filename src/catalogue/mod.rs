//! What collections exist: read from `data/*/collection.toml`.

pub mod schema;

use serde::Deserialize;
use time::Date;
use time::macros::format_description;

use crate::data;
use crate::error::{Error, Said};

/// One published collection.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collection {
    pub id: String,
    /// Place in lists.
    pub order: u32,
    pub title_vi: String,
    pub title_en: String,
    pub description_vi: String,
    pub description_en: String,
    /// `MultiPolygon` or `MultiPoint`.
    pub geometry: String,
    pub licence: String,
    pub citation: String,
    pub attribution: String,
    pub min_zoom: u8,
    pub max_zoom: u8,
    /// The day shown when a request names none; absent means today.
    default_datetime: Option<String>,
    /// Whether the search box finds its features.
    pub search: bool,
    #[serde(rename = "property")]
    pub properties: Vec<Property>,
}

/// One property of a collection's features.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    pub name: String,
    pub title_vi: String,
    pub title_en: String,
    /// `string`, `number`, `integer`, `boolean`, `array`, `object` or `date`.
    #[serde(rename = "type")]
    pub kind: String,
    pub unit: Option<String>,
    #[serde(rename = "enum")]
    pub values: Option<Vec<String>>,
    pub role: Option<String>,
    /// Type of the elements of an array; text unless said.
    pub items: Option<String>,
    /// Whether it may be null: no source states a value.
    #[serde(default)]
    pub nullable: bool,
    /// Whether tiles carry it.
    #[serde(default)]
    pub tile: bool,
}

impl Collection {
    pub fn title(&self) -> Said {
        Said::new(&self.title_vi, &self.title_en)
    }

    pub fn description(&self) -> Said {
        Said::new(&self.description_vi, &self.description_en)
    }

    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }

    /// The fixed day of a historical collection; `None` means today.
    pub fn default_day(&self) -> Option<Date> {
        let text = self.default_datetime.as_deref()?;
        Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
    }
}

/// All collections, in their order.
#[derive(Debug, Clone)]
pub struct Catalogue {
    collections: Vec<Collection>,
}

impl Catalogue {
    /// Reads every `collection.toml` the binary carries.
    ///
    /// # Errors
    /// [`Error::Startup`] naming the file that cannot be read.
    pub fn load() -> Result<Self, Error> {
        let mut collections = data::paths_named("collection.toml")
            .iter()
            .map(|path| data::table::<Collection>(path))
            .collect::<Result<Vec<_>, _>>()?;
        collections.sort_by_key(|collection| collection.order);
        if let Some(bad) = collections
            .iter()
            .find(|c| c.default_datetime.is_some() && c.default_day().is_none())
        {
            return Err(Error::startup(format!(
                "`default_datetime` of `{}` is no day",
                bad.id
            )));
        }
        Ok(Self { collections })
    }

    pub fn iter(&self) -> impl Iterator<Item = &Collection> {
        self.collections.iter()
    }

    /// To change what collections say of themselves.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Collection> {
        self.collections.iter_mut()
    }

    /// # Errors
    /// [`Error::NotFound`] when there is no such collection.
    pub fn get(&self, id: &str) -> Result<&Collection, Error> {
        self.collections
            .iter()
            .find(|collection| collection.id == id)
            .ok_or_else(|| Error::NotFound {
                resource: "collection",
                id: id.to_owned(),
            })
    }
}
