//! One sentence that is left for the next page of the same session, after a form: what was done, or why nothing was.

use tower_sessions::Session;

use super::page::{Chrome, Tone};

/// Where the session keeps what was done.
const DONE_KEY: &str = "notice";
/// Where it keeps why nothing was.
const NOT_DONE_KEY: &str = "notice.not_done";

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

/// The frame with what the page before left, if anything; said once.
pub async fn take(session: &Session, mut chrome: Chrome) -> anyhow::Result<Chrome> {
    for (key, tone) in [(DONE_KEY, Tone::Good), (NOT_DONE_KEY, Tone::Waiting)] {
        if let Some(sentence) = session.remove::<String>(key).await? {
            chrome = chrome.with_notice(tone, &sentence);
        }
    }
    Ok(chrome)
}
