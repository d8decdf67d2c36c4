//! Limits on values as the runtime takes them: a constant made of what the schema sets.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};
use serde_json::Number;

use crate::ir::Constraints;

/// A constant of limits, or none where nothing is set that can be checked: patterns are only documented. `codec` is
/// the path of the runtime's module.
pub(crate) fn limits(constraints: Option<&Constraints>, codec: &TokenStream) -> Option<TokenStream> {
    let calls = calls(constraints?, codec);
    (!calls.is_empty()).then(|| made(&calls, codec))
}

/// The call that sets limits on the next value of a request, or none where nothing is set that can be checked.
pub(crate) fn request_call(constraints: Option<&Constraints>, codec: &TokenStream) -> Option<TokenStream> {
    match &calls(constraints?, codec)[..] {
        [] => None,
        [length] if length.is_length() => Some(quote!(#length)),
        all => {
            let limits = made(all, codec);
            Some(quote!(limited(#limits)))
        }
    }
}

/// A method that sets a limit, and its arguments.
struct Call(&'static str, TokenStream);

impl Call {
    /// Whether it is one of those for which there is a shorter way, as most are.
    fn is_length(&self) -> bool {
        matches!(self.0, "length" | "each_length")
    }
}

impl ToTokens for Call {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (method, arguments) = (format_ident!("{}", self.0), &self.1);
        tokens.extend(quote!(#method(#arguments)));
    }
}

/// Limits made by calls. Most are one length, for which a function is shorter, and less work for the compiler.
fn made(calls: &[Call], codec: &TokenStream) -> TokenStream {
    match calls {
        [length, others @ ..] if length.is_length() => quote!(#codec::#length #(.#others)*),
        all => quote!(#codec::Limits::new() #(.#all)*),
    }
}

fn calls(limits: &Constraints, codec: &TokenStream) -> Vec<Call> {
    let mut calls = Vec::new();
    calls.extend(bound(&limits.minimum, ["minimum", "above"]));
    calls.extend(bound(&limits.maximum, ["maximum", "below"]));
    let factor = limits.multiple_of.as_ref().and_then(number);
    calls.extend(factor.map(|factor| Call("multiple_of", factor)));
    calls.extend(range("length", limits.min_length, limits.max_length));
    calls.extend(range("items", limits.min_items, limits.max_items));
    if limits.unique_items {
        calls.push(Call("unique", TokenStream::new()));
    }
    calls.extend(range("properties", limits.min_properties, limits.max_properties));
    let each = limits.items.as_deref().map(|each| self::calls(each, codec));
    match each.as_deref() {
        None | Some([]) => {}
        // A constant of its own would be a function more for the compiler, and this is what most lists have.
        Some([Call("length", range)]) => calls.push(Call("each_length", range.clone())),
        Some(each) => {
            let each = made(each, codec);
            calls.push(Call("each", quote!(const { &#each })));
        }
    }
    calls
}

fn bound(bound: &Option<(Number, bool)>, [included, excluded]: [&'static str; 2]) -> Option<Call> {
    let (bound, is_excluded) = bound.as_ref()?;
    let method = if *is_excluded { excluded } else { included };
    number(bound).map(|bound| Call(method, bound))
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

fn range(method: &'static str, least: Option<u64>, most: Option<u64>) -> Option<Call> {
    if least.unwrap_or(0) == 0 && most.is_none() {
        return None;
    }
    let least = Literal::u64_unsuffixed(least.unwrap_or(0));
    let arguments = match most.map(Literal::u64_unsuffixed) {
        Some(most) => quote!(#least, #most),
        None => quote!(#least, u64::MAX),
    };
    Some(Call(method, arguments))
}
