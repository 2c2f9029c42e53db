//! Owns `/users/delta`: first everybody, then who has changed. A token carries all that the next page needs; nothing of it is
//! kept here.

mod token;

use chrono::{DateTime, Utc};

use super::super::company::Person;
use super::super::delta_faults::{DeltaFault, What};
use super::super::errors::GraphError;
use super::super::properties::{Properties, Property};
use super::super::tenant::{News, Range, Tenant};
use super::caller::READ_USERS;
use super::query::{LARGEST_PAGE, unsupported};
use super::written::{self, View, selected};
use super::{Body, Call};
use token::Token;

/// Items on a page if nothing is asked.
const DEFAULT_PAGE: usize = 200;

/// What stands on one page.
struct Page<'t> {
    items: Vec<Item<'t>>,
    /// Where the next page begins; `None` = this is the last.
    next: Option<u32>,
}

struct Item<'t> {
    person: &'t Person,
    /// Why they are no longer there.
    removed: Option<&'static str>,
    /// `None` in the first round.
    news: Option<News>,
}

pub fn users(call: &Call<'_>) -> Result<Body, GraphError> {
    call.caller.may(&READ_USERS)?;
    let prefers = Prefers::of(call)?;
    let tenant = call.shared.tenant();
    let shown_until = tenant.changes().shown_until(call.as_of);
    let token = match token::asked(call)? {
        Some(token) => token,
        None => token::first(call, shown_until)?,
    };
    let properties = properties(token.select.as_deref())?;
    let latest = call.query.value("$deltatoken") == Some("latest");
    let size = prefers.size.or(token.size).unwrap_or(DEFAULT_PAGE);
    let followed = Properties::of(&properties);
    let mut page = match (latest, token.first_round) {
        (true, _) => Page {
            items: Vec::new(),
            next: None,
        },
        (false, true) => everybody(&tenant, &token, size, call.now),
        (false, false) => changed(&tenant, &token, (size, shown_until), followed),
    };
    let fault = call.shared.delta_faults.take();
    if fault.reorder {
        page.items.reverse();
    }
    let (name, link) = link(call, &token, (page.next, shown_until), fault.repeat);
    let mut out = Vec::with_capacity(512 + page.items.len() * 48 * properties.len());
    out.extend_from_slice(b"{\"@odata.context\":");
    written::json(&mut out, &call.context("users"));
    out.push(b',');
    written::key(&mut out, name);
    written::json(&mut out, &link);
    out.extend_from_slice(b",\"value\":[");
    let view = View {
        tenant: &tenant,
        now: call.now,
        as_of: call.as_of,
    };
    for item in &page.items {
        let spoil = fault.spoil.filter(|spoil| spoil.person == item.person.id);
        if let Some(spoil) = spoil {
            spoiled(&mut out, item.person, spoil.what);
            continue;
        }
        write(&mut out, view, item, (&properties, prefers.minimal));
    }
    if fault.lie {
        lie(&mut out, &tenant, &fault);
    }
    written::close(&mut out, b']');
    out.push(b'}');
    Ok(Body::Written(out.into()))
}

/// What leads on: to the next page, or to the changes that come.
fn link(
    call: &Call<'_>,
    token: &Token,
    (next, shown_until): (Option<u32>, u32),
    again: bool,
) -> (&'static str, String) {
    let issued = Token {
        issued_s: call.now.timestamp(),
        ..token.clone()
    };
    let page = |token: &Token| ("@odata.nextLink", call.delta_link("$skiptoken", token));
    match next {
        _ if again => page(&issued),
        Some(next) => page(&Token { next, ..issued }),
        None => {
            let since = match token.first_round {
                true => token.since,
                false => shown_until,
            };
            let end = Token {
                since,
                next: since,
                first_round: false,
                ..issued
            };
            ("@odata.deltaLink", call.delta_link("$deltatoken", &end))
        }
    }
}

/// What the `Prefer` header and `$top` ask for.
struct Prefers {
    minimal: bool,
    size: Option<usize>,
}

impl Prefers {
    fn of(call: &Call<'_>) -> Result<Self, GraphError> {
        let mut prefers = Self {
            minimal: false,
            size: None,
        };
        if call.query.value("$top").is_some() {
            prefers.size = Some(call.query.page_size()?);
        }
        let headers = call.headers.get_all("prefer").iter();
        for header in headers.filter_map(|value| value.to_str().ok()) {
            for preference in header.split([',', ';']).map(str::trim) {
                match preference.split_once('=') {
                    Some(("return", "minimal")) => prefers.minimal = true,
                    Some(("odata.maxpagesize", size)) => {
                        // What is preferred is not demanded: a wish that can not be met is not refused.
                        let size = size.parse::<usize>().ok().filter(|size| *size > 0);
                        prefers.size = size.map(|size| size.min(LARGEST_PAGE)).or(prefers.size);
                    }
                    _ => {}
                }
            }
        }
        Ok(prefers)
    }
}

fn properties(select: Option<&[String]>) -> Result<Vec<Property>, GraphError> {
    let mut all = selected(select)?;
    if all.contains(&Property::SignInActivity) {
        // That it is not to be had here is [V]; the text is from memory [M].
        return Err(unsupported("'signInActivity' is not supported for delta."));
    }
    // Always there, however little was selected [V].
    if !all.contains(&Property::Id) {
        all.push(Property::Id);
    }
    Ok(all)
}

/// Who is there now; what changes while this is read comes again in the next round.
fn everybody<'t>(tenant: &'t Tenant, token: &Token, size: usize, now: DateTime<Utc>) -> Page<'t> {
    let whole = |person| Item {
        person,
        removed: None,
        news: None,
    };
    if !token.ids.is_empty() {
        let people = token.ids.iter().filter_map(|id| tenant.person_of(*id));
        return Page {
            items: people
                .filter(|person| tenant.is_seen(person, now))
                .map(whole)
                .collect(),
            next: None,
        };
    }
    let (people, next) = tenant.people_seen(token.next as usize, size, now);
    Page {
        items: people.into_iter().map(whole).collect(),
        next: next.and_then(|next| u32::try_from(next).ok()),
    }
}

fn changed<'t>(
    tenant: &'t Tenant,
    token: &Token,
    (size, until): (usize, u32),
    followed: Properties,
) -> Page<'t> {
    let range = Range {
        since: token.since,
        from: token.next,
        until,
    };
    let (news, next) = tenant.changes().page(&range, followed, size);
    let items = news.into_iter().filter_map(|news| {
        let (person, left) = tenant.at(news.person)?;
        let wanted = token.ids.is_empty() || token.ids.contains(&person.id);
        wanted.then_some(Item {
            person,
            removed: left.map(|left| if left.for_good { "deleted" } else { "changed" }),
            news: Some(news),
        })
    });
    Page {
        items: items.collect(),
        next,
    }
}

fn write(out: &mut Vec<u8>, view: View<'_>, item: &Item<'_>, (properties, minimal): (&[Property], bool)) {
    out.push(b'{');
    let person = item.person;
    if let Some(reason) = item.removed {
        written::member(out, view, person, Property::Id);
        out.extend_from_slice(b"\"@removed\":{\"reason\":");
        written::json(out, reason);
        out.extend_from_slice(b"}},");
        return;
    }
    let what = item.news.as_ref().map_or(Properties::NONE, |news| news.what);
    for property in properties {
        let is_news = what.has(*property) && what != Properties::EVERYTHING;
        let told = match property {
            Property::Id => true,
            Property::Manager => {
                managers(out, item);
                false
            }
            // What has never had a value is left out; what has lost it is null [V].
            _ if written::is_null(person, *property) => is_news,
            _ => !minimal || item.news.is_none() || what.has(*property),
        };
        if told {
            written::member(out, view, person, *property);
        }
    }
    written::close(out, b'}');
    out.push(b',');
}

/// The shape is [V]; that an old manager is marked as removed is OData's rule for a link that is gone [M].
fn managers(out: &mut Vec<u8>, item: &Item<'_>) {
    let now = item.person.manager;
    let before = match &item.news {
        None => None,
        Some(news) if !news.what.has(Property::Manager) => return,
        Some(news) => news.was_led_by.flatten().filter(|before| Some(*before) != now),
    };
    if now.is_none() && before.is_none() {
        return;
    }
    written::key(out, "manager@delta");
    out.push(b'[');
    for (id, removed) in [(before, true), (now, false)] {
        let Some(id) = id else { continue };
        out.extend_from_slice(b"{\"@odata.type\":\"#microsoft.graph.user\",\"id\":");
        written::guid(out, id.0);
        if removed {
            out.extend_from_slice(b",\"@removed\":{\"reason\":\"deleted\"}");
        }
        out.extend_from_slice(b"},");
    }
    written::close(out, b']');
    out.push(b',');
}

/// All that is said of somebody, in a way that can not be read.
fn spoiled(out: &mut Vec<u8>, person: &Person, what: What) {
    let mut item = serde_json::json!({
        "id": person.id, "userPrincipalName": &person.upn, "displayName": "Spoiled", "accountEnabled": person.account_enabled,
    });
    match what {
        What::Id => item["id"] = "not-a-guid".into(),
        What::Text => item["department"] = 7.into(),
        What::Account => item["accountEnabled"] = serde_json::Value::Null,
    }
    written::json(out, &item);
    out.push(b',');
}

/// What never was: an item without an id, one with an id that is none, one with a number for a text, and somebody
/// removed whom nobody has ever seen.
fn lie(out: &mut Vec<u8>, tenant: &Tenant, fault: &DeltaFault) {
    let somebody = tenant
        .people()
        .next()
        .map(|person| person.id.to_string())
        .unwrap_or_default();
    let lies = [
        serde_json::json!({ "displayName": "Nobody At All" }),
        serde_json::json!({ "id": "not-a-guid", "displayName": "Nobody With An Id" }),
        serde_json::json!({ "id": somebody, "department": 7, "accountEnabled": "perhaps" }),
        serde_json::json!({ "id": fault.stranger(), "@removed": { "reason": "changed" } }),
    ];
    for lie in lies {
        written::json(out, &lie);
        out.push(b',');
    }
}
