//! Who may open what: every route with every role and with nobody.

use std::fmt::Write;

use reqwest::Method;

use crate::desk::{Desk, VISIO};

/// Method and path as `routes.rs` has them, and an address to try.
const ROUTES: [(&str, &str, &str); 24] = [
    ("GET", "/", "/"),
    (
        "GET",
        "/products/{sku}/request",
        "/products/c5928f49-12ba-48f7-ada3-0d743a3601d5/request",
    ),
    (
        "POST",
        "/products/{sku}/request",
        "/products/c5928f49-12ba-48f7-ada3-0d743a3601d5/request",
    ),
    ("GET", "/requests", "/requests"),
    ("GET", "/requests/{id}", "REQUEST"),
    ("POST", "/requests/{id}/cancel", "REQUEST/cancel"),
    ("GET", "/approvals", "/approvals"),
    ("GET", "/approvals/{stage}", "STAGE"),
    ("POST", "/approvals/{stage}/approve", "STAGE/approve"),
    ("POST", "/approvals/{stage}/deny", "STAGE/deny"),
    ("GET", "/audit", "/audit"),
    ("GET", "/audit.csv", "/audit.csv"),
    ("GET", "/admin/attention", "/admin/attention"),
    (
        "POST",
        "/admin/attention/{grant}/retry",
        "/admin/attention/00000000-0000-0000-0000-000000000000/retry",
    ),
    ("GET", "/admin/policy", "/admin/policy"),
    ("POST", "/admin/policy", "/admin/policy"),
    ("GET", "/sign-in", "/sign-in"),
    ("GET", "/sign-in/start", "/sign-in/start"),
    ("GET", "/sign-in/callback", "/sign-in/callback"),
    ("POST", "/sign-out", "/sign-out"),
    ("GET", "/static/{file}", "STYLE"),
    ("GET", "/healthz", "/healthz"),
    ("GET", "/readyz", "/readyz"),
    ("GET", "no such route", "/nothing/here"),
];

#[test]
fn the_table_has_every_route() {
    let written: Vec<_> = include_str!("../../src/routes.rs")
        .split(".route(")
        .skip(1)
        .filter_map(|rest| rest.split('"').nth(1))
        .collect();
    assert!(written.len() > 15);
    for path in written {
        assert!(
            ROUTES.iter().any(|(_, route, _)| *route == path),
            "{path} is not in the table"
        );
    }
}

#[tokio::test]
async fn every_route_with_every_role_and_with_nobody() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    let stage = jonas.card().await;
    let people = [
        desk.nobody("nobody"),
        desk.sign_in("mia.berg").await,
        jonas,
        desk.sign_in("ravi.menon").await,
        desk.sign_in("otto.keller").await,
        desk.sign_in("ada.novak").await,
    ];
    let mut tokens = Vec::new();
    for person in &people {
        tokens.push(
            person
                .get("/requests")
                .await
                .values("input[name=csrf]")
                .first()
                .cloned()
                .unwrap_or_default(),
        );
    }
    let mut table = String::from(
        "                                        nobody requester approver other auditor administrator\n",
    );
    for (method, route, address) in ROUTES {
        let address = address
            .replace("REQUEST", &format!("/requests/{request}"))
            .replace("STAGE", &stage)
            .replace("STYLE", &countersign::web::asset("app.css"));
        write!(table, "{:<40}", format!("{method} {route}")).unwrap();
        for ((person, token), width) in people.iter().zip(&tokens).zip([7, 10, 9, 6, 8, 13]) {
            let method: Method = method.parse().unwrap();
            // Forms of the administrator come with the token of the session, so that it is the role that decides. The
            // others come without: whoever gets so far is stopped there, and nothing is changed for the next row.
            let token = if address.starts_with("/admin") {
                format!("csrf={token}")
            } else {
                String::new()
            };
            let reply = person
                .http
                .request(method.clone(), format!("{}{address}", desk.url))
                .header("content-type", "application/x-www-form-urlencoded")
                .body(token)
                .send()
                .await
                .unwrap();
            let to_sign_in = reply
                .headers()
                .get("location")
                .is_some_and(|to| to.to_str().unwrap().starts_with("/sign-in?next"));
            let status = if to_sign_in {
                "sign-in".to_owned()
            } else {
                reply.status().as_u16().to_string()
            };
            write!(table, "{status:<width$} ").unwrap();
        }
        table = table.trim_end().to_owned() + "\n";
    }
    insta::assert_snapshot!(table, @r"
                                            nobody requester approver other auditor administrator
    GET /                                   sign-in 200        200       200    200      200
    GET /products/{sku}/request             sign-in 200        200       200    200      200
    POST /products/{sku}/request            401     403        403       403    403      403
    GET /requests                           sign-in 200        200       200    200      200
    GET /requests/{id}                      sign-in 200        200       404    200      200
    POST /requests/{id}/cancel              401     403        403       403    403      403
    GET /approvals                          sign-in 200        200       200    200      200
    GET /approvals/{stage}                  sign-in 404        200       404    404      404
    POST /approvals/{stage}/approve         401     403        403       403    403      403
    POST /approvals/{stage}/deny            401     403        403       403    403      403
    GET /audit                              sign-in 403        403       403    200      403
    GET /audit.csv                          sign-in 403        403       403    200      403
    GET /admin/attention                    sign-in 403        403       403    403      200
    POST /admin/attention/{grant}/retry     401     403        403       403    403      404
    GET /admin/policy                       sign-in 403        403       403    403      200
    POST /admin/policy                      401     403        403       403    403      400
    GET /sign-in                            200     200        200       200    200      200
    GET /sign-in/start                      303     303        303       303    303      303
    GET /sign-in/callback                   400     400        400       400    400      400
    POST /sign-out                          401     403        403       403    403      403
    GET /static/{file}                      200     200        200       200    200      200
    GET /healthz                            200     200        200       200    200      200
    GET /readyz                             200     200        200       200    200      200
    GET no such route                       404     404        404       404    404      404
    ");
    desk.close().await;
}
