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
    let chrome = frame(&mut conn, person, t!("frame-help"), Place::Elsewhere).await?;
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
            Self::Employees => t!("help-asking"),
            Self::Approvers => t!("help-signing"),
            Self::Auditors => t!("help-checking"),
        }
    }

    pub fn lead(&self) -> &'static str {
        match self {
            Self::Employees => t!("help-asking-lead"),
            Self::Approvers => t!("help-signing-lead"),
            Self::Auditors => t!("help-checking-lead"),
        }
    }

    pub fn answers(&self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::Employees => vec![
                (t!("help-ask"), t!("help-ask-answer")),
                (t!("help-then"), t!("help-then-answer")),
                (t!("help-when"), t!("help-when-answer")),
                (t!("help-seat"), t!("help-seat-answer")),
                (t!("help-denied"), t!("help-denied-answer")),
                (t!("help-give-back"), t!("help-give-back-answer")),
            ],
            Self::Approvers => vec![
                (t!("help-waits"), t!("help-waits-answer")),
                (t!("help-sign"), t!("help-sign-answer")),
                (t!("help-less"), t!("help-less-answer")),
                (t!("help-question"), t!("help-question-answer")),
                (t!("help-undo"), t!("help-undo-answer")),
                (t!("help-away"), t!("help-away-answer")),
            ],
            Self::Auditors => vec![
                (t!("help-log"), t!("help-log-answer")),
                (t!("help-changed"), t!("help-changed-answer")),
                (t!("help-check"), t!("help-check-answer")),
                (t!("help-reports"), t!("help-reports-answer")),
                (t!("help-dossier"), t!("help-dossier-answer")),
                (t!("help-decided"), t!("help-decided-answer")),
                (t!("help-past"), t!("help-past-answer")),
                (t!("help-export"), t!("help-export-answer")),
            ],
        }
    }

    pub fn has_keys(&self) -> bool {
        *self == Self::Approvers
    }

    pub fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("j", t!("help-key-next")),
            ("k", t!("help-key-previous")),
            ("x", t!("help-key-select")),
            ("Enter", t!("help-key-open")),
            ("a", t!("help-key-approve")),
            ("d", t!("help-key-deny")),
            ("i", t!("help-key-ask")),
            ("/", t!("help-key-search")),
            ("?", t!("help-key-these")),
        ]
    }
}
