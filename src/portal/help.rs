//! `GET /help`, `/help/approver` and `/help/auditor`: one screen for each who uses it.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use crate::app::App;
use crate::people::signed_in::SignedIn;
use crate::requests::frame::frame;
use crate::web::Failure;
use crate::web::page::{Chrome, Place};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "help.html")]
pub struct HelpPage {
    pub chrome: Chrome,
    pub role: For,
}

/// For whom it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    Employees,
    Approvers,
    Auditors,
}

pub async fn employee(State(app): State<App>, person: SignedIn) -> Result<HelpPage, Failure> {
    page(&app, &person, For::Employees).await
}

pub async fn approver(State(app): State<App>, person: SignedIn) -> Result<HelpPage, Failure> {
    page(&app, &person, For::Approvers).await
}

pub async fn auditor(State(app): State<App>, person: SignedIn) -> Result<HelpPage, Failure> {
    page(&app, &person, For::Auditors).await
}

async fn page(app: &App, person: &SignedIn, role: For) -> Result<HelpPage, Failure> {
    let mut conn = app.pool.acquire().await?;
    let chrome = frame(&mut conn, person, "Help", Place::Elsewhere).await?;
    Ok(HelpPage { chrome, role })
}

impl For {
    const ALL: [Self; 3] = [Self::Employees, Self::Approvers, Self::Auditors];

    /// Each with whether it is this one.
    pub fn all(&self) -> [(Self, bool); 3] {
        Self::ALL.map(|role| (role, role == *self))
    }

    pub fn href(&self) -> &'static str {
        match self {
            Self::Employees => "/help",
            Self::Approvers => "/help/approver",
            Self::Auditors => "/help/auditor",
        }
    }

    pub fn title(&self) -> &'static str {
        match self {
            Self::Employees => "Asking",
            Self::Approvers => "Signing",
            Self::Auditors => "Checking",
        }
    }

    pub fn lead(&self) -> &'static str {
        match self {
            Self::Employees => "How you get a licence, and what becomes of what you ask for.",
            Self::Approvers => "How you clear your queue, and what your signature means.",
            Self::Auditors => "What the log holds, and how you know that nobody changed it.",
        }
    }

    pub fn answers(&self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Employees => &[
                (
                    "How do I ask?",
                    "Find the product in the catalogue, by its name or by what it does, and press “Ask for it”. Before you send it, the form says who will sign, by which rule, what it costs and what you have already.",
                ),
                (
                    "What happens then?",
                    "The page of the request shows each step with names and times. You may have those reminded who are to sign, answer their questions, or cancel.",
                ),
                (
                    "When do I have it?",
                    "When the request says Active: Microsoft's own records show it then. Apps can take a quarter of an hour more.",
                ),
                (
                    "There is no free seat?",
                    "Your request keeps its place in the waiting room, first approved first served, and goes on by itself.",
                ),
                (
                    "It was denied?",
                    "The page says why. Ask for what would pass, or appeal once: somebody other than who denied it decides.",
                ),
                (
                    "I do not need it any more?",
                    "Give it back under My licences. There you can also ask for more time.",
                ),
            ],
            Self::Approvers => &[
                (
                    "What waits for me?",
                    "Approvals lists it, what is due first on top. You are told by mail, for each request or once a day, as you choose under Settings.",
                ),
                (
                    "What do I sign?",
                    "Exactly the change on the card, plan by plan. If facts or rules make it another change before it is carried out, you are asked again.",
                ),
                (
                    "Can I give less?",
                    "Where the rules allow it, “Approve with a change” gives it for a shorter time or with fewer plans. Who signed before you signs again.",
                ),
                (
                    "Can I ask first?",
                    "Yes. The time of the stage stands still until the question is answered.",
                ),
                (
                    "I was too quick?",
                    "Undo takes your answer back until somebody signs after you, or until it is carried out half a minute later.",
                ),
                (
                    "I am away?",
                    "Name a delegate. They sign for you from a day to a day, and the log names you both. Nobody ever signs for themselves.",
                ),
            ],
            Self::Auditors => &[
                (
                    "What is in the log?",
                    "Every step of every request, with who did it and when: asked, decided by which version of which rule, signed, sent to Microsoft, read back, ended. Refused attempts too.",
                ),
                (
                    "Can it be changed?",
                    "The service may only add to it and read it. Each event carries a hash over the one before it; whoever changes or removes one breaks the chain.",
                ),
                (
                    "How do I check that?",
                    "Run “countersign audit verify” against the database: it begins with the rows and names the first that does not fit.",
                ),
                (
                    "Why was this decided so?",
                    "“Every rule, and why” on the page of a request shows the facts and each rule that was asked. Re-performance runs all decisions again.",
                ),
                (
                    "What went past the rules?",
                    "The report of exceptions lists what an administrator gave at once, with the reason, until somebody else has reviewed it.",
                ),
                (
                    "How do I take it along?",
                    "The log can be filtered and exported as CSV; the export is itself an event.",
                ),
            ],
        }
    }

    pub fn has_keys(&self) -> bool {
        *self == Self::Approvers
    }

    pub fn keys(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("j", "next"),
            ("k", "previous"),
            ("x", "select"),
            ("Enter", "open"),
            ("a", "approve"),
            ("d", "deny"),
            ("i", "ask"),
            ("/", "search"),
            ("?", "show these"),
        ]
    }
}
