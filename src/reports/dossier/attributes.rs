//! The nine attributes of one granted right, A to I: what an auditor ticks off. Pure: no database, no clock.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::item::{Fact, Item, Shared};
use super::{entitled, given, removed, signed, told};
use crate::policy::Facts;
use crate::requests::RequestKind;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Letter {
    /// The request is recorded.
    A,
    /// A justification is there.
    B,
    /// Whoever approved was entitled to, by the policy in force at that moment.
    C,
    /// Whoever approved is independent.
    D,
    /// Every stage is complete.
    E,
    /// It was approved before it was granted.
    F,
    /// What was granted is what was approved: product, plans, term.
    G,
    /// Those whom it concerns were told.
    H,
    /// It was removed in time.
    I,
}

impl Letter {
    pub const ALL: [Self; 9] = [
        Self::A,
        Self::B,
        Self::C,
        Self::D,
        Self::E,
        Self::F,
        Self::G,
        Self::H,
        Self::I,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::E => "E",
            Self::F => "F",
            Self::G => "G",
            Self::H => "H",
            Self::I => "I",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Fail,
    DoesNotApply,
    /// It can not be said yet: something is still to come, and not late.
    Open,
}

impl Verdict {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::DoesNotApply => "does-not-apply",
            Self::Open => "open",
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// Why a verdict is as it is. The words stand in reports and files: add, never rename.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

codes! {
    /// A table says something else than the log.
    LogDiffers = "log-differs",
    /// The request that the log speaks of is not there.
    NotThere = "not-there",
    /// The log does not say that it was asked.
    NotLogged = "not-logged",
    NoJustification = "no-justification",
    /// The policy asked for none, and none was given.
    PolicyWantsNone = "policy-wants-none",
    PolicyMissing = "policy-missing",
    PolicyAltered = "policy-altered",
    PolicyUnreadable = "policy-unreadable",
    /// Another version was in force when it was decided.
    PolicyNotInForce = "policy-not-in-force",
    DecisionMissing = "decision-missing",
    DecisionNotLogged = "decision-not-logged",
    FactsAltered = "facts-altered",
    DecisionAltered = "decision-altered",
    PeopleAltered = "people-altered",
    /// Run again with its own policy and facts, it comes out otherwise.
    DecidesOtherwise = "decides-otherwise",
    ApproverNotEntitled = "approver-not-entitled",
    /// The delegation by which somebody signed did not run then.
    DelegationOver = "delegation-over",
    /// No rule wanted a signature.
    Automatic = "automatic",
    /// Given at once, past the rules.
    PastTheRules = "past-the-rules",
    /// Found at Microsoft and taken over by an administrator.
    Adopted = "adopted",
    ApproverIsRequester = "approver-is-requester",
    ApproverIsBeneficiary = "approver-is-beneficiary",
    /// In the place of whoever asked, or of whom it is for.
    SignsForAParty = "signs-for-a-party",
    SignsForThemselves = "signs-for-themselves",
    /// The rule was written and put in force by the approver alone.
    OwnRule = "own-rule",
    SameRightTwice = "same-right-twice",
    SamePersonAtTwoStages = "same-person-at-two-stages",
    /// Nobody has reviewed the exception yet.
    NotReviewed = "not-reviewed",
    ReviewedByAParty = "reviewed-by-a-party",
    StageNotOpened = "stage-not-opened",
    TooFewSignatures = "too-few-signatures",
    /// It was not granted, or not yet.
    NotGranted = "not-granted",
    /// It is there, and the log does not say that it was granted.
    GrantNotLogged = "grant-not-logged",
    SignedAfterGrant = "signed-after-grant",
    DecidedAfterGrant = "decided-after-grant",
    CalledBeforeGrant = "called-before-grant",
    NotSigned = "not-signed",
    OtherChange = "other-change",
    /// The change does not have the hash that was signed.
    HashDoesNotFit = "hash-does-not-fit",
    OtherPerson = "other-person",
    OtherProduct = "other-product",
    OtherTerm = "other-term",
    CallDiffers = "call-differs",
    ReadBackDiffers = "read-back-differs",
    /// Microsoft does not have it yet.
    NotActiveYet = "not-active-yet",
    /// It ended before Microsoft had it.
    NeverActive = "never-active",
    NotTold = "not-told",
    MailNotSent = "mail-not-sent",
    MailWaits = "mail-waits",
    NobodyToTell = "nobody-to-tell",
    /// The right goes on.
    GoesOn = "goes-on",
    /// It ends with the grant, whose own dossier says when.
    OfTheGrant = "of-the-grant",
    RemovalUnderWay = "removal-under-way",
    RemovedLate = "removed-late",
    StillNotRemoved = "still-not-removed",
    /// Somebody left, and nothing followed for the grant.
    LeaverNotFollowed = "leaver-not-followed",
    /// A removal was given up.
    LeftAtMicrosoft = "left-at-microsoft",
}

/// What a verdict stands on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// An event of the log.
    Event(Uuid),
    /// A row: table and id.
    Row(&'static str, Uuid),
    /// A version of the policy.
    Policy(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub letter: Letter,
    pub verdict: Verdict,
    pub codes: Vec<Code>,
    pub evidence: Vec<Evidence>,
}

/// What is found while one attribute is looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    failed: Vec<Code>,
    open: Vec<Code>,
    applies_not: Vec<Code>,
    evidence: Vec<Evidence>,
}

impl Look {
    pub fn fail(&mut self, code: Code) {
        note(&mut self.failed, code);
    }

    pub fn fail_if(&mut self, is_so: bool, code: Code) {
        if is_so {
            self.fail(code);
        }
    }

    pub fn open(&mut self, code: Code) {
        note(&mut self.open, code);
    }

    /// Counts only where nothing fails and nothing is open.
    pub fn does_not_apply(&mut self, code: Code) {
        note(&mut self.applies_not, code);
    }

    pub fn saw(&mut self, event: &Fact) {
        self.stands_on(Evidence::Event(event.id));
    }

    pub fn stands_on(&mut self, evidence: Evidence) {
        if !self.evidence.contains(&evidence) {
            self.evidence.push(evidence);
        }
    }

    pub fn done(self, letter: Letter) -> Attribute {
        let (verdict, codes) = match (&*self.failed, &*self.open, &*self.applies_not) {
            ([], [], []) => (Verdict::Pass, Vec::new()),
            ([], [], _) => (Verdict::DoesNotApply, self.applies_not),
            ([], ..) => (Verdict::Open, self.open),
            _ => (Verdict::Fail, self.failed),
        };
        Attribute {
            letter,
            verdict,
            codes,
            evidence: self.evidence,
        }
    }
}

fn note(codes: &mut Vec<Code>, code: Code) {
    if !codes.contains(&code) {
        codes.push(code);
    }
}

/// Looks at every attribute.
pub fn judge(item: &Item, shared: &Shared, now: DateTime<Utc>) -> [Attribute; 9] {
    [
        recorded(item).done(Letter::A),
        justified(item).done(Letter::B),
        entitled::look(item, shared).done(Letter::C),
        signed::independent(item, shared).done(Letter::D),
        signed::complete(item).done(Letter::E),
        signed::in_order(item).done(Letter::F),
        given::look(item, shared).done(Letter::G),
        told::look(item, now).done(Letter::H),
        removed::look(item, now).done(Letter::I),
    ]
}

/// What all of them say together.
pub fn overall(attributes: &[Attribute]) -> Verdict {
    let any = |verdict| attributes.iter().any(|attribute| attribute.verdict == verdict);
    match () {
        () if any(Verdict::Fail) => Verdict::Fail,
        () if any(Verdict::Open) => Verdict::Open,
        () => Verdict::Pass,
    }
}

fn recorded(item: &Item) -> Look {
    let mut look = Look::default();
    let Some(request) = &item.request else {
        look.fail(Code::NotThere);
        return look;
    };
    look.stands_on(Evidence::Row("requests", request.id.0));
    let Some(event) = item.recorded() else {
        look.fail(Code::NotLogged);
        return look;
    };
    look.saw(event);
    let is_as_logged = event.at == request.created_at
        && event.actor_id == Some(request.requester_id)
        && event.person_id == Some(request.beneficiary_id)
        && event.sku_id == Some(request.sku_id);
    look.fail_if(!is_as_logged, Code::LogDiffers);
    look
}

fn justified(item: &Item) -> Look {
    let mut look = Look::default();
    let Some(request) = &item.request else {
        // A says that it is not there.
        look.does_not_apply(Code::NotThere);
        return look;
    };
    look.stands_on(Evidence::Row("requests", request.id.0));
    let given = request.justification.trim();
    match item.kind() {
        RequestKind::BreakGlass => look.fail_if(given.is_empty(), Code::NoJustification),
        RequestKind::Adopt => {
            let said = item
                .recorded()
                .map(|event| event.text("reason"))
                .unwrap_or_default();
            item.recorded().into_iter().for_each(|event| look.saw(event));
            look.fail_if(given.is_empty() && said.trim().is_empty(), Code::NoJustification);
        }
        RequestKind::Assign | RequestKind::Extend | RequestKind::Change => {
            let decided = item.first("request.decided");
            decided.into_iter().for_each(|event| look.saw(event));
            // The log has no justification, but the fingerprint of the facts that had it.
            let row = decided
                .and_then(|event| event.uuid("decision"))
                .and_then(|id| item.decision(crate::ids::DecisionId(id)));
            let facts = row.and_then(|row| serde_json::from_str::<Facts>(&row.facts).ok());
            let seen = facts.as_ref().map(|facts| facts.request.justification.as_str());
            look.fail_if(seen.is_some_and(|seen| seen.trim() != given), Code::LogDiffers);
            if given.is_empty() {
                look.does_not_apply(Code::PolicyWantsNone);
            }
        }
    }
    look
}
