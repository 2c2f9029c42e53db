//! `GET /admin/drift`: what Microsoft shows and the grants do not explain, and how old that list is;
//! `POST /admin/drift/scan`: everybody is compared now.

use axum::extract::State;
use axum::response::Redirect;
use serde::Deserialize;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::attention_views::StepFilter;
use super::drift_rows;
use super::drift_views::{DriftPage, ScanLine};
use crate::app::App;
use crate::catalog;
use crate::fulfilment::drift::list::store::{self as list, Sought};
use crate::fulfilment::drift::{FindingKind, FindingState, store};
use crate::ids::SkuId;
use crate::jobs::{self, Job};
use crate::people::signed_in::Administrator;
use crate::requests::frame::frame;
use crate::web::page::{Choice, Moment, Pager, Place};
use crate::web::{Failure, Form, Nothing, Query, flash};

/// Rows on a page: as many as are decided at once.
const PAGE_ROWS: i64 = 50;
/// Characters of a search that are looked at.
const LONGEST_QUERY_CHARS: usize = 100;
/// Words of the states in an address, with what they show.
const STATES: [(&str, &[FindingState]); 4] = [
    ("", &[FindingState::Open]),
    ("accepted", &[FindingState::Accepted]),
    ("decided", &[FindingState::Adopted, FindingState::Restored]),
    ("gone", &[FindingState::Gone]),
];

/// How one of [`STATES`] is called.
fn label(word: &str) -> &'static str {
    match word {
        "accepted" => t!("drift-accepted"),
        "decided" => t!("drift-decided"),
        "gone" => t!("drift-gone"),
        _ => t!("drift-open"),
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    q: String,
    which: String,
    kind: String,
    product: String,
    /// The number of the last row of the page before.
    before: String,
}

/// The filters as far as they are known words.
struct Filter {
    query: String,
    which: &'static str,
    states: &'static [FindingState],
    kind: Option<FindingKind>,
    sku: Option<SkuId>,
    before: Option<i64>,
}

impl From<&Search> for Filter {
    fn from(search: &Search) -> Self {
        let chars = search.q.trim().chars().filter(|c| !c.is_control());
        let known = STATES.iter().find(|(word, _)| *word == search.which);
        let (which, states) = known.unwrap_or(&STATES[0]);
        Self {
            query: chars.take(LONGEST_QUERY_CHARS).collect(),
            which,
            states,
            kind: FindingKind::ALL
                .into_iter()
                .find(|kind| kind.as_str() == search.kind),
            sku: search.product.parse().ok(),
            before: search.before.parse().ok(),
        }
    }
}

impl Filter {
    /// The address of the same list with some of it changed.
    fn address(&self, which: &str, kind: Option<FindingKind>, before: Option<i64>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let sku = self.sku.map(|sku| sku.to_string()).unwrap_or_default();
        let before = before.map(|before| before.to_string()).unwrap_or_default();
        let pairs = [
            ("q", self.query.as_str()),
            ("which", which),
            ("kind", kind.map_or("", FindingKind::as_str)),
            ("product", &sku),
            ("before", &before),
        ];
        query.extend_pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
        match query.finish() {
            query if query.is_empty() => "/admin/drift".into(),
            query => format!("/admin/drift?{query}"),
        }
    }
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Query(search): Query<Search>,
) -> Result<DriftPage, Failure> {
    let now = app.clock.now();
    let filter = Filter::from(&search);
    let sought = Sought {
        words: &filter.query,
        states: filter.states,
        kind: filter.kind,
        sku: filter.sku,
        before: filter.before,
    };
    let mut conn = app.pool.acquire().await?;
    let mut lines = list::page(&mut conn, &sought, PAGE_ROWS + 1).await?;
    let most = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    let more = lines.len() > most;
    lines.truncate(most);
    let last = lines.last().filter(|_| more);
    let older = last.map(|last| filter.address(filter.which, filter.kind, Some(last.written)));
    let counts = store::counts(&mut conn).await?;
    let of = |kind: Option<FindingKind>| -> i64 {
        let counted = counts.iter().filter(|((sku, of), _)| {
            kind.is_none_or(|kind| kind == *of) && filter.sku.is_none_or(|wanted| wanted == *sku)
        });
        counted.map(|(_, n)| n).sum()
    };
    let is_open = filter.which.is_empty();
    let kind_filter = |kind: Option<FindingKind>, label: &str| StepFilter {
        href: filter.address(filter.which, kind, None),
        label: label.to_owned(),
        count: if is_open { of(kind) } else { 0 },
        chosen: kind == filter.kind,
    };
    let mut kinds = vec![kind_filter(None, t!("drift-every-kind"))];
    kinds.extend(FindingKind::ALL.map(|kind| kind_filter(Some(kind), drift_rows::kind_words(kind))));
    let states = STATES.iter().map(|(word, _)| StepFilter {
        href: filter.address(word, filter.kind, None),
        label: label(word).to_owned(),
        count: if word.is_empty() { of(filter.kind) } else { 0 },
        chosen: *word == filter.which,
    });
    let plans = drift_rows::plans(&mut conn, &lines).await?;
    let chrome = frame(&mut conn, &person, t!("nav-drift"), Place::Drift).await?;
    Ok(DriftPage {
        scan: scan_line(&app, &mut conn).await?,
        states: states.collect(),
        kinds,
        products: products(&mut conn, filter.sku).await?,
        which: filter.which.to_owned(),
        kind: filter.kind.map_or("", FindingKind::as_str).to_owned(),
        is_narrowed: !filter.query.is_empty() || filter.kind.is_some() || filter.sku.is_some(),
        adoptable: of(Some(FindingKind::UnknownLicence)),
        adopt_href: match filter.sku {
            Some(sku) => format!("/admin/drift/adopt?product={sku}"),
            None => "/admin/drift/adopt".into(),
        },
        is_open,
        rows: lines
            .iter()
            .map(|line| drift_rows::row(line, now, &plans))
            .collect(),
        pager: Pager {
            newer: filter
                .before
                .map(|_| filter.address(filter.which, filter.kind, None)),
            older,
        },
        query: filter.query,
        chrome: flash::take(&session, chrome).await?,
    })
}

async fn products(conn: &mut PgConnection, chosen: Option<SkuId>) -> Result<Vec<Choice>, Failure> {
    let all = catalog::store::all(conn).await?;
    let all = all.iter().filter(|product| product.applies_to == "User");
    Ok(all
        .map(|product| Choice {
            value: product.sku_id.to_string(),
            label: product.title().to_owned(),
            chosen: chosen == Some(product.sku_id),
        })
        .collect())
}

/// When everybody was last compared, and how far a comparison under way is.
pub(super) async fn scan_line(app: &App, conn: &mut PgConnection) -> Result<ScanLine, Failure> {
    let now = app.clock.now();
    let under_way = store::last_scan(conn)
        .await?
        .filter(|scan| scan.finished_at.is_none());
    let progress = under_way.map(|scan| t!("drift-comparing", people = scan.people, pages = scan.pages));
    let Some(scan) = store::last_finished_scan(conn).await? else {
        return Ok(ScanLine {
            progress,
            ..ScanLine::default()
        });
    };
    let took = scan
        .finished_at
        .map_or(0, |at| (at - scan.started_at).num_seconds());
    Ok(ScanLine {
        last: Some(Moment::new(scan.started_at, now)),
        figures: t!(
            "drift-figures",
            people = scan.people,
            seconds = took,
            found = scan.found,
            gone = scan.gone,
            passed = scan.unread_people
        ),
        progress,
        actors_refused: scan.actors_refused,
    })
}

pub async fn scan_now(
    State(app): State<App>,
    session: Session,
    Administrator(_): Administrator,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Redirect, Failure> {
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    jobs::enqueue(&mut tx, now, Job::ScanDrift, now).await?;
    tx.commit().await?;
    app.bell.ring();
    flash::leave(&session, t!("drift-being-compared")).await?;
    Ok(Redirect::to("/admin/drift"))
}
