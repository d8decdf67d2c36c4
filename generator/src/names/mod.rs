//! Names: every identifier, module and file of the generated crate, claimed before anything is rendered.
//!
//! Rendering only looks names up. What a name is made of comes from the description; which identifier it gets is
//! decided here and nowhere else.

mod answers;
mod bodies;
mod claim;
mod features;
mod ident;
mod lock;
mod operations;
mod package;
mod reserved;
mod schemes;
mod scope;
mod servers;
mod shared;
mod table;
mod words;

pub(crate) use ident::{ConstIdent, FeatureIdent, ModuleIdent, ValueIdent, VariantIdent};
pub(crate) use lock::TYPES;
pub use package::is_package_name;
pub(crate) use package::package_name;
pub(crate) use shared::{SHARED_MODULE, SharedParam};
pub(crate) use table::{AnswerNames, BodyNames, Group, Names, OperationNames, TypeNames};
