//! The file that a configuration was read from: its text, and the positions of its keys and values.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::Location;
use crate::pointer::Pointer;

/// A `codegen.toml` as a source file, so that a diagnostic can show one of its lines.
#[derive(Clone, Debug, Default)]
pub struct ConfigFile {
    /// The path, as the user knows it.
    pub path: String,
    /// The text.
    pub text: String,
    locations: BTreeMap<Pointer, Location>,
}

impl ConfigFile {
    /// Finds the keys and values of a text, which is valid TOML.
    pub(super) fn new(path: &str, text: &str) -> Self {
        let mut file = Self {
            path: path.to_owned(),
            text: text.to_owned(),
            locations: BTreeMap::new(),
        };
        if let Ok(table) = DeTable::parse(text) {
            file.table(&Pointer::root(), table.get_ref());
        }
        file
    }

    /// The location of an item: the key of a table or list, otherwise the value. An item that is not in the file has
    /// the location of the nearest one around it.
    pub(crate) fn location(&self, pointer: &Pointer) -> Option<Location> {
        let mut around = std::iter::successors(Some(pointer.clone()), Pointer::parent);
        around.find_map(|pointer| self.locations.get(&pointer).copied())
    }

    fn table(&mut self, at: &Pointer, table: &DeTable<'_>) {
        for (key, value) in table {
            let at = at.child(key.get_ref());
            let span = match value.get_ref() {
                DeValue::Array(_) | DeValue::Table(_) => key.span(),
                _ => value.span(),
            };
            self.value(at, span, value);
        }
    }

    fn value(&mut self, at: Pointer, span: std::ops::Range<usize>, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::Table(table) => self.table(&at, table),
            DeValue::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(at.child(&index.to_string()), item.span(), item);
                }
            }
            _ => {}
        }
        self.locations.insert(at, Location::of(&self.text, span));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_have_locations() {
        let text = "[paging]\nnever = [\n  'a',\n  'é', 'b']\n[paging.operations.getCats]\nnext = {uri = '/next'}\n\
                    [jobs]\n'a/b'.poll = 'x'\n";
        let file = ConfigFile::new("codegen.toml", text);
        let shown = |pointer: &str| {
            let location = file.location(&Pointer::parse(pointer)).unwrap();
            let piece = &text[location.offset..][..location.length];
            (location.line, location.column, piece)
        };
        assert_eq!(shown("/paging"), (1, 2, "paging"));
        assert_eq!(shown("/paging/never"), (2, 1, "never"));
        assert_eq!(shown("/paging/never/0"), (3, 3, "'a'"));
        assert_eq!(shown("/paging/never/2"), (4, 8, "'b'"));
        assert_eq!(shown("/paging/operations/getCats"), (5, 20, "getCats"));
        assert_eq!(shown("/paging/operations/getCats/next/uri"), (6, 15, "'/next'"));
        assert_eq!(shown("/paging/operations/getCats/items"), (5, 20, "getCats"));
        assert_eq!(shown("/jobs/a~1b/poll"), (8, 14, "'x'"));
        assert_eq!(file.location(&Pointer::parse("/select/tags/0")), None);
    }
}
