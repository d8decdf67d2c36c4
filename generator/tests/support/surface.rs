//! What programs can use of a crate: a line for each public item with its types.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::{Fields, FnArg, ImplItem, Item, Visibility};

/// The lines of all files that are not copied unchanged, those apart that are of no use to programs.
pub(crate) fn surface(files: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for (path, text) in files {
        if path.ends_with(".rs")
            && path.starts_with("src/")
            && !path.contains("/runtime/")
            && !path.contains("/formats/")
        {
            let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            let mut found = Found {
                path,
                lines: &mut lines,
            };
            file.items.iter().for_each(|item| found.item(item));
        }
        if path == "Cargo.toml" {
            let manifest: toml::Table = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
            let features = manifest.get("features").and_then(toml::Value::as_table);
            lines.extend(
                features
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| format!("feature {name}")),
            );
        }
    }
    unshared(unaliased(lines))
}

/// The lines with what aliases stand for in place of them.
fn unaliased(mut lines: BTreeSet<String>) -> BTreeSet<String> {
    // An alias of an alias takes another round.
    for _ in 0..3 {
        let aliases: Vec<(String, String)> = lines
            .iter()
            .filter_map(|line| line.strip_prefix("models: type ")?.split_once(" = "))
            .map(|(name, target)| (name.to_owned(), target.to_owned()))
            .collect();
        lines = lines.into_iter().map(|line| replaced(&line, &aliases)).collect();
    }
    lines.retain(|line| !line.starts_with("models: type "));
    lines
}

/// The lines with the setters of each call in place of those that several calls share.
fn unshared(lines: BTreeSet<String>) -> BTreeSet<String> {
    let takers: Vec<(String, String)> = lines
        .iter()
        .filter_map(|line| line.strip_prefix("api: super :: shared :: ")?.split_once(" for "))
        .map(|(takes, operation)| (takes.to_owned(), operation.to_owned()))
        .collect();
    let mut all = BTreeSet::new();
    for line in lines {
        let shared = line
            .strip_prefix("api: fn shared ")
            .and_then(|line| line.split_once("::"));
        match shared {
            Some((takes, setter)) => {
                let own = takers.iter().filter(|(taken, _)| taken == takes);
                all.extend(own.map(|(_, operation)| format!("api: fn runtime :: Call < {operation} >::{setter}")));
            }
            None if line.starts_with("api: super :: shared :: ") => {}
            None => drop(all.insert(line)),
        }
    }
    all
}

fn replaced(line: &str, aliases: &[(String, String)]) -> String {
    if line.starts_with("models: type ") {
        return line.to_owned();
    }
    let line = line.replace("models :: ", "");
    let words = line.split(' ').map(|word| {
        let alias = aliases.iter().find(|(name, _)| name == word);
        alias.map_or(word, |(_, target)| target)
    });
    words.collect::<Vec<_>>().join(" ")
}

struct Found<'f> {
    path: &'f str,
    lines: &'f mut BTreeSet<String>,
}

fn text(part: &impl ToTokens) -> String {
    part.to_token_stream().to_string()
}

impl Found<'_> {
    fn add(&mut self, line: String) {
        // Where a type or a group of operations is declared is not seen: all are reached from a few modules.
        let module = match self.path {
            path if path.starts_with("src/models/") => "models",
            path if path.starts_with("src/api/") => "api",
            path => path,
        };
        self.lines.insert(format!("{module}: {line}"));
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Struct(one) if is_public(&one.vis) => {
                self.derives(&one.ident.to_string(), &one.attrs);
                for (index, field) in one.fields.iter().enumerate().filter(|(_, field)| is_public(&field.vis)) {
                    let name = field.ident.as_ref().map_or(index.to_string(), ToString::to_string);
                    self.add(format!("{}.{name}: {}", one.ident, text(&field.ty)));
                }
            }
            Item::Enum(one) if is_public(&one.vis) => {
                self.derives(&one.ident.to_string(), &one.attrs);
                for variant in &one.variants {
                    let fields = match &variant.fields {
                        Fields::Unit => String::new(),
                        fields => text(fields),
                    };
                    self.add(format!("{}::{} {fields}", one.ident, variant.ident));
                }
            }
            Item::Impl(one) => self.implementation(one),
            Item::Fn(one) if is_public(&one.vis) => self.function("", &one.sig),
            Item::Const(one) if is_public(&one.vis) => self.add(format!("const {}: {}", one.ident, text(&one.ty))),
            Item::Type(one) if is_public(&one.vis) => self.add(format!("type {} = {}", one.ident, text(&one.ty))),
            Item::Mod(one) if is_public(&one.vis) => {
                self.add(format!("mod {}", one.ident));
                one.content
                    .iter()
                    .flat_map(|(_, items)| items)
                    .for_each(|item| self.item(item));
            }
            // What a call gives: `call!(GetThing, models::Thing, response::json)`.
            Item::Macro(one) if one.mac.path.segments.last().is_some_and(|name| name.ident == "call") => {
                let tokens = one.mac.tokens.to_string();
                self.add(format!("gives {}", first_two(&tokens)));
            }
            _ => {}
        }
    }

    fn derives(&mut self, name: &str, attributes: &[syn::Attribute]) {
        self.add(name.to_owned());
        let derives = attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("derive"));
        for list in derives.filter_map(|attribute| attribute.meta.require_list().ok()) {
            for derived in list.tokens.to_string().split(',') {
                self.add(format!("{} for {name}", derived.trim()));
            }
        }
    }

    fn implementation(&mut self, one: &syn::ItemImpl) {
        let own = text(&one.self_ty);
        if let Some((of, _)) = &one.trait_ {
            self.add(format!("{} for {own}", text(of)));
            // What a call gives is a type of the trait that makes it a future.
            for item in &one.items {
                if let ImplItem::Type(ty) = item {
                    self.add(format!("{own}: {} = {}", ty.ident, text(&ty.ty)));
                }
            }
            return;
        }
        // A setter that calls share has the trait of their operations.
        let bound = one.generics.type_params().flat_map(|param| &param.bounds).next();
        let own = bound.map_or(own, |bound| format!("shared {}", text(bound)));
        for item in &one.items {
            match item {
                ImplItem::Fn(method) if is_public(&method.vis) => self.function(&own, &method.sig),
                ImplItem::Const(one) if is_public(&one.vis) => {
                    self.add(format!("const {own}::{}: {}", one.ident, text(&one.ty)));
                }
                _ => {}
            }
        }
    }

    /// A signature without the names of arguments.
    fn function(&mut self, own: &str, signature: &syn::Signature) {
        let arguments = signature.inputs.iter().map(|argument| match argument {
            FnArg::Receiver(receiver) => text(receiver),
            FnArg::Typed(typed) => text(&typed.ty),
        });
        let arguments: Vec<String> = arguments.collect();
        let (name, output) = (&signature.ident, text(&signature.output));
        let generics = text(&signature.generics);
        self.add(format!(
            "fn {own}::{name}{generics}( {} ) {output}",
            arguments.join(" , ")
        ));
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The first two of what commas part, those between angle brackets aside.
fn first_two(tokens: &str) -> String {
    let (mut depth, mut commas) = (0, 0);
    let signs = tokens.chars().take_while(|sign| {
        match sign {
            '<' => depth += 1,
            '>' => depth -= 1,
            ',' if depth == 0 => commas += 1,
            _ => {}
        }
        commas < 2
    });
    signs.collect()
}
