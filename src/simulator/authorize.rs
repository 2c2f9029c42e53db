//! Owns the sign-in page: who do you want to be? No password, no script. What it sends back is a code.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use url::Url;

use super::company::{COMPANY, Person};
use super::entra::{Code, Failure, check_application, check_tenant, failure};
use super::{Shared, html};

/// People on the page; who is not among them is found with the search.
const SHOWN: usize = 24;
pub const STYLE_PATH: &str = "/_sign-in/style.css";
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What the application asks for; sent back unchanged with the choice.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    client_id: String,
    response_type: String,
    redirect_uri: String,
    scope: String,
    state: String,
    nonce: String,
    code_challenge: String,
    code_challenge_method: String,
    login_hint: String,
    prompt: String,
    /// The search.
    q: String,
    /// Object id of the chosen person.
    person: String,
}

pub async fn page(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    if let Err(refused) = check(&shared, &tenant, &asked) {
        return refusal_page(&refused);
    }
    if let Some(refused) = refused_by_redirect(&asked) {
        return redirect(&asked, &[("error", refused.0), ("error_description", refused.1)]);
    }
    let people = shared.tenant();
    let hinted = people
        .person(asked.login_hint.trim())
        .filter(|p| p.account_enabled)
        .map(Choice::of);
    let wanted = asked.q.trim().to_lowercase();
    let found: Vec<&Person> = people
        .people()
        .filter(|p| p.account_enabled && matches(p, &wanted))
        .collect();
    let mut shown: Vec<&Person> = found.clone();
    // Who can do something special comes first; the others in the order of the company.
    shown.sort_by_key(|person| person.app_roles.is_empty());
    let more = found.len().checked_sub(SHOWN).filter(|more| *more > 0);
    let choices = shown.into_iter().take(SHOWN).map(Choice::of).collect();
    render(&Page {
        company: COMPANY,
        style: STYLE_PATH,
        fields: asked.fields(),
        q: &asked.q,
        hinted,
        choices,
        more,
    })
}

pub async fn pick(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    Form(asked): Form<Asked>,
) -> Response {
    if let Err(refused) = check(&shared, &tenant, &asked) {
        return refusal_page(&refused);
    }
    if let Some(refused) = refused_by_redirect(&asked) {
        return redirect(&asked, &[("error", refused.0), ("error_description", refused.1)]);
    }
    let person = shared
        .tenant()
        .person(&asked.person)
        .filter(|p| p.account_enabled)
        .map(|p| p.id);
    let Some(person) = person else {
        return refusal_page(&failure(
            50034,
            "invalid_grant",
            400,
            "The user account does not exist in the directory.".to_owned(),
        ));
    };
    let code = Code {
        person,
        redirect_uri: asked.redirect_uri.clone(),
        nonce: Some(asked.nonce.clone()).filter(|nonce| !nonce.is_empty()),
        challenge: Some(asked.code_challenge.clone()).filter(|challenge| !challenge.is_empty()),
        scope: asked.scope.clone(),
        expires: Code::expiry(shared.clock.now()),
        used: false,
    };
    let code = shared.sign_in().issue(code);
    redirect(&asked, &[("code", code.as_str())])
}

pub async fn style() -> Response {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        include_str!("sign_in.css"),
    )
        .into_response()
}

/// Where a code may be sent: to this machine, by either scheme.
pub fn is_loopback(uri: &str) -> bool {
    let Ok(uri) = Url::parse(uri) else { return false };
    let host = match uri.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    host && ["http", "https"].contains(&uri.scheme())
}

/// Faults that must not be told to the redirect URI: it may not be the application's.
fn check(shared: &Shared, tenant: &str, asked: &Asked) -> Result<(), Failure> {
    check_tenant(shared, tenant)?;
    check_application(shared, &asked.client_id)?;
    let registered = match shared.redirect_uris.as_slice() {
        [] => is_loopback(&asked.redirect_uri),
        uris => uris.contains(&asked.redirect_uri),
    };
    if registered {
        return Ok(());
    }
    Err(failure(
        50011,
        "invalid_request",
        400,
        format!(
            "The redirect URI '{}' specified in the request does not match the redirect URIs configured for the application '{}'.",
            asked.redirect_uri, asked.client_id
        ),
    ))
}

fn refused_by_redirect(asked: &Asked) -> Option<(&'static str, &'static str)> {
    if asked.response_type != "code" {
        return Some((
            "unsupported_response_type",
            "The simulator knows response_type=code only.",
        ));
    }
    if !asked.code_challenge.is_empty() && asked.code_challenge_method != "S256" {
        return Some((
            "invalid_request",
            "The simulator knows code_challenge_method=S256 only.",
        ));
    }
    if asked.prompt == "none" {
        return Some((
            "login_required",
            "AADSTS50058: A silent sign-in request was sent but no user is signed in.",
        ));
    }
    None
}

fn redirect(asked: &Asked, answer: &[(&str, &str)]) -> Response {
    let Ok(mut target) = Url::parse(&asked.redirect_uri) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    target
        .query_pairs_mut()
        .extend_pairs(answer)
        .append_pair("state", &asked.state);
    let headers = [
        (header::LOCATION, target.to_string()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (StatusCode::FOUND, headers).into_response()
}

fn matches(person: &Person, wanted: &str) -> bool {
    let text = format!(
        "{} {} {} {}",
        person.display_name(),
        person.upn,
        person.department,
        person.job_title
    );
    let text = text.to_lowercase();
    wanted.split_whitespace().all(|word| text.contains(word))
}

fn refusal_page(refused: &Failure) -> Response {
    let page = Refused {
        style: STYLE_PATH,
        code: refused.code,
        text: &refused.text,
    };
    let mut answer = render(&page);
    *answer.status_mut() = refused.status;
    answer
}

fn render(page: &impl Template) -> Response {
    html::page(page, POLICY)
}

impl Asked {
    fn fields(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("client_id", &self.client_id),
            ("response_type", &self.response_type),
            ("redirect_uri", &self.redirect_uri),
            ("scope", &self.scope),
            ("state", &self.state),
            ("nonce", &self.nonce),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
            ("login_hint", &self.login_hint),
        ]
    }
}

struct Choice {
    id: String,
    name: String,
    upn: String,
    title: String,
    department: String,
    /// What is special about this person, in a word or two.
    marks: Vec<String>,
    initials: String,
}

impl Choice {
    fn of(person: &Person) -> Self {
        let mut marks = person.app_roles.clone();
        if person.is_guest {
            marks.push("Guest".to_owned());
        }
        if person.employee_type.as_deref() == Some("Contractor") {
            marks.push("Contractor".to_owned());
        }
        Self {
            id: person.id.to_string(),
            name: person.display_name(),
            upn: person.upn.to_string(),
            title: person.job_title.to_string(),
            department: person.department.to_string(),
            marks,
            initials: person
                .given_name
                .chars()
                .take(1)
                .chain(person.surname.chars().take(1))
                .collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "simulator/sign_in.html")]
struct Page<'a> {
    company: &'static str,
    style: &'static str,
    fields: Vec<(&'static str, &'a str)>,
    q: &'a str,
    hinted: Option<Choice>,
    choices: Vec<Choice>,
    more: Option<usize>,
}

#[derive(Template)]
#[template(path = "simulator/refused.html")]
struct Refused<'a> {
    style: &'static str,
    code: u32,
    text: &'a str,
}
