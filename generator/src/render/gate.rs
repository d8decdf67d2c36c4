//! Attributes that compile an item only with the features that need it.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::text::{Code, literal};
use crate::ir::TypeId;
use crate::names::FeatureIdent;

/// The condition that any of these features is on; none where there is no feature.
pub(crate) fn condition(features: &[&FeatureIdent]) -> Option<TokenStream> {
    let one = |feature: &&FeatureIdent| {
        let name = literal(feature.text());
        quote!(feature = #name)
    };
    match features {
        [] => None,
        [feature] => Some(one(feature)),
        several => {
            let all = several.iter().map(one);
            Some(quote!(any(#(#all),*)))
        }
    }
}

/// The attribute of an item that needs any of these features; empty where there is no feature.
pub(crate) fn attribute(features: &[&FeatureIdent]) -> Code {
    Code::new(
        condition(features)
            .map(|condition| quote!(#[cfg(#condition)]))
            .unwrap_or_default(),
    )
}

/// The features of which any one brings these types, in the order of their names.
pub(crate) fn features_of<'a>(context: &Context<'a>, types: &[TypeId]) -> Vec<&'a FeatureIdent> {
    let mut features: Vec<&FeatureIdent> = types
        .iter()
        .flat_map(|&id| context.names.features.of_type(id))
        .collect();
    features.sort();
    features.dedup();
    features
}

/// The attribute of an item that needs any of these types.
pub(crate) fn of_types(context: &Context<'_>, types: &[TypeId]) -> Code {
    attribute(&features_of(context, types))
}
