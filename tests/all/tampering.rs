//! What a superuser does to the log, and what the verifier says of it.

use countersign::audit::note::{Note, Signature, SigningKey};
use countersign::audit::{Against, Checkpoint, Finding, Progress, verify_from};
use secrecy::SecretString;

use crate::bare_log::BareLog;
use crate::desk::LOG;

/// Two whole blocks of the tree, and a rest.
const EVENTS: usize = 600;
/// Between two checkpoints.
const SHARE: usize = 70;

async fn log() -> BareLog {
    let log = BareLog::of(EVENTS, SHARE).await;
    let report = log.verified().await;
    assert_eq!(report.findings, []);
    assert_eq!((report.sealed, report.covered), (log.written, log.written));
    assert!(report.checkpoints > 8, "{report:?}");
    log
}

/// Exactly these findings.
async fn found(log: BareLog, expected: &[Finding]) {
    assert_eq!(log.verified().await.findings, expected);
    log.close().await;
}

/// Nothing but that hashes are not those that were signed, and that they are found around this place.
fn is_rewritten_at(findings: &[Finding], seq: i64) {
    let around =
        |one: &Finding| matches!(one, Finding::Rewritten { from, to } if (*from..=*to).contains(&seq));
    assert!(
        !findings.is_empty() && findings.iter().all(around),
        "{findings:?}"
    );
}

#[tokio::test]
async fn a_row_that_was_changed() {
    let log = log().await;
    let event = log.event(300).await;
    log.tampers(&format!(
        "update audit_events set detail = '{{}}' where id = '{event}'"
    ))
    .await;
    found(log, &[Finding::Changed { seq: 300, event }]).await;
}

#[tokio::test]
async fn a_row_that_was_changed_together_with_its_seal() {
    let log = log().await;
    let (event, other) = (log.event(300).await, log.event(301).await);
    // The row is another's, but for its id; the superuser computes its hash as we do.
    log.tampers(&format!(
        "update audit_events set kind = 'person.signed_out' where id = '{event}';"
    ))
    .await;
    let row = countersign::audit::Stored {
        id: event,
        kind: "person.signed_out".into(),
        ..stored(&log, event).await
    };
    let hash = hex::encode(row.leaf_hash().unwrap());
    log.tampers(&format!(
        "update audit_seals set hash = '\\x{hash}' where seq = 300"
    ))
    .await;
    assert_ne!(event, other);
    is_rewritten_at(&log.verified().await.findings, 300);
    log.close().await;
}

#[tokio::test]
async fn a_row_that_was_changed_with_all_hashes_but_the_checkpoints() {
    let log = log().await;
    let event = log.event(590).await;
    log.tampers(&format!(
        "update audit_events set kind = 'person.signed_out' where id = '{event}';"
    ))
    .await;
    let row = stored(&log, event).await;
    let hash = hex::encode(row.leaf_hash().unwrap());
    log.tampers(&format!(
        "update audit_seals set hash = '\\x{hash}' where seq = 590"
    ))
    .await;
    let findings = log.verified().await.findings;
    let [Finding::Rewritten { from, to }] = findings[..] else {
        panic!("{findings:?}");
    };
    assert!(from <= 590 && 590 <= to, "{findings:?}");
    assert!(to - from < 2 * i64::try_from(SHARE).unwrap(), "{findings:?}");
    log.close().await;
}

async fn stored(log: &BareLog, event: uuid::Uuid) -> countersign::audit::Stored {
    sqlx::query_as!(
        countersign::audit::Stored,
        r#"select id, at, kind, actor_id, actor, request_id, person_id, sku_id, detail::text as "detail!"
             from audit_events where id = $1"#,
        event
    )
    .fetch_one(&log.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn a_row_that_is_missing_and_one_with_its_seal() {
    let log = log().await;
    let (event, other) = (log.event(300).await, log.event(100).await);
    log.tampers(&format!(
        "delete from audit_events where id in ('{event}', '{other}'); delete from audit_seals where seq = 100"
    ))
    .await;
    found(
        log,
        &[
            Finding::Gap { from: 100, to: 100 },
            Finding::Missing { seq: 300, event },
        ],
    )
    .await;
}

#[tokio::test]
async fn rows_that_were_inserted_behind_the_head() {
    let log = log().await;
    let (event, double) = (log.event(300).await, log.event(302).await);
    log.tampers(&format!(
        "insert into audit_events (id, at, kind, actor, detail, xid, written)
         select '{}', at + interval '1 month', kind, actor, detail, xid, written from audit_events where id = '{event}';
         insert into audit_events (id, at, kind, actor, detail, xid, written)
         select id, at + interval '1 day', kind, actor, detail, '1', written from audit_events where id = '{double}';",
        uuid::Uuid::nil()
    ))
    .await;
    found(
        log,
        &[
            Finding::Inserted {
                event: double,
                before: 1,
            },
            Finding::Inserted {
                event: uuid::Uuid::nil(),
                before: 300,
            },
        ],
    )
    .await;
}

#[tokio::test]
async fn rows_that_were_reordered() {
    let log = log().await;
    let (first, second) = (log.event(300).await, log.event(301).await);
    log.tampers(&format!(
        "update audit_seals set event_id = '{}' where seq = 300;
         update audit_seals set event_id = '{first}' where seq = 301;
         update audit_seals set event_id = '{second}' where seq = 300;",
        uuid::Uuid::nil()
    ))
    .await;
    found(
        log,
        &[
            Finding::Reordered {
                seq: 300,
                event: second,
                sealed_at: Some(301),
            },
            Finding::Reordered {
                seq: 301,
                event: first,
                sealed_at: Some(300),
            },
        ],
    )
    .await;
}

#[tokio::test]
async fn seals_that_changed_places_and_rows_that_did() {
    let log = log().await;
    log.tampers(
        "update audit_seals set seq = 9999 where seq = 300; update audit_seals set seq = 300 where seq = 305;
         update audit_seals set seq = 305 where seq = 9999;
         update audit_events e set written = 0 - s.seq from audit_seals s where s.event_id = e.id and s.seq = 20;",
    )
    .await;
    let findings = log.verified().await.findings;
    let (rewritten, others): (Vec<_>, Vec<_>) = findings
        .into_iter()
        .partition(|one| matches!(one, Finding::Rewritten { .. }));
    is_rewritten_at(&rewritten, 300);
    let at: Vec<_> = others.iter().map(|one| (one.place(), one.kind())).collect();
    assert_eq!(
        at,
        [20, 300, 305].map(|place| (place, "reordered rows")),
        "{others:?}"
    );
    log.close().await;
}

#[tokio::test]
async fn a_tail_that_was_cut_off() {
    let log = log().await;
    let newest = newest(&log).await;
    log.tampers(
        "delete from audit_events e using audit_seals s where s.event_id = e.id and s.seq > 500;
         delete from audit_seals where seq > 500;",
    )
    .await;
    let size = log.written;
    assert_eq!(
        log.verified().await.findings,
        [Finding::CutOff { size, sealed: 500 },],
    );
    // With its checkpoints gone too, only who kept one knows.
    log.tampers("delete from audit_checkpoints where size > 500; delete from audit_tree where index > 0")
        .await;
    assert_eq!(log.verified().await.findings, []);
    let against = Against {
        checkpoints: vec![newest],
        ..Against::default()
    };
    let report = verify_from(&log.pool, &against, Progress::default(), |_, _| Ok(()))
        .await
        .unwrap();
    assert_eq!(report.findings, [Finding::CutOff { size, sealed: 500 }]);
    log.close().await;
}

async fn newest(log: &BareLog) -> Note {
    let mut conn = log.pool.acquire().await.unwrap();
    let newest = countersign::audit::checkpoint::newest(&mut conn).await.unwrap();
    newest.unwrap().note.parse().unwrap()
}

#[tokio::test]
async fn checkpoints_that_were_forged_and_signed_by_the_wrong_key() {
    let log = log().await;
    let note = newest(&log).await;
    let size = log.written;
    // Another root under the same signature.
    let mut said = Checkpoint::of(&note).unwrap();
    said.root[0] ^= 1;
    let forged = Note {
        text: said.to_string(),
        ..note.clone()
    };
    let root = hex::encode(said.root);
    log.tampers(&format!(
        "update audit_checkpoints set note = '{forged}', root = '\\x{root}' where size = {size}"
    ))
    .await;
    let findings = log.verified().await.findings;
    assert!(
        matches!(findings[..], [Finding::Forged { size: at, .. }] if at == size),
        "{findings:?}"
    );
    // The right root by a key of the same name.
    let (words, other): (SecretString, _) = SigningKey::make(LOG).unwrap();
    let signature = Signature::of(&other, SigningKey::read(&words).unwrap().sign(&note.text));
    let by_other = Note {
        signatures: vec![signature],
        ..note.clone()
    };
    let root = hex::encode(Checkpoint::of(&note).unwrap().root);
    log.tampers(&format!(
        "update audit_checkpoints set note = '{by_other}', root = '\\x{root}' where size = {size}"
    ))
    .await;
    let findings = log.verified().await.findings;
    assert!(
        matches!(findings[..], [Finding::WrongKey { size: at, .. }] if at == size),
        "{findings:?}"
    );
    // Who trusts a key that was given believes nothing that the database says of keys.
    log.tampers(&format!(
        "insert into audit_keys (vkey, name, first_size, at) values ('{other}', 'x', 1, now())"
    ))
    .await;
    assert_eq!(log.verified().await.findings, []);
    let against = Against {
        keys: vec![log.key.clone()],
        ..Against::default()
    };
    let report = verify_from(&log.pool, &against, Progress::default(), |_, _| Ok(()))
        .await
        .unwrap();
    assert!(
        matches!(report.findings[..], [Finding::WrongKey { .. }]),
        "{:?}",
        report.findings
    );
    log.close().await;
}

#[tokio::test]
async fn a_stored_hash_of_the_tree_that_was_changed() {
    let log = log().await;
    log.tampers("update audit_tree set hash = sha256('x') where level = 8 and index = 1")
        .await;
    assert!(
        countersign::audit::sign(&log.pool, &log.keys, log.now)
            .await
            .unwrap()
            .is_none()
    );
    found(log, &[Finding::Node { level: 8, index: 1 }]).await;
}

#[tokio::test]
async fn a_look_goes_on_where_another_ended_and_knows_its_log() {
    let mut log = log().await;
    let mut kept = None;
    let against = Against::default();
    let report = verify_from(&log.pool, &against, Progress::default(), |progress, _| {
        kept = Some(serde_json::to_string(progress)?);
        Ok(())
    });
    assert_eq!(report.await.unwrap().findings, []);
    let kept = kept.unwrap();
    log.writes(50).await;
    log.seals().await;
    let event = log.event(log.written - 3).await;
    log.tampers(&format!(
        "update audit_events set kind = 'x' where id = '{event}'"
    ))
    .await;
    let progress = serde_json::from_str(&kept).unwrap();
    let report = verify_from(&log.pool, &Against::default(), progress, |_, _| Ok(()))
        .await
        .unwrap();
    assert_eq!(
        report.findings,
        [Finding::Changed {
            seq: log.written - 3,
            event
        }]
    );
    assert_eq!(
        (report.sealed, report.covered, report.head.len()),
        (log.written, log.written, 64)
    );
    let other = BareLog::of(700, 700).await;
    let progress = serde_json::from_str(&kept).unwrap();
    let refused = verify_from(&other.pool, &Against::default(), progress, |_, _| Ok(())).await;
    assert!(refused.unwrap_err().to_string().contains("not of this log"));
    other.close().await;
    log.close().await;
}
