//! H: those whom it concerns were told.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};

use super::attributes::{Code, Evidence, Look};
use super::item::{Fact, Item, NoticeRow};
use crate::ids::PersonId;
use crate::requests::RequestKind;

/// Hours in which a mail is made and sent: some choose one a day, and a server is tried for two days.
const MAIL_H: i64 = 72;

pub(super) fn look(item: &Item, now: DateTime<Utc>) -> Look {
    let mut look = Look::default();
    if item.kind() == RequestKind::Adopt {
        look.does_not_apply(Code::Adopted);
        return look;
    }
    if item.granted().is_none() {
        look.does_not_apply(Code::NotGranted);
        return look;
    }
    let expected = expected(item);
    if item.kind() != RequestKind::Extend && item.kind() != RequestKind::Change && item.active().is_none() {
        match item.of_grant().any(|event| event.is("grant.ended")) {
            true => look.does_not_apply(Code::NeverActive),
            false => look.open(Code::NotActiveYet),
        }
    } else if expected.is_empty() {
        look.does_not_apply(Code::NobodyToTell);
    }
    for (event, kind, people) in expected {
        look.saw(event);
        for person in people {
            let mut notices = item.notices.iter();
            let notice = notices.find(|notice| {
                notice.event_id == event.id && notice.person_id == person && notice.kind == kind
            });
            match notice {
                Some(notice) => arrived(&mut look, item, notice, now),
                None => look.fail(Code::NotTold),
            }
        }
    }
    look
}

/// Of which events whom something is to be told.
fn expected(item: &Item) -> Vec<(&Fact, &'static str, BTreeSet<PersonId>)> {
    let parties = item.parties();
    let mut expected = Vec::new();
    match item.kind() {
        RequestKind::Extend => expected.extend(item.granted().map(|event| (event, "active", parties))),
        RequestKind::Change => {
            // By the last signature, or by whoever asked where none was needed; that person knows.
            let last = item.approvals().last().map(|approval| approval.event);
            if let Some(event) = last.or_else(|| item.recorded()) {
                let mut others = parties;
                others.retain(|person| Some(*person) != event.actor_id);
                if !others.is_empty() {
                    expected.push((event, "approved", others));
                }
            }
        }
        RequestKind::Assign | RequestKind::BreakGlass => {
            if let Some(given) = item.first("grant.given_at_once") {
                let told = given.uuids("told").into_iter().map(PersonId).collect();
                expected.push((given, "given_at_once", told));
            }
            expected.extend(item.active().map(|event| (event, "active", parties)));
            let ended = item
                .of_grant()
                .rfind(|event| event.is("grant.ended") && event.has("run"));
            if let Some(event) = ended
                && item.active().is_some()
                && event.text("cause") != "replaced"
            {
                expected.push((event, "ended", event.person_id.into_iter().collect()));
            }
        }
        RequestKind::Adopt => {}
    }
    expected
}

/// Whether what there is to tell reached the person: by mail, or by the pages alone where they have no mail or want none.
fn arrived(look: &mut Look, item: &Item, notice: &NoticeRow, now: DateTime<Utc>) {
    look.stands_on(Evidence::Row("notices", notice.id));
    let is_late = now > notice.not_before + Duration::hours(MAIL_H);
    let Some(mail) = notice.mail_id else {
        if notice.dropped_at.is_none() {
            match is_late {
                true => look.fail(Code::MailNotSent),
                false => look.open(Code::MailWaits),
            }
        }
        return;
    };
    look.stands_on(Evidence::Row("mails", mail));
    let logged = item.events.iter().rfind(|event| {
        event.uuid("mail") == Some(mail) && (event.is("mail.sent") || event.is("mail.not_sent"))
    });
    logged.into_iter().for_each(|event| look.saw(event));
    match notice.mail_state.as_deref() {
        Some("sent") => look.fail_if(
            !logged.is_some_and(|event| event.is("mail.sent")),
            Code::LogDiffers,
        ),
        Some("waiting" | "sending") if !is_late => look.open(Code::MailWaits),
        _ => look.fail(Code::MailNotSent),
    }
}
