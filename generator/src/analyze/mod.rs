//! Facts about the representation that follow from it: plain functions that give tables indexed by id.
//!
//! Nothing here changes the representation, and nothing here is about Rust beyond what a type can do: a box is "stored
//! apart", a capability is "can be compared".

mod boxes;
mod capabilities;
mod graph;
mod reach;
mod usage;

pub use boxes::{Boxes, boxes};
pub use capabilities::{Capabilities, capabilities};
pub use reach::{Reach, reach};
pub use usage::{Usage, usage};

use crate::ir::{AnyCause, Api, Type, TypeKind};

/// All tables of an API.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// Which members are stored apart.
    pub boxes: Boxes,
    /// Where each type is used, by type.
    pub usage: Vec<Usage>,
    /// What values of each type can do, by type.
    pub capabilities: Vec<Capabilities>,
    /// Which types operations and tags need.
    pub reach: Reach,
}

/// Makes all tables.
pub fn analyze(api: &Api) -> Analysis {
    Analysis {
        boxes: boxes(api),
        usage: usage(api),
        capabilities: capabilities(api),
        reach: reach(api),
    }
}

/// Why a use of a type holds any JSON value; none where it holds something better. Names of any value are seen
/// through, and so are lists and maps of them.
pub fn any_cause(api: &Api, ty: &Type) -> Option<AnyCause> {
    let mut at = ty;
    // A chain of aliases has no cycle; the bound is for representations that lowering did not make.
    for _ in 0..=api.types.len() {
        at = match at {
            Type::Any(cause) => return Some(*cause),
            Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => inner,
            Type::Named(id) => match api.type_def(*id).map(|definition| &definition.kind) {
                Some(TypeKind::Alias(ty)) => ty,
                _ => return None,
            },
            _ => return None,
        };
    }
    None
}
