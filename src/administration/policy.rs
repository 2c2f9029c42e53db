//! `GET /admin/policy` and `POST /admin/policy`: the version in force, and the file as it is on the disk.

use axum::extract::State;
use axum::response::Redirect;
use serde::Deserialize;
use serde_json::json;

use super::views::{PolicyOnDisk, PolicyPage, PolicyProblem, RuleLine};
use crate::app::App;
use crate::audit::{self, Actor, Event, Kind};
use crate::people::signed_in::Administrator;
use crate::policy::{RuleKind, RuleSummary};
use crate::requests::frame::frame;
use crate::requests::rules::{self, OnDisk};
use crate::requests::store;
use crate::web::page::{Moment, Place};
use crate::web::{Failure, Form};

/// Characters of a version that are shown; enough to tell versions apart.
const SHORT_VERSION_CHARS: usize = 12;

pub async fn page(
    State(app): State<App>,
    Administrator(person): Administrator,
) -> Result<PolicyPage, Failure> {
    let in_force = app.in_force()?;
    let path = app.config.policy_file.display().to_string();
    let disk = match rules::read_file(&app.config.policy_file) {
        OnDisk::Good(policy, _) if policy.version() == in_force.policy.version() => PolicyOnDisk::Same,
        OnDisk::Good(policy, _) => PolicyOnDisk::Newer {
            version: policy.version().to_owned(),
            action: "/admin/policy".into(),
        },
        OnDisk::Broken(problems) => PolicyOnDisk::Broken(
            problems
                .into_iter()
                .map(|problem| PolicyProblem {
                    at: format!("{}:{}:{}", problem.file, problem.line, problem.column),
                    message: problem.message,
                })
                .collect(),
        ),
    };
    let mut conn = app.pool.acquire().await?;
    let rules = in_force.policy.rules();
    let lines = |kind| rules.iter().filter(|rule| rule.kind == kind).map(line).collect();
    Ok(PolicyPage {
        chrome: frame(&mut conn, &person, "Policy", Place::Policy).await?,
        version: in_force
            .policy
            .version()
            .chars()
            .take(SHORT_VERSION_CHARS)
            .collect(),
        since: Moment::new(in_force.since, app.clock.now()),
        path,
        disk,
        guards: lines(RuleKind::Guard),
        routes: lines(RuleKind::Route),
        examples: match in_force.policy.examples() {
            1 => "1 example passes.".into(),
            n => format!("{n} examples pass."),
        },
    })
}

fn line(rule: &RuleSummary) -> RuleLine {
    let mut effect = rule.does.join("; ");
    if !rule.products.is_empty() {
        effect = format!("{}: {effect}", rule.products.join(", "));
    }
    RuleLine {
        id: rule.id.clone(),
        when: rule.when.clone().unwrap_or_default(),
        effect,
    }
}

#[derive(Deserialize)]
pub struct Shown {
    /// The version that the page showed; what is put in force is what was looked at.
    version: String,
}

/// Puts the file's version in force. A broken file changes nothing.
pub async fn put_in_force(
    State(app): State<App>,
    Administrator(person): Administrator,
    Form(shown): Form<Shown>,
) -> Result<Redirect, Failure> {
    let now = app.clock.now();
    let by = Actor::Person(person.person);
    let mut tx = app.pool.begin().await?;
    store::lock_policy(&mut tx).await?;
    match rules::read_file(&app.config.policy_file) {
        OnDisk::Good(policy, bytes) if policy.version() == shown.version => {
            rules::put_in_force(&mut tx, now, &policy, &bytes, by).await?;
        }
        OnDisk::Good(..) => {
            return Err(Failure::Conflict(
                "The file has changed since you looked. Look at it again.".into(),
            ));
        }
        OnDisk::Broken(problems) => {
            let lines: Vec<_> = problems.iter().take(5).map(ToString::to_string).collect();
            let event = Event::new(Kind::PolicyRejected, by).saying(json!({ "problems": lines }));
            audit::append(&mut tx, now, event).await?;
        }
    }
    tx.commit().await?;
    rules::refresh(&app).await?;
    Ok(Redirect::to("/admin/policy"))
}
