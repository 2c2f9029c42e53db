//! `GET /ask/{draft}/preview`: what would happen; `POST /ask/{draft}/send`: everything, or nothing and why.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tower_sessions::Session;

use super::look::{self, key};
use super::views::{AskPreview, Verdict};
use super::{draft_id, drop_hidden, lacking, read};
use crate::app::App;
use crate::ids::{PersonId, RequestDraftId, SkuId};
use crate::people::directory;
use crate::people::signed_in::SignedIn;
use crate::policy::{Decision, Facts, Policy};
use crate::portal::form::not_taken;
use crate::portal::question_fields;
use crate::requests::ask::{Ask, Justification};
use crate::requests::bundles::draft::Content;
use crate::requests::bundles::{self, Item, MOST_ITEMS, NotSent, store};
use crate::requests::facts::{self, Seen, Wish};
use crate::requests::frame::{ReasonLine, frame};
use crate::requests::submit::{self, Decided, NotTaken};
use crate::requests::{calendar, questions, rules};
use crate::web::page::Place;
use crate::web::{Failure, Form, flash};
use crate::words;

/// People that are read from Graph at the same time.
const READS_AT_ONCE: usize = 4;

pub async fn preview(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let mut conn = app.pool.acquire().await?;
    let content = read(&mut conn, &person, id).await?;
    drop(conn);
    if !lacking(&content).is_empty() {
        return Ok(Redirect::to(&format!("/ask/{id}")).into_response());
    }
    let mut page = show(&app, &person, (id, &content), &BTreeMap::new()).await?;
    page.chrome = flash::take(&session, page.chrome).await?;
    Ok(page.into_response())
}

/// What is to be left out, each as person and product.
#[derive(Deserialize)]
pub struct Out {
    #[serde(default)]
    out: Vec<String>,
}

pub async fn send(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(Out { out }): Form<Out>,
) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let mut tx = app.pool.begin().await?;
    let draft = store::draft(&mut tx, person.person, id).await?;
    let mut content = draft.ok_or(Failure::NotFound)?.content;
    let products = content.products.len();
    drop_hidden(&mut tx, &mut content).await?;
    let is_less = content.products.len() < products;
    let items = content.items();
    let is_out = |(person, sku): &(PersonId, SkuId)| out.contains(&key(*person, *sku));
    content.left_out.extend(items.into_iter().filter(is_out));
    bundles::draft::save(&mut tx, app.clock.now(), person.person, (Some(id), &content)).await?;
    tx.commit().await?;
    if is_less {
        // What is sent is what was looked at, so it is looked at again.
        flash::leave_not_done(&session, &not_taken(&NotTaken::Hidden).message).await?;
        return Ok(Redirect::to(&format!("/ask/{id}/preview")).into_response());
    }
    if content.items().is_empty() || content.is_too_much() || !lacking(&content).is_empty() {
        return Ok(Redirect::to(&format!("/ask/{id}/preview")).into_response());
    }
    let policy = app.in_force()?.policy;
    let (ready, failed) = prepare(&app, &person, &content, &policy).await?;
    if !failed.is_empty() {
        return refuse(&app, &person, (id, &content), &failed).await;
    }
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let freshness = directory::freshness(&mut tx, now, app.config.living.fresh_hours).await?;
    if let Some(message) = freshness.waits() {
        drop(tx);
        let mut page = show(&app, &person, (id, &content), &BTreeMap::new()).await?;
        page.not_sent = Some(message);
        return Ok((StatusCode::SERVICE_UNAVAILABLE, page).into_response());
    }
    // It is sent once, and exactly as it was read.
    let kept = store::draft(&mut tx, person.person, id).await?;
    if kept.is_none_or(|kept| kept.content != content) {
        let sentence = t!("preview-elsewhere");
        flash::leave_not_done(&session, sentence).await?;
        return Ok(Redirect::to("/requests").into_response());
    }
    let items: Vec<_> = ready.iter().map(|ready| ready.item(&policy)).collect();
    match bundles::send(&mut tx, now, person.person, &items).await? {
        Ok((bundle, _)) => {
            store::delete_draft(&mut tx, person.person, id).await?;
            tx.commit().await?;
            app.bell.ring();
            Ok(Redirect::to(&format!("/requests/bundles/{bundle}")).into_response())
        }
        Err(not_sent) => {
            tx.rollback().await?;
            let mut failed = BTreeMap::new();
            for (place, why) in not_sent {
                if why == NotSent::NotTaken(NotTaken::PolicyChanged) {
                    rules::refresh(&app).await?;
                }
                let ask = &ready[place].ask;
                failed.insert((ask.beneficiary, ask.sku), words(&why));
            }
            refuse(&app, &person, (id, &content), &failed).await
        }
    }
}

type Failed = BTreeMap<(PersonId, SkuId), String>;

fn words(why: &NotSent) -> String {
    match why {
        NotSent::NotTaken(why) => not_taken(why).message,
        NotSent::Denied(reasons) => {
            let texts: Vec<_> = reasons.iter().map(|reason| words::kept(&reason.text)).collect();
            texts.join(" ")
        }
    }
}

/// One item with everything that is read for it.
struct Ready {
    seen: Seen,
    ask: Ask,
    facts: Facts,
    decision: Decision,
}

impl Ready {
    fn item<'a>(&'a self, policy: &'a Policy) -> Item<'a> {
        Item {
            seen: &self.seen,
            ask: &self.ask,
            decided: Decided {
                policy,
                facts: &self.facts,
                decision: &self.decision,
            },
        }
    }
}

/// Reads everybody from Graph, several at once, and decides each item; what can not be sent is said with its reason.
async fn prepare(
    app: &App,
    person: &SignedIn,
    content: &Content,
    policy: &Policy,
) -> Result<(Vec<Ready>, Failed), Failure> {
    let mut wanted: BTreeMap<PersonId, Vec<SkuId>> = BTreeMap::new();
    for (beneficiary, sku) in content.items().into_iter().take(MOST_ITEMS) {
        wanted.entry(beneficiary).or_default().push(sku);
    }
    let permits = Arc::new(Semaphore::new(READS_AT_ONCE));
    let mut reads = JoinSet::new();
    for (beneficiary, skus) in wanted.clone() {
        let (app, permits, requester) = (app.clone(), Arc::clone(&permits), person.person);
        reads.spawn(async move {
            let _permit = permits.acquire_owned().await;
            let seen = facts::read_many(&app, (requester, beneficiary), &skus).await;
            (beneficiary, seen)
        });
    }
    let mut ready = Vec::new();
    let mut failed = Failed::new();
    while let Some(read) = reads.join_next().await {
        let (beneficiary, read) = read.context("a reading broke off")?;
        let read = match read {
            Ok(read) => read,
            Err(error) if error.is::<crate::graph::Error>() => {
                tracing::warn!("facts could not be read: {error:#}");
                let sentence = t!("preview-microsoft");
                for sku in wanted.get(&beneficiary).into_iter().flatten() {
                    failed.insert((beneficiary, *sku), sentence.to_owned());
                }
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        for sku in wanted.get(&beneficiary).into_iter().flatten() {
            if !read.iter().any(|seen| seen.product.sku_id == *sku) {
                failed.insert((beneficiary, *sku), not_taken(&NotTaken::NotAssignable).message);
            }
        }
        for seen in read {
            let item = (beneficiary, seen.product.sku_id);
            match decide(app, person, content, (policy, seen)).await? {
                Ok(one) => ready.push(one),
                Err(sentence) => {
                    failed.insert(item, sentence);
                }
            }
        }
    }
    Ok((ready, failed))
}

/// What is asked in one item and what the policy says to it; `Err` = why it can not be sent as it is.
async fn decide(
    app: &App,
    person: &SignedIn,
    content: &Content,
    (policy, seen): (&Policy, Seen),
) -> Result<Result<Ready, String>, Failure> {
    let now = app.clock.now();
    let zone = seen.beneficiary.zone(&app.config.living.zones);
    let term = match content.term.read(calendar::day_of(now, zone), None) {
        Ok(term) => term,
        Err((_, message)) => return Ok(Err(message)),
    };
    let justification = match Justification::parse(&content.justification) {
        Ok(justification) => justification,
        Err(message) => return Ok(Err(message)),
    };
    let (answers, unreadable) = question_fields::read(&content.answers);
    if let Some(error) = unreadable.into_iter().next() {
        return Ok(Err(error.message));
    }
    let mut ask = Ask {
        requester: person.person,
        beneficiary: seen.beneficiary.id,
        sku: seen.product.sku_id,
        justification,
        term,
        zone,
        plans_off: Vec::new(),
        changes: None,
        answers,
    };
    let mut facts = seen.facts(now, &Wish::from(&ask));
    let mut conn = app.pool.acquire().await?;
    let (decision, wrong) = questions::decide(&mut conn, policy, &mut facts, &ask.answers).await?;
    drop(conn);
    ask.answers.clone_from(&facts.request.answers);
    if decision.is_not_yours() {
        let mut tx = app.pool.begin().await?;
        submit::note_not_yours(&mut tx, now, &ask).await?;
        tx.commit().await?;
        return Ok(Err(not_taken(&NotTaken::NotYours).message));
    }
    if let Some((id, message)) = wrong.into_iter().next() {
        let asked = decision.questions.iter().find(|asked| asked.question.id == id);
        let question = asked.map_or("", |asked| asked.question.text.as_str());
        return Ok(Err(format!("{question} {message}")));
    }
    // Of what one holds already, that is said first: by what takes it.
    let holds_it = seen.held.iter().any(|state| state.sku_id == ask.sku);
    let covered = submit::covered(now, &seen, &ask, &decision).filter(|_| !holds_it);
    if let Some(covered) = covered {
        return Ok(Err(not_taken(&covered).message));
    }
    Ok(Ok(Ready {
        seen,
        ask,
        facts,
        decision,
    }))
}

async fn refuse(
    app: &App,
    person: &SignedIn,
    draft: (RequestDraftId, &Content),
    failed: &Failed,
) -> Result<Response, Failure> {
    let mut page = show(app, person, draft, failed).await?;
    page.not_sent = Some(t!("preview-nothing-sent").into());
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn show(
    app: &App,
    person: &SignedIn,
    (id, content): (RequestDraftId, &Content),
    failed: &Failed,
) -> Result<AskPreview, Failure> {
    let mut looked = look::look(app, person, content).await?;
    for ((beneficiary, sku), sentence) in failed {
        let key = key(*beneficiary, *sku);
        let line = looked.lines.iter_mut().find(|line| line.key == key);
        if let Some(line) = line.filter(|line| line.passes()) {
            line.verdict = Verdict::Not(vec![ReasonLine {
                text: sentence.clone(),
                rule: String::new(),
                link: None,
            }]);
        }
    }
    let mut conn = app.pool.acquire().await?;
    Ok(AskPreview {
        chrome: frame(&mut conn, person, t!("form-look"), Place::Catalogue).await?,
        id: id.to_string(),
        lines: looked.lines,
        sums: looked.sums,
        cost: looked.cost,
        missing: looked.missing,
        is_unread: looked.is_unread,
        not_sent: None,
    })
}
