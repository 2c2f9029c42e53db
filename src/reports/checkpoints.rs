//! `GET /audit/checkpoint` and `GET /audit/keys`: what anybody may have, so that it is kept elsewhere. Nobody signs in for it: a
//! checkpoint says how many events there are, and nothing of them.

use std::fmt::Write;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use chrono::SecondsFormat;

use crate::app::App;
use crate::audit::checkpoint;
use crate::web::Failure;

const TEXT: [(axum::http::HeaderName, &str); 1] = [(CONTENT_TYPE, "text/plain; charset=utf-8")];

/// The newest checkpoint, as it was signed.
pub async fn newest(State(app): State<App>) -> Result<Response, Failure> {
    let mut conn = app.pool.acquire().await?;
    Ok(match checkpoint::newest(&mut conn).await? {
        Some(newest) => (TEXT, newest.note).into_response(),
        None => (StatusCode::NOT_FOUND, TEXT, "No checkpoint was signed yet.\n").into_response(),
    })
}

/// The public keys, one a line, the oldest first.
pub async fn keys(State(app): State<App>) -> Result<Response, Failure> {
    let mut conn = app.pool.acquire().await?;
    let mut text = String::new();
    for key in checkpoint::keys_in_use(&mut conn).await? {
        let since = key.at.to_rfc3339_opts(SecondsFormat::Secs, true);
        // Writing to a String does not fail.
        let _written = writeln!(
            text,
            "# in use since {since}, from the checkpoint over {} events on\n{}",
            key.first_size, key.vkey
        );
    }
    Ok((TEXT, text).into_response())
}
