//! Samples of questions, reasons, and every rule of a decision.

use askama::Template;

use super::{ago, choices, chrome, s};
use crate::administration::attention_views::FailedRow;
use crate::approvals::answers::{Answering, AskedLine, NarrowingForm, PlanTick, TermField};
use crate::portal::before::Before;
use crate::portal::help::{For, HelpPage};
use crate::portal::in_hand::{Appealing, InHand, OpenQuestion, Reminding};
use crate::portal::instead::WouldPass;
use crate::portal::question_fields::{QuestionField, Way};
use crate::portal::views::{Live, PlanChoice, RequestPreview, Somebody};
use crate::reports::explain_views::{DecisionRow, ExplainPage, RuleRow, StageRow};
use crate::requests::frame::ReasonLine;
use crate::requests::questions::Answered;
use crate::web::page::{Badge, Place, Tone};

pub fn reasons() -> Vec<ReasonLine> {
    vec![
        ReasonLine {
            text: s("It takes the place of Microsoft 365 E3."),
            rule: s("e5-instead-of-e3"),
            link: Some(s("https://intranet.northwind.example/e5")),
        },
        ReasonLine {
            text: s("No rule says who could approve it."),
            rule: String::new(),
            link: None,
        },
    ]
}

pub fn answers() -> Vec<Answered> {
    let answered = |question: &str, answer: &str| Answered {
        question: s(question),
        answer: s(answer),
    };
    vec![
        answered("Where is it used?", "Oslo"),
        answered("Who leads the shift?", "noor.haddad@northwind.example"),
    ]
}

pub fn questions() -> Vec<QuestionField> {
    let question = |field: &str, text: &str, way, error: Option<&str>| QuestionField {
        field: s(field),
        text: s(text),
        way,
        value: String::new(),
        hint: s("At least 20 characters."),
        error: error.map(s),
    };
    let sites = choices(&[("Oslo", "Oslo"), ("Bergen", "Bergen")], "Oslo");
    let people = vec![(s("noor.haddad@northwind.example"), s("Noor Haddad"))];
    vec![
        question("answer-why", "What is it for?", Way::Text, None),
        question(
            "answer-site",
            "Where is it used?",
            Way::Choice(sites),
            Some("Choose an answer."),
        ),
        question("answer-until", "When does the project end?", Way::Date, None),
        question("answer-lead", "Who leads the shift?", Way::Person(people), None),
    ]
}

pub fn live(plans: Vec<PlanChoice>) -> Live {
    Live {
        sku: s("06ebc4ee"),
        product: s("Microsoft 365 E5"),
        part_number: s("SPE_E5"),
        description: s("The Office apps, mail, Teams and the security tools."),
        seats: s("14 free of 40"),
        before: Before {
            price: s("€54.75 a month"),
            term: s("90 days"),
            signers: vec![s("Jonas Lind, your manager"), s("Two of License Approvers")],
            rule: s("Rule e5-two-signatures"),
            is_open: true,
            notes: reasons(),
            usual: s(
                "Usually decided within 2 days: half of the last 37 requests for this by this rule. Nine of ten within 5 days.",
            ),
            ..Before::default()
        },
        somebody: Some(Somebody {
            value: s("noor"),
            people: vec![(s("noor.haddad@northwind.example"), s("Noor Haddad"))],
        }),
        is_unread: false,
        covered: Some(s(
            "Microsoft 365 E3 already contains 12 plans of what is asked for. Microsoft 365 E5 adds only these two plans: Power BI Pro and Audio Conferencing.",
        )),
        adds: vec![s("Power BI Pro"), s("Audio Conferencing")],
        justification_required: Some(s(
            "At least 20 characters: what the work is, and why what you have is not enough.",
        )),
        questions: questions(),
        plans,
        plans_error: None,
        warnings: vec![s(
            "Microsoft has refused “Project Online Service” without “SharePoint (Plan 2)” before. Ask for both, or leave it out.",
        )],
        said: s("Microsoft 365 E5: €54.75 a month, 90 days. To be signed by Jonas Lind."),
    }
}

pub fn preview() -> String {
    let mut live = live(Vec::new());
    live.before.refusals = reasons();
    live.before.would_pass = Some(would_pass());
    RequestPreview { live }.render().unwrap()
}

pub fn would_pass() -> WouldPass {
    WouldPass {
        words: s("The same for 90 days."),
        token: Some(s("term:90")),
    }
}

pub fn failed() -> Vec<FailedRow> {
    vec![FailedRow {
        title: s("Visio Plan 2 for Emil Berg"),
        at: ago(12),
        href: s("/requests/1/explain"),
    }]
}

pub fn explain(only_applied: bool) -> String {
    let row = |id: &str, applied, when: &str| RuleRow {
        id: s(id),
        applied,
        heard: if applied {
            "Applied"
        } else {
            "Its condition is not true"
        },
        products: match applied {
            true => String::new(),
            false => s("FLOW_FREE, POWER_BI_STANDARD"),
        },
        when: s(when),
        saw: match when {
            "" => Vec::new(),
            _ => vec![(s("beneficiary.employee_type"), s("Contractor"))],
        },
        does: vec![s("keeps off SWAY, YAMMER_ENTERPRISE"), s("for at most 90 days")],
    };
    let decision = |at, why: &str, is_shown| DecisionRow {
        href: s("/requests/1/explain?decision=1"),
        is_shown,
        at,
        why: s(why),
        outcome: Badge::new(Tone::Waiting, "2 stages"),
    };
    let page = ExplainPage {
        chrome: chrome("Why: Microsoft 365 E5 for Emil Berg", Place::Elsewhere),
        request_href: s("/requests/1"),
        request_id: s("1"),
        product: s("Microsoft 365 E5"),
        beneficiary: s("Emil Berg"),
        outcome: Badge::new(Tone::Waiting, "2 stages"),
        decided: ago(180),
        version: "0123456789abcdef".repeat(4),
        reasons: reasons(),
        differs: only_applied,
        unreadable: None,
        is_last: !only_applied,
        decisions: vec![
            decision(ago(60), "Jonas Lind signed", !only_applied),
            decision(ago(180), "It was asked", only_applied),
        ],
        all_href: s("/requests/1/explain"),
        applied_href: s("/requests/1/explain?show=applied"),
        last_href: s("/requests/1/explain"),
        only_applied,
        applied: 2,
        all: 14,
        guards: vec![
            row(
                "contractors-no-social",
                true,
                "beneficiary.employee_type == \"Contractor\"",
            ),
            row("no-disabled-accounts", false, "!beneficiary.enabled"),
        ],
        routes: vec![row("e5-two-signatures", true, "")],
        people: vec![StageRow {
            position: 1,
            people: s("Jonas Lind"),
            why: s("manager of Emil Berg"),
        }],
        looked_action: only_applied.then(|| s("/requests/1/explain/looked")),
    };
    page.render().unwrap()
}

pub fn in_hand() -> InHand {
    InHand {
        question: Some(OpenQuestion {
            asker: s("Jonas Lind"),
            text: s("Which audit is it, and until when?"),
            at: ago(90),
            typed: String::new(),
            error: Some(s("Write an answer.")),
        }),
        reminding: Some(Reminding {
            not_before: Some(ago(-300)),
        }),
        appealing: Some(Appealing {
            typed: s("The auditor asks for it."),
            error: None,
        }),
    }
}

pub fn answering() -> Answering {
    Answering {
        narrowing: Some(NarrowingForm {
            term: Some(TermField {
                is_day: false,
                typed: s("400"),
                most: Some(s("365")),
            }),
            plans: vec![PlanTick {
                id: s("57ff2da0-773e-42df-b2af-ffb7a2317929"),
                title: s("Microsoft Teams"),
                off: true,
            }],
        }),
        asked: Some(AskedLine {
            who: s("Mira Sato"),
            text: s("Which audit is it, and until when?"),
            at: ago(90),
            is_mine: true,
        }),
        can_undo: true,
        carried_out: Some(ago(-1)),
        question: String::new(),
        question_error: None,
        wants_note: false,
        note_error: None,
        narrow_error: Some(s(
            "That is not less than was asked: nobody who signs can give more.",
        )),
    }
}

pub fn help(role: For) -> String {
    let page = HelpPage {
        chrome: chrome("Help", Place::Elsewhere),
        role,
    };
    page.render().unwrap()
}
