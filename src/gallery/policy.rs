//! Samples of the pages of the policy.

use askama::Template;

use super::replaying::past;
use super::{ago, chrome, s};
use crate::administration::policy::views::{
    Act, Count, Diff, DiffPart, DraftPage, DraftRow, Ended, KindChanges, Line, LineKind, PeriodLine,
    PolicyOnDisk, PolicyPage, PolicyProblem, ReasonForm, RefusedFile, RegisterPage, RuleLine, SubmitForm,
    Trials, VersionPage, VersionRow,
};
use crate::web::page::{Badge, Pager, Place, Tone};

const VERSION: &str = "9f2c41d07ab39f2c41d07ab39f2c41d07ab39f2c41d07ab39f2c41d07ab39f2c";

fn rule(id: &str, when: &str, effect: &str) -> RuleLine {
    RuleLine {
        id: s(id),
        when: s(when),
        effect: s(effect),
    }
}

fn problem() -> PolicyProblem {
    PolicyProblem {
        at: s("northwind.toml:14:8"),
        message: s("`beneficiary.employe_type` is not known; write `employee_type`"),
        line: s("when = 'beneficiary.employe_type == \"Contractor\"'"),
    }
}

fn draft_row() -> DraftRow {
    DraftRow {
        href: s("/admin/policy/drafts/1"),
        kind: "Change",
        short: s("c0ffee123456"),
        submitter: s("Viktor Sand"),
        submitted: ago(90),
        why: s("The audit asked for a second signature for Project."),
        state: Badge::new(Tone::Waiting, "Waits"),
    }
}

pub fn disk_same() -> PolicyOnDisk {
    PolicyOnDisk::Same
}

pub fn disk_newer() -> PolicyOnDisk {
    PolicyOnDisk::Newer {
        version: s("c0ffee123456"),
        short: s("c0ffee"),
    }
}

pub fn disk_waits() -> PolicyOnDisk {
    PolicyOnDisk::Waits(s("/admin/policy/drafts/1"))
}

pub fn disk_broken() -> PolicyOnDisk {
    PolicyOnDisk::Broken(vec![problem()])
}

fn page(disk: PolicyOnDisk) -> PolicyPage {
    PolicyPage {
        chrome: chrome("Policy", Place::Policy),
        version: s("9f2c41d07ab3"),
        version_href: s("/admin/policy/versions/9f2c"),
        since: ago(3000),
        path: s("policies/northwind.toml"),
        drafts: match disk {
            PolicyOnDisk::Same => Vec::new(),
            _ => vec![draft_row(); 2],
        },
        disk,
        guards: vec![rule(
            "contractors-no-social",
            r#"beneficiary.employee_type == "Contractor""#,
            "Keeps Viva Engage and Sway off; 90 days at most.",
        )],
        routes: vec![
            rule("free-at-once", "product.price_cents == 0", "Approved at once."),
            rule(
                "e5-two-signatures",
                "",
                "The manager signs, then two of License Approvers within 3 days.",
            ),
        ],
        examples: s("12 examples pass."),
        who_decides: "Another administrator looks at it and puts it in force.",
        upload: SubmitForm::default(),
        from_disk: SubmitForm::default(),
        refused: None,
    }
}

pub fn policy(disk: PolicyOnDisk) -> String {
    page(disk).render().unwrap()
}

pub fn wrong() -> String {
    let mut page = page(disk_newer());
    page.upload = SubmitForm {
        why: s("x"),
        why_error: Some(s("Say why.")),
        file_error: Some(s("The file can not be used; its mistakes stand below.")),
    };
    page.from_disk = page.upload.clone();
    page.refused = Some(RefusedFile {
        name: s("northwind.toml"),
        count: s("2 mistakes"),
        problems: vec![problem(); 2],
    });
    page.render().unwrap()
}

fn line(kind: LineKind, old: Option<usize>, new: Option<usize>, text: &str) -> Line {
    Line {
        kind,
        old,
        new,
        text: s(text),
    }
}

fn diff() -> Diff {
    let folded = (1..=12)
        .map(|n| line(LineKind::Same, Some(n), Some(n), "# An older line."))
        .collect();
    Diff {
        added: 1,
        removed: 1,
        parts: vec![
            DiffPart {
                folded: Some(s("12 unchanged lines")),
                lines: folded,
            },
            DiffPart {
                folded: None,
                lines: vec![
                    line(LineKind::Same, Some(13), Some(13), "[[guard]]"),
                    line(LineKind::Removed, Some(14), None, "longest_term = \"90d\""),
                    line(LineKind::Added, None, Some(14), "longest_term = \"60d\""),
                ],
            },
        ],
        left_out: 3,
    }
}

pub fn draft(act: Act, error: Option<&str>) -> String {
    let form = ReasonForm {
        why: s("x"),
        error: error.map(s),
    };
    let was = rule("contractors-no-social", "", "90 days at most.");
    let page = DraftPage {
        chrome: chrome("A change of the policy", Place::Policy),
        href: s("/admin/policy/drafts/1"),
        heading: "A change of the policy",
        state: Badge::new(Tone::Waiting, "Waits"),
        version: s(VERSION),
        version_href: s("/admin/policy/versions/9f2c"),
        short: s("9f2c41d07ab3"),
        file_name: s("northwind.toml"),
        submitter: s("Viktor Sand"),
        submitted: ago(90),
        why: s("The audit asked for a second signature for Project."),
        ended: (act == Act::None).then(|| Ended {
            what: s("Put in force by Ada Novak"),
            at: ago(30),
            why: s("As the audit asked."),
        }),
        applied: (act == Act::None).then(|| s("1 waiting request was denied; 3 keep their stages.")),
        against: s(VERSION),
        against_short: s("0ddba11c0ffe"),
        against_what: "the version in force",
        problems: match act {
            Act::RefuseOnly => vec![problem()],
            _ => Vec::new(),
        },
        counts: vec![
            Count {
                what: "Guards",
                now: 7,
                before: Some(7),
            },
            Count {
                what: "Routes",
                now: 8,
                before: Some(7),
            },
        ],
        rules: vec![KindChanges {
            kind: "Guards",
            added: vec![rule("new-one", "held.size() > 3", "Denied.")],
            changed: vec![(was.clone(), rule("contractors-no-social", "", "60 days at most."))],
            gone: vec![was],
            is_reordered: true,
        }],
        trials: Some(Trials {
            examples: s("14 examples stand in the file, and all of them pass."),
            unexercised: vec![s("contractors-no-social"), s("managers")],
            tried: s("48 changes of single rules tried; no example notices 2 of them:"),
            unnoticed: vec![
                (s("line 31"), s("contractors-no-social could be left out")),
                (
                    s("line 77"),
                    s("managers could stand before project-two-signatures"),
                ),
            ],
            left_out: vec![s("3 changes were not tried here: they are too many.")],
            unknown: vec![problem()],
            replay: past().pop(),
        }),
        diff: diff(),
        act,
        put: form.clone(),
        away: form,
    };
    page.render().unwrap()
}

fn version_row() -> VersionRow {
    let period = |until| PeriodLine {
        from: ago(9000),
        until,
        by: s("Submitted by Viktor Sand, put in force by Ada Novak"),
        why: s("The audit asked for a second signature for Project."),
        put_why: s("As the audit asked."),
    };
    VersionRow {
        href: s("/admin/policy/versions/9f2c"),
        file_href: s("/admin/policy/versions/9f2c/file"),
        short: s("9f2c41d07ab3"),
        kept: ago(9100),
        state: Badge::new(Tone::Neutral, "Was in force"),
        periods: vec![period(None), period(Some(ago(3000)))],
    }
}

pub fn register(count: usize) -> String {
    let page = RegisterPage {
        chrome: chrome("Every version of the policy", Place::Policy),
        rows: vec![version_row(); count],
        pager: Pager::default(),
    };
    page.render().unwrap()
}

pub fn version(error: Option<&str>) -> String {
    let page = VersionPage {
        chrome: chrome("Policy 9f2c41d07ab3", Place::Policy),
        version: s(VERSION),
        row: version_row(),
        size: s("12,480 bytes"),
        drafts: vec![draft_row()],
        lines: vec![
            line(LineKind::Same, None, Some(1), "[[guard]]"),
            line(LineKind::Same, None, Some(2), "id = \"contractors-no-social\""),
        ],
        left_out: 2,
        roll_back: Some(s("/admin/policy/versions/9f2c/roll-back")),
        form: ReasonForm {
            why: s("x"),
            error: error.map(s),
        },
        problems: error.map(|_| problem()).into_iter().collect(),
    };
    page.render().unwrap()
}
