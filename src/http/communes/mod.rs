//! Names of communes, before and after 2025-07-01: what they mean today.

pub mod batch;
pub mod reaggregate;
pub mod tables;
pub mod units;

use std::sync::Arc;

use crate::error::Error;
use crate::http::App;
use crate::names::gazetteer::Gazetteer;

/// The names as the register has them now. A connection is needed only after the register has changed, and is given
/// back at once.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn gazetteer(app: &App) -> Result<Arc<Gazetteer>, Error> {
    let generation = ["communes", "legacy-communes"]
        .map(|collection| app.freshness.of_everywhere(collection))
        .iter()
        .sum();
    if let Some(kept) = app.gazetteers.get(generation) {
        return Ok(kept);
    }
    app.gazetteers.of(&**app.client().await?, generation).await
}
