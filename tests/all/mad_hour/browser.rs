//! A browser without its window: cookies, forms, sign-in. Follows no redirect by itself, and says what failed instead of
//! giving up: the service is down now and then in this hour.

use std::collections::BTreeMap;
use std::io::Read;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use flate2::read::GzDecoder;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, StatusCode};
use url::Url;

/// Longer than any page takes that still answers.
const TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub struct Browser {
    http: Client,
    base: String,
    pub cookies: BTreeMap<String, String>,
}

pub struct Page {
    pub status: StatusCode,
    pub location: Option<String>,
    pub text: String,
}

/// One `<input>` of a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Input {
    pub name: String,
    pub value: String,
}

/// Connections that all browsers share.
pub fn connections() -> anyhow::Result<Client> {
    // It brings the TLS provider that ours needs too.
    countersign::graph::http_client()?;
    Ok(Client::builder()
        .redirect(Policy::none())
        .timeout(TIMEOUT)
        .build()?)
}

impl Browser {
    pub fn new(http: &Client, base: &str) -> Self {
        Self {
            http: http.clone(),
            base: base.to_owned(),
            cookies: BTreeMap::new(),
        }
    }

    /// A page that was answered; an error when nothing answered or the service could not.
    pub async fn get(&mut self, path: &str) -> anyhow::Result<Page> {
        self.send(self.http.get(format!("{}{path}", self.base))).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Page> {
        self.send(self.http.post(format!("{}{path}", self.base)).form(fields))
            .await
    }

    /// Signs in by the tenant's page, as the person there chooses who to be.
    pub async fn sign_in(&mut self, upn: &str) -> anyhow::Result<()> {
        let start = self.get("/sign-in/start").await?;
        let authorize = start.location.context("sign-in does not lead to the tenant")?;
        let authorize = Url::parse(&authorize)?;
        // The page there is a form with what stands in its address, and a list of people.
        let mut fields: Vec<(String, String)> = authorize.query_pairs().into_owned().collect();
        fields.push(("person".into(), upn.into()));
        let (page, _) = authorize.as_str().split_once('?').unwrap_or_default();
        let chosen = self.http.post(page).form(&fields).send().await?;
        let back = chosen
            .headers()
            .get(LOCATION)
            .context("the tenant does not know them")?;
        let back = back
            .to_str()?
            .strip_prefix(&self.base)
            .context("the tenant leads elsewhere")?;
        let page = self.get(back).await?;
        ensure!(
            page.status == StatusCode::SEE_OTHER,
            "sign-in was refused: {}",
            page.status
        );
        Ok(())
    }

    async fn send(&mut self, request: RequestBuilder) -> anyhow::Result<Page> {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request
            .header(COOKIE, cookies.join("; "))
            .header(ACCEPT_ENCODING, "gzip");
        let reply = request.send().await?;
        for cookie in reply.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let status = reply.status();
        let location = reply
            .headers()
            .get(LOCATION)
            .map(|to| to.to_str().map(str::to_owned))
            .transpose()?;
        let packed = reply.headers().contains_key(CONTENT_ENCODING);
        let bytes = reply.bytes().await?;
        let mut text = String::new();
        match packed {
            true => GzDecoder::new(&*bytes).read_to_string(&mut text)?,
            false => (&*bytes).read_to_string(&mut text)?,
        };
        if status.is_server_error() {
            bail!("{status}");
        }
        Ok(Page {
            status,
            location,
            text,
        })
    }
}

impl Page {
    pub fn inputs(&self) -> Vec<Input> {
        tags(&self.text, "<input ")
            .filter(|tag| !tag.contains(" disabled"))
            .map(|tag| Input {
                name: attribute(tag, "name").unwrap_or_default().to_owned(),
                value: attribute(tag, "value").unwrap_or_default().to_owned(),
            })
            .collect()
    }

    /// The value of the first field with this name.
    pub fn field(&self, name: &str) -> anyhow::Result<String> {
        let input = self.inputs().into_iter().find(|input| input.name == name);
        Ok(input
            .with_context(|| format!("the page ({}) has no field {name}", self.status))?
            .value)
    }

    pub fn hrefs(&self, prefix: &str) -> Vec<String> {
        let mut hrefs: Vec<_> = tags(&self.text, "<a ")
            .filter_map(|tag| attribute(tag, "href"))
            .filter(|href| href.starts_with(prefix))
            .map(str::to_owned)
            .collect();
        hrefs.dedup();
        hrefs
    }
}

fn tags<'a>(text: &'a str, open: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(open).skip(1).filter_map(|rest| rest.split('>').next())
}

/// Our templates write every value in quotes, and no value that is read here has an escaped character.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!("{name}=\""))? + name.len() + 2;
    tag[start..].split('"').next()
}
