//! Owns the frame of a page: its context, its count, its link to the next.

use serde_json::Value;

use super::{Answer, Call, written};

impl Call<'_> {
    /// A page of `all`, each item made only if it is on the page.
    pub fn page<T>(&self, context: &str, all: &[T], item: impl Fn(&T) -> Answer) -> Answer {
        let page = self.query.page()?;
        let end = all.len().min(page.start.saturating_add(page.size));
        let mut value = Vec::new();
        for one in all.get(page.start..end).unwrap_or_default() {
            value.push(item(one)?);
        }
        let mut body = serde_json::Map::new();
        body.insert("@odata.context".to_owned(), self.context(context));
        if self.query.value("$count") == Some("true") {
            body.insert("@odata.count".to_owned(), all.len().into());
        }
        if end < all.len() {
            body.insert("@odata.nextLink".to_owned(), self.next_link(end).into());
        }
        body.insert("value".to_owned(), value.into());
        Ok(Value::Object(body))
    }

    /// The same for a page that is written at once, up to the bracket before its first item.
    pub fn open_page(&self, out: &mut Vec<u8>, context: &str, count: usize, next: Option<usize>) {
        out.extend_from_slice(b"{\"@odata.context\":");
        written::json(out, &self.context(context));
        if self.query.value("$count") == Some("true") {
            out.extend_from_slice(b",\"@odata.count\":");
            written::json(out, &count);
        }
        if let Some(next) = next {
            out.extend_from_slice(b",\"@odata.nextLink\":");
            written::json(out, &self.next_link(next));
        }
        out.extend_from_slice(b",\"value\":[");
    }

    fn next_link(&self, start: usize) -> String {
        let path: Vec<String> = self
            .path
            .iter()
            .map(|part| {
                percent_encoding::utf8_percent_encode(part, percent_encoding::NON_ALPHANUMERIC).to_string()
            })
            .collect();
        let query = self.query.after(start);
        format!("{}/v1.0/{}?{query}", self.shared.base, path.join("/"))
    }
}
