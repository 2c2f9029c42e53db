//! `POST /settings/mail`: whether somebody is told of each new item, once a day, or not at all.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use tower_sessions::Session;

use super::settings;
use crate::app::App;
use crate::audit::{self, Actor, Event, Kind};
use crate::people::signed_in::SignedIn;
use crate::people::{self, MailAs};
use crate::web::{Failure, Form, flash};

/// Hours of a day.
const HOURS: i16 = 24;

/// The fields, and what they say now.
#[derive(Clone, Debug)]
pub struct MailFields {
    /// Where mails go; `None` = the directory has no address.
    pub address: Option<String>,
    /// Whether a mail server is named at all.
    pub is_on: bool,
    pub ways: Vec<Way>,
    pub hours: Vec<Hour>,
    pub error: Option<&'static str>,
}

#[derive(Clone, Debug)]
pub struct Way {
    pub value: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub chosen: bool,
}

#[derive(Clone, Debug)]
pub struct Hour {
    pub value: i16,
    /// "08:00".
    pub label: String,
    pub chosen: bool,
}

impl MailFields {
    pub fn of(told: &people::Told, is_on: bool) -> Self {
        let way = |mail_as: MailAs, label, hint| Way {
            value: mail_as.as_str(),
            label,
            hint,
            chosen: told.mail_as == mail_as,
        };
        Self {
            address: told.address.clone(),
            is_on,
            ways: vec![
                way(MailAs::Each, t!("settings-each"), t!("settings-each-hint")),
                way(MailAs::Digest, t!("settings-digest"), t!("settings-digest-hint")),
                way(MailAs::None, t!("settings-no-mail"), t!("settings-no-mail-hint")),
            ],
            hours: (0..HOURS)
                .map(|hour| Hour {
                    value: hour,
                    label: format!("{hour:02}:00"),
                    chosen: told.digest_hour == hour,
                })
                .collect(),
            error: None,
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    mail_as: String,
    digest_hour: String,
}

pub async fn save(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let hour = typed.digest_hour.trim().parse().ok();
    let chosen = MailAs::parse(&typed.mail_as).zip(hour.filter(|hour| (0..HOURS).contains(hour)));
    let Some((mail_as, hour)) = chosen else {
        let mut page = settings::show(&app, &person, None).await?;
        page.mail.error = Some(t!("settings-mail-wrong"));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    if people::store::choose_told(&mut tx, now, person.person, (mail_as, hour)).await? {
        let event = Event::new(Kind::PreferencesChosen, Actor::Person(person.person))
            .about(person.person)
            .saying(json!({ "mail_as": mail_as.as_str(), "digest_hour": hour }));
        audit::append(&mut tx, now, event).await?;
    }
    tx.commit().await?;
    flash::leave(&session, t!("settings-mail-saved")).await?;
    Ok(Redirect::to("/settings").into_response())
}
