//! What went wrong, as the situation the person is in, with a way out. The log has the chain of causes, once; the person
//! has a reference number. The page goes along with the answer, so that whoever knows who is signed in can put their frame
//! around it (`requests::failed`).

use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

use super::page::{Chrome, ErrorPage};
use crate::refusal::Refusal;

#[derive(Debug)]
pub enum Failure {
    NotFound,
    /// The address is right, but not for this method.
    WrongMethod,
    /// What the person may not do, as a sentence.
    Forbidden(String),
    /// A form that does not come from our own pages, or from an old session.
    ForeignForm,
    NotSignedIn,
    /// Go to sign-in and come back.
    SignInFirst(String),
    /// The world has moved on, as a sentence.
    Conflict(String),
    /// It is being made, as a sentence.
    NotReady(String),
    BadForm(String),
    TooLarge,
    /// So many in a minute that it has to wait these seconds.
    TooMany(u32),
    /// It was not answered in time, and whether it was done is not known.
    TooSlow,
    /// Microsoft cannot be asked now, as a sentence.
    Unavailable(String),
    /// A token that is not taken: for a program, so a sentence without a page. Status, code of RFC 6750, sentence.
    Token(StatusCode, &'static str, String),
    Internal(anyhow::Error),
}

impl Failure {
    /// What the log says of it; `None` = nobody is refused by it.
    fn refusal(&self) -> Option<Refusal> {
        Some(match self {
            Self::NotFound => Refusal::NotTheirs,
            Self::Forbidden(_) => Refusal::NotAllowed,
            Self::ForeignForm => Refusal::ForeignForm,
            Self::NotSignedIn => Refusal::NotSignedIn,
            Self::Conflict(_) => Refusal::TooLate,
            Self::TooLarge => Refusal::TooLarge,
            Self::TooMany(_) => Refusal::RateLimit,
            Self::WrongMethod
            | Self::SignInFirst(_)
            | Self::BadForm(_)
            | Self::NotReady(_)
            | Self::TooSlow
            | Self::Unavailable(_)
            // Whoever looks at tokens writes the event.
            | Self::Token(..)
            | Self::Internal(_) => return None,
        })
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let home = (t!("error-home"), "/");
        let refusal = self.refusal();
        let wait = match self {
            Self::TooMany(seconds) => Some(seconds),
            _ => None,
        };
        let (status, heading, sentences, reference, way_out) = match self {
            Self::SignInFirst(next) => return Redirect::to(&next).into_response(),
            Self::Token(status, code, sentence) => {
                let challenge = match code {
                    "" => "Bearer".to_owned(),
                    code => format!("Bearer error=\"{code}\""),
                };
                return (status, [(WWW_AUTHENTICATE, challenge)], format!("{sentence}\n")).into_response();
            }
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                t!("error-not-found"),
                vec![t!("error-not-found-why").to_owned()],
                None,
                home,
            ),
            Self::WrongMethod => (
                StatusCode::METHOD_NOT_ALLOWED,
                t!("error-method"),
                vec![t!("error-method-why").to_owned()],
                None,
                home,
            ),
            Self::Forbidden(why) => (
                StatusCode::FORBIDDEN,
                t!("error-forbidden"),
                vec![why],
                None,
                home,
            ),
            Self::ForeignForm => (
                StatusCode::FORBIDDEN,
                t!("error-foreign"),
                vec![t!("error-foreign-why").to_owned()],
                None,
                home,
            ),
            Self::NotSignedIn => (
                StatusCode::UNAUTHORIZED,
                t!("error-sign-in"),
                vec![t!("error-sign-in-why").to_owned()],
                None,
                (t!("sign-in-title"), "/sign-in"),
            ),
            Self::Conflict(why) | Self::NotReady(why) => {
                (StatusCode::CONFLICT, t!("error-conflict"), vec![why], None, home)
            }
            Self::BadForm(why) => (StatusCode::BAD_REQUEST, t!("error-form"), vec![why], None, home),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                t!("error-large"),
                vec![t!("error-large-why").to_owned()],
                None,
                home,
            ),
            Self::TooMany(seconds) => (
                StatusCode::TOO_MANY_REQUESTS,
                t!("error-too-many"),
                vec![t!("error-too-many-why", seconds = seconds)],
                None,
                home,
            ),
            Self::TooSlow => (
                StatusCode::SERVICE_UNAVAILABLE,
                t!("error-slow"),
                vec![t!("error-slow-why").to_owned()],
                None,
                home,
            ),
            Self::Unavailable(why) => (
                StatusCode::SERVICE_UNAVAILABLE,
                t!("error-microsoft"),
                vec![why],
                None,
                home,
            ),
            Self::Internal(error) => {
                let reference = Uuid::new_v4().to_string();
                tracing::error!(failure.reference = %reference, "a page failed: {error:#}");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    t!("error-ours"),
                    vec![t!("error-ours-why").to_owned()],
                    Some(reference),
                    home,
                )
            }
        };
        let page = ErrorPage {
            chrome: Chrome::visitor(heading),
            status: status.as_u16(),
            heading: heading.to_owned(),
            sentences,
            reference,
            way_out: (way_out.0.to_owned(), way_out.1.to_owned()),
            way_back: None,
        };
        let mut response = (status, page.clone()).into_response();
        response.extensions_mut().insert(page);
        if let Some(refusal) = refusal {
            response.extensions_mut().insert(refusal);
        }
        if let Some(seconds) = wait {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
