//! The queue: `GET /approvals`. What waits for somebody, filtered and sorted as the address says, page by page; what is signed
//! together is in `bulk`.

pub mod bulk;
pub mod flags;
pub mod outcome;
pub mod store;
pub mod view;
pub mod views;

use axum::extract::{RawQuery, State};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::{denied, done, zone_of};
use crate::app::App;
use crate::ids::{PersonId, StageId};
use crate::people::signed_in::SignedIn;
use crate::requests::frame::{frame, price_words};
use crate::web::page::{Choice, Moment, Place};
use crate::web::{Failure, flash};
use store::Looks;
use view::{Due, Sort, View};
use views::{ApprovalsPage, Row};

/// Rows of a page.
const PAGE_ROWS: i64 = 50;

/// One thing that waits, as the list shows it.
#[derive(Clone, Debug)]
pub struct Item {
    pub stage: StageId,
    pub position: i32,
    pub needed: i32,
    pub due_at: Option<DateTime<Utc>>,
    pub is_appeal: bool,
    pub escalated: bool,
    pub asked_at: DateTime<Utc>,
    pub is_extension: bool,
    /// It is about what the person has already, which is paid for.
    pub costs_as_before: bool,
    pub requester: String,
    pub beneficiary: String,
    pub product: String,
    pub price_cents: Option<i64>,
    pub currency: Option<String>,
    /// How many stages there are.
    pub stages: i64,
    /// Signatures at this one.
    pub signed: i64,
    /// A question is not answered.
    pub waits: bool,
    pub without_end: bool,
    pub for_other: bool,
    pub denied_before: bool,
    pub guest: bool,
    pub replaces: bool,
    pub made_anew: bool,
    pub stands_in_for: Option<String>,
    /// Of all that the view shows.
    pub total: i64,
    /// From 1.
    pub place: i64,
}

impl Item {
    fn stage_words(&self) -> String {
        match (self.stages, self.needed) {
            (1, 1) => String::new(),
            (stages, 1) => t!("queue-stage", position = self.position, stages = stages),
            (stages, needed) => t!(
                "queue-stage-signed",
                position = self.position,
                stages = stages,
                signed = self.signed,
                needed = needed
            ),
        }
    }

    fn row(&self, view: &View, now: DateTime<Utc>, zone: Tz) -> Row {
        let flags = self.flags();
        Row {
            stage_id: self.stage.to_string(),
            href: view.card(self.stage),
            requester: self.requester.clone(),
            beneficiary: self.beneficiary.clone(),
            product: self.product.clone(),
            is_extension: self.is_extension,
            cost: price_words(self.price_cents, self.currency.as_deref()),
            asked: Moment::new(self.asked_at, now),
            deadline: self.deadline(now, zone),
            stage: self.stage_words(),
            waits: self.waits,
            ticked: view.all && flags.is_empty() && !self.waits,
            flags,
        }
    }
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    RawQuery(query): RawQuery,
) -> Result<ApprovalsPage, Failure> {
    let now = app.clock.now();
    let mut view = View::parse(query.as_deref().unwrap_or_default());
    let mut conn = app.pool.acquire().await?;
    let zone = zone_of(&app, &mut conn, person.person).await?;
    let read = async |conn: &mut PgConnection, view: &View| {
        let looks = Looks::at(view, person.person, (now, zone));
        store::list(conn, &looks, ((view.page - 1) * PAGE_ROWS, PAGE_ROWS)).await
    };
    let mut items = read(&mut conn, &view).await?;
    if items.is_empty() && view.page > 1 {
        // What stood there was signed meanwhile.
        view.page = 1;
        items = read(&mut conn, &view).await?;
    }
    let total = items.first().map_or(0, |item| item.total);
    let shown = match (items.first(), items.last()) {
        (Some(first), Some(last)) if total > PAGE_ROWS => {
            t!(
                "queue-range",
                first = first.place,
                last = last.place,
                total = total
            )
        }
        _ => t!("queue-count", count = total),
    };
    let chrome = frame(&mut conn, &person, t!("queue-title"), Place::Approvals).await?;
    Ok(ApprovalsPage {
        chrome: flash::take(&session, chrome).await?,
        done: done::last(&session, &mut conn, (&app, person.person), None).await?,
        denied: denied::lately(&mut conn, person.person, now).await?,
        rows: items.iter().map(|item| item.row(&view, now, zone)).collect(),
        count: shown,
        search: view.search.clone(),
        due: due_choices(&view),
        sort: sort_choices(&view),
        flagged: view.flagged,
        is_narrowed: view.is_narrowed(),
        list: view.query(),
        refresh_href: view.href(),
        all_href: view.all_href(),
        is_all: view.all,
        previous: (view.page > 1).then(|| view.at_page(view.page - 1).href()),
        next: (view.page * PAGE_ROWS < total).then(|| view.at_page(view.page + 1).href()),
    })
}

fn due_choices(view: &View) -> Vec<Choice> {
    let choice = |(due, word): &(Due, &str)| Choice {
        value: (*word).to_owned(),
        label: due.label().to_owned(),
        chosen: *due == view.due,
    };
    Due::ALL.iter().map(choice).collect()
}

fn sort_choices(view: &View) -> Vec<Choice> {
    let both = Sort::ALL.iter().flat_map(|(sort, word)| {
        [false, true].map(|falling| Choice {
            value: format!("{}{word}", if falling { "-" } else { "" }),
            label: sort.labels()[usize::from(falling)].to_owned(),
            chosen: (*sort, falling) == (view.sort, view.falling),
        })
    });
    both.collect()
}

/// Where a card stands in the list from which one came.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// "3 of 20"; empty = it does not stand there.
    pub place: String,
    pub previous: Option<StageId>,
    pub next: Option<StageId>,
    /// Where one goes when this is answered.
    pub after: Option<StageId>,
}

/// Of one card.
pub async fn standing(
    conn: &mut PgConnection,
    view: &View,
    (approver, stage): (PersonId, StageId),
    (now, zone): (DateTime<Utc>, Tz),
) -> sqlx::Result<Standing> {
    let looks = Looks::at(view, approver, (now, zone));
    let around = store::around(conn, &looks, stage).await?;
    let Some(here) = around.iter().find(|item| item.stage == stage) else {
        return Ok(Standing::default());
    };
    let at = |place: i64| {
        around
            .iter()
            .find(|item| item.place == place)
            .map(|item| item.stage)
    };
    let next = at(here.place + 1);
    Ok(Standing {
        place: t!("queue-place", place = here.place, total = here.total),
        previous: at(here.place - 1),
        next,
        after: next.or_else(|| at(1)).filter(|first| *first != stage),
    })
}
