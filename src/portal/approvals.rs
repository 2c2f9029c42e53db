//! Who approved what a person has, as a sentence for each grant.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use crate::fulfilment::{Grant, GrantState};
use crate::ids::RequestId;
use crate::people;
use crate::policy::Outcome;
use crate::requests::covered::listed;
use crate::requests::{Request, RequestKind, store};

/// Of the grants that have not ended.
pub async fn of(conn: &mut PgConnection, grants: &[Grant]) -> sqlx::Result<BTreeMap<RequestId, String>> {
    let living = grants.iter().filter(|grant| grant.state != GrantState::Ended);
    let requests: Vec<_> = living.map(|grant| grant.request_id).collect();
    let mut signers: BTreeMap<RequestId, Vec<String>> = BTreeMap::new();
    for (request, name) in store::approved_by(conn, &requests).await? {
        let names = signers.entry(request).or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut sentences = BTreeMap::new();
    for request in requests {
        let sentence = match signers.get(&request) {
            Some(names) => Some(t!("approved-by", names = listed(names))),
            None => unsigned(conn, request).await?,
        };
        sentences.extend(sentence.map(|sentence| (request, sentence)));
    }
    Ok(sentences)
}

/// Nobody signed it: an administrator adopted or gave it, or a rule approved it.
async fn unsigned(conn: &mut PgConnection, id: RequestId) -> sqlx::Result<Option<String>> {
    let Some(request) = store::by_id(conn, id).await? else {
        return Ok(None);
    };
    match request.kind {
        RequestKind::Adopt => Ok(Some(t!("adopted-by", name = requester(conn, &request).await?))),
        RequestKind::BreakGlass => {
            let by = requester(conn, &request).await?;
            Ok(Some(t!("given-by", name = by)))
        }
        RequestKind::Assign | RequestKind::Extend | RequestKind::Change => by_rule(conn, id).await,
    }
}

async fn requester(conn: &mut PgConnection, request: &Request) -> sqlx::Result<String> {
    let person = people::store::by_id(conn, request.requester_id).await?;
    Ok(person.map_or_else(|| t!("somebody-gone").to_owned(), |person| person.name))
}

async fn by_rule(conn: &mut PgConnection, id: RequestId) -> sqlx::Result<Option<String>> {
    let last = match store::last_decision(conn, id).await {
        // What can not be read any more says nothing.
        Err(sqlx::Error::ColumnDecode { .. }) => None,
        last => last?,
    };
    let automatic = last.filter(|last| last.decision.outcome == Outcome::Automatic);
    let rule = automatic.and_then(|last| {
        let mut reasons = last.decision.reasons.into_iter();
        reasons.find(|reason| reason.code == "automatic")
    });
    Ok(rule.map(|reason| t!("approved-by-rule", rule = reason.rule)))
}
