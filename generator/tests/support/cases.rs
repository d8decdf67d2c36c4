//! Pairs of descriptions in one text: lines with `-` in front are in the old one, with `+` in the new one, others in both.
//!
//! `@ok` stands for the responses of an operation that gives nothing, and `schemas:` at the first column for those of the
//! components.
//!
//! Lines with `>` in front are programs that compile with the crates of both descriptions, those with `!` only with that of
//! the old one: because of the change that is named first, or of that in parentheses. `?` gives the reason why no program
//! is refused.

/// A pair of descriptions, with the kinds of changes that there must be between them.
pub(crate) struct Case {
    pub(crate) kinds: Vec<String>,
    pub(crate) old: String,
    pub(crate) new: String,
    pub(crate) programs: Vec<Program>,
}

/// A program that uses the crate, or the reason why there is none.
pub(crate) struct Program {
    pub(crate) expected: Expected,
    /// The kind of change that it shows.
    pub(crate) kind: String,
    pub(crate) text: String,
}

/// What is expected of a program with the new crate; all of them compile with the old one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Expected {
    Compiles,
    IsRefused,
    CannotTell,
}

/// The cases of a file in `fixtures/diff`.
pub(crate) fn cases(family: &str) -> Vec<Case> {
    // Of the generator's tests and of those of the commands, which lie beside each other.
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../generator/tests/fixtures/diff");
    let path = folder.join(format!("{family}.diff"));
    let text = std::fs::read_to_string(path).expect("the cases can be read");
    let blocks = text.split("## ").filter(|block| !block.trim().is_empty());
    blocks.map(case).collect()
}

fn case(block: &str) -> Case {
    let (kinds, lines) = block.split_once('\n').expect("a case has lines");
    let side = |sign: char| {
        let of_side = lines.lines().filter(|line| line.starts_with([' ', sign]));
        complete(&of_side.map(|line| format!("{}\n", &line[1..])).collect::<String>())
    };
    let kinds: Vec<String> = kinds.split_whitespace().map(str::to_owned).collect();
    Case {
        old: side('-'),
        new: side('+'),
        programs: lines.lines().filter_map(|line| program(line, &kinds)).collect(),
        kinds,
    }
}

fn program(line: &str, kinds: &[String]) -> Option<Program> {
    let expected = match line.chars().next()? {
        '>' => Expected::Compiles,
        '!' => Expected::IsRefused,
        '?' => Expected::CannotTell,
        _ => return None,
    };
    let text = &line[1..];
    let (kind, text) = match text.strip_prefix('(') {
        Some(rest) => rest.split_once(')').expect("the parenthesis is closed"),
        None => (kinds[0].as_str(), text),
    };
    assert!(
        kinds.iter().any(|one| one == kind),
        "{kind} is not in the heading {kinds:?}"
    );
    Some(Program {
        expected,
        kind: kind.to_owned(),
        text: text.trim().to_owned(),
    })
}

/// A description with what every one has.
fn complete(text: &str) -> String {
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    let mut whole = String::new();
    if !has("openapi:") && !has("swagger:") {
        whole.push_str("openapi: 3.0.3\n");
    }
    if !has("info:") {
        whole.push_str("info: {title: T, version: '1'}\n");
    }
    if !has("paths:") {
        whole.push_str("paths: {}\n");
    }
    let mut in_schemas = false;
    for line in text.lines() {
        if line == "schemas:" {
            whole.push_str("components:\n");
            in_schemas = true;
        } else if !line.starts_with(' ') {
            in_schemas = false;
        }
        whole.push_str(if in_schemas { "  " } else { "" });
        whole.push_str(&line.replace("@ok", "responses: {'200': {description: Fine.}}"));
        whole.push('\n');
    }
    whole
}
