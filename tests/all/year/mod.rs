//! A year in the life of a tenant, from one seed: people join, move and leave, ask, extend and forget; somebody edits by
//! hand every week; readings are killed half-way. At its end grants, Graph and log agree.

mod check;
mod life;
mod policy;

use chrono::Duration;

use crate::desk::Desk;
use life::Life;

const SEED: u64 = 42;
const PEOPLE: usize = 300;
const DAYS: i64 = 365;

#[tokio::test]
async fn a_year_goes_by_and_grants_graph_and_log_agree() {
    let desk = Desk::with_people(policy::POLICY, policy::SETTINGS, PEOPLE).await;
    let mut life = Life::new(&desk, SEED).await;
    // What the company had before we came is taken over as it is.
    life.adopts_all_as_found().await;
    for day in 0..DAYS {
        life.day(day).await;
        desk.turn(Duration::days(1));
        desk.works().await;
    }
    // What is still under way comes to its end, and the licences of everybody are compared once more.
    life.settles().await;
    let seen = check::Seen::of(&desk).await;
    println!("{}; {}", life.told(), seen.told());
    assert_eq!(seen.findings(), Vec::<String>::new());
    life.was_lively();
    desk.close().await;
}
