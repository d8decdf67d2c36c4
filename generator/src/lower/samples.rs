//! Takes down every example with the schema and the type that it belongs to, where that is asked for.
//!
//! Examples of scalar members are most of them, and only their places are kept: whoever wants the values reads them
//! there.

use std::collections::HashSet;

use crate::ir::{Role, Sample, Type, TypeId};
use crate::pointer::Origin;
use crate::spec::{Cursor, Dialect};

use super::context::Context;

/// The examples met so far, each once.
#[derive(Default)]
pub(super) struct Samples {
    all: Vec<Sample>,
    /// Examples and schemas: a shared example may be one of several.
    met: HashSet<(Origin, Origin)>,
    role: Role,
}

impl Samples {
    /// All of them, in the order in which they were met.
    pub(super) fn into_all(self) -> Vec<Sample> {
        self.all
    }

    /// Forgets those of types that are forgotten.
    pub(super) fn rollback(&mut self, types: usize) {
        let met = &mut self.met;
        self.all.retain(|sample| {
            let stays = is_below(&sample.ty, types);
            if !stays {
                met.remove(&(sample.origin.clone(), sample.schema.clone()));
            }
            stays
        });
    }

    fn add(&mut self, at: &Cursor<'_>, schema: &Cursor<'_>, ty: &Type, role: Role) {
        if self.met.insert((at.origin(), schema.origin())) {
            self.all.push(Sample {
                origin: at.origin(),
                schema: schema.origin(),
                ty: ty.clone(),
                role,
            });
        }
    }
}

fn is_below(ty: &Type, types: usize) -> bool {
    match ty {
        Type::Named(id) => id.index() < types,
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => is_below(inner, types),
        Type::Tuple(parts) => parts.iter().all(|part| is_below(part, types)),
        _ => true,
    }
}

impl<'d> Context<'d, '_> {
    /// Which way the examples of the media types go that are met next.
    pub(super) fn samples_are(&mut self, role: Role) {
        if let Some(samples) = &mut self.samples {
            samples.role = role;
        }
    }

    /// The examples that a schema has itself, as it is used.
    pub(super) fn sample_schema(&mut self, schema: &Cursor<'d>, ty: &Type) {
        // Before 3.1, members beside a reference mean nothing.
        let speaks = schema.reference().is_none() || self.ref_has_siblings();
        let Some(samples) = self.samples.as_mut().filter(|_| speaks) else {
            return;
        };
        if let Some(example) = schema.get("example") {
            samples.add(&example, schema, ty, Role::Both);
        }
        // Elsewhere than in a schema `examples` is an object.
        for example in schema.get("examples").iter().flat_map(Cursor::items) {
            samples.add(&example, schema, ty, Role::Both);
        }
    }

    /// The examples of a schema that has a type of its own.
    pub(super) fn sample_named(&mut self, schema: &Cursor<'d>, id: TypeId) {
        if self.samples.is_some() {
            let ty = Type::Named(id);
            let ty = if self.nullable(schema) { ty.nullable() } else { ty };
            self.sample_schema(schema, &ty);
        }
    }

    /// `example` and `examples` of a media type or a parameter.
    pub(super) fn sample_media(&mut self, at: &Cursor<'d>, media_type: &str, schema: &Cursor<'d>, ty: &Type) {
        if self.samples.is_none() {
            return;
        }
        let mut found: Vec<Cursor<'d>> = at.get("example").into_iter().collect();
        match (at.get("examples"), self.docs.dialect()) {
            (Some(examples), Dialect::V2) => found.extend(examples.get(media_type)),
            (Some(examples), _) => {
                let examples = self.resolve(&examples).unwrap_or(examples);
                for (_, example) in examples.entries() {
                    found.extend(
                        self.resolve(&example)
                            .and_then(|example| example.get("value").or_else(|| example.get("dataValue"))),
                    );
                }
            }
            (None, _) => {}
        }
        if let Some(samples) = &mut self.samples {
            let role = samples.role;
            for example in found {
                samples.add(&example, schema, ty, role);
            }
        }
    }
}
