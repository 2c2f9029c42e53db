//! The command line.

pub mod simulator;

pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
