//! Owns the strings behind the outbox, under `/_control`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::super::Shared;
use super::MailFault;

pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/mails", get(mails).delete(forget))
        .route("/mail_faults", get(faults).post(fail).delete(mend))
}

async fn mails(State(shared): State<Shared>) -> Json<Value> {
    Json(json!({ "mails": shared.outbox.mails() }))
}

async fn forget(State(shared): State<Shared>) -> StatusCode {
    shared.outbox.forget();
    StatusCode::NO_CONTENT
}

async fn faults(State(shared): State<Shared>) -> Json<Value> {
    Json(json!({ "faults": shared.outbox.faults() }))
}

async fn fail(
    State(shared): State<Shared>,
    Json(fault): Json<MailFault>,
) -> Result<StatusCode, (StatusCode, String)> {
    if !(400..=599).contains(&fault.code) || fault.times == 0 {
        let text = "A refusal has a code from 400 to 599, and a fault strikes at least once.\n";
        return Err((StatusCode::UNPROCESSABLE_ENTITY, text.to_owned()));
    }
    shared.outbox.fail(fault);
    Ok(StatusCode::NO_CONTENT)
}

async fn mend(State(shared): State<Shared>) -> StatusCode {
    shared.outbox.mend();
    StatusCode::NO_CONTENT
}
