//! The people of the hour: employees who ask and change their minds, and approvers who sign, all through the front door.
//! Whatever they are told was done is remembered, to be asked for at the end.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::{Client, StatusCode};
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::browser::{Browser, Page};
use super::check::Told;
use super::dice::Dice;

/// Milliseconds before somebody tries again what the service could not do.
const AGAIN_AFTER_MS: u64 = 300;
/// Milliseconds between two looks of an approver into an empty queue.
const LOOK_EVERY_MS: u64 = 700;
/// Milliseconds between two people who change their minds.
const MIND_EVERY_MS: u64 = 120;
/// The badge of a request that was cancelled, and what follows on it.
const CANCELLED: &str = "</span>Cancelled";

/// What everybody shares.
pub struct World {
    pub http: Client,
    pub url: String,
    pub pool: PgPool,
    pub told: Mutex<Told>,
    /// Employees who are signed in and not busy.
    pub browsers: Mutex<HashMap<Uuid, Browser>>,
    pub figures: Figures,
    /// How many have asked for all that they want.
    pub asked: watch::Sender<usize>,
    /// Nobody tries longer.
    pub deadline: Instant,
}

#[derive(Default)]
pub struct Figures {
    /// Things that somebody wanted of the front door and got.
    pub done: AtomicU64,
    /// Times the front door could not, and was asked again.
    pub failed: AtomicU64,
    /// Requests that were not taken, because the person has the product.
    pub refused: AtomicU64,
    pub given_back: AtomicU64,
    pub withdrawn: AtomicU64,
    pub cancelled: AtomicU64,
}

#[derive(Clone, Debug)]
pub struct Person {
    pub id: Uuid,
    pub upn: String,
}

impl World {
    /// Whether it was done; an error when it was not and the time is over. Waits before it says no.
    async fn was_done<T>(&self, what: &str, tried: anyhow::Result<T>) -> anyhow::Result<Option<T>> {
        match tried {
            Ok(done) => {
                self.figures.done.fetch_add(1, Ordering::Relaxed);
                Ok(Some(done))
            }
            Err(error) if Instant::now() > self.deadline => {
                Err(error.context(format!("until the end nobody could {what}")))
            }
            Err(_) => {
                self.figures.failed.fetch_add(1, Ordering::Relaxed);
                sleep(Duration::from_millis(AGAIN_AFTER_MS)).await;
                Ok(None)
            }
        }
    }

    fn browsers(&self) -> MutexGuard<'_, HashMap<Uuid, Browser>> {
        self.browsers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, remember: impl FnOnce(&mut Told)) {
        remember(&mut self.told.lock().unwrap_or_else(PoisonError::into_inner));
    }

    async fn signed_in(&self, upn: &str) -> anyhow::Result<Browser> {
        loop {
            let mut browser = Browser::new(&self.http, &self.url);
            let tried = browser.sign_in(upn).await;
            if self.was_done("sign in", tried).await?.is_some() {
                return Ok(browser);
            }
        }
    }

    async fn get(&self, browser: &mut Browser, path: &str) -> anyhow::Result<Page> {
        loop {
            let tried = browser.get(path).await;
            if let Some(page) = self.was_done(&format!("see {path}"), tried).await? {
                return Ok(page);
            }
        }
    }

    /// Sent again after a failure, it is the same wish: the service may have done it and failed to say so.
    async fn post(&self, browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Page> {
        loop {
            let tried = browser.post(path, fields).await;
            if let Some(page) = self.was_done(&format!("send {path}"), tried).await? {
                return Ok(page);
            }
        }
    }
}

/// Signs in, asks for these products with some plans off, and now and then thinks better of it at once.
pub async fn asks(world: &World, person: &Person, skus: &[&str], mut dice: Dice) -> anyhow::Result<()> {
    let mut browser = world.signed_in(&person.upn).await?;
    for sku in skus {
        let Some(request) = ask(world, &mut browser, sku, &mut dice).await? else {
            world.figures.refused.fetch_add(1, Ordering::Relaxed);
            continue;
        };
        world.tell(|told| told.requests.extend([request]));
        if dice.below(100) < 8 && cancel(world, &mut browser, request).await? {
            world.figures.cancelled.fetch_add(1, Ordering::Relaxed);
        }
    }
    world.browsers().insert(person.id, browser);
    Ok(())
}

/// The id of the request; `None` when it was not taken.
async fn ask(
    world: &World,
    browser: &mut Browser,
    sku: &str,
    dice: &mut Dice,
) -> anyhow::Result<Option<Uuid>> {
    let form = format!("/products/{sku}/request");
    let page = world.get(browser, &form).await?;
    let token = page.field("csrf")?;
    let mut plans: Vec<_> = page
        .inputs()
        .into_iter()
        .filter(|input| input.name == "plans")
        .collect();
    if plans.len() > 1 && dice.below(2) == 0 {
        plans.swap_remove(dice.index(plans.len()));
    }
    let mut fields = vec![
        ("csrf", token.as_str()),
        (
            "justification",
            "The hour is mad, and so am I: it is needed for the test of everything.",
        ),
        ("term", if dice.below(2) == 0 { "90" } else { "none" }),
    ];
    fields.extend(plans.iter().map(|plan| ("plans", plan.value.as_str())));
    let page = world.post(browser, &form, &fields).await?;
    match page.status {
        StatusCode::SEE_OTHER => {
            let location = page.location.unwrap_or_default();
            let id = location
                .strip_prefix("/requests/")
                .with_context(|| format!("led to {location}"))?;
            Ok(Some(id.parse()?))
        }
        StatusCode::UNPROCESSABLE_ENTITY if page.text.contains("already") => Ok(None),
        status => bail!("a request for {sku} was answered {status}: {}", page.text),
    }
}

/// Whether it was taken: then the request says so. One that was carried out meanwhile leads to the same page.
async fn cancel(world: &World, browser: &mut Browser, request: Uuid) -> anyhow::Result<bool> {
    let path = format!("/requests/{request}");
    let page = world.get(browser, &path).await?;
    if !page.text.contains("/cancel\"") {
        return Ok(false);
    }
    let token = page.field("csrf")?;
    let page = world
        .post(browser, &format!("{path}/cancel"), &[("csrf", &token)])
        .await?;
    if page.location.as_ref() != Some(&path) {
        return Ok(false);
    }
    let page = world.get(browser, &path).await?;
    Ok(page.text.contains(CANCELLED))
}

/// Signs what waits for this person, until everybody has gone home. Of `windows` browsers of one approver each takes its
/// share; now and then two have the same card open all the same.
pub async fn approves(
    world: &World,
    person: &Person,
    (window, windows): (u64, u64),
    mut home: watch::Receiver<bool>,
    mut dice: Dice,
) -> anyhow::Result<()> {
    let mut browser = world.signed_in(&person.upn).await?;
    while !*home.borrow_and_update() {
        let queue = world.get(&mut browser, "/approvals").await?;
        let cards = queue.hrefs("/approvals/");
        let mut signed = 0;
        for card in cards {
            let number = Dice::of(&card).below(windows);
            if number == window || dice.below(50) == 0 {
                sign(world, &mut browser, person, &card, &mut dice).await?;
                signed += 1;
            }
        }
        if signed == 0 {
            tokio::select! {
                () = sleep(Duration::from_millis(LOOK_EVERY_MS)) => {}
                _ = home.changed() => {}
            }
        }
    }
    Ok(())
}

async fn sign(
    world: &World,
    browser: &mut Browser,
    person: &Person,
    card: &str,
    dice: &mut Dice,
) -> anyhow::Result<()> {
    let denies = dice.below(100) < 4;
    let page = world.get(browser, card).await?;
    // Somebody else was quicker.
    let Ok(change) = page.field("change") else {
        return Ok(());
    };
    let token = page.field("csrf")?;
    let path = format!("{card}/{}", if denies { "deny" } else { "approve" });
    let fields = [
        ("csrf", token.as_str()),
        ("change", &change),
        ("reason", "Not this year."),
        ("note", ""),
    ];
    let page = world.post(browser, &path, &fields).await?;
    match page.status {
        StatusCode::SEE_OTHER => {
            let stage: Uuid = card.trim_start_matches("/approvals/").parse()?;
            world.tell(|told| told.signatures.extend([(stage, person.id)]));
            Ok(())
        }
        // Too late, or the facts have changed since: it is looked at again if it still waits.
        StatusCode::CONFLICT => Ok(()),
        status => bail!("a signature was answered {status}: {}", page.text),
    }
}

/// People who are there give back what they have and withdraw what they wait for, until told to stop.
pub async fn change_minds(
    world: &World,
    mut stop: watch::Receiver<bool>,
    mut dice: Dice,
) -> anyhow::Result<()> {
    while !*stop.borrow_and_update() {
        // The database may be away; the next one changes their mind.
        if let Err(error) = one_changes_their_mind(world, &mut dice).await
            && Instant::now() > world.deadline
        {
            return Err(error);
        }
        tokio::select! {
            () = sleep(Duration::from_millis(MIND_EVERY_MS)) => {}
            _ = stop.changed() => {}
        }
    }
    Ok(())
}

async fn one_changes_their_mind(world: &World, dice: &mut Dice) -> anyhow::Result<()> {
    let wanted = if dice.below(3) == 0 {
        "waiting_for_seat"
    } else {
        "active"
    };
    let here: Vec<_> = world.browsers().keys().copied().collect();
    let some = sqlx::query!(
        "select id, request_id, person_id, sku_id from grants where state = $1 and person_id = any ($2)
          order by md5(id::text || $3) limit 1",
        wanted,
        &here,
        dice.roll().to_string(),
    )
    .fetch_optional(&world.pool)
    .await?;
    let Some(grant) = some else { return Ok(()) };
    let Some(mut browser) = world.browsers().remove(&grant.person_id) else {
        return Ok(());
    };
    let (ended, count) = if wanted == "active" {
        let ended = give_back(world, &mut browser, grant.sku_id, grant.request_id).await?;
        (ended, &world.figures.given_back)
    } else {
        let ended = cancel(world, &mut browser, grant.request_id).await?;
        (ended, &world.figures.withdrawn)
    };
    world.browsers().insert(grant.person_id, browser);
    if ended {
        count.fetch_add(1, Ordering::Relaxed);
        world.tell(|told| told.ended.extend([grant.id]));
    }
    Ok(())
}

/// Whether it was taken: then one is led to the request by which one had it.
async fn give_back(world: &World, browser: &mut Browser, sku: Uuid, request: Uuid) -> anyhow::Result<bool> {
    let path = format!("/licences/{sku}/give-back");
    let page = world.get(browser, &path).await?;
    let Ok(token) = page.field("csrf") else {
        return Ok(false);
    };
    let page = world
        .post(browser, &path, &[("csrf", &token), ("understood", "yes")])
        .await?;
    Ok(page.location == Some(format!("/requests/{request}")))
}
