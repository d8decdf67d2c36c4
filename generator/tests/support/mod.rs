//! The one way in which tests of lowering call it.
#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod cases;
pub(crate) mod notes;
pub(crate) mod places;
pub(crate) mod respell;
pub(crate) mod surface;

use std::path::{Path, PathBuf};

use generator::Generation;
use generator::config::Config;
use generator::diagnostic::{Code, Diagnostic, Diagnostics};
use generator::ir::{Api, dump};
use generator::spec::{Documents, Files, Limits, Source};

/// The folder of the workspace.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A folder on disk.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(self.0.join(path)).map_err(|error| error.to_string())
    }
}

/// A description in memory. It stands among the fixtures: the files in their folders are beside it.
pub(crate) struct Text(pub(crate) String);

impl Files for Text {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        match path.contains('/') {
            true => Folder(repository().join("generator/tests/fixtures")).read(path),
            false => Ok(self.0.clone().into_bytes()),
        }
    }
}

/// Lowers a description, gives the documents, the representation and what was found.
pub(crate) fn lower(source: &Source<'_>, config: &Config) -> (Documents, Api, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    let documents = Documents::load(source, &Limits::default(), &mut diagnostics).expect("the main file can be read");
    let api = generator::lower::lower(&documents, config, &mut diagnostics);
    let mut diagnostics = diagnostics.into_sorted();
    documents.locate(&mut diagnostics);
    (documents, api, diagnostics)
}

/// Lowers a file and gives the representation with the findings as text.
pub(crate) fn lower_file(path: &Path, config: &Path) -> String {
    let config = toml::from_str(&std::fs::read_to_string(config).expect("the configuration can be read"));
    let folder = Folder(path.parent().expect("a file stands in a folder").to_owned());
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .expect("the name is text");
    let source = Source {
        root: name,
        files: &folder,
    };
    let (_, api, diagnostics) = lower(&source, &config.expect("the configuration is valid"));
    dump::dump(&api) + &findings(&diagnostics)
}

/// Generates a crate from a fixture, with the configuration of the same name beside it if there is one.
pub(crate) fn generate_fixture(name: &str) -> Generation {
    let folder = repository().join("generator/tests/fixtures");
    let config = std::fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap_or_default();
    let config: Config = toml::from_str(&config).expect("the configuration is valid");
    let root = format!("{name}.yaml");
    let files = Folder(folder);
    let source = Source {
        root: &root,
        files: &files,
    };
    generator::generate(&source, &config)
}

/// A configuration that names the extensions which tests use.
pub(crate) fn config() -> Config {
    Config {
        extensions: generator::config::Extensions {
            permissions: Some("x-inin-requires-permissions".to_owned()),
            error_codes: Some("x-inin-error-codes".to_owned()),
        },
        ..Config::default()
    }
}

/// Lowers a description in memory.
pub(crate) fn lower_text(description: &str, config: &Config) -> (Documents, Api, Vec<Diagnostic>) {
    let mut text = unindent(description);
    if !text.contains("info:") {
        text.push_str("info: {title: T, version: '1'}\n");
    }
    let files = Text(text);
    let source = Source {
        root: "main.yaml",
        files: &files,
    };
    lower(&source, config)
}

/// Checks what a description becomes: its operations and types, then what is reported. `info` and a server are added
/// where the description has none, and are not shown.
pub(crate) fn check(description: &str, expected: &str) {
    let config = config();
    let (_, api, diagnostics) = lower_text(description, &config);
    let shown = dump::dump(&api) + &findings(&diagnostics);
    let shown: String = shown.lines().skip(1).map(|line| format!("{line}\n")).collect();
    let expected = unindent(expected);
    assert!(shown == expected, "expected:\n{expected}\ngot:\n{shown}");
}

/// Checks what schemas become.
pub(crate) fn check_schemas(schemas: &str, expected: &str) {
    check_schemas_in("3.0.3", schemas, expected);
}

/// Checks what schemas of a version of OpenAPI become.
pub(crate) fn check_schemas_in(version: &str, schemas: &str, expected: &str) {
    let indented: String = unindent(schemas).lines().map(|line| format!("    {line}\n")).collect();
    check(
        &format!("openapi: {version}\npaths: {{}}\ncomponents:\n  schemas:\n{indented}"),
        expected,
    );
}

/// One line a finding.
pub(crate) fn findings(diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let severity = format!("{:?}", diagnostic.severity).to_lowercase();
        let Diagnostic { code, origin, .. } = diagnostic;
        if *code == Code::NoSuccess {
            continue;
        }
        text.push_str(&format!("{severity} {code} {}\n", origin.pointer));
    }
    text
}

/// Takes away the indentation that the text has in the source.
pub(crate) fn unindent(text: &str) -> String {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let indent = lines()
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    lines().map(|line| format!("{}\n", &line[indent..])).collect()
}
