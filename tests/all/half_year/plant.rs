//! Defects to plant in a copy of the half-year: by whoever owns the database, or at Microsoft. Each says what it planted, for the
//! report that must find it. The assertion that each can be planted stands at the end; which report finds it is said there, too.

use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use super::House;

/// What was planted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planted {
    pub request: Option<Uuid>,
    pub grant: Option<Uuid>,
    pub person: Option<Uuid>,
    pub sku: Option<Uuid>,
    /// A row of another kind: an event, a policy version's first bytes as text.
    pub row: Option<String>,
}

struct Chosen {
    request: Uuid,
    grant: Uuid,
    person: Uuid,
    sku: Uuid,
}

impl Chosen {
    fn planted(&self) -> Planted {
        Planted {
            request: Some(self.request),
            grant: Some(self.grant),
            person: Some(self.person),
            sku: Some(self.sku),
            row: None,
        }
    }
}

/// A grant that somebody asked for, a manager approved, and somebody who is still there has: the first of the `nth` person.
async fn approved(house: &House, nth: i64) -> Chosen {
    sqlx::query_as!(
        Chosen,
        "select r.id as request, g.id as grant, g.person_id as person, g.sku_id as sku from grants g join requests r on r.id = g.request_id
                join people p on p.id = g.person_id
          where r.kind = 'assign' and g.state = 'active' and p.enabled and p.gone_at is null
            and exists (select from signatures s where s.request_id = r.id and s.answer = 'approve' and s.taken_back_at is null)
            and not exists (select from grants o join requests q on q.id = o.request_id
                             where o.person_id = g.person_id and o.state = 'active' and q.kind = 'assign'
                               and (q.created_at, q.id) < (r.created_at, r.id))
            and not exists (select from findings f where f.person_id = g.person_id and f.sku_id = g.sku_id and f.state = 'open')
          order by r.created_at, p.upn offset $1 limit 1",
        nth,
    )
    .fetch_one(&house.app.pool)
    .await
    .unwrap()
}

/// The signatures of a request were given two days after the licence came.
pub async fn plant_late_approval(house: &House) -> Planted {
    let chosen = approved(house, 0).await;
    house
        .as_superuser(&format!(
            "update signatures s set signed_at = g.active_at + interval '2 days' from grants g
              where g.id = '{}' and s.request_id = g.request_id",
            chosen.grant
        ))
        .await;
    chosen.planted()
}

/// A request was signed by somebody whom the policy does not name: a colleague of another department.
pub async fn plant_approver_not_entitled(house: &House) -> Planted {
    let chosen = approved(house, 1).await;
    house
        .as_superuser(&format!(
            "update signatures set on_behalf_of = null, person_id = (select p.id from people p where p.enabled and p.id <> '{person}'
                      and not exists (select from stage_approvers a join stages s on s.id = a.stage_id
                                       where s.request_id = '{request}' and a.person_id = p.id)
                    order by p.upn desc limit 1)
              where request_id = '{request}'",
            request = chosen.request,
            person = chosen.person,
        ))
        .await;
    chosen.planted()
}

/// Somebody left long ago, and nothing was done about it: the directory's news never came to anything.
pub async fn plant_leaver_missed(house: &House) -> Planted {
    let chosen = approved(house, 2).await;
    let left = house.app.clock.now() - Duration::days(40);
    house
        .as_superuser(&format!(
            "update people set enabled = false where id = '{person}';
             insert into movements (id, person_id, kind, before, after, noticed_at, handled_at)
             values ('{id}', '{person}', 'disabled', '{{\"enabled\": true}}', '{{\"enabled\": false}}', '{left}', '{left}')",
            person = chosen.person,
            id = Uuid::now_v7(),
        ))
        .await;
    chosen.planted()
}

/// At Microsoft somebody switches on a plan that was not granted.
pub async fn plant_plan_switched_on_by_hand(house: &House) -> Planted {
    let row = sqlx::query!(
        r#"select r.id as request, g.id as grant, g.person_id as person, g.sku_id as sku, p.upn, k.part_number
             from grants g join requests r on r.id = g.request_id join people p on p.id = g.person_id
                  join products k on k.sku_id = g.sku_id
            where r.kind = 'assign' and g.state = 'active' and p.enabled and p.gone_at is null
              and exists (select from service_plans s where s.sku_id = g.sku_id and s.applies_to = 'User'
                             and s.plan_id <> all (g.plans_on))
              and not exists (select from findings f where f.person_id = g.person_id and f.sku_id = g.sku_id and f.state = 'open')
            order by r.created_at desc, p.upn desc limit 1"#
    );
    let row = row.fetch_one(&house.app.pool).await.unwrap();
    let edit = json!({ "person": row.upn, "sku": row.part_number, "actor": "viktor.sand@haldenroe.example" });
    house.tells("assign", edit).await;
    Planted {
        request: Some(row.request),
        grant: Some(row.grant),
        person: Some(row.person),
        sku: Some(row.sku),
        row: None,
    }
}

/// The bytes of a version of the policy are not what they were when it was put in force.
pub async fn plant_altered_policy_row(house: &House) -> Planted {
    let version = sqlx::query_scalar!("select version from policy_versions order by version limit 1");
    let version = version.fetch_one(&house.app.pool).await.unwrap();
    house
        .as_superuser(&format!(
            "update policy_versions set bytes = convert_to(replace(convert_from(bytes, 'UTF8'), 'justification_at_least = 40',
                                                                   'justification_at_least = 4'), 'UTF8')
              where version = '{version}'"
        ))
        .await;
    Planted {
        request: None,
        grant: None,
        person: None,
        sku: None,
        row: Some(version),
    }
}

/// The event of an approval is not in the log any more.
pub async fn plant_missing_event(house: &House) -> Planted {
    let chosen = approved(house, 3).await;
    let event = sqlx::query_scalar!(
        "select id from audit_events where request_id = $1 and kind = 'grant.approved'",
        chosen.request
    );
    let event = event.fetch_one(&house.app.pool).await.unwrap();
    house
        .as_superuser(&format!("delete from audit_events where id = '{event}'"))
        .await;
    Planted {
        row: Some(event.to_string()),
        ..chosen.planted()
    }
}

/// A grant stands without a signature: those that were given are not there.
pub async fn plant_grant_without_approval(house: &House) -> Planted {
    let chosen = approved(house, 4).await;
    house
        .as_superuser(&format!(
            "delete from signatures where request_id = '{}'",
            chosen.request
        ))
        .await;
    chosen.planted()
}

/// At Microsoft somebody takes away what was granted.
pub async fn plant_removed_outside(house: &House) -> Planted {
    let chosen = approved(house, 5).await;
    let upn = sqlx::query_scalar!("select upn from people where id = $1", chosen.person);
    let upn = upn.fetch_one(&house.app.pool).await.unwrap();
    let edit =
        json!({ "person": upn, "sku": chosen.sku, "remove": true, "actor": "viktor.sand@haldenroe.example" });
    house.tells("assign", edit).await;
    chosen.planted()
}

/// At Microsoft somebody gives what nobody asked for.
pub async fn plant_licence_without_approval(house: &House) -> Planted {
    let row = sqlx::query!(
        r#"select p.id as person, p.upn, k.sku_id as sku, k.part_number from people p, products k
            where k.part_number = 'FLOW_FREE' and p.enabled and p.gone_at is null and p.usage_location is not null
              and p.user_type = 'Member' and p.upn ~ '[0-9]@'
              and not exists (select from grants g where g.person_id = p.id and g.sku_id = k.sku_id and g.state <> 'ended')
              and not exists (select from findings f where f.person_id = p.id and f.sku_id = k.sku_id and f.state = 'open')
            order by p.upn limit 1"#
    );
    let row = row.fetch_one(&house.app.pool).await.unwrap();
    let edit = json!({ "person": row.upn, "sku": row.part_number, "actor": "viktor.sand@haldenroe.example" });
    house.tells("assign", edit).await;
    Planted {
        request: None,
        grant: None,
        person: Some(row.person),
        sku: Some(row.sku),
        row: None,
    }
}

/// A grant has plans that were not signed.
pub async fn plant_more_plans_than_signed(house: &House) -> Planted {
    let chosen = approved(house, 6).await;
    house
        .as_superuser(&format!(
            "update grants set plans_on = plans_on || gen_random_uuid() where id = '{}'",
            chosen.grant
        ))
        .await;
    chosen.planted()
}

/// Somebody signed what is their own.
pub async fn plant_self_approval(house: &House) -> Planted {
    let chosen = approved(house, 7).await;
    house
        .as_superuser(&format!(
            "update signatures s set person_id = r.beneficiary_id, on_behalf_of = null from requests r
              where r.id = s.request_id and r.id = '{}'",
            chosen.request
        ))
        .await;
    chosen.planted()
}

#[tokio::test]
async fn every_defect_can_be_planted_in_a_copy() {
    let house = House::copy().await;
    // Whoever is planted last is counted first: what is spoilt counts no more.
    let removed = plant_removed_outside(&house).await;
    let planted = [
        plant_self_approval(&house).await,
        plant_more_plans_than_signed(&house).await,
        removed.clone(),
        plant_grant_without_approval(&house).await,
        plant_missing_event(&house).await,
        plant_leaver_missed(&house).await,
        plant_approver_not_entitled(&house).await,
        plant_late_approval(&house).await,
    ];
    let grants: std::collections::BTreeSet<_> = planted.iter().filter_map(|planted| planted.grant).collect();
    assert_eq!(grants.len(), planted.len(), "each in a grant of its own");
    plant_altered_policy_row(&house).await;
    let by_hand = [
        plant_plan_switched_on_by_hand(&house).await,
        plant_licence_without_approval(&house).await,
    ];
    // What is done at Microsoft is found by the comparison, and nothing else of these.
    house.compares().await;
    for (planted, kind) in [
        (&by_hand[0], "plans_differ"),
        (&by_hand[1], "unknown_licence"),
        (&removed, "missing"),
    ] {
        let found = sqlx::query_scalar!(
            "select kind from findings where person_id = $1 and sku_id = $2 and state = 'open'",
            planted.person,
            planted.sku,
        );
        assert_eq!(
            found.fetch_all(&house.app.pool).await.unwrap(),
            [kind],
            "{planted:?}"
        );
    }
    // The verifier of the log names the event that is missing.
    let report = countersign::audit::verify(&house.app.pool).await.unwrap();
    assert!(!report.findings.is_empty());
    house.close().await;
}
