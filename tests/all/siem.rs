//! Out to a SIEM: the feed from a cursor, and batches pushed to a receiver that does not behave. Nothing is lost, and nothing comes
//! twice unnoticed.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration as StdDuration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration;
use countersign::app::App;
use countersign::audit::{self, Actor, Event, Kind};
use countersign::config::Settings;
use countersign::siem::push::Did;
use countersign::{graph, worker};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::postgres::PgPoolOptions;

use crate::desk::{Desk, Person, VISIO, until};

const STARTER: &str = include_str!("../../policies/starter.toml");
/// What the batches are signed with.
const KEY: &[u8] = b"thirty-two bytes of a test's key";
const WRITERS: usize = 8;
/// Of each writer; two transactions that end in the wrong order.
const ROUNDS: usize = 15;

/// The feed with this token: status, next cursor and lines.
async fn read(program: &Person, token: &str, after: &str, limit: usize) -> (StatusCode, String, Vec<String>) {
    let mut address = url::Url::parse(&format!("{}/audit/feed", program.url)).unwrap();
    let limit_words = limit.to_string();
    address
        .query_pairs_mut()
        .extend_pairs([("after", after), ("limit", &limit_words)]);
    let asked = program.http.get(address).bearer_auth(token);
    let reply = asked.send().await.unwrap();
    let status = reply.status();
    let header = |name: &str| {
        reply
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap().to_owned())
    };
    let next = header("x-next-cursor").unwrap_or_default();
    if status == StatusCode::OK {
        assert_eq!(header("content-type").unwrap(), "application/x-ndjson");
        let link = header("link").unwrap();
        assert_eq!(
            link,
            format!(
                "<{}/audit/feed?after={next}&limit={limit}>; rel=\"next\"",
                program.url
            )
        );
    }
    let text = reply.text().await.unwrap();
    (status, next, text.lines().map(str::to_owned).collect())
}

/// Everything that is sealed now, page by page.
async fn read_all(program: &Person, token: &str, limit: usize) -> (String, Vec<String>) {
    let (mut cursor, mut all) = (String::new(), Vec::new());
    loop {
        let (status, next, lines) = read(program, token, &cursor, limit).await;
        assert_eq!(status, StatusCode::OK);
        if lines.is_empty() {
            assert_eq!(next, cursor, "nothing is new: the cursor stays");
            return (cursor, all);
        }
        assert!(lines.len() <= limit);
        all.extend(lines);
        cursor = next;
    }
}

fn parsed(lines: &[String]) -> Vec<Value> {
    lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// As the log has them, in their order.
async fn sealed(desk: &Desk) -> Vec<String> {
    let ids = sqlx::query_scalar!("select event_id from audit_seals order by seq");
    let ids = ids.fetch_all(&desk.app.pool).await.unwrap();
    ids.iter().map(ToString::to_string).collect()
}

fn uids(lines: &[String]) -> Vec<String> {
    let uid = |event: &Value| event["metadata"]["uid"].as_str().unwrap().to_owned();
    parsed(lines).iter().map(uid).collect()
}

/// Writes events in two transactions at a time, of which the one that began first ends last.
async fn writes(pool: sqlx::PgPool, now: chrono::DateTime<chrono::Utc>, writer: usize) {
    for round in 0..ROUNDS {
        let say = |place: &str| {
            Event::new(Kind::CatalogRead, Actor::Service)
                .saying(json!({ "writer": writer, "round": round, "place": place }))
        };
        let mut slow = pool.begin().await.unwrap();
        audit::append(&mut slow, now, say("slow")).await.unwrap();
        let mut quick = pool.begin().await.unwrap();
        audit::append(&mut quick, now, say("quick")).await.unwrap();
        audit::append(&mut slow, now, say("slow again")).await.unwrap();
        quick.commit().await.unwrap();
        tokio::task::yield_now().await;
        slow.commit().await.unwrap();
    }
}

#[tokio::test]
async fn who_reads_the_feed_while_others_write_gets_everything_once_and_in_order() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    let program = desk.nobody("a program");
    let token = ada.makes_a_token("Feed", &["feed"]).await;
    let pool = PgPoolOptions::new().max_connections(2 * WRITERS as u32);
    let pool = pool.connect(&desk.database.service_url).await.unwrap();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| tokio::spawn(writes(pool.clone(), desk.now(), writer)))
        .collect();
    let wanted = 3 * WRITERS * ROUNDS;
    let (mut cursor, mut all, mut ours) = (String::new(), Vec::new(), 0);
    while ours < wanted {
        audit::seal(&desk.app.pool, desk.now()).await.unwrap();
        let (status, next, lines) = read(&program, &token, &cursor, 7).await;
        assert_eq!(status, StatusCode::OK);
        let events = parsed(&lines);
        ours += events
            .iter()
            .filter(|event| event["unmapped"]["event"]["detail"]["writer"].is_number())
            .count();
        all.extend(lines);
        cursor = next;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    desk.seals().await;
    let (_, rest) = {
        let (_, next, lines) = read(&program, &token, &cursor, 5_000).await;
        (next, lines)
    };
    all.extend(rest);
    assert_eq!(
        uids(&all),
        sealed(&desk).await,
        "every sealed event, in the order of the seals"
    );
    assert_eq!(
        uids(&all).iter().collect::<BTreeSet<_>>().len(),
        all.len(),
        "none twice"
    );
    let sequences: Vec<_> = parsed(&all)
        .iter()
        .map(|event| event["metadata"]["sequence"].as_u64().unwrap())
        .collect();
    assert!(sequences.iter().zip(1..).all(|(have, want)| *have == want));

    // The same cursor gives the same lines, whatever happens since.
    let kept = sqlx::query!("select id from people where upn like 'ada.novak@%'");
    let kept = kept.fetch_one(&desk.app.pool).await.unwrap();
    sqlx::query!(
        "update people set upn = 'ada.married@haldenroe.example' where id = $1",
        kept.id
    )
    .execute(&desk.app.pool)
    .await
    .unwrap();
    desk.turn(Duration::days(40));
    let (_, again) = read_all(&program, &token, 100).await;
    assert_eq!(again[..all.len()], all[..]);
    let named = |lines: &[String], name: &str| lines.iter().filter(|line| line.contains(name)).count();
    assert!(named(&again, "ada.novak@haldenroe.example") > 0);
    assert_eq!(named(&again, "ada.married@haldenroe.example"), 0);
    // What she does under her new name is told under it.
    let mut tx = desk.app.pool.begin().await.unwrap();
    let event = Event::new(
        Kind::SignedOut,
        Actor::Person(countersign::ids::PersonId(kept.id)),
    );
    audit::append(&mut tx, desk.now(), event).await.unwrap();
    tx.commit().await.unwrap();
    desk.seals().await;
    let (_, again) = read_all(&program, &token, 5_000).await;
    assert_eq!(named(&again, "ada.married@haldenroe.example"), 1);
    pool.close().await;
    desk.close().await;
}

#[tokio::test]
async fn a_road_through_the_house_is_told_in_classes_that_a_siem_knows() {
    let desk = Desk::open().await;
    let (ada, mia) = (desk.sign_in("ada.novak").await, desk.sign_in("mia.berg").await);
    let program = desk.nobody("a program");
    let token = ada.makes_a_token("Feed", &["feed"]).await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    desk.sign_in("jonas.lind").await.approves().await;
    desk.works_until_idle().await;
    desk.seals().await;
    let (_, lines) = read_all(&program, &token, 1_000).await;
    let events = parsed(&lines);
    let of = |kind: &str| {
        let fits = |event: &&Value| event["metadata"]["event_code"] == kind;
        events.iter().rfind(fits).unwrap_or_else(|| panic!("no {kind}"))
    };
    let upn = "mia.berg@haldenroe.example";
    let signed_in = of("person.signed_in");
    assert_eq!(signed_in["type_uid"], 300_201);
    assert_eq!(signed_in["category_uid"], 3);
    let submitted = of("request.submitted");
    assert_eq!(submitted["type_uid"], 300_401);
    assert_eq!(submitted["metadata"]["correlation_uid"], json!(request));
    assert_eq!(submitted["actor"]["user"]["name"], upn);
    assert_eq!(
        submitted["actor"]["user"]["uid"],
        json!(desk.id_of("mia.berg").await)
    );
    let active = of("grant.active");
    assert_eq!(active["type_uid"], 300_501);
    assert_eq!(active["user"]["name"], upn);
    assert_eq!(active["resources"][0]["uid"], VISIO);
    let answered = of("graph.call_answered");
    assert_eq!(
        (&answered["class_uid"], &answered["status_id"]),
        (&json!(6003), &json!(1))
    );
    assert!(!lines.iter().any(|line| line.contains(&token)));
    // That the feed is read stands in the log once an hour, not each time: it would never come to its end.
    desk.seals().await;
    let (_, lines) = read_all(&program, &token, 1).await;
    let told = |lines: &[String]| {
        lines
            .iter()
            .filter(|line| line.contains("audit.feed_read"))
            .count()
    };
    assert_eq!(told(&lines), 1);
    desk.turn(Duration::hours(1));
    read_all(&program, &token, 1_000).await;
    desk.seals().await;
    assert_eq!(told(&read_all(&program, &token, 1_000).await.1), 2);
    desk.close().await;
}

#[tokio::test]
async fn a_cursor_of_another_log_is_refused_and_so_is_what_is_none() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    let program = desk.nobody("a program");
    let token = ada.makes_a_token("Feed", &["feed"]).await;
    desk.seals().await;
    let (cursor, all) = read_all(&program, &token, 5_000).await;
    let (status, next, lines) = read(&program, &token, &cursor, 10).await;
    assert_eq!((status, next, lines.len()), (StatusCode::OK, cursor.clone(), 0));
    let digit = if cursor.ends_with('0') { '1' } else { '0' };
    let other = format!("{}{digit}", &cursor[..cursor.len() - 1]);
    let beyond = cursor.replacen(&format!(".{}.", all.len()), ".1000000.", 1);
    for (after, said) in [
        (other.as_str(), StatusCode::CONFLICT),
        (&beyond, StatusCode::CONFLICT),
        ("0", StatusCode::BAD_REQUEST),
        ("v1.1.zz", StatusCode::BAD_REQUEST),
        ("' or true", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(read(&program, &token, after, 10).await.0, said, "{after}");
    }
    for query in ["limit=0", "limit=5001", "limit=many", "wait=31", "wait=-1"] {
        let (status, ..) = program.gets_with(&token, &format!("/audit/feed?{query}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}");
    }
    // Who waits gets what comes: the event that the feed is read, which the first reading has written.
    let waiting = {
        let (program, token, cursor) = (desk.nobody("a program"), token.clone(), cursor.clone());
        tokio::spawn(async move {
            let path = format!("/audit/feed?after={cursor}&wait=30");
            program.gets_with(&token, &path).await
        })
    };
    desk.seals().await;
    let (status, _, text) = waiting.await.unwrap();
    assert_eq!(status, StatusCode::OK);
    assert!(text.contains("audit.feed_read"), "{text}");
    desk.close().await;
}

/// How the receiver behaves at one call.
#[derive(Clone, Copy, Debug)]
enum Act {
    Take,
    Say(u16),
    /// Too many, and when to come again, in seconds.
    Later(i64),
    /// Says nothing, and keeps nothing.
    Hang,
    /// Has the batch, and says nothing.
    TakeAndHang,
    /// Has the batch, and its end of the line is gone.
    TakeAndDie,
    /// Sends us elsewhere.
    Elsewhere,
}

#[derive(Clone, Default)]
struct Receiver {
    /// What it does next; takes everything afterwards.
    acts: Arc<Mutex<VecDeque<Act>>>,
    /// What it keeps: (webhook-id, body), also what it has already.
    kept: Arc<Mutex<Vec<(String, Bytes)>>>,
    /// Calls that came, whatever became of them: webhook-ids.
    came: Arc<Mutex<Vec<String>>>,
}

impl Receiver {
    async fn open(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new()
            .route("/in", post(receives))
            .with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        format!("http://{address}/in?key=in-the-address")
    }

    fn will(&self, acts: &[Act]) {
        self.acts.lock().unwrap().extend(acts);
    }

    fn came(&self) -> Vec<String> {
        self.came.lock().unwrap().clone()
    }

    /// Lines of the batches, of each id once; the same id must always come with the same bytes.
    fn lines(&self) -> Vec<String> {
        let mut seen: Vec<(String, Bytes)> = Vec::new();
        for (id, body) in self.kept.lock().unwrap().iter() {
            match seen.iter().find(|(known, _)| known == id) {
                Some((_, before)) => assert_eq!(before, body, "{id} came with something else"),
                None => seen.push((id.clone(), body.clone())),
            }
        }
        let text = |body: &Bytes| String::from_utf8(body.to_vec()).unwrap();
        seen.iter()
            .flat_map(|(_, body)| text(body).lines().map(str::to_owned).collect::<Vec<_>>())
            .collect()
    }
}

async fn receives(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let (id, at) = (header("webhook-id"), header("webhook-timestamp"));
    assert_eq!(header("content-type"), "application/x-ndjson");
    assert_eq!(header("authorization"), "Splunk of-a-test");
    let signed = [format!("{id}.{at}.").as_bytes(), &body].concat();
    let wanted = format!("v1,{}", STANDARD.encode(hmac_sha256(KEY, &signed)));
    receiver.came.lock().unwrap().push(id.clone());
    if header("webhook-signature") != wanted {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let act = receiver.acts.lock().unwrap().pop_front().unwrap_or(Act::Take);
    let keep = || receiver.kept.lock().unwrap().push((id, body));
    match act {
        Act::Take => {
            keep();
            StatusCode::NO_CONTENT.into_response()
        }
        Act::Say(status) => (StatusCode::from_u16(status).unwrap(), "x".repeat(200_000)).into_response(),
        Act::Later(seconds) => (
            StatusCode::TOO_MANY_REQUESTS,
            [("retry-after", seconds.to_string())],
        )
            .into_response(),
        Act::Hang => std::future::pending().await,
        Act::TakeAndHang => {
            keep();
            std::future::pending().await
        }
        Act::TakeAndDie => {
            keep();
            // The task of the connection ends, and with it the line.
            std::panic::resume_unwind(Box::new("the receiver dies"))
        }
        Act::Elsewhere => (StatusCode::TEMPORARY_REDIRECT, [("location", "/elsewhere")]).into_response(),
    }
}

/// RFC 2104, by hand.
fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    let pad = |with: u8| {
        let mut block = [with; 64];
        for (byte, key) in block.iter_mut().zip(key) {
            *byte ^= key;
        }
        block
    };
    let inner = Sha256::digest([&pad(0x36)[..], message].concat());
    Sha256::digest([&pad(0x5c)[..], &inner].concat()).to_vec()
}

async fn desk_that_pushes(url: &str) -> Desk {
    let siem = format!(
        "[audit.siem]\nurl = '{url}'\nsecret = 'whsec_{}'\nauthorization = 'Splunk of-a-test'\nbatch_events = 10\n",
        STANDARD.encode(KEY)
    );
    Desk::configured(STARTER, &siem).await
}

/// Waits for an answer no longer than a test may.
fn impatient() -> Client {
    graph::http_client_within(StdDuration::from_millis(500)).unwrap()
}

/// Seconds until the batch is tried again.
async fn pause_s(desk: &Desk) -> i64 {
    let next = sqlx::query_scalar!("select next_at from audit_pushed");
    (next.fetch_one(&desk.app.pool).await.unwrap() - desk.now()).num_seconds()
}

/// Pushes, and turns the clock to the next try, until everything is there.
async fn pushes_all(desk: &Desk, http: &Client) {
    for _ in 0..200 {
        match worker::push_once(&desk.app, http).await.unwrap() {
            Did::Nothing => return,
            Did::Sent(_) => {}
            Did::Failed | Did::NotNow => desk.turn(Duration::seconds(pause_s(desk).await.max(1))),
        }
    }
    panic!("it never was all there");
}

#[tokio::test]
async fn whatever_the_receiver_does_nothing_is_lost_and_what_comes_twice_has_the_same_id() {
    let receiver = Receiver::default();
    let desk = desk_that_pushes(&receiver.open().await).await;
    let ada = desk.sign_in("ada.novak").await;
    let program = desk.nobody("a program");
    let token = ada.makes_a_token("Feed", &["feed"]).await;
    desk.seals().await;
    let http = impatient();
    receiver.will(&[
        Act::Take,
        Act::Say(500),
        Act::Say(503),
        Act::Later(3_600),
        Act::Elsewhere,
        Act::Hang,
        Act::TakeAndHang,
        Act::TakeAndDie,
        Act::Say(410),
    ]);
    assert_eq!(worker::push_once(&desk.app, &http).await.unwrap(), Did::Sent(10));
    let mut pauses = Vec::new();
    for _ in 0..8 {
        assert_eq!(worker::push_once(&desk.app, &http).await.unwrap(), Did::Failed);
        pauses.push(pause_s(&desk).await);
        assert_eq!(
            worker::push_once(&desk.app, &http).await.unwrap(),
            Did::NotNow,
            "not before its time"
        );
        desk.turn(Duration::seconds(pause_s(&desk).await));
    }
    assert_eq!(
        pauses,
        [5, 10, 3_600, 40, 80, 160, 320, 640],
        "it grows, and the receiver is heard"
    );
    let came = receiver.came();
    assert!(
        came[1..].iter().all(|id| *id == came[1]),
        "the same batch each time: {came:?}"
    );
    assert!(came[0].starts_with("audit-1-10-") && came[1].starts_with("audit-11-20-"));
    // More was sealed meanwhile: the batch keeps its bounds.
    let ada = desk.sign_in("ada.novak").await;
    ada.makes_a_token("Another", &["feed"]).await;
    desk.seals().await;
    pushes_all(&desk, &http).await;
    assert_eq!(receiver.came()[9], came[1]);
    let (_, lines) = read_all(&program, &token, 5_000).await;
    let there = receiver.lines();
    assert_eq!(
        there[..],
        lines[..there.len()],
        "in order, and the very lines of the feed"
    );
    assert_eq!(there.len(), lines.len());
    desk.close().await;
}

#[tokio::test]
async fn one_process_sends_at_a_time_and_where_it_dies_another_sends_the_same_again() {
    let receiver = Receiver::default();
    let desk = desk_that_pushes(&receiver.open().await).await;
    desk.seals().await;
    let another = App::new((*desk.app.config).clone(), desk.app.clock.clone(), Vec::new())
        .await
        .unwrap();
    // It has taken the batch, and whoever sent it dies before it hears so.
    receiver.will(&[Act::TakeAndHang]);
    let dying = {
        let app = desk.app.clone();
        let patient = graph::http_client_within(StdDuration::from_secs(60)).unwrap();
        tokio::spawn(async move { worker::push_once(&app, &patient).await })
    };
    until("the batch is there", async || receiver.came().len() == 1).await;
    let http = impatient();
    assert_eq!(worker::push_once(&another, &http).await.unwrap(), Did::NotNow);
    dying.abort();
    assert!(dying.await.unwrap_err().is_cancelled());
    assert_eq!(worker::push_once(&another, &http).await.unwrap(), Did::NotNow);
    desk.turn(Duration::seconds(90));
    assert_eq!(worker::push_once(&another, &http).await.unwrap(), Did::Sent(10));
    let came = receiver.came();
    assert_eq!(came[0], came[1]);
    // Two at once: one of them sends.
    let (one, two) = tokio::join!(
        worker::push_once(&desk.app, &http),
        worker::push_once(&another, &http)
    );
    let did = [one.unwrap(), two.unwrap()];
    assert!(did.contains(&Did::Sent(10)), "{did:?}");
    pushes_all(&desk, &http).await;
    let there = uids(&receiver.lines());
    assert_eq!(there, sealed(&desk).await[..there.len()]);
    assert_eq!(there.len(), sealed(&desk).await.len());
    another.pool.close().await;
    desk.close().await;
}

#[tokio::test]
async fn the_worker_pushes_by_itself_and_the_log_says_how_far_the_receiver_is() {
    let receiver = Receiver::default();
    let url = receiver.open().await;
    let desk = desk_that_pushes(&url).await;
    let otto = desk.sign_in("otto.keller").await;
    let card = otto.get("/audit").await.words(".receiver");
    let host = url.split('/').nth(2).unwrap();
    assert!(card.contains(host) && card.contains("Nothing sent yet"), "{card}");
    desk.seals().await;
    receiver.will(&[Act::Say(503); 8]);
    let http = impatient();
    worker::push_once(&desk.app, &http).await.unwrap();
    let page = otto.get("/audit").await;
    let card = page.words(".receiver");
    assert!(
        card.contains("It answered 503") && card.contains("Tried again"),
        "{card}"
    );
    assert!(card.contains("The oldest was sealed"), "{card}");
    assert!(
        !page.text.contains("in-the-address"),
        "keys in the address are nobody's"
    );
    for _ in 0..7 {
        desk.turn(Duration::seconds(pause_s(&desk).await));
        worker::push_once(&desk.app, &http).await.unwrap();
    }
    let otto = desk.sign_in("otto.keller").await;
    let card = otto.get("/audit").await.words(".receiver");
    assert!(card.contains("Takes nothing"), "{card}");
    desk.turn(Duration::seconds(pause_s(&desk).await));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let app = desk.app.clone();
    let runs = tokio::spawn(async move {
        let stop = async {
            let _told = stopped.await;
        };
        worker::run(app, stop).await
    });
    until("everything is there", async || {
        let sealed = sealed(&desk).await;
        let there = uids(&receiver.lines());
        let unsealed = audit::verify(&desk.app.pool).await.unwrap().unsealed;
        unsealed == 0 && there == sealed
    })
    .await;
    stop.send(()).unwrap();
    runs.await.unwrap().unwrap();
    let card = otto.get("/audit").await.words(".receiver");
    assert!(
        card.contains("Something was last taken") && !card.contains("503"),
        "{card}"
    );
    // Where what it has last is not what stands there, nothing more is sent.
    sqlx::query!("update audit_pushed set hash = sha256('another log')")
        .execute(&desk.app.pool)
        .await
        .unwrap();
    let came = receiver.came().len();
    assert_eq!(worker::push_once(&desk.app, &http).await.unwrap(), Did::Failed);
    assert_eq!(receiver.came().len(), came);
    let card = otto.get("/audit").await.words(".receiver");
    assert!(card.contains("verify the log"), "{card}");
    desk.close().await;
}

#[test]
fn a_receiver_is_named_whole_or_not_at_all() {
    const LEAST: &str = "[database]\nurl = \"postgres:///countersign\"\n[entra]\ntenant_id = \"8f3c1d52-6a0e-4b7e-9a51-0c2d4e6f8a10\"\nclient_id = \"a\"\n\
                         client_secret = \"s\"\n[audit.siem]\n";
    let good = format!("whsec_{}", STANDARD.encode(KEY));
    let config = |lines: &str| Settings::parse(&format!("{LEAST}{lines}"), "c").unwrap().config();
    assert!(config("").unwrap().siem.is_none());
    let siem = config(&format!(
        "url = 'https://siem.example.com/in'\nsecret = '{good}'\n"
    ));
    let siem = siem.unwrap().siem.unwrap();
    assert_eq!(siem.batch_events, 500);
    assert!(!format!("{siem:?}").contains(&good[6..]), "a secret is not shown");
    for (lines, wrong) in [
        (
            "url = 'https://siem.example.com/'\n".to_owned(),
            "audit.siem.secret is not set",
        ),
        (
            format!("url = 'http://siem.example.com/'\nsecret = '{good}'\n"),
            "audit.siem.url must begin with https://",
        ),
        (
            format!("url = 'https://a:b@siem.example.com/'\nsecret = '{good}'\n"),
            "audit.siem.url must have no name and password in it",
        ),
        (
            "url = 'https://siem.example.com/'\nsecret = 'a good password'\n".to_owned(),
            "audit.siem.secret must be \"whsec_\" and the base64 of 24 to 64 random bytes",
        ),
        (
            "url = 'https://siem.example.com/'\nsecret = 'whsec_c2hvcnQ='\n".to_owned(),
            "audit.siem.secret must be",
        ),
        (
            format!("url = 'https://siem.example.com/'\nsecret = '{good}'\nsecret_file = '/f'\n"),
            "audit.siem.secret and audit.siem.secret_file are both set",
        ),
        (
            format!("url = 'https://siem.example.com/'\nsecret = '{good}'\nauthorization = \"a\\nb\"\n"),
            "audit.siem.authorization has characters",
        ),
    ] {
        let error = config(&lines).unwrap_err().to_string();
        assert!(error.starts_with(wrong), "{lines}: {error}");
        assert!(!error.contains("a good password") && !error.contains(&good));
    }
}
