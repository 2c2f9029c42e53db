//! The whole service at a desk: a database of its own, a tenant in a box, a clock that can be turned, and people who use
//! it through the front door.

use std::path::PathBuf;

use chrono::{DateTime, Duration, Utc};
use countersign::app::App;
use countersign::clock::Clock;
use countersign::config::Settings;
use countersign::ids::{PersonId, SkuId};
use countersign::requests::rules;
use countersign::simulator::{self, Quotas, Running};
use countersign::{audit, jobs, routes, worker};
use reqwest::{Client, Response, StatusCode};
use scraper::{Html, Selector};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::cluster::{self, TestDatabase};

pub const VISIO: &str = "c5928f49-12ba-48f7-ada3-0d743a3601d5";
pub const PROJECT: &str = "53818b1b-4a27-454b-8896-0dba576410e6";
pub const FLOW_FREE: &str = "f30db892-07e9-47e9-837c-80727f46fd3d";
pub const E5: &str = "06ebc4ee-1bb5-47dd-8120-11324bc54e06";
pub const PHONE: &str = "e43b5b99-8dfb-405f-9987-dc307f34bcbd";
/// What Microsoft adds to Visio where a test wants it.
pub const NEW_PLAN: &str = "00000000-1111-4222-8333-444444444444";
/// What the desk's audit log is called.
pub const LOG: &str = "desk.example/audit";
pub const SECRET: &str = "desk-secret";
/// The tenant's mail server.
pub const MAIL: &str = "[mail]\nhost = \"127.0.0.1\"\nport = MAIL_PORT\ntls = \"none\"\n\
                        from = \"Licences <licences@haldenroe.example>\"";

/// More turns of the clock than the longest back-off needs.
const MOST_TURNS: usize = 60;

pub struct Desk {
    pub app: App,
    pub url: String,
    pub tenant: Running,
    pub folder: tempfile::TempDir,
    pub database: TestDatabase,
    closed: bool,
}

/// A browser with its cookies; follows no redirect by itself.
pub struct Person {
    pub http: Client,
    pub url: String,
    pub name: &'static str,
}

pub struct Page {
    pub status: StatusCode,
    pub location: Option<String>,
    pub text: String,
}

impl Desk {
    pub async fn open() -> Self {
        Self::with_policy(include_str!("../../policies/starter.toml")).await
    }

    pub async fn with_policy(policy: &str) -> Self {
        Self::configured(policy, "").await
    }

    /// `entra`: more lines of that section, or of others after it. MAIL_PORT is that of the tenant's mail server.
    pub async fn configured(policy: &str, entra: &str) -> Self {
        Self::with_people(policy, entra, simulator::DEFAULT_PEOPLE).await
    }

    /// In which the last signature can be undone for so many seconds.
    pub async fn with_undo(policy: &str, undo_seconds: u32) -> Self {
        Self::opened(policy, "", simulator::DEFAULT_PEOPLE, undo_seconds).await
    }

    /// As [`Desk::with_undo`], in which people are told by mail.
    pub async fn with_mail_and_undo(policy: &str, undo_seconds: u32) -> Self {
        Self::opened(policy, MAIL, simulator::DEFAULT_PEOPLE, undo_seconds).await
    }

    /// As [`Desk::configured`], in a company of this size.
    pub async fn with_people(policy: &str, entra: &str, people: usize) -> Self {
        Self::opened(policy, entra, people, 0).await
    }

    async fn opened(policy: &str, entra: &str, people: usize, undo_seconds: u32) -> Self {
        let clock = Clock::frozen_at("2026-11-24T09:00:00Z".parse().unwrap());
        let tenant = simulator::start(simulator::Options {
            client_secret: Some(SECRET.into()),
            clock: clock.clone(),
            people,
            // What a large company does in a test does it in less than the time that Graph's quotas are made for.
            quotas: if people > simulator::DEFAULT_PEOPLE {
                Quotas::Off
            } else {
                Quotas::default()
            },
            ..simulator::Options::default()
        })
        .await
        .unwrap();
        let database = cluster::database().await;
        let folder = tempfile::tempdir().unwrap();
        let policy_file = folder.path().join("policy.toml");
        std::fs::write(&policy_file, policy).unwrap();
        let catalog = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("config/catalog.example.toml");
        let key_file = folder.path().join("audit.key");
        countersign::cli::audit::write_key(LOG, &key_file).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let entra = entra.replace("MAIL_PORT", &tenant.mail.port().to_string());
        // The clock stands still, and nobody waits a minute.
        let limits = match entra.contains("[limits]") {
            true => "",
            false => "[limits]\nforms_per_minute = 1000000\nvisits_per_minute = 1000000\n",
        };
        let words = format!(
            "listen = \"{}\"\npolicy_file = '{}'\ncatalog_file = '{}'\n[database]\nurl = '{}'\nowner_url = '{}'\n\
             [entra]\nlogin_url = '{tenant}'\ngraph_url = '{tenant}'\ntenant_id = '{}'\nclient_id = '{}'\nclient_secret = '{SECRET}'\n{entra}\n\
             {limits}[worker]\nskus_for_seconds = 0\n[approvals]\nundo_seconds = {undo_seconds}\n[audit]\nkey_files = ['{}']\n",
            listener.local_addr().unwrap(),
            policy_file.display(),
            catalog.display(),
            database.service_url,
            database.owner_url,
            tenant.tenant_id,
            tenant.client_id,
            key_file.display(),
            tenant = tenant.url,
        );
        let config = Settings::parse(&words, "desk").unwrap().config().unwrap();
        let url = config.public_url.as_str().trim_end_matches('/').to_owned();
        let app = App::new(config, clock, Vec::new()).await.unwrap();
        rules::at_start(&app).await.unwrap();
        worker::begin_syncs(&app).await.unwrap();
        let serving = routes::router(app.clone());
        tokio::spawn(async move { axum::serve(listener, serving).await.unwrap() });
        let desk = Self {
            app,
            url,
            tenant,
            folder,
            database,
            closed: false,
        };
        desk.works().await;
        desk
    }

    pub async fn sign_in(&self, name: &'static str) -> Person {
        self.sign_in_upn(name, &format!("{name}@{}", simulator::DOMAIN))
            .await
    }

    pub async fn sign_in_upn(&self, name: &'static str, upn: &str) -> Person {
        let person = self.nobody(name);
        let hint = percent_encoding::utf8_percent_encode(upn, percent_encoding::NON_ALPHANUMERIC);
        let page = person.get(&format!("/sign-in/start?login_hint={hint}")).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        let answer = person.chooses(&page.location.unwrap(), upn).await;
        let page = person.get_at(answer.location.as_deref().unwrap()).await;
        assert_eq!(
            (page.status, page.location.as_deref()),
            (StatusCode::SEE_OTHER, Some("/")),
            "{}",
            page.text
        );
        person
    }

    /// A browser in which nobody is signed in.
    pub fn nobody(&self, name: &'static str) -> Person {
        let http = countersign::graph::http_client().map(|_| ()).and_then(|()| {
            Client::builder()
                .cookie_store(true)
                .redirect(reqwest::redirect::Policy::none())
                .timeout(std::time::Duration::from_secs(30))
                .build()
        });
        Person {
            http: http.unwrap(),
            url: self.url.clone(),
            name,
        }
    }

    /// Works until no job is due.
    pub async fn works(&self) {
        while worker::work_once(&self.app).await.unwrap() {}
    }

    /// Works, and turns the clock to whatever is due next, until nobody's licences are left to be made right. What is
    /// tried until it works is given up after ten attempts.
    pub async fn works_until_idle(&self) {
        for _ in 0..MOST_TURNS {
            jobs::release_expired(&self.app.pool, self.now()).await.unwrap();
            self.works().await;
            let due = sqlx::query_scalar!(
                "select min(j.run_at) from jobs j
                  where j.state = 'ready' and j.kind = 'reconcile'
                    and j.attempt < 10"
            );
            let Some(due) = due.fetch_one(&self.app.pool).await.unwrap() else {
                return;
            };
            self.turn((due - self.now()).max(Duration::zero()));
        }
        panic!("the work does not end");
    }

    /// The administrator tries everything again that needs them.
    pub async fn tries_again(&self, ada: &Person) {
        for action in ada.get("/admin/attention").await.actions("/retry") {
            let page = ada.post(&action, "/admin/attention", &[]).await;
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        }
    }

    pub async fn no_more_faults(&self) {
        let http = self.nobody("the hand behind the stage").http;
        let reply = http
            .delete(format!("{}/_control/faults", self.tenant.url))
            .send()
            .await
            .unwrap();
        assert!(reply.status().is_success());
    }

    pub fn turn(&self, by: Duration) {
        self.app.clock.turn(by);
    }

    /// A strings-behind-the-stage call to the tenant.
    pub async fn control(&self, path: &str, body: Value) -> Value {
        let http = self.nobody("the hand behind the stage").http;
        let reply = http
            .post(format!("{}/_control/{path}", self.tenant.url))
            .json(&body)
            .send()
            .await
            .unwrap();
        assert!(
            reply.status().is_success(),
            "{path}: {} {}",
            reply.status(),
            reply.text().await.unwrap()
        );
        reply.json().await.unwrap_or(Value::Null)
    }

    pub async fn control_read(&self, path: &str) -> Value {
        let http = self.nobody("the hand behind the stage").http;
        http.get(format!("{}/_control/{path}", self.tenant.url))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// Microsoft adds a plan to Visio: it is on for everybody who has it.
    pub async fn microsoft_adds_to_visio(&self, provisioning_status: &str) {
        let plan = json!({
            "id": NEW_PLAN, "name": "VISIO_WHITEBOARD", "title": "Whiteboard for Visio", "applies_to": "User",
            "provisioning_status": provisioning_status,
        });
        self.control("sku_plans", json!({ "sku": "VISIOCLIENT", "plan": plan }))
            .await;
    }

    /// Bodies of the assignLicense calls that reached Graph.
    pub async fn calls(&self) -> Vec<Value> {
        let calls = self.control_read("calls").await;
        let calls = calls
            .as_array()
            .or_else(|| calls["calls"].as_array())
            .cloned()
            .unwrap_or_default();
        calls.into_iter().filter(|call| !call["body"].is_null()).collect()
    }

    pub async fn id_of(&self, name: &str) -> PersonId {
        let mut conn = self.app.pool.acquire().await.unwrap();
        let upn = format!("{name}@{}", simulator::DOMAIN);
        countersign::people::store::by_upn(&mut conn, &upn)
            .await
            .unwrap()
            .expect("not in the mirror")
            .id
    }

    /// The disabled plans of a direct assignment, as Graph shows them; `None` = not assigned directly.
    pub async fn plans_off_at_graph(&self, name: &str, sku: &str) -> Option<Vec<String>> {
        let user = self.app.graph.licences(self.id_of(name).await).await.unwrap();
        let sku: SkuId = sku.parse().unwrap();
        let states = user.license_assignment_states.unwrap();
        let state = states
            .iter()
            .find(|state| state.sku_id == sku && state.assigned_by_group.is_none())?;
        let mut off: Vec<_> = state.disabled_plans.iter().map(ToString::to_string).collect();
        off.sort();
        Some(off)
    }

    /// Kinds of the events of a request, in their order.
    pub async fn kinds(&self, request: &str) -> Vec<String> {
        sqlx::query_scalar!(
            "select kind from audit_events where request_id = $1::text::uuid order by written",
            request
        )
        .fetch_all(&self.app.pool)
        .await
        .unwrap()
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    /// Everything is done and the log is whole.
    pub async fn close(mut self) {
        self.works().await;
        let held = sqlx::query_scalar!(r#"select count(*) as "n!" from jobs where state = 'leased'"#);
        assert_eq!(
            held.fetch_one(&self.app.pool).await.unwrap(),
            0,
            "a job was left behind"
        );
        self.seals().await;
        let report = audit::verify(&self.app.pool).await.unwrap();
        assert_eq!(report.findings, [], "the log does not verify");
        assert!(report.sealed > 0);
        assert!(report.covered > 0, "no checkpoint is over the log");
        self.closed = true;
        self.app.pool.close().await;
    }

    /// Seals until every event is sealed.
    pub async fn seals(&self) {
        // Tests run side by side on one server; another one's open transaction may hold the sealer back.
        until("every event is sealed and signed for", async || {
            audit::seal(&self.app.pool, self.now()).await.unwrap();
            audit::sign(&self.app.pool, &self.app.keys, self.now())
                .await
                .unwrap();
            audit::verify(&self.app.pool).await.unwrap().unsealed == 0
        })
        .await;
    }

    pub async fn lease(&self) -> Option<jobs::Leased> {
        jobs::lease(
            &self.app.pool,
            self.now(),
            self.app.process,
            Duration::seconds(120),
        )
        .await
        .unwrap()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        assert!(
            self.closed || std::thread::panicking(),
            "the desk was not closed: nobody looked at the log"
        );
    }
}

impl Person {
    pub async fn get(&self, path: &str) -> Page {
        self.get_at(&format!("{}{path}", self.url)).await
    }

    pub async fn get_at(&self, url: &str) -> Page {
        Page::of(self.http.get(url).send().await.unwrap()).await
    }

    /// Sends a form of a page with the token that the page carries.
    pub async fn post(&self, path: &str, page_with_token: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.get(page_with_token).await.field("csrf");
        let mut fields = fields.to_vec();
        fields.push(("csrf", &token));
        self.post_bare(path, &fields).await
    }

    pub async fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let form: Vec<_> = fields.to_vec();
        Page::of(
            self.http
                .post(format!("{}{path}", self.url))
                .form(&form)
                .send()
                .await
                .unwrap(),
        )
        .await
    }

    /// Chooses who to be on the tenant's page.
    pub async fn chooses(&self, authorize: &str, upn: &str) -> Page {
        let page = self.get_at(authorize).await;
        let html = Html::parse_document(&page.text);
        let hidden = Selector::parse("form.hinted input[type=hidden]").unwrap();
        let mut fields: Vec<(String, String)> = html
            .select(&hidden)
            .map(|input| {
                (
                    input.attr("name").unwrap().to_owned(),
                    input.attr("value").unwrap_or_default().to_owned(),
                )
            })
            .collect();
        assert!(
            !fields.is_empty(),
            "the tenant does not know {upn}: {}",
            page.text
        );
        fields.push(("person".into(), upn.into()));
        let authorize = authorize.split('?').next().unwrap();
        Page::of(self.http.post(authorize).form(&fields).send().await.unwrap()).await
    }

    /// Asks for a product for themselves with every plan that the form offers, but for `without`; answers the id.
    pub async fn asks_for(&self, sku: &str, why: &str, without: &[&str]) -> String {
        let page = self
            .asks_with(sku, &[("justification", why), ("term", "90")], without)
            .await;
        let location = page
            .location
            .clone()
            .unwrap_or_else(|| panic!("not taken: {} {}", page.status, page.text));
        location
            .strip_prefix("/requests/")
            .expect("not a request")
            .to_owned()
    }

    pub async fn asks_with(&self, sku: &str, fields: &[(&str, &str)], without: &[&str]) -> Page {
        let form = format!("/products/{sku}/request");
        let page = self.get(&form).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let plans = page.values("input[name=plans]:not([disabled])");
        let token = page.field("csrf");
        let mut all: Vec<(&str, &str)> = fields.to_vec();
        all.extend(
            plans
                .iter()
                .filter(|plan| !without.contains(&plan.as_str()))
                .map(|plan| ("plans", plan.as_str())),
        );
        all.push(("csrf", &token));
        self.post_bare(&form, &all).await
    }

    /// The one card that waits for this person.
    pub async fn card(&self) -> String {
        let queue = self.get("/approvals").await;
        let cards = queue.hrefs("/approvals/");
        assert_eq!(cards.len(), 1, "{} has {} cards", self.name, cards.len());
        cards[0].clone()
    }

    pub async fn approves(&self) -> Page {
        let card = self.card().await;
        self.approves_card(&card).await
    }

    pub async fn approves_card(&self, card: &str) -> Page {
        let change = self.get(card).await.field("change");
        self.post(
            &format!("{card}/approve"),
            card,
            &[("change", &change), ("note", "")],
        )
        .await
    }

    /// Opens the card and stands with the pen in hand: for two who sign at once.
    pub async fn takes_the_pen(&self) -> (String, [(&'static str, String); 2]) {
        let card = self.card().await;
        let page = self.get(&card).await;
        let fields = [("change", page.field("change")), ("csrf", page.field("csrf"))];
        (format!("{card}/approve"), fields)
    }

    pub async fn signs(&self, (path, fields): &(String, [(&'static str, String); 2])) -> Page {
        self.post_bare(
            path,
            &fields.each_ref().map(|(name, value)| (*name, value.as_str())),
        )
        .await
    }

    pub async fn denies(&self, why: &str) -> Page {
        let card = self.card().await;
        let change = self.get(&card).await.field("change");
        self.post(
            &format!("{card}/deny"),
            &card,
            &[("change", &change), ("reason", why)],
        )
        .await
    }

    pub async fn sees(&self, request: &str) -> Page {
        let page = self.get(&format!("/requests/{request}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        page
    }
}

impl Page {
    pub async fn of(reply: Response) -> Self {
        let location = reply
            .headers()
            .get("location")
            .map(|value| value.to_str().unwrap().to_owned());
        Self {
            status: reply.status(),
            location,
            text: reply.text().await.unwrap(),
        }
    }

    pub fn field(&self, name: &str) -> String {
        let values = self.values(&format!("input[name={name}]"));
        values
            .first()
            .unwrap_or_else(|| panic!("no field {name} on: {} {}", self.status, self.text))
            .clone()
    }

    pub fn values(&self, selector: &str) -> Vec<String> {
        let html = Html::parse_document(&self.text);
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector)
            .map(|input| input.attr("value").unwrap_or_default().to_owned())
            .collect()
    }

    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let html = Html::parse_document(&self.text);
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector)
            .filter_map(|element| element.attr(name))
            .map(str::to_owned)
            .collect()
    }

    /// Where the forms of the page are sent that end so.
    pub fn actions(&self, end: &str) -> Vec<String> {
        let all = self.attributes("form[action]", "action");
        all.into_iter().filter(|action| action.ends_with(end)).collect()
    }

    pub fn hrefs(&self, prefix: &str) -> Vec<String> {
        let html = Html::parse_document(&self.text);
        let selector = Selector::parse("main a[href]").unwrap();
        let hrefs = html.select(&selector).filter_map(|link| link.attr("href"));
        hrefs
            .filter(|href| href.starts_with(prefix))
            .map(str::to_owned)
            .collect()
    }

    /// The words of `selector`, white space folded.
    pub fn words(&self, selector: &str) -> String {
        let html = Html::parse_document(&self.text);
        let selector = Selector::parse(selector).unwrap();
        let words: Vec<_> = html
            .select(&selector)
            .flat_map(|element| element.text())
            .collect();
        words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A fault that strikes the next call whose path contains `path`.
pub fn fault(path: &str, status: u16, code: &str, message: &str) -> Value {
    json!({ "path_contains": path, "status": status, "code": code, "message": message })
}

/// Waits for a fact of the database or the tenant; fails after ten seconds.
pub async fn until<F: Future<Output = bool>>(what: &str, mut fact: impl FnMut() -> F) {
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
    while !fact().await {
        assert!(tokio::time::Instant::now() < deadline, "it never came: {what}");
        tokio::task::yield_now().await;
    }
}
