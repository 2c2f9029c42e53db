//! A page as a browser has it: where it leads, and its forms with what they would send as they stand.

use anyhow::Context;
use axum::http::StatusCode;

/// What was answered.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub location: Option<String>,
    pub text: String,
}

/// A form of a page, with the values that it is shown with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    pub action: String,
    pub fields: Vec<(String, String)>,
    id: String,
}

impl Page {
    /// The forms that send something, in their order.
    pub fn forms(&self) -> Vec<Form> {
        Reading::of(&self.text).forms()
    }

    /// The first form whose address is as asked.
    pub fn form(&self, is_it: impl Fn(&str) -> bool) -> Option<Form> {
        self.forms().into_iter().find(|form| is_it(&form.action))
    }

    /// As [`Self::form`], which must be there.
    pub fn the_form(&self, action: &str) -> anyhow::Result<Form> {
        self.form(|address| address == action)
            .with_context(|| format!("no form leads to {action} ({})", self.status))
    }

    /// Where links of the page lead that begin so, each once.
    pub fn hrefs(&self, prefix: &str) -> Vec<String> {
        let mut found = Vec::new();
        for tag in Tags(&self.text).filter(|tag| tag.name == "a") {
            if let Some(href) = tag.attribute("href").filter(|href| href.starts_with(prefix))
                && !found.contains(&href)
            {
                found.push(href);
            }
        }
        found
    }

    /// Values of all fields of that name, chosen or not.
    pub fn values(&self, name: &str) -> Vec<String> {
        let inputs = Tags(&self.text).filter(|tag| tag.name == "input");
        let named = inputs.filter(|tag| tag.attribute("name").as_deref() == Some(name));
        named.filter_map(|tag| tag.attribute("value")).collect()
    }

    /// Went through: a page of ours leads on after everything that was done.
    pub fn was_done(&self) -> bool {
        self.status == StatusCode::SEE_OTHER
    }
}

impl Form {
    /// One without fields.
    pub fn to(action: &str) -> Self {
        Self {
            action: action.to_owned(),
            ..Self::default()
        }
    }

    /// This field says this, whatever it said.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(of, _)| of != name);
        self.and(name, value)
    }

    /// This field says this too.
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// One of several ticks is taken away.
    pub fn without(mut self, name: &str, value: &str) -> Self {
        self.fields
            .retain(|(of, is)| (of.as_str(), is.as_str()) != (name, value));
        self
    }

    /// What a field says first.
    pub fn value(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(of, _)| of == name);
        field.map(|(_, value)| value.as_str())
    }

    /// All that a field says.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let fields = self.fields.iter().filter(|(of, _)| of == name);
        fields.map(|(_, value)| value.as_str()).collect()
    }
}

/// A `<select>` that is open.
#[derive(Default)]
struct Select {
    /// The id of its form, where it stands outside.
    owner: Option<String>,
    name: String,
    chosen: Option<String>,
    first: Option<String>,
}

/// The forms while they are read. A field may name its form from anywhere on the page.
#[derive(Default)]
struct Reading {
    forms: Vec<Form>,
    /// With the id of a form that the field names.
    elsewhere: Vec<(String, (String, String))>,
    open: bool,
    select: Option<Select>,
}

impl Reading {
    fn of(text: &str) -> Self {
        let mut reading = Self::default();
        for tag in Tags(text) {
            reading.read(&tag);
        }
        reading
    }

    fn read(&mut self, tag: &Tag<'_>) {
        let owner = tag.attribute("form");
        match tag.name {
            "form" => {
                self.open = true;
                self.forms.push(Form {
                    action: tag.attribute("action").unwrap_or_default(),
                    id: tag.attribute("id").unwrap_or_default(),
                    fields: Vec::new(),
                });
            }
            "/form" => self.open = false,
            "input" => self.read_input(tag, owner),
            "textarea" => {
                let words = tag.after.split("</textarea").next().unwrap_or_default();
                self.field(owner, tag.attribute("name"), unescaped(words));
            }
            "select" => {
                self.select = Some(Select {
                    owner,
                    name: tag.attribute("name").unwrap_or_default(),
                    ..Select::default()
                });
            }
            "option" => {
                let value = tag.attribute("value").unwrap_or_default();
                if let Some(Select { chosen, first, .. }) = &mut self.select {
                    if tag.has("selected") {
                        *chosen = Some(value.clone());
                    }
                    first.get_or_insert(value);
                }
            }
            "/select" => {
                if let Some(select) = self.select.take() {
                    let value = select.chosen.or(select.first).unwrap_or_default();
                    self.field(select.owner, Some(select.name), value);
                }
            }
            _ => {}
        }
    }

    fn read_input(&mut self, tag: &Tag<'_>, owner: Option<String>) {
        let kind = tag.attribute("type").unwrap_or_default();
        let is_choice = matches!(kind.as_str(), "checkbox" | "radio");
        if tag.has("disabled") || kind == "file" || (is_choice && !tag.has("checked")) {
            return;
        }
        self.field(
            owner,
            tag.attribute("name"),
            tag.attribute("value").unwrap_or_default(),
        );
    }

    fn field(&mut self, owner: Option<String>, name: Option<String>, value: String) {
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            return;
        };
        match (owner, self.open) {
            (Some(owner), _) => self.elsewhere.push((owner, (name, value))),
            (None, true) => {
                if let Some(form) = self.forms.last_mut() {
                    form.fields.push((name, value));
                }
            }
            (None, false) => {}
        }
    }

    fn forms(mut self) -> Vec<Form> {
        for (owner, field) in self.elsewhere {
            if let Some(form) = self.forms.iter_mut().find(|form| form.id == owner) {
                form.fields.push(field);
            }
        }
        self.forms
    }
}

/// One tag, and what stands after it.
struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
    after: &'a str,
}

impl Tag<'_> {
    /// Our templates write every value in double quotes.
    fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            let (before, after) = rest.split_once('"')?;
            let (value, next) = after.split_once('"')?;
            let named = before.trim_end_matches('=').rsplit([' ', '\n']).next();
            if named == Some(name) {
                return Some(unescaped(value));
            }
            rest = next;
        }
    }

    fn has(&self, name: &str) -> bool {
        let bare = self.attributes.split('"').step_by(2);
        bare.flat_map(str::split_whitespace).any(|word| word == name)
    }
}

struct Tags<'a>(&'a str);

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            let start = self.0.find('<')?;
            let inside = &self.0[start + 1..];
            let mut quoted = false;
            let end = inside.find(|c| {
                quoted ^= c == '"';
                c == '>' && !quoted
            })?;
            let (tag, after) = (&inside[..end], &inside[end + 1..]);
            self.0 = after;
            let (name, attributes) = tag.split_once([' ', '\n']).unwrap_or((tag, ""));
            if !name.is_empty() {
                return Some(Tag {
                    name,
                    attributes,
                    after,
                });
            }
        }
    }
}

/// As our templates escape.
fn unescaped(text: &str) -> String {
    text.replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_sent_as_it_is_shown() {
        let text = r#"<input name="outside" value="1" form="later">
            <form method="post" action="/a?x=1&#38;y=2" novalidate><input type="hidden" name="csrf" value="t">
            <input type="checkbox" name="plans" value="p1" checked><input type="checkbox" name="plans" value="p2">
            <input type="checkbox" name="plans" value="p3" checked disabled><textarea name="why" rows="3">a &#60; b</textarea>
            <select name="term"><option value="30">x</option><option value="90" selected>y</option></select>
            <button name="step" value="go">Go</button></form>
            <form id="later" action="/b"><select name="one"><option value="first">x</option></select></form>"#;
        let page = Page {
            status: StatusCode::OK,
            location: None,
            text: text.to_owned(),
        };
        let forms = page.forms();
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(forms[0].action, "/a?x=1&y=2");
        let all = [
            field("csrf", "t"),
            field("plans", "p1"),
            field("why", "a < b"),
            field("term", "90"),
        ];
        assert_eq!(forms[0].fields, all);
        assert_eq!(forms[1].fields, [field("one", "first"), field("outside", "1")]);
    }
}
