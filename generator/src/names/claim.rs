//! What each item's name is made of, and the scope that it is claimed in.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::features::Features;
use super::ident::{ConstIdent, ModuleIdent, PageIdent, TypeIdent, ValueIdent, VariantIdent};
use super::lock::{CODES, FIELDS, VALUES};
use super::reserved::{FILE_RESERVED, MODEL_RESERVED};
use super::scope::{Claim, Scope};
use super::table::{MemberNames, TypeNames};
use super::words::{Dictionary, Words};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Additional, Api, TypeDef, TypeId, TypeKind, TypeName};
use crate::lock::Lock;
use crate::pointer::Origin;

pub(super) struct Claimer<'a> {
    pub(super) api: &'a Api,
    pub(super) config: &'a Config,
    pub(super) dictionary: Dictionary,
    /// The identifiers to keep.
    pub(super) lock: Option<Arc<Lock>>,
    /// The identifiers that were given.
    pub(super) now: Mutex<Lock>,
}

impl<'a> Claimer<'a> {
    pub(super) fn new(api: &'a Api, config: &'a Config) -> Self {
        Self {
            api,
            config,
            dictionary: Dictionary::new(&config.naming.words),
            lock: config.lock.clone(),
            now: Mutex::default(),
        }
    }

    pub(super) fn api(&self) -> &'a Api {
        self.api
    }

    /// The words of another item: what `[naming] rename` says of its place, or its name in the description.
    pub(super) fn words(&self, origin: &Origin, text: &str) -> Words {
        let renamed = self.config.naming.rename.get(origin.pointer.as_str());
        self.dictionary.words(renamed.map_or(text, String::as_str))
    }

    pub(super) fn types(&self, features: &Features, diagnostics: &mut Diagnostics) -> Vec<TypeNames> {
        let words = self.type_words();
        let claims: Vec<Claim> = self
            .api
            .types
            .iter()
            .zip(&words)
            .map(|(def, words)| type_claim(def, words))
            .collect();
        let idents = self.settle_types(&mut Scope::new(MODEL_RESERVED), &claims);
        let modules = self.modules(&idents, features);
        // The members of a type are a scope of their own.
        let types = self.api.types.par_iter().zip(idents).zip(modules);
        let named = types.map(|((def, ident), module)| {
            let mut found = Diagnostics::default();
            report_long(&def.origin, &claims_text(&def.name), &self.dictionary, &mut found);
            let members = self.members(def, &mut found);
            let names = TypeNames {
                ident: TypeIdent::claimed(ident),
                module: ModuleIdent::claimed(module),
                page: PageIdent::default(),
                members,
            };
            (names, found)
        });
        let named: Vec<(TypeNames, Diagnostics)> = named.collect();
        let take = |(names, found)| {
            diagnostics.append(found);
            names
        };
        named.into_iter().map(take).collect()
    }

    /// Words of each type. A child's name has its parent's in front, so that it never depends on what else there is.
    fn type_words(&self) -> Vec<Words> {
        let mut all: Vec<Option<Words>> = vec![None; self.api.types.len()];
        for start in 0..all.len() {
            // Up to the first ancestor whose words are known, then down again: nesting may be deep.
            let mut chain = Vec::new();
            let mut current = Some(start);
            while let Some(index) = current {
                if chain.contains(&index) || all.get(index).is_none_or(Option::is_some) {
                    break;
                }
                chain.push(index);
                current = self.api.types.get(index).and_then(|def| def.parent).map(TypeId::index);
            }
            for index in chain.into_iter().rev() {
                let Some(def) = self.api.types.get(index) else { continue };
                let parent = def.parent.and_then(|parent| all.get(parent.index()).cloned().flatten());
                let words = self.own_words(def, parent.as_ref());
                if let Some(slot) = all.get_mut(index) {
                    *slot = Some(words);
                }
            }
        }
        all.into_iter()
            .map(|words| words.unwrap_or_else(|| Words::of(&["unnamed"])))
            .collect()
    }

    fn own_words(&self, def: &TypeDef, parent: Option<&Words>) -> Words {
        if let Some(name) = self.config.naming.types.get(def.origin.pointer.as_str()) {
            return self.dictionary.words(name);
        }
        match &def.name {
            TypeName::Schema(name) | TypeName::Variants(name) => self.dictionary.words(name),
            TypeName::Child(part) => {
                let own = self.dictionary.words(part);
                parent.map_or_else(|| own.clone(), |parent| parent.then(&own))
            }
            TypeName::Operation { operation, place } => {
                self.dictionary.words(operation).then(&self.dictionary.words(place))
            }
        }
    }

    /// The module of each type: that of its root.
    fn modules(&self, idents: &[String], features: &Features) -> Vec<String> {
        let roots: Vec<usize> = self
            .api
            .types
            .iter()
            .enumerate()
            .map(|(index, _)| self.root_of(index, features))
            .collect();
        let mut distinct: Vec<usize> = roots.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let claims: Vec<Claim> = distinct
            .iter()
            .map(|&root| {
                let ident = idents.get(root).map_or("", String::as_str);
                let snake = self.dictionary.words(ident).snake();
                let fallback = format!("{snake}_model");
                Claim {
                    source: ident.to_owned(),
                    candidates: vec![snake, fallback],
                }
            })
            .collect();
        let modules = Scope::of_files(FILE_RESERVED).claim_all(&claims);
        let by_root: BTreeMap<usize, String> = distinct.into_iter().zip(modules).collect();
        roots
            .iter()
            .map(|root| by_root.get(root).cloned().unwrap_or_default())
            .collect()
    }

    /// The type whose file a type stands in: the outermost that it is inside of. What other roots use as well stands there
    /// too, unless it is called after something else, or they need it where that file is not compiled.
    fn root_of(&self, index: usize, features: &Features) -> usize {
        let mut around = Vec::new();
        let mut current = index;
        // A parent has no more ancestors than there are types; the bound guards against a cycle of parents.
        for _ in 0..self.api.types.len() {
            around.push(current);
            match self.api.types.get(current).and_then(|def| def.parent) {
                Some(parent) => current = parent.index(),
                None => break,
            }
        }
        let mut root = current;
        for inner in around.into_iter().rev() {
            let Some(def) = self.api.types.get(inner).filter(|def| def.shared) else {
                continue;
            };
            if matches!(def.name, TypeName::Variants(_)) || !features.are_same(inner, root) {
                root = inner;
            }
        }
        root
    }

    fn members(&self, def: &TypeDef, diagnostics: &mut Diagnostics) -> MemberNames {
        match &def.kind {
            TypeKind::Struct(object) => {
                let mut scope = Scope::new(&["new", "input", "output"]);
                if matches!(object.additional, Additional::Typed(_)) {
                    scope.claim(&["additional_properties".to_owned()]);
                }
                for field in &object.fields {
                    report_long(&field.origin(def), &field.wire, &self.dictionary, diagnostics);
                }
                let claims = object.fields.iter().map(|field| {
                    let snake = self.words(&field.origin(def), &field.wire).snake();
                    Claim {
                        source: field.wire.to_string(),
                        candidates: vec![snake.clone(), format!("{snake}_")],
                    }
                });
                let claims: Vec<Claim> = claims.collect();
                let names = self.settle(&mut scope, FIELDS, &claims, |index| self.member(def, &claims, index));
                MemberNames::Fields(names.into_iter().map(ValueIdent::claimed).collect())
            }
            TypeKind::Enum(list) => self.variants(
                def,
                list.values.iter().map(|value| {
                    let text = value
                        .value
                        .as_str()
                        .map_or_else(|| value.value.to_string(), str::to_owned);
                    let words = self.words(&value.origin, value.name.as_deref().unwrap_or(&text));
                    (text, words)
                }),
            ),
            TypeKind::Union(union) => self.variants(
                def,
                union
                    .variants
                    .iter()
                    .map(|variant| (variant.name.clone(), self.words(&variant.origin, &variant.name))),
            ),
            TypeKind::Alias(_) | TypeKind::Newtype(_) => MemberNames::default(),
        }
    }

    fn variants(&self, def: &TypeDef, values: impl Iterator<Item = (String, Words)>) -> MemberNames {
        let claims: Vec<Claim> = values
            .map(|(source, words)| {
                let camel = words.camel();
                let value = format!("{camel}Value");
                Claim {
                    source,
                    candidates: vec![camel, value],
                }
            })
            .collect();
        let scope = &mut Scope::new(&["Unknown"]);
        let names = self.settle(scope, VALUES, &claims, |index| self.member(def, &claims, index));
        MemberNames::Variants(names.into_iter().map(VariantIdent::claimed).collect())
    }

    /// A member of a type as the lock calls it.
    fn member(&self, def: &TypeDef, claims: &[Claim], index: usize) -> String {
        format!("{} {}", self.place_of(&def.origin), source(claims, index))
    }

    pub(super) fn codes(&self) -> BTreeMap<(String, u16), ConstIdent> {
        let responses = self.api.operations.iter().flat_map(|operation| &operation.responses);
        let mut codes: Vec<(String, u16)> = responses
            .flat_map(|response| {
                response
                    .error_codes
                    .iter()
                    .map(|(code, _)| (code.clone(), response.status.code()))
            })
            .collect();
        codes.sort_unstable();
        codes.dedup();
        let claim = |(code, status): &(String, u16)| {
            let shouty = self.dictionary.words(code).shouty();
            Claim {
                source: format!("{code} {status}"),
                candidates: vec![shouty.clone(), format!("{shouty}_{status}")],
            }
        };
        let claims: Vec<Claim> = codes.iter().map(claim).collect();
        let names = self.settle(&mut Scope::new(&[]), CODES, &claims, |index| source(&claims, index));
        codes
            .into_iter()
            .zip(names.into_iter().map(ConstIdent::claimed))
            .collect()
    }

    pub(super) fn regions(&self) -> Vec<VariantIdent> {
        let claim = |name: &String| Claim {
            source: name.clone(),
            candidates: vec![self.dictionary.words(name).camel()],
        };
        let claims: Vec<Claim> = self.config.hosts.regions.keys().map(claim).collect();
        Scope::new(&["Other"])
            .claim_all(&claims)
            .into_iter()
            .map(VariantIdent::claimed)
            .collect()
    }
}

/// What an item was called in the description.
pub(super) fn source(claims: &[Claim], index: usize) -> String {
    claims.get(index).map(|claim| claim.source.clone()).unwrap_or_default()
}

fn type_claim(def: &TypeDef, words: &Words) -> Claim {
    let camel = words.camel();
    let model = format!("{camel}Model");
    Claim {
        source: claims_text(&def.name),
        candidates: vec![camel, model],
    }
}

fn claims_text(name: &TypeName) -> String {
    match name {
        TypeName::Schema(name) | TypeName::Child(name) | TypeName::Variants(name) => name.clone(),
        TypeName::Operation { operation, place } => format!("{operation} {place}"),
    }
}

/// Up to how many characters a name is no long one, even where each of them is a word.
const SHORT: usize = 40;

/// A name that is cut, or has nothing to make an identifier of, is said.
fn report_long(origin: &Origin, text: &str, dictionary: &Dictionary, diagnostics: &mut Diagnostics) {
    // Words that are as short as this are not worth being looked for.
    if text.len() <= SHORT && text.is_ascii() && text.contains(|character: char| character.is_ascii_alphanumeric()) {
        return;
    }
    let words = dictionary.words(text);
    if words.is_long() || words.is_empty() {
        let mut shown: String = text.chars().take(40).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        let why = if words.is_empty() {
            "has no letters or digits"
        } else {
            "is too long for an identifier"
        };
        let message = format!("the name `{shown}` {why}; another identifier is used");
        let help = "choose an identifier in codegen.toml: `[naming.rename]`, with this pointer as the key";
        diagnostics.push(Diagnostic::new(Code::Renamed, origin.clone(), message).help(help));
    }
}
