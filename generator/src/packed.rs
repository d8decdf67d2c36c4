//! Texts that are kept compressed until they are needed.

/// A compressed text.
#[derive(Clone, Debug)]
pub(crate) struct Packed {
    packed: Box<[u8]>,
    length: usize,
}

impl Packed {
    /// Compresses a text.
    pub(crate) fn new(text: &str) -> Self {
        Self {
            packed: lz4_flex::block::compress(text.as_bytes()).into_boxed_slice(),
            length: text.len(),
        }
    }

    /// The text.
    pub(crate) fn text(&self) -> String {
        // What was packed here can be unpacked and is text.
        let bytes = lz4_flex::block::decompress(&self.packed, self.length).unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// How many bytes it takes.
    #[cfg(test)]
    pub(crate) fn size(&self) -> usize {
        self.packed.len()
    }
}

/// How many bytes of a long text are compressed at a time: what is compressed and what is made of it are there at once.
const PIECE: usize = 1 << 20;

/// A text of any length.
#[derive(Clone, Debug, Default)]
pub(crate) struct PackedText(Box<[Packed]>);

impl PackedText {
    /// Compresses a text.
    pub(crate) fn new(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
            pieces.push(Packed::new(piece));
            rest = after;
        }
        Self(pieces.into_boxed_slice())
    }

    /// The length of the text, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(|piece| piece.length).sum()
    }

    /// The text, piece by piece.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(Packed::text)
    }

    /// The text as a whole.
    pub(crate) fn text(&self) -> String {
        let mut text = String::with_capacity(self.len());
        self.pieces().for_each(|piece| text.push_str(&piece));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_comes_back() {
        let text = "€".repeat(PIECE);
        let packed = PackedText::new(&text);
        assert_eq!(packed.0.len(), 4);
        assert_eq!(packed.len(), text.len());
        assert_eq!(packed.text(), text);
        assert_eq!(PackedText::new("").text(), "");
    }
}
