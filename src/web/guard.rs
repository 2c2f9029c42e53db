//! What stands around every page, from the outside in: headers, a page for a panic, a page for a reply that takes too
//! long, and the refusal of what comes from another site.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use url::Url;

use super::Failure;
use super::csrf::{PublicOrigin, same_origin_only};
use super::headers::{Transport, protect};

/// Longer than a call to Microsoft may take with its connection (40 s), so that its own failure is told, not ours.
const PAGE_TIMEOUT: Duration = Duration::from_secs(60);

/// Puts everything around the routes. `public_url` is where browsers reach us.
pub fn guarded<S>(routes: Router<S>, public_url: &Url) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let transport = if public_url.scheme() == "https" {
        Transport::Https
    } else {
        Transport::LoopbackHttp
    };
    let origin = PublicOrigin(public_url.origin().ascii_serialization());
    routes
        .fallback(|| async { Failure::NotFound })
        .layer(from_fn_with_state(origin, same_origin_only))
        .layer(from_fn(in_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(transport, protect))
}

async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(PAGE_TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let limit = PAGE_TIMEOUT.as_secs();
            Failure::Internal(anyhow::anyhow!("the page took longer than {limit} s")).into_response()
        }
    }
}

fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let words = panic
        .downcast_ref::<&str>()
        .copied()
        .or(panic.downcast_ref::<String>().map(String::as_str));
    Failure::Internal(anyhow::anyhow!("panicked: {}", words.unwrap_or("without words"))).into_response()
}
