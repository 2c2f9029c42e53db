use chrono::DateTime;
use uuid::Uuid;

use super::{Mail, message};

const HOSTILE: &str = "Eve\r\nBcc: all@example.com\r\n\r\n<h1>";

fn written(name: &str, subject: &str) -> String {
    let mail = Mail {
        id: Uuid::nil(),
        at: DateTime::UNIX_EPOCH,
        name,
        address: "mia@example.com",
        subject,
        text: "Hello\n.\nMia",
        html: "<p>Hello</p>",
    };
    let from = "Licences <licences@example.com>".parse().unwrap();
    String::from_utf8(message::of(&mail, &from).unwrap().formatted()).unwrap()
}

#[test]
fn a_name_or_a_subject_can_not_begin_another_header() {
    let mail = written(HOSTILE, HOSTILE);
    let head = mail.split("\r\n\r\n").next().unwrap();
    let names: Vec<_> = head
        .lines()
        .filter(|line| !line.starts_with([' ', '\t']))
        .filter_map(|line| line.split_once(':').map(|(name, _)| name))
        .collect();
    assert_eq!(
        names,
        [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "MIME-Version",
            "Content-Type",
        ]
    );
}

#[test]
fn the_same_mail_is_the_same_bytes_at_every_attempt() {
    assert_eq!(written("Mia Berg", "Sign"), written("Mia Berg", "Sign"));
    assert!(
        written("Mia Berg", "Sign")
            .contains("Message-ID: <00000000-0000-0000-0000-000000000000@example.com>\r\n")
    );
}

#[test]
fn what_is_no_address_is_refused_and_not_sent() {
    let mail = Mail {
        id: Uuid::nil(),
        at: DateTime::UNIX_EPOCH,
        name: "",
        address: "mia@example.com>\r\nRCPT TO:<all@example.com",
        subject: "",
        text: "",
        html: "",
    };
    let from = "licences@example.com".parse().unwrap();
    assert!(message::of(&mail, &from).is_err());
}
