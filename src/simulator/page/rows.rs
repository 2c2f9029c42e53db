//! Owns the rows of the page: facts of the tenant as text.

use serde_json::Value;

use super::super::audits::Record;
use super::super::company::{Group, Person};
use super::super::control::Watched;
use super::super::history::By;
use super::super::skus::Sku;
use super::super::tenant::{Left, Licence, Tenant};

/// A call to Graph.
pub struct CallRow {
    pub number: u64,
    pub time: String,
    pub took: String,
    pub method: String,
    pub path: String,
    /// Empty if the token was not ours.
    pub by: String,
    pub asked: String,
    pub answered: String,
    /// The number, or that there was none.
    pub status: String,
    /// `good`, `refused` or `broken`.
    pub tone: &'static str,
}

impl CallRow {
    pub fn of(call: &Watched) -> Self {
        let tone = match call.status {
            Some(200..=299) => "good",
            Some(400..=499) => "refused",
            _ => "broken",
        };
        let whole_tenths_of_ms = call.took_us.div_ceil(100);
        Self {
            number: call.number,
            time: call.at.format("%H:%M:%S").to_string(),
            took: format!("{}.{} ms", whole_tenths_of_ms / 10, whole_tenths_of_ms % 10),
            method: call.method.clone(),
            path: percent_encoding::percent_decode_str(&call.path)
                .decode_utf8_lossy()
                .trim_start_matches("/v1.0")
                .to_owned(),
            by: call.by.clone().unwrap_or_default(),
            asked: pretty(&call.asked),
            answered: pretty(&call.answered),
            status: call
                .status
                .map_or("no answer".to_owned(), |status| status.to_string()),
            tone,
        }
    }
}

/// Indented if it is whole JSON, as it is if not.
fn pretty(text: &str) -> String {
    serde_json::from_str::<Value>(text)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| text.to_owned())
}

/// A SKU with its counters.
pub struct SkuRow {
    pub id: String,
    pub name: String,
    pub part_number: String,
    /// Said only if it is not `Enabled`.
    pub status: Option<String>,
    pub consumed: i32,
    pub enabled: i32,
    pub warning: i32,
    pub suspended: i32,
    pub locked_out: i32,
    /// Below zero if more people have it than there are seats.
    pub free: i32,
    pub plans: Vec<PlanRow>,
}

pub struct PlanRow {
    pub title: String,
    pub name: String,
    /// What is worth a word: not `Success`, or not for people.
    pub note: String,
}

impl SkuRow {
    pub fn of(tenant: &Tenant, sku: &Sku) -> Self {
        let consumed = tenant.consumed(sku.id);
        let plans = sku.plans.iter().map(|plan| {
            let mut notes = Vec::new();
            if plan.provisioning_status != "Success" {
                notes.push(plan.provisioning_status.as_str());
            }
            if plan.applies_to != "User" {
                notes.push(plan.applies_to.as_str());
            }
            PlanRow {
                title: plan.title.clone(),
                name: plan.name.clone(),
                note: notes.join(", "),
            }
        });
        Self {
            id: sku.id.to_string(),
            name: sku.name.clone(),
            part_number: sku.part_number.clone(),
            status: Some(sku.capability_status.clone()).filter(|status| status != "Enabled"),
            consumed,
            enabled: sku.enabled,
            warning: sku.warning,
            suspended: sku.suspended,
            locked_out: sku.locked_out,
            free: super::super::licensing::seats(sku) - consumed,
            plans: plans.collect(),
        }
    }
}

pub struct GroupRow {
    pub name: String,
    pub members: usize,
    /// What it gives, a SKU each.
    pub gives: Vec<String>,
}

impl GroupRow {
    pub fn of(tenant: &Tenant, group: &Group) -> Self {
        let gives = group.gives.iter().filter_map(|(sku, off)| {
            let sku = tenant.sku(*sku)?;
            Some(with_off(&sku.part_number, off.len()))
        });
        Self {
            name: group.name.clone(),
            members: match group.nested.is_empty() {
                true => group.members.len(),
                false => tenant.members_of(group.id).len(),
            },
            gives: gives.collect(),
        }
    }
}

/// A record of the audit feed.
pub struct FeedRow {
    pub time: String,
    pub activity: &'static str,
    pub person: String,
    pub by: String,
    pub failed: bool,
}

impl FeedRow {
    pub fn of(tenant: &Tenant, record: &Record) -> Self {
        let name = |id| tenant.ever(id).map_or_else(String::new, Person::display_name);
        Self {
            time: record.at.format("%m-%d %H:%M:%S").to_string(),
            activity: record.activity.name(),
            person: name(record.person),
            by: match record.by {
                By::Application(id) => tenant.app_name(id).map_or(id.to_string(), str::to_owned),
                By::Person(id) => name(id),
                By::Hand => "an administrator".to_owned(),
                By::Group => "group licensing".to_owned(),
            },
            failed: record.failure.is_some(),
        }
    }
}

/// Somebody who has left.
pub struct LeftRow {
    pub name: String,
    pub upn: String,
    pub time: String,
    pub for_good: bool,
}

impl LeftRow {
    pub fn of(person: &Person, left: &Left) -> Self {
        Self {
            name: person.display_name(),
            upn: person.upn.to_string(),
            time: left.at.format("%m-%d %H:%M:%S").to_string(),
            for_good: left.for_good,
        }
    }
}

pub struct PersonRow {
    pub id: String,
    pub name: String,
    pub upn: String,
    pub about: String,
    /// What keeps them from licences, or from signing in.
    pub marks: Vec<&'static str>,
    pub licences: Vec<LicenceRow>,
}

pub struct LicenceRow {
    pub text: String,
    pub part_number: String,
    /// The names of the plans that are off.
    pub off: String,
    /// The name of the group that gives it.
    pub giver: Option<String>,
    pub by_group: bool,
    pub error: Option<&'static str>,
}

impl PersonRow {
    pub fn of(tenant: &Tenant, person: &Person) -> Self {
        let place = person.usage_location.as_deref().unwrap_or_default();
        let mut marks = Vec::new();
        if person.usage_location.is_none() {
            marks.push("no usage location");
        }
        if !person.account_enabled {
            marks.push("account off");
        }
        if person.is_guest {
            marks.push("guest");
        }
        let about = [&*person.job_title, &*person.department, place];
        let about: Vec<&str> = about.into_iter().filter(|part| !part.is_empty()).collect();
        Self {
            id: person.id.to_string(),
            name: person.display_name(),
            upn: person.upn.to_string(),
            about: about.join(" · "),
            marks,
            licences: tenant
                .licences(person.id, None)
                .iter()
                .filter_map(|licence| LicenceRow::of(tenant, licence))
                .collect(),
        }
    }
}

impl PersonRow {
    pub fn has_plans_off(&self) -> bool {
        self.licences.iter().any(|licence| !licence.off.is_empty())
    }
}

impl LicenceRow {
    fn of(tenant: &Tenant, licence: &Licence) -> Option<Self> {
        let sku = tenant.sku(licence.sku)?;
        let off: Vec<&str> = sku
            .plans
            .iter()
            .filter(|plan| licence.off.contains(&plan.id))
            .map(|plan| plan.name.as_str())
            .collect();
        let group = licence.group.and_then(|id| tenant.group(id));
        Some(Self {
            text: with_off(&sku.part_number, off.len()),
            part_number: sku.part_number.clone(),
            off: off.join(", "),
            giver: group.map(|group| group.name.clone()),
            by_group: group.is_some(),
            error: licence.error,
        })
    }
}

fn with_off(part_number: &str, off: usize) -> String {
    match off {
        0 => part_number.to_owned(),
        off => format!("{part_number} − {off}"),
    }
}

/// People whose name, UPN, department or licence has every word of the search.
pub fn people_found<'t>(tenant: &'t Tenant, q: &str) -> Vec<&'t Person> {
    let words: Vec<&str> = q.split_whitespace().collect();
    let fits = |person: &&Person| {
        if words.is_empty() {
            return true;
        }
        let mut text = format!("{} {} {}", person.display_name(), person.upn, person.department);
        for licence in tenant.licences(person.id, None) {
            if let Some(sku) = tenant.sku(licence.sku) {
                text = format!("{text} {}", sku.part_number);
            }
        }
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    tenant.people().filter(fits).collect()
}
