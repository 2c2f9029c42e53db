//! `GET` and `POST /admin/catalogue/import`, `GET /admin/catalogue/imports/{import}` and its bad lines as CSV: Microsoft's list of
//! names, sent as a file, taken in while the page shows how far it is.

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Duration, Utc};

use super::catalogue_views::{BadLine, ImportPage, ImportResultPage, ImportRow};
use crate::app::App;
use crate::catalog::names::{self, MOST_KEPT, REPORT_HEAD};
use crate::ids::ImportId;
use crate::people::signed_in::{Administrator, SignedIn};
use crate::requests::frame::frame;
use crate::web::Failure;
use crate::web::page::{Badge, Moment, Place, Tone};
use crate::web::upload::{LARGEST_FILE_BYTES, NoFile, Upload};

/// Imports that are listed.
const MOST_IMPORTS: i64 = 20;
/// Bad lines that are shown; the file has them all.
const MOST_SHOWN: i64 = 200;
/// An import without a sign of life for so long has died with its process. A batch takes less than a second.
const DEAD_AFTER_S: i64 = 60;

pub async fn page(
    State(app): State<App>,
    Administrator(person): Administrator,
) -> Result<ImportPage, Failure> {
    show(&app, &person, None).await
}

pub async fn import(
    State(app): State<App>,
    Administrator(person): Administrator,
    request: Request,
) -> Result<Response, Failure> {
    let upload = match Upload::read(request).await {
        Ok(upload) if upload.bytes.is_empty() => Err((
            StatusCode::UNPROCESSABLE_ENTITY,
            match upload.file_name.is_empty() {
                true => t!("import-choose").to_owned(),
                false => t!("import-empty", file = upload.file_name),
            },
        )),
        Ok(upload) => Ok(upload),
        Err(NoFile::TooLarge) => Err((
            StatusCode::PAYLOAD_TOO_LARGE,
            t!("import-too-large", largest = largest()),
        )),
        Err(NoFile::Failure(failure)) => return Err(failure),
    };
    let upload = match upload {
        Ok(upload) => upload,
        Err((status, why)) => return Ok((status, show(&app, &person, Some(why)).await?).into_response()),
    };
    let name = match upload.file_name.trim() {
        "" => "a file without a name",
        name => name,
    };
    let mut tx = app.pool.begin().await?;
    let import = names::begin(&mut tx, app.clock.now(), name, Some(person.person)).await?;
    tx.commit().await?;
    let address = format!("/admin/catalogue/imports/{}", import.id);
    tokio::spawn(async move {
        let file = Box::new(std::io::Cursor::new(upload.bytes));
        if let Err(error) = names::run(&app.pool, &app.clock, &import, file, |_, _| Ok(())).await {
            tracing::error!(import.id = %import.id, "an import of names broke off: {error:#}");
        }
    });
    Ok(Redirect::to(&address).into_response())
}

pub async fn result(
    State(app): State<App>,
    Administrator(person): Administrator,
    Path(import): Path<String>,
) -> Result<ImportResultPage, Failure> {
    let id: ImportId = import.parse().map_err(|_| Failure::NotFound)?;
    let mut conn = app.pool.acquire().await?;
    let import = names::store::by_id(&mut conn, id)
        .await?
        .ok_or(Failure::NotFound)?;
    let problems = names::store::problems(&mut conn, id, MOST_SHOWN).await?;
    let now = app.clock.now();
    let kept = problems.len();
    let shown = match (kept, import.bad) {
        (0, 1..) => Some(t!("import-not-kept").to_owned()),
        (_, bad) if i64::try_from(kept).unwrap_or(i64::MAX) < bad => {
            let held = i64::try_from(MOST_KEPT).unwrap_or(i64::MAX);
            Some(match bad > held {
                true => t!("import-shown-some", kept = kept, bad = bad, held = held),
                false => t!("import-shown-all", kept = kept, bad = bad),
            })
        }
        _ => None,
    };
    Ok(ImportResultPage {
        chrome: frame(&mut conn, &person, t!("import-result-title"), Place::Products).await?,
        is_running: import.finished_at.is_none() && !is_dead(&import, now),
        encoding: import.encoding.clone(),
        problem: match &import.refused {
            Some(why) => Some(why.clone()),
            None if is_dead(&import, now) => Some(t!("import-died").into()),
            None => None,
        },
        lines: problems
            .into_iter()
            .map(|problem| BadLine {
                number: problem.line,
                what: problem.what,
                text: problem.text,
            })
            .collect(),
        shown,
        csv_href: format!("/admin/catalogue/imports/{id}/bad-lines.csv"),
        import: row(&import, now),
    })
}

pub async fn bad_lines(
    State(app): State<App>,
    Administrator(_): Administrator,
    Path(import): Path<String>,
) -> Result<Response, Failure> {
    let id: ImportId = import.parse().map_err(|_| Failure::NotFound)?;
    let mut conn = app.pool.acquire().await?;
    names::store::by_id(&mut conn, id)
        .await?
        .ok_or(Failure::NotFound)?;
    let most = i64::try_from(MOST_KEPT).unwrap_or(i64::MAX);
    let problems = names::store::problems(&mut conn, id, most).await?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(REPORT_HEAD).map_err(anyhow::Error::from)?;
    for problem in &problems {
        writer
            .write_record(problem.cells())
            .map_err(anyhow::Error::from)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| anyhow::anyhow!("the CSV could not be written: {error}"))?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"bad-lines.csv\""),
    ];
    Ok((headers, bytes).into_response())
}

async fn show(app: &App, person: &SignedIn, error: Option<String>) -> Result<ImportPage, Failure> {
    let mut conn = app.pool.acquire().await?;
    let now = app.clock.now();
    let imports = names::store::latest(&mut conn, MOST_IMPORTS).await?;
    Ok(ImportPage {
        chrome: frame(&mut conn, person, t!("import-title"), Place::Products).await?,
        largest: largest(),
        error,
        imports: imports.iter().map(|import| row(import, now)).collect(),
    })
}

fn largest() -> String {
    format!("{} MiB", LARGEST_FILE_BYTES / (1024 * 1024))
}

fn is_dead(import: &names::store::Stored, now: DateTime<Utc>) -> bool {
    import.finished_at.is_none() && import.seen_at < now - Duration::seconds(DEAD_AFTER_S)
}

fn row(import: &names::store::Stored, now: DateTime<Utc>) -> ImportRow {
    let state = match (import.finished_at, &import.refused) {
        (_, Some(_)) if import.lines_read == 0 => Badge::new(Tone::Bad, t!("import-state-unread")),
        (_, Some(_)) => Badge::new(Tone::Bad, t!("import-state-stopped")),
        (None, None) if is_dead(import, now) => Badge::new(Tone::Bad, t!("import-state-stopped")),
        (None, None) => Badge::new(Tone::Waiting, t!("import-state-running")),
        (Some(_), None) if import.bad > 0 => Badge::new(Tone::Waiting, t!("import-state-bad")),
        (Some(_), None) => Badge::new(Tone::Good, t!("import-state-done")),
    };
    ImportRow {
        href: format!("/admin/catalogue/imports/{}", import.id),
        file_name: import.file_name.clone(),
        by: import
            .by
            .clone()
            .unwrap_or_else(|| t!("import-command-line").into()),
        began: Moment::new(import.started_at, now),
        state,
        lines_read: import.lines_read,
        taken: import.taken,
        unchanged: import.unchanged,
        bad: import.bad,
    }
}
