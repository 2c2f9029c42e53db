//! How long requests took: what the form says before anything is sent. From our own history, and nothing of who signed when.

pub mod store;

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use crate::ids::SkuId;

/// Days that are looked back on.
const LOOK_BACK_DAYS: i64 = 180;
/// The latest requests of a product, or stages of a rule, that are looked at.
const LATEST: i64 = 1_000;
/// Fewer say nothing.
const FEWEST: i64 = 5;

const HOUR_S: i64 = 3_600;
const DAY_S: i64 = 86_400;

/// From asking to the last answer, of requests that were decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usual {
    pub requests: i64,
    /// Those for the same product; else those of the same rule, whatever the product.
    pub is_of_product: bool,
    /// Within which half of them were decided.
    pub half: Duration,
    /// Within which nine of ten were.
    pub most: Duration,
}

/// Times in seconds of how many requests.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Times {
    requests: i64,
    half_s: f64,
    most_s: f64,
}

/// How long requests for this product by this rule took, or where they are too few all by this rule; `None` = too few of both.
pub async fn usual(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    sku: SkuId,
    rule: &str,
) -> sqlx::Result<Option<Usual>> {
    let since = now - Duration::days(LOOK_BACK_DAYS);
    let (of_product, of_rule) = store::times(conn, (sku, rule), since, LATEST).await?;
    let enough = |times: &Times| times.requests >= FEWEST;
    let found = match (enough(&of_product), enough(&of_rule)) {
        (true, _) => Some((of_product, true)),
        (false, true) => Some((of_rule, false)),
        (false, false) => None,
    };
    Ok(found.map(|(times, is_of_product)| Usual {
        requests: times.requests,
        is_of_product,
        half: seconds(times.half_s),
        most: seconds(times.most_s),
    }))
}

#[expect(clippy::cast_possible_truncation, reason = "seconds of half a year")]
fn seconds(seconds: f64) -> Duration {
    Duration::seconds(seconds.ceil().clamp(0.0, 1e9) as i64)
}

/// What is said of it, also where there is none yet.
pub fn sentence(usual: Option<&Usual>) -> String {
    usual.map_or_else(|| t!("usual-none").to_owned(), Usual::sentence)
}

impl Usual {
    /// "Usually decided within 2 days: half of the last 37 requests for this by this rule. Nine of ten within 5 days."
    fn sentence(&self) -> String {
        let (half, most) = (within(self.half), within(self.most));
        let usual = match self.is_of_product {
            true => t!("usual-of-product", half = half, count = self.requests),
            false => t!("usual-of-rule", half = half, count = self.requests),
        };
        match half == most {
            true => usual,
            false => format!("{usual} {}", t!("usual-most", most = most)),
        }
    }
}

/// Rounded up: "an hour", "5 hours", "2 days".
fn within(time: Duration) -> String {
    let up = |of: i64| (time.num_seconds() + of - 1) / of;
    match time.num_seconds() {
        ..=HOUR_S => t!("usual-hours", count = 1),
        s if s <= 23 * HOUR_S => t!("usual-hours", count = up(HOUR_S)),
        _ => t!("usual-days", count = up(DAY_S)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rounded_up_and_said_once() {
        let table = [
            (10, "an hour"),
            (3_601, "2 hours"),
            (23 * HOUR_S, "23 hours"),
            (23 * HOUR_S + 1, "a day"),
            (DAY_S + 1, "2 days"),
            (2 * DAY_S, "2 days"),
        ];
        for (seconds, words) in table {
            assert_eq!(within(Duration::seconds(seconds)), words);
        }
        let usual = |most_days| Usual {
            requests: 37,
            is_of_product: true,
            half: Duration::hours(40),
            most: Duration::days(most_days),
        };
        assert_eq!(
            usual(5).sentence(),
            "Usually decided within 2 days: half of the last 37 requests for this by this rule. Nine of ten within 5 days."
        );
        assert!(usual(2).sentence().ends_with("by this rule."));
    }
}
