//! Sessions: the cookie's flags, how long one lives, and that what is over stays over.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use axum::routing::get;
use chrono::{DateTime, Duration, Utc};
use countersign::clock::Clock;
use countersign::ids::PersonId;
use countersign::people::sessions::{PgSessions, layer};
use countersign::people::signed_in::SignedIn;
use sqlx::PgPool;
use tower::ServiceExt;
use tower_sessions::{Session, SessionStore};
use url::Url;
use uuid::Uuid;

use crate::cluster::{TestDatabase, database};

struct House {
    database: TestDatabase,
    sessions: PgSessions,
    clock: Clock,
}

impl House {
    async fn open() -> Self {
        let database = database().await;
        let clock = Clock::frozen_at(morning());
        let pool = PgPool::connect(&database.service_url).await.unwrap();
        let sessions = PgSessions {
            pool,
            clock: clock.clone(),
            absolute_age: Duration::hours(12),
        };
        Self {
            database,
            sessions,
            clock,
        }
    }

    /// A session as a request has it that comes with this cookie.
    fn session(&self, of: &Session) -> Session {
        Session::new(of.id(), Arc::new(self.sessions.clone()), None)
    }

    async fn visitor(&self) -> Session {
        let session = Session::new(None, Arc::new(self.sessions.clone()), None);
        session.insert("sign_in", "begun").await.unwrap();
        session.save().await.unwrap();
        session
    }

    async fn person(&self) -> Session {
        let session = self.visitor().await;
        self.begin(&session).await;
        session.save().await.unwrap();
        session
    }

    async fn begin(&self, session: &Session) {
        let names = ("Mia Berg".to_owned(), "mia@example".to_owned());
        SignedIn::begin(
            session,
            self.clock.now(),
            PersonId(Uuid::from_u128(7)),
            names,
            Vec::new(),
        )
        .await
        .unwrap();
    }

    async fn is_there(&self, session: &Session) -> bool {
        self.sessions
            .load(&session.id().unwrap())
            .await
            .unwrap()
            .is_some()
    }

    async fn close(self) {
        self.sessions.pool.close().await;
        self.database.remove().await;
    }
}

fn morning() -> DateTime<Utc> {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

async fn set_cookie(house: &House, public_url: &str) -> String {
    let routes = Router::new()
        .route(
            "/",
            get(|session: Session| async move { session.insert("sign_in", "begun").await.unwrap() }),
        )
        .layer(layer(house.sessions.clone(), &Url::parse(public_url).unwrap()));
    let answer: Response<Body> = routes
        .oneshot(Request::get("/").body(Body::empty()).unwrap())
        .await
        .unwrap();
    answer.headers()["set-cookie"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_cookie_is_of_this_host_alone_and_out_of_reach_of_scripts() {
    let house = House::open().await;
    let cookie = set_cookie(&house, "https://licences.example").await;
    let parts: Vec<&str> = cookie.split("; ").collect();
    assert!(parts[0].starts_with("__Host-countersign="), "{cookie}");
    for flag in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(parts.contains(&flag), "{flag} in {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    // It goes with the browser; how long the session lives is known here alone.
    assert!(
        !cookie.contains("Max-Age") && !cookie.contains("Expires"),
        "{cookie}"
    );

    let cookie = set_cookie(&house, "http://127.0.0.1:8080").await;
    assert!(
        cookie.starts_with("countersign=") && !cookie.contains("Secure"),
        "{cookie}"
    );
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    house.close().await;
}

#[tokio::test]
async fn signing_in_gives_a_new_id_and_the_old_one_is_gone() {
    let house = House::open().await;
    let visitor = house.visitor().await;
    let before = house.session(&visitor);
    house.begin(&visitor).await;
    visitor.save().await.unwrap();
    assert_ne!(visitor.id(), before.id());
    assert!(!house.is_there(&before).await);
    let after = house.session(&visitor);
    assert!(after.get_value("person").await.unwrap().is_some());
    assert!(
        after.get_value("sign_in").await.unwrap().is_none(),
        "nothing of the old session is kept"
    );
    assert!(
        after
            .get::<String>("csrf")
            .await
            .unwrap()
            .is_some_and(|token| token.len() >= 43)
    );
    house.close().await;
}

#[tokio::test]
async fn a_request_under_way_does_not_bring_back_a_session_that_was_signed_out() {
    let house = House::open().await;
    let session = house.person().await;
    let slow = house.session(&session);
    slow.insert("seen", "now").await.unwrap();
    let id = house.session(&session);
    house.session(&session).flush().await.unwrap();
    slow.save().await.unwrap();
    assert!(!house.is_there(&id).await);
    house.close().await;
}

#[tokio::test]
async fn a_session_of_a_person_ends_however_much_it_is_used() {
    let house = House::open().await;
    let session = house.person().await;
    for _ in 0..11 {
        house.clock.turn(Duration::hours(1));
        let used = house.session(&session);
        used.insert("seen", house.clock.now()).await.unwrap();
        used.save().await.unwrap();
        assert!(house.is_there(&session).await);
    }
    house.clock.turn(Duration::hours(1));
    assert!(!house.is_there(&session).await);
    assert_eq!(house.sessions.sweep().await.unwrap(), 1);
    house.close().await;
}

#[tokio::test]
async fn a_sign_in_that_was_only_begun_is_kept_for_half_an_hour_from_the_last_beginning() {
    let house = House::open().await;
    let session = house.visitor().await;
    house.clock.turn(Duration::minutes(29));
    let again = house.session(&session);
    again.insert("sign_in", "again").await.unwrap();
    again.save().await.unwrap();
    house.clock.turn(Duration::minutes(29));
    assert!(house.is_there(&session).await);
    house.clock.turn(Duration::minutes(1));
    assert!(!house.is_there(&session).await);
    house.close().await;
}
