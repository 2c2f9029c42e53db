//! How the policy changes in half a year: what one administrator submits, another puts in force, refuses or waits for; and in the
//! end it is what it was, by a roll-back. Where the demo begins with a policy of somebody's own, nothing here finds its place.

use super::house::House;
use super::offices::{ADA, VIKTOR};

/// Phones are signed twice: what waits is asked for anew from the first stage on.
const PHONES: (&str, &str) = (
    "[[route]]\nid = \"desk-tools\"\n",
    "[[route]]\nid = \"phones-twice\"\nproducts = [\"MCOEV\"]\nstages = [\n    \
     { who = \"manager\", within = \"5d\", then = \"manager's manager\" },\n    { who = \"group:License Approvers\" },\n]\n\n\
     [[route]]\nid = \"desk-tools\"\n",
);
const MOVERS_SOONER: (&str, &str) = ("grace = \"14d\"", "grace = \"10d\"");
const LEAVERS_SOONER: (&str, &str) = ("grace = \"7d\"", "grace = \"1d\"");
const LEAVERS_LATER: (&str, &str) = ("grace = \"7d\"", "grace = \"21d\"");
const BROKEN: (&str, &str) = ("approve = \"automatic\"", "approve = \"automaticly\"");

const PAGE: &str = "/admin/policy";

pub async fn on(house: &mut House<'_>, workday: i64) -> anyhow::Result<()> {
    match workday {
        10 => {
            let why = "Telephone numbers cost more than the licence: the approvers look at them too.";
            submits(house, VIKTOR, &[PHONES], why).await
        }
        // What is one's own is for somebody else to put in force.
        11 => tries_own(house).await,
        12 => applies(house, ADA, "Discussed with Finance, who asked for it.").await,
        20 => {
            let why = "Two weeks are too long: licences of movers are forgotten in them.";
            submits(
                house,
                ADA,
                &[MOVERS_SOONER, ("grace = \"14d\" }", "grace = \"10d\" }")],
                why,
            )
            .await
        }
        22 => applies(house, VIKTOR, "Ten days are what the managers agreed to.").await,
        30 => {
            let why = "Leavers keep their licences for a week now; a day would do.";
            submits(house, ADA, &[LEAVERS_SOONER], why).await
        }
        31 => takes_away(house, ADA, "The handover takes longer than a day after all.").await,
        34 => {
            let why = "A week is short where somebody comes back for the handover.";
            submits(house, VIKTOR, &[LEAVERS_LATER], why).await
        }
        35 => {
            takes_away(
                house,
                ADA,
                "A licence of somebody who left is paid for by nobody.",
            )
            .await
        }
        37 => submits_broken(house).await,
        60 => rolls_back(house).await,
        61 => {
            applies(
                house,
                ADA,
                "The approvers can not look at every telephone number.",
            )
            .await
        }
        62 | 127 => reperforms(house).await,
        _ => Ok(()),
    }
}

async fn text(house: &mut House<'_>) -> anyhow::Result<String> {
    let version = house.app.in_force()?.policy.version().to_owned();
    let file = house
        .sees(ADA, &format!("/admin/policy/versions/{version}/file"))
        .await?;
    Ok(file.text)
}

async fn submits(
    house: &mut House<'_>,
    who: &str,
    changes: &[(&str, &str)],
    why: &str,
) -> anyhow::Result<()> {
    let before = text(house).await?;
    let mut after = before.clone();
    for (was, is) in changes {
        after = after.replace(was, is);
    }
    if after == before {
        return Ok(());
    }
    let file = ("policy.toml", after.as_str());
    let page = (PAGE, "/admin/policy/drafts");
    let sent = house
        .sends_file(who, page, |form| form.with("why", why), file)
        .await?;
    if sent.is_none() {
        house.miss(format!("{who} submits: {why}"));
    }
    Ok(())
}

async fn submits_broken(house: &mut House<'_>) -> anyhow::Result<()> {
    let after = text(house).await?.replace(BROKEN.0, BROKEN.1);
    let page = (PAGE, "/admin/policy/drafts");
    let why = "What is free needs nobody.";
    house
        .sends_file(
            VIKTOR,
            page,
            |form| form.with("why", why),
            ("policy.toml", &after),
        )
        .await?;
    Ok(())
}

/// The page of the draft that waits, if any does.
async fn draft(house: &mut House<'_>, who: &str) -> anyhow::Result<Option<String>> {
    let page = house.sees(who, PAGE).await?;
    Ok(page.hrefs("/admin/policy/drafts/").into_iter().next())
}

async fn applies(house: &mut House<'_>, who: &str, why: &str) -> anyhow::Result<()> {
    let Some(draft) = draft(house, who).await? else {
        return Ok(());
    };
    let action = format!("{draft}/put-in-force");
    house
        .fills(who, (&draft, &action), |form| form.with("why", why))
        .await?;
    house.works().await
}

async fn tries_own(house: &mut House<'_>) -> anyhow::Result<()> {
    let Some(draft) = draft(house, VIKTOR).await? else {
        return Ok(());
    };
    let shown = house.sees(ADA, &draft).await?;
    let Some(form) = shown.form(|action| action.ends_with("/put-in-force")) else {
        return Ok(());
    };
    let (version, against) = (
        form.value("version").unwrap_or_default(),
        form.value("against").unwrap_or_default(),
    );
    let fields = [
        ("version", version),
        ("against", against),
        ("why", "It is urgent, and Ada is at lunch."),
    ];
    house.tries(VIKTOR, &form.action, &fields).await?;
    Ok(())
}

async fn takes_away(house: &mut House<'_>, who: &str, why: &str) -> anyhow::Result<()> {
    let Some(draft) = draft(house, who).await? else {
        return Ok(());
    };
    let action = format!("{draft}/take-away");
    house
        .fills(who, (&draft, &action), |form| form.with("why", why))
        .await?;
    Ok(())
}

async fn rolls_back(house: &mut House<'_>) -> anyhow::Result<()> {
    let version = house.first_policy.clone();
    if house.app.in_force()?.policy.version() == version {
        return Ok(());
    }
    let page = format!("/admin/policy/versions/{version}");
    let action = format!("{page}/roll-back");
    let why = "Three approvers signed ninety telephone numbers: it is too much.";
    house
        .fills(VIKTOR, (&page, &action), |form| form.with("why", why))
        .await?;
    Ok(())
}

async fn reperforms(house: &mut House<'_>) -> anyhow::Result<()> {
    const PATH: &str = "/admin/policy/reperform";
    house.fills(ADA, (PATH, PATH), |form| form).await?;
    house.works().await
}
