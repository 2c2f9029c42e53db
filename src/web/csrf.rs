//! Requests that change something come from our own pages: the browser says so (`Sec-Fetch-Site`, `Origin`), and the
//! form carries the token of the session.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::Method;
use axum::http::header::{ORIGIN, REFERER};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::Failure;
use crate::refusal::Refusal;

/// The origin that people see: scheme, host, port.
#[derive(Clone, Debug)]
pub struct PublicOrigin(pub String);

/// The page of ours from which the request comes, as the browser says: path and query. For links alone.
#[derive(Clone, Debug, Default)]
pub struct CameFrom(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for CameFrom {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// A new token: 256 random bits.
pub fn new_token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// Whether the tokens are equal, in a time that does not depend on where they differ.
pub fn same_token(ours: &str, theirs: &str) -> bool {
    // Hashes are compared, so an early exit tells nothing about the token.
    Sha256::digest(ours) == Sha256::digest(theirs)
}

/// A layer around everything: refuses unsafe methods that a browser says come from another site. What comes from a page of
/// ours knows of which.
pub async fn same_origin_only(
    State(origin): State<PublicOrigin>,
    mut request: Request,
    next: Next,
) -> Response {
    let page = page_of_ours(&request, &origin);
    request.extensions_mut().insert(CameFrom(page));
    if comes_from_us(&request, &origin) {
        next.run(request).await
    } else {
        let mut response = Failure::ForeignForm.into_response();
        response.extensions_mut().insert(Refusal::ForeignSite);
        response
    }
}

fn page_of_ours(request: &Request, origin: &PublicOrigin) -> Option<String> {
    let page = request.headers().get(REFERER)?.to_str().ok()?;
    let path = page.strip_prefix(&origin.0)?;
    // Two slashes would name another host.
    (path.starts_with('/') && !path.starts_with("//")).then(|| path.to_owned())
}

fn comes_from_us(request: &Request, origin: &PublicOrigin) -> bool {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // As bytes: a value that is no text must not pass as if it were missing.
    let header = |name: &str| request.headers().get(name).map(|value| value.as_bytes());
    let site_is_ours = header("sec-fetch-site").is_none_or(|site| matches!(site, b"same-origin" | b"none"));
    let origin_is_ours = header(ORIGIN.as_str()).is_none_or(|from| from == origin.0.as_bytes());
    safe || (site_is_ours && origin_is_ours)
}
