//! Turns an OpenAPI description into a Rust SDK crate.
//!
//! The library does no IO and never aborts: [`generate`] takes a source and a configuration and gives the files of
//! the crate, in memory, with a list of diagnostics. See ARCHITECTURE.md for the stages.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::todo,
        clippy::unimplemented,
        clippy::indexing_slicing
    )
)]

pub mod analyze;
pub mod calls;
pub mod config;
mod configured;
pub mod diagnostic;
pub mod diff;
pub mod generation;
mod hash;
pub mod ir;
mod lines;
pub mod lock;
pub mod lower;
mod names;
pub mod nearest;
pub mod output;
mod packed;
pub mod pointer;
mod render;
pub mod samples;
pub mod select;
pub mod slice;
pub mod spec;

pub use generation::{Generation, Stats, Surface, Survey, generate, survey};
pub use names::is_package_name;
