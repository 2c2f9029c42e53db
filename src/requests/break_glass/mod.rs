//! Giving at once, past the rules: by an administrator, to somebody else, for some days, with a reason. Two others are told in the
//! same transaction, and it stands in the report of exceptions until somebody else has reviewed it.

pub mod store;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;
use sqlx::{Connection, PgConnection};

use super::facts::Seen;
use super::notices::{self, News, Notice};
use super::submit::{NotTaken, grant, not_to_be_begun};
use super::{Change, Request, RequestKind, RequestState};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{PersonId, PlanId, RequestId};
use crate::people;

/// Days that such a right lasts at most: it is for the time until the usual way was gone.
pub const LONGEST_DAYS: i32 = 30;
/// Characters of a reason at least: others have to understand it later.
pub const SHORTEST_REASON_CHARS: usize = 20;
/// People who are told at once; where fewer could be, nothing is given.
const TOLD: usize = 2;

/// What is given.
#[derive(Clone, Debug)]
pub struct Giving<'a> {
    pub by: PersonId,
    /// Plans that stay off although they are offered.
    pub plans_off: &'a [PlanId],
    /// From 1 to [`LONGEST_DAYS`].
    pub days: i32,
    pub reason: &'a str,
    /// In which the person's days are.
    pub zone: Tz,
}

/// Why nothing is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotGiven {
    ToOneself,
    AccountClosed,
    /// Every plan of the product is off.
    NoPlans,
    /// Fewer than two others are there who could be told, and of whom one could review it.
    TooFewToTell,
    /// As for a request: hidden, held, asked for already, not to be given out.
    NotTakeable(NotTaken),
}

impl NotGiven {
    fn code(&self) -> &'static str {
        match self {
            Self::ToOneself => "to_oneself",
            Self::AccountClosed => "account_closed",
            Self::NoPlans => "no_plans",
            Self::TooFewToTell => "too_few_to_tell",
            Self::NotTakeable(NotTaken::Hidden) => "hidden",
            Self::NotTakeable(NotTaken::AlreadyHeld) => "already_held",
            Self::NotTakeable(NotTaken::AlreadyAsked) => "already_asked",
            Self::NotTakeable(_) => "not_assignable",
        }
    }
}

/// What stands in the report.
#[derive(Clone, Debug)]
pub struct Exception {
    pub request: RequestId,
    pub made_by: PersonId,
    pub made_by_name: String,
    pub made_at: DateTime<Utc>,
    pub reason: String,
    pub beneficiary: PersonId,
    pub beneficiary_name: String,
    pub product: String,
    /// Known once it is active.
    pub until_at: Option<DateTime<Utc>>,
    pub grant_state: Option<String>,
    pub term_days: Option<i32>,
    pub reviewed_at: Option<DateTime<Utc>>,
    pub reviewed_by_name: Option<String>,
    pub review_note: Option<String>,
}

/// Why it could not be given, before anything is typed; takes no lock and writes nothing.
pub async fn obstacle(
    conn: &mut PgConnection,
    seen: &Seen,
    by: PersonId,
) -> anyhow::Result<Option<NotGiven>> {
    let beneficiary = seen.beneficiary.id;
    if by == beneficiary {
        return Ok(Some(NotGiven::ToOneself));
    }
    if !people::store::is_open(conn, beneficiary).await? {
        return Ok(Some(NotGiven::AccountClosed));
    }
    if !seen.product.can_be_asked_for() {
        return Ok(Some(NotGiven::NotTakeable(NotTaken::NotAssignable)));
    }
    if let Some(why) = not_to_be_begun(conn, seen).await? {
        return Ok(Some(NotGiven::NotTakeable(why)));
    }
    let told = to_be_told(conn, (by, beneficiary)).await?;
    Ok((told.len() < TOLD).then_some(NotGiven::TooFewToTell))
}

/// Gives it. The caller read `seen` from Graph before the transaction began, and commits also where nothing is given: each
/// refused attempt is an event.
pub async fn give(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    seen: &Seen,
    giving: &Giving<'_>,
) -> anyhow::Result<Result<RequestId, NotGiven>> {
    let change = change(seen, giving);
    let why = match obstacle(tx, seen, giving.by).await? {
        None if change.plans_on.is_empty() && seen.switchable().next().is_some() => Some(NotGiven::NoPlans),
        why => why,
    };
    if let Some(why) = why {
        refused(tx, now, (seen, giving), &why).await?;
        return Ok(Err(why));
    }
    let request = Request {
        id: RequestId::mint(now),
        kind: RequestKind::BreakGlass,
        requester_id: giving.by,
        beneficiary_id: seen.beneficiary.id,
        sku_id: seen.product.sku_id,
        justification: giving.reason.to_owned(),
        term_days: Some(giving.days),
        plans_off: giving.plans_off.to_vec(),
        change_hash: change.hash()?,
        state: RequestState::Approved,
        created_at: now,
        settled_at: None,
        begins_on: None,
        ends_on: None,
        extends: None,
        changes: None,
        answers: sqlx::types::Json::default(),
        for_whom: None,
    };
    // Up to a savepoint: where somebody asked for it in the same moment, only that is taken back, and it is said in the log.
    let mut inserting = tx.begin().await?;
    if let Err(error) = super::store::insert(&mut inserting, &request).await {
        let constraint = error.as_database_error().and_then(|error| error.constraint());
        if constraint == Some("one_open_request_for_each_person_and_product") {
            inserting.rollback().await?;
            let why = NotGiven::NotTakeable(NotTaken::AlreadyAsked);
            refused(tx, now, (seen, giving), &why).await?;
            return Ok(Err(why));
        }
        return Err(error.into());
    }
    inserting.commit().await?;
    store::insert(tx, now, request.id, (giving.by, giving.reason)).await?;
    let told = to_be_told(tx, (giving.by, request.beneficiary_id)).await?;
    let event = Event::new(Kind::GivenAtOnce, Actor::Person(giving.by))
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
        .saying(json!({
            "term_days": giving.days, "plans_on": change.plans_on, "plans_off": change.plans_off,
            "change_hash": request.change_hash, "told": told,
        }));
    let event = audit::append(tx, now, event).await?;
    notices::tell(tx, now, event, &told, News::of(Notice::GivenAtOnce, request.id)).await?;
    grant(tx, now, &request, &change, giving.zone).await?;
    Ok(Ok(request.id))
}

async fn refused(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (seen, giving): (&Seen, &Giving<'_>),
    why: &NotGiven,
) -> sqlx::Result<()> {
    let event = Event::new(Kind::Refused, Actor::Person(giving.by))
        .about(seen.beneficiary.id)
        .with_product(seen.product.sku_id)
        .saying(json!({ "attempt": "give_at_once", "why": why.code() }));
    audit::append(tx, now, event).await?;
    Ok(())
}

fn change(seen: &Seen, giving: &Giving<'_>) -> Change {
    let (mut off, mut on): (Vec<_>, Vec<_>) = seen
        .switchable()
        .map(|plan| plan.plan_id)
        .partition(|plan| giving.plans_off.contains(plan));
    off.sort();
    on.sort();
    Change {
        beneficiary: seen.beneficiary.id,
        sku: seen.product.sku_id,
        plans_on: on,
        plans_off: off,
        term_days: Some(giving.days.into()),
        begins_on: None,
        ends_on: None,
        extends: None,
        changes: None,
        replaces: Vec::new(),
    }
}

/// Two other administrators; where fewer are there, auditors. Neither who gives it nor who gets it, nor who has no mail.
async fn to_be_told(
    conn: &mut PgConnection,
    (by, beneficiary): (PersonId, PersonId),
) -> sqlx::Result<Vec<PersonId>> {
    let others = store::others_with_mail(conn, (by, beneficiary)).await?;
    Ok(others.into_iter().take(TOLD).collect())
}

/// What became of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reviewed {
    Done,
    /// Somebody was quicker.
    Already,
    /// Who made it does not review it.
    OwnDoing,
    /// Who got it does not review it.
    OwnLicence,
    NotThere,
}

/// Notes that somebody looked at it. The caller commits also where it is refused.
pub async fn review(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: RequestId,
    (by, note): (PersonId, &str),
) -> anyhow::Result<Reviewed> {
    let Some(exception) = store::lock(tx, request).await? else {
        return Ok(Reviewed::NotThere);
    };
    let Some(of) = super::store::by_id(tx, request).await? else {
        return Ok(Reviewed::NotThere);
    };
    let about = |kind| {
        Event::new(kind, Actor::Person(by))
            .on_request(request)
            .about(of.beneficiary_id)
            .with_product(of.sku_id)
    };
    let refused = match (by == exception.made_by, by == of.beneficiary_id) {
        (true, _) => Some(("made_by_them", Reviewed::OwnDoing)),
        (false, true) => Some(("given_to_them", Reviewed::OwnLicence)),
        (false, false) if exception.reviewed_at.is_some() => Some(("reviewed_already", Reviewed::Already)),
        (false, false) => None,
    };
    if let Some((why, answer)) = refused {
        let event = about(Kind::Refused).saying(json!({ "attempt": "review_exception", "why": why }));
        audit::append(tx, now, event).await?;
        return Ok(answer);
    }
    store::review(tx, now, request, (by, note)).await?;
    audit::append(tx, now, about(Kind::ExceptionReviewed)).await?;
    Ok(Reviewed::Done)
}
