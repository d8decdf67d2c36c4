//! The scalars of YAML in block collections, in one line or several. See `block`.

use std::borrow::Cow;
use std::ops::Range;

use super::block::{Line, Scalar, Walk};

impl<'t> Walk<'t, '_> {
    /// A scalar without quotes that belongs to what is at a column. It goes on in lines that are further to the right.
    pub(super) fn plain(&mut self, line: Line<'t>, column: usize) -> Option<()> {
        let (first, mut goes_on) = plain_part(line.content)?;
        let mut text = Cow::Borrowed(first);
        let mut end = line.start + first.len();
        while goes_on {
            let (empty, Some(next)) = self.next_line() else { break };
            if next.column <= column || next.content.starts_with('#') {
                break;
            }
            let (part, more) = plain_part(next.content)?;
            fold(text.to_mut(), empty, false);
            text.to_mut().push_str(part);
            end = next.start + part.len();
            goes_on = more;
            self.at = next.end;
        }
        self.events.scalar(Scalar {
            text,
            is_plain: true,
            place: line.start..end,
        })
    }

    /// A scalar in quotes.
    pub(super) fn quoted(&mut self, line: Line<'t>, column: usize) -> Option<()> {
        let mark = line.content.chars().next()?;
        let mut part = Line {
            start: line.start + 1,
            content: line.content.get(1..)?,
            ..line
        };
        if let Some(text) = whole(part.content, mark) {
            let end = part.start + text.len() + 1;
            return self.end_quoted(Cow::Borrowed(text), part, text.len() + 1, line.start..end);
        }
        let mut text = String::new();
        loop {
            match piece(part.content, mark, &mut text)? {
                Piece::End(length) => {
                    let place = line.start..part.start + length;
                    return self.end_quoted(Cow::Owned(text), part, length, place);
                }
                Piece::GoesOn { escaped } => {
                    // A space that is escaped at the end of a line is rare enough.
                    if escaped && part.start + part.content.len() + 1 != part.end {
                        return None;
                    }
                    let (empty, next) = self.next_line();
                    part = next.filter(|next| next.column > column)?;
                    fold(&mut text, empty, escaped);
                    self.at = part.end;
                }
            }
        }
    }

    /// The end of a scalar in quotes, behind which nothing may come but a comment.
    fn end_quoted(&mut self, text: Cow<'t, str>, line: Line<'t>, length: usize, place: Range<usize>) -> Option<()> {
        let rest = line.content.get(length..)?;
        let is_over = rest.is_empty() || rest.starts_with(' ') && line.after(length)?.is_over();
        is_over.then_some(())?;
        self.events.scalar(Scalar {
            text,
            is_plain: false,
            place,
        })
    }

    /// The next line with anything on it, and how many are empty before it.
    fn next_line(&self) -> (usize, Option<Line<'t>>) {
        let (mut at, mut empty) = (self.at, 0);
        while let Some(line) = self.line_at(at) {
            if !line.content.is_empty() {
                return (empty, Some(line));
            }
            at = line.end;
            empty += 1;
        }
        (empty, None)
    }

    /// A scalar of whole lines, behind `|` or `>`.
    pub(super) fn block_scalar(&mut self, line: Line<'t>, column: usize) -> Option<()> {
        let is_literal = line.content.starts_with('|');
        let header = line.content.get(1..)?;
        let header = header
            .split_once(" #")
            .map_or(header, |(header, _)| header.trim_end_matches(' '));
        let (empty, first) = self.next_line();
        let first = first?;
        let indent = first.column;
        let mut lines = Lines {
            is_literal,
            ..Lines::default()
        };
        if indent <= column {
            lines.empty = empty;
            return self.end_block_scalar(lines, header, first.start..first.start);
        }
        // The parser gives it the place of its lines, up to what is next.
        let mut end = self.text.len();
        while let Some(next) = self.line_at(self.at) {
            let width = next.start - self.at;
            if next.content.is_empty() && width <= indent {
                // Spaces at the end of the text are no line.
                lines.empty += usize::from(self.text.get(..next.end)?.ends_with('\n'));
            } else if next.content.is_empty() && !lines.is_open && lines.empty < empty {
                // More spaces on an empty line in front than on the first one: what is meant is for the parser to say.
                return None;
            } else if width < indent {
                end = next.start;
                break;
            } else {
                let whole = self.text.get(self.at + indent..next.end)?;
                lines.add(whole.strip_suffix('\n')?);
            }
            self.at = next.end;
        }
        self.end_block_scalar(lines, header, first.start..end)
    }

    fn end_block_scalar(&mut self, lines: Lines, header: &str, place: Range<usize>) -> Option<()> {
        let text = Cow::Owned(lines.chomped(header)?);
        self.events.scalar(Scalar {
            text,
            is_plain: false,
            place,
        })
    }
}

/// The lines of a block scalar, put together.
#[derive(Default)]
struct Lines {
    text: String,
    is_literal: bool,
    /// Whether the last line of the text is not ended yet.
    is_open: bool,
    /// How many empty lines came since.
    empty: usize,
    /// Whether the last line begins with a space, so that it is not folded.
    after_blank: bool,
}

impl Lines {
    fn add(&mut self, line: &str) {
        let is_blank = line.starts_with(' ');
        if self.is_open {
            if self.is_literal || self.after_blank || is_blank {
                self.text.push('\n');
            } else if self.empty == 0 {
                self.text.push(' ');
            }
        }
        self.text.extend(std::iter::repeat_n('\n', self.empty));
        self.text.push_str(line);
        self.is_open = true;
        self.empty = 0;
        self.after_blank = is_blank;
    }

    /// The text with the line ends that are kept behind it.
    fn chomped(mut self, header: &str) -> Option<String> {
        if self.is_open && header != "-" {
            self.text.push('\n');
        }
        match header {
            "" | "-" => {}
            "+" => self.text.extend(std::iter::repeat_n('\n', self.empty)),
            _ => return None,
        }
        Some(self.text)
    }
}

/// What of a line belongs to a scalar without quotes, and whether it may go on in the next line. `None` where there is a
/// colon that would make it a key.
fn plain_part(content: &str) -> Option<(&str, bool)> {
    let bytes = content.as_bytes();
    let mut last = b' ';
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b':' if bytes.get(at + 1).is_none_or(|&next| next == b' ') => return None,
            b'#' if last == b' ' => return Some((content.get(..at)?.trim_end_matches(' '), false)),
            _ => last = byte,
        }
    }
    Some((content, true))
}

/// The end of a line in a scalar that goes on: a space, or as many line ends as lines are empty.
fn fold(text: &mut String, empty: usize, escaped: bool) {
    if empty == 0 && !escaped {
        text.push(' ');
    }
    text.extend(std::iter::repeat_n('\n', empty));
}

/// A text in quotes that is written as it is.
fn whole(content: &str, mark: char) -> Option<&str> {
    let text = content.get(..content.find(['\\', mark])?)?;
    let rest = content.get(text.len()..)?.strip_prefix(mark)?;
    (!rest.starts_with(mark)).then_some(text)
}

/// How a line of a scalar in quotes ends.
enum Piece {
    /// The quotes are closed so many bytes behind its beginning.
    End(usize),
    /// It goes on in the next line; with a backslash, without a space.
    GoesOn { escaped: bool },
}

/// Adds what a line has of a scalar in quotes. `None` where there is an escape that is not usual.
fn piece(content: &str, mark: char, text: &mut String) -> Option<Piece> {
    let mut characters = content.char_indices();
    while let Some((at, character)) = characters.next() {
        let rest = content.get(at + 1..).unwrap_or_default();
        match character {
            '\'' if mark == '\'' && rest.starts_with('\'') => {
                characters.next();
                text.push('\'');
            }
            _ if character == mark => return Some(Piece::End(at + 1)),
            '\\' if mark == '"' => match characters.next() {
                Some((_, 'u')) => {
                    let code = u32::from_str_radix(rest.get(1..5).filter(|code| is_hex(code))?, 16).ok()?;
                    text.push(char::from_u32(code)?);
                    characters.nth(3)?;
                }
                Some((_, escape)) => text.push(escaped(escape)?),
                None => return Some(Piece::GoesOn { escaped: true }),
            },
            other => text.push(other),
        }
    }
    Some(Piece::GoesOn { escaped: false })
}

fn is_hex(code: &str) -> bool {
    code.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn escaped(escape: char) -> Option<char> {
    Some(match escape {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '"' | '\\' | '/' | ' ' => escape,
        _ => return None,
    })
}
