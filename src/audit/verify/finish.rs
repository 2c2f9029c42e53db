//! What can only be said when everything was read: where rows belong that are not where they should be, what was dropped, what
//! was cut off, and whether the hashes high up in the tree are those of what is below.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Context;
use chrono::NaiveDate;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::super::frontier::Frontier;
use super::super::leaf::Hash;
use super::super::months;
use super::super::tree::{self, LEVELS, WIDTH};
use super::page::{Judge, Seal, Trusted, rows_of};
use super::walk::{Loose, Progress};
use super::{Finding, Report};

/// Ids in one question.
const MOST_IDS: usize = 1_000;

/// What was known before the first page.
#[derive(Clone, Copy)]
pub(super) struct Before {
    /// The newest stored checkpoint is over so many events.
    pub newest: i64,
    /// So many events were looked at another time.
    pub begun: i64,
}

pub(super) async fn finish(
    pool: &PgPool,
    trusted: &Trusted,
    progress: &mut Progress,
    before: Before,
) -> anyhow::Result<Report> {
    let mut conn = pool.acquire().await?;
    seek(&mut conn, progress).await?;
    let dropped = without_row(&mut conn, progress).await?;
    reordered(progress);
    if progress.is_disordered {
        disordered(&mut conn, progress).await?;
    }
    inserted(&mut conn, progress).await?;
    progress.settle();
    upper_levels(&mut conn, progress).await?;
    cut_off(&mut conn, trusted, progress, before).await?;
    // What was found in several ways is said once.
    let mut seen = HashSet::new();
    progress
        .findings
        .retain(|finding| seen.insert(finding.to_string()));
    progress.findings.sort_by_key(Finding::place);
    Ok(Report {
        sealed: progress.sealed,
        unsealed: unsealed(&mut conn, progress).await?,
        head: match progress.sealed {
            0 => String::new(),
            _ => hex::encode(progress.root()),
        },
        checkpoints: progress.checkpoints,
        covered: progress.covered,
        dropped,
        findings: progress.findings.clone(),
    })
}

/// Looks elsewhere for rows that were not among those of their page.
async fn seek(conn: &mut PgConnection, progress: &mut Progress) -> anyhow::Result<()> {
    let (lost, rest): (Vec<Loose>, Vec<Loose>) = std::mem::take(&mut progress.loose)
        .into_iter()
        .partition(|loose| loose.row.is_none());
    progress.loose = rest;
    for lost in lost.chunks(MOST_IDS) {
        let ids: Vec<Uuid> = lost.iter().map(|lost| lost.event).collect();
        let rows = rows_of(conn, &ids).await?;
        let by_id: HashMap<Uuid, _> = rows.iter().map(|row| (row.id, row)).collect();
        for lost in lost {
            let seal = Seal {
                seq: lost.seq,
                event: lost.event,
                at: lost.at,
                place: lost.place,
                hash: lost.sealed,
            };
            progress.match_row(&seal, by_id.get(&lost.event).copied());
        }
    }
    Ok(())
}

/// Seals that have no row at all: dropped with their month, or missing. Answers how many were dropped.
async fn without_row(conn: &mut PgConnection, progress: &mut Progress) -> anyhow::Result<i64> {
    let (lost, rest): (Vec<Loose>, Vec<Loose>) = std::mem::take(&mut progress.loose)
        .into_iter()
        .partition(|loose| loose.row.is_none());
    progress.loose = rest;
    let mut by_month: BTreeMap<NaiveDate, Vec<Loose>> = BTreeMap::new();
    for lost in lost {
        by_month.entry(months::of(lost.at)).or_default().push(lost);
    }
    let mut dropped = 0;
    for (month, lost) in by_month {
        match months::dropped(conn, month).await? {
            months::Dropped::Rightly => dropped += i64::try_from(lost.len())?,
            months::Dropped::Not => progress
                .findings
                .extend(lost.into_iter().map(|lost| Finding::Missing {
                    seq: lost.seq,
                    event: lost.event,
                })),
            months::Dropped::Wrongly(why) => {
                let month = month.format("%Y-%m").to_string();
                progress.findings.push(Finding::Dropped { month, why });
                let first = lost.first().map(|lost| (lost.seq, lost.event));
                progress
                    .findings
                    .extend(first.map(|(seq, event)| Finding::Missing { seq, event }));
            }
        }
    }
    Ok(dropped)
}

/// Rows that do not fit their seal: another's, or changed.
fn reordered(progress: &mut Progress) {
    let loose = std::mem::take(&mut progress.loose);
    let sealed_at: HashMap<Hash, i64> = loose.iter().map(|loose| (loose.sealed, loose.seq)).collect();
    for loose in loose {
        let place = loose.row.and_then(|hash| sealed_at.get(&hash).copied());
        progress.findings.push(match place {
            Some(place) if place != loose.seq => Finding::Reordered {
                seq: loose.seq,
                event: loose.event,
                sealed_at: Some(place),
            },
            _ => Finding::Changed {
                seq: loose.seq,
                event: loose.event,
            },
        });
    }
}

/// Seals that do not stand in the order of writing.
async fn disordered(conn: &mut PgConnection, progress: &mut Progress) -> anyhow::Result<()> {
    let seals = sqlx::query!(
        r#"select seq as "seq!", event_id as "event_id!" from
             (select seq, event_id, row_number() over (order by xid, written, seq) as written_as,
                     row_number() over (order by seq) as sealed_as from audit_seals where seq <= $1) s
            where written_as <> sealed_as order by seq"#,
        progress.sealed
    )
    .fetch_all(conn)
    .await?;
    progress
        .findings
        .extend(seals.into_iter().map(|seal| Finding::Reordered {
            seq: seal.seq,
            event: seal.event_id,
            sealed_at: None,
        }));
    Ok(())
}

/// Rows that stood among others and have no seal.
async fn inserted(conn: &mut PgConnection, progress: &mut Progress) -> anyhow::Result<()> {
    let strays = std::mem::take(&mut progress.strays);
    for strays in strays.chunks(MOST_IDS) {
        let ids: Vec<Uuid> = strays.iter().map(|stray| stray.event).collect();
        let sealed = sqlx::query!(
            r#"select s.event_id, e.xid::text as "xid!", e.written from audit_seals s
                 join lateral (select xid, written from audit_events e where e.id = s.event_id
                                order by (e.xid, e.written) <> (s.xid, s.written), xid, written limit 1) e on true
                where s.event_id = any($1)"#,
            &ids
        )
        .fetch_all(&mut *conn)
        .await?;
        // The one row of a sealed event is not inserted, wherever it stands; a second one is.
        let mut rightful = HashSet::new();
        for row in sealed {
            rightful.insert((row.event_id, (row.xid.parse::<u64>()?, row.written)));
        }
        for stray in strays {
            if !rightful.contains(&(stray.event, stray.place)) {
                progress.findings.push(Finding::Inserted {
                    event: stray.event,
                    before: stray.before,
                });
            }
        }
    }
    Ok(())
}

/// The stored hashes above the blocks, each with those below it.
async fn upper_levels(conn: &mut PgConnection, progress: &mut Progress) -> anyhow::Result<()> {
    let nodes = sqlx::query!(
        "select level, index, hash from audit_tree where level > $1 order by level, index",
        i32::from(LEVELS)
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut width = progress.sealed / WIDTH / WIDTH;
    let mut expected = HashSet::new();
    let mut level = i32::from(LEVELS) * 2;
    while width > 0 {
        expected.extend((0..width).map(|index| (level, index)));
        width /= WIDTH;
        level += i32::from(LEVELS);
    }
    for node in nodes {
        let below = u8::try_from(node.level)? - LEVELS;
        let (from, to) = (node.index * WIDTH, (node.index + 1) * WIDTH);
        let fits = tree::stored(conn, below, from, to)
            .await
            .is_ok_and(|below| below.into_iter().collect::<Frontier>().root()[..] == node.hash);
        if fits {
            expected.remove(&(node.level, node.index));
        } else {
            expected.insert((node.level, node.index));
        }
    }
    let wrong = expected
        .into_iter()
        .map(|(level, index)| Finding::Node { level, index });
    progress.findings.extend(wrong);
    Ok(())
}

/// Checkpoints over more events than there are, and those that were given and are over fewer than were looked at this time.
async fn cut_off(
    conn: &mut PgConnection,
    trusted: &Trusted,
    progress: &mut Progress,
    before: Before,
) -> anyhow::Result<()> {
    let sealed = progress.sealed;
    if before.newest > sealed {
        let size = before.newest;
        progress.findings.push(Finding::CutOff { size, sealed });
    }
    let judge = Judge {
        keys: &trusted.keys,
        origin: trusted.origin.as_deref(),
    };
    for (said, note) in &trusted.given {
        let judged = judge.note(said, note);
        if let Some(wrong) = judged.wrong {
            progress.findings.push(wrong);
        } else if said.size > sealed {
            progress.findings.push(Finding::CutOff {
                size: said.size,
                sealed,
            });
        } else if said.size <= before.begun
            && tree::root(conn, said.size)
                .await
                .is_ok_and(|root| root != said.root)
        {
            progress.findings.push(Finding::Rewritten {
                from: 1,
                to: said.size,
            });
        }
    }
    Ok(())
}

async fn unsealed(conn: &mut PgConnection, progress: &Progress) -> anyhow::Result<i64> {
    let (xid, written) = progress.place;
    let count = sqlx::query_scalar!(
        r#"select count(*) as "n!" from audit_events where (xid, written) > ($1::text::xid8, $2::bigint)"#,
        xid.to_string(),
        written
    );
    count
        .fetch_one(conn)
        .await
        .context("what is not sealed yet could not be counted")
}
