//! What people are told by mail: who, when and of what, as it arrives at a mail server.

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::desk::{Desk, FLOW_FREE, VISIO};

const POLICY: &str = include_str!("../../policies/starter.toml");
const MAIL: &str = "[mail]\nhost = \"127.0.0.1\"\nport = MAIL_PORT\ntls = \"none\"\n\
                    from = \"Licences <licences@haldenroe.example>\"";

async fn desk() -> Desk {
    Desk::configured(POLICY, MAIL).await
}

impl Desk {
    /// What waits to be told is told.
    async fn tells(&self) {
        self.works().await;
        self.turn(Duration::seconds(5));
        self.works().await;
    }

    /// The mails that arrived, in their order.
    async fn mails(&self) -> Vec<Value> {
        let mut mails = self.control_read("mails").await["mails"]
            .as_array()
            .unwrap()
            .clone();
        mails.reverse();
        mails
    }

    /// As [`Desk::mails`]: to whom, and the subject.
    async fn told(&self) -> Vec<(String, String)> {
        let mails = self.mails().await;
        let mut told: Vec<_> = mails
            .iter()
            .map(|mail| {
                let to = mail["to"][0].as_str().unwrap().split('@').next().unwrap();
                (to.to_owned(), header(mail, "Subject"))
            })
            .collect();
        told.sort();
        told
    }

    async fn states(&self) -> Vec<(String, i32)> {
        let rows = sqlx::query!("select state, attempts from mails order by made_at, id");
        let rows = rows.fetch_all(&self.app.pool).await.unwrap();
        rows.into_iter().map(|row| (row.state, row.attempts)).collect()
    }
}

fn header(mail: &Value, name: &str) -> String {
    let headers = mail["headers"].as_array().unwrap();
    let found = headers.iter().find(|header| header[0] == name);
    found.map_or(String::new(), |header| header[1].as_str().unwrap().to_owned())
}

fn pairs(told: &[(&str, &str)]) -> Vec<(String, String)> {
    told.iter()
        .map(|(to, subject)| ((*to).to_owned(), (*subject).to_owned()))
        .collect()
}

#[tokio::test]
async fn everybody_is_told_what_concerns_them_over_the_whole_road() {
    let desk = desk().await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    let request = mia.asks_for(VISIO, "For the plans of the new plant", &[]).await;
    desk.tells().await;
    assert_eq!(
        desk.told().await,
        pairs(&[("jonas.lind", "To sign: Visio Plan 2 for Mia Berg")])
    );

    let mails = desk.mails().await;
    let mail = &mails[0];
    let card = jonas.card().await;
    for part in ["text", "html"] {
        let words = mail[part].as_str().unwrap();
        assert!(words.contains("Mia Berg asks for Visio Plan 2"), "{words}");
        assert!(words.contains("For the plans of the new plant"), "{words}");
        assert!(words.contains(&format!("{}{card}", desk.url)), "{words}");
    }
    assert_eq!(header(mail, "Auto-Submitted"), "auto-generated");

    jonas.approves().await;
    desk.works_until_idle().await;
    desk.tells().await;
    let told = desk.told().await;
    assert!(
        told.contains(&("mia.berg".into(), "Ready to use: Visio Plan 2 for you".into())),
        "{told:?}"
    );
    assert_eq!(mia.sees(&request).await.status, StatusCode::OK);
    desk.close().await;
}
