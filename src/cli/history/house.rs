//! The house that the story happens in: its clock, its people with their browsers, the worker, the tenant's hand, and chance.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use axum::Router;
use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::browser::Browser;
use super::page::{Form, Page};
use super::store;
use crate::app::App;
use crate::mail::Mailer;
use crate::simulator::DOMAIN;
use crate::{audit, graph, routes, worker};

/// Rounds of the worker in which what has to be tried again is tried.
const MOST_ROUNDS: usize = 8;
/// What went otherwise than told is kept up to here; the rest is as likely to be of the same cause.
const MOST_MISSED: usize = 200;

pub struct House<'a> {
    /// Without a mail server at first: the house begins to tell people by mail in its last weeks.
    pub app: App,
    mailer: Option<Mailer>,
    router: Router,
    http: reqwest::Client,
    tenant: &'a str,
    browsers: BTreeMap<String, Browser>,
    dice: u64,
    /// Whose account was switched off by mistake.
    pub mistaken: Option<String>,
    /// Who moved last.
    pub moved: Option<String>,
    /// Who has no manager for some days, and who it was.
    pub unled: Option<(String, String)>,
    /// Of whom nobody has said in which country they work.
    pub nowhere: Option<String>,
    /// The version of the policy that was in force when it began.
    pub first_policy: String,
    /// What of the story did not happen, and what was answered instead.
    pub missed: Vec<String>,
}

impl<'a> House<'a> {
    pub fn new(app: &App, tenant: &'a str, seed: u64) -> anyhow::Result<Self> {
        // The one that follows no redirect: the tenant's page leads back to us.
        let http = graph::http_client()?;
        Ok(Self {
            app: App {
                mailer: None,
                ..app.clone()
            },
            mailer: app.mailer.clone(),
            router: routes::router(app.clone()),
            http,
            tenant,
            browsers: BTreeMap::new(),
            dice: seed,
            mistaken: None,
            moved: None,
            unled: None,
            nowhere: None,
            first_policy: app.in_force()?.policy.version().to_owned(),
            missed: Vec::new(),
        })
    }

    /// From now on people are told by mail, if a mail server is named.
    pub fn begins_to_mail(&mut self) {
        self.app.mailer = self.mailer.clone();
    }

    // Time

    pub fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    /// Turns the clock to then, or leaves it where it is past that.
    pub fn turn_to(&self, at: DateTime<Utc>) {
        self.app.clock.turn((at - self.now()).max(Duration::zero()));
    }

    /// Somebody takes some minutes for what they do.
    pub fn a_while(&mut self) {
        let seconds = 40 + i64::try_from(self.below(170)).unwrap_or(0);
        self.app.clock.turn(Duration::seconds(seconds));
    }

    /// The worker does what is due, and what has to be tried again in a moment.
    pub async fn works(&self) -> anyhow::Result<()> {
        for _ in 0..MOST_ROUNDS {
            while worker::work_once(&self.app).await? {}
            let mut conn = self.app.pool.acquire().await?;
            let soon = self.now() + Duration::minutes(4);
            let Some(due) = store::last_of_the_run(&mut conn, soon).await? else {
                break;
            };
            self.turn_to(due);
        }
        Ok(())
    }

    pub async fn seals(&self) -> anyhow::Result<()> {
        audit::seal(&self.app.pool, self.now()).await?;
        Ok(())
    }

    // Chance. The same on every machine and with every release of every crate: SplitMix64.

    pub fn below(&mut self, end: u64) -> u64 {
        self.dice = self.dice.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.dice;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end.max(1)
    }

    pub fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        let index = self.below(u64::try_from(all.len()).unwrap_or(1));
        all.get(usize::try_from(index).unwrap_or(0)).copied()
    }

    // People

    /// A page, as somebody who signs in for it where they have not lately.
    pub async fn sees(&mut self, who: &str, path: &str) -> anyhow::Result<Page> {
        self.a_while();
        let looks = || format!("{who} looks at {path}");
        let page = self.browser(who).await?.get(path).await.with_context(looks)?;
        let is_over = page
            .location
            .as_deref()
            .is_some_and(|to| to.starts_with("/sign-in"));
        if !is_over {
            return Ok(page);
        }
        self.browsers.remove(who);
        self.browser(who).await?.get(path).await.with_context(looks)
    }

    /// As [`Self::sees`], in no time.
    pub async fn sees_at_once(&mut self, who: &str, path: &str) -> anyhow::Result<Page> {
        self.browser(who).await?.get(path).await
    }

    pub async fn sends_at_once(&mut self, who: &str, form: &Form) -> anyhow::Result<Page> {
        self.browser(who).await?.send_form(form).await
    }

    /// Sends a form as it was filled in.
    pub async fn sends(&mut self, who: &str, form: &Form) -> anyhow::Result<Page> {
        self.a_while();
        let sent = self.browser(who).await?.send_form(form).await;
        sent.with_context(|| format!("{who} sends {}", form.action))
    }

    /// As [`Self::sends`]; what is not done is noted. Answers where it leads.
    pub async fn does(&mut self, who: &str, form: &Form) -> anyhow::Result<Option<String>> {
        let page = self.sends(who, form).await?;
        if !page.was_done() {
            self.miss(format!("{who} {}: {}", form.action, page.status));
        }
        Ok(page.location.filter(|_| page.status == StatusCode::SEE_OTHER))
    }

    /// Looks at a page and sends the form there that leads to `action`, filled in.
    pub async fn fills(
        &mut self,
        who: &str,
        (page, action): (&str, &str),
        fill: impl FnOnce(Form) -> Form,
    ) -> anyhow::Result<Option<String>> {
        let shown = self.sees(who, page).await?;
        let Some(form) = shown.form(|address| address == action) else {
            self.miss(format!("{who} {page}: no form {action} ({})", shown.status));
            return Ok(None);
        };
        self.does(who, &fill(form)).await
    }

    /// Sends a form that stands on no page, with the token of one that does: what is refused.
    pub async fn tries(
        &mut self,
        who: &str,
        action: &str,
        fields: &[(&str, &str)],
    ) -> anyhow::Result<StatusCode> {
        let page = self.sees(who, "/settings").await?;
        let token = page.the_form("/settings")?;
        let mut form = Form::to(action).and("csrf", token.value("csrf").unwrap_or_default());
        for (name, value) in fields {
            form = form.and(name, value);
        }
        Ok(self.sends(who, &form).await?.status)
    }

    /// As [`Self::fills`], with a file; what is refused is not noted.
    pub async fn sends_file(
        &mut self,
        who: &str,
        (page, action): (&str, &str),
        fill: impl FnOnce(Form) -> Form,
        file: (&str, &str),
    ) -> anyhow::Result<Option<String>> {
        let shown = self.sees(who, page).await?;
        let form = fill(shown.the_form(action)?);
        self.a_while();
        let page = self.browser(who).await?.send_file(&form, file).await?;
        Ok(page.location.filter(|_| page.status == StatusCode::SEE_OTHER))
    }

    /// What could not be done is noted, and the story goes on.
    pub fn note(&mut self, done: anyhow::Result<()>) {
        if let Err(error) = done {
            self.miss(format!("{error:#}"));
        }
    }

    pub fn miss(&mut self, what: String) {
        if self.missed.len() < MOST_MISSED {
            let at = self.now().format("%Y-%m-%d %H:%M");
            self.missed.push(format!("{at} {what}"));
        }
    }

    /// The week is over: whoever comes again signs in again.
    pub fn everybody_leaves(&mut self) {
        self.browsers.clear();
    }

    pub async fn signs_out(&mut self, who: &str) -> anyhow::Result<()> {
        self.fills(who, ("/settings", "/sign-out"), |form| form).await?;
        self.browsers.remove(who);
        Ok(())
    }

    async fn browser(&mut self, who: &str) -> anyhow::Result<&mut Browser> {
        if !self.browsers.contains_key(who) {
            let mut browser = Browser::new(self.router.clone(), self.app.config.public_url.as_str());
            browser.sign_in(&self.http, &upn(who)).await?;
            self.browsers.insert(who.to_owned(), browser);
        }
        self.browsers.get_mut(who).context("nobody is here")
    }

    // The tenant

    /// An administrator of the tenant, or Microsoft, does something there.
    pub async fn tells(&self, path: &str, body: Value) -> anyhow::Result<()> {
        let address = format!("{}/_control/{path}", self.tenant);
        let answer = self.http.post(address).json(&body).send().await?;
        ensure!(
            answer.status().is_success(),
            "the tenant did not take {path}: {}",
            answer.status()
        );
        Ok(())
    }

    pub async fn reads(&self, path: &str) -> anyhow::Result<Value> {
        let address = format!("{}/_control/{path}", self.tenant);
        Ok(self.http.get(address).send().await?.json().await?)
    }

    /// Somebody changes a licence at Microsoft, beside us; where it is refused there, it stays as it was.
    pub async fn by_hand(&self, who: &str, sku: &str, more: Value) -> anyhow::Result<()> {
        let mut edit = json!({ "person": upn(who), "sku": sku, "actor": upn("viktor.sand") });
        if let (Some(edit), Some(more)) = (edit.as_object_mut(), more.as_object()) {
            edit.extend(more.clone());
        }
        if let Err(why) = self.tells("assign", edit).await {
            tracing::debug!("by hand, {who} {sku}: {why:#}");
        }
        Ok(())
    }
}

/// Guests are named by their whole UPN.
pub fn upn(who: &str) -> String {
    match who.contains('@') {
        true => who.to_owned(),
        false => format!("{who}@{DOMAIN}"),
    }
}
