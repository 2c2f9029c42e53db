//! `GET /licences`: what the person has, as Graph shows it now, each product by each of its paths.

use std::collections::BTreeMap;

use axum::extract::State;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use tower_sessions::Session;

use super::licence_views::{EndedLine, LicenceCard, LicencesPage, PathLine, ToCome, Until};
use super::{approvals, ends};
use crate::app::App;
use crate::catalog::{self, Plan, Product};
use crate::fulfilment::{EndCause, Grant, GrantState, store};
use crate::graph::wire::LicenseAssignmentState;
use crate::ids::{PersonId, PlanId, RequestId, SkuId};
use crate::people;
use crate::people::signed_in::SignedIn;
use crate::requests::calendar;
use crate::requests::frame::frame;
use crate::requests::paths::{GroupNames, is_in_effect};
use crate::web::page::{Badge, Moment, Place, Tone};
use crate::web::{Failure, flash};

/// Ended grants that are listed.
const MOST_ENDED: usize = 5;

/// What a person has and has a right to, with the words for it.
pub struct Held {
    pub states: Vec<LicenseAssignmentState>,
    /// Ended ones too.
    pub grants: Vec<Grant>,
    pub products: Vec<Product>,
    /// Plans of everything that is held or granted.
    pub plans: Vec<Plan>,
    pub groups: GroupNames,
    /// A sentence for each grant that lives: who approved it.
    pub approvals: BTreeMap<RequestId, String>,
    /// Graph did not answer: `states` is empty and says nothing.
    pub unread: bool,
    /// In which the person's days are.
    pub zone: Tz,
}

impl Held {
    /// Graph is asked before a connection is taken: it may be slow, and others need the connection.
    pub async fn read(app: &App, person: PersonId) -> Result<Self, Failure> {
        let (states, unread) = match app.graph.licences(person).await {
            Ok(user) => (user.license_assignment_states.unwrap_or_default(), false),
            Err(error) => {
                tracing::warn!(person.id = %person, "licences could not be read: {error}");
                (Vec::new(), true)
            }
        };
        let groups = GroupNames::read(&app.graph, &app.pool, person, &states).await?;
        let mut conn = app.pool.acquire().await?;
        let grants = store::of_person(&mut conn, person).await?;
        let mut skus: Vec<_> = states.iter().map(|state| state.sku_id).collect();
        skus.extend(grants.iter().map(|grant| grant.sku_id));
        skus.sort();
        skus.dedup();
        let products = catalog::store::by_skus(&mut conn, &skus).await?;
        let plans = catalog::store::plans_of(&mut conn, &skus).await?;
        let approvals = approvals::of(&mut conn, &grants).await?;
        let zones = &app.config.living.zones;
        let zone = people::store::by_id(&mut conn, person)
            .await?
            .map_or(zones.usual, |person| person.zone(zones));
        Ok(Self {
            states,
            grants,
            products,
            plans,
            groups,
            approvals,
            unread,
            zone,
        })
    }

    pub fn title(&self, sku: SkuId) -> String {
        let product = self.products.iter().find(|product| product.sku_id == sku);
        product.map_or_else(|| sku.to_string(), |product| product.title().to_owned())
    }

    pub fn plans_of(&self, sku: SkuId) -> impl Iterator<Item = &Plan> {
        self.plans
            .iter()
            .filter(move |plan| plan.sku_id == sku && plan.can_be_switched())
    }

    pub fn states_of(&self, sku: SkuId) -> impl Iterator<Item = &LicenseAssignmentState> {
        self.states.iter().filter(move |state| state.sku_id == sku)
    }

    /// The grant that lives for this product and may have reached Graph.
    pub fn grant_of(&self, sku: SkuId) -> Option<&Grant> {
        self.grants.iter().find(|grant| {
            grant.sku_id == sku
                && grant.state != GrantState::Ended
                && (grant.active_at.is_some() || grant.sent_at.is_some())
        })
    }

    /// Names of the groups through which the person has the product.
    pub fn groups_of(&self, sku: SkuId) -> Vec<String> {
        let groups = self.states_of(sku).filter_map(|state| state.assigned_by_group);
        groups.map(|group| self.groups.name(group)).collect()
    }

    fn titles(&self, sku: SkuId, take: impl Fn(PlanId) -> bool) -> Vec<String> {
        let plans = self.plans_of(sku).filter(|plan| take(plan.plan_id));
        plans.map(|plan| plan.title().to_owned()).collect()
    }
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
) -> Result<LicencesPage, Failure> {
    let held = Held::read(&app, person.person).await?;
    let now = app.clock.now();
    let mut skus: Vec<_> = held.states.iter().map(|state| state.sku_id).collect();
    let living = held.grants.iter().filter(|grant| grant.active_at.is_some());
    skus.extend(
        living
            .filter(|grant| grant.state != GrantState::Ended)
            .map(|grant| grant.sku_id),
    );
    skus.sort();
    skus.dedup();
    let mut cards: Vec<_> = skus.into_iter().map(|sku| card(&held, sku, now)).collect();
    cards.sort_by_key(|card| card.product.to_lowercase());
    let mut conn = app.pool.acquire().await?;
    let ends = ends::notices(&mut conn, now, &app.config.living.zones, person.person).await?;
    let chrome = frame(&mut conn, &person, t!("nav-licences"), Place::Licences).await?;
    drop(conn);
    Ok(LicencesPage {
        chrome: flash::take(&session, chrome).await?,
        is_read: !held.unread,
        cards,
        to_come: to_come(&held),
        ends,
        ended: ended(&held, now),
    })
}

fn card(held: &Held, sku: SkuId, now: DateTime<Utc>) -> LicenceCard {
    let grant = held.grant_of(sku);
    let mut paths: Vec<_> = held
        .states_of(sku)
        .map(|state| match (state.assigned_by_group, grant) {
            (Some(_), _) => through_group(held, state),
            (None, Some(grant)) => by_grant(held, grant, Some(state), now),
            (None, None) => by_hand(held, state, now),
        })
        .collect();
    let direct = held
        .states_of(sku)
        .find(|state| state.assigned_by_group.is_none());
    if let (Some(grant), None) = (grant, direct) {
        paths.insert(0, by_grant(held, grant, None, now));
    }
    let is_on = |plan: PlanId| match held.unread {
        true => grant.is_some_and(|grant| grant.plans_on.contains(&plan)),
        false => held
            .states_of(sku)
            .any(|state| is_in_effect(state) && !state.disabled_plans.contains(&plan)),
    };
    let product = held.products.iter().find(|product| product.sku_id == sku);
    LicenceCard {
        product: held.title(sku),
        part_number: product
            .map(|product| product.part_number.clone())
            .unwrap_or_default(),
        paths,
        on: held.titles(sku, is_on),
        off: held.titles(sku, |plan| !is_on(plan)),
        warnings: direct.map(|direct| warnings(held, direct)).unwrap_or_default(),
    }
}

/// Plans that are off directly and on through a group of the same product.
fn warnings(held: &Held, direct: &LicenseAssignmentState) -> Vec<String> {
    let mut warnings = Vec::new();
    for plan in held.plans_of(direct.sku_id) {
        let group = held.states_of(direct.sku_id).find(|state| {
            is_in_effect(state)
                && !state.disabled_plans.contains(&plan.plan_id)
                && state.assigned_by_group.is_some()
        });
        if let (true, Some(group)) = (
            direct.disabled_plans.contains(&plan.plan_id),
            group.and_then(|state| state.assigned_by_group),
        ) {
            warnings.push(t!(
                "licences-off-directly",
                plan = plan.title(),
                group = held.groups.name(group)
            ));
        }
    }
    warnings
}

fn off(held: &Held, state: &LicenseAssignmentState) -> Vec<String> {
    held.titles(state.sku_id, |plan| state.disabled_plans.contains(&plan))
}

fn on(held: &Held, state: &LicenseAssignmentState) -> Vec<String> {
    held.titles(state.sku_id, |plan| !state.disabled_plans.contains(&plan))
}

fn through_group(held: &Held, state: &LicenseAssignmentState) -> PathLine {
    let group = state
        .assigned_by_group
        .map(|group| held.groups.name(group))
        .unwrap_or_default();
    PathLine {
        title: t!("licences-through", group = group),
        state: None,
        request_href: None,
        since: None,
        until: None,
        approved: None,
        on: on(held, state),
        off: off(held, state),
        problem: problem(state),
        give_back_href: None,
        extend_href: None,
        plans_href: None,
        is_held: false,
    }
}

fn by_hand(held: &Held, state: &LicenseAssignmentState, now: DateTime<Utc>) -> PathLine {
    PathLine {
        title: t!("licences-direct").into(),
        state: None,
        request_href: None,
        since: state.last_updated_date_time.map(|at| Moment::since(at, now)),
        until: None,
        approved: None,
        on: on(held, state),
        off: off(held, state),
        problem: problem(state),
        give_back_href: None,
        extend_href: None,
        plans_href: None,
        is_held: false,
    }
}

fn by_grant(
    held: &Held,
    grant: &Grant,
    state: Option<&LicenseAssignmentState>,
    now: DateTime<Utc>,
) -> PathLine {
    let badge = match grant.state {
        GrantState::Active => Badge::new(Tone::Good, t!("state-active")),
        GrantState::Ending => Badge::new(Tone::Waiting, t!("state-removing")),
        GrantState::RemovalNeedsAttention => Badge::new(Tone::Bad, t!("state-removal-stuck")),
        _ if grant.active_at.is_some() => Badge::new(Tone::Waiting, t!("state-changing")),
        _ => Badge::new(Tone::Waiting, t!("state-setting-up")),
    };
    let missing = state.is_none() && !held.unread && grant.state == GrantState::Active;
    PathLine {
        title: t!("licences-by-grant").into(),
        state: Some(badge),
        request_href: Some(format!("/requests/{}", grant.request_id)),
        since: grant.active_at.map(|at| Moment::since(at, now)),
        until: grant.until_at.map(|at| until(at, held.zone)),
        approved: held.approvals.get(&grant.request_id).cloned(),
        on: match state {
            Some(state) => on(held, state),
            None => held.titles(grant.sku_id, |plan| grant.plans_on.contains(&plan)),
        },
        off: match state {
            Some(state) => off(held, state),
            None => held.titles(grant.sku_id, |plan| !grant.plans_on.contains(&plan)),
        },
        problem: match state {
            Some(state) => problem(state),
            None => missing.then(|| t!("licences-missing").into()),
        },
        give_back_href: (grant.can_be_given_back() && !held.unread)
            .then(|| format!("/licences/{}/give-back", grant.sku_id)),
        extend_href: (grant.state == GrantState::Active && grant.until_at.is_some())
            .then(|| format!("/licences/{}/extend", grant.sku_id)),
        // With one plan there is no other choice.
        plans_href: (grant.state == GrantState::Active
            && !held.unread
            && held
                .plans_of(grant.sku_id)
                .filter(|plan| plan.can_be_asked_for())
                .count()
                > 1)
        .then(|| format!("/licences/{}/plans", grant.sku_id)),
        is_held: grant.held_at.is_some(),
    }
}

/// The last day before this moment.
pub(super) fn until(at: DateTime<Utc>, zone: Tz) -> Until {
    Until {
        day: calendar::day_words(calendar::last_day(at, zone)),
        exact: calendar::exact_words(at, zone),
    }
}

/// The first day from this moment on.
pub(super) fn from(at: DateTime<Utc>, zone: Tz) -> Until {
    Until {
        day: calendar::day_words(calendar::day_of(at, zone)),
        exact: calendar::exact_words(at, zone),
    }
}

fn to_come(held: &Held) -> Vec<ToCome> {
    let scheduled = held
        .grants
        .iter()
        .filter(|grant| grant.state == GrantState::Scheduled);
    let line = |grant: &Grant| {
        Some(ToCome {
            product: held.title(grant.sku_id),
            href: format!("/requests/{}", grant.request_id),
            begins: from(grant.begins_at?, held.zone),
        })
    };
    scheduled.filter_map(line).collect()
}

/// Why an assignment gives nothing, or not everything.
fn problem(state: &LicenseAssignmentState) -> Option<String> {
    let what = match state.state.as_str() {
        "Active" => return None,
        "ActiveWithError" => t!("problem-not-changed"),
        "Disabled" => return Some(t!("problem-off").into()),
        _ => t!("problem-not-given"),
    };
    let why = match state.error.as_deref().unwrap_or_default() {
        "CountViolation" => t!("problem-no-seat"),
        "MutuallyExclusiveViolation" => t!("problem-exclusive"),
        "DependencyViolation" => t!("problem-depends"),
        "ProhibitedInUsageLocationViolation" => t!("problem-country"),
        "UniquenessViolation" => t!("problem-address"),
        _ => t!("problem-unknown"),
    };
    Some(format!("{what}: {why}."))
}

fn ended(held: &Held, now: DateTime<Utc>) -> Vec<EndedLine> {
    let mut ended: Vec<_> = held
        .grants
        .iter()
        .filter(|grant| grant.active_at.is_some())
        .filter_map(|grant| Some((grant.ended_at?, grant)))
        .collect();
    ended.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    ended.truncate(MOST_ENDED);
    let line = |(at, grant): (DateTime<Utc>, &Grant)| EndedLine {
        product: held.title(grant.sku_id),
        href: format!("/requests/{}", grant.request_id),
        why: grant.end_cause.map_or(t!("end-cause-none"), EndCause::words),
        at: Moment::new(at, now),
    };
    ended.into_iter().map(line).collect()
}
