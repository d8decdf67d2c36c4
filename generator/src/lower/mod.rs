//! Document to IR: one keyword family a file.
//!
//! Named schemas get their ids first, in document order, so that recursion needs no care. What cannot be expressed
//! is left out with a diagnostic; nothing here refuses a document as a whole.

mod additional;
mod aliases;
mod body;
mod compose;
mod constraints;
mod context;
mod dialect;
mod discriminator;
mod docs;
mod enums;
mod info;
mod inheritance;
mod methods;
mod nested;
mod object;
mod operations;
mod overlap;
mod params;
mod parts;
mod patch;
mod paths;
mod prune;
mod renumber;
mod responses;
mod samples;
mod scalars;
mod schema;
mod security;
mod sequential;
mod share;
mod simplify;
mod styles;
mod template;
mod union;
mod webhooks;

use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Sample, TypeName};
use crate::spec::{Cursor, Dialect, Documents};

use compose::has_siblings;
use context::Context;
use operations::Surroundings;
use samples::Samples;

/// Reads what the documents say. See the module.
pub fn lower(docs: &Documents, config: &Config, diagnostics: &mut Diagnostics) -> Api {
    read(&mut Context::new(docs, config, diagnostics)).0
}

/// Reads what the documents say, and takes down every example. The types are those of [`lower`].
pub fn lower_samples(docs: &Documents, config: &Config, diagnostics: &mut Diagnostics) -> (Api, Vec<Sample>) {
    let mut context = Context::new(docs, config, diagnostics);
    context.samples = Some(Samples::default());
    read(&mut context)
}

fn read(context: &mut Context<'_, '_>) -> (Api, Vec<Sample>) {
    let docs = context.docs;
    let root = docs.root();
    context.reserve_named();
    context.fill_pending();
    let info = context.info(&root);
    let mut security_schemes = context.security_schemes(&root);
    if let Some(selection) = &context.selection {
        security_schemes.retain(|scheme| selection.has_scheme(&scheme.name));
    }
    let servers = context.servers(&root);
    let mut surroundings = Surroundings::new(&security_schemes);
    surroundings.tags = context.tags(&root);
    if let Some(selection) = &context.selection {
        surroundings.tags.retain(|tag| selection.has_tag(&tag.name));
    }
    surroundings.security = context.requirements(&root, &surroundings);
    let operations = context.operations(&root, &mut surroundings);
    let webhooks = context.webhooks(&root);
    context.report_unused_schemes(&security_schemes, &operations);
    context.fill_pending();
    context.break_alias_cycles();
    context.untangle_unions();
    context.report_undefined_parameters(&operations);
    let mut api = Api {
        info,
        servers,
        tags: surroundings.tags,
        operations,
        webhooks,
        types: std::mem::take(&mut context.types),
        security_schemes,
        security: surroundings.security,
        files: docs.paths().map(str::to_owned).collect(),
        merged: Vec::new(),
    };
    let mut samples = context.samples.take().map(Samples::into_all).unwrap_or_default();
    patch::patch(&mut api, &mut samples);
    if context.selection.is_some() {
        prune::prune(&mut api, &mut samples);
    }
    share::share(&mut api, &mut samples, context.config);
    (api, samples)
}

impl Context<'_, '_> {
    /// Reserves a type for each schema that the document names. A name that is only a reference to a schema without
    /// a name is the name of that schema.
    fn reserve_named(&mut self) {
        let root = self.docs.root();
        let named = match self.docs.dialect() {
            Dialect::V2 => self.members_and_extensions(&root, &["definitions"]),
            _ => self.members_and_extensions(&root, &["components", "schemas"]),
        };
        let extends = |schema: &Cursor<'_>| self.ref_has_siblings() && has_siblings(schema);
        let (references, schemas): (Vec<_>, Vec<_>) = named
            .into_iter()
            .partition(|(_, schema)| schema.reference().is_some() && !extends(schema));
        // Ids are in document order only within each part; names do not depend on the order of ids.
        for (name, schema) in schemas {
            self.reserve_root(&schema, TypeName::Schema(name.to_owned()));
        }
        for (name, schema) in references {
            let own = TypeName::Schema(name.to_owned());
            match self.target(&schema) {
                Some(target) if !self.is_reserved(&target) => {
                    let id = self.reserve_root(&target, own);
                    self.also_known_as(schema.origin(), id);
                }
                _ => {
                    self.reserve_root(&schema, own);
                }
            }
        }
    }
}
