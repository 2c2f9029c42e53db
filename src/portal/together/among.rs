//! Among whom somebody is looked for by name. What is answered to a guess must not tell who is in the directory, or whose
//! account is closed, to those who could ask for none of them.

use sqlx::PgConnection;

use super::is_ones_own;
use crate::app::App;
use crate::ids::PersonId;
use crate::people::{Person, store};
use crate::web::Failure;

pub(super) enum Among {
    Everybody,
    /// This person and whoever reports to them.
    OnesOwn(PersonId),
}

impl Among {
    /// Everybody where a route may be for anybody, but not for guests: nobody is suggested to them on any form.
    pub(super) async fn of(app: &App, conn: &mut PgConnection, person: PersonId) -> Result<Self, Failure> {
        let me = store::by_id(conn, person).await?;
        let is_member = me.is_some_and(|me| me.is_member());
        Ok(match is_member && app.in_force()?.policy.is_ever_for_anybody() {
            true => Self::Everybody,
            false => Self::OnesOwn(person),
        })
    }

    /// Whether this person can be added to a draft; the policy has the last word for each product.
    pub(super) fn has(&self, whom: &Person) -> bool {
        match self {
            Self::Everybody => true,
            Self::OnesOwn(me) => is_ones_own(*me, whom),
        }
    }

    /// Who has one of these as UPN or as name, all in small letters.
    pub(super) async fn called(
        &self,
        conn: &mut PgConnection,
        texts: &[String],
    ) -> sqlx::Result<Vec<Person>> {
        let mut found = store::called(conn, texts).await?;
        found.retain(|one| self.has(one));
        Ok(found)
    }

    /// Whose name or UPN has these words.
    pub(super) async fn like(
        &self,
        conn: &mut PgConnection,
        words: &str,
        limit: i64,
    ) -> sqlx::Result<Vec<(PersonId, String, String)>> {
        let me = match self {
            Self::Everybody => return store::people_like(conn, words, limit).await,
            Self::OnesOwn(me) => *me,
        };
        let words = words.to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&words);
        let mut own = store::these(conn, &[me]).await?;
        own.extend(store::reports_of(conn, me).await?);
        own.retain(|one| has(&one.name) || has(&one.upn));
        own.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(own.into_iter().map(|one| (one.id, one.name, one.upn)).collect())
    }

    /// Said where nobody among them is called so.
    pub(super) fn nobody(&self) -> &'static str {
        match self {
            Self::Everybody => t!("name-nobody"),
            Self::OnesOwn(_) => t!("form-not-yours"),
        }
    }
}
