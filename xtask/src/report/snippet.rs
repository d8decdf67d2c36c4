//! The piece of a source file that is shown with a finding: the line and its neighbours, cut to a width.
//!
//! A description can be one line of many megabytes, and its text can hold anything. So the piece is made anew: long
//! lines are cut around the place, and characters that would act on a terminal are replaced.

use generator::diagnostic::Location;
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// Characters of a line that are shown before and after the place.
const BEFORE: usize = 60;
const AFTER: usize = 100;

/// A piece of a source file that miette can draw.
#[derive(Debug)]
pub(super) struct Snippet {
    file: String,
    text: String,
    /// Number of the first line shown, from 0.
    first_line: usize,
    /// The column of the place, from 0.
    column: usize,
    /// The place in `text`.
    pub(super) span: SourceSpan,
}

impl Snippet {
    /// The piece of `source` around a place. A place outside of the text gives what there is.
    pub(super) fn new(file: &str, source: &str, place: Location) -> Self {
        let offset = floor_boundary(source, place.offset);
        let start = source[..offset].rfind('\n').map_or(0, |newline| newline + 1);
        let end = source[offset..]
            .find('\n')
            .map_or(source.len(), |length| offset + length);
        let marked = floor_boundary(source, offset.saturating_add(place.length).min(end)).max(offset);

        let mut text = String::new();
        let mut first_line = (place.line as usize).saturating_sub(1);
        if let Some(before) = start.checked_sub(1) {
            let previous = source[..before].rfind('\n').map_or(0, |newline| newline + 1);
            text.push_str(&head(&source[previous..before]));
            text.push('\n');
            first_line = first_line.saturating_sub(1);
        }
        text.push_str(&tail(&source[start..offset]));
        let from = text.len();
        text.push_str(&head(&source[offset..marked]));
        let mut length = text.len() - from;
        text.push_str(&head(&source[marked..end]));
        if let Some(next) = source.get(end + 1..).filter(|rest| !rest.is_empty()) {
            text.push('\n');
            text.push_str(&head(next.split('\n').next().unwrap_or_default()));
        }
        if text.is_empty() {
            // miette draws nothing of nothing, not even the place.
            text.push(' ');
            length = 1;
        }
        Self {
            file: file.to_owned(),
            text,
            first_line,
            column: (place.column as usize).saturating_sub(1),
            span: (from, length).into(),
        }
    }
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.read_span(span, before, after)?;
        // Asked for the span alone, miette wants its place to show it; the cut must not be seen there.
        let column = if before == 0 && after == 0 {
            self.column
        } else {
            contents.column()
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.file.clone(),
            contents.data(),
            *contents.span(),
            contents.line() + self.first_line,
            column,
            contents.line_count(),
        )))
    }
}

/// The last place at or before `offset` that does not split a character.
fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The beginning of a line.
fn head(line: &str) -> String {
    let line = line.trim_end_matches('\r');
    let mut shown: String = line.chars().take(AFTER).map(harmless).collect();
    if line.chars().nth(AFTER).is_some() {
        shown.push('…');
    }
    shown
}

/// The end of the part of a line that stands before the place.
fn tail(line: &str) -> String {
    match line.char_indices().rev().nth(BEFORE - 1) {
        Some((cut, _)) if cut > 0 => format!("…{}", line[cut..].chars().map(harmless).collect::<String>()),
        _ => line.chars().map(harmless).collect(),
    }
}

/// A character that does nothing but stand there: no control, no change of direction, no line separator.
pub(super) fn harmless(character: char) -> char {
    match character {
        '\t' => ' ',
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => '\u{fffd}',
        other if other.is_control() => '\u{fffd}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(source: &str, what: &str) -> Location {
        let offset = source.find(what).unwrap();
        let line = source[..offset].matches('\n').count() as u32 + 1;
        let column = source[..offset].chars().rev().take_while(|c| *c != '\n').count() as u32 + 1;
        Location {
            line,
            column,
            offset,
            length: what.len(),
        }
    }

    #[test]
    fn shows_the_neighbours_of_the_line() {
        let source = "a: 1\nb: 2\nc: 3\nd: 4\n";
        let snippet = Snippet::new("x.yaml", source, place(source, "2"));
        assert_eq!(snippet.text, "a: 1\nb: 2\nc: 3");
        assert_eq!(snippet.first_line, 0);
        assert_eq!(&snippet.text[snippet.span.offset()..][..snippet.span.len()], "2");
    }

    #[test]
    fn cuts_a_line_of_megabytes() {
        let source = format!(
            "{{\"a\":\"{}\",\"marked\":\"{}\"}}",
            "é".repeat(2_000_000),
            "y".repeat(2_000_000)
        );
        let snippet = Snippet::new("x.json", &source, place(&source, "marked"));
        assert!(snippet.text.len() < 1000);
        assert_eq!(&snippet.text[snippet.span.offset()..][..snippet.span.len()], "marked");
        let contents = snippet.read_span(&snippet.span, 0, 0).unwrap();
        assert_eq!(contents.column(), 2_000_009);
    }

    #[test]
    fn a_place_outside_of_the_text_does_no_harm() {
        for (source, offset, length) in [("", 0, 0), ("", 9, 9), ("é", 1, 9), ("a\n", 2, 1), ("a", usize::MAX, 2)] {
            let place = Location {
                line: 1,
                column: 1,
                offset,
                length,
            };
            let snippet = Snippet::new("x", source, place);
            assert!(snippet.span.offset() + snippet.span.len() <= snippet.text.len());
        }
    }

    #[test]
    fn nothing_acts_on_the_terminal() {
        let source = "a\t\u{1b}[31m\u{202e}b";
        let snippet = Snippet::new("x", source, place(source, "b"));
        assert_eq!(snippet.text, "a \u{fffd}[31m\u{fffd}b");
    }
}
