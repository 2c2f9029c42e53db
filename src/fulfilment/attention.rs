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
                t!("cause-usage-location"),
                t!("cause-usage-location-administrator"),
                t!("cause-usage-location-way-out"),
            ),
            Self::NoFreeSeat => (
                t!("cause-no-seat"),
                t!("cause-no-seat-administrator"),
                t!("cause-no-seat-way-out"),
            ),
            Self::UnknownSku => (
                t!("cause-unknown-sku"),
                t!("cause-unknown-sku-administrator"),
                t!("cause-unknown-sku-way-out"),
            ),
            Self::NotAssignable => (
                t!("cause-not-assignable"),
                t!("cause-not-assignable-administrator"),
                t!("cause-not-assignable-way-out"),
            ),
            Self::Inherited => (
                t!("cause-inherited"),
                t!("cause-inherited-administrator"),
                t!("cause-inherited-way-out"),
            ),
            Self::Dependency => (
                t!("cause-dependency"),
                t!("cause-dependency-administrator"),
                t!("cause-dependency-way-out"),
            ),
            Self::Exclusive => (
                t!("cause-exclusive"),
                t!("cause-exclusive-administrator"),
                t!("cause-exclusive-way-out"),
            ),
            Self::PlanNotInSku => (
                t!("cause-plan-not-in-sku"),
                t!("cause-plan-not-in-sku-administrator"),
                t!("cause-plan-not-in-sku-way-out"),
            ),
            Self::PlanProhibited => (
                t!("cause-plan-prohibited"),
                t!("cause-plan-prohibited-administrator"),
                t!("cause-plan-prohibited-way-out"),
            ),
            Self::ProxyClash => (
                t!("cause-proxy-clash"),
                t!("cause-proxy-clash-administrator"),
                t!("cause-proxy-clash-way-out"),
            ),
            Self::PersonMissing => (
                t!("cause-person-missing"),
                t!("cause-person-missing-administrator"),
                t!("cause-person-missing-way-out"),
            ),
            Self::Permission => (
                t!("cause-permission"),
                t!("cause-permission-administrator"),
                t!("cause-permission-way-out"),
            ),
            Self::SignIn => (
                t!("cause-sign-in"),
                t!("cause-sign-in-administrator"),
                t!("cause-sign-in-way-out"),
            ),
            Self::DirectoryQuota => (
                t!("cause-quota"),
                t!("cause-quota-administrator"),
                t!("cause-quota-way-out"),
            ),
            Self::ReadBackDiffers => (
                t!("cause-read-back"),
                t!("cause-read-back-administrator"),
                t!("cause-read-back-way-out"),
            ),
            Self::Unavailable => (
                t!("cause-unavailable"),
                t!("cause-unavailable-administrator"),
                t!("cause-unavailable-way-out"),
            ),
            Self::OurFault => (
                t!("cause-our-fault"),
                t!("cause-our-fault-administrator"),
                t!("cause-our-fault-way-out"),
            ),
            Self::Unknown => (
                t!("cause-unknown"),
                t!("cause-unknown-administrator"),
                t!("cause-unknown-way-out"),
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
