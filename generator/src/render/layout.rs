//! The lines of types and operations, laid out as the printer would: parsing and printing regular code is most of what a run would do.
//!
//! Each template has the lines that the printer gives where they fit its width, and the functions here break those that
//! vary in length. Where a line is too long still, the printer is asked for the whole. That both agree is held by
//! `tests/layout.rs`, over everything that is generated there.

use std::fmt::Write as _;

use askama::Template;

use crate::lines;
use crate::render::format;
use crate::render::text::Code;

/// The longest line that the printer leaves whole, in characters.
pub(crate) const WIDTH: usize = 89;

/// The longest struct literal that the printer leaves on one line, in characters.
const SHORT_LITERAL: usize = 35;

/// One step of indentation.
pub(crate) const INDENT: &str = "    ";

/// The text of a type whose template has the lines of the printer.
///
/// # Errors
///
/// What of it is no Rust; a fault of the template.
pub(crate) fn laid_out(view: &impl Template) -> Result<String, String> {
    laid_out_if(true, view)
}

/// The same where something in the template may have other lines than those of the printer: then it is printed.
///
/// # Errors
///
/// What of it is no Rust; a fault of the template.
pub(crate) fn laid_out_if(is_regular: bool, view: &impl Template) -> Result<String, String> {
    let rendered = view.render().map_err(|error| error.to_string())?;
    if !is_regular {
        return format::printed_around_docs(&rendered);
    }
    let mut text = String::with_capacity(rendered.len());
    let mut fits = true;
    for line in lines::bare(&rendered)
        .map(str::trim_end)
        .filter(|line| !line.is_empty())
    {
        fits &= is_short(line) || line.trim_start().starts_with("///");
        text.push_str(line);
        text.push('\n');
    }
    match fits {
        true => Ok(text),
        false => format::printed_around_docs(&text),
    }
}

/// The declaration of a member. What its type is generic over has lines of its own where it is too long.
pub(crate) fn member(name: &str, ty: &Code) -> String {
    let mut out = String::new();
    write_typed(&mut out, &format!("pub {name}: "), &ty.tight(), 1, false);
    out
}

/// A variant of a union with its type, on a line of its own where both are too long for one.
pub(crate) fn variant(ident: &Code, ty: &Code) -> String {
    let line = format!("{INDENT}{ident}({}),", ty.tight());
    if is_short(&line) {
        return line;
    }
    let mut out = format!("{INDENT}{ident}(\n");
    write_typed(&mut out, "", &ty.tight(), 2, true);
    out + "\n" + INDENT + "),"
}

/// A name with a type and a comma, which does not count after the last of a list.
fn write_typed(out: &mut String, head: &str, ty: &str, depth: usize, is_last: bool) {
    let indent = INDENT.repeat(depth);
    let width = indent.len() + head.len() + ty.chars().count() + usize::from(!is_last);
    // Only what is generic as a whole is broken: of a slice, the type of its elements is a part.
    let generic = ty
        .split_once('<')
        .and_then(|(outer, inner)| Some((outer, inner.strip_suffix('>')?)));
    let _ = match generic {
        Some((outer, inner)) if width > WIDTH && is_one(inner) => {
            let _ = writeln!(out, "{indent}{head}{outer}<");
            write_typed(out, "", inner, depth + 1, true);
            write!(out, "\n{indent}>,")
        }
        _ => write!(out, "{indent}{head}{ty},"),
    };
}

/// Whether a type is generic over one type: its text after the first `<`.
fn is_one(inner: &str) -> bool {
    let mut depth = 0_usize;
    inner.chars().all(|character| {
        match character {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > 0 || !matches!(character, ',' | '(' | '=')
    })
}

/// The first lines of a method: on one where its arguments fit there.
pub(crate) fn signature<'a>(
    name: &str,
    receiver: Option<&str>,
    arguments: impl Iterator<Item = (&'a Code, &'a Code)> + Clone,
    result: &str,
) -> String {
    let written = arguments.clone().map(|(ident, ty)| format!("{ident}: {}", ty.tight()));
    let all: Vec<String> = receiver.map(str::to_owned).into_iter().chain(written).collect();
    let line = format!("{INDENT}pub fn {name}({}) -> {result} {{", all.join(", "));
    if is_short(&line) {
        return line;
    }
    let mut out = format!("{INDENT}pub fn {name}(\n");
    if let Some(receiver) = receiver {
        let _ = writeln!(out, "{INDENT}{INDENT}{receiver},");
    }
    let mut arguments = arguments.peekable();
    while let Some((ident, ty)) = arguments.next() {
        write_typed(
            &mut out,
            &format!("{ident}: "),
            &ty.tight(),
            2,
            arguments.peek().is_none(),
        );
        out.push('\n');
    }
    let _ = write!(out, "{INDENT}) -> {result} {{");
    out
}

/// A struct literal: on one line where it is very short. The last member may be the base of the others.
pub(crate) fn literal(members: &[String], depth: usize) -> String {
    let line = format!("Self {{ {} }}", members.join(", "));
    if line.len() <= SHORT_LITERAL {
        return line;
    }
    let mut out = String::from("Self {\n");
    for member in members {
        let comma = if member.starts_with("..") { "" } else { "," };
        let _ = writeln!(out, "{}{member}{comma}", INDENT.repeat(depth + 1));
    }
    let _ = write!(out, "{}}}", INDENT.repeat(depth));
    out
}

/// An import of types from `head`, `use crate::models`: as many on a line as fit.
pub(crate) fn import(head: &str, idents: &[Code]) -> String {
    if idents.is_empty() {
        return String::new();
    }
    if let [one] = idents {
        return format!("{head}::{one};\n");
    }
    let names: Vec<String> = idents.iter().map(Code::to_string).collect();
    let line = format!("{head}::{{{}}};", names.join(", "));
    if is_short(&line) {
        return line + "\n";
    }
    let mut out = format!("{head}::{{\n");
    let mut line = INDENT.to_owned();
    let last = names.len() - 1;
    for (index, name) in names.iter().enumerate() {
        // The comma after the last name does not count.
        let longer = line.len() + name.len() + usize::from(index < last) + usize::from(line != INDENT);
        if line != INDENT && longer > WIDTH {
            out.push_str(&line);
            out.push('\n');
            line.truncate(INDENT.len());
        }
        let gap = if line == INDENT { "" } else { " " };
        let _ = write!(line, "{gap}{name},");
    }
    out + &line + "\n};\n"
}

pub(crate) fn is_short(line: &str) -> bool {
    line.len() <= WIDTH || line.chars().count() <= WIDTH
}
