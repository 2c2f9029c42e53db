//! `GET` and `POST /settings`: in which time zone one's days begin and end, how one is told, and whether letters are commands.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono_tz::Tz;
use serde::Deserialize;
use serde_json::json;
use tower_sessions::Session;

use askama::Template;
use askama_web::WebTemplate;

use super::told_by_mail::MailFields;
use crate::app::App;
use crate::audit::{self, Actor, Event, Kind};
use crate::config::Zones;
use crate::people::signed_in::SignedIn;
use crate::people::{self, Person, Reads};
use crate::requests::frame::frame;
use crate::web::page::{Choice, Chrome, Place};
use crate::web::{Failure, Form, flash};
use crate::words::{self, Language, Reader};

const AS_THE_BROWSER_SAYS: &str = "browser";

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "settings.html")]
pub struct SettingsPage {
    pub chrome: Chrome,
    /// What applies now: "Europe/Oslo".
    pub zone: String,
    /// Why: "because you chose it".
    pub why: String,
    /// The time there: "10:00 on 24 November 2026".
    pub time_there: String,
    /// As chosen or typed; empty = by country.
    pub typed: String,
    /// Names of all zones.
    pub zones: Vec<&'static str>,
    pub error: Option<String>,
    pub mail: MailFields,
    /// Those that we have, and the browser's.
    pub languages: Vec<Choice>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    time_zone: String,
    /// A tag, or [`AS_THE_BROWSER_SAYS`]; `None` = as it was.
    language: Option<String>,
    /// "off", and "on" behind it where the box is ticked; nothing = as it was.
    keys: Vec<String>,
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
) -> Result<SettingsPage, Failure> {
    let page = show(&app, &person, None).await?;
    Ok(SettingsPage {
        chrome: flash::take(&session, page.chrome).await?,
        ..page
    })
}

pub async fn save(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let name = typed.time_zone.trim();
    let zone = match name {
        "" => None,
        name => match name.parse::<Tz>() {
            Ok(zone) => Some(zone.name()),
            Err(_) => {
                let page = show(&app, &person, Some(typed.time_zone.clone())).await?;
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
            }
        },
    };
    let mut tx = app.pool.begin().await?;
    if people::store::choose_zone(&mut tx, person.person, zone).await? {
        let event = Event::new(Kind::TimeZoneChosen, Actor::Person(person.person))
            .about(person.person)
            .saying(json!({ "time_zone": zone }));
        audit::append(&mut tx, app.clock.now(), event).await?;
    }
    if let Some(language) = typed.language.as_deref().and_then(chosen)
        && people::store::choose_language(&mut tx, person.person, language).await?
    {
        let event = Event::new(Kind::PreferencesChosen, Actor::Person(person.person))
            .about(person.person)
            .saying(json!({ "language": language.map(Language::tag) }));
        audit::append(&mut tx, app.clock.now(), event).await?;
        words::is_read_by(Reader {
            language: language.unwrap_or(words::reader().language),
            ..words::reader()
        });
    }
    if let Some(keys) = typed.keys.last().map(|last| last == "on")
        && people::store::choose_keys(&mut tx, person.person, keys).await?
    {
        let event = Event::new(Kind::PreferencesChosen, Actor::Person(person.person))
            .about(person.person)
            .saying(json!({ "keys": keys }));
        audit::append(&mut tx, app.clock.now(), event).await?;
    }
    tx.commit().await?;
    flash::leave(&session, t!("settings-saved")).await?;
    Ok(Redirect::to("/settings").into_response())
}

pub(super) async fn show(
    app: &App,
    person: &SignedIn,
    wrong: Option<String>,
) -> Result<SettingsPage, Failure> {
    let mut conn = app.pool.acquire().await?;
    let me = people::store::by_id(&mut conn, person.person)
        .await?
        .ok_or(Failure::NotFound)?;
    let zones = &app.config.living.zones;
    let zone = me.zone(zones);
    let told = people::store::told(&mut conn, person.person).await?;
    let there = app.clock.now().with_timezone(&zone);
    Ok(SettingsPage {
        chrome: frame(&mut conn, person, t!("settings-title"), Place::Elsewhere).await?,
        zone: zone.name().to_owned(),
        why: why(&me, zones),
        time_there: t!(
            "settings-time",
            time = there.format("%H:%M").to_string(),
            day = words::format::day(there.date_naive())
        ),
        error: wrong.is_some().then(|| t!("settings-no-zone").into()),
        typed: wrong.or(me.time_zone).unwrap_or_default(),
        mail: MailFields::of(&told, app.mailer.is_some()),
        languages: languages(people::store::reads(&mut conn, person.person).await?),
        zones: chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect(),
    })
}

/// `None` = as the browser says; nothing of either = as it was.
fn chosen(value: &str) -> Option<Option<Language>> {
    match value {
        AS_THE_BROWSER_SAYS => Some(None),
        tag => Language::of_tag(tag).map(Some),
    }
}

/// Each in its own name, so that whoever reads no other finds it.
fn languages(reads: Option<Reads>) -> Vec<Choice> {
    let chosen = reads.and_then(|reads| reads.language);
    let chosen = chosen.as_deref().unwrap_or(AS_THE_BROWSER_SAYS);
    let choice = |value: &str, label: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: value == chosen,
    };
    let ours = Language::ALL.map(|language| choice(language.tag(), language.name()));
    std::iter::once(choice(AS_THE_BROWSER_SAYS, t!("settings-language-browser")))
        .chain(ours)
        .collect()
}

/// Why this zone and no other.
fn why(me: &Person, zones: &Zones) -> String {
    let chosen = me.time_zone.as_deref().and_then(|name| name.parse::<Tz>().ok());
    if chosen.is_some() {
        return t!("settings-why-chosen").into();
    }
    let by = [&me.country, &me.usage_location]
        .into_iter()
        .flatten()
        .find(|country| zones.by_country(country).is_some());
    match by {
        Some(country) => t!("settings-why-country", country = country),
        None => t!("settings-why-unknown").into(),
    }
}
