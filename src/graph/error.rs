//! Graph's failures, each as the situation it is, with what may be done about it. Which words mean which is in messages.rs.

use std::time::Duration;

use chrono::DateTime;
use uuid::Uuid;

use super::messages::{Said, classify};
use super::redact::without_people;
use super::wire::ErrorBody;

/// Characters of `x-ms-ags-diagnostic` that are kept; it names a data centre and is about half as long.
const LONGEST_DIAGNOSTIC_CHARS: usize = 300;

/// One failure.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{kind}{}{}", status.map(|s| format!(", HTTP {s}")).unwrap_or_default(), request_id.as_ref().map(|id| format!(", request {id}")).unwrap_or_default())]
pub struct Error {
    pub kind: ErrorKind,
    pub status: Option<u16>,
    /// Graph's `code`, empty when there was none.
    pub code: String,
    /// Graph's message without addresses and names; evidence for people, not for programs.
    pub message: String,
    /// Graph's own number of the attempt.
    pub request_id: Option<String>,
    /// Our number of the attempt.
    pub client_request_id: Option<Uuid>,
    pub retry_after: Option<Duration>,
    /// Graph's `Date`.
    pub date: Option<String>,
    /// Graph's `x-ms-ags-diagnostic`: which of its machines answered.
    pub diagnostic: Option<String>,
}

/// Rows of the error catalogue, and what happens before Graph answers at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ErrorKind {
    #[error("the person has no valid usage location")]
    UsageLocationInvalid,
    #[error("the SKU has no available licence")]
    NoFreeSeat,
    #[error("the person does not have the licence")]
    NotAssigned,
    #[error("the SKU is not one of the tenant's")]
    UnknownSku,
    #[error("the licence is inherited from a group")]
    Inherited,
    #[error("service plan {plan} depends on {needs}")]
    DependencyMissing { plan: String, needs: String },
    #[error("service plans {plans} are mutually exclusive")]
    MutuallyExclusive { plans: String },
    #[error("the call changes nothing")]
    NothingToChange,
    #[error("a parameter is missing from the call")]
    ParameterMissing,
    #[error("an id is not a GUID")]
    NotAGuid,
    #[error("a service plan is not part of the SKU")]
    PlanNotInSku,
    #[error("the SKU cannot be assigned to a user")]
    SkuNotAssignable,
    #[error("a service plan is prohibited in the usage location")]
    PlanProhibitedInLocation,
    #[error("a proxy address is taken by another object")]
    ProxyAddressClash,
    #[error("the user does not exist, or not everywhere yet")]
    PersonNotFound,
    #[error("the app lacks a permission")]
    PermissionMissing,
    #[error("Graph refused the token")]
    TokenRefused,
    #[error("another change was under way")]
    ConcurrentChange,
    #[error("Graph asks to slow down")]
    Throttled,
    #[error("the directory object quota is used up")]
    DirectoryQuota,
    #[error("the method is not allowed here")]
    MethodNotAllowed,
    #[error("Graph failed")]
    ServerFault,
    #[error("Graph did not answer in time")]
    Timeout,
    #[error("Graph could not be reached")]
    Unreachable,
    #[error("Graph's answer could not be read")]
    Unreadable,
    #[error("Entra ID refused the app: {0}")]
    SignIn(EntraError),
    #[error("Graph refused for an unknown reason")]
    Unknown,
}

/// What may be done about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The call is wrong and will stay so.
    Permanent,
    FixableByHuman,
    WaitForSeat,
    AlreadyDone,
    WrongPath,
    RetryLater,
    /// A new account appears within minutes, or never.
    RetryLimited,
    Authentication,
}

/// Why Entra ID gave no token, by `error_codes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntraError {
    #[error("the client secret is wrong (the secret's value is needed, not its id)")]
    WrongSecret,
    #[error("the client secret has expired")]
    ExpiredSecret,
    #[error("the tenant does not know the application")]
    UnknownApplication,
    #[error("there is no such tenant in this cloud")]
    UnknownTenant,
    #[error("the same token was asked for too often")]
    Loop,
    #[error(
        "the certificate is not registered with the application, or does not sign what it should (AADSTS{0})"
    )]
    WrongCertificate(u32),
    #[error("the certificate or federated token is not good at this time; is the clock right? (AADSTS{0})")]
    NotNow(u32),
    #[error("no federated credential of the application matches the token (AADSTS{0})")]
    UnknownIssuer(u32),
    #[error("a Conditional Access policy refuses the application")]
    ConditionalAccess,
    #[error("the certificate's key or the file of the federated token can not be used")]
    NoProof,
    #[error("this machine has no such managed identity (HTTP {0})")]
    NoIdentity(u16),
    #[error("a passing fault (AADSTS{0})")]
    Passing(u32),
    #[error("AADSTS{0}")]
    Other(u32),
    #[error("no reason given")]
    Unexplained,
}

impl EntraError {
    pub(super) fn from_code(code: Option<u32>) -> Self {
        match code {
            Some(7_000_215) => Self::WrongSecret,
            Some(7_000_222) => Self::ExpiredSecret,
            Some(700_016 | 7_000_229) => Self::UnknownApplication,
            Some(90_002) => Self::UnknownTenant,
            Some(50_196) => Self::Loop,
            Some(code @ (700_027 | 50_012 | 700_030)) => Self::WrongCertificate(code),
            Some(code @ (50_013 | 500_133 | 700_024)) => Self::NotNow(code),
            Some(code @ (70_021 | 700_211 | 700_212 | 700_213)) => Self::UnknownIssuer(code),
            Some(53_003) => Self::ConditionalAccess,
            Some(code @ (90_033 | 90_055 | 50_033 | 90_006 | 90_024 | 90_012)) => Self::Passing(code),
            Some(code) => Self::Other(code),
            None => Self::Unexplained,
        }
    }
}

impl ErrorKind {
    pub fn class(&self) -> Class {
        match self {
            Self::UsageLocationInvalid
            | Self::DependencyMissing { .. }
            | Self::MutuallyExclusive { .. }
            | Self::PlanProhibitedInLocation
            | Self::ProxyAddressClash
            | Self::DirectoryQuota
            | Self::Unknown => Class::FixableByHuman,
            Self::NoFreeSeat => Class::WaitForSeat,
            Self::NotAssigned => Class::AlreadyDone,
            Self::Inherited => Class::WrongPath,
            Self::UnknownSku
            | Self::NothingToChange
            | Self::ParameterMissing
            | Self::NotAGuid
            | Self::PlanNotInSku
            | Self::SkuNotAssignable
            | Self::MethodNotAllowed => Class::Permanent,
            Self::PersonNotFound => Class::RetryLimited,
            Self::ConcurrentChange
            | Self::Throttled
            | Self::ServerFault
            | Self::Timeout
            | Self::Unreachable
            | Self::Unreadable
            | Self::SignIn(EntraError::Passing(_) | EntraError::Loop) => Class::RetryLater,
            Self::PermissionMissing | Self::TokenRefused | Self::SignIn(_) => Class::Authentication,
        }
    }

    /// Whether a write may have happened all the same: read before doing it again.
    pub fn outcome_unknown(&self) -> bool {
        matches!(
            self,
            Self::ServerFault | Self::Timeout | Self::Unreachable | Self::Unreadable
        )
    }
}

impl Error {
    pub(super) fn of(kind: ErrorKind) -> Self {
        Self {
            kind,
            status: None,
            code: String::new(),
            message: String::new(),
            request_id: None,
            client_request_id: None,
            retry_after: None,
            date: None,
            diagnostic: None,
        }
    }

    pub(super) fn from_transport(error: &reqwest::Error) -> Self {
        Self::of(if error.is_timeout() {
            ErrorKind::Timeout
        } else {
            ErrorKind::Unreachable
        })
    }

    /// Reads a reply that is not a success.
    pub(super) fn from_reply(status: u16, headers: &reqwest::header::HeaderMap, body: &[u8]) -> Self {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let detail = serde_json::from_slice::<ErrorBody>(body)
            .ok()
            .map(|body| body.error);
        let detail = detail.unwrap_or_default();
        let said = Said {
            status,
            code: &detail.code,
            message: &detail.message,
            inner: detail.inner_error.as_ref(),
        };
        Self {
            kind: classify(&said),
            status: Some(status),
            message: without_people(&detail.message),
            code: detail.code,
            request_id: header("request-id").map(str::to_owned),
            client_request_id: header("client-request-id").and_then(|id| Uuid::parse_str(id).ok()),
            retry_after: wait_asked(headers),
            date: header("date").map(str::to_owned),
            diagnostic: diagnostic(headers),
        }
    }
}

/// Which of Graph's machines answered.
pub(super) fn diagnostic(headers: &reqwest::header::HeaderMap) -> Option<String> {
    let text = headers.get("x-ms-ags-diagnostic")?.to_str().ok()?;
    Some(text.chars().take(LONGEST_DIAGNOSTIC_CHARS).collect())
}

/// A longer wait is not believed.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

/// How long a reply asks to wait.
pub(super) fn wait_asked(headers: &reqwest::header::HeaderMap) -> Option<Duration> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    retry_after(header("retry-after")?, header("date"))
}

/// Seconds, also decimal, or an HTTP date (counted from the reply's own date).
pub(super) fn retry_after(value: &str, date: Option<&str>) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse::<f64>() {
        return Duration::try_from_secs_f64(seconds)
            .ok()
            .map(|wait| wait.min(LONGEST_RETRY_AFTER));
    }
    let until = DateTime::parse_from_rfc2822(value).ok()?;
    let from = DateTime::parse_from_rfc2822(date?).ok()?;
    (until - from)
        .to_std()
        .ok()
        .map(|wait| wait.min(LONGEST_RETRY_AFTER))
}
