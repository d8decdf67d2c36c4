//! Facts about the representation that follow from it: plain functions that give tables indexed by id.
//!
//! Nothing here changes the representation, and nothing here is about Rust beyond what a type can do: a box is "stored
//! apart", a capability is "can be compared".

mod answers;
mod bodies;
mod boxes;
mod capabilities;
mod depth;
mod gates;
mod graph;
mod headers;
mod jobs;
mod paging;
mod presence;
mod usage;

pub use answers::{Answers, Case, Place, Reading, Shape, answers, error_body, reading};
pub use bodies::{BodyChoice, BodyForm, FilePart, body_choices, file_part, part_of, struct_of};
pub use boxes::{Boxes, boxes, endless};
pub use capabilities::{Capabilities, capabilities};
pub use depth::depth;
pub use gates::gates;
pub(crate) use graph::{edges, mark, mentioned, request_types, response_types, types_in, webhook_types};
pub use headers::{Header, header_position, headers};
pub use paging::{Paging, paging};
pub use presence::{Presence, is_nullable};
pub use usage::{Usage, mere_forms, usage};

use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::ir::{AnyCause, Api, Type, TypeKind};

/// All tables of an API.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// Which members are stored apart.
    pub boxes: Boxes,
    /// Which required members no value can have.
    pub endless: Boxes,
    /// Where each type is used, by type.
    pub usage: Vec<Usage>,
    /// Which types are nothing but the parts of a form, by type.
    pub mere_forms: Vec<bool>,
    /// What values of each type can do, by type.
    pub capabilities: Vec<Capabilities>,
    /// What the good answers of operations come to, by operation.
    pub answers: Vec<Answers>,
    /// The headers of answers.
    pub headers: Vec<Header>,
    /// How lists are walked that are answered in pages, by operation.
    pub paging: Vec<Option<Paging>>,
}

/// Makes all tables.
pub fn analyze(api: &Api, config: &Config) -> Analysis {
    Analysis {
        boxes: boxes(api),
        endless: endless(api),
        usage: usage(api),
        mere_forms: mere_forms(api),
        capabilities: capabilities(api),
        answers: answers(api),
        headers: headers(api),
        paging: paging(api, config),
    }
}

/// Says what of the answers and of the configuration is not in the tables.
pub fn report(api: &Api, config: &Config, analysis: &Analysis, diagnostics: &mut Diagnostics) {
    boxes::report(api, &analysis.endless, diagnostics);
    answers::report(api, &analysis.answers, diagnostics);
    headers::report(api, diagnostics);
    paging::report(api, config, &analysis.paging, diagnostics);
    jobs::report(api, config, diagnostics);
}

/// What a type is behind its aliases. Aliases that lead to each other end at the last one seen.
pub(crate) fn unaliased<'a>(api: &'a Api, ty: &'a Type) -> &'a Type {
    let mut current = ty;
    for _ in 0..=api.types.len() {
        let Type::Named(id) = current.non_null() else {
            return current;
        };
        match api.type_def(*id).map(|def| &def.kind) {
            Some(TypeKind::Alias(target)) => current = target,
            _ => return current,
        }
    }
    current
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
