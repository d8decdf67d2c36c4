//! Limits on values as the runtime takes them: a constant made of what the schema sets.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Number;

use crate::ir::Constraints;

/// A constant of limits, or none where nothing is set that can be checked: patterns are only documented. `codec` is
/// the path of the runtime's module.
pub(crate) fn limits(constraints: Option<&Constraints>, codec: &TokenStream) -> Option<TokenStream> {
    let calls = calls(constraints?, codec);
    (!calls.is_empty()).then(|| made(&calls, codec))
}

/// Limits made by calls. Most are one length, for which a function is shorter, and less work for the compiler.
fn made(calls: &[TokenStream], codec: &TokenStream) -> TokenStream {
    let is_length = |call: &TokenStream| {
        let name = call.clone().into_iter().next().map(|name| name.to_string());
        name.is_some_and(|name| name == "length" || name == "each_length")
    };
    match calls {
        [first, calls @ ..] if is_length(first) => quote!(#codec::#first #(.#calls)*),
        calls => quote!(#codec::Limits::new() #(.#calls)*),
    }
}

fn calls(limits: &Constraints, codec: &TokenStream) -> Vec<TokenStream> {
    let mut calls = Vec::new();
    calls.extend(bound(&limits.minimum, ["minimum", "above"]));
    calls.extend(bound(&limits.maximum, ["maximum", "below"]));
    let factor = limits.multiple_of.as_ref().and_then(number);
    calls.extend(factor.map(|factor| quote!(multiple_of(#factor))));
    calls.extend(range("length", limits.min_length, limits.max_length));
    calls.extend(range("items", limits.min_items, limits.max_items));
    if limits.unique_items {
        calls.push(quote!(unique()));
    }
    calls.extend(range("properties", limits.min_properties, limits.max_properties));
    let each = limits.items.as_deref();
    match each.map(|each| self::calls(each, codec)).as_deref() {
        None | Some([]) => {}
        // A constant of its own would be a function more for the compiler, and this is what most lists have.
        Some([_]) if each.is_some_and(has_length) => {
            calls.extend(each.and_then(|each| range("each_length", each.min_length, each.max_length)));
        }
        Some(each) => {
            let each = made(each, codec);
            calls.push(quote!(each(const { &#each })));
        }
    }
    calls
}

fn has_length(limits: &Constraints) -> bool {
    range("length", limits.min_length, limits.max_length).is_some()
}

fn bound(bound: &Option<(Number, bool)>, [included, excluded]: [&str; 2]) -> Option<TokenStream> {
    let (bound, is_excluded) = bound.as_ref()?;
    let method = format_ident!("{}", if *is_excluded { excluded } else { included });
    let bound = number(bound)?;
    Some(quote!(#method(#bound)))
}

fn number(number: &Number) -> Option<TokenStream> {
    let number = number.as_f64().filter(|number| number.is_finite())?;
    let digits = Literal::f64_unsuffixed(number.abs());
    Some(if number < 0.0 {
        quote!(-#digits)
    } else {
        quote!(#digits)
    })
}

fn range(method: &str, least: Option<u64>, most: Option<u64>) -> Option<TokenStream> {
    if least.unwrap_or(0) == 0 && most.is_none() {
        return None;
    }
    let method = format_ident!("{method}");
    let least = Literal::u64_unsuffixed(least.unwrap_or(0));
    Some(match most {
        Some(most) => {
            let most = Literal::u64_unsuffixed(most);
            quote!(#method(#least, #most))
        }
        None => quote!(#method(#least, u64::MAX)),
    })
}
