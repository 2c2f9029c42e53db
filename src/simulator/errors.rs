//! Owns Graph's failures: status, code, message and the envelope they come in. Each text says how well it is known:
//! [V] read or captured, [T] seen in other people's code, [M] from memory.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::licensing::Refusal;

/// A failure as Graph says it, still without the envelope.
#[derive(Clone, Debug)]
pub struct GraphError {
    pub status: StatusCode,
    pub code: String,
    pub message: String,
    pub headers: Box<HeaderMap>,
}

impl GraphError {
    pub fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            headers: Box::default(),
        }
    }

    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Request_BadRequest", message)
    }

    /// Row 15 [V].
    pub fn not_found(id: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "Request_ResourceNotFound",
            format!(
                "Resource '{id}' does not exist or one of its queried reference-property objects are not present."
            ),
        )
    }

    /// Row 16 [V].
    pub fn denied() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation.",
        )
    }

    /// Row 17 [T].
    pub fn bad_token(message: &str, authorize_url: &str) -> Self {
        let challenge = format!(
            "Bearer realm=\"\", authorization_uri=\"{authorize_url}\", client_id=\"00000003-0000-0000-c000-000000000000\""
        );
        let mut error = Self::new(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message);
        error.with_header("www-authenticate", &challenge);
        error
    }

    /// Row 18 [T].
    pub fn conflict() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "Directory_ConcurrencyViolation",
            "Error due to concurrent requests being made to the tenant. Please wait briefly and retry.",
        )
    }

    /// Row 19 [V].
    pub fn throttled(retry_after_s: f64) -> Self {
        let mut error = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "TooManyRequests",
            "Please retry again later.",
        );
        // A decimal, as the service sends it [V].
        error.with_header("retry-after", &format!("{retry_after_s:.3}"));
        error
    }

    /// Row 22: that it exists is [V], code and words are [M]. What became of the call is not known.
    pub fn gateway_timeout() -> Self {
        Self::new(
            StatusCode::GATEWAY_TIMEOUT,
            "UnknownError",
            "The gateway did not receive a timely response.",
        )
    }

    pub fn with_header(&mut self, name: &'static str, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
    }

    /// Row 21 [V].
    pub fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "Request_BadRequest",
            "Specified HTTP method is not allowed for the request target.",
        )
    }

    /// Row 9 [V].
    pub fn missing_parameter(name: &str) -> Self {
        Self::bad_request(format!(
            "One or more parameters of the operation 'assignLicense' are missing from the request payload. The missing parameters are: {name}."
        ))
    }

    /// Row 10 [V].
    pub fn not_a_guid(literal: &str) -> Self {
        Self::bad_request(format!(
            "Cannot convert the literal '{literal}' to the expected type 'Edm.Guid'."
        ))
    }

    /// The envelope [V]: the date has no `Z`. The one of a throttled call has more in it [V].
    pub fn body(&self, now: DateTime<Utc>, request_id: &str, client_request_id: &str) -> Value {
        let mut inner = json!({
            "date": now.format("%Y-%m-%dT%H:%M:%S").to_string(),
            "request-id": request_id,
            "client-request-id": client_request_id,
        });
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            inner["code"] = "429".into();
            inner["status"] = "429".into();
            inner["message"] = "Please retry after".into();
        }
        json!({ "error": { "code": self.code, "message": self.message, "innerError": inner } })
    }
}

impl From<Refusal> for GraphError {
    fn from(refusal: Refusal) -> Self {
        Self::bad_request(match refusal {
            // Row 8 [V].
            Refusal::NothingToDo => {
                "No license changes provided. At least one license to add or remove must be specified.".to_owned()
            }
            // Row 4 [T].
            Refusal::UnknownSku(sku) => {
                format!("License {sku} does not correspond to a valid company License.")
            }
            // Row 12: text [V], code [M].
            Refusal::NotForUsers(sku) => format!("License {sku} cannot be assigned to a user."),
            // Row 11: that it is refused is [V], the words are [M].
            Refusal::PlanNotInSku { plan, sku } => {
                format!("Service plan {plan} does not belong to the subscription with SKU {sku}.")
            }
            // Row 1 [V].
            Refusal::InvalidUsageLocation => {
                "License assignment cannot be done for user with invalid usage location.".to_owned()
            }
            // Row 13: that it is refused is [V], the words are [M].
            Refusal::ProhibitedInUsageLocation(plan) => format!(
                "License assignment failed because service plan {plan} is prohibited in the usage location of the user."
            ),
            // Row 3 [T].
            Refusal::NotHeld => "User does not have a corresponding license.".to_owned(),
            // Row 5 [V].
            Refusal::Inherited => {
                "User license is inherited from a group membership and it cannot be removed directly from the user."
                    .to_owned()
            }
            // Row 2: the tail is [T], "Subscription with SKU" is unconfirmed.
            Refusal::NoSeat(sku) => {
                format!("Subscription with SKU {sku} does not have any available licenses.")
            }
            // Row 6 [V].
            Refusal::Depends { plan, on } => {
                let on: Vec<String> = on.iter().map(ToString::to_string).collect();
                format!(
                    "License assignment failed because service plan {plan} depends on the service plan(s) {}",
                    on.join(", ")
                )
            }
            // Row 7: text [V], status and code by analogy.
            Refusal::Exclusive(one, other) => format!(
                "License assignment failed because service plans {one}, {other} are mutually exclusive."
            ),
            // Row 14: text [V].
            Refusal::ProxyClash => {
                "Another object with the same value for property proxyAddresses already exists.".to_owned()
            }
        })
    }
}
