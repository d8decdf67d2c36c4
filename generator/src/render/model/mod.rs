//! Views of `src/models`: a file for each root schema, with the inline types below it.

mod enums;
mod fields;
mod structs;
mod unions;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write as _;
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
use super::{Modules, Pieces, format, gate, layout};
use crate::ir::{TypeId, TypeKind};
use crate::names::FeatureIdent;
use crate::packed::Packed;

/// A type in a file of models.
enum Item {
    Struct(StructView),
    Enum(EnumView),
    Union(UnionView),
    Alias(AliasView),
    Newtype(NewtypeView),
}

/// Another name for a type.
#[derive(Template)]
#[template(path = "model/alias.rs.askama", escape = "none")]
struct AliasView {
    docs: Doc,
    ident: Code,
    ty: Code,
}

#[derive(Template)]
#[template(path = "model/newtype.rs.askama", escape = "none")]
struct NewtypeView {
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
pub(crate) fn model_file(context: &Context<'_>, ids: &[TypeId]) -> Result<String, String> {
    let items: Vec<Item> = ids.iter().filter_map(|&id| item(context, id)).collect();
    let mut text = String::new();
    if items.iter().any(|item| !matches!(item, Item::Alias(_))) {
        text.push_str("use crate::runtime::codec;\n");
    }
    for item in &items {
        text.push_str(&match item {
            Item::Struct(view) => layout::laid_out(view),
            Item::Enum(view) => layout::laid_out(view),
            Item::Alias(view) => layout::laid_out(view),
            Item::Newtype(view) => layout::laid_out(view),
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
        TypeKind::Newtype(target) => Item::Newtype(NewtypeView {
            docs: describe(&def.docs, names.ident.text()),
            ident: Code::new(names.ident.token()),
            ty: Code::new(bare_type(context, target, Place::Model(id))),
        }),
        TypeKind::Alias(target) => Item::Alias(AliasView {
            docs: describe(&def.docs, names.ident.text()),
            ident: Code::new(names.ident.token()),
            ty: Code::new(bare_type(context, target, Place::Model(id))),
        }),
    })
}

/// How the index begins. The attribute is here and not at the statement that it is for, where it would cost the compiler
/// 5 KB for each struct.
const INDEX_START: &str = "//! Types of requests and responses.

#![allow(
    unused_mut,
    reason = \"a struct without members is not changed while it is read\"
)]
";

/// How many modules stand in a piece of the index.
const INDEX_PART: usize = 256;

/// `src/models/mod.rs`: the index of all modules, each with its types.
///
/// # Errors
///
/// What of it is no Rust; a fault of what makes it.
pub(crate) fn model_index(context: &Context<'_>, modules: &Modules, header: &Header) -> Result<Pieces, String> {
    let mut gates = HashMap::new();
    let (mut declared, mut exported) = (Vec::new(), Vec::new());
    for part in modules.chunks(INDEX_PART) {
        let (mut declarations, mut exports) = (String::new(), String::new());
        for (module, ids) in part {
            let features = gate::features_of(context, ids);
            let gate = match gates.entry(features) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let printed = gate_lines(new.key())?;
                    new.insert(printed)
                }
            };
            let module = module.token().to_string();
            let _ = writeln!(declarations, "{gate}mod {module};");
            let types = layout::import(&format!("pub use {module}"), &exported_types(context, ids));
            exports.push_str(gate);
            exports.push_str(&types);
        }
        declared.push(index_part(&declarations, declared.is_empty()));
        exported.push(index_part(&exports, exported.is_empty()));
    }
    let start = format::file(header, INDEX_START);
    let parts = declared.into_iter().chain(exported);
    Ok(Box::new(once(start).chain(parts.map(|part| part.text()))))
}

/// The attribute that compiles an item only with one of these features, as the printer has it.
fn gate_lines(features: &[&FeatureIdent]) -> Result<String, String> {
    if features.is_empty() {
        return Ok(String::new());
    }
    let printed = format::printed_text(&format!("{} mod m;", gate::attribute(features)))?;
    Ok(printed.strip_suffix("mod m;\n").unwrap_or(&printed).to_owned())
}

/// Some lines of the index, set apart from those before it where lines of a kind begin or have conditions.
fn index_part(lines: &str, is_first: bool) -> Packed {
    let text = format::spaced(lines);
    let gap = if is_first || text.starts_with('#') { "\n" } else { "" };
    Packed::new(&format!("{gap}{text}"))
}

/// The types of a module, in the order of their names.
fn exported_types(context: &Context<'_>, ids: &[TypeId]) -> Vec<Code> {
    let mut idents: Vec<_> = ids
        .iter()
        .filter_map(|&id| context.names.of_type(id))
        .map(|names| &names.ident)
        .collect();
    idents.sort();
    idents.into_iter().map(|ident| Code::new(ident.token())).collect()
}
