//! Who may sign: from the words of a route to people. Nobody signs their own request or one made for them.

use sqlx::PgConnection;

use crate::ids::PersonId;
use crate::people::{self, Person};
use crate::policy::{StageRule, Who};

/// The people of one stage and why they, in words.
#[derive(Clone, Debug)]
pub struct Approvers {
    pub people: Vec<Person>,
    pub why: String,
    /// Signatures that these people can give: never more than there are people.
    pub needed: i32,
}

/// Whose request it is, for whom, and who answers for the product.
#[derive(Clone, Copy)]
pub struct Parties<'a> {
    pub requester: &'a Person,
    pub beneficiary: &'a Person,
    pub owner_upn: Option<&'a str>,
    /// Those who signed another stage, where nobody signs at two.
    pub signed: &'a [PersonId],
}

/// Resolves a stage: the people that the rule names; where too few of them are eligible, those of `fallback`, then those of
/// `then`; where that does not help, the administrators (as many signatures as there are administrators, if the rule wants more). Never silence: an empty answer means that not even an administrator is known.
pub async fn of_stage(
    conn: &mut PgConnection,
    rule: &StageRule,
    parties: Parties<'_>,
) -> anyhow::Result<Approvers> {
    let mut notes = Vec::new();
    let in_order = [
        (Some(&rule.who), LastResort::No),
        (rule.fallback.as_ref(), LastResort::No),
        (rule.then.as_ref(), LastResort::No),
        (Some(&Who::Administrators), LastResort::Yes),
    ];
    for (who, last_resort) in in_order {
        let Some(who) = who else { continue };
        let (mut people, words) = resolve(conn, who, parties).await?;
        people.retain(|person| person.enabled && !is_party(person.id, parties));
        let eligible = i32::try_from(people.len()).unwrap_or(i32::MAX);
        if eligible == 0 || (eligible < rule.signatures && last_resort == LastResort::No) {
            notes.push(format!("no {words} can sign"));
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
            needed: rule.signatures.clamp(1, eligible),
        });
    }
    Ok(Approvers {
        people: Vec::new(),
        why: "nobody is eligible, not even an administrator".into(),
        needed: 1,
    })
}

/// Whether fewer signatures than the rule wants are better than none.
#[derive(PartialEq)]
enum LastResort {
    Yes,
    No,
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
