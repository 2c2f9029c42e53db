//! The catalogue of errors as a table.

use std::time::Duration;

use serde_json::{Value, json};

use crate::graph::error::{Class, Error, ErrorKind, retry_after};
use crate::graph::messages::Said;

fn classify(status: u16, inner_code: Option<&str>, code: &str, message: &str) -> ErrorKind {
    let inner = inner_code.map(|code| json!({ "code": code, "request-id": A }));
    of_inner(status, inner.as_ref(), code, message)
}

fn of_inner(status: u16, inner: Option<&Value>, code: &str, message: &str) -> ErrorKind {
    crate::graph::messages::classify(&Said {
        status,
        code,
        message,
        inner,
    })
}

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
fn the_plans_are_found_in_the_inner_error_when_the_message_has_none() {
    let inner = json!({ "code": "mutuallyExclusiveServicePlans", "ids": [A, B], "request-id": "613a2372-0000-4000-8000-000000000000" });
    let kind = of_inner(400, Some(&inner), "badRequest", "They exclude each other.");
    assert_eq!(
        kind,
        ErrorKind::MutuallyExclusive {
            plans: format!("{A}, {B}")
        }
    );
}

#[test]
fn an_inner_error_inside_an_inner_error_is_found_and_the_search_ends() {
    let mut inner = json!({ "code": "noAvailableLicenses" });
    for depth in 0..8 {
        let kind = of_inner(400, Some(&inner), "badRequest", "");
        let found = if depth < 5 {
            ErrorKind::NoFreeSeat
        } else {
            ErrorKind::Unknown
        };
        assert_eq!(kind, found, "depth {depth}");
        inner = json!({ "code": "badRequest", "innererror": inner });
    }
}

#[test]
fn an_unknown_message_waits_for_a_person() {
    assert_eq!(
        classify(400, None, "Request_BadRequest", "Something new.").class(),
        Class::FixableByHuman
    );
}
