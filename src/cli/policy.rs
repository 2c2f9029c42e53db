//! `countersign policy check FILE`: reads a policy as the service would and says what it is, or what is wrong with it.
//! Needs neither configuration nor database.

use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

use crate::policy::{Policy, RuleKind};

/// More than any policy may have, so that a file that is too large is refused by name but not read to its end.
const READ_MAX_BYTES: u64 = 1024 * 1024;

/// Prints the version and the counts to standard output, or each problem on its line to standard error with exit code 1.
pub fn check(file: &Path) -> anyhow::Result<ExitCode> {
    let mut bytes = Vec::new();
    std::fs::File::open(file)
        .and_then(|opened| opened.take(READ_MAX_BYTES).read_to_end(&mut bytes))
        .with_context(|| format!("{} can not be read", file.display()))?;
    match Policy::parse(&file.display().to_string(), &bytes) {
        Ok(policy) => {
            let (guards, routes): (Vec<_>, Vec<_>) = policy
                .rules()
                .into_iter()
                .partition(|rule| rule.kind == RuleKind::Guard);
            writeln!(
                std::io::stdout(),
                "{} is good: version {}, {}, {}, {} passed",
                file.display(),
                policy.version(),
                counted(guards.len(), "guard"),
                counted(routes.len(), "route"),
                counted(policy.examples(), "example"),
            )?;
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            let mut stderr = std::io::stderr().lock();
            for problem in &problems {
                writeln!(stderr, "{problem}")?;
            }
            writeln!(
                stderr,
                "{} is refused: {}",
                file.display(),
                counted(problems.len(), "problem")
            )?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ExitCode` can not be compared; what it prints as can.
    fn code(file: &Path) -> String {
        format!("{:?}", check(file).expect("the file can be read"))
    }

    #[test]
    fn a_good_file_succeeds_and_a_broken_one_fails() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let file = folder.path().join("policy.toml");
        std::fs::write(&file, "[[route]]\nid = \"r\"\napprove = \"automatic\"\n").expect("written");
        assert_eq!(code(&file), format!("{:?}", ExitCode::SUCCESS));
        std::fs::write(&file, "[[route]]\nid = \"r\"\n").expect("written");
        assert_eq!(code(&file), format!("{:?}", ExitCode::FAILURE));
    }

    #[test]
    fn a_file_that_is_not_there_is_an_error_that_names_it() {
        let error = check(Path::new("no/such/policy.toml")).expect_err("there is no such file");
        assert_eq!(error.to_string(), "no/such/policy.toml can not be read");
    }
}
