//! Owns the made-up company: who works there, who leads whom, which groups there are and what everybody has at the
//! start. The same size and seed always give the same company. Changes nothing later; tenant.rs does.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::generated;
use super::licensing::Direct;
use super::skus::Sku;
use crate::ids::{GroupId, PersonId, SkuId};

/// The name of the company.
pub const COMPANY: &str = "Halden & Roe";
/// Its domain; `.example` can never be anybody's.
pub const DOMAIN: &str = "haldenroe.example";
/// The group whose members sign what needs a second signature.
pub const LICENSE_APPROVERS: &str = "License Approvers";
/// The group that gives its members Microsoft 365 E3.
pub const E3_BY_GROUP: &str = "Licence: Microsoft 365 E3";

/// Words that many people share; those of the first day take no memory.
pub type Text = Cow<'static, str>;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub id: PersonId,
    pub upn: Box<str>,
    pub given_name: Text,
    pub surname: Text,
    pub mail: Box<str>,
    pub job_title: Text,
    pub department: Text,
    /// `Employee`, `Contractor` or, for guests, nothing.
    pub employee_type: Option<Text>,
    pub is_guest: bool,
    pub country: Option<Text>,
    pub usage_location: Option<Text>,
    pub account_enabled: bool,
    pub created: DateTime<Utc>,
    pub manager: Option<PersonId>,
    /// Values for the `roles` claim of id tokens.
    pub app_roles: Vec<String>,
    /// Directory roles, e.g. `License Administrator`.
    pub directory_roles: Vec<String>,
    pub proxy_clash: bool,
}

impl Person {
    pub fn display_name(&self) -> String {
        format!("{} {}", self.given_name, self.surname)
    }
}

#[derive(Clone, Debug)]
pub struct Group {
    pub id: GroupId,
    pub name: String,
    pub members: Vec<PersonId>,
    /// Groups inside this one. Licences do not come down through nesting, as in Entra.
    pub nested: Vec<GroupId>,
    pub gives: Direct,
}

/// The company on its first day in the simulator.
#[derive(Debug)]
pub struct Company {
    pub people: Vec<Person>,
    pub groups: Vec<Group>,
    /// What everybody has directly, in the order of `people`; the same thing is kept once.
    pub direct: Vec<Arc<Direct>>,
}

/// Each department with its head, who answers to the managing director, and its lead, who answers to the head.
const DEPARTMENTS: [(&str, [&str; 2], [&str; 2]); 8] = [
    ("Design", ["Clara", "Roe"], ["Jonas", "Lind"]),
    ("Engineering", ["Viktor", "Sand"], ["Nadia", "Rahal"]),
    ("Finance", ["Sofia", "Lange"], ["Emil", "Brandt"]),
    ("Legal", ["Marta", "Quist"], ["Noah", "Whitlock"]),
    ("Marketing", ["Luca", "Ferri"], ["Hanna", "Moe"]),
    ("Operations", ["Henrik", "Falk"], ["Grace", "Adeyemi"]),
    ("People", ["Ines", "Duarte"], ["Peter", "Holm"]),
    ("Sales", ["Omar", "Haddad"], ["Julie", "Perrin"]),
];

/// The id of anything in the company, made from its name.
pub fn id_of(kind: &str, name: &str) -> Uuid {
    let company = Uuid::new_v5(&Uuid::NAMESPACE_DNS, DOMAIN.as_bytes());
    Uuid::new_v5(&company, format!("{kind}:{}", name.to_lowercase()).as_bytes())
}

/// The tenant id if none is given.
pub fn tenant_id() -> Uuid {
    id_of("tenant", COMPANY)
}

/// A company of `size` people; never fewer than the two dozen fixed ones.
pub fn found(size: usize, seed: u64, skus: &[Sku]) -> Company {
    let mut people = fixed_people();
    let leads = leads();
    let first = people.len();
    people.extend((first..size).map(|index| generated::person(index, seed, &leads)));
    let groups = groups(&people, skus);
    let direct = first_licences(&people, &groups, skus);
    Company {
        people,
        groups,
        direct,
    }
}

/// Who can be somebody's manager, with their department.
pub fn leads() -> Vec<(PersonId, &'static str)> {
    let lead =
        |(department, _, lead): &(&'static str, _, [&str; 2])| (person_id(lead[0], lead[1]), *department);
    DEPARTMENTS.iter().map(lead).collect()
}

fn person_id(given: &str, surname: &str) -> PersonId {
    PersonId(id_of("person", &upn(given, surname)))
}

fn upn(given: &str, surname: &str) -> String {
    format!("{}.{}@{DOMAIN}", given.to_lowercase(), surname.to_lowercase())
}

/// Everybody started here some time before 2026; `days` keeps the dates apart.
pub fn joined(days: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_420_099_200, 0).unwrap_or_default() + Duration::days(days)
}

fn employee(
    name: [&'static str; 2],
    title: &str,
    department: &'static str,
    manager: Option<[&str; 2]>,
    days: i64,
) -> Person {
    let upn = upn(name[0], name[1]);
    Person {
        id: PersonId(id_of("person", &upn)),
        mail: upn.as_str().into(),
        upn: upn.into(),
        given_name: name[0].into(),
        surname: name[1].into(),
        job_title: title.to_owned().into(),
        department: department.into(),
        employee_type: Some("Employee".into()),
        is_guest: false,
        country: Some("Norway".into()),
        usage_location: Some("NO".into()),
        account_enabled: true,
        created: joined(days),
        manager: manager.map(|name| person_id(name[0], name[1])),
        app_roles: Vec::new(),
        directory_roles: Vec::new(),
        proxy_clash: false,
    }
}

fn fixed_people() -> Vec<Person> {
    const CHIEF: [&str; 2] = ["Astrid", "Halden"];
    let mut people = vec![employee(CHIEF, "Managing Director", "Management", None, 0)];
    for (index, (department, head, lead)) in (1..).zip(DEPARTMENTS) {
        people.push(employee(
            head,
            &format!("Head of {department}"),
            department,
            Some(CHIEF),
            index * 40,
        ));
        people.push(employee(
            lead,
            &format!("{department} Lead"),
            department,
            Some(head),
            index * 55,
        ));
    }
    people.push(employee(
        ["Mia", "Berg"],
        "Product Designer",
        "Design",
        Some(["Jonas", "Lind"]),
        2_900,
    ));
    // The second administrator: who puts in force what Ada submits.
    for person in &mut people {
        if (&*person.given_name, &*person.surname) == ("Viktor", "Sand") {
            person.app_roles = vec!["Administrator".to_owned()];
        }
    }
    let grace = Some(["Grace", "Adeyemi"]);
    people.push(Person {
        app_roles: vec!["Administrator".to_owned()],
        directory_roles: vec!["License Administrator".to_owned()],
        ..employee(["Ada", "Novak"], "IT Administrator", "Operations", grace, 1_400)
    });
    people.push(Person {
        app_roles: vec!["Auditor".to_owned()],
        ..employee(
            ["Otto", "Keller"],
            "Internal Auditor",
            "Finance",
            Some(["Emil", "Brandt"]),
            1_900,
        )
    });
    people.push(Person {
        employee_type: Some("Contractor".into()),
        country: Some("India".into()),
        usage_location: Some("IN".into()),
        ..employee(
            ["Ravi", "Menon"],
            "Test Engineer",
            "Engineering",
            Some(["Nadia", "Rahal"]),
            3_600,
        )
    });
    people.push(Person {
        country: None,
        usage_location: None,
        ..employee(
            ["Lena", "Frost"],
            "Campaign Manager",
            "Marketing",
            Some(["Hanna", "Moe"]),
            3_990,
        )
    });
    people.push(Person {
        employee_type: Some("Contractor".into()),
        ..employee(["Tom", "Hale"], "Facilities Adviser", "Operations", None, 3_300)
    });
    let mut guest = employee(
        ["Priya", "Shah"],
        "Partner Consultant",
        "Sales",
        Some(["Julie", "Perrin"]),
        3_700,
    );
    guest.upn = format!("priya.shah_lumenworks.example#EXT#@{DOMAIN}").into();
    guest.mail = "priya.shah@lumenworks.example".into();
    guest.id = PersonId(id_of("person", &guest.upn));
    people.push(Person {
        employee_type: None,
        is_guest: true,
        usage_location: None,
        ..guest
    });
    people
}

fn groups(people: &[Person], skus: &[Sku]) -> Vec<Group> {
    let group = |name: &str, members: Vec<PersonId>| Group {
        id: GroupId(id_of("group", name)),
        name: name.to_owned(),
        members,
        nested: Vec::new(),
        gives: Direct::new(),
    };
    let within = |department: &str| -> Vec<PersonId> {
        people
            .iter()
            .filter(|p| p.department == department && !p.is_guest)
            .map(|p| p.id)
            .collect()
    };
    let approvers = [("Henrik", "Falk"), ("Marta", "Quist"), ("Sofia", "Lange")]
        .map(|(given, surname)| person_id(given, surname));

    let mut all = vec![
        group(LICENSE_APPROVERS, approvers.to_vec()),
        group(
            "All Employees",
            people.iter().filter(|p| !p.is_guest).map(|p| p.id).collect(),
        ),
        group(
            "Guests",
            people.iter().filter(|p| p.is_guest).map(|p| p.id).collect(),
        ),
        group("Design Team", within("Design")),
        group("Engineering Team", within("Engineering")),
        group("Finance Team", within("Finance")),
    ];
    let mut product = group("Product Teams", vec![person_id("Astrid", "Halden")]);
    product.nested = vec![all[3].id, all[4].id];
    all.push(product);
    let mut e3 = group(
        E3_BY_GROUP,
        people
            .iter()
            .filter(|p| has_e3_by_group(p))
            .map(|p| p.id)
            .collect(),
    );
    e3.gives = off(skus, "SPE_E3", &["KAIZALA_O365_P3"]).into_iter().collect();
    all.push(e3);
    all
}

fn has_e3_by_group(person: &Person) -> bool {
    let departments = ["Management", "Design", "Engineering", "Finance", "Legal"];
    departments.contains(&&*person.department)
        && person.employee_type.as_deref() == Some("Employee")
        && !person.job_title.starts_with("Head of")
        && person.account_enabled
}

fn off(skus: &[Sku], part_number: &str, plans: &[&str]) -> Option<(SkuId, BTreeSet<crate::ids::PlanId>)> {
    let sku = skus.iter().find(|sku| sku.part_number == part_number)?;
    Some((sku.id, plans.iter().filter_map(|plan| sku.plan(plan)).collect()))
}

fn first_licences(people: &[Person], groups: &[Group], skus: &[Sku]) -> Vec<Arc<Direct>> {
    let e3_ids: HashSet<PersonId> = groups
        .iter()
        .filter(|g| g.name == E3_BY_GROUP)
        .flat_map(|g| g.members.iter().copied())
        .collect();
    let e3 = off(skus, "SPE_E3", &["YAMMER_ENTERPRISE", "SWAY"]);
    let e5 = off(skus, "SPE_E5", &["SWAY"]);
    let o365_e3 = off(skus, "ENTERPRISEPACK", &["YAMMER_ENTERPRISE"]);
    let o365_e1 = off(skus, "STANDARDPACK", &[]);
    let frontline = off(skus, "SPE_F1", &["YAMMER_ENTERPRISE", "SWAY"]);
    let power_bi = off(skus, "POWER_BI_PRO", &[]);
    let project = off(skus, "PROJECTPROFESSIONAL", &["FLOW_FOR_PROJECT"]);
    let flow = off(skus, "FLOW_FREE", &["DYN365_CDS_VIRAL"]);
    let visio = off(skus, "VISIOCLIENT", &["ONEDRIVE_BASIC"]);
    let copilot = off(skus, "Microsoft_365_Copilot", &["GRAPH_CONNECTORS_COPILOT"]);
    let security = off(skus, "EMS", &[]);

    let mut kept = HashSet::<Arc<Direct>>::new();
    let mut all = Vec::with_capacity(people.len());
    for person in people {
        let mut direct = Direct::new();
        if person.usage_location.is_none() || person.is_guest || !person.account_enabled {
            all.push(kept_once(&mut kept, direct));
            continue;
        }
        let contractor = person.employee_type.as_deref() == Some("Contractor");
        match &*person.department {
            _ if person.job_title.starts_with("Head of") => direct.extend(e5.clone()),
            _ if contractor => direct.extend(o365_e1.clone()),
            _ if e3_ids.contains(&person.id) => {}
            "Sales" if person.job_title.ends_with("Lead") => direct.extend(o365_e3.clone()),
            "Operations" => direct.extend(frontline.clone()),
            _ => direct.extend(o365_e1.clone()),
        }
        match (&*person.given_name, &*person.surname) {
            // Beside the one by group, with other plans off: the effective plans are the union of both.
            ("Jonas", "Lind") => direct.extend(e3.clone()),
            ("Mia", "Berg") => direct.extend(flow.clone()),
            ("Sofia", "Lange") | ("Emil", "Brandt") | ("Otto", "Keller") => direct.extend(power_bi.clone()),
            ("Viktor", "Sand") | ("Nadia", "Rahal") => {
                direct.extend(project.clone());
                direct.extend(visio.clone());
            }
            ("Henrik", "Falk") => direct.extend(project.clone()),
            ("Astrid", "Halden") | ("Clara", "Roe") => direct.extend(copilot.clone()),
            ("Ada", "Novak") => direct.extend(security.clone()),
            _ => {}
        }
        all.push(kept_once(&mut kept, direct));
    }
    all
}

/// The same licences as somebody else's, if anybody has them: few are ever different.
pub fn kept_once(kept: &mut HashSet<Arc<Direct>>, direct: Direct) -> Arc<Direct> {
    if let Some(known) = kept.get(&direct) {
        return Arc::clone(known);
    }
    let direct = Arc::new(direct);
    kept.insert(Arc::clone(&direct));
    direct
}
