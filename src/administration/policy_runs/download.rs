//! A CSV file that goes out while it is read: in memory there is a page of it, however long it is.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use tokio::sync::mpsc;

/// Rows that are read and sent together.
pub const PAGE_LINES: i64 = 1_000;

type Part = Result<Bytes, std::io::Error>;

/// Where lines go; whoever reads them may be slower than the database.
pub struct Lines(mpsc::Sender<Part>);

impl Lines {
    /// Sends lines; answers whether somebody still reads.
    pub async fn send<R, C>(&self, records: impl IntoIterator<Item = R>) -> anyhow::Result<bool>
    where
        R: IntoIterator<Item = C>,
        C: AsRef<[u8]>,
    {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for record in records {
            writer.write_record(record)?;
        }
        let bytes = writer
            .into_inner()
            .map_err(|error| anyhow::anyhow!("the CSV could not be written: {error}"))?;
        Ok(self.0.send(Ok(bytes.into())).await.is_ok())
    }
}

/// The answer; `write` goes on while it is read. What breaks in the middle breaks the answer off, so that nobody takes half a
/// file for a whole one. It is written outside of the request, and so in English whoever takes it.
pub fn file<W>(name: &str, write: impl FnOnce(Lines) -> W) -> Response
where
    W: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    let (sender, receiver) = mpsc::channel(1);
    let writing = write(Lines(sender.clone()));
    tokio::spawn(async move {
        if let Err(error) = writing.await {
            tracing::error!("a CSV file broke off: {error:#}");
            // Nobody may be there to hear it.
            let _ = sender
                .send(Err(std::io::ErrorKind::ConnectionAborted.into()))
                .await;
        }
    });
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, Body::new(Parts(receiver))).into_response()
}

struct Parts(mpsc::Receiver<Part>);

impl HttpBody for Parts {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        let part = self.0.poll_recv(context);
        part.map(|part| part.map(|part| part.map(http_body::Frame::data)))
    }
}
