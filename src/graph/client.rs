//! The calls, by object id only.

use std::sync::Arc;

use anyhow::Context;
use chrono::{DateTime, SecondsFormat, Utc};
use reqwest::Method;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::cost::Cost;
use super::error::{Error, ErrorKind, diagnostic};
use super::limits::Settings;
use super::send::{Call, Repeats, Reply, Road, SharedRoad, Urgency};
use super::throttle::{Gate, Throttling};
use super::token::Tokens;
use super::wire::{
    AssignLicense, DeltaPage, DirectoryAudit, DirectoryObject, Group, Page, SubscribedSku, User,
};
use super::{batch, http};
use crate::ids::{GroupId, PersonId};

/// Pages of one person's groups; a page has 999.
const MOST_GROUP_PAGES: usize = 5;
/// Graph gives no more than this on a page of people.
const LARGEST_PAGES: &str = "odata.maxpagesize=999";
/// What we read of a person.
pub(super) const PERSON: &str = "id,userPrincipalName,displayName,mail,jobTitle,department,employeeType,userType,country,\
                                 usageLocation,accountEnabled,createdDateTime";

/// A client for one tenant; clones share the token, the quotas and the connections.
///
/// Every call waits for its turn, has a size limit and a time-out, and carries a fresh `client-request-id` on each attempt.
/// GETs that meet a passing fault are sent again, at most twice; a write is sent once, and once more if its token was refused.
#[derive(Clone)]
pub struct Client {
    /// Ends in `/v1.0`.
    base: Arc<str>,
    road: SharedRoad,
}

/// What proves that Graph took a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Graph's own number of the attempt.
    pub request_id: Option<String>,
    /// Ours.
    pub client_request_id: Uuid,
    /// Graph's `Date`.
    pub date: Option<String>,
    /// Graph's `x-ms-ags-diagnostic`: which of its machines answered.
    pub diagnostic: Option<String>,
}

impl From<&Reply> for Receipt {
    fn from(reply: &Reply) -> Self {
        let header = |name: &str| Some(reply.headers.get(name)?.to_str().ok()?.to_owned());
        Self {
            request_id: header("request-id"),
            client_request_id: reply.id,
            date: header("date"),
            diagnostic: diagnostic(&reply.headers),
        }
    }
}

impl Client {
    pub fn new(settings: Settings) -> anyhow::Result<Self> {
        let timeout = settings.limits.call_timeout;
        let calls = http::http_client_within(timeout).context("could not set up HTTPS")?;
        let direct = http::direct_http_client(timeout).context("could not set up HTTP")?;
        let base = format!("{}/v1.0", settings.graph_url.as_str().trim_end_matches('/'));
        let gate = Gate::new(settings.limits, settings.clock.clone());
        Ok(Self {
            base: base.into(),
            road: Arc::new(Road {
                tokens: Tokens::new(calls.clone(), direct, settings),
                http: calls,
                gate,
            }),
        })
    }

    /// Divides the quotas by the number of live worker processes, this one included. 0 counts as 1.
    pub fn share_quota(&self, workers: u32) {
        self.road.gate.share(workers);
    }

    /// How Graph holds us back at this moment.
    pub fn throttling(&self) -> Throttling {
        self.road.gate.throttling()
    }

    /// A person with manager.
    pub async fn user(&self, person: PersonId) -> Result<User, Error> {
        self.read(&batch::Get::user(person).path).await
    }

    /// What a person has, and by which path.
    pub async fn licences(&self, person: PersonId) -> Result<User, Error> {
        self.read(&batch::Get::licences(person).path).await
    }

    /// In the background: a page of `/users/delta`, which is everybody when there is no link, and what changed when there is one.
    pub async fn users_delta(&self, link: Option<&str>) -> Result<DeltaPage, Error> {
        let path = match link {
            Some(link) => self.path_of(link)?.to_owned(),
            None => format!("/users/delta?$select={PERSON},manager"),
        };
        let url = format!("{}{path}", self.base);
        let call = Call {
            urgency: Urgency::Background,
            prefer: Some(LARGEST_PAGES),
            ..Call::get(&url, Cost::of_get(&path))
        };
        let reply = self.road.send(&call).await?;
        serde_json::from_slice(&reply.body).map_err(|error| {
            tracing::warn!(graph.path = "/users/delta", %error, "Graph's answer could not be read");
            Error::of(ErrorKind::Unreadable)
        })
    }

    /// In the background: a page of everybody with what they have and by which path; `next` is the link of the page before.
    pub async fn everybodys_licences(&self, next: Option<&str>) -> Result<Page<User>, Error> {
        let path = "/users?$select=id,licenseAssignmentStates&$top=999";
        self.page(path, next, Urgency::Background).await
    }

    /// In the background: a page of what was done in the directory since then, earliest first, of one kind of activity
    /// (`Change user license`, `Update user`). Needs the app role `AuditLog.Read.All`. Graph allows five such calls in ten
    /// seconds.
    pub async fn directory_audits(
        &self,
        activity: &str,
        since: DateTime<Utc>,
        next: Option<&str>,
    ) -> Result<Page<DirectoryAudit>, Error> {
        let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
        let filter = format!("activityDisplayName eq '{activity}' and activityDateTime ge {since}");
        let filter = percent_encoding::utf8_percent_encode(&filter, percent_encoding::NON_ALPHANUMERIC);
        let path =
            format!("/auditLogs/directoryAudits?$filter={filter}&$orderby=activityDateTime%20asc&$top=999");
        self.page(&path, next, Urgency::Background).await
    }

    /// Groups of this display name.
    pub async fn groups_named(&self, name: &str) -> Result<Vec<Group>, Error> {
        let filter = format!("displayName eq '{}'", name.replace('\'', "''"));
        let filter = percent_encoding::utf8_percent_encode(&filter, percent_encoding::NON_ALPHANUMERIC);
        let page: Page<Group> = self
            .read(&format!("/groups?$select=id,displayName&$filter={filter}"))
            .await?;
        Ok(page.value)
    }

    /// In the background: a page of the people of a group, nested groups included, and the link to the next. Read without a
    /// cast: casts are answered from an index that lags.
    pub async fn group_members(
        &self,
        group: GroupId,
        next: Option<&str>,
    ) -> Result<(Vec<PersonId>, Option<String>), Error> {
        let path = format!("/groups/{group}/transitiveMembers?$select=id&$top=999");
        let page: Page<DirectoryObject> = self.page(&path, next, Urgency::Background).await?;
        let people = page
            .value
            .iter()
            .filter(|object| object.odata_type == "#microsoft.graph.user");
        Ok((people.map(|object| PersonId(object.id)).collect(), page.next_link))
    }

    /// The groups of a person, nested ones included.
    pub async fn groups_of(&self, person: PersonId) -> Result<Vec<Group>, Error> {
        let first = self.read(&batch::Get::groups_of(person).path).await?;
        self.all_groups(first).await
    }

    /// The groups of a page of [`Get::groups_of`](batch::Get::groups_of), and those of the pages after it.
    pub async fn all_groups(&self, first: Page<DirectoryObject>) -> Result<Vec<Group>, Error> {
        let mut groups = Vec::new();
        let mut page = first;
        for _ in 0..MOST_GROUP_PAGES {
            let of_groups = page
                .value
                .into_iter()
                .filter(|object| object.odata_type == "#microsoft.graph.group");
            groups.extend(of_groups.map(|object| Group {
                id: GroupId(object.id),
                display_name: object.display_name,
            }));
            match page.next_link {
                None => return Ok(groups),
                Some(link) => page = self.page("", Some(&link), Urgency::Normal).await?,
            }
        }
        // A rule may hang on a group that was not read: rather no answer than half of one.
        tracing::warn!("a person is in more groups than are read");
        Err(Error::of(ErrorKind::Unreadable))
    }

    pub async fn subscribed_skus(&self) -> Result<Vec<SubscribedSku>, Error> {
        let page: Page<SubscribedSku> = self.read(&batch::Get::subscribed_skus().path).await?;
        Ok(page.value)
    }

    /// Up to [`MOST_GETS`](batch::MOST_GETS) GETs in one round trip; the answers stand in the order of the questions, each a success
    /// or an ordinary failure. Pages after the first are not followed.
    ///
    /// # Errors
    /// When the round trip itself fails.
    pub async fn batch(&self, gets: &[batch::Get]) -> Result<Vec<Result<batch::Answer, Error>>, Error> {
        batch::read(&self.road, &self.base, gets).await
    }

    /// Sends one change. The 200 body says nothing reliable about licences: read back.
    pub async fn assign_license(
        &self,
        person: PersonId,
        change: &AssignLicense,
        client_request_id: Uuid,
    ) -> Result<Receipt, Error> {
        let url = format!("{}/users/{person}/assignLicense", self.base);
        let body = serde_json::to_vec(change).map_err(|_| Error::of(ErrorKind::Unreadable))?;
        self.write(&url, Some(body), Some(client_request_id)).await
    }

    /// Has Graph work off a person's licences by group again, which brings the true cause of a failure to light. Needs the app
    /// role `User.ReadWrite.All`, which Countersign does without: for an operator's own use.
    pub async fn reprocess_license_assignment(&self, person: PersonId) -> Result<Receipt, Error> {
        let url = format!("{}/users/{person}/reprocessLicenseAssignment", self.base);
        self.write(&url, None, None).await
    }

    /// The app roles of the token, for a health report.
    pub async fn token_roles(&self) -> Result<Vec<String>, Error> {
        let token = self.road.tokens.current().await?;
        let roles = token.roles().map(<[String]>::to_vec);
        roles.ok_or_else(|| Error::of(ErrorKind::Unreadable))
    }

    /// [`Client::token_roles`] of a token that is asked for now: a role that was granted since is in it.
    pub async fn token_roles_anew(&self) -> Result<Vec<String>, Error> {
        self.road.tokens.forget_any();
        self.token_roles().await
    }

    /// What time it is at Graph, as its `Date` header says.
    pub async fn server_date(&self) -> Result<Option<String>, Error> {
        let get = batch::Get::subscribed_skus();
        let url = format!("{}{}", self.base, get.path);
        let reply = self.road.send(&Call::get(&url, Cost::of_get(&get.path))).await?;
        Ok(Receipt::from(&reply).date)
    }

    async fn write(&self, url: &str, body: Option<Vec<u8>>, id: Option<Uuid>) -> Result<Receipt, Error> {
        let call = Call {
            method: Method::POST,
            url,
            body,
            cost: Cost::WRITE,
            id,
            urgency: Urgency::Normal,
            repeats: Repeats::Never,
            also_takes: None,
            prefer: None,
        };
        Ok(Receipt::from(&self.road.send(&call).await?))
    }

    async fn page<T: DeserializeOwned>(
        &self,
        path: &str,
        next: Option<&str>,
        urgency: Urgency,
    ) -> Result<Page<T>, Error> {
        let path = match next {
            Some(link) => self.path_of(link)?,
            None => path,
        };
        self.read_with(path, urgency).await
    }

    /// Whether a link that was kept leads to the Graph that this client asks.
    pub fn leads_there(&self, link: &str) -> bool {
        self.path_of(link).is_ok()
    }

    /// A link from outside is followed only to where we were already.
    fn path_of<'a>(&self, link: &'a str) -> Result<&'a str, Error> {
        link.strip_prefix(&*self.base)
            .filter(|path| path.starts_with('/'))
            .ok_or_else(|| Error::of(ErrorKind::Unreadable))
    }

    async fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        self.read_with(path, Urgency::Normal).await
    }

    async fn read_with<T: DeserializeOwned>(&self, path: &str, urgency: Urgency) -> Result<T, Error> {
        let url = format!("{}{path}", self.base);
        let call = Call {
            urgency,
            ..Call::get(&url, Cost::of_get(path))
        };
        let reply = self.road.send(&call).await?;
        serde_json::from_slice(&reply.body).map_err(|error| {
            let shown = path.split('?').next().unwrap_or(path);
            tracing::warn!(graph.path = shown, %error, "Graph's answer could not be read");
            Error::of(ErrorKind::Unreadable)
        })
    }
}
