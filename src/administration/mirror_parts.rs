//! What the page of the mirror says of people, products and licences.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::drift_views::ScanLine;
use super::mirror_views::{LicencesPart, PeoplePart, ProductsPart, RefusedPart};
use crate::jobs::{self, Job, Standing};
use crate::people::directory;
use crate::people::directory::store::{Mirror, Mode, Refused};
use crate::web::Failure;
use crate::web::page::{Badge, Moment, Tone, lasted};
use crate::words::format::grouped;

/// Items that could not be read and are named.
const MOST_BAD_SHOWN: usize = 20;

/// `wrong`: a reason that was not taken, and why.
pub(super) async fn people(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    fresh_hours: u32,
    wrong: Option<(String, String)>,
) -> Result<PeoplePart, Failure> {
    let mirror = mirror(conn, "people").await?;
    let freshness = directory::freshness(conn, now, fresh_hours).await?;
    let (with_account, all) = directory::store::size(conn).await?;
    let job = jobs::standing(conn, Job::SyncDirectory).await?;
    let waits = mirror.refused.filter(|_| mirror.taken.is_none());
    let state = match (waits, freshness.is_fresh, mirror.read_at) {
        (Some(_), ..) => Badge::new(Tone::Bad, t!("mirror-state-waits")),
        (None, true, _) if mirror.error.is_some() => Badge::new(Tone::Waiting, t!("mirror-state-fail")),
        (None, true, _) => Badge::new(Tone::Good, t!("mirror-state-fresh")),
        (None, false, Some(_)) => Badge::new(Tone::Bad, t!("mirror-state-old")),
        (None, false, None) => Badge::new(Tone::Waiting, t!("mirror-state-unread")),
    };
    let bad = mirror.bad_items.iter().take(MOST_BAD_SHOWN);
    Ok(PeoplePart {
        state,
        as_of: freshness.as_of(),
        size: t!("mirror-size", count = with_account, all = all),
        progress: match (&mirror.refused, &mirror.taken) {
            (Some(_), None) => None,
            (Some(refused), Some(_)) => Some(t!(
                "mirror-taking-over",
                count = with_account,
                before = refused.before,
                after = refused.after
            )),
            (None, _) => progress(&mirror, &job, now).or_else(|| about_to_begin(&job, now)),
        },
        error: mirror.error.clone(),
        next: job.due.map(|at| Moment::new(at, now)),
        bad: bad
            .map(|item| {
                t!(
                    "mirror-bad-item",
                    page = item.page,
                    item = item.position,
                    why = item.why
                )
            })
            .collect(),
        bad_count: mirror.bad,
        nameless: nameless(&mirror),
        last: match mirror.finished_at {
            Some(at) if mirror.started_at.is_none() => last(&mirror, at, now),
            _ => Vec::new(),
        },
        refused: waits.map(|waits| refused(waits, now, wrong)),
    })
}

pub(super) async fn products(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<ProductsPart, Failure> {
    let mirror = mirror(conn, "catalog").await?;
    let job = jobs::standing(conn, Job::SyncCatalog).await?;
    Ok(ProductsPart {
        as_of: mirror.read_at.map(|at| Moment::new(at, now)),
        last: match mirror.lasted_ms {
            Some(ms) => vec![
                (t!("mirror-read"), t!("mirror-all-products").to_owned()),
                (t!("mirror-took"), lasted(ms)),
                (t!("nav-products"), grouped(mirror.seen)),
            ],
            None => Vec::new(),
        },
        progress: about_to_begin(&job, now),
        next: job.due.map(|at| Moment::new(at, now)),
        error: job.error,
    })
}

pub(super) async fn licences(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    scan: ScanLine,
) -> Result<LicencesPart, Failure> {
    let job = jobs::standing(conn, Job::ScanDrift).await?;
    Ok(LicencesPart {
        as_of: scan.last,
        figures: scan.figures,
        progress: scan.progress.or_else(|| about_to_begin(&job, now)),
        next: job.due.map(|at| Moment::new(at, now)),
        error: job.error,
    })
}

/// The part of the mirror of that name.
pub(super) async fn mirror(conn: &mut PgConnection, name: &str) -> Result<Mirror, Failure> {
    let mirror = directory::store::mirror(conn, name).await?;
    Ok(mirror.ok_or_else(|| anyhow::anyhow!("the table mirrors has no row for {name}"))?)
}

/// Asked for, and no page is read yet.
fn about_to_begin(job: &Standing, now: DateTime<Utc>) -> Option<String> {
    let is_due = job.due.is_some_and(|due| due <= now);
    (job.is_in_hand || is_due).then(|| t!("mirror-about-to-begin").to_owned())
}

/// What follows from items that name nobody.
fn nameless(mirror: &Mirror) -> Option<String> {
    (mirror.mode == Some(Mode::Full) && mirror.nameless > 0)
        .then(|| t!("mirror-nameless", count = mirror.nameless))
}

fn refused(refused: Refused, now: DateTime<Utc>, wrong: Option<(String, String)>) -> RefusedPart {
    let (reason, message) = wrong.map_or((String::new(), None), |(reason, message)| (reason, Some(message)));
    RefusedPart {
        sentence: t!(
            "mirror-refused-sentence",
            after = refused.after,
            before = refused.before
        ),
        at: Moment::new(refused.at, now),
        reason,
        message,
    }
}

fn mode_words(mode: Option<Mode>) -> &'static str {
    match mode {
        Some(Mode::Delta) => t!("mirror-what-changed"),
        _ => t!("mirror-everybody"),
    }
}

fn last(mirror: &Mirror, at: DateTime<Utc>, now: DateTime<Utc>) -> Vec<(&'static str, String)> {
    vec![
        (t!("mirror-read"), mode_words(mirror.mode).to_owned()),
        (t!("mirror-finished"), Moment::new(at, now).words),
        (t!("mirror-took"), lasted(mirror.lasted_ms.unwrap_or_default())),
        (t!("room-pages"), grouped(mirror.pages)),
        (t!("mirror-people-on-them"), grouped(mirror.seen)),
        (t!("mirror-changed"), grouped(mirror.changed)),
        (t!("mirror-gone"), grouped(mirror.gone)),
    ]
}

/// A reading that failed and waits to be tried again is not under way.
fn progress(mirror: &Mirror, job: &Standing, now: DateTime<Utc>) -> Option<String> {
    let begun = mirror
        .started_at
        .filter(|_| job.is_in_hand || mirror.error.is_none())?;
    let rate = mirror.seen / (now - begun).num_seconds().max(1);
    Some(t!(
        "mirror-progress",
        what = mode_words(mirror.mode),
        people = mirror.seen,
        pages = mirror.pages,
        rate = rate
    ))
}
