//! Prose of a description as Markdown that is safe in rustdoc and on a page.
//!
//! What could run, link into the crate, or break out is disarmed: code fences become `text`, indented blocks lose
//! their indentation, HTML and intra-doc links are escaped, and addresses become links. What comes of that is read by the parser that
//! rustdoc has, and where it sees anything else, the text loses all of its markup.

use std::cell::Cell as Flag;
use std::fmt;

use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, Options, Parser, Tag};

use super::literal::{is_unsafe_in_source, one_line};

/// The longest prose that is kept; what is beyond is cut with a mark. A document can hold megabytes in one string.
const LONGEST: usize = 20_000;

/// Markdown of one or more lines.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Prose(Vec<String>);

impl Prose {
    /// Disarms a text of the description.
    pub(crate) fn new(text: &str) -> Self {
        let cut = match text.len() > LONGEST {
            true => text.char_indices().nth(LONGEST).and_then(|(end, _)| text.get(..end)),
            false => None,
        };
        let cut = cut.unwrap_or(text);
        let mut lines: Vec<String> = Vec::new();
        let mut fence: Option<char> = None;
        for line in cut.lines() {
            if fence.is_none() && is_harmless(line) {
                lines.push(indented(line));
                continue;
            }
            let line: String = line
                .replace('\t', "    ")
                .chars()
                .filter(|&c| !is_unsafe_in_source(c))
                .collect();
            let trimmed = line.trim_start();
            match (fence, fence_mark(trimmed)) {
                (None, Some(mark)) => {
                    fence = Some(mark);
                    lines.push("```text".to_owned());
                }
                (Some(open), Some(mark)) if open == mark => {
                    fence = None;
                    lines.push("```".to_owned());
                }
                // A line of a fence that starts like the fence that stands around it would close it.
                (Some(_), _) => lines.push(line.trim_end().replace("```", "'''")),
                (None, None) => lines.push(disarmed(&line)),
            }
        }
        if fence.is_some() {
            lines.push("```".to_owned());
        }
        let is_cut = cut.len() < text.len();
        let lines = tidied(lines);
        let breaks_line = lines.len() > 1 && !cut.contains('\n');
        let mut lines = match breaks_line || needs_proof(&lines) && !is_safe(&lines) {
            true => tidied(cut.lines().map(bare).collect()),
            false => lines,
        };
        if is_cut {
            lines.push("…".to_owned());
        }
        Self(lines)
    }

    /// The lines.
    pub(crate) fn into_lines(self) -> Vec<String> {
        self.0
    }

    /// Whether nothing is said.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Prose {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, line) in self.0.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n" };
            formatter.write_str(gap)?;
            formatter.write_str(line)?;
        }
        Ok(())
    }
}

/// No empty lines at the ends, and never two of them.
fn tidied(lines: Vec<String>) -> Vec<String> {
    let mut tidy: Vec<String> = Vec::with_capacity(lines.len());
    for line in lines {
        if !line.is_empty() || tidy.last().is_some_and(|last| !last.is_empty()) {
            tidy.push(line);
        }
    }
    while tidy.last().is_some_and(String::is_empty) {
        tidy.pop();
    }
    tidy
}

/// Returns `true` if Markdown may contain more than text and must be parsed.
fn needs_proof(lines: &[String]) -> bool {
    lines.iter().any(|line| line.contains("    ") || !is_harmless(line))
}

/// Returns `true` if a parser finds only prose: no HTML, no code that rustdoc would compile, and no links but
/// those of the web.
fn is_safe(lines: &[String]) -> bool {
    let text = lines.join("\n");
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    // Text in brackets may be a link into the crate for rustdoc, which no parser knows.
    let is_into_crate = Flag::new(false);
    let mut broken = |_: BrokenLink<'_>| {
        is_into_crate.set(true);
        None
    };
    let mut events = Parser::new_with_broken_link_callback(&text, options, Some(&mut broken));
    let is_prose = events.all(|event| match event {
        Event::Html(_) | Event::InlineHtml(_) => false,
        Event::Start(Tag::HtmlBlock | Tag::CodeBlock(CodeBlockKind::Indented)) => false,
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => &*info == "text",
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            is_address(&dest_url) || dest_url.starts_with("mailto:")
        }
        _ => true,
    });
    is_prose && !is_into_crate.get()
}

/// A line without any markup: what could be some is escaped (CommonMark 2.4).
fn bare(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for character in line.trim().chars().filter(|&c| !is_unsafe_in_source(c)) {
        if character.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(if character == '\t' { ' ' } else { character });
    }
    out
}

fn fence_mark(trimmed: &str) -> Option<char> {
    ['`', '~']
        .into_iter()
        .find(|&mark| trimmed.chars().take_while(|&character| character == mark).count() >= 3)
}

/// Whether a line has nothing in it that would have to be disarmed: most have not.
fn is_harmless(line: &str) -> bool {
    let harmless =
        |byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'`' | b'\\' | b'[' | b']' | b'<' | b'>' | b'~');
    line.bytes().all(harmless) && !(line.contains(':') && line.contains("http"))
}

/// A harmless line, not so far from the margin that it would be a block of code, which rustdoc compiles.
fn indented(line: &str) -> String {
    let text = line.trim_start_matches(' ');
    let indent = line.len() - text.len();
    let start = if text.is_empty() {
        indent
    } else {
        indent - indent.min(3)
    };
    line.get(start..).unwrap_or_default().trim_end_matches(' ').to_owned()
}

/// A line outside of a fence.
fn disarmed(line: &str) -> String {
    // Four spaces would make it a block of code.
    let indent = line.len() - line.trim_start_matches(' ').len();
    let text = line.trim();
    let mut out = " ".repeat(indent.min(3));
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let taken = piece(rest, character, &mut out);
        rest = rest.get(taken.max(character.len_utf8())..).unwrap_or("");
    }
    if out.trim().is_empty() { String::new() } else { out }
}

/// Writes the piece that `rest` starts with, and gives its length in bytes.
fn piece(rest: &str, character: char, out: &mut String) -> usize {
    match character {
        '`' => span(rest, out),
        '\\' => {
            // An escape stays one; a backslash at the end of a line would be a line break.
            let next = rest.chars().nth(1).filter(char::is_ascii_punctuation);
            out.push('\\');
            out.push(next.unwrap_or('\\'));
            1 + next.map_or(0, char::len_utf8)
        }
        '[' => link(rest, out),
        '<' => match rest.find('>').and_then(|end| rest.get(1..end)) {
            Some(address) if is_address(address) && address.len() > 8 => {
                out.push_str(&format!("<{address}>"));
                address.len() + 2
            }
            _ => escaped(character, out),
        },
        ']' | '>' if !out.trim().is_empty() => escaped(character, out),
        'h' if is_address(rest) && !out.ends_with(char::is_alphanumeric) => {
            let end = rest
                .find(|c: char| c.is_whitespace() || "<>()[]{}\"'`|\\^".contains(c))
                .unwrap_or(rest.len());
            let address = rest
                .get(..end)
                .unwrap_or(rest)
                .trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
            if address.len() > 8 {
                out.push_str(&format!("<{address}>"));
            } else {
                out.push_str(address);
            }
            address.len()
        }
        other => {
            out.push(other);
            other.len_utf8()
        }
    }
}

fn escaped(character: char, out: &mut String) -> usize {
    out.push('\\');
    out.push(character);
    character.len_utf8()
}

/// A code span, as it is; a backtick that nothing closes is escaped.
fn span(rest: &str, out: &mut String) -> usize {
    let ticks = rest.chars().take_while(|&character| character == '`').count();
    let mark = "`".repeat(ticks);
    match rest
        .get(ticks..)
        .and_then(|inner| inner.find(&mark).map(|end| (inner, end)))
    {
        Some((inner, end)) if end > 0 => {
            out.push_str(&mark);
            out.push_str(inner.get(..end).unwrap_or(""));
            out.push_str(&mark);
            ticks * 2 + end
        }
        _ => {
            (0..ticks).for_each(|_| out.push_str("\\`"));
            ticks
        }
    }
}

/// A link with an address of the web stays one; any other bracket is text.
fn link(rest: &str, out: &mut String) -> usize {
    let parts = rest.find("](").and_then(|middle| {
        let label = rest.get(1..middle)?;
        let target = rest.get(middle + 2..)?;
        let end = target.find(')')?;
        Some((label, target.get(..end)?))
    });
    match parts {
        Some((label, target)) if is_address(target) && is_plain(label) && !target.contains(char::is_whitespace) => {
            out.push_str(&format!("[{label}]({})", target.replace(['<', '>', '`'], "")));
            label.len() + target.len() + 4
        }
        _ => escaped('[', out),
    }
}

fn is_plain(label: &str) -> bool {
    !label.contains(['[', ']', '<', '>', '`', '\\'])
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// A code span that shows exactly this text, whatever backticks are in it.
pub(crate) fn code_span(text: &str) -> String {
    let line = one_line(text);
    if !line.is_empty() && !line.contains('`') {
        return format!("`{line}`");
    }
    let longest = line
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let mark = "`".repeat(longest + 1);
    let pad = if line.starts_with('`') || line.ends_with('`') || line.is_empty() {
        " "
    } else {
        ""
    };
    format!("{mark}{pad}{line}{pad}{mark}")
}

/// A cell of a table: one line, no bar.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell(String);

impl Cell {
    /// Prose on one line.
    pub(crate) fn prose(text: &str) -> Self {
        Self(without_bars(Prose::new(&one_line(text)).to_string()))
    }

    /// A code span.
    pub(crate) fn code(text: &str) -> Self {
        Self(without_bars(code_span(text)))
    }

    /// Pieces that the generator itself writes, made of safe ones.
    pub(crate) fn own(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// The text without bars that would end the cell.
fn without_bars(text: String) -> String {
    match text.contains('|') {
        true => text.replace('|', "\\|"),
        false => text,
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prose(text: &str) -> String {
        Prose::new(text).to_string()
    }

    #[test]
    fn code_is_text() {
        assert_eq!(prose("```rust\npanic!()\n```"), "```text\npanic!()\n```");
        assert_eq!(prose("~~~\nx"), "```text\nx\n```");
        assert_eq!(prose("a\n\n        run()\n"), "a\n\n   run()");
        assert_eq!(prose("~~~\n```\nevil()\n~~~"), "```text\n'''\nevil()\n```");
    }

    /// Markdown as rustdoc has it has neither code of its own nor HTML in it, in whatever way they are written.
    #[test]
    fn nothing_runs_and_no_tag_is_left() {
        let marks = [
            "",
            "- ",
            "1. ",
            "> ",
            "- > ",
            "    ",
            "\t",
            "* 1. ",
            "a\n\n",
            "| a |\n|---|\n",
        ];
        let payloads = [
            "    panic!()",
            "     panic!()",
            "\tpanic!()",
            "~~~rust\npanic!()\n~~~",
            "```\npanic!()\n```",
            "```rust,ignore\npanic!()",
            "~~~",
            "``` `<script>` ```",
            "`` a ` <script>alert(1)</script> ` b",
            "` \\` <img src=x onerror=y> `",
            "<!-- x -->",
            "<div>\n\n    panic!()",
            "[nope::X](https://a/x(y)",
            "[nope::X]",
            "[x][nope::X]",
            "[x]: nope::X",
            "[^1]: \n        panic!()",
            "&lt;script&gt;",
            "- [ ]     panic!()",
        ];
        for mark in marks {
            for payload in payloads {
                for text in [
                    format!("{mark}{payload}"),
                    format!("a\n{mark}{payload}\nb"),
                    format!("{mark}{}", one_line(payload)),
                ] {
                    let lines = Prose::new(&text).into_lines();
                    assert!(is_safe(&lines), "{text:?}: {lines:?}");
                    assert!(lines.len() <= 1 || text.contains('\n'), "{text:?}: {lines:?}");
                }
            }
        }
        assert_eq!(prose("-     panic!()"), "\\-     panic\\!\\(\\)");
        assert_eq!(prose("```"), "\\`\\`\\`");
    }

    #[test]
    fn links_and_tags_are_disarmed() {
        assert_eq!(
            prose("see [crate::Client] and [x](y)"),
            "see \\[crate::Client\\] and \\[x\\](y)"
        );
        assert_eq!(
            prose("[docs](https://a.b/c) <b>x</b>"),
            "[docs](https://a.b/c) \\<b\\>x\\</b\\>"
        );
        assert_eq!(prose("go to https://a.bc/d."), "go to <https://a.bc/d>.");
        assert_eq!(prose("<https://a.bc>"), "<https://a.bc>");
        assert_eq!(prose("a `b<c>` and ` d"), "a `b<c>` and \\` d");
        assert_eq!(prose("x\u{202E}y\u{2028}z"), "xyz");
    }

    #[test]
    fn spans_hold_any_text() {
        assert_eq!(code_span("a`b"), "``a`b``");
        assert_eq!(code_span("`"), "`` ` ``");
        assert_eq!(Cell::code("a|b").to_string(), "`a\\|b`");
    }
}
