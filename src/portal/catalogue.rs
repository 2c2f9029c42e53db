//! `GET /`: what one can ask for, what it contains, what it costs, and who will have to sign.

use std::collections::BTreeMap;

use axum::extract::State;
use serde::Deserialize;
use sqlx::PgConnection;

use super::cards::{CataloguePage, Mark, ProductCard, Signs};
use super::ends;
use crate::app::App;
use crate::catalog::{self, Product};
use crate::config::SeatsInWarning;
use crate::fulfilment::{GrantState, store as grants};
use crate::ids::PersonId;
use crate::people::signed_in::SignedIn;
use crate::policy::{Decision, Outcome, StageRule, Who};
use crate::requests::approvers::{self, Parties};
use crate::requests::ask;
use crate::requests::facts::{Known, Seen, Wish};
use crate::requests::frame::{frame, one_of, price_words};
use crate::requests::paths::held_now;
use crate::requests::questions::{Foretold, NO_ANSWERS, foretell};
use crate::requests::store;
use crate::requests::term::Term;
use crate::web::page::{Moment, Place};
use crate::web::{Failure, Query};
use crate::words::{self, format::grouped};

/// Characters of a search that are looked at.
const LONGEST_QUERY_CHARS: usize = 100;

/// Products that are shown where nothing has what was searched for, but something like it.
const MOST_NEAR: i64 = 6;

#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
}

pub async fn page(
    State(app): State<App>,
    person: SignedIn,
    Query(search): Query<Search>,
) -> Result<CataloguePage, Failure> {
    let now = app.clock.now();
    let query: String = search
        .q
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_QUERY_CHARS)
        .collect();
    // Before a connection is taken: Graph may be slow, and others need the connection.
    let held = held_now(&app.graph, person.person).await;
    let is_unread = held.is_none();
    let held = held.unwrap_or_default();
    let mut conn = app.pool.acquire().await?;
    let found = match query.as_str() {
        "" => catalog::store::all(&mut conn).await?,
        words => catalog::store::containing(&mut conn, words).await?,
    };
    let mut products: Vec<_> = found.into_iter().filter(Product::is_found).collect();
    let is_near = products.is_empty() && !query.is_empty();
    if is_near {
        products = catalog::store::near(&mut conn, &query, MOST_NEAR).await?;
    }
    let read = products
        .iter()
        .map(|product| product.seen_at)
        .min()
        .map(|at| Moment::new(at, now));
    let open = store::all_open_for(&mut conn, person.person).await?;
    let granted = grants::of_person(&mut conn, person.person).await?;
    let mut cards = Vec::new();
    let policy = app.in_force()?.policy;
    let mut spend = BTreeMap::new();
    let mut signers = KnownSigners::default();
    let skus: Vec<_> = products.iter().map(|product| product.sku_id).collect();
    let plans = catalog::store::plans_of(&mut conn, &skus).await?;
    let known = Known::read(&mut conn, (person.person, person.person), held.clone()).await?;
    let known = known.ok_or(Failure::NotFound)?;
    for product in products {
        let of_it = plans.iter().filter(|plan| plan.sku_id == product.sku_id);
        let mut seen = known.clone().about(product.clone(), of_it.cloned().collect());
        let mark = if let Some(request) = open.iter().find(|request| request.sku_id == product.sku_id) {
            let asked = Moment::new(request.created_at, now).words;
            Some(Mark {
                text: t!("catalogue-asked", when = asked),
                href: Some(format!("/requests/{}", request.id)),
            })
        } else if held.iter().any(|state| state.sku_id == product.sku_id)
            || granted
                .iter()
                .any(|grant| grant.sku_id == product.sku_id && grant.state == GrantState::Active)
        {
            Some(Mark {
                text: t!("catalogue-yours").into(),
                href: Some("/licences".into()),
            })
        } else {
            None
        };
        // What is to be typed is taken as typed well: nobody is refused for what they have not been asked yet.
        let wish = Wish {
            justification: "",
            term: Term::now(ask::USUAL_TERM),
            plans_off: &[],
            changes: None,
            answers: &NO_ANSWERS,
            for_whom: None,
        };
        seen.count_spend_once(&mut conn, &policy, now, &mut spend).await?;
        let foretold = foretell(&policy, &seen.facts(now, &wish));
        let signs = signs(&mut conn, &seen, &foretold, (person.person, &mut signers)).await?;
        let denied = matches!(signs, Signs::Denied(..));
        cards.push(ProductCard {
            sku: product.sku_id.to_string(),
            name: product.title().to_owned(),
            part_number: product.part_number.clone(),
            description: product.description.clone().unwrap_or_default(),
            tags: product.tags.clone(),
            price: price_words(product.price_cents, product.currency.as_deref()),
            seats: seats_words(&product, app.config.seats_in_warning),
            no_seat_free: product.free_seats(app.config.seats_in_warning) == 0,
            signs,
            plans: seen.plans.iter().map(|plan| plan.title().to_owned()).collect(),
            request_href: (mark.is_none() && !denied)
                .then(|| format!("/products/{}/request", product.sku_id)),
            mark,
        });
    }
    // What one can have comes first; the order among these stays.
    cards.sort_by_key(|card| matches!(card.signs, Signs::Denied(..)));
    let count = match (cards.len(), is_near) {
        (n, false) => t!("catalogue-count", count = n),
        (_, true) => t!("catalogue-near", query = query),
    };
    let ends = ends::notices(&mut conn, now, &app.config.living.zones, person.person).await?;
    let chrome = frame(&mut conn, &person, t!("nav-catalogue"), Place::Catalogue).await?;
    Ok(CataloguePage {
        chrome,
        query,
        count,
        is_near,
        is_unread,
        read,
        products: cards,
        ends,
    })
}

pub(super) fn seats_words(product: &Product, in_warning: SeatsInWarning) -> String {
    let all = product.assignable_seats(in_warning);
    match product.free_seats(in_warning) {
        0 => t!("catalogue-seats-none", all = grouped(all.into())),
        free => t!(
            "catalogue-seats-free",
            free = grouped(free.into()),
            all = grouped(all.into())
        ),
    }
}

/// Who will have to sign.
async fn signs(
    conn: &mut PgConnection,
    seen: &Seen,
    foretold: &Foretold,
    (looker, known): (PersonId, &mut KnownSigners),
) -> Result<Signs, Failure> {
    let decision = &foretold.decision;
    Ok(match (decision.outcome, foretold.refusals.first()) {
        (Outcome::Automatic, _) => Signs::AtOnce,
        (Outcome::Denied, Some(reason)) => Signs::Denied(words::kept(&reason.text), reason.link.clone()),
        (Outcome::Denied, None) => Signs::Depends,
        (Outcome::Stages, _) => Signs::People(then(&signers(conn, seen, decision, (looker, known)).await?)),
    })
}

/// What one stage after another says.
pub(super) fn then(signers: &[String]) -> String {
    signers.join(&format!("{} ", t!("list-then")))
}

/// Who signs, for the same people: what a rule names (who, how many, who else where that is not possible) and the owner of
/// the product, with the sentence of it. Many products have the same signers, and each is found once.
#[derive(Default)]
pub struct KnownSigners(Vec<(SignersOf, String)>);

#[derive(PartialEq)]
struct SignersOf {
    who: Who,
    signatures: i32,
    others: [Option<Who>; 2],
    owner_upn: Option<String>,
}

impl SignersOf {
    fn new(rule: &StageRule, product: &Product) -> Self {
        Self {
            who: rule.who.clone(),
            signatures: rule.signatures,
            others: [rule.fallback.clone(), rule.then.clone()],
            owner_upn: product.owner_upn.clone(),
        }
    }
}

/// One sentence for each stage: "Jonas Lind (manager of Mia Berg)".
pub(super) async fn signers(
    conn: &mut PgConnection,
    seen: &Seen,
    decision: &Decision,
    (looker, known): (PersonId, &mut KnownSigners),
) -> Result<Vec<String>, Failure> {
    let parties = Parties {
        requester: &seen.requester,
        beneficiary: &seen.beneficiary,
        owner_upn: seen.product.owner_upn.as_deref(),
        signed: &[],
    };
    let mut stages = Vec::new();
    for rule in &decision.stages {
        let of = SignersOf::new(rule, &seen.product);
        if let Some((_, sentence)) = known.0.iter().find(|(known, _)| *known == of) {
            stages.push(sentence.clone());
            continue;
        }
        let approvers = approvers::of_stage(conn, rule, parties).await?;
        let names: Vec<_> = approvers
            .people
            .iter()
            .map(|person| person.name.clone())
            .collect();
        let why = match looker == seen.beneficiary.id
            && approvers.why == format!("manager of {}", seen.beneficiary.name)
        {
            true => t!("signer-your-manager").to_owned(),
            false => words::kept(&approvers.why),
        };
        let sentence = match approvers.needed {
            1 => format!("{} ({why})", one_of(&names)),
            needed => t!("signers-of", needed = needed, names = names.join(", "), why = why),
        };
        known.0.push((of, sentence.clone()));
        stages.push(sentence);
    }
    Ok(stages)
}
