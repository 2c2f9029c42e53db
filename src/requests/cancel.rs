//! Cancelling: by the requester, while nothing has been changed in Graph; and closing what has lost its sense.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::notices::{self, News, Notice};
use super::{Request, RequestState, refusals, store};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{PersonId, RequestId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelled {
    Done,
    /// It has gone too far to be cancelled here, or is over already: what is on its way can still be withdrawn
    /// (`fulfilment::ending`), and that says in the log if it can not.
    TooLate,
    NotYours,
}

/// What nobody needs to be told any more once a request has ended.
const OVERTAKEN: [Notice; 4] = [
    Notice::Approved,
    Notice::Signed,
    Notice::Narrowed,
    Notice::Question,
];

/// Takes the request back; its stages end with it. The caller commits also where it is not theirs.
pub async fn cancel(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    id: RequestId,
) -> anyhow::Result<Cancelled> {
    cancel_for(tx, now, person, (id, json!({}))).await
}

/// The same, with what the log says of why.
pub(super) async fn cancel_for(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    (id, detail): (RequestId, serde_json::Value),
) -> anyhow::Result<Cancelled> {
    let Some(request) = store::lock(tx, id).await? else {
        return Ok(Cancelled::NotYours);
    };
    if person != request.requester_id && person != request.beneficiary_id {
        refusals::note(tx, now, &request, (person, "cancel", "not_theirs")).await?;
        return Ok(Cancelled::NotYours);
    }
    // What was signed and not carried out yet is taken back as easily.
    let from = match store::signed(tx, id).await? {
        Some(_) => RequestState::Approved,
        None => RequestState::AwaitingApproval,
    };
    if !store::move_request(tx, id, (from, RequestState::Cancelled), now).await? {
        return Ok(Cancelled::TooLate);
    }
    store::set_signed(tx, id, None).await?;
    store::drop_stages(tx, id, now).await?;
    let event = Event::new(Kind::RequestCancelled, Actor::Person(person))
        .on_request(id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
        .saying(detail);
    let event = audit::append(tx, now, event).await?;
    notices::drop_untold(tx, now, id, &OVERTAKEN).await?;
    let news = News::of(Notice::Closed, id);
    notices::tell_parties(tx, now, event, (&request, Some(person)), news).await?;
    Ok(Cancelled::Done)
}

/// Why a request is closed without anybody's wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The person for whom it was asked has left.
    Left,
    /// The person moved, and the policy now denies it: the reasons, each with its rule.
    DeniedNow(Vec<(String, String, String)>),
    /// What was to be extended, or to have other plans, has ended.
    GrantEnded,
    /// The last day that was asked for is over.
    Over,
    /// The next stage wants somebody else than those who signed, and nobody else is there.
    NobodyLeft,
    /// Graph could not do it: the sentence.
    NotPossible(String),
}

impl Cause {
    fn code(&self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::DeniedNow(_) => "denied_now",
            Self::GrantEnded => "grant_ended",
            Self::Over => "over",
            Self::NobodyLeft => "nobody_left",
            Self::NotPossible(_) => "not_possible",
        }
    }

    /// For the page of the request.
    fn sentence(&self, request: &Request) -> String {
        match self {
            Self::Left => "The account for which it was asked was closed.".into(),
            Self::DeniedNow(reasons) => {
                let texts: Vec<_> = reasons.iter().map(|(_, _, text)| text.as_str()).collect();
                format!(
                    "The person moved, and the policy now says no. {}",
                    texts.join(" ")
                )
            }
            Self::GrantEnded if request.changes.is_some() => {
                "What was to have other plans has ended meanwhile. Ask for it anew.".into()
            }
            Self::GrantEnded => "What was to be extended has ended meanwhile. Ask for it anew.".into(),
            Self::Over => "The last day that was asked for is over. Ask for it anew.".into(),
            Self::NobodyLeft => {
                "The rules want somebody else at each stage, and nobody is left who could sign the next. Tell an administrator of Countersign."
                    .into()
            }
            Self::NotPossible(why) => {
                format!("These plans could not be set, so what was there stays as it was. {why}")
            }
        }
    }
}

/// Closes a request that waits for signatures; answers whether it waited. The caller holds its lock.
pub async fn close(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    cause: &Cause,
) -> anyhow::Result<bool> {
    close_from(tx, now, request, (RequestState::AwaitingApproval, cause)).await
}

/// Closes a request that was signed, and of which nothing was carried out. The caller holds its lock.
pub(super) async fn close_signed(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    cause: &Cause,
) -> anyhow::Result<()> {
    let closed = close_from(tx, now, request, (RequestState::Approved, cause)).await?;
    anyhow::ensure!(closed, "the request left its state under a lock");
    Ok(())
}

async fn close_from(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    (from, cause): (RequestState, &Cause),
) -> anyhow::Result<bool> {
    if !store::move_request(tx, request.id, (from, RequestState::Closed), now).await? {
        return Ok(false);
    }
    store::set_close_reason(tx, request.id, &cause.sentence(request)).await?;
    store::drop_stages(tx, request.id, now).await?;
    let mut detail = json!({ "cause": cause.code() });
    if let Cause::DeniedNow(reasons) = cause {
        let codes: Vec<_> = reasons.iter().map(|(code, rule, _)| (code, rule)).collect();
        detail["reasons"] = json!(codes);
    }
    let event = Event::new(Kind::RequestClosed, Actor::Service)
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
        .saying(detail);
    let event = audit::append(tx, now, event).await?;
    notices::drop_untold(tx, now, request.id, &OVERTAKEN).await?;
    let news = News::of(Notice::Closed, request.id);
    notices::tell_parties(tx, now, event, (request, None), news).await?;
    Ok(true)
}
