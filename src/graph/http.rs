//! The one way to make an HTTP client: with time-outs, without redirects, with one TLS provider.

use std::sync::Once;
use std::time::Duration;

/// Graph answers in well under a second; assignLicense has been seen to take several.
const CALL_TIMEOUT: Duration = Duration::from_secs(20);
/// A host that does not answer the connection is down.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A client for calls to Microsoft. Redirects are not followed: neither Graph nor Entra sends any to a program, and a
/// token must not travel to another host.
pub fn http_client() -> reqwest::Result<reqwest::Client> {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // An error only says that a provider is installed already.
        let _already = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder()
        .timeout(CALL_TIMEOUT)
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("countersign/", env!("CARGO_PKG_VERSION")))
        .build()
}
