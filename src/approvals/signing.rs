//! One signature: the facts are read from Graph again, the policy decides again, and it is signed in a transaction of its own.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::ids::{PersonId, SkuId, StageId};
use crate::people::sign_in::METHOD;
use crate::requests::facts::{self, Seen, Wish};
use crate::requests::narrowing::Narrowing;
use crate::requests::review::{self, Review, Reviewed, SignedInBy};
use crate::requests::submit::Decided;
use crate::requests::{Answer, Request, questions, rules, store};
use crate::web::Failure;

/// Versions of the policy by which one signature is tried, each because the one before it was replaced meanwhile.
const MOST_VERSIONS: usize = 3;

/// What somebody answers.
pub(super) struct Given<'a> {
    pub stage: StageId,
    pub approver: PersonId,
    /// When they signed in.
    pub signed_in_at: DateTime<Utc>,
    pub answer: Answer,
    pub reason: &'a str,
    /// Hash of the change that was shown.
    pub shown: &'a str,
    pub narrowing: &'a Narrowing,
}

/// The request of a stage with its facts as Graph has them now. Nothing is signed yet.
pub(super) async fn read(app: &App, stage: StageId) -> Result<(Request, Seen), Failure> {
    let mut conn = app.pool.acquire().await?;
    let stage = store::stage(&mut conn, stage).await?.ok_or(Failure::NotFound)?;
    let request = store::by_id(&mut conn, stage.request_id)
        .await?
        .ok_or(Failure::NotFound)?;
    drop(conn);
    let parties = (request.requester_id, request.beneficiary_id);
    let seen = read_again(app, parties, request.sku_id).await?;
    Ok((request, seen))
}

/// Signs what was read.
pub(super) async fn sign(
    app: &App,
    (request, mut seen): (Request, Seen),
    given: &Given<'_>,
) -> Result<Reviewed, Failure> {
    let review = Review {
        stage: given.stage,
        approver: given.approver,
        answer: given.answer,
        reason: given.reason,
        shown: given.shown,
        zone: seen.beneficiary.zone(&app.config.living.zones),
        narrowing: given.narrowing,
        undo_for: app.config.undo_for,
        signed_in: Some(SignedInBy {
            at: given.signed_in_at,
            method: METHOD,
        }),
    };
    decide_and_sign(app, &request, &mut seen, &review).await
}

/// Decides by the policy in force and signs; where another process has just put another version in force, by that one.
async fn decide_and_sign(
    app: &App,
    request: &Request,
    seen: &mut Seen,
    review: &Review<'_>,
) -> Result<Reviewed, Failure> {
    let now = app.clock.now();
    let wished = review.narrowing.apply(request);
    for _ in 0..MOST_VERSIONS {
        let policy = app.in_force()?.policy;
        let (facts, decision) = questions::decide_waiting(&policy, seen.facts(now, &Wish::from(&wished)));
        let decided = Decided {
            policy: &policy,
            facts: &facts,
            decision: &decision,
        };
        let mut tx = app.pool.begin().await?;
        let reviewed = review::sign(&mut tx, now, seen, review, decided).await?;
        tx.commit().await?;
        if reviewed != Reviewed::PolicyChanged {
            return Ok(reviewed);
        }
        rules::refresh(app).await?;
        let mut conn = app.pool.acquire().await?;
        seen.count_spend(&mut conn, &app.in_force()?.policy, now).await?;
    }
    Ok(Reviewed::PolicyChanged)
}

async fn read_again(app: &App, parties: (PersonId, PersonId), sku: SkuId) -> Result<Seen, Failure> {
    match facts::read(app, parties, sku).await {
        Ok(seen) => seen.ok_or(Failure::NotFound),
        Err(error) if error.is::<crate::graph::Error>() => {
            tracing::warn!("facts could not be read: {error:#}");
            Err(Failure::Unavailable(t!("answer-unavailable").into()))
        }
        Err(error) => Err(error.into()),
    }
}
