//! Finds YAML that is nested so deep that `serde_yaml` would not end in time.
//!
//! Its scanner looks at every open bracket for each token: a hundred thousand of them take it a minute, and only then
//! does it tell. The other parser, which finds places, tells at once.

use granit_parser::{ErrorKind, Event, Parser};

/// Where lists and mappings are nested deeper than `depth`, if brackets are opened so often that it matters.
pub(super) fn exceeds(text: &str, depth: usize) -> Option<usize> {
    if most_open_brackets(text) < depth.saturating_mul(10) {
        return None;
    }
    let mut open = 0_usize;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            // The parser has a limit of its own, in the brackets that are open.
            Err(error) if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) => {
                return error.marker().byte_offset();
            }
            Err(_) => return None,
        };
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => open += 1,
            Event::SequenceEnd | Event::MappingEnd => open = open.saturating_sub(1),
            _ => {}
        }
        if open > depth {
            return span.start.byte_offset();
        }
    }
    None
}

/// How many brackets are open at most. Those in texts are counted as well: it is only a hint.
fn most_open_brackets(text: &str) -> usize {
    let mut open = 0_usize;
    let mut most = 0;
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => {
                open += 1;
                most = most.max(open);
            }
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    most
}
