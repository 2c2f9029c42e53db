//! Who may go where: every route with every role and with nobody, by both methods.

use std::collections::BTreeSet;

use crate::desk::{Desk, FLOW_FREE, PHONE, Page, Person, VISIO};

const POWER_BI: &str = "f8a1db68-be16-40ed-86d5-cb42ce701560";

/// An id of nothing.
const NOTHING: &str = "00000000-0000-4000-8000-000000000000";

/// Every route of the map; the names in braces are filled in by the test.
const ROUTES: [&str; 117] = [
    "/",
    "/products/{sku}/request",
    "/products/{sku}/request/preview",
    "/ask",
    "/ask/{draft}",
    "/ask/{draft}/throw-away",
    "/ask/{draft}/preview",
    "/ask/{draft}/send",
    "/ask/{draft}/people",
    "/ask/{draft}/people/good",
    "/requests",
    "/requests/bundles/{bundle}",
    "/requests/{id}",
    "/requests/{id}/explain",
    "/requests/{id}/explain/looked",
    "/requests/{id}/cancel",
    "/requests/{id}/answer",
    "/requests/{id}/remind",
    "/requests/{id}/appeal",
    "/licences",
    "/licences/{sku}/give-back",
    "/licences/{sku}/extend",
    "/licences/{sku}/extend/preview",
    "/licences/{sku}/plans",
    "/licences/{sku}/plans/preview",
    "/approvals",
    "/approvals/bulk",
    "/approvals/bulk/carry-out",
    "/approvals/{stage}",
    "/approvals/{stage}/approve",
    "/approvals/{stage}/deny",
    "/approvals/{stage}/narrow",
    "/approvals/{stage}/ask",
    "/approvals/{stage}/ask/take-back",
    "/approvals/{stage}/undo",
    "/delegation",
    "/delegation/{delegation}/end",
    "/admin/delegations",
    "/admin/delegations/{delegation}/end",
    "/admin/break-glass",
    "/audit/exceptions",
    "/audit/exceptions/{exception}",
    "/audit/dossiers/{id}",
    "/reviews",
    "/reviews/{departure}",
    "/help",
    "/help/approver",
    "/help/auditor",
    "/live",
    "/settings",
    "/settings/mail",
    "/audit",
    "/audit.csv",
    "/audit/reports",
    "/audit/reports/{report}",
    "/audit/runs/{run}",
    "/audit/checkpoint",
    "/audit/keys",
    "/audit/feed",
    "/admin/attention",
    "/admin/attention/mails/{mail}/again",
    "/admin/attention/mails/{mail}/leave",
    "/admin/attention/{grant}/retry",
    "/admin/attention/{grant}/close",
    "/admin/jobs/{job}/retry",
    "/admin/tokens",
    "/admin/tokens/{token}/revoke",
    "/admin/seats",
    "/admin/seats/{sku}",
    "/admin/plans",
    "/admin/plans/{sku}/{plan}",
    "/admin/drift",
    "/admin/drift/scan",
    "/admin/drift/decide",
    "/admin/drift/adopt",
    "/admin/drift/adopt/stop",
    "/admin/fuse",
    "/admin/fuse.csv",
    "/admin/fuse/chosen",
    "/admin/fuse/{fuse}",
    "/admin/leavers",
    "/admin/leavers/{departure}",
    "/admin/mirror",
    "/admin/mirror/read",
    "/admin/mirror/refused",
    "/admin/catalogue",
    "/admin/catalogue/products/{sku}",
    "/admin/catalogue/products/{sku}/put-back",
    "/admin/catalogue/import",
    "/admin/catalogue/imports/{import}",
    "/admin/catalogue/imports/{import}/bad-lines.csv",
    "/admin/policy",
    "/admin/policy/drafts",
    "/admin/policy/drafts/from-disk",
    "/admin/policy/drafts/{draft}",
    "/admin/policy/drafts/{draft}/put-in-force",
    "/admin/policy/drafts/{draft}/take-away",
    "/admin/policy/versions",
    "/admin/policy/versions/{version}",
    "/admin/policy/versions/{version}/file",
    "/admin/policy/versions/{version}/roll-back",
    "/admin/policy/reperform",
    "/admin/policy/reperform/cancel",
    "/admin/policy/reperform.csv",
    "/admin/policy/replay",
    "/admin/policy/replay/version",
    "/admin/policy/replay/{run}",
    "/admin/policy/replay/{run}/requests.csv",
    "/admin/policy/replay/{run}/cancel",
    "/sign-in",
    "/sign-in/start",
    "/sign-in/callback",
    "/static/{file}",
    "/healthz",
    "/readyz",
    "/no-such-route",
    // Last: it ends the session.
    "/sign-out",
];

#[test]
fn the_list_of_routes_is_the_map() {
    let (map, _) = include_str!("../../src/routes.rs")
        .split_once("#[cfg(test)]")
        .unwrap();
    let mapped: BTreeSet<_> = map
        .match_indices(".route(")
        .map(|(at, _)| map[at..].split('"').nth(1).unwrap())
        .collect();
    let mut listed = BTreeSet::from(ROUTES);
    assert!(listed.remove("/no-such-route"));
    assert_eq!(mapped, listed);
}

#[tokio::test]
async fn every_route_with_every_role_and_with_nobody() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let jonas = desk.sign_in("jonas.lind").await;
    let otto = desk.sign_in("otto.keller").await;
    let ada = desk.sign_in("ada.novak").await;
    // Lena has no usage location: what she asks for needs an administrator.
    let lena = desk.sign_in("lena.frost").await;
    lena.asks_for(FLOW_FREE, "", &[]).await;
    desk.works().await;
    let retry = ada.get("/admin/attention").await.actions("/retry").remove(0);
    let signed = mia.asks_for(VISIO, "Charts.", &[]).await;
    let card = jonas.card().await;
    let cancelled = mia.asks_for(POWER_BI, "Reports.", &[]).await;

    let version = desk.version_in_force();

    let nobody = desk.nobody("nobody");
    // A line that stays open says nothing about who may have it.
    desk.app.live.close();
    let ravi = desk.sign_in("ravi.menon").await;
    let people = [
        ("nobody", &nobody),
        ("somebody else", &ravi),
        ("auditor", &otto),
        ("administrator", &ada),
        ("requester", &mia),
        ("approver", &jonas),
    ];
    let style = nobody
        .get("/sign-in")
        .await
        .attributes("link[rel=stylesheet]", "href")
        .remove(0);
    let fill = |route: &str| {
        let id = if route.ends_with("cancel") {
            &cancelled
        } else {
            &signed
        };
        route
            .replace("/approvals/{stage}", &card)
            .replace("/admin/attention/{grant}", retry.trim_end_matches("/retry"))
            .replace("/licences/{sku}", &format!("/licences/{}", FLOW_FREE))
            .replace("{job}", NOTHING)
            .replace("{token}", NOTHING)
            .replace("{mail}", NOTHING)
            .replace("{departure}", NOTHING)
            .replace("{delegation}", NOTHING)
            .replace("{exception}", NOTHING)
            .replace("{import}", NOTHING)
            .replace("{draft}", NOTHING)
            .replace("{bundle}", NOTHING)
            .replace("{version}", &version)
            .replace("{fuse}", NOTHING)
            .replace("{run}", NOTHING)
            .replace("{report}", "exceptions")
            .replace("{plan}", NOTHING)
            .replace("{sku}", PHONE)
            .replace("{id}", id)
            .replace("/static/{file}", &style)
    };
    let mut table = vec![people.map(|(role, _)| role).join(" | ")];
    // First everything that only looks, then what changes something.
    for method in ["GET", "POST"] {
        for route in ROUTES {
            let mut cells = Vec::new();
            for (role, person) in people {
                let page = match method {
                    "GET" => person.get(&fill(route)).await,
                    _ => posts(person, role, &fill(route), &card).await,
                };
                cells.push(said(&desk, &page));
            }
            table.push(format!("{method} {route}\n    {}", cells.join(" | ")));
        }
    }
    insta::assert_snapshot!(table.join("\n"));
    desk.close().await;
}

async fn posts(person: &Person, role: &str, path: &str, card: &str) -> Page {
    let fields = [
        ("justification", "Calls."),
        ("term", "90"),
        ("reason", "No."),
        ("version", "0"),
    ];
    if role == "nobody" {
        return person.post_bare(path, &fields).await;
    }
    let mut fields = fields.to_vec();
    if path.starts_with("/audit/reports/") {
        fields.extend([("from", "2026-11-01"), ("to", "2026-11-24")]);
    }
    let change = person.get(card).await.values("input[name=change]");
    if let Some(change) = change.first() {
        fields.push(("change", change));
    }
    if path.ends_with("/request") {
        let plans = person.get(path).await.values("input[name=plans]:not([disabled])");
        let all: Vec<_> = fields
            .iter()
            .copied()
            .chain(plans.iter().map(|plan| ("plans", plan.as_str())))
            .collect();
        return person.post(path, "/requests", &all).await;
    }
    person.post(path, "/requests", &fields).await
}

/// The status, and where one is sent; ids and addresses of this run taken out.
fn said(desk: &Desk, page: &Page) -> String {
    let status = page.status.as_u16();
    let Some(location) = &page.location else {
        return status.to_string();
    };
    if location.contains("/oauth2/v2.0/authorize") {
        assert!(location.starts_with(&desk.tenant.url), "{location}");
        return format!("{status} → the sign-in of the tenant");
    }
    let place = percent_encoding::percent_decode_str(location)
        .decode_utf8()
        .unwrap();
    let names = place.split('/').map(|name| match uuid::Uuid::try_parse(name) {
        Ok(id) if [PHONE, FLOW_FREE].contains(&id.to_string().as_str()) => "SKU",
        Ok(_) => "ID",
        Err(_) if name == desk.version_in_force() => "VERSION",
        Err(_) => name,
    });
    format!("{status} → {}", names.collect::<Vec<_>>().join("/"))
}
