//! The sealer: killed anywhere and two at once; proofs; keys; months.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use chrono::NaiveDate;
use countersign::audit::{self, Frontier, Keys, checkpoint, months, tree};
use countersign::cli::audit::write_key;
use countersign::config;
use rand::RngExt;
use sqlx::PgPool;

use crate::bare_log::BareLog;
use crate::desk::{Desk, LOG};

/// Not a test: the process that is killed. It reads its database and its key from standard input.
#[tokio::test]
#[ignore = "another test runs it, in a process of its own"]
async fn a_sealer_in_a_process_of_its_own() {
    let mut lines = std::io::stdin().lock().lines();
    let (url, key) = (lines.next().unwrap().unwrap(), lines.next().unwrap().unwrap());
    let pool = PgPool::connect(&url).await.unwrap();
    let keys = Keys::load(&config::Audit {
        key_files: vec![key.into()],
        ..BareLog::config()
    })
    .unwrap();
    let now = "2026-11-24T09:00:00Z".parse().unwrap();
    loop {
        audit::seal(&pool, now).await.unwrap();
        audit::sign(&pool, &keys, now).await.unwrap();
    }
}

fn sealer(log: &BareLog) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "sealer::a_sealer_in_a_process_of_its_own",
            "--exact",
            "--ignored",
            "--nocapture",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let key = log.folder.path().join("key");
    writeln!(input, "{}\n{}", log.database.service_url, key.display()).unwrap();
    child
}

#[tokio::test]
async fn killed_anywhere_and_two_at_once_sealers_make_one_tree() {
    let mut log = BareLog::empty().await;
    let mut sealers = [sealer(&log), sealer(&log)];
    let mut seen: BTreeMap<i64, audit::Hash> = BTreeMap::new();
    for round in 0..16 {
        for _ in 0..5 {
            log.writes(rand::rng().random_range(1..90)).await;
        }
        tokio::time::sleep(Duration::from_millis(rand::rng().random_range(20..250))).await;
        let mut conn = log.pool.acquire().await.unwrap();
        for kept in checkpoint::between(&mut conn, 0, i64::MAX).await.unwrap() {
            let before = seen.insert(kept.head.size, kept.head.root);
            assert!(before.is_none_or(|before| before == kept.head.root));
        }
        drop(conn);
        let victim = &mut sealers[round % 2];
        // As `kill -9` does it.
        victim.kill().unwrap();
        victim.wait().unwrap();
        *victim = sealer(&log);
    }
    for sealer in &mut sealers {
        sealer.kill().unwrap();
        sealer.wait().unwrap();
    }
    log.seals().await;
    let report = log.verified().await;
    assert_eq!(report.findings, []);
    assert_eq!((report.unsealed, report.covered), (0, report.sealed));
    let mut conn = log.pool.acquire().await.unwrap();
    let stored = checkpoint::between(&mut conn, 0, i64::MAX).await.unwrap();
    let stored: BTreeMap<_, _> = stored
        .iter()
        .map(|kept| (kept.head.size, kept.head.root))
        .collect();
    let (mut frontier, mut roots) = (Frontier::default(), BTreeMap::new());
    for leaf in log.leaves().await {
        frontier.push(leaf);
        roots.insert(i64::try_from(frontier.size()).unwrap(), frontier.root());
    }
    assert!(stored.iter().all(|(size, root)| roots[size] == *root));
    assert!(
        seen.iter().all(|(size, root)| stored[size] == *root),
        "a checkpoint went"
    );
    drop(conn);
    log.close().await;
}

#[tokio::test]
async fn roots_and_proofs_come_from_the_tables() {
    let log = BareLog::of(1_300, 650).await;
    let leaves = log.leaves().await;
    let mut conn = log.pool.acquire().await.unwrap();
    let root_of = |size: i64| {
        let leaves = leaves[..usize::try_from(size).unwrap()].iter().copied();
        leaves.collect::<Frontier>().root()
    };
    for size in [0, 1, 255, 256, 257, 600, 1_024, 1_299] {
        let root = tree::root(&mut conn, size).await.unwrap();
        assert_eq!(root, root_of(size), "{size}");
        let head = tree::Head { size, root };
        for seq in [1, 2, 255, 256, 257, 512, 1_000, size] {
            if seq < 1 || seq > size {
                continue;
            }
            let proof = tree::inclusion_proof(&mut conn, seq, size).await.unwrap();
            let leaf = leaves[usize::try_from(seq - 1).unwrap()];
            assert!(tree::includes(head, seq, leaf, &proof), "{seq} of {size}");
            assert!(!tree::includes(head, seq, [7; 32], &proof));
        }
        for from in [1, 256, 300, 1_024] {
            if from > size {
                continue;
            }
            let earlier = tree::Head {
                size: from,
                root: root_of(from),
            };
            let proof = tree::consistency_proof(&mut conn, from, size).await.unwrap();
            assert!(tree::extends(earlier, head, &proof), "{from} to {size}");
        }
    }
    assert!(tree::inclusion_proof(&mut conn, 2_000, 1_000).await.is_err());
    assert!(tree::root(&mut conn, 5_000).await.is_err());
    drop(conn);
    log.close().await;
}

#[tokio::test]
async fn another_key_takes_over_and_its_first_use_is_an_event() {
    let mut log = BareLog::of(10, 10).await;
    let path = log.folder.path().join("second");
    let second = write_key(LOG, &path).unwrap();
    assert!(write_key(LOG, &path).is_err(), "a key is never written over");
    log.keys = Keys::load(&config::Audit {
        key_files: vec![path, log.folder.path().join("key")],
        ..BareLog::config()
    })
    .unwrap();
    assert_eq!(log.keys.signing(), Some(&second));
    log.writes(5).await;
    log.seals().await;
    let report = log.verified().await;
    assert_eq!(report.findings, []);
    assert_eq!(report.covered, report.sealed);
    let mut conn = log.pool.acquire().await.unwrap();
    let keys: Vec<String> = checkpoint::keys_in_use(&mut conn)
        .await
        .unwrap()
        .into_iter()
        .map(|key| key.vkey)
        .collect();
    assert_eq!(keys, [log.key.to_string(), second.to_string()]);
    let said = sqlx::query_scalar!(
        r#"select detail->>'key' as "key!" from audit_events where kind = 'audit.key_in_use' order by written"#
    );
    assert_eq!(said.fetch_all(&mut *conn).await.unwrap(), keys);
    drop(conn);
    log.close().await;
}

#[tokio::test]
async fn a_program_signs_and_what_does_not_verify_is_refused() {
    let mut log = BareLog::empty().await;
    log.writes(3).await;
    while audit::seal(&log.pool, log.now).await.unwrap() == 0 {
        tokio::task::yield_now().await;
    }
    let mut conn = log.pool.acquire().await.unwrap();
    let text = audit::Checkpoint {
        origin: LOG.into(),
        size: 3,
        root: tree::root(&mut conn, 3).await.unwrap(),
    }
    .to_string();
    drop(conn);
    let words = std::fs::read_to_string(log.folder.path().join("key")).unwrap();
    let key = audit::note::SigningKey::read(&words.into()).unwrap();
    let answers = |answer: &str| {
        let command = ["sh", "-c", "cat > /dev/null; printf %s \"$1\"", "sh", answer];
        Keys::load(&config::Audit {
            sign_command: Some((command.map(str::to_owned).to_vec(), key.public().to_string())),
            ..BareLog::config()
        })
        .unwrap()
    };
    let encode = |bytes: &[u8]| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes);
    for (answer, why) in [
        (encode(&key.sign("something else\n")), "not one of the key"),
        ("!".to_owned(), "not the base64"),
        (encode(b"short"), "has 5 bytes"),
        (String::new(), "has 0 bytes"),
    ] {
        let error = audit::sign(&log.pool, &answers(&answer), log.now)
            .await
            .unwrap_err();
        assert!(format!("{error:#}").contains(why), "{error:#}");
    }
    let right = answers(&encode(&key.sign(&text)));
    let signed = audit::sign(&log.pool, &right, log.now).await.unwrap().unwrap();
    assert_eq!(signed.to_string(), text);
    log.keys = Keys::none(LOG);
    log.seals().await;
    assert_eq!(log.verified().await.findings, []);
    log.close().await;
}

#[tokio::test]
async fn what_is_dropped_keeps_its_hashes_and_its_proofs() {
    let mut log = BareLog::empty().await;
    log.now = "2026-05-30T12:00:00Z".parse().unwrap();
    months::prepare(&log.pool, log.now).await.unwrap();
    log.writes(300).await;
    log.seals().await;
    let last = log.written;
    log.now = "2026-07-02T12:00:00Z".parse().unwrap();
    log.writes(30).await;
    let owner = PgPool::connect(&log.database.owner_url).await.unwrap();
    let may: NaiveDate = "2026-05-01".parse().unwrap();
    let june = may + chrono::Months::new(1);
    log.seals().await;
    let dropped = months::drop_payloads(&owner, log.now, may).await.unwrap();
    assert_eq!(
        (dropped.events, dropped.first_seq, dropped.last_seq),
        (last, 1, last)
    );
    // A month without events can go as well; the month that is, or one that went, can not.
    assert_eq!(
        months::drop_payloads(&owner, log.now, june).await.unwrap().events,
        0
    );
    for month in [may, june + chrono::Months::new(1)] {
        assert!(months::drop_payloads(&owner, log.now, month).await.is_err());
    }
    log.seals().await;
    let report = log.verified().await;
    assert_eq!(report.findings, []);
    assert_eq!(
        (report.dropped, report.covered, report.sealed),
        (last, log.written, log.written)
    );
    let mut conn = log.pool.acquire().await.unwrap();
    let newest = checkpoint::newest(&mut conn).await.unwrap().unwrap().head;
    let proof = tree::inclusion_proof(&mut conn, 7, newest.size).await.unwrap();
    assert!(tree::includes(newest, 7, log.leaves().await[6], &proof));
    drop(conn);
    // Nothing more can be missing than was dropped.
    let event = log.event(last + 4).await;
    log.tampers(&format!(
        "delete from audit_events where id = '{event}'; update audit_seals set at = '2026-05-30T12:00:00Z' where event_id = '{event}'"
    ))
    .await;
    let kinds: Vec<_> = log
        .verified()
        .await
        .findings
        .iter()
        .map(|finding| finding.kind())
        .collect();
    assert_eq!(kinds, ["missing row"; 2]);
    owner.close().await;
    log.close().await;
}

#[tokio::test]
async fn what_does_not_fit_is_not_dropped_and_not_signed() {
    let mut log = BareLog::empty().await;
    log.now = "2026-05-30T12:00:00Z".parse().unwrap();
    months::prepare(&log.pool, log.now).await.unwrap();
    log.writes(20).await;
    log.seals().await;
    let event = log.event(5).await;
    let owner = PgPool::connect(&log.database.owner_url).await.unwrap();
    let later = "2026-07-02T12:00:00Z".parse().unwrap();
    log.tampers(&format!(
        "update audit_events set kind = 'x' where id = '{event}'"
    ))
    .await;
    let error = months::drop_payloads(&owner, later, "2026-05-01".parse().unwrap())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("event 5 of 2026-05"), "{error:#}");
    log.tampers("update audit_seals set hash = sha256('x') where seq = 5")
        .await;
    log.writes(1).await;
    while audit::seal(&log.pool, log.now).await.unwrap() == 0 {
        tokio::task::yield_now().await;
    }
    let error = audit::sign(&log.pool, &log.keys, log.now).await.unwrap_err();
    assert!(
        format!("{error:#}").contains("does not fit the tree"),
        "{error:#}"
    );
    owner.close().await;
    log.close().await;
}

#[tokio::test]
async fn anybody_gets_the_newest_checkpoint_and_the_keys() {
    let desk = Desk::open().await;
    let nobody = desk.nobody("nobody");
    assert_eq!(nobody.get("/audit/checkpoint").await.status, 404);
    desk.seals().await;
    let page = nobody.get("/audit/checkpoint").await;
    let note: audit::note::Note = page.text.parse().unwrap();
    let keys = nobody.get("/audit/keys").await.text;
    let key: audit::note::PublicKey = keys.lines().nth(1).unwrap().parse().unwrap();
    assert_eq!(key.verifies(&note), Some(true), "{}", page.text);
    assert_eq!(audit::Checkpoint::of(&note).unwrap().origin, LOG);
    desk.close().await;
}
