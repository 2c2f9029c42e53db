//! A sample of every page, rendered and looked over. `GALLERY=folder cargo test gallery` keeps the pages for a human eye.

use askama::Template;
use chrono::{DateTime, Duration, Utc};
use scraper::{Html, Selector};

use crate::administration::policy::views::Act;
use crate::approvals::views::{ApprovalPage, ApprovalState, Fact, PlanChange, SignedLine};
use crate::people::views::{DemoPerson, SignInPage};
use crate::portal::cards::{CataloguePage, Mark, ProductCard, Signs};
use crate::portal::help::For;
use crate::portal::views::{
    Confirmed, FieldError, OffLine, PlanChoice, RequestForm, RequestPage, RequestRow, RequestsPage, Step,
    StepState, Switched, Together,
};
use crate::reports::views::{AuditFilter, AuditPage, AuditRow};
use crate::web::page::{Badge, Choice, Chrome, ErrorPage, Moment, Pager, Place, SignedIn, Tasks, Tone};

mod asking;
mod catalogue;
mod charts;
mod dossiers;
mod evidence;
mod licensing;
mod living;
mod movers;
mod policy;
mod queue;
mod replaying;
mod siem;
mod stand_ins;
mod together;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_550_000, 0).unwrap()
}

fn ago(minutes: i64) -> Moment {
    Moment::new(now() - Duration::minutes(minutes), now())
}

fn chrome(title: &str, place: Place) -> Chrome {
    let person = SignedIn {
        name: "Ada Holm".to_owned(),
        upn: "ada.holm@northwind.example".to_owned(),
        auditor: true,
        administrator: true,
        keys: true,
        waiting: 3,
        reviews: 2,
        exceptions: 1,
        tasks: Tasks {
            stuck: 2,
            for_seats: 53,
            new_plans: 1,
            drift: 12,
            fuses: 0,
            failed: 0,
            refused: 0,
            drafts: 1,
        },
    };
    Chrome::signed_in(title, place, person, "token")
}

fn s(text: &str) -> String {
    text.to_owned()
}

fn choices(entries: &[(&str, &str)], chosen: &str) -> Vec<Choice> {
    entries
        .iter()
        .map(|(value, label)| Choice {
            value: s(value),
            label: s(label),
            chosen: *value == chosen,
        })
        .collect()
}

fn product(name: &str, part: &str, signs: Signs) -> ProductCard {
    ProductCard {
        sku: s("06ebc4ee-1bb5-47dd-8120-11324bc54e06"),
        name: s(name),
        part_number: s(part),
        description: s(
            "The Office apps, mail, Teams and the security tools, for people who work with confidential files.",
        ),
        tags: ["office", "security"].map(s).to_vec(),
        price: s("€54.75 a month"),
        seats: s("14 free of 40"),
        no_seat_free: false,
        request_href: (!matches!(signs, Signs::Denied(..))).then(|| s("/products/06ebc4ee/request")),
        signs,
        plans: ["Exchange Online", "Microsoft Teams", "Power BI Pro", "Sway"]
            .map(s)
            .to_vec(),
        mark: None,
    }
}

fn catalogue(query: &str, products: Vec<ProductCard>) -> String {
    let page = CataloguePage {
        chrome: chrome("Catalogue", Place::Catalogue),
        query: s(query),
        count: format!("{} products", products.len()),
        is_near: false,
        is_unread: products.is_empty(),
        read: Some(ago(3)),
        products,
        ends: licensing::end_notices(),
    };
    page.render().unwrap()
}

fn full_catalogue() -> String {
    let manager = || Signs::People(s("Jonas Lind (your manager)"));
    let mut visio = product("Visio Plan 2", "VISIOCLIENT", manager());
    visio.seats = s("none free: requests wait");
    visio.no_seat_free = true;
    let mut project = product("Project Plan 3", "PROJECTPROFESSIONAL", manager());
    project.price = s("price not set");
    project.request_href = None;
    project.mark = Some(Mark {
        text: s("Asked for on 22 November"),
        href: Some(s("/requests/1")),
    });
    let mut have = product("Power BI Pro", "POWER_BI_PRO", Signs::AtOnce);
    have.mark = Some(Mark {
        text: s("You have this"),
        href: None,
    });
    have.request_href = None;
    let two = Signs::People(s("Jonas Lind (your manager), then two of License Approvers"));
    catalogue(
        "",
        vec![
            product("Microsoft 365 E5", "SPE_E5", two),
            visio,
            project,
            have,
            product("Power Automate Free", "FLOW_FREE", Signs::AtOnce),
            product(
                "Microsoft 365 Copilot",
                "Microsoft_365_Copilot",
                Signs::Denied(
                    s("only for employees in Finance during the trial"),
                    Some(s("https://intranet.northwind.example/copilot")),
                ),
            ),
        ],
    )
}

fn form(errors: Vec<FieldError>) -> String {
    let plan = |id: &str, title: &str, kept_off: Option<&str>| PlanChoice {
        id: s(id),
        title: s(title),
        on: true,
        kept_off: kept_off.map(s),
        still_on: (id == "p4" || id == "p2")
            .then(|| s("Switching it off has no effect: it is still on through the group “All staff”.")),
    };
    let page = RequestForm {
        chrome: chrome("Ask for Microsoft 365 E5", Place::Catalogue),
        products: choices(
            &[("06ebc4ee", "Microsoft 365 E5"), ("c", "Visio Plan 2")],
            "06ebc4ee",
        ),
        changes: s("0193"),
        beneficiaries: choices(&[("a", "Me"), ("b", "Emil Berg"), ("c", "Noor Haddad")], "b"),
        justification: s("New role"),
        begin: choices(
            &[("now", "as soon as it is approved"), ("date", "on a date")],
            "now",
        ),
        begins_on: String::new(),
        first_day: s("2026-11-24"),
        days: String::new(),
        ends_on: String::new(),
        zone: s("Days are counted in your time zone, Europe/Oslo."),
        term: s("90"),
        terms: choices(
            &[
                ("30", "30 days"),
                ("90", "90 days"),
                ("180", "180 days"),
                ("365", "1 year"),
                ("0", "No end date"),
            ],
            "90",
        ),
        live: asking::live(vec![
            plan("p1", "Exchange Online (Plan 2)", None),
            plan("p2", "Microsoft Teams", None),
            plan("p3", "Power BI Pro", None),
            plan("p4", "Sway", Some("contractors do not get social tools")),
            plan(
                "p5",
                "Viva Engage Core",
                Some("contractors do not get social tools"),
            ),
        ]),
        errors,
    };
    page.render().unwrap()
}

fn requests(rows: Vec<RequestRow>) -> String {
    let page = RequestsPage {
        chrome: chrome("My requests", Place::Requests)
            .with_notice(Tone::Good, "Your request was sent to Jonas Lind."),
        drafts: together::drafts(),
        rows,
        pager: Pager {
            newer: None,
            older: Some(s("/requests?before=x")),
        },
    };
    page.render().unwrap()
}

fn request_rows() -> Vec<RequestRow> {
    let row = |product: &str, tone, state: &str, waits_for: &str, minutes| RequestRow {
        asked_for: "",
        href: s("/requests/1"),
        product: s(product),
        beneficiary: (minutes > 100).then(|| s("Emil Berg")),
        adopted_by: (minutes == 4000).then(|| s("Ada Novak")),
        state: Badge::new(tone, state),
        asked: ago(minutes),
        waits_for: s(waits_for),
    };
    vec![
        row(
            "Microsoft 365 E5",
            Tone::Waiting,
            "Waits for signatures",
            "Jonas Lind",
            2,
        ),
        row(
            "Visio Plan 2",
            Tone::Waiting,
            "Waits for a seat",
            "a free seat",
            130,
        ),
        row("Power BI Pro", Tone::Good, "Active", "", 4000),
        row("Project Plan 3", Tone::Bad, "Denied", "", 90_000),
        row("Power Automate Free", Tone::Neutral, "Cancelled", "", 90_001),
    ]
}

fn request() -> String {
    let step = |state, title: &str, people: &str, at: Option<i64>, notes: &[&str]| Step {
        state,
        title: s(title),
        people: s(people),
        at: at.map(ago),
        reasons: if title == "Policy decided" {
            asking::reasons()
        } else {
            Vec::new()
        },
        notes: notes.iter().copied().map(s).collect(),
    };
    let page = RequestPage {
        chrome: chrome("Microsoft 365 E5", Place::Requests),
        id: s("019ab7c2-5e0f-7c31-9d4e-3b1f60a1c2d3"),
        product: s("Microsoft 365 E5"),
        beneficiary: s("Emil Berg"),
        by: Some(s("asked for by Ada Holm")),
        state: Badge::new(Tone::Waiting, "Waits for signatures"),
        is_final: false,
        steps: vec![
            step(StepState::Done, "Requested", "Ada Holm", Some(180), &[]),
            step(
                StepState::Done,
                "Policy decided",
                "",
                Some(180),
                &[
                    "Two stages sign, by rule e5-two-signatures.",
                    "Sway and Viva Engage stay off: contractors do not get social tools.",
                ],
            ),
            step(
                StepState::Done,
                "Stage 1: manager",
                "Jonas Lind",
                Some(120),
                &["“Needed for the audit in spring.”"],
            ),
            step(
                StepState::Current,
                "Stage 2: License Approvers",
                "Mira Sato, Tom Okafor, Lena Fuchs",
                None,
                &["1 of 2 signed. Waiting since 2 hours ago; after 3 days it goes to the manager's manager."],
            ),
            step(
                StepState::Failed,
                "Fulfilment",
                "",
                None,
                &[
                    "Needs attention: Microsoft does not know where Emil Berg works. Way out: set the usage location in Entra.",
                ],
            ),
            step(StepState::Coming, "Active", "", None, &[]),
        ],
        justification: s("Emil takes over the audit files from Noor and needs sensitivity labels."),
        answers: asking::answers(),
        in_hand: asking::in_hand(),
        explain_href: Some(s("/requests/1/explain")),
        term: s("90 days"),
        until: Some(licensing::until()),
        cost: s("€54.75 a month"),
        switched: Some(Switched {
            on: vec![],
            off: vec![s("Sway")],
        }),
        plans_off: vec![
            OffLine {
                plan: s("Sway"),
                why: s("contractors do not get social tools"),
                rule: s("contractors-no-social"),
            },
            OffLine {
                plan: s("Power BI Pro"),
                why: s("not asked for"),
                rule: String::new(),
            },
        ],
        confirmed: Some(Confirmed {
            at: ago(1),
            plans_on: 43,
            plans_off: 2,
        }),
        can_cancel: true,
        change_href: Some(s("/products/c/request?change=1")),
        again_href: Some(s("/products/c/request?like=1")),
        would_pass: Some((
            asking::would_pass(),
            Some(s("/products/c/request?like=1&instead=term:90")),
        )),
        together: Some(Together {
            others: 3,
            href: Some(s("/requests/bundles/1")),
        }),
    };
    page.render().unwrap()
}

fn approval(state: ApprovalState, reason_error: Option<&str>) -> String {
    let fact = |name: &str, value: &str| Fact {
        name: s(name),
        value: s(value),
    };
    let change = |plan: &str, before, after, why: &str| PlanChange {
        plan: s(plan),
        before,
        after,
        why: s(why),
        still_on: (after == "off")
            .then(|| s("Switching it off has no effect: it is still on through the group “All staff”.")),
    };
    let page = ApprovalPage {
        answering: asking::answering(),
        chrome: chrome("Microsoft 365 E5 for Emil Berg", Place::Approvals),
        done: Some(queue::done()),
        list: s("sort=-cost"),
        back_href: s("/approvals?sort=-cost"),
        place: s("2 of 3"),
        previous: Some(s("/approvals/1?sort=-cost")),
        next_item: Some(s("/approvals/3?sort=-cost")),
        stage_id: s("019ab7c2"),
        product: s("Microsoft 365 E5"),
        requester: s("Ada Holm"),
        beneficiary: s("Emil Berg"),
        asked: ago(180),
        due: Some(s("To be signed by Tuesday 14:00.")),
        explain_href: None,
        answers: asking::answers(),
        replaces: asking::reasons(),
        why_you: s(
            "You are one of License Approvers. Rule e5-two-signatures asks for two signatures of this group.",
        ),
        warnings: Vec::new(),
        changes: vec![
            change("Exchange Online (Plan 2)", "—", "on", ""),
            change("Microsoft Teams", "on", "on", ""),
            change("Sway", "—", "off", "Contractors do not get social tools."),
        ],
        is_extension: false,
        cost_before: s("€0.00 a month"),
        cost_after: s("€54.75 a month"),
        term: s("90 days"),
        justification: s("Emil takes over the audit files from Noor and needs sensitivity labels."),
        facts: vec![
            fact("Department", "Finance"),
            fact("Employee type", "Contractor"),
            fact("Holds already", "Power BI Pro (by group All staff)"),
        ],
        signed: vec![SignedLine {
            name: s("Jonas Lind"),
            what: s("approved at stage 1"),
            at: ago(120),
            note: s("Needed for the audit in spring."),
        }],
        next: String::new(),
        change_json: s(
            "{\n  \"addLicenses\": [\n    {\n      \"skuId\": \"06ebc4ee-1bb5-47dd-8120-11324bc54e06\",\n      \"disabledPlans\": [\"a23b959c-7ce8-4e57-9140-b90eb88a9e97\"]\n    }\n  ],\n  \"removeLicenses\": []\n}",
        ),
        change_names: vec![
            fact("06ebc4ee-1bb5-47dd-8120-11324bc54e06", "Microsoft 365 E5"),
            fact("a23b959c-7ce8-4e57-9140-b90eb88a9e97", "Sway"),
        ],
        change: s("5f1c"),
        state,
        note: String::new(),
        reason: String::new(),
        reason_error: reason_error.map(s),
    };
    page.render().unwrap()
}

fn audit(count: i64) -> String {
    let rows = (0..count)
        .map(|n| AuditRow {
            sequence: (n > 0).then_some(1205 - n),
            at: Moment::exact(now() - Duration::minutes(7 * n)),
            actor: s("Jonas Lind"),
            kind: s("request.approved"),
            words: s("Approved Microsoft 365 E5 for Emil Berg at stage 1."),
            request_href: Some(s("/requests/1")),
            hash: if n > 0 { s("4be19c07") } else { String::new() },
        })
        .collect();
    let page = AuditPage {
        chrome: chrome("Audit log", Place::Audit),
        filter: AuditFilter {
            kinds: choices(&[("", "All kinds"), ("request.approved", "request.approved")], ""),
            ..AuditFilter::default()
        },
        count: s("1,204 events"),
        verified: s("Verified: 1,204 events sealed, chain head 4be19c07d2a1…"),
        zone: "UTC",
        rows,
        pager: Pager {
            newer: Some(s("/audit?after=1")),
            older: Some(s("/audit?before=2")),
        },
        receiver: (count != 0).then(|| siem::receiver(count < 8)),
        csv_href: s("/audit.csv"),
    };
    page.render().unwrap()
}

fn sign_in() -> String {
    let person = |name: &str, what: &str| DemoPerson {
        name: s(name),
        what: s(what),
        href: s("/sign-in/start?login_hint=x"),
    };
    let page = SignInPage {
        chrome: Chrome::visitor("Sign in").with_notice(Tone::Neutral, "You are signed out."),
        start_href: s("/sign-in/start?next=%2F"),
        demo: vec![
            person("Ada Holm", "asks for products, leads two people"),
            person("Jonas Lind", "manager, signs first"),
            person("Vera Klein", "auditor"),
        ],
    };
    page.render().unwrap()
}

fn error() -> String {
    let page = ErrorPage {
        chrome: Chrome::visitor("Something went wrong"),
        status: 500,
        heading: s("Something went wrong on our side"),
        sentences: vec![s("Nothing was changed. Try again in a minute.")],
        reference: Some(s("019ab7c2-5e0f-7c31")),
        way_out: (s("Back to the catalogue"), s("/")),
        way_back: None,
    };
    page.render().unwrap()
}

fn error_of_somebody() -> String {
    let page = ErrorPage {
        chrome: chrome("There is nothing here", Place::Elsewhere),
        status: 404,
        heading: s("There is nothing here"),
        sentences: vec![s("The address is wrong, or what stood here is gone.")],
        reference: None,
        way_out: (s("Go to the catalogue"), s("/")),
        way_back: Some(s("/licences")),
    };
    page.render().unwrap()
}

fn gallery() -> Vec<(&'static str, String)> {
    let mistakes = vec![
        FieldError {
            field: "justification".into(),
            message: s("Say in at least 20 characters why it is needed."),
        },
        FieldError {
            field: "term".into(),
            message: s("Choose 90 days or less."),
        },
    ];
    let decided = ApprovalState::Decided(s(
        "Mira Sato approved this 5 minutes ago. There is nothing left to sign.",
    ));
    vec![
        ("sign-in", sign_in()),
        ("catalogue", full_catalogue()),
        ("catalogue-nothing", catalogue("lotus", vec![])),
        ("catalogue-empty", catalogue("", vec![])),
        ("form", form(vec![])),
        ("form-wrong", form(mistakes.clone())),
        ("form-preview", asking::preview()),
        ("ask", together::ask(vec![])),
        ("ask-wrong", together::ask(mistakes.clone())),
        ("ask-preview", together::preview(true)),
        ("ask-preview-wrong", together::preview(false)),
        ("ask-people", together::people(None)),
        ("ask-people-wrong", together::people(Some("Choose a file."))),
        ("bundle", together::bundle()),
        ("explain", asking::explain(false)),
        ("explain-applied", asking::explain(true)),
        ("requests", requests(request_rows())),
        ("requests-empty", requests(vec![])),
        ("request", request()),
        ("approvals", queue::approvals(3, false)),
        ("approvals-empty", queue::approvals(0, false)),
        ("approvals-nothing", queue::approvals(0, true)),
        ("approvals-bulk", queue::bulk(2, None)),
        ("approvals-bulk-wrong", queue::bulk(2, Some("Say why."))),
        ("approvals-bulk-gone", queue::bulk(0, None)),
        ("approvals-outcome", queue::outcome()),
        ("approval", approval(ApprovalState::Open, None)),
        (
            "approval-wrong",
            approval(ApprovalState::Changed, Some("Say why you deny it.")),
        ),
        ("approval-decided", approval(decided, None)),
        ("licences", licensing::licences(true, licensing::licence_cards())),
        ("licences-unread", licensing::licences(false, vec![])),
        ("licences-empty", licensing::licences(true, vec![])),
        ("extend", licensing::extend(vec![])),
        ("extend-wrong", licensing::extend(mistakes.clone())),
        ("replan", licensing::replan(vec![])),
        ("replan-wrong", licensing::replan(mistakes.clone())),
        ("give-back", licensing::give_back(vec![], None)),
        (
            "give-back-data",
            licensing::give_back(licensing::data(), Some("Tick the box.")),
        ),
        ("seats", licensing::seats(licensing::seat_cards())),
        ("seats-empty", licensing::seats(vec![])),
        ("plans", licensing::plans(None)),
        ("plans-wrong", licensing::plans(Some("Say why."))),
        ("plans-empty", licensing::no_plans()),
        ("attention", licensing::attention("", licensing::troubles(None))),
        (
            "attention-wrong",
            licensing::attention("", licensing::troubles(Some("Say why."))),
        ),
        ("attention-empty", licensing::attention("", vec![])),
        ("attention-nothing", licensing::attention("lotus", vec![])),
        ("reviews", movers::reviews(movers::under_review(None), None)),
        (
            "reviews-wrong",
            movers::reviews(
                movers::under_review(Some("Say why.")),
                Some("Choose at least one licence."),
            ),
        ),
        ("reviews-empty", movers::reviews(vec![], None)),
        ("leavers", movers::leavers("", movers::leaver_rows(None))),
        (
            "leavers-wrong",
            movers::leavers("", movers::leaver_rows(Some("Say why."))),
        ),
        ("leavers-empty", movers::leavers("", vec![])),
        ("leavers-nothing", movers::leavers("lotus", vec![])),
        ("drift", living::drift("", living::drift_rows(), false)),
        ("drift-running", living::drift("", living::drift_rows(), true)),
        ("drift-empty", living::drift("", vec![], false)),
        ("drift-nothing", living::drift("lotus", vec![], false)),
        ("drift-decide", living::decide("restore", None)),
        ("drift-decide-wrong", living::decide("adopt", Some("Say why."))),
        ("drift-adopt", living::adopt(false, None)),
        ("drift-adopt-wrong", living::adopt(false, Some("Say why."))),
        ("drift-adopt-running", living::adopt(true, None)),
        ("fuse", living::fuse(true, None)),
        ("fuse-wrong", living::fuse(true, Some("Say why."))),
        ("fuse-whole", living::fuse(false, None)),
        ("mirror", living::mirror(false)),
        ("mirror-refused", living::mirror(true)),
        ("settings", movers::settings(None)),
        ("delegations-empty", stand_ins::delegations(false)),
        ("delegations", stand_ins::delegations(true)),
        ("break-glass", stand_ins::break_glass(false, None)),
        (
            "break-glass-wrong",
            stand_ins::break_glass(false, Some("Type a name or a user name.")),
        ),
        ("break-glass-preview", stand_ins::break_glass(true, None)),
        (
            "break-glass-obstacle",
            stand_ins::break_glass(true, Some("Emil Berg has it already, or a right to it.")),
        ),
        ("exceptions-empty", stand_ins::exceptions(false)),
        ("exceptions", stand_ins::exceptions(true)),
        ("dossier", dossiers::dossier(false)),
        ("dossier-bad", dossiers::dossier(true)),
        (
            "settings-wrong",
            movers::settings(Some("There is no such time zone.")),
        ),
        ("products", catalogue::products("", 4)),
        ("products-nothing", catalogue::products("lotus", 0)),
        ("products-empty", catalogue::products("", 0)),
        ("product", catalogue::product(catalogue::Sample::Fine)),
        ("product-wrong", catalogue::product(catalogue::Sample::Wrong)),
        ("product-moved", catalogue::product(catalogue::Sample::Moved)),
        ("import", catalogue::import(None, 3)),
        (
            "import-wrong",
            catalogue::import(Some("Choose the CSV file first."), 0),
        ),
        ("import-running", catalogue::import_result(true, 0)),
        ("import-done", catalogue::import_result(false, 3)),
        ("policy", policy::policy(policy::disk_same())),
        ("policy-newer", policy::policy(policy::disk_newer())),
        ("policy-waits", policy::policy(policy::disk_waits())),
        ("policy-broken", policy::policy(policy::disk_broken())),
        ("policy-wrong", policy::wrong()),
        ("policy-draft", policy::draft(Act::PutInForce, None)),
        (
            "policy-draft-wrong",
            policy::draft(Act::PutInForce, Some("Say why.")),
        ),
        ("policy-draft-own", policy::draft(Act::Own, None)),
        ("policy-draft-alone", policy::draft(Act::Alone, None)),
        ("policy-draft-refuse-only", policy::draft(Act::RefuseOnly, None)),
        ("policy-draft-over", policy::draft(Act::None, None)),
        ("policy-register", policy::register(3)),
        ("policy-register-empty", policy::register(0)),
        ("policy-version", policy::version(None)),
        ("policy-version-wrong", policy::version(Some("Say why."))),
        ("reperform-empty", replaying::reperform(None, false)),
        ("reperform-running", replaying::reperform(None, true)),
        (
            "reperform",
            replaying::reperform(Some((Tone::Good, "12,480 of 12,480 reproduce")), false),
        ),
        (
            "reperform-red",
            replaying::reperform(Some((Tone::Bad, "12,478 of 12,480 reproduce")), false),
        ),
        ("replay", replaying::replay(None, None)),
        ("replay-version", replaying::replay(Some("9f2c41d07ab3"), None)),
        (
            "replay-wrong",
            replaying::replay(None, Some("draft.toml can not be used.")),
        ),
        ("replay-running", replaying::result(true, true)),
        ("replay-done", replaying::result(false, true)),
        ("replay-same", replaying::result(false, false)),
        ("help", asking::help(For::Employees)),
        ("help-approver", asking::help(For::Approvers)),
        ("help-auditor", asking::help(For::Auditors)),
        ("audit", audit(8)),
        ("audit-receiver-down", audit(3)),
        ("tokens", siem::tokens(3, false, false)),
        ("tokens-made", siem::tokens(1, true, false)),
        ("tokens-wrong", siem::tokens(1, false, true)),
        ("tokens-empty", siem::tokens(0, false, false)),
        ("audit-empty", audit(0)),
        ("reports", evidence::list(false)),
        ("reports-new", evidence::list(true)),
        ("report", evidence::report(None)),
        (
            "report-mistake",
            evidence::report(Some("The period ends before it begins.")),
        ),
        ("report-run", evidence::run(Badge::new(Tone::Good, "Done"), false)),
        ("report-run-charts", charts::usual()),
        ("report-run-charts-one", charts::of_nothing_and_one()),
        ("report-run-charts-huge", charts::huge()),
        (
            "report-run-empty",
            evidence::run(Badge::new(Tone::Good, "Done"), true),
        ),
        (
            "report-run-running",
            evidence::run(Badge::new(Tone::Waiting, "Running"), false),
        ),
        (
            "report-run-failed",
            evidence::run(Badge::new(Tone::Bad, "Failed"), false),
        ),
        ("error", error()),
        ("error-of-somebody", error_of_somebody()),
    ]
}

#[test]
fn every_page_has_one_heading_and_nothing_inline_and_a_token_in_each_form() {
    let select = |selector: &str| Selector::parse(selector).unwrap();
    for (name, html) in gallery() {
        let page = Html::parse_document(&html);
        let count = |selector: &str| page.select(&select(selector)).count();
        assert_eq!(count("h1"), 1, "{name}: one h1");
        assert_eq!(count("[style], style, script:not([src])"), 0, "{name}: inline");
        for element in page.select(&select("*")) {
            let handler = element.value().attrs().any(|(key, _)| key.starts_with("on"));
            assert!(!handler, "{name}: an on… attribute on {}", element.value().name());
        }
        assert_eq!(
            count(r#"form[method="post"]"#),
            count(r#"form[method="post"] > input[name="csrf"][value]"#),
            "{name}: a token in each form"
        );
        let mut ids: Vec<_> = page
            .select(&select("[id]"))
            .filter_map(|e| e.attr("id"))
            .collect();
        ids.sort_unstable();
        assert!(
            ids.windows(2).all(|pair| pair[0] != pair[1]),
            "{name}: an id twice"
        );
        // The parts that replace those of a page name what stays there.
        let is_whole = name != "form-preview";
        for reference in ["aria-describedby", "aria-labelledby", "for"] {
            for element in page.select(&select(&format!("[{reference}]"))) {
                for id in element.attr(reference).unwrap_or_default().split_whitespace() {
                    assert!(
                        !is_whole || ids.binary_search(&id).is_ok(),
                        "{name}: {reference} names {id}, which is not there"
                    );
                }
            }
        }
        let mut level = 1;
        for heading in page.select(&select("main :is(h1, h2, h3)")) {
            let here = i32::from(heading.value().name().as_bytes()[1] - b'0');
            assert!(here <= level + 1, "{name}: a heading leaps to h{here}");
            level = here;
        }
    }
}

#[test]
fn what_people_type_is_shown_as_text() {
    let html = catalogue("<script>alert(1)</script>", vec![]);
    assert!(!html.contains("<script>alert"));
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a switch of this test, not of the service"
)]
fn pages_are_kept_for_a_look_when_asked() {
    let Ok(folder) = std::env::var("GALLERY") else {
        return;
    };
    for (name, html) in gallery() {
        std::fs::write(format!("{folder}/{name}.html"), html).unwrap();
    }
}
