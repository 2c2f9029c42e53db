//! Several products for several people in one go: `/ask` edits a draft, `/ask/{draft}/preview` shows what would happen and sends
//! it, `/requests/bundles/{bundle}` shows what became of it. Which plans are on is chosen on the form of one product.

mod among;
pub mod file;
mod look;
pub mod send;
pub mod sent;
mod typed;
pub mod views;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sqlx::PgConnection;
use tower_sessions::Session;

use self::among::Among;
use self::typed::{Then, Typed};
use self::views::{AskPage, DraftRow, Tick};
use super::form_parts::{chosen_begin, term_choices};
use super::question_fields;
use super::views::FieldError;
use crate::app::App;
use crate::catalog::{self, Product};
use crate::ids::{PersonId, RequestDraftId, SkuId};
use crate::people;
use crate::people::signed_in::SignedIn;
use crate::requests::bundles::draft::{self, Content, MOST_DRAFTS, MOST_PEOPLE};
use crate::requests::bundles::people_file::named;
use crate::requests::bundles::store;
use crate::requests::calendar;
use crate::requests::frame::frame;
use crate::web::page::{Choice, Moment, Place};
use crate::web::{Failure, Form, Nothing, Query, flash};

/// People that are named where part of a name may mean several.
const MOST_LIKE: i64 = 5;

/// What a new draft begins with.
#[derive(Deserialize)]
pub struct Begin {
    #[serde(default)]
    product: Vec<String>,
}

pub async fn begin(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Query(begin): Query<Begin>,
) -> Result<AskPage, Failure> {
    let mut content = Content::default();
    for sku in begin.product.iter().filter_map(|sku| sku.parse().ok()) {
        content.add_product(sku);
    }
    let mut conn = app.pool.acquire().await?;
    drop_hidden(&mut conn, &mut content).await?;
    drop(conn);
    let typed = Typed {
        content,
        ..Typed::default()
    };
    let mut page = show(&app, &person, None, &typed, Vec::new()).await?;
    page.chrome = flash::take(&session, page.chrome).await?;
    Ok(page)
}

pub async fn create(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    keep(&app, &session, &person, None, typed).await
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
) -> Result<AskPage, Failure> {
    let id = draft_id(&id)?;
    let mut conn = app.pool.acquire().await?;
    let content = read(&mut conn, &person, id).await?;
    drop(conn);
    let typed = Typed {
        content,
        ..Typed::default()
    };
    let mut page = show(&app, &person, Some(id), &typed, Vec::new()).await?;
    page.chrome = flash::take(&session, page.chrome).await?;
    Ok(page)
}

pub async fn save(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    keep(&app, &session, &person, Some(draft_id(&id)?), typed).await
}

pub async fn throw_away(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Redirect, Failure> {
    let mut conn = app.pool.acquire().await?;
    if store::delete_draft(&mut conn, person.person, draft_id(&id)?).await? {
        flash::leave(&session, t!("ask-thrown-away")).await?;
    }
    Ok(Redirect::to("/requests"))
}

/// A draft of this person, without what is hidden by now.
async fn read(conn: &mut PgConnection, person: &SignedIn, id: RequestDraftId) -> Result<Content, Failure> {
    let draft = store::draft(conn, person.person, id).await?;
    let mut content = draft.ok_or(Failure::NotFound)?.content;
    drop_hidden(conn, &mut content).await?;
    Ok(content)
}

/// Takes out what nobody finds in the catalogue, as if there were no such product: its title and price are not told.
async fn drop_hidden(conn: &mut PgConnection, content: &mut Content) -> sqlx::Result<()> {
    let mut found = catalog::store::by_skus(conn, &content.products).await?;
    found.retain(Product::is_found);
    content
        .products
        .retain(|sku| found.iter().any(|product| product.sku_id == *sku));
    Ok(())
}

fn draft_id(id: &str) -> Result<RequestDraftId, Failure> {
    id.parse().map_err(|_| Failure::NotFound)
}

/// Keeps what was typed, and goes on to where the button leads.
async fn keep(
    app: &App,
    session: &Session,
    person: &SignedIn,
    id: Option<RequestDraftId>,
    mut typed: Typed,
) -> Result<Response, Failure> {
    let mut errors = Vec::new();
    let mut tx = app.pool.begin().await?;
    drop_hidden(&mut tx, &mut typed.content).await?;
    if let Some(id) = id {
        let before = read(&mut tx, person, id).await?;
        // What was taken out stays out, as long as its person and its product stay.
        let out = before.left_out.into_iter();
        let content = &typed.content;
        typed.content.left_out = out
            .filter(|(person, sku)| {
                before.people.contains(person)
                    && before.products.contains(sku)
                    && content.people.contains(person)
                    && content.products.contains(sku)
            })
            .collect();
    }
    if !typed.add_person.is_empty() {
        match to_add(app, &mut tx, person.person, &typed.add_person).await? {
            Ok(added) => match typed.content.add_person(added) {
                true => typed.add_person.clear(),
                false => errors.push(error("add_person", too_many_people())),
            },
            Err(message) => errors.push(error("add_person", message)),
        }
    }
    if typed.is_too_many_people {
        errors.push(error("people", too_many_people()));
    }
    if typed.then == Then::Look {
        errors.extend(lacking(&typed.content));
    }
    if errors.is_empty() {
        let kept = draft::save(&mut tx, app.clock.now(), person.person, (id, &typed.content)).await?;
        if let Some(id) = kept {
            tx.commit().await?;
            let to = match typed.then {
                Then::Stay => {
                    flash::leave(session, t!("ask-kept")).await?;
                    format!("/ask/{id}")
                }
                Then::Look => format!("/ask/{id}/preview"),
                Then::File => format!("/ask/{id}/people"),
            };
            return Ok(Redirect::to(&to).into_response());
        }
        errors.push(FieldError::of_all(t!("ask-too-many-drafts", count = MOST_DRAFTS)));
    }
    drop(tx);
    let page = show(app, person, id, &typed, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn error(field: &'static str, message: String) -> FieldError {
    FieldError {
        field: field.into(),
        message,
    }
}

fn too_many_people() -> String {
    t!("ask-too-many-people", most = MOST_PEOPLE)
}

/// What there must be before one can look at what would happen.
fn lacking(content: &Content) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if content.products.is_empty() {
        errors.push(error("products", t!("ask-no-product").into()));
    }
    if content.people.is_empty() {
        errors.push(error("people", t!("ask-no-person").into()));
    }
    errors
}

/// Who is to be added by name or UPN.
async fn to_add(
    app: &App,
    conn: &mut PgConnection,
    person: PersonId,
    text: &str,
) -> Result<Result<PersonId, String>, Failure> {
    let among = Among::of(app, conn, person).await?;
    let mut found = among.called(conn, &[text.to_lowercase()]).await?;
    let mut called = text.to_owned();
    if found.is_empty() {
        let like = among.like(conn, text, MOST_LIKE + 1).await?;
        match like.as_slice() {
            [] => {}
            [(id, _, upn)] => {
                called.clone_from(upn);
                found = people::store::these(conn, &[*id]).await?;
            }
            several => return Ok(Err(which(several))),
        }
    }
    Ok(named(&called, &found, among.nobody()).map(|found| found.id))
}

/// Whom part of a name may mean.
fn which(like: &[(PersonId, String, String)]) -> String {
    let most = usize::try_from(MOST_LIKE).unwrap_or(usize::MAX);
    let named = like
        .iter()
        .take(most)
        .map(|(_, name, upn)| format!("{name} ({upn})"));
    let names = named.collect::<Vec<_>>().join(", ");
    match like.len() > most {
        true => t!("name-like-and-more", names = names),
        false => t!("name-like", names = names),
    }
}

/// Oneself and one's reports: for them one can ask whatever the policy says, so what they have may be told.
fn is_ones_own(who: PersonId, whom: &people::Person) -> bool {
    whom.id == who || whom.manager_id == Some(who)
}

async fn show(
    app: &App,
    person: &SignedIn,
    id: Option<RequestDraftId>,
    typed: &Typed,
    errors: Vec<FieldError>,
) -> Result<AskPage, Failure> {
    let content = &typed.content;
    // With nobody and nothing chosen there is nothing to look at.
    let looked = look::look(app, person, content).await?;
    let mut conn = app.pool.acquire().await?;
    let products = catalog::store::all(&mut conn).await?;
    let ticked = content.products.iter().filter_map(|sku| {
        let product = products.iter().find(|product| product.sku_id == *sku)?;
        Some(Tick {
            value: sku.to_string(),
            label: product.title().to_owned(),
            sub: product.part_number.clone(),
            on: true,
        })
    });
    let mut more: Vec<_> = products
        .iter()
        .filter(|product| product.is_found() && !content.products.contains(&product.sku_id))
        .map(|product| Choice {
            value: product.sku_id.to_string(),
            label: product.title().to_owned(),
            chosen: false,
        })
        .collect();
    more.sort_by_key(|choice| choice.label.to_lowercase());
    let among = Among::of(app, &mut conn, person.person).await?;
    let me = people::store::by_id(&mut conn, person.person).await?;
    let suggests = me.as_ref().is_some_and(people::Person::is_member);
    let zones = &app.config.living.zones;
    let zone = me.map_or(zones.usual, |me| me.zone(zones));
    let fields =
        question_fields::fields(&mut conn, &looked.asked, &content.answers, &errors, suggests).await?;
    Ok(AskPage {
        chrome: frame(&mut conn, person, t!("ask-title"), Place::Catalogue).await?,
        action: id.map_or("/ask".into(), |id| format!("/ask/{id}")),
        is_kept: id.is_some(),
        products: ticked.collect(),
        more_products: more,
        people: ticks(&mut conn, person, content).await?,
        for_anybody: matches!(among, Among::Everybody),
        add_person: typed.add_person.clone(),
        begin: chosen_begin(content.term.begin == "date"),
        begins_on: content.term.begins_on.clone(),
        first_day: calendar::day_of(app.clock.now(), zone).to_string(),
        terms: term_choices(&content.term.term),
        term: content.term.term.clone(),
        days: content.term.days.clone(),
        ends_on: content.term.ends_on.clone(),
        justification: content.justification.clone(),
        justification_required: looked.justification_required,
        questions: fields,
        count: count(content),
        errors,
    })
}

/// "3 products for 4 people: 12 requests."
fn count(content: &Content) -> String {
    t!(
        "ask-count",
        products = content.products.len(),
        people = content.people.len(),
        requests = content.items().len()
    )
}

/// Oneself, one's reports, and who was added.
async fn ticks(conn: &mut PgConnection, person: &SignedIn, content: &Content) -> Result<Vec<Tick>, Failure> {
    let mut ids = vec![person.person];
    let reports = people::store::reports_of(conn, person.person).await?;
    ids.extend(reports.iter().map(|report| report.id));
    let others: Vec<_> = content
        .people
        .iter()
        .copied()
        .filter(|id| !ids.contains(id))
        .collect();
    let mut all = people::store::these(conn, &[person.person]).await?;
    all.extend(reports);
    all.extend(people::store::these(conn, &others).await?);
    let tick = all.into_iter().map(|one| Tick {
        on: content.people.contains(&one.id),
        value: one.id.to_string(),
        label: match one.id == person.person {
            true => t!("form-me", name = one.name),
            false => one.name,
        },
        sub: one.upn,
    });
    Ok(tick.collect())
}

/// The drafts of a person, for the list of their requests.
pub(super) async fn drafts(conn: &mut PgConnection, person: &SignedIn) -> Result<Vec<DraftRow>, Failure> {
    let drafts = store::drafts_of(conn, person.person).await?;
    let products = catalog::store::all(conn).await?;
    let mut rows = Vec::new();
    for draft in drafts {
        let content = &draft.content;
        let find = |sku: &SkuId| products.iter().find(|product| product.sku_id == *sku);
        let found = content.products.iter().filter_map(find);
        let found: Vec<_> = found.filter(|product| product.is_found()).collect();
        let what = match (found.first(), found.len()) {
            (None, _) => t!("ask-draft-empty").to_owned(),
            (Some(one), 1) => one.title().to_owned(),
            (Some(one), many) => t!("ask-draft-more", product = one.title(), more = many - 1),
        };
        let what = match content.people.len() {
            0 => what,
            many => t!("ask-draft-people", what = what, count = many),
        };
        rows.push(DraftRow {
            id: draft.id.to_string(),
            what,
            at: Moment::new(draft.updated_at, person.now),
        });
    }
    Ok(rows)
}
