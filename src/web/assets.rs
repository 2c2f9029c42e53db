//! Style sheet, script and pictures: inside the binary, under names that carry their content's hash, so that a browser
//! may keep them for ever.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::Failure;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// Characters of the hash in a name; enough to tell versions of one file apart.
const HASH_CHARS: usize = 12;

/// The address of a file in `static/`: `app.css` → `/static/app.0123456789ab.css`.
pub fn asset(name: &str) -> String {
    let hash = Files::get(name).map(|file| hex::encode(file.metadata.sha256_hash()));
    match (hash, name.rsplit_once('.')) {
        (Some(hash), Some((stem, ending))) => {
            let hash: String = hash.chars().take(HASH_CHARS).collect();
            format!("/static/{stem}.{hash}.{ending}")
        }
        _ => format!("/static/{name}"),
    }
}

/// `GET /static/{file}`.
pub async fn serve(Path(hashed): Path<String>) -> Result<Response, Failure> {
    let name = Files::iter()
        .find(|name| asset(name).strip_prefix("/static/") == Some(&hashed))
        .ok_or(Failure::NotFound)?;
    let file = Files::get(&name).ok_or(Failure::NotFound)?;
    let kind = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, file.data.into_owned()).into_response())
}
