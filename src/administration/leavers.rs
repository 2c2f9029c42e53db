//! `GET /admin/leavers`: who left or moved, what follows and when, and how long it took; `POST /admin/leavers/{departure}`:
//! an administrator calls it off or ends it at once, with a reason.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use tower_sessions::Session;

use super::attention_views::StepFilter;
use super::leaver_views::{Leaver, LeaverMovement, LeaverRow, LeaversPage};
use super::reason;
use crate::app::App;
use crate::fulfilment::GrantState;
use crate::fulfilment::movers::review::{self, Answer, Answered};
use crate::fulfilment::movers::store::{self, Line, Promise, Sought};
use crate::fulfilment::movers::{Action, Cause, DepartureState, PROMISE_HOURS, words};
use crate::ids::DepartureId;
use crate::people::signed_in::{Administrator, SignedIn};
use crate::requests::frame::frame;
use crate::web::page::{Badge, Moment, Pager, Place, Tone};
use crate::web::{Failure, Form, Query, flash};

/// Rows on a page.
const PAGE_ROWS: i64 = 50;
/// Characters of a search that are looked at.
const LONGEST_QUERY_CHARS: usize = 100;
/// Days over which the promise is measured.
const PROMISE_DAYS: i64 = 30;
/// Words of the filters in an address.
const FILTERS: [&str; 5] = ["", "waiting", "late", "no_rule", "done"];

/// What a filter shows.
fn label(word: &str) -> &'static str {
    match word {
        "waiting" => t!("leavers-waiting"),
        "late" => t!("leavers-late"),
        "no_rule" => t!("leavers-no-rule"),
        "done" => t!("leavers-done"),
        _ => t!("room-all"),
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    q: String,
    which: String,
    /// Microseconds since 1970 and the id of the last row of the page before, with a dot between.
    before: String,
}

impl Search {
    fn words(&self) -> String {
        let chars = self.q.trim().chars().filter(|c| !c.is_control());
        chars.take(LONGEST_QUERY_CHARS).collect()
    }

    fn which(&self) -> &'static str {
        let known = FILTERS.into_iter().find(|word| *word == self.which);
        known.unwrap_or_default()
    }

    fn before(&self) -> Option<(DateTime<Utc>, DepartureId)> {
        let (micros, id) = self.before.split_once('.')?;
        let at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
        Some((at, id.parse().ok()?))
    }
}

/// A reason that was not taken, and for which row.
struct Wrong {
    id: DepartureId,
    message: String,
    reason: String,
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Query(search): Query<Search>,
) -> Result<LeaversPage, Failure> {
    let page = show(&app, &person, &search, None).await?;
    Ok(LeaversPage {
        chrome: flash::take(&session, page.chrome).await?,
        ..page
    })
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// `keep` or `end`.
    answer: String,
    reason: String,
}

pub async fn answer(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let id: DepartureId = id.parse().map_err(|_| Failure::NotFound)?;
    let answer = match typed.answer.as_str() {
        "keep" => Answer::Keep,
        "end" => Answer::End,
        _ => return Err(Failure::BadForm(t!("leavers-say-which").into())),
    };
    let reason = match reason::required(&typed.reason) {
        Ok(reason) => reason,
        Err(message) => {
            let wrong = Wrong {
                id,
                message,
                reason: typed.reason,
            };
            let page = show(&app, &person, &Search::default(), Some(&wrong)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let mut tx = app.pool.begin().await?;
    let now = app.clock.now();
    let answered = review::overrule(&mut tx, now, person.person, id, (answer, &reason)).await?;
    tx.commit().await?;
    app.bell.ring();
    match answered {
        Answered::Done => {
            let sentence = match answer {
                Answer::Keep => t!("leavers-called-off-done"),
                Answer::End => t!("leavers-ended-done"),
            };
            flash::leave(&session, sentence).await?;
            Ok(Redirect::to("/admin/leavers").into_response())
        }
        Answered::TooLate => Err(Failure::Conflict(t!("leavers-too-late").into())),
    }
}

async fn show(
    app: &App,
    person: &SignedIn,
    search: &Search,
    wrong: Option<&Wrong>,
) -> Result<LeaversPage, Failure> {
    let now = app.clock.now();
    let (query, which) = (search.words(), search.which());
    let sought = Sought {
        words: &query,
        which,
        before: search.before(),
    };
    let mut conn = app.pool.acquire().await?;
    let mut lines = store::list(&mut conn, now, &sought, PAGE_ROWS + 1).await?;
    let most = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    let more = lines.len() > most;
    lines.truncate(most);
    let older = lines.last().filter(|_| more).map(|last| {
        let before = format!("{}.{}", last.noticed_at.timestamp_micros(), last.id);
        address(&query, which, &before)
    });
    let names = words::names(&mut conn, lines.iter().map(|line| (&line.before, &line.after))).await?;
    let promise = store::promise(&mut conn, now, now - Duration::days(PROMISE_DAYS)).await?;
    let filters = FILTERS.iter().map(|word| StepFilter {
        href: address(&query, word, ""),
        label: label(word).to_owned(),
        count: 0,
        chosen: *word == which,
    });
    Ok(LeaversPage {
        chrome: frame(&mut conn, person, t!("leavers-title"), Place::Leavers).await?,
        filters: filters.collect(),
        is_late: promise.late + promise.overdue > 0,
        promise: sentences(&promise),
        people: by_person(
            lines.iter().map(|line| {
                let changed = words::changed(&line.before, &line.after, &names);
                (line, what(line, changed), row(line, now, wrong))
            }),
            now,
        ),
        pager: Pager {
            newer: sought.before.map(|_| address(&query, which, "")),
            older,
        },
        which: which.to_owned(),
        query,
    })
}

fn address(query: &str, which: &str, before: &str) -> String {
    let text = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let parts = [("q", query), ("which", which), ("before", before)];
    let parts: Vec<_> = parts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", text(value)))
        .collect();
    match parts.is_empty() {
        true => "/admin/leavers".into(),
        false => format!("/admin/leavers?{}", parts.join("&")),
    }
}

/// From the movement to the removal, against what is promised.
fn sentences(promise: &Promise) -> Vec<String> {
    #[expect(clippy::cast_possible_truncation, reason = "seconds of some days")]
    let long = |seconds: Option<f64>| words::long(seconds.unwrap_or_default() as i64);
    let removed = t!(
        "leavers-removed",
        count = promise.removed,
        days = PROMISE_DAYS,
        median = long(promise.median_s),
        slowest = long(promise.slowest_s)
    );
    let late = match (promise.late, promise.overdue) {
        (late, 0) => t!("leavers-later", count = late, hours = PROMISE_HOURS),
        (0, overdue) => t!("leavers-overdue", count = overdue, hours = PROMISE_HOURS),
        (late, overdue) => t!(
            "leavers-later-and-overdue",
            late = late,
            overdue = overdue,
            hours = PROMISE_HOURS
        ),
    };
    vec![removed, late]
}

/// Each person once, where they stand first; and under them each movement once.
fn by_person<'a>(
    lines: impl Iterator<Item = (&'a Line, String, LeaverRow)>,
    now: DateTime<Utc>,
) -> Vec<Leaver> {
    let mut people: Vec<Leaver> = Vec::new();
    for (line, what, row) in lines {
        let movement = LeaverMovement {
            what,
            noticed: Moment::new(line.noticed_at, now),
            rows: vec![row],
        };
        let known = |leaver: &&mut Leaver| leaver.upn == line.upn && leaver.person == line.person;
        let Some(leaver) = people.iter_mut().find(known) else {
            people.push(Leaver {
                person: line.person.clone(),
                upn: line.upn.clone(),
                movements: vec![movement],
            });
            continue;
        };
        let same = |other: &&mut LeaverMovement| {
            other.what == movement.what && other.noticed.exact == movement.noticed.exact
        };
        match leaver.movements.iter_mut().find(same) {
            Some(other) => other.rows.extend(movement.rows),
            None => leaver.movements.push(movement),
        }
    }
    people
}

fn row(line: &Line, now: DateTime<Utc>, wrong: Option<&Wrong>) -> LeaverRow {
    let promised = line.due_at.map(|due| due + Duration::hours(PROMISE_HOURS));
    let wrong = wrong.filter(|wrong| wrong.id == line.id);
    let is_open = matches!(
        line.state,
        DepartureState::Waiting | DepartureState::Reviewing | DepartureState::Held
    );
    let lives = !matches!(
        line.grant_state,
        GrantState::Ending | GrantState::RemovalNeedsAttention | GrantState::Ended
    );
    let ends = matches!(line.state, DepartureState::Done) || is_open;
    LeaverRow {
        id: line.id.to_string(),
        product: line.product.clone(),
        request_href: format!("/requests/{}", line.request_id),
        follows: follows(line),
        due: line.due_at.filter(|_| is_open).map(|at| Moment::new(at, now)),
        state: badge(line),
        means: means(line),
        done: done(line),
        is_late: ends && promised.is_some_and(|promised| line.ended_at.unwrap_or(now) > promised),
        can_call_off: is_open && lives,
        can_end: lives && (is_open || line.state == DepartureState::NoRule),
        error: wrong.map(|wrong| wrong.message.clone()),
        reason: wrong.map(|wrong| wrong.reason.clone()).unwrap_or_default(),
    }
}

fn what(line: &Line, changed: Vec<words::Changed>) -> String {
    let account = words::account(line.kind);
    if line.cause == Cause::Left || changed.is_empty() {
        return account.to_owned();
    }
    let lines: Vec<_> = changed
        .into_iter()
        .map(|line| format!("{}: {} → {}", line.what, line.before, line.after))
        .collect();
    format!("{account}. {}", lines.join("; "))
}

fn follows(line: &Line) -> String {
    let words = match line.action {
        Action::End => t!("leavers-ends", days = line.grace_days),
        Action::Review => {
            let by = line.reviewer.as_deref();
            t!(
                "leavers-reviewed",
                by = by.unwrap_or(t!("leavers-administrators"))
            )
        }
        Action::None => return t!("leavers-no-rule-follows").into(),
    };
    match line.rule.as_str() {
        "" => words,
        rule => t!("leavers-by-rule", follows = words, rule = rule),
    }
}

fn badge(line: &Line) -> Badge {
    match (line.state, line.grant_state) {
        (DepartureState::Done, GrantState::Ended) => Badge::new(Tone::Good, t!("leavers-state-removed")),
        (DepartureState::Done, GrantState::RemovalNeedsAttention) => {
            Badge::new(Tone::Bad, t!("leavers-state-attention"))
        }
        (DepartureState::Done, _) => Badge::new(Tone::Waiting, t!("leavers-state-removing")),
        (DepartureState::Waiting, _) => Badge::new(Tone::Waiting, t!("leavers-state-grace")),
        (DepartureState::Reviewing, _) => Badge::new(Tone::Waiting, t!("leavers-state-review")),
        (DepartureState::Held, _) => Badge::new(Tone::Bad, t!("leavers-state-held")),
        (DepartureState::CalledOff, _) => Badge::new(Tone::Neutral, t!("leavers-state-called-off")),
        (DepartureState::Kept, _) => Badge::new(Tone::Neutral, t!("leavers-state-kept")),
        (DepartureState::NoRule, GrantState::Ended) => {
            Badge::new(Tone::Neutral, t!("leavers-state-otherwise"))
        }
        (DepartureState::NoRule, _) => Badge::new(Tone::Neutral, t!("leavers-no-rule")),
    }
}

fn means(line: &Line) -> &'static str {
    match (line.state, line.grant_state) {
        (DepartureState::NoRule, GrantState::Ended) => "",
        (DepartureState::NoRule, _) => t!("leavers-means-no-rule"),
        (DepartureState::Waiting, _) => t!("leavers-means-grace"),
        (DepartureState::Reviewing, _) => t!("leavers-means-review"),
        (DepartureState::Held, _) => t!("leavers-means-held"),
        _ => "",
    }
}

/// How it ended, by whom, and how long it took.
fn done(line: &Line) -> String {
    let mut words = Vec::new();
    if let (DepartureState::Done, Some(ended)) = (line.state, line.ended_at) {
        let took = words::long((ended - line.noticed_at).num_seconds());
        words.push(t!("leavers-removed-after", took = took));
    }
    let by = line
        .settled_by
        .as_deref()
        .map(|name| t!("leavers-settled-by", name = name));
    words.extend(by);
    if let Some(reason) = line.reason.as_deref().filter(|reason| !reason.is_empty()) {
        words.push(t!("room-quoted", text = reason));
    }
    words.join(" ")
}
