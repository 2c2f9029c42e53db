//! `GET /admin/attention` and `POST /admin/attention/{grant}/retry`.

use axum::extract::{Path, State};
use axum::response::Redirect;
use serde::Deserialize;

use super::views::{AttentionGroup, AttentionItem, AttentionPage};
use crate::app::App;
use crate::catalog;
use crate::fulfilment::attention::Attention;
use crate::fulfilment::ending::{self, Ended};
use crate::fulfilment::{Grant, GrantState, store};
use crate::ids::GrantId;
use crate::people::signed_in::Administrator;
use crate::people::{self};
use crate::requests::frame::frame;
use crate::web::page::{Moment, Place};
use crate::web::{Failure, Form};

/// Items that are shown; the oldest first.
const MOST_ITEMS: i64 = 200;

pub async fn page(
    State(app): State<App>,
    Administrator(person): Administrator,
) -> Result<AttentionPage, Failure> {
    let mut conn = app.pool.acquire().await?;
    let mut assigning = AttentionGroup {
        step: "Assigning the licence".into(),
        items: Vec::new(),
    };
    let mut waiting = AttentionGroup {
        step: "Waiting for a seat".into(),
        items: Vec::new(),
    };
    for grant in store::stuck(&mut conn, MOST_ITEMS).await? {
        let Some(attention) = &grant.attention else {
            continue;
        };
        let name = people::store::by_id(&mut conn, grant.person_id)
            .await?
            .map(|person| person.name);
        let product = catalog::store::by_sku(&mut conn, grant.sku_id).await?;
        let words = attention.cause.words();
        let item = AttentionItem {
            request_href: format!("/requests/{}", grant.request_id),
            person: name.unwrap_or_else(|| "somebody who has left".into()),
            product: product
                .map(|product| product.title().to_owned())
                .unwrap_or_default(),
            since: Moment::new(grant.state_since, app.clock.now()),
            problem: words.administrator.into(),
            way_out: words.way_out.into(),
            details: details(&grant, attention),
            retry_action: (grant.state != GrantState::WaitingForSeat)
                .then(|| format!("/admin/attention/{}/retry", grant.id)),
        };
        match grant.state {
            GrantState::WaitingForSeat => waiting.items.push(item),
            _ => assigning.items.push(item),
        }
    }
    let groups = [assigning, waiting]
        .into_iter()
        .filter(|group| !group.items.is_empty())
        .collect();
    Ok(AttentionPage {
        chrome: frame(&mut conn, &person, "Needs attention", Place::Attention).await?,
        groups,
    })
}

fn details(grant: &Grant, attention: &Attention) -> Vec<(String, String)> {
    let mut details = vec![("Grant".to_owned(), grant.id.to_string())];
    if let Some(answer) = &attention.answer {
        if let Some(status) = answer.status {
            details.push(("HTTP status".into(), status.to_string()));
        }
        details.push(("Code".into(), answer.code.clone()));
        details.push(("Graph's message".into(), answer.message.clone()));
        if let Some(id) = &answer.request_id {
            details.push(("Graph's request-id".into(), id.clone()));
        }
    }
    details
}

#[derive(Deserialize)]
pub struct Nothing {}

/// Tries again without a new approval.
pub async fn retry(
    State(app): State<App>,
    Administrator(person): Administrator,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Redirect, Failure> {
    let id: GrantId = id.parse().map_err(|_| Failure::NotFound)?;
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let tried = ending::retry(&mut tx, now, person.person, id).await?;
    tx.commit().await?;
    app.bell.ring();
    match tried {
        Ended::Done => Ok(Redirect::to("/admin/attention")),
        Ended::TooLate => Err(Failure::Conflict("This has been taken care of already.".into())),
        Ended::NotYours => Err(Failure::NotFound),
    }
}
