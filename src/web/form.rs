//! Forms: read whole, limited in size, with the session's token, before anything is believed.

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tower_sessions::Session;

use super::{Failure, csrf};

/// Bytes; the longest form has a justification and some hundred plan ids.
pub const LARGEST_FORM_BYTES: usize = 64 * 1024;
/// Where the session keeps the token that its forms carry.
pub const TOKEN_KEY: &str = "csrf";

/// A form from one of our pages.
pub struct Form<T>(pub T);

/// A form that only has a button.
#[derive(Deserialize)]
pub struct Nothing {}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Failure> {
        let session = request.extensions().get::<Session>().cloned();
        let kind = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let is_form = kind
            .split(';')
            .next()
            .is_some_and(|kind| kind.trim() == "application/x-www-form-urlencoded");
        let body = whole(request).await?;
        if !is_form {
            return Err(Failure::BadForm(t!("error-forms-only").into()));
        }
        let theirs: Token = serde_html_form::from_bytes(&body).map_err(|_| unreadable())?;
        let ours = match session {
            Some(session) => session
                .get::<String>(TOKEN_KEY)
                .await
                .map_err(anyhow::Error::from)?,
            None => None,
        };
        match ours {
            Some(ours) if csrf::same_token(&ours, &theirs.csrf) => {}
            Some(_) => return Err(Failure::ForeignForm),
            None => return Err(Failure::NotSignedIn),
        }
        serde_html_form::from_bytes(&body)
            .map(Self)
            .map_err(|_| unreadable())
    }
}

/// What stands behind the `?` of an address.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        let query = parts.uri.query().unwrap_or_default();
        serde_html_form::from_str(query)
            .map(Self)
            .map_err(|_| Failure::BadForm(t!("error-address").into()))
    }
}

fn unreadable() -> Failure {
    Failure::BadForm(t!("error-form-again").into())
}

async fn whole(request: Request) -> Result<Bytes, Failure> {
    to_bytes(request.into_body(), LARGEST_FORM_BYTES)
        .await
        .map_err(|_| Failure::TooLarge)
}
