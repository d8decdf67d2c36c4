//! The graph of types: which type mentions which, and its strongly connected components.

use crate::ir::{Additional, Api, Content, Operation, Type, TypeDef, TypeId, TypeKind};

/// The types that a type mentions, in order, repeated ones kept.
pub(crate) fn mentioned(definition: &TypeDef) -> Vec<TypeId> {
    let mut ids = Vec::new();
    match &definition.kind {
        TypeKind::Alias(ty) | TypeKind::Newtype(ty) => named_in(ty, &mut ids),
        TypeKind::Enum(_) => {}
        TypeKind::Struct(one) => {
            for field in &one.fields {
                named_in(&field.ty, &mut ids);
            }
            if let Additional::Typed(ty) = &one.additional {
                named_in(ty, &mut ids);
            }
        }
        TypeKind::Union(one) => {
            for variant in &one.variants {
                named_in(&variant.ty, &mut ids);
            }
        }
    }
    ids
}

/// The named types in a use of a type.
pub(super) fn named_in(ty: &Type, ids: &mut Vec<TypeId>) {
    let mut pending = vec![ty];
    while let Some(ty) = pending.pop() {
        match ty {
            Type::Named(id) => ids.push(*id),
            Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => pending.push(inner),
            Type::Tuple(parts) => pending.extend(parts.iter().rev()),
            _ => {}
        }
    }
}

/// The types that a use of a type mentions.
pub(crate) fn types_in(ty: &Type) -> Vec<TypeId> {
    let mut ids = Vec::new();
    named_in(ty, &mut ids);
    ids
}

/// The types that a request of an operation is made of.
pub(crate) fn request_types(operation: &Operation) -> Vec<TypeId> {
    let mut ids = Vec::new();
    for param in &operation.params {
        named_in(&param.ty, &mut ids);
    }
    contents(operation.body.iter().flat_map(|body| &body.content), &mut ids);
    ids
}

/// The types that the answers of an operation are made of.
pub(crate) fn response_types(operation: &Operation) -> Vec<TypeId> {
    let mut ids = Vec::new();
    for response in &operation.responses {
        contents(response.content.iter(), &mut ids);
        for header in &response.headers {
            named_in(&header.ty, &mut ids);
        }
    }
    ids
}

/// The types that webhooks carry, which are received.
pub(crate) fn webhook_types(api: &Api) -> Vec<TypeId> {
    let mut ids = Vec::new();
    contents(api.webhooks.iter().flat_map(|webhook| &webhook.content), &mut ids);
    ids
}

fn contents<'a>(all: impl Iterator<Item = &'a Content>, ids: &mut Vec<TypeId>) {
    for content in all {
        named_in(&content.ty, ids);
    }
}

/// Marks all types that are reached from `roots`.
pub(crate) fn mark(edges: &[Vec<TypeId>], roots: Vec<TypeId>, marks: &mut [bool]) {
    let mut pending = roots;
    while let Some(id) = pending.pop() {
        let Some(mark) = marks.get_mut(id.index()) else {
            continue;
        };
        if std::mem::replace(mark, true) {
            continue;
        }
        if let Some(next) = edges.get(id.index()) {
            pending.extend(next);
        }
    }
}

/// The edges of the whole graph.
pub(crate) fn edges(api: &Api) -> Vec<Vec<TypeId>> {
    api.types.iter().map(mentioned).collect()
}

/// The strongly connected component of each node (Tarjan), without recursion.
pub(super) fn components(edges: &[Vec<TypeId>]) -> Vec<u32> {
    Tarjan::new(edges).run()
}

const NONE: u32 = u32::MAX;

struct Tarjan<'a> {
    edges: &'a [Vec<TypeId>],
    order: Vec<u32>,
    low: Vec<u32>,
    component: Vec<u32>,
    open: Vec<usize>,
    next: u32,
    components: u32,
}

impl<'a> Tarjan<'a> {
    fn new(edges: &'a [Vec<TypeId>]) -> Self {
        Self {
            edges,
            order: vec![NONE; edges.len()],
            low: vec![NONE; edges.len()],
            component: vec![NONE; edges.len()],
            open: Vec::new(),
            next: 0,
            components: 0,
        }
    }

    fn run(mut self) -> Vec<u32> {
        for start in 0..self.edges.len() {
            if self.order.get(start) == Some(&NONE) {
                self.visit(start);
            }
        }
        self.component
    }

    /// Visits what is reached from `start`, keeping the path with the position in each node's edges.
    fn visit(&mut self, start: usize) {
        let mut path = vec![(start, 0)];
        self.enter(start);
        while let Some((node, position)) = path.last_mut() {
            let node = *node;
            let next = self
                .edges
                .get(node)
                .and_then(|targets| targets.get(*position))
                .map(|id| id.index());
            *position += 1;
            match next {
                Some(target) if self.order.get(target) == Some(&NONE) => {
                    self.enter(target);
                    path.push((target, 0));
                }
                Some(target) => {
                    if self.component.get(target) == Some(&NONE) {
                        self.lower(node, self.order.get(target).copied().unwrap_or(NONE));
                    }
                }
                None => {
                    path.pop();
                    self.leave(node);
                    if let Some((parent, _)) = path.last() {
                        self.lower(*parent, self.low.get(node).copied().unwrap_or(NONE));
                    }
                }
            }
        }
    }

    fn enter(&mut self, node: usize) {
        set(&mut self.order, node, self.next);
        set(&mut self.low, node, self.next);
        self.next += 1;
        self.open.push(node);
    }

    fn lower(&mut self, node: usize, bound: u32) {
        if let Some(low) = self.low.get_mut(node) {
            *low = (*low).min(bound);
        }
    }

    /// Closes the component of `node` where it is the first one of it.
    fn leave(&mut self, node: usize) {
        if self.low.get(node) != self.order.get(node) {
            return;
        }
        while let Some(member) = self.open.pop() {
            set(&mut self.component, member, self.components);
            if member == node {
                break;
            }
        }
        self.components += 1;
    }
}

fn set(table: &mut [u32], index: usize, value: u32) {
    if let Some(slot) = table.get_mut(index) {
        *slot = value;
    }
}
