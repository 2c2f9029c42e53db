//! The ways in which Graph refuses a change, each row of the catalogue: what the tenant answers, what the client makes
//! of it, what the requester and the administrator read, and that mending the cause and trying again ends well.

use chrono::Duration;
use countersign::graph::Error;
use countersign::graph::wire::{AssignLicense, AssignedLicense};
use countersign::ids::{PersonId, PlanId, SkuId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::desk::{Desk, FLOW_FREE, PHONE, PROJECT, Page, VISIO, fault};

const E3: &str = "05e9a617-0261-4cee-bb44-138d3ef5d965";
const OFFICE_E1: &str = "18181a46-0d4e-45cd-891e-60aabd171b4e";
/// SHAREPOINTENTERPRISE, which the plan for Project needs.
const SHAREPOINT: &str = "5dbe027f-2339-4123-9542-606e4d348a72";
const NOBODYS: &str = "11111111-2222-4333-8444-555555555555";

const BAD: &str = "Request_BadRequest";

/// How a row comes about.
enum Cause {
    /// The tenant is as it is, or one thing behind the stage is changed; then this is called for this person.
    Natural(Option<(&'static str, Value)>, &'static str, AssignLicense),
    /// Cannot happen to our client, or only on Microsoft's bad days: status, code and message on demand.
    OnDemand(u16, &'static str, &'static str),
}

fn add(sku: &str, off: &[&str]) -> AssignLicense {
    AssignLicense {
        add_licenses: vec![AssignedLicense {
            sku_id: sku.parse().unwrap(),
            disabled_plans: off.iter().map(|plan| plan.parse::<PlanId>().unwrap()).collect(),
        }],
        remove_licenses: Vec::new(),
    }
}

fn remove(sku: &str) -> AssignLicense {
    AssignLicense {
        add_licenses: Vec::new(),
        remove_licenses: vec![sku.parse::<SkuId>().unwrap()],
    }
}

fn rows() -> Vec<(u8, &'static str, Cause)> {
    use Cause::{Natural, OnDemand};
    let seats =
        |sku: &str, enabled: i32| Some(("seats", json!({ "sku": sku, "enabled": enabled, "warning": 0 })));
    vec![
        (
            1,
            "no usage location",
            Natural(None, "lena.frost", add(VISIO, &[])),
        ),
        (
            2,
            "no free seat",
            Natural(seats("VISIOCLIENT", 0), "mia.berg", add(VISIO, &[])),
        ),
        (
            3,
            "remove what is not held",
            Natural(None, "mia.berg", remove(VISIO)),
        ),
        (
            4,
            "SKU not in the tenant",
            Natural(None, "mia.berg", add(NOBODYS, &[])),
        ),
        (
            5,
            "remove what is inherited",
            Natural(None, "mia.berg", remove(E3)),
        ),
        (
            6,
            "a plan needs another",
            Natural(
                seats("PROJECTPROFESSIONAL", 50),
                "tom.hale",
                add(PROJECT, &[SHAREPOINT]),
            ),
        ),
        (
            7,
            "plans exclude each other",
            Natural(None, "mia.berg", add(OFFICE_E1, &[])),
        ),
        (
            8,
            "nothing in the call",
            Natural(None, "mia.berg", AssignLicense::default()),
        ),
        (
            9,
            "a list is missing",
            OnDemand(
                400,
                BAD,
                "One or more parameters of the operation 'assignLicense' are missing from the request payload. The missing parameters are: addLicenses.",
            ),
        ),
        (
            10,
            "not a GUID",
            OnDemand(
                400,
                BAD,
                "Cannot convert the literal 'x' to the expected type 'Edm.Guid'.",
            ),
        ),
        (
            11,
            "plan of another SKU",
            Natural(seats("VISIOCLIENT", 50), "mia.berg", add(VISIO, &[NOBODYS])),
        ),
        (
            12,
            "SKU for the company",
            Natural(
                Some(("seats", json!({ "sku": "MCOEV", "applies_to": "Company" }))),
                "mia.berg",
                add(PHONE, &[]),
            ),
        ),
        (
            13,
            "plan prohibited in the place",
            Natural(
                Some(("seats", json!({ "sku": "MCOEV", "applies_to": "User" }))),
                "ravi.menon",
                add(PHONE, &[]),
            ),
        ),
        (
            14,
            "proxy address taken",
            Natural(
                Some((
                    "people/lena.frost@haldenroe.example",
                    json!({ "proxy_clash": true, "usage_location": "NO" }),
                )),
                "lena.frost",
                add(OFFICE_E1, &[]),
            ),
        ),
        (15, "nobody there", Natural(None, "", add(VISIO, &[]))),
        (
            16,
            "permission missing",
            OnDemand(
                403,
                "Authorization_RequestDenied",
                "Insufficient privileges to complete the operation.",
            ),
        ),
        (
            17,
            "token refused",
            OnDemand(
                401,
                "InvalidAuthenticationToken",
                "Lifetime validation failed, the token is expired.",
            ),
        ),
        (
            18,
            "concurrent change",
            OnDemand(
                409,
                "Directory_ConcurrencyViolation",
                "Error due to concurrent requests being made to the tenant. Please wait briefly and retry.",
            ),
        ),
        (
            19,
            "throttled",
            OnDemand(429, "TooManyRequests", "Please retry again later."),
        ),
        (
            20,
            "directory quota",
            OnDemand(
                403,
                "Directory_QuotaExceeded",
                "The directory object quota limit for the Tenant has been exceeded. Please ask your administrator to increase the quota limit or delete objects to reduce the used quota.",
            ),
        ),
        (
            21,
            "wrong method",
            OnDemand(
                405,
                BAD,
                "Specified HTTP method is not allowed for the request target.",
            ),
        ),
        (
            22,
            "server fault",
            OnDemand(503, "Service_InternalServerError", ""),
        ),
    ]
}

/// Makes the row happen to the client itself.
async fn happens(desk: &Desk, name: &str, cause: &Cause) -> Error {
    let (person, call): (PersonId, AssignLicense) = match cause {
        Cause::Natural(change, person, call) => {
            if let Some((path, body)) = change {
                desk.control(path, body.clone()).await;
            }
            let id = if person.is_empty() {
                NOBODYS.parse().unwrap()
            } else {
                desk.id_of(person).await
            };
            (id, call.clone())
        }
        Cause::OnDemand(status, code, message) => {
            desk.control("faults", many(fault("/assignLicense", *status, code, message)))
                .await;
            (desk.id_of("mia.berg").await, add(VISIO, &[]))
        }
    };
    let answer = desk.app.graph.assign_license(person, &call, Uuid::new_v4()).await;
    desk.no_more_faults().await;
    answer.err().unwrap_or_else(|| panic!("{name}: Graph took it"))
}

/// Until it is taken away: a retry must not slip through.
fn many(mut fault: Value) -> Value {
    fault["times"] = json!(1_000);
    fault
}

const NOBODY_SIGNS: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";

#[tokio::test]
async fn each_row_is_told_to_the_client_the_requester_and_the_administrator_as_what_it_is() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mut answers = Vec::new();
    for (row, name, cause) in rows() {
        answers.push((row, name, happens(&desk, name, &cause).await));
    }
    // Each answer now meets one grant of Mia's on its way, over and over.
    desk.control("seats", json!({ "sku": "VISIOCLIENT", "enabled": 50 }))
        .await;
    let (mia, ada) = (desk.sign_in("mia.berg").await, desk.sign_in("ada.novak").await);
    // The one that waits by itself comes last: there is nothing to try again.
    answers.sort_by_key(|(row, ..)| (*row == 2, *row));
    let first = &answers[0].2;
    desk.control(
        "faults",
        many(fault(
            "/assignLicense",
            first.status.unwrap(),
            &first.code,
            &first.message,
        )),
    )
    .await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    let mut told = Vec::new();
    for (row, name, error) in &answers {
        desk.no_more_faults().await;
        desk.control(
            "faults",
            many(fault(
                "/assignLicense",
                error.status.unwrap(),
                &error.code,
                &error.message,
            )),
        )
        .await;
        if *row > 1 {
            desk.tries_again(&ada).await;
        }
        desk.works().await;
        let at_once = mia.sees(&request).await.words(".badge").replace("State: ", "");
        desk.works_until_idle().await;
        let (mia, ada) = (desk.sign_in("mia.berg").await, desk.sign_in("ada.novak").await);
        let attention = ada.get("/admin/attention").await;
        told.push((*row, format!(
            "{row}. {name}: HTTP {}, {}, {:?}\n   client: {}\n   at once: {at_once}; in the end: {}\n   requester: {}\n   administrator: {} {}",
            error.status.unwrap(),
            error.code,
            error.kind.class(),
            error.kind,
            mia.sees(&request).await.words(".badge").replace("State: ", ""),
            requester_reads(&mia.sees(&request).await),
            attention.words(".troubles li > p:not(.way)"),
            attention.words(".troubles .way"),
        )));
    }
    told.sort();
    let told: Vec<_> = told.into_iter().map(|(_, words)| words).collect();
    insta::assert_snapshot!(told.join("\n"));

    // The cause is gone: it goes on by itself, and nothing was lost or doubled on the way.
    desk.no_more_faults().await;
    desk.turn(Duration::minutes(1));
    desk.works().await;
    let ada = desk.sign_in("ada.novak").await;
    let mia = desk.sign_in("mia.berg").await;
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    assert!(
        ada.get("/admin/attention")
            .await
            .text
            .contains("Nothing needs you")
    );
    let kinds = desk.kinds(&request).await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "grant.active").count(), 1);
    assert_eq!(kinds.iter().filter(|kind| *kind == "grant.approved").count(), 1);
    desk.close().await;
}

/// What the step says that stands still.
fn requester_reads(page: &Page) -> String {
    page.words(".steps li.failed p:not(.by), .steps li.current p:not(.by)")
}

#[tokio::test]
async fn a_missing_usage_location_is_mended_by_hand_and_tried_again_without_a_new_signature() {
    let desk = Desk::open().await;
    let lena = desk.sign_in("lena.frost").await;
    let request = lena.asks_for(FLOW_FREE, "", &[]).await;
    desk.works().await;
    let page = lena.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Needs attention");
    assert!(
        requester_reads(&page).contains("the country you work in"),
        "{}",
        requester_reads(&page)
    );
    assert_eq!(desk.calls().await.len(), 0, "what must fail is not sent");
    let ada = desk.sign_in("ada.novak").await;
    let attention = ada.get("/admin/attention").await;
    assert!(
        attention.words(".way").contains("Set the usage location"),
        "{}",
        attention.words(".way")
    );

    // Trying again without mending changes nothing.
    desk.tries_again(&ada).await;
    desk.works().await;
    assert_eq!(
        lena.sees(&request).await.words(".badge"),
        "State: Needs attention"
    );

    desk.control(
        "people/lena.frost@haldenroe.example",
        json!({ "usage_location": "NO" }),
    )
    .await;
    desk.tries_again(&ada).await;
    desk.works().await;
    assert_eq!(lena.sees(&request).await.words(".badge"), "State: Active");
    let kinds = desk.kinds(&request).await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "grant.retried").count(), 2);
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| *kind == "grant.needs_attention")
            .count(),
        2
    );
    desk.close().await;
}

#[tokio::test]
async fn without_its_app_role_the_service_says_that_a_permission_is_missing() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    let all = desk.app.graph.token_roles().await.unwrap();
    let fewer: Vec<_> = all
        .iter()
        .filter(|role| *role != "LicenseAssignment.ReadWrite.All")
        .collect();
    assert_eq!(fewer.len() + 1, all.len());
    desk.control("app_roles", json!({ "roles": fewer })).await;
    // The next token has them.
    desk.turn(Duration::hours(2));
    desk.works_until_idle().await;
    let (mia, ada) = (desk.sign_in("mia.berg").await, desk.sign_in("ada.novak").await);
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Delayed, being tried again");
    assert!(
        requester_reads(&page).starts_with("Countersign is not allowed to assign licences"),
        "{}",
        requester_reads(&page)
    );
    let way = ada.get("/admin/attention").await.words(".way");
    assert!(
        way.contains("Grant admin consent for LicenseAssignment.ReadWrite.All"),
        "{way}"
    );

    desk.control("app_roles", json!({ "roles": all })).await;
    desk.turn(Duration::hours(2));
    // Whoever gave the consent touches no request.
    desk.works().await;
    assert_eq!(
        desk.sign_in("mia.berg")
            .await
            .sees(&request)
            .await
            .words(".badge"),
        "State: Active"
    );
    desk.close().await;
}

#[tokio::test]
async fn throttling_is_obeyed_to_the_second() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    let mut throttled = fault(
        "/assignLicense",
        429,
        "TooManyRequests",
        "Please retry again later.",
    );
    throttled["headers"] = json!({ "retry-after": "17" });
    desk.control("faults", throttled).await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    desk.turn(Duration::seconds(16));
    desk.works().await;
    assert_eq!(
        mia.sees(&request).await.words(".badge"),
        "State: Approved, being set up"
    );
    desk.turn(Duration::seconds(1));
    desk.works().await;
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    assert_eq!(desk.calls().await.len(), 2);
    desk.close().await;
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_is_found_done_and_not_sent_again() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    let mut lost = fault("/assignLicense", 504, "Service_GatewayTimeout", "");
    lost["when"] = json!("after");
    desk.control("faults", lost).await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works_until_idle().await;
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    assert_eq!(desk.calls().await.len(), 1);
    desk.close().await;
}
