//! Finds the machine's Postgres programs. Installs nothing: `script/bootstrap` does.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::bail;

/// The oldest Postgres that Countersign is tested with.
const OLDEST: u32 = 15;

/// Where distributions and Homebrew put the programs when they are not in PATH: a folder, the beginning of the
/// version folders in it, and what follows below each.
const USUAL_PLACES: [(&str, &str, &str); 4] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
];

/// A folder with `initdb`, `pg_ctl` and `postgres` of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Programs {
    pub folder: PathBuf,
    pub major: u32,
}

impl Programs {
    /// The programs to use: of the version that made the cluster, else those in PATH, else the newest.
    pub fn find(search: Option<&[PathBuf]>, made_by: Option<u32>) -> anyhow::Result<Self> {
        let folders = match search {
            Some(folders) => folders.to_vec(),
            None => crate::config::search_path()
                .into_iter()
                .chain(usual_folders())
                .collect(),
        };
        let found: Vec<Self> = folders
            .iter()
            .filter_map(|folder| Self::in_folder(folder))
            .collect();
        let fit = |programs: &&Self| match made_by {
            Some(major) => programs.major == major,
            None => programs.major >= OLDEST,
        };
        match (found.iter().find(fit), made_by) {
            (Some(programs), _) => Ok(programs.clone()),
            (None, Some(major)) => bail!(
                "the database folder was made by Postgres {major}, and its programs are not on this machine any more; \
                 install Postgres {major} again, or begin anew with another --data-dir"
            ),
            (None, None) => bail!(
                "no Postgres programs of version {OLDEST} or newer were found on this machine; run script/bootstrap, \
                 or install the package yourself: \"postgresql\" on Debian and Ubuntu, \"postgresql-server\" on \
                 Fedora and Red Hat, \"postgresql@17\" from Homebrew; or set DATABASE_URL to a database of your own"
            ),
        }
    }

    fn in_folder(folder: &Path) -> Option<Self> {
        let whole = ["initdb", "pg_ctl", "postgres"]
            .iter()
            .all(|name| folder.join(name).is_file());
        if !whole {
            return None;
        }
        let output = Command::new(folder.join("postgres"))
            .arg("--version")
            .output()
            .ok()?;
        let major = major_version(&String::from_utf8_lossy(&output.stdout))?;
        Some(Self {
            folder: folder.to_owned(),
            major,
        })
    }
}

/// The usual folders that exist, newest version first.
fn usual_folders() -> Vec<PathBuf> {
    let mut folders: Vec<(u32, PathBuf)> = Vec::new();
    for (parent, beginning, below) in USUAL_PLACES {
        let Ok(entries) = std::fs::read_dir(parent) else {
            continue;
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let version = name
                .to_str()
                .and_then(|name| name.strip_prefix(beginning)?.parse().ok());
            if let Some(version) = version {
                folders.push((version, entry.path().join(below)));
            }
        }
    }
    folders.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    folders.into_iter().map(|(_, folder)| folder).collect()
}

/// The number in `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
fn major_version(words: &str) -> Option<u32> {
    let version = words.split(") ").nth(1)?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_what_postgres_says() {
        assert_eq!(
            major_version("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"),
            Some(15)
        );
        assert_eq!(major_version("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major_version("not a version"), None);
    }

    #[test]
    fn a_machine_without_programs_is_told_what_to_install() {
        let error = Programs::find(Some(&[]), None).unwrap_err().to_string();
        assert!(
            error.contains("script/bootstrap") && error.contains("\"postgresql\" on Debian"),
            "{error}"
        );
    }

    #[test]
    fn a_cluster_of_a_version_that_is_gone_is_not_opened_with_another() {
        let error = Programs::find(None, Some(3)).unwrap_err().to_string();
        assert!(error.contains("made by Postgres 3"), "{error}");
    }
}
