//! Work on a stack of its own, because parser and evaluator of CEL are recursive and a stack that is full can not be
//! caught: it ends the process. The limits of expressions and the size here belong together (tests/hostile.rs).

/// The parser takes up to 100 KiB for one bracket in a debug build, the evaluator about as much for one step down.
/// Only what is used is ever real memory.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// `None` = the work panicked, or there is no thread to be had.
pub(super) fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("policy".to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, work)
            .ok()?
            .join()
            .ok()
    })
}
