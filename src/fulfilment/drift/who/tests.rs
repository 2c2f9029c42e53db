use serde_json::json;

use super::*;

const PERSON: &str = "9d3b0d1c-0000-4000-8000-000000000001";
const VISIO: &str = "c5928f49-12ba-48f7-ada3-0d743a3601d5";
const E5: &str = "06ebc4ee-1bb5-47dd-8120-11324bc54e06";

fn record(initiated_by: serde_json::Value, old: &str, new: &str) -> DirectoryAudit {
    serde_json::from_value(json!({
        "correlationId": "c", "activityDateTime": "2026-11-24T09:00:00Z", "result": "success", "initiatedBy": initiated_by,
        "targetResources": [{ "id": PERSON, "modifiedProperties": [
            { "displayName": "AssignedLicense", "oldValue": old, "newValue": new },
            { "displayName": "Included Updated Properties", "oldValue": null, "newValue": "\"AssignedLicense\"" },
        ]}],
    }))
    .unwrap()
}

fn row(sku: &str, off: &str) -> String {
    format!("[SkuName=X, AccountId=11111111-0000-4000-8000-000000000000, SkuId={sku}, DisabledPlans=[{off}]]")
}

#[test]
fn the_products_that_changed_are_those_that_stand_differently_before_and_after() {
    let user = json!({ "user": { "id": PERSON, "userPrincipalName": "ada@x" }, "app": null });
    let list = |rows: &[String]| json!(rows).to_string();
    let changed = |old: &str, new: &str| {
        let skus = skus_changed(&record(user.clone(), old, new));
        skus.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(changed("[]", &list(&[row(VISIO, "")])), [VISIO]);
    let both = list(&[row(E5, ""), row(VISIO, "")]);
    assert_eq!(changed(&both, &list(&[row(VISIO, "")])), [E5]);
    assert_eq!(
        changed(&both, &list(&[row(E5, "a"), row(VISIO, "")])),
        [E5],
        "other plans"
    );
    assert_eq!(changed(&both, &both), [""; 0]);
    for hostile in [
        "",
        "{",
        "null",
        "[1, 2]",
        "\"SkuId=\"",
        "[\"SkuId=zzzz\"]",
        "[\"SkuId=\u{1F600}\"]",
    ] {
        assert_eq!(changed(hostile, "[]"), [""; 0], "{hostile}");
    }
}

#[test]
fn ourselves_and_nobody_are_nobody_and_everybody_else_is_somebody() {
    let by_whom =
        |actor: serde_json::Value| change(&record(actor, "[]", "[]"), &["OUR-id"]).map(|change| change.by);
    let app = |id: Option<&str>, name: Option<&str>| json!({ "app": { "appId": id, "displayName": name } });
    assert_eq!(by_whom(app(Some("our-ID"), Some("Countersign"))), None);
    assert_eq!(by_whom(app(None, None)), None);
    assert_eq!(by_whom(json!({})), None);
    assert_eq!(by_whom(json!({ "user": { "id": null } })), None);
    let named = by_whom(app(Some("x"), Some("Provisioning\u{7} script"))).unwrap();
    assert_eq!(named.app.as_deref(), Some("Provisioning script"));
    assert_eq!(by_whom(app(Some("x"), None)).unwrap().app.as_deref(), Some("x"));
    let person = by_whom(json!({ "user": { "id": PERSON, "userPrincipalName": "ada@x" } })).unwrap();
    assert_eq!(person.id.unwrap().to_string(), PERSON);
    let only_upn = by_whom(json!({ "user": { "id": "not an id", "userPrincipalName": "ada@x" } })).unwrap();
    assert_eq!((only_upn.id, only_upn.upn.as_deref()), (None, Some("ada@x")));
}

#[test]
fn what_failed_or_names_no_person_is_passed_over() {
    let user = json!({ "user": { "id": PERSON } });
    let good = record(user, "[]", "[]");
    assert!(change(&good, &[]).is_some());
    let failed = DirectoryAudit {
        result: Some("failure".into()),
        ..good.clone()
    };
    let without_time = DirectoryAudit {
        activity_date_time: None,
        ..good.clone()
    };
    let without_target = DirectoryAudit {
        target_resources: Some(Vec::new()),
        ..good
    };
    for record in [failed, without_time, without_target] {
        assert!(change(&record, &[]).is_none());
    }
}

#[test]
fn a_feed_that_is_longer_than_one_reading_goes_on_where_that_stopped() {
    let at = |minutes: i64| DateTime::from_timestamp(1_795_550_000, 0).unwrap() + Duration::minutes(minutes);
    let page = |times: &[i64], next: Option<&str>| -> Page<DirectoryAudit> {
        let records = times.iter().map(|n| json!({ "activityDateTime": at(*n) }));
        let records: Vec<_> = records.collect();
        serde_json::from_value(json!({ "value": records, "@odata.nextLink": next })).unwrap()
    };
    let mut pages = Pages::of(CHANGE, at(0));
    pages.took(&mut page(&[1, 4, 2], Some("more")));
    assert_eq!(pages.left_at(), Some(at(4)), "the rest is not read");
    pages.took(&mut page(&[], Some("more")));
    assert_eq!(pages.left_at(), Some(at(4)));
    pages.took(&mut page(&[7], None));
    assert_eq!(pages.left_at(), None, "to the end");
    let mut nothing = Pages::of(CHANGE, at(0));
    nothing.took(&mut page(&[], Some("more")));
    assert_eq!(nothing.left_at(), Some(at(0)));

    let day = 24 * 60;
    let read = |to: i64, finished: i64| {
        since(store::ReadTo {
            to: at(to),
            finished_at: at(finished),
        })
    };
    assert_eq!(
        read(day, day),
        at(day - 120),
        "to the end: late records are read again"
    );
    assert_eq!(read(300, day), at(295), "it goes on where it stopped");
    assert_eq!(read(day - 10, day), at(day - 120));
}

#[test]
fn what_is_later_than_the_place_where_a_reading_stopped_waits_for_its_other_half() {
    let user = json!({ "user": { "id": PERSON } });
    let good = record(user, "[]", "[]");
    let mut changes = Changes::default();
    changes.note(&good, change(&good, &[]).unwrap());
    let at = good.activity_date_time.unwrap();
    assert_eq!(changes.untold(None).len(), 1);
    assert_eq!(changes.untold(Some(at + Duration::minutes(1))).len(), 1);
    assert_eq!(changes.untold(Some(at)).len(), 0);
}
