//! Statements that give a request its arguments, laid out as the printer would. See `layout`.

use proc_macro2::TokenStream;

use crate::render::layout::{INDENT, WIDTH, is_short};
use crate::render::text::Code;

/// The lines of a statement in a method, `request.limited(…).path("id", &id);`, or in a setter, where the request is
/// `self.request`. None where only the printer knows them.
pub(super) fn statement(statement: &Code) -> Option<String> {
    let text = statement.tight();
    let text = text.strip_suffix(';')?.trim_end();
    if text.contains(['{', '|', '=', '!', '+', '\'']) {
        return None;
    }
    let line = format!("{INDENT}{INDENT}{text};");
    if is_short(&line) {
        return Some(line);
    }
    let receivers = ["self.request.", "request."];
    let receiver = receivers.into_iter().find(|receiver| text.starts_with(receiver))?;
    let calls = split(text.strip_prefix(receiver)?, '.')?;
    let receiver = receiver.strip_suffix('.')?;
    let mut out = format!("{INDENT}{INDENT}{receiver}");
    for (index, call) in calls.iter().enumerate() {
        let end = if index + 1 == calls.len() { ";" } else { "" };
        out.push('\n');
        out.push_str(&broken(&format!(".{call}"), end, 3)?);
    }
    Some(out)
}

/// A statement of an example that fits on a line of a function. None where only the printer knows its lines.
pub(super) fn short(statement: &TokenStream) -> Option<String> {
    let text = Code::new(statement).tight();
    let text = text.strip_suffix(';')?.trim_end();
    let line = format!("{text};");
    (!text.contains(['{', '|', '!', '+', '\'']) && line.len() <= WIDTH - INDENT.len()).then_some(line)
}

/// A call, or a list, at so many steps from the margin: what is in its brackets has lines of its own where it is too
/// long for one.
fn broken(text: &str, end: &str, depth: usize) -> Option<String> {
    let indent = INDENT.repeat(depth);
    let line = format!("{indent}{text}{end}");
    if is_short(&line) {
        return Some(line);
    }
    let (open, close) = match text.strip_prefix("&[") {
        Some(_) => (2, ']'),
        None if text.starts_with('.') => (text.find('(')? + 1, ')'),
        None => return None,
    };
    let (head, rest) = text.split_at_checked(open)?;
    let items = split(rest.strip_suffix(close)?, ',')?;
    // Lists of literals are filled line by line, and brackets within brackets may stand together.
    if close == ']' && !items.iter().all(|item| item.trim_start().starts_with('(')) || items.len() < 2 {
        return None;
    }
    let mut out = format!("{indent}{head}");
    for item in items {
        out.push('\n');
        out.push_str(&broken(item.trim_start(), ",", depth + 1)?);
    }
    Some(format!("{out}\n{indent}{close}{end}"))
}

/// The parts of a text between marks that stand in no brackets and in no literal.
fn split(text: &str, mark: char) -> Option<Vec<&str>> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, character) in text.char_indices() {
        if quoted {
            quoted = escaped || character != '"';
            escaped = !escaped && character == '\\';
            continue;
        }
        match character {
            '"' => quoted = true,
            '(' | '[' | '<' => depth += 1,
            ')' | ']' | '>' => depth = depth.checked_sub(1)?,
            _ if character == mark && depth == 0 => {
                parts.push(text.get(start..at)?);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(start..)?);
    Some(parts)
}
