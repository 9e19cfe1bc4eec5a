//! The pieces an answer speaks of, to be shown on a map.

use deadpool_postgres::GenericClient;
use serde_json::{Value, json};

use crate::error::Error;
use crate::fit::Judged;
use crate::fit::context::Question;
use crate::fit::measures::NOISE_M2;
use crate::geometry::rounding;
use crate::sql;

/// GeoJSON features in CRS84, the subject first; `share` is of the subject.
///
/// # Errors
/// Those of the database.
pub async fn features(
    client: &impl GenericClient,
    judged: &Judged,
    question: &Question,
) -> Result<Vec<String>, Error> {
    let context = &judged.context;
    let statement = client.prepare_cached(sql!("fit/pieces")).await?;
    let rows = client
        .query(
            &statement,
            &[
                &judged.geom_5897,
                &judged.cluster,
                &context.plan_id,
                &question.day,
                &context.known_at,
                &context.thresholds.sliver_area_m2,
                &context.thresholds.sliver_width_m,
            ],
        )
        .await?;
    // The subject comes first.
    let whole_m2: f64 = match rows.first() {
        Some(row) => row.try_get("area_m2")?,
        None => return Ok(Vec::new()),
    };
    rows.iter()
        .map(|row| Ok((row, row.try_get::<_, f64>("area_m2")?)))
        // The same parts as in the document.
        .filter(|part| !part.as_ref().is_ok_and(|(_, m2)| *m2 < NOISE_M2))
        .map(|part: Result<_, Error>| {
            let (row, area_m2) = part?;
            let mut properties: Value = row.try_get("properties")?;
            properties["area_m2"] = json!(rounding::area(area_m2));
            properties["share"] = json!(rounding::share(area_m2 / whole_m2));
            let geometry: &str = row.try_get("geojson")?;
            Ok(format!(
                "{{\"type\":\"Feature\",\"geometry\":{geometry},\"properties\":{properties}}}"
            ))
        })
        .collect()
}
