//! `oneOf` and `anyOf`: one of several types.
//!
//! Much of what is written as a union is none: a nullable type, one list of values cut in pieces, a type with itself
//! in another format. Those are simplified before a union is made. What tells variants apart is in `discriminator`.

use crate::diagnostic::Code;
use crate::ir::{AnyCause, Constraints, StringFormat, Type, TypeId, TypeKind, TypeName, Union, Variant};
use crate::spec::{Cursor, Node};

use super::compose::{Found, View, has_shape, same_place};
use super::constraints::same_limits;
use super::context::{Context, Place};
use super::dialect::Kinds;
use super::discriminator::grouped;

/// A list of alternatives of a view.
pub(super) struct Group<'d> {
    list: Cursor<'d>,
    pub(super) branches: Vec<Cursor<'d>>,
    /// Whether a value may be of several of them.
    overlapping: bool,
}

/// An alternative on its way to a variant.
#[derive(Clone)]
pub(super) struct Branch<'d> {
    /// Where it stands.
    pub(super) at: Cursor<'d>,
    /// What it is.
    pub(super) content: Content<'d>,
    /// Limits on it.
    pub(super) constraints: Option<Box<Constraints>>,
}

/// What an alternative is.
#[derive(Clone)]
pub(super) enum Content<'d> {
    /// A schema with a type of its own.
    Elsewhere(Cursor<'d>),
    /// A schema that may need a definition.
    Here(View<'d>),
    /// A type that needs none.
    Ready(Type),
}

impl<'d> Context<'d, '_> {
    /// The type of a view with alternatives; none where they add nothing.
    pub(super) fn union(&mut self, view: &View<'d>, place: &Place) -> Option<Type> {
        let mut only_null = false;
        let mut groups = Vec::new();
        for group in self.groups(view) {
            if group.branches.is_empty() {
                only_null = true;
            } else if group.branches.iter().all(requires_only) {
                self.note(
                    Code::Unsupported,
                    &group.list,
                    "which properties are required together is not checked",
                );
            } else {
                groups.push(group);
            }
        }
        match groups.as_slice() {
            [] if only_null && !base_matters(view) && !view.has("type") => Some(Type::Null),
            [] => None,
            [group] => self.alternatives(view, group, place),
            several => Some(self.put_together(view, several, place)),
        }
    }

    /// The lists of alternatives of a view, `null` left out.
    pub(super) fn groups(&mut self, view: &View<'d>) -> Vec<Group<'d>> {
        let mut groups = Vec::new();
        for keyword in ["oneOf", "anyOf"] {
            let lists: Vec<Cursor<'d>> = view
                .all(keyword)
                .filter(|(_, layer)| !layer.without_union)
                .map(|(list, _)| list)
                .collect();
            for list in lists {
                if list.node.as_array().is_none() {
                    self.report(Code::WrongType, &list, format!("`{keyword}` must be a list of schemas"));
                    continue;
                }
                let branches: Vec<Cursor<'d>> = list.items().filter(|branch| !is_null(branch)).collect();
                groups.push(Group {
                    list,
                    branches,
                    overlapping: keyword == "anyOf",
                });
            }
        }
        groups
    }

    /// One list of alternatives, each together with what stands beside the list.
    fn alternatives(&mut self, view: &View<'d>, group: &Group<'d>, place: &Place) -> Option<Type> {
        let base = view.without_unions();
        let matters = base_matters(&base);
        let mut branches = Vec::new();
        for at in &group.branches {
            let content = match self.look(at) {
                Found::Nothing(AnyCause::Unconstrained) if matters => return None,
                Found::Nothing(AnyCause::Unconstrained) => return Some(Type::Any(AnyCause::Unconstrained)),
                Found::Nothing(_) => continue,
                Found::Elsewhere(target) if matters && !self.covers(&target, &base) => {
                    let own = self.flat(at);
                    Content::Here(base.and(&own))
                }
                Found::Elsewhere(target) => Content::Elsewhere(target),
                Found::Here(own) if matters || (base.has("type") && !own.has("type")) => Content::Here(base.and(&own)),
                Found::Here(own) => Content::Here(own),
            };
            branches.push(self.branch(at, content));
        }
        if group.overlapping && self.are_parts(&branches) {
            return Some(self.parts(view, std::slice::from_ref(group), place));
        }
        let ty = self.simplest(view, branches, place);
        if let (true, Type::Named(id)) = (group.overlapping, &ty)
            && let Some(TypeKind::Union(union)) = self.types.get_mut(id.index()).map(|definition| &mut definition.kind)
        {
            union.overlapping = union.discriminator.is_none();
        }
        Some(ty)
    }

    /// A branch with its limits; a scalar gets its type at once.
    fn branch(&mut self, at: &Cursor<'d>, content: Content<'d>) -> Branch<'d> {
        let chain = self.chain(at);
        let constraints = self.constraints_of_chain(&chain);
        self.settle_scalar(Branch {
            at: at.clone(),
            content,
            constraints,
        })
    }

    /// A value of any of these schemas, which stand in no list of alternatives.
    pub(super) fn any_of_these(&mut self, schemas: &[Cursor<'d>], place: &Place) -> Type {
        let mut branches = Vec::with_capacity(schemas.len());
        for at in schemas {
            let content = match self.look(at) {
                Found::Elsewhere(target) => Content::Elsewhere(target),
                Found::Here(view) => Content::Here(view),
                Found::Nothing(_) => return Type::Any(AnyCause::MixedTypes),
            };
            branches.push(self.branch(at, content));
        }
        let view = View {
            heads: schemas.to_vec(),
            layers: Vec::new(),
        };
        let ty = self.simplest(&view, branches, place);
        match schemas.iter().any(|schema| self.nullable(schema)) {
            true => ty.nullable(),
            false => ty,
        }
    }

    /// Whether a schema has all that stands beside a list of alternatives, so that nothing is to be added to it.
    fn covers(&mut self, target: &Cursor<'d>, base: &View<'d>) -> bool {
        let whole = self.flat(target);
        if base
            .layers
            .iter()
            .all(|layer| whole.layers.iter().any(|other| same_place(&layer.node, &other.node)))
        {
            return true;
        }
        let own = self.properties(&whole);
        let listed = self.properties(base);
        !base.has("additionalProperties") && listed.keys().all(|name| own.contains_key(name))
    }

    pub(super) fn union_kind(&mut self, view: &View<'d>, branches: &[Branch<'d>], id: TypeId) -> TypeKind {
        let Some((property, tags)) = self.discriminator(view, branches) else {
            return self.union_of(None, branches, &[], id);
        };
        let groups = grouped(&tags);
        match groups.len() {
            count if count == branches.len() => {
                let default = self.default_branch(view, branches);
                let default = default
                    .and_then(|index| branches.get(index))
                    .map(|branch| branch.at.origin());
                let mut kind = self.union_of(Some(property), branches, &tags, id);
                if let TypeKind::Union(union) = &mut kind {
                    let mut variants = union.variants.iter();
                    union.fallback = default.and_then(|default| variants.position(|variant| variant.origin == default));
                }
                kind
            }
            1 => {
                self.report_shared(view, "all variants");
                self.union_by_shape(branches, id)
            }
            _ => {
                self.report_shared(view, "several variants");
                self.union_of_groups(property, branches, &tags, &groups, id)
            }
        }
    }

    fn report_shared(&mut self, view: &View<'d>, which: &str) {
        if let Some(member) = view.last("discriminator") {
            let message = format!("{which} share a discriminator value; they are chosen by shape");
            self.note(Code::BadDiscriminator, &member, message);
        }
    }

    /// A union whose discriminator, if it has one, does not tell its variants apart.
    fn union_by_shape(&mut self, branches: &[Branch<'d>], id: TypeId) -> TypeKind {
        match self.implied_discriminator(branches) {
            Some((property, tags)) => self.union_of(Some(property), branches, &tags, id),
            None => self.union_of(None, branches, &[], id),
        }
    }

    /// A union in which variants that share a value of the discriminator are a union of their own.
    pub(super) fn union_of_groups(
        &mut self,
        property: String,
        branches: &[Branch<'d>],
        tags: &[Vec<String>],
        groups: &[Vec<usize>],
        id: TypeId,
    ) -> TypeKind {
        let mut joined: Vec<Branch<'d>> = Vec::new();
        let mut all_tags: Vec<Vec<String>> = Vec::new();
        for group in groups {
            let members: Vec<Branch<'d>> = group.iter().filter_map(|index| branches.get(*index).cloned()).collect();
            let mut values: Vec<String> = Vec::new();
            for value in group.iter().filter_map(|index| tags.get(*index)).flatten() {
                if !values.contains(value) {
                    values.push(value.clone());
                }
            }
            match members.as_slice() {
                [only] => joined.push(only.clone()),
                [first, ..] => {
                    let view = View {
                        heads: members.iter().map(|branch| branch.at.clone()).collect(),
                        layers: Vec::new(),
                    };
                    let name = shared_value(tags, group).unwrap_or_else(|| "value".to_owned());
                    let ty = self.define(&view, &Place::child(id, &name), |context, inner| {
                        context.union_by_shape(&members, inner)
                    });
                    joined.push(Branch {
                        at: first.at.clone(),
                        content: Content::Ready(ty),
                        constraints: None,
                    });
                }
                [] => continue,
            }
            all_tags.push(values);
        }
        self.union_of(Some(property), &joined, &all_tags, id)
    }

    /// The union of branches, each with the values of the discriminator that mean it.
    pub(super) fn union_of(
        &mut self,
        discriminator: Option<String>,
        branches: &[Branch<'d>],
        tags: &[Vec<String>],
        id: TypeId,
    ) -> TypeKind {
        let mut variants: Vec<Variant> = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            let tags = tags.get(index).cloned().unwrap_or_default();
            let name = self.branch_name(branch, &tags, &variants);
            let ty = match &branch.content {
                Content::Elsewhere(target) => Type::Named(self.refer(target)),
                Content::Here(own) => self.view(own, &Place::child(id, &name)),
                Content::Ready(ty) => ty.clone(),
            };
            let ty = match ty.non_null().clone() {
                Type::Any(AnyCause::FreeObject) => Type::Map(Box::new(Type::Any(AnyCause::FreeObject))),
                Type::Any(cause) => return TypeKind::Alias(Type::Any(cause)),
                other => other,
            };
            let constraints = branch.constraints.clone();
            let constants = match &discriminator {
                None => self.constants(branch),
                Some(_) => Vec::new(),
            };
            if let Some(known) = variants.iter_mut().find(|known| known.ty == ty) {
                // Of two schemas with one type, either may be meant.
                known.constraints = known
                    .constraints
                    .take()
                    .filter(|known| same_limits(constraints.as_deref(), Some(known)));
            }
            if variants.iter().any(|known| known.ty == ty) {
                continue;
            }
            variants.push(Variant {
                origin: branch.at.origin(),
                ty,
                tags,
                name,
                constraints,
                constants,
            });
        }
        match variants.as_slice() {
            [only] => TypeKind::Alias(only.ty.clone()),
            _ => TypeKind::Union(Union {
                variants,
                discriminator,
                overlapping: false,
                fallback: None,
            }),
        }
    }

    /// What a variant is called: the schema's name, its title, its tag, or what it is.
    fn branch_name(&mut self, branch: &Branch<'d>, tags: &[String], before: &[Variant]) -> String {
        let name = match &branch.content {
            Content::Elsewhere(target) => {
                let id = self.refer(target);
                self.types.get(id.index()).map(|definition| match &definition.name {
                    TypeName::Schema(name) | TypeName::Child(name) | TypeName::Variants(name) => name.clone(),
                    TypeName::Operation { operation, place } => format!("{operation} {place}"),
                })
            }
            Content::Here(view) => self
                .prose(&branch.at, "title")
                .or_else(|| reference_name(&branch.at))
                .or_else(|| tags.first().cloned())
                .or_else(|| self.kind_word(view)),
            Content::Ready(Type::Named(_)) => tags.first().cloned(),
            Content::Ready(ty) => Some(describe(ty).to_owned()),
        };
        let name = name
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| "object".to_owned());
        if before.iter().all(|variant| variant.name != name) {
            return name;
        }
        (2..)
            .map(|number: u32| format!("{name} {number}"))
            .find(|name| before.iter().all(|variant| variant.name != *name))
            .unwrap_or(name)
    }

    fn kind_word(&mut self, view: &View<'d>) -> Option<String> {
        if view.has("enum") || view.has("const") {
            return self
                .named_values(view)
                .and_then(|(values, _)| match values.as_slice() {
                    [only] => only.value.as_str().map(str::to_owned),
                    _ => None,
                })
                .or(Some("value".to_owned()));
        }
        match self.kinds(view) {
            Kinds::Known(kinds) => kinds.first().map(|kind| kind.name().to_owned()),
            _ => None,
        }
    }

    /// A variant of a union that no list of schemas gave.
    pub(super) fn variant_of(&mut self, view: &View<'d>, ty: Type, name: &str) -> Variant {
        let ty = match ty {
            Type::Any(AnyCause::FreeObject) => Type::Map(Box::new(Type::Any(AnyCause::FreeObject))),
            other => other,
        };
        let constraints = self.constraints_of_view(view).only_of(&ty);
        Variant {
            origin: view.origin(),
            ty,
            tags: Vec::new(),
            name: name.to_owned(),
            constraints: (constraints != Constraints::default()).then(|| Box::new(constraints)),
            constants: Vec::new(),
        }
    }
}

/// The value of the discriminator that the first two branches of a group share.
fn shared_value(tags: &[Vec<String>], group: &[usize]) -> Option<String> {
    let mut members = group.iter().filter_map(|index| tags.get(*index));
    let first = members.next()?;
    let others: Vec<&String> = members.flatten().collect();
    first.iter().find(|tag| others.contains(tag)).cloned()
}

/// Whether a view has a shape beside its lists of alternatives.
fn base_matters(view: &View<'_>) -> bool {
    view.layers
        .iter()
        .any(|layer| has_shape(layer.node.node, &["oneOf", "anyOf", "allOf", "$ref"]))
}

/// Whether a branch allows `null` and nothing else.
pub(super) fn is_null(branch: &Cursor<'_>) -> bool {
    let only_null = |node: &Node| match node {
        Node::Null => true,
        Node::String(text) => &**text == "null",
        Node::Array(items) => {
            !items.is_empty()
                && items
                    .iter()
                    .all(|item| matches!(item, Node::Null) || item.as_str() == Some("null"))
        }
        _ => false,
    };
    if let Some(declared) = branch.node.get("type") {
        return only_null(declared);
    }
    if let Some(Node::Array(values)) = branch.node.get("enum") {
        return !values.is_empty() && values.iter().all(|value| matches!(value, Node::Null));
    }
    if let Some(value) = branch.node.get("const") {
        return matches!(value, Node::Null);
    }
    branch.bool("nullable") && !has_shape(branch.node, &[])
}

/// Whether a branch only says which members are needed, or which must not be there.
fn requires_only(branch: &Cursor<'_>) -> bool {
    let says = branch.node.get("required").is_some() || branch.node.get("not").is_some();
    says && !has_shape(branch.node, &["required"])
}

/// The last token of a branch's own reference.
pub(super) fn reference_name(branch: &Cursor<'_>) -> Option<String> {
    let reference = branch.str("$ref")?;
    Some(last_token(reference).to_owned())
}

/// The last token of a reference: the name of the schema, or the stem of the file.
pub(super) fn last_token(reference: &str) -> &str {
    let last = reference
        .rsplit(['/', '#'])
        .find(|token| !token.is_empty())
        .unwrap_or(reference);
    match last.rsplit_once('.') {
        Some((stem, "yaml" | "yml" | "json")) => stem,
        _ => last,
    }
}

/// A word for what a type is.
pub(super) fn describe(ty: &Type) -> &'static str {
    match ty {
        Type::Any(_) | Type::Named(_) => "value",
        Type::Null => "null",
        Type::Boolean => "boolean",
        Type::Integer(_) => "integer",
        Type::Number(_) => "number",
        Type::String(format) => match format {
            StringFormat::DateTime => "date time",
            StringFormat::Date => "date",
            StringFormat::Time => "time",
            StringFormat::Uuid => "uuid",
            StringFormat::Binary => "binary",
            _ => "string",
        },
        Type::Array(_) => "array",
        Type::Map(_) => "map",
        Type::Tuple(_) => "tuple",
        Type::Nullable(inner) => describe(inner),
    }
}
