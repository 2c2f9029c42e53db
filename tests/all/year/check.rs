//! What must be true when the year is over.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::desk::Desk;
use crate::mad_hour::check::{Change, Plans, id};
use crate::mad_hour::ledger;
use crate::mad_hour::stage::Tenant;

struct Grant {
    id: Uuid,
    request: Uuid,
    person: Uuid,
    sku: Uuid,
    plans_on: Plans,
    state: String,
    end_cause: Option<String>,
    end_wished_at: Option<DateTime<Utc>>,
    active_at: Option<DateTime<Utc>>,
    until_at: Option<DateTime<Utc>>,
    held_at: Option<DateTime<Utc>>,
    /// The directory has the person no more.
    gone: bool,
    /// When the account was last closed, if it is, and the grant is older than that.
    closed_at: Option<DateTime<Utc>>,
    /// What follows from that for this grant: state, when it is due, who settled it.
    departure: Option<(String, Option<DateTime<Utc>>, Option<Uuid>)>,
}

/// Blown, and what became of it.
struct Fuse {
    sku: Option<Uuid>,
    reason: Option<String>,
}

struct Event {
    at: DateTime<Utc>,
    kind: String,
    request: Option<Uuid>,
    person: Option<Uuid>,
    detail: Value,
}

/// A difference between Graph and the grants that an administrator can see.
struct Finding {
    person: Uuid,
    sku: Uuid,
    kind: String,
}

pub struct Seen {
    now: DateTime<Utc>,
    application: String,
    grants: Vec<Grant>,
    events: Vec<Event>,
    listed: Vec<Finding>,
    fuses: Vec<Fuse>,
    skus: BTreeMap<Uuid, Plans>,
    assigned: BTreeMap<(Uuid, Uuid), Plans>,
    changes: Vec<Change>,
    /// (department, employee type, manager, country) and so on, as the mirror has them and as Graph shows them.
    mirror: BTreeMap<Uuid, String>,
    directory: BTreeMap<Uuid, String>,
}

impl Seen {
    pub async fn of(desk: &Desk) -> Self {
        let pool = &desk.app.pool;
        let tenant = Tenant {
            url: desk.tenant.url.clone(),
            tenant_id: desk.tenant.tenant_id.to_string(),
            client_id: desk.tenant.client_id.to_string(),
            secret: crate::desk::SECRET,
            http: desk.nobody("the one who checks").http,
        };
        let grants = sqlx::query!(
            r#"select g.id, g.request_id, g.person_id, g.sku_id, g.plans_on, g.state, g.end_cause, g.end_wished_at, g.active_at,
                      g.until_at, g.held_at, p.gone_at, m.noticed_at as "closed_at?", d.state as "departure?",
                      d.due_at as "due_at?", d.settled_by as "settled_by?"
                 from grants g join people p on p.id = g.person_id
                      left join lateral (select noticed_at from movements
                                          where person_id = p.id and kind in ('disabled', 'deleted') and not p.enabled
                                          order by written desc limit 1) m on g.approved_at < m.noticed_at
                      left join lateral (select state, due_at, settled_by from departures
                                          where grant_id = g.id and cause = 'left' and noticed_at <= m.noticed_at
                                          order by noticed_at desc, id desc limit 1) d on true"#
        )
        .fetch_all(pool)
        .await
        .unwrap();
        let grants = grants.into_iter().map(|row| Grant {
            id: row.id,
            request: row.request_id,
            person: row.person_id,
            sku: row.sku_id,
            plans_on: row.plans_on.into_iter().collect(),
            state: row.state,
            end_cause: row.end_cause,
            end_wished_at: row.end_wished_at,
            active_at: row.active_at,
            until_at: row.until_at,
            held_at: row.held_at,
            gone: row.gone_at.is_some(),
            closed_at: row.closed_at,
            departure: row.departure.map(|state| (state, row.due_at, row.settled_by)),
        });
        let events = sqlx::query_as!(
            Event,
            "select at, kind, request_id as request, person_id as person, detail from audit_events order by written"
        );
        let listed = sqlx::query_as!(
            Finding,
            "select person_id as person, sku_id as sku, kind from findings
              where state in ('open', 'accepted')"
        );
        let fuses = sqlx::query_as!(
            Fuse,
            "select sku_id as sku, case when resumed_at is not null then reason end as reason from fuses"
        );
        Self {
            now: desk.now(),
            application: format!("application:{}", tenant.client_id),
            grants: grants.collect(),
            events: events.fetch_all(pool).await.unwrap(),
            listed: listed.fetch_all(pool).await.unwrap(),
            fuses: fuses.fetch_all(pool).await.unwrap(),
            skus: ledger::skus(&tenant).await.unwrap(),
            assigned: ledger::assigned(&tenant).await.unwrap(),
            changes: ledger::changes(&tenant).await.unwrap(),
            mirror: mirror(desk).await,
            directory: directory(&tenant).await,
        }
    }

    pub fn told(&self) -> String {
        let active = self.grants.iter().filter(|grant| grant.state == "active").count();
        format!(
            "{} grants ({active} active), {} direct licences, {} listed differences, {} changes at Graph, {} events",
            self.grants.len(),
            self.assigned.len(),
            self.listed.len(),
            self.changes.len(),
            self.events.len()
        )
    }

    pub fn findings(&self) -> Vec<String> {
        let mut found = self.grants_are_at_graph();
        found.extend(self.licences_are_granted());
        found.extend(self.grants_end());
        found.extend(self.closed_accounts_have_nothing());
        found.extend(self.fuses_are_whole());
        found.extend(self.removals_have_their_reason());
        found.extend(self.chains_are_whole());
        found.extend(self.mirror_is_true());
        found
    }

    fn is_listed(&self, person: Uuid, sku: Uuid, kinds: &[&str]) -> bool {
        let listed = |f: &&Finding| f.person == person && f.sku == sku && kinds.contains(&f.kind.as_str());
        self.listed.iter().any(|finding| listed(&finding))
    }

    /// Every active grant is assigned exactly as granted, or the difference is listed.
    fn grants_are_at_graph(&self) -> Vec<String> {
        let mut found = Vec::new();
        for grant in self.grants.iter().filter(|grant| grant.state != "ended") {
            if grant.state != "active" {
                // Whoever waits for a seat, or begins later, is on the way; nothing else is at the end of a year.
                if !matches!(grant.state.as_str(), "waiting_for_seat" | "scheduled") {
                    found.push(format!("grant {} is {} at the end", grant.id, grant.state));
                }
                continue;
            }
            let all = &self.skus[&grant.sku];
            let wanted: Plans = all.difference(&grant.plans_on).copied().collect();
            match self.assigned.get(&(grant.person, grant.sku)) {
                Some(off) if *off == wanted => {}
                Some(_) if self.is_listed(grant.person, grant.sku, &["plans_differ"]) => {}
                None if self.is_listed(grant.person, grant.sku, &["missing"]) => {}
                other => found.push(format!(
                    "grant {} of {} differs from Graph and is not listed: {other:?}",
                    grant.id, grant.person
                )),
            }
        }
        found
    }

    /// Every licence at Graph is ours, or listed as nobody's.
    fn licences_are_granted(&self) -> Vec<String> {
        let lives: BTreeSet<_> = self
            .grants
            .iter()
            .filter(|grant| grant.state != "ended")
            .map(|grant| (grant.person, grant.sku))
            .collect();
        self.assigned
            .keys()
            .filter(|key| !lives.contains(key))
            .filter(|(person, sku)| !self.is_listed(*person, *sku, &["unknown_licence"]))
            .map(|(person, sku)| format!("{person} has {sku}: nobody granted it, and it is not listed"))
            .collect()
    }

    /// No grant outlives its term or its person, and each that ended has its cause.
    fn grants_end(&self) -> Vec<String> {
        let mut found = Vec::new();
        for grant in &self.grants {
            let over = grant.until_at.is_some_and(|until| until <= self.now);
            if grant.state == "active" && over && grant.held_at.is_none() {
                found.push(format!("grant {} has outlived its term", grant.id));
            }
            if grant.state == "active" && grant.gone {
                found.push(format!(
                    "grant {} has outlived its person: {:?}",
                    grant.id,
                    self.history(grant.person)
                ));
            }
            if grant.state == "ended" && (grant.end_cause.is_none() || grant.end_wished_at.is_none()) {
                found.push(format!("grant {} has ended without a cause", grant.id));
            }
            // Not before its day either.
            let early = grant.end_cause.as_deref() == Some("expired")
                && grant
                    .end_wished_at
                    .zip(grant.until_at)
                    .is_none_or(|(at, until)| at < until);
            if early {
                found.push(format!("grant {} has expired before its day", grant.id));
            }
        }
        found
    }

    /// Whoever is switched off has nothing left of what they had, when the grace is over, unless somebody said so.
    fn closed_accounts_have_nothing(&self) -> Vec<String> {
        let lives = |grant: &&Grant| grant.state != "ended" && !grant.gone;
        let closed = self.grants.iter().filter(lives);
        let closed = closed.filter_map(|grant| Some((grant, grant.closed_at?)));
        let forgotten = closed.filter(|(grant, _)| match &grant.departure {
            None => true,
            Some((state, due, by)) => match state.as_str() {
                "waiting" | "reviewing" => due.is_none_or(|due| due <= self.now),
                "held" => grant.held_at.is_none(),
                "kept" => false,
                "called_off" => by.is_none(),
                _ => true,
            },
        });
        forgotten
            .map(|(grant, at)| {
                format!(
                    "grant {} lives, and the account was closed at {at}: {:?} {:?}",
                    grant.id,
                    grant.departure,
                    self.history(grant.person)
                )
            })
            .collect()
    }

    /// What stopped went on because somebody said why.
    fn fuses_are_whole(&self) -> Vec<String> {
        let silent = self.fuses.iter().filter(|fuse| {
            fuse.reason
                .as_deref()
                .is_none_or(|reason| reason.trim().is_empty())
        });
        let mut found: Vec<_> = silent
            .map(|fuse| {
                format!(
                    "the fuse of {:?} has blown, and nobody said why it may go on",
                    fuse.sku
                )
            })
            .collect();
        let held = self.grants.iter().filter(|grant| grant.held_at.is_some());
        let held = held.filter(|grant| grant.state == "active");
        found.extend(held.map(|grant| format!("grant {} is still held", grant.id)));
        found
    }

    /// What the log says of somebody.
    fn history(&self, person: Uuid) -> Vec<(DateTime<Utc>, &str)> {
        let of = self.events.iter().filter(|event| event.person == Some(person));
        of.map(|event| (event.at, event.kind.as_str())).collect()
    }

    /// What our application took away at Graph, a grant said that it ends, before.
    fn removals_have_their_reason(&self) -> Vec<String> {
        let mut ending: BTreeMap<Uuid, DateTime<Utc>> = BTreeMap::new();
        for event in self.events.iter().filter(|event| event.kind == "grant.ending") {
            if let Some(grant) = id(&event.detail["grant"]) {
                ending.insert(grant, event.at);
            }
        }
        let removals = self
            .changes
            .iter()
            .filter(|change| change.by == self.application && change.after.is_none());
        removals
            .filter(|removal| {
                !self.grants.iter().any(|grant| {
                    (grant.person, grant.sku) == (removal.person, removal.sku)
                        && grant.end_cause.is_some()
                        && ending.get(&grant.id).is_some_and(|at| *at <= removal.at)
                })
            })
            .map(|removal| {
                format!(
                    "{} lost {} at {} for no reason",
                    removal.person, removal.sku, removal.at
                )
            })
            .collect()
    }

    /// The log tells of every grant how it came to be, and how it ended.
    fn chains_are_whole(&self) -> Vec<String> {
        let mut of: BTreeMap<Uuid, Vec<&str>> = BTreeMap::new();
        for event in &self.events {
            if let Some(request) = event.request {
                of.entry(request).or_default().push(&event.kind);
            }
        }
        let mut found = Vec::new();
        for grant in &self.grants {
            let kinds = of.get(&grant.request).map_or(&[][..], Vec::as_slice);
            let has = |kind: &str| kinds.contains(&kind);
            // What was found becomes a grant also when it is to be taken away.
            let was_found = has("drift.adopted") || has("drift.restored");
            if !has("grant.approved") && !was_found {
                found.push(format!("grant {} was born without an event", grant.id));
            }
            if grant.active_at.is_some() && !has("grant.active") && !was_found {
                found.push(format!("grant {} became active without an event", grant.id));
            }
            if grant.state == "ended" && !has("grant.ended") {
                found.push(format!("grant {} ended without an event", grant.id));
            }
        }
        found
    }

    /// The mirror has exactly the people of the directory, as they are.
    fn mirror_is_true(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (person, theirs) in &self.directory {
            match self.mirror.get(person) {
                Some(ours) if ours == theirs => {}
                other => found.push(format!("{person} is {theirs}, and the mirror says {other:?}")),
            }
        }
        let strangers = self
            .mirror
            .keys()
            .filter(|person| !self.directory.contains_key(person));
        found.extend(strangers.map(|person| format!("{person} has left, and the mirror does not know")));
        found
    }
}

async fn mirror(desk: &Desk) -> BTreeMap<Uuid, String> {
    let rows = sqlx::query!(
        "select id, upn, name, department, employee_type, country, enabled, manager_id from people where gone_at is null"
    );
    let rows = rows.fetch_all(&desk.app.pool).await.unwrap();
    let told = rows.into_iter().map(|row| {
        let words = [
            Some(row.upn),
            Some(row.name),
            row.department,
            row.employee_type,
            row.country,
            row.manager_id.map(|id| id.to_string()),
        ];
        (row.id, format!("{} {}", row.enabled, joined(words)))
    });
    told.collect()
}

async fn directory(tenant: &Tenant) -> BTreeMap<Uuid, String> {
    let mut people = BTreeMap::new();
    let select = "$select=id,userPrincipalName,displayName,department,employeeType,country,accountEnabled";
    let mut next = Some(format!(
        "{}/v1.0/users?{select}&$expand=manager($select=id)&$top=500",
        tenant.url
    ));
    while let Some(url) = next {
        let page = ledger::graph(tenant, &url).await.unwrap();
        for user in page["value"].as_array().unwrap() {
            let text = |value: &Value| value.as_str().map(str::to_owned);
            let words = [
                text(&user["userPrincipalName"]),
                text(&user["displayName"]),
                text(&user["department"]),
                text(&user["employeeType"]),
                text(&user["country"]),
                text(&user["manager"]["id"]),
            ];
            people.insert(
                id(&user["id"]).unwrap(),
                format!("{} {}", user["accountEnabled"], joined(words)),
            );
        }
        next = page["@odata.nextLink"].as_str().map(str::to_owned);
    }
    people
}

fn joined(words: [Option<String>; 6]) -> String {
    words.map(Option::unwrap_or_default).join(" | ")
}
