//! One sentence that is left for the next page of the same session: what was done, after a form.

use tower_sessions::Session;

use super::page::{Chrome, Tone};

/// Where the session keeps it.
const KEY: &str = "notice";

/// Leaves the sentence for the next page that asks.
pub async fn leave(session: &Session, sentence: &str) -> anyhow::Result<()> {
    session.insert(KEY, sentence).await?;
    Ok(())
}

/// The frame with what the page before left, if anything; said once.
pub async fn take(session: &Session, chrome: Chrome) -> anyhow::Result<Chrome> {
    Ok(match session.remove::<String>(KEY).await? {
        Some(sentence) => chrome.with_notice(Tone::Good, &sentence),
        None => chrome,
    })
}
