//! `countersign policy`: reads a policy as the service would and says what it is, what is wrong with it, and what its
//! examples do not notice; and prints the JSON Schema. Needs neither configuration nor database.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use crate::catalog::names::line::Header;
use crate::catalog::names::text::{Line, Lines};
use crate::policy::{Coverage, Policy, Problem, RuleKind, reference};

/// More than any policy may have, so that a file that is too large is refused by name but not read to its end.
const READ_MAX_BYTES: u64 = 1024 * 1024;

/// Rules that are asked about examples to know what the examples notice. A thousand guards with a thousand examples, where every
/// guard has something to say, took three seconds in a release build and ten of a processor in a debug build.
const STEPS_MAX: usize = 5_000_000;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  countersign policy check policies/starter.toml
  countersign policy check policy.toml --names product-names.csv

Tries changes of single rules (left out, its condition turned round, another number, another signer, …) and says which of
them leave all examples passing. docs/policy.md lists what is tried and what is not.

Exit codes: 0 the file is good, 1 it has problems, or names what the list does not have, 2 the command line was wrong.")]
pub struct Check {
    /// The policy file
    file: PathBuf,
    /// Microsoft's published list of product names, as CSV: products and plans that are not in it are problems
    #[arg(long, value_name = "LIST.csv")]
    names: Option<PathBuf>,
}

/// Prints what the policy is to standard output, or each problem on its line to standard error with exit code 1.
pub fn check(args: &Check) -> anyhow::Result<ExitCode> {
    let file = &args.file;
    let read = read(file).with_context(|| format!("{} can not be read", file.display()))?;
    let name = file.display().to_string();
    let problems = match parse(&name, &read) {
        Ok(policy) => {
            let unknown = match &args.names {
                Some(list) => policy.unknown_names(&name, &catalogue(list)?),
                None => Vec::new(),
            };
            if unknown.is_empty() {
                while_somebody_listens(say(file, &policy, &mut std::io::stdout().lock()))?;
                return Ok(ExitCode::SUCCESS);
            }
            unknown
        }
        Err(problems) => problems,
    };
    while_somebody_listens(say_problems(file, &problems, &mut std::io::stderr().lock()))?;
    Ok(ExitCode::FAILURE)
}

/// What was read of a file, and how many bytes it has.
struct ReadFile {
    bytes: Vec<u8>,
    size: u64,
}

fn read(file: &Path) -> std::io::Result<ReadFile> {
    let opened = File::open(file)?;
    let size = opened.metadata()?.len();
    let mut bytes = Vec::new();
    let read = opened.take(READ_MAX_BYTES).read_to_end(&mut bytes)?;
    // A pipe has no size.
    let read = u64::try_from(read).unwrap_or(u64::MAX);
    Ok(ReadFile {
        bytes,
        size: size.max(read),
    })
}

fn parse(name: &str, read: &ReadFile) -> Result<Policy, Vec<Problem>> {
    match Policy::too_large(name, read.size) {
        Some(problem) => Err(vec![problem]),
        None => Policy::parse(name, &read.bytes),
    }
}

/// Whoever reads what is said may stop, as `head` does; that is no mistake.
fn while_somebody_listens(said: std::io::Result<()>) -> std::io::Result<()> {
    match said {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        said => said,
    }
}

fn say_problems(file: &Path, problems: &[Problem], to: &mut impl Write) -> std::io::Result<()> {
    for problem in problems {
        writeln!(to, "{problem}")?;
    }
    writeln!(to, "{} is refused", file.display())
}

fn say(file: &Path, policy: &Policy, stdout: &mut impl Write) -> std::io::Result<()> {
    let (guards, routes): (Vec<_>, Vec<_>) = policy
        .rules()
        .into_iter()
        .partition(|rule| rule.kind == RuleKind::Guard);
    writeln!(
        stdout,
        "{} is good: version {}, {}, {}, {} passed",
        file.display(),
        policy.version(),
        counted(guards.len(), "guard"),
        counted(routes.len(), "route"),
        counted(policy.examples(), "example"),
    )?;
    let coverage = policy.coverage(STEPS_MAX);
    say_coverage(stdout, &coverage)
}

fn say_coverage(stdout: &mut impl Write, coverage: &Coverage) -> std::io::Result<()> {
    if !coverage.unexercised.is_empty() {
        writeln!(stdout, "\nNo example exercises:")?;
        for id in &coverage.unexercised {
            writeln!(stdout, "  {id}")?;
        }
    }
    if coverage.unnoticed.is_empty() {
        writeln!(
            stdout,
            "\n{} of single rules tried; the examples notice each.",
            counted(coverage.tried, "change")
        )?;
    } else {
        writeln!(
            stdout,
            "\n{} of single rules tried; no example notices {} of them:",
            counted(coverage.tried, "change"),
            coverage.unnoticed.len()
        )?;
        for mutation in &coverage.unnoticed {
            writeln!(stdout, "  line {}: {mutation}", mutation.line)?;
        }
    }
    if coverage.left_out > 0 {
        writeln!(
            stdout,
            "{} not tried: they are too many.",
            match coverage.left_out {
                1 => "1 more was".to_owned(),
                many => format!("{many} more were"),
            }
        )?;
    }
    Ok(())
}

/// Part number → names of its plans, of Microsoft's list; lines that are no products are passed over.
fn catalogue(list: &Path) -> anyhow::Result<BTreeMap<String, BTreeSet<String>>> {
    let unreadable = || format!("{} can not be read", list.display());
    let file = File::open(list).with_context(unreadable)?;
    let mut lines = Lines::open(Box::new(file)).with_context(unreadable)?;
    let mut header = None;
    let mut catalogue: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    while let Some(line) = lines.next_line().with_context(unreadable)? {
        let Line::Text(line) = line else { continue };
        let Some(header) = &header else {
            if !line.trim().is_empty() {
                let read = Header::parse(&line);
                header = Some(read.map_err(|why| anyhow::anyhow!("{}: {why}", list.display()))?);
            }
            continue;
        };
        if let Ok(named) = header.read(&line) {
            let plans = catalogue.entry(named.part_number).or_default();
            plans.extend(named.plan.map(|plan| plan.name));
        }
    }
    anyhow::ensure!(!catalogue.is_empty(), "{} has no product", list.display());
    Ok(catalogue)
}

/// Prints the JSON Schema to standard output.
pub fn schema() -> anyhow::Result<ExitCode> {
    let schema = serde_json::to_string_pretty(&reference::json_schema())?;
    while_somebody_listens(writeln!(std::io::stdout(), "{schema}"))?;
    Ok(ExitCode::SUCCESS)
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(file: &Path, names: Option<&Path>) -> Check {
        Check {
            file: file.to_owned(),
            names: names.map(Path::to_owned),
        }
    }

    /// `ExitCode` can not be compared; what it prints as can.
    fn code(args: &Check) -> String {
        format!("{:?}", check(args).expect("the file can be read"))
    }

    #[test]
    fn a_good_file_succeeds_and_a_broken_one_fails() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let file = folder.path().join("policy.toml");
        std::fs::write(&file, "[[route]]\nid = \"r\"\napprove = \"automatic\"\n").expect("written");
        assert_eq!(code(&of(&file, None)), format!("{:?}", ExitCode::SUCCESS));
        std::fs::write(&file, "[[route]]\nid = \"r\"\n").expect("written");
        assert_eq!(code(&of(&file, None)), format!("{:?}", ExitCode::FAILURE));
    }

    #[test]
    fn a_product_that_the_list_does_not_have_fails() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let file = folder.path().join("policy.toml");
        let names = folder.path().join("names.csv");
        std::fs::write(
            &names,
            "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names\n\
             Visio Plan 2,VISIOCLIENT,c5928f49-12ba-48f7-ada3-0d743a3601d5,VISIOONLINE,2bdbaf8f-738f-4ac7-9234-3c3ee2ce7d0f,Visio web app\n",
        )
        .expect("written");
        for (product, expected) in [
            ("VISIOCLIENT", ExitCode::SUCCESS),
            ("VISIOCLEINT", ExitCode::FAILURE),
        ] {
            let text =
                format!("[[route]]\nid = \"r\"\nproducts = [\"{product}\"]\napprove = \"automatic\"\n");
            std::fs::write(&file, text).expect("written");
            assert_eq!(
                code(&of(&file, Some(&names))),
                format!("{expected:?}"),
                "{product}"
            );
        }
    }

    #[test]
    fn what_the_examples_do_not_notice_is_said() {
        let text = "[[guard]]\nid = \"g\"\nlongest_term = \"90d\"\n[[route]]\nid = \"r\"\nstages = [{ who = \"manager\" }]\n\
                    [[example]]\nid = \"e\"\ngiven = { product = \"A\" }\nexpect = { outcome = \"stages\" }\n";
        let policy = Policy::parse("p.toml", text.as_bytes()).expect("it is good");
        let mut said = Vec::new();
        say_coverage(&mut said, &policy.coverage(STEPS_MAX)).expect("written");
        insta::assert_snapshot!(String::from_utf8(said).expect("text"), @"

    5 changes of single rules tried; no example notices 3 of them:
      line 1: g could be left out
      line 1: `longest_term` of g could be 45
      line 1: `longest_term` of g could be 180
    ");
    }

    #[test]
    fn a_file_that_is_too_large_is_refused_with_its_size() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let file = folder.path().join("policy.toml");
        let opened = File::create(&file).expect("created");
        opened.set_len(10 * 1024 * 1024).expect("made long");
        let problems = parse("p.toml", &read(&file).expect("read")).expect_err("it is too large");
        let mut said = Vec::new();
        say_problems(Path::new("p.toml"), &problems, &mut said).expect("written");
        insta::assert_snapshot!(String::from_utf8(said).expect("text"), @"
        p.toml:1:1: the file has 10485760 bytes; at most 262144 are allowed
        p.toml is refused
        ");
    }

    /// `head`, which has read enough.
    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn who_stops_listening_is_no_mistake() {
        let text = "[[route]]\nid = \"r\"\napprove = \"automatic\"\n";
        let policy = Policy::parse("p.toml", text.as_bytes()).expect("it is good");
        let file = Path::new("p.toml");
        assert!(say(file, &policy, &mut Closed).is_err());
        assert!(while_somebody_listens(say(file, &policy, &mut Closed)).is_ok());
        assert!(while_somebody_listens(say_problems(file, &[], &mut Closed)).is_ok());
        let full = std::io::Error::from(ErrorKind::StorageFull);
        assert!(while_somebody_listens(Err(full)).is_err());
    }

    #[test]
    fn a_file_that_is_not_there_is_an_error_that_names_it() {
        let error = check(&of(Path::new("no/such/policy.toml"), None)).expect_err("there is no such file");
        assert_eq!(error.to_string(), "no/such/policy.toml can not be read");
    }
}
