//! The name of the generated package.

use super::scope::is_reserved_word;
use super::words::Dictionary;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostics};

/// Crates that every Rust program has, and what Cargo refuses as a package's name.
const TAKEN: &[&str] = &[
    "std",
    "core",
    "alloc",
    "proc-macro",
    "test",
    "build",
    "deps",
    "examples",
    "incremental",
];

/// The longest name that a package may have.
const LONGEST: usize = 64;

/// The configured name, or one made of the title of the API.
pub(crate) fn package_name(config: &Config, title: &str, diagnostics: &mut Diagnostics) -> String {
    if let Some(name) = &config.package.name {
        if is_package_name(name) {
            return name.clone();
        }
        let message = format!("`{name}` cannot be the name of a package");
        let help = "use letters, digits, `-` and `_`, begin with a letter, and avoid keywords of Rust";
        let found = config.diagnostic(Code::Config, &["package", "name"], message);
        diagnostics.push(found.help(help));
    }
    let words = Dictionary::new(&config.naming.words).words(title);
    let mut kebab = words.snake().replace('_', "-");
    while kebab.len() > LONGEST {
        kebab.truncate(kebab.rfind('-').unwrap_or(LONGEST));
    }
    if is_package_name(&kebab) && !words.is_empty() {
        kebab
    } else {
        "api-client".to_owned()
    }
}

/// Returns `true` for a name that Cargo accepts and that no other crate of a program has.
pub fn is_package_name(name: &str) -> bool {
    let shape = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.len() <= LONGEST
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_'));
    shape && !is_reserved_word(name) && !is_reserved_word(&name.replace('-', "_")) && !TAKEN.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_names() {
        for (title, expected) in [
            ("Swagger Petstore", "swagger-petstore"),
            ("", "api-client"),
            ("2FA", "n2-fa"),
            ("Test", "api-client"),
            (
                "The description of everything that the service offers to its partners and others",
                "the-description-of-everything-that-the-service-offers-to-its",
            ),
        ] {
            assert_eq!(
                package_name(&Config::default(), title, &mut Diagnostics::default()),
                expected
            );
        }
    }
}
