//! The test of one dossier over everything that was granted in a period: what fails, page by page, so that a report or a job can
//! take as many as there are.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::attributes::{Code, Letter, Verdict, judge};
use super::item::Shared;
use super::read::{PAGE, items};
use super::store;
use crate::clock::Clock;
use crate::ids::{GrantId, PersonId, RequestId, SkuId};

/// One failed attribute of one granted right, with one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    pub request: RequestId,
    pub grant: Option<GrantId>,
    pub beneficiary: Option<PersonId>,
    pub product: Option<SkuId>,
    pub attribute: Letter,
    pub code: Code,
}

/// What was counted so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tested {
    /// In the whole period.
    pub population: usize,
    pub tested: usize,
    pub passed: usize,
    pub failed: usize,
    pub open: usize,
}

/// The test over a period, page by page.
pub struct Exceptions {
    ids: Vec<RequestId>,
    next: usize,
    shared: Shared,
    tested: Tested,
}

/// Begins the test of everything that was granted from `from` on and before `to`.
pub async fn exceptions_of(
    conn: &mut PgConnection,
    period: (DateTime<Utc>, DateTime<Utc>),
) -> sqlx::Result<Exceptions> {
    let ids = store::granted_between(conn, period).await?;
    Ok(Exceptions {
        tested: Tested {
            population: ids.len(),
            ..Tested::default()
        },
        ids,
        next: 0,
        shared: Shared::read(conn).await?,
    })
}

impl Exceptions {
    /// How far it is.
    pub fn tested(&self) -> Tested {
        self.tested
    }

    /// Tests the next page; `None` = all are tested.
    pub async fn next(
        &mut self,
        pool: &PgPool,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Option<Vec<Exception>>> {
        let page = self.ids.get(self.next..).unwrap_or_default();
        let page: Vec<_> = page.iter().take(PAGE).copied().collect();
        if page.is_empty() {
            return Ok(None);
        }
        self.next += page.len();
        let mut tx = pool.begin().await?;
        store::as_of_one_moment(&mut tx).await?;
        let items = items(&mut tx, &page).await?;
        self.shared.read_policies(&mut tx, &items).await?;
        // A version may have come in force since the last page.
        self.shared.in_force = store::in_force(&mut tx).await?;
        tx.commit().await?;
        let mut exceptions = Vec::new();
        for item in &items {
            let attributes = judge(item, &self.shared, now);
            self.tested.tested += 1;
            match super::attributes::overall(&attributes) {
                Verdict::Fail => self.tested.failed += 1,
                Verdict::Open => self.tested.open += 1,
                Verdict::Pass | Verdict::DoesNotApply => self.tested.passed += 1,
            }
            let failed = attributes
                .iter()
                .filter(|attribute| attribute.verdict == Verdict::Fail);
            exceptions.extend(failed.flat_map(|attribute| {
                attribute.codes.iter().map(|code| Exception {
                    request: item.request_id,
                    grant: item.grant.as_ref().map(|grant| grant.id),
                    beneficiary: item.beneficiary(),
                    product: item.sku(),
                    attribute: attribute.letter,
                    code: *code,
                })
            }));
        }
        Ok(Some(exceptions))
    }
}

/// The whole test at once: for a period of which the exceptions fit into memory.
pub async fn all_exceptions(
    pool: &PgPool,
    clock: &Clock,
    period: (DateTime<Utc>, DateTime<Utc>),
) -> anyhow::Result<(Tested, Vec<Exception>)> {
    let mut conn = pool.acquire().await?;
    let mut test = exceptions_of(&mut conn, period).await?;
    drop(conn);
    let mut all = Vec::new();
    while let Some(page) = test.next(pool, clock.now()).await? {
        all.extend(page);
    }
    Ok((test.tested(), all))
}
