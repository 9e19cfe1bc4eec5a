//! Which unit a written place means: every unit that may be meant, and whether one of them must be.

use serde::{Serialize, Serializer};
use time::Date;
use time::macros::format_description;

use crate::error::Said;
use crate::names::gazetteer::{Entry, Epoch, Gazetteer, Share};
use crate::names::reading::{Named, Reading, join, readings};
use crate::names::search_key;
use crate::names::sentence::sentence;
use crate::names::written::{Level, Marks, Token, marks, tokens};

/// Whether a text leads to one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every unit that may be meant leads to the same units of today.
    Resolved,
    /// Several may be meant, or what was found does not agree with the text: a person must look.
    Ambiguous,
    /// No unit bears such a name, or nothing is known of what became of it.
    Unknown,
}

impl Outcome {
    pub const fn id(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::Ambiguous => "ambiguous",
            Self::Unknown => "unknown",
        }
    }
}

/// What of a text does not agree with a candidate, or is to be known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The unit is of another kind than written.
    KindDiffers,
    /// It was never part of the district that is written.
    DistrictDiffers,
    /// A unit of today with a district that ended with it.
    DistrictAbolished,
    /// Not in use on the day asked for.
    NotValidThen,
    /// Marks are left out.
    MarksMissing,
    /// Other marks than written.
    MarksDiffer,
    /// A name from before the list of 526.
    OlderName,
    /// Part of the text was left out.
    TextIgnored,
    /// The resolution names a further unit that the data sets do not.
    LawNamesMore,
}

impl Flag {
    pub const fn id(self) -> &'static str {
        match self {
            Self::KindDiffers => "kind_differs",
            Self::DistrictDiffers => "district_differs",
            Self::DistrictAbolished => "district_abolished",
            Self::NotValidThen => "not_valid_then",
            Self::MarksMissing => "marks_missing",
            Self::MarksDiffer => "marks_differ",
            Self::OlderName => "older_name",
            Self::TextIgnored => "text_ignored",
            Self::LawNamesMore => "law_names_more",
        }
    }

    /// What it takes off a score of 1.
    const fn costs(self) -> f64 {
        match self {
            Self::DistrictDiffers => 0.5,
            Self::NotValidThen | Self::MarksDiffer => 0.3,
            Self::KindDiffers => 0.2,
            Self::DistrictAbolished => 0.1,
            Self::MarksMissing | Self::OlderName | Self::TextIgnored => 0.05,
            Self::LawNamesMore => 0.0,
        }
    }

    /// What disagrees so much that a person must look.
    const fn is_grave(self) -> bool {
        matches!(self, Self::DistrictDiffers | Self::MarksDiffer)
    }
}

/// A unit that may be meant.
#[derive(Debug, Clone, Serialize)]
pub struct Candidate {
    /// None of a name from before the units held.
    pub code: Option<String>,
    pub name: String,
    pub full_name: String,
    pub kind: Option<String>,
    pub district: Option<String>,
    #[serde(serialize_with = "iso_day")]
    pub valid_from: Option<Date>,
    /// Exclusive; none while it lasts.
    #[serde(serialize_with = "iso_day")]
    pub valid_to: Option<Date>,
    /// 1 when everything written agrees.
    pub score: f64,
    pub flags: Vec<Flag>,
    /// The units of today that it leads to.
    pub units: Vec<Share>,
    #[serde(skip)]
    pub sentence: Said,
    #[serde(skip)]
    epoch: Option<Epoch>,
    /// A part of the text that was left out may have meant something else.
    #[serde(skip)]
    is_doubtful: bool,
}

impl Candidate {
    /// Whether it is a former quận, huyện or thị xã.
    pub fn is_district(&self) -> bool {
        matches!(self.kind.as_deref(), Some("quận" | "huyện" | "thị xã"))
    }

    /// Whether nothing speaks against it so much that a person must look.
    pub fn is_sure(&self) -> bool {
        !self.is_doubtful && !self.flags.iter().any(|flag| flag.is_grave())
    }

    fn has(&self, flag: Flag) -> bool {
        self.flags.contains(&flag)
    }
}

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde gives a reference to the field"
)]
fn iso_day<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    day.and_then(|day| day.format(format_description!("[year]-[month]-[day]")).ok())
        .serialize(serializer)
}

/// What a text was found to mean; the best candidate first.
#[derive(Debug, Clone, Serialize)]
pub struct Resolution {
    pub text: String,
    pub outcome: Outcome,
    pub candidates: Vec<Candidate>,
}

impl Gazetteer {
    /// Finds the units that a text may mean, on a day or on any.
    ///
    /// # Example
    /// `xã Liên Hà, huyện Đan Phượng` gives the former commune 09802, most of which is xã Ô Diên today.
    pub fn resolve(&self, text: &str, day: Option<Date>) -> Resolution {
        let tokens = tokens(text);
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut add = |candidate: Candidate| {
            let same = candidates.iter_mut().find(|c| {
                c.code == candidate.code
                    && c.full_name == candidate.full_name
                    && c.district == candidate.district
                    && c.valid_to == candidate.valid_to
            });
            match same {
                Some(known) if known.score >= candidate.score => {}
                Some(known) => *known = candidate,
                None => candidates.push(candidate),
            }
        };
        if let [code] = &tokens[..]
            && code.key.bytes().all(|b| b.is_ascii_digit())
        {
            for entry in self.by_code(&code.key, None) {
                add(self.candidate(entry, Vec::new(), day));
            }
        }
        for reading in readings(&tokens, &self.known) {
            for (entry, flags) in self.matching(&tokens, &reading) {
                add(Candidate {
                    is_doubtful: reading.is_doubtful,
                    ..self.candidate(entry, flags, day)
                });
            }
        }
        let live = living(&candidates);
        let outcome = outcome(&candidates, &live);
        let mut ranked: Vec<(bool, Candidate)> = live.into_iter().zip(candidates).collect();
        ranked.sort_by(|(a_live, a), (b_live, b)| {
            b_live
                .cmp(a_live)
                .then_with(|| b.score.total_cmp(&a.score))
                .then_with(|| b.valid_from.cmp(&a.valid_from))
                .then_with(|| a.code.cmp(&b.code))
        });
        Resolution {
            text: text.to_owned(),
            outcome,
            candidates: ranked.into_iter().map(|(_, candidate)| candidate).collect(),
        }
    }

    /// The entries of a reading, with what does not agree.
    fn matching(&self, tokens: &[Token], reading: &Reading) -> Vec<(&Entry, Vec<Flag>)> {
        let (named, by_name) = match (reading.commune, reading.district) {
            (Some(commune), _) => (commune, &self.communes),
            (None, Some(district)) => (district, &self.districts),
            (None, None) => return Vec::new(),
        };
        let district = reading.commune.and(reading.district);
        let key = join(&tokens[named.at..named.at + named.length]);
        by_name
            .get(&key)
            .into_iter()
            .flatten()
            .map(|index| {
                let entry = &self.entries[*index];
                let mut flags = Vec::new();
                if let (Some(written), Some(kind)) = (named.kind, entry.kind.as_deref())
                    && written != kind
                {
                    flags.push(Flag::KindDiffers);
                }
                flags.extend(agreement(tokens, named, &entry.name));
                if let Some(district) = district {
                    flags.extend(self.in_district(tokens, district, entry));
                } else if reading.strange == Some(Level::District) {
                    flags.push(Flag::DistrictDiffers);
                }
                if reading.ignored > 0 {
                    flags.push(Flag::TextIgnored);
                }
                (entry, flags)
            })
            .collect()
    }

    /// What of a written district does not agree with an entry.
    fn in_district(&self, tokens: &[Token], written: Named, entry: &Entry) -> Vec<Flag> {
        let key = join(&tokens[written.at..written.at + written.length]);
        let Some(full) = &entry.district else {
            return vec![if entry.districts.contains(&key) {
                Flag::DistrictAbolished
            } else {
                Flag::DistrictDiffers
            }];
        };
        let of_it = |index: &&usize| self.entries[**index].full_name() == *full;
        let found = self.districts.get(&key);
        let Some(district) = found.into_iter().flatten().find(of_it) else {
            return vec![Flag::DistrictDiffers];
        };
        let district = &self.entries[*district];
        let mut flags = Vec::from_iter(agreement(tokens, written, &district.name));
        if written.kind.is_some() && written.kind != district.kind.as_deref() {
            flags.push(Flag::KindDiffers);
        }
        flags
    }

    fn candidate(&self, entry: &Entry, mut flags: Vec<Flag>, day: Option<Date>) -> Candidate {
        if entry.epoch == Epoch::Older {
            flags.push(Flag::OlderName);
        }
        if day.is_some_and(|day| !entry.is_valid_on(day)) {
            flags.push(Flag::NotValidThen);
        }
        if !entry.also.is_empty() {
            flags.push(Flag::LawNamesMore);
        }
        flags.sort_unstable();
        flags.dedup();
        let score: f64 = 1.0 - flags.iter().map(|flag| flag.costs()).sum::<f64>();
        Candidate {
            code: entry.code.clone(),
            name: entry.name.clone(),
            full_name: entry.full_name(),
            kind: entry.kind.clone(),
            district: entry.district.clone(),
            valid_from: entry.valid_from,
            valid_to: entry.valid_to,
            score: (score.max(0.0) * 100.0).round() / 100.0,
            sentence: sentence(entry, &flags, &self.law),
            flags,
            units: entry.units.clone(),
            epoch: Some(entry.epoch),
            is_doubtful: false,
        }
    }
}

/// How the marks of a written name agree with those of a unit.
fn agreement(text: &[Token], written: Named, name: &str) -> Option<Flag> {
    let given = &text[written.at..written.at + written.length];
    let worst = given
        .iter()
        .zip(tokens(name))
        .map(|(given, own)| marks(&given.raw, &own.raw).unwrap_or(Marks::Differ))
        .max();
    match worst {
        Some(Marks::Missing) => Some(Flag::MarksMissing),
        Some(Marks::Differ) => Some(Flag::MarksDiffer),
        _ => None,
    }
}

/// Which candidates may be meant, when one that agrees better rules out another.
fn living(candidates: &[Candidate]) -> Vec<bool> {
    let mut live: Vec<bool> = candidates.iter().map(Candidate::is_sure).collect();
    let mut rule_out = |is_worse: &dyn Fn(&Candidate) -> bool,
                        than: &dyn Fn(&Candidate) -> bool| {
        if candidates
            .iter()
            .zip(&live)
            .any(|(c, live)| *live && than(c))
        {
            for (candidate, live) in candidates.iter().zip(&mut live) {
                *live &= !is_worse(candidate);
            }
        }
    };
    rule_out(&|c| c.has(Flag::NotValidThen), &|c| {
        !c.has(Flag::NotValidThen)
    });
    rule_out(&|c| c.has(Flag::DistrictAbolished), &|c| {
        !c.has(Flag::DistrictAbolished) && !c.units.is_empty()
    });
    // A kind tells units of one time apart; whether a text means a unit of before or of today, it does not tell.
    for today in [true, false] {
        let of_then = |c: &Candidate| (c.epoch == Some(Epoch::Today)) == today;
        rule_out(&|c| of_then(c) && c.has(Flag::KindDiffers), &|c| {
            of_then(c) && !c.has(Flag::KindDiffers)
        });
    }
    rule_out(&|c| c.has(Flag::MarksMissing), &|c| {
        !c.has(Flag::MarksMissing) && search_key(&c.name) != c.name.to_lowercase()
    });
    live
}

fn outcome(candidates: &[Candidate], live: &[bool]) -> Outcome {
    let codes = |candidate: &Candidate| {
        let mut codes: Vec<String> = candidate.units.iter().map(|u| u.code.clone()).collect();
        codes.sort();
        codes
    };
    let mut of_living: Vec<Vec<String>> = candidates
        .iter()
        .zip(live)
        .filter(|(_, live)| **live)
        .map(|(candidate, _)| codes(candidate))
        .collect();
    of_living.sort();
    of_living.dedup();
    // An older name that went into one or the other of several: no share of it is known.
    let is_one_of = candidates.iter().zip(live).all(|(c, live)| {
        !live || c.units.len() > 1 && c.units.iter().all(|unit| unit.weight.is_none())
    });
    let mut living = candidates.iter().zip(live).filter(|(_, live)| **live);
    let is_of_kind_elsewhere = living.all(|(c, _)| c.has(Flag::KindDiffers))
        && candidates.iter().any(|c| {
            c.has(Flag::DistrictDiffers) && !c.has(Flag::KindDiffers) && !c.has(Flag::NotValidThen)
        });
    match &of_living[..] {
        [] if candidates.is_empty() => Outcome::Unknown,
        // A unit of the kind that is written stands elsewhere: the kind or the district is wrong.
        [_] if is_of_kind_elsewhere => Outcome::Ambiguous,
        [only] if only.is_empty() => Outcome::Unknown,
        [_] if is_one_of => Outcome::Ambiguous,
        [_] => Outcome::Resolved,
        _ => Outcome::Ambiguous,
    }
}
