//! `GET /admin/fuse`: what stopped and why, and what is held; `POST /admin/fuse/{fuse}`: it goes on, or what is held stays;
//! `GET /admin/fuse.csv`: what is held, as a file.

use std::cmp::Ordering;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::fuse_views::{FuseCard, FusePage, HeldRow, PastLine};
use super::reason;
use crate::app::App;
use crate::catalog;
use crate::fulfilment::EndCause;
use crate::fulfilment::fuse::held::{Held, store as held};
use crate::fulfilment::fuse::resume::{self, KEPT_DAYS, Resumed, Shown, Which};
use crate::fulfilment::fuse::{Fuse, store};
use crate::ids::{FuseId, GrantId};
use crate::people::signed_in::{Administrator, SignedIn};
use crate::requests::frame::frame;
use crate::web::page::{Moment, Place};
use crate::web::{Failure, Form, Query, flash, safe_cell};
use crate::words::{self, Reader, format};

const PAGE_ROWS: i64 = 50;
const PAST_ROWS: i64 = 20;
/// Rows of the file.
const MOST_CSV_ROWS: i64 = 100_000;
/// Characters of a search that are looked at.
const LONGEST_QUERY_CHARS: usize = 100;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    q: String,
    /// Microseconds since 1970 and the id of the last row of the page before, with a dot between.
    after: String,
}

impl Search {
    fn words(&self) -> String {
        let chars = self.q.trim().chars().filter(|c| !c.is_control());
        chars.take(LONGEST_QUERY_CHARS).collect()
    }

    fn after(&self) -> Option<(DateTime<Utc>, GrantId)> {
        let (micros, id) = self.after.split_once('.')?;
        let at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
        Some((at, id.parse().ok()?))
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// `resume` or `keep`.
    act: String,
    reason: String,
    /// What was shown.
    held: i64,
    last_held_us: i64,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TypedForChosen {
    reason: String,
    /// Ids of the chosen grants.
    grant: Vec<String>,
}

/// A reason that was not taken, and for which fuse: `None` = for the chosen rows.
struct Wrong {
    fuse: Option<FuseId>,
    message: String,
    reason: String,
    chosen: Vec<GrantId>,
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Query(search): Query<Search>,
) -> Result<FusePage, Failure> {
    let page = show(&app, &person, &search, None).await?;
    Ok(FusePage {
        chrome: flash::take(&session, page.chrome).await?,
        ..page
    })
}

pub async fn decide(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let id: FuseId = id.parse().map_err(|_| Failure::NotFound)?;
    let shown = Shown {
        held: typed.held,
        last_held_us: typed.last_held_us,
    };
    let which = match typed.act.as_str() {
        "resume" => None,
        "keep" => Some(Which::All(shown)),
        _ => {
            return Err(Failure::BadForm(t!("fuse-say-which").into()));
        }
    };
    let reason = match reason::required(&typed.reason) {
        Ok(reason) => reason,
        Err(message) => {
            let wrong = Wrong {
                fuse: Some(id),
                message,
                reason: typed.reason,
                chosen: Vec::new(),
            };
            let page = show(&app, &person, &Search::default(), Some(&wrong)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let now = app.clock.now();
    let by = (person.person, reason.as_str());
    let mut tx = app.pool.begin().await?;
    let goes_on = which.is_none();
    let resumed = match which {
        None => resume::resume(&mut tx, now, by, id, shown).await?,
        Some(which) => resume::keep(&mut tx, now, &app.config.living.zones, by, id, which).await?,
    };
    let rest = rest(&mut tx).await?;
    tx.commit().await?;
    app.bell.ring();
    match resumed {
        Resumed::Done(n) => {
            flash::leave(&session, &done(n, goes_on, rest)).await?;
            Ok(Redirect::to("/admin/fuse").into_response())
        }
        Resumed::TooLate => Err(Failure::Conflict(t!("fuse-too-late").into())),
        Resumed::Changed(held) => {
            let wrong = Wrong {
                fuse: Some(id),
                message: changed(shown.held, held),
                reason: typed.reason,
                chosen: Vec::new(),
            };
            let page = show(&app, &person, &Search::default(), Some(&wrong)).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
    }
}

/// Keeps the rows that were chosen, whichever fuse holds them.
pub async fn keep_chosen(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Form(typed): Form<TypedForChosen>,
) -> Result<Response, Failure> {
    let chosen: Vec<GrantId> = typed.grant.iter().filter_map(|id| id.parse().ok()).collect();
    let checked = match chosen.is_empty() {
        true => Err(t!("fuse-choose").to_owned()),
        false => reason::required(&typed.reason),
    };
    let reason = match checked {
        Ok(reason) => reason,
        Err(message) => {
            let wrong = Wrong {
                fuse: None,
                message,
                reason: typed.reason,
                chosen,
            };
            let page = show(&app, &person, &Search::default(), Some(&wrong)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let now = app.clock.now();
    let mut kept = 0;
    let mut tx = app.pool.begin().await?;
    for fuse in store::blown(&mut tx).await? {
        let by = (person.person, reason.as_str());
        let zones = &app.config.living.zones;
        let answer = resume::keep(&mut tx, now, zones, by, fuse.id, Which::These(&chosen)).await?;
        if let Resumed::Done(n) = answer {
            kept += n;
        }
    }
    let rest = rest(&mut tx).await?;
    tx.commit().await?;
    app.bell.ring();
    let sentence = match kept {
        0 => t!("fuse-none-held").to_owned(),
        n => done(n, false, rest),
    };
    flash::leave(&session, &sentence).await?;
    Ok(Redirect::to("/admin/fuse").into_response())
}

/// What is still held; `None` = no fuse is blown any more.
async fn rest(conn: &mut PgConnection) -> sqlx::Result<Option<i64>> {
    match store::blown(conn).await?.is_empty() {
        true => Ok(None),
        false => Ok(Some(store::shown(conn, None).await?.held)),
    }
}

/// What an answer did, and how it stands now.
fn done(n: i64, goes_on: bool, rest: Option<i64>) -> String {
    let act = if goes_on { "end" } else { "stay" };
    match (n, rest) {
        (0, None) => t!("fuse-whole-already").to_owned(),
        (_, None) => t!("fuse-done-whole", count = n, act = act),
        (_, Some(0)) => t!("fuse-done", count = n, act = act),
        (_, Some(rest)) => format!(
            "{} {}",
            t!("fuse-done", count = n, act = act),
            t!("fuse-still-held", count = rest)
        ),
    }
}

/// Why an answer to an old page was not taken.
fn changed(shown: i64, held: i64) -> String {
    let what = match (held, held.cmp(&shown)) {
        (0, _) => t!("fuse-changed-nothing"),
        (_, Ordering::Greater) => t!("fuse-changed-more"),
        (_, Ordering::Less) => t!("fuse-changed-less"),
        (_, Ordering::Equal) => t!("fuse-changed-other"),
    };
    what.to_owned()
}

pub async fn csv(State(app): State<App>, Administrator(_): Administrator) -> Result<Response, Failure> {
    let mut conn = app.pool.acquire().await?;
    let all = held::page(&mut conn, None, "", None, MOST_CSV_ROWS).await?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = [
        "person", "upn", "product", "cause", "held_at", "until", "request", "due",
    ];
    writer.write_record(head).map_err(anyhow::Error::from)?;
    for one in &all {
        let cause = words::read_by(Reader::default(), || cause(one.cause));
        let cells = [
            safe_cell(&one.person),
            safe_cell(&one.upn),
            safe_cell(&one.product),
            cause.to_owned(),
            one.held_at.to_rfc3339(),
            one.until.map(|at| at.to_rfc3339()).unwrap_or_default(),
            one.request.to_string(),
            one.due.map(|at| at.to_rfc3339()).unwrap_or_default(),
        ];
        writer.write_record(cells).map_err(anyhow::Error::from)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| anyhow::anyhow!("the CSV could not be written: {error}"))?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            CONTENT_DISPOSITION,
            "attachment; filename=\"held-by-the-fuse.csv\"",
        ),
    ];
    Ok((headers, bytes).into_response())
}

async fn show(
    app: &App,
    person: &SignedIn,
    search: &Search,
    wrong: Option<&Wrong>,
) -> Result<FusePage, Failure> {
    let now = app.clock.now();
    let query = search.words();
    let mut conn = app.pool.acquire().await?;
    let mut rows = held::page(&mut conn, None, &query, search.after(), PAGE_ROWS + 1).await?;
    let most = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    let next = rows.last().filter(|_| more).map(|last| {
        let mut address = url::form_urlencoded::Serializer::new(String::new());
        if !query.is_empty() {
            address.append_pair("q", &query);
        }
        address.append_pair(
            "after",
            &format!("{}.{}", last.held_at.timestamp_micros(), last.grant),
        );
        format!("/admin/fuse?{}", address.finish())
    });
    let blown = store::blown(&mut conn).await?;
    let of_chosen = wrong.filter(|wrong| wrong.fuse.is_none());
    let chosen = of_chosen.map_or(&[][..], |wrong| wrong.chosen.as_slice());
    let rows: Vec<_> = rows
        .iter()
        .map(|row| HeldRow {
            chosen: chosen.contains(&row.grant),
            ..held_row(row, now)
        })
        .collect();
    let mut fuses = Vec::new();
    for fuse in &blown {
        fuses.push(card(&mut conn, fuse, now, wrong).await?);
    }
    let all = store::shown(&mut conn, None).await?.held;
    let past = held::past(&mut conn, PAST_ROWS).await?;
    let limits = app.config.living.fuse;
    Ok(FusePage {
        chrome: frame(&mut conn, person, t!("nav-fuse"), Place::Fuse).await?,
        fuses,
        rows,
        held: t!("fuse-held-count", count = all),
        has_held: all > 0,
        may_choose: all > 1 && !blown.is_empty(),
        reason: of_chosen.map(|wrong| wrong.reason.clone()).unwrap_or_default(),
        error: of_chosen.map(|wrong| wrong.message.clone()),
        next,
        is_first: search.after().is_none(),
        past: past
            .iter()
            .map(|one| PastLine {
                what: t!(
                    "fuse-past-line",
                    product = one.product.as_deref().unwrap_or(t!("fuse-past-all")),
                    count = one.counted,
                    most = one.most
                ),
                blown: Moment::new(one.blown_at, now),
                resumed: Moment::new(one.resumed_at, now),
                by: one.by.clone(),
                reason: one.reason.clone(),
            })
            .collect(),
        limit: t!("fuse-limit", percent = limits.percent, least = limits.at_least),
        query,
    })
}

async fn card(
    conn: &mut PgConnection,
    fuse: &Fuse,
    now: DateTime<Utc>,
    wrong: Option<&Wrong>,
) -> Result<FuseCard, Failure> {
    let shown = store::shown(conn, fuse.sku).await?;
    let product = match fuse.sku {
        None => None,
        Some(sku) => catalog::store::by_sku(conn, sku).await?,
    };
    let title = product.as_ref().map(|product| product.title());
    let wrong = wrong.filter(|wrong| wrong.fuse == Some(fuse.id));
    Ok(FuseCard {
        id: fuse.id.to_string(),
        heading: match title {
            Some(title) => t!("fuse-stopped", product = title),
            None => t!("fuse-stopped-all").to_owned(),
        },
        sentence: format!(
            "{} {}",
            why(fuse, title.unwrap_or(t!("fuse-of-all"))),
            what_follows(shown.held)
        ),
        blown: Moment::new(fuse.blown_at, now),
        held: shown.held,
        last_held_us: shown.last_held_us,
        resume: match shown.held {
            0 => t!("fuse-make-whole").to_owned(),
            held => t!("fuse-let-end", count = held),
        },
        keep: t!("fuse-keep", count = shown.held),
        reason: wrong.map(|wrong| wrong.reason.clone()).unwrap_or_default(),
        error: wrong.map(|wrong| wrong.message.clone()),
    })
}

/// Why it has blown, in numbers. Of licences that began within the hour, too, more may end than were active before.
fn why(fuse: &Fuse, of: &str) -> String {
    match fuse.active_before >= fuse.counted {
        true => t!(
            "fuse-why-of-active",
            count = fuse.counted,
            product = of,
            active = fuse.active_before,
            most = fuse.most
        ),
        false => t!("fuse-why", count = fuse.counted, product = of, most = fuse.most),
    }
}

fn what_follows(held: i64) -> &'static str {
    match held {
        0 => t!("fuse-follows-nothing"),
        _ => t!("fuse-follows"),
    }
}

fn held_row(held: &Held, now: DateTime<Utc>) -> HeldRow {
    HeldRow {
        grant: held.grant.to_string(),
        person: held.person.clone(),
        upn: held.upn.clone(),
        product: held.product.clone(),
        cause: cause(held.cause),
        due: held.due.map(day),
        held: Moment::since(held.held_at, now),
        request_href: format!("/requests/{}", held.request),
        chosen: false,
    }
}

/// "24 November 2026"
fn day(at: DateTime<Utc>) -> Moment {
    Moment {
        words: format::day_of(at),
        ..Moment::exact(at)
    }
}

fn cause(cause: Option<EndCause>) -> &'static str {
    match cause {
        Some(EndCause::Expired) => t!("fuse-cause-expired"),
        Some(EndCause::Left) => t!("fuse-cause-left"),
        Some(EndCause::Moved) => t!("fuse-cause-moved"),
        _ => t!("fuse-cause-other"),
    }
}

/// Days that a kept licence has before it ends, for the page.
pub const fn kept_days() -> i64 {
    KEPT_DAYS
}
