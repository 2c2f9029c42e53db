//! Signing in and out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use tower_sessions::Session;

use super::signed_in::{Role, SignedIn};
use super::views::{DemoPerson, SignInPage};
use super::{directory, store};
use crate::app::App;
use crate::audit::{self, Actor, Event, Kind};
use crate::oidc::{Arrival, Attempt, Refused};
use crate::refusal::Refusal;
use crate::web::page::{Chrome, Tone};
use crate::web::{Failure, Form, Query};
use crate::words;

/// How people sign in, as the log says it: OpenID Connect.
pub const METHOD: &str = "oidc";
/// Where the session keeps the attempt between going and coming back.
const ATTEMPT_KEY: &str = "sign_in";

#[derive(Deserialize)]
pub struct PageQuery {
    next: Option<String>,
    signed_out: Option<String>,
}

#[derive(Deserialize)]
pub struct StartQuery {
    next: Option<String>,
    login_hint: Option<String>,
}

#[derive(Deserialize)]
pub struct CallbackQuery {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
}

#[derive(serde::Serialize, Deserialize)]
struct Pending {
    attempt: Attempt,
    next: String,
}

/// `GET /sign-in`
pub async fn page(State(app): State<App>, Query(query): Query<PageQuery>) -> SignInPage {
    let page = sign_in_page(&app, query.next.as_deref());
    match query.signed_out {
        Some(_) => SignInPage {
            chrome: page.chrome.with_notice(Tone::Good, t!("sign-in-out")),
            ..page
        },
        None => page,
    }
}

/// `GET /sign-in/start`
pub async fn start(
    State(app): State<App>,
    session: Session,
    Query(query): Query<StartQuery>,
) -> Result<Response, Failure> {
    let started = app.oidc.start(query.login_hint.as_deref()).await;
    let (url, attempt) = match started {
        Ok(started) => started,
        Err(error) => {
            tracing::error!("sign-in could not begin: {error:#}");
            let why = t!("sign-in-unreachable");
            return Ok((StatusCode::SERVICE_UNAVAILABLE, refused_page(&app, why)).into_response());
        }
    };
    let pending = Pending {
        attempt,
        next: local(query.next.as_deref()).to_owned(),
    };
    session
        .insert(ATTEMPT_KEY, pending)
        .await
        .map_err(anyhow::Error::from)?;
    Ok(Redirect::to(url.as_str()).into_response())
}

/// `GET /sign-in/callback`
pub async fn callback(
    State(app): State<App>,
    session: Session,
    Query(query): Query<CallbackQuery>,
) -> Result<Response, Failure> {
    let pending = session
        .remove::<Pending>(ATTEMPT_KEY)
        .await
        .map_err(anyhow::Error::from)?;
    let refused = |status, why, code: Option<Refusal>| {
        let mut response = (status, refused_page(&app, why)).into_response();
        if let Some(code) = code {
            response.extensions_mut().insert(code);
        }
        Ok(response)
    };
    if let Some(error) = query.error {
        tracing::info!(entra.error = %error.chars().take(60).collect::<String>(), "Entra ID ended a sign-in");
        return refused(
            StatusCode::UNAUTHORIZED,
            t!("sign-in-ended"),
            Some(Refusal::SignInEnded),
        );
    }
    let (Some(pending), Some(code), Some(state)) = (pending, query.code, query.state) else {
        return refused(
            StatusCode::BAD_REQUEST,
            t!("sign-in-too-old"),
            Some(Refusal::SignInExpired),
        );
    };
    let arrival = match app.oidc.finish(pending.attempt, &state, &code, &app.clock).await {
        Ok(arrival) => arrival,
        Err(Refused::NotOurs) => {
            return refused(
                StatusCode::BAD_REQUEST,
                t!("sign-in-too-old"),
                Some(Refusal::SignInForged),
            );
        }
        Err(Refused::BadToken(why)) => {
            tracing::warn!(%why, "a sign-in was refused");
            return refused(
                StatusCode::UNAUTHORIZED,
                t!("sign-in-not-ours"),
                Some(Refusal::SignInNotProved),
            );
        }
        Err(Refused::Unavailable(error)) => {
            tracing::error!("sign-in failed: {error:#}");
            return refused(StatusCode::SERVICE_UNAVAILABLE, t!("sign-in-no-answer"), None);
        }
    };
    welcome(&app, &arrival).await?;
    let roles = arrival
        .roles
        .iter()
        .filter_map(|word| Role::from_claim(word))
        .collect();
    SignedIn::begin(
        &session,
        app.clock.now(),
        arrival.person,
        (arrival.name, arrival.upn),
        roles,
    )
    .await?;
    Ok(Redirect::to(&pending.next).into_response())
}

#[derive(Deserialize)]
pub struct SignOut {}

/// `POST /sign-out`
pub async fn sign_out(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Form(SignOut {}): Form<SignOut>,
) -> Result<Redirect, Failure> {
    let mut conn = app.pool.acquire().await?;
    let event = Event::new(Kind::SignedOut, Actor::Person(person.person)).about(person.person);
    audit::append(&mut conn, app.clock.now(), event).await?;
    session.flush().await.map_err(anyhow::Error::from)?;
    Ok(Redirect::to("/sign-in?signed_out=yes"))
}

/// The person is read from Graph and remembered with the roles of the token, and the log says that they came.
async fn welcome(app: &App, arrival: &Arrival) -> Result<(), Failure> {
    let user = app.graph.user(arrival.person).await.map_err(|error| {
        tracing::error!("a person who signs in could not be read: {error}");
        Failure::Unavailable(t!("sign-in-account-unread").into())
    })?;
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    if let Some(manager) = &user.manager {
        directory::remember_if_new(&mut tx, now, manager).await?;
    }
    directory::remember(&mut tx, now, &user).await?;
    store::remember_roles(&mut tx, arrival.person, &arrival.roles).await?;
    let event = Event::new(Kind::SignedIn, Actor::Person(arrival.person))
        .about(arrival.person)
        .saying(json!({ "method": METHOD, "roles": arrival.roles }));
    audit::append(&mut tx, now, event).await?;
    tx.commit().await?;
    Ok(())
}

fn sign_in_page(app: &App, next: Option<&str>) -> SignInPage {
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let next = encode(local(next));
    let demo = app
        .demo
        .iter()
        .map(|person| DemoPerson {
            name: person.name.clone(),
            what: words::kept(&person.what),
            href: format!("/sign-in/start?next={next}&login_hint={}", encode(&person.upn)),
        })
        .collect();
    SignInPage {
        chrome: Chrome::visitor(t!("sign-in-title")),
        start_href: format!("/sign-in/start?next={next}"),
        demo,
    }
}

fn refused_page(app: &App, why: &str) -> SignInPage {
    let page = sign_in_page(app, None);
    SignInPage {
        chrome: page.chrome.with_notice(Tone::Bad, why),
        ..page
    }
}

/// A path of ours, or the start: an address of elsewhere is not gone to.
fn local(next: Option<&str>) -> &str {
    let safe = |path: &&str| {
        path.starts_with('/')
            && !path.starts_with("//")
            && !path.contains('\\')
            && !path.chars().any(char::is_control)
            && !path.starts_with("/sign-in")
    };
    next.filter(safe).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn after_sign_in_one_goes_to_a_path_of_ours_only() {
        for path in ["/", "/requests", "/audit?kind=x&q=%2F%2Fevil"] {
            assert_eq!(local(Some(path)), path);
        }
        for path in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "evil",
            "",
            "/a\r\nb",
            "/sign-in",
        ] {
            assert_eq!(local(Some(path)), "/", "{path}");
        }
    }
}
