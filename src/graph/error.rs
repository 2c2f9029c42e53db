//! Graph's failures, each as the situation it is. Almost every business failure is HTTP 400 with the code
//! `Request_BadRequest`; only the English message tells them apart. Microsoft says never to branch on it, yet there is
//! nothing else: the table below is the one place that does, an unknown message is `Unknown`, never a blind retry.

use std::time::Duration;

use chrono::DateTime;
use uuid::Uuid;

use super::wire::ErrorBody;

/// One failure.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{kind}{}{}", status.map(|s| format!(", HTTP {s}")).unwrap_or_default(), request_id.as_ref().map(|id| format!(", request {id}")).unwrap_or_default())]
pub struct Error {
    pub kind: ErrorKind,
    pub status: Option<u16>,
    /// Graph's `code`, empty when there was none.
    pub code: String,
    /// Graph's message without addresses; evidence for people, not for programs.
    pub message: String,
    pub request_id: Option<String>,
    pub client_request_id: Option<Uuid>,
    pub retry_after: Option<Duration>,
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
        let code = detail
            .as_ref()
            .map(|detail| detail.code.clone())
            .unwrap_or_default();
        let message = detail
            .as_ref()
            .map(|detail| detail.message.clone())
            .unwrap_or_default();
        let inner_code = detail
            .as_ref()
            .and_then(|detail| detail.inner_error.as_ref()?.get("code")?.as_str());
        Self {
            kind: classify(status, inner_code, &code, &message),
            status: Some(status),
            message: without_addresses(&message),
            code,
            request_id: header("request-id").map(str::to_owned),
            client_request_id: header("client-request-id").and_then(|id| Uuid::parse_str(id).ok()),
            retry_after: header("retry-after").and_then(|value| retry_after(value, header("date"))),
        }
    }
}

/// The words of the newer licensing API first, then the code, then the table of messages.
fn classify(status: u16, inner_code: Option<&str>, code: &str, message: &str) -> ErrorKind {
    match inner_code {
        Some("noAvailableLicenses") => return ErrorKind::NoFreeSeat,
        Some("invalidUsageLocation") => return ErrorKind::UsageLocationInvalid,
        Some("mutuallyExclusiveServicePlans") => {
            return ErrorKind::MutuallyExclusive {
                plans: guids(message),
            };
        }
        Some("proxyAddressConflict") => return ErrorKind::ProxyAddressClash,
        Some("notFound") => return ErrorKind::PersonNotFound,
        Some("missingRequiredPermission") => return ErrorKind::PermissionMissing,
        Some("requiredFieldOrParameterMissing") => return ErrorKind::ParameterMissing,
        _ => {}
    }
    match (status, code) {
        // Seen as 409 and as 400: by code, not by status.
        (_, "Directory_ConcurrencyViolation") => ErrorKind::ConcurrentChange,
        (_, "Directory_QuotaExceeded") => ErrorKind::DirectoryQuota,
        (429 | 509, _) | (_, "TooManyRequests") => ErrorKind::Throttled,
        (404, _) | (_, "Request_ResourceNotFound") => ErrorKind::PersonNotFound,
        (403, _) => ErrorKind::PermissionMissing,
        (401, _) => ErrorKind::TokenRefused,
        (405, _) => ErrorKind::MethodNotAllowed,
        (409, _) => ErrorKind::ConcurrentChange,
        (500..=599, _) => ErrorKind::ServerFault,
        _ => by_message(message),
    }
}

/// Table of messages, edition 2026-11-24. Each pattern is matched without regard to case anywhere in the message.
fn by_message(message: &str) -> ErrorKind {
    let text = message.to_lowercase();
    let says = |pattern: &str| text.contains(pattern);
    if says("invalid usage location") {
        ErrorKind::UsageLocationInvalid
    } else if says("does not have any available licenses") {
        ErrorKind::NoFreeSeat
    } else if says("does not have a corresponding license") {
        ErrorKind::NotAssigned
    } else if says("does not correspond to a valid company license") {
        ErrorKind::UnknownSku
    } else if says("is inherited from a group membership") {
        ErrorKind::Inherited
    } else if says("depends on the service plan") {
        let (plan, needs) = text.split_once("depends on").unwrap_or((&text, ""));
        ErrorKind::DependencyMissing {
            plan: guids(plan),
            needs: guids(needs),
        }
    } else if says("mutually exclusive") {
        ErrorKind::MutuallyExclusive { plans: guids(&text) }
    } else if says("no license changes provided") {
        ErrorKind::NothingToChange
    } else if says("missing from the request payload") {
        ErrorKind::ParameterMissing
    } else if says("to the expected type 'edm.guid'") {
        ErrorKind::NotAGuid
    } else if says("cannot be assigned to a user") {
        ErrorKind::SkuNotAssignable
    } else if says("proxyaddresses already exists") {
        ErrorKind::ProxyAddressClash
    } else if says("service plan") && says("does not belong") {
        // The condition is documented, the wording is not.
        ErrorKind::PlanNotInSku
    } else if says("prohibited") && says("location") {
        // Likewise.
        ErrorKind::PlanProhibitedInLocation
    } else {
        ErrorKind::Unknown
    }
}

/// The GUIDs in a text, joined by commas.
fn guids(text: &str) -> String {
    let found: Vec<_> = text
        .split(|c: char| !(c.is_ascii_hexdigit() || c == '-'))
        .filter(|word| word.len() == 36 && Uuid::parse_str(word).is_ok())
        .collect();
    found.join(", ")
}

/// Graph quotes UPNs in messages; logs and pages must not.
fn without_addresses(message: &str) -> String {
    let words: Vec<_> = message
        .split(' ')
        .map(|word| if word.contains('@') { "(address)" } else { word })
        .collect();
    words.join(" ").chars().take(LONGEST_MESSAGE_CHARS).collect()
}

/// Characters of Graph's message that are kept.
const LONGEST_MESSAGE_CHARS: usize = 500;
/// A longer wait is not believed.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

/// Seconds, also decimal, or an HTTP date (counted from the reply's own date).
fn retry_after(value: &str, date: Option<&str>) -> Option<Duration> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_as_decimal_seconds_and_as_a_date() {
        assert_eq!(retry_after("2.128", None), Some(Duration::from_secs_f64(2.128)));
        let wait = retry_after(
            "Tue, 24 Nov 2026 10:00:30 GMT",
            Some("Tue, 24 Nov 2026 10:00:00 GMT"),
        );
        assert_eq!(wait, Some(Duration::from_secs(30)));
        assert_eq!(retry_after("-3", None), None);
        assert_eq!(retry_after("soon", None), None);
    }

    const A: &str = "fe71d6c3-a2ea-4499-9778-da042bf08063";
    const B: &str = "5dbe027f-2339-4123-9542-606e4d348a72";

    /// What a reply becomes that has Graph's envelope.
    fn reply(status: u16, code: &str, message: &str) -> Error {
        let body = serde_json::json!({ "error": { "code": code, "message": message, "innerError": {
            "date": "2026-11-24T10:00:00", "request-id": A, "client-request-id": B } } });
        Error::from_reply(
            status,
            &reqwest::header::HeaderMap::new(),
            body.to_string().as_bytes(),
        )
    }

    #[test]
    fn every_row_of_the_catalogue_is_the_situation_it_is() {
        const BAD: &str = "Request_BadRequest";
        let dependency =
            format!("License assignment failed because service plan {A} depends on the service plan(s) {B}");
        let dependencies = format!(
            "License assignment failed because service plan {A} depends on the service plan(s) {B}, {A}."
        );
        let exclusive =
            format!("License assignment failed because service plans {A}, {B} are mutually exclusive.");
        let exclusive_close =
            format!("License assignment failed because service plans {A},{B} are mutually exclusive");
        let no_seat = format!("Subscription with SKU {A} does not have any available licenses.");
        let no_seat_left =
            format!("Subscription with Account {B} and SKU {A} does not have any available licenses left.");
        let unknown_sku = format!("License {A} does not correspond to a valid company License.");
        let company_sku = format!("License {A} cannot be assigned to a user.");
        let nobody = format!(
            "Resource '{A}' does not exist or one of its queried reference-property objects are not present."
        );
        let needs = |plan: &str, needs: String| ErrorKind::DependencyMissing {
            plan: plan.to_owned(),
            needs,
        };
        let both = || ErrorKind::MutuallyExclusive {
            plans: format!("{A}, {B}"),
        };
        let rows: Vec<(&str, u16, &str, &str, ErrorKind, Class)> = vec![
            (
                "1",
                400,
                BAD,
                "License assignment cannot be done for user with invalid usage location.",
                ErrorKind::UsageLocationInvalid,
                Class::FixableByHuman,
            ),
            ("2", 400, BAD, &no_seat, ErrorKind::NoFreeSeat, Class::WaitForSeat),
            (
                "2, other head",
                400,
                BAD,
                &no_seat_left,
                ErrorKind::NoFreeSeat,
                Class::WaitForSeat,
            ),
            (
                "3",
                400,
                BAD,
                "User does not have a corresponding license.",
                ErrorKind::NotAssigned,
                Class::AlreadyDone,
            ),
            (
                "4",
                400,
                BAD,
                &unknown_sku,
                ErrorKind::UnknownSku,
                Class::Permanent,
            ),
            (
                "5",
                400,
                BAD,
                "User license is inherited from a group membership and it cannot be removed directly from the user.",
                ErrorKind::Inherited,
                Class::WrongPath,
            ),
            (
                "6",
                400,
                BAD,
                &dependency,
                needs(A, B.to_owned()),
                Class::FixableByHuman,
            ),
            (
                "6, two",
                400,
                BAD,
                &dependencies,
                needs(A, format!("{B}, {A}")),
                Class::FixableByHuman,
            ),
            ("7", 400, BAD, &exclusive, both(), Class::FixableByHuman),
            (
                "7, close",
                400,
                BAD,
                &exclusive_close,
                both(),
                Class::FixableByHuman,
            ),
            (
                "8",
                400,
                BAD,
                "No license changes provided. At least one license to add or remove must be specified.",
                ErrorKind::NothingToChange,
                Class::Permanent,
            ),
            (
                "9",
                400,
                BAD,
                "One or more parameters of the operation 'assignLicense' are missing from the request payload. The missing parameters are: addLicenses.",
                ErrorKind::ParameterMissing,
                Class::Permanent,
            ),
            (
                "10",
                400,
                BAD,
                "Cannot convert the literal 'x' to the expected type 'Edm.Guid'.",
                ErrorKind::NotAGuid,
                Class::Permanent,
            ),
            (
                "10, primitive",
                400,
                BAD,
                "Cannot convert a primitive value to the expected type 'Edm.Guid'. See the inner exception for more details",
                ErrorKind::NotAGuid,
                Class::Permanent,
            ),
            (
                "11",
                400,
                BAD,
                "The service plan does not belong to the subscription.",
                ErrorKind::PlanNotInSku,
                Class::Permanent,
            ),
            (
                "12",
                400,
                BAD,
                &company_sku,
                ErrorKind::SkuNotAssignable,
                Class::Permanent,
            ),
            (
                "13",
                400,
                BAD,
                "A service plan is prohibited in the usage location of the user.",
                ErrorKind::PlanProhibitedInLocation,
                Class::FixableByHuman,
            ),
            (
                "14",
                400,
                BAD,
                "Another object with the same value for property proxyAddresses already exists.",
                ErrorKind::ProxyAddressClash,
                Class::FixableByHuman,
            ),
            (
                "15",
                404,
                "Request_ResourceNotFound",
                &nobody,
                ErrorKind::PersonNotFound,
                Class::RetryLimited,
            ),
            (
                "16",
                403,
                "Authorization_RequestDenied",
                "Insufficient privileges to complete the operation.",
                ErrorKind::PermissionMissing,
                Class::Authentication,
            ),
            (
                "17",
                401,
                "InvalidAuthenticationToken",
                "Lifetime validation failed, the token is expired.",
                ErrorKind::TokenRefused,
                Class::Authentication,
            ),
            (
                "18",
                409,
                "Directory_ConcurrencyViolation",
                "Error due to concurrent requests being made to the tenant. Please wait briefly and retry.",
                ErrorKind::ConcurrentChange,
                Class::RetryLater,
            ),
            (
                "18, as 400",
                400,
                "Directory_ConcurrencyViolation",
                "",
                ErrorKind::ConcurrentChange,
                Class::RetryLater,
            ),
            (
                "19",
                429,
                "TooManyRequests",
                "Please retry again later.",
                ErrorKind::Throttled,
                Class::RetryLater,
            ),
            (
                "20",
                403,
                "Directory_QuotaExceeded",
                "The directory object quota limit for the Tenant has been exceeded.",
                ErrorKind::DirectoryQuota,
                Class::FixableByHuman,
            ),
            (
                "21",
                405,
                BAD,
                "Specified HTTP method is not allowed for the request target.",
                ErrorKind::MethodNotAllowed,
                Class::Permanent,
            ),
            (
                "22",
                500,
                "Service_InternalServerError",
                "",
                ErrorKind::ServerFault,
                Class::RetryLater,
            ),
            (
                "22, bad gateway",
                502,
                "",
                "",
                ErrorKind::ServerFault,
                Class::RetryLater,
            ),
            (
                "22, unavailable",
                503,
                "",
                "",
                ErrorKind::ServerFault,
                Class::RetryLater,
            ),
            (
                "22, time-out",
                504,
                "",
                "",
                ErrorKind::ServerFault,
                Class::RetryLater,
            ),
        ];
        for (row, status, code, message, kind, class) in rows {
            let error = reply(status, code, message);
            assert_eq!(error.kind, kind, "row {row}");
            assert_eq!(error.kind.class(), class, "row {row}");
            assert_eq!(error.kind.outcome_unknown(), status >= 500, "row {row}");
            assert_eq!(
                (error.status, error.code.as_str()),
                (Some(status), code),
                "row {row}"
            );
        }
    }

    #[test]
    fn the_words_of_the_newer_licensing_api_come_first() {
        for (word, kind) in [
            ("noAvailableLicenses", ErrorKind::NoFreeSeat),
            ("invalidUsageLocation", ErrorKind::UsageLocationInvalid),
            ("proxyAddressConflict", ErrorKind::ProxyAddressClash),
            ("notFound", ErrorKind::PersonNotFound),
            ("missingRequiredPermission", ErrorKind::PermissionMissing),
            ("requiredFieldOrParameterMissing", ErrorKind::ParameterMissing),
        ] {
            assert_eq!(
                classify(
                    400,
                    Some(word),
                    "badRequest",
                    "User does not have a corresponding license."
                ),
                kind
            );
        }
        let exclusive = classify(
            400,
            Some("mutuallyExclusiveServicePlans"),
            "badRequest",
            &format!("{A} and {B}"),
        );
        assert_eq!(
            exclusive,
            ErrorKind::MutuallyExclusive {
                plans: format!("{A}, {B}")
            }
        );
    }

    #[test]
    fn a_body_without_the_envelope_is_judged_by_its_status() {
        for (status, body, kind) in [
            (503, "<html>upstream</html>", ErrorKind::ServerFault),
            (400, "", ErrorKind::Unknown),
            (429, "{}", ErrorKind::Throttled),
            (302, "", ErrorKind::Unknown),
        ] {
            let error = Error::from_reply(status, &reqwest::header::HeaderMap::new(), body.as_bytes());
            assert_eq!(error.kind, kind, "{status} {body}");
        }
    }

    #[test]
    fn a_collision_is_known_by_its_code_whatever_the_status() {
        for status in [400, 409] {
            let kind = classify(status, None, "Directory_ConcurrencyViolation", "");
            assert_eq!(kind.class(), Class::RetryLater, "{status}");
        }
    }

    #[test]
    fn the_object_quota_is_not_a_missing_seat() {
        assert_eq!(
            classify(403, None, "Directory_QuotaExceeded", ""),
            ErrorKind::DirectoryQuota
        );
    }

    #[test]
    fn addresses_do_not_leave_with_the_message() {
        assert_eq!(
            without_addresses("User mia@x.example is gone"),
            "User (address) is gone"
        );
    }

    #[test]
    fn an_unknown_message_waits_for_a_person() {
        assert_eq!(
            classify(400, None, "Request_BadRequest", "Something new.").class(),
            Class::FixableByHuman
        );
    }
}
