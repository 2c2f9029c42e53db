//! What happens all the time: people ask, answer, sign, deny, extend and give back. More of them each month, fewer on Fridays,
//! hardly anybody at weekends.

use std::collections::BTreeSet;

use chrono::Duration;
use uuid::Uuid;

use super::house::House;
use super::leaving::FIRST_NEWCOMER;
use super::page::Page;
use super::store::{self, Somebody, Waiting};

/// What is asked for: part number, how often of a hundred, and why.
const WISHES: [(&str, u64, &[&str]); 7] = [
    (
        "VISIOCLIENT",
        27,
        &[
            "Floor plans of the new warehouse.",
            "Process charts for the handover.",
            "Diagrams of the network for the audit.",
        ],
    ),
    (
        "POWER_BI_PRO",
        18,
        &[
            "The dashboards of the quarter.",
            "The figures of my team, shared with Finance.",
        ],
    ),
    (
        "PROJECTPROFESSIONAL",
        10,
        &[
            "The plan of the move to the new studio.",
            "The schedule of the rollout, with its costs.",
        ],
    ),
    (
        "EMS",
        15,
        &["Test phones have to be managed.", "Tablets for the stock count."],
    ),
    (
        "MCOEV",
        9,
        &[
            "Calls from the road, with a number of the company.",
            "A number that suppliers can call.",
        ],
    ),
    (
        "Microsoft_365_Copilot",
        10,
        &[
            "I summarise forty supplier contracts every month, in three languages.",
            "Minutes of eleven meetings a week are written with it.",
        ],
    ),
    ("FLOW_FREE", 11, &["", "A reminder before each deadline."]),
];
/// Days that are asked for; empty = without an end.
const TERMS: [&str; 6] = ["30", "30", "90", "90", "180", ""];
/// What a denial says.
const DENIALS: [&str; 4] = [
    "Not this quarter: the budget is used up.",
    "The web version is enough for this.",
    "Please share the licence of your team's lead first.",
    "The project is over before it would be installed.",
];
const QUESTIONS: [&str; 3] = [
    "For which project is it?",
    "Is the web version not enough?",
    "Until when is it needed at the latest?",
];
/// The part of the company that what the demo begins with asks for: they have something early, and nothing of it now.
const EARLY_WEEKS: i64 = 13;
const PHONE: &str = "MCOEV";
/// Those who are tried as, and their teams.
const TRIED_AS: [&str; 2] = ["jonas.lind@", "julie.perrin@"];
/// Weeks in which hardly anybody signs.
const HOLIDAYS: [i64; 2] = [9, 10];
/// Ways to find somebody who has not got it yet.
const MOST_LOOKS: usize = 8;

#[derive(Debug, Default)]
pub struct Weekdays {
    /// Stages that whoever signs them has left for another day, and what will never be signed in time.
    left: BTreeSet<Uuid>,
    forgotten: BTreeSet<Uuid>,
    looked_at: BTreeSet<Uuid>,
}

impl Weekdays {
    pub async fn morning(&mut self, house: &mut House<'_>, workday: i64) -> anyhow::Result<()> {
        let week = workday / 5;
        let is_friday = workday % 5 == 4;
        // About two in the first weeks, four in the last.
        let most = u64::try_from(2 + week / 9).unwrap_or(2);
        let mut asked = house.below(most + 1) + 1;
        if is_friday || HOLIDAYS.contains(&week) {
            asked = asked.div_ceil(2);
        }
        for _ in 0..asked {
            self.somebody_asks(house, week).await?;
        }
        self.answers(house).await?;
        if house.percent(12) {
            self.cancels_or_changes(house).await?;
        }
        Ok(())
    }

    pub async fn afternoon(&mut self, house: &mut House<'_>, workday: i64) -> anyhow::Result<()> {
        let week = workday / 5;
        self.signs(house, week).await?;
        self.appeals(house).await?;
        self.extends(house, week).await?;
        if house.percent(22) {
            self.gives_back(house).await?;
        }
        self.reviews(house).await
    }

    pub async fn weekend(&mut self, house: &mut House<'_>, week: i64) -> anyhow::Result<()> {
        if house.percent(30) {
            self.somebody_asks(house, week).await?;
        }
        Ok(())
    }

    async fn somebody_asks(&mut self, house: &mut House<'_>, week: i64) -> anyhow::Result<()> {
        let mut conn = house.app.pool.acquire().await?;
        let people = store::people(&mut conn).await?;
        for _ in 0..MOST_LOOKS {
            let chance = house.below(100);
            let mut before = 0;
            let wish = WISHES.iter().find(|(_, percent, _)| {
                before += percent;
                chance < before
            });
            let Some((part_number, _, whys)) = wish else {
                continue;
            };
            let at = usize::try_from(house.below(people.len() as u64)).unwrap_or(0);
            let Some(who) = people.get(at) else { continue };
            let is_early = belongs_to_the_present(who);
            // Without Teams there is nothing to call with.
            let can_call = !who.is_contractor && !is_new(&who.upn);
            if (*part_number == PHONE && !can_call)
                || (is_early && week >= EARLY_WEEKS)
                || store::has(&mut conn, &who.upn, part_number).await?
            {
                continue;
            }
            let why = house.one_of(whys).unwrap_or_default();
            let term = match (is_early, *part_number) {
                (true, _) => "30",
                (false, _) => house.one_of(&TERMS).unwrap_or_default(),
            };
            let Some(sku) = store::sku(&mut conn, part_number).await? else {
                continue;
            };
            drop(conn);
            asks(house, &who.upn, sku, (why, term)).await?;
            return Ok(());
        }
        Ok(())
    }

    async fn answers(&mut self, house: &mut House<'_>) -> anyhow::Result<()> {
        let mut conn = house.app.pool.acquire().await?;
        let questions = store::questions(&mut conn).await?;
        drop(conn);
        for question in questions {
            if house.percent(35) {
                continue;
            }
            let page = format!("/requests/{}", question.id);
            let action = format!("{page}/answer");
            let text = "It is for the project that was agreed last week, until it is handed over.";
            house
                .fills(&question.upn, (&page, &action), |form| form.with("text", text))
                .await?;
        }
        Ok(())
    }

    /// Somebody has thought again: they do not need it, or for another time.
    async fn cancels_or_changes(&mut self, house: &mut House<'_>) -> anyhow::Result<()> {
        let mut conn = house.app.pool.acquire().await?;
        let waiting = store::unsigned(&mut conn).await?;
        drop(conn);
        let Some(request) = waiting.into_iter().rev().find(|_| true) else {
            return Ok(());
        };
        if house.percent(50) {
            let page = format!("/requests/{}", request.id);
            let action = format!("{page}/cancel");
            house.fills(&request.upn, (&page, &action), |form| form).await?;
            return Ok(());
        }
        let page = format!("/products/{}/request?change={}", request.sku, request.id);
        let action = format!("/products/{}/request", request.sku);
        house
            .fills(&request.upn, (&page, &action), |form| form.with("term", "30"))
            .await?;
        Ok(())
    }

    async fn signs(&mut self, house: &mut House<'_>, week: i64) -> anyhow::Result<()> {
        let mut conn = house.app.pool.acquire().await?;
        let waiting = store::waiting(&mut conn).await?;
        drop(conn);
        let is_away = HOLIDAYS.contains(&week);
        let mut signed = BTreeSet::new();
        let mut done = BTreeSet::new();
        for one in waiting {
            if one.is_asked || self.forgotten.contains(&one.stage) || signed.contains(&one.stage) {
                continue;
            }
            // One in forty is forgotten until somebody else is asked.
            if self.looked_at.insert(one.stage) && house.percent(3) {
                self.forgotten.insert(one.stage);
                continue;
            }
            let has_just_come = house.now() - one.opened_at < Duration::hours(3);
            let later = if is_away {
                70
            } else if has_just_come {
                40
            } else {
                12
            };
            if one.signer == one.requester || house.percent(later) {
                continue;
            }
            // Of two signatures that are needed, the second is somebody else's on another day.
            signed.insert(one.stage);
            self.answers_card(house, &one, &mut done).await?;
        }
        Ok(())
    }

    async fn answers_card(
        &mut self,
        house: &mut House<'_>,
        one: &Waiting,
        done: &mut BTreeSet<String>,
    ) -> anyhow::Result<()> {
        let card = format!("/approvals/{}", one.stage);
        if done.insert(one.signer.clone()) && house.percent(15) {
            house.sees(&one.signer, "/approvals").await?;
        }
        let shown = house.sees(&one.signer, &card).await?;
        let chance = house.below(100);
        let answer = match chance {
            0..8 => "deny",
            8..14 if self.left.insert(one.stage) => "ask",
            14..19 => "narrow",
            _ => "approve",
        };
        let form = shown
            .form(|address| address == format!("{card}/{answer}"))
            .or_else(|| shown.form(|address| address == format!("{card}/approve")));
        let Some(form) = form else {
            // Somebody else has answered it, or it has changed.
            return Ok(());
        };
        let form = match form.action.rsplit('/').next().unwrap_or_default() {
            "deny" => form.with("reason", house.one_of(&DENIALS).unwrap_or_default()),
            "ask" => form.with("question", house.one_of(&QUESTIONS).unwrap_or_default()),
            "narrow" if form.value("days").is_some() => form
                .with("days", "21")
                .with("note", "Three weeks, then we look again."),
            "narrow" => return Ok(()),
            _ => form,
        };
        let page = house.sends(&one.signer, &form).await?;
        if !page.was_done() && !may_be_refused(&page) {
            house.miss(format!("{} {}: {}", one.signer, form.action, page.status));
        }
        Ok(())
    }

    async fn appeals(&mut self, house: &mut House<'_>) -> anyhow::Result<()> {
        let since = house.now() - Duration::days(1);
        let mut conn = house.app.pool.acquire().await?;
        let denied = store::denied(&mut conn, since).await?;
        drop(conn);
        for request in denied {
            let again = format!("/requests/{}/appeal", request.id);
            if !house.percent(22) {
                continue;
            }
            let shown = house
                .sees(&request.upn, &format!("/requests/{}", request.id))
                .await?;
            let Some(form) = shown.form(|address| address == again) else {
                continue;
            };
            let text = "The customer pays for it, and the work can not be done without.";
            house.does(&request.upn, &form.with("text", text)).await?;
        }
        Ok(())
    }

    async fn extends(&mut self, house: &mut House<'_>, week: i64) -> anyhow::Result<()> {
        let until = house.now() + Duration::days(12);
        let mut conn = house.app.pool.acquire().await?;
        let ending = store::ends_before(&mut conn, until).await?;
        let early = store::people(&mut conn).await?;
        drop(conn);
        let is_of_today = |upn: &str| {
            let person = early.iter().find(|person| person.upn == upn);
            person.is_none_or(belongs_to_the_present)
        };
        for grant in ending {
            if !house.percent(6) || (is_of_today(&grant.upn) && week + 9 >= EARLY_WEEKS) {
                continue;
            }
            let page = format!("/licences/{}/extend", grant.sku);
            let shown = house.sees(&grant.upn, &page).await?;
            let Some(form) = shown.form(|address| address == page) else {
                continue;
            };
            let why = "The work that it was granted for goes on for another quarter, as agreed.";
            let sent = house
                .sends(&grant.upn, &form.with("term", "30").with("justification", why))
                .await?;
            if !sent.was_done() && !may_be_refused(&sent) {
                house.miss(format!("{} {page}: {}", grant.upn, sent.status));
            }
        }
        Ok(())
    }

    async fn gives_back(&mut self, house: &mut House<'_>) -> anyhow::Result<()> {
        let now = house.now();
        let mut conn = house.app.pool.acquire().await?;
        let held = store::held(&mut conn, now).await?;
        drop(conn);
        let at = usize::try_from(house.below(held.len() as u64)).unwrap_or(0);
        let Some(grant) = held.get(at) else { return Ok(()) };
        let page = format!("/licences/{}/give-back", grant.sku);
        let shown = house.sees(&grant.upn, &page).await?;
        if let Some(form) = shown.form(|address| address == page) {
            house.does(&grant.upn, &form.with("understood", "yes")).await?;
        }
        Ok(())
    }

    async fn reviews(&mut self, house: &mut House<'_>) -> anyhow::Result<()> {
        let mut conn = house.app.pool.acquire().await?;
        let open = store::reviews(&mut conn).await?;
        drop(conn);
        for review in open {
            // Some nobody looks at until the grace is over.
            if !house.percent(14) {
                continue;
            }
            let answer = if house.percent(60) { "keep" } else { "end" };
            let action = format!("/reviews/{}", review.id);
            house
                .fills(&review.upn, ("/reviews", &action), |form| {
                    form.with("reason", "Looked at with the new team.")
                        .with("answer", answer)
                })
                .await?;
        }
        Ok(())
    }
}

/// Somebody asks for themselves; answers the page of the request.
pub async fn asks(
    house: &mut House<'_>,
    who: &str,
    sku: Uuid,
    (why, term): (&str, &str),
) -> anyhow::Result<Option<String>> {
    let page = format!("/products/{sku}/request");
    let shown = house.sees(who, &page).await?;
    let Some(form) = shown.form(|address| address == page) else {
        house.miss(format!("{who} {page}: no form ({})", shown.status));
        return Ok(None);
    };
    let form = form.with("justification", why).with("term", term);
    let sent = house.sends(who, &form).await?;
    // What one has already in a suite, or may not have, is said on the form: so it is, and nothing is asked.
    if !sent.was_done() && !may_be_refused(&sent) {
        house.miss(format!("{who} {page}: {}", sent.status));
    }
    Ok(sent.location.filter(|to| to.starts_with("/requests/")))
}

/// Refused on the page with a reason, as people are.
fn may_be_refused(page: &Page) -> bool {
    matches!(page.status.as_u16(), 409 | 422)
}

/// Whether they came in this half-year: their numbers are above those of the first day.
pub fn is_new(upn: &str) -> bool {
    let local = upn.split('@').next().unwrap_or_default();
    let number = local.trim_start_matches(|c: char| !c.is_ascii_digit());
    number.parse().is_ok_and(|number: usize| number >= FIRST_NEWCOMER)
}

/// Whether what the demo begins with needs them as they were on the first day.
pub fn belongs_to_the_present(who: &Somebody) -> bool {
    // Those of the second line and above have no number in their name.
    let local = who.upn.split('@').next().unwrap_or_default();
    let is_fixed = !local.ends_with(|c: char| c.is_ascii_digit());
    let manager = who.manager.as_deref().unwrap_or_default();
    is_fixed || TRIED_AS.iter().any(|lead| manager.starts_with(lead))
}
