//! Identifiers of the generated crate. Only claiming makes one, and none has `Display`: what uses it says what it is
//! used as.

use proc_macro2::{Ident, Span};

macro_rules! identifiers {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
            pub(crate) struct $name(String);

            impl $name {
                pub(super) fn claimed(text: String) -> Self {
                    Self(text)
                }

                /// As a token of Rust. Claimed identifiers are ASCII letters, digits and `_`, and no keywords.
                #[allow(dead_code)] // Pages and features have no token.
                pub(crate) fn token(&self) -> Ident {
                    let valid = !self.0.is_empty()
                        && !self.0.starts_with(|first: char| first.is_ascii_digit())
                        && self.0.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
                    Ident::new(if valid { &self.0 } else { "invalid_identifier" }, Span::call_site())
                }

                /// As text, for links and file names.
                #[allow(dead_code)] // Not every kind of identifier is linked to.
                pub(crate) fn text(&self) -> &str {
                    &self.0
                }
            }
        )+
    };
}

identifiers! {
    /// A struct, an enum, an alias.
    TypeIdent;
    /// A variant of an enum.
    VariantIdent;
    /// A field, a setter, a method, a parameter.
    ValueIdent;
    /// A module, and the file that it is in.
    ModuleIdent;
    /// A constant.
    ConstIdent;
    /// A feature of the package.
    FeatureIdent;
    /// A reference page, without the ending of its file.
    PageIdent;
}
