//! Attributes, verdicts and reasons in words.

use super::attributes::{Code, Letter, Verdict};
use crate::web::page::{Badge, Tone};

pub(super) fn name(letter: Letter) -> &'static str {
    match letter {
        Letter::A => t!("dossier-a"),
        Letter::B => t!("dossier-b"),
        Letter::C => t!("dossier-c"),
        Letter::D => t!("dossier-d"),
        Letter::E => t!("dossier-e"),
        Letter::F => t!("dossier-f"),
        Letter::G => t!("dossier-g"),
        Letter::H => t!("dossier-h"),
        Letter::I => t!("dossier-i"),
    }
}

/// A verdict with its sign: nothing hangs on colour alone.
pub(super) fn badge(verdict: Verdict) -> Badge {
    match verdict {
        Verdict::Pass => Badge::new(Tone::Good, t!("dossier-pass")),
        Verdict::Fail => Badge::new(Tone::Bad, t!("dossier-fail")),
        Verdict::DoesNotApply => Badge::new(Tone::Neutral, t!("dossier-does-not-apply")),
        Verdict::Open => Badge::new(Tone::Waiting, t!("dossier-open")),
    }
}

pub fn why(code: Code) -> &'static str {
    match code {
        Code::LogDiffers => t!("dossier-log-differs"),
        Code::NotThere => t!("dossier-not-there"),
        Code::NotLogged => t!("dossier-not-logged"),
        Code::NoJustification => t!("dossier-no-justification"),
        Code::PolicyWantsNone => t!("dossier-policy-wants-none"),
        Code::PolicyMissing => t!("dossier-policy-missing"),
        Code::PolicyAltered => t!("dossier-policy-altered"),
        Code::PolicyUnreadable => t!("dossier-policy-unreadable"),
        Code::PolicyNotInForce => t!("dossier-policy-not-in-force"),
        Code::DecisionMissing => t!("dossier-decision-missing"),
        Code::DecisionNotLogged => t!("dossier-decision-not-logged"),
        Code::FactsAltered => t!("dossier-facts-altered"),
        Code::DecisionAltered => t!("dossier-decision-altered"),
        Code::PeopleAltered => t!("dossier-people-altered"),
        Code::DecidesOtherwise => t!("dossier-decides-otherwise"),
        Code::ApproverNotEntitled => t!("dossier-approver-not-entitled"),
        Code::DelegationOver => t!("dossier-delegation-over"),
        Code::Automatic => t!("dossier-automatic"),
        Code::PastTheRules => t!("dossier-past-the-rules"),
        Code::Adopted => t!("dossier-adopted"),
        Code::ApproverIsRequester => t!("dossier-approver-is-requester"),
        Code::ApproverIsBeneficiary => t!("dossier-approver-is-beneficiary"),
        Code::SignsForAParty => t!("dossier-signs-for-a-party"),
        Code::SignsForThemselves => t!("dossier-signs-for-themselves"),
        Code::OwnRule => t!("dossier-own-rule"),
        Code::SameRightTwice => t!("dossier-same-right-twice"),
        Code::SamePersonAtTwoStages => t!("dossier-same-person-at-two-stages"),
        Code::NotReviewed => t!("dossier-not-reviewed"),
        Code::ReviewedByAParty => t!("dossier-reviewed-by-a-party"),
        Code::StageNotOpened => t!("dossier-stage-not-opened"),
        Code::TooFewSignatures => t!("dossier-too-few-signatures"),
        _ => why_given(code),
    }
}

/// Of what is granted, told and removed.
fn why_given(code: Code) -> &'static str {
    match code {
        Code::NotGranted => t!("dossier-not-granted"),
        Code::GrantNotLogged => t!("dossier-grant-not-logged"),
        Code::SignedAfterGrant => t!("dossier-signed-after-grant"),
        Code::DecidedAfterGrant => t!("dossier-decided-after-grant"),
        Code::CalledBeforeGrant => t!("dossier-called-before-grant"),
        Code::NotSigned => t!("dossier-not-signed"),
        Code::OtherChange => t!("dossier-other-change"),
        Code::HashDoesNotFit => t!("dossier-hash-does-not-fit"),
        Code::OtherPerson => t!("dossier-other-person"),
        Code::OtherProduct => t!("dossier-other-product"),
        Code::OtherTerm => t!("dossier-other-term"),
        Code::CallDiffers => t!("dossier-call-differs"),
        Code::ReadBackDiffers => t!("dossier-read-back-differs"),
        Code::NotActiveYet => t!("dossier-not-active-yet"),
        Code::NeverActive => t!("dossier-never-active"),
        Code::NotTold => t!("dossier-not-told"),
        Code::MailNotSent => t!("dossier-mail-not-sent"),
        Code::MailWaits => t!("dossier-mail-waits"),
        Code::NobodyToTell => t!("dossier-nobody-to-tell"),
        Code::GoesOn => t!("dossier-goes-on"),
        Code::OfTheGrant => t!("dossier-of-the-grant"),
        Code::RemovalUnderWay => t!("dossier-removal-under-way"),
        Code::RemovedLate => t!("dossier-removed-late"),
        Code::StillNotRemoved => t!("dossier-still-not-removed"),
        Code::LeaverNotFollowed => t!("dossier-leaver-not-followed"),
        Code::LeftAtMicrosoft => t!("dossier-left-at-microsoft"),
        _ => code.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, Reader, read_by};

    #[test]
    fn every_code_has_words_of_its_own_in_every_language() {
        for language in Language::ALL {
            let reader = Reader {
                language,
                ..Reader::default()
            };
            read_by(reader, || {
                let mut words: Vec<_> = Code::ALL.iter().map(|code| why(*code)).collect();
                words.sort_unstable();
                words.dedup();
                assert_eq!(words.len(), Code::ALL.len());
                assert!(words.iter().all(|words| words.contains(' ')), "{words:?}");
            });
        }
    }
}
