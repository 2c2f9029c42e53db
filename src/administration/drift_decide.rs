//! `GET /admin/drift/decide`: what adopting, restoring or accepting the chosen findings would do; `POST`: it is done, to what
//! was shown.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use tower_sessions::Session;

use super::drift_rows::{self, ACTS};
use super::drift_views::DecidePage;
use super::reason;
use crate::app::App;
use crate::fulfilment::drift::decide::{self, Act, PassedOver, Wish};
use crate::fulfilment::drift::list::{self, Line, store as lines};
use crate::ids::FindingId;
use crate::people::signed_in::{Administrator, SignedIn};
use crate::requests::ask::parse_day;
use crate::requests::calendar::{LATEST_END_DAYS, plus};
use crate::requests::frame::frame;
use crate::web::csrf::CameFrom;
use crate::web::page::{Place, Tone};
use crate::web::{Failure, Form, Query, flash};
use crate::words::format;

/// Findings that the preview names; the others are counted.
const MOST_NAMED: usize = 20;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// `adopt`, `restore` or `accept`.
    act: String,
    /// Ids of the chosen findings.
    finding: Vec<String>,
    /// What was shown.
    mark: String,
    reason: String,
    ends_on: String,
}

/// What is wished, as far as it could be read.
struct Asked {
    act: Act,
    word: &'static str,
    ids: Vec<FindingId>,
}

impl Typed {
    /// The error is a sentence for the list.
    fn asked(&self) -> Result<Asked, String> {
        let known = ACTS.iter().find(|(_, word)| *word == self.act);
        let (act, word) = known.copied().ok_or(t!("decide-choose-act"))?;
        let ids: Vec<FindingId> = self.finding.iter().filter_map(|id| id.parse().ok()).collect();
        if ids.is_empty() {
            return Err(t!("decide-choose-rows").into());
        }
        if ids.len() > decide::MOST_AT_ONCE {
            return Err(t!("decide-too-many", most = decide::MOST_AT_ONCE));
        }
        Ok(Asked { act, word, ids })
    }
}

pub async fn preview(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    came_from: CameFrom,
    Query(typed): Query<Typed>,
) -> Result<Response, Failure> {
    match show(&app, &person, &typed, Vec::new()).await? {
        Ok(page) => Ok(page.into_response()),
        Err(sentence) => to_the_list(&session, came_from, &sentence).await,
    }
}

/// Back to the list as it was looked at, with the reason why nothing was done.
async fn to_the_list(
    session: &Session,
    CameFrom(page): CameFrom,
    sentence: &str,
) -> Result<Response, Failure> {
    flash::leave_not_done(session, sentence).await?;
    let list = page.filter(|page| page.split('?').next() == Some("/admin/drift"));
    Ok(Redirect::to(list.as_deref().unwrap_or("/admin/drift")).into_response())
}

pub async fn carry_out(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    came_from: CameFrom,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let asked = match typed.asked() {
        Ok(asked) => asked,
        Err(sentence) => return to_the_list(&session, came_from, &sentence).await,
    };
    let now = app.clock.now();
    let mut errors = Vec::new();
    let reason = match reason::required(&typed.reason) {
        Ok(reason) => reason,
        Err(message) => {
            errors.push(("reason", message));
            String::new()
        }
    };
    let ends_on = match last_day(asked.act, &typed.ends_on, now) {
        Ok(day) => day,
        Err(message) => {
            errors.push(("ends_on", message));
            None
        }
    };
    if !errors.is_empty() {
        return match show(&app, &person, &typed, errors).await? {
            Ok(page) => Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response()),
            Err(sentence) => to_the_list(&session, came_from, &sentence).await,
        };
    }
    let mut tx = app.pool.begin().await?;
    // What is compared with what was shown must stay so until it is decided: a reading may be writing just now.
    decide::store::lock(&mut tx, &asked.ids).await?;
    let found = lines::undecided(&mut tx, &asked.ids).await?;
    if list::mark(&found) != typed.mark {
        drop(tx);
        let changed = t!("decide-changed").to_owned();
        return match show(&app, &person, &typed, vec![("page", changed)]).await? {
            Ok(page) => Ok((StatusCode::CONFLICT, page).into_response()),
            Err(sentence) => to_the_list(&session, came_from, &sentence).await,
        };
    }
    let wish = Wish {
        by: person.person,
        act: asked.act,
        reason: &reason,
        ends_on,
        zones: &app.config.living.zones,
    };
    let ids: Vec<_> = found.iter().map(|line| line.id).collect();
    let decided = decide::decide(&mut tx, now, &wish, &ids).await?;
    tx.commit().await?;
    if decided.done.is_empty() {
        let sentence = t!("decide-none-done", why = passed_over(&decided.passed_over));
        return to_the_list(&session, came_from, &sentence).await;
    }
    app.bell.ring();
    let count = decided.done.len();
    let done = match asked.act {
        Act::Adopt => t!("decide-adopted", count = count),
        Act::Restore => t!("decide-restored", count = count),
        Act::Accept => t!("decide-accepted", count = count),
    };
    let sentence = match passed_over(&decided.passed_over) {
        words if words.is_empty() => done,
        why => format!("{done} {}", t!("decide-left", why = why)),
    };
    flash::leave(&session, &sentence).await?;
    Ok(Redirect::to("/admin/drift").into_response())
}

/// The last day of what is adopted, if one was typed.
pub(super) fn last_day(act: Act, text: &str, now: DateTime<Utc>) -> Result<Option<NaiveDate>, String> {
    if act != Act::Adopt || text.trim().is_empty() {
        return Ok(None);
    }
    let day = parse_day(text)?;
    let today = now.date_naive();
    if day <= today {
        return Err(t!("decide-day-too-early").into());
    }
    let latest = plus(today, LATEST_END_DAYS);
    if day > latest {
        return Err(t!("decide-day-too-late", latest = format::day(latest)));
    }
    Ok(Some(day))
}

/// "2 because a grant has come since".
fn passed_over(passed: &[(FindingId, PassedOver)]) -> String {
    let mut counts: BTreeMap<PassedOver, usize> = BTreeMap::new();
    for (_, why) in passed {
        *counts.entry(*why).or_default() += 1;
    }
    let words = counts.into_iter().map(|(why, n)| match why {
        PassedOver::AlreadyDecided => t!("decide-over-decided", count = n),
        PassedOver::GrantCame => t!("decide-over-grant-came", count = n),
        PassedOver::GrantChanged => t!("decide-over-grant-changed", count = n),
        PassedOver::NotOffered => t!("decide-over-not-offered", count = n),
        PassedOver::NotForThisKind => t!("decide-over-kind", count = n),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The preview; or, when there is nothing to show, a sentence for the list.
async fn show(
    app: &App,
    person: &SignedIn,
    typed: &Typed,
    errors: Vec<(&'static str, String)>,
) -> Result<Result<DecidePage, String>, Failure> {
    let asked = match typed.asked() {
        Ok(asked) => asked,
        Err(sentence) => return Ok(Err(sentence)),
    };
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    let chosen = lines::undecided(&mut conn, &asked.ids).await?;
    let gone = asked.ids.len().saturating_sub(chosen.len());
    let (found, unfit): (Vec<Line>, Vec<Line>) =
        chosen.into_iter().partition(|line| asked.act.is_for(line.kind));
    if found.is_empty() {
        return Ok(Err(match gone {
            0 => t!("decide-unfit").into(),
            _ => t!("decide-gone").into(),
        }));
    }
    let mut left_out = Vec::new();
    if gone > 0 {
        left_out.push(t!("decide-out-gone", count = gone));
    }
    if !unfit.is_empty() {
        left_out.push(t!("decide-out-unfit", count = unfit.len()));
    }
    let plans = drift_rows::plans(&mut conn, &found).await?;
    let mut counts: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for line in &found {
        let meaning = drift_rows::act_words(asked.act, line.kind);
        *counts
            .entry((&line.product, drift_rows::kind_words(line.kind), meaning))
            .or_default() += 1;
    }
    let counts = counts
        .iter()
        .map(|((product, kind, meaning), n)| format!("{n} × {product}: {kind}. {meaning}."));
    let (meaning, tone) = match asked.act {
        Act::Adopt => (t!("decide-adopt-meaning"), Tone::Neutral),
        Act::Restore => (t!("decide-restore-meaning"), Tone::Bad),
        Act::Accept => (t!("decide-accept-meaning"), Tone::Neutral),
    };
    let heading = t!("decide-heading", act = asked.word, count = found.len());
    let rows = found.iter().take(MOST_NAMED);
    Ok(Ok(DecidePage {
        chrome: frame(&mut conn, person, &heading, Place::Drift).await?,
        act: asked.word,
        button: heading.clone(),
        heading,
        meaning,
        tone,
        counts: counts.collect(),
        rows: rows.map(|line| drift_rows::row(line, now, &plans)).collect(),
        more: found.len().saturating_sub(MOST_NAMED),
        left_out,
        ids: found.iter().map(|line| line.id.to_string()).collect(),
        mark: list::mark(&found),
        may_end: asked.act == Act::Adopt,
        reason: typed.reason.clone(),
        ends_on: typed.ends_on.clone(),
        errors,
    }))
}
