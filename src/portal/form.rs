//! `GET` and `POST /products/{sku}/request`: the form, shown again with what was typed when something is missing.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::catalogue::{denials, seats_words, signers};
use super::views::{FieldError, PlanChoice, RequestForm};
use crate::app::App;
use crate::catalog::{Plan, PlanClass, Visibility};
use crate::fulfilment::conflicts;
use crate::ids::{PersonId, PlanId, SkuId};
use crate::people::directory;
use crate::people::signed_in::SignedIn;
use crate::people::{self, Person};
use crate::policy::{Decision, Outcome};
use crate::requests::ask::{self, Ask, Justification, TypedTerm};
use crate::requests::calendar;
use crate::requests::facts::{self, Seen, Wish};
use crate::requests::frame::{frame, price_words, with_plan_titles};
use crate::requests::paths::{self, GroupNames};
use crate::requests::store;
use crate::requests::submit::{self, NotTaken};
use crate::requests::term::Term;
use crate::web::page::{Choice, Place};
use crate::web::{Failure, Form, flash};

/// Said on the page of the request that is open.
pub(super) const ASKED_ALREADY: &str =
    "This one is open already, and there is one at a time: what you have just sent was not taken.";

/// What the browser sends; nothing of it is believed yet.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    beneficiary: String,
    #[serde(default)]
    justification: String,
    #[serde(default)]
    begin: String,
    #[serde(default)]
    begins_on: String,
    #[serde(default)]
    term: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    ends_on: String,
    /// Ids of the plans wanted on.
    #[serde(default)]
    plans: Vec<String>,
}

impl Typed {
    fn term(&self) -> TypedTerm {
        TypedTerm {
            begin: self.begin.clone(),
            begins_on: self.begins_on.clone(),
            term: self.term.clone(),
            days: self.days.clone(),
            ends_on: self.ends_on.clone(),
        }
    }
}

pub async fn page(
    State(app): State<App>,
    person: SignedIn,
    Path(sku): Path<String>,
) -> Result<RequestForm, Failure> {
    let sku: SkuId = sku.parse().map_err(|_| Failure::NotFound)?;
    let seen = read(&app, person.person, person.person, sku).await?;
    if seen.product.visibility == Visibility::Hidden {
        return Err(Failure::Forbidden(not_taken(&NotTaken::Hidden).message));
    }
    let typed = Typed {
        beneficiary: person.person.to_string(),
        begin: "now".into(),
        term: "90".into(),
        plans: seen.switchable().map(|plan| plan.plan_id.to_string()).collect(),
        ..Typed::default()
    };
    form(&app, &person, &seen, typed, Vec::new()).await
}

pub async fn submit(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(sku): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let sku: SkuId = sku.parse().map_err(|_| Failure::NotFound)?;
    let mut errors = Vec::new();
    let beneficiary = match typed.beneficiary.trim() {
        "" => person.person,
        text => text.parse::<PersonId>().unwrap_or_else(|_| {
            errors.push(FieldError {
                field: "beneficiary",
                message: "Choose a person from the list.".into(),
            });
            person.person
        }),
    };
    let mut conn = app.pool.acquire().await?;
    if beneficiary != person.person
        && !people::store::reports_of(&mut conn, person.person)
            .await?
            .iter()
            .any(|report| report.id == beneficiary)
    {
        errors.push(FieldError {
            field: "beneficiary",
            message: "You can ask for yourself and for the people who report to you.".into(),
        });
    }
    drop(conn);
    let beneficiary = if errors.is_empty() {
        beneficiary
    } else {
        person.person
    };
    let seen = read(&app, person.person, beneficiary, sku).await?;
    let justification = Justification::parse(&typed.justification).unwrap_or_else(|message| {
        errors.push(FieldError {
            field: "justification",
            message,
        });
        Justification::default()
    });
    let zone = seen.beneficiary.zone(&app.config.living.zones);
    let now = app.clock.now();
    let term = typed.term().read(calendar::day_of(now, zone), None);
    let term = term.unwrap_or_else(|(field, message)| {
        errors.push(FieldError { field, message });
        Term::default()
    });
    let plans_off = plans_off(&seen, &typed.plans).unwrap_or_else(|message| {
        errors.push(FieldError {
            field: "plans",
            message,
        });
        Vec::new()
    });
    let ask = Ask {
        requester: person.person,
        beneficiary,
        sku,
        justification,
        term,
        zone,
        plans_off,
    };
    let facts = seen.facts(now, &Wish::from(&ask));
    let decision = app.in_force()?.policy.decide(&facts);
    if !errors.iter().any(|error| error.field == "justification") {
        errors.extend(justification_error(&decision));
    }
    if !errors.is_empty() {
        let form = form(&app, &person, &seen, typed, errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response());
    }
    let mut tx = app.pool.begin().await?;
    let freshness = directory::freshness(&mut tx, now, app.config.living.fresh_hours).await?;
    if let Some(message) = freshness.waits() {
        drop(tx);
        let stale = FieldError { field: "", message };
        let page = form(&app, &person, &seen, typed, vec![stale]).await?;
        return Ok((StatusCode::SERVICE_UNAVAILABLE, page).into_response());
    }
    match submit::submit(&mut tx, now, &seen, &ask, (&facts, &decision)).await? {
        Ok(request) => {
            tx.commit().await?;
            app.bell.ring();
            Ok(Redirect::to(&format!("/requests/{}", request.id)).into_response())
        }
        Err(why) => {
            tx.rollback().await?;
            let mut conn = app.pool.acquire().await?;
            if let (NotTaken::AlreadyAsked, Some(open)) =
                (&why, store::open_for(&mut conn, beneficiary, sku).await?)
            {
                flash::leave_not_done(&session, ASKED_ALREADY).await?;
                return Ok(Redirect::to(&format!("/requests/{}", open.id)).into_response());
            }
            let form = form(&app, &person, &seen, typed, vec![not_taken(&why)]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response())
        }
    }
}

pub(super) fn not_taken(why: &NotTaken) -> FieldError {
    let message = match why {
        NotTaken::AlreadyAsked => "There is an open request for this product already.",
        NotTaken::AlreadyHeld => {
            "This person has the product already, or a right to it: there is nothing to ask for."
        }
        NotTaken::NobodyToSign => {
            "Nobody is there who may sign this request. An administrator of Countersign has to sign in once."
        }
        NotTaken::NotAssignable => "This product cannot be given to a person at the moment.",
        NotTaken::Hidden => {
            "This product is not in the catalogue any more: it cannot be asked for. Who has it keeps it."
        }
        NotTaken::NotExtendable => {
            "There is no right of this person to this product whose end could move to that day."
        }
        NotTaken::NotYours => "You can ask for yourself and for the people who report to you.",
        NotTaken::AccountClosed => "The account of this person is closed. Ask again when it is open.",
    };
    FieldError {
        field: "",
        message: message.into(),
    }
}

pub(super) fn justification_error(decision: &Decision) -> Option<FieldError> {
    let reason = decision
        .reasons
        .iter()
        .find(|reason| reason.code == "justification_too_short")?;
    Some(FieldError {
        field: "justification",
        message: reason.text.clone(),
    })
}

/// What is demanded, said to somebody who has not typed anything yet: "At least 40 characters are needed. …".
pub(super) fn before_typing(sentence: &str) -> String {
    match sentence.split_once("; at least ") {
        Some((_, demand)) => format!(
            "At least {}",
            demand.replacen(" are needed", " characters are needed", 1)
        ),
        None => sentence.to_owned(),
    }
}

/// The plans that the requester wants off: those of the product that were not ticked.
fn plans_off(seen: &Seen, wanted_on: &[String]) -> Result<Vec<PlanId>, String> {
    let wanted: Vec<PlanId> = wanted_on
        .iter()
        .map(|id| id.parse())
        .collect::<Result<_, _>>()
        .map_err(|_| unknown_plan())?;
    if wanted
        .iter()
        .any(|id| !seen.plans.iter().any(|plan| plan.plan_id == *id))
    {
        return Err(unknown_plan());
    }
    if wanted.is_empty() && seen.switchable().next().is_some() {
        return Err("Choose at least one plan: with all of them off there is nothing to ask for.".into());
    }
    Ok(seen
        .switchable()
        .map(|plan| plan.plan_id)
        .filter(|id| !wanted.contains(id))
        .collect())
}

fn unknown_plan() -> String {
    "One of the plans is not part of this product any more. Look at the list again.".into()
}

/// Facts from Graph, with its failure as a sentence.
pub(super) async fn read(
    app: &App,
    requester: PersonId,
    beneficiary: PersonId,
    sku: SkuId,
) -> Result<Seen, Failure> {
    let read = facts::read(
        &app.graph,
        &app.pool,
        app.clock.now(),
        (requester, beneficiary),
        sku,
    )
    .await;
    match read {
        Ok(seen) => seen.ok_or(Failure::NotFound),
        Err(error) if error.is::<crate::graph::Error>() => {
            tracing::warn!("facts could not be read: {error:#}");
            Err(Failure::Unavailable(
                "Nothing was changed. What you typed is still there when you go back; try again in a minute."
                    .into(),
            ))
        }
        Err(error) => Err(error.into()),
    }
}

async fn form(
    app: &App,
    person: &SignedIn,
    seen: &Seen,
    typed: Typed,
    errors: Vec<FieldError>,
) -> Result<RequestForm, Failure> {
    let now = app.clock.now();
    let groups = GroupNames::read(&app.graph, &app.pool, seen.beneficiary.id, &seen.held).await?;
    let mut conn = app.pool.acquire().await?;
    let policy = app.in_force()?.policy;
    // The rules for this person and product, before anything is typed.
    let placeholder = ask::justification_to_come();
    let zone = seen.beneficiary.zone(&app.config.living.zones);
    let today = calendar::day_of(now, zone);
    let term = typed.term().read(today, None).unwrap_or_default();
    let decision = policy.decide(&seen.facts(
        now,
        &Wish {
            justification: &placeholder,
            term,
            plans_off: &[],
        },
    ));
    let bare = policy.decide(&seen.facts(
        now,
        &Wish {
            justification: "",
            term,
            plans_off: &[],
        },
    ));
    let mut errors = errors;
    if decision.outcome == Outcome::Denied && errors.is_empty() {
        errors.extend(denials(&decision).map(|text| FieldError {
            field: "",
            message: text.to_owned(),
        }));
    }
    let rule = match (decision.outcome, decision.stages.first()) {
        (Outcome::Stages, Some(stage)) => format!("Rule {}", stage.rule),
        (Outcome::Automatic, _) => decision
            .reasons
            .iter()
            .find(|reason| reason.code == "automatic")
            .map(|reason| format!("Rule {}", reason.rule))
            .unwrap_or_default(),
        _ => String::new(),
    };
    let reports = people::store::reports_of(&mut conn, person.person).await?;
    let terms = term_choices(&typed.term);
    let begin = chosen_begin(&typed);
    let plans = plan_choices(seen, &typed, &decision, &groups);
    let ticked = plans
        .iter()
        .filter(|plan| plan.on)
        .filter_map(|plan| plan.id.parse().ok());
    let warnings = conflicts::warnings(&mut conn, seen, &ticked.collect::<Vec<_>>()).await?;
    Ok(RequestForm {
        chrome: frame(
            &mut conn,
            person,
            &format!("Ask for {}", seen.product.title()),
            Place::Catalogue,
        )
        .await?,
        sku: seen.product.sku_id.to_string(),
        product: seen.product.title().to_owned(),
        part_number: seen.product.part_number.clone(),
        description: seen.product.description.clone().unwrap_or_default(),
        price: price_words(seen.product.price_cents, seen.product.currency.as_deref()),
        seats: seats_words(&seen.product, app.config.seats_in_warning),
        signers: signers(&mut conn, seen, &decision, person.person).await?,
        rule,
        beneficiaries: beneficiaries(person, &reports, &typed.beneficiary),
        justification: typed.justification,
        justification_required: justification_error(&bare).map(|error| before_typing(&error.message)),
        begin,
        begins_on: typed.begins_on,
        first_day: today.to_string(),
        terms,
        days: typed.days,
        ends_on: typed.ends_on,
        zone: format!("Days are counted in your time zone, {zone}.").replace(
            "your",
            if seen.beneficiary.id == person.person {
                "your"
            } else {
                "their"
            },
        ),
        plans,
        warnings,
        errors,
    })
}

fn chosen_begin(typed: &Typed) -> Vec<Choice> {
    let on_a_date = typed.begin == "date";
    [
        ("now", "as soon as it is approved", !on_a_date),
        ("date", "on a date", on_a_date),
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
fn plan_choices(seen: &Seen, typed: &Typed, decision: &Decision, groups: &GroupNames) -> Vec<PlanChoice> {
    let choice = |plan: &Plan| {
        let id = plan.plan_id.to_string();
        let rule = decision.plans_off.iter().find(|off| off.plan == plan.name);
        let kept_off = match (not_offered(plan), rule) {
            (Some(why), _) => Some(why.to_owned()),
            (None, Some(off)) => Some(with_plan_titles(&reason_of(decision, &off.rule), &seen.plans)),
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
        PlanClass::Unclassified => Some("New, not classified yet: off."),
        PlanClass::KeptOff => Some("Kept off for everybody by an administrator."),
    }
}

fn reason_of(decision: &Decision, rule: &str) -> String {
    let reason = decision
        .reasons
        .iter()
        .find(|reason| reason.rule == rule && reason.code == "kept_off");
    reason.map_or_else(
        || format!("Rule {rule} keeps it off."),
        |reason| reason.text.clone(),
    )
}

fn beneficiaries(person: &SignedIn, reports: &[Person], chosen: &str) -> Vec<Choice> {
    let choice = |id: PersonId, label: String| {
        let value = id.to_string();
        Choice {
            chosen: value == chosen,
            value,
            label,
        }
    };
    let me = choice(person.person, format!("Me ({})", person.name));
    std::iter::once(me)
        .chain(
            reports
                .iter()
                .map(|report| choice(report.id, report.name.clone())),
        )
        .collect()
}
