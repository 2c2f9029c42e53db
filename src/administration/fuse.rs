//! `GET /admin/fuse`: what stopped and why, and what is held; `POST /admin/fuse/{fuse}`: it goes on, or what is held stays;
//! `GET /admin/fuse.csv`: what is held, as a file.

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
    /// `resume`, `keep` or `keep_chosen`.
    act: String,
    reason: String,
    /// What was shown.
    held: i64,
    last_held_us: i64,
    /// Ids of the chosen grants.
    grant: Vec<String>,
}

/// A reason that was not taken, and for which fuse.
struct Wrong {
    fuse: FuseId,
    message: String,
    reason: String,
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
    let chosen: Vec<GrantId> = typed.grant.iter().filter_map(|id| id.parse().ok()).collect();
    let shown = Shown {
        held: typed.held,
        last_held_us: typed.last_held_us,
    };
    let which = match typed.act.as_str() {
        "resume" => None,
        "keep" => Some(Which::All(shown)),
        "keep_chosen" => Some(Which::These(&chosen)),
        _ => {
            return Err(Failure::BadForm(
                "Say whether it goes on, or what is held stays.".into(),
            ));
        }
    };
    let checked = match (&which, chosen.is_empty()) {
        (Some(Which::These(_)), true) => Err("Choose at least one row of the list below.".to_owned()),
        _ => reason::required(&typed.reason),
    };
    let reason = match checked {
        Ok(reason) => reason,
        Err(message) => {
            let wrong = Wrong {
                fuse: id,
                message,
                reason: typed.reason,
            };
            let page = show(&app, &person, &Search::default(), Some(&wrong)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let now = app.clock.now();
    let by = (person.person, reason.as_str());
    let mut tx = app.pool.begin().await?;
    let goes_on = which.is_none();
    let only_chosen = matches!(which, Some(Which::These(_)));
    let resumed = match which {
        None => resume::resume(&mut tx, now, by, id, shown).await?,
        Some(which) => resume::keep(&mut tx, now, &app.config.living.zones, by, id, which).await?,
    };
    tx.commit().await?;
    app.bell.ring();
    match resumed {
        Resumed::Done(0) if only_chosen => {
            flash::leave(&session, "None of the chosen licences is held any more.").await?;
            Ok(Redirect::to("/admin/fuse").into_response())
        }
        Resumed::Done(n) => {
            let s = if n == 1 { "s" } else { "" };
            let sentence = match goes_on {
                true => format!("{} end{s} now, and the fuse is whole again.", licences(n)),
                false => format!("{} stay{s}. The reason stands in the audit log.", licences(n)),
            };
            flash::leave(&session, &sentence).await?;
            Ok(Redirect::to("/admin/fuse").into_response())
        }
        Resumed::TooLate => Err(Failure::Conflict(
            "Somebody has taken care of this already.".into(),
        )),
        Resumed::Changed => {
            let wrong = Wrong {
                fuse: id,
                message: "More is held by now than you saw. This is how it is; say it again if it is right."
                    .into(),
                reason: typed.reason,
            };
            let page = show(&app, &person, &Search::default(), Some(&wrong)).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
    }
}

pub async fn csv(State(app): State<App>, Administrator(_): Administrator) -> Result<Response, Failure> {
    let mut conn = app.pool.acquire().await?;
    let all = held::page(&mut conn, None, "", None, MOST_CSV_ROWS).await?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = ["person", "upn", "product", "cause", "held_at", "until", "request"];
    writer.write_record(head).map_err(anyhow::Error::from)?;
    for one in &all {
        let cells = [
            safe_cell(&one.person),
            safe_cell(&one.upn),
            safe_cell(&one.product),
            cause(one.cause).to_owned(),
            one.held_at.to_rfc3339(),
            one.until.map(|at| at.to_rfc3339()).unwrap_or_default(),
            one.request.to_string(),
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
    let rows: Vec<_> = rows.iter().map(|row| held_row(row, &blown, now)).collect();
    let mut fuses = Vec::new();
    for fuse in &blown {
        let card = card(&mut conn, fuse, now, wrong).await?;
        let has_rows = rows.iter().any(|row| row.fuse.as_ref() == Some(&card.id));
        fuses.push(FuseCard { has_rows, ..card });
    }
    let all = store::shown(&mut conn, None).await?.held;
    let past = held::past(&mut conn, PAST_ROWS).await?;
    let limits = app.config.living.fuse;
    Ok(FusePage {
        chrome: frame(&mut conn, person, "Fuse", Place::Fuse).await?,
        fuses,
        rows,
        held: format!("{} held", are(all)),
        has_held: all > 0,
        next,
        is_first: search.after().is_none(),
        past: past
            .iter()
            .map(|one| PastLine {
                what: format!(
                    "{}: {} had ended within an hour, {} may",
                    one.product.as_deref().unwrap_or("All products"),
                    one.counted,
                    one.most
                ),
                blown: Moment::new(one.blown_at, now),
                resumed: Moment::new(one.resumed_at, now),
                by: one.by.clone(),
                reason: one.reason.clone(),
            })
            .collect(),
        limit: format!(
            "{} % of the licences of a product, or of all, and at least {}, within an hour",
            limits.percent, limits.at_least
        ),
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
    let of = product
        .as_ref()
        .map_or_else(|| "all products".to_owned(), |product| product.title().to_owned());
    let wrong = wrong.filter(|wrong| wrong.fuse == fuse.id);
    Ok(FuseCard {
        id: fuse.id.to_string(),
        heading: format!("Stopped: {of}"),
        sentence: format!(
            "{} of {of} had ended by themselves within an hour, of {} that were active when it began; {} may. The next \
             ones are held: nothing is taken away until you say so.",
            licences(fuse.counted),
            fuse.active_before,
            fuse.most
        ),
        blown: Moment::new(fuse.blown_at, now),
        held: shown.held,
        has_rows: false,
        last_held_us: shown.last_held_us,
        resume: format!("Let {} end", licences(shown.held)),
        keep: format!("Keep {}", licences(shown.held)),
        reason: wrong.map(|wrong| wrong.reason.clone()).unwrap_or_default(),
        error: wrong.map(|wrong| wrong.message.clone()),
    })
}

/// The fuse of all products decides everything while it is blown; else each product's own does.
fn held_row(held: &Held, blown: &[Fuse], now: DateTime<Utc>) -> HeldRow {
    let decides = |fuse: &&Fuse| fuse.sku.is_none_or(|sku| sku == held.sku);
    HeldRow {
        grant: held.grant.to_string(),
        person: held.person.clone(),
        upn: held.upn.clone(),
        product: held.product.clone(),
        cause: cause(held.cause),
        held: Moment::since(held.held_at, now),
        request_href: format!("/requests/{}", held.request),
        fuse: blown.iter().find(decides).map(|fuse| fuse.id.to_string()),
    }
}

fn cause(cause: Option<EndCause>) -> &'static str {
    match cause {
        Some(EndCause::Expired) => "its term is over",
        Some(EndCause::Left) => "the person left",
        Some(EndCause::Moved) => "the person moved",
        _ => "it ends by itself",
    }
}

fn licences(n: i64) -> String {
    match n {
        1 => "1 licence".into(),
        n => format!("{n} licences"),
    }
}

fn are(n: i64) -> String {
    match n {
        1 => "1 licence is".into(),
        n => format!("{n} licences are"),
    }
}

/// Days that a kept licence has before it ends, for the page.
pub const fn kept_days() -> i64 {
    KEPT_DAYS
}
