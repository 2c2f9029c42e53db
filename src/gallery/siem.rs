//! Samples of the API tokens and of the receiver of the log.

use askama::Template;

use super::{ago, choices, chrome, s};
use crate::administration::token_views::{Fresh, TokenRow, TokensPage};
use crate::reports::receiver::Receiver;
use crate::web::page::{Badge, Place, Tone};

/// `made`: one was just made. `wrong`: what was typed can not be taken.
pub fn tokens(rows: usize, made: bool, wrong: bool) -> String {
    let good = TokenRow {
        id: s("019abf2e-3b1c-7d10-9f00-0242ac120002"),
        name: s("Splunk forwarder in Oslo"),
        scope: "For the feed",
        made_by: s("Ada Novak"),
        made: ago(90),
        expires: ago(-60 * 24 * 88),
        used: Some(ago(2)),
        revoked: None,
        state: Badge::new(Tone::Good, "Good"),
        can_revoke: true,
    };
    let unused = TokenRow {
        id: s("b"),
        name: s("Quarterly evidence"),
        scope: "For the reports",
        made_by: s("Viktor Sand (has left)"),
        used: None,
        ..good.clone()
    };
    let revoked = TokenRow {
        id: s("c"),
        revoked: Some((s("Ada Novak"), ago(30))),
        state: Badge::new(Tone::Neutral, "Revoked"),
        can_revoke: false,
        ..good.clone()
    };
    let page = TokensPage {
        chrome: chrome("API tokens", Place::Tokens),
        fresh: made.then(|| Fresh {
            name: s("Splunk forwarder in Oslo"),
            secret: s("cs_2pXQ0mTbq8m3dZl0m4mJx5q0H8o0mC4vT8g1yYpQnXw"),
        }),
        token: s("a"),
        name: s(if wrong { "Sentinel" } else { "" }),
        longest_name: 80,
        feed: false,
        reports: false,
        days: choices(&[("30", "30 days"), ("90", "90 days"), ("365", "365 days")], "90"),
        errors: match wrong {
            true => vec![
                ("feed", s("Choose at least one.")),
                ("days", s("Choose from 1 to 365 days.")),
            ],
            false => Vec::new(),
        },
        rows: [good, unused, revoked].into_iter().take(rows).collect(),
    };
    page.render().unwrap()
}

pub fn receiver(is_down: bool) -> Receiver {
    let whole = Receiver {
        host: s("collector.northwind.example"),
        state: Badge::new(Tone::Good, "Has everything"),
        waiting: s("Every sealed event is there."),
        oldest: None,
        taken: Some(ago(1)),
        trouble: None,
    };
    match is_down {
        false => whole,
        true => Receiver {
            state: Badge::new(Tone::Bad, "Takes nothing"),
            waiting: s("1,204 sealed events are not there yet."),
            oldest: Some(ago(75)),
            trouble: Some((s("It answered 503"), ago(4), ago(-11))),
            ..whole
        },
    }
}
