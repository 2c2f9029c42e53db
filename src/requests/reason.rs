//! Reasons that administrators and reviewers write into the audit log, parsed at the door.

use super::ask::Justification;

/// Characters of a reason: enough to say something, and not a document.
pub const SHORTEST_CHARS: usize = 3;
pub const LONGEST_CHARS: usize = 500;

/// A reason that has to be there.
pub fn required(text: &str) -> Result<String, String> {
    let reason = parse(text)?;
    if reason.chars().count() < SHORTEST_CHARS {
        let (shortest, longest) = (SHORTEST_CHARS, LONGEST_CHARS);
        return Err(t!("reason-required", shortest = shortest, longest = longest));
    }
    Ok(reason)
}

/// A reason that may be left out.
pub fn optional(text: &str) -> Result<Option<String>, String> {
    let reason = parse(text)?;
    Ok((!reason.is_empty()).then_some(reason))
}

fn parse(text: &str) -> Result<String, String> {
    let reason = Justification::parse(text)?.as_str().to_owned();
    let chars = reason.chars().count();
    if chars > LONGEST_CHARS {
        return Err(t!("reason-too-long", longest = LONGEST_CHARS, chars = chars));
    }
    Ok(reason)
}
