//! The one way to make an HTTP client: with time-outs, without redirects, with one TLS provider.

use std::sync::Once;
use std::time::Duration;

/// Graph answers in well under a second; assignLicense has been seen to take several.
const CALL_TIMEOUT: Duration = Duration::from_secs(20);
/// A host that does not answer the connection is down.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Idle connections are kept this long; Microsoft's front ends close them after about two minutes.
const IDLE_TIMEOUT: Duration = Duration::from_secs(90);

/// A client for calls to Microsoft that takes the usual time. Redirects are not followed: neither Graph nor Entra sends any to
/// a program, and a token must not travel to another host.
pub fn http_client() -> reqwest::Result<reqwest::Client> {
    http_client_within(CALL_TIMEOUT)
}

/// [`http_client`] with a time-out of its own, which counts from the connection to the last byte of the answer.
pub fn http_client_within(timeout: Duration) -> reqwest::Result<reqwest::Client> {
    builder(timeout).build()
}

/// A client for what is on this machine's own link and must not be asked through a proxy.
pub(super) fn direct_http_client(timeout: Duration) -> reqwest::Result<reqwest::Client> {
    builder(timeout).no_proxy().build()
}

fn builder(timeout: Duration) -> reqwest::ClientBuilder {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // An error only says that a provider is installed already.
        let _already = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder()
        .timeout(timeout)
        .connect_timeout(CONNECT_TIMEOUT.min(timeout))
        .pool_idle_timeout(IDLE_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("countersign/", env!("CARGO_PKG_VERSION")))
}
