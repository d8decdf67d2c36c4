//! Pairs of descriptions in one text: lines with `-` in front are in the old one, with `+` in the new one, others in both.
//!
//! `@ok` stands for the responses of an operation that gives nothing, and `schemas:` at the first column for those of the
//! components.

/// A pair of descriptions, with the kinds of changes that there must be between them.
pub(crate) struct Case {
    pub(crate) kinds: Vec<String>,
    pub(crate) old: String,
    pub(crate) new: String,
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
    Case {
        kinds: kinds.split_whitespace().map(str::to_owned).collect(),
        old: side('-'),
        new: side('+'),
    }
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
