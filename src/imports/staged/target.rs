//! What files are brought for: four collections, and the properties a file may give of each.

use crate::catalogue::Collection;
use crate::error::{Error, Said};
use crate::imports::reading::Wanted;

/// A collection that files are brought for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Clusters,
    Plants,
    Zones,
    Constraints,
}

/// How the text of a property is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The id of a feature of the register.
    Id,
    Text,
    /// More than nothing.
    Number,
    Year,
    /// One of `data/import/words.csv`, by the name given there.
    Choice(&'static str),
    /// A land-use class of the register, by id or title.
    Class,
    /// A commune of today or of before 2025-07-01, by name or code.
    Commune,
    /// A cluster of the register, by id or name.
    Cluster,
}

/// A property that a file may give.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    pub name: &'static str,
    pub kind: Kind,
    /// Without it no feature can be added.
    pub needed: bool,
}

const fn may(name: &'static str, kind: Kind) -> Property {
    Property {
        name,
        kind,
        needed: false,
    }
}

const fn must(name: &'static str, kind: Kind) -> Property {
    Property {
        name,
        kind,
        needed: true,
    }
}

const KNOWN: Kind = Kind::Choice("known");

const CLUSTER: [Property; 15] = [
    may("id", Kind::Id),
    must("name", Kind::Text),
    may("phase", Kind::Text),
    may("commune", Kind::Commune),
    may("declared_area_ha", Kind::Number),
    may("established", KNOWN),
    may("operating", KNOWN),
    may("in_plan", KNOWN),
    may("infrastructure_complete", KNOWN),
    may("commenced_2021_2025", KNOWN),
    may("investor", Kind::Text),
    may("decided_as_written", Kind::Text),
    may("status_as_written", Kind::Text),
    may("note_vi", Kind::Text),
    may("note_en", Kind::Text),
];

const PLANT: [Property; 9] = [
    may("id", Kind::Id),
    must("name", Kind::Text),
    must("cluster", Kind::Cluster),
    may("condition", Kind::Choice("condition")),
    may("capacity_m3_per_day", Kind::Number),
    may("due_year", Kind::Year),
    may("status_as_written", Kind::Text),
    may("note_vi", Kind::Text),
    may("note_en", Kind::Text),
];

const ZONE: [Property; 6] = [
    may("id", Kind::Id),
    must("name_vi", Kind::Text),
    may("name_en", Kind::Text),
    must("class", Kind::Class),
    may("law_status", Kind::Choice("law_status")),
    may("article", Kind::Text),
];

const CONSTRAINT: [Property; 6] = [
    may("id", Kind::Id),
    must("name_vi", Kind::Text),
    may("name_en", Kind::Text),
    must("kind", Kind::Choice("kind")),
    may("law_status", Kind::Choice("law_status")),
    may("article", Kind::Text),
];

impl Target {
    pub const ALL: [Self; 4] = [Self::Clusters, Self::Plants, Self::Zones, Self::Constraints];

    /// The id of the collection.
    pub const fn collection(self) -> &'static str {
        match self {
            Self::Clusters => "clusters",
            Self::Plants => "wastewater-plants",
            Self::Zones => "plan-zones",
            Self::Constraints => "plan-constraints",
        }
    }

    /// # Errors
    /// [`Error::InvalidParameter`] when no files are brought for it.
    pub fn parse(collection: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|t| t.collection() == collection);
        found.ok_or_else(|| {
            let known = Self::ALL.map(Self::collection).join(", ");
            Error::parameter(
                "collection",
                format!("phải là một trong: {known}"),
                format!("must be one of: {known}"),
            )
        })
    }

    /// The table of its versions.
    pub const fn relation(self) -> &'static str {
        match self {
            Self::Clusters => "cluster_version",
            Self::Plants => "wastewater_plant_version",
            Self::Zones => "plan_zone_version",
            Self::Constraints => "plan_constraint_version",
        }
    }

    pub const fn wanted(self) -> Wanted {
        match self {
            Self::Plants => Wanted::Points,
            _ => Wanted::Areas,
        }
    }

    pub const fn properties(self) -> &'static [Property] {
        match self {
            Self::Clusters => &CLUSTER,
            Self::Plants => &PLANT,
            Self::Zones => &ZONE,
            Self::Constraints => &CONSTRAINT,
        }
    }

    pub fn property(self, name: &str) -> Option<&'static Property> {
        self.properties().iter().find(|p| p.name == name)
    }

    /// The property that names a feature.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clusters | Self::Plants => "name",
            Self::Zones | Self::Constraints => "name_vi",
        }
    }

    /// Whether its features belong to a plan.
    pub const fn of_plan(self) -> bool {
        matches!(self, Self::Zones | Self::Constraints)
    }

    /// Whether features the register does not know are added unless a person says otherwise: a plan is brought
    /// whole, while a cluster that is not found is more often one whose name is written otherwise.
    pub const fn adds_unasked(self) -> bool {
        self.of_plan()
    }
}

impl Property {
    /// What people call it: as the catalogue does, unless it is not published under this name.
    pub fn title(&self, collection: &Collection) -> Said {
        match self.name {
            "id" => Said::new("Mã", "Id"),
            "commune" => Said::new("Xã, phường", "Commune"),
            "cluster" => Said::new("Cụm công nghiệp", "Cluster"),
            name => collection.property(name).map_or_else(
                || Said::new(name, name),
                |p| Said::new(&p.title_vi, &p.title_en),
            ),
        }
    }

    /// Its type as the catalogue would have it.
    pub const fn type_name(&self) -> &'static str {
        match self.kind {
            Kind::Number => "number",
            Kind::Year => "integer",
            _ => "string",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::fields::dictionary::HEADERS;

    #[test]
    fn the_usual_headers_are_those_of_properties_that_files_give() {
        let all = [
            Target::Clusters,
            Target::Plants,
            Target::Zones,
            Target::Constraints,
        ];
        for (name, _) in HEADERS {
            assert!(
                all.iter().any(|target| target.property(name).is_some()),
                "{name}"
            );
        }
    }
}
