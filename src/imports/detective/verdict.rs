//! Which witness is believed, and whether beyond doubt.

use crate::error::Said;
use crate::imports::detective::sentences;
use crate::imports::detective::witness::Witness;
use crate::imports::reading::StatedCrs;

/// Closer than this two ways differ by datum or scale, which no extent tells: 224 m and 698 m.
const NEAR_M: f64 = 5_000.0;
/// All but a few, and next to none.
const ALMOST_ALL: f64 = 0.95;
const HARDLY_ANY: f64 = 0.05;
/// A row prefers a way that puts so much more of it in its commune.
const PREFERS: f64 = 0.1;
/// So many rows must prefer a way, and none its rival, to tell ways that are near: one cluster across a boundary, or
/// with a commune mistaken, must not.
const WITNESSES: usize = 6;
/// Of the rows' area in their communes, for a way to be beyond doubt, or not to be out of the question.
const FITS: f64 = 0.9;
const FAILS: f64 = 0.5;

/// Why what a file states is not simply believed.
pub enum Doubt<'a> {
    /// It puts most rows outside Hà Nội.
    Outside,
    /// It puts them outside their communes.
    NotInCommunes,
    /// The communes prefer another way.
    Communes(&'a Witness),
    /// More of them would lie in Hà Nội.
    MoreInHanoi(&'a Witness),
    /// It is a grid of other provinces, and the numbers can be those of the grid of Hà Nội.
    Foreign(&'a Witness),
}

/// Where a witness stands, 0 to 1: what it states of Hà Nội and the communes weighs most, then what the file states.
pub fn score(witness: &Witness) -> f64 {
    // What nothing is declared of speaks for none.
    let neutral = 0.5 * witness.in_hanoi;
    let way = &witness.way;
    let plain = match (way.swapped, way.prefix) {
        (false, None) => 1.0,
        (true, None) => 0.5,
        (_, Some(_)) => 0.0,
    };
    0.30 * witness.in_hanoi
        + 0.35 * witness.in_commune.unwrap_or(neutral)
        + 0.05 * witness.area_ratio.map_or(neutral, agreement)
        + 0.20 * f64::from(u8::from(witness.is_stated))
        + 0.05 * plain
        + 0.05 * way.known.custom
}

/// How well areas agree: 1 where they are the same, 0 from a fifth on.
fn agreement(ratio: f64) -> f64 {
    (1.0 - ratio.ln().abs() / 0.2).clamp(0.0, 1.0)
}

/// Metres between where two ways put the same file.
pub fn apart_m(a: &Witness, b: &Witness) -> f64 {
    let between = a.centre_5897 - b.centre_5897;
    between.x.hypot(between.y)
}

/// The witness beyond doubt, if there is one, and why or why not.
pub fn judge(ranked: &[Witness], stated: Option<&StatedCrs>) -> (Option<usize>, Said) {
    let by_stated = ranked.iter().position(|witness| witness.is_stated);
    match (stated, by_stated) {
        (None, _) => judge_by_evidence(ranked),
        (Some(stated), None) => (None, sentences::not_tried(stated, ranked.first())),
        (Some(_), Some(at)) => judge_stated(ranked, at),
    }
}

/// What a file states is taken where nothing speaks against it.
fn judge_stated(ranked: &[Witness], at: usize) -> (Option<usize>, Said) {
    let (witness, rivals) = (&ranked[at], others(ranked, at));
    if let Some(doubt) = doubt(witness, &rivals) {
        return (None, sentences::doubted(witness, &doubt, &rivals));
    }
    let as_good = rivals
        .into_iter()
        .find(|rival| apart_m(witness, rival) < NEAR_M && !is_ruled_out(witness, rival));
    (Some(at), sentences::as_stated(witness, as_good))
}

fn others(ranked: &[Witness], but: usize) -> Vec<&Witness> {
    let (before, after) = ranked.split_at(but);
    before.iter().chain(&after[1..]).collect()
}

/// What speaks against what the file states.
fn doubt<'a>(stated: &Witness, rivals: &[&'a Witness]) -> Option<Doubt<'a>> {
    if stated.in_hanoi < FAILS {
        return Some(Doubt::Outside);
    }
    let rival = |is_one: &dyn Fn(&Witness) -> bool| rivals.iter().copied().find(|r| is_one(r));
    if let Some(rival) = rival(&|rival| is_preferred(rival, stated)) {
        return Some(Doubt::Communes(rival));
    }
    if stated.in_commune.is_some_and(|share| share < FAILS) {
        return Some(Doubt::NotInCommunes);
    }
    if let Some(rival) = rival(&|rival| rival.in_hanoi >= stated.in_hanoi + PREFERS) {
        return Some(Doubt::MoreInHanoi(rival));
    }
    let is_of_hanoi = |rival: &Witness| {
        rival.way.known.is_of_hanoi() && rival.in_hanoi >= FAILS && !is_ruled_out(stated, rival)
    };
    if stated.way.known.is_foreign() {
        return rival(&is_of_hanoi).map(Doubt::Foreign);
    }
    None
}

/// Rows that prefer the first way to the second by their communes.
fn preferring(one: &Witness, other: &Witness) -> usize {
    let pairs = one.shares.iter().zip(&other.shares);
    pairs.filter(|(a, b)| **a >= **b + PREFERS).count()
}

/// Whether the communes speak so much for a rival that a person has to look.
fn is_preferred(rival: &Witness, to: &Witness) -> bool {
    let gain = rival.in_commune.unwrap_or(0.0) - to.in_commune.unwrap_or(0.0);
    let (pro, contra) = (preferring(rival, to), preferring(to, rival));
    gain >= PREFERS || (pro >= 3 && pro >= 4 * contra)
}

/// Whether the evidence leaves a rival no chance.
fn is_ruled_out(best: &Witness, rival: &Witness) -> bool {
    if best.in_hanoi >= ALMOST_ALL && rival.in_hanoi <= HARDLY_ANY {
        return true;
    }
    let (Some(ours), Some(theirs)) = (best.in_commune, rival.in_commune) else {
        return false;
    };
    if apart_m(best, rival) < NEAR_M {
        ours >= ALMOST_ALL && preferring(best, rival) >= WITNESSES && preferring(rival, best) == 0
    } else {
        ours >= FITS && theirs <= HARDLY_ANY
    }
}

/// Without a stated CRS only what has no rival left is beyond doubt; digits that were inferred and grids of other
/// provinces never are.
fn judge_by_evidence(ranked: &[Witness]) -> (Option<usize>, Said) {
    let Some((best, _)) = ranked.split_first() else {
        return (None, sentences::nowhere());
    };
    let rivals = others(ranked, 0);
    if best.in_hanoi < ALMOST_ALL {
        return (None, sentences::partly(best));
    }
    if best.in_commune.is_some_and(|share| share < FITS) {
        return (None, sentences::not_in_communes(best));
    }
    if best.way.prefix.is_some() {
        return (None, sentences::digits(best));
    }
    if let Some(rival) = rivals.iter().find(|rival| !is_ruled_out(best, rival)) {
        return (None, sentences::between(best, rival));
    }
    if best.way.known.is_foreign() {
        return (None, sentences::foreign(best));
    }
    (Some(0), sentences::only(best, !rivals.is_empty()))
}
