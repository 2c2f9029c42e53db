//! What administrators and auditors do in half a year: what was there before is taken over, products and seats are looked after,
//! Microsoft's new plans are classified, somebody is helped at once, and the log is read.

use anyhow::Context;
use chrono::Duration;
use serde_json::json;

use super::house::{House, upn};
use super::store;

pub const ADA: &str = "ada.novak";
pub const VIKTOR: &str = "viktor.sand";
pub const OTTO: &str = "otto.keller";

/// Days that somebody waits for a seat before more are bought.
const WAIT_DAYS: i64 = 6;
/// Seats that are bought then.
const BOUGHT: i64 = 2;
/// What must be free in the end, so that what the demo begins with can be given.
const FREE_AT_THE_END: [(&str, i64); 7] = [
    ("EMS", 10),
    ("MCOEV", 9),
    ("POWER_BI_PRO", 1),
    ("VISIOCLIENT", 9),
    ("Microsoft_365_Copilot", 6),
    ("SPE_E3", 8),
    ("SPE_E5", 2),
];
/// All seats are taken: two of those with whom the demo begins wait for one.
const TAKEN_AT_THE_END: &str = "PROJECTPROFESSIONAL";
/// Names from a list, some of them new.
const NAMES: &str = "\
Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names
Visio Plan 2,VISIOCLIENT,c5928f49-12ba-48f7-ada3-0d743a3601d5,,,
Power BI Pro,POWER_BI_PRO,f8a1db68-be16-40ed-86d5-cb42ce701560,,,
Microsoft 365 Audio Conferencing,MCOMEETADV,0c266dff-15dd-4b49-8397-2bb16070ed52,,,
";
/// (Work day, part number, field, value): what is edited in the catalogue.
const EDITS: [(i64, &str, &str, &str); 6] = [
    (5, "VISIOCLIENT", "owner", "clara.roe@haldenroe.example"),
    (6, "POWER_BI_PRO", "owner", "sofia.lange@haldenroe.example"),
    (40, "VISIOCLIENT", "price", "15.00"),
    (41, "POWER_BI_PRO", "price", "13.70"),
    (82, "Microsoft_365_Copilot", "price", "29.50"),
    (108, "EMS", "cost_center", "1000 Workplace"),
];
/// (Work day, part number, plan id, name, title): what Microsoft adds.
const NEW_PLANS: [(i64, &str, &str, &str, &str); 2] = [
    (
        28,
        "VISIOCLIENT",
        "5c1e7a34-0d1f-4f0b-9b1e-2f3a7d6c8e01",
        "VISIO_WHITEBOARD",
        "Whiteboard for Visio",
    ),
    (
        70,
        "EMS",
        "8a3b2f10-6c55-4c0e-8f7d-91d2b4e7a502",
        "ENDPOINT_INSIGHTS",
        "Endpoint Insights",
    ),
];
/// (Work day, part number, plan id, verdict).
const VERDICTS: [(i64, &str, &str, &str); 2] = [
    (31, "VISIOCLIENT", "5c1e7a34-0d1f-4f0b-9b1e-2f3a7d6c8e01", "offer"),
    (74, "EMS", "8a3b2f10-6c55-4c0e-8f7d-91d2b4e7a502", "keep_off"),
];
/// On which work days somebody is helped at once; the first is reviewed, the second not yet.
const AT_ONCE: [(i64, &str, &str); 2] = [
    (
        38,
        "MCOEV",
        "The switchboard is down this morning, and she answers for it.",
    ),
    (
        121,
        "POWER_BI_PRO",
        "The board meets at noon and nobody else has the figures of the quarter.",
    ),
];
const REVIEWED: i64 = 40;
/// How often it is looked whether a list of names is read, and how many times at most: ten seconds.
const LOOKS_EVERY: std::time::Duration = std::time::Duration::from_millis(5);
const MOST_LOOKS: usize = 2_000;
/// The auditor comes every so many work days.
const VISITS_EVERY: i64 = 9;

/// The first day: everything is read, and what the company had before is granted as it is.
pub async fn opens(house: &mut House<'_>) -> anyhow::Result<()> {
    house.works().await?;
    house.app.clock.turn(Duration::minutes(2));
    house.works().await?;
    // Those who run the house are known by their roles once they have been here.
    for who in [ADA, VIKTOR, OTTO] {
        house.sees(who, "/").await?;
    }
    for stops in [true, false] {
        let reason = "As it was before Countersign came.";
        let begun = house
            .fills(ADA, ("/admin/drift/adopt", "/admin/drift/adopt"), |form| {
                form.with("reason", reason)
            })
            .await?;
        if let (true, Some(begun)) = (stops, begun) {
            house
                .fills(ADA, (&begun, "/admin/drift/adopt/stop"), |form| form)
                .await?;
        }
        house.works().await?;
    }
    Ok(())
}

pub async fn on(house: &mut House<'_>, workday: i64) -> anyhow::Result<()> {
    catalogue(house, workday).await?;
    plans(house, workday).await?;
    buys_seats(house).await?;
    at_once(house, workday).await?;
    settings(house, workday).await?;
    if workday % VISITS_EVERY == 3 {
        house.sees(OTTO, "/audit").await?;
        house.sees(OTTO, "/audit/exceptions").await?;
    }
    if workday % (3 * VISITS_EVERY) == 12 {
        house.sees(OTTO, "/audit.csv").await?;
    }
    match workday {
        26 => holds_back(house, "1").await,
        36 => holds_back(house, "0").await,
        45 => reads_anew(house).await,
        _ => Ok(()),
    }
}

async fn catalogue(house: &mut House<'_>, workday: i64) -> anyhow::Result<()> {
    for (day, part_number, field, value) in EDITS {
        if day == workday {
            let page = format!("/admin/catalogue/products/{}", id_of(house, part_number).await?);
            house
                .fills(ADA, (&page, &page), |form| form.with(field, value))
                .await?;
        }
    }
    if workday == 7 {
        let import = "/admin/catalogue/import";
        house
            .sends_file(ADA, (import, import), |form| form, ("names.csv", NAMES))
            .await?;
        let mut conn = house.app.pool.acquire().await?;
        for _ in 0..MOST_LOOKS {
            if !store::reads_names(&mut conn).await? {
                break;
            }
            tokio::time::sleep(LOOKS_EVERY).await;
        }
    }
    Ok(())
}

async fn plans(house: &mut House<'_>, workday: i64) -> anyhow::Result<()> {
    for (day, sku, id, name, title) in NEW_PLANS {
        if day == workday {
            let plan = json!({ "id": id, "name": name, "title": title, "applies_to": "User" });
            house
                .tells("sku_plans", json!({ "sku": sku, "plan": plan }))
                .await?;
        }
    }
    for (day, part_number, plan, verdict) in VERDICTS {
        if day == workday {
            let action = format!("/admin/plans/{}/{plan}", id_of(house, part_number).await?);
            house
                .fills(ADA, ("/admin/plans", &action), |form| {
                    form.with("verdict", verdict)
                        .with("reason", "Looked at with those who use it.")
                })
                .await?;
        }
    }
    Ok(())
}

async fn buys_seats(house: &mut House<'_>) -> anyhow::Result<()> {
    let mut conn = house.app.pool.acquire().await?;
    let rooms = store::waiting_rooms(&mut conn).await?;
    drop(conn);
    for (part_number, _, since) in rooms {
        if house.now() - since < Duration::days(WAIT_DAYS) {
            continue;
        }
        let (enabled, _) = seats(house, &part_number).await?;
        has_seats(house, &part_number, enabled + BOUGHT).await?;
    }
    Ok(())
}

/// (Bought, taken), as the tenant has it.
async fn seats(house: &House<'_>, part_number: &str) -> anyhow::Result<(i64, i64)> {
    let all = house.reads("skus").await?;
    let mut skus = all["skus"].as_array().into_iter().flatten();
    let sku = skus
        .find(|sku| sku["part_number"] == part_number)
        .with_context(|| format!("the tenant has no {part_number}"))?;
    let number = |name: &str| sku[name].as_i64().unwrap_or(0);
    Ok((number("enabled") + number("warning"), number("consumed")))
}

async fn has_seats(house: &House<'_>, part_number: &str, enabled: i64) -> anyhow::Result<()> {
    house
        .tells(
            "seats",
            json!({ "sku": part_number, "enabled": enabled, "warning": 0 }),
        )
        .await
}

/// The tenant has the seats in the end that what the demo begins with needs, and no more of what is to be scarce.
pub async fn makes_room(house: &mut House<'_>) -> anyhow::Result<()> {
    for (part_number, free) in FREE_AT_THE_END {
        let (enabled, consumed) = seats(house, part_number).await?;
        if enabled < consumed + free {
            has_seats(house, part_number, consumed + free).await?;
        }
    }
    let (_, consumed) = seats(house, TAKEN_AT_THE_END).await?;
    has_seats(house, TAKEN_AT_THE_END, consumed).await
}

async fn holds_back(house: &mut House<'_>, seats: &str) -> anyhow::Result<()> {
    let action = format!("/admin/seats/{}", id_of(house, "EMS").await?);
    let reason = "Kept for the new colleagues of next month.";
    house
        .fills(ADA, ("/admin/seats", &action), |form| {
            form.with("seats", seats).with("reason", reason)
        })
        .await?;
    Ok(())
}

async fn reads_anew(house: &mut House<'_>) -> anyhow::Result<()> {
    house
        .fills(ADA, ("/admin/mirror", "/admin/mirror/read"), |form| {
            form.with("what", "everybody")
        })
        .await?;
    Ok(())
}

async fn at_once(house: &mut House<'_>, workday: i64) -> anyhow::Result<()> {
    const PAGE: &str = "/admin/break-glass";
    for (day, part_number, reason) in AT_ONCE {
        if day != workday {
            continue;
        }
        let Some(who) = somebody_without(house, part_number, 0).await? else {
            continue;
        };
        let sku = id_of(house, part_number).await?.to_string();
        let shown = house.sees(VIKTOR, PAGE).await?;
        let form = shown
            .the_form(PAGE)?
            .with("person", &who)
            .with("product", &sku)
            .with("days", "14")
            .with("reason", reason)
            .with("step", "preview");
        let preview = house.sends(VIKTOR, &form).await?;
        if let Some(form) = preview.form(|action| action == PAGE) {
            house.does(VIKTOR, &form.with("step", "give")).await?;
        }
    }
    if workday == REVIEWED {
        let shown = house.sees(OTTO, "/audit/exceptions").await?;
        if let Some(form) = shown.form(|action| action.starts_with("/audit/exceptions/")) {
            let note = "Called the desk: it was as it says here.";
            house.does(OTTO, &form.with("note", note)).await?;
        }
    }
    Ok(())
}

async fn settings(house: &mut House<'_>, workday: i64) -> anyhow::Result<()> {
    match workday {
        2 => {
            house
                .fills(OTTO, ("/settings", "/settings"), |form| {
                    form.with("time_zone", "Europe/Oslo")
                })
                .await?;
            house
                .fills("henrik.falk", ("/settings", "/settings/mail"), |form| {
                    form.with("mail_as", "digest").with("digest_hour", "7")
                })
                .await?;
        }
        4 => house.signs_out(OTTO).await?,
        _ => {}
    }
    Ok(())
}

pub async fn id_of(house: &House<'_>, part_number: &str) -> anyhow::Result<uuid::Uuid> {
    let mut conn = house.app.pool.acquire().await?;
    let sku = store::sku(&mut conn, part_number).await?;
    sku.with_context(|| format!("the tenant has no {part_number}"))
}

/// An employee whom the demo does not need as they were, and who neither has the product nor asks for it; the `nth` of them.
pub async fn somebody_without(
    house: &House<'_>,
    part_number: &str,
    nth: usize,
) -> anyhow::Result<Option<String>> {
    let mut conn = house.app.pool.acquire().await?;
    let mut left = nth;
    for person in store::people(&mut conn).await? {
        let is_free = !super::weekdays::belongs_to_the_present(&person)
            && !person.is_contractor
            && person.manager.is_some()
            && !store::has(&mut conn, &person.upn, part_number).await?;
        if is_free && left == 0 {
            return Ok(Some(upn(&person.upn)));
        }
        left = left.saturating_sub(usize::from(is_free));
    }
    Ok(None)
}
