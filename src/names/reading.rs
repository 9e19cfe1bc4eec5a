//! What a text may mean: a commune, a district, and what of it says neither.

use std::collections::HashMap;

use crate::names::written::{Kind, Level, Token, kind_at};

/// A name in a text, and the kind written before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    pub kind: Option<&'static str>,
    pub at: usize,
    pub length: usize,
}

/// One way to read a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    pub commune: Option<Named>,
    pub district: Option<Named>,
    /// Tokens that say nothing we know.
    pub ignored: usize,
    /// What says nothing we know calls itself a unit, such as `huyện Nào Đó`.
    pub strange: Option<Level>,
    /// What was left out may name the commune that is meant, or the province: in `Nào Đó, Hoàn Kiếm` nothing says
    /// that Hoàn Kiếm is the phường and not the district.
    pub is_doubtful: bool,
}

/// Which names there are, by their keys, and of which level.
pub type Known = HashMap<String, (bool, bool)>;

/// No honest text takes a tenth of these.
const MAX_STEPS: usize = 2_000;
/// The longest name has so many syllables.
const LONGEST_NAME: usize = 6;
/// Words that tell nothing of a place.
const FILLERS: [&[&str]; 8] = [
    &["ccn"],
    &["cum", "cong", "nghiep"],
    &["cu"],
    &["moi"],
    &["thuoc"],
    &["nay"],
    &["la"],
    &["viet", "nam"],
];
const CITY: [&[&str]; 4] = [
    &["thanh", "pho", "ha", "noi"],
    &["tp", "ha", "noi"],
    &["ha", "noi"],
    &["hn"],
];

/// The readings that leave least of the text unexplained.
pub fn readings(tokens: &[Token], known: &Known) -> Vec<Reading> {
    let kinds = (0..tokens.len()).map(|at| kind_at(&tokens[at..])).collect();
    let mut search = Search {
        tokens,
        kinds,
        known,
        best: Vec::new(),
        least: tokens.len(),
        steps: 0,
    };
    search.from(0, Reading::default());
    search.best
}

struct Search<'a> {
    tokens: &'a [Token],
    kinds: Vec<Option<Kind>>,
    known: &'a Known,
    best: Vec<Reading>,
    least: usize,
    steps: usize,
}

impl Search<'_> {
    fn from(&mut self, at: usize, so_far: Reading) {
        self.steps += 1;
        // A text made to be read in ever so many ways is not worth the time, and half of them tell nothing.
        if self.steps > MAX_STEPS {
            self.best.clear();
            return;
        }
        if so_far.ignored > self.least {
            return;
        }
        if at == self.tokens.len() {
            if so_far.commune.is_none() && so_far.district.is_none() {
                return;
            }
            let mut so_far = so_far;
            if so_far.ignored > 0 && so_far.commune.is_none_or(|c| c.kind.is_none()) {
                let is_district_or_unknown = so_far.commune.is_none() || so_far.district.is_none();
                so_far.is_doubtful |= is_district_or_unknown || self.others(&so_far);
            }
            if so_far.ignored < self.least {
                self.least = so_far.ignored;
                self.best.clear();
            }
            if !self.best.contains(&so_far) {
                self.best.push(so_far);
            }
            return;
        }
        let kind = self.kinds[at];
        if let Some(kind) = kind {
            self.name(at + kind.length, Some(kind), &so_far);
        }
        self.name(at, None, &so_far);
        if let Some(length) = self.saying_nothing(at) {
            self.from(at + length, so_far.clone());
        }
        self.ignore(at, &so_far);
    }

    /// Tries each known name that stands here; a name ends where something else begins.
    fn name(&mut self, at: usize, kind: Option<Kind>, so_far: &Reading) {
        for length in 1..=LONGEST_NAME.min(self.tokens.len() - at) {
            let key = join(&self.tokens[at..at + length]);
            let Some(&(as_commune, as_district)) = self.known.get(&key) else {
                continue;
            };
            let named = Named {
                kind: kind.map(|k| k.kind),
                at,
                length,
            };
            let may_be = |level| kind.is_none_or(|k| k.level == level);
            if as_commune && may_be(Level::Commune) && so_far.commune.is_none() {
                let commune = Some(named);
                self.from(
                    at + length,
                    Reading {
                        commune,
                        ..so_far.clone()
                    },
                );
            }
            if as_district && may_be(Level::District) && so_far.district.is_none() {
                let district = Some(named);
                self.from(
                    at + length,
                    Reading {
                        district,
                        ..so_far.clone()
                    },
                );
            }
        }
    }

    /// How many tokens here are the city or words that tell nothing of a place.
    fn saying_nothing(&self, at: usize) -> Option<usize> {
        let given = &self.tokens[at..];
        CITY.iter()
            .chain(&FILLERS)
            .find(|words| {
                given.len() >= words.len()
                    && given
                        .iter()
                        .zip(**words)
                        .all(|(token, word)| token.key == *word)
            })
            .map(|words| words.len())
    }

    /// Leaves out a whole part of the text: from where one begins to the next comma, or to a kind written out.
    fn ignore(&mut self, at: usize, so_far: &Reading) {
        let kind_here = self.kinds[at];
        let begins = self.tokens[at].begins || kind_here.is_some_and(|k| k.in_full);
        if !begins {
            return;
        }
        let mut end = at + kind_here.map_or(1, |k| k.length);
        while end < self.tokens.len()
            && !self.tokens[end].begins
            && !self.kinds[end].is_some_and(|k| k.in_full)
        {
            end += 1;
        }
        let is_province = ["tinh", "tp", "thanh"].contains(&self.tokens[at].key.as_str());
        let reading = Reading {
            ignored: so_far.ignored + end - at,
            is_doubtful: so_far.is_doubtful
                || so_far.commune.is_some()
                || kind_here.is_some()
                || is_province,
            strange: so_far.strange.or(kind_here.map(|k| k.level)),
            ..so_far.clone()
        };
        self.from(end, reading);
    }
}

impl Search<'_> {
    /// Whether another commune than the one read is named in what was left out.
    fn others(&self, reading: &Reading) -> bool {
        let of = |named: Option<Named>| named.map_or(0..0, |n| n.at..n.at + n.length);
        let (commune, district) = (of(reading.commune), of(reading.district));
        let key = join(&self.tokens[commune.clone()]);
        (0..self.tokens.len()).any(|at| {
            (1..=LONGEST_NAME.min(self.tokens.len() - at)).any(|length| {
                let mut places = at..at + length;
                if places.any(|place| commune.contains(&place) || district.contains(&place)) {
                    return false;
                }
                let name = join(&self.tokens[at..at + length]);
                name != key
                    && self
                        .known
                        .get(&name)
                        .is_some_and(|(as_commune, _)| *as_commune)
            })
        })
    }
}

/// The key of a name made of these tokens.
pub fn join(tokens: &[Token]) -> String {
    let mut key = String::new();
    for token in tokens {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&token.key);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::written::tokens;

    fn known() -> Known {
        [
            ("lien ha", (true, false)),
            ("phuong mai", (true, false)),
            ("son tay", (true, true)),
            ("dan phuong", (true, true)),
            ("tan hoi", (true, false)),
            ("ba dinh", (true, true)),
        ]
        .into_iter()
        .map(|(name, levels)| (name.to_owned(), levels))
        .collect()
    }

    fn read(text: &str) -> Vec<(Option<String>, Option<String>, usize)> {
        let tokens = tokens(text);
        let shown = |named: Option<Named>| {
            named.map(|n| {
                let name = join(&tokens[n.at..n.at + n.length]);
                n.kind
                    .map_or(name.clone(), |kind| format!("[{kind}] {name}"))
            })
        };
        readings(&tokens, &known())
            .into_iter()
            .map(|r| (shown(r.commune), shown(r.district), r.ignored))
            .collect()
    }

    fn one(commune: &str, district: &str) -> Vec<(Option<String>, Option<String>, usize)> {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        vec![(some(commune), some(district), 0)]
    }

    #[test]
    fn either_order_with_or_without_commas_is_read() {
        let wanted = one("[xã] lien ha", "[huyện] dan phuong");
        for text in [
            "xã Liên Hà, huyện Đan Phượng",
            "Huyện Đan Phượng xã Liên Hà",
            "X.Liên Hà H.Đan Phượng",
            "XA LIEN HA HUYEN DAN PHUONG, TP. HÀ NỘI",
        ] {
            assert_eq!(read(text), wanted, "{text}");
        }
        assert_eq!(read("Tân Hội, Đan Phượng"), one("tan hoi", "dan phuong"));
    }

    #[test]
    fn a_name_that_begins_like_a_kind_is_a_name() {
        assert_eq!(read("phuong mai"), one("phuong mai", ""));
        assert_eq!(read("P. Phương Mai"), one("[phường] phuong mai", ""));
    }

    #[test]
    fn a_name_of_both_levels_is_read_as_both_unless_its_kind_tells() {
        assert_eq!(read("Sơn Tây").len(), 2);
        assert_eq!(read("TX Sơn Tây"), one("", "[thị xã] son tay"));
        assert_eq!(read("xã Sơn Tây"), one("[xã] son tay", ""));
    }

    #[test]
    fn whole_parts_are_left_out_and_never_half_a_name() {
        let found = read("thôn Đại Vĩ, xã Liên Hà, huyện Đan Phượng");
        assert_eq!(
            found,
            vec![(
                Some("[xã] lien ha".into()),
                Some("[huyện] dan phuong".into()),
                3
            )]
        );
        assert!(read("xã Đông Liên Hà").is_empty());
        assert!(read("").is_empty());
    }
}
