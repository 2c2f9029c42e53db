//! The frame of every page behind sign-in, and words that several pages share.

use sqlx::PgConnection;

use super::store;
use crate::catalog::Plan;
use crate::people::signed_in::{Role, SignedIn};
use crate::web::Failure;
use crate::web::page::{self, Chrome, Place, Tasks};

/// The frame of a page for the person who is signed in.
pub async fn frame(
    conn: &mut PgConnection,
    person: &SignedIn,
    title: &str,
    place: Place,
) -> Result<Chrome, Failure> {
    let administrator = person.has(Role::Administrator);
    let tasks = match administrator {
        true => store::tasks(conn).await?,
        false => Tasks::default(),
    };
    let who = page::SignedIn {
        name: person.name.clone(),
        upn: person.upn.clone(),
        auditor: person.has(Role::Auditor),
        administrator,
        waiting: store::count_waiting_for(conn, person.person).await?,
        tasks,
    };
    Ok(Chrome::signed_in(title, place, who, &person.csrf))
}

/// A price for one seat and month, in words.
pub fn price_words(cents: Option<i64>, currency: Option<&str>) -> String {
    match cents {
        None => "price not set".into(),
        Some(0) => "free of charge".into(),
        Some(cents) => {
            let amount = format!("{}.{:02}", cents / 100, cents % 100);
            match currency {
                Some("EUR") => format!("€{amount} a month"),
                Some("USD") => format!("${amount} a month"),
                Some("GBP") => format!("£{amount} a month"),
                other => format!("{amount} {} a month", other.unwrap_or("")).replace("  ", " "),
            }
        }
    }
}

/// A sentence of the policy, which knows plans by `servicePlanName` only, with the names that people read.
pub fn with_plan_titles(sentence: &str, plans: &[Plan]) -> String {
    let words = sentence.split(' ').map(|word| {
        let bare = word.trim_end_matches([',', '.', ';', ':']);
        match plans.iter().find(|plan| plan.name == bare) {
            Some(plan) => format!("{}{}", plan.title(), &word[bare.len()..]),
            None => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Names as one reads them: "A", "A or B", "A, B or C".
pub fn one_of(names: &[String]) -> String {
    match names {
        [] => "nobody".into(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
