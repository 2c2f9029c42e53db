//! Signing for somebody else: from a day until a day, for all products or some or up to a cost. What waits moves too. Whoever
//! is signed for may still sign; one right gives one signature. Nobody hands on what they have from somebody else.

pub mod store;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

use self::store::Of;
use super::notices::{self, News, Notice};
use super::{Request, RequestState, appeal, replacement};
use crate::audit::{self, Actor, Event, Kind};
use crate::clock::Clock;
use crate::ids::{DelegationId, PersonId, RequestId, SkuId, StageId};
use crate::jobs::{self, Job, Leased};
use crate::people;

/// Days that a delegation lasts at most.
pub const LONGEST_DAYS: i64 = 366;
/// Delegations of one person that are to come or run at the same time.
const MOST_LIVING: i64 = 20;
/// Delegations that begin or end in one turn of the clock.
const MOST_DUE: i64 = 500;
/// Items that are moved in one turn of the clock, and at once.
const MOST_ITEMS: i64 = 1_000;

/// One delegation, with the names that its pages say.
#[derive(Clone, Debug)]
pub struct Delegation {
    pub id: DelegationId,
    pub from_id: PersonId,
    pub from_name: String,
    pub to_id: PersonId,
    pub to_name: String,
    pub starts_at: DateTime<Utc>,
    /// The first moment after it.
    pub ends_at: DateTime<Utc>,
    /// `None` = all products.
    pub skus: Option<Vec<SkuId>>,
    /// For a seat and month; `None` = whatever it costs.
    pub up_to_cents: Option<i64>,
    pub made_by: PersonId,
    pub made_by_name: String,
    pub begun_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    /// `None` = by itself, once ended.
    pub ended_by_name: Option<String>,
}

/// A delegation to be made.
#[derive(Clone, Debug)]
pub struct New {
    pub from: PersonId,
    pub to: PersonId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub skus: Option<Vec<SkuId>>,
    pub up_to_cents: Option<i64>,
    /// The person themselves, or an administrator.
    pub by: PersonId,
}

/// Why a delegation is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMade {
    ToOneself,
    /// The delegate's account is closed.
    DelegateClosed,
    /// Whoever is to be signed for has left.
    DelegatorLeft,
    OverAlready,
    EndsBeforeItStarts,
    TooLong,
    TooMany,
}

impl NotMade {
    fn code(self) -> &'static str {
        match self {
            Self::ToOneself => "to_oneself",
            Self::DelegateClosed => "delegate_closed",
            Self::DelegatorLeft => "delegator_left",
            Self::OverAlready => "over_already",
            Self::EndsBeforeItStarts => "ends_before_it_starts",
            Self::TooLong => "too_long",
            Self::TooMany => "too_many",
        }
    }
}

/// By which right somebody signs a stage.
#[derive(Clone, Copy, Debug)]
pub struct Right {
    /// `None` = in their own right.
    pub on_behalf_of: Option<PersonId>,
}

/// A delegation and an open stage that it covers.
#[derive(Clone, Debug)]
pub struct Pair {
    pub delegation: DelegationId,
    pub stage: StageId,
    pub request: RequestId,
    pub from: PersonId,
    pub to: PersonId,
    /// The delegate signs it in their own right.
    pub signs_already: bool,
}

/// Something that waits and does not move.
#[derive(Clone, Debug)]
pub struct StaysWith {
    pub stage: StageId,
    pub product: String,
    pub beneficiary: String,
    pub why: String,
}

/// Why an item stays with whoever is signed for, in words.
pub fn why_words(code: &str) -> &'static str {
    match code {
        "is_requester" => t!("delegation-why-requester"),
        "is_beneficiary" => t!("delegation-why-beneficiary"),
        "signed_already" => t!("delegation-why-signed"),
        "signs_already" => t!("delegation-why-own-right"),
        "signed_another_stage" => t!("delegation-why-other-stage"),
        _ => t!("delegation-why-other"),
    }
}

/// Makes it; one that starts now begins at once.
pub async fn make(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    new: &New,
) -> anyhow::Result<Result<DelegationId, NotMade>> {
    if let Some(why) = not_to_be_made(tx, now, new).await? {
        let event = Event::new(Kind::Refused, Actor::Person(new.by)).about(new.to);
        let event =
            event.saying(json!({ "attempt": "delegate", "why": why.code(), "from": new.from, "to": new.to }));
        audit::append(tx, now, event).await?;
        return Ok(Err(why));
    }
    let id = DelegationId::mint(now);
    store::insert(tx, now, id, new).await?;
    let event = Event::new(Kind::DelegationMade, Actor::Person(new.by))
        .about(new.to)
        .saying(json!({
            "delegation": id, "from": new.from, "to": new.to, "starts_at": new.starts_at, "ends_at": new.ends_at,
            "skus": new.skus, "up_to_cents": new.up_to_cents,
        }));
    let event = audit::append(tx, now, event).await?;
    tell(tx, now, event, (new.from, new.to)).await?;
    if new.starts_at <= now {
        begin(tx, now, id).await?;
    } else {
        jobs::enqueue_soon(tx, now, Job::TurnClock, new.starts_at).await?;
    }
    Ok(Ok(id))
}

async fn not_to_be_made(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    new: &New,
) -> anyhow::Result<Option<NotMade>> {
    Ok(if new.from == new.to {
        Some(NotMade::ToOneself)
    } else if !people::store::is_open(tx, new.from).await? {
        Some(NotMade::DelegatorLeft)
    } else if !people::store::is_open(tx, new.to).await? {
        Some(NotMade::DelegateClosed)
    } else if new.ends_at <= now {
        Some(NotMade::OverAlready)
    } else if new.ends_at <= new.starts_at {
        Some(NotMade::EndsBeforeItStarts)
    } else if new.ends_at - new.starts_at.max(now) > Duration::days(LONGEST_DAYS) {
        Some(NotMade::TooLong)
    } else if store::count_living(tx, new.from).await? >= MOST_LIVING {
        Some(NotMade::TooMany)
    } else {
        None
    })
}

/// What became of the wish to end one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Done,
    OverAlready,
    /// Neither theirs nor made to them.
    NotYours,
}

/// Ends it before its time: by whoever is signed for, the delegate, or an administrator (`administers`).
pub async fn end_by_hand(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    id: DelegationId,
    (by, administers): (PersonId, bool),
) -> anyhow::Result<Ended> {
    let Some(delegation) = store::lock(tx, id).await? else {
        return Ok(Ended::NotYours);
    };
    let theirs = administers || by == delegation.from_id || by == delegation.to_id;
    let refused = match (theirs, delegation.ended_at) {
        (false, _) => Some(("not_yours", Ended::NotYours)),
        (true, Some(_)) => Some(("over_already", Ended::OverAlready)),
        (true, None) => None,
    };
    if let Some((why, answer)) = refused {
        let event = Event::new(Kind::Refused, Actor::Person(by)).about(delegation.to_id);
        let event = event.saying(json!({ "attempt": "end_delegation", "why": why, "delegation": id }));
        audit::append(tx, now, event).await?;
        return Ok(answer);
    }
    end(tx, now, &delegation, Some(by)).await?;
    Ok(Ended::Done)
}

async fn end(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    delegation: &Delegation,
    by: Option<PersonId>,
) -> anyhow::Result<()> {
    store::end(tx, now, delegation.id, by).await?;
    store::take_back(tx, delegation.id).await?;
    let event = Event::new(Kind::DelegationEnded, by.map_or(Actor::Service, Actor::Person))
        .about(delegation.to_id)
        .saying(json!({ "delegation": delegation.id, "from": delegation.from_id, "to": delegation.to_id }));
    let event = audit::append(tx, now, event).await?;
    tell(tx, now, event, (delegation.from_id, delegation.to_id)).await
}

async fn begin(tx: &mut PgConnection, now: DateTime<Utc>, id: DelegationId) -> anyhow::Result<()> {
    let Some(delegation) = store::lock(tx, id).await? else {
        return Ok(());
    };
    if delegation.begun_at.is_some() || delegation.ended_at.is_some() {
        return Ok(());
    }
    store::begin(tx, now, id).await?;
    let event = Event::new(Kind::DelegationBegun, Actor::Service)
        .about(delegation.to_id)
        .saying(json!({ "delegation": id, "from": delegation.from_id, "to": delegation.to_id }));
    audit::append(tx, now, event).await?;
    for pair in store::unmoved(tx, now, Of::Delegation(id), MOST_ITEMS).await? {
        move_waiting(tx, now, &pair).await?;
    }
    Ok(())
}

/// What a turn of the clock does for one delegation.
#[derive(Clone, Debug)]
enum Due {
    Begin(DelegationId),
    End(DelegationId),
    Move(Pair),
}

/// Begins and ends what is due, and moves what a delegation covers and did not see: each in a transaction of its own. What
/// fails is passed over until the next turn.
pub async fn turn(pool: &PgPool, clock: &Clock, leased: &Leased) -> anyhow::Result<()> {
    let mut conn = pool.acquire().await?;
    let now = clock.now();
    let due = store::due(&mut conn, now, MOST_DUE).await?;
    let due = due.into_iter().map(|(id, is_over)| match is_over {
        true => Due::End(id),
        false => Due::Begin(id),
    });
    // A stage that opened in the moment in which a delegation began.
    let unmoved = store::unmoved(&mut conn, now, Of::All, MOST_ITEMS).await?;
    let due: Vec<_> = due.chain(unmoved.into_iter().map(Due::Move)).collect();
    drop(conn);
    for due in due {
        match do_one(pool, clock, leased, &due).await {
            Ok(()) => {}
            Err(error) if error.is::<jobs::Late>() => return Err(error),
            Err(error) => tracing::error!("a delegation is passed over for now ({due:?}): {error:#}"),
        }
    }
    Ok(())
}

async fn do_one(pool: &PgPool, clock: &Clock, leased: &Leased, due: &Due) -> anyhow::Result<()> {
    let mut tx = pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    let now = clock.now();
    match due {
        Due::Begin(id) => begin(&mut tx, now, *id).await?,
        Due::End(id) => {
            let living = store::lock(&mut tx, *id)
                .await?
                .filter(|it| it.ended_at.is_none());
            if let Some(delegation) = living {
                end(&mut tx, now, &delegation, None).await?;
            }
        }
        Due::Move(pair) => move_waiting(&mut tx, now, pair).await?,
    }
    tx.commit().await?;
    Ok(())
}

/// A stage has opened, or others may sign it: whoever signs for one of them may too. The caller holds the lock of the request.
pub(super) async fn stage_opened(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    stage: StageId,
) -> anyhow::Result<()> {
    for pair in store::unmoved(tx, now, Of::Stage(stage), MOST_ITEMS).await? {
        if let Some(request) = super::store::by_id(tx, pair.request).await? {
            move_item(tx, now, &request, &pair).await?;
        }
    }
    Ok(())
}

/// As [`move_item`], of what waited already: the delegate is told.
async fn move_waiting(tx: &mut PgConnection, now: DateTime<Utc>, pair: &Pair) -> anyhow::Result<()> {
    let request = super::store::lock(tx, pair.request).await?;
    let Some(request) = request.filter(|request| request.state == RequestState::AwaitingApproval) else {
        return Ok(());
    };
    // As it is under the lock.
    let still = store::unmoved(tx, now, Of::Both(pair.delegation, pair.stage), 1).await?;
    let Some(pair) = still.first() else {
        return Ok(());
    };
    if let Some(event) = move_item(tx, now, &request, pair).await? {
        let news = News::of(Notice::ToSign, request.id).at_stage(pair.stage);
        notices::tell(tx, now, event, &[pair.to], news).await?;
    }
    Ok(())
}

/// Lets the delegate sign the item too, or says in the log why not; answers the event where they may.
async fn move_item(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    pair: &Pair,
) -> anyhow::Result<Option<crate::ids::EventId>> {
    let Some(stage) = super::store::stage(tx, pair.stage).await? else {
        return Ok(None);
    };
    let mut detail = json!({
        "delegation": pair.delegation, "stage": stage.position, "stage_id": stage.id, "from": pair.from, "to": pair.to,
    });
    let about = |kind| {
        Event::new(kind, Actor::Service)
            .on_request(request.id)
            .about(request.beneficiary_id)
            .with_product(request.sku_id)
    };
    if let Some(why) = refused(tx, request, pair).await? {
        detail["why"] = json!(why);
        audit::append(tx, now, about(Kind::DelegationItemRefused).saying(detail)).await?;
        return Ok(None);
    }
    if !store::add_row(tx, pair).await? {
        return Ok(None);
    }
    let event = audit::append(tx, now, about(Kind::DelegationItemMoved).saying(detail)).await?;
    Ok(Some(event))
}

/// Why the delegate can not sign this item.
async fn refused(
    tx: &mut PgConnection,
    request: &Request,
    pair: &Pair,
) -> anyhow::Result<Option<&'static str>> {
    if pair.to == request.requester_id {
        return Ok(Some("is_requester"));
    }
    if pair.to == request.beneficiary_id {
        return Ok(Some("is_beneficiary"));
    }
    if pair.signs_already {
        return Ok(Some("signs_already"));
    }
    let signatures = super::store::signatures_of(tx, request.id).await?;
    let deniers = appeal::store::deniers(tx, request.id, pair.stage).await?;
    if deniers.contains(&pair.to) || signatures.iter().any(|signature| signature.person_id == pair.to) {
        return Ok(Some("signed_already"));
    }
    let distinct = replacement::store::staging_decision(tx, request.id)
        .await?
        .is_some_and(|decision| decision.distinct_people);
    let used = signatures
        .iter()
        .filter(|signature| signature.stage_id != pair.stage)
        .any(|signature| {
            [pair.from, pair.to].contains(&signature.authority()) || signature.person_id == pair.from
        });
    Ok((distinct && used).then_some("signed_another_stage"))
}

async fn tell(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    event: crate::ids::EventId,
    (from, to): (PersonId, PersonId),
) -> anyhow::Result<()> {
    let news = News {
        notice: Notice::Delegation,
        request: None,
        stage: None,
        after: Duration::zero(),
    };
    notices::tell(tx, now, event, &[from, to], news).await?;
    Ok(())
}
