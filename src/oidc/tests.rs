//! A provider that signs whatever a test wants: only the one right token lets somebody in.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use axum::extract::{Form, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreHmacKey, CoreRsaPrivateSigningKey};
use openidconnect::{JsonWebKeyId, PrivateSigningKey};
use rsa::pkcs1::{EncodeRsaPrivateKey, LineEnding};
use serde_json::{Value, json};
use std::collections::HashMap;
use tokio::net::TcpListener;
use uuid::Uuid;

use super::*;

const TENANT: &str = "11111111-1111-4111-8111-111111111111";
const APP: &str = "22222222-2222-4222-8222-222222222222";
const SECRET: &str = "a secret that is long enough to be a key";
const MIA: Uuid = Uuid::from_u128(7);
const RS256: CoreJwsSigningAlgorithm = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;

struct Provider {
    url: String,
    discoveries: AtomicUsize,
    id_token: Mutex<String>,
    /// The form of the last token request.
    asked: Mutex<HashMap<String, String>>,
}

struct Bench {
    provider: Arc<Provider>,
    oidc: Oidc,
    clock: Clock,
}

/// Two key pairs that call themselves the same: the provider's, and somebody else's.
fn keys() -> &'static [CoreRsaPrivateSigningKey; 2] {
    static KEYS: OnceLock<[CoreRsaPrivateSigningKey; 2]> = OnceLock::new();
    let make = || {
        let pair = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
        let pem = pair.to_pkcs1_pem(LineEnding::LF).unwrap();
        CoreRsaPrivateSigningKey::from_pem(&pem, Some(JsonWebKeyId::new("key".into()))).unwrap()
    };
    KEYS.get_or_init(|| [make(), make()])
}

fn message(header: &Value, claims: &Value) -> String {
    format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(claims.to_string())
    )
}

fn signed(key: &CoreRsaPrivateSigningKey, claims: &Value) -> String {
    let message = message(&json!({ "typ": "JWT", "alg": "RS256", "kid": "key" }), claims);
    let signature = key.sign(&RS256, message.as_bytes()).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

impl Bench {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let provider = Arc::new(Provider {
            url: url.clone(),
            discoveries: AtomicUsize::new(0),
            id_token: Mutex::default(),
            asked: Mutex::default(),
        });
        let routes = Router::new()
            .route(
                &format!("/{TENANT}/v2.0/.well-known/openid-configuration"),
                get(discovery),
            )
            .route(
                "/keys",
                get(|| async { Json(json!({ "keys": [keys()[0].as_verification_key()] })) }),
            )
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        let application = Application {
            login_url: &Url::parse(&url).unwrap(),
            tenant_id: TENANT,
            client_id: APP,
            credential: Credential::Secret(SECRET.into()),
            redirect_url: &Url::parse("https://licences.example/sign-in/callback").unwrap(),
        };
        let oidc = Oidc::new(crate::graph::http_client().unwrap(), application).unwrap();
        let clock = Clock::frozen_at("2026-11-24T09:00:00Z".parse().unwrap());
        Self {
            provider,
            oidc,
            clock,
        }
    }

    /// The claims of the one right token for an attempt.
    fn right(&self, attempt: &Attempt) -> Value {
        let now = self.clock.now().timestamp();
        json!({
            "iss": format!("{}/{TENANT}/v2.0", self.provider.url), "aud": APP, "sub": "pairwise",
            "iat": now, "nbf": now, "exp": now + 3600, "nonce": attempt.nonce,
            "tid": TENANT, "oid": MIA, "name": "Mia Berg", "preferred_username": "mia@x.example",
            "roles": ["Auditor", "Something New"],
        })
    }

    async fn finish(&self, attempt: Attempt, id_token: String) -> Result<Arrival, Refused> {
        *self.provider.id_token.lock().unwrap() = id_token;
        let state = attempt.state.clone();
        self.oidc.finish(attempt, &state, "code", &self.clock).await
    }
}

async fn discovery(State(provider): State<Arc<Provider>>) -> Json<Value> {
    provider.discoveries.fetch_add(1, Ordering::SeqCst);
    let url = &provider.url;
    Json(json!({
        "issuer": format!("{url}/{TENANT}/v2.0"), "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"), "jwks_uri": format!("{url}/keys"),
        "response_types_supported": ["code"], "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }))
}

async fn token(
    State(provider): State<Arc<Provider>>,
    Form(form): Form<HashMap<String, String>>,
) -> Json<Value> {
    *provider.asked.lock().unwrap() = form;
    let id_token = provider.id_token.lock().unwrap().clone();
    Json(
        json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": "unused", "id_token": id_token }),
    )
}

#[tokio::test]
async fn the_right_token_lets_somebody_in() {
    let it = Bench::open().await;
    let (url, attempt) = it.oidc.start(Some("mia@x.example")).await.unwrap();
    let sent: HashMap<_, _> = url.query_pairs().into_owned().collect();
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", APP),
        ("code_challenge_method", "S256"),
        ("login_hint", "mia@x.example"),
        ("redirect_uri", "https://licences.example/sign-in/callback"),
        ("scope", "openid profile"),
        ("state", attempt.state.as_str()),
        ("nonce", attempt.nonce.as_str()),
    ] {
        assert_eq!(sent.get(name).map(String::as_str), Some(value), "{name}");
    }
    let verifier = attempt.verifier.clone();
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone()));
    assert_eq!(sent["code_challenge"], challenge.as_str());

    let claims = it.right(&attempt);
    let arrival = it.finish(attempt, signed(&keys()[0], &claims)).await.unwrap();
    assert_eq!(arrival.person, PersonId(MIA));
    assert_eq!(
        (arrival.name.as_str(), arrival.upn.as_str()),
        ("Mia Berg", "mia@x.example")
    );
    assert_eq!(arrival.roles, ["Auditor", "Something New"]);
    let asked = it.provider.asked.lock().unwrap();
    assert_eq!(asked.get("code_verifier"), Some(&verifier));
    assert_eq!(asked.get("client_secret").map(String::as_str), Some(SECRET));
    assert_eq!(it.provider.discoveries.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_token_with_one_wrong_claim_lets_nobody_in() {
    let it = Bench::open().await;
    let past = it.clock.now().timestamp() - 1;
    let elsewhere = "33333333-3333-4333-8333-333333333333";
    let other_issuer = format!("{}/{elsewhere}/v2.0", it.provider.url);
    for (claim, value) in [
        ("nonce", json!("another")),
        ("nonce", Value::Null),
        ("iss", json!(other_issuer)),
        ("aud", json!(elsewhere)),
        ("aud", json!([APP, elsewhere])),
        ("aud", json!([])),
        ("exp", json!(past)),
        ("exp", Value::Null),
        ("tid", json!(elsewhere)),
        ("tid", Value::Null),
        ("oid", Value::Null),
        ("oid", json!("mia")),
    ] {
        let (_, attempt) = it.oidc.start(None).await.unwrap();
        let mut claims = it.right(&attempt);
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(claim)),
            ref value => claims[claim] = value.clone(),
        }
        let refused = it.finish(attempt, signed(&keys()[0], &claims)).await.unwrap_err();
        assert!(
            matches!(refused, Refused::BadToken(_)),
            "{claim} = {value}: {refused:?}"
        );
    }
    // Within a minute the keys are not asked for again, whatever comes.
    assert_eq!(it.provider.discoveries.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_token_that_the_provider_did_not_sign_lets_nobody_in() {
    let it = Bench::open().await;
    let hmac = CoreHmacKey::new(SECRET.as_bytes());
    let hs256 = CoreJwsSigningAlgorithm::HmacSha256;
    type Forge<'a> = &'a dyn Fn(&Value) -> String;
    let forgeries: [(&str, Forge<'_>); 4] = [
        ("another key of the same name", &|claims| {
            signed(&keys()[1], claims)
        }),
        ("no signature", &|claims| {
            format!("{}.", message(&json!({ "typ": "JWT", "alg": "none" }), claims))
        }),
        ("the client secret as the key", &|claims| {
            let message = message(&json!({ "typ": "JWT", "alg": "HS256" }), claims);
            let signature = hmac.sign(&hs256, message.as_bytes()).unwrap();
            format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
        }),
        ("claims of another token", &|claims| {
            let mut others = claims.clone();
            others["oid"] = json!(Uuid::from_u128(8));
            let right = signed(&keys()[0], claims);
            let signature = right.rsplit_once('.').unwrap().1;
            format!(
                "{}.{signature}",
                message(&json!({ "typ": "JWT", "alg": "RS256", "kid": "key" }), &others)
            )
        }),
    ];
    for (what, forge) in forgeries {
        let (_, attempt) = it.oidc.start(None).await.unwrap();
        let token = forge(&it.right(&attempt));
        let refused = it.finish(attempt, token).await.unwrap_err();
        assert!(matches!(refused, Refused::BadToken(_)), "{what}: {refused:?}");
    }
}

#[tokio::test]
async fn an_answer_to_another_question_is_not_even_redeemed() {
    let it = Bench::open().await;
    let (_, attempt) = it.oidc.start(None).await.unwrap();
    let refused = it
        .oidc
        .finish(attempt, "another", "code", &it.clock)
        .await
        .unwrap_err();
    assert!(matches!(refused, Refused::NotOurs), "{refused:?}");
    assert!(it.provider.asked.lock().unwrap().is_empty());
}
