//! What the form of a request shows: who would sign, what it costs, what is there already, what is asked, what stays off.

use sqlx::PgConnection;

use super::before::{self, Before};
use super::catalogue::{KnownSigners, seats_words};
use super::form::{not_taken, plans_off};
use super::instead;
use super::question_fields::{self, MOST_SUGGESTED, SUGGEST_FROM_CHARS};
use super::typed::Typed;
use super::views::{FieldError, Live, PlanChoice, RequestForm, RequestPreview, Somebody};
use crate::app::App;
use crate::catalog::{self, Plan, PlanClass, Product};
use crate::fulfilment::conflicts;
use crate::ids::PersonId;
use crate::people::signed_in::SignedIn;
use crate::people::{self, Person};
use crate::policy::{Decision, Policy};
use crate::requests::ask;
use crate::requests::calendar;
use crate::requests::facts::{Seen, Wish};
use crate::requests::frame::{frame, price_words, with_plan_titles};
use crate::requests::paths::{self, GroupNames};
use crate::requests::submit;
use crate::web::Failure;
use crate::web::page::{Choice, Place};

/// As the form is shown first.
pub(super) fn first_look(seen: &Seen, person: PersonId) -> Typed {
    Typed {
        beneficiary: person.to_string(),
        plans_of: seen.product.sku_id.to_string(),
        begin: "now".into(),
        term: ask::USUAL_TERM.map_or("none".into(), |days| days.to_string()),
        plans: all_plans(seen),
        ..Typed::default()
    }
}

fn all_plans(seen: &Seen) -> Vec<String> {
    seen.switchable().map(|plan| plan.plan_id.to_string()).collect()
}

pub(super) async fn page(
    app: &App,
    person: &SignedIn,
    seen: &Seen,
    mut typed: Typed,
    errors: Vec<FieldError>,
) -> Result<RequestForm, Failure> {
    let live = live(app, person, seen, &mut typed, &errors).await?;
    let zone = seen.beneficiary.zone(&app.config.living.zones);
    let today = calendar::day_of(app.clock.now(), zone);
    let zone = match seen.beneficiary.id == person.person {
        true => t!("form-zone-yours", zone = zone.name()),
        false => t!("form-zone-theirs", zone = zone.name()),
    };
    let mut conn = app.pool.acquire().await?;
    let reports = people::store::reports_of(&mut conn, person.person).await?;
    let title = t!("form-title", product = seen.product.title());
    Ok(RequestForm {
        chrome: frame(&mut conn, person, &title, Place::Catalogue).await?,
        products: products(&mut conn, &seen.product).await?,
        changes: typed.changes.clone(),
        beneficiaries: beneficiaries(person, &reports, &seen.beneficiary),
        begin: chosen_begin(typed.begin == "date"),
        terms: term_choices(&typed.term),
        term: typed.term,
        justification: typed.justification,
        begins_on: typed.begins_on,
        first_day: today.to_string(),
        days: typed.days,
        ends_on: typed.ends_on,
        zone,
        live,
        errors,
    })
}

pub(super) async fn preview(
    app: &App,
    person: &SignedIn,
    seen: &Seen,
    mut typed: Typed,
    errors: &[FieldError],
) -> Result<RequestPreview, Failure> {
    let live = live(app, person, seen, &mut typed, errors).await?;
    Ok(RequestPreview { live })
}

/// Everything that follows from what is chosen.
async fn live(
    app: &App,
    person: &SignedIn,
    seen: &Seen,
    typed: &mut Typed,
    errors: &[FieldError],
) -> Result<Live, Failure> {
    let now = app.clock.now();
    let sku = seen.product.sku_id.to_string();
    // The ticks are those of another product: this one begins with all of its plans.
    if typed.plans_of != sku && !typed.plans_of.is_empty() {
        typed.plans = all_plans(seen);
        typed.plans_of.clone_from(&sku);
    }
    let groups = GroupNames::read(&app.graph, &app.pool, seen.beneficiary.id, &seen.held).await?;
    let mut conn = app.pool.acquire().await?;
    let policy = app.in_force()?.policy;
    let zone = seen.beneficiary.zone(&app.config.living.zones);
    let today = calendar::day_of(now, zone);
    let term = typed.term().read(today, None);
    let off = plans_off(seen, &typed.plans);
    let (answers, _) = question_fields::read(&typed.answers);
    let wish = Wish {
        justification: &ask::justification_to_come(),
        term: term.as_ref().copied().unwrap_or_default(),
        plans_off: off.as_deref().unwrap_or_default(),
        changes: None,
        answers: &answers,
        for_whom: None,
    };
    let told = before::tell(&policy, seen, (&wish, now));
    let decision = &told.foretold.decision;
    let mut plans = plan_choices(seen, typed, decision, &groups);
    if decision.is_not_yours() {
        plans.iter_mut().for_each(|plan| plan.still_on = None);
    }
    let ticked = plans
        .iter()
        .filter(|plan| plan.on)
        .filter_map(|plan| plan.id.parse().ok());
    let ticked: Vec<_> = ticked.collect();
    let covered = seen.covered(decision, &wish, (now, zone));
    // What would not be taken as it is; said in place of who would sign.
    let instead = match submit::obstacle(&mut conn, seen).await? {
        Some(why) if !is_own_place(&why, typed) => Some(not_taken(&why).message),
        _ if covered.is_all() => Some(t!("before-nothing").to_owned()),
        _ => term.is_err().then(|| t!("before-without-days").to_owned()),
    };
    let wrong = errors.iter().find(|error| error.field == "beneficiary");
    let instead = wrong.map(|error| error.message.clone()).or(instead);
    // Of somebody for whom one can not ask, nothing is told.
    let is_not_yours = decision.is_not_yours();
    let instead = instead.or_else(|| off.as_ref().err().cloned());
    let suggests = seen.requester.is_member();
    let would_pass = match told.foretold.refusals.is_empty() || is_not_yours {
        true => None,
        false => {
            let facts = seen.facts(now, &wish);
            Some(instead::find(&mut conn, &policy, (seen, &facts), now).await?)
        }
    };
    let mut live = Live {
        product: seen.product.title().to_owned(),
        part_number: seen.product.part_number.clone(),
        description: seen.product.description.clone().unwrap_or_default(),
        seats: seats_words(&seen.product, app.config.seats_in_warning),
        before: Before {
            price: price_words(seen.product.price_cents, seen.product.currency.as_deref()),
            term: match term {
                Ok(_) => seen.change(decision, &wish).term_in_words(),
                Err((_, message)) => message,
            },
            usual: before::usual(&mut conn, seen, &told).await?,
            would_pass,
            ..before::of(
                &mut conn,
                seen,
                &told,
                (person.person, &mut KnownSigners::default()),
                instead,
            )
            .await?
        },
        somebody: somebody(&mut conn, &policy, typed, suggests).await?,
        is_unread: false,
        covered: covered.sentence(seen.product.title()).filter(|_| !is_not_yours),
        adds: match covered.adds_many() && !covered.already.is_empty() && !is_not_yours {
            true => covered.adds,
            false => Vec::new(),
        },
        justification_required: told.justification_required,
        questions: question_fields::fields(&mut conn, &told.asked, &typed.answers, errors, suggests).await?,
        plans_error: errors
            .iter()
            .find(|error| error.field == "plans")
            .map(|error| error.message.clone()),
        warnings: match is_not_yours {
            true => Vec::new(),
            false => conflicts::warnings(&mut conn, seen, &ticked).await?,
        },
        said: String::new(),
        plans,
        sku,
    };
    live.said = said(&live);
    Ok(live)
}

/// That it is asked for already, by the request whose place this takes.
fn is_own_place(why: &submit::NotTaken, typed: &Typed) -> bool {
    *why == submit::NotTaken::AlreadyAsked && !typed.changes.is_empty()
}

/// The field for somebody beyond oneself and one's reports; `None` = no rule is for anybody.
async fn somebody(
    conn: &mut PgConnection,
    policy: &Policy,
    typed: &Typed,
    suggests: bool,
) -> sqlx::Result<Option<Somebody>> {
    if !policy.is_ever_for_anybody() {
        return Ok(None);
    }
    let text = typed.somebody.trim();
    let people = match suggests && text.chars().count() >= SUGGEST_FROM_CHARS {
        true => people::store::beginning_with(conn, text, MOST_SUGGESTED).await?,
        false => Vec::new(),
    };
    Ok(Some(Somebody {
        value: typed.somebody.clone(),
        people: people
            .into_iter()
            .map(|person| (person.upn, person.name))
            .collect(),
    }))
}

/// What those hear who do not see the page change.
fn said(live: &Live) -> String {
    let covered = live.covered.clone().unwrap_or_default();
    let asks = match live.questions.len() {
        0 => String::new(),
        many => t!("form-questions-said", count = many),
    };
    let words = [
        t!(
            "form-said",
            product = live.product,
            price = live.before.price,
            term = live.before.term
        ),
        live.before.said(),
        covered,
        asks,
    ];
    let words: Vec<_> = words.into_iter().filter(|words| !words.is_empty()).collect();
    words.join(" ")
}

/// Products that can be asked for, by title, and this one.
async fn products(conn: &mut PgConnection, chosen: &Product) -> sqlx::Result<Vec<Choice>> {
    let mut products = catalog::store::all(conn).await?;
    products.retain(|product| product.is_found() || product.sku_id == chosen.sku_id);
    products.sort_by_key(|product| product.title().to_lowercase());
    let choices = products.iter().map(|product| Choice {
        value: product.sku_id.to_string(),
        label: product.title().to_owned(),
        chosen: product.sku_id == chosen.sku_id,
    });
    Ok(choices.collect())
}

pub(super) fn chosen_begin(on_a_date: bool) -> Vec<Choice> {
    [
        ("now", t!("begin-now"), !on_a_date),
        ("date", t!("begin-date"), on_a_date),
    ]
    .map(|(value, label, chosen)| Choice {
        value: value.into(),
        label: label.into(),
        chosen,
    })
    .into()
}

/// The terms that are offered by name; any other is typed.
pub(super) fn term_choices(chosen: &str) -> Vec<Choice> {
    let choice = |value: String, label: String| Choice {
        chosen: value == chosen,
        value,
        label,
    };
    let named = ask::TERMS.iter().map(|days| {
        let value = days.map_or("none".to_owned(), |days| days.to_string());
        choice(value, ask::term_words(days.map(i64::from)))
    });
    named.collect()
}

/// Every plan of the product that can be switched: offered, kept off by policy, or not offered at all.
pub(super) fn plan_choices(
    seen: &Seen,
    typed: &Typed,
    decision: &Decision,
    groups: &GroupNames,
) -> Vec<PlanChoice> {
    let choice = |plan: &Plan| {
        let id = plan.plan_id.to_string();
        let rule = decision.plans_off.iter().find(|off| off.plan == plan.name);
        let kept_off = match (not_offered(plan), rule) {
            (Some(why), _) => Some(why.to_owned()),
            (None, Some(off)) => Some(format!(
                "{} {}",
                with_plan_titles(&reason_of(decision, &off.rule), &seen.plans),
                t!("reason-rule", rule = off.rule)
            )),
            (None, None) => None,
        };
        PlanChoice {
            title: plan.title().to_owned(),
            on: kept_off.is_none() && typed.plans.contains(&id),
            kept_off,
            still_on: paths::still_on_for(seen, groups, plan.plan_id),
            id,
        }
    };
    let switchable = seen.plans.iter().filter(|plan| plan.can_be_switched());
    switchable.map(choice).collect()
}

/// Why no request can have a plan.
pub(super) fn not_offered(plan: &Plan) -> Option<&'static str> {
    match plan.class {
        PlanClass::Offered => None,
        PlanClass::Unclassified => Some(t!("plan-new")),
        PlanClass::KeptOff => Some(t!("plan-kept-off")),
    }
}

fn reason_of(decision: &Decision, rule: &str) -> String {
    let reason = decision
        .reasons
        .iter()
        .find(|reason| reason.rule == rule && reason.code == "kept_off");
    reason.map_or_else(
        || t!("plan-kept-off-by-rule", rule = rule),
        |reason| reason.text.clone(),
    )
}

/// The person, their reports, and whoever else was chosen.
fn beneficiaries(person: &SignedIn, reports: &[Person], chosen: &Person) -> Vec<Choice> {
    let choice = |id: PersonId, label: String| Choice {
        chosen: id == chosen.id,
        value: id.to_string(),
        label,
    };
    let is_listed = chosen.id == person.person || reports.iter().any(|report| report.id == chosen.id);
    let other = (!is_listed).then(|| choice(chosen.id, chosen.name.clone()));
    let me = choice(person.person, t!("form-me", name = person.name));
    std::iter::once(me)
        .chain(
            reports
                .iter()
                .map(|report| choice(report.id, report.name.clone())),
        )
        .chain(other)
        .collect()
}
