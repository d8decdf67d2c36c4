//! The state of a lowering run: the types made so far, what still waits to be made, and the diagnostics.
//!
//! Owns the reservation of type ids. A type is found again by the places it was made from, so that a schema that is
//! reached on several ways becomes one type, and recursion ends at an id that is already there.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::Value;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::hash::{HashMap, HashSet};
use crate::ir::{AnyCause, Docs, Param, Type, TypeDef, TypeId, TypeKind, TypeName};
use crate::pointer::{Origin, Pointer};
use crate::select::{ADDITIONAL, Selection, select};
use crate::spec::{Cursor, Dialect, Documents};

use super::compose::{View, has_siblings};
use super::inheritance::Hierarchy;
use super::samples::Samples;

/// How deep inline definitions are nested in each other. Documents themselves are nested less deep.
const DEPTH: usize = 150;

/// The state of a lowering run.
pub(super) struct Context<'d, 'c> {
    pub(super) docs: &'d Documents,
    pub(super) config: &'c Config,
    diagnostics: &'c mut Diagnostics,
    pub(super) types: Vec<TypeDef>,
    ids: HashMap<Vec<Origin>, TypeId>,
    pending: VecDeque<(TypeId, Cursor<'d>)>,
    reported: HashSet<(Code, Origin, String)>,
    met: HashSet<(&'static str, String)>,
    /// Texts of prose that are held so far.
    pub(super) texts: HashSet<Arc<str>>,
    /// The last parameter made at a place.
    pub(super) params: HashMap<Origin, Arc<Param>>,
    /// Set while a schema of a parameter or header is lowered, whose values `"1"` and `1` are identical.
    pub(super) is_text: bool,
    /// The schemas that are being merged, each list once.
    pub(super) merging: Vec<Vec<Origin>>,
    depth: usize,
    filled: HashSet<TypeId>,
    /// What is generated, where that is not everything.
    pub(super) selection: Option<Selection<'d>>,
    /// Named schemas that nothing has needed so far, where only what is needed is made.
    dormant: HashMap<TypeId, Cursor<'d>>,
    /// The examples met so far, where they are asked for.
    pub(super) samples: Option<Samples>,
    /// Which schemas extend which.
    pub(super) hierarchy: Hierarchy<'d>,
}

/// Where a type stands that may need a definition of its own, and what it would be called there.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// The definition is reserved already.
    Own(TypeId),
    /// Below a definition.
    Child {
        /// The enclosing definition.
        parent: TypeId,
        /// The property, `item` or the like.
        name: String,
    },
    /// By itself.
    Root(TypeName),
}

impl Place {
    /// The place of an element or a value. Below a property it keeps the property's name; `part` names it only
    /// where there is no property.
    pub(super) fn below(&self, part: &str) -> Self {
        match self {
            Self::Own(parent) => Self::child(*parent, part),
            other => other.clone(),
        }
    }

    /// The place of one of several parts that must not share a name.
    pub(super) fn part(&self, part: &str) -> Self {
        match self {
            Self::Own(parent) => Self::child(*parent, part),
            Self::Child { parent, name } => Self::child(*parent, &format!("{name} {part}")),
            Self::Root(TypeName::Operation { operation, place }) => Self::Root(TypeName::Operation {
                operation: operation.clone(),
                place: format!("{place} {part}"),
            }),
            Self::Root(TypeName::Schema(name) | TypeName::Child(name) | TypeName::Variants(name)) => {
                Self::Root(TypeName::Schema(format!("{name} {part}")))
            }
        }
    }

    /// A place below a definition.
    pub(super) fn child(parent: TypeId, name: &str) -> Self {
        Self::Child {
            parent,
            name: name.to_owned(),
        }
    }

    /// A place in an operation.
    pub(super) fn operation(operation: &str, place: &str) -> Self {
        Self::Root(TypeName::Operation {
            operation: operation.to_owned(),
            place: place.to_owned(),
        })
    }
}

/// A point of a run to go back to. See [`Context::rollback`].
#[derive(Clone, Copy)]
pub(super) struct Mark(usize);

impl<'d, 'c> Context<'d, 'c> {
    pub(super) fn new(docs: &'d Documents, config: &'c Config, diagnostics: &'c mut Diagnostics) -> Self {
        Self {
            selection: select(docs, config, diagnostics),
            dormant: HashMap::default(),
            docs,
            config,
            diagnostics,
            types: Vec::new(),
            ids: HashMap::default(),
            pending: VecDeque::new(),
            reported: HashSet::default(),
            met: HashSet::default(),
            texts: HashSet::default(),
            params: HashMap::default(),
            depth: 0,
            filled: HashSet::default(),
            samples: None,
            is_text: false,
            merging: Vec::new(),
            hierarchy: Hierarchy::new(docs, docs.dialect() == Dialect::V3_1),
        }
    }

    /// Whether members beside a `$ref` have a meaning.
    pub(super) fn ref_has_siblings(&self) -> bool {
        self.docs.dialect() == Dialect::V3_1
    }

    /// Follows references to their end. What fails is reported by the loader.
    pub(super) fn resolve(&mut self, at: &Cursor<'d>) -> Option<Cursor<'d>> {
        self.docs.resolve(at, self.diagnostics)
    }

    /// The schema that a reference means: the end of the chain, or the first link that adds a shape of its own.
    pub(super) fn target(&mut self, schema: &Cursor<'d>) -> Option<Cursor<'d>> {
        let end = self.resolve(schema)?;
        if !self.ref_has_siblings() {
            return Some(end);
        }
        let mut at = self.docs.follow(schema, self.diagnostics)?;
        while at.reference().is_some() && !has_siblings(&at) {
            at = self.docs.follow(&at, self.diagnostics)?;
        }
        Some(at)
    }

    /// Reports a finding, once for a place and message.
    pub(super) fn report(&mut self, code: Code, at: &Cursor<'d>, message: impl Into<String>) {
        self.push(Diagnostic::new(code, at.origin(), message));
    }

    /// Reports a finding that nobody needs to act on.
    pub(super) fn note(&mut self, code: Code, at: &Cursor<'d>, message: impl Into<String>) {
        let mut diagnostic = Diagnostic::new(code, at.origin(), message);
        diagnostic.severity = Severity::Note;
        self.push(diagnostic);
    }

    /// Reports a finding that few need to act on, with what they do.
    pub(super) fn advise_note(&mut self, code: Code, at: &Cursor<'d>, message: impl Into<String>, help: &str) {
        let mut diagnostic = Diagnostic::new(code, at.origin(), message).help(help);
        diagnostic.severity = Severity::Note;
        self.push(diagnostic);
    }

    /// Reports a finding with what to do about it.
    pub(super) fn advise(&mut self, code: Code, at: &Cursor<'d>, message: impl Into<String>, help: &str) {
        self.push(Diagnostic::new(code, at.origin(), message).help(help));
    }

    /// Reports a finding, once for a place and message.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        let key = (diagnostic.code, diagnostic.origin.clone(), diagnostic.message.clone());
        if self.reported.insert(key) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// The type behind a schema that stands elsewhere. It is made once, as a root, and later.
    pub(super) fn refer(&mut self, target: &Cursor<'d>) -> TypeId {
        match self.known(&[target.origin()]) {
            Some(id) => id,
            None => {
                let (name, parent) = match self.enclosing(target) {
                    Some(parent) => (TypeName::Child(self.place_name(target)), Some(parent)),
                    None => (self.root_name(target), None),
                };
                let id = self.reserve(vec![target.origin()], target.origin(), name, parent);
                self.pending.push_back((id, target.clone()));
                id
            }
        }
    }

    /// The type that a schema in the middle of another one belongs to, so that it does not matter which is met first.
    fn enclosing(&mut self, at: &Cursor<'d>) -> Option<TypeId> {
        let mut text = at.pointer.as_str();
        while let Some((above, _)) = text.rsplit_once('/') {
            text = above;
            let origin = Origin {
                file: at.file,
                pointer: Pointer::parse(above),
            };
            let known = self.known(&[origin]);
            if known.is_some() {
                return known;
            }
        }
        None
    }

    /// Reserves the type of a named schema, which is filled when its turn comes; where only some operations are selected,
    /// once something needs it.
    pub(super) fn reserve_root(&mut self, schema: &Cursor<'d>, name: TypeName) -> TypeId {
        let id = self.reserve(vec![schema.origin()], schema.origin(), name, None);
        match self.selection {
            None => self.pending.push_back((id, schema.clone())),
            Some(_) => drop(self.dormant.insert(id, schema.clone())),
        }
        id
    }

    /// The next type that was promised and is not made yet.
    pub(super) fn next_pending(&mut self) -> Option<(TypeId, Cursor<'d>)> {
        self.pending.pop_front()
    }

    /// The type made from these places. Whoever asks needs it.
    pub(super) fn known(&mut self, key: &[Origin]) -> Option<TypeId> {
        let id = self.ids.get(key).copied()?;
        if let Some(schema) = self.dormant.remove(&id) {
            self.pending.push_back((id, schema));
        }
        Some(id)
    }

    /// Whether a type is reserved for a schema.
    pub(super) fn is_reserved(&self, schema: &Cursor<'d>) -> bool {
        self.ids.contains_key([schema.origin()].as_slice())
    }

    fn reserve(&mut self, key: Vec<Origin>, origin: Origin, name: TypeName, parent: Option<TypeId>) -> TypeId {
        let id = TypeId(u32::try_from(self.types.len()).unwrap_or(u32::MAX));
        self.types.push(TypeDef {
            origin,
            name,
            parent,
            shared: false,
            docs: Docs::default(),
            kind: TypeKind::Alias(Type::Any(AnyCause::Unconstrained)),
            examples: Vec::new(),
        });
        self.ids.insert(key, id);
        id
    }

    /// Makes the definition of `view` at `place`, unless the same view has one.
    pub(super) fn define(
        &mut self,
        view: &View<'d>,
        place: &Place,
        build: impl FnOnce(&mut Self, TypeId) -> TypeKind,
    ) -> Type {
        let id = match place {
            Place::Own(id) => *id,
            Place::Child { parent, name } => {
                let key = view.key();
                if let Some(id) = self.known(&key) {
                    return Type::Named(id);
                }
                self.reserve(key, view.origin(), TypeName::Child(name.clone()), Some(*parent))
            }
            Place::Root(name) => {
                let key = view.key();
                if let Some(id) = self.known(&key) {
                    return Type::Named(id);
                }
                self.reserve(key, view.origin(), name.clone(), None)
            }
        };
        let docs = self.type_docs(view);
        let examples = self.type_examples(view);
        self.depth += 1;
        let kind = match self.depth {
            ..=DEPTH => build(self, id),
            _ => self.too_deep(view),
        };
        self.depth -= 1;
        self.filled.insert(id);
        match kind {
            TypeKind::Alias(ty) if !matches!(place, Place::Own(_)) && id.index() + 1 == self.types.len() => {
                // A definition turned out not to be needed, and nothing was made below it.
                self.rollback(Mark(id.index()));
                ty
            }
            kind => {
                self.settle(id, kind, docs, examples);
                Type::Named(id)
            }
        }
    }

    /// Whether a definition has been made of a type, as against an alias.
    pub(super) fn is_filled(&self, id: TypeId) -> bool {
        self.filled.contains(&id)
    }

    /// Gives a reserved type what it is.
    pub(super) fn settle(&mut self, id: TypeId, kind: TypeKind, docs: Docs, examples: Vec<Value>) {
        if let Some(definition) = self.types.get_mut(id.index()) {
            definition.kind = kind;
            definition.docs = docs;
            definition.examples = examples;
        }
    }

    /// Compositions of schemas that contain each other can go on and on.
    fn too_deep(&mut self, view: &View<'d>) -> TypeKind {
        if let Some(head) = view.head() {
            self.report(
                Code::Unsupported,
                head,
                "compositions are nested too deeply; this one becomes any JSON value",
            );
        }
        TypeKind::Alias(Type::Any(AnyCause::Composition))
    }

    /// Makes another schema stand for a type that is already reserved.
    pub(super) fn also_known_as(&mut self, origin: Origin, id: TypeId) {
        self.ids.entry(vec![origin]).or_insert(id);
    }

    /// Whether a value (a media type, a format) is met for the first time. What is said of such is said once.
    pub(super) fn first_of(&mut self, keyword: &'static str, value: &str) -> bool {
        self.met.insert((keyword, value.to_owned()))
    }

    /// Forgets the types made since `mark`, those of an operation that turned out not to be expressible.
    pub(super) fn rollback(&mut self, mark: Mark) {
        self.types.truncate(mark.0);
        self.ids.retain(|_, id| id.index() < mark.0);
        self.filled.retain(|id| id.index() < mark.0);
        self.pending.retain(|(id, _)| id.index() < mark.0);
        if let Some(samples) = &mut self.samples {
            samples.rollback(mark.0);
        }
    }

    /// What to call a type that a reference leads to outside of the named schemas: after the operation that it stands
    /// in, or after its place.
    fn root_name(&self, at: &Cursor<'d>) -> TypeName {
        let tokens: Vec<_> = at.pointer.tokens().collect();
        let texts: Vec<&str> = tokens.iter().map(AsRef::as_ref).collect();
        let paths = Pointer::root().child("paths");
        let (pointer, path, method, place) = match texts.as_slice() {
            ["paths", path, ADDITIONAL, method, place, ..] => {
                (paths.child(path).child(ADDITIONAL).child(method), path, method, place)
            }
            ["paths", path, method, place, ..] => (paths.child(path).child(method), path, method, place),
            _ => return TypeName::Schema(self.place_name(at)),
        };
        let origin = Origin { file: at.file, pointer };
        let operation = self.docs.at(&origin);
        let id = operation.as_ref().and_then(|operation| operation.str("operationId"));
        let place = match *place {
            "responses" => "response".to_owned(),
            "requestBody" => "request".to_owned(),
            _ => self.place_name(at),
        };
        TypeName::Operation {
            operation: id.map_or_else(|| format!("{method} {path}"), str::to_owned),
            place,
        }
    }

    /// What to call a schema or component by where it stands: the last token of its pointer that says something,
    /// or the stem of its file.
    pub(super) fn place_name(&self, at: &Cursor<'d>) -> String {
        const SAY_NOTHING: &[&str] = &[
            "schema",
            "items",
            "content",
            "additionalProperties",
            "allOf",
            "oneOf",
            "anyOf",
            "properties",
            "$defs",
            "responses",
            "parameters",
        ];
        let tokens: Vec<_> = at.pointer.tokens().collect();
        let telling = tokens.into_iter().rev().find(|token| {
            !SAY_NOTHING.contains(&token.as_ref()) && token.parse::<u64>().is_err() && !token.contains('/')
        });
        match telling {
            Some(token) => token.into_owned(),
            None => {
                let path = self.docs.file_path(at.file);
                let file = path.rsplit('/').next().unwrap_or(path);
                file.split('.').next().unwrap_or(file).to_owned()
            }
        }
    }
}
