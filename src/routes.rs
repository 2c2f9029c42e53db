//! The map: every address and what answers it.

use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use tower_sessions::SessionManagerLayer;

use crate::administration::policy_runs::{reperform, replay};
use crate::administration::{
    attention, break_glass, catalogue as products, catalogue_edit, catalogue_import, drift, drift_adopt,
    drift_decide, failures, fuse, leavers, mails, mirror, plans, policy, seats, tokens,
};
use crate::app::{App, Roles};
use crate::approvals::queue::{self, bulk, outcome};
use crate::approvals::{answers, delegations, pages as approvals, reviews};
use crate::people::directory;
use crate::people::sessions::{PgSessions, layer};
use crate::people::{limits, refusals, sign_in};
use crate::portal::{
    catalogue, extend, form, give_back, help, in_hand, licences, mine, replan, settings, together,
    told_by_mail,
};
use crate::reports::evidence::{pages as evidence, run_page};
use crate::reports::{checkpoints, dossier, exceptions, explain, feed, log};
use crate::requests::{failed, watching};
use crate::web::headers::Transport;
use crate::web::{Failure, assets, csrf, flash, headers, upload};
use crate::words;

/// A page that takes longer has lost its reader. Longer than a call to Graph, so that a failing Graph gets its own page.
const PAGE_TIMEOUT: Duration = Duration::from_secs(60);

/// For what is around the pages: assets, probes and the layers themselves. Longer, so that a slow page has its own answer.
const LAST_TIMEOUT: Duration = Duration::from_secs(75);

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
        .route("/products/{sku}/request/preview", post(form::preview))
        .route("/ask", get(together::begin).post(together::create))
        .route("/ask/{draft}", get(together::page).post(together::save))
        .route("/ask/{draft}/throw-away", post(together::throw_away))
        .route("/ask/{draft}/preview", get(together::send::preview))
        .route("/ask/{draft}/send", post(together::send::send))
        .route(
            "/ask/{draft}/people",
            get(together::file::page)
                .post(together::file::read)
                .layer(upload::limit()),
        )
        .route("/ask/{draft}/people/good", post(together::file::take_good))
        .route("/requests", get(mine::list))
        .route("/requests/bundles/{bundle}", get(together::sent::page))
        .route("/requests/{id}/explain", get(explain::page))
        .route("/requests/{id}/explain/looked", post(failures::looked))
        .route("/requests/{id}", get(mine::page))
        .route("/requests/{id}/cancel", post(mine::cancel_it))
        .route("/requests/{id}/answer", post(in_hand::answer))
        .route("/requests/{id}/remind", post(in_hand::remind))
        .route("/requests/{id}/appeal", post(in_hand::appeal))
        .route("/licences", get(licences::page))
        .route(
            "/licences/{sku}/give-back",
            get(give_back::page).post(give_back::give_back),
        )
        .route("/licences/{sku}/extend", get(extend::page).post(extend::extend))
        .route("/licences/{sku}/extend/preview", post(extend::preview))
        .route("/licences/{sku}/plans", get(replan::page).post(replan::change))
        .route("/licences/{sku}/plans/preview", post(replan::preview))
        .route("/approvals", get(queue::page))
        .route("/approvals/bulk", get(outcome::page).post(bulk::preview))
        .route("/approvals/bulk/carry-out", post(bulk::carry_out))
        .route("/approvals/{stage}", get(approvals::card))
        .route("/approvals/{stage}/approve", post(approvals::approve))
        .route("/approvals/{stage}/deny", post(approvals::deny))
        .route("/approvals/{stage}/narrow", post(answers::narrow))
        .route("/approvals/{stage}/ask", post(answers::ask))
        .route(
            "/approvals/{stage}/ask/take-back",
            post(answers::take_question_back),
        )
        .route("/approvals/{stage}/undo", post(answers::undo))
        .route("/delegation", get(delegations::mine).post(delegations::make_mine))
        .route("/delegation/{delegation}/end", post(delegations::end_mine))
        .route(
            "/admin/delegations",
            get(delegations::everybodys).post(delegations::make_anybodys),
        )
        .route(
            "/admin/delegations/{delegation}/end",
            post(delegations::end_anybodys),
        )
        .route(
            "/admin/break-glass",
            get(break_glass::page).post(break_glass::give),
        )
        .route("/audit/exceptions", get(exceptions::page))
        .route("/audit/exceptions/{exception}", post(exceptions::review))
        .route("/audit/dossiers/{id}", get(dossier::page::page))
        .route("/reviews", get(reviews::page).post(reviews::answer_chosen))
        .route("/reviews/{departure}", post(reviews::answer_one))
        .route("/help", get(help::employee))
        .route("/help/approver", get(help::approver))
        .route("/help/auditor", get(help::auditor))
        .route("/live", get(watching::stream))
        .route("/settings", get(settings::page).post(settings::save))
        .route("/settings/mail", post(told_by_mail::save))
        .route("/audit", get(log::page))
        .route("/audit.csv", get(log::csv))
        .route("/audit/reports", get(evidence::list))
        .route("/audit/reports/{report}", get(evidence::page).post(evidence::ask))
        .route("/audit/runs/{run}", get(run_page::page))
        .route("/audit/checkpoint", get(checkpoints::newest))
        .route("/audit/keys", get(checkpoints::keys))
        .route("/audit/feed", get(feed::read))
        .route("/admin/attention", get(attention::page))
        .route("/admin/attention/mails/{mail}/again", post(mails::send_again))
        .route("/admin/attention/mails/{mail}/leave", post(mails::leave))
        .route("/admin/attention/{grant}/retry", post(attention::retry))
        .route("/admin/attention/{grant}/close", post(attention::close))
        .route("/admin/jobs/{job}/retry", post(attention::take_up))
        .route("/admin/tokens", get(tokens::page).post(tokens::make))
        .route("/admin/tokens/{token}/revoke", post(tokens::revoke))
        .route("/admin/seats", get(seats::page))
        .route("/admin/seats/{sku}", post(seats::hold_back))
        .route("/admin/plans", get(plans::page))
        .route("/admin/plans/{sku}/{plan}", post(plans::classify))
        .route("/admin/drift", get(drift::page))
        .route("/admin/drift/scan", post(drift::scan_now))
        .route(
            "/admin/drift/decide",
            get(drift_decide::preview).post(drift_decide::carry_out),
        )
        .route(
            "/admin/drift/adopt",
            get(drift_adopt::page).post(drift_adopt::begin),
        )
        .route("/admin/drift/adopt/stop", post(drift_adopt::stop))
        .route("/admin/fuse", get(fuse::page))
        .route("/admin/fuse.csv", get(fuse::csv))
        .route("/admin/fuse/chosen", post(fuse::keep_chosen))
        .route("/admin/fuse/{fuse}", post(fuse::decide))
        .route("/admin/leavers", get(leavers::page))
        .route("/admin/leavers/{departure}", post(leavers::answer))
        .route("/admin/mirror", get(mirror::page))
        .route("/admin/mirror/read", post(mirror::read))
        .route("/admin/mirror/refused", post(mirror::refused))
        .route("/admin/catalogue", get(products::page))
        .route(
            "/admin/catalogue/products/{sku}",
            get(catalogue_edit::page).post(catalogue_edit::save),
        )
        .route(
            "/admin/catalogue/products/{sku}/put-back",
            post(catalogue_edit::put_back),
        )
        .route(
            "/admin/catalogue/import",
            get(catalogue_import::page)
                .post(catalogue_import::import)
                .layer(upload::limit()),
        )
        .route("/admin/catalogue/imports/{import}", get(catalogue_import::result))
        .route(
            "/admin/catalogue/imports/{import}/bad-lines.csv",
            get(catalogue_import::bad_lines),
        )
        .route("/admin/policy", get(policy::page))
        .route(
            "/admin/policy/drafts",
            post(policy::submit).layer(upload::limit()),
        )
        .route("/admin/policy/drafts/from-disk", post(policy::submit_from_disk))
        .route("/admin/policy/drafts/{draft}", get(policy::draft::page))
        .route(
            "/admin/policy/drafts/{draft}/put-in-force",
            post(policy::draft::put_in_force),
        )
        .route(
            "/admin/policy/drafts/{draft}/take-away",
            post(policy::draft::take_away),
        )
        .route("/admin/policy/versions", get(policy::register::list))
        .route("/admin/policy/versions/{version}", get(policy::register::page))
        .route(
            "/admin/policy/versions/{version}/file",
            get(policy::register::file),
        )
        .route(
            "/admin/policy/versions/{version}/roll-back",
            post(policy::register::roll_back),
        )
        .route(
            "/admin/policy/reperform",
            get(reperform::page).post(reperform::begin),
        )
        .route("/admin/policy/reperform/cancel", post(reperform::cancel))
        .route("/admin/policy/reperform.csv", get(reperform::csv))
        .route(
            "/admin/policy/replay",
            get(replay::page).post(replay::upload).layer(upload::limit()),
        )
        .route("/admin/policy/replay/version", post(replay::version))
        .route("/admin/policy/replay/{run}", get(replay::result))
        .route(
            "/admin/policy/replay/{run}/requests.csv",
            get(replay::requests_csv),
        )
        .route("/admin/policy/replay/{run}/cancel", post(replay::cancel))
        .route("/sign-in", get(sign_in::page))
        .route("/sign-in/start", get(sign_in::start))
        .route("/sign-in/callback", get(sign_in::callback))
        .route("/sign-out", post(sign_in::sign_out))
        .fallback(failed::not_found)
        .method_not_allowed_fallback(failed::wrong_method);
    let pages = guarded(pages, PAGE_TIMEOUT)
        .layer(middleware::from_fn_with_state(app.clone(), failed::keep_frame))
        .layer(middleware::from_fn_with_state(origin, csrf::same_origin_only))
        .layer(middleware::from_fn_with_state(app.clone(), limits::not_too_often))
        .layer(middleware::from_fn_with_state(app.clone(), refusals::note))
        .layer(sessions(&app))
        .layer(middleware::from_fn(words::at_the_door))
        .layer(middleware::from_fn(flash::at_the_door));
    Router::new()
        .merge(pages)
        .route("/static/{file}", get(assets::serve))
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            LAST_TIMEOUT,
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(transport, headers::protect))
        .with_state(app)
}

/// A page that panics or takes too long is answered as what went wrong: inside of the frame and of whoever reads.
fn guarded<S: Clone + Send + Sync + 'static>(pages: Router<S>, limit: Duration) -> Router<S> {
    pages
        .layer(middleware::from_fn_with_state(limit, in_time))
        .layer(CatchPanicLayer::custom(panicked))
}

async fn in_time(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!(http.path = %path, "a page took longer than {} seconds", limit.as_secs());
            Failure::TooSlow.into_response()
        }
    }
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
    let directory = directory_words(&app).await;
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
            "database: {}\npolicy: {}\napp roles: {roles}\ndirectory: {directory}\ncredential: {credential}\n",
            word(database),
            word(policy)
        ),
    )
        .into_response()
}

/// Pages are served without a fresh mirror; decisions wait. So it is said, and no reason to send people elsewhere.
async fn directory_words(app: &App) -> String {
    let Ok(mut conn) = app.pool.acquire().await else {
        return "not known".into();
    };
    let hours = app.config.living.fresh_hours;
    match directory::freshness(&mut conn, app.clock.now(), hours).await {
        Err(_) => "not known".into(),
        Ok(freshness) => match (freshness.read_at, freshness.is_fresh) {
            (None, _) => "not read yet".into(),
            (Some(_), true) => "ok".into(),
            (Some(at), false) => format!("too old to decide by, read {}", at.format("%Y-%m-%d %H:%M UTC")),
        },
    }
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

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use tower::ServiceExt;

    use super::*;

    /// What this page answers to somebody whose browser says German.
    async fn answer_of(path: &str) -> (StatusCode, String) {
        async fn breaks() -> &'static str {
            panic!("secret of the house")
        }
        let pages = Router::new()
            .route("/breaks", get(breaks))
            .route("/hangs", get(std::future::pending::<&'static str>));
        let house = guarded(pages, Duration::from_millis(1)).layer(middleware::from_fn(words::at_the_door));
        let request = Request::get(path).header("accept-language", "de");
        let response = house.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_page_that_panics_or_hangs_is_answered_in_the_readers_language() {
        let (status, page) = answer_of("/breaks").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(page.contains("Bei uns ist etwas schiefgegangen"), "{page}");
        assert!(page.contains("lang=\"de\"") && !page.contains("secret"), "{page}");
        let (status, page) = answer_of("/hangs").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(page.contains("Das hat zu lange gedauert"), "{page}");
    }
}
