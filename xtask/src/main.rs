//! The `cargo xtask` program: hands its arguments to the library and turns the outcome into an exit code.

use std::process::ExitCode;

/// A fifth of a run is spent on memory: this allocator takes less of it than that of the system, and keeps less.
///
/// It goes without huge pages: each thread would hold a few of two megabytes, which is most of what a small run takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    xtask::run(std::env::args_os())
}
