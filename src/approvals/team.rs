//! What helps to judge a request: who of the team has it already, what was asked before, what is covered by other products.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;

use super::card::Shown;
use super::store;
use super::views::Fact;
use crate::requests::RequestState;
use crate::requests::calendar::{day_of, day_words};
use crate::requests::facts::Wish;
use crate::web::Failure;
use crate::web::page::so_many;

/// Colleagues that are named.
const MOST_NAMED: usize = 5;
/// Earlier requests that are told.
const MOST_EARLIER: i64 = 5;

pub(super) async fn facts(
    conn: &mut PgConnection,
    shown: &Shown,
    (now, zone): (DateTime<Utc>, Tz),
) -> Result<Vec<Fact>, Failure> {
    let fact = |name: &str, value: String| Fact {
        name: name.into(),
        value,
    };
    let person = &shown.seen.beneficiary;
    let sku = shown.request.sku_id;
    let team = match person.manager_id {
        Some(manager) => {
            let (have, colleagues) = store::of_team(conn, (person.id, manager), sku).await?;
            team_words(have, colleagues)
        }
        None => "no manager is set, so there is no team".into(),
    };
    let earlier = store::earlier(conn, shown.request.id, (person.id, sku), MOST_EARLIER).await?;
    let told = |one: &store::Earlier| {
        let day = |at: DateTime<Utc>| day_words(day_of(at, zone));
        let asked = day(one.created_at);
        match (outcome(one.state), one.settled_at) {
            (outcome, Some(at)) if day(at) != asked => format!("asked {asked}, {outcome} {}", day(at)),
            (outcome, _) => format!("asked {asked}, {outcome}"),
        }
    };
    let earlier: Vec<_> = earlier.iter().map(told).collect();
    let mut facts = vec![
        fact("Colleagues who have it", team),
        fact(
            "Asked before",
            match earlier.is_empty() {
                true => "never".into(),
                false => earlier.join("; "),
            },
        ),
    ];
    if shown.request.extends.is_none() {
        let wish = Wish::from(&shown.request);
        let covered = shown.seen.covered(&shown.decision.decision, &wish, (now, zone));
        let sentence = covered.sentence(shown.seen.product.title());
        let nothing = || "nothing of it, by other products".to_owned();
        facts.push(fact("Already covered", sentence.unwrap_or_else(nothing)));
    }
    Ok(facts)
}

/// "2 of 7 with the same manager: Ada Holm, Emil Berg".
fn team_words(mut have: Vec<String>, colleagues: i64) -> String {
    let of_all = match colleagues {
        0 => return "nobody else has the same manager".into(),
        _ => format!(
            "of {} with the same manager",
            so_many(colleagues, "colleague", "colleagues")
        ),
    };
    if have.is_empty() {
        return format!("none {of_all}");
    }
    let count = have.len();
    have.truncate(MOST_NAMED);
    let more = match count - have.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{count} {of_all}: {}{more}", have.join(", "))
}

fn outcome(state: RequestState) -> &'static str {
    match state {
        RequestState::AwaitingApproval => "waits for signatures",
        RequestState::Approved => "approved, not carried out yet",
        RequestState::Active => "given",
        RequestState::Denied => "denied",
        RequestState::Cancelled => "cancelled",
        RequestState::Closed => "closed",
    }
}
