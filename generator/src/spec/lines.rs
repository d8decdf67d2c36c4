//! Lines and columns of a text.

use std::ops::Range;

use crate::diagnostic::Location;

/// The lines of a text.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let breaks = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(offset, _)| offset + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    /// A line, counted from 1: its offset and its text, the line break left out.
    fn line(&self, line: usize) -> (usize, &'t str) {
        let Some(start) = self.starts.get(line.saturating_sub(1)).copied() else {
            return (self.text.len(), "");
        };
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        let text = self.text.get(start..end).unwrap_or_default();
        (start, text.strip_suffix('\r').unwrap_or(text))
    }

    /// The offset of a column counted in bytes from 0, in a line counted from 1.
    pub(super) fn offset_of_bytes(&self, line: usize, column: usize) -> usize {
        let (start, text) = self.line(line);
        start + boundary_before(text, column)
    }

    /// The offset of a column counted in characters from 0, in a line counted from 1.
    pub(super) fn offset_of_chars(&self, line: usize, column: usize) -> usize {
        let (start, text) = self.line(line);
        start + text.char_indices().nth(column).map_or(text.len(), |(offset, _)| offset)
    }

    /// The location of a piece of text; what goes on in further lines is left out.
    pub(super) fn location(&self, offset: usize, length: usize) -> Location {
        let mut counted = Counted::default();
        self.location_after(&mut counted, offset..offset.saturating_add(length))
    }

    /// The locations of pieces of text, in their order. The characters of a line are counted once for all of them:
    /// a minified document is one line of megabytes.
    pub(super) fn locations(&self, ranges: Vec<Range<usize>>) -> Vec<Location> {
        let mut order: Vec<(usize, Range<usize>)> = ranges.into_iter().enumerate().collect();
        order.sort_by_key(|(_, range)| range.start);
        let mut counted = Counted::default();
        let mut located: Vec<(usize, Location)> = order
            .into_iter()
            .map(|(position, range)| (position, self.location_after(&mut counted, range)))
            .collect();
        located.sort_by_key(|(position, _)| *position);
        located.into_iter().map(|(_, location)| location).collect()
    }

    fn location_after(&self, counted: &mut Counted, range: Range<usize>) -> Location {
        let offset = boundary_before(self.text, range.start);
        let line = self.starts.partition_point(|start| *start <= offset);
        let (start, text) = self.line(line);
        if counted.line != line {
            *counted = Counted {
                line,
                offset: start,
                characters: 0,
            };
        }
        let since = self
            .text
            .get(counted.offset..offset.min(start + text.len()))
            .unwrap_or_default();
        counted.characters += since.chars().count();
        counted.offset += since.len();
        let column = counted.characters + 1;
        let end = boundary_after(self.text, range.end.max(offset)).min((start + text.len()).max(offset));
        Location {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            offset,
            length: end - offset,
        }
    }
}

/// How far the characters of a line are counted.
#[derive(Default)]
struct Counted {
    line: usize,
    offset: usize,
    characters: usize,
}

/// The nearest place up to an offset where a character starts, or the end of the text.
fn boundary_before(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset)
        .rev()
        .find(|place| text.is_char_boundary(*place))
        .unwrap_or(0)
}

/// The nearest place from an offset on where a character starts, or the end of the text.
fn boundary_after(text: &str, offset: usize) -> usize {
    (offset..text.len())
        .find(|place| text.is_char_boundary(*place))
        .unwrap_or(text.len())
}
