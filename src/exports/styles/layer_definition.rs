//! A layer definition of QGIS: one file that adds every collection of this service, styled.

use crate::catalogue::{Catalogue, Collection, Property};
use crate::error::Error;
use crate::exports::notes;
use crate::exports::styles::element::Element;
use crate::exports::styles::published::{Drawing, Published};
use crate::exports::styles::{is_of_points, parts};

/// Title of the group the layers come in.
const GROUP: &str = "CCN Atlas";

/// All collections as layers of the service reached at `public_url`, in the drawing order of the map, read in CRS84: the
/// one CRS that QGIS 3.22 asks for. `only_indicative` are those whose every boundary is indicative; it is said in their
/// names.
///
/// # Errors
/// [`Error::Startup`] when the binary was built without the map, or its style has a form that is not known.
pub fn layer_definition(
    catalogue: &Catalogue,
    public_url: &str,
    only_indicative: &[String],
) -> Result<String, Error> {
    let published = Published::load()?;
    if published.drawings.is_empty() {
        return Err(Error::startup("this binary was built without the web map"));
    }
    let mut group = Element::new("layer-tree-group").with_all(&[
        ("name", GROUP),
        ("checked", "Qt::Checked"),
        ("expanded", "1"),
    ]);
    let mut layers = Element::new("maplayers");
    // A tree is read from above.
    for drawing in published.drawings.iter().rev() {
        let collection = catalogue.get(&drawing.collection)?;
        let layer = Layer {
            collection,
            drawing,
            public_url,
            name: name(collection, only_indicative),
        };
        group = group.holding(layer.in_tree());
        layers = layers.holding(layer.definition(&published)?);
    }
    let tree = Element::new("layer-tree-group")
        .with_all(&[("name", ""), ("checked", "Qt::Checked"), ("expanded", "1")])
        .holding(group);
    let mut text = "<!DOCTYPE qgis-layer-definition>\n".to_owned();
    Element::new("qlr")
        .holding(tree)
        .holding(layers)
        .write(&mut text);
    Ok(text)
}

fn name(collection: &Collection, only_indicative: &[String]) -> String {
    let title = &collection.title_vi;
    if !only_indicative.contains(&collection.id) {
        return title.clone();
    }
    let what = if is_of_points(collection) {
        "vị trí"
    } else {
        "ranh giới"
    };
    format!("{title} – {what} tượng trưng")
}

struct Layer<'a> {
    collection: &'a Collection,
    drawing: &'a Drawing,
    public_url: &'a str,
    name: String,
}

impl Layer<'_> {
    fn id(&self) -> String {
        format!("ccn_atlas_{}", self.collection.id.replace('-', "_"))
    }

    /// The address in the form of the provider.
    fn source(&self) -> String {
        let url = self.public_url.replace('\\', "\\\\").replace('\'', "\\'");
        format!(
            "pagingEnabled='true' restrictToRequestBBOX='1' srsname='OGC:CRS84' typename='{}' url='{url}'",
            self.collection.id
        )
    }

    fn in_tree(&self) -> Element {
        let checked = if self.drawing.is_shown {
            "Qt::Checked"
        } else {
            "Qt::Unchecked"
        };
        Element::new("layer-tree-layer").with_all(&[
            ("id", &self.id()),
            ("name", &self.name),
            ("providerKey", "OAPIF"),
            ("source", &self.source()),
            ("checked", checked),
            ("expanded", "0"),
            ("legend_exp", ""),
        ])
    }

    fn definition(&self, published: &Published) -> Result<Element, Error> {
        let collection = self.collection;
        let columns: Vec<&Property> = collection.properties.iter().collect();
        let geometry = if is_of_points(collection) {
            "Point"
        } else {
            "Polygon"
        };
        let address = format!("{}/collections/{}", self.public_url, collection.id);
        Ok(Element::new("maplayer")
            .with_all(&[
                ("type", "vector"),
                ("geometry", geometry),
                ("wkbType", &collection.geometry),
                ("labelsEnabled", "1"),
                ("readOnly", "0"),
            ])
            .holding(Element::of_text("id", &self.id()))
            .holding(Element::of_text("datasource", &self.source()))
            .holding(Element::of_text("layername", &self.name))
            .holding(Element::of_text("title", &self.name))
            .holding(Element::of_text("abstract", &self.about()))
            .holding(
                Element::of_text("attribution", &collection.attribution).with("href", &address),
            )
            .holding(crs())
            .holding(self.metadata(&address))
            .holding(Element::of_text("provider", "OAPIF").with("encoding", "UTF-8"))
            .holding_all(parts(published, self.drawing, collection, &columns)?))
    }

    /// What the collection is, and how sure its boundaries are, in both languages.
    fn about(&self) -> String {
        let Collection {
            description_vi,
            description_en,
            citation,
            ..
        } = self.collection;
        let certainty = notes::certainty();
        format!(
            "{description_vi} {}\n\n{description_en} {}\n\n{citation}",
            certainty.vi, certainty.en
        )
    }

    fn metadata(&self, address: &str) -> Element {
        let text = Element::of_text;
        let link = Element::new("link").with_all(&[
            ("name", GROUP),
            ("type", "WWW:LINK"),
            ("url", address),
            ("format", "JSON"),
            ("mimeType", "application/json"),
        ]);
        Element::new("resourceMetadata")
            .holding(text("identifier", &self.collection.id))
            .holding(text("language", "VIE"))
            .holding(text("type", "dataset"))
            .holding(text("title", &self.name))
            .holding(text("abstract", &self.about()))
            .holding(Element::new("links").holding(link))
            .holding(text("rights", &self.collection.attribution))
            .holding(text("license", &self.collection.licence))
            .holding(crs_named("crs"))
    }
}

fn crs() -> Element {
    crs_named("srs")
}

fn crs_named(name: &'static str) -> Element {
    let text = Element::of_text;
    let system = Element::new("spatialrefsys")
        .holding(text("proj4", "+proj=longlat +datum=WGS84 +no_defs"))
        .holding(text("authid", "OGC:CRS84"))
        .holding(text("description", "WGS 84 (CRS84)"))
        .holding(text("projectionacronym", "longlat"))
        .holding(text("ellipsoidacronym", "EPSG:7030"))
        .holding(text("geographicflag", "true"));
    Element::new(name).holding(system)
}
