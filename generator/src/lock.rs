//! The identifiers that items of an API were given, by the places of the items: what `names.lock` holds.
//!
//! An item keeps its identifier as long as it is there, whatever is added around it. Without a lock nothing is remembered,
//! and clashes are settled anew each time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Identifiers by kind of item, and by what the item is.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Lock(BTreeMap<String, BTreeMap<String, String>>);

/// What stands at the beginning of the file.
const HEADER: &str = "\
# The identifiers that items of the API have in Rust, each by what it is in the description, so that nothing that is added
# renames them. `cargo xtask release` writes this file; items that are gone are left out.
";

impl Lock {
    /// A lock from the text of the file.
    ///
    /// # Errors
    ///
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The text of the file.
    ///
    /// # Errors
    ///
    /// Texts cannot fail to be written; the type says otherwise.
    pub fn to_text(&self) -> Result<String, toml::ser::Error> {
        Ok(format!("{HEADER}\n{}", toml::to_string(self)?))
    }

    /// The identifier of an item.
    pub fn get(&self, kind: &str, item: &str) -> Option<&str> {
        self.0.get(kind)?.get(item).map(String::as_str)
    }

    /// Remembers the identifier of an item.
    pub fn insert(&mut self, kind: &str, item: String, identifier: String) {
        match self.0.get_mut(kind) {
            Some(items) => drop(items.insert(item, identifier)),
            None => drop(self.0.insert(kind.to_owned(), BTreeMap::from([(item, identifier)]))),
        }
    }

    /// Every item with its kind and its identifier.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.0.iter().flat_map(|(kind, items)| {
            let items = items.iter();
            items.map(move |(item, identifier)| (kind.as_str(), item.as_str(), identifier.as_str()))
        })
    }
}
