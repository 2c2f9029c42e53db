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
        None => t!("card-team-no-manager").into(),
    };
    let earlier = store::earlier(conn, shown.request.id, (person.id, sku), MOST_EARLIER).await?;
    let told = |one: &store::Earlier| {
        let day = |at: DateTime<Utc>| day_words(day_of(at, zone));
        let asked = day(one.created_at);
        match (outcome(one.state), one.settled_at) {
            (outcome, Some(at)) if day(at) != asked => t!(
                "card-earlier-settled",
                asked = asked,
                outcome = outcome,
                day = day(at)
            ),
            (outcome, _) => t!("card-earlier", asked = asked, outcome = outcome),
        }
    };
    let earlier: Vec<_> = earlier.iter().map(told).collect();
    let mut facts = vec![
        fact(t!("card-fact-team"), team),
        fact(
            t!("card-fact-before"),
            match earlier.is_empty() {
                true => t!("card-never-before").into(),
                false => earlier.join("; "),
            },
        ),
    ];
    if shown.request.extends.is_none() {
        let wish = Wish::from(&shown.request);
        let covered = shown.seen.covered(&shown.decision.decision, &wish, (now, zone));
        let sentence = covered.sentence(shown.seen.product.title());
        let nothing = || t!("card-not-covered").to_owned();
        facts.push(fact(t!("card-fact-covered"), sentence.unwrap_or_else(nothing)));
    }
    Ok(facts)
}

/// "2 of 7 with the same manager: Ada Holm, Emil Berg".
fn team_words(mut have: Vec<String>, colleagues: i64) -> String {
    let count = have.len();
    have.truncate(MOST_NAMED);
    let names = have.join(", ");
    match (colleagues, count, count - have.len()) {
        (0, ..) => t!("card-team-alone").into(),
        (_, 0, _) => t!("card-team-none", colleagues = colleagues),
        (_, _, 0) => t!("card-team", count = count, colleagues = colleagues, names = names),
        (.., more) => t!(
            "card-team-more",
            count = count,
            colleagues = colleagues,
            names = names,
            more = more
        ),
    }
}

fn outcome(state: RequestState) -> &'static str {
    match state {
        RequestState::AwaitingApproval => t!("card-earlier-waits"),
        RequestState::Approved => t!("card-earlier-approved"),
        RequestState::Active => t!("card-earlier-given"),
        RequestState::Denied => t!("card-earlier-denied"),
        RequestState::Cancelled => t!("card-earlier-cancelled"),
        RequestState::Closed => t!("card-earlier-closed"),
    }
}
