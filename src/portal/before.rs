//! What would happen, told before a form is sent: who would sign, by which rule, or why not. Shared by the form of a request
//! and that of an extension.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::catalogue::{KnownSigners, signers, then};
use super::form::before_typing;
use super::instead::WouldPass;
use crate::ids::PersonId;
use crate::policy::{Asked, Decision, Outcome, Policy};
use crate::requests::facts::{Seen, Wish};
use crate::requests::frame::{ReasonLine, reason_lines};
use crate::requests::history;
use crate::requests::questions::{self, Foretold};
use crate::web::Failure;

/// What the rules say to what is chosen so far.
pub struct Told {
    pub foretold: Foretold,
    pub asked: Vec<Asked>,
    /// "At least 20 characters, because …"; `None` = optional.
    pub justification_required: Option<String>,
    now: DateTime<Utc>,
}

/// What stands beside the fields.
#[derive(Clone, Debug, Default)]
pub struct Before {
    /// "€12.90 a month".
    pub price: String,
    /// As the rules would grant it.
    pub term: String,
    /// One sentence for each stage: "Jonas Lind, your manager". Empty = approved at once, or refused.
    pub signers: Vec<String>,
    /// The rule by its id: "Rule e5-two-signatures".
    pub rule: String,
    /// Said in place of the signers: why it would not be taken as it is.
    pub instead: Option<String>,
    /// Answers are missing, and may change who signs.
    pub is_open: bool,
    /// Why it would be denied.
    pub refusals: Vec<ReasonLine>,
    /// What the rules change: a shorter term, what it takes the place of.
    pub notes: Vec<ReasonLine>,
    /// "Usually decided within 2 days: …"; empty where nobody has to sign.
    pub usual: String,
    /// What would pass, where it would be denied.
    pub would_pass: Option<WouldPass>,
}

/// Asks the rules, as if what is still to be typed were typed well.
pub fn tell(policy: &Policy, seen: &Seen, (wish, now): (&Wish<'_>, DateTime<Utc>)) -> Told {
    let mut facts = seen.facts(now, wish);
    let asked = questions::hear(policy, &mut facts, wish.answers);
    let foretold = questions::foretell(policy, &facts);
    facts.request.justification.clear();
    let bare = policy.decide(&facts);
    Told {
        now,
        foretold,
        asked,
        justification_required: before_typing(&bare),
    }
}

/// All but price and term; `known` = who signs what else of the same people, `instead` = why it would not be taken as it is.
pub async fn of(
    conn: &mut PgConnection,
    seen: &Seen,
    told: &Told,
    (looker, known): (PersonId, &mut KnownSigners),
    instead: Option<String>,
) -> Result<Before, Failure> {
    let decision = &told.foretold.decision;
    let notes = decision
        .reasons
        .iter()
        .filter(|reason| matches!(reason.code.as_str(), "term_capped" | "replaces"));
    let depends = told
        .foretold
        .depends_on_answers()
        .then(|| t!("before-depends").to_owned());
    let instead = instead.or(depends);
    let refusals = reason_lines(&told.foretold.refusals, &seen.plans);
    Ok(Before {
        price: String::new(),
        term: String::new(),
        signers: match instead.is_none() && refusals.is_empty() {
            true => signers(conn, seen, decision, (looker, known)).await?,
            false => Vec::new(),
        },
        rule: rule(decision),
        instead,
        is_open: told.foretold.is_open,
        refusals,
        notes: reason_lines(notes, &seen.plans),
        usual: String::new(),
        would_pass: None,
    })
}

/// How long it usually takes, where somebody has to sign.
pub async fn usual(conn: &mut PgConnection, seen: &Seen, told: &Told) -> Result<String, Failure> {
    let decision = &told.foretold.decision;
    let Some(stage) = decision
        .stages
        .first()
        .filter(|_| decision.outcome == Outcome::Stages)
    else {
        return Ok(String::new());
    };
    let usual = history::usual(conn, told.now, seen.product.sku_id, &stage.rule).await?;
    Ok(history::sentence(usual.as_ref()))
}

impl Before {
    /// Who would sign, for those who do not see it change.
    pub fn said(&self) -> String {
        match (self.refusals.first(), &self.instead, self.signers.as_slice()) {
            (Some(ReasonLine { text, .. }), ..) => text.clone(),
            (None, Some(instead), _) => instead.clone(),
            (None, None, []) => t!("before-nobody-said").to_owned(),
            (None, None, signers) => t!("before-signers-said", signers = then(signers)),
        }
    }
}

fn rule(decision: &Decision) -> String {
    let code = match decision.outcome {
        Outcome::Stages => "routed",
        Outcome::Automatic => "automatic",
        Outcome::Denied => return String::new(),
    };
    let reason = decision.reasons.iter().find(|reason| reason.code == code);
    reason
        .map(|reason| t!("reason-rule", rule = reason.rule))
        .unwrap_or_default()
}
