//! `GET` and `POST /licences/{sku}/give-back`: what goes with it, said before; and what is not ours to take away.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use tower_sessions::Session;

use super::licence_views::{DataLine, GiveBackPage, quoted};
use super::licences::Held;
use crate::app::App;
use crate::audit::{self, Actor, Event, Kind};
use crate::catalog::Plan;
use crate::fulfilment::Grant;
use crate::fulfilment::ending::{self, Ended};
use crate::ids::SkuId;
use crate::people;
use crate::people::signed_in::SignedIn;
use crate::requests::frame::frame;
use crate::requests::paths::is_in_effect;
use crate::web::page::Place;
use crate::web::{Failure, Form, flash};

/// Whether a person can give a product back.
enum Standing<'a> {
    Theirs(&'a Grant),
    /// Only through these groups.
    Inherited(Vec<String>),
    /// Given directly by somebody else.
    NotOurs,
    /// It is being removed, set up or changed at this moment.
    UnderWay(&'a Grant),
    /// It is over: given back or ended already, perhaps in another window.
    Over(&'a Grant),
    NotHeld,
}

fn standing(held: &Held, sku: SkuId) -> Standing<'_> {
    match held.grant_of(sku) {
        Some(grant) if grant.can_be_given_back() => return Standing::Theirs(grant),
        Some(grant) => return Standing::UnderWay(grant),
        None => {}
    }
    let direct = held.states_of(sku).any(|state| state.assigned_by_group.is_none());
    match (direct, held.groups_of(sku)) {
        (true, _) => Standing::NotOurs,
        (false, groups) if groups.is_empty() => {
            let last = held.grants.iter().rfind(|grant| grant.sku_id == sku);
            last.map_or(Standing::NotHeld, Standing::Over)
        }
        (false, groups) => Standing::Inherited(groups),
    }
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(sku): Path<String>,
) -> Result<Response, Failure> {
    let sku: SkuId = sku.parse().map_err(|_| Failure::NotFound)?;
    let held = read(&app, &person).await?;
    match standing(&held, sku) {
        Standing::Theirs(_) => Ok(show(&app, &person, &held, sku, None).await?.into_response()),
        Standing::UnderWay(grant) => {
            Ok(Redirect::to(&format!("/requests/{}", grant.request_id)).into_response())
        }
        Standing::Over(grant) => over(&session, &held, grant).await,
        Standing::NotHeld => Err(Failure::NotFound),
        other => Err(Failure::Forbidden(why_not(&app, &held, sku, &other).await?)),
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct Typed {
    /// Sent when the box is ticked.
    understood: Option<String>,
}

pub async fn give_back(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(sku): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let sku: SkuId = sku.parse().map_err(|_| Failure::NotFound)?;
    let held = read(&app, &person).await?;
    let grant = match standing(&held, sku) {
        Standing::Theirs(grant) => grant,
        Standing::UnderWay(grant) => {
            return Ok(Redirect::to(&format!("/requests/{}", grant.request_id)).into_response());
        }
        Standing::Over(grant) => return over(&session, &held, grant).await,
        Standing::NotHeld => return Err(Failure::NotFound),
        other => {
            let attempt = match other {
                Standing::Inherited(_) => "remove_inherited",
                _ => "remove_not_ours",
            };
            let groups: Vec<_> = held
                .states_of(sku)
                .filter_map(|state| state.assigned_by_group)
                .collect();
            let event = Event::new(Kind::Refused, Actor::Person(person.person))
                .about(person.person)
                .with_product(sku)
                .saying(json!({ "attempt": attempt, "groups": groups }));
            let mut conn = app.pool.acquire().await?;
            audit::append(&mut conn, app.clock.now(), event).await?;
            drop(conn);
            return Err(Failure::Forbidden(why_not(&app, &held, sku, &other).await?));
        }
    };
    if typed.understood.is_none() && !data(&going(&held, sku).0).is_empty() {
        let error = t!("give-back-tick").to_owned();
        let page = show(&app, &person, &held, sku, Some(error)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = app.pool.begin().await?;
    let ended = ending::give_back(&mut tx, app.clock.now(), person.person, grant.id).await?;
    tx.commit().await?;
    app.bell.ring();
    match ended {
        // Done already, in another window: the request tells how far it is.
        Ended::Done | Ended::TooLate => {
            Ok(Redirect::to(&format!("/requests/{}", grant.request_id)).into_response())
        }
        Ended::NotYours => Err(Failure::NotFound),
    }
}

/// Back to what they have, with what became of this.
async fn over(session: &Session, held: &Held, grant: &Grant) -> Result<Response, Failure> {
    let product = held.title(grant.sku_id);
    let sentence = match grant.end_cause {
        Some(cause) => t!("give-back-gone", product = product, why = cause.words()),
        None => t!("give-back-not-there", product = product),
    };
    flash::leave_not_done(session, &sentence).await?;
    Ok(Redirect::to("/licences").into_response())
}

async fn read(app: &App, person: &SignedIn) -> Result<Held, Failure> {
    let held = Held::read(app, person.person).await?;
    if held.unread {
        return Err(Failure::Unavailable(t!("give-back-unread").into()));
    }
    Ok(held)
}

/// Why it can not be taken away here, and whom to ask.
async fn why_not(app: &App, held: &Held, sku: SkuId, standing: &Standing<'_>) -> Result<String, Failure> {
    let product = held.title(sku);
    let mut conn = app.pool.acquire().await?;
    let administrators = people::store::with_role(&mut conn, "Administrator").await?;
    let administrator = administrators.first().map(|person| person.name.as_str());
    let is_known = if administrator.is_some() { "yes" } else { "no" };
    let name = administrator.unwrap_or_default();
    Ok(match standing {
        Standing::Inherited(groups) => t!(
            "give-back-inherited",
            product = product,
            groups = quoted(groups),
            known = is_known,
            name = name
        ),
        _ => t!(
            "give-back-not-ours",
            product = product,
            known = is_known,
            name = name
        ),
    })
}

/// Plans that go with the direct assignment, and those that stay on by another way.
fn going(held: &Held, sku: SkuId) -> (Vec<&Plan>, Vec<&Plan>) {
    let direct = |of: SkuId, by_group: bool| of == sku && !by_group;
    let others: BTreeSet<_> = held
        .states
        .iter()
        .filter(|state| is_in_effect(state) && !direct(state.sku_id, state.assigned_by_group.is_some()))
        .flat_map(|state| {
            held.plans_of(state.sku_id)
                .filter(|plan| !state.disabled_plans.contains(&plan.plan_id))
        })
        .map(|plan| plan.plan_id)
        .collect();
    let mine = held
        .states_of(sku)
        .find(|state| state.assigned_by_group.is_none());
    let on = held
        .plans_of(sku)
        .filter(|plan| mine.is_some_and(|state| !state.disabled_plans.contains(&plan.plan_id)));
    on.partition(|plan| !others.contains(&plan.plan_id))
}

/// Plans that hold what people make: Microsoft deletes it some time after the plan is gone.
fn data(plans: &[&Plan]) -> Vec<DataLine> {
    let line = |plan: &&Plan| {
        let name = plan.name.to_uppercase();
        let what = if name.starts_with("EXCHANGE_") && name != "EXCHANGE_S_FOUNDATION" {
            t!("give-back-mailbox")
        } else if name.starts_with("SHAREPOINT") || name.starts_with("ONEDRIVE") {
            t!("give-back-files")
        } else {
            return None;
        };
        Some(DataLine {
            what,
            plan: plan.title().to_owned(),
        })
    };
    plans.iter().filter_map(line).collect()
}

async fn show(
    app: &App,
    person: &SignedIn,
    held: &Held,
    sku: SkuId,
    error: Option<String>,
) -> Result<GiveBackPage, Failure> {
    let (goes, stays) = going(held, sku);
    let titles = |plans: &[&Plan]| plans.iter().map(|plan| plan.title().to_owned()).collect();
    let product = held.title(sku);
    let mut conn = app.pool.acquire().await?;
    Ok(GiveBackPage {
        chrome: frame(
            &mut conn,
            person,
            &t!("give-back-frame", product = product),
            Place::Licences,
        )
        .await?,
        sku: sku.to_string(),
        product,
        goes: titles(&goes),
        stays: titles(&stays),
        groups: held.groups_of(sku),
        data: data(&goes),
        error,
    })
}
