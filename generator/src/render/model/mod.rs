//! Views of `src/models`: a file for each root schema, with the inline types below it.

mod enums;
mod fields;
mod layout;
mod structs;
mod unions;

use std::iter::once;

use askama::Template;

use self::enums::EnumView;
use self::structs::StructView;
use self::unions::UnionView;
use super::context::Context;
use super::docs::describe;
use super::header::Header;
use super::rust_type::{Place, bare_type};
use super::text::{Code, Doc};
use super::{Modules, Pieces, format, gate};
use crate::analyze::mentioned;
use crate::ir::{TypeId, TypeKind};
use crate::names::ModuleIdent;
use crate::packed::Packed;

/// A type in a file of models.
enum Item {
    Struct(StructView),
    Enum(EnumView),
    Union(UnionView),
    Alias(AliasView),
}

/// Another name for a type.
#[derive(Template)]
#[template(path = "model/alias.rs.askama", escape = "none")]
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

/// The file of a module: the types as the printer has them, and below them what the codec goes by.
///
/// # Errors
///
/// What of it is no Rust; a fault of a template.
pub(crate) fn model_file(context: &Context<'_>, module: &ModuleIdent, ids: &[TypeId]) -> Result<String, String> {
    let items: Vec<Item> = ids.iter().filter_map(|&id| item(context, id)).collect();
    let mut text = layout::import(&imports(context, module, ids));
    if items.iter().any(|item| !matches!(item, Item::Alias(_))) {
        text.push_str("use crate::runtime::codec;\n");
    }
    for item in &items {
        text.push_str(&match item {
            Item::Struct(view) => layout::laid_out(view),
            Item::Enum(view) => layout::laid_out(view),
            Item::Alias(view) => layout::laid_out(view),
            Item::Union(view) => layout::laid_out(view),
        }?);
    }
    let tables = Tables { items: &items };
    let tables = tables.render().map_err(|error| error.to_string())?;
    text.push_str(tables.trim_end());
    text.push('\n');
    Ok(text)
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

/// A part of `src/models/mod.rs`.
#[derive(Template)]
#[template(path = "model/mod.rs.askama", escape = "none")]
struct IndexPart<'v> {
    modules: &'v [IndexEntry],
    exports: &'v [IndexEntry],
}

struct IndexEntry {
    gate: Code,
    module: Code,
    types: Vec<Code>,
}

/// How many modules are printed at once: the tree of an item is many times as large as its text.
const INDEX_PART: usize = 256;

/// `src/models/mod.rs`: the index of all modules, each with its types.
///
/// # Errors
///
/// What of it is no Rust; a fault of a template.
pub(crate) fn model_index(context: &Context<'_>, modules: &Modules, header: &Header) -> Result<Pieces, String> {
    let entries = |part: &[(ModuleIdent, Vec<TypeId>)]| -> Vec<IndexEntry> {
        let entries = part.iter().map(|(module, ids)| index_entry(context, module, ids));
        entries.collect()
    };
    let mut parts = Vec::new();
    for part in modules.chunks(INDEX_PART) {
        parts.push(index_part(
            &IndexPart {
                modules: &entries(part),
                exports: &[],
            },
            parts.is_empty(),
        )?);
    }
    let declared = parts.len();
    for part in modules.chunks(INDEX_PART) {
        parts.push(index_part(
            &IndexPart {
                modules: &[],
                exports: &entries(part),
            },
            parts.len() == declared,
        )?);
    }
    let start = format::file(header, "//! Types of requests and responses.\n");
    Ok(Box::new(once(start).chain(parts.into_iter().map(|part| part.text()))))
}

/// Some lines of the index, set apart from those before it where lines of a kind begin or have conditions.
fn index_part(part: &IndexPart<'_>, is_first: bool) -> Result<Packed, String> {
    let text = format::spaced(&format::printed(part)?);
    let gap = if is_first || text.starts_with('#') { "\n" } else { "" };
    Ok(Packed::new(&format!("{gap}{text}")))
}

fn index_entry(context: &Context<'_>, module: &ModuleIdent, ids: &[TypeId]) -> IndexEntry {
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
}
