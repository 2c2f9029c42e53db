//! The sign-in page.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::page::Chrome;

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "sign_in.html")]
pub struct SignInPage {
    pub chrome: Chrome,
    /// `/sign-in/start?next=…`
    pub start_href: String,
    /// Only in the demo: people to try it as.
    pub demo: Vec<DemoPerson>,
}

#[derive(Clone, Debug)]
pub struct DemoPerson {
    pub name: String,
    /// "Employee, asks for products".
    pub what: String,
    /// Start of the sign-in with this person as login hint.
    pub href: String,
}
