//! The tables of the analysis, a line or an object for each type.

use generator::analyze::{Analysis, analyze};
use generator::ir::{Api, TypeId, TypeKind, dump};
use serde_json::{Value, json};

/// What follows for one type.
struct Row {
    name: String,
    used_in: Vec<&'static str>,
    can: Vec<&'static str>,
    boxed: Vec<String>,
}

/// A line for each type.
pub(super) fn text(api: &Api, types: &[TypeId]) -> String {
    let line = |row: Row| {
        let or_nothing = |list: String| if list.is_empty() { "nothing".to_owned() } else { list };
        let boxed = match row.boxed.is_empty() {
            true => String::new(),
            false => format!("; boxes {}", row.boxed.join(", ")),
        };
        let used_in = or_nothing(row.used_in.join(", "));
        format!(
            "{}: used in {used_in}; can {}{boxed}\n",
            row.name,
            or_nothing(row.can.join(", "))
        )
    };
    rows(api, types).map(line).collect()
}

/// An object for each type.
pub(super) fn json(api: &Api, types: &[TypeId]) -> Value {
    let object = |row: Row| json!({ "name": row.name, "used_in": row.used_in, "can": row.can, "boxed": row.boxed });
    rows(api, types).map(object).collect()
}

fn rows<'a>(api: &'a Api, types: &'a [TypeId]) -> impl Iterator<Item = Row> + 'a {
    let analysis = analyze(api, &generator::config::Config::default());
    types.iter().map(move |id| row(api, &analysis, *id))
}

fn row(api: &Api, analysis: &Analysis, id: TypeId) -> Row {
    let usage = analysis.usage.get(id.index()).copied().unwrap_or_default();
    let can = analysis.capabilities.get(id.index()).copied().unwrap_or_default();
    let members: Vec<&str> = match api.type_def(id).map(|definition| &definition.kind) {
        Some(TypeKind::Struct(object)) => object.fields.iter().map(|field| &*field.wire).collect(),
        Some(TypeKind::Union(union)) => union.variants.iter().map(|variant| variant.name.as_str()).collect(),
        _ => Vec::new(),
    };
    let boxed = members
        .into_iter()
        .enumerate()
        .filter(|(position, _)| analysis.boxes.contains(id, *position));
    Row {
        name: dump::name_of(api, id),
        used_in: names([("request", usage.request), ("response", usage.response)]),
        can: names([
            ("eq", can.eq),
            ("hash", can.hash),
            ("default", can.default),
            ("copy", can.copy),
        ]),
        boxed: boxed.map(|(_, member)| member.to_owned()).collect(),
    }
}

/// The names of what is so.
fn names<const N: usize>(facts: [(&'static str, bool); N]) -> Vec<&'static str> {
    facts
        .into_iter()
        .filter(|(_, is_so)| *is_so)
        .map(|(name, _)| name)
        .collect()
}
