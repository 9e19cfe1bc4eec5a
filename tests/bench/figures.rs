//! Percentiles, and whether a figure keeps its budget.

use std::time::Duration;

/// Times of one thing, milliseconds.
#[derive(Default)]
pub struct Times(Vec<f64>);

impl Times {
    pub fn add(&mut self, took: Duration) {
        self.0.push(took.as_secs_f64() * 1000.0);
    }

    pub fn extend(&mut self, others: &Self) {
        self.0.extend(&others.0);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn p50(&self) -> f64 {
        percentile(&self.0, 50)
    }

    pub fn p95(&self) -> f64 {
        percentile(&self.0, 95)
    }

    pub fn p99(&self) -> f64 {
        percentile(&self.0, 99)
    }
}

pub fn median(values: &[f64]) -> f64 {
    percentile(values, 50)
}

/// The value that `percent` of a hundred do not exceed; of no values, not a number.
fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(f64::NAN)
}

/// A figure beside its budget.
pub struct Verdict {
    what: String,
    measured: f64,
    budget: f64,
    at_least: bool,
}

impl Verdict {
    pub fn at_most(what: impl Into<String>, measured: f64, budget: f64) -> Self {
        Self {
            what: what.into(),
            measured,
            budget,
            at_least: false,
        }
    }

    pub fn at_least(what: impl Into<String>, measured: f64, budget: f64) -> Self {
        Self {
            what: what.into(),
            measured,
            budget,
            at_least: true,
        }
    }

    /// A row of the table of budgets.
    pub fn row(&self) -> String {
        let (sign, kept) = if self.at_least {
            ("≥", self.measured >= self.budget)
        } else {
            ("≤", self.measured <= self.budget)
        };
        let kept = if kept { "kept" } else { "**missed**" };
        format!(
            "| {} | {:.2} | {sign} {:.2} | {kept} |",
            self.what, self.measured, self.budget
        )
    }
}
