//! Verbs of the desk for changing the policy: one administrator submits a draft, another puts it in force.

use reqwest::StatusCode;
use reqwest::multipart::{Form, Part};

use crate::desk::{Desk, Page, Person};

pub const WHY: &str = "The audit asked for it.";
pub const POLICY: &str = "/admin/policy";

impl Person {
    /// Sends a policy file through the page.
    pub async fn sends_policy(&self, text: impl Into<Vec<u8>>, why: &str) -> Page {
        let token = self.get(POLICY).await.field("csrf");
        let form = Form::new()
            .text("csrf", token)
            .text("why", why.to_owned())
            .part("file", Part::bytes(text.into()).file_name("changed.toml"));
        let request = self
            .http
            .post(format!("{}{POLICY}/drafts", self.url))
            .multipart(form);
        Page::of(request.send().await.unwrap()).await
    }

    /// Submits a good file; answers where its draft is.
    pub async fn submits_policy(&self, text: impl Into<Vec<u8>>) -> String {
        let page = self.sends_policy(text, WHY).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words("main"));
        let draft = page.location.unwrap();
        assert!(draft.starts_with("/admin/policy/drafts/"), "{draft}");
        draft
    }

    /// Looks at a draft and puts it in force.
    pub async fn puts_in_force(&self, draft: &str) -> Page {
        let fields = self.reads_draft(draft).await;
        self.presses(draft, "put-in-force", &fields).await
    }

    /// What the form of a draft's page sends.
    pub async fn reads_draft(&self, draft: &str) -> Vec<(&'static str, String)> {
        let page = self.get(draft).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.words("main"));
        ["csrf", "version", "against"]
            .map(|name| (name, page.values(&format!("input[name={name}]")).pop()))
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .chain([("why", WHY.to_owned())])
            .collect()
    }

    /// Sends a form of a draft's page as it was read.
    pub async fn presses(&self, draft: &str, what: &str, fields: &[(&'static str, String)]) -> Page {
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        self.post_bare(&format!("{draft}/{what}"), &fields).await
    }

    pub async fn takes_away(&self, draft: &str) -> Page {
        self.post(&format!("{draft}/take-away"), draft, &[("why", WHY)])
            .await
    }
}

impl Desk {
    /// Ada and Viktor, the two administrators.
    pub async fn administrators(&self) -> (Person, Person) {
        (self.sign_in("ada.novak").await, self.sign_in("viktor.sand").await)
    }

    /// The policy becomes this one, as it does in a house: Ada submits it, Viktor puts it in force. Answers its version.
    pub async fn policy_becomes(&self, text: &str) -> String {
        let (ada, viktor) = self.administrators().await;
        let draft = ada.submits_policy(text).await;
        let put = viktor.puts_in_force(&draft).await;
        assert_eq!(put.status, StatusCode::SEE_OTHER, "{}", put.words("main"));
        self.version_in_force()
    }

    pub fn version_in_force(&self) -> String {
        self.app.in_force().unwrap().policy.version().to_owned()
    }

    /// Kinds of the events about the policy, in their order.
    pub async fn policy_events(&self) -> Vec<String> {
        sqlx::query_scalar!(
            "select kind from audit_events where kind like 'policy.%' or detail ->> 'attempt' = 'put_policy_in_force'
              order by written"
        )
        .fetch_all(&self.app.pool)
        .await
        .unwrap()
    }

    /// What the last event of this kind says.
    pub async fn last_said(&self, kind: &str) -> serde_json::Value {
        sqlx::query_scalar!(
            r#"select audit_said(id, detail) as "detail!" from audit_events where kind = $1 order by written desc limit 1"#,
            kind
        )
        .fetch_one(&self.app.pool)
        .await
        .unwrap()
    }
}
