//! What somebody answered last: told on the next page that they look at, with a way to take it back. It stays for a while, for
//! a page that looks again by itself must not lose it.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use tower_sessions::Session;

use crate::app::App;
use crate::ids::{PersonId, StageId};
use crate::requests::{store, take_back};
use crate::web::Failure;
use crate::web::page::Moment;

/// Where the session keeps it.
const KEY: &str = "approvals.done";
/// Seconds in which it is told.
const TOLD_FOR_S: i64 = 120;

#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    stage: StageId,
    said: String,
    at: DateTime<Utc>,
}

/// One's last answer, as a page tells it.
#[derive(Clone, Debug)]
pub struct DoneNotice {
    pub stage_id: String,
    /// "You approved Visio Plan 2 for Mia Berg."
    pub said: String,
    pub can_undo: bool,
    /// Until when it can be taken back; `None` = until somebody signs after it.
    pub carried_out: Option<Moment>,
}

/// Leaves what was answered for the pages that follow.
pub(super) async fn leave(
    session: &Session,
    now: DateTime<Utc>,
    stage: StageId,
    said: String,
) -> anyhow::Result<()> {
    session.insert(KEY, Stored { stage, said, at: now }).await?;
    Ok(())
}

/// What was answered last, but for the stage whose page says so itself.
pub(super) async fn last(
    session: &Session,
    conn: &mut PgConnection,
    (app, person): (&App, PersonId),
    except: Option<StageId>,
) -> Result<Option<DoneNotice>, Failure> {
    let now = app.clock.now();
    let Some(done) = session.get::<Stored>(KEY).await.map_err(anyhow::Error::from)? else {
        return Ok(None);
    };
    let is_told = now - done.at < Duration::seconds(TOLD_FOR_S) && Some(done.stage) != except;
    if !is_told
        || take_back::store::own_answer(conn, done.stage, person)
            .await?
            .is_none()
    {
        return Ok(None);
    }
    let (can_undo, carried_out) = undoing(conn, (app, person), done.stage).await?;
    Ok(Some(DoneNotice {
        stage_id: done.stage.to_string(),
        said: done.said,
        can_undo,
        carried_out,
    }))
}

/// Whether somebody's answer can be taken back, and when it is carried out.
pub(super) async fn undoing(
    conn: &mut PgConnection,
    (app, person): (&App, PersonId),
    stage: StageId,
) -> Result<(bool, Option<Moment>), Failure> {
    let now = app.clock.now();
    let Some(stage) = store::stage(conn, stage).await? else {
        return Ok((false, None));
    };
    let Some(request) = store::by_id(conn, stage.request_id).await? else {
        return Ok((false, None));
    };
    let of_it = (&request, &stage);
    let can_undo = take_back::is_possible(conn, now, person, of_it, app.config.undo_for).await?;
    let at = store::signed(conn, request.id).await?.map(|(_, at)| at);
    Ok((can_undo, at.filter(|at| *at > now).map(|at| Moment::new(at, now))))
}
