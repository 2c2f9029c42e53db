//! What people do in a year. Everything goes through the front door, through the directory, or by somebody's hand at Graph.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use countersign::fulfilment::drift::adoption::{self, Begun, NewAdoption};
use countersign::fulfilment::drift::decide::{self, Act, Wish};
use countersign::ids::FindingId;
use countersign::jobs::{self, Job};
use countersign::people::directory;
use countersign::worker;
use reqwest::StatusCode;
use serde_json::json;
use uuid::Uuid;

use crate::desk::{Desk, FLOW_FREE, PROJECT, Person, VISIO, until};
use crate::mad_hour::dice::Dice;

/// EMS.
const EMS: &str = "efccb6f7-5641-4e0e-bd10-b4976e1bf68e";
/// POWER_BI_PRO.
const POWER_BI: &str = "f8a1db68-be16-40ed-86d5-cb42ce701560";
const PRODUCTS: [&str; 5] = [VISIO, PROJECT, FLOW_FREE, EMS, POWER_BI];
const ADMINISTRATOR: &str = "ada.novak@haldenroe.example";
/// Who edits by hand, beside us.
const HAND: &str = "viktor.sand@haldenroe.example";

/// When a whole department is closed, and how many people with a licence of ours lose their accounts with it.
const CLOSING_DAY: i64 = 200;
const CLOSED_AT_ONCE: i64 = 25;

#[derive(Default, Debug)]
struct Count {
    joined: usize,
    moved: usize,
    left: usize,
    disabled: usize,
    asked: usize,
    refused: usize,
    signed: usize,
    denied: usize,
    extended: usize,
    given_back: usize,
    reviewed: usize,
    by_hand: usize,
    killed: usize,
    decided: usize,
    adopted: usize,
    closed_with_department: usize,
    resumed: usize,
}

struct Found {
    id: Uuid,
    kind: String,
}

pub struct Life<'a> {
    desk: &'a Desk,
    dice: Dice,
    count: Count,
    /// Who has left the tenant, whatever the mirror says yet.
    gone: BTreeSet<Uuid>,
}

struct Somebody {
    id: Uuid,
    upn: String,
}

impl<'a> Life<'a> {
    pub async fn new(desk: &'a Desk, seed: u64) -> Self {
        Self {
            desk,
            dice: Dice::new(seed, 0),
            count: Count::default(),
            gone: BTreeSet::new(),
        }
    }

    pub async fn day(&mut self, day: i64) {
        if day % 7 == 0 {
            self.people_come_and_go().await;
            self.somebody_edits_by_hand().await;
            // Whoever has left signs nothing: the directory is read every few minutes.
            self.desk.turn(Duration::minutes(6));
            self.desk.works().await;
        }
        if day % 30 == 11 {
            self.a_reading_is_killed().await;
        }
        if day == CLOSING_DAY {
            self.a_department_is_closed().await;
        }
        if day % 2 == 1 {
            self.the_administrator_looks_at_the_fuse().await;
        }
        if self.percent(45) {
            self.somebody_asks().await;
        }
        if day % 3 == 0 {
            self.somebody_signs().await;
        }
        if self.percent(15) {
            self.somebody_extends().await;
        }
        if self.percent(10) {
            self.somebody_gives_back().await;
        }
        if day % 3 == 2 {
            self.somebody_reviews().await;
        }
        if day % 14 == 9 {
            self.the_administrator_looks_after_it().await;
        }
    }

    fn percent(&mut self, percent: u64) -> bool {
        self.dice.below(100) < percent
    }

    fn one_of<T>(&mut self, mut all: Vec<T>) -> Option<T> {
        (!all.is_empty()).then(|| all.swap_remove(self.dice.index(all.len())))
    }

    async fn people_come_and_go(&mut self) {
        for _ in 0..=self.dice.below(2) {
            let manager = self.somebody().await;
            let n = self.count.joined;
            let department = ["Design", "Finance", "Engineering"][self.dice.index(3)];
            let newcomer = json!({
                "given_name": "Newcomer", "surname": format!("Number{n}"), "department": department,
                "employee_type": if self.percent(20) { "Contractor" } else { "Employee" },
                "manager": manager.upn, "country": "Norway",
            });
            self.desk.control("people", newcomer).await;
            self.count.joined += 1;
        }
        for _ in 0..2 {
            let (mover, manager) = (self.somebody().await, self.somebody().await);
            let change = match self.dice.below(3) {
                0 => json!({ "department": "Sales", "manager": manager.upn }),
                1 => json!({ "manager": manager.upn }),
                _ => json!({ "country": "United States", "usage_location": "US" }),
            };
            self.desk.control(&format!("people/{}", mover.id), change).await;
            self.count.moved += 1;
        }
        if self.percent(60) {
            let leaver = self.somebody_who_may_go().await;
            let soft = self.percent(50);
            let path = format!("people/{}/leave", leaver.id);
            self.desk.control(&path, json!({ "soft": soft })).await;
            self.gone.insert(leaver.id);
            self.count.left += 1;
        }
        if self.percent(40) {
            let leaver = self.somebody_who_may_go().await;
            let path = format!("people/{}", leaver.id);
            self.desk
                .control(&path, json!({ "account_enabled": false }))
                .await;
            self.count.disabled += 1;
            if self.percent(30) {
                // It was a mistake: they are back before their grace is over.
                self.desk.turn(Duration::days(1));
                self.desk.works().await;
                self.desk.control(&path, json!({ "account_enabled": true })).await;
            }
        }
    }

    /// More than the fuse lets through, all on one day.
    async fn a_department_is_closed(&mut self) {
        let people = sqlx::query_scalar!(
            "select p.id from people p
              where p.enabled and p.gone_at is null and p.user_type = 'Member' and p.upn <> $1 and p.upn <> $2
                and exists (select from grants g where g.person_id = p.id and g.state = 'active')
              order by p.upn desc limit $3",
            ADMINISTRATOR,
            HAND,
            CLOSED_AT_ONCE,
        );
        for person in people.fetch_all(&self.desk.app.pool).await.unwrap() {
            if self.gone.contains(&person) {
                continue;
            }
            let path = format!("people/{person}");
            self.desk
                .control(&path, json!({ "account_enabled": false }))
                .await;
            self.count.closed_with_department += 1;
        }
    }

    /// What stopped goes on when it has been looked at, with a reason.
    async fn the_administrator_looks_at_the_fuse(&mut self) {
        let blown = sqlx::query_scalar!(r#"select count(*) as "n!" from fuses where resumed_at is null"#);
        if blown.fetch_one(&self.desk.app.pool).await.unwrap() == 0 {
            return;
        }
        let ada = self.desk.sign_in_upn("the administrator", ADMINISTRATOR).await;
        loop {
            let page = ada.get("/admin/fuse").await;
            let Some(address) = page.attributes(".fuse form", "action").into_iter().next() else {
                return;
            };
            let (csrf, held, last) = (page.field("csrf"), page.field("held"), page.field("last_held_us"));
            let fields = [
                ("csrf", csrf.as_str()),
                ("held", &held),
                ("last_held_us", &last),
                ("act", "resume"),
                ("reason", "The department was closed, it is right so."),
            ];
            let done = ada.post_bare(&address, &fields).await;
            assert!(done.status.is_redirection(), "{} {}", done.status, done.text);
            self.count.resumed += 1;
        }
    }

    async fn somebody_edits_by_hand(&mut self) {
        let sku = PRODUCTS[self.dice.index(PRODUCTS.len())];
        let mut edit = match self.dice.below(3) {
            0 => json!({ "person": self.somebody().await.id, "sku": sku }),
            1 => match self.an_active_grant().await {
                Some((person, sku)) => json!({ "person": person, "sku": sku, "remove": true }),
                None => return,
            },
            _ => {
                json!({ "person": self.somebody().await.id, "sku": VISIO, "disabled_plans": ["VISIOONLINE"] })
            }
        };
        edit["actor"] = json!(HAND);
        // Where there is no seat, or nothing to take away, the hand can do nothing either.
        let http = self.desk.nobody("the hand").http;
        let url = format!("{}/_control/assign", self.desk.tenant.url);
        let reply = http.post(url).json(&edit).send().await.unwrap();
        self.count.by_hand += usize::from(reply.status().is_success());
    }

    async fn somebody_asks(&mut self) {
        let (person, sku) = (self.somebody().await, PRODUCTS[self.dice.index(PRODUCTS.len())]);
        let browser = self.desk.sign_in_upn("somebody", &person.upn).await;
        let term = ["30", "90", "180", ""][self.dice.index(4)];
        let fields = [
            ("justification", "It is needed for the work of this quarter."),
            ("term", term),
        ];
        let page = browser.asks_with(sku, &fields, &[]).await;
        match page.status {
            StatusCode::SEE_OTHER => self.count.asked += 1,
            _ => self.count.refused += 1,
        }
    }

    /// Most stages are signed, some denied, and some are forgotten for another day.
    async fn somebody_signs(&mut self) {
        let open = sqlx::query!(
            "select s.id, min(p.upn) as \"upn!\", min(b.upn) as whose, min(r.sku_id::text) as sku, min(r.kind) as kind
               from stages s join stage_approvers a on a.stage_id = s.id join people p on p.id = a.person_id
                    join requests r on r.id = s.request_id join people b on b.id = r.beneficiary_id
              where s.state = 'open' and p.enabled and p.gone_at is null
              group by s.id, s.opened_at order by s.opened_at, whose, sku, kind"
        );
        let mut queues: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
        for stage in open.fetch_all(&self.desk.app.pool).await.unwrap() {
            queues.entry(stage.upn).or_default().push(stage.id);
        }
        for (upn, stages) in queues {
            if self.percent(30) {
                continue;
            }
            let approver = self.desk.sign_in_upn("an approver", &upn).await;
            for stage in stages {
                self.signs(&approver, stage).await;
            }
        }
    }

    async fn signs(&mut self, approver: &Person, stage: Uuid) {
        let card = format!("/approvals/{stage}");
        let approves = self.percent(85);
        let page = if approves {
            approver.approves_card(&card).await
        } else {
            let change = approver.get(&card).await.field("change");
            let fields = [("change", change.as_str()), ("reason", "Not this quarter.")];
            approver.post(&format!("{card}/deny"), &card, &fields).await
        };
        assert!(
            page.status.is_redirection() || page.status == StatusCode::CONFLICT,
            "{}",
            page.text
        );
        let count = if approves {
            &mut self.count.signed
        } else {
            &mut self.count.denied
        };
        *count += 1;
    }

    async fn somebody_gives_back(&mut self) {
        let Some((person, sku)) = self.an_active_grant().await else {
            return;
        };
        let browser = self.of(person).await;
        let path = format!("/licences/{sku}/give-back");
        let page = browser.post(&path, "/licences", &[("understood", "yes")]).await;
        self.count.given_back += usize::from(page.status == StatusCode::SEE_OTHER);
    }

    /// Somebody whom the directory has, with an account and a manager.
    async fn somebody(&mut self) -> Somebody {
        let all = sqlx::query_as!(
            Somebody,
            "select id, upn from people
              where gone_at is null and enabled and user_type = 'Member' and manager_id is not null and usage_location is not null
              order by upn"
        );
        let all = all.fetch_all(&self.desk.app.pool).await.unwrap();
        self.one_of(all).expect("nobody is left")
    }

    /// As [`Life::somebody`], but none of those who keep the house running.
    async fn somebody_who_may_go(&mut self) -> Somebody {
        loop {
            let somebody = self.somebody().await;
            // The directory may not have been read since somebody left.
            let is_there = !self.gone.contains(&somebody.id);
            if is_there && somebody.upn != HAND && !somebody.upn.starts_with("ada.") {
                return somebody;
            }
        }
    }

    async fn an_active_grant(&mut self) -> Option<(Uuid, Uuid)> {
        let all = sqlx::query!(
            "select g.person_id, g.sku_id from grants g join people p on p.id = g.person_id
              where g.state = 'active' and p.enabled and p.gone_at is null order by p.upn, g.sku_id"
        );
        let all = all.fetch_all(&self.desk.app.pool).await.unwrap();
        self.one_of(all).map(|grant| (grant.person_id, grant.sku_id))
    }

    async fn of(&self, person: Uuid) -> Person {
        let upn = sqlx::query_scalar!("select upn from people where id = $1", person);
        let upn = upn.fetch_one(&self.desk.app.pool).await.unwrap();
        self.desk.sign_in_upn("somebody", &upn).await
    }

    async fn somebody_extends(&mut self) {
        let due = sqlx::query!(
            "select g.person_id, g.sku_id from grants g join people p on p.id = g.person_id
              where g.state = 'active' and g.until_at < $1 and p.enabled and p.gone_at is null
              order by g.until_at, p.upn, g.sku_id",
            self.desk.now() + Duration::days(20)
        );
        let due = due.fetch_all(&self.desk.app.pool).await.unwrap();
        // The others forget.
        let Some(grant) = self.one_of(due) else { return };
        let browser = self.of(grant.person_id).await;
        let path = format!("/licences/{}/extend", grant.sku_id);
        let page = browser.get(&path).await;
        if page.status != StatusCode::OK {
            return;
        }
        let fields = [
            ("term", "90"),
            ("justification", "The work goes on for another quarter."),
        ];
        let page = browser.post(&path, &path, &fields).await;
        self.count.extended += usize::from(page.status == StatusCode::SEE_OTHER);
    }

    async fn somebody_reviews(&mut self) {
        let open = sqlx::query!(
            r#"select d.id, p.upn as "upn?" from departures d left join people p on p.id = d.reviewer_id
                    join people w on w.id = d.person_id
              where d.state = 'reviewing' order by d.noticed_at, w.upn, d.sku_id"#
        );
        for review in open.fetch_all(&self.desk.app.pool).await.unwrap() {
            // Some nobody looks at until the grace is over.
            if self.percent(40) {
                continue;
            }
            let upn = review.upn.as_deref().unwrap_or(ADMINISTRATOR);
            let reviewer = self.desk.sign_in_upn("a reviewer", upn).await;
            let answer = if self.percent(50) { "keep" } else { "end" };
            let fields = [
                ("answer", answer),
                ("reason", "It was looked at with the new team."),
            ];
            let page = reviewer
                .post(&format!("/reviews/{}", review.id), "/reviews", &fields)
                .await;
            assert!(page.status.is_redirection(), "{} {}", page.status, page.text);
            self.count.reviewed += 1;
        }
    }

    /// Repairs what waits for a person, compares everybody, and decides some of what is found.
    async fn the_administrator_looks_after_it(&mut self) {
        let ada = self.desk.sign_in_upn("the administrator", ADMINISTRATOR).await;
        self.desk.tries_again(&ada).await;
        self.compares_everybody().await;
        let open = sqlx::query_as!(
            Found,
            "select f.id, f.kind from findings f join people p on p.id = f.person_id
              where f.state = 'open' order by p.upn, f.sku_id, f.kind, f.group_id"
        );
        for found in open.fetch_all(&self.desk.app.pool).await.unwrap() {
            let act = match (self.dice.below(4), found.kind.as_str()) {
                (0, _) | (_, "group_error") => continue,
                (1, "missing") | (2, _) => Act::Restore,
                (3, _) => Act::Accept,
                _ => Act::Adopt,
            };
            self.decides(act, FindingId(found.id)).await;
        }
        self.desk.works_until_idle().await;
    }

    async fn decides(&mut self, act: Act, finding: FindingId) {
        let by = self.desk.id_of("ada.novak").await;
        let wish = Wish {
            by,
            act,
            reason: "Looked at with the team.",
            ends_on: None,
            zones: &self.desk.app.config.living.zones,
        };
        let mut tx = self.desk.app.pool.begin().await.unwrap();
        let decided = decide::decide(&mut tx, self.desk.now(), &wish, &[finding])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.count.decided += decided.done.len();
    }

    pub async fn adopts_all_as_found(&mut self) {
        self.desk.sign_in_upn("the administrator", ADMINISTRATOR).await;
        self.compares_everybody().await;
        let pool = &self.desk.app.pool;
        let mut tx = pool.begin().await.unwrap();
        let extent = adoption::store::extent(&mut tx, None).await.unwrap().unwrap();
        let new = NewAdoption {
            by: self.desk.id_of("ada.novak").await,
            reason: "As it was before Countersign came.",
            sku: None,
            ends_on: None,
            shown: extent.into(),
        };
        let begun = adoption::begin(&mut tx, self.desk.now(), new).await.unwrap();
        assert!(matches!(begun, Begun::Begun(_)), "{begun:?}");
        tx.commit().await.unwrap();
        self.desk.works().await;
        self.count.adopted = usize::try_from(extent.count).unwrap();
        let open = sqlx::query_scalar!(
            r#"select count(*) as "n!" from findings where state = 'open' and kind = 'unknown_licence'"#
        );
        assert_eq!(open.fetch_one(pool).await.unwrap(), 0, "all was adopted as found");
    }

    async fn compares_everybody(&self) {
        let mut conn = self.desk.app.pool.acquire().await.unwrap();
        let now = self.desk.now();
        jobs::enqueue(&mut conn, now, Job::ScanDrift, now).await.unwrap();
        drop(conn);
        self.desk.works().await;
    }

    /// A reading of everybody stops between two pages, with its process.
    async fn a_reading_is_killed(&mut self) {
        let mut conn = self.desk.app.pool.acquire().await.unwrap();
        let by = self.desk.id_of("ada.novak").await;
        directory::read_anew(&mut conn, self.desk.now(), by)
            .await
            .unwrap();
        let run = sqlx::query_scalar!("select run from mirrors where name = 'people'");
        let run = run.fetch_one(&mut *conn).await.unwrap();
        drop(conn);
        let hold = json!({ "path_contains": "/users/delta?$skiptoken", "hold": true, "times": 1, "when": "before", "status": 200 });
        self.desk.control("faults", hold).await;
        let app = self.desk.app.clone();
        let worker = tokio::spawn(async move { while worker::work_once(&app).await.unwrap() {} });
        until("a page is written or all is read", async || {
            let row = sqlx::query!("select run, pages from mirrors where name = 'people'");
            let row = row.fetch_one(&self.desk.app.pool).await.unwrap();
            row.run > run && row.pages >= 1
        })
        .await;
        worker.abort();
        let killed = worker.await.is_err();
        self.desk.control("release", json!({})).await;
        self.desk.no_more_faults().await;
        self.count.killed += usize::from(killed);
        // When its lease has run out, another takes over.
        self.desk.turn(Duration::minutes(10));
        jobs::release_expired(&self.desk.app.pool, self.desk.now())
            .await
            .unwrap();
        self.desk.works().await;
    }

    /// No new wishes: what is open is signed or closed, what is under way ends, everything is compared.
    pub async fn settles(&mut self) {
        // The longest grace of the policy, and a day.
        for _ in 0..8 {
            self.desk.turn(Duration::days(1));
            self.desk.works().await;
        }
        let ada = self.desk.sign_in_upn("the administrator", ADMINISTRATOR).await;
        for _ in 0..4 {
            self.desk.turn(Duration::hours(2));
            self.desk.works_until_idle().await;
            self.desk.tries_again(&ada).await;
        }
        self.the_administrator_looks_at_the_fuse().await;
        self.desk.works_until_idle().await;
        // A reading may be older than our own last change.
        self.desk.turn(Duration::minutes(10));
        self.compares_everybody().await;
    }

    pub fn told(&self) -> String {
        format!("{:?}", self.count)
    }

    /// A year in which nothing happens would prove nothing.
    pub fn was_lively(&self) {
        let Count {
            joined,
            moved,
            left,
            disabled,
            asked,
            signed,
            denied,
            extended,
            given_back,
            reviewed,
            by_hand,
            decided,
            adopted,
            killed,
            closed_with_department,
            resumed,
            ..
        } = self.count;
        for (what, n, least) in [
            ("joined", joined, 50),
            ("moved", moved, 40),
            ("left", left, 20),
            ("disabled", disabled, 10),
            // Whoever has a suite is told that it contains what they ask for, and asks for less.
            ("asked", asked, 70),
            ("signed", signed, 60),
            ("denied", denied, 5),
            ("extended", extended, 10),
            ("given back", given_back, 10),
            ("reviewed", reviewed, 3),
            ("edited by hand", by_hand, 25),
            ("decided", decided, 10),
            ("adopted", adopted, 100),
            ("killed", killed, 8),
            ("closed with the department", closed_with_department, 20),
            ("fuses resumed", resumed, 1),
        ] {
            assert!(n >= least, "only {n} {what}");
        }
    }
}
