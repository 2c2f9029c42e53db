//! Entra: discovery, the page, codes, PKCE, tokens and the errors by number.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::JsonWebKey;
use openidconnect::core::CoreJsonWebKeySet;
use openidconnect::core::CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;

use super::super::Options;
use super::{ADA, Bench, Got, LENA, MIA, REDIRECT, read, sku_id};
use crate::clock::Clock;

const VERIFIER: &str = "a-verifier-that-is-long-enough-to-be-taken-for-one";

fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

fn fields(it: &Bench) -> Vec<(&'static str, String)> {
    vec![
        ("client_id", it.simulator.client_id.to_string()),
        ("response_type", "code".to_owned()),
        ("redirect_uri", REDIRECT.to_owned()),
        (
            "scope",
            "openid profile https://graph.microsoft.com/LicenseAssignment.ReadWrite.All".to_owned(),
        ),
        ("state", "the state".to_owned()),
        ("nonce", "the nonce".to_owned()),
        ("code_challenge", challenge()),
        ("code_challenge_method", "S256".to_owned()),
    ]
}

fn authorize(it: &Bench) -> String {
    format!(
        "{}/{}/oauth2/v2.0/authorize",
        it.simulator.url, it.simulator.tenant_id
    )
}

async fn code_for(it: &Bench, person: &str) -> String {
    let mut form = fields(it);
    form.push(("person", person.to_owned()));
    let got = read(it.http.post(authorize(it)).form(&form)).await;
    assert_eq!(got.status, 302, "{}", got.body);
    let target = Url::parse(got.headers["location"].to_str().unwrap()).unwrap();
    assert!(target.as_str().starts_with(REDIRECT));
    let pairs: std::collections::HashMap<_, _> = target.query_pairs().into_owned().collect();
    assert_eq!(pairs["state"], "the state");
    pairs["code"].clone()
}

async fn redeem(it: &Bench, code: &str, redirect: &str, verifier: &str) -> Got {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect),
        ("code_verifier", verifier),
    ];
    it.ask_token(&form).await
}

fn claims(token: &Value) -> Value {
    let part = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn a_person_signs_in() {
    let it = Bench::open().await;
    let code = code_for(&it, ADA).await;
    let got = redeem(&it, &code, REDIRECT, VERIFIER).await;
    assert_eq!(got.status, 200, "{}", got.body);
    let id = claims(&got.body["id_token"]);
    let base = format!("{}/{}", it.simulator.url, it.simulator.tenant_id);
    assert_eq!(id["iss"], format!("{base}/v2.0"));
    assert_eq!(id["aud"], it.simulator.client_id.to_string());
    assert_eq!(id["nonce"], "the nonce");
    assert_eq!(id["preferred_username"], ADA);
    assert_eq!(id["tid"], it.simulator.tenant_id.to_string());
    assert_eq!(id["roles"], json!(["Administrator"]));
    let user = it.graph(&format!("/users/{ADA}")).await;
    assert_eq!(id["oid"], user.body["id"]);

    // The published key verifies the token.
    let jwks = read(it.http.get(format!("{base}/discovery/v2.0/keys")))
        .await
        .body;
    let keys: CoreJsonWebKeySet = serde_json::from_value(jwks).unwrap();
    let (message, signature) = got.body["id_token"].as_str().unwrap().rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    keys.keys()[0]
        .verify_signature(&RsaSsaPkcs1V15Sha256, message.as_bytes(), &signature)
        .unwrap();

    // Codes are for one use.
    let again = redeem(&it, &code, REDIRECT, VERIFIER).await;
    assert_eq!((again.status, &again.body["error_codes"]), (400, &json!([54005])));
    assert_eq!(again.body["error"], "invalid_grant");
}

#[tokio::test]
async fn who_has_no_role_has_no_roles_claim() {
    let it = Bench::open().await;
    let got = redeem(&it, &code_for(&it, MIA).await, REDIRECT, VERIFIER).await;
    assert!(claims(&got.body["id_token"]).get("roles").is_none());
}

#[tokio::test]
async fn openidconnect_discovers_the_provider() {
    let it = Bench::open().await;
    let issuer = format!("{}/{}/v2.0", it.simulator.url, it.simulator.tenant_id);
    let issuer = openidconnect::IssuerUrl::new(issuer).unwrap();
    let http = it.http.clone();
    let client = move |request: openidconnect::HttpRequest| {
        let http = http.clone();
        async move {
            let answer = http.get(request.uri().to_string()).send().await?;
            let mut response = openidconnect::http::Response::builder().status(answer.status());
            for (name, value) in answer.headers() {
                response = response.header(name, value);
            }
            let body = answer.bytes().await?.to_vec();
            Ok::<_, reqwest::Error>(response.body(body).unwrap())
        }
    };
    let provider = openidconnect::core::CoreProviderMetadata::discover_async(issuer.clone(), &client)
        .await
        .unwrap();
    assert_eq!(provider.issuer(), &issuer);
    assert_eq!(provider.jwks().keys().len(), 1);
}

#[tokio::test]
async fn a_code_is_bound_to_redirect_uri_verifier_and_time() {
    let clock = Clock::frozen_at("2026-11-24T08:00:00Z".parse().unwrap());
    let it = Bench::with(Options {
        clock: clock.clone(),
        ..Options::default()
    })
    .await;
    let code = code_for(&it, MIA).await;
    let other = redeem(&it, &code, "http://127.0.0.1:9/other", VERIFIER).await;
    assert_eq!(
        (other.status, &other.body["error_codes"]),
        (400, &json!([500112]))
    );
    let wrong = redeem(&it, &code, REDIRECT, "another verifier").await;
    assert_eq!(
        (wrong.status, &wrong.body["error_codes"]),
        (400, &json!([501481]))
    );
    let unknown = redeem(&it, "no such code", REDIRECT, VERIFIER).await;
    assert_eq!(
        (unknown.status, &unknown.body["error_codes"]),
        (400, &json!([70008]))
    );
    clock.turn(chrono::Duration::minutes(11));
    let late = redeem(&it, &code, REDIRECT, VERIFIER).await;
    assert_eq!((late.status, &late.body["error_codes"]), (400, &json!([70008])));
}

#[tokio::test]
async fn token_errors_have_entras_numbers() {
    let it = Bench::open().await;
    let app = [
        ("grant_type", "client_credentials"),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    let with = |name: &'static str, value: &'static str| [app[0], app[1], (name, value)];

    let got = it.ask_token(&with("client_secret", "wrong")).await;
    assert_eq!(
        (got.status, &got.body["error"], &got.body["error_codes"]),
        (401, &json!("invalid_client"), &json!([7000215]))
    );
    let text = got.body["error_description"].as_str().unwrap();
    assert!(
        text.starts_with("AADSTS7000215: Invalid client secret provided.") && text.contains("\r\nTrace ID: ")
    );
    let got = it
        .ask_token(&with("client_id", "11111111-1111-4111-8111-111111111111"))
        .await;
    assert_eq!(
        (got.status, &got.body["error"], &got.body["error_codes"]),
        (400, &json!("unauthorized_client"), &json!([700016]))
    );

    let url = format!("{}/another-tenant/oauth2/v2.0/token", it.simulator.url);
    let got = read(it.http.post(url).form(&app)).await;
    assert_eq!(
        (got.status, &got.body["error"], &got.body["error_codes"]),
        (400, &json!("invalid_request"), &json!([90002]))
    );

    it.control("client", json!({ "secret_expired": true })).await;
    assert_eq!(it.ask_token(&app).await.body["error_codes"], json!([7000222]));
}

#[tokio::test]
async fn the_page_works_without_scripts() {
    let it = Bench::open().await;
    let page = |more: &[(&'static str, &str)]| {
        let mut query = fields(&it);
        query.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let mut url = Url::parse(&authorize(&it)).unwrap();
        url.query_pairs_mut().extend_pairs(query);
        read(it.http.get(url))
    };
    let got = page(&[]).await;
    let html = got.body.as_str().unwrap();
    assert!(html.contains("Ada Novak") && html.contains("Otto Keller") && !html.contains("<script"));
    assert!(
        got.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .starts_with("default-src 'none'")
    );

    let got = page(&[("q", "lena frost")]).await;
    let html = got.body.as_str().unwrap();
    assert!(html.contains(LENA) && !html.contains("Ada Novak"));
    let got = page(&[("login_hint", MIA)]).await;
    assert!(got.body.as_str().unwrap().contains("Continue as Mia Berg"));
    let got = page(&[("q", "<script>")]).await;
    assert!(!got.body.as_str().unwrap().contains("<script>"));
}

#[tokio::test]
async fn a_redirect_to_elsewhere_is_refused_on_a_page() {
    let it = Bench::open().await;
    let mut query = fields(&it);
    query.retain(|(name, _)| *name != "redirect_uri");
    query.push(("redirect_uri", "https://elsewhere.example/".to_owned()));
    let mut url = Url::parse(&authorize(&it)).unwrap();
    url.query_pairs_mut().extend_pairs(query);
    let got = read(it.http.get(url)).await;
    assert_eq!(got.status, 400);
    assert!(got.body.as_str().unwrap().contains("AADSTS50011"));
}

#[tokio::test]
async fn me_is_the_signed_in_person_and_assigns_only_with_a_directory_role() {
    let mut it = Bench::open().await;
    let body = json!({ "addLicenses": [{ "skuId": sku_id("VISIOCLIENT") }], "removeLicenses": [] });
    assert_eq!(it.graph("/me").await.status, 400);
    for (person, status) in [(MIA, 403), (ADA, 200)] {
        let got = redeem(&it, &code_for(&it, person).await, REDIRECT, VERIFIER).await;
        it.token = got.body["access_token"].as_str().unwrap().to_owned();
        assert_eq!(it.graph("/me").await.body["userPrincipalName"], person);
        let url = format!("{}/v1.0/me/assignLicense", it.simulator.url);
        let got = read(it.http.post(url).bearer_auth(&it.token).json(&body)).await;
        assert_eq!(got.status, status, "{}", got.body);
    }
    assert_eq!(it.look("calls").await["calls"].as_array().unwrap().len(), 2);
}
