//! Owns the signing key and the tokens it signs. Keys live as long as the process; a restart makes every token void.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey};
use openidconnect::{JsonWebKey, JsonWebKeyId, PrivateSigningKey};
use rsa::pkcs1::{EncodeRsaPrivateKey, LineEnding};
use serde_json::{Value, json};
use uuid::Uuid;

/// Size of the signing key, in bits: what Entra uses.
const KEY_BITS: usize = 2048;
const RS256: CoreJwsSigningAlgorithm = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;

pub struct Keys {
    id: String,
    signing: CoreRsaPrivateSigningKey,
    verifying: CoreJsonWebKey,
}

impl Keys {
    /// A new key pair; takes a good part of a second.
    pub fn make() -> anyhow::Result<Self> {
        let id = Uuid::new_v4().simple().to_string();
        let pair = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, KEY_BITS)?;
        let pem = pair.to_pkcs1_pem(LineEnding::LF)?;
        let signing = CoreRsaPrivateSigningKey::from_pem(&pem, Some(JsonWebKeyId::new(id.clone())))
            .map_err(anyhow::Error::msg)?;
        let verifying = signing.as_verification_key();
        Ok(Self {
            id,
            signing,
            verifying,
        })
    }

    /// The public half, as the JWKS document.
    pub fn jwks(&self) -> Value {
        json!({ "keys": [self.verifying] })
    }

    pub fn sign(&self, claims: &Value) -> anyhow::Result<String> {
        let header = json!({ "typ": "JWT", "alg": "RS256", "kid": self.id });
        let message = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims.to_string())
        );
        let signature = self.signing.sign(&RS256, message.as_bytes())?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The claims of a token that this key signed; nothing if it did not, whatever the header says.
    pub fn verify(&self, token: &str) -> Option<Value> {
        let (message, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        self.verifying
            .verify_signature(&RS256, message.as_bytes(), &signature)
            .ok()?;
        let (_, claims) = message.split_once('.')?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
    }
}
