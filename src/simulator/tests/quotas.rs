//! Throttling by quota.

use super::super::{Options, Quotas};
use super::{Bench, MIA, read};

async fn with(units_per_10_s: u32, writes_per_150_s: u32) -> Bench {
    Bench::with(Options {
        quotas: Quotas::Of {
            units_per_10_s,
            writes_per_150_s,
        },
        ..Options::default()
    })
    .await
}

#[tokio::test]
async fn who_asks_too_much_waits_as_long_as_is_said() {
    let it = with(10, 1_000).await;
    let path = format!("/users/{MIA}");
    let mut warned = false;
    let refused = loop {
        let got = it.graph(&path).await;
        if got.status != 200 {
            break got;
        }
        warned |= got.headers.contains_key("x-ms-throttle-limit-percentage");
    };
    assert!(warned, "nothing said that the quota was nearly used up");
    assert_eq!((refused.status, refused.code()), (429, "TooManyRequests"));
    assert_eq!(refused.message(), "Please retry again later.");
    assert_eq!(
        refused.headers["x-ms-throttle-information"],
        "ResourceUnitLimitExceeded"
    );
    assert_eq!(
        refused.headers["x-ms-throttle-scope"],
        format!(
            "Tenant_Application/ReadWrite/{}/{}",
            it.simulator.client_id, it.simulator.tenant_id
        )
    );
    assert_eq!(refused.headers["x-ms-resource-unit"], "1");
    let share: f64 = refused.headers["x-ms-throttle-limit-percentage"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1.0..=1.8).contains(&share), "{share}");
    let wait = refused.headers["retry-after"].to_str().unwrap();
    assert!(wait.contains('.'), "{wait}");
    tokio::time::sleep(std::time::Duration::from_secs_f64(wait.parse().unwrap())).await;
    assert_eq!(it.graph(&path).await.status, 200);
}

#[tokio::test]
async fn writes_have_a_quota_of_their_own() {
    let it = with(1_000, 2).await;
    assert_eq!(it.add(MIA, "VISIOCLIENT", &[]).await.status, 200);
    assert_eq!(it.add(MIA, "VISIOCLIENT", &["VISIOONLINE"]).await.status, 200);
    let refused = it.remove(MIA, "VISIOCLIENT").await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.headers["x-ms-throttle-information"], "WriteLimitExceeded");
    assert!(it.off(MIA, "VISIOCLIENT").await.is_some());
}

#[tokio::test]
async fn calls_of_low_priority_are_refused_first() {
    let it = with(100, 1_000).await;
    let url = format!("{}/v1.0/users/{MIA}", it.simulator.url);
    let ask = |priority: &str| {
        read(
            it.http
                .get(&url)
                .bearer_auth(&it.token)
                .header("x-ms-throttle-priority", priority),
        )
    };
    while ask("low").await.status == 200 {}
    assert_eq!(ask("normal").await.status, 200);
}

#[tokio::test]
async fn without_quotas_nobody_is_refused() {
    let it = Bench::with(Options {
        quotas: Quotas::Off,
        ..Options::default()
    })
    .await;
    for _ in 0..50 {
        let got = it.graph(&format!("/users/{MIA}")).await;
        assert_eq!(got.status, 200);
        assert!(!got.headers.contains_key("x-ms-throttle-limit-percentage"));
    }
}
