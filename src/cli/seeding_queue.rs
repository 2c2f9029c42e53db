//! What the demo begins with of signing: a queue that is worth a look, of somebody who leads a team.

use anyhow::Context;

use super::seeding::{asked, person, sku};
use super::seeding_store::asked_earlier;
use crate::app::App;
use crate::people;
use crate::requests::term::Term;
use crate::requests::{StageState, inquiry, store};
use crate::worker;

/// Who leads the team.
const LEAD: &str = "julie.perrin";
/// People of the team who ask.
const MOST_PEOPLE: usize = 5;
/// What each of them asks for, why, for how many days, and how many hours ago the first of them did. All have five days.
const WISHES: [(&str, &str, Option<i32>, i32); 7] = [
    (
        "VISIOCLIENT",
        "Plans of the stands at the spring fair.",
        Some(90),
        20,
    ),
    ("EMS", "Phones that go along to customers.", Some(180), 117),
    (
        "MCOEV",
        "Calls from the road, with a number of the company.",
        None,
        90,
    ),
    (
        "Microsoft_365_Copilot",
        "Forty offers a month are written with it, each in three languages.",
        Some(365),
        52,
    ),
    ("SPE_E3", "Shared files on the way to customers.", Some(365), 30),
    ("POWER_BI_PRO", "The figures of the quarter.", Some(365), 70),
    (
        "PROJECTPROFESSIONAL",
        "The plan of the tour through the shops.",
        None,
        40,
    ),
];

pub async fn fill(app: &App) -> anyhow::Result<()> {
    let julie = person(app, LEAD).await?;
    let mut conn = app.pool.acquire().await?;
    let mut team = people::store::reports_of(&mut conn, julie.id).await?;
    drop(conn);
    team.retain(|one| one.usage_location.is_some() && one.user_type == "Member");
    team.truncate(MOST_PEOPLE);
    let mut last = None;
    for (part_number, why, term_days, hours) in WISHES {
        let sku = sku(app, part_number).await?;
        for (who, later) in team.iter().zip(0..) {
            let request = asked(app, who, sku, (why, Term::now(term_days)))
                .await
                .with_context(|| format!("{} can not ask for {part_number}", who.upn))?;
            let mut conn = app.pool.acquire().await?;
            asked_earlier(&mut conn, request, hours - 2 * later).await?;
            last = Some(request);
        }
    }
    let request = last.context("nobody is in the team")?;
    let mut tx = app.pool.begin().await?;
    let stages = store::stages_of(&mut tx, request).await?;
    let open = stages.iter().find(|stage| stage.state == StageState::Open);
    let stage = open.context("nobody has to sign")?.id;
    let question = "Which shops are new this year?";
    inquiry::ask(&mut tx, app.clock.now(), julie.id, stage, question).await?;
    tx.commit().await?;
    while worker::work_once(app).await? {}
    Ok(())
}
