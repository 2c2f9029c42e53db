//! Class, activity, severity and outcome of each kind. A match without a rest: a new kind does not compile before it is told.

use super::{Class, Mapped, Severity, Status};
use crate::audit::Kind;

/// What is kept of, as `entity.name`, and under which name the detail has its id.
mod entities {
    use super::Class;

    pub const BUNDLE: Class = Class::Entity("bundle");
    pub const DELEGATION: Class = Class::Entity("delegation");
    pub const DEPARTURE: Class = Class::Entity("departure");
    pub const EXCEPTION: Class = Class::Entity("exception");
    pub const FINDING: Class = Class::Entity("finding");
    pub const FUSE: Class = Class::Entity("fuse");
    pub const GRANT: Class = Class::Entity("grant");
    pub const INQUIRY: Class = Class::Entity("inquiry");
    pub const JOB: Class = Class::Entity("job");
    pub const KEY: Class = Class::Entity("key");
    pub const LOG: Class = Class::Entity("log");
    pub const MAIL: Class = Class::Entity("mail");
    pub const PERSON: Class = Class::Entity("person");
    pub const PLAN: Class = Class::Entity("plan");
    pub const POLICY: Class = Class::Entity("policy");
    pub const PRODUCT: Class = Class::Entity("product");
    pub const READING: Class = Class::Entity("reading");
    pub const REQUEST: Class = Class::Entity("request");
    pub const SIGNATURE: Class = Class::Entity("signature");
    pub const STAGE: Class = Class::Entity("stage");
    pub const TOKEN: Class = Class::Entity("token");
}
use entities::*;

const LICENCE: Class = Class::UserAccess("licence");
const SIGN_ON_BEHALF: Class = Class::UserAccess("sign_on_behalf");
const GRAPH: Class = Class::Api("Microsoft Graph");
const OURSELVES: Class = Class::Api("Countersign");

// Activities of Entity Management.
const CREATE: (u32, &str) = (1, "Create");
const UPDATE: (u32, &str) = (3, "Update");
const DELETE: (u32, &str) = (4, "Delete");
const MOVE: (u32, &str) = (5, "Move");
const ACTIVATE: (u32, &str) = (10, "Activate");
const DEACTIVATE: (u32, &str) = (11, "Deactivate");
const SUSPEND: (u32, &str) = (12, "Suspend");
const RESUME: (u32, &str) = (13, "Resume");
/// Of API Activity and Entity Management both.
const READ: (u32, &str) = (2, "Read");
// Of Account Change.
const ENABLE: (u32, &str) = (2, "Enable");
const DISABLE: (u32, &str) = (5, "Disable");
// Of Authentication.
const LOGON: (u32, &str) = (1, "Logon");
const LOGOFF: (u32, &str) = (2, "Logoff");
// Of User Access Management.
const ASSIGN: (u32, &str) = (1, "Assign Privileges");
const REVOKE: (u32, &str) = (2, "Revoke Privileges");
/// In the words of the source.
const REFUSE: (u32, &str) = (99, "Refuse");

impl Mapped {
    const fn severe(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    const fn failed(self) -> Self {
        Self {
            status: Status::Failure,
            ..self
        }
    }

    const fn open(self) -> Self {
        Self {
            status: Status::Unknown,
            ..self
        }
    }
}

const fn is(class: Class, activity: (u32, &'static str)) -> Mapped {
    Mapped {
        class,
        activity,
        severity: Severity::Informational,
        status: Status::Success,
    }
}

/// What this kind is in the schema.
pub fn of(kind: Kind) -> Mapped {
    use Kind as K;
    use Severity::{High, Low, Medium};
    match kind {
        K::SignedIn => is(Class::Authentication, LOGON),
        K::SignedOut => is(Class::Authentication, LOGOFF),
        K::Refused => is(OURSELVES, REFUSE).failed().severe(Medium),
        K::PersonLeft => is(Class::AccountChange, DISABLE).severe(Low),
        K::PersonReturned => is(Class::AccountChange, ENABLE),
        K::PersonMoved | K::TimeZoneChosen | K::PreferencesChosen => is(PERSON, UPDATE),
        K::AuditExported
        | K::FeedRead
        | K::ReportRun
        | K::ReportViewed
        | K::ReportExported
        | K::DossierViewed => is(OURSELVES, READ),
        K::KeyInUse => is(KEY, ACTIVATE).severe(Medium),
        K::PayloadsDropped => is(LOG, DELETE).severe(Medium),
        K::PersonErased => is(PERSON, DELETE).severe(Medium),
        K::TokenMade => is(TOKEN, CREATE).severe(Medium),
        K::TokenRevoked => is(TOKEN, DELETE).severe(Low),
        K::CallPlanned => is(GRAPH, UPDATE).open(),
        // Its outcome is in the event.
        K::CallAnswered => is(GRAPH, UPDATE).open(),
        K::DirectoryRead | K::DirectoryReadAnew | K::CatalogRead | K::DriftScanned => is(GRAPH, READ),
        K::DirectoryRefused => is(READING, SUSPEND).failed().severe(High),
        K::DirectoryTaken => is(READING, RESUME).severe(Low),
        K::JobStopped => is(JOB, SUSPEND).failed().severe(Medium),
        K::JobRetried => is(JOB, RESUME),
        K::MailSent | K::MailSentAgain => is(MAIL, CREATE),
        K::MailNotSent => is(MAIL, CREATE).failed().severe(Low),
        K::FuseBlown => is(FUSE, SUSPEND).severe(High),
        K::FuseResumed => is(FUSE, RESUME).severe(Low),
        K::FuseKept => is(FUSE, UPDATE).severe(Low),
        // A right, as somebody has it from now on or not any more.
        K::GrantActive | K::GrantCameBack => is(LICENCE, ASSIGN).severe(Low),
        K::GivenAtOnce => is(LICENCE, ASSIGN).severe(High),
        K::GrantEnded => is(LICENCE, REVOKE).severe(Low),
        K::DelegationBegun => is(SIGN_ON_BEHALF, ASSIGN).severe(Low),
        K::DelegationEnded => is(SIGN_ON_BEHALF, REVOKE).severe(Low),
        // The way to it and from it.
        K::GrantApproved => is(GRANT, CREATE),
        K::GrantScheduled | K::GrantWaitsForSeat | K::GrantSeatAllotted | K::GrantPlansKeptOff => {
            is(GRANT, UPDATE)
        }
        K::GrantPlansChanged | K::GrantExtended | K::GrantReminded | K::GrantRetried => is(GRANT, UPDATE),
        K::AttentionClosed | K::GrantEnding => is(GRANT, UPDATE),
        K::GrantBegun => is(GRANT, ACTIVATE),
        K::GrantNeedsAttention => is(GRANT, UPDATE).failed().severe(Medium),
        K::GrantHeld => is(GRANT, SUSPEND).severe(Low),
        K::GrantLetGo => is(GRANT, RESUME),
        K::RequestSubmitted => is(REQUEST, CREATE),
        K::RequestDecided | K::RequestApproved | K::RequestNarrowed | K::StagesMadeAnew => {
            is(REQUEST, UPDATE)
        }
        K::RequestAppealed => is(REQUEST, UPDATE),
        K::RequestCancelled | K::RequestDenied | K::RequestLapsed | K::RequestClosed => {
            is(REQUEST, DEACTIVATE)
        }
        K::FailureSeen => is(REQUEST, READ),
        K::RequestsSentTogether => is(BUNDLE, CREATE),
        K::StageOpened => is(STAGE, ACTIVATE),
        K::StageReminded | K::StageEscalated | K::ApproversReplaced => is(STAGE, UPDATE),
        K::SignatureGiven => is(SIGNATURE, CREATE),
        K::SignatureTakenBack => is(SIGNATURE, DELETE).severe(Low),
        K::InquiryAsked => is(INQUIRY, CREATE),
        K::InquiryAnswered => is(INQUIRY, UPDATE),
        K::InquiryTakenBack => is(INQUIRY, DELETE),
        K::DelegationMade => is(DELEGATION, CREATE),
        K::DelegationItemMoved => is(DELEGATION, MOVE),
        K::DelegationItemRefused => is(DELEGATION, MOVE).failed(),
        K::ExceptionReviewed => is(EXCEPTION, UPDATE),
        K::ReviewOpened => is(DEPARTURE, CREATE),
        K::ReviewAnswered | K::ReviewerReplaced => is(DEPARTURE, UPDATE),
        K::DepartureCalledOff => is(DEPARTURE, DELETE),
        // What somebody did past us.
        K::DriftFound => is(FINDING, CREATE).severe(Medium),
        K::DriftGone => is(FINDING, DELETE),
        K::DriftAdopted | K::DriftRestored | K::DriftAccepted => is(FINDING, UPDATE).severe(Low),
        K::AdoptionBegun | K::AdoptionStopped => is(FINDING, UPDATE),
        // The rules and the catalogue.
        K::PolicyDraftSubmitted => is(POLICY, CREATE).severe(Low),
        K::PolicyDraftWithdrawn | K::PolicyDraftRefused => is(POLICY, DELETE),
        K::PolicyInForce => is(POLICY, ACTIVATE).severe(Medium),
        K::PolicyRejected => is(POLICY, ACTIVATE).failed().severe(High),
        K::PolicyApplied => is(POLICY, UPDATE),
        K::PolicyReperformed => is(POLICY, READ),
        K::CatalogDescribed | K::ProductEdited | K::NamesImported | K::SeatsHeldBack => is(PRODUCT, UPDATE),
        K::PlanFound => is(PLAN, CREATE).severe(Low),
        K::PlanGone => is(PLAN, DELETE).severe(Low),
        K::PlanClassified => is(PLAN, UPDATE),
    }
}
