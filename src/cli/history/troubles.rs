//! What goes wrong in half a year, and what is unusual: hands at Microsoft, licences that can not be given, mails that are
//! refused, people who try what they may not; several products at once, other plans, a later beginning.

use chrono::Duration;
use serde_json::json;

use super::house::House;
use super::offices::{ADA, id_of, somebody_without};
use super::store;
use super::weekdays::{asks, is_new};

/// Work days on which somebody edits by hand, and on which it is looked at.
const BY_HAND: [i64; 4] = [32, 55, 84, 110];
const LOOKED_AT: [i64; 4] = [34, 57, 87, 112];
/// The work day on which a country is known that nobody had said.
const COUNTRY_KNOWN: i64 = 61;
/// Work days on which somebody tries to sign what is their own.
const TRIES: [i64; 4] = [18, 47, 81, 104];

pub async fn on(house: &mut House<'_>, workday: i64) -> anyhow::Result<()> {
    if BY_HAND.contains(&workday) {
        by_hand(house).await?;
    }
    if LOOKED_AT.contains(&workday) {
        decides(house).await?;
    }
    if TRIES.contains(&workday) {
        signs_own(house).await?;
    }
    if workday % 5 == 2 || workday == 88 {
        looks_after(house, workday).await?;
    }
    match workday {
        8 | 73 => no_role(house).await,
        39 => forged(house).await,
        59 => has_no_country(house, true).await,
        COUNTRY_KNOWN => has_no_country(house, false).await,
        67 => several_at_once(house).await,
        70 | 83 | 100 => begins_later(house).await,
        74 | 75 | 94 => other_plans(house).await,
        76 => has_no_country(house, true).await,
        78 => closes(house).await,
        86 => {
            house
                .tells(
                    "mail_faults",
                    json!({ "what": "refuse", "code": 550, "times": 2 }),
                )
                .await
        }
        99 | 105 => takes_back(house).await,
        _ => Ok(()),
    }
}

/// A licence that was granted is taken away, one is given that was not, and a plan is switched off.
async fn by_hand(house: &mut House<'_>) -> anyhow::Result<()> {
    let now = house.now();
    let mut conn = house.app.pool.acquire().await?;
    let held = store::held(&mut conn, now).await?;
    drop(conn);
    let visio = held.iter().filter(|grant| grant.part_number == "VISIOCLIENT");
    let visio: Vec<_> = visio.map(|grant| grant.upn.clone()).collect();
    if let Some(who) = held.iter().find(|grant| grant.part_number == "EMS") {
        house
            .by_hand(&who.upn.clone(), "EMS", json!({ "remove": true }))
            .await?;
    }
    if let Some(who) = visio.last() {
        let off = json!({ "disabled_plans": ["VISIOONLINE"] });
        house.by_hand(who, "VISIOCLIENT", off).await?;
    }
    for (part_number, nth) in [("FLOW_FREE", 1), ("MCOEV", 2)] {
        // Without Teams there is nothing to call with.
        if let Some(who) = somebody_without(house, part_number, nth).await?
            && (part_number == "FLOW_FREE" || !is_new(&who))
        {
            house.by_hand(&who, part_number, json!({})).await?;
        }
    }
    compares(house).await
}

async fn compares(house: &mut House<'_>) -> anyhow::Result<()> {
    house.app.clock.turn(Duration::minutes(10));
    house
        .fills(ADA, ("/admin/drift", "/admin/drift/scan"), |form| form)
        .await?;
    house.works().await?;
    house.app.clock.turn(Duration::minutes(1));
    house.works().await
}

/// One is adopted, one put back, one accepted as it is; one was put right by hand meanwhile.
async fn decides(house: &mut House<'_>) -> anyhow::Result<()> {
    let mut conn = house.app.pool.acquire().await?;
    let found = store::findings(&mut conn).await?;
    drop(conn);
    let mut has_gone = false;
    for finding in found {
        let act = match (finding.kind.as_str(), finding.part_number.as_str()) {
            ("unknown_licence", "FLOW_FREE") if !has_gone => {
                has_gone = true;
                let gone = json!({ "remove": true });
                house.by_hand(&finding.upn, "FLOW_FREE", gone).await?;
                continue;
            }
            ("unknown_licence", _) => "adopt",
            ("missing", _) => "restore",
            ("plans_differ", _) if house.percent(50) => "accept",
            ("plans_differ", _) => "restore",
            _ => continue,
        };
        let page = format!("/admin/drift/decide?act={act}&finding={}", finding.id);
        let reason = "Looked at with the team: so it is to be.";
        house
            .fills(ADA, (&page, "/admin/drift/decide"), |form| {
                form.with("reason", reason)
            })
            .await?;
    }
    house.works().await?;
    compares(house).await
}

/// Somebody opens what is for administrators, and what is for the auditor.
async fn no_role(house: &mut House<'_>) -> anyhow::Result<()> {
    house.sees("mia.berg", "/admin/fuse").await?;
    house.sees("noah.whitlock", "/audit").await?;
    house.sees("otto.keller", "/admin/policy").await?;
    Ok(())
}

/// A form that comes from nowhere.
async fn forged(house: &mut House<'_>) -> anyhow::Result<()> {
    let shown = house.sees("emil.brandt", "/settings").await?;
    let form = shown
        .the_form("/settings/mail")?
        .with("csrf", "of-another-session");
    house.sends("emil.brandt", &form).await?;
    Ok(())
}

/// Somebody who asked knows the address of the card.
async fn signs_own(house: &mut House<'_>) -> anyhow::Result<()> {
    let mut conn = house.app.pool.acquire().await?;
    let waiting = store::waiting(&mut conn).await?;
    drop(conn);
    let Some(one) = waiting.into_iter().find(|one| one.requester != one.signer) else {
        return Ok(());
    };
    let card = house
        .sees(&one.signer, &format!("/approvals/{}", one.stage))
        .await?;
    let action = format!("/approvals/{}/approve", one.stage);
    let Some(form) = card.form(|address| address == action) else {
        return Ok(());
    };
    let change = form.value("change").unwrap_or_default();
    let fields = [("change", change), ("note", "It is urgent.")];
    house.tries(&one.requester, &action, &fields).await?;
    Ok(())
}

/// What waits for an administrator: tried again, and mails that did not arrive.
async fn looks_after(house: &mut House<'_>, workday: i64) -> anyhow::Result<()> {
    let shown = house.sees(ADA, "/admin/attention").await?;
    let forms = shown.forms();
    let mails: Vec<_> = forms
        .iter()
        .filter(|form| form.action.contains("/mails/"))
        .collect();
    for (place, form) in mails.iter().enumerate() {
        // The first is sent again, the second left: two forms stand with each.
        if place == 0 || place == 3 {
            house.does(ADA, form).await?;
        }
    }
    if workday % 20 == 2 || workday == COUNTRY_KNOWN + 1 {
        for form in forms.iter().filter(|form| form.action.ends_with("/retry")) {
            house.does(ADA, form).await?;
        }
    }
    house.works().await
}

/// Nobody has said in which country somebody works, so nothing can be given; days later it is known.
async fn has_no_country(house: &mut House<'_>, begins: bool) -> anyhow::Result<()> {
    if !begins {
        if let Some(who) = house.nowhere.take() {
            let country = json!({ "usage_location": "NO" });
            house.tells(&format!("people/{who}"), country).await?;
        }
        return Ok(());
    }
    let Some(who) = somebody_without(house, "FLOW_FREE", 2).await? else {
        return Ok(());
    };
    house
        .tells(&format!("people/{who}"), json!({ "usage_location": null }))
        .await?;
    house.app.clock.turn(Duration::minutes(10));
    house.works().await?;
    let free = id_of(house, "FLOW_FREE").await?;
    asks(house, &who, free, ("A reminder before each deadline.", "90")).await?;
    house.nowhere = Some(who);
    house.works().await
}

/// What can not be given is closed, with a reason.
async fn closes(house: &mut House<'_>) -> anyhow::Result<()> {
    let shown = house.sees(ADA, "/admin/attention").await?;
    if let Some(form) = shown.form(|action| action.ends_with("/close")) {
        let reason = "The country is known next month; please ask again then.";
        house.does(ADA, &form.with("reason", reason)).await?;
    }
    has_no_country(house, false).await
}

/// A lead asks for two products for three of the team, in one go.
async fn several_at_once(house: &mut House<'_>) -> anyhow::Result<()> {
    const LEAD: &str = "grace.adeyemi";
    let (ems, phone) = (id_of(house, "EMS").await?, id_of(house, "MCOEV").await?);
    let page = format!("/ask?product={ems}&product={phone}");
    let shown = house.sees(LEAD, &page).await?;
    let mut form = shown.the_form("/ask")?;
    let people = shown.values("person");
    form = form.with("justification", "The new team of the warehouse starts on Monday.");
    form = form.with("term", "90").with("then", "look");
    for person in people.iter().filter(|id| !id.is_empty()).skip(1).take(3) {
        form = form.without("person", person).and("person", person);
    }
    let Some(draft) = house.does(LEAD, &form).await? else {
        return Ok(());
    };
    let address = draft.trim_end_matches("/preview");
    let (preview, send) = (format!("{address}/preview"), format!("{address}/send"));
    house.fills(LEAD, (&preview, &send), |form| form).await?;
    Ok(())
}

async fn begins_later(house: &mut House<'_>) -> anyhow::Result<()> {
    let Some(who) = somebody_without(house, "VISIOCLIENT", 1).await? else {
        return Ok(());
    };
    let page = format!("/products/{}/request", id_of(house, "VISIOCLIENT").await?);
    let day = (house.now().date_naive() + Duration::days(10)).to_string();
    house
        .fills(&who, (&page, &page), |form| {
            form.with("justification", "Plans of the stands at the autumn fair.")
                .with("begin", "date")
                .with("begins_on", &day)
                .with("term", "90")
        })
        .await?;
    Ok(())
}

/// Somebody wants one plan less of what they have.
async fn other_plans(house: &mut House<'_>) -> anyhow::Result<()> {
    let now = house.now();
    let mut conn = house.app.pool.acquire().await?;
    let held = store::held(&mut conn, now).await?;
    drop(conn);
    for grant in held.iter().rev() {
        let page = format!("/licences/{}/plans", grant.sku);
        let shown = house.sees(&grant.upn, &page).await?;
        let Some(form) = shown.form(|action| action == page) else {
            continue;
        };
        // What belongs together is said on the form; then it is another plan that is in the way.
        let plans: Vec<_> = form.all("plans").into_iter().map(str::to_owned).collect();
        for plan in plans.iter().rev().take(plans.len().saturating_sub(1)) {
            let form = form.clone().without("plans", plan);
            let form = form.with("justification", "I do not use it, and it is in the way.");
            if house.sends(&grant.upn, &form).await?.was_done() {
                return Ok(());
            }
        }
    }
    house.miss("nobody wants other plans".into());
    Ok(())
}

/// An approver has second thoughts before it is carried out.
async fn takes_back(house: &mut House<'_>) -> anyhow::Result<()> {
    let mut conn = house.app.pool.acquire().await?;
    let waiting = store::waiting(&mut conn).await?;
    drop(conn);
    for one in waiting.into_iter().filter(|one| one.requester != one.signer) {
        let card = format!("/approvals/{}", one.stage);
        let asked = house
            .fills(&one.signer, (&card, &format!("{card}/ask")), |form| {
                form.with("question", "Is the web version not enough?")
            })
            .await?;
        if asked.is_some() {
            let back = format!("{card}/ask/take-back");
            house.fills(&one.signer, (&card, &back), |form| form).await?;
        }
        let shown = house.sees(&one.signer, &card).await?;
        let Some(form) = shown.form(|action| action == format!("{card}/approve")) else {
            continue;
        };
        house.sends(&one.signer, &form).await?;
        // In time only at once: it is carried out half a minute later.
        let undo = house.sees_at_once(&one.signer, &card).await?;
        if let Some(form) = undo.form(|action| action == format!("{card}/undo")) {
            house.sends_at_once(&one.signer, &form).await?;
            return Ok(());
        }
    }
    house.miss("nothing was taken back".into());
    Ok(())
}
