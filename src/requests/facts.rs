//! Facts for a decision: read from Graph first, written to the mirror, then put into the policy's words.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use chrono::{DateTime, Datelike, Months, NaiveTime, Utc};
use sqlx::PgConnection;

use super::ask::Ask;
use super::questions::{self, Answers};
use super::submit::Decided;
use super::swap::store::{Granted, granted_to};
use super::term::Term;
use super::{Change, ForWhom, Request, paths, store};
use crate::app::App;
use crate::catalog::{self, Plan, Product};
use crate::config::SeatsInWarning;
use crate::graph::{self, Get, wire};
use crate::ids::{GrantId, GroupId, PersonId, PlanId, SkuId};
use crate::people::{self, Person};
use crate::policy::{
    Decision, Facts, HeldFacts, PersonFacts, Policy, ProductFacts, RequestFacts, SeatFacts, SpendFacts,
};

/// What Graph says about the people and the product of a request, at one moment.
pub struct Seen {
    pub requester: Person,
    pub beneficiary: Person,
    pub product: Product,
    /// All plans of the product.
    pub plans: Vec<Plan>,
    /// The beneficiary's licences, one row for each path.
    pub held: Vec<wire::LicenseAssignmentState>,
    requester_groups: Vec<String>,
    beneficiary_groups: Vec<String>,
    /// Products and plans of everything held.
    held_products: Vec<(Product, Vec<Plan>)>,
    /// What the beneficiary has by grants of ours that live.
    granted: Vec<Granted>,
    spend: SpendFacts,
}

/// What the decision is about, whether it was asked already or is about to be.
pub struct Wish<'a> {
    pub justification: &'a str,
    pub term: Term,
    pub plans_off: &'a [PlanId],
    /// The grant that is to have other plans.
    pub changes: Option<GrantId>,
    pub answers: &'a Answers,
    /// As it was when it was asked; `None` = as the directory says now.
    pub for_whom: Option<ForWhom>,
}

impl<'a> From<&'a Ask> for Wish<'a> {
    fn from(ask: &'a Ask) -> Self {
        Self {
            justification: ask.justification.as_str(),
            term: ask.term,
            plans_off: &ask.plans_off,
            changes: ask.changes,
            answers: &ask.answers,
            for_whom: None,
        }
    }
}

impl<'a> From<&'a Request> for Wish<'a> {
    fn from(request: &'a Request) -> Self {
        Self {
            justification: &request.justification,
            term: Term::from(request),
            plans_off: &request.plans_off,
            changes: request.changes,
            answers: &request.answers,
            // A report who has another manager since stays what was asked.
            for_whom: request.for_whom.or(Some(request.of_old())),
        }
    }
}

/// Reads the people, their groups, the beneficiary's licences and the SKUs from Graph, and remembers them.
/// `None` when the tenant has no such product.
pub async fn read(app: &App, parties: (PersonId, PersonId), sku: SkuId) -> anyhow::Result<Option<Seen>> {
    let mut seen = read_many(app, parties, &[sku]).await?;
    Ok(seen.pop())
}

/// The same for several products at once: those that the tenant has, in the order in which they were asked about.
pub async fn read_many(
    app: &App,
    (requester, beneficiary): (PersonId, PersonId),
    wanted: &[SkuId],
) -> anyhow::Result<Vec<Seen>> {
    let now = app.clock.now();
    let (mut read, held, mut skus) = ask(&app.graph, requester, beneficiary).await?;
    // Rows are written in one order everywhere, so that two transactions never wait for each other.
    read.sort_by_key(|(user, _)| user.id);
    skus.sort_by_key(|sku| sku.sku_id);

    let mut tx = app.pool.begin().await?;
    // The mirror is read again anyhow; who decides by it commits after it, and waits for the disk.
    people::directory::store::no_wait_for_disk(&mut tx).await?;
    for (user, groups) in &read {
        remember_person(&mut tx, now, user, groups).await?;
    }
    let mut in_order = wanted.to_vec();
    in_order.sort();
    for sku in in_order {
        catalog::sync::remember_news(&mut tx, now, &skus, sku).await?;
    }
    let mut all = Vec::new();
    if let Some(known) = Known::read(&mut tx, (requester, beneficiary), held).await? {
        // The mirror keeps what the tenant had; only what it has now can be asked for.
        for &sku in wanted
            .iter()
            .filter(|sku| skus.iter().any(|live| live.sku_id == **sku))
        {
            let Some(product) = catalog::store::by_sku(&mut tx, sku).await? else {
                continue;
            };
            let plans = catalog::store::plans_of(&mut tx, &[sku]).await?;
            let mut seen = known.clone().about(product, plans);
            // Also where no rule asks for it: what is decided now may be replayed with a draft that does.
            let centre = seen.product.cost_center.clone().unwrap_or_default();
            seen.spend.month_cents = Some(month_spend(&mut tx, &centre, now).await?);
            all.push(seen);
        }
    }
    tx.commit().await?;
    Ok(all)
}

type ReadPerson = (wire::User, Vec<wire::Group>);

/// Everything in one round trip; only a person in very many groups needs more.
async fn ask(
    graph: &graph::Client,
    requester: PersonId,
    beneficiary: PersonId,
) -> anyhow::Result<(
    Vec<ReadPerson>,
    Vec<wire::LicenseAssignmentState>,
    Vec<wire::SubscribedSku>,
)> {
    let mut people = vec![requester, beneficiary];
    people.dedup();
    let mut gets = vec![Get::licences(beneficiary), Get::subscribed_skus()];
    for &person in &people {
        gets.extend([Get::user(person), Get::groups_of(person)]);
    }
    let mut answers = graph.batch(&gets).await?.into_iter();
    let mut next = || answers.next().context("Graph answered less than was asked");
    let held: wire::User = next()??.read()?;
    let skus: wire::Page<wire::SubscribedSku> = next()??.read()?;
    let mut read = Vec::new();
    for _ in &people {
        let user = next()??.read()?;
        let first_groups = next()??.read()?;
        read.push((user, graph.all_groups(first_groups).await?));
    }
    Ok((
        read,
        held.license_assignment_states.unwrap_or_default(),
        skus.value,
    ))
}

async fn remember_person(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    user: &wire::User,
    groups: &[wire::Group],
) -> anyhow::Result<()> {
    if let Some(manager) = &user.manager {
        people::directory::remember_if_new(conn, now, manager).await?;
    }
    let id = people::directory::remember(conn, now, user)
        .await?
        .context("Graph answered a user without an id")?;
    people::directory::groups::remember(conn, now, id, groups).await?;
    Ok(())
}

/// The same from the mirror alone, with licences read elsewhere: for pages that only show what would happen.
pub async fn from_mirror(
    conn: &mut PgConnection,
    (requester, beneficiary): (PersonId, PersonId),
    sku: SkuId,
    held: Vec<wire::LicenseAssignmentState>,
) -> anyhow::Result<Option<Seen>> {
    let Some(product) = catalog::store::by_sku(conn, sku).await? else {
        return Ok(None);
    };
    let plans = catalog::store::plans_of(conn, &[sku]).await?;
    let known = Known::read(conn, (requester, beneficiary), held).await?;
    Ok(known.map(|known| known.about(product, plans)))
}

/// What does not depend on the product: for pages that show many.
#[derive(Clone)]
pub struct Known {
    requester: Person,
    beneficiary: Person,
    requester_groups: Vec<String>,
    beneficiary_groups: Vec<String>,
    held: Vec<wire::LicenseAssignmentState>,
    held_products: Vec<(Product, Vec<Plan>)>,
    granted: Vec<Granted>,
}

impl Known {
    /// From the mirror, with licences read elsewhere; `None` = the mirror does not have one of the people.
    pub async fn read(
        conn: &mut PgConnection,
        (requester, beneficiary): (PersonId, PersonId),
        held: Vec<wire::LicenseAssignmentState>,
    ) -> sqlx::Result<Option<Self>> {
        let of_both = people::store::these(conn, &[requester, beneficiary]).await?;
        let found = |id| of_both.iter().find(|person| person.id == id).cloned();
        let (Some(requester), Some(beneficiary)) = (found(requester), found(beneficiary)) else {
            return Ok(None);
        };
        let skus: Vec<_> = held.iter().map(|state| state.sku_id).collect();
        let mut held_products = Vec::new();
        if !skus.is_empty() {
            let plans = catalog::store::plans_of(conn, &skus).await?;
            let products = catalog::store::by_skus(conn, &skus).await?;
            // One for each path.
            for sku in skus {
                let product = products.iter().find(|product| product.sku_id == sku);
                held_products.extend(product.map(|product| {
                    let of_it = plans.iter().filter(|plan| plan.sku_id == sku);
                    (product.clone(), of_it.cloned().collect())
                }));
            }
        }
        let beneficiary_groups = people::store::group_names(conn, beneficiary.id).await?;
        Ok(Some(Self {
            requester_groups: match requester.id == beneficiary.id {
                true => beneficiary_groups.clone(),
                false => people::store::group_names(conn, requester.id).await?,
            },
            beneficiary_groups,
            granted: granted_to(conn, beneficiary.id).await?,
            requester,
            beneficiary,
            held,
            held_products,
        }))
    }

    pub fn about(self, product: Product, plans: Vec<Plan>) -> Seen {
        Seen {
            requester: self.requester,
            beneficiary: self.beneficiary,
            product,
            plans,
            held: self.held,
            requester_groups: self.requester_groups,
            beneficiary_groups: self.beneficiary_groups,
            held_products: self.held_products,
            granted: self.granted,
            spend: SpendFacts::default(),
        }
    }
}

/// What the policy says now of something that waits, by the mirror alone; `None` where that does not know who or what it is
/// about. Licences are not in the mirror: they are those of the last decision.
pub async fn decide_by_mirror(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    policy: &Policy,
    request: &Request,
) -> anyhow::Result<Option<(Seen, Facts, Decision)>> {
    let parties = (request.requester_id, request.beneficiary_id);
    let (Some(mut seen), Some(last)) = (
        from_mirror(conn, parties, request.sku_id, Vec::new()).await?,
        store::last_decision(conn, request.id).await?,
    ) else {
        return Ok(None);
    };
    seen.count_spend(conn, policy, now).await?;
    let mut facts = seen.facts(now, &Wish::from(request));
    facts.held = last.facts.held;
    let (facts, decision) = questions::decide_waiting(policy, facts);
    Ok(Some((seen, facts, decision)))
}

/// The first moment of the month, and of the next, in UTC.
fn month_of(now: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let first = now.date_naive().with_day(1)?;
    let next = first.checked_add_months(Months::new(1))?;
    let midnight = |day: chrono::NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    Some((midnight(first), midnight(next)))
}

/// The next month, and what the cost centre will have spent in it by what is granted now.
pub async fn next_month(
    conn: &mut PgConnection,
    centre: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<(DateTime<Utc>, i64)> {
    let (_, next) = month_of(now).context("there is no such month")?;
    Ok((next, month_spend(conn, centre, next).await?))
}

async fn month_spend(conn: &mut PgConnection, centre: &str, now: DateTime<Utc>) -> anyhow::Result<i64> {
    let month = month_of(now).context("there is no such month")?;
    Ok(store::month_spend(conn, centre, month).await?)
}

impl Seen {
    /// Counts what the cost centre of the product spends this month, where a rule of the policy asks for it.
    pub async fn count_spend(
        &mut self,
        conn: &mut PgConnection,
        policy: &Policy,
        now: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        self.count_spend_once(conn, policy, now, &mut BTreeMap::new())
            .await
    }

    /// The same for one of many products: each cost centre is counted once.
    pub async fn count_spend_once(
        &mut self,
        conn: &mut PgConnection,
        policy: &Policy,
        now: DateTime<Utc>,
        counted: &mut BTreeMap<String, i64>,
    ) -> anyhow::Result<()> {
        if !policy.asks_for_spend() {
            return Ok(());
        }
        let centre = self.product.cost_center.clone().unwrap_or_default();
        if !counted.contains_key(&centre) {
            let cents = month_spend(conn, &centre, now).await?;
            counted.insert(centre.clone(), cents);
        }
        self.spend.month_cents = counted.get(&centre).copied();
        Ok(())
    }

    /// Another product for the same people, as this one was seen.
    pub fn instead(&self, product: Product, plans: Vec<Plan>) -> Self {
        Self {
            requester: self.requester.clone(),
            beneficiary: self.beneficiary.clone(),
            product,
            plans,
            held: self.held.clone(),
            requester_groups: self.requester_groups.clone(),
            beneficiary_groups: self.beneficiary_groups.clone(),
            held_products: self.held_products.clone(),
            granted: self.granted.clone(),
            spend: SpendFacts::default(),
        }
    }

    /// Counts again what the cost centre spends, and lets nobody else count it until the transaction ends: of two who were
    /// decided at once, the second sees what the first takes. Answers the decision anew where it has become another sum.
    pub(super) async fn count_again(
        &self,
        tx: &mut PgConnection,
        now: DateTime<Utc>,
        decided: Decided<'_>,
    ) -> anyhow::Result<Option<(Facts, Decision)>> {
        if !decided.policy.asks_for_spend() {
            return Ok(None);
        }
        let centre = &decided.facts.product.cost_center;
        store::lock_cost_centre(tx, centre).await?;
        let cents = month_spend(tx, centre, now).await?;
        if Some(cents) == decided.facts.spend.month_cents {
            return Ok(None);
        }
        let mut facts = decided.facts.clone();
        facts.spend.month_cents = Some(cents);
        let decision = decided.policy.decide(&facts);
        Ok(Some((facts, decision)))
    }

    /// In the policy's words.
    pub fn facts(&self, now: DateTime<Utc>, wish: &Wish<'_>) -> Facts {
        let name_of = |id: &PlanId| {
            self.plans
                .iter()
                .find(|plan| plan.plan_id == *id)
                .map(|plan| plan.name.clone())
        };
        Facts {
            requester: person_facts(&self.requester, &self.requester_groups),
            beneficiary: person_facts(&self.beneficiary, &self.beneficiary_groups),
            product: ProductFacts {
                sku: self.product.part_number.clone(),
                name: self.product.title().to_owned(),
                price_cents: self.product.price_cents.unwrap_or(0),
                cost_center: self.product.cost_center.clone().unwrap_or_default(),
                plans: self.switchable().map(|plan| plan.name.clone()).collect(),
            },
            request: RequestFacts {
                kind: match (wish.term.extends, wish.changes) {
                    (Some(_), _) => "extend".into(),
                    (None, Some(_)) => "change".into(),
                    (None, None) => "assign".into(),
                },
                justification: wish.justification.to_owned(),
                term_days: wish.term.counted(),
                plans_off: wish.plans_off.iter().filter_map(name_of).collect(),
                for_self: self.requester.id == self.beneficiary.id,
                for_whom: wish.for_whom.unwrap_or(self.for_whom()).word().to_owned(),
                changed: Vec::new(),
                answers: wish.answers.clone(),
            },
            held: self
                .held
                .iter()
                .filter_map(|state| self.held_facts(state))
                .collect(),
            seats: SeatFacts {
                enabled: self.product.enabled_seats.into(),
                consumed: self.product.consumed_seats.into(),
                // What is paid for; a rule must not count on seats in their grace period.
                free: self.product.free_seats(SeatsInWarning::Ignore).into(),
            },
            spend: self.spend.clone(),
            now,
        }
    }

    /// How the beneficiary stands to the requester, by the directory.
    pub fn for_whom(&self) -> ForWhom {
        if self.requester.id == self.beneficiary.id {
            ForWhom::Oneself
        } else if self.beneficiary.manager_id == Some(self.requester.id) {
            ForWhom::Report
        } else {
            ForWhom::Other
        }
    }

    /// Plans that a request can have or leave. One that nobody has classified is part of no change.
    pub fn switchable(&self) -> impl Iterator<Item = &Plan> {
        self.plans.iter().filter(|plan| plan.can_be_asked_for())
    }

    /// The exact change that follows from a decision.
    pub fn change(&self, decision: &Decision, wish: &Wish<'_>) -> Change {
        let off = |plan: &&Plan| {
            wish.plans_off.contains(&plan.plan_id)
                || decision.plans_off.iter().any(|off| off.plan == plan.name)
        };
        let (mut plans_off, mut plans_on): (Vec<_>, Vec<_>) = self.switchable().partition(off);
        if wish.changes.is_some() {
            plans_on.extend(self.stay_on());
        }
        plans_off.sort_by_key(|plan| plan.plan_id);
        plans_on.sort_by_key(|plan| plan.plan_id);
        if wish.term.extends.is_some() {
            plans_off.clear();
            plans_on.clear();
        }
        let (term_days, ends_on) = match wish.changes {
            Some(_) => (None, None),
            None => wish.term.granted(decision.term_days),
        };
        Change {
            beneficiary: self.beneficiary.id,
            sku: self.product.sku_id,
            plans_on: plans_on.iter().map(|plan| plan.plan_id).collect(),
            plans_off: plans_off.iter().map(|plan| plan.plan_id).collect(),
            term_days,
            begins_on: wish.term.begins_on,
            ends_on,
            extends: wish.term.extends,
            changes: wish.changes,
            replaces: self.replaced(decision),
        }
    }

    /// The products of which a grant lives whose place the decision has this one take, sorted.
    pub fn replaced(&self, decision: &Decision) -> Vec<SkuId> {
        let is_replaced = |granted: &&Granted| {
            let mut replaces = decision.replaces.iter();
            replaces.any(|replaced| replaced.sku == granted.part_number)
        };
        let mut skus: Vec<_> = self
            .granted
            .iter()
            .filter(is_replaced)
            .map(|g| g.sku_id)
            .collect();
        skus.sort();
        skus.dedup();
        skus
    }

    /// Plans that the beneficiary has on by a grant of this product that lives.
    pub fn granted_plans(&self) -> &[PlanId] {
        let mut granted = self.granted.iter();
        let granted = granted.find(|granted| granted.sku_id == self.product.sku_id);
        granted.map_or(&[], |granted| granted.plans_on.as_slice())
    }

    /// Plans of the grant that nobody can ask for any more: they were on before that, and no request switches them off.
    pub fn stay_on(&self) -> impl Iterator<Item = &Plan> {
        let granted = self.granted_plans();
        self.plans.iter().filter(move |plan| {
            plan.can_be_switched() && !plan.can_be_asked_for() && granted.contains(&plan.plan_id)
        })
    }

    /// When the right ends by which the beneficiary has a product directly; `None` = it has no end that is known here.
    pub(super) fn granted_until(&self, sku: SkuId) -> Option<DateTime<Utc>> {
        let granted = self.granted.iter().find(|granted| granted.sku_id == sku)?;
        granted.until_at
    }

    /// Title and plans of something that the beneficiary holds.
    pub(super) fn held_product(&self, sku: SkuId) -> Option<(String, Vec<PlanId>)> {
        let (product, plans) = self.held_products.iter().find(|(p, _)| p.sku_id == sku)?;
        Some((
            product.title().to_owned(),
            plans.iter().map(|plan| plan.plan_id).collect(),
        ))
    }

    /// A group through which the beneficiary has this plan on, in whatever product.
    pub fn on_through_group(&self, plan: PlanId) -> Option<GroupId> {
        let has = |sku: SkuId| {
            let held = self
                .held_products
                .iter()
                .find(|(product, _)| product.sku_id == sku);
            held.is_some_and(|(_, plans)| plans.iter().any(|other| other.plan_id == plan))
        };
        let on = |state: &&wire::LicenseAssignmentState| {
            paths::is_in_effect(state) && !state.disabled_plans.contains(&plan) && has(state.sku_id)
        };
        let through_groups = self.held.iter().filter(|state| state.assigned_by_group.is_some());
        through_groups.into_iter().find(on)?.assigned_by_group
    }

    /// Plans that the beneficiary has on by other products, directly or through groups.
    pub fn on_by_others(&self) -> BTreeSet<PlanId> {
        let others = self
            .held
            .iter()
            .filter(|state| state.sku_id != self.product.sku_id && paths::is_in_effect(state));
        others
            .flat_map(|state| {
                let of_it = self.held_products.iter().find(|(p, _)| p.sku_id == state.sku_id);
                let plans = of_it.map_or(&[][..], |(_, plans)| plans.as_slice());
                plans
                    .iter()
                    .map(|plan| plan.plan_id)
                    .filter(|plan| !state.disabled_plans.contains(plan))
            })
            .collect()
    }

    /// Titles of the products that the beneficiary holds, each once.
    pub fn held_titles(&self) -> Vec<String> {
        let mut titles: Vec<_> = self
            .held_products
            .iter()
            .map(|(product, _)| product.title().to_owned())
            .collect();
        titles.sort();
        titles.dedup();
        titles
    }

    fn held_facts(&self, state: &wire::LicenseAssignmentState) -> Option<HeldFacts> {
        let (product, plans) = self
            .held_products
            .iter()
            .find(|(product, _)| product.sku_id == state.sku_id)?;
        Some(HeldFacts {
            sku: product.part_number.clone(),
            name: product.title().to_owned(),
            plans: plans
                .iter()
                .filter(|plan| !state.disabled_plans.contains(&plan.plan_id))
                .map(|plan| plan.name.clone())
                .collect(),
            inherited: state.assigned_by_group.is_some(),
            granted: state.assigned_by_group.is_none()
                && self.granted.iter().any(|granted| granted.sku_id == state.sku_id),
        })
    }
}

fn person_facts(person: &Person, groups: &[String]) -> PersonFacts {
    let or_empty = |value: &Option<String>| value.clone().unwrap_or_default();
    PersonFacts {
        id: person.id.to_string(),
        upn: person.upn.clone(),
        name: person.name.clone(),
        department: or_empty(&person.department),
        job_title: or_empty(&person.job_title),
        employee_type: or_empty(&person.employee_type),
        user_type: person.user_type.clone(),
        country: or_empty(&person.country),
        usage_location: or_empty(&person.usage_location),
        enabled: person.enabled,
        has_manager: person.manager_id.is_some(),
        groups: groups.to_vec(),
    }
}
