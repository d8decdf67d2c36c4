//! Models and operations are laid out by their templates: here, that this is what the printer makes of them.

mod support;

use std::fs;
use std::path::Path;

use generator::Generation;
use generator::config::Config;
use generator::spec::Source;

/// The lines of text that are not empty.
fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.is_empty()).collect()
}

/// Holds each file of models to the printer, up to the tables below, of which the printer knows nothing; and each file of
/// operations.
fn assert_printed(name: &str, generation: &Generation) {
    let Some(output) = &generation.output else { return };
    output.each(|path, text| {
        let is_model = path.starts_with("src/models/");
        if !is_model && !path.starts_with("src/api/") {
            return;
        }
        let types = text
            .find("\ncodec::")
            .filter(|_| is_model)
            .map_or(text, |end| &text[..end]);
        let (header, types) = types.split_once('\n').expect("a file has a header");
        assert!(header.starts_with("// @generated"), "{name}: {path}");
        let file = syn::parse_file(types).unwrap_or_else(|error| panic!("{name}: {path}: {error}\n{types}"));
        let printed = prettyplease::unparse(&file);
        for (line, printed) in lines(types).into_iter().zip(lines(&printed)) {
            // The printer has spaces in the macros of operations that are taken out.
            let same = line == printed || !is_model && spaceless(line) == spaceless(printed);
            assert!(same, "{name}: {path}:\n{line}\n{printed}");
        }
        assert_eq!(lines(types).len(), lines(&printed).len(), "{name}: {path}");
    });
}

/// How far a line is from the margin, and what is in it without its spaces.
fn spaceless(line: &str) -> (usize, String) {
    (line.len() - line.trim_start().len(), line.replace(' ', ""))
}

#[test]
fn fixtures_are_as_printed() {
    let folder = support::repository().join("generator/tests/fixtures");
    for entry in fs::read_dir(folder).expect("there are fixtures") {
        let path = entry.expect("a fixture can be listed").path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        if path.extension().is_some_and(|kind| kind == "yaml") {
            assert_printed(name, &support::generate_fixture(name));
        }
    }
}

#[test]
fn the_corpus_is_as_printed() {
    let folder = support::repository().join("../shared/corpus");
    // Long names, deep generics, every kind of member: those that differ most.
    for name in ["stripe-2022.json", "openai.yaml", "kubernetes.json", "purecloud.json"] {
        let path = folder.join(name);
        if !Path::new(&path).exists() {
            println!("skipped: there is no corpus at ../shared/corpus");
            continue;
        }
        let files = support::Folder(folder.clone());
        let source = Source {
            root: name,
            files: &files,
        };
        assert_printed(name, &generator::generate(&source, &Config::default()));
    }
}
