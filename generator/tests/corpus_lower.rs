//! Lowers the published descriptions of the corpus, where it is there, and says how much of each is expressed.

mod support;

use std::collections::BTreeMap;
use std::time::Instant;

use generator::config::Config;
use generator::diagnostic::Code;
use generator::ir::{Api, Type, TypeKind};
use generator::spec::Source;

#[test]
fn the_corpus_is_lowered() {
    let root = support::repository().join("../shared/corpus");
    let Ok(entries) = std::fs::read_dir(&root) else {
        println!("skipped: there is no corpus at ../shared/corpus");
        return;
    };
    let mut paths: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    paths.retain(|path| path.ends_with(".json") || path.ends_with(".yaml"));
    paths.push("digitalocean/DigitalOcean-public.v2.yaml".to_owned());
    paths.sort();
    for path in paths {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let files = support::Folder(root.join(folder));
        let source = Source {
            root: name,
            files: &files,
        };
        let start = Instant::now();
        let (documents, api, diagnostics) = support::lower(&source, &Config::default());
        let skipped = diagnostics
            .iter()
            .filter(|found| found.code == Code::SkippedOperation)
            .count();
        let lowered = api.operations.len();
        println!(
            "{path}: {} of {} operations, {} types, {:?}, in {:?}",
            lowered,
            lowered + skipped,
            api.types.len(),
            any_causes(&api),
            start.elapsed(),
        );
        let mut codes: BTreeMap<String, usize> = BTreeMap::new();
        for found in &diagnostics {
            *codes.entry(format!("{:?} {}", found.severity, found.code)).or_default() += 1;
        }
        println!("  {codes:?}");
        if std::env::var_os("SHOW").is_some_and(|show| path.contains(&*show.to_string_lossy())) {
            for found in &diagnostics {
                let place = format!("{}#{}", documents.file_path(found.origin.file), found.origin.pointer);
                println!("  {:?} {} {place}: {}", found.severity, found.code, found.message);
            }
            println!("{}", generator::ir::dump::dump(&api));
        }
        assert!(skipped == 0, "{path}: {skipped} operations are skipped");
    }
}

/// Fields and bodies of any type, by cause.
fn any_causes(api: &Api) -> BTreeMap<String, usize> {
    let mut causes = BTreeMap::new();
    let mut count = |ty: &Type| count_any(ty, &mut causes);
    for definition in &api.types {
        match &definition.kind {
            TypeKind::Struct(one) => one.fields.iter().for_each(|field| count(&field.ty)),
            TypeKind::Union(one) => one.variants.iter().for_each(|variant| count(&variant.ty)),
            TypeKind::Alias(ty) | TypeKind::Newtype(ty) => count(ty),
            TypeKind::Enum(_) => {}
        }
    }
    for operation in &api.operations {
        operation.params.iter().for_each(|param| count(&param.ty));
        let bodies = operation.body.iter().flat_map(|body| &body.content);
        bodies
            .chain(operation.responses.iter().flat_map(|response| &response.content))
            .for_each(|content| count(&content.ty));
    }
    causes
}

fn count_any(ty: &Type, causes: &mut BTreeMap<String, usize>) {
    match ty {
        Type::Any(cause) => *causes.entry(format!("{cause:?}")).or_default() += 1,
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => count_any(inner, causes),
        Type::Tuple(parts) => parts.iter().for_each(|part| count_any(part, causes)),
        _ => {}
    }
}
