//! `countersign sync directory`: reads the directory now, in this process, and says how far it is.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::people::directory::store::{self, Mirror};
use crate::people::directory::{self, Overtaken, Reader, Reading};
use crate::requests::rules;
use crate::web::page::{lasted, so_many};
use crate::words::format::grouped;

/// Between two looks at how far it is.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long another one's reading may stand still before it is not waited for any more: longer than a worker takes to try
/// again what failed.
const STANDS_STILL_FOR: Duration = Duration::from_secs(5 * 60);

#[derive(Debug, Args)]
#[command(after_long_help = "\
A reading that was cut off goes on where it was. When a worker reads at the same time, this waits for it. \
A reading that would empty or halve the mirror is not taken over: an administrator answers it on the page \
Administration, Mirror.

Exit codes: 0 read, 1 failed or not taken over, 2 the command line was wrong.")]
pub struct SyncDirectory {
    /// Read everybody anew, not only what changed
    #[arg(long)]
    full: bool,
}

pub async fn directory(config: Config, args: &SyncDirectory) -> anyhow::Result<ExitCode> {
    let app = App::new(config, Clock::default(), Vec::new()).await?;
    rules::refresh(&app).await?;
    let groups = app
        .in_force()
        .map(|in_force| in_force.policy.groups())
        .unwrap_or_default();
    if args.full {
        let mut tx = app.pool.begin().await?;
        store::forget_delta(&mut tx).await?;
        tx.commit().await?;
    }
    let reader = Reader {
        graph: &app.graph,
        pool: &app.pool,
        clock: &app.clock,
    };
    let shows_progress = std::io::stderr().is_terminal();
    let before = mirror(&app).await?;
    let mut reading = std::pin::pin!(directory::sync(reader, &groups));
    let read = loop {
        tokio::select! {
            read = &mut reading => break read,
            () = tokio::time::sleep(LOOK_EVERY) => if shows_progress { tell(&mirror(&app).await?)? },
        }
    };
    if shows_progress {
        clear_line()?;
    }
    let read = match read {
        Err(error) if error.is::<Overtaken>() => {
            eprintln!("countersign: a worker reads the directory already: waiting for it");
            let read = wait_for_the_other(&app, &before, shows_progress).await;
            if shows_progress {
                clear_line()?;
            }
            read?
        }
        read => read?,
    };
    match read {
        Reading::Done => {
            let mirror = mirror(&app).await?;
            println!(
                "{} on {} in {}: {} new or changed, {} gone, {} could not be read",
                so_many(mirror.seen, "person", "people"),
                so_many(mirror.pages, "page", "pages"),
                lasted(mirror.lasted_ms.unwrap_or_default()),
                grouped(mirror.changed),
                grouped(mirror.gone),
                grouped(mirror.bad)
            );
            Ok(ExitCode::SUCCESS)
        }
        Reading::Refused(refused) => {
            eprintln!(
                "countersign: not taken over: {} of {} would be left with an account; an administrator answers this on the \
                 page Administration, Mirror",
                grouped(refused.after),
                so_many(refused.before, "person", "people")
            );
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Until a reading has ended since `before`, or was refused. One that was given up is no end: another one follows.
async fn wait_for_the_other(app: &App, before: &Mirror, shows_progress: bool) -> anyhow::Result<Reading> {
    let mut place = None;
    let mut since = Instant::now();
    loop {
        let mirror = mirror(app).await?;
        if let (Some(refused), None) = (mirror.refused, &mirror.taken) {
            return Ok(Reading::Refused(refused));
        }
        if mirror.finished_at != before.finished_at {
            return Ok(Reading::Done);
        }
        let here = Some((mirror.run, mirror.pages));
        if here != place {
            place = here;
            since = Instant::now();
        }
        anyhow::ensure!(
            since.elapsed() < STANDS_STILL_FOR,
            "the other reading stands still since {} minutes: does a worker run?",
            STANDS_STILL_FOR.as_secs() / 60
        );
        if shows_progress {
            tell(&mirror)?;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn mirror(app: &App) -> anyhow::Result<Mirror> {
    let mut conn = app.pool.acquire().await?;
    let mirror = store::mirror(&mut conn, "people").await?;
    mirror.ok_or_else(|| anyhow::anyhow!("the table mirrors has no row for people"))
}

fn tell(mirror: &Mirror) -> std::io::Result<()> {
    let mut stderr = std::io::stderr().lock();
    write!(
        stderr,
        "\r\x1b[K{} on {} so far, {} new or changed",
        so_many(mirror.seen, "person", "people"),
        so_many(mirror.pages, "page", "pages"),
        grouped(mirror.changed)
    )?;
    stderr.flush()
}

fn clear_line() -> std::io::Result<()> {
    std::io::stderr().write_all(b"\r\x1b[K")
}
