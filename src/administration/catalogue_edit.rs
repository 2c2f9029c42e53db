//! `GET` and `POST /admin/catalogue/products/{sku}`, `POST …/put-back`: what an administrator says of one product.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::catalogue_fields as fields;
use super::catalogue_form::{Typed, Wrong};
use super::catalogue_views::{LastChange, ProductPage};
use crate::app::App;
use crate::catalog::edit::{self, Changed, Edited};
use crate::catalog::edit_store;
use crate::ids::SkuId;
use crate::people;
use crate::people::signed_in::{Administrator, SignedIn};
use crate::requests::frame::frame;
use crate::web::page::{Moment, Place};
use crate::web::{Failure, Form, flash};

pub async fn page(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(sku): Path<String>,
) -> Result<ProductPage, Failure> {
    let sku: SkuId = sku.parse().map_err(|_| Failure::NotFound)?;
    let mut conn = app.pool.acquire().await?;
    let edited = edit_store::of(&mut conn, sku).await?.ok_or(Failure::NotFound)?;
    let page = show(&app, &mut conn, &person, &edited, Shown::default()).await?;
    Ok(ProductPage {
        chrome: flash::take(&session, page.chrome).await?,
        ..page
    })
}

pub async fn save(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(sku): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let sku: SkuId = sku.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.pool.begin().await?;
    let edited = edit_store::of(&mut tx, sku).await?.ok_or(Failure::NotFound)?;
    let owner = owner_typed(&mut tx, &edited, &typed).await?;
    let parsed = match (typed.parse(&edited), owner) {
        (Ok(mut edit), Ok(owner)) => {
            edit.owner = owner.or(edit.owner);
            Ok(edit)
        }
        (Ok(_), Err(wrong)) => Err(vec![wrong]),
        (Err(wrong), Ok(_)) => Err(wrong),
        (Err(mut wrong), Err(owner)) => {
            if !wrong.iter().any(|(field, _)| *field == owner.0) {
                wrong.push(owner);
            }
            Err(wrong)
        }
    };
    let edit = match parsed {
        Ok(edit) => edit,
        Err(wrong) => {
            let shown = Shown {
                typed: Some(typed),
                wrong,
                moved: false,
            };
            let page = show(&app, &mut tx, &person, &edited, shown).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let changed = edit::change(
        &mut tx,
        app.clock.now(),
        person.person,
        (sku, &typed.version),
        edit,
    )
    .await?;
    let title = edited.title();
    let sentence = match changed {
        Changed::Gone => return Err(Failure::NotFound),
        Changed::Moved(now) => {
            let shown = Shown {
                typed: Some(typed),
                wrong: Wrong::new(),
                moved: true,
            };
            let page = show(&app, &mut tx, &person, &now, shown).await?;
            return Ok((StatusCode::CONFLICT, page).into_response());
        }
        Changed::Nothing => t!("product-unchanged", product = title),
        Changed::Done => t!("product-saved", product = title),
    };
    tx.commit().await?;
    flash::leave(&session, &sentence).await?;
    Ok(Redirect::to(&format!("/admin/catalogue/products/{sku}")).into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Seen {
    version: String,
}

pub async fn put_back(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(sku): Path<String>,
    Form(seen): Form<Seen>,
) -> Result<Response, Failure> {
    let sku: SkuId = sku.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.pool.begin().await?;
    let changed = edit::put_back(&mut tx, app.clock.now(), person.person, (sku, &seen.version)).await?;
    let sentence = match changed {
        Changed::Gone => return Err(Failure::NotFound),
        Changed::Moved(_) => {
            return Err(Failure::Conflict(t!("product-not-put-back").into()));
        }
        Changed::Nothing => t!("product-nothing-to-put-back"),
        Changed::Done => t!("product-was-put-back"),
    };
    tx.commit().await?;
    flash::leave(&session, sentence).await?;
    Ok(Redirect::to(&format!("/admin/catalogue/products/{sku}")).into_response())
}

/// A new owner is somebody of the directory who can sign in, and is written as the directory does. `None` = nobody new: an owner
/// who stays is not asked about.
async fn owner_typed(
    conn: &mut PgConnection,
    edited: &Edited,
    typed: &Typed,
) -> sqlx::Result<Result<Option<String>, (String, String)>> {
    let Some(upn) = typed.new_owner(edited) else {
        return Ok(Ok(None));
    };
    let wrong = |message: String| Err(("owner".to_owned(), message));
    Ok(match people::store::by_upn(conn, upn).await? {
        None => wrong(t!("product-owner-unknown", upn = upn)),
        Some(person) if people::store::is_gone(conn, person.id).await? => {
            wrong(t!("product-owner-gone", name = person.name))
        }
        Some(person) if !person.enabled => wrong(t!("product-owner-disabled", name = person.name)),
        Some(person) => Ok(Some(person.upn)),
    })
}

/// What is shown beside what is there.
#[derive(Default)]
struct Shown {
    /// `None` = what is there.
    typed: Option<Typed>,
    wrong: Wrong,
    /// Somebody was faster.
    moved: bool,
}

async fn show(
    app: &App,
    conn: &mut PgConnection,
    person: &SignedIn,
    edited: &Edited,
    shown: Shown,
) -> Result<ProductPage, Failure> {
    let typed = shown.typed.unwrap_or_else(|| Typed::of(edited));
    let there = shown.moved.then(|| Typed::of(edited));
    let owner_warning = owner_warning(conn, edited).await?;
    let (rows, plans) = (
        fields::rows(edited, &typed, there.as_ref(), &shown.wrong, owner_warning),
        fields::plans(edited, &typed, there.as_ref(), &shown.wrong),
    );
    let last = match &edited.last {
        None => None,
        Some(last) => {
            let names = people::store::names_of(conn, &[last.by]).await?;
            let name = names.get(&last.by).cloned();
            Some(LastChange {
                by: name.unwrap_or_else(|| t!("room-somebody-left").into()),
                at: Moment::new(last.at, app.clock.now()),
                lines: fields::changes(edited, &last.before),
                action: format!("/admin/catalogue/products/{}/put-back", edited.sku_id),
            })
        }
    };
    let changed_by = last
        .as_ref()
        .map(|last| format!("{}, {}", last.by, last.at.words));
    let title = edited.title();
    Ok(ProductPage {
        chrome: frame(conn, person, title, Place::Products).await?,
        sku: edited.sku_id.to_string(),
        title: title.to_owned(),
        part_number: edited.part_number.clone(),
        // Whoever looks at both may save over it.
        version: match shown.moved {
            true => edited.version(),
            false => typed.version.clone(),
        },
        fields: rows,
        visibility: fields::visibility(&typed.visibility),
        visibility_now: there
            .filter(|there| there.visibility != typed.visibility)
            .map(|there| fields::visibility_label(&there.visibility).to_owned()),
        plans_open: plans
            .iter()
            .any(|plan| !plan.value.is_empty() || plan.error.is_some()),
        plans,
        errors: fields::summary(&shown.wrong, edited),
        moved: shown.moved.then(|| match changed_by {
            Some(by) => t!("product-moved-by", by = by),
            None => t!("product-moved-below").into(),
        }),
        last,
    })
}

async fn owner_warning(conn: &mut PgConnection, edited: &Edited) -> sqlx::Result<Option<String>> {
    if edited.owner().is_empty() {
        return Ok(None);
    }
    Ok(match people::store::by_upn(conn, edited.owner()).await? {
        None => Some(t!("product-warning-unknown").into()),
        Some(person) if people::store::is_gone(conn, person.id).await? => {
            Some(t!("product-warning-gone").into())
        }
        Some(person) if !person.enabled => Some(t!("product-warning-disabled").into()),
        Some(_) => None,
    })
}
