//! A form with one file, and with texts before it: read with a limit, with the session's token before anything is believed.

use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::StatusCode;
use tower_sessions::Session;

use super::form::TOKEN_KEY;
use super::{Failure, csrf};

/// Bytes of a file, kept in memory while it is taken in. Microsoft's list has about 1 MiB.
pub const LARGEST_FILE_BYTES: usize = 32 * 1024 * 1024;
/// Bytes of the form around the file.
const FORM_BYTES: usize = 64 * 1024;
/// Texts before the file that are kept.
const MOST_TEXTS: usize = 8;

/// A file from one of our pages.
pub struct Upload {
    /// The texts that stand before the file, by name.
    texts: Vec<(String, String)>,
    /// As the browser calls it; may be empty.
    pub file_name: String,
    /// Empty where no file was chosen.
    pub bytes: Vec<u8>,
}

/// Why there is no file.
pub enum NoFile {
    /// More than [`LARGEST_FILE_BYTES`], or than the page takes.
    TooLarge,
    Failure(Failure),
}

impl From<Failure> for NoFile {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// The route's own limit on the body.
pub fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(LARGEST_FILE_BYTES + FORM_BYTES)
}

impl Upload {
    /// What was typed into this field before the file; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        let found = self.texts.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, text)| text)
    }

    /// The fields are taken in their order: the token comes first.
    pub async fn read(request: Request) -> Result<Self, NoFile> {
        Self::read_at_most(LARGEST_FILE_BYTES, request).await
    }

    /// The same, with a file of no more bytes than these.
    pub async fn read_at_most(most: usize, request: Request) -> Result<Self, NoFile> {
        let session = request.extensions().get::<Session>().cloned();
        let ours = match session {
            Some(session) => session
                .get::<String>(TOKEN_KEY)
                .await
                .map_err(anyhow::Error::from)
                .map_err(Failure::from)?,
            None => None,
        };
        let ours = ours.ok_or(Failure::NotSignedIn)?;
        let mut form = Multipart::from_request(request, &())
            .await
            .map_err(|_| Failure::BadForm(t!("error-file-only").into()))?;
        let mut is_ours = false;
        let mut texts = Vec::new();
        while let Some(mut field) = form.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            match name.as_str() {
                "csrf" => {
                    let theirs = field.text().await.map_err(broken)?;
                    is_ours = csrf::same_token(&ours, &theirs);
                }
                "file" => {
                    let file_name = field.file_name().unwrap_or_default().to_owned();
                    let mut bytes = Vec::new();
                    let mut too_large = false;
                    while let Some(chunk) = field.chunk().await.map_err(broken)? {
                        // What is too large is read to its end, as far as the limit of the route: a browser that still
                        // sends does not look at the answer.
                        too_large |= bytes.len() + chunk.len() > most;
                        if is_ours && !too_large {
                            bytes.extend_from_slice(&chunk);
                        }
                    }
                    return match (is_ours, too_large) {
                        (false, _) => Err(Failure::ForeignForm.into()),
                        (true, true) => Err(NoFile::TooLarge),
                        (true, false) => Ok(Self {
                            texts,
                            file_name,
                            bytes,
                        }),
                    };
                }
                _ if is_ours && texts.len() < MOST_TEXTS => {
                    texts.push((name, field.text().await.map_err(broken)?));
                }
                _ => {}
            }
        }
        Err(match is_ours {
            true => Failure::BadForm(t!("error-no-file").into()),
            false => Failure::ForeignForm,
        }
        .into())
    }
}

fn broken(error: axum::extract::multipart::MultipartError) -> NoFile {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return NoFile::TooLarge;
    }
    Failure::BadForm(t!("error-file-again").into()).into()
}
