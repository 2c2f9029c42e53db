//! Who may sign: from the words of a route to people. Nobody signs their own request or one made for them.

use sqlx::PgConnection;

use crate::ids::PersonId;
use crate::people::{self, Person};
use crate::policy::{StageRule, Who};

/// The people of one stage and why they, in words that `words::kept` reads back.
#[derive(Clone, Debug)]
pub struct Approvers {
    pub people: Vec<Person>,
    pub why: String,
    /// Signatures; there are at least as many people, or none.
    pub needed: i32,
}

/// Whose request it is, for whom, and who answers for the product.
#[derive(Clone, Copy)]
pub struct Parties<'a> {
    pub requester: &'a Person,
    pub beneficiary: &'a Person,
    pub owner_upn: Option<&'a str>,
    /// Those who are passed over: who denied it before an appeal and, where nobody signs at two stages, who signed another.
    pub signed: &'a [PersonId],
}

/// Resolves a stage: the people that the rule names; where too few of them are eligible, those of `fallback`, then those of
/// `then`, then the administrators. Never fewer signatures than the rule wants, and never silence: an empty answer means that
/// not even enough administrators are known.
pub async fn of_stage(
    conn: &mut PgConnection,
    rule: &StageRule,
    parties: Parties<'_>,
) -> anyhow::Result<Approvers> {
    let mut notes = Vec::new();
    let wanted = rule.signatures.max(1);
    let administrators = Who::Administrators;
    let named = [rule.fallback.as_ref(), rule.then.as_ref(), Some(&administrators)];
    for who in std::iter::once(&rule.who).chain(named.into_iter().flatten()) {
        let (mut people, words) = resolve(conn, who, parties).await?;
        people.retain(|person| person.enabled && !is_party(person.id, parties));
        let eligible = i32::try_from(people.len()).unwrap_or(i32::MAX);
        if eligible < wanted {
            notes.push(match (eligible, who) {
                (0, Who::Person(upn)) => format!("{upn} can not sign"),
                (0, _) => format!("no {words} can sign"),
                (few, _) => format!("only {few} of {wanted} can sign as {words}"),
            });
            continue;
        }
        let why = if notes.is_empty() {
            words
        } else {
            format!("{words}, because {}", notes.join(" and "))
        };
        return Ok(Approvers {
            people,
            why,
            needed: wanted,
        });
    }
    Ok(Approvers {
        people: Vec::new(),
        why: "too few people are eligible, also of the administrators".into(),
        needed: wanted,
    })
}

/// Who decides an appeal: the manager of who denied, else the owner of the product, else an administrator. `parties.signed` are
/// those who denied, and whoever else is passed over.
pub async fn of_appeal(
    conn: &mut PgConnection,
    denier: &Person,
    parties: Parties<'_>,
) -> anyhow::Result<Approvers> {
    let manager = manager_of(conn, Some(denier)).await?;
    let above = (
        manager.into_iter().collect::<Vec<_>>(),
        format!("manager of {}, who denied it", denier.name),
    );
    let owner = resolve(conn, &Who::Owner, parties).await?;
    let administrators = resolve(conn, &Who::Administrators, parties).await?;
    for (mut people, why) in [above, owner, administrators] {
        people.retain(|person| person.enabled && !is_party(person.id, parties));
        if !people.is_empty() {
            return Ok(Approvers {
                people,
                why,
                needed: 1,
            });
        }
    }
    Ok(Approvers {
        people: Vec::new(),
        why: "nobody else is eligible, also of the administrators".into(),
        needed: 1,
    })
}

fn is_party(person: PersonId, parties: Parties<'_>) -> bool {
    person == parties.requester.id || person == parties.beneficiary.id || parties.signed.contains(&person)
}

async fn resolve(
    conn: &mut PgConnection,
    who: &Who,
    parties: Parties<'_>,
) -> anyhow::Result<(Vec<Person>, String)> {
    let beneficiary = parties.beneficiary;
    Ok(match who {
        Who::Manager => (
            manager_of(conn, Some(beneficiary)).await?.into_iter().collect(),
            format!("manager of {}", beneficiary.name),
        ),
        Who::ManagersManager => {
            let manager = manager_of(conn, Some(beneficiary)).await?;
            let next = manager_of(conn, manager.as_ref()).await?;
            (
                next.into_iter().collect(),
                format!("manager of the manager of {}", beneficiary.name),
            )
        }
        Who::Owner => {
            let owner = match parties.owner_upn {
                Some(upn) => people::store::by_upn(conn, upn).await?,
                None => None,
            };
            (owner.into_iter().collect(), "owner of the product".into())
        }
        // In many tenants anybody may make a group of any name: a name that two groups have entitles nobody.
        Who::Group(name) => match people::store::groups_called(conn, name).await? {
            1 => (
                people::store::members_of(conn, name).await?,
                format!("member of {name}"),
            ),
            0 => (Vec::new(), format!("member of {name} (there is no such group)")),
            _ => (
                Vec::new(),
                format!("member of {name} (two groups have this name)"),
            ),
        },
        Who::Person(upn) => (
            people::store::by_upn(conn, upn).await?.into_iter().collect(),
            "named in the policy".into(),
        ),
        Who::Administrators => (
            people::store::with_role(conn, "Administrator").await?,
            "administrator of Countersign".into(),
        ),
    })
}

async fn manager_of(conn: &mut PgConnection, person: Option<&Person>) -> anyhow::Result<Option<Person>> {
    match person.and_then(|person| person.manager_id) {
        Some(manager) => Ok(people::store::by_id(conn, manager).await?),
        None => Ok(None),
    }
}
