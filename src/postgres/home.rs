//! Where a private cluster lives and as which user it runs.
//!
//! Postgres refuses to run as root. Started by root, its programs run as `postgres` or `nobody`, and the folders they
//! write belong to that user. Connections are trusted because only the owner of the socket's folder (mode 0700) and
//! root can reach the socket; a check of the peer's name would refuse root, who is the one to connect.

use std::fs::{DirBuilder, OpenOptions, Permissions};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

/// A socket's path has at most 103 bytes on macOS and 107 on Linux, with a NUL behind; some room is left.
const LONGEST_SOCKET_PATH_BYTES: usize = 100;

/// Where clusters of root live when the unprivileged user can not enter the folder that was named.
const HOME_OF_LAST_RESORT: &str = "/var/lib/countersign";

/// Variables of the caller that would change what the Postgres programs do.
const UNWANTED_VARIABLES: [&str; 5] = ["PGDATA", "PGPORT", "PGDATESTYLE", "PGOPTIONS", "PG_COLOR"];

/// The names in a home that the Postgres programs are given; plain words, because a shell reads them.
pub(super) const DATA: &str = "postgres";
pub(super) const MAKING: &str = "postgres.making";
pub(super) const LOG: &str = "postgres.log";

#[derive(Debug)]
pub(super) struct Home {
    pub folder: PathBuf,
    /// Whom the programs run as, when we are root.
    user: Option<User>,
    pub socket: PathBuf,
    /// The socket's folder is outside of the home and is removed at the end.
    socket_is_elsewhere: bool,
    pub notice: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
struct User {
    uid: u32,
    gid: u32,
}

impl Home {
    /// The home of the cluster that was asked for below `dir`, an absolute path.
    pub fn below(dir: &Path) -> anyhow::Result<Self> {
        let mut home = Self {
            folder: dir.to_owned(),
            user: None,
            socket: dir.join("socket"),
            socket_is_elsewhere: false,
            notice: None,
        };
        if !we_are_root()? {
            return Ok(home);
        }
        let accounts = std::fs::read_to_string("/etc/passwd").context("/etc/passwd can not be read")?;
        home.user = Some(unprivileged_user(&accounts)?);
        if !home.its_user_can_enter(dir)? {
            let hash = hex::encode(Sha256::digest(dir.as_os_str().as_encoded_bytes()));
            home.folder = Path::new(HOME_OF_LAST_RESORT).join(&hash[..16]);
            std::fs::create_dir_all(&home.folder)
                .with_context(|| format!("the folder {} can not be made", home.folder.display()))?;
            // Whatever root's umask is, this one must be open to enter; what is private in it has its own mode.
            for folder in [Path::new(HOME_OF_LAST_RESORT), &home.folder] {
                std::fs::set_permissions(folder, Permissions::from_mode(0o755))?;
            }
            home.notice = Some(format!(
                "Postgres does not run as root, and an unprivileged user can not enter {}; the database is in {}.",
                dir.display(),
                home.folder.display()
            ));
        }
        Ok(home)
    }

    pub fn data(&self) -> PathBuf {
        self.folder.join(DATA)
    }

    pub fn log(&self) -> PathBuf {
        self.folder.join(LOG)
    }

    /// The version that made the cluster; `None` when there is no cluster yet.
    pub fn version_in_use(&self) -> anyhow::Result<Option<u32>> {
        let data = self.data();
        match std::fs::read_to_string(data.join("PG_VERSION")) {
            Ok(version) => Ok(Some(version.trim().parse().with_context(|| {
                format!("{} does not say a version", data.join("PG_VERSION").display())
            })?)),
            Err(_) if std::fs::read_dir(&data).is_ok_and(|mut entries| entries.next().is_some()) => {
                bail!(
                    "the folder {} is not empty and not a Postgres cluster; move it away",
                    data.display()
                )
            }
            Err(_) => Ok(None),
        }
    }

    pub fn forget_data(&self) -> anyhow::Result<()> {
        let data = self.data();
        if data.exists() {
            std::fs::remove_dir_all(&data)
                .with_context(|| format!("the folder {} can not be removed", data.display()))?;
        }
        Ok(())
    }

    /// An empty folder for `initdb`, in place of what a killed one left.
    pub fn begin_making(&self) -> anyhow::Result<PathBuf> {
        let making = self.folder.join(MAKING);
        if making.exists() {
            std::fs::remove_dir_all(&making)
                .with_context(|| format!("the half-made folder {} can not be removed", making.display()))?;
        }
        self.private_folder(&making)?;
        Ok(making)
    }

    pub fn finish_making(&self, making: &Path) -> anyhow::Result<()> {
        let settings = making.join("postgresql.conf");
        let include = "\n# Written anew at each start of Countersign:\ninclude '../postgres.conf'\n";
        let mut words = std::fs::read_to_string(&settings)?;
        words.push_str(include);
        std::fs::write(&settings, words)?;
        std::fs::rename(making, self.data())
            .with_context(|| format!("{} can not be renamed", making.display()))
    }

    /// The socket's folder: in the home, or where its path is short enough for a socket.
    pub fn choose_socket_folder(&mut self) -> anyhow::Result<()> {
        self.socket = self.folder.join("socket");
        if self.socket.join(".s.PGSQL.5432.lock").as_os_str().len() > LONGEST_SOCKET_PATH_BYTES {
            // A new name each time: a known one in a folder open to all could be taken by somebody else.
            let name = format!("countersign-{}", uuid::Uuid::new_v4().simple());
            self.socket = Path::new("/tmp").join(name);
            self.socket_is_elsewhere = true;
        }
        self.private_folder(&self.socket)
    }

    pub fn forget_socket_folder(&self) {
        if self.socket_is_elsewhere {
            std::fs::remove_dir_all(&self.socket).ok();
        }
    }

    /// Settings go through a file, so that no path has to survive a shell's quoting.
    pub fn write_settings(&self, port: u16, durable: bool) -> anyhow::Result<()> {
        let socket = self
            .socket
            .to_string_lossy()
            .replace('\'', "''")
            .replace('"', "\"\"");
        let fast = if durable {
            ""
        } else {
            "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
        };
        let settings = format!(
            "# Written anew at each start of Countersign.\n\
             listen_addresses = ''\nport = {port}\nunix_socket_directories = '\"{socket}\"'\n\
             unix_socket_permissions = 0700\nmax_connections = 200\nlog_timezone = 'UTC'\ntimezone = 'UTC'\n{fast}"
        );
        let path = self.folder.join("postgres.conf");
        std::fs::write(&path, settings).with_context(|| format!("{} can not be written", path.display()))?;
        std::fs::set_permissions(&path, Permissions::from_mode(0o644))?;
        Ok(())
    }

    /// Makes the log writable for the server; gives its length so far.
    pub fn prepare_log(&self) -> anyhow::Result<u64> {
        let path = self.log();
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&path)
            .with_context(|| format!("{} can not be written", path.display()))?;
        self.give(&path)?;
        Ok(file.metadata()?.len())
    }

    pub fn log_since(&self, offset: u64) -> String {
        let mut words = Vec::new();
        if let Ok(mut file) = std::fs::File::open(self.log())
            && file.seek(SeekFrom::Start(offset)).is_ok()
        {
            file.read_to_end(&mut words).ok();
        }
        String::from_utf8_lossy(&words).into_owned()
    }

    /// Whether the server that wrote `postmaster.pid` is alive. Lines 4 and 5 of that file are its port and the folder
    /// of its socket.
    pub fn a_server_answers(&self) -> bool {
        let Ok(words) = std::fs::read_to_string(self.data().join("postmaster.pid")) else {
            return false;
        };
        let lines: Vec<&str> = words.lines().map(str::trim).collect();
        let (Some(port), Some(folder)) = (lines.get(3), lines.get(4)) else {
            return false;
        };
        UnixStream::connect(Path::new(folder).join(format!(".s.PGSQL.{port}"))).is_ok()
    }

    /// A command that runs in the home, as the cluster's user, away from the terminal's Ctrl-C.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // pg_ctl hands paths to a shell between double quotes. In the home, plain names do, and nothing is to quote.
        command
            .current_dir(&self.folder)
            .process_group(0)
            .env("LC_ALL", "C");
        for variable in UNWANTED_VARIABLES {
            command.env_remove(variable);
        }
        if let Some(user) = &self.user {
            // The standard library also drops root's other groups here.
            command.uid(user.uid).gid(user.gid);
        }
        command
    }

    fn its_user_can_enter(&self, dir: &Path) -> anyhow::Result<bool> {
        let status = self
            .command(Path::new("/bin/sh"))
            .current_dir("/")
            .args(["-c", "cd -- \"$1\"", "sh"])
            .arg(dir)
            .stderr(Stdio::null())
            .status()
            .context("/bin/sh can not be run as an unprivileged user")?;
        Ok(status.success())
    }

    fn private_folder(&self, path: &Path) -> anyhow::Result<()> {
        if !path.is_dir() {
            DirBuilder::new()
                .mode(0o700)
                .create(path)
                .with_context(|| format!("the folder {} can not be made", path.display()))?;
        }
        std::fs::set_permissions(path, Permissions::from_mode(0o700))?;
        self.give(path)
    }

    fn give(&self, path: &Path) -> anyhow::Result<()> {
        if let Some(user) = &self.user {
            std::os::unix::fs::chown(path, Some(user.uid), Some(user.gid))
                .with_context(|| format!("{} can not be given to an unprivileged user", path.display()))?;
        }
        Ok(())
    }
}

/// Asked of a file that we make, because the standard library does not tell our user id.
fn we_are_root() -> anyhow::Result<bool> {
    let path = Path::new("/tmp").join(format!("countersign-{}", uuid::Uuid::new_v4().simple()));
    let file = OpenOptions::new()
        .create_new(true)
        .write(true)
        .open(&path)
        .context("/tmp can not be written")?;
    let owner = file.metadata().map(|metadata| metadata.uid());
    std::fs::remove_file(&path).ok();
    Ok(owner? == 0)
}

/// `postgres` if the machine has it, else `nobody`, from the lines of `/etc/passwd`.
fn unprivileged_user(accounts: &str) -> anyhow::Result<User> {
    let find = |wanted: &str| {
        accounts.lines().find_map(|line| {
            let mut fields = line.split(':');
            let (name, _password) = (fields.next()?, fields.next()?);
            let user = User {
                uid: fields.next()?.parse().ok()?,
                gid: fields.next()?.parse().ok()?,
            };
            (name == wanted && user.uid != 0).then_some(user)
        })
    };
    find("postgres").or_else(|| find("nobody")).context(
        "Postgres does not run as root, and this machine has neither a user \"postgres\" nor \"nobody\" to run it as",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_runs_postgres_as_somebody_else() {
        let accounts = "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65533::/:/bin/false\npostgres:x:101:104::/:/bin/sh\n";
        assert_eq!(unprivileged_user(accounts).unwrap(), User { uid: 101, gid: 104 });
        let without = "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65533::/:/bin/false\n";
        assert_eq!(
            unprivileged_user(without).unwrap(),
            User {
                uid: 65534,
                gid: 65533
            }
        );
        assert!(unprivileged_user("postgres:x:0:0::/:/bin/sh\n").is_err());
    }
}
