//! `GET /requests`, `GET /requests/{id}` and `POST /requests/{id}/cancel`.

use axum::extract::{Path, State};
use axum::response::Redirect;
use chrono::DateTime;
use serde::Deserialize;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::in_hand::{InHand, NotTaken};
use super::instead::{self, WouldPass};
use super::licences::until;
use super::progress::Around;
use super::store::{self as listed, EndOfPage};
use super::together;
use super::told::Told;
use super::views::{Confirmed, RequestPage, RequestRow, RequestsPage, Together};
use crate::app::App;
use crate::fulfilment::ending::{self, Ended};
use crate::fulfilment::{GrantState, seats, store as grants};
use crate::ids::RequestId;
use crate::people::signed_in::{Role, SignedIn};
use crate::requests::cancel::{Cancelled, cancel};
use crate::requests::facts::{self, Wish};
use crate::requests::frame::{frame, price_words};
use crate::requests::questions::answers_to;
use crate::requests::{RequestKind, RequestState, StageState, StoredDecision, bundles, change, store};
use crate::web::page::{Moment, Pager, Place};
use crate::web::{Failure, Form, Nothing, Query, flash};

/// Requests on a page of the list.
const PAGE_ROWS: i64 = 25;

#[derive(Deserialize)]
pub struct Before {
    /// Microseconds since 1970; the list shows what is older.
    before: Option<i64>,
    /// The last request that was shown.
    last: Option<String>,
}

impl Before {
    fn end_of_page(&self) -> Option<EndOfPage> {
        let at = DateTime::from_timestamp_micros(self.before?)?;
        let id = self.last.as_deref().and_then(|id| id.parse().ok());
        Some(EndOfPage { at, id })
    }
}

pub async fn list(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Query(query): Query<Before>,
) -> Result<RequestsPage, Failure> {
    let before = query.end_of_page();
    let mut conn = app.pool.acquire().await?;
    let mut requests = listed::requests_of(&mut conn, person.person, before, PAGE_ROWS + 1).await?;
    let more = requests.len() > usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    requests.truncate(usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX));
    let older = requests.last().filter(|_| more).map(|last| {
        let at = last.created_at.timestamp_micros();
        format!("/requests?before={at}&last={}", last.id)
    });
    let newer = before.map(|_| "/requests".to_owned());
    let now = app.clock.now();
    let rows = requests.into_iter().map(|request| RequestRow {
        href: format!("/requests/{}", request.id),
        asked_for: match (request.standing.is_extension, request.standing.is_change) {
            (true, _) => t!("requests-more-time"),
            (_, true) => t!("requests-other-plans"),
            _ => "",
        },
        beneficiary: (request.beneficiary_id != person.person).then_some(request.beneficiary),
        adopted_by: (request.kind == RequestKind::Adopt).then_some(request.requester),
        state: request.standing.badge(),
        asked: Moment::new(request.created_at, now),
        waits_for: request.standing.waits_for(),
        product: request.product,
    });
    let rows = rows.collect();
    let drafts = match before {
        None => together::drafts(&mut conn, &person).await?,
        Some(_) => Vec::new(),
    };
    let chrome = frame(&mut conn, &person, t!("nav-requests"), Place::Requests).await?;
    Ok(RequestsPage {
        chrome: flash::take(&session, chrome).await?,
        drafts,
        rows,
        pager: Pager { newer, older },
    })
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
) -> Result<RequestPage, Failure> {
    let id: RequestId = id.parse().map_err(|_| Failure::NotFound)?;
    show(&app, &session, &person, id, None).await
}

/// The page, with what was typed and could not be taken.
pub(super) async fn show(
    app: &App,
    session: &Session,
    person: &SignedIn,
    id: RequestId,
    wrong: Option<NotTaken>,
) -> Result<RequestPage, Failure> {
    let mut conn = app.pool.acquire().await?;
    let request = store::by_id(&mut conn, id).await?.ok_or(Failure::NotFound)?;
    let told = Told::read(&mut conn, request, &app.config.living.zones).await?;
    if !told.may_be_seen_by(person) {
        return Err(Failure::NotFound);
    }
    let now = app.clock.now();
    let in_progress = grants::in_progress(&mut conn, told.request.beneficiary_id).await?;
    let place = match &told.grant {
        Some(grant) => seats::place(&mut conn, grant).await?,
        None => None,
    };
    let confirmed = match told
        .grant
        .as_ref()
        .filter(|grant| grant.state == GrantState::Active)
        .and_then(|grant| grant.active_at.map(|at| (grant, at)))
    {
        Some((grant, at)) => {
            let on = told
                .plans
                .iter()
                .filter(|plan| grant.plans_on.contains(&plan.plan_id))
                .count();
            let off = told
                .plans
                .iter()
                .filter(|plan| plan.can_be_switched())
                .count()
                .saturating_sub(on);
            Some(Confirmed {
                at: Moment::new(at, now),
                plans_on: on,
                plans_off: off,
            })
        }
        None => None,
    };
    let policy = app.in_force()?.policy;
    let mine = told.request.requester_id == person.person || told.request.beneficiary_id == person.person;
    let in_hand = InHand::of(&mut conn, &told, (person.person, now), wrong).await?;
    let asked = told.request.requester_id == person.person && told.request.kind == RequestKind::Assign;
    let form = format!("/products/{}/request", told.request.sku_id);
    let can_change = asked
        && change::obstacle(&mut conn, person.person, &told.request)
            .await?
            .is_none();
    let change_href = can_change.then(|| format!("{form}?change={id}"));
    let is_denied = told.request.state == RequestState::Denied;
    let again_href = (asked && is_denied).then(|| format!("{form}?like={id}"));
    let by_policy = is_denied
        && told
            .stages
            .iter()
            .all(|(stage, _)| stage.state != StageState::Denied);
    let would_pass = match &told.decision {
        Some(stored) if asked && by_policy => would_pass(app, &mut conn, (&told, stored)).await?,
        _ => None,
    };
    let would_pass = would_pass.map(|found| {
        let href = found
            .token
            .as_ref()
            .map(|token| format!("{form}?like={id}&instead={token}"));
        (found, href)
    });
    let together = bundles::store::around(&mut conn, id).await?;
    let together = together.filter(|(_, _, others)| *others > 0);
    let together = together.map(|(bundle, by, others)| Together {
        others,
        href: together::sent::may_be_seen_by(person, by).then(|| format!("/requests/bundles/{bundle}")),
    });
    let chrome = frame(&mut conn, person, told.product.title(), Place::Requests).await?;
    Ok(RequestPage {
        chrome: flash::take(session, chrome).await?,
        id: told.request.id.to_string(),
        product: told.product.title().to_owned(),
        by: by(&told),
        beneficiary: told.beneficiary.clone(),
        state: told.badge(),
        is_final: told.is_over(),
        steps: told.steps(Around {
            now,
            carry_out_at: told.carry_out_at,
            in_progress,
            place,
            in_warning: app.config.seats_in_warning,
            zone: told.zone,
        }),
        justification: told.request.justification.clone(),
        answers: told.decision.as_ref().map_or_else(Vec::new, |stored| {
            let asked = policy.questions_in_order(stored.decision.questions.clone());
            answers_to(&asked, &told.request.answers)
        }),
        explain_href: (told.decision.is_some()
            && (person.has(Role::Auditor) || person.has(Role::Administrator)))
        .then(|| format!("/requests/{}/explain", told.request.id)),
        term: told.term(),
        until: told
            .grant
            .as_ref()
            .or(told.changed.as_ref())
            .filter(|grant| grant.active_at.is_some())
            .and_then(|grant| grant.until_at)
            .map(|at| until(at, told.zone)),
        cost: price_words(told.product.price_cents, told.product.currency.as_deref()),
        switched: told.switched(),
        plans_off: told.plans_off(),
        confirmed,
        can_cancel: mine && told.can_be_cancelled(),
        in_hand,
        change_href,
        again_href,
        would_pass,
        together,
    })
}

/// What would pass in place of what the policy denied; `None` = it can not be found out any more.
async fn would_pass(
    app: &App,
    conn: &mut PgConnection,
    (told, stored): (&Told, &StoredDecision),
) -> Result<Option<WouldPass>, Failure> {
    let now = app.clock.now();
    let policy = app.in_force()?.policy;
    let request = &told.request;
    let parties = (request.requester_id, request.beneficiary_id);
    let Some(mut seen) = facts::from_mirror(conn, parties, request.sku_id, Vec::new()).await? else {
        return Ok(None);
    };
    seen.count_spend(conn, &policy, now).await?;
    let mut facts = seen.facts(now, &Wish::from(request));
    facts.held.clone_from(&stored.facts.held);
    Ok(Some(instead::find(conn, &policy, (&seen, &facts), now).await?))
}

/// Whose doing it is, where that is not plain: "asked for by Ada Novak".
fn by(told: &Told) -> Option<String> {
    let name = &told.requester;
    if told.is_adopted() {
        Some(t!("requests-adopted-by", name = name))
    } else if told.is_given_at_once() {
        Some(t!("request-given-by", name = name))
    } else {
        (told.requester != told.beneficiary).then(|| t!("request-asked-by", name = name))
    }
}

pub async fn cancel_it(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Redirect, Failure> {
    let id: RequestId = id.parse().map_err(|_| Failure::NotFound)?;
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let cancelled = match cancel(&mut tx, now, person.person, id).await? {
        Cancelled::TooLate => match ending::withdraw(&mut tx, now, person.person, id).await? {
            Ended::Done => Cancelled::Done,
            Ended::TooLate => Cancelled::TooLate,
            Ended::NotYours => Cancelled::NotYours,
        },
        other => other,
    };
    tx.commit().await?;
    match cancelled {
        Cancelled::Done => {
            app.bell.ring();
            Ok(Redirect::to(&format!("/requests/{id}")))
        }
        Cancelled::TooLate => {
            let sentence = t!("request-not-cancelled");
            flash::leave_not_done(&session, sentence).await?;
            Ok(Redirect::to(&format!("/requests/{id}")))
        }
        Cancelled::NotYours => Err(Failure::NotFound),
    }
}
