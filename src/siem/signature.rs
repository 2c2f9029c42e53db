//! Signatures of batches, as Standard Webhooks has them (<https://www.standardwebhooks.com>): HMAC-SHA256 over id, time and body.

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use secrecy::{ExposeSecret, SecretString};

/// The header `webhook-signature`. `key` is base64; `at` is in seconds since 1970.
pub fn sign(key: &SecretString, id: &str, at: i64, body: &[u8]) -> anyhow::Result<String> {
    let key = STANDARD
        .decode(key.expose_secret())
        .ok()
        .context("the key of the signatures is not base64")?;
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &key));
    context.update(format!("{id}.{at}.").as_bytes());
    context.update(body);
    Ok(format!("v1,{}", STANDARD.encode(context.sign())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_comes_out() {
        // Made with the standard's own library.
        let key = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into();
        let body = br#"{"test": 2432232314}"#;
        let signature = sign(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body).unwrap();
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
