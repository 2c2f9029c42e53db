//! A browser without its window, in the same process: cookies, forms, sign-in by the tenant's page. What it asks goes through
//! every layer of the service.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{Request, StatusCode};
use tower::ServiceExt;
use url::Url;
use url::form_urlencoded::Serializer;

use super::page::{Form, Page};

/// The largest answer that is read, in bytes: an export of the log of half a year is far smaller.
const LARGEST_PAGE_BYTES: usize = 64 * 1024 * 1024;
const URL_ENCODED: &str = "application/x-www-form-urlencoded";
/// Between the parts of a file that is sent; no file here has it.
const BOUNDARY: &str = "countersign-history-boundary";

#[derive(Clone, Debug)]
pub struct Browser {
    router: Router,
    /// The origin that people see.
    base: String,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub fn new(router: Router, base: &str) -> Self {
        Self {
            router,
            base: base.trim_end_matches('/').to_owned(),
            cookies: BTreeMap::new(),
        }
    }

    pub async fn get(&mut self, path: &str) -> anyhow::Result<Page> {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form as it stands.
    pub async fn send_form(&mut self, form: &Form) -> anyhow::Result<Page> {
        self.post(&form.action, &form.fields).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(String, String)]) -> anyhow::Result<Page> {
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path).header(CONTENT_TYPE, URL_ENCODED);
        self.send(request, body.into()).await
    }

    /// Sends a form with a file.
    pub async fn send_file(&mut self, form: &Form, (name, words): (&str, &str)) -> anyhow::Result<Page> {
        let mut body = String::new();
        for (field, value) in &form.fields {
            body += &format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            );
        }
        body += &format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n{words}\r\n--{BOUNDARY}--\r\n"
        );
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = Request::post(&form.action).header(CONTENT_TYPE, kind);
        self.send(request, body.into()).await
    }

    /// Signs in by the tenant's page, as the person there chooses who to be.
    pub async fn sign_in(&mut self, http: &reqwest::Client, upn: &str) -> anyhow::Result<()> {
        let start = self.get("/sign-in/start").await?;
        let authorize = start.location.context("sign-in does not lead to the tenant")?;
        let authorize = Url::parse(&authorize)?;
        // The page there is a form with what stands in its address, and a list of people.
        let mut fields: Vec<(String, String)> = authorize.query_pairs().into_owned().collect();
        fields.push(("person".into(), upn.into()));
        let (page, _) = authorize.as_str().split_once('?').unwrap_or_default();
        let chosen = http.post(page).form(&fields).send().await?;
        let back = chosen.headers().get(LOCATION);
        let back = back.with_context(|| format!("the tenant does not know {upn}"))?;
        let back = back
            .to_str()?
            .strip_prefix(&self.base)
            .context("the tenant leads elsewhere")?
            .to_owned();
        let page = self.get(&back).await?;
        ensure!(
            page.status == StatusCode::SEE_OTHER,
            "sign-in of {upn} was refused: {}",
            page.status
        );
        Ok(())
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> anyhow::Result<Page> {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request
            .header(COOKIE, cookies.join("; "))
            .header(ORIGIN, &self.base)
            .body(body)?;
        let path = request.uri().path().to_owned();
        let reply = match self.router.clone().oneshot(request).await {
            Ok(reply) => reply,
            Err(never) => match never {},
        };
        for cookie in reply.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let status = reply.status();
        let location = reply.headers().get(LOCATION);
        let location = location.map(|to| to.to_str().map(str::to_owned)).transpose()?;
        let bytes = to_bytes(reply.into_body(), LARGEST_PAGE_BYTES).await?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        ensure!(
            status != StatusCode::INTERNAL_SERVER_ERROR,
            "{path} is answered with {status}"
        );
        Ok(Page {
            status,
            location,
            text,
        })
    }
}
