//! One sentence that is left for the next page of the same session, after a form: what was done, or why nothing was.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tower_sessions::Session;

use super::page::{Chrome, Tone};

/// Where the session keeps what was done.
const DONE_KEY: &str = "notice";
/// Where it keeps why nothing was.
const NOT_DONE_KEY: &str = "notice.not_done";

/// What a page says of itself that is open and looks again: the sentence is for whoever goes to a page.
const LOOKS_AGAIN: &str = "x-looks-again";

tokio::task_local! {
    static IS_LOOKING: bool;
}

/// Notes for the rest of the request whether it is a page that looks again.
pub async fn at_the_door(request: Request, next: Next) -> Response {
    let is_looking = request.headers().contains_key(LOOKS_AGAIN);
    IS_LOOKING.scope(is_looking, next.run(request)).await
}

/// Leaves the sentence for the next page that asks.
pub async fn leave(session: &Session, sentence: &str) -> anyhow::Result<()> {
    session.insert(DONE_KEY, sentence).await?;
    Ok(())
}

/// As [`leave`], where nothing was done and the sentence says why.
pub async fn leave_not_done(session: &Session, sentence: &str) -> anyhow::Result<()> {
    session.insert(NOT_DONE_KEY, sentence).await?;
    Ok(())
}

/// The frame with what the page before left, if anything; said once. A page that looks again at the moment of a form must not take
/// what the form leaves.
pub async fn take(session: &Session, mut chrome: Chrome) -> anyhow::Result<Chrome> {
    if IS_LOOKING.try_with(|is_looking| *is_looking).unwrap_or(false) {
        return Ok(chrome);
    }
    for (key, tone) in [(DONE_KEY, Tone::Good), (NOT_DONE_KEY, Tone::Waiting)] {
        if let Some(sentence) = session.remove::<String>(key).await? {
            chrome = chrome.with_notice(tone, &sentence);
        }
    }
    Ok(chrome)
}
