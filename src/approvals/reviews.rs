//! `GET` and `POST /reviews`, `POST /reviews/{departure}`: what somebody has who left or moved, and whether it stays.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::review_views::{PersonReview, ReviewRow, ReviewsPage};
use crate::app::App;
use crate::fulfilment::movers::review::{self, Answer, Answered, Reviewer};
use crate::fulfilment::movers::store::{self, Review};
use crate::fulfilment::movers::{Cause, MovementKind, words};
use crate::ids::DepartureId;
use crate::people;
use crate::people::signed_in::{Role, SignedIn};
use crate::requests::calendar;
use crate::requests::frame::{frame, price_words};
use crate::requests::reason::{self, LONGEST_CHARS, SHORTEST_CHARS};
use crate::web::page::{Moment, Place};
use crate::web::{Failure, Form, flash};

/// Reviews that are shown; who has more answers some first.
const MOST_ROWS: i64 = 200;

/// What the browser sends; nothing of it is believed yet.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// `keep` or `end`.
    answer: String,
    reason: String,
    /// Ids of the chosen reviews.
    review: Vec<String>,
}

/// An answer that was not taken, and for which review: `None` = for the chosen ones.
struct Wrong {
    of: Option<DepartureId>,
    message: String,
    typed: Typed,
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
) -> Result<ReviewsPage, Failure> {
    let page = show(&app, &person, None).await?;
    Ok(ReviewsPage {
        chrome: flash::take(&session, page.chrome).await?,
        ..page
    })
}

pub async fn answer_one(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let id: DepartureId = id.parse().map_err(|_| Failure::NotFound)?;
    answer(&app, &session, &person, (Some(id), &[id]), typed).await
}

pub async fn answer_chosen(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let ids: Vec<DepartureId> = typed.review.iter().filter_map(|id| id.parse().ok()).collect();
    answer(&app, &session, &person, (None, &ids), typed).await
}

async fn answer(
    app: &App,
    session: &Session,
    person: &SignedIn,
    (of, ids): (Option<DepartureId>, &[DepartureId]),
    typed: Typed,
) -> Result<Response, Failure> {
    let parsed = match read(&typed) {
        Ok(_) if ids.is_empty() => Err(t!("reviews-none-chosen").to_owned()),
        other => other,
    };
    let (answer, reason) = match parsed {
        Ok(parsed) => parsed,
        Err(message) => {
            let page = show(app, person, Some(Wrong { of, message, typed })).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let reviewer = reviewer(person);
    let mut done: usize = 0;
    // Each by itself: what somebody else answered meanwhile does not take the others along.
    for id in ids {
        let mut tx = app.pool.begin().await?;
        let answered =
            review::answer(&mut tx, app.clock.now(), reviewer, *id, (answer, reason.as_str())).await?;
        tx.commit().await?;
        done += usize::from(answered == Answered::Done);
    }
    app.bell.ring();
    if done == 0 {
        return Err(Failure::Conflict(t!("reviews-too-late").into()));
    }
    let sentence = match answer {
        Answer::Keep => t!("reviews-kept", count = done),
        Answer::End => t!("reviews-ended", count = done),
    };
    flash::leave(session, &sentence).await?;
    Ok(Redirect::to("/reviews").into_response())
}

/// To keep needs a reason; the end may have one.
fn read(typed: &Typed) -> Result<(Answer, String), String> {
    let answer = match typed.answer.as_str() {
        "keep" => Answer::Keep,
        "end" => Answer::End,
        _ => return Err(t!("reviews-say-which").into()),
    };
    if answer == Answer::End && typed.reason.trim().is_empty() {
        return Ok((answer, String::new()));
    }
    if typed.reason.trim().chars().count() < SHORTEST_CHARS {
        let (shortest, longest) = (SHORTEST_CHARS, LONGEST_CHARS);
        return Err(match answer {
            Answer::Keep => t!("reviews-say-why-keep", shortest = shortest, longest = longest),
            Answer::End => t!("reviews-say-why-end", shortest = shortest, longest = longest),
        });
    }
    Ok((answer, reason::required(&typed.reason)?))
}

fn reviewer(person: &SignedIn) -> Reviewer {
    Reviewer {
        person: person.person,
        administers: person.has(Role::Administrator),
    }
}

async fn show(app: &App, person: &SignedIn, wrong: Option<Wrong>) -> Result<ReviewsPage, Failure> {
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    let me = reviewer(person);
    let mut reviews = store::reviews_for(&mut conn, me.person, me.administers, MOST_ROWS + 1).await?;
    let most = usize::try_from(MOST_ROWS).unwrap_or(usize::MAX);
    let more = reviews.len() > most;
    reviews.truncate(most);
    let movements = reviews.iter().map(|review| (&review.before, &review.after));
    let names = words::names(&mut conn, movements).await?;
    let mut groups: Vec<PersonReview> = Vec::new();
    for review in &reviews {
        let id = review.movement_id.to_string();
        let row = row(app, &mut conn, review, wrong.as_ref()).await?;
        if let Some(group) = groups.iter_mut().find(|group| group.id == id) {
            group.rows.push(row);
            continue;
        }
        let kind = match review.cause {
            Cause::Left => MovementKind::Disabled,
            Cause::Moved => MovementKind::Moved,
        };
        let changed = match review.cause {
            Cause::Left => Vec::new(),
            Cause::Moved => words::changed(&review.before, &review.after, &names),
        };
        groups.push(PersonReview {
            id,
            person: review.person.clone(),
            what: words::account(kind),
            changed: changed
                .into_iter()
                .map(|line| format!("{}: {} → {}", line.what, line.before, line.after))
                .collect(),
            due: Moment::new(review.due_at, now),
            rows: vec![row],
        });
    }
    let (error, reason) = match wrong.filter(|wrong| wrong.of.is_none()) {
        Some(wrong) => (Some(wrong.message), wrong.typed.reason),
        None => (None, String::new()),
    };
    Ok(ReviewsPage {
        chrome: frame(&mut conn, person, t!("reviews-title"), Place::Reviews).await?,
        people: groups,
        more,
        error,
        reason,
    })
}

async fn row(
    app: &App,
    conn: &mut sqlx::PgConnection,
    review: &Review,
    wrong: Option<&Wrong>,
) -> Result<ReviewRow, Failure> {
    let zones = &app.config.living.zones;
    let whose = people::store::by_id(conn, review.person_id).await?;
    let zone = whose.map_or(zones.usual, |person| person.zone(zones));
    let id = review.id.to_string();
    let mine = wrong.filter(|wrong| wrong.of == Some(review.id));
    Ok(ReviewRow {
        product: review.product.clone(),
        plans: t!("reviews-plans-on", count = review.plans),
        cost: price_words(review.price_cents, review.currency.as_deref()),
        end: review.until_at.map_or_else(
            || t!("reviews-no-end").to_owned(),
            |at| {
                let day = calendar::day_words(calendar::last_day(at, zone));
                t!("reviews-until", day = day)
            },
        ),
        request_href: format!("/requests/{}", review.request_id),
        chosen: wrong.is_some_and(|wrong| wrong.typed.review.contains(&id)),
        error: mine.map(|wrong| wrong.message.clone()),
        reason: mine.map(|wrong| wrong.typed.reason.clone()).unwrap_or_default(),
        id,
    })
}
