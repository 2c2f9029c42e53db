//! Words that several reports have: why a right is over, and how it was approved.

pub fn of_end(code: &str) -> Option<&'static str> {
    Some(match code {
        "given_back" => t!("evidence-cause-given-back"),
        "withdrawn" => t!("evidence-cause-withdrawn"),
        "closed" => t!("evidence-cause-closed"),
        "expired" => t!("evidence-cause-expired"),
        "left" => t!("evidence-cause-left"),
        "moved" => t!("evidence-cause-moved"),
        "not_granted" => t!("evidence-cause-not-granted"),
        "gone" => t!("evidence-cause-gone"),
        "replaced" => t!("evidence-cause-replaced"),
        _ => return None,
    })
}

pub fn of_approval(code: &str) -> Option<&'static str> {
    Some(match code {
        "signed" => t!("evidence-how-signed"),
        "automatic" => t!("evidence-how-automatic"),
        "adopted" => t!("evidence-how-adopted"),
        "given_at_once" => t!("evidence-how-given-at-once"),
        "no_approval" => t!("evidence-no-approval"),
        "not_in_the_log" => t!("evidence-not-in-the-log"),
        _ => return None,
    })
}
