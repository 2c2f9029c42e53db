//! Who comes, moves, goes away for a while, leaves and comes back; and the day on which a whole team leaves, so that the fuse
//! blows.

use serde_json::json;

use super::house::{House, upn};
use super::offices::{ADA, id_of};
use super::store;
use super::weekdays::{asks, belongs_to_the_present};

/// New colleagues: given name, surname, department, whom they answer to. One every five work days from the second week on.
const NEWCOMERS: [(&str, &str, &str, &str); 22] = [
    ("Aino", "Virta", "Engineering", "nadia.rahal"),
    ("Bram", "Visser", "Finance", "emil.brandt"),
    ("Celia", "Moreau", "Legal", "noah.whitlock"),
    ("Dario", "Conti", "Marketing", "hanna.moe"),
    ("Edda", "Lund", "Operations", "grace.adeyemi"),
    ("Femke", "Bos", "People", "peter.holm"),
    ("Goran", "Ilic", "Engineering", "nadia.rahal"),
    ("Helle", "Krog", "Finance", "emil.brandt"),
    ("Imran", "Syed", "Engineering", "nadia.rahal"),
    ("Jette", "Skov", "Marketing", "hanna.moe"),
    ("Kaspar", "Frei", "Operations", "grace.adeyemi"),
    ("Liv", "Aune", "Legal", "noah.whitlock"),
    ("Milan", "Horak", "Engineering", "nadia.rahal"),
    ("Noor", "Haas", "People", "peter.holm"),
    ("Orla", "Quinn", "Marketing", "hanna.moe"),
    ("Pia", "Stein", "Finance", "emil.brandt"),
    ("Quentin", "Roy", "Engineering", "nadia.rahal"),
    ("Runa", "Bech", "Operations", "grace.adeyemi"),
    ("Sven", "Torp", "Engineering", "nadia.rahal"),
    ("Tilda", "Ask", "Marketing", "hanna.moe"),
    ("Umar", "Aziz", "Finance", "emil.brandt"),
    ("Vilja", "Niemi", "Operations", "grace.adeyemi"),
];
/// The number in the name of the first of them: above those of the first day, unless the company is a large one.
pub const FIRST_NEWCOMER: usize = 901;
/// What they ask for first, and what one of them needs later in its place.
const SUITE: &str = "SPE_E3";
const LARGER_SUITE: &str = "SPE_E5";
/// Work days on which somebody leaves for good.
const LEAVE: [i64; 6] = [57, 64, 78, 92, 113, 124];
/// Work days on which somebody moves: to this department, led by this person.
const MOVE: [(i64, &str, &str); 5] = [
    (48, "Finance", "emil.brandt"),
    (66, "Operations", "grace.adeyemi"),
    (88, "Engineering", "nadia.rahal"),
    (115, "Legal", "hanna.moe"),
    (123, "People", "peter.holm"),
];
/// A team leaves at once; what it had is held by the fuse until somebody has looked.
const TEAM_LEAVES: i64 = 95;
const TEAM: usize = 9;
/// Whose manager leaves their post, so that what waits is signed by others; and the work days on which that is so.
const WITHOUT_MANAGER: i64 = 46;
const LED_AGAIN: i64 = 51;
/// The lead who is locked out by mistake, and back after two days.
const LOCKED_OUT: &str = "hanna.moe";

pub async fn on(house: &mut House<'_>, workday: i64) -> anyhow::Result<()> {
    if workday % 5 == 1 && workday > 5 {
        comes(house, usize::try_from(workday / 5 - 1).unwrap_or(0)).await?;
    }
    if workday % 5 == 3 && workday > 5 {
        asks_for_suite(house, usize::try_from(workday / 5 - 1).unwrap_or(0)).await?;
    }
    if LEAVE.contains(&workday) {
        leaves(house, 1).await?;
    }
    for (day, department, manager) in MOVE {
        if day == workday {
            moves(house, department, manager).await?;
        }
    }
    absences(house, workday).await?;
    match workday {
        WITHOUT_MANAGER => is_led_by_nobody(house).await,
        LED_AGAIN => is_led_again(house).await,
        50 => is_switched_off(house).await,
        53 => comes_back(house).await,
        90 => moves_again(house).await,
        TEAM_LEAVES => leaves(house, TEAM).await,
        101 => looks_at_what_is_held(house).await,
        // Later, what the other weeks have held, if they have.
        103 | 107 | 112 | 118 | 127 => resumes(house).await,
        116 => locked_out(house, "disable").await,
        119 => locked_out(house, "enable").await,
        _ => Ok(()),
    }
}

async fn comes(house: &mut House<'_>, nth: usize) -> anyhow::Result<()> {
    let Some((given, surname, department, manager)) = NEWCOMERS.get(nth) else {
        return Ok(());
    };
    let Some(local) = local_name(nth) else {
        return Ok(());
    };
    let newcomer = json!({
        "given_name": given, "surname": surname, "upn": upn(&local), "department": department,
        "job_title": format!("{department} Associate"), "manager": upn(manager), "country": "Norway",
        "employee_type": if nth % 6 == 4 { "Contractor" } else { "Employee" },
    });
    house.tells("people", newcomer).await
}

fn local_name(nth: usize) -> Option<String> {
    let (given, surname, ..) = NEWCOMERS.get(nth)?;
    let number = FIRST_NEWCOMER + nth;
    Some(format!(
        "{}.{}{number}",
        given.to_lowercase(),
        surname.to_lowercase()
    ))
}

/// Whoever has come asks for the suite first; some weeks later one in four for the larger one, which takes its place.
async fn asks_for_suite(house: &mut House<'_>, nth: usize) -> anyhow::Result<()> {
    let mut conn = house.app.pool.acquire().await?;
    let people = store::people(&mut conn).await?;
    drop(conn);
    let is_here = |who: &String| people.iter().any(|person| person.upn == upn(who));
    if let Some(who) = local_name(nth).filter(is_here) {
        let suite = id_of(house, SUITE).await?;
        let why = ("Mail, Teams and the desktop apps, to begin with.", "");
        asks(house, &who, suite, why).await?;
    }
    let earlier = nth.checked_sub(4).filter(|nth| nth % 4 == 1);
    if let Some(who) = earlier.and_then(local_name).filter(is_here) {
        let larger = id_of(house, LARGER_SUITE).await?;
        let why = ("The investigations of the team need its analytics.", "");
        asks(house, &who, larger, why).await?;
    }
    Ok(())
}

/// People who have something of their own asking and are not needed as they were, the latest first.
async fn holders(house: &House<'_>) -> anyhow::Result<Vec<String>> {
    let now = house.now();
    let mut conn = house.app.pool.acquire().await?;
    let people = store::people(&mut conn).await?;
    let mut found = Vec::new();
    for grant in store::held(&mut conn, now).await?.into_iter().rev() {
        let person = people.iter().find(|person| person.upn == grant.upn);
        if person.is_some_and(|person| !belongs_to_the_present(person)) && !found.contains(&grant.upn) {
            found.push(grant.upn);
        }
    }
    Ok(found)
}

async fn leaves(house: &mut House<'_>, how_many: usize) -> anyhow::Result<()> {
    for who in holders(house).await?.into_iter().take(how_many) {
        house.tells(&format!("people/{who}/disable"), json!({})).await?;
    }
    // Known before the day goes on: who left does nothing any more.
    house.works().await
}

async fn moves(house: &mut House<'_>, department: &str, manager: &str) -> anyhow::Result<()> {
    if let Some(who) = holders(house).await?.into_iter().nth(1) {
        let change = json!({ "department": department, "manager": upn(manager) });
        house.tells(&format!("people/{who}/move"), change).await?;
        house.moved = Some(who);
    }
    Ok(())
}

/// Whoever moved moves on before anybody has looked at what they have.
async fn moves_again(house: &mut House<'_>) -> anyhow::Result<()> {
    if let Some(who) = house.moved.take() {
        let change = json!({ "department": "Finance", "manager": upn("emil.brandt") });
        house.tells(&format!("people/{who}/move"), change).await?;
    }
    Ok(())
}

/// Somebody who waits for their manager's signature has none for some days.
async fn is_led_by_nobody(house: &mut House<'_>) -> anyhow::Result<()> {
    let mut conn = house.app.pool.acquire().await?;
    let people = store::people(&mut conn).await?;
    let waiting = store::unsigned(&mut conn).await?;
    drop(conn);
    for request in waiting.into_iter().rev() {
        let who = people.iter().find(|person| person.upn == request.upn);
        let Some(who) = who.filter(|who| !belongs_to_the_present(who)) else {
            continue;
        };
        let nobody = json!({ "manager": null });
        house.tells(&format!("people/{}", who.upn), nobody).await?;
        house.unled = Some((who.upn.clone(), who.manager.clone().unwrap_or_default()));
        return house.works().await;
    }
    house.miss("nothing waits for a manager".into());
    Ok(())
}

async fn is_led_again(house: &mut House<'_>) -> anyhow::Result<()> {
    if let Some((who, manager)) = house.unled.take() {
        let manager = json!({ "manager": manager });
        house.tells(&format!("people/{who}"), manager).await?;
    }
    Ok(())
}

/// Somebody's account is switched off by mistake; before the week is over they are back.
async fn is_switched_off(house: &mut House<'_>) -> anyhow::Result<()> {
    if let Some(who) = holders(house).await?.into_iter().nth(2) {
        house.tells(&format!("people/{who}/disable"), json!({})).await?;
        house.mistaken = Some(who);
    }
    Ok(())
}

async fn comes_back(house: &mut House<'_>) -> anyhow::Result<()> {
    if let Some(who) = house.mistaken.take() {
        house.tells(&format!("people/{who}/enable"), json!({})).await?;
    }
    Ok(())
}

async fn locked_out(house: &mut House<'_>, how: &str) -> anyhow::Result<()> {
    if how == "disable" {
        // What waits for the lead waits for somebody else then.
        let mut conn = house.app.pool.acquire().await?;
        let people = store::people(&mut conn).await?;
        drop(conn);
        let lead = upn(LOCKED_OUT);
        let mut team = people.into_iter();
        let one = team.find(|one| one.manager.as_ref() == Some(&lead) && !belongs_to_the_present(one));
        if let Some(one) = one {
            asks_for_something(house, &one.upn).await?;
        }
    }
    let path = format!("people/{}/{how}", upn(LOCKED_OUT));
    house.tells(&path, json!({})).await?;
    house.works().await
}

/// Who is on holiday has somebody sign in their place.
async fn absences(house: &mut House<'_>, workday: i64) -> anyhow::Result<()> {
    match workday {
        44 => stands_in(house, ("nadia.rahal", "viktor.sand"), (0, 12)).await,
        45 => stands_in(house, ("hanna.moe", "luca.ferri"), (2, 14)).await,
        52 => ends_early(house, "hanna.moe").await,
        // Whoever asks signs nothing of their own, for nobody.
        58 => {
            stands_in(house, ("nadia.rahal", "ravi.menon"), (0, 9)).await?;
            asks_for_something(house, "ravi.menon").await
        }
        90 => stands_in(house, ("emil.brandt", "sofia.lange"), (0, 10)).await,
        _ => Ok(()),
    }
}

/// The first of these that somebody has not got.
async fn asks_for_something(house: &mut House<'_>, who: &str) -> anyhow::Result<()> {
    for part_number in ["VISIOCLIENT", "POWER_BI_PRO", "EMS", "PROJECTPROFESSIONAL"] {
        let mut conn = house.app.pool.acquire().await?;
        let has = store::has(&mut conn, &upn(who), part_number).await?;
        drop(conn);
        if !has {
            let sku = id_of(house, part_number).await?;
            asks(house, who, sku, ("The test benches of the new hall.", "30")).await?;
            return Ok(());
        }
    }
    house.miss(format!("{who} has everything"));
    Ok(())
}

async fn stands_in(
    house: &mut House<'_>,
    (who, by): (&str, &str),
    (from, until): (i64, i64),
) -> anyhow::Result<()> {
    let day = |days: i64| (house.now().date_naive() + chrono::Duration::days(days)).to_string();
    let (first, last) = (if from == 0 { String::new() } else { day(from) }, day(until));
    house
        .fills(who, ("/delegation", "/delegation"), |form| {
            form.with("to", &upn(by))
                .with("from_day", &first)
                .with("until_day", &last)
                .with("step", "save")
        })
        .await?;
    Ok(())
}

async fn ends_early(house: &mut House<'_>, who: &str) -> anyhow::Result<()> {
    let shown = house.sees(who, "/delegation").await?;
    if let Some(form) = shown.form(|action| action.ends_with("/end")) {
        house.does(who, &form).await?;
    }
    Ok(())
}

/// Of what is held, one is kept, and the departure of another was a mistake.
async fn looks_at_what_is_held(house: &mut House<'_>) -> anyhow::Result<()> {
    let shown = house.sees(ADA, "/admin/fuse").await?;
    let chosen = shown.values("grant").into_iter().next();
    let form = shown.form(|action| action == "/admin/fuse/chosen");
    match (form, chosen) {
        (Some(form), Some(grant)) => {
            let reason = "He stays until the end of the month, as agreed.";
            house
                .does(ADA, &form.with("grant", &grant).with("reason", reason))
                .await?;
        }
        _ => house.miss("nothing is held by the fuse".into()),
    }
    let mut conn = house.app.pool.acquire().await?;
    let held = store::held_departure(&mut conn).await?;
    drop(conn);
    let shown = house.sees(ADA, "/admin/leavers").await?;
    let action = held.map(|departure| format!("/admin/leavers/{departure}"));
    let form = action.and_then(|action| shown.form(|address| address == action));
    if let Some(form) = form {
        let reason = "The account was switched off with the others by mistake.";
        house
            .does(ADA, &form.with("answer", "keep").with("reason", reason))
            .await?;
    }
    Ok(())
}

/// Everything that is held ends, with a reason.
async fn resumes(house: &mut House<'_>) -> anyhow::Result<()> {
    loop {
        let shown = house.sees(ADA, "/admin/fuse").await?;
        let mut forms = shown.forms().into_iter();
        let form = forms.find(|form| form.value("held").is_some());
        let Some(form) = form else { return Ok(()) };
        let reason = "The whole team left for the new company; People confirmed each name.";
        let done = house
            .does(ADA, &form.with("act", "resume").with("reason", reason))
            .await?;
        if done.is_none() {
            return Ok(());
        }
        house.works().await?;
    }
}
