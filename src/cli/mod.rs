//! The command line.

pub mod policy;

pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
