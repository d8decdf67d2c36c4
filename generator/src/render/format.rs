//! Rendered text to a formatted file: parse, print, blank lines, header.

use askama::Template;

use super::header::Header;
use crate::lines;

/// A template that rendered to something that is not Rust.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("line {line}, column {column}: {message}: `{text}`")]
pub(crate) struct NotRust {
    line: usize,
    column: usize,
    message: String,
    text: String,
}

/// Renders a template of whole items of Rust, parses and prints them.
///
/// # Errors
///
/// What of it is no Rust; a fault of the template.
pub(crate) fn printed(view: &impl Template) -> Result<String, String> {
    printed_text(&view.render().map_err(|error| error.to_string())?)
}

/// Parses and prints a text of whole items of Rust.
///
/// # Errors
///
/// What of it is no Rust.
pub(crate) fn printed_text(rendered: &str) -> Result<String, String> {
    let printed = parse(rendered).map(|file| prettyplease::unparse(&file));
    // The parser keeps every text that it was given, for places of errors, until it is told that none are asked for.
    proc_macro2::extra::invalidate_current_thread_spans();
    printed.map_err(|error| error.to_string())
}

/// Parses and prints a text whose doc comments are there as the printer has them. They are most of what there is to parse
/// and print, so that only their places go through it.
///
/// # Errors
///
/// What of it is no Rust.
pub(crate) fn printed_around_docs(rendered: &str) -> Result<String, String> {
    let mut code = String::with_capacity(rendered.len());
    let mut comments: Vec<Vec<&str>> = Vec::new();
    let mut was_doc = false;
    for line in lines::bare(rendered) {
        let is_doc = line.trim_start().starts_with("///");
        match comments.last_mut().filter(|_| is_doc && was_doc) {
            Some(comment) => comment.push(line),
            None if is_doc => {
                comments.push(vec![line]);
                code.push_str("///\n");
            }
            None => {
                code.push_str(line);
                code.push('\n');
            }
        }
        was_doc = is_doc;
    }
    let mut comments = comments.into_iter();
    let mut text = String::with_capacity(rendered.len());
    for line in printed_text(&code)?.lines() {
        let comment = if line.trim_start() == "///" {
            comments.next()
        } else {
            None
        };
        for line in comment.unwrap_or_else(|| vec![line]) {
            text.push_str(line);
            text.push('\n');
        }
    }
    Ok(text)
}

/// A file of printed items, with its header.
pub(crate) fn file(header: &Header, printed: &str) -> String {
    format!("{}\n{}", header.rust(), spaced(printed))
}

/// [`NotRust`] with the place in the rendered text if it does not parse; a fault of a template.
fn parse(rendered: &str) -> Result<syn::File, NotRust> {
    syn::parse_file(rendered).map_err(|error| {
        let start = error.span().start();
        let text = rendered.lines().nth(start.line.saturating_sub(1)).unwrap_or_default();
        NotRust {
            line: start.line,
            column: start.column + 1,
            message: error.to_string(),
            text: text.trim().to_owned(),
        }
    })
}

/// Puts an empty line between items, and between the functions of an `impl`: the printer writes none.
pub(crate) fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut previous = "";
    let mut in_impl = false;
    let mut in_macro = false;
    for line in lines::bare(text) {
        let top = !line.starts_with([' ', '}', ')']) && !line.is_empty();
        if needs_gap(previous, line, top, in_impl) {
            out.push('\n');
        }
        if top && !line.starts_with("//") && !line.starts_with('#') {
            in_impl = line.starts_with("impl") || line.starts_with("pub trait");
        }
        in_macro |= line.starts_with(MACRO);
        if in_macro {
            out.push_str(&tight(line));
        } else {
            out.push_str(line);
        }
        in_macro &= !line.ends_with(");");
        out.push('\n');
        previous = line;
    }
    out
}

/// The macro that types and paths are given to. The printer knows nothing of what is inside.
const MACRO: &str = "runtime::job!(";

/// A line inside of the macro, with types as they are written elsewhere.
fn tight(line: &str) -> String {
    [(" < ", "<"), (" >", ">"), ("| answer |", "|answer|"), ("& [", "&[")]
        .iter()
        .fold(line.to_owned(), |line, (spaced, tight)| line.replace(spaced, tight))
}

fn needs_gap(previous: &str, line: &str, top: bool, in_impl: bool) -> bool {
    if !top {
        let member = line.starts_with("    ") && !line.starts_with("     ") && !line.starts_with("    }");
        return in_impl && member && previous == "    }";
    }
    if let Some(inner) = ["//!", "#!"].into_iter().find(|sign| previous.starts_with(sign)) {
        return !line.starts_with(inner);
    }
    if previous.starts_with("//") {
        return false;
    }
    let ended = previous == "}" || previous.ends_with(';') || previous.ends_with("{}");
    ended && (group(previous).is_none() || group(previous) != group(line))
}

/// The kind of a line that stands with others of its kind: imports, modules.
fn group(line: &str) -> Option<&'static str> {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    ["use ", "mod "].into_iter().find(|word| line.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_stays_with_its_item() {
        let text = "//! a;\n\nuse b;\n\n/// ```text\n/// c();\n/// ```\nstruct D;\n";
        assert_eq!(spaced(text), text);
    }

    #[test]
    fn types_in_a_macro_are_tight() {
        let text = "runtime::job!(A, Vec < Option < B >>, response::json);\nruntime::job!(\n    A, Vec < B >, | answer | f(answer, & [1])\n);\n";
        let expected = "runtime::job!(A, Vec<Option<B>>, response::json);\n\nruntime::job!(\n    A, Vec<B>, |answer| f(answer, &[1])\n);\n";
        assert_eq!(spaced(text), expected);
    }

    #[test]
    fn items_stand_apart() {
        let text =
            "use a::b;\nuse c;\nstruct A;\nimpl A {\n    fn a() {\n        x();\n    }\n    fn b() {}\n}\nstruct B;\n";
        let expected = "use a::b;\nuse c;\n\nstruct A;\n\nimpl A {\n    fn a() {\n        x();\n    }\n\n    fn b() {}\n}\n\nstruct B;\n";
        assert_eq!(spaced(text), expected);
    }
}
