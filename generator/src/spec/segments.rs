//! Splits a large YAML file into parts that are read one after the other.
//!
//! `serde_yaml` holds the events of a whole file before it gives the first one, which takes many times the size of the
//! file; and parts can be read at the same time. The members of block mappings stand on lines of one indentation, so that they can be told apart by looking at
//! lines, and each is a file of its own kind. Where that is not certain nothing is split: a part that turns out not to
//! be whole is an error of syntax or an unknown alias, and the file is then read in one.

use std::ops::Range;

use crate::lines;

/// From how many bytes on a text is split, and how large the parts are at least that are read together.
const LARGE: usize = 128 << 10;

/// A part of a block mapping.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Segment {
    /// Whole members, one or several.
    Members(Range<usize>),
    /// A member whose value is a block mapping that is split itself: the line of its key, and the parts of its value.
    Split(Range<usize>, Vec<Segment>),
}

/// The parts of a file that is a block mapping; none where it is not large, or cannot be split for certain.
pub(super) fn segments(text: &str) -> Option<Vec<Segment>> {
    if text.len() < 2 * LARGE {
        return None;
    }
    let start = start_of_content(text)?;
    let has_markers = lines::whole(text.get(start..)?).any(|line| line.starts_with("---") || line.starts_with("..."));
    if has_markers {
        return None;
    }
    split(text, start..text.len())
}

/// Where the first document begins, behind its marker.
fn start_of_content(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        match line.trim_end() {
            "---" => return Some(at + line.len()),
            directive if directive.starts_with('%') => return None,
            comment if comment.is_empty() || comment.starts_with('#') => at += line.len(),
            _ => return Some(at),
        }
    }
    Some(at)
}

/// The parts of the block mapping that fills a range; none where it is none, or where members are merged into it.
fn split(text: &str, range: Range<usize>) -> Option<Vec<Segment>> {
    let members = members(text, range)?;
    let mut parts: Vec<Segment> = Vec::new();
    for member in members {
        let part = inside(text, &member).unwrap_or(Segment::Members(member));
        match (parts.last_mut(), part) {
            (Some(Segment::Members(last)), Segment::Members(next)) if last.len() < LARGE => last.end = next.end,
            (_, part) => parts.push(part),
        }
    }
    Some(parts)
}

/// A large member whose value is a block mapping as well.
fn inside(text: &str, member: &Range<usize>) -> Option<Segment> {
    if member.len() < 2 * LARGE {
        return None;
    }
    let line = text.get(member.clone())?.split_inclusive('\n').next()?;
    let (_, value) = key(line.trim())?;
    if !(value.is_empty() || value.starts_with('#')) {
        return None;
    }
    let value = member.start + line.len()..member.end;
    let parts = split(text, value)?;
    Some(Segment::Split(member.start..member.start + line.len(), parts))
}

/// The members of a block mapping, each with the lines up to the next one.
fn members(text: &str, range: Range<usize>) -> Option<Vec<Range<usize>>> {
    let mut starts = Vec::new();
    let mut indent = None;
    let mut at = range.start;
    for line in lines::whole(text.get(range.clone())?) {
        let content = line.trim_start_matches(' ');
        let width = line.len() - content.len();
        let content = content.trim_end();
        if !content.is_empty() && !content.starts_with('#') {
            let indent = *indent.get_or_insert(width);
            if width < indent {
                return None;
            }
            // A list may stand as far to the left as the key that it belongs to.
            let is_item = content == "-" || content.starts_with("- ");
            if width == indent && (starts.is_empty() || !is_item) {
                if key(content)?.0 == "<<" {
                    return None;
                }
                starts.push(at);
            }
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([range.end]);
    let members: Vec<Range<usize>> = starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(start, end)| start..end)
        .collect();
    (!members.is_empty()).then_some(members)
}

/// The key that a line begins with, as it is written, and what stands behind the colon.
fn key(line: &str) -> Option<(&str, &str)> {
    let end = match line.chars().next()? {
        mark @ ('"' | '\'') => {
            let inner = line.get(1..)?;
            let end = inner.find(mark)?;
            // Escapes and doubled quotes are left to the parser.
            if inner.get(..end)?.contains('\\') || inner.get(end + 1..)?.starts_with(mark) {
                return None;
            }
            end + 2
        }
        '?' | '-' | '[' | ']' | '{' | '}' | ',' | '&' | '*' | '!' | '|' | '>' | '%' | '@' | '`' | '#' | '\t' => {
            return None;
        }
        _ => line.match_indices(':').map(|(at, _)| at).find(|at| {
            line.get(at + 1..)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
        })?,
    };
    let (key, rest) = line.split_at_checked(end)?;
    let value = rest.strip_prefix(':')?;
    let is_value = value.is_empty() || value.starts_with([' ', '\t', '\r', '\n']);
    (is_value && !key.contains(" #")).then(|| (key.trim_end(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that members begin with.
    fn keys(text: &str) -> Option<Vec<&str>> {
        let members = members(text, 0..text.len())?;
        Some(
            members
                .into_iter()
                .map(|member| text[member].lines().next().unwrap_or_default())
                .collect(),
        )
    }

    #[test]
    fn members_are_told_apart_by_their_indentation() {
        let text = "# c\n  a: 1\n\n  'b c': |\n    x: 1\n\n    y\n  /d/{e}:\n  - f\n  - g: 1\n  # h\n  \"200\":\n    i:\n      j\n";
        assert_eq!(
            keys(text),
            Some(vec!["  a: 1", "  'b c': |", "  /d/{e}:", "  \"200\":"])
        );
    }

    #[test]
    fn what_is_not_certain_is_not_split() {
        for text in [
            "a: 1\n<<: *b\n",
            "- a\n- b\n",
            "text\nof: lines\n",
            "\"a: b\nc: d\": 1\n",
            "? a\n: b\n",
            "{a: 1,\nb: 2}\n",
            "a: {b: 1,\nc}\n",
            "&x a: 1\nb: 2\n",
            "  a: 1\nb: 2\n",
            "\ta: 1\n",
            "\"a\\\"b\": 1\n",
        ] {
            assert_eq!(keys(text), None, "{text}");
        }
    }

    #[test]
    fn only_large_members_are_split() {
        let large = format!("  k: {}\n", "x".repeat(LARGE));
        let text = format!("a: 1\nb:\n{large}{large}{large}c: 2\nd: 3\n");
        let b = 5..5 + 3 + 3 * large.len();
        let piece = |at: usize| Segment::Members(8 + at * large.len()..8 + (at + 1) * large.len());
        let expected = vec![
            Segment::Members(0..5),
            Segment::Split(5..8, vec![piece(0), piece(1), piece(2)]),
            Segment::Members(b.end..text.len()),
        ];
        assert_eq!(segments(&text), Some(expected));
        assert_eq!(segments("a: 1\nb: 2\n"), None);
        assert_eq!(segments(&format!("{text}---\na: 1\n")), None);
    }
}
