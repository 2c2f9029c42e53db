//! One row of the audit log, as it is written.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::words;
use crate::ids::{EventId, PersonId, RequestId, SkuId, TokenId};
use crate::refusal::{self, Refusal};

/// What happened. The words stand in the log for ever: add, never rename.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    SignedIn,
    SignedOut,
    Refused,
    PolicyInForce,
    PolicyRejected,
    DirectoryRead,
    CatalogRead,
    CatalogDescribed,
    RequestSubmitted,
    RequestDecided,
    RequestCancelled,
    RequestDenied,
    StageOpened,
    SignatureGiven,
    GrantApproved,
    GrantActive,
    GrantWaitsForSeat,
    GrantNeedsAttention,
    GrantRetried,
    AttentionClosed,
    GrantSeatAllotted,
    GrantPlansKeptOff,
    GrantPlansChanged,
    GrantEnding,
    GrantEnded,
    RequestClosed,
    PlanFound,
    PlanGone,
    PlanClassified,
    SeatsHeldBack,
    JobStopped,
    JobRetried,
    CallPlanned,
    CallAnswered,
    AuditExported,
    DirectoryRefused,
    PersonMoved,
    PersonLeft,
    PersonReturned,
    ApproversReplaced,
    GrantScheduled,
    GrantBegun,
    GrantReminded,
    GrantExtended,
    GrantHeld,
    ReviewOpened,
    ReviewAnswered,
    DriftScanned,
    DriftFound,
    DriftGone,
    DriftAdopted,
    DriftRestored,
    DriftAccepted,
    FuseBlown,
    FuseResumed,
    ProductEdited,
    NamesImported,
    FuseKept,
    AdoptionBegun,
    AdoptionStopped,
    DirectoryReadAnew,
    TimeZoneChosen,
    ReviewerReplaced,
    DepartureCalledOff,
    GrantLetGo,
    DirectoryTaken,
    StagesMadeAnew,
    GrantCameBack,
    FailureSeen,
    PolicyDraftSubmitted,
    PolicyDraftWithdrawn,
    PolicyDraftRefused,
    PolicyApplied,
    PolicyReperformed,
    RequestsSentTogether,
    RequestApproved,
    RequestNarrowed,
    InquiryAsked,
    InquiryAnswered,
    InquiryTakenBack,
    SignatureTakenBack,
    StageReminded,
    StageEscalated,
    RequestLapsed,
    RequestAppealed,
    DelegationMade,
    DelegationBegun,
    DelegationEnded,
    DelegationItemMoved,
    DelegationItemRefused,
    GivenAtOnce,
    ExceptionReviewed,
    MailSent,
    MailNotSent,
    MailSentAgain,
    PreferencesChosen,
    ReportRun,
    ReportViewed,
    ReportExported,
    KeyInUse,
    PayloadsDropped,
    PersonErased,
    TokenMade,
    TokenRevoked,
    FeedRead,
    DossierViewed,
}

impl Kind {
    pub const ALL: [Self; 106] = [
        Self::SignedIn,
        Self::SignedOut,
        Self::Refused,
        Self::PolicyInForce,
        Self::PolicyRejected,
        Self::DirectoryRead,
        Self::CatalogRead,
        Self::CatalogDescribed,
        Self::RequestSubmitted,
        Self::RequestDecided,
        Self::RequestCancelled,
        Self::RequestDenied,
        Self::StageOpened,
        Self::SignatureGiven,
        Self::GrantApproved,
        Self::GrantActive,
        Self::GrantWaitsForSeat,
        Self::GrantNeedsAttention,
        Self::GrantRetried,
        Self::AttentionClosed,
        Self::GrantSeatAllotted,
        Self::GrantPlansKeptOff,
        Self::GrantPlansChanged,
        Self::GrantEnding,
        Self::GrantEnded,
        Self::RequestClosed,
        Self::PlanFound,
        Self::PlanGone,
        Self::PlanClassified,
        Self::SeatsHeldBack,
        Self::JobStopped,
        Self::JobRetried,
        Self::CallPlanned,
        Self::CallAnswered,
        Self::AuditExported,
        Self::DirectoryRefused,
        Self::PersonMoved,
        Self::PersonLeft,
        Self::PersonReturned,
        Self::ApproversReplaced,
        Self::GrantScheduled,
        Self::GrantBegun,
        Self::GrantReminded,
        Self::GrantExtended,
        Self::GrantHeld,
        Self::ReviewOpened,
        Self::ReviewAnswered,
        Self::DriftScanned,
        Self::DriftFound,
        Self::DriftGone,
        Self::DriftAdopted,
        Self::DriftRestored,
        Self::DriftAccepted,
        Self::FuseBlown,
        Self::FuseResumed,
        Self::ProductEdited,
        Self::NamesImported,
        Self::FuseKept,
        Self::AdoptionBegun,
        Self::AdoptionStopped,
        Self::DirectoryReadAnew,
        Self::TimeZoneChosen,
        Self::ReviewerReplaced,
        Self::DepartureCalledOff,
        Self::GrantLetGo,
        Self::DirectoryTaken,
        Self::StagesMadeAnew,
        Self::GrantCameBack,
        Self::FailureSeen,
        Self::PolicyDraftSubmitted,
        Self::PolicyDraftWithdrawn,
        Self::PolicyDraftRefused,
        Self::PolicyApplied,
        Self::PolicyReperformed,
        Self::RequestsSentTogether,
        Self::RequestApproved,
        Self::RequestNarrowed,
        Self::InquiryAsked,
        Self::InquiryAnswered,
        Self::InquiryTakenBack,
        Self::SignatureTakenBack,
        Self::StageReminded,
        Self::StageEscalated,
        Self::RequestLapsed,
        Self::RequestAppealed,
        Self::DelegationMade,
        Self::DelegationBegun,
        Self::DelegationEnded,
        Self::DelegationItemMoved,
        Self::DelegationItemRefused,
        Self::GivenAtOnce,
        Self::ExceptionReviewed,
        Self::MailSent,
        Self::MailNotSent,
        Self::MailSentAgain,
        Self::PreferencesChosen,
        Self::ReportRun,
        Self::ReportViewed,
        Self::ReportExported,
        Self::KeyInUse,
        Self::PayloadsDropped,
        Self::PersonErased,
        Self::TokenMade,
        Self::TokenRevoked,
        Self::FeedRead,
        Self::DossierViewed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "person.signed_in",
            Self::SignedOut => "person.signed_out",
            Self::Refused => "access.refused",
            Self::PolicyInForce => "policy.in_force",
            Self::PolicyRejected => "policy.rejected",
            Self::DirectoryRead => "directory.read",
            Self::CatalogRead => "catalog.read",
            Self::CatalogDescribed => "catalog.described",
            Self::RequestSubmitted => "request.submitted",
            Self::RequestDecided => "request.decided",
            Self::RequestCancelled => "request.cancelled",
            Self::RequestDenied => "request.denied",
            Self::StageOpened => "stage.opened",
            Self::SignatureGiven => "signature.given",
            Self::GrantApproved => "grant.approved",
            Self::GrantActive => "grant.active",
            Self::GrantWaitsForSeat => "grant.waits_for_seat",
            Self::GrantNeedsAttention => "grant.needs_attention",
            Self::GrantRetried => "grant.retried",
            Self::AttentionClosed => "grant.attention_closed",
            Self::GrantSeatAllotted => "grant.seat_allotted",
            Self::GrantPlansKeptOff => "grant.plans_kept_off",
            Self::GrantPlansChanged => "grant.plans_changed",
            Self::GrantEnding => "grant.ending",
            Self::GrantEnded => "grant.ended",
            Self::RequestClosed => "request.closed",
            Self::PlanFound => "catalog.plan_found",
            Self::PlanGone => "catalog.plan_gone",
            Self::PlanClassified => "catalog.plan_classified",
            Self::SeatsHeldBack => "catalog.seats_held_back",
            Self::JobStopped => "job.stopped",
            Self::JobRetried => "job.retried",
            Self::CallPlanned => "graph.call_planned",
            Self::CallAnswered => "graph.call_answered",
            Self::AuditExported => "audit.exported",
            Self::DirectoryRefused => "directory.refused",
            Self::DirectoryTaken => "directory.taken",
            Self::PersonMoved => "person.moved",
            Self::PersonLeft => "person.left",
            Self::PersonReturned => "person.returned",
            Self::ApproversReplaced => "stage.approvers_replaced",
            Self::GrantScheduled => "grant.scheduled",
            Self::GrantBegun => "grant.begun",
            Self::GrantReminded => "grant.reminded",
            Self::GrantExtended => "grant.extended",
            Self::GrantHeld => "grant.held",
            Self::ReviewOpened => "review.opened",
            Self::ReviewAnswered => "review.answered",
            Self::DriftScanned => "drift.scanned",
            Self::DriftFound => "drift.found",
            Self::DriftGone => "drift.gone",
            Self::DriftAdopted => "drift.adopted",
            Self::DriftRestored => "drift.restored",
            Self::DriftAccepted => "drift.accepted",
            Self::FuseBlown => "fuse.blown",
            Self::FuseResumed => "fuse.resumed",
            Self::ProductEdited => "catalog.product_edited",
            Self::NamesImported => "catalog.names_imported",
            Self::FuseKept => "fuse.kept",
            Self::AdoptionBegun => "drift.adoption_begun",
            Self::AdoptionStopped => "drift.adoption_stopped",
            Self::DirectoryReadAnew => "directory.read_anew",
            Self::TimeZoneChosen => "person.time_zone_chosen",
            Self::ReviewerReplaced => "review.reviewer_replaced",
            Self::DepartureCalledOff => "departure.called_off",
            Self::GrantLetGo => "grant.let_go",
            Self::StagesMadeAnew => "request.stages_made_anew",
            Self::GrantCameBack => "grant.came_back",
            Self::FailureSeen => "request.failure_seen",
            Self::PolicyDraftSubmitted => "policy.draft_submitted",
            Self::PolicyDraftWithdrawn => "policy.draft_withdrawn",
            Self::PolicyDraftRefused => "policy.draft_refused",
            Self::PolicyApplied => "policy.applied",
            Self::PolicyReperformed => "policy.reperformed",
            Self::RequestsSentTogether => "bundle.sent",
            Self::RequestApproved => "request.approved",
            Self::RequestNarrowed => "request.narrowed",
            Self::InquiryAsked => "inquiry.asked",
            Self::InquiryAnswered => "inquiry.answered",
            Self::InquiryTakenBack => "inquiry.taken_back",
            Self::SignatureTakenBack => "signature.taken_back",
            Self::StageReminded => "stage.reminded",
            Self::StageEscalated => "stage.escalated",
            Self::RequestLapsed => "request.lapsed",
            Self::RequestAppealed => "request.appealed",
            Self::DelegationMade => "delegation.made",
            Self::DelegationBegun => "delegation.begun",
            Self::DelegationEnded => "delegation.ended",
            Self::DelegationItemMoved => "delegation.item_moved",
            Self::DelegationItemRefused => "delegation.item_refused",
            Self::GivenAtOnce => "grant.given_at_once",
            Self::ExceptionReviewed => "exception.reviewed",
            Self::MailSent => "mail.sent",
            Self::MailNotSent => "mail.not_sent",
            Self::MailSentAgain => "mail.sent_again",
            Self::PreferencesChosen => "person.preferences_chosen",
            Self::ReportRun => "report.run",
            Self::ReportViewed => "report.viewed",
            Self::ReportExported => "report.exported",
            Self::KeyInUse => "audit.key_in_use",
            Self::PayloadsDropped => "audit.payloads_dropped",
            Self::PersonErased => "person.erased",
            Self::TokenMade => "token.made",
            Self::TokenRevoked => "token.revoked",
            Self::FeedRead => "audit.feed_read",
            Self::DossierViewed => "dossier.viewed",
        }
    }
}

impl Kind {
    /// Members of the detail that hold what somebody wrote: they are kept beside the log, so that they can be erased.
    pub fn written_members(self) -> &'static [&'static str] {
        match self {
            Self::PolicyDraftSubmitted
            | Self::PolicyDraftWithdrawn
            | Self::PolicyDraftRefused
            | Self::PolicyInForce => &["why", "reason"],
            _ => &["reason"],
        }
    }
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Person(PersonId),
    /// The worker that talks to Graph.
    Worker,
    /// The running service by itself.
    Service,
    /// Whoever sits at the command line.
    Operator,
    /// Somebody at the front door of whom it is not known who.
    Visitor,
    /// A program with an API token; who made the token stands in its own event.
    Token(TokenId),
}

impl Actor {
    fn word(self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Worker => "worker",
            Self::Service => "service",
            Self::Operator => "operator",
            Self::Visitor => "visitor",
            Self::Token(_) => "token",
        }
    }

    /// Of the person, or of the token; the word says which.
    fn id(self) -> Option<Uuid> {
        match self {
            Self::Person(id) => Some(id.0),
            Self::Token(id) => Some(id.0),
            Self::Worker | Self::Service | Self::Operator | Self::Visitor => None,
        }
    }
}

/// An event that is about to be written.
#[derive(Clone, Debug)]
pub struct Event {
    kind: Kind,
    actor: Actor,
    request_id: Option<RequestId>,
    person_id: Option<PersonId>,
    sku_id: Option<SkuId>,
    detail: Value,
}

impl Event {
    pub fn new(kind: Kind, actor: Actor) -> Self {
        Self {
            kind,
            actor,
            request_id: None,
            person_id: None,
            sku_id: None,
            detail: json!({}),
        }
    }

    pub fn on_request(mut self, id: RequestId) -> Self {
        self.request_id = Some(id);
        self
    }

    /// Whom it concerns.
    pub fn about(mut self, person: PersonId) -> Self {
        self.person_id = Some(person);
        self
    }

    pub fn with_product(mut self, sku: SkuId) -> Self {
        self.sku_id = Some(sku);
        self
    }

    /// A JSON object; no names, mail addresses or tokens: ids say who. What somebody wrote stands in one of
    /// [`Kind::written_members`]. A refusal that says `why` gets its `code` by it.
    pub fn saying(mut self, detail: Value) -> Self {
        self.detail = detail;
        if self.kind == Kind::Refused && self.detail.get("code").is_none() {
            let why = self.detail.get("why").and_then(Value::as_str).unwrap_or_default();
            self.detail["code"] = json!(Refusal::of_why(why).as_str());
        }
        self
    }
}

/// Writes the event in the caller's transaction: it stands if and only if the change stands.
pub async fn append(conn: &mut PgConnection, now: DateTime<Utc>, mut event: Event) -> sqlx::Result<EventId> {
    let id = EventId::mint(now);
    let written = words::take_out(&mut event.detail, event.kind.written_members());
    if event.kind == Kind::Refused {
        refusal::is_logged();
    }
    sqlx::query!(
        "insert into audit_events (id, at, kind, actor_id, actor, request_id, person_id, sku_id, detail)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.0,
        now,
        event.kind.as_str(),
        event.actor.id(),
        event.actor.word(),
        event.request_id.map(|id| id.0),
        event.person_id.map(|id| id.0),
        event.sku_id.map(|id| id.0),
        event.detail,
    )
    .execute(&mut *conn)
    .await?;
    words::insert(conn, &[(id.0, written)]).await?;
    Ok(id)
}

/// As [`append`], many in one statement; they stand in the log in this order.
pub async fn append_all(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    mut events: Vec<Event>,
) -> sqlx::Result<Vec<EventId>> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = events.iter().map(|_| EventId::mint(now).0).collect();
    let written: Vec<_> = std::iter::zip(&ids, &mut events)
        .map(|(id, event)| {
            (
                *id,
                words::take_out(&mut event.detail, event.kind.written_members()),
            )
        })
        .collect();
    let column = |value: fn(&Event) -> Option<uuid::Uuid>| events.iter().map(value).collect::<Vec<_>>();
    let kinds: Vec<_> = events
        .iter()
        .map(|event| event.kind.as_str().to_owned())
        .collect();
    let actors: Vec<_> = events.iter().map(|event| event.actor.word().to_owned()).collect();
    let details: Vec<_> = events.iter().map(|event| event.detail.clone()).collect();
    sqlx::query!(
        "insert into audit_events (id, at, kind, actor_id, actor, request_id, person_id, sku_id, detail)
         select id, $9, kind, actor_id, actor, request_id, person_id, sku_id, detail
           from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[], $8::jsonb[])
                with ordinality as t (id, kind, actor_id, actor, request_id, person_id, sku_id, detail, place)
          order by place",
        &ids,
        &kinds,
        &column(|event| event.actor.id()) as &[Option<uuid::Uuid>],
        &actors,
        &column(|event| event.request_id.map(|id| id.0)) as &[Option<uuid::Uuid>],
        &column(|event| event.person_id.map(|id| id.0)) as &[Option<uuid::Uuid>],
        &column(|event| event.sku_id.map(|id| id.0)) as &[Option<uuid::Uuid>],
        &details,
        now,
    )
    .execute(&mut *conn)
    .await?;
    words::insert(conn, &written).await?;
    Ok(ids.into_iter().map(EventId).collect())
}
