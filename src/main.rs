//! The door: everything is in the library, so that tests drive the same code.

fn main() -> std::process::ExitCode {
    countersign::cli::main()
}
