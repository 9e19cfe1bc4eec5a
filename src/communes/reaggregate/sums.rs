//! What each unit of today receives.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::indicators::Indicator;
use super::numbers::{Amount, Part, divide};
use super::placed::{Placed, Row};

/// The sum of one indicator in one unit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sum {
    /// Nothing where no number came here: what is not known is not 0.
    pub amount: Option<Amount>,
    /// Former communes that feed this unit and have no number in the table.
    pub missing: usize,
}

impl Sum {
    pub fn value(&self) -> Decimal {
        self.amount.map_or(Decimal::ZERO, |amount| amount.value)
    }

    fn add(&mut self, more: Amount) {
        let zero = Amount {
            value: Decimal::ZERO,
            min: Decimal::ZERO,
            max: Decimal::ZERO,
        };
        let so_far = self.amount.unwrap_or(zero);
        self.amount = Some(Amount {
            value: so_far.value + more.value,
            min: so_far.min + more.min,
            max: so_far.max + more.max,
        });
    }
}

/// A unit of today with its sums, one for each indicator.
#[derive(Debug)]
pub struct Unit {
    pub full_name: String,
    pub sums: Vec<Sum>,
}

#[derive(Debug)]
pub struct Sums {
    /// Units that receive something, by code.
    pub units: BTreeMap<String, Unit>,
    /// What no unit could be given; `missing` counts its rows without a number.
    pub not_allocated: Vec<Sum>,
}

/// Sums every indicator over the rows.
pub fn sum(placed: &Placed, indicators: &[Indicator]) -> Sums {
    let mut sums = Sums {
        units: BTreeMap::new(),
        not_allocated: vec![Sum::default(); indicators.len()],
    };
    for (at, row) in placed.rows.iter().enumerate() {
        match row {
            Row::Allocated(unit) => {
                let parts: Vec<Part> = unit.parts.iter().map(|going| going.part).collect();
                for going in &unit.parts {
                    let known = sums.units.entry(going.code.clone());
                    known.or_insert_with(|| Unit {
                        full_name: going.full_name.clone(),
                        sums: vec![Sum::default(); indicators.len()],
                    });
                }
                for (column, indicator) in indicators.iter().enumerate() {
                    let Some(number) = indicator.numbers[at] else {
                        continue;
                    };
                    for (going, amount) in unit.parts.iter().zip(divide(number, &parts)) {
                        if let Some(unit) = sums.units.get_mut(&going.code) {
                            unit.sums[column].add(amount);
                        }
                    }
                }
            }
            Row::NotAllocated => {
                for (sum, indicator) in sums.not_allocated.iter_mut().zip(indicators) {
                    match indicator.numbers[at] {
                        Some(value) => sum.add(Amount {
                            value,
                            min: value,
                            max: value,
                        }),
                        None => sum.missing += 1,
                    }
                }
            }
        }
    }
    count_missing(placed, indicators, &mut sums);
    sums
}

/// Former communes that feed a unit and whose number is in no row, neither their own nor that of their district.
fn count_missing(placed: &Placed, indicators: &[Indicator], sums: &mut Sums) {
    for (column, indicator) in indicators.iter().enumerate() {
        let known: BTreeSet<&str> = placed
            .rows
            .iter()
            .zip(&indicator.numbers)
            .filter_map(|(row, number)| match row {
                Row::Allocated(unit) if number.is_some() => Some(&unit.covers),
                _ => None,
            })
            .flatten()
            .map(String::as_str)
            .collect();
        for (code, unit) in &mut sums.units {
            let feeding = placed.feeding.get(code).into_iter().flatten();
            unit.sums[column].missing = feeding
                .filter(|former| !known.contains(former.as_str()))
                .count();
        }
    }
}
