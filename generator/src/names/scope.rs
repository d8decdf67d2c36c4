//! Scopes: each identifier is claimed once, and clashes are resolved the same way whatever else is in the API.
//!
//! All claims of a scope are made together. Those that want the same identifier are ordered by what they were made
//! from, not by where they stand, so that adding an unrelated item changes nothing.

use std::collections::BTreeMap;

use crate::hash::HashSet;

/// One item that wants an identifier.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// What the description calls it; orders claims that clash.
    pub(crate) source: String,
    /// Identifiers to try, the best first; never empty.
    pub(crate) candidates: Vec<String>,
}

/// A namespace of the output.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    taken: HashSet<String>,
    ignore_case: bool,
}

impl Scope {
    /// A scope in which some identifiers are taken already.
    pub(crate) fn new(reserved: &[&str]) -> Self {
        Self {
            taken: reserved.iter().map(|&name| name.to_owned()).collect(),
            ignore_case: false,
        }
    }

    /// A scope of file names: `Pet` and `pet` are one.
    pub(crate) fn of_files(reserved: &[&str]) -> Self {
        Self {
            ignore_case: true,
            ..Self::new(reserved)
        }
    }

    fn key(&self, name: &str) -> String {
        if self.ignore_case {
            name.to_lowercase()
        } else {
            name.to_owned()
        }
    }

    fn is_free(&self, name: &str) -> bool {
        !is_reserved_word(name) && !self.taken.contains(&self.key(name))
    }

    /// Claims one identifier: the first candidate that is free, or the last one with a number behind it.
    pub(crate) fn claim(&mut self, candidates: &[String]) -> String {
        let free = candidates.iter().find(|name| self.is_free(name)).cloned();
        let name = free.unwrap_or_else(|| self.numbered(candidates.last().map_or("unnamed", String::as_str)));
        self.taken.insert(self.key(&name));
        name
    }

    fn numbered(&self, base: &str) -> String {
        // Two underscores in a row are no snake case.
        let base = base.trim_end_matches('_');
        let joint = if base.contains('_') || base.bytes().all(|byte| !byte.is_ascii_uppercase()) {
            "_"
        } else {
            ""
        };
        (2_u64..)
            .map(|number| format!("{base}{joint}{number}"))
            .find(|name| self.is_free(name))
            .unwrap_or_default()
    }

    /// Claims an identifier for each item.
    pub(crate) fn claim_all(&mut self, claims: &[Claim]) -> Vec<String> {
        self.claim_kept(claims, &[])
    }

    /// Claims an identifier for each item: first those that are `kept`, where they are identifiers and free.
    pub(crate) fn claim_kept(&mut self, claims: &[Claim], kept: &[Option<&str>]) -> Vec<String> {
        let mut names = vec![String::new(); claims.len()];
        for (slot, kept) in names.iter_mut().zip(kept) {
            if let Some(kept) = kept.filter(|kept| is_identifier(kept) && self.is_free(kept)) {
                self.taken.insert(self.key(kept));
                kept.clone_into(slot);
            }
        }
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let open = names.iter().map(String::is_empty).collect::<Vec<_>>();
        let claimants = claims.iter().enumerate().zip(&open).filter(|(_, open)| **open);
        for ((index, claim), _) in claimants {
            groups
                .entry(claim.candidates.first().map_or("", String::as_str))
                .or_default()
                .push(index);
        }
        let mut give = |scope: &mut Self, index: usize| {
            if let (Some(slot), Some(claim)) = (names.get_mut(index), claims.get(index)) {
                *slot = scope.claim(&claim.candidates);
            }
        };
        // The one that is written just like the identifier comes first, then by text. First choices of all groups
        // are settled before second ones, so that a clash takes no name from an item that does not clash.
        let mut later = Vec::new();
        for (wanted, mut group) in groups {
            group.sort_by_key(|&index| {
                claims
                    .get(index)
                    .map(|claim| (claim.source != wanted, claim.source.clone(), index))
            });
            let mut group = group.into_iter();
            if let Some(first) = group.next() {
                if self.is_free(wanted) {
                    give(self, first)
                } else {
                    later.push(first)
                }
            }
            later.extend(group);
        }
        for index in later {
            give(self, index);
        }
        names
    }
}

/// Whether a text may stand as an identifier.
fn is_identifier(text: &str) -> bool {
    let starts_well = !text.starts_with(|first: char| first.is_ascii_digit());
    let allowed = |character: char| character.is_ascii_alphanumeric() || character == '_';
    starts_well && !text.is_empty() && text.chars().all(allowed)
}

/// Keywords of edition 2024, strict and reserved: none of them is written as an identifier.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self", "static", "struct", "super", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "_", "",
];

/// Whether no item may have this identifier in any scope.
pub(crate) fn is_reserved_word(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(source: &str, candidates: &[&str]) -> Claim {
        Claim {
            source: source.to_owned(),
            candidates: candidates.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    #[test]
    fn order_of_items_does_not_matter() {
        let upper = claim("ASC", &["Asc"]);
        let lower = claim("asc", &["Asc"]);
        assert_eq!(
            Scope::new(&[]).claim_all(&[upper.clone(), lower.clone()]),
            ["Asc", "Asc2"]
        );
        assert_eq!(Scope::new(&[]).claim_all(&[lower, upper]), ["Asc2", "Asc"]);
    }

    #[test]
    fn a_clash_takes_no_name_from_others() {
        let claims = [claim("a", &["a"]), claim("A", &["a"]), claim("a_2", &["a_2"])];
        assert_eq!(Scope::new(&[]).claim_all(&claims), ["a", "a_3", "a_2"]);
    }

    #[test]
    fn keywords_and_reserved_names_are_passed_over() {
        assert_eq!(
            Scope::new(&["send"]).claim(&["send".to_owned(), "send_".to_owned()]),
            "send_"
        );
        assert_eq!(Scope::new(&[]).claim(&["type".to_owned(), "type_".to_owned()]), "type_");
        assert_eq!(Scope::of_files(&["con"]).claim(&["Con".to_owned()]), "Con2");
    }
}
