//! Random histories of what people do at the desk, through the front door: whatever they try, and in whatever order, nobody
//! signs for themselves, no stage is skipped, nobody signs twice where the rule wants others, every request ends, and each
//! mail and event belongs to exactly one change.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use countersign::worker;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use reqwest::StatusCode;
use serde_json::json;

use crate::desk::{Desk, PROJECT, Page, Person, VISIO};
use crate::mail::header;

const POLICY: &str = r#"
[[route]]
id = "project-by-two"
products = ["PROJECTPROFESSIONAL"]
distinct_people = true
stages = [
    { who = "manager", within = "2d", remind = "1d", then = "manager's manager", may_change = ["term"] },
    { who = "role:Administrator", signatures = 2, within = "3d", then = "lapse", may_change = ["term", "plans"] },
]

[[route]]
id = "visio-by-the-manager"
products = ["VISIOCLIENT"]
stages = [{ who = "manager", within = "1d", then = "role:Administrator", may_change = ["term", "plans"] }]
"#;
/// Employees, their manager, his manager, and two administrators.
const PEOPLE: [&str; 6] = [
    "mia.berg",
    "emil.brandt",
    "jonas.lind",
    "clara.roe",
    "ada.novak",
    "viktor.sand",
];
/// Histories; each is a company of its own.
const HISTORIES: u32 = 4;
/// What proptest takes where PROPTEST_CASES says nothing.
const UNSAID: u32 = 256;
const MOST_STEPS: usize = 24;

/// What somebody does; people and stages by number, whatever is there.
#[derive(Clone, Debug)]
enum Step {
    Submit {
        who: usize,
        for_whom: usize,
        project: bool,
    },
    /// Signs any stage that there ever was, whether it waits for them or not.
    Intrude {
        who: usize,
        stage: usize,
    },
    /// Somebody signs what waits for them; `item` = which of all that waits for anybody.
    Sign {
        item: usize,
    },
    Deny {
        item: usize,
    },
    Narrow {
        item: usize,
    },
    Ask {
        item: usize,
    },
    Answer {
        who: usize,
        request: usize,
    },
    /// Somebody takes back what they signed; `signature` = which of all that count.
    TakeBack {
        signature: usize,
    },
    Cancel {
        who: usize,
        request: usize,
    },
    /// Another request takes the place of one that waits.
    Change {
        who: usize,
        request: usize,
    },
    Appeal {
        who: usize,
        request: usize,
    },
    Remind {
        who: usize,
        request: usize,
    },
    Delegate {
        from: usize,
        to: usize,
    },
    /// A delegation ends before its time.
    EndDelegation {
        which: usize,
    },
    /// Somebody has another manager.
    Move {
        who: usize,
        manager: usize,
    },
    /// The clock goes on, and whatever is due happens.
    Wait {
        hours: i64,
    },
    Leave {
        who: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..PEOPLE.len();
    let which = 0..64_usize;
    prop_oneof![
        // For themselves or a report, and now and then for whom they may not.
        7 => (prop::sample::select(vec![(0, 0), (1, 1), (2, 0)]), any::<bool>())
            .prop_map(|((who, for_whom), project)| Step::Submit { who, for_whom, project }),
        1 => (who.clone(), who.clone(), any::<bool>())
            .prop_map(|(who, for_whom, project)| Step::Submit { who, for_whom, project }),
        2 => (who.clone(), which.clone()).prop_map(|(who, stage)| Step::Intrude { who, stage }),
        6 => which.clone().prop_map(|item| Step::Sign { item }),
        1 => which.clone().prop_map(|item| Step::Deny { item }),
        3 => which.clone().prop_map(|item| Step::Narrow { item }),
        2 => which.clone().prop_map(|item| Step::Ask { item }),
        2 => (who.clone(), which.clone()).prop_map(|(who, request)| Step::Answer { who, request }),
        4 => which.clone().prop_map(|signature| Step::TakeBack { signature }),
        1 => (who.clone(), which.clone()).prop_map(|(who, request)| Step::Cancel { who, request }),
        2 => (0..3_usize, which.clone()).prop_map(|(who, request)| Step::Change { who, request }),
        2 => (who.clone(), which.clone()).prop_map(|(who, request)| Step::Appeal { who, request }),
        1 => (who.clone(), which.clone()).prop_map(|(who, request)| Step::Remind { who, request }),
        2 => (who.clone(), who.clone()).prop_map(|(from, to)| Step::Delegate { from, to }),
        1 => which.prop_map(|which| Step::EndDelegation { which }),
        1 => (0..2_usize, 2..4_usize).prop_map(|(who, manager)| Step::Move { who, manager }),
        3 => prop_oneof![Just(0), Just(1), Just(26), Just(80)].prop_map(|hours| Step::Wait { hours }),
        1 => (1..3_usize).prop_map(|who| Step::Leave { who }),
    ]
}

/// The desk, and who is signed in there.
struct History {
    desk: Desk,
    people: Vec<Person>,
    gone: BTreeSet<usize>,
}

impl History {
    async fn begin() -> Self {
        let desk = Desk::with_mail_and_undo(POLICY, 30).await;
        let mut history = Self {
            desk,
            people: Vec::new(),
            gone: BTreeSet::new(),
        };
        history.sign_in().await;
        history
    }

    /// Sessions end with the day.
    async fn sign_in(&mut self) {
        self.people.clear();
        for (at, name) in PEOPLE.iter().enumerate() {
            let person = match self.gone.contains(&at) {
                true => self.desk.nobody(name),
                false => self.desk.sign_in(name).await,
            };
            self.people.push(person);
        }
    }

    async fn requests(&self) -> Vec<String> {
        sqlx::query_scalar!(r#"select id::text as "id!" from requests order by created_at, id"#)
            .fetch_all(&self.desk.app.pool)
            .await
            .unwrap()
    }

    async fn stages(&self) -> Vec<String> {
        sqlx::query_scalar!(
            r#"select s.id::text as "id!" from stages s join requests r on r.id = s.request_id
                order by r.created_at, s.request_id, s.position, s.id"#
        )
        .fetch_all(&self.desk.app.pool)
        .await
        .unwrap()
    }

    /// Somebody, by number, and a stage: one of all that waits for those who are there.
    async fn waiting(&self, at: usize) -> Option<(usize, String)> {
        let rows = sqlx::query!(
            r#"select p.upn, m.stage_id::text as "id!" from may_sign m join people p on p.id = m.person_id order by 1, 2"#
        );
        let rows = rows.fetch_all(&self.desk.app.pool).await.unwrap();
        self.of_somebody(at, rows.into_iter().map(|row| (row.upn, row.id)))
    }

    /// Somebody, and a stage of which a signature of theirs counts; the last one first.
    async fn signed(&self, at: usize) -> Option<(usize, String)> {
        let rows = sqlx::query!(
            r#"select p.upn, g.stage_id::text as "id!" from signatures g join people p on p.id = g.person_id
                where g.taken_back_at is null order by g.signed_at desc, 1, 2"#
        );
        let rows = rows.fetch_all(&self.desk.app.pool).await.unwrap();
        self.of_somebody(at, rows.into_iter().map(|row| (row.upn, row.id)))
    }

    /// Somebody, and a delegation of theirs that runs.
    async fn delegated(&self, at: usize) -> Option<(usize, String)> {
        let rows = sqlx::query!(
            r#"select p.upn, d.id::text as "id!" from delegations d join people p on p.id = d.from_id
                where d.ended_at is null order by d.id"#
        );
        let rows = rows.fetch_all(&self.desk.app.pool).await.unwrap();
        self.of_somebody(at, rows.into_iter().map(|row| (row.upn, row.id)))
    }

    /// One of these (the upn of a person, and an id), of those who are there.
    fn of_somebody(
        &self,
        at: usize,
        rows: impl Iterator<Item = (String, String)>,
    ) -> Option<(usize, String)> {
        let theirs: Vec<_> = rows
            .filter_map(|(upn, id)| {
                let who = PEOPLE
                    .iter()
                    .position(|name| upn.strip_prefix(name).is_some_and(|rest| rest.starts_with('@')))?;
                (!self.gone.contains(&who)).then_some((who, id))
            })
            .collect();
        (!theirs.is_empty()).then(|| theirs[at % theirs.len()].clone())
    }

    /// Sends a form with a token of any page: whoever may not see a page tries all the same.
    async fn sends(&mut self, who: usize, path: &str, fields: &[(&str, &str)]) -> Option<Page> {
        if self.gone.contains(&who) {
            return None;
        }
        let token = self.people[who].get("/settings").await.field("csrf");
        let mut fields = fields.to_vec();
        fields.push(("csrf", &token));
        let page = self.people[who].post_bare(path, &fields).await;
        assert!(
            page.status != StatusCode::INTERNAL_SERVER_ERROR,
            "{path} {fields:?}: {}",
            page.text
        );
        Some(page)
    }

    async fn change_of(&self, stage: &str) -> String {
        sqlx::query_scalar!(
            "select r.change_hash from requests r join stages s on s.request_id = r.id where s.id = $1::text::uuid",
            stage
        )
        .fetch_one(&self.desk.app.pool)
        .await
        .unwrap()
    }

    async fn refusals(&self) -> i64 {
        sqlx::query_scalar!(r#"select count(*) as "n!" from audit_events where kind = 'access.refused' and detail ? 'attempt'"#)
            .fetch_one(&self.desk.app.pool)
            .await
            .unwrap()
    }

    async fn works(&self) {
        while worker::work_once(&self.desk.app).await.unwrap() {}
    }

    async fn act(&mut self, step: &Step) {
        let before = self.refusals().await;
        match *step {
            Step::Submit {
                who,
                for_whom,
                project,
            } => {
                let sku = if project { PROJECT } else { VISIO };
                let whom = self.desk.id_of(PEOPLE[for_whom]).await.to_string();
                self.submits(who, sku, &whom, &[("term", "90")]).await;
            }
            Step::Intrude { who, stage } => {
                let all = self.stages().await;
                if !all.is_empty() {
                    self.signs(who, &all[stage % all.len()], before).await;
                }
            }
            Step::Sign { item } => {
                if let Some((who, id)) = self.waiting(item).await {
                    self.signs(who, &id, before).await;
                }
            }
            Step::Deny { item } => {
                if let Some((who, id)) = self.waiting(item).await {
                    let path = format!("/approvals/{id}/deny");
                    let page = self.sends(who, &path, &[("reason", "No.")]).await;
                    self.must_be_noted(page, before).await;
                }
            }
            Step::Narrow { item } => {
                if let Some((who, id)) = self.waiting(item).await {
                    let change = self.change_of(&id).await;
                    let path = format!("/approvals/{id}/narrow");
                    let fields = [("change", change.as_str()), ("days", "30")];
                    let page = self.sends(who, &path, &fields).await;
                    self.must_be_noted(page, before).await;
                }
            }
            Step::Ask { item } => {
                if let Some((who, id)) = self.waiting(item).await {
                    let path = format!("/approvals/{id}/ask");
                    let page = self.sends(who, &path, &[("question", "Why?")]).await;
                    self.must_be_noted(page, before).await;
                }
            }
            Step::TakeBack { signature } => {
                if let Some((who, id)) = self.signed(signature).await {
                    let page = self.sends(who, &format!("/approvals/{id}/undo"), &[]).await;
                    self.must_be_noted(page, before).await;
                }
            }
            Step::EndDelegation { which } => {
                if let Some((who, id)) = self.delegated(which).await {
                    self.sends(who, &format!("/delegation/{id}/end"), &[]).await;
                }
            }
            Step::Move { who, manager } => {
                let manager = format!("{}@haldenroe.example", PEOPLE[manager]);
                let path = format!("people/{}@haldenroe.example/move", PEOPLE[who]);
                self.desk.control(&path, json!({ "manager": manager })).await;
                self.desk.turn(Duration::minutes(6));
                self.works().await;
                self.sign_in().await;
            }
            Step::Answer { who, request } => {
                self.on_request(who, request, "answer", &[("text", "Because.")])
                    .await
            }
            Step::Cancel { who, request } => self.on_request(who, request, "cancel", &[]).await,
            Step::Change { who, request } => {
                let all = self.requests().await;
                let Some(id) = all.get(request % all.len().max(1)).cloned() else {
                    return;
                };
                let sku = self.sku_of(&id).await;
                let whom = self.beneficiary_of(&id).await;
                self.submits(who, &sku, &whom, &[("term", "30"), ("changes", &id)])
                    .await;
            }
            Step::Appeal { who, request } => {
                self.on_request(who, request, "appeal", &[("text", "It is needed all the same.")])
                    .await;
            }
            Step::Remind { who, request } => self.on_request(who, request, "remind", &[]).await,
            Step::Delegate { from, to } => {
                let until = (self.desk.now() + Duration::days(5)).date_naive().to_string();
                let fields = [
                    ("to", PEOPLE[to]),
                    ("until_day", until.as_str()),
                    ("step", "save"),
                ];
                self.sends(from, "/delegation", &fields).await;
            }
            Step::Wait { hours } => {
                self.desk.turn(Duration::hours(hours) + Duration::seconds(31));
                self.works().await;
                if hours > 0 {
                    self.sign_in().await;
                }
            }
            Step::Leave { who } => {
                if self.gone.insert(who) {
                    let id = self.desk.id_of(PEOPLE[who]).await;
                    self.desk
                        .control(&format!("people/{id}/disable"), json!({}))
                        .await;
                    self.desk.turn(Duration::minutes(6));
                    self.works().await;
                    self.sign_in().await;
                }
            }
        }
    }

    async fn submits(&mut self, who: usize, sku: &str, whom: &str, more: &[(&str, &str)]) {
        let path = format!("/products/{sku}/request");
        let page = match self.gone.contains(&who) {
            true => return,
            false => self.people[who].get(&path).await,
        };
        let plans = page.values("input[name=plans]:not([disabled])");
        let mut fields = vec![("beneficiary", whom), ("justification", "Needed.")];
        fields.extend(plans.iter().map(|plan| ("plans", plan.as_str())));
        fields.extend(more);
        if let Some(page) = self.sends(who, &path, &fields).await
            && page.status != StatusCode::SEE_OTHER
        {
            println!(
                "{} {more:?}: {} {}",
                PEOPLE[who],
                page.status,
                page.words(".summary, .notice, .message, main h1")
            );
        }
    }

    async fn signs(&mut self, who: usize, stage: &str, before: i64) {
        let change = self.change_of(stage).await;
        let path = format!("/approvals/{stage}/approve");
        let page = self.sends(who, &path, &[("change", &change), ("note", "")]).await;
        self.must_be_noted(page, before).await;
    }

    /// Whoever neither asked nor gets it may do nothing of this.
    async fn on_request(&mut self, who: usize, at: usize, what: &str, fields: &[(&str, &str)]) {
        let all = self.requests().await;
        let Some(id) = all.get(at % all.len().max(1)).cloned() else {
            return;
        };
        let before = self.refusals().await;
        let page = self.sends(who, &format!("/requests/{id}/{what}"), fields).await;
        if page.is_some() && !self.is_party(who, &id).await {
            self.assert_noted(before, what).await;
        }
    }

    /// Who is told that they may not has left an event.
    async fn must_be_noted(&mut self, page: Option<Page>, before: i64) {
        if page.is_some_and(|page| page.status == StatusCode::FORBIDDEN) {
            self.assert_noted(before, "sign").await;
        }
    }

    async fn assert_noted(&self, before: i64, what: &str) {
        let now = self.refusals().await;
        assert_eq!(
            now,
            before + 1,
            "a refused attempt to {what} is not in the log once"
        );
    }

    async fn is_party(&self, who: usize, request: &str) -> bool {
        let id = self.desk.id_of(PEOPLE[who]).await;
        sqlx::query_scalar!(
            r#"select $2 in (requester_id, beneficiary_id) as "is!" from requests where id = $1::text::uuid"#,
            request,
            id.0
        )
        .fetch_one(&self.desk.app.pool)
        .await
        .unwrap()
    }

    async fn sku_of(&self, request: &str) -> String {
        sqlx::query_scalar!(
            r#"select sku_id::text as "sku!" from requests where id = $1::text::uuid"#,
            request
        )
        .fetch_one(&self.desk.app.pool)
        .await
        .unwrap()
    }

    async fn beneficiary_of(&self, request: &str) -> String {
        sqlx::query_scalar!(
            r#"select beneficiary_id::text as "id!" from requests where id = $1::text::uuid"#,
            request
        )
        .fetch_one(&self.desk.app.pool)
        .await
        .unwrap()
    }

    /// Nobody does anything any more: time does.
    async fn ends(&mut self) {
        for turn in 0..40 {
            if self.open().await == 0 {
                return;
            }
            // First what is due within days, then what has waited longest.
            let hours = if turn < 6 { 60 } else { 480 };
            self.desk.turn(Duration::hours(hours));
            self.works().await;
        }
        assert_eq!(self.open().await, 0, "a request does not end");
    }

    async fn kinds(&self) -> Vec<(String, i64)> {
        let rows = sqlx::query!(r#"select kind, count(*) as "n!" from audit_events group by kind"#);
        let rows = rows.fetch_all(&self.desk.app.pool).await.unwrap();
        rows.into_iter().map(|row| (row.kind, row.n)).collect()
    }

    /// What nobody has decided or nobody carries out; where there is no seat, it waits until there is one.
    async fn open(&self) -> i64 {
        let open = sqlx::query_scalar!(
            r#"select count(*) as "n!" from requests r
                where r.state = 'awaiting_approval'
                   or r.state = 'approved' and not exists (select from grants g where g.request_id = r.id
                                                             and g.state = 'waiting_for_seat')"#
        );
        open.fetch_one(&self.desk.app.pool).await.unwrap()
    }

    async fn none(&self, what: &str, statement: &str) {
        let statement = format!("select count(*) from ({statement}) as wrong");
        let wrong: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
            .fetch_one(&self.desk.app.pool)
            .await
            .unwrap();
        assert_eq!(wrong, 0, "{what}");
    }

    async fn holds(&self) {
        self.none(
            "somebody signed for themselves",
            "select from signatures g join requests r on r.id = g.request_id
              where g.person_id in (r.requester_id, r.beneficiary_id)
                 or g.on_behalf_of in (r.requester_id, r.beneficiary_id)",
        )
        .await;
        self.none(
            "a stage was skipped",
            "select from grants gr join requests r on r.id = gr.request_id and r.kind = 'assign'
               join stages s on s.request_id = r.id and s.replaced_at is null
              where s.state <> 'signed'
                 or s.needed > (select count(distinct coalesce(g.on_behalf_of, g.person_id)) from signatures g
                                 where g.stage_id = s.id and g.change_hash = r.change_hash and g.answer = 'approve'
                                   and g.taken_back_at is null)",
        )
        .await;
        self.none(
            "something was granted that nobody had to sign",
            "select from grants gr join requests r on r.id = gr.request_id
              where not exists (select from stages s where s.request_id = r.id and s.replaced_at is null)",
        )
        .await;
        self.none(
            "one person, or one right, signed at two stages of a rule that wants others",
            "select from requests r
               join stages s1 on s1.request_id = r.id and s1.replaced_at is null and s1.rule = 'project-by-two'
               join stages s2 on s2.request_id = r.id and s2.replaced_at is null and s2.position > s1.position
               join signatures a on a.stage_id = s1.id and a.change_hash = r.change_hash and a.taken_back_at is null
                                and a.answer = 'approve'
               join signatures b on b.stage_id = s2.id and b.change_hash = r.change_hash and b.taken_back_at is null
                                and b.answer = 'approve'
              where array[a.person_id, a.on_behalf_of] && array[b.person_id, b.on_behalf_of]",
        )
        .await;
        self.none(
            "a signature without its event, or the other way round",
            "select from (select request_id, count(*) as n from signatures group by 1) g
               full join (select request_id, count(*) as n from audit_events where kind = 'signature.given' group by 1) e
                 using (request_id) where g.n is distinct from e.n",
        )
        .await;
        self.none(
            "a signature that was taken back without its event, or the other way round",
            "select from (select request_id, count(*) as n from signatures where taken_back_at is not null group by 1) g
               full join (select request_id, count(*) as n from audit_events where kind = 'signature.taken_back' group by 1) e
                 using (request_id) where g.n is distinct from e.n",
        )
        .await;
        self.none(
            "a grant that was approved twice, or without its event",
            "select from (select request_id, count(*) as n from grants group by 1) g
               full join (select request_id, count(*) as n from audit_events where kind = 'grant.approved' group by 1) e
                 using (request_id) where g.n is distinct from e.n or g.n <> 1",
        )
        .await;
        self.none(
            "somebody is told of a request by an event of another",
            "select from notices n join audit_events e on e.id = n.event_id
              where n.request_id is not null and n.request_id is distinct from e.request_id",
        )
        .await;
        self.none(
            "a mail that goes to somebody else than its notices, or to nobody's",
            "select from mails m left join notices n on n.mail_id = m.id group by m.id, m.person_id
             having count(n.id) = 0 or bool_or(n.person_id <> m.person_id)",
        )
        .await;
        self.none(
            "one person, or one right, signed twice at one stage",
            "select from signatures a
               join signatures b on b.stage_id = a.stage_id and b.change_hash = a.change_hash and b.id > a.id
               join requests r on r.id = a.request_id
              where a.taken_back_at is null and b.taken_back_at is null
                and array[a.person_id, a.on_behalf_of] && array[b.person_id, b.on_behalf_of]",
        )
        .await;
        self.mails_arrived_once().await;
    }

    /// Each mail that was sent arrived, once, at whom it was for; each notice that was told is told by a mail.
    async fn mails_arrived_once(&self) {
        let sent = sqlx::query_scalar!(
            r#"select '<' || id::text || ' ' || lower(address) as "sent!" from mails where state = 'sent'"#
        );
        let mut sent = sent.fetch_all(&self.desk.app.pool).await.unwrap();
        let mut arrived: Vec<_> = self
            .desk
            .mails()
            .await
            .iter()
            .map(|mail| {
                let id = header(mail, "Message-ID");
                let to = mail["to"][0].as_str().unwrap().to_lowercase();
                format!("{} {to}", id.split('@').next().unwrap())
            })
            .collect();
        sent.sort();
        arrived.sort();
        assert_eq!(sent, arrived);
    }
}

/// A history in which everything happens that chance may leave out, but a grant.
fn full() -> Vec<Step> {
    vec![
        Step::Submit {
            who: 0,
            for_whom: 0,
            project: true,
        },
        Step::Delegate { from: 2, to: 3 },
        Step::Ask { item: 0 },
        Step::Answer { who: 0, request: 0 },
        Step::Narrow { item: 0 },
        Step::TakeBack { signature: 0 },
        Step::Sign { item: 0 },
        Step::Wait { hours: 0 },
        Step::Sign { item: 0 },
        Step::Submit {
            who: 0,
            for_whom: 0,
            project: false,
        },
        Step::Deny { item: 0 },
        Step::Wait { hours: 0 },
        Step::Appeal { who: 0, request: 1 },
        Step::Submit {
            who: 1,
            for_whom: 1,
            project: true,
        },
        Step::Change { who: 1, request: 2 },
        Step::Cancel { who: 1, request: 3 },
        // By somebody who has nothing to do with it.
        Step::Cancel { who: 4, request: 0 },
        Step::Remind { who: 5, request: 1 },
        Step::Intrude { who: 0, stage: 0 },
        // One of two who are wanted, and the same one again.
        Step::Intrude { who: 4, stage: 1 },
        Step::Intrude { who: 4, stage: 1 },
        Step::EndDelegation { which: 0 },
        Step::Submit {
            who: 1,
            for_whom: 1,
            project: true,
        },
        Step::Move { who: 1, manager: 3 },
        Step::Submit {
            who: 0,
            for_whom: 0,
            project: false,
        },
        Step::Leave { who: 2 },
        Step::Wait { hours: 26 },
    ]
}

/// The short one: asked for, signed, and given.
fn plain() -> Vec<Step> {
    vec![
        Step::Submit {
            who: 0,
            for_whom: 0,
            project: false,
        },
        Step::Sign { item: 0 },
        Step::Wait { hours: 0 },
    ]
}

/// What the histories that are always the same must have had in them: what never happens is not tried.
const HAPPENS: [&str; 16] = [
    "signature.given",
    "signature.taken_back",
    "request.narrowed",
    "inquiry.asked",
    "inquiry.answered",
    "delegation.item_moved",
    "delegation.ended",
    "request.denied",
    "request.cancelled",
    "request.appealed",
    "request.lapsed",
    "stage.escalated",
    "stage.approvers_replaced",
    "grant.approved",
    "access.refused",
    "mail.sent",
];

#[test]
fn whatever_people_do_the_desk_holds() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    // As many as PROPTEST_CASES says, if it does.
    let usual = Config::default();
    let config = Config {
        cases: match usual.cases {
            UNSAID => HISTORIES,
            said => said,
        },
        max_shrink_iters: 8,
        failure_persistence: None,
        ..usual
    };
    let mut runner = TestRunner::new(config);
    let histories = prop::collection::vec(step(), 12..MOST_STEPS);
    let happened = RefCell::new(BTreeMap::<String, i64>::new());
    let run = |steps: &[Step]| {
        runtime.block_on(async {
            let mut history = History::begin().await;
            for step in steps {
                history.act(step).await;
            }
            history.ends().await;
            history.holds().await;
            for (kind, count) in history.kinds().await {
                *happened.borrow_mut().entry(kind).or_default() += count;
            }
            history.desk.close().await;
        });
    };
    run(&plain());
    run(&full());
    let never: Vec<_> = HAPPENS
        .into_iter()
        .filter(|kind| !happened.borrow().contains_key(*kind))
        .collect();
    assert_eq!(never, Vec::<&str>::new(), "{:?}", happened.borrow());
    runner
        .run(&histories, |steps| {
            run(&steps);
            Ok(())
        })
        .unwrap();
    println!("{:#?}", happened.into_inner());
}
