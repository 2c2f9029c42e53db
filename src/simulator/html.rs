//! Owns how a page of the simulator is sent.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// A page under its content security policy; it is never kept by the browser.
pub fn page(page: &impl Template, policy: &'static str) -> Response {
    match page.render() {
        Ok(html) => (
            [
                (header::CONTENT_SECURITY_POLICY, policy),
                (header::CACHE_CONTROL, "no-store"),
            ],
            Html(html),
        )
            .into_response(),
        Err(error) => {
            tracing::error!(error = %error, "a page of the simulator can not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
