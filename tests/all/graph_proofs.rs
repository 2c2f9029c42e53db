//! Each way of proving that we are the application, against the token endpoint of the tenant in the box, which checks it.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::OnceLock;
use std::time::{Duration as StdDuration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use countersign::app::graph_settings;
use countersign::clock::Clock;
use countersign::config::{Config, Settings};
use countersign::credential::Credential;
use countersign::graph::{self, EntraError, ErrorKind};
use countersign::oidc::{Application, Oidc};
use countersign::simulator::{self, Running};
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::pkcs8::EncodePrivateKey;
use rsa::sha2::Sha256;
use rsa::signature::{Keypair, RandomizedSigner, SignatureEncoding};
use serde_json::{Value, json};
use url::Url;
use x509_cert::builder::{Builder, CertificateBuilder, Profile};
use x509_cert::der::EncodePem;
use x509_cert::der::pem::LineEnding;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::{Time, Validity};

use crate::desk::Person;

const NOW: &str = "2026-11-24T09:00:00Z";
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Two keys, made once.
fn keys() -> &'static [rsa::RsaPrivateKey; 2] {
    static KEYS: OnceLock<[rsa::RsaPrivateKey; 2]> = OnceLock::new();
    let make = || rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
    KEYS.get_or_init(|| [make(), make()])
}

/// A self-signed certificate in PEM.
pub fn certificate(key: &rsa::RsaPrivateKey, not_after: DateTime<Utc>) -> String {
    let signer = rsa::pkcs1v15::SigningKey::<Sha256>::new(key.clone());
    let at = |moment: DateTime<Utc>| {
        let since = StdDuration::from_secs(moment.timestamp().try_into().unwrap());
        Time::try_from(SystemTime::UNIX_EPOCH + since).unwrap()
    };
    let validity = Validity {
        not_before: at(not_after - Duration::days(365)),
        not_after: at(not_after),
    };
    let builder = CertificateBuilder::new(
        Profile::Root,
        SerialNumber::from(7_u32),
        validity,
        Name::from_str("CN=countersign").unwrap(),
        SubjectPublicKeyInfoOwned::from_key(signer.verifying_key()).unwrap(),
        &signer,
    );
    let certificate = builder.unwrap().build::<rsa::pkcs1v15::Signature>().unwrap();
    certificate.to_pem(LineEnding::LF).unwrap()
}

pub fn first_key() -> &'static rsa::RsaPrivateKey {
    &keys()[0]
}

/// Writes certificate and key, and answers the configuration's words for them.
pub fn write_certificate(folder: &Path, certificate: &str, key: &rsa::RsaPrivateKey) -> String {
    let (at, key_at) = (folder.join("app.crt"), folder.join("app.key"));
    std::fs::write(&at, certificate).unwrap();
    std::fs::write(&key_at, key.to_pkcs8_pem(LineEnding::LF).unwrap()).unwrap();
    format!(
        "certificate_file = '{}'\ncertificate_key_file = '{}'\n",
        at.display(),
        key_at.display()
    )
}

struct Box {
    tenant: Running,
    clock: Clock,
    folder: tempfile::TempDir,
    http: reqwest::Client,
}

impl Box {
    async fn open() -> Self {
        let clock = Clock::frozen_at(NOW.parse().unwrap());
        let tenant = simulator::start(simulator::Options {
            client_secret: Some("the-secret".into()),
            clock: clock.clone(),
            ..simulator::Options::default()
        });
        Self {
            tenant: tenant.await.unwrap(),
            clock,
            folder: tempfile::tempdir().unwrap(),
            http: graph::http_client().unwrap(),
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    fn config(&self, proof: &str, environment: &[(&str, &str)]) -> anyhow::Result<Config> {
        let (url, tenant) = (&self.tenant.url, self.tenant.tenant_id);
        let client = self.tenant.client_id;
        let words = format!(
            "[database]\nurl = 'postgres:///x'\n[entra]\nlogin_url = '{url}'\ngraph_url = '{url}'\ntenant_id = '{tenant}'\n\
             client_id = '{client}'\n{proof}"
        );
        let file = self.folder.path().join("countersign.toml");
        std::fs::write(&file, words).unwrap();
        let environment = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Settings::from_parts(Some(&file), environment.collect())?.config()
    }

    fn client(&self, proof: &str) -> graph::Client {
        self.client_in(proof, &[])
    }

    fn client_in(&self, proof: &str, environment: &[(&str, &str)]) -> graph::Client {
        let config = self.config(proof, environment).unwrap();
        let credential = Credential::load(&config.entra.credential).unwrap();
        graph::Client::new(graph_settings(&config, credential, self.clock.clone())).unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/_control/{path}", self.tenant.url);
        let reply = self.http.post(url).json(&body).send().await.unwrap();
        assert!(reply.status().is_success(), "{path}: {}", reply.status());
        reply.json().await.unwrap()
    }

    /// Registers a certificate with the application; answers its thumbprint.
    async fn register(&self, certificate: &str) -> String {
        let answer = self
            .post("client_certificates", json!({ "certificate": certificate }))
            .await;
        answer["x5t#S256"].as_str().unwrap().to_owned()
    }

    async fn federated_token(&self, asked: Value) -> String {
        let answer = self.post("federated_token", asked).await;
        answer["token"].as_str().unwrap().to_owned()
    }

    fn token_url(&self) -> String {
        format!("{}/{}/oauth2/v2.0/token", self.tenant.url, self.tenant.tenant_id)
    }

    /// Entra's number for a token request with this assertion; nothing if it gave a token.
    async fn number_for(&self, assertion: &str) -> Option<u64> {
        let scope = format!("{}/.default", self.tenant.url);
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.tenant.client_id.to_string()),
            ("scope", &scope),
            ("client_assertion_type", JWT_BEARER),
            ("client_assertion", assertion),
        ];
        let reply = self.http.post(self.token_url()).form(&form).send().await.unwrap();
        let body: Value = reply.json().await.unwrap();
        assert_eq!(
            body["access_token"].is_null(),
            !body["error_codes"].is_null(),
            "{body}"
        );
        body["error_codes"][0].as_u64()
    }
}

async fn works(client: &graph::Client) {
    let roles = client.token_roles().await.unwrap();
    assert!(
        roles.iter().any(|role| role == "LicenseAssignment.ReadWrite.All"),
        "{roles:?}"
    );
    assert!(!client.subscribed_skus().await.unwrap().is_empty());
}

async fn refused(client: &graph::Client) -> EntraError {
    match client.subscribed_skus().await.unwrap_err().kind {
        ErrorKind::SignIn(why) => why,
        other => panic!("{other:?}"),
    }
}

fn signed(key: &rsa::RsaPrivateKey, header: &Value, claims: &Value) -> String {
    let message = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(claims.to_string())
    );
    let signer = rsa::pss::BlindedSigningKey::<Sha256>::new(key.clone());
    let signature = signer.sign_with_rng(&mut rsa::rand_core::OsRng, message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

#[tokio::test]
async fn a_certificate_gives_a_token_each_time_with_a_new_assertion() {
    let it = Box::open().await;
    let pem = certificate(first_key(), it.now() + Duration::days(100));
    it.register(&pem).await;
    let proof = write_certificate(it.folder.path(), &pem, first_key());
    let client = it.client(&proof);
    works(&client).await;
    // An assertion that came twice would be refused.
    client.token_roles_anew().await.unwrap();
    works(&it.client(&proof)).await;
    // The older form of a key file is taken as well.
    let older = first_key().to_pkcs1_pem(LineEnding::LF).unwrap();
    std::fs::write(it.folder.path().join("app.key"), older).unwrap();
    works(&it.client(&proof)).await;
}

#[tokio::test]
async fn a_certificate_that_is_not_registered_or_comes_at_the_wrong_time_is_named_as_the_reason() {
    let it = Box::open().await;
    let pem = certificate(first_key(), it.now() + Duration::days(100));
    let proof = write_certificate(it.folder.path(), &pem, first_key());
    assert_eq!(
        refused(&it.client(&proof)).await,
        EntraError::WrongCertificate(700_027)
    );
    it.register(&pem).await;
    let config = it.config(&proof, &[]).unwrap();
    let credential = Credential::load(&config.entra.credential).unwrap();
    let slow = Clock::frozen_at(it.now() - Duration::hours(1));
    let client = graph::Client::new(graph_settings(&config, credential, slow)).unwrap();
    assert_eq!(refused(&client).await, EntraError::NotNow(700_024));
}

/// The box takes nothing but the one right assertion, so that the tests above prove something.
#[tokio::test]
async fn the_box_refuses_every_assertion_that_is_not_the_right_one() {
    let it = Box::open().await;
    let thumbprint = it
        .register(&certificate(first_key(), it.now() + Duration::days(100)))
        .await;
    let past = it
        .register(&certificate(&keys()[1], it.now() - Duration::days(1)))
        .await;
    let header = json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": thumbprint });
    let client = it.tenant.client_id.to_string();
    let now = it.now().timestamp();
    let claims = |id: &str| json!({ "aud": it.token_url(), "iss": client, "sub": client, "jti": id, "nbf": now, "iat": now, "exp": now + 480 });
    let right = signed(first_key(), &header, &claims("1"));
    assert_eq!(it.number_for(&right).await, None);
    assert_eq!(
        it.number_for(&right).await,
        Some(700_027),
        "the same a second time"
    );

    let with = |name: &str, value: Value| {
        let mut claims = claims(&format!("{name} {value}"));
        claims[name] = value;
        signed(first_key(), &header, &claims)
    };
    let tampered = {
        let token = signed(first_key(), &header, &claims("2"));
        let (message, signature) = token.rsplit_once('.').unwrap();
        let mut signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        signature[100] ^= 1;
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    };
    let other_header = |name: &str, value: &str| {
        let mut header = header.clone();
        header[name] = json!(value);
        signed(first_key(), &header, &claims(value))
    };
    for (what, assertion, number) in [
        ("another key", signed(&keys()[1], &header, &claims("3")), 700_027),
        ("another signature", tampered, 700_027),
        ("another thumbprint", other_header("x5t#S256", "x"), 700_027),
        (
            "a certificate that ended",
            {
                let header = json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": past });
                signed(&keys()[1], &header, &claims("4"))
            },
            700_027,
        ),
        ("another algorithm", other_header("alg", "RS256"), 700_027),
        ("no signature", other_header("alg", "none"), 700_027),
        (
            "another audience",
            with("aud", json!("https://login.example/token")),
            700_023,
        ),
        ("another issuer", with("iss", json!("somebody")), 700_021),
        ("another subject", with("sub", json!("somebody")), 700_021),
        ("the past", with("exp", json!(now - 301)), 700_024),
        ("the future", with("nbf", json!(now + 301)), 700_024),
        ("no end", with("exp", Value::Null), 700_024),
        ("no id", with("jti", Value::Null), 50_027),
        ("no token", "abc".to_owned(), 50_027),
    ] {
        assert_eq!(it.number_for(&assertion).await, Some(number), "{what}");
    }
}

#[tokio::test]
async fn a_federated_token_is_read_from_its_file_each_time() {
    let it = Box::open().await;
    let file = it.folder.path().join("token");
    let proof = format!("federated_token_file = '{}'\n", file.display());
    let client = it.client(&proof);
    assert_eq!(
        refused(&client).await,
        EntraError::NoProof,
        "there is no file yet"
    );
    std::fs::write(&file, "not a token").unwrap();
    assert_eq!(refused(&client).await, EntraError::NoProof);
    std::fs::write(&file, it.federated_token(json!({})).await + "\n").unwrap();
    works(&client).await;
    for wrong in [
        json!({ "subject": "somebody" }),
        json!({ "audience": "somebody" }),
    ] {
        std::fs::write(&file, it.federated_token(wrong).await).unwrap();
        client.token_roles_anew().await.unwrap_err();
        assert_eq!(refused(&client).await, EntraError::UnknownIssuer(70_021));
    }
    let token = it.federated_token(json!({})).await;
    std::fs::write(&file, &token).unwrap();
    it.clock.turn(Duration::hours(2));
    assert_eq!(refused(&client).await, EntraError::NotNow(700_024));
    let forged = token.rsplit_once('.').unwrap().0.to_owned() + ".AAAA";
    std::fs::write(&file, forged).unwrap();
    assert_eq!(refused(&client).await, EntraError::NotNow(50_013));
}

#[tokio::test]
async fn a_machine_is_vouched_for_by_azure_in_both_forms() {
    let it = Box::open().await;
    let url = &it.tenant.url;
    let by_imds =
        |who: &str| format!("client_secret = 'the-secret'\nmanaged_identity = '{who}'\nimds_url = '{url}'\n");
    works(&it.client(&by_imds("system"))).await;
    works(&it.client(&by_imds(&simulator::user_assigned().to_string()))).await;
    let somebody = uuid::Uuid::from_u128(1).to_string();
    assert_eq!(
        refused(&it.client(&by_imds(&somebody))).await,
        EntraError::NoIdentity(400)
    );

    let endpoint = format!("{url}/msi/token");
    let header = simulator::app_service_header();
    let by_app_service = "client_secret = 'the-secret'\nmanaged_identity = 'system'\n";
    let environment = [
        ("IDENTITY_ENDPOINT", endpoint.as_str()),
        ("IDENTITY_HEADER", &header),
    ];
    works(&it.client_in(by_app_service, &environment)).await;
    let wrong = [
        ("IDENTITY_ENDPOINT", endpoint.as_str()),
        ("IDENTITY_HEADER", "wrong"),
    ];
    let client = it.client_in(by_app_service, &wrong);
    assert_eq!(refused(&client).await, EntraError::NoIdentity(401));
}

#[tokio::test]
async fn people_sign_in_whichever_way_the_application_proves_itself() {
    let it = Box::open().await;
    let pem = certificate(first_key(), it.now() + Duration::days(100));
    it.register(&pem).await;
    let file = it.folder.path().join("token");
    std::fs::write(&file, it.federated_token(json!({})).await).unwrap();
    for proof in [
        "client_secret = 'the-secret'\n".to_owned(),
        write_certificate(it.folder.path(), &pem, first_key()),
        format!("federated_token_file = '{}'\n", file.display()),
    ] {
        assert_eq!(
            sign_in(&it, &proof).await.unwrap(),
            "mia.berg@haldenroe.example",
            "{proof}"
        );
    }
    let wrong = sign_in(&it, "client_secret = 'wrong'\n").await.unwrap_err();
    assert!(wrong.contains("invalid_client"), "{wrong}");
}

/// Through the tenant's own page; answers who came.
async fn sign_in(it: &Box, proof: &str) -> Result<String, String> {
    let upn = "mia.berg@haldenroe.example";
    let config = it.config(proof, &[]).unwrap();
    let application = Application {
        login_url: &config.entra.login_url,
        tenant_id: &config.entra.tenant_id,
        client_id: &config.entra.client_id,
        credential: Credential::load(&config.entra.credential).unwrap(),
        redirect_url: &Url::parse("http://127.0.0.1:9/sign-in/callback").unwrap(),
    };
    let oidc = Oidc::new(it.http.clone(), application).unwrap();
    let (url, attempt) = oidc.start(Some(upn)).await.unwrap();
    let browser = Person {
        http: it.http.clone(),
        url: it.tenant.url.clone(),
        name: "mia.berg",
    };
    let back = browser.chooses(url.as_str(), upn).await.location.unwrap();
    let back = Url::parse(&back).unwrap();
    let of = |wanted: &str| {
        let pair = back.query_pairs().find(|(name, _)| name == wanted);
        pair.unwrap().1.into_owned()
    };
    oidc.finish(attempt, &of("state"), &of("code"), &it.clock)
        .await
        .map(|arrival| arrival.upn)
        .map_err(|error| error.to_string())
}

#[tokio::test]
async fn files_that_can_not_be_used_are_named_by_their_key_and_nothing_in_them_is_shown() {
    let it = Box::open().await;
    let pem = certificate(first_key(), it.now() + Duration::days(100));
    let proof = write_certificate(it.folder.path(), &pem, first_key());
    let config = it.config(&proof, &[]).unwrap();
    let (at, key_at): (PathBuf, PathBuf) =
        (it.folder.path().join("app.crt"), it.folder.path().join("app.key"));
    let load = || format!("{:#}", Credential::load(&config.entra.credential).unwrap_err());
    let other_key = keys()[1].to_pkcs8_pem(LineEnding::LF).unwrap();
    std::fs::write(&key_at, &other_key).unwrap();
    assert_eq!(
        load(),
        "entra.certificate_key_file is not the key of the certificate in entra.certificate_file"
    );
    std::fs::write(
        &key_at,
        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n",
    )
    .unwrap();
    let said = load();
    assert!(
        said.starts_with("entra.certificate_key_file holds no RSA key of 2048 bits"),
        "{said}"
    );
    assert!(!said.contains("c2VjcmV0") && !said.contains("secret\n"), "{said}");
    std::fs::remove_file(&key_at).unwrap();
    assert!(load().starts_with("entra.certificate_key_file: "));
    std::fs::write(&at, "nothing").unwrap();
    std::fs::write(&key_at, &other_key).unwrap();
    assert_eq!(
        load(),
        "entra.certificate_file holds no certificate in PEM (BEGIN CERTIFICATE)"
    );
}

#[tokio::test]
async fn exactly_one_way_is_configured_or_the_keys_are_named() {
    let it = Box::open().await;
    for (proof, said) in [
        (
            "",
            "entra.client_secret is not set; write it into the configuration file or set COUNTERSIGN_ENTRA_CLIENT_SECRET",
        ),
        (
            "client_secret = 'x'\nfederated_token_file = 'y'\n",
            "entra.client_secret (or client_secret_file) and entra.federated_token_file are set; keep one of them",
        ),
        (
            "client_secret_file = 'x'\ncertificate_file = 'y'\ncertificate_key_file = 'z'\n",
            "entra.client_secret (or client_secret_file) and entra.certificate_file are set; keep one of them",
        ),
        (
            "certificate_file = 'x'\n",
            "entra.certificate_key_file is not set; entra.certificate_file needs its key",
        ),
        (
            "certificate_key_file = 'x'\n",
            "entra.certificate_file is not set; entra.certificate_key_file is its key",
        ),
        (
            "managed_identity = 'system'\n",
            "entra.managed_identity calls Graph, but people can not sign in with it: set entra.client_secret or \
             entra.client_secret_file as well",
        ),
        (
            "managed_identity = 'system'\nfederated_token_file = 'x'\n",
            "entra.managed_identity is set beside a certificate or a federated token; keep one of them (only a client \
             secret, for sign-in, goes with it)",
        ),
        (
            "client_secret = 'x'\nmanaged_identity = 'mine'\n",
            "entra.managed_identity must be \"system\" or the client id of the identity, a GUID",
        ),
        (
            "client_secret = 'x'\nmanaged_identity = 'system'\nimds_url = 'http://imds.example'\n",
            "entra.imds_url must begin with https://; http:// is taken for loopback addresses only",
        ),
        (
            "federated_token_file = 'x'\nclient_secret_expires = '2027-03-01'\n",
            "entra.client_secret_expires is set, but no entra.client_secret or client_secret_file",
        ),
    ] {
        let error = it.config(proof, &[]).unwrap_err();
        assert_eq!(error.to_string(), said, "{proof}");
    }
    let error = it.config("client_secret_expires = 'soon'\n", &[]).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("\"soon\" is not a day like 2027-03-01"),
        "{error}"
    );
    it.config("client_secret = 'x'\nmanaged_identity = 'system'\n", &[])
        .unwrap();
}
