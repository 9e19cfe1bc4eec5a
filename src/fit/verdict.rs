//! From measures to a verdict: the table of docs/adr/0013, and nothing else.

use serde::Serialize;

use crate::error::Said;
use crate::fit::context::Thresholds;
use crate::fit::measures::{Permission, PlanSays};

/// Worst first, but for the one that is no judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    DoesNotFit,
    Partly,
    FitsWithConditions,
    Fits,
    CannotBeJudged,
}

impl Verdict {
    pub const ALL: [Self; 5] = [
        Self::Fits,
        Self::FitsWithConditions,
        Self::Partly,
        Self::DoesNotFit,
        Self::CannotBeJudged,
    ];

    /// As a person says it.
    pub fn said(self) -> Said {
        let (vi, en) = match self {
            Self::Fits => ("phù hợp", "fits"),
            Self::FitsWithConditions => ("phù hợp có điều kiện", "fits with conditions"),
            Self::Partly => ("phù hợp một phần", "fits in part"),
            Self::DoesNotFit => ("không phù hợp", "does not fit"),
            Self::CannotBeJudged => ("không thể kết luận", "cannot be judged"),
        };
        Said::new(vi, en)
    }

    /// As it stands in answers.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::FitsWithConditions => "fits_with_conditions",
            Self::Partly => "partly",
            Self::DoesNotFit => "does_not_fit",
            Self::CannotBeJudged => "cannot_be_judged",
        }
    }
}

/// Why nothing can be concluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    NoPlanGeometry,
    OutsideTheZones,
}

/// What keeps a verdict from being better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Land of this permission.
    Land(Permission),
    Residual,
    DoubleCounted,
    /// The constraint at this place of the list.
    Constraint(usize),
    /// The size of a cluster that is still to be founded.
    Size,
}

/// A verdict and the grounds that cap it, each with the best verdict it allows.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    pub verdict: Verdict,
    pub reason: Option<Reason>,
    pub grounds: Vec<(Ground, Verdict)>,
}

impl Judgement {
    /// The best verdict a ground allows, if it caps anything.
    pub fn cap(&self, ground: Ground) -> Option<Verdict> {
        self.grounds
            .iter()
            .find(|(other, _)| *other == ground)
            .map(|(_, cap)| *cap)
    }
}

/// Judges an area of `area_m2`. `size_is_off`: it is to be founded and smaller or larger than the law allows.
pub fn judge(
    said: &PlanSays,
    area_m2: f64,
    thresholds: &Thresholds,
    has_zones: bool,
    size_is_off: bool,
) -> Judgement {
    let share = |part_m2: f64| part_m2 / area_m2;
    let counts = |part_m2: f64| share(part_m2) > thresholds.tolerance_share;
    let most = |part_m2: f64| share(part_m2) >= thresholds.majority_share;
    let land = |permission| said.permission_m2(permission);
    let mut grounds = Vec::new();
    if most(land(Permission::Incompatible)) {
        grounds.push((Ground::Land(Permission::Incompatible), Verdict::DoesNotFit));
    } else if counts(land(Permission::Incompatible)) {
        grounds.push((Ground::Land(Permission::Incompatible), Verdict::Partly));
    }
    if counts(land(Permission::Conditional)) {
        grounds.push((
            Ground::Land(Permission::Conditional),
            Verdict::FitsWithConditions,
        ));
    }
    if counts(land(Permission::Unknown)) {
        grounds.push((Ground::Land(Permission::Unknown), Verdict::Partly));
    }
    if counts(said.residual_m2) {
        grounds.push((Ground::Residual, Verdict::Partly));
    }
    if counts(said.double_counted_m2) {
        grounds.push((Ground::DoubleCounted, Verdict::FitsWithConditions));
    }
    for (place, constraint) in said.constraints.iter().enumerate() {
        if constraint.law_status.binds() && counts(constraint.area_m2) {
            let cap = if most(constraint.area_m2) {
                Verdict::Partly
            } else {
                Verdict::FitsWithConditions
            };
            grounds.push((Ground::Constraint(place), cap));
        }
    }
    if size_is_off {
        grounds.push((Ground::Size, Verdict::FitsWithConditions));
    }
    let reason = if !has_zones {
        Some(Reason::NoPlanGeometry)
    } else if most(said.residual_m2 + land(Permission::Unknown)) {
        Some(Reason::OutsideTheZones)
    } else {
        None
    };
    let verdict = match reason {
        Some(_) => Verdict::CannotBeJudged,
        None => grounds
            .iter()
            .map(|(_, cap)| *cap)
            .min()
            .unwrap_or(Verdict::Fits),
    };
    Judgement {
        verdict,
        reason,
        grounds,
    }
}

#[cfg(test)]
mod tests {
    use crate::fit::context::LawStatus;
    use crate::fit::measures::{Certainty, Constraint};

    use super::*;

    const LIMITS: Thresholds = Thresholds {
        tolerance_share: 0.01,
        majority_share: 0.5,
        sliver_area_m2: 10.0,
        sliver_width_m: 0.5,
    };

    fn land(parts: &[(Permission, f64)], residual_m2: f64) -> PlanSays {
        PlanSays {
            permissions: parts.iter().copied().collect(),
            residual_m2,
            ..PlanSays::default()
        }
    }

    fn with_constraint(law_status: LawStatus, area_m2: f64) -> PlanSays {
        let mut said = land(&[(Permission::Designated, 100.0)], 0.0);
        said.constraints.push(Constraint {
            id: "c".to_owned(),
            kind: "dike".to_owned(),
            name_vi: String::new(),
            name_en: String::new(),
            law_status,
            article: None,
            synthetic: false,
            boundary_certainty: Certainty::Surveyed,
            row_version: 1,
            area_m2,
        });
        said
    }

    fn verdict(said: &PlanSays) -> Verdict {
        judge(said, 100.0, &LIMITS, true, false).verdict
    }

    #[test]
    fn the_table_from_land_to_verdict() {
        use Permission::{Compatible, Conditional, Designated, Incompatible, Unknown};
        for (parts, residual_m2, wanted) in [
            (&[(Designated, 100.0)][..], 0.0, Verdict::Fits),
            (
                &[(Designated, 40.0), (Compatible, 60.0)],
                0.0,
                Verdict::Fits,
            ),
            (
                &[(Designated, 99.0), (Incompatible, 1.0)],
                0.0,
                Verdict::Fits,
            ),
            (
                &[(Designated, 98.9), (Incompatible, 1.1)],
                0.0,
                Verdict::Partly,
            ),
            (
                &[(Designated, 50.1), (Incompatible, 49.9)],
                0.0,
                Verdict::Partly,
            ),
            (
                &[(Designated, 50.0), (Incompatible, 50.0)],
                0.0,
                Verdict::DoesNotFit,
            ),
            (&[(Conditional, 100.0)], 0.0, Verdict::FitsWithConditions),
            (
                &[(Compatible, 99.0), (Conditional, 1.0)],
                0.0,
                Verdict::Fits,
            ),
            (
                &[(Conditional, 60.0), (Incompatible, 40.0)],
                0.0,
                Verdict::Partly,
            ),
            (&[(Designated, 98.0)], 2.0, Verdict::Partly),
            (&[(Designated, 50.0)], 50.0, Verdict::CannotBeJudged),
            (
                &[(Designated, 50.0), (Unknown, 30.0)],
                20.0,
                Verdict::CannotBeJudged,
            ),
            (&[(Designated, 95.0), (Unknown, 5.0)], 0.0, Verdict::Partly),
        ] {
            assert_eq!(
                verdict(&land(parts, residual_m2)),
                wanted,
                "{parts:?}, residual {residual_m2}"
            );
        }
    }

    #[test]
    fn a_constraint_caps_only_when_it_binds() {
        for (status, area_m2, wanted) in [
            (LawStatus::InForce, 1.0, Verdict::Fits),
            (LawStatus::InForce, 10.0, Verdict::FitsWithConditions),
            (
                LawStatus::PendingWithAdvanceEffect,
                10.0,
                Verdict::FitsWithConditions,
            ),
            (LawStatus::InForce, 50.0, Verdict::Partly),
            (LawStatus::PendingWithoutAdvanceEffect, 90.0, Verdict::Fits),
            (LawStatus::InPreparation, 90.0, Verdict::Fits),
        ] {
            assert_eq!(
                verdict(&with_constraint(status, area_m2)),
                wanted,
                "{status:?} {area_m2}"
            );
        }
    }

    #[test]
    fn without_zones_nothing_is_judged_and_the_size_is_only_a_condition() {
        let said = land(&[(Permission::Designated, 100.0)], 0.0);
        let judged = judge(&land(&[], 100.0), 100.0, &LIMITS, false, false);
        assert_eq!(judged.verdict, Verdict::CannotBeJudged);
        assert_eq!(judged.reason, Some(Reason::NoPlanGeometry));
        let off = judge(&said, 100.0, &LIMITS, true, true);
        assert_eq!(off.verdict, Verdict::FitsWithConditions);
        assert_eq!(off.cap(Ground::Size), Some(Verdict::FitsWithConditions));
    }

    #[test]
    fn land_that_is_two_things_at_once_is_no_clean_fit() {
        let mut said = land(&[(Permission::Designated, 100.0)], 0.0);
        said.double_counted_m2 = 20.0;
        assert_eq!(verdict(&said), Verdict::FitsWithConditions);
    }
}
