//! `countersign demo`, its ground: a database for the demo with both roles, migrated.

use std::path::Path;

use anyhow::{Context, bail};
use sqlx::{Connection, PgConnection};
use url::Url;

use super::migrate;
use crate::postgres::{Cluster, OWNER, Options, SERVICE};

/// The demo's database in the private cluster.
const DATABASE: &str = "countersign";

/// A database to run on. At the end: first whoever uses it, then `cluster`.
#[derive(Debug)]
pub struct Prepared {
    /// `None` when `DATABASE_URL` named a database.
    pub cluster: Option<Cluster>,
    pub owner_url: String,
    pub service_url: String,
}

/// Starts the private cluster below `data_dir`, or takes the database of `DATABASE_URL`, and migrates it.
pub async fn prepare(data_dir: &Path, options: Options) -> anyhow::Result<Prepared> {
    let prepared = match crate::config::database_url() {
        Some(_) if options.fresh => {
            bail!(
                "--fresh does not empty the database that DATABASE_URL names; empty it yourself, or unset DATABASE_URL"
            )
        }
        Some(owner_url) => Prepared {
            cluster: None,
            service_url: as_service(&owner_url)?,
            owner_url,
        },
        None => {
            let cluster = Cluster::start(data_dir, options).await?;
            cluster.create_database(DATABASE).await?;
            let (owner_url, service_url) = (cluster.url(DATABASE, OWNER), cluster.url(DATABASE, SERVICE));
            Prepared {
                cluster: Some(cluster),
                owner_url,
                service_url,
            }
        }
    };
    create_service_role(&prepared.owner_url).await?;
    migrate::apply(&prepared.owner_url).await?;
    Ok(prepared)
}

/// Makes the role that the service runs as, able to log in, and lets the owner act as it.
pub async fn create_service_role(owner_url: &str) -> anyhow::Result<()> {
    let mut connection = PgConnection::connect(owner_url)
        .await
        .context("the database does not accept a connection")?;
    sqlx::raw_sql(
        "do $$ begin
             create role countersign_service login;
         exception when duplicate_object or unique_violation then
             alter role countersign_service login;
         end $$;
         grant countersign_service to current_user;",
    )
    .execute(&mut connection)
    .await
    .context("the role countersign_service can not be made")?;
    connection.close().await?;
    Ok(())
}

/// The same server, acting as the service role from the first statement on. Needs no password of that role.
pub fn as_service(owner_url: &str) -> anyhow::Result<String> {
    let mut url = Url::parse(owner_url).context("DATABASE_URL is not an address")?;
    url.query_pairs_mut()
        .append_pair("options", &format!("-c role={SERVICE}"));
    // A space written as + is understood by sqlx but not by psql.
    Ok(String::from(url).replace("-c+role", "-c%20role"))
}
