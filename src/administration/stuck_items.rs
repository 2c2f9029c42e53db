//! Stuck work in words: Graph's answer as a sentence, the names of what its message names by id, and the way out.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::attention::step_word;
use super::attention_views::{AttentionGroup, AttentionItem, CloseForm};
use crate::catalog;
use crate::fulfilment::GrantState;
use crate::fulfilment::stuck::{Step, Stuck};
use crate::ids::GrantId;
use crate::jobs::{self, Job};
use crate::people;
use crate::web::Failure;
use crate::web::page::Moment;

/// Stopped jobs that are looked at.
const MOST_JOBS: i64 = 100;
/// Characters of a GUID.
const GUID_CHARS: usize = 36;

/// A reason that could not be taken.
pub struct Wrong {
    pub grant: GrantId,
    pub reason: String,
    pub message: String,
}

/// What stands at each step, in the order of the steps; steps where nothing stands are left out.
pub async fn groups(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    stuck: &[Stuck],
    counts: &[(Step, i64)],
    wrong: Option<&Wrong>,
) -> Result<Vec<AttentionGroup>, Failure> {
    let messages = stuck.iter().filter_map(|item| item.attention.answer.as_ref());
    let mut ids: Vec<_> = messages.flat_map(|answer| guids(&answer.message)).collect();
    ids.sort();
    ids.dedup();
    let titles: BTreeMap<_, _> = catalog::store::titles_of(conn, &ids).await?.into_iter().collect();
    let groups = Step::ALL.into_iter().filter_map(|step| {
        let items: Vec<_> = stuck
            .iter()
            .filter(|item| item.step == step)
            .map(|stuck| item(now, stuck, &titles, wrong))
            .collect();
        let count = counts.iter().find(|(of, _)| *of == step).map_or(0, |(_, n)| *n);
        (!items.is_empty()).then(|| AttentionGroup {
            word: step_word(step),
            step: title(step),
            hint: hint(step),
            count,
            items,
        })
    });
    Ok(groups.collect())
}

fn title(step: Step) -> &'static str {
    match step {
        Step::Reading => t!("step-reading"),
        Step::Assigning => t!("step-assigning"),
        Step::Removing => t!("step-removing"),
        Step::Changing => t!("step-changing"),
        Step::WaitingForSeat => t!("step-waiting"),
        Step::StillTrying => t!("step-trying"),
    }
}

fn hint(step: Step) -> &'static str {
    match step {
        Step::Reading => t!("step-reading-hint"),
        Step::Assigning => t!("step-assigning-hint"),
        Step::Removing => t!("step-removing-hint"),
        Step::Changing => t!("step-changing-hint"),
        Step::WaitingForSeat => t!("step-waiting-hint"),
        Step::StillTrying => t!("step-trying-hint"),
    }
}

fn item(
    now: DateTime<Utc>,
    stuck: &Stuck,
    titles: &BTreeMap<Uuid, String>,
    wrong: Option<&Wrong>,
) -> AttentionItem {
    let words = stuck.attention.cause.words();
    let wrong = wrong.filter(|wrong| wrong.grant == stuck.grant);
    let answer = stuck.attention.answer.as_ref();
    AttentionItem {
        id: stuck.grant.to_string(),
        href: Some(format!("/requests/{}", stuck.request)),
        title: t!("room-product-for", product = stuck.product, person = stuck.person),
        since: Moment::since(stuck.since, now),
        problem: words.administrator.into(),
        said: answer
            .map(|answer| with_names(&answer.message, titles))
            .filter(|said| !said.trim().is_empty()),
        way_out: words.way_out.into(),
        details: details(stuck),
        retry_action: (stuck.step != Step::WaitingForSeat)
            .then(|| format!("/admin/attention/{}/retry", stuck.grant)),
        close: close_words(stuck).map(|consequence| CloseForm {
            action: format!("/admin/attention/{}/close", stuck.grant),
            consequence,
            reason: wrong.map(|wrong| wrong.reason.clone()).unwrap_or_default(),
            error: wrong.map(|wrong| wrong.message.clone()),
        }),
    }
}

/// What closing does; `None` where there is nothing to close.
fn close_words(stuck: &Stuck) -> Option<&'static str> {
    match stuck.state {
        GrantState::RemovalNeedsAttention => Some(t!("closing-removal")),
        GrantState::Active => Some(t!("closing-active")),
        GrantState::NeedsAttention | GrantState::WaitingForSeat if stuck.was_active => {
            Some(t!("closing-was-active"))
        }
        GrantState::NeedsAttention | GrantState::WaitingForSeat | GrantState::Pending
            if !stuck.was_active =>
        {
            Some(t!("closing-never-active"))
        }
        _ => None,
    }
}

fn details(stuck: &Stuck) -> Vec<(String, String)> {
    let mut details = vec![(t!("detail-grant").to_owned(), stuck.grant.to_string())];
    if let Some(answer) = &stuck.attention.answer {
        if let Some(status) = answer.status {
            details.push((t!("detail-status").into(), status.to_string()));
        }
        if !answer.code.is_empty() {
            details.push((t!("detail-code").into(), answer.code.clone()));
        }
        if !answer.message.is_empty() {
            details.push((t!("detail-message").into(), answer.message.clone()));
        }
        if let Some(id) = &answer.request_id {
            details.push((t!("detail-request-id").into(), id.clone()));
        }
    }
    details
}

/// Background jobs that stopped and whose person or kind contains the words.
pub async fn stopped(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    query: &str,
) -> Result<Option<AttentionGroup>, Failure> {
    let stopped = jobs::stopped(conn, MOST_JOBS).await?;
    let people: Vec<_> = stopped
        .iter()
        .filter_map(|stopped| stopped.job.person())
        .collect();
    let names = people::store::names_of(conn, &people).await?;
    let sought = query.to_lowercase();
    let mut items = Vec::new();
    for job in stopped {
        let title = match job.job {
            Job::Reconcile(person) => t!(
                "job-reconcile",
                name = names
                    .get(&person)
                    .map_or(t!("room-somebody-left"), String::as_str)
            ),
            Job::SyncDirectory => t!("job-directory").into(),
            Job::SyncCatalog => t!("job-catalogue").into(),
            Job::TurnClock => t!("job-clock").into(),
            Job::ScanDrift => t!("job-drift").into(),
            Job::AdoptFound(_) => t!("job-adopt").into(),
            Job::ApplyPolicy(_) => t!("job-policy").into(),
            Job::PolicyRun(_) => t!("job-policy-run").into(),
            Job::CarryOut(_) => t!("job-carry-out").into(),
            Job::Tell => t!("job-tell").into(),
            Job::SendMail(_) => t!("job-mail").into(),
            Job::Report(_) => t!("job-report").into(),
        };
        if title.to_lowercase().contains(&sought) {
            items.push(AttentionItem {
                id: job.id.to_string(),
                href: None,
                title,
                since: Moment::since(job.since, now),
                problem: t!("job-failed", attempts = job.attempts, why = job.why),
                said: None,
                way_out: t!("job-way-out").into(),
                details: vec![(t!("detail-job").into(), job.id.to_string())],
                retry_action: Some(format!("/admin/jobs/{}/retry", job.id)),
                close: None,
            });
        }
    }
    Ok((!items.is_empty()).then(|| AttentionGroup {
        word: "jobs",
        step: t!("step-jobs"),
        hint: t!("step-jobs-hint"),
        count: i64::try_from(items.len()).unwrap_or(i64::MAX),
        items,
    }))
}

/// The places of GUIDs in a text, in order.
fn guid_places(text: &str) -> Vec<(usize, Uuid)> {
    let mut found = Vec::new();
    let mut next = 0;
    for (at, _) in text.char_indices() {
        if at < next {
            continue;
        }
        let id = text.get(at..at + GUID_CHARS).filter(|word| word.contains('-'));
        if let Some(id) = id.and_then(|word| Uuid::parse_str(word).ok()) {
            found.push((at, id));
            next = at + GUID_CHARS;
        }
    }
    found
}

fn guids(text: &str) -> Vec<Uuid> {
    guid_places(text).into_iter().map(|(_, id)| id).collect()
}

/// Graph's message with names instead of the ids that we know.
fn with_names(message: &str, titles: &BTreeMap<Uuid, String>) -> String {
    let mut text = message.to_owned();
    for (at, id) in guid_places(message).into_iter().rev() {
        if let Some(title) = titles.get(&id) {
            text.replace_range(at..at + GUID_CHARS, &t!("room-quoted", text = title));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Uuid, guids, with_names};

    #[test]
    fn ids_that_are_known_get_their_names_and_others_stay() {
        let known = "5dbe027f-2339-4123-9542-606e4d348a72";
        let other = "fe71d6c3-a2ea-4499-9778-da042bf08063";
        let message = format!("Ä: plan {other} needs ({known}, {known}).");
        let titles = [(Uuid::parse_str(known).unwrap(), "SharePoint (Plan 2)".to_owned())];
        assert_eq!(
            with_names(&message, &titles.into()),
            format!("Ä: plan {other} needs (“SharePoint (Plan 2)”, “SharePoint (Plan 2)”).")
        );
        assert_eq!(guids(&message).len(), 3);
        assert!(guids("nothing – of the kind, not even 5dbe027f-2339").is_empty());
    }
}
