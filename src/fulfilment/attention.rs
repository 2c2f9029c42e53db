//! What keeps a grant from being active, in words: what happened, for the requester and for the administrator, and the
//! way out. Graph's own text is kept beside it as evidence, never shown as the explanation.

use serde::{Deserialize, Serialize};

use super::plan::Blocked;
use crate::graph;

/// Kept with the grant while a person is needed or a seat is waited for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attention {
    pub cause: Cause,
    /// What Graph answered; absent when we knew before asking.
    #[serde(default)]
    pub answer: Option<GraphAnswer>,
}

/// What Graph answered, without names or addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphAnswer {
    pub status: Option<u16>,
    pub code: String,
    pub message: String,
    pub request_id: Option<String>,
}

/// The situation, by what a person can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    UsageLocation,
    NoFreeSeat,
    UnknownSku,
    NotAssignable,
    Inherited,
    Dependency,
    Exclusive,
    PlanNotInSku,
    PlanProhibited,
    ProxyClash,
    PersonMissing,
    Permission,
    SignIn,
    DirectoryQuota,
    ReadBackDiffers,
    /// Graph kept failing or could not be reached.
    Unavailable,
    /// A call that we should not have sent: a fault of Countersign.
    OurFault,
    Unknown,
}

/// One situation in words.
pub struct Words {
    /// For the requester: what happened and what happens next.
    pub requester: &'static str,
    /// For the administrator: what happened.
    pub administrator: &'static str,
    /// For the administrator: what to do.
    pub way_out: &'static str,
}

impl Cause {
    pub fn words(self) -> Words {
        let (requester, administrator, way_out) = match self {
            Self::UsageLocation => (
                "Microsoft needs to know the country you work in before it gives out a licence. An administrator has been asked to enter it.",
                "The person has no valid usage location, so Microsoft refuses to assign a licence.",
                "Set the usage location of this person in Entra ID, then try again.",
            ),
            Self::NoFreeSeat => (
                "All seats of this product are taken. Your request waits and goes on by itself as soon as a seat is free.",
                "The product has no free seat.",
                "Buy seats or free one; the request goes on by itself.",
            ),
            Self::UnknownSku => (
                "This product is no longer part of your organisation's subscriptions. An administrator has been told.",
                "The tenant has no subscription with this SKU.",
                "Check the subscription in the Microsoft 365 admin centre, then try again.",
            ),
            Self::NotAssignable => (
                "This product cannot be given to a person. An administrator has been told.",
                "The SKU applies to the company, not to users, and cannot be assigned.",
                "Hide the product or choose one that applies to users; then tell the requester.",
            ),
            Self::Inherited => (
                "You have this product through a group, so it cannot be changed for you alone. An administrator has been told.",
                "The licence is inherited from a group and cannot be changed on the person.",
                "Change the membership or the licence of the group, then try again.",
            ),
            Self::Dependency => (
                "This product needs a service that is switched off or missing. An administrator has been told.",
                "A service plan depends on another plan that the person does not have.",
                "Assign or switch on the plan that is named in Graph's answer, then try again.",
            ),
            Self::Exclusive => (
                "This product cannot be combined with one you already have. An administrator has been told.",
                "Two service plans exclude each other.",
                "Remove or switch off one of the plans that are named in Graph's answer, then try again.",
            ),
            Self::PlanNotInSku => (
                "Microsoft no longer offers a part of this product. An administrator has been told.",
                "A plan that was sent is not part of the tenant's SKU.",
                "Read the catalogue again, then try again.",
            ),
            Self::PlanProhibited => (
                "Microsoft does not offer a part of this product in your country. An administrator has been told.",
                "A service plan is prohibited in the person's usage location.",
                "Switch the plan off by policy for this country, or correct the usage location; then try again.",
            ),
            Self::ProxyClash => (
                "Your mail address clashes with another account. An administrator has been told.",
                "Another object has the same proxy address, so the mailbox cannot be made.",
                "Remove the duplicate proxy address in Exchange or Entra ID, then try again.",
            ),
            Self::PersonMissing => (
                "Microsoft does not know your account yet. An administrator has been told.",
                "Graph does not find the person. A new account can take some minutes to appear everywhere.",
                "Check that the account exists in Entra ID, then try again.",
            ),
            Self::Permission => (
                "Countersign is not allowed to assign licences at the moment. It is tried again until it works; nothing is lost.",
                "The app registration lacks a permission that Graph asks for.",
                "Grant admin consent for LicenseAssignment.ReadWrite.All and User.Read.All (countersign doctor shows which is missing). Nobody has to touch the requests.",
            ),
            Self::SignIn => (
                "Countersign cannot sign in to Microsoft at the moment. It is tried again until it works; nothing is lost.",
                "Entra ID or Graph refuses the app's credentials. It is tried again by itself.",
                "Run countersign doctor; renew the client secret or certificate if it has expired. Nobody has to touch the requests.",
            ),
            Self::DirectoryQuota => (
                "Your organisation has reached a limit at Microsoft. An administrator has been told.",
                "The directory object quota of the tenant is used up.",
                "Delete objects or have the quota raised, then try again.",
            ),
            Self::ReadBackDiffers => (
                "Microsoft shows something else than was asked of it. An administrator is looking into it.",
                "What Graph shows afterwards differs from what was sent. Some plans cannot be switched off.",
                "Compare the person's plans in the Microsoft 365 admin centre with the grant, then try again.",
            ),
            Self::Unavailable => (
                "Microsoft is out of reach or too busy at the moment. It is tried again until it works; nothing is lost.",
                "Graph keeps failing or asking to wait. It is tried again by itself.",
                "If it lasts, check the network and Microsoft's service health. Nobody has to touch the requests.",
            ),
            Self::OurFault => (
                "Something went wrong on our side. An administrator has been told.",
                "Graph refused the call as malformed: this is a fault of Countersign.",
                "Report it with the request id of Graph's answer; trying again will not help until it is mended.",
            ),
            Self::Unknown => (
                "Microsoft refused the change for a reason we do not know. An administrator has been told.",
                "Graph refused with a message that Countersign does not know.",
                "Read Graph's answer below, mend the cause, then try again.",
            ),
        };
        Words {
            requester,
            administrator,
            way_out,
        }
    }
}

impl From<Blocked> for Cause {
    fn from(blocked: Blocked) -> Self {
        match blocked {
            Blocked::UnknownSku => Self::UnknownSku,
            Blocked::NotAssignable => Self::NotAssignable,
            Blocked::NoUsageLocation => Self::UsageLocation,
            Blocked::NoFreeSeat => Self::NoFreeSeat,
        }
    }
}

impl From<&graph::Error> for GraphAnswer {
    fn from(error: &graph::Error) -> Self {
        Self {
            status: error.status,
            code: error.code.clone(),
            message: error.message.clone(),
            request_id: error.request_id.clone(),
        }
    }
}
