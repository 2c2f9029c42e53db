//! The calls, by object id only.

use std::sync::Arc;

use anyhow::Context;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::error::{Error, ErrorKind};
use super::token::{Settings, Tokens, roles_of};
use super::wire::{AssignLicense, DirectoryObject, Group, Page, SubscribedSku, User};
use crate::ids::{GroupId, PersonId};
use secrecy::{ExposeSecret, SecretString};

/// Bytes of a reply that are read; a page of 999 users is about half a megabyte.
const LARGEST_REPLY_BYTES: usize = 8 * 1024 * 1024;
/// Pages of one person's groups; a page has 999.
const MOST_GROUP_PAGES: usize = 5;
/// What we read of a person.
const PERSON: &str = "id,userPrincipalName,displayName,mail,jobTitle,department,employeeType,userType,country,\
                      usageLocation,accountEnabled,createdDateTime";

/// A client for one tenant; clones share the token.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    /// Ends in `/v1.0`.
    base: Arc<str>,
    tokens: Tokens,
}

/// What proves that Graph took a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub request_id: Option<String>,
    /// Graph's `Date`.
    pub date: Option<String>,
}

impl Client {
    pub fn new(settings: Settings) -> anyhow::Result<Self> {
        let http = super::http_client().context("could not set up HTTPS")?;
        let base = format!("{}/v1.0", settings.graph_url.as_str().trim_end_matches('/'));
        let tokens = Tokens::new(http.clone(), Arc::new(settings));
        Ok(Self {
            http,
            base: base.into(),
            tokens,
        })
    }

    /// A person with manager.
    pub async fn user(&self, person: PersonId) -> Result<User, Error> {
        let url = format!(
            "{}/users/{person}?$select={PERSON}&$expand=manager($select={PERSON})",
            self.base
        );
        self.read(&url).await
    }

    /// What a person has, and by which path.
    pub async fn licences(&self, person: PersonId) -> Result<User, Error> {
        let select = "id,accountEnabled,usageLocation,assignedLicenses,licenseAssignmentStates";
        self.read(&format!("{}/users/{person}?$select={select}", self.base))
            .await
    }

    /// A page of people with the ids of their managers; `next` is the `@odata.nextLink` of the page before.
    pub async fn users(&self, next: Option<&str>) -> Result<Page<User>, Error> {
        self.page(
            &format!("/users?$select={PERSON}&$expand=manager($select=id)&$top=999"),
            next,
        )
        .await
    }

    /// Groups of this display name.
    pub async fn groups_named(&self, name: &str) -> Result<Vec<Group>, Error> {
        let filter = format!("displayName eq '{}'", name.replace('\'', "''"));
        let filter = percent_encoding::utf8_percent_encode(&filter, percent_encoding::NON_ALPHANUMERIC);
        let page: Page<Group> = self
            .read(&format!(
                "{}/groups?$select=id,displayName&$filter={filter}",
                self.base
            ))
            .await?;
        Ok(page.value)
    }

    /// A page of the people of a group, nested groups included, and the link to the next. Read without a cast: casts are
    /// answered from an index that lags.
    pub async fn group_members(
        &self,
        group: GroupId,
        next: Option<&str>,
    ) -> Result<(Vec<PersonId>, Option<String>), Error> {
        let path = format!("/groups/{group}/transitiveMembers?$select=id&$top=999");
        let page: Page<DirectoryObject> = self.page(&path, next).await?;
        let people = page
            .value
            .iter()
            .filter(|object| object.odata_type == "#microsoft.graph.user");
        Ok((people.map(|object| PersonId(object.id)).collect(), page.next_link))
    }

    /// The groups of a person, nested ones included.
    pub async fn groups_of(&self, person: PersonId) -> Result<Vec<Group>, Error> {
        let path = format!("/users/{person}/transitiveMemberOf?$select=id,displayName&$top=999");
        let mut groups = Vec::new();
        let mut next = None;
        for _ in 0..MOST_GROUP_PAGES {
            let page: Page<DirectoryObject> = self.page(&path, next.as_deref()).await?;
            let of_groups = page
                .value
                .into_iter()
                .filter(|object| object.odata_type == "#microsoft.graph.group");
            groups.extend(of_groups.map(|o| Group {
                id: GroupId(o.id),
                display_name: o.display_name,
            }));
            next = page.next_link;
            if next.is_none() {
                return Ok(groups);
            }
        }
        // A rule may hang on a group that was not read: rather no answer than half of one.
        tracing::warn!(person.id = %person, "a person is in more groups than are read");
        Err(Error::of(ErrorKind::Unreadable))
    }

    pub async fn subscribed_skus(&self) -> Result<Vec<SubscribedSku>, Error> {
        let page: Page<SubscribedSku> = self.read(&format!("{}/subscribedSkus", self.base)).await?;
        Ok(page.value)
    }

    /// Sends one change. The 200 body says nothing reliable about licences: read back.
    pub async fn assign_license(
        &self,
        person: PersonId,
        change: &AssignLicense,
        client_request_id: Uuid,
    ) -> Result<Receipt, Error> {
        let url = format!("{}/users/{person}/assignLicense", self.base);
        let reply = self
            .send(|| {
                self.http
                    .request(Method::POST, &url)
                    .header("client-request-id", client_request_id.to_string())
                    .json(change)
            })
            .await?;
        let header = |name: &str| {
            reply
                .headers()
                .get(name)
                .and_then(|v| v.to_str().ok())
                .map(str::to_owned)
        };
        Ok(Receipt {
            request_id: header("request-id"),
            date: header("date"),
        })
    }

    /// The app roles of the token, for a health report.
    pub async fn token_roles(&self) -> Result<Vec<String>, Error> {
        let token = self.tokens.current().await?;
        roles_of(&token).ok_or_else(|| Error::of(ErrorKind::Unreadable))
    }

    /// What time it is at Graph, as its `Date` header says.
    pub async fn server_date(&self) -> Result<Option<String>, Error> {
        let url = format!("{}/subscribedSkus", self.base);
        let reply = self.send(|| self.http.get(&url)).await?;
        Ok(reply
            .headers()
            .get("date")
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned))
    }

    async fn page<T: DeserializeOwned>(&self, path: &str, next: Option<&str>) -> Result<Page<T>, Error> {
        match next {
            // A link from outside is followed only to where we were already.
            Some(link) if link.starts_with(&format!("{}/", self.base)) => self.read(link).await,
            Some(_) => Err(Error::of(ErrorKind::Unreadable)),
            None => self.read(&format!("{}{path}", self.base)).await,
        }
    }

    async fn read<T: DeserializeOwned>(&self, url: &str) -> Result<T, Error> {
        let reply = self.send(|| self.http.get(url)).await?;
        let body = limited_body(reply).await?;
        serde_json::from_slice(&body).map_err(|error| {
            tracing::warn!(graph.url = %url.split('?').next().unwrap_or(url), %error, "Graph's answer could not be read");
            Error::of(ErrorKind::Unreadable)
        })
    }

    /// Sends with a token; a refused token is replaced once, since Graph also refuses good ones for a moment.
    async fn send(&self, build: impl Fn() -> RequestBuilder) -> Result<reqwest::Response, Error> {
        let token = self.tokens.current().await?;
        let reply = Self::send_with(&token, &build).await?;
        let reply = if reply.status() == StatusCode::UNAUTHORIZED {
            self.tokens.forget(&token).await;
            Self::send_with(&self.tokens.current().await?, &build).await?
        } else {
            reply
        };
        if reply.status().is_success() {
            return Ok(reply);
        }
        let (status, headers) = (reply.status().as_u16(), reply.headers().clone());
        let body = limited_body(reply).await.unwrap_or_default();
        Err(Error::from_reply(status, &headers, &body))
    }

    async fn send_with(
        token: &SecretString,
        build: &impl Fn() -> RequestBuilder,
    ) -> Result<reqwest::Response, Error> {
        build()
            .bearer_auth(token.expose_secret())
            .send()
            .await
            .map_err(|error| Error::from_transport(&error))
    }
}

pub(super) async fn limited_body(mut reply: reqwest::Response) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    while let Some(chunk) = reply
        .chunk()
        .await
        .map_err(|error| Error::from_transport(&error))?
    {
        if body.len() + chunk.len() > LARGEST_REPLY_BYTES {
            return Err(Error::of(ErrorKind::Unreadable));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
