//! The dossier as a page shows and prints it.

use askama::Template;
use askama_web::WebTemplate;

use crate::reports::explain_views::RuleRow;
use crate::requests::frame::ReasonLine;
use crate::web::page::{Badge, Chrome, Moment};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "dossier.html")]
pub struct DossierPage {
    pub chrome: Chrome,
    pub product: String,
    pub person: String,
    /// What all attributes say together.
    pub verdict: Badge,
    /// "2 of 9 fail.", as a sentence under the title.
    pub said: String,
    /// Name and value: who asked, for whom, what, when, ids.
    pub head: Vec<(&'static str, String)>,
    pub request_href: String,
    pub attributes: Vec<AttributeRow>,
    pub approvals: Vec<ApprovalRow>,
    pub rules: Option<Rules>,
    /// Names and values of what the decision saw.
    pub facts: Vec<(String, String)>,
    pub call: Option<Call>,
    pub events: Vec<EventLine>,
    /// Events that are not shown.
    pub left_out: usize,
    /// "Made 24 November 2026, 09:00 by Otto Keller over 38 sealed events, head 4be19c07…".
    pub made: String,
    /// The newest checkpoint, a signed note, to which the proofs lead; empty where none was signed.
    pub checkpoint: String,
}

#[derive(Clone, Debug)]
pub struct AttributeRow {
    pub letter: &'static str,
    pub name: &'static str,
    pub verdict: Badge,
    /// "✓", "✗", "–", "…".
    pub sign: &'static str,
    /// Sentence and code.
    pub reasons: Vec<(&'static str, &'static str)>,
    pub evidence: Vec<EvidenceLine>,
}

#[derive(Clone, Debug)]
pub struct EvidenceLine {
    /// "No. 12", "row in grants".
    pub text: String,
    /// "signature.given", the id of a row, a version.
    pub code: String,
    /// Where on the page it stands.
    pub href: Option<String>,
}

#[derive(Clone, Debug)]
pub struct ApprovalRow {
    pub stage: i64,
    /// "Jonas Lind for Lena Vogt".
    pub who: String,
    pub at: Moment,
    /// "24 November 2026, 08:55, by OpenID Connect"; why it is not known otherwise.
    pub signed_in: String,
    /// Hash of what was shown; empty where the log has none.
    pub shown: String,
    /// Hash of what was signed.
    pub signed: String,
    pub href: String,
}

#[derive(Clone, Debug)]
pub struct Rules {
    /// Whole.
    pub version: String,
    /// "In force since …, put in force by …".
    pub since: String,
    /// Why they can not be shown; then there are none.
    pub unreadable: Option<&'static str>,
    pub reasons: Vec<ReasonLine>,
    /// Those that applied.
    pub rules: Vec<RuleRow>,
}

#[derive(Clone, Debug)]
pub struct Call {
    /// Name and value: when, the result, both request ids.
    pub about: Vec<(&'static str, String)>,
    /// JSON; empty where nothing had to be sent.
    pub body: String,
    /// JSON; empty where it could not be read.
    pub read_back: String,
}

#[derive(Clone, Debug)]
pub struct EventLine {
    /// `event-…`, for links within the page.
    pub anchor: String,
    pub at: Moment,
    pub who: String,
    pub words: String,
    pub kind: String,
    pub proof: Proof,
}

/// How the event is proved to stand in the log.
#[derive(Clone, Debug)]
pub struct Proof {
    /// "No. 12"; "not sealed yet".
    pub place: String,
    /// Leaf hash, whole; empty until sealed.
    pub hash: String,
    /// Inclusion proof in the tree of the checkpoint, from the leaf up; empty where that does not cover it.
    pub path: Vec<String>,
}
