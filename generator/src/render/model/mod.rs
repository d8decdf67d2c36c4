//! Views of `src/models`: a file for each root schema, with the inline types below it.

mod enums;
mod fields;
mod structs;
mod unions;

use askama::Template;

use self::enums::EnumView;
use self::structs::StructView;
use self::unions::UnionView;
use super::context::Context;
use super::docs::describe;
use super::rust_type::{Place, bare_type};
use super::text::{Code, Doc};
use super::{format, gate};
use crate::analyze::mentioned;
use crate::ir::{TypeId, TypeKind};
use crate::names::ModuleIdent;

/// A file of `src/models`.
#[derive(Template)]
#[template(path = "model/file.rs.askama", escape = "none")]
struct ModelFile {
    imports: Vec<Code>,
    items: Vec<Item>,
    uses_codec: bool,
}

/// A type in a file of models.
enum Item {
    Struct(StructView),
    Enum(EnumView),
    Union(UnionView),
    Alias(AliasView),
}

/// Another name for a type.
struct AliasView {
    docs: Doc,
    ident: Code,
    ty: Code,
}

/// The lists of members and values that the codec goes by.
#[derive(Template)]
#[template(path = "model/tables.rs.askama", escape = "none")]
struct Tables<'v> {
    items: &'v [Item],
}

/// The file of a module, printed: the types as the formatter has them, and below them what the codec goes by.
///
/// # Errors
///
/// What of it is no Rust; a fault of a template.
pub(crate) fn model_file(context: &Context<'_>, module: &ModuleIdent, ids: &[TypeId]) -> Result<String, String> {
    let file = ModelFile::new(context, module, ids);
    let tables = Tables { items: &file.items }
        .render()
        .map_err(|error| error.to_string())?;
    Ok(format!("{}{}\n", format::printed(&file)?, tables.trim_end()))
}

impl ModelFile {
    /// The view of a module: `ids` are the types in it, in the order of the representation.
    fn new(context: &Context<'_>, module: &ModuleIdent, ids: &[TypeId]) -> Self {
        let items: Vec<Item> = ids.iter().filter_map(|&id| item(context, id)).collect();
        let uses_codec = items.iter().any(|item| !matches!(item, Item::Alias(_)));
        Self {
            imports: imports(context, module, ids),
            items,
            uses_codec,
        }
    }
}

fn item(context: &Context<'_>, id: TypeId) -> Option<Item> {
    let (def, names) = context.type_def(id)?;
    Some(match &def.kind {
        TypeKind::Struct(object) => Item::Struct(StructView::new(context, id, def, object, names)),
        TypeKind::Enum(list) => Item::Enum(EnumView::new(def, list, names)),
        TypeKind::Union(union) => Item::Union(UnionView::new(context, id, def, union, names)),
        TypeKind::Alias(target) => Item::Alias(AliasView {
            docs: describe(&def.docs, names.ident.text()),
            ident: Code::new(names.ident.token()),
            ty: Code::new(bare_type(context, target, Place::Models)),
        }),
    })
}

/// Models of other files that this one names.
fn imports(context: &Context<'_>, module: &ModuleIdent, ids: &[TypeId]) -> Vec<Code> {
    let used = ids
        .iter()
        .filter_map(|&id| context.api.type_def(id))
        .flat_map(mentioned);
    let mut idents: Vec<_> = used
        .filter_map(|id| context.names.of_type(id))
        .filter(|names| names.module != *module)
        .map(|names| names.ident.clone())
        .collect();
    idents.sort();
    idents.dedup();
    idents.iter().map(|ident| Code::new(ident.token())).collect()
}

/// `src/models/mod.rs`.
#[derive(Template)]
#[template(path = "model/mod.rs.askama", escape = "none")]
pub(crate) struct ModelIndex {
    modules: Vec<IndexEntry>,
}

struct IndexEntry {
    gate: Code,
    module: Code,
    types: Vec<Code>,
}

impl ModelIndex {
    /// The index of all modules, each with its types.
    pub(crate) fn new(context: &Context<'_>, modules: &[(ModuleIdent, Vec<TypeId>)]) -> Self {
        let entry = |(module, ids): &(ModuleIdent, Vec<TypeId>)| {
            let mut idents: Vec<_> = ids
                .iter()
                .filter_map(|&id| context.names.of_type(id))
                .map(|names| names.ident.clone())
                .collect();
            idents.sort();
            IndexEntry {
                gate: gate::of_types(context, ids),
                module: Code::new(module.token()),
                types: idents.iter().map(|ident| Code::new(ident.token())).collect(),
            }
        };
        Self {
            modules: modules.iter().map(entry).collect(),
        }
    }
}
