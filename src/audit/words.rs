//! What people wrote, beside the log: the event holds a commitment to it, SHA-256 over a salt of 32 random bytes and the text. The
//! text can be erased, with its salt; the event, its hash and every proof stay as they are (docs/decisions/0024).

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::verify::Finding;

/// Bytes of a salt: nobody guesses a text from its hash, however short it is.
const SALT_BYTES: usize = 32;
/// Rows of one page of the verifier.
const PAGE_ROWS: i64 = 5_000;

/// Texts of one event that are taken out of its detail.
#[derive(Debug)]
pub(super) struct Written {
    pub member: &'static str,
    pub salt: [u8; SALT_BYTES],
    pub text: String,
}

/// Takes these members out of the detail, as far as they are texts, and leaves commitments.
pub(super) fn take_out(detail: &mut Value, members: &[&'static str]) -> Vec<Written> {
    let mut written = Vec::new();
    for member in members {
        let Some(place) = detail.get_mut(*member) else {
            continue;
        };
        let Value::String(text) = place else { continue };
        let (text, salt) = (std::mem::take(text), rand::random::<[u8; SALT_BYTES]>());
        *place = json!({ "sha256": commitment(&salt, &text) });
        written.push(Written { member, salt, text });
    }
    written
}

/// Lower-case hex of SHA-256(salt ‖ text).
fn commitment(salt: &[u8], text: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(text);
    hex::encode(hasher.finalize())
}

/// Writes the texts of these events.
pub(super) async fn insert(conn: &mut PgConnection, all: &[(Uuid, Vec<Written>)]) -> sqlx::Result<()> {
    let texts: Vec<_> = all
        .iter()
        .flat_map(|(id, written)| written.iter().map(move |one| (*id, one)))
        .collect();
    if texts.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = texts.iter().map(|(id, _)| *id).collect();
    let members: Vec<_> = texts.iter().map(|(_, one)| one.member.to_owned()).collect();
    let salts: Vec<_> = texts.iter().map(|(_, one)| one.salt.to_vec()).collect();
    let words: Vec<_> = texts.iter().map(|(_, one)| one.text.clone()).collect();
    sqlx::query!(
        "insert into audit_words (event_id, member, salt, text)
         select * from unnest($1::uuid[], $2::text[], $3::bytea[], $4::text[])",
        &ids,
        &members,
        &salts,
        &words,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Every text that is there and does not fit what its event says of it. A text that is not there is erased, and no finding.
pub(super) async fn verify(pool: &PgPool) -> anyhow::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut after = (Uuid::nil(), String::new());
    loop {
        let rows = sqlx::query!(
            r#"select w.event_id, w.member, w.salt, w.text, e.detail -> w.member ->> 'sha256' as committed,
                      e.id is not null as "is_there!"
                 from audit_words w left join audit_events e on e.id = w.event_id
                where (w.event_id, w.member) > ($1, $2) order by w.event_id, w.member limit $3"#,
            after.0,
            after.1,
            PAGE_ROWS,
        )
        .fetch_all(pool)
        .await?;
        let is_last = rows.len() < usize::try_from(PAGE_ROWS)?;
        for row in rows {
            let fits = row.committed.as_deref() == Some(commitment(&row.salt, &row.text).as_str());
            // Where the event itself is missing, that is its own finding, or its payload was dropped.
            if row.is_there && !fits {
                findings.push(Finding::WordsChanged {
                    event: row.event_id,
                    member: row.member.clone(),
                });
            }
            after = (row.event_id, row.member);
        }
        if is_last {
            return Ok(findings);
        }
    }
}
