//! Samples of the dossier of a granted right.

use askama::Template;

use super::{chrome, now, s};
use crate::reports::dossier::views::{
    ApprovalRow, AttributeRow, Call, DossierPage, EventLine, EvidenceLine, Proof, Rules,
};
use crate::reports::explain_views::RuleRow;
use crate::requests::frame::ReasonLine;
use crate::web::page::{Badge, Moment, Place, Tone};

fn hash() -> String {
    "4be19c07d2a1f3e6".repeat(4)
}

fn attributes(is_bad: bool) -> Vec<AttributeRow> {
    let names = [
        ("A", "The request is recorded"),
        ("B", "A justification is there"),
        ("C", "The approver was entitled by the policy in force"),
        ("D", "The approver is independent"),
        ("E", "Every stage is complete"),
        ("F", "Approved before it was granted"),
        ("G", "Granted is what was approved"),
        ("H", "Those concerned were told"),
        ("I", "Removed in time"),
    ];
    let rows = names.into_iter().map(|(letter, name)| {
        let (verdict, sign, reasons) = match letter {
            "C" if is_bad => (
                Badge::new(Tone::Bad, "Fail"),
                "✗",
                vec![(
                    "Somebody approved who could not, as the log has it at that moment.",
                    "approver-not-entitled",
                )],
            ),
            "H" if is_bad => (
                Badge::new(Tone::Waiting, "Open"),
                "…",
                vec![("A mail that tells it waits to be sent.", "mail-waits")],
            ),
            "I" => (
                Badge::new(Tone::Neutral, "Does not apply"),
                "–",
                vec![("The right goes on.", "goes-on")],
            ),
            _ => (Badge::new(Tone::Good, "Pass"), "✓", Vec::new()),
        };
        AttributeRow {
            letter,
            name,
            verdict,
            sign,
            reasons,
            evidence: vec![
                EvidenceLine {
                    text: s("No. 1,205"),
                    code: s("signature.given"),
                    href: Some(s("#event-1")),
                },
                EvidenceLine {
                    text: s("Row in decisions"),
                    code: s("019ab7c2-5e0f-7c31-8a11-000000000001"),
                    href: None,
                },
            ],
        }
    });
    rows.collect()
}

fn rules(is_bad: bool) -> Rules {
    Rules {
        version: hash(),
        since: s("In force since 12 November 2026, 08:00:00 UTC, No. 3."),
        unreadable: is_bad.then_some(
            "The version of the policy was altered: its bytes are not those that it is named after.",
        ),
        reasons: vec![ReasonLine {
            text: s("To be signed by the manager."),
            rule: s("e5-two-signatures"),
            link: None,
        }],
        rules: match is_bad {
            true => Vec::new(),
            false => vec![RuleRow {
                id: s("e5-two-signatures"),
                applied: true,
                heard: "Applied",
                products: s("SPE_E5"),
                when: s("beneficiary.department == \"Sales\""),
                saw: vec![(s("beneficiary.department"), s("Sales"))],
                does: vec![s("asks the manager")],
            }],
        },
    }
}

fn events(count: i64) -> Vec<EventLine> {
    (1..=count)
        .map(|number| EventLine {
            anchor: format!("event-{number}"),
            at: Moment::exact(now()),
            who: s("Jonas Lind"),
            words: s("Approved Microsoft 365 E5 for Emil Berg at stage 1."),
            kind: s("signature.given"),
            proof: Proof {
                place: match number == count {
                    true => s("not sealed yet"),
                    false => format!("No. {number}"),
                },
                hash: match number == count {
                    true => String::new(),
                    false => hash(),
                },
                path: match number == count {
                    true => Vec::new(),
                    false => vec![hash(); 6],
                },
            },
        })
        .collect()
}

pub fn dossier(is_bad: bool) -> String {
    let page = DossierPage {
        chrome: chrome("Dossier: Microsoft 365 E5 for Emil Berg", Place::Audit),
        product: s("Microsoft 365 E5"),
        person: s("Maximiliane Konstantina von Hohenberg-Rautenfels"),
        verdict: match is_bad {
            true => Badge::new(Tone::Bad, "Fail"),
            false => Badge::new(Tone::Good, "Pass"),
        },
        said: s("1 of 9 attributes fail."),
        head: vec![
            ("Asked by", s("Ada Holm")),
            ("For", s("Maximiliane Konstantina von Hohenberg-Rautenfels")),
            ("Request", s("019ab7c2-5e0f-7c31-8a11-000000000001")),
        ],
        request_href: s("/requests/1"),
        attributes: attributes(is_bad),
        approvals: vec![ApprovalRow {
            stage: 1,
            who: s("Jonas Lind for Lena Vogt"),
            at: Moment::exact(now()),
            signed_in: s("24 November 2026, 08:55:00 UTC, by OpenID Connect"),
            shown: if is_bad { String::new() } else { hash() },
            signed: hash(),
            href: s("#event-1"),
        }],
        rules: Some(rules(is_bad)),
        facts: vec![
            (s("beneficiary.department"), s("Sales")),
            (s("beneficiary.groups"), s("License Approvers, Everybody")),
            (s("request.justification"), s("Analytics for the supply chain.")),
        ],
        call: Some(Call {
            about: vec![("client-request-id", s("019ab7c2-5e0f-7c31-8a11-000000000003"))],
            body: match is_bad {
                true => String::new(),
                false => s("{\n  \"addLicenses\": [],\n  \"removeLicenses\": []\n}"),
            },
            read_back: match is_bad {
                true => String::new(),
                false => s("[]"),
            },
        }),
        events: events(if is_bad { 3 } else { 12 }),
        left_out: if is_bad { 12 } else { 0 },
        made: s("Made 24 November 2026, 09:00 by Otto Keller."),
        checkpoint: s(
            "licences.haldenroe.example/audit\n38\nS+GcB0wvqfE2c3fBxHCkNNnbqYcB7DQp6X1sRkYz9jA=\n\n— licences.haldenroe.example/audit 7f3ab2c1+signature\n",
        ),
    };
    page.render().unwrap()
}
