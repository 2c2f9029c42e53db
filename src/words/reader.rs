//! For whom a page or a mail is made: in which language, and where their clock stands.

use std::cell::Cell;

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE};
use axum::middleware::Next;
use axum::response::Response;
use chrono_tz::Tz;

use super::Language;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    pub language: Language,
    pub zone: Tz,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            language: Language::English,
            zone: Tz::UTC,
        }
    }
}

tokio::task_local! {
    static READER: Cell<Reader>;
}

/// Who reads; English and UTC where nobody is known, as in what is kept.
pub fn reader() -> Reader {
    READER.try_with(Cell::get).unwrap_or_default()
}

/// From here on this person reads what the request answers.
pub fn is_read_by(reader: Reader) {
    // Outside of a request there is nobody to answer.
    let _no_request = READER.try_with(|now| now.set(reader));
}

/// What is made for this reader.
pub fn read_by<T>(reader: Reader, make: impl FnOnce() -> T) -> T {
    READER.sync_scope(Cell::new(reader), make)
}

/// A request is read by whom its browser says, until it is known whose it is.
pub async fn at_the_door(request: Request, next: Next) -> Response {
    let accepted = request.headers().get(ACCEPT_LANGUAGE);
    let reader = Reader {
        language: accepted
            .and_then(|header| header.to_str().ok())
            .map(Language::accepted)
            .unwrap_or_default(),
        ..Reader::default()
    };
    let answered = async {
        let mut response = next.run(request).await;
        let tag = HeaderValue::from_static(self::reader().language.tag());
        response.headers_mut().insert(CONTENT_LANGUAGE, tag);
        response
    };
    READER.scope(Cell::new(reader), answered).await
}
