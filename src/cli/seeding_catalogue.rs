//! What the demo's administrator has done to the catalogue: tags, a cost centre, a hidden product, and a list of names with a few
//! bad lines.

use anyhow::Context;

use super::seeding::{person, sku};
use crate::app::App;
use crate::catalog::edit::{self, Changed};
use crate::catalog::{Visibility, edit_store, names};

/// (Part number, tags, cost centre).
const TAGGED: [(&str, &[&str], Option<&str>); 4] = [
    ("SPE_E3", &["standard", "office"], Some("1000 Workplace")),
    ("SPE_E5", &["office", "security"], Some("1000 Workplace")),
    ("VISIOCLIENT", &["drawing"], None),
    ("POWER_BI_PRO", &["reports", "numbers"], Some("2040 Controlling")),
];
/// No longer handed out.
const HIDDEN: &str = "STANDARDPACK";
/// As the list begins, with what goes wrong when somebody mends it by hand.
const LIST: &str = "\u{feff}\
Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names
Microsoft 365 Audio Conferencing,MCOMEETADV,0c266dff-15dd-4b49-8397-2bb16070ed52,MCOMEETADV,3e26ee1f-8a5f-4d52-aee2-b81ce45c8f40,Microsoft 365 Audio Conferencing
Power BI Premium Per User,PBI_PREMIUM_PER_USER,c1d032e0-5619-4761-9b5c-75b6831e1711,,,
Visio Plan 2,VISIOCLIENT,c5928f49-12ba-48f7-ada3-0d743a3601d5\u{a0},,,
Power BI Premium per person,PBI_PREMIUM_PER_USER,c1d032e0-5619-4761-9b5c-75b6831e1711,,,
Power Apps Premium,POWERAPPS_PER_USER,b30411f5-fea1-4a59-9ad9,,,
\"=HYPERLINK(\"\"https://example.com\"\")\",ADDIN,1b2c3d4e-0000-4000-8000-000000000001,,,
Microsoft 365 E5 (without a plan,SPE_E5
";

pub async fn fill(app: &App) -> anyhow::Result<()> {
    let ada = person(app, "ada.novak").await?;
    for (part_number, tags, cost_center) in TAGGED {
        edit(app, &ada, part_number, |edit| {
            edit.tags = tags.iter().copied().map(str::to_owned).collect();
            edit.cost_center = cost_center.map(str::to_owned);
        })
        .await?;
    }
    edit(app, &ada, HIDDEN, |edit| edit.visibility = Visibility::Hidden).await?;
    let mut tx = app.pool.begin().await?;
    let import = names::begin(&mut tx, app.clock.now(), "product-names.csv", Some(ada.id)).await?;
    tx.commit().await?;
    let file = Box::new(std::io::Cursor::new(LIST));
    names::run(&app.pool, &app.clock, &import, file, |_, _| Ok(())).await?;
    Ok(())
}

async fn edit(
    app: &App,
    by: &crate::people::Person,
    part_number: &str,
    how: impl FnOnce(&mut edit::Edit),
) -> anyhow::Result<()> {
    let sku = sku(app, part_number).await?;
    let mut tx = app.pool.begin().await?;
    let edited = edit_store::of(&mut tx, sku)
        .await?
        .context("the product is gone")?;
    let mut said = edited.edit.clone();
    how(&mut said);
    let changed = edit::change(&mut tx, app.clock.now(), by.id, (sku, &edited.version()), said).await?;
    anyhow::ensure!(
        changed == Changed::Done,
        "{part_number} was not edited: {changed:?}"
    );
    tx.commit().await?;
    Ok(())
}
