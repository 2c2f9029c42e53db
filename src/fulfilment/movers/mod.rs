//! Leavers and movers: what follows from what the directory said anew of somebody. For each grant the policy says whether it
//! ends after a grace, is reviewed, or stays; requests that wait are closed or decided anew; approvers are replaced.
//! What ends by itself goes through the fuse. Locks are taken in one order: departure, fuse, grant, request.

pub mod review;
pub mod store;
pub mod words;

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::ending::{self, ByItself};
use super::terms::Hands;
use super::{EndCause, doubt};
use crate::audit::{self, Actor, Event, Kind};
use crate::config;
use crate::ids::{DepartureId, GrantId, MovementId, PersonId, SkuId};
use crate::jobs::{self, Job};
use crate::people;
use crate::policy::{self, Follows, MovementAnswer, Policy};
use crate::requests;
use crate::requests::facts::{self, Wish};
use crate::requests::notices::{self, News, Notice};
use crate::requests::replacement;
use crate::requests::term::Term;

/// Endings of one transaction: each is some statements of its own.
const ENDINGS: i64 = 100;
/// Days that a reviewer has at least.
const SHORTEST_REVIEW_DAYS: i64 = 1;
/// Hours after the grace within which a licence is to be gone.
pub const PROMISE_HOURS: i64 = 24;

/// What the directory said anew of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum MovementKind {
    Disabled,
    Deleted,
    Moved,
    Enabled,
    Returned,
}

/// A row that was written where the mirror was.
#[derive(Clone, Debug)]
pub struct Movement {
    pub id: MovementId,
    pub person_id: PersonId,
    pub kind: MovementKind,
    pub changed: Vec<String>,
    pub before: Value,
    pub after: Value,
    pub noticed_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Cause {
    Left,
    Moved,
}

impl Cause {
    fn end(self) -> EndCause {
        match self {
            Self::Left => EndCause::Left,
            Self::Moved => EndCause::Moved,
        }
    }

    fn movement(self) -> policy::Movement {
        match self {
            Self::Left => policy::Movement::Leave,
            Self::Moved => policy::Movement::Move,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Action {
    End,
    Review,
    /// No guard says anything.
    None,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum DepartureState {
    /// For the end of the grace.
    Waiting,
    Reviewing,
    /// The fuse holds the grant.
    Held,
    /// The right is over; the removal is the worker's.
    Done,
    CalledOff,
    /// Whoever reviewed it said that it stays.
    Kept,
    NoRule,
}

/// What follows for one grant from a movement of its person.
#[derive(Clone, Debug)]
pub struct Departure {
    pub id: DepartureId,
    pub movement_id: MovementId,
    pub person_id: PersonId,
    pub grant_id: GrantId,
    pub sku_id: SkuId,
    pub cause: Cause,
    pub action: Action,
    pub rule: String,
    pub grace_days: i32,
    pub noticed_at: DateTime<Utc>,
    /// `None` = nothing follows by itself.
    pub due_at: Option<DateTime<Utc>>,
    /// `None` = the administrators are asked.
    pub reviewer_id: Option<PersonId>,
    pub state: DepartureState,
    pub settled_at: Option<DateTime<Utc>>,
    /// `None` = by itself.
    pub settled_by: Option<PersonId>,
    pub reason: Option<String>,
}

/// Writes down what follows from a movement, all in this transaction.
pub(super) async fn handle(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    hands: Hands<'_>,
    movement: &Movement,
) -> anyhow::Result<()> {
    match movement.kind {
        MovementKind::Disabled | MovementKind::Deleted => leave(tx, now, hands, movement).await?,
        MovementKind::Enabled | MovementKind::Returned => come_back(tx, now, hands.policy, movement).await?,
        MovementKind::Moved => move_on(tx, now, hands.policy, movement).await?,
    }
    store::handled(tx, now, movement.id).await?;
    Ok(())
}

async fn leave(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    Hands { policy, living, .. }: Hands<'_>,
    movement: &Movement,
) -> anyhow::Result<()> {
    let word = match movement.kind {
        MovementKind::Deleted => "deleted",
        _ => "disabled",
    };
    say(tx, now, Kind::PersonLeft, movement, json!({ "account": word })).await?;
    // Whoever leaves need not be reviewed for having moved before.
    call_off_the_moves(tx, now, movement, "the person left").await?;
    follow(tx, now, policy, movement, Cause::Left).await?;
    replacement::close_for_leaver(tx, now, movement.person_id).await?;
    // What somebody signed at the same moment came to be while their request was waited for.
    follow(tx, now, policy, movement, Cause::Left).await?;
    end_what_never_began(tx, now, living, movement.person_id).await?;
    replacement::of_leaver(tx, now, movement.person_id).await?;
    let replaced = store::reviewer_left(tx, movement.person_id).await?;
    reviewers_replaced(tx, now, &replaced, None).await?;
    if movement.kind == MovementKind::Deleted && store::has_grants(tx, movement.person_id).await? {
        // A removal under way has nothing left to remove.
        jobs::enqueue(tx, now, Job::Reconcile(movement.person_id), now).await?;
    }
    Ok(())
}

/// Nothing follows any more from moves before this one.
async fn call_off_the_moves(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    movement: &Movement,
    why: &str,
) -> anyhow::Result<()> {
    for open in store::lock_open_of(tx, movement.person_id, Cause::Moved).await? {
        if call_off(tx, now, &open, (None, why)).await? {
            let detail = json!({
                "departure": open.id, "grant": open.grant_id, "movement": movement.id, "why": why,
            });
            let event = about(Kind::DepartureCalledOff, Actor::Service, &open).saying(detail);
            audit::append(tx, now, event).await?;
        }
    }
    Ok(())
}

/// Whoever has left gets nothing new: what was never active has no grace, and takes nothing from anybody.
async fn end_what_never_began(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    living: &config::Living,
    person: PersonId,
) -> anyhow::Result<()> {
    for grant in store::never_began(tx, person).await? {
        ending::end_by_itself(tx, now, living.fuse, grant, (EndCause::Left, None)).await?;
    }
    Ok(())
}

/// Licences of these people became grants as they were found. For those whose account was closed before, no movement is still
/// to come: it is written now.
pub(super) async fn found_closed(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    mut people: Vec<PersonId>,
) -> anyhow::Result<()> {
    people.sort();
    people.dedup();
    if store::insert_closed(tx, now, &people).await? > 0 {
        jobs::enqueue(tx, now, Job::TurnClock, now).await?;
    }
    Ok(())
}

/// Before a removal: Graph says that the account of this leaver is open. These grants have not ended after all, and nothing
/// follows for them; answers whether there were any. Those that somebody ended do end, and so do those of an account of which the
/// directory has said so little ago that Graph's other answers may lag behind.
pub(super) async fn is_open_after_all(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
) -> anyhow::Result<bool> {
    let mut called_off = false;
    for departure in store::lock_ending_of_leaver(tx, person).await? {
        if doubt::may_lag_behind(Some(departure.noticed_at), now)
            || !store::goes_on(tx, now, departure.grant_id).await?
        {
            continue;
        }
        called_off = true;
        store::call_off_done(tx, now, departure.id, "the account is open").await?;
        let detail = json!({
            "departure": departure.id, "grant": departure.grant_id, "why": "the account is open",
            "before_the_removal": true,
        });
        let event = about(Kind::DepartureCalledOff, Actor::Worker, &departure).saying(detail);
        audit::append(tx, now, event).await?;
    }
    Ok(called_off)
}

async fn come_back(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    policy: &Policy,
    movement: &Movement,
) -> anyhow::Result<()> {
    // Back in the directory and still switched off is not back at work.
    let person = people::store::by_id(tx, movement.person_id).await?;
    let is_back = movement.kind == MovementKind::Enabled || person.is_some_and(|person| person.enabled);
    let open = match is_back {
        true => store::lock_open_of(tx, movement.person_id, Cause::Left).await?,
        false => Vec::new(),
    };
    for departure in &open {
        call_off(tx, now, departure, (None, "the account is back")).await?;
    }
    let departures: Vec<_> = open.iter().map(|departure| departure.id).collect();
    let detail = json!({ "called_off": departures });
    say(tx, now, Kind::PersonReturned, movement, detail).await?;
    if is_back && let Some(moved) = moved_meanwhile(tx, movement).await? {
        follow(tx, now, policy, &moved, Cause::Moved).await?;
    }
    Ok(())
}

/// Moves that were noticed while the account was closed, as one: nobody was asked then. Time runs from the return.
async fn moved_meanwhile(tx: &mut PgConnection, back: &Movement) -> anyhow::Result<Option<Movement>> {
    let moves = store::moves_while_closed(tx, back).await?;
    let changed: BTreeSet<_> = moves.iter().flat_map(|one| one.changed.clone()).collect();
    Ok(moves.into_iter().next_back().map(|last| Movement {
        changed: changed.into_iter().collect(),
        noticed_at: back.noticed_at,
        ..last
    }))
}

async fn move_on(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    policy: &Policy,
    movement: &Movement,
) -> anyhow::Result<()> {
    let detail = json!({ "changed": movement.changed });
    say(tx, now, Kind::PersonMoved, movement, detail).await?;
    if movement.changed.iter().any(|what| what == "manager") {
        let reviewer = reviewer_of(tx, movement.person_id).await?;
        let replaced = store::set_reviewer_of(tx, movement.person_id, reviewer).await?;
        reviewers_replaced(tx, now, &replaced, reviewer).await?;
    }
    // Where the person stands now is what counts: nothing follows any more from a mistake that was put right.
    call_off_the_moves(tx, now, movement, "the person moved again").await?;
    follow(tx, now, policy, movement, Cause::Moved).await?;
    replacement::of_mover(tx, now, policy, movement.person_id).await
}

/// Asks the policy for each grant that lives; again after the same movement only for what has come since.
async fn follow(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    policy: &Policy,
    movement: &Movement,
    cause: Cause,
) -> anyhow::Result<()> {
    let living = store::living_of(tx, movement.person_id, (movement.id, cause)).await?;
    if living.is_empty() {
        return Ok(());
    }
    let reviewer_id = reviewer_of(tx, movement.person_id).await?;
    for grant in living {
        let answer = asked(tx, now, policy, (movement, cause), &grant).await?;
        let departure = departure(now, movement, cause, &grant, (&answer, reviewer_id));
        store::insert(tx, &departure).await?;
        if departure.state == DepartureState::Reviewing {
            let detail = json!({
                "departure": departure.id, "grant": grant.id, "rule": departure.rule,
                "due_at": departure.due_at, "reviewer": departure.reviewer_id,
            });
            let event = about(Kind::ReviewOpened, Actor::Service, &departure).saying(detail);
            let event = audit::append(tx, now, event).await?;
            let reviewers = reviewers(tx, &departure).await?;
            let news = News::of(Notice::ToReview, grant.request_id);
            notices::tell(tx, now, event, &reviewers, news).await?;
        }
    }
    Ok(())
}

/// Who is asked: the reviewer, or the administrators, but never whom it is about.
async fn reviewers(tx: &mut PgConnection, departure: &Departure) -> sqlx::Result<Vec<PersonId>> {
    if let Some(reviewer) = departure.reviewer_id {
        return Ok(vec![reviewer]);
    }
    let administrators = people::store::with_role(tx, "Administrator").await?;
    let ids = administrators.into_iter().map(|person| person.id);
    Ok(ids.filter(|id| *id != departure.person_id).collect())
}

fn departure(
    now: DateTime<Utc>,
    movement: &Movement,
    cause: Cause,
    grant: &store::Living,
    (answer, reviewer_id): (&MovementAnswer, Option<PersonId>),
) -> Departure {
    let (action, state, due_at) = match answer.follows {
        None => (Action::None, DepartureState::NoRule, None),
        Some(Follows::End) => {
            let due = movement.noticed_at + Duration::days(answer.grace_days);
            (Action::End, DepartureState::Waiting, Some(due))
        }
        // Counted from now: whoever is asked late has the time all the same.
        Some(Follows::Review) => {
            let due = now + Duration::days(answer.grace_days.max(SHORTEST_REVIEW_DAYS));
            (Action::Review, DepartureState::Reviewing, Some(due))
        }
    };
    Departure {
        id: DepartureId::mint(now),
        movement_id: movement.id,
        person_id: movement.person_id,
        grant_id: grant.id,
        sku_id: grant.sku_id,
        cause,
        action,
        rule: answer.rule.clone(),
        grace_days: i32::try_from(answer.grace_days).unwrap_or(i32::MAX),
        noticed_at: movement.noticed_at,
        due_at,
        reviewer_id: reviewer_id.filter(|_| action == Action::Review),
        state,
        settled_at: (state == DepartureState::NoRule).then_some(now),
        settled_by: None,
        reason: None,
    }
}

/// What the policy says for one grant, by what the mirror says now.
async fn asked(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    policy: &Policy,
    (movement, cause): (&Movement, Cause),
    grant: &store::Living,
) -> anyhow::Result<MovementAnswer> {
    let person = movement.person_id;
    let Some(mut seen) = facts::from_mirror(tx, (person, person), grant.sku_id, Vec::new()).await? else {
        anyhow::bail!("the mirror lacks the person or the product of grant {}", grant.id);
    };
    let wish = Wish {
        justification: "",
        term: Term::default(),
        plans_off: &[],
        changes: None,
        answers: &requests::questions::NO_ANSWERS,
        for_whom: None,
    };
    seen.count_spend(tx, policy, now).await?;
    let mut facts = seen.facts(now, &wish);
    if let Some(last) = requests::store::last_decision(tx, grant.request_id).await? {
        facts.held = last.facts.held;
    }
    facts.request.kind = cause.movement().word().to_owned();
    facts.request.changed.clone_from(&movement.changed);
    Ok(policy.on_movement(cause.movement(), &facts))
}

/// Who is asked: the manager, if there is one who can be; else the administrators.
async fn reviewer_of(tx: &mut PgConnection, person: PersonId) -> anyhow::Result<Option<PersonId>> {
    let manager = match people::store::by_id(tx, person).await?.and_then(|p| p.manager_id) {
        Some(manager) => people::store::by_id(tx, manager).await?,
        None => None,
    };
    Ok(manager
        .filter(|manager| manager.enabled && manager.id != person)
        .map(|manager| manager.id))
}

/// Nothing follows any more: by itself, or because an administrator said so.
async fn call_off(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    departure: &Departure,
    (by, reason): (Option<PersonId>, &str),
) -> anyhow::Result<bool> {
    let to = DepartureState::CalledOff;
    let moved = store::move_to(tx, now, departure.id, to, (by, Some(reason))).await?;
    if moved && store::let_go(tx, departure.grant_id).await? {
        let detail = json!({ "grant": departure.grant_id, "departure": departure.id, "reason": reason });
        let by = by.map_or(Actor::Service, Actor::Person);
        audit::append(tx, now, about(Kind::GrantLetGo, by, departure).saying(detail)).await?;
    }
    Ok(moved)
}

async fn reviewers_replaced(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    replaced: &[store::Replaced],
    reviewer: Option<PersonId>,
) -> anyhow::Result<()> {
    let events = replaced.iter().map(|review| {
        let detail = json!({ "departure": review.id, "grant": review.grant_id, "before": review.before, "after": reviewer });
        Event::new(Kind::ReviewerReplaced, Actor::Service)
            .about(review.person_id)
            .with_product(review.sku_id)
            .saying(detail)
    });
    audit::append_all(tx, now, events.collect()).await?;
    Ok(())
}

/// Ends what is due; answers how much it moved.
pub(super) async fn end_what_is_due(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    living: &config::Living,
) -> anyhow::Result<usize> {
    let swept = store::settle_ended(tx, now, ENDINGS).await? + store::settle_let_go(tx, now, ENDINGS).await?;
    // Whoever is back may not be known to be: while the mirror is too old nothing ends because of it.
    let freshness = people::directory::freshness(tx, now, living.fresh_hours).await?;
    if !freshness.is_fresh {
        return Ok(usize::try_from(swept)?);
    }
    let due = store::lock_due(tx, now, ENDINGS).await?;
    for departure in &due {
        let reason = match departure.action {
            Action::Review => Some("nobody said that it stays"),
            _ => None,
        };
        let cause = (departure.cause.end(), reason);
        let to = match ending::end_by_itself(tx, now, living.fuse, departure.grant_id, cause).await? {
            ByItself::Held => DepartureState::Held,
            ByItself::Ended | ByItself::TooLate => DepartureState::Done,
        };
        store::move_to(tx, now, departure.id, to, (None, reason)).await?;
    }
    Ok(due.len() + usize::try_from(swept)?)
}

async fn say(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    kind: Kind,
    movement: &Movement,
    mut detail: Value,
) -> anyhow::Result<()> {
    detail["movement"] = json!(movement.id);
    let event = Event::new(kind, Actor::Service)
        .about(movement.person_id)
        .saying(detail);
    audit::append(tx, now, event).await?;
    Ok(())
}

fn about(kind: Kind, by: Actor, departure: &Departure) -> Event {
    Event::new(kind, by)
        .about(departure.person_id)
        .with_product(departure.sku_id)
}
