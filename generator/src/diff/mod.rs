//! Compares two descriptions and grades each change by what it does to users of the generated crate.
//!
//! What is compared is the representation, so that it does not matter in which dialect either is written. Schemas with a
//! name and operations are matched by what they are called, then by shape, so that what is renamed or moved is not taken
//! for something else; inline schemas are matched by where they are used and compared there. Names of Rust count too: a
//! change that leaves a description's meaning alone and renames an item of the crate is one that users see.
//!
//! * `change`, `kind`: what a change is, and the closed list of kinds with their grades;
//! * `comparison`, `pairs`: what belongs together;
//! * `service`, `paths`, `operation`, `params`, `bodies`, `responses`: operations and what surrounds them;
//! * `schemas`, `uses`, `fields`, `variants`: types;
//! * `prose`, `limits`, `identifiers`, `show`: what all of these have.

mod bodies;
mod change;
mod comparison;
mod fields;
mod identifiers;
mod kind;
mod limits;
mod operation;
mod pairs;
mod params;
mod paths;
mod prose;
mod responses;
mod schemas;
mod service;
mod show;
mod uses;
mod variants;

pub use change::{Change, Level};
pub use kind::Kind;

use comparison::Comparison;

use crate::config::Config;
use crate::generation::Surface;

/// Every change from one description to another, the gravest first, those of an entity together.
///
/// Both must have been made with `config`, which says what of a description is seen in Rust.
pub fn diff(old: &Surface, new: &Surface, config: &Config) -> Vec<Change> {
    let mut comparison = Comparison::new(old, new, config);
    comparison.service();
    comparison.paths();
    comparison.schemas();
    comparison.identifiers();
    comparison.into_changes()
}
