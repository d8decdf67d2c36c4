//! Collections of YAML on one line: `[a, "b"]`, `{type: string}`. See `block`.

use std::borrow::Cow;

use super::block::{Line, Scalar, Walk};

/// Walks through a collection that fills the rest of a line. `None` where that is not certain.
pub(super) fn collection<'t>(line: Line<'t>, walk: &mut Walk<'t, '_>) -> Option<()> {
    let mut flow = Flow { rest: line, walk };
    flow.value()?;
    let rest = flow.rest;
    let before = line.content.get(..rest.start - line.start)?;
    (rest.content.is_empty() || rest.is_over() && before.ends_with(' ')).then_some(())
}

struct Flow<'t, 'e, 'w> {
    rest: Line<'t>,
    walk: &'w mut Walk<'t, 'e>,
}

impl<'t> Flow<'t, '_, '_> {
    fn next(&self) -> Option<u8> {
        self.rest.content.bytes().next()
    }

    /// Goes on behind so many bytes and the spaces there.
    fn skip(&mut self, length: usize) -> Option<()> {
        self.rest = self.rest.after(length)?;
        Some(())
    }

    fn value(&mut self) -> Option<()> {
        match self.next()? {
            b'[' => self.members(b']'),
            b'{' => self.members(b'}'),
            _ => self.scalar(false),
        }
    }

    /// The elements of a list or the members of a mapping, to the bracket that ends it.
    fn members(&mut self, end: u8) -> Option<()> {
        let is_list = end == b']';
        self.walk.open(is_list, self.rest.start)?;
        self.skip(1)?;
        if self.next()? == end {
            self.skip(1)?;
            return self.walk.close();
        }
        loop {
            if !is_list {
                self.scalar(true)?;
            }
            self.value()?;
            let next = self.next()?;
            self.skip(1)?;
            match next {
                b',' => {}
                next if next == end => return self.walk.close(),
                _ => return None,
            }
        }
    }

    /// A scalar; a key with the colon behind it.
    fn scalar(&mut self, is_key: bool) -> Option<()> {
        let content = self.rest.content;
        let mark = content.chars().next().filter(|first| matches!(first, '"' | '\''));
        let (text, written) = match mark {
            Some(mark) => {
                let inner = content.get(1..)?;
                let text = inner.get(..inner.find(mark)?)?;
                (text, text.len() + 2)
            }
            None => {
                let text = content.get(..content.find(INDICATORS)?)?.trim_end_matches(' ');
                (text, text.len())
            }
        };
        let is_dash = text == "-" || text.starts_with("- ");
        if text.contains('\\') || text == "<<" || mark.is_none() && (text.is_empty() || is_dash) {
            return None;
        }
        self.walk.events.scalar(Scalar {
            text: Cow::Borrowed(text),
            is_plain: mark.is_none(),
            place: self.rest.start..self.rest.start + written,
        })?;
        let rest = content.get(written..)?;
        if rest.starts_with(mark.unwrap_or('\0')) {
            return None;
        }
        if !is_key {
            return self.skip(written);
        }
        rest.starts_with(": ").then_some(())?;
        self.skip(written + 1)
    }
}

/// Characters that end a plain scalar, or that it is not certain to go on with.
const INDICATORS: [char; 18] = [
    ',', '[', ']', '{', '}', ':', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '?', '`',
];
