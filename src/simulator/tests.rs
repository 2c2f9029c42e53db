//! The simulator over real HTTP: every row of the error catalogue, tokens, sign-in, projections, paging, licences.

mod activity;
mod audits;
mod batch;
mod catalogue;
mod chaos;
mod control;
mod delta;
mod directory;
mod groups;
mod history;
mod lag;
mod leavers;
mod licences;
mod page;
mod quotas;
mod sign_in;

use std::time::Duration;

use reqwest::redirect::Policy;
use serde_json::{Value, json};

use super::{Options, Running, start};

const MIA: &str = "mia.berg@haldenroe.example";
const JONAS: &str = "jonas.lind@haldenroe.example";
const LENA: &str = "lena.frost@haldenroe.example";
const ADA: &str = "ada.novak@haldenroe.example";
const REDIRECT: &str = "http://127.0.0.1:9/sign-in/callback";

/// A running simulator, a client and an application's token.
struct Bench {
    simulator: Running,
    http: reqwest::Client,
    token: String,
}

/// An answer, read to its end.
struct Got {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: Value,
}

impl Got {
    fn message(&self) -> &str {
        self.body["error"]["message"].as_str().unwrap_or_default()
    }

    fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }
}

impl Bench {
    async fn open() -> Self {
        Self::with(Options::default()).await
    }

    async fn with(options: Options) -> Self {
        // Another test may have installed it already; all install the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let simulator = start(options).await.unwrap();
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(20))
            .redirect(Policy::none())
            .build()
            .unwrap();
        let mut opened = Self {
            simulator,
            http,
            token: String::new(),
        };
        opened.token = opened.application_token().await;
        opened
    }

    async fn application_token(&self) -> String {
        let got = self
            .ask_token(&[
                ("grant_type", "client_credentials"),
                ("scope", "https://graph.microsoft.com/.default"),
            ])
            .await;
        assert_eq!(got.status, 200, "{}", got.body);
        got.body["access_token"].as_str().unwrap().to_owned()
    }

    /// The token endpoint, with the client's own credentials unless the form names others.
    async fn ask_token(&self, form: &[(&str, &str)]) -> Got {
        let id = self.simulator.client_id.to_string();
        let mut whole = vec![
            ("client_id", id.as_str()),
            ("client_secret", self.simulator.client_secret.as_str()),
        ];
        whole.retain(|(name, _)| !form.iter().any(|(other, _)| other == name));
        whole.extend(form);
        let url = format!(
            "{}/{}/oauth2/v2.0/token",
            self.simulator.url, self.simulator.tenant_id
        );
        read(self.http.post(url).form(&whole)).await
    }

    async fn graph(&self, path: &str) -> Got {
        read(
            self.http
                .get(format!("{}/v1.0{path}", self.simulator.url))
                .bearer_auth(&self.token),
        )
        .await
    }

    fn call(&self, person: &str, body: &Value) -> reqwest::RequestBuilder {
        let person = person.replace('#', "%23");
        let url = format!("{}/v1.0/users/{person}/assignLicense", self.simulator.url);
        self.http.post(url).bearer_auth(&self.token).json(body)
    }

    async fn assign(&self, person: &str, body: Value) -> Got {
        read(self.call(person, &body)).await
    }

    async fn add(&self, person: &str, sku: &str, off: &[&str]) -> Got {
        let off: Vec<String> = off.iter().map(|plan| plan_id(sku, plan)).collect();
        let add = json!([{ "skuId": sku_id(sku), "disabledPlans": off }]);
        self.assign(person, json!({ "addLicenses": add, "removeLicenses": [] }))
            .await
    }

    async fn remove(&self, person: &str, sku: &str) -> Got {
        self.assign(
            person,
            json!({ "addLicenses": [], "removeLicenses": [sku_id(sku)] }),
        )
        .await
    }

    async fn control(&self, path: &str, body: Value) {
        let url = format!("{}/_control/{path}", self.simulator.url);
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        assert!(
            answer.status().is_success(),
            "{path}: {}",
            answer.text().await.unwrap()
        );
    }

    /// As `control`, for what is refused.
    async fn try_control(&self, path: &str, body: Value) -> Got {
        let url = format!("{}/_control/{path}", self.simulator.url);
        read(self.http.post(url).json(&body)).await
    }

    async fn id(&self, person: &str) -> String {
        let got = self.graph(&format!("/users/{person}?$select=id")).await;
        got.body["id"].as_str().unwrap().to_owned()
    }

    /// The row of `licenseAssignmentStates` by which a group gives a SKU.
    async fn share(&self, person: &str, sku: &str) -> Option<Value> {
        let got = self
            .graph(&format!("/users/{person}?$select=licenseAssignmentStates"))
            .await;
        let rows = got.body["licenseAssignmentStates"].as_array().unwrap().clone();
        rows.into_iter()
            .find(|row| row["skuId"] == sku_id(sku) && !row["assignedByGroup"].is_null())
    }

    async fn look(&self, path: &str) -> Value {
        read(self.http.get(format!("{}/_control/{path}", self.simulator.url)))
            .await
            .body
    }

    /// The plans of one SKU that are off for a person; `None` if they do not have it.
    async fn off(&self, person: &str, sku: &str) -> Option<Vec<String>> {
        let got = self
            .graph(&format!("/users/{person}?$select=assignedLicenses"))
            .await;
        let rows = got.body["assignedLicenses"].as_array().unwrap().clone();
        let row = rows.into_iter().find(|row| row["skuId"] == sku_id(sku))?;
        let mut off: Vec<String> = row["disabledPlans"]
            .as_array()
            .unwrap()
            .iter()
            .map(|id| id.as_str().unwrap().to_owned())
            .collect();
        off.sort();
        Some(off)
    }

    async fn consumed(&self, sku: &str) -> i64 {
        let got = self.graph("/subscribedSkus").await;
        let rows = got.body["value"].as_array().unwrap();
        rows.iter().find(|row| row["skuPartNumber"] == sku).unwrap()["consumedUnits"]
            .as_i64()
            .unwrap()
    }
}

async fn read(request: reqwest::RequestBuilder) -> Got {
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let text = answer.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Got {
        status,
        headers,
        body,
    }
}

fn sku(part_number: &str) -> super::skus::Sku {
    super::skus::subscribed()
        .unwrap()
        .into_iter()
        .find(|sku| sku.part_number == part_number)
        .unwrap()
}

fn sku_id(part_number: &str) -> String {
    sku(part_number).id.to_string()
}

fn plan_id(part_number: &str, plan: &str) -> String {
    sku(part_number).plan(plan).unwrap().to_string()
}
