//! `PUT /imports/{id}/settings`: what a person settles, and everything checked anew.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use http::HeaderMap;

use super::{bring, private, token, whole};
use crate::error::Error;
use crate::http::Shared;
use crate::http::links::JSON;
use crate::http::params::Params;
use crate::imports::staged;

pub async fn settle(
    State(app): State<Shared>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let (imports, owner) = token::admitted(&app, &headers)?;
    Params::parse(query.as_deref(), &[])?;
    let Path(id) = id?;
    let import = staged::find(&app.client().await?, &id, &owner).await?;
    if !import.state.is_staged() {
        return Err(Error::conflict(
            "lần nhập này đã công bố, không đổi thiết lập được nữa",
            "this import is published, its settings stay",
        ));
    }
    let is_list = import.is_list();
    let mut brought = import.brought;
    brought.settings = brought.settings.changed_by(&body?)?;
    brought.settings.check_names(brought.target)?;
    let path = imports.store.path(&id);
    let examined = bring::examine(&app, imports, &brought, &path, is_list).await;
    // Published or deleted meanwhile, it lies there no more.
    if matches!(examined, Err(Error::Io { .. })) && !path.is_file() {
        return Err(Error::conflict(
            "tệp không còn trên máy chủ; hãy nhập lại",
            "the file is no longer on the server; bring it again",
        ));
    }
    examined?;
    let client = app.client().await?;
    let import = staged::find(&client, &id, &owner).await?;
    Ok(private(
        JSON,
        whole(&app, &client, &import).await?.to_string(),
    ))
}
