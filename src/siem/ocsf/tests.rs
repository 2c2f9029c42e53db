use std::collections::BTreeMap;

use super::*;

/// Class, what it requires beyond what all do, and its activities.
type OfTheSchema = (u32, &'static [&'static str], &'static [(u32, &'static str)]);

/// Of the schema, version 1.5.0.
const CLASSES: [OfTheSchema; 5] = [
    (
        3001,
        &["user"],
        &[(1, "Create"), (2, "Enable"), (5, "Disable"), (6, "Delete")],
    ),
    (3002, &["user", "service"], &[(1, "Logon"), (2, "Logoff")]),
    (
        3004,
        &["entity"],
        &[
            (1, "Create"),
            (2, "Read"),
            (3, "Update"),
            (4, "Delete"),
            (5, "Move"),
            (8, "Enable"),
            (9, "Disable"),
            (10, "Activate"),
            (11, "Deactivate"),
            (12, "Suspend"),
            (13, "Resume"),
        ],
    ),
    (
        3005,
        &["user", "privileges"],
        &[(1, "Assign Privileges"), (2, "Revoke Privileges")],
    ),
    (
        6003,
        &["actor", "api", "src_endpoint"],
        &[(1, "Create"), (2, "Read"), (3, "Update"), (4, "Delete")],
    ),
];

/// What the schema requires of every event.
const OF_ALL: [&str; 7] = [
    "activity_id",
    "category_uid",
    "class_uid",
    "metadata",
    "severity_id",
    "time",
    "type_uid",
];

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn of_kind(kind: &str, actor: (&str, Option<u128>), person: Option<u128>) -> Sealed {
    Sealed {
        seq: 7,
        event_id: id(1),
        hash: vec![0xab; 32],
        event: Some(Payload {
            at: DateTime::from_timestamp(1_795_550_000, 123_456_000).unwrap(),
            kind: kind.to_owned(),
            actor: actor.0.to_owned(),
            actor_id: actor.1.map(id),
            actor_upn: actor.1.map(|_| "ada.novak@haldenroe.example".to_owned()),
            request_id: None,
            person_id: person.map(id),
            person_upn: None,
            sku_id: Some(id(9)),
            detail: json!({ "result": "done", "grant": id(5) }),
        }),
    }
}

fn told(sealed: &Sealed) -> Value {
    serde_json::from_slice(&line(sealed).unwrap()).unwrap()
}

#[test]
fn every_kind_is_an_event_of_the_schema() {
    for kind in Kind::ALL {
        for (actor, person) in [
            (("person", Some(2)), Some(3)),
            (("worker", None), None),
            (("token", Some(4)), None),
        ] {
            let told = told(&of_kind(kind.as_str(), actor, person));
            let number = |name: &str| told[name].as_u64().unwrap();
            let (class, activity) = (number("class_uid"), number("activity_id"));
            assert_eq!(number("type_uid"), class * 100 + activity, "{kind:?}");
            assert_eq!(number("category_uid"), class / 1_000, "{kind:?}");
            let (_, required, activities) = CLASSES
                .iter()
                .find(|(uid, ..)| u64::from(*uid) == class)
                .unwrap_or_else(|| panic!("{kind:?}: {class}"));
            for name in OF_ALL.iter().chain(*required) {
                assert!(!told[*name].is_null(), "{kind:?} has no {name}");
            }
            let captions: BTreeMap<_, _> = activities
                .iter()
                .map(|(id, name)| (u64::from(*id), *name))
                .collect();
            match captions.get(&activity) {
                Some(caption) => assert_eq!(told["activity_name"], *caption, "{kind:?}"),
                None => assert_eq!(activity, 99, "{kind:?}"),
            }
            let user = &told["user"];
            assert!(user.is_null() || user.get("uid").is_some() || user.get("name").is_some());
            let actor = &told["actor"];
            assert!(actor.get("user").is_some() || actor.get("app_name").is_some());
            assert!((1..=4).contains(&number("severity_id")));
            assert!(number("status_id") <= 2);
            assert_eq!(told["metadata"]["version"], SCHEMA_VERSION);
            assert!(told["metadata"]["product"].is_object());
            assert_eq!(told["unmapped"]["event"]["kind"], kind.as_str());
        }
    }
}

#[test]
fn a_line_has_who_whom_and_what_and_our_event_as_it_stands() {
    let sealed = of_kind("grant.active", ("person", Some(2)), Some(3));
    let told = told(&sealed);
    assert_eq!(told["type_uid"], 300_501);
    assert_eq!(told["time"], 1_795_550_000_123_u64);
    assert_eq!(told["metadata"]["uid"], json!(id(1)));
    assert_eq!(told["metadata"]["sequence"], 7);
    assert_eq!(told["actor"]["user"]["uid"], json!(id(2)));
    assert_eq!(told["actor"]["user"]["name"], "ada.novak@haldenroe.example");
    assert_eq!(told["user"]["uid"], json!(id(3)));
    assert_eq!(told["resources"][0]["uid"], json!(id(9)));
    assert_eq!(told["unmapped"]["event"]["at"], "2026-11-24T19:53:20.123456Z");
    assert_eq!(told["unmapped"]["event"]["detail"]["grant"], json!(id(5)));
    assert_eq!(told["unmapped"]["hash"], "ab".repeat(32));
    assert_eq!(line(&sealed).unwrap(), line(&sealed).unwrap());
    assert!(!line(&sealed).unwrap().contains(&b'\n'));
}

#[test]
fn a_call_is_told_with_its_outcome() {
    for (result, status) in [
        ("done", 1),
        ("nothing_to_do", 1),
        ("refused", 2),
        ("unknown", 0),
        ("answer_lost", 0),
    ] {
        let mut sealed = of_kind("graph.call_answered", ("worker", None), Some(3));
        sealed.event.as_mut().unwrap().detail = json!({ "result": result });
        assert_eq!(told(&sealed)["status_id"], status, "{result}");
        assert_eq!(told(&sealed)["status_code"], result);
    }
}

#[test]
fn what_is_not_known_or_not_there_any_more_is_told_all_the_same() {
    let unknown = told(&of_kind("moon.landed", ("service", None), None));
    assert_eq!(
        (&unknown["class_uid"], &unknown["type_uid"]),
        (&json!(0), &json!(99))
    );
    assert_eq!(unknown["unmapped"]["event"]["kind"], "moon.landed");
    let gone = told(&Sealed {
        event: None,
        ..of_kind("grant.active", ("worker", None), None)
    });
    assert_eq!(gone["metadata"]["sequence"], 7);
    assert_eq!(gone["type_uid"], 99);
}
