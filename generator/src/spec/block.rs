//! The events of YAML as descriptions are written in it: block mappings and lists, and the usual forms of scalars.
//!
//! A parser for all of YAML looks at each character in many ways, and takes most of the time in which a description is
//! read. Lines of a description are simple, so that here each is looked at once. Where anything else comes (anchors,
//! tags, merges, tabs, several documents, errors) this gives up, and the text is read by the parser for all of it: what is
//! found here is what it would find. The tests of `read::build` and `locate` hold them against each other.
//!
//! Scalars are in `scalar`, collections on one line (`[a, b]`) in `flow`.

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

use memchr::memchr;

use super::flow;
use crate::lines;

/// What a text consists of, in its order. A mapping is a key, its value, the next key and so on.
pub(super) trait Events<'t> {
    /// A scalar; an alias or a collection as a key never comes. `None` ends the walk.
    fn scalar(&mut self, scalar: Scalar<'t>) -> Option<()>;

    /// The beginning of a list or a mapping, and where it is. `None` ends the walk.
    fn open(&mut self, is_list: bool, start: usize) -> Option<()>;

    /// The end of the innermost list or mapping.
    fn close(&mut self) -> Option<()>;
}

/// A scalar.
#[derive(Debug, PartialEq)]
pub(super) struct Scalar<'t> {
    pub(super) text: Cow<'t, str>,
    /// Whether it stands without quotes, so that it may be a number.
    pub(super) is_plain: bool,
    /// Where it is written, quotes included.
    pub(super) place: Range<usize>,
}

/// How deep lists and mappings may be nested: files that are deeper are refused anyway.
const DEEPEST: usize = 128;

/// Walks through a text that is one block mapping or list. `None` where that is not certain, or where the events end it.
pub(super) fn walk<'t>(text: &'t str, events: &mut dyn Events<'t>) -> Option<()> {
    let start = text.strip_prefix("---\n").map_or(0, |_| "---\n".len());
    let rest = text.get(start..)?;
    if !is_usual(rest) {
        return None;
    }
    let mut walk = Walk {
        text,
        at: start,
        depth: 0,
        seen: Cell::new(None),
        events,
    };
    let first = walk.line()?;
    walk.at = first.end;
    if is_item(first.content) {
        walk.list(first)?;
    } else {
        walk.mapping(first)?;
    }
    walk.line().is_none().then_some(())
}

/// Whether there are no further documents, and no characters that end lines or that YAML does not allow.
fn is_usual(text: &str) -> bool {
    lines::whole(text).all(|line| {
        let line = line.strip_suffix('\n').unwrap_or(line);
        let marks = line.starts_with("---") || line.starts_with("...");
        let plain = line.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        !marks && (plain || line.chars().all(is_usual_character))
    })
}

fn is_usual_character(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
}

/// A line, or what of it is behind a dash or a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    /// How far it is from the margin.
    pub(super) column: usize,
    /// Where it begins in the text.
    pub(super) start: usize,
    /// The line without spaces around it.
    pub(super) content: &'t str,
    /// Where the next line begins.
    pub(super) end: usize,
}

impl<'t> Line<'t> {
    /// What comes so many bytes later, spaces left out.
    pub(super) fn after(self, length: usize) -> Option<Self> {
        let rest = self.content.get(length..)?;
        let content = rest.trim_start_matches(' ');
        let skipped = self.content.len() - content.len();
        Some(Self {
            column: self.column + skipped,
            start: self.start + skipped,
            content,
            end: self.end,
        })
    }

    /// Whether it ends before its content does: there is nothing, or a comment.
    pub(super) fn is_over(self) -> bool {
        self.content.is_empty() || self.content.starts_with('#')
    }
}

/// A walk through a text.
pub(super) struct Walk<'t, 'e> {
    pub(super) text: &'t str,
    /// Where the next line begins.
    pub(super) at: usize,
    /// How many lists and mappings are open.
    depth: usize,
    /// The line that was looked at last, and where it was asked for.
    seen: Cell<Option<(usize, Line<'t>)>>,
    pub(super) events: &'e mut dyn Events<'t>,
}

impl<'t> Walk<'t, '_> {
    /// The line that begins at a place, whatever is on it.
    pub(super) fn line_at(&self, at: usize) -> Option<Line<'t>> {
        if let Some((seen, line)) = self.seen.get()
            && seen == at
        {
            return Some(line);
        }
        let rest = self.text.get(at..).filter(|rest| !rest.is_empty())?;
        let (line, end) = match memchr(b'\n', rest.as_bytes()) {
            Some(length) => (rest.get(..length)?, at + length + 1),
            None => (rest, self.text.len()),
        };
        let content = line.trim_start_matches(' ');
        let column = line.len() - content.len();
        let line = Line {
            column,
            start: at + column,
            content: content.trim_end_matches(' '),
            end,
        };
        self.seen.set(Some((at, line)));
        Some(line)
    }

    /// Begins a list or a mapping.
    pub(super) fn open(&mut self, is_list: bool, start: usize) -> Option<()> {
        self.depth += 1;
        (self.depth <= DEEPEST).then_some(())?;
        self.events.open(is_list, start)
    }

    /// Ends it.
    pub(super) fn close(&mut self) -> Option<()> {
        self.depth -= 1;
        self.events.close()
    }

    /// The next line that says something.
    fn line(&mut self) -> Option<Line<'t>> {
        loop {
            let line = self.line_at(self.at)?;
            if !line.is_over() {
                return Some(line);
            }
            self.at = line.end;
        }
    }

    /// A mapping whose first member is on a line that was taken.
    fn mapping(&mut self, first: Line<'t>) -> Option<()> {
        self.open(false, first.start)?;
        let mut member = first;
        loop {
            let value = self.key(member)?;
            self.value(value, first.column, true)?;
            match self.line() {
                Some(next) if next.column > first.column => return None,
                Some(next) if next.column == first.column && !is_item(next.content) => member = next,
                _ => return self.close(),
            }
            self.at = member.end;
        }
    }

    /// A list whose first element is on a line that was taken.
    fn list(&mut self, first: Line<'t>) -> Option<()> {
        self.open(true, first.start)?;
        let mut element = first;
        loop {
            self.value(element.after(1)?, first.column, false)?;
            match self.line() {
                Some(next) if next.column > first.column => return None,
                Some(next) if next.column == first.column && is_item(next.content) => element = next,
                _ => return self.close(),
            }
            self.at = element.end;
        }
    }

    /// What is behind a key or a dash that is at a column.
    fn value(&mut self, rest: Line<'t>, column: usize, is_member: bool) -> Option<()> {
        if rest.is_over() {
            return match self.line() {
                // A list may stand as far to the left as the key that it belongs to.
                Some(next) if next.column > column || is_member && next.column == column && is_item(next.content) => {
                    self.at = next.end;
                    self.node(next, column)
                }
                // Places of what is not written are for the parser to say.
                _ => None,
            };
        }
        if is_member {
            self.inline(rest, column)
        } else {
            self.node(rest, column)
        }
    }

    /// Something of any kind that belongs to what is at a column.
    fn node(&mut self, line: Line<'t>, column: usize) -> Option<()> {
        if is_item(line.content) {
            return self.list(line);
        }
        if key(line.content).is_some() {
            return self.mapping(line);
        }
        self.inline(line, column)
    }

    /// A scalar, or a collection on one line.
    fn inline(&mut self, line: Line<'t>, column: usize) -> Option<()> {
        let mut bytes = line.content.bytes();
        match bytes.next()? {
            b'|' | b'>' => self.block_scalar(line, column),
            b'"' | b'\'' => self.quoted(line, column),
            b'[' | b'{' => flow::collection(line, self),
            b'&' | b'*' | b'!' | b'%' | b'@' | b'`' | b',' | b']' | b'}' | b'#' => None,
            b'?' | b':' | b'-' if bytes.next().is_none_or(|next| next == b' ') => None,
            _ => self.plain(line, column),
        }
    }

    /// A key; gives what is behind its colon.
    fn key(&mut self, line: Line<'t>) -> Option<Line<'t>> {
        let (text, length) = key(line.content)?;
        let is_plain = !line.content.starts_with(['"', '\'']);
        let written = if is_plain { text.len() } else { text.len() + 2 };
        self.events.scalar(Scalar {
            text: Cow::Borrowed(text),
            is_plain,
            place: line.start..line.start + written,
        })?;
        line.after(length)
    }
}

/// Whether a line begins with the dash of a list.
fn is_item(content: &str) -> bool {
    content == "-" || content.starts_with("- ")
}

/// The longest key that is looked for: that of a member has a limit in YAML.
const LONGEST_KEY: usize = 1000;

/// The key that a line begins with, and the length of it with its colon. None where there is none, or no usual one.
fn key(content: &str) -> Option<(&str, usize)> {
    let first = content.bytes().next()?;
    let (text, colon) = match first {
        b'"' | b'\'' => {
            let inner = content.get(1..)?;
            let text = inner.get(..inner.find(char::from(first))?)?;
            (text, text.len() + 2)
        }
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'$' | b'/' | b'.' | b'(' | b'+' | b'<' => {
            let colon = colon(content.as_bytes())?;
            (content.get(..colon)?.trim_end_matches(' '), colon)
        }
        _ => return None,
    };
    let ends = content.get(colon..)?.strip_prefix(':')?;
    let is_usual = !text.contains('\\') && text != "<<" && text.len() <= LONGEST_KEY;
    ((ends.is_empty() || ends.starts_with(' ')) && is_usual).then_some((text, colon + 1))
}

/// Where the colon is that ends a key without quotes. None where a comment comes first.
fn colon(content: &[u8]) -> Option<usize> {
    let mut last = b' ';
    for (at, &byte) in content.iter().enumerate() {
        match byte {
            b':' if content.get(at + 1).is_none_or(|&next| next == b' ') => return Some(at),
            b'#' if last == b' ' => return None,
            _ => last = byte,
        }
    }
    None
}
