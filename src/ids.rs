//! An id type for each table and each kind of Graph object, so that one can not stand where another belongs.
//! Our own ids are UUIDv7 minted from the clock; Graph's are whatever Graph says.

use chrono::{DateTime, Utc};
use uuid::{NoContext, Timestamp, Uuid};

macro_rules! id_types {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, sqlx::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

macro_rules! minted {
    ($($name:ident),* $(,)?) => {$(
        impl $name {
            /// A new id that sorts by the time it was made.
            pub fn mint(now: DateTime<Utc>) -> Self {
                Self(uuid_v7(now))
            }
        }
    )*};
}

id_types! {
    /// Object id of a user of the tenant (`id` in Graph, `oid` in an id token).
    PersonId,
    /// Object id of a group of the tenant.
    GroupId,
    /// `skuId` of a subscribed SKU.
    SkuId,
    /// `servicePlanId` of a service plan.
    PlanId,
    RequestId,
    DecisionId,
    StageId,
    SignatureId,
    GrantId,
    JobId,
    /// One attempt to make Graph agree with the grants of one person.
    RunId,
    EventId,
    /// A process that works.
    WorkerId,
    /// What the directory said anew of somebody.
    MovementId,
    /// What follows for one grant from a movement.
    DepartureId,
    /// One comparison of everybody's licences with the grants.
    ScanId,
    /// A difference between Graph and the grants.
    FindingId,
    /// One act that takes over what was found.
    AdoptionId,
    /// One time that the fuse has blown.
    FuseId,
    /// One reading of a list of names.
    ImportId,
    /// A version of the policy that somebody wants in force.
    DraftId,
    /// One look at what waits, by a version of the policy that came in force.
    PolicyPassId,
    /// Decisions run again, once.
    PolicyRunId,
    /// Requests that were sent in one go.
    BundleId,
    /// What somebody has begun to ask for.
    RequestDraftId,
    /// A question of somebody who may sign.
    InquiryId,
    /// Somebody signs for somebody else, for a time.
    DelegationId,
    MailId,
    /// What one person is told of one change.
    NoticeId,
    /// One report, run once.
    ReportRunId,
    /// A key for a program that reads.
    TokenId,
}

minted!(
    RequestId,
    DecisionId,
    StageId,
    SignatureId,
    GrantId,
    JobId,
    RunId,
    EventId,
    WorkerId,
    MovementId,
    DepartureId,
    ScanId,
    FindingId,
    AdoptionId,
    FuseId,
    ImportId,
    DraftId,
    PolicyPassId,
    PolicyRunId,
    BundleId,
    RequestDraftId,
    InquiryId,
    DelegationId,
    MailId,
    NoticeId,
    ReportRunId,
    TokenId,
);

fn uuid_v7(now: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(
        NoContext,
        seconds,
        now.timestamp_subsec_nanos(),
    ))
}
