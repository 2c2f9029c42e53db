//! Every refusal is an event: the edge at which it is written. A use-case that refuses in its own transaction writes its event there
//! and says so; everything else that a page refuses is written here, in a transaction of its own, at once the first time and
//! then counted (`refusal::Tallies`). docs/decisions/0024.

mod store;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::{Value, json};
use tower_sessions::Session;
use uuid::Uuid;

use super::limits::address;
use super::signed_in::SignedIn;
use crate::app::App;
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::PersonId;
use crate::refusal::{self, Heard, Refusal, Said, Tally, Tried, Whom};
use store::Concerned;

/// Methods that HTTP itself has; others are a visitor's own words.
const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT",
];

/// A layer inside of the sessions and around everything else.
pub async fn note(State(app): State<App>, request: Request, next: Next) -> Response {
    let session = request.extensions().get::<Session>().cloned();
    let address = address(&request, app.config.limits.address_from);
    let tried = tried(&request);
    let id = id_in(&request, tried.route.as_deref());
    let (mut response, heard) = refusal::listening(next.run(request)).await;
    let said = what_to_say(heard, response.extensions_mut().remove(), &tried);
    if said.is_empty() {
        return response;
    }
    let person = SignedIn::named_by(session.as_ref()).await;
    let visit = Visit {
        person,
        whom: person.map_or(Whom::Address(address), Whom::Person),
        tried,
        id,
    };
    // A task of its own: a visitor who goes away does not take the event along.
    let written = tokio::spawn(async move { write(&app, &visit, said).await }).await;
    match written {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!("a refusal could not be written to the log: {error:#}"),
        Err(error) => tracing::error!("a refusal could not be written to the log: {error}"),
    }
    response
}

/// Who came, and what for.
struct Visit {
    person: Option<PersonId>,
    whom: Whom,
    tried: Tried,
    /// The request or stage that the address names.
    id: Option<(Named, Uuid)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    Request,
    Stage,
}

fn tried(request: &Request) -> Tried {
    let method = request.method().as_str();
    Tried {
        method: if METHODS.contains(&method) {
            method
        } else {
            "other"
        }
        .to_owned(),
        route: request
            .extensions()
            .get::<MatchedPath>()
            .map(|route| route.as_str().to_owned()),
    }
}

/// The id in the address, where the route says of what.
fn id_in(request: &Request, route: Option<&str>) -> Option<(Named, Uuid)> {
    let named = match route? {
        route if route.starts_with("/requests/{id}") => Named::Request,
        route if route.starts_with("/approvals/{stage}") => Named::Stage,
        _ => return None,
    };
    let id = request.uri().path().split('/').nth(2)?.parse().ok()?;
    Some((named, id))
}

/// What is not in the log yet.
fn what_to_say(heard: Heard, code: Option<Refusal>, tried: &Tried) -> Vec<Said> {
    let mut said = heard.said;
    // Where no page of ours is, nobody is refused anything.
    let code = code.filter(|code| *code != Refusal::NotTheirs || tried.route.is_some());
    if let (true, false, Some(code)) = (said.is_empty(), heard.is_logged, code) {
        let more = json!({});
        said.push(Said {
            code,
            person: None,
            more,
        });
    }
    said
}

async fn write(app: &App, visit: &Visit, said: Vec<Said>) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let concerned = match visit.id {
        Some((Named::Request, id)) => store::request(&mut tx, id).await?,
        Some((Named::Stage, id)) => store::request_of_stage(&mut tx, id).await?,
        None => None,
    };
    for one in said {
        let person = visit.person.or(one.person);
        let whom = person.map_or(visit.whom, Whom::Person);
        let request = concerned.as_ref().map(|concerned| concerned.request);
        if !app
            .refusals
            .is_first(now, (one.code, whom), (&visit.tried, request))
        {
            continue;
        }
        let mut detail = one.more;
        detail["code"] = json!(one.code.as_str());
        say_what_was_tried(&mut detail, &visit.tried);
        let event = Event::new(Kind::Refused, actor(whom)).saying(detail);
        audit::append(&mut tx, now, about(event, concerned.as_ref())).await?;
    }
    tx.commit().await?;
    write_what_is_due(app).await
}

/// Writes what was refused again and again, when its minute is over.
pub async fn write_what_is_due(app: &App) -> anyhow::Result<()> {
    write_tallies(app, app.refusals.due(app.clock.now())).await
}

/// Writes what is counted, at the end of the process.
pub async fn write_the_rest(app: &App) {
    if let Err(error) = write_tallies(app, app.refusals.rest()).await {
        tracing::error!("the last refusals could not be written to the log: {error:#}");
    }
}

async fn write_tallies(app: &App, due: Vec<Tally>) -> anyhow::Result<()> {
    if due.is_empty() {
        return Ok(());
    }
    let written = append(app, &due).await;
    if written.is_err() {
        for tally in due {
            app.refusals.put_back(tally);
        }
    }
    written
}

async fn append(app: &App, due: &[Tally]) -> anyhow::Result<()> {
    let events = due.iter().map(|tally| {
        let mut detail = json!({
            "code": tally.code.as_str(), "times": tally.times, "since": tally.since, "requests": tally.requests,
        });
        say_what_was_tried(&mut detail, &tally.tried);
        Event::new(Kind::Refused, actor(tally.whom)).saying(detail)
    });
    let mut tx = app.pool.begin().await?;
    audit::append_all(&mut tx, app.clock.now(), events.collect()).await?;
    tx.commit().await?;
    Ok(())
}

fn say_what_was_tried(detail: &mut Value, tried: &Tried) {
    detail["method"] = json!(tried.method);
    detail["route"] = json!(tried.route);
}

fn actor(whom: Whom) -> Actor {
    match whom {
        Whom::Person(person) => Actor::Person(person),
        Whom::Address(_) => Actor::Visitor,
    }
}

fn about(event: Event, concerned: Option<&Concerned>) -> Event {
    match concerned {
        Some(concerned) => event
            .on_request(concerned.request)
            .about(concerned.beneficiary)
            .with_product(concerned.sku),
        None => event,
    }
}
