//! Rules about Rust: layers, the length of functions, code that gives up, tests that do not run.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::Violation;
use super::tree::SourceFile;

/// Lines of a function. It fits on a screen.
const LINES: usize = 60;

/// Parts of the generator that know nothing of Rust as an output.
const LAYERS: [&str; 5] = [
    "generator/src/ir/",
    "generator/src/spec/",
    "generator/src/lower/",
    "generator/src/analyze/",
    "generator/src/diff/",
];

/// What those parts do not import.
const OUTPUT_CRATES: [&str; 5] = ["askama", "prettyplease", "proc_macro2", "quote", "syn"];

/// Methods and macros that end the program.
const GIVES_UP: [&str; 6] = ["unwrap", "expect", "panic", "todo", "unimplemented", "unreachable"];

pub(super) fn check(file: &SourceFile, violations: &mut Vec<Violation>) {
    if !file.is_rust_by_hand() {
        return;
    }
    let syntax = match syn::parse_file(&file.text) {
        Ok(syntax) => syntax,
        Err(error) => return violations.push(Violation::new(&file.path, error.span().start().line, error.to_string())),
    };
    let is_library = file.is_in("generator/src/") || file.is_in("templates/runtime/");
    let mut checker = Checker {
        path: &file.path,
        violations,
        is_low_layer: LAYERS.iter().any(|layer| file.is_in(layer)),
        may_give_up: !is_library || file.is_test(),
    };
    checker.visit_file(&syntax);
}

struct Checker<'a> {
    path: &'a str,
    violations: &'a mut Vec<Violation>,
    is_low_layer: bool,
    may_give_up: bool,
}

impl Checker<'_> {
    fn report(&mut self, span: Span, message: String) {
        self.violations
            .push(Violation::new(self.path, span.start().line, message));
    }

    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let lines = block.span().end().line.saturating_sub(signature.span().start().line) + 1;
        if lines > LINES {
            let name = &signature.ident;
            self.report(
                signature.span(),
                format!("`{name}` has {lines} lines; a function has at most {LINES}"),
            );
        }
    }

    fn uses(&mut self, name: &syn::Ident) {
        if self.is_low_layer && OUTPUT_CRATES.iter().any(|forbidden| name == forbidden) {
            self.report(name.span(), format!("this layer knows nothing of `{name}`"));
        }
    }

    fn ends(&mut self, name: &syn::Ident) {
        if !self.may_give_up && GIVES_UP.iter().any(|forbidden| name == forbidden) {
            self.report(name.span(), format!("`{name}` gives up; give a diagnostic or an error"));
        }
    }

    /// Visits what only tests see: it may give up.
    fn in_tests(&mut self, visit: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.may_give_up, true);
        visit(self);
        self.may_give_up = before;
    }
}

/// Whether an item is only compiled for tests.
fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let condition = attribute.meta.require_list().ok().map(|list| list.tokens.to_string());
        attribute.path().is_ident("cfg") && condition.as_deref() == Some("test")
    })
}

impl<'ast> Visit<'ast> for Checker<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        match is_for_tests(&item.attrs) {
            true => self.in_tests(|this| visit::visit_item_mod(this, item)),
            false => visit::visit_item_mod(self, item),
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig, &item.block);
        match is_for_tests(&item.attrs) {
            true => self.in_tests(|this| visit::visit_item_fn(this, item)),
            false => visit::visit_item_fn(self, item),
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        for (name, reason) in [
            ("ignore", "a test runs"),
            ("should_panic", "nothing panics; assert the error"),
        ] {
            if attribute.path().is_ident(name) {
                self.report(attribute.span(), format!("`#[{name}]`: {reason}"));
            }
        }
        visit::visit_attribute(self, attribute);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if let Some(first) = path.segments.first() {
            self.uses(&first.ident);
        }
        visit::visit_path(self, path);
    }

    fn visit_use_path(&mut self, path: &'ast syn::UsePath) {
        self.uses(&path.ident);
        visit::visit_use_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.ends(&call.method);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if let Some(last) = call.path.segments.last() {
            self.ends(&last.ident);
        }
        visit::visit_macro(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(path: &str, text: &str) -> Vec<String> {
        let mut violations = Vec::new();
        let file = SourceFile {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        check(&file, &mut violations);
        violations.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn layers_and_giving_up() {
        let text = "use std::fs;\nuse quote::quote;\nfn f() { a.unwrap(); syn::x(); todo!() }\n\
                    #[cfg(test)] mod tests { fn g() { a.unwrap() } }\n";
        let low = messages("generator/src/ir/mod.rs", text);
        assert_eq!(low.len(), 4, "{low:?}");
        assert_eq!(messages("generator/src/render/mod.rs", text).len(), 2);
        assert_eq!(messages("xtask/src/lib.rs", text).len(), 0);
    }

    #[test]
    fn length_of_functions() {
        let of = |lines: usize| {
            messages(
                "xtask/src/x.rs",
                &format!("fn f() {{\n{}}}\n", "a();\n".repeat(lines - 2)),
            )
        };
        assert!(of(60).is_empty());
        assert_eq!(
            of(61),
            ["xtask/src/x.rs:1: `f` has 61 lines; a function has at most 60"]
        );
    }

    #[test]
    fn tests_that_do_not_run() {
        assert_eq!(
            messages("generator/tests/x.rs", "#[test]\n#[ignore]\nfn f() {}\n").len(),
            1
        );
    }
}
