//! The map: every address and what answers it.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use tower_sessions::SessionManagerLayer;

use crate::administration::{attention, plans, policy, seats};
use crate::app::{App, Roles};
use crate::approvals::pages as approvals;
use crate::people::sessions::{PgSessions, layer};
use crate::people::sign_in;
use crate::portal::{catalogue, form, give_back, licences, mine};
use crate::reports::log;
use crate::web::headers::Transport;
use crate::web::{Failure, assets, csrf, headers};

/// A page that takes longer has lost its reader. Longer than a call to Graph, so that a failing Graph gets its own page.
const PAGE_TIMEOUT: Duration = Duration::from_secs(60);

pub fn router(app: App) -> Router {
    let public = &app.config.public_url;
    let transport = if public.scheme() == "https" {
        Transport::Https
    } else {
        Transport::LoopbackHttp
    };
    let origin = csrf::PublicOrigin(public.origin().ascii_serialization());
    let pages = Router::new()
        .route("/", get(catalogue::page))
        .route("/products/{sku}/request", get(form::page).post(form::submit))
        .route("/requests", get(mine::list))
        .route("/requests/{id}", get(mine::page))
        .route("/requests/{id}/cancel", post(mine::cancel_it))
        .route("/licences", get(licences::page))
        .route(
            "/licences/{sku}/give-back",
            get(give_back::page).post(give_back::give_back),
        )
        .route("/approvals", get(approvals::queue))
        .route("/approvals/{stage}", get(approvals::card))
        .route("/approvals/{stage}/approve", post(approvals::approve))
        .route("/approvals/{stage}/deny", post(approvals::deny))
        .route("/audit", get(log::page))
        .route("/audit.csv", get(log::csv))
        .route("/admin/attention", get(attention::page))
        .route("/admin/attention/{grant}/retry", post(attention::retry))
        .route("/admin/attention/{grant}/close", post(attention::close))
        .route("/admin/jobs/{job}/retry", post(attention::take_up))
        .route("/admin/seats", get(seats::page))
        .route("/admin/seats/{sku}", post(seats::hold_back))
        .route("/admin/plans", get(plans::page))
        .route("/admin/plans/{sku}/{plan}", post(plans::classify))
        .route("/admin/policy", get(policy::page).post(policy::put_in_force))
        .route("/sign-in", get(sign_in::page))
        .route("/sign-in/start", get(sign_in::start))
        .route("/sign-in/callback", get(sign_in::callback))
        .route("/sign-out", post(sign_in::sign_out))
        .fallback(async || Failure::NotFound)
        .method_not_allowed_fallback(async || Failure::WrongMethod)
        .layer(sessions(&app))
        .layer(middleware::from_fn_with_state(origin, csrf::same_origin_only));
    Router::new()
        .merge(pages)
        .route("/static/{file}", get(assets::serve))
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            PAGE_TIMEOUT,
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(transport, headers::protect))
        .with_state(app)
}

fn sessions(app: &App) -> SessionManagerLayer<PgSessions> {
    let store = PgSessions {
        pool: app.pool.clone(),
        clock: app.clock.clone(),
        absolute_age: chrono::Duration::hours(app.config.session.absolute_hours.into()),
    };
    layer(store, &app.config.public_url)
}

/// The process runs.
async fn healthz() -> &'static str {
    "ok\n"
}

/// The process can serve: the database answers, a policy is in force, and, where it works, the app may do what it must.
async fn readyz(State(app): State<App>) -> Response {
    let database = app.pool.acquire().await.is_ok();
    let policy = app.in_force().is_ok();
    let roles = app.roles().await;
    let able = !(app.readiness.is_working() && matches!(roles, Roles::Missing(_)));
    let word = |good| if good { "ok" } else { "not ready" };
    let credential = match app.credential_expiry() {
        None => "ok".to_owned(),
        Some((what, end)) => format!("{what} ends on {}", end.format("%Y-%m-%d")),
    };
    let status = if database && policy && able {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        format!(
            "database: {}\npolicy: {}\napp roles: {roles}\ncredential: {credential}\n",
            word(database),
            word(policy)
        ),
    )
        .into_response()
}

fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let cause = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied());
    Failure::Internal(anyhow::anyhow!(
        "a page panicked: {}",
        cause.unwrap_or("no message")
    ))
    .into_response()
}
