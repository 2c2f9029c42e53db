//! The command line: what can be asked for, and which part of the house does it.
//!
//! Parses, loads the configuration, prints errors as sentences and chooses the exit code: 0 done, 1 failed,
//! 2 asked for wrongly. Holds no business of its own.

pub mod audit;
pub mod catalog;
pub mod demo;
pub mod doctor;
pub mod history;
pub mod migrate;
pub mod people;
pub mod policy;
pub mod postgres;
pub mod reperform;
pub mod replay;
mod seeding;
mod seeding_catalogue;
mod seeding_drift;
mod seeding_policy;
mod seeding_queue;
mod seeding_stand_ins;
mod seeding_store;
mod seeding_terms;
pub mod serve;
mod signals;
pub mod simulator;
pub mod sync;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::Settings;

pub use signals::Shutdown;

/// Ask for a Microsoft 365 licence, have it countersigned, assigned and proved.
#[derive(Debug, Parser)]
#[command(
    name = "countersign",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
#[command(after_long_help = "\
Examples:
  Try it out, with a made-up Microsoft 365 tenant in the box:
      countersign demo
  Set it up for a real tenant:
      countersign --config /etc/countersign.toml migrate
      countersign --config /etc/countersign.toml doctor
      countersign --config /etc/countersign.toml serve

The configuration is the file of --config, else of COUNTERSIGN_CONFIG, else ./countersign.toml if it is there. \
A variable COUNTERSIGN_SECTION_KEY overrides the file: COUNTERSIGN_LISTEN, COUNTERSIGN_DATABASE_URL. \
RUST_LOG chooses the log lines, for example RUST_LOG=countersign=debug.

Exit codes: 0 done, 1 failed, 2 the command line was wrong; catalog import-names has one more.")]
pub struct Cli {
    /// The configuration file
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,

    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the portal, and work off the queue in the same process
    Serve(ServeArgs),
    /// Work off the queue only: talk to Microsoft Graph for requests that were approved
    Work,
    /// Run everything on this machine, with a private Postgres and a made-up tenant
    Demo(DemoArgs),
    /// Serve a made-up Microsoft 365 tenant: Graph, sign-in, licences
    Simulator(simulator::Args),
    /// Bring the database's schema up to date
    Migrate,
    /// Check configuration, database, token, app roles, Graph and clock, line by line
    Doctor,
    /// Work with the rules that say who must sign
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Read the tenant now
    #[command(subcommand)]
    Sync(SyncCommand),
    /// Work with the audit log
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Work with what is kept of people
    #[command(subcommand)]
    People(people::PeopleCommand),
    /// Work with the names of products and plans
    #[command(subcommand)]
    Catalog(CatalogCommand),
    /// Run only the private Postgres of the demo, until it is told to stop
    Postgres(PostgresArgs),
}

#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Leave the queue to processes that run `countersign work`
    #[arg(long)]
    pub without_worker: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  countersign demo
  countersign demo --people 5000 --data-dir /tmp/large
  COUNTERSIGN_LISTEN=127.0.0.1:9000 countersign demo

With DATABASE_URL set, that database is used and no Postgres is started.")]
pub struct DemoArgs {
    /// Where the demo keeps its database between two starts
    #[arg(long, value_name = "DIR", default_value = "data/demo")]
    pub data_dir: PathBuf,
    /// How many people the made-up company has; without it, the company that was written by hand (about 60)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(crate::simulator::MOST_PEOPLE)))]
    pub people: Option<u32>,
    /// Forget what the demo kept and begin anew
    #[arg(long)]
    pub fresh: bool,
    /// Begin without the half-year that is made at the first start
    #[arg(long)]
    pub without_history: bool,
}

#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Read a policy file, run its examples, and say what they do not notice; changes nothing
    Check(policy::Check),
    /// Run stored decisions again, each with its own policy: they must come out the same
    Reperform(reperform::Reperform),
    /// Let a policy file decide past requests again; puts nothing in force
    Replay(replay::Replay),
    /// Print a JSON Schema of policy files, for editors
    Schema,
}

#[derive(Debug, Subcommand)]
pub enum SyncCommand {
    /// Read people, managers and the groups that the policy names
    Directory(sync::SyncDirectory),
}

#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// Take in Microsoft's published list of product names and service plans
    ImportNames(catalog::ImportNames),
}

#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Recompute every hash of the audit log and compare
    Verify(audit::Verify),
    /// Make a key that signs checkpoints
    Key(audit::MakeKey),
    /// Drop the events of months that are too old; their hashes stay, and so does every proof
    DropPayloads(audit::DropPayloads),
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Example:
  countersign postgres --data-dir /tmp/scratch
  psql \"$URL\"        # the address it printed

Prints one line when it accepts connections: Postgres is ready: URL")]
pub struct PostgresArgs {
    /// Where the cluster is kept
    #[arg(long, value_name = "DIR", default_value = "data/postgres")]
    pub data_dir: PathBuf,
    /// Answer before the disk has it: for tests, whose data nobody misses
    #[arg(long)]
    pub fast: bool,
    /// Stop when standard input is closed, so also when whoever started it is gone
    #[arg(long)]
    pub until_stdin_closes: bool,
    /// Remove the folder at the end
    #[arg(long)]
    pub remove_at_end: bool,
    /// Look for the Postgres programs in this folder and nowhere else
    #[arg(long, hide = true, value_name = "DIR")]
    pub programs: Vec<PathBuf>,
}

pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("countersign: the runtime can not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("countersign: {}", sentence(&error));
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let file = cli.config.as_deref();
    match cli.command {
        Command::Migrate => migrate::run(&Settings::load(file)?.database()?).await,
        Command::Postgres(args) => postgres::run(args).await,
        Command::Serve(args) => serve::serve(Settings::load(file)?.config()?, &args).await,
        Command::Work => serve::work(Settings::load(file)?.config()?).await,
        Command::Demo(args) => demo::run(&args).await,
        Command::Simulator(args) => simulator::run(args).await,
        Command::Doctor => return doctor::run(file).await,
        Command::Policy(PolicyCommand::Check(args)) => return policy::check(&args),
        Command::Policy(PolicyCommand::Schema) => return policy::schema(),
        Command::Policy(PolicyCommand::Reperform(args)) => {
            return reperform::reperform(&Settings::load(file)?.database()?, &args).await;
        }
        Command::Policy(PolicyCommand::Replay(args)) => {
            return replay::replay(&Settings::load(file)?.database()?, &args).await;
        }
        Command::Catalog(CatalogCommand::ImportNames(args)) => {
            return catalog::import_names(&Settings::load(file)?.database()?, &args).await;
        }
        Command::Sync(SyncCommand::Directory(args)) => {
            return sync::directory(Settings::load(file)?.config()?, &args).await;
        }
        Command::Audit(AuditCommand::Verify(args)) => {
            return audit::verify(&Settings::load(file)?.database()?, &args).await;
        }
        Command::Audit(AuditCommand::Key(args)) => audit::make_key(&args),
        Command::Audit(AuditCommand::DropPayloads(args)) => {
            audit::drop_payloads(&Settings::load(file)?.database()?, &args).await
        }
        Command::People(people::PeopleCommand::Erase(args)) => {
            return people::erase(&Settings::load(file)?.database()?, &args).await;
        }
    }?;
    Ok(ExitCode::SUCCESS)
}

/// An error and its causes on one line, without a cause that its parent already said.
fn sentence(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if words.contains(&cause) {
            continue;
        }
        if !words.is_empty() {
            words.push_str(": ");
        }
        words.push_str(&cause);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn an_error_is_one_sentence_with_its_causes_and_nothing_twice() {
        let error = anyhow::anyhow!("connection refused")
            .context("the database does not answer: connection refused")
            .context("migrate failed");
        assert_eq!(
            sentence(&error),
            "migrate failed: the database does not answer: connection refused"
        );
    }
}
