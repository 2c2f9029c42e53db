//! Several at once: `POST /approvals/bulk` shows what would be signed, `POST /approvals/bulk/carry-out` signs it. Each is signed as
//! if it were alone: its facts are read again, the policy decides again, and what is refused undoes nothing of the rest.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use futures_util::future::join_all;
use serde::Deserialize;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::Item;
use super::outcome::{self, ItemOutcome, Outcome};
use super::store::{self as queue, Looks};
use super::view::View;
use super::views::{BulkPage, Chosen, Group};
use crate::app::App;
use crate::approvals::card::{self, Shown};
use crate::approvals::signing::{self, Given};
use crate::approvals::zone_of;
use crate::catalog;
use crate::ids::{PersonId, StageId};
use crate::people::directory;
use crate::people::signed_in::SignedIn;
use crate::requests::ask::Justification;
use crate::requests::frame::{frame, price_words};
use crate::requests::narrowing::Narrowing;
use crate::requests::{Answer, Change, store};
use crate::web::page::{Place, Tone};
use crate::web::{Failure, Form, flash};

/// Items that are signed in one go: more would outlast the page's time.
pub const MOST_ITEMS: usize = 100;
/// Facts that are read from Graph side by side; each reading needs a connection for a moment.
const READ_AT_ONCE: usize = 4;
/// Plans that stay off and are named.
const MOST_NAMED: usize = 6;

/// Ticked rows of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ticked {
    item: Vec<String>,
    list: String,
}

/// The preview, sent back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    answer: String,
    note: String,
    reason: String,
    /// "stage:hash of the change" each.
    item: Vec<String>,
    list: String,
}

/// A field that is wrong, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Note,
    Reason,
}

pub async fn preview(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Form(ticked): Form<Ticked>,
) -> Result<Response, Failure> {
    let view = View::parse(&ticked.list);
    let stages: Result<BTreeSet<StageId>, _> = ticked.item.iter().map(|id| id.parse()).collect();
    let stages = stages.map_err(|_| unreadable())?;
    let sentence = match stages.len() {
        0 => t!("bulk-none-ticked").to_owned(),
        1..=MOST_ITEMS => String::new(),
        _ => t!("bulk-too-many", most = MOST_ITEMS),
    };
    if !sentence.is_empty() {
        flash::leave_not_done(&session, &sentence).await?;
        return Ok(Redirect::to(&view.href()).into_response());
    }
    let typed = Typed {
        list: view.query(),
        ..Typed::default()
    };
    Ok(show(&app, &person, stages, &typed, None).await?.into_response())
}

pub async fn carry_out(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let (answer, text, field) = match typed.answer.as_str() {
        "approve" => (Answer::Approve, &typed.note, Wrong::Note),
        "deny" => (Answer::Deny, &typed.reason, Wrong::Reason),
        _ => return Err(unreadable()),
    };
    let items = read_items(&typed.item)?;
    let reason = match Justification::parse(text) {
        Ok(reason) if reason.as_str().is_empty() => match answer {
            Answer::Deny => Err(t!("bulk-say-why").to_owned()),
            Answer::Approve if wants_note(&app, &items).await? => Err(t!("bulk-say-why-yes").to_owned()),
            Answer::Approve => Ok(reason),
        },
        other => other,
    };
    let reason = match reason {
        Ok(reason) => reason,
        Err(message) => {
            let stages = items.into_iter().map(|(stage, _)| stage).collect();
            let page = show(&app, &person, stages, &typed, Some((field, message))).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let mut conn = app.pool.acquire().await?;
    let freshness = directory::freshness(&mut conn, app.clock.now(), app.config.living.fresh_hours).await?;
    drop(conn);
    if let Some(message) = freshness.waits().filter(|_| answer == Answer::Approve) {
        let stages = items.into_iter().map(|(stage, _)| stage).collect();
        let page = show(&app, &person, stages, &typed, None).await?;
        let why = t!("answer-nothing-signed", why = message);
        let chrome = page.chrome.clone().with_notice(Tone::Bad, &why);
        return Ok((StatusCode::SERVICE_UNAVAILABLE, BulkPage { chrome, ..page }).into_response());
    }
    let mut outcome = Outcome {
        at: app.clock.now(),
        denied: answer == Answer::Deny,
        list: View::parse(&typed.list).query(),
        items: Vec::new(),
    };
    for some in items.chunks(READ_AT_ONCE) {
        // All are read before the first is signed: nothing waits with a transaction open while another one wants its rows.
        let read = join_all(some.iter().map(|(stage, _)| signing::read(&app, *stage))).await;
        for ((stage, shown), read) in some.iter().zip(read) {
            let narrowing = Narrowing::default();
            let given = Given {
                stage: *stage,
                approver: person.person,
                signed_in_at: person.at,
                answer,
                reason: reason.as_str(),
                shown,
                narrowing: &narrowing,
            };
            let signed = match read {
                Ok(read) => signing::sign(&app, read, &given).await,
                Err(failure) => Err(failure),
            };
            let (became, said) = outcome::said(&app, (person.person, *stage), signed).await;
            outcome.items.push(ItemOutcome {
                stage: *stage,
                title: title(&app, (person.person, *stage)).await?,
                became,
                said,
            });
        }
        app.bell.ring();
        // What was signed is told, whatever becomes of the rest, or of this page.
        outcome::keep(&session, &outcome).await?;
    }
    Ok(Redirect::to("/approvals/bulk").into_response())
}

/// Whether the route of any of them wants to know why.
async fn wants_note(app: &App, items: &[(StageId, String)]) -> Result<bool, Failure> {
    let stages: Vec<_> = items.iter().map(|(stage, _)| *stage).collect();
    let mut conn = app.pool.acquire().await?;
    Ok(store::wants_note(&mut conn, &stages).await?)
}

/// "Visio Plan 2 for Mia Berg". What somebody may not sign is not named: they learn nothing of it.
async fn title(app: &App, (person, stage): (PersonId, StageId)) -> Result<String, Failure> {
    let mut conn = app.pool.acquire().await?;
    let approvers = store::approvers_of(&mut conn, stage).await?;
    let is_theirs = approvers.iter().any(|(approver, _)| *approver == person);
    match is_theirs {
        true => card::title(&mut conn, stage).await,
        false => Ok(t!("bulk-not-theirs").into()),
    }
}

fn unreadable() -> Failure {
    Failure::BadForm(t!("bulk-unreadable").into())
}

/// Each once, in the order of the preview, with the hash of the change that was shown.
fn read_items(items: &[String]) -> Result<Vec<(StageId, String)>, Failure> {
    let one = |item: &String| {
        let (stage, hash) = item.split_once(':')?;
        Some((stage.parse().ok()?, hash.to_owned()))
    };
    let read: Option<Vec<(StageId, String)>> = items.iter().map(one).collect();
    let mut read = read.ok_or_else(unreadable)?;
    let mut before = BTreeSet::new();
    read.retain(|(stage, _)| before.insert(*stage));
    match (1..=MOST_ITEMS).contains(&read.len()) {
        true => Ok(read),
        false => Err(unreadable()),
    }
}

async fn show(
    app: &App,
    person: &SignedIn,
    stages: BTreeSet<StageId>,
    typed: &Typed,
    wrong: Option<(Wrong, String)>,
) -> Result<BulkPage, Failure> {
    let now = app.clock.now();
    let view = View::parse(&typed.list);
    let mut conn = app.pool.acquire().await?;
    let zone = zone_of(app, &mut conn, person.person).await?;
    let everything = View::default();
    let looks = Looks::at(&everything, person.person, (now, zone));
    let ids: Vec<_> = stages.iter().copied().collect();
    let waiting = queue::these(&mut conn, &looks, &ids).await?;
    let mut groups: Vec<(Change, Vec<(Item, Shown)>)> = Vec::new();
    let mut items = Vec::new();
    for item in waiting {
        let Some(stage) = store::stage(&mut conn, item.stage).await? else {
            continue;
        };
        let shown = Shown::read(&mut conn, stage, person.person, Vec::new()).await?;
        let change = shown.change();
        items.push(format!("{}:{}", item.stage, change.hash()?));
        match groups.iter_mut().find(|(other, _)| is_alike(other, &change)) {
            Some((_, alike)) => alike.push((item, shown)),
            None => groups.push((change, vec![(item, shown)])),
        }
    }
    let total = costs(
        groups
            .iter()
            .flat_map(|(_, alike)| alike.iter().map(|(item, _)| item)),
    );
    let mut shown_groups = Vec::new();
    for (change, alike) in &groups {
        shown_groups.extend(group(&mut conn, &view, change, alike).await?);
    }
    let error = |field: Wrong| {
        wrong
            .as_ref()
            .filter(|(at, _)| *at == field)
            .map(|(_, why)| why.clone())
    };
    Ok(BulkPage {
        wants_note: store::wants_note(&mut conn, &ids).await?,
        chrome: frame(&mut conn, person, t!("bulk-title"), Place::Approvals).await?,
        groups: shown_groups,
        count: t!("queue-count", count = items.len()),
        total,
        gone: stages.len() - items.len(),
        items,
        list: view.query(),
        back_href: view.href(),
        note: typed.note.clone(),
        reason: typed.reason.clone(),
        note_error: error(Wrong::Note),
        reason_error: error(Wrong::Reason),
    })
}

/// The same for somebody else.
fn is_alike(one: &Change, other: &Change) -> bool {
    let for_the_same = Change {
        beneficiary: one.beneficiary,
        extends: other.extends.and(one.extends),
        ..other.clone()
    };
    *one == for_the_same
}

async fn group(
    conn: &mut PgConnection,
    view: &View,
    change: &Change,
    alike: &[(Item, Shown)],
) -> Result<Option<Group>, Failure> {
    let Some((item, shown)) = alike.first() else {
        return Ok(None);
    };
    let mut replaces = Vec::new();
    for sku in &change.replaces {
        if let Some(product) = catalog::store::by_sku(conn, *sku).await? {
            replaces.push(product.title().to_owned());
        }
    }
    let person = |(item, _): &(Item, Shown)| Chosen {
        href: view.card(item.stage),
        beneficiary: item.beneficiary.clone(),
        requester: item.for_other.then(|| item.requester.clone()),
        flags: item.flags(),
    };
    Ok(Some(Group {
        product: item.product.clone(),
        term: change.term_in_words(),
        plans: plans(change, shown),
        replaces,
        cost: price_words(item.price_cents, item.currency.as_deref()),
        total: costs(alike.iter().map(|(item, _)| item)),
        people: alike.iter().map(person).collect(),
    }))
}

fn plans(change: &Change, shown: &Shown) -> String {
    if change.extends.is_some() {
        return t!("bulk-only-end").into();
    }
    let off: Vec<_> = change.plans_off.iter().collect();
    let (on, all) = (change.plans_on.len(), change.plans_on.len() + off.len());
    if all == 1 && off.is_empty() {
        return t!("bulk-only-plan").into();
    }
    if off.is_empty() {
        return t!("bulk-all-on", count = all);
    }
    let titles = shown
        .seen
        .plans
        .iter()
        .filter(|plan| off.contains(&&plan.plan_id));
    let mut names: Vec<_> = titles.map(|plan| plan.title().to_owned()).collect();
    let more = names.len().saturating_sub(MOST_NAMED);
    names.truncate(MOST_NAMED);
    let names = names.join(", ");
    match more {
        0 => t!("bulk-plans", on = on, all = all, names = names),
        more => t!("bulk-plans-more", on = on, all = all, names = names, more = more),
    }
}

/// What these cost a month, each currency by itself.
fn costs<'a>(items: impl Iterator<Item = &'a Item>) -> String {
    let mut sums: BTreeMap<Option<&str>, i64> = BTreeMap::new();
    let mut unknown = 0;
    for item in items {
        match item.price_cents {
            Some(_) if item.costs_as_before => {}
            Some(cents) => *sums.entry(item.currency.as_deref()).or_default() += cents,
            None => unknown += 1,
        }
    }
    sums.retain(|_, cents| *cents > 0);
    let mut words: Vec<_> = sums
        .into_iter()
        .map(|(currency, cents)| price_words(Some(cents), currency))
        .collect();
    if unknown > 0 {
        words.push(t!("bulk-no-price", count = unknown));
    }
    let all = words
        .into_iter()
        .reduce(|costs, last| t!("bulk-and", costs = costs, last = last));
    all.unwrap_or_else(|| t!("bulk-no-cost").into())
}
