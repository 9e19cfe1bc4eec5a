//! What is known of one commune or former district.

use deadpool_postgres::Object;
use serde_json::{Value, json};
use time::Date;

use crate::error::Error;
use crate::sql;

/// A digitised boundary that is off the official area by so much is not the legal one, km². Chosen by us: of the
/// 126 of the pinned download three are (Hoà Lạc, Yên Xuân, Suối Hai), the fourth is off by 0.9 km².
const UNSURE_FROM_KM2: f64 = 1.0;
/// The same as a share of the official area: no other of the 126 is off by more.
const UNSURE_FROM_SHARE: f64 = 0.05;

/// The unit that bears a code on a day, with where it came from, where it went, and what lies in it.
///
/// # Errors
/// [`Error::NotFound`] when none bears the code then, and those of the database.
pub async fn one(client: &Object, code: &str, day: Date) -> Result<Value, Error> {
    let prepared = client.prepare_cached(sql!("communes/page")).await?;
    let row = client
        .query_opt(&prepared, &[&code, &day])
        .await?
        .ok_or_else(|| Error::NotFound {
            resource: "commune",
            id: format!("{code} ({day})"),
        })?;
    let mut page: Value = row.try_get("page")?;
    page["area"] = area(
        row.try_get("official_km2")?,
        row.try_get("computed_km2")?,
        row.try_get("certainty")?,
    );
    Ok(page)
}

/// The official area beside the one computed from the boundary shown, km², and what their difference says.
fn area(official_km2: Option<f64>, computed_km2: f64, certainty: &str) -> Value {
    let comparable = official_km2.is_some() && certainty != "indicative";
    let difference_km2 = official_km2.map(|official| computed_km2 - official);
    let unsure = comparable
        && difference_km2
            .zip(official_km2)
            .is_some_and(|(difference, official)| {
                difference.abs() >= UNSURE_FROM_KM2
                    || difference.abs() / official >= UNSURE_FROM_SHARE
            });
    let rounded = |km2: f64| (km2 * 1000.0).round() / 1000.0;
    let signed = difference_km2.map_or_else(String::new, |km2| format!("{km2:+.2}"));
    let (vi, en) = if certainty == "indicative" {
        (
            "Ranh giới vẽ ở đây là tượng trưng, nên diện tích tính được không so được với diện tích công bố.".to_owned(),
            "The boundary drawn here is indicative, so its area says nothing of the official one.".to_owned(),
        )
    } else if unsure {
        (
            format!(
                "Diện tích tính từ ranh giới lệch {} km² so với diện tích công bố: ranh giới này chưa chắc chắn, không phải ranh giới pháp lý.",
                signed.replace('.', ",").replace('-', "−")
            ),
            format!(
                "The area of the boundary is off the official one by {} km²: this boundary is unsure and not the legal one.",
                signed.replace('-', "−")
            ),
        )
    } else if comparable {
        (
            "Diện tích tính từ ranh giới gần với diện tích công bố.".to_owned(),
            "The area of the boundary is close to the official one.".to_owned(),
        )
    } else {
        (
            "Không có diện tích công bố để so.".to_owned(),
            "There is no official area to compare with.".to_owned(),
        )
    };
    json!({
        "official_km2": official_km2,
        "computed_km2": rounded(computed_km2),
        "difference_km2": difference_km2.map(rounded),
        "comparable": comparable,
        "unsure": unsure,
        "certainty": certainty,
        "sentence_vi": vi,
        "sentence_en": en,
    })
}

/// The restructuring whole, for a map that shows what went where.
///
/// # Errors
/// Those of the database.
pub async fn flows(client: &Object) -> Result<String, Error> {
    let prepared = client.prepare_cached(sql!("communes/flows")).await?;
    Ok(client.query_one(&prepared, &[]).await?.try_get("flows")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_far_off_the_official_area_is_unsure_and_an_indicative_one_says_nothing() {
        let hoa_lac = area(Some(35.37), 43.42, "digitised");
        assert_eq!(hoa_lac["unsure"], true);
        assert_eq!(hoa_lac["difference_km2"], 8.05);
        assert!(
            hoa_lac["sentence_vi"]
                .as_str()
                .is_some_and(|s| s.contains("+8,05 km²"))
        );
        let yen_xuan = area(Some(78.01), 70.75, "digitised");
        assert!(
            yen_xuan["sentence_en"]
                .as_str()
                .is_some_and(|s| s.contains("−7.26 km²"))
        );
        assert_eq!(area(Some(49.26), 48.381, "digitised")["unsure"], false);
        let indicative = area(Some(35.37), 43.42, "indicative");
        assert_eq!(
            (&indicative["unsure"], &indicative["comparable"]),
            (&json!(false), &json!(false))
        );
        assert_eq!(area(None, 1.0, "indicative")["difference_km2"], Value::Null);
    }
}
