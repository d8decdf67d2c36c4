//! Views of answers: the enum of an operation that answers with several types, and the method that streams.

use super::docs::status_text;
use super::outcome::{Outcome, Variant, media_type};
use crate::ir::StatusSpec;
use crate::names::OperationNames;
use crate::render::context::Context;
use crate::render::text::{Code, Doc, Prose};

/// The enum of an operation's answers.
pub(crate) struct AnswerView {
    pub(crate) docs: Doc,
    pub(crate) ident: Code,
    pub(crate) variants: Vec<VariantView>,
    /// Whether a variant has a body that is read while it arrives.
    pub(crate) streams: bool,
    /// Whether the description leaves statuses open.
    pub(crate) is_open: bool,
}

/// A variant: an answer.
pub(crate) struct VariantView {
    pub(crate) docs: Doc,
    pub(crate) ident: Code,
    pub(crate) ty: Option<Code>,
    pub(crate) pattern: Code,
    pub(crate) made: Code,
}

impl AnswerView {
    pub(crate) fn new(context: &Context<'_>, names: &OperationNames, outcome: &Outcome<'_>) -> Option<Self> {
        let (answer, variants) = outcome.variants.as_ref()?;
        let streams = variants.iter().any(Variant::is_stream);
        let mut sorted: Vec<&Variant<'_>> = variants.iter().collect();
        // A range takes what no status by itself has taken.
        sorted.sort_by_key(|variant| !matches!(variant.response.status, StatusSpec::Code(_)));
        let view = |variant: &Variant<'_>| VariantView {
            docs: variant_docs(variant),
            ident: Code::new(variant.ident.token()),
            ty: variant.ty.as_ref().map(Code::new),
            pattern: Code::new(variant.pattern()),
            made: Code::new(variant.made(context, streams)),
        };
        Some(Self {
            docs: Doc::line(format!("What a [`{}`] is answered with, by status.", names.call.text())),
            ident: Code::new(answer.ident.token()),
            is_open: variants
                .iter()
                .all(|variant| matches!(variant.response.status, StatusSpec::Code(_))),
            variants: sorted.into_iter().map(view).collect(),
            streams,
        })
    }

    /// The types that it names.
    pub(crate) fn types(&self) -> impl Iterator<Item = &Code> {
        self.variants.iter().filter_map(|variant| variant.ty.as_ref())
    }
}

fn variant_docs(variant: &Variant<'_>) -> Doc {
    let mut doc = Doc::line(format!("Status {}.", status_text(variant.response.status)));
    if let Some(text) = &variant.response.docs.description {
        doc.prose(Prose::new(text));
    }
    doc
}

/// The method that gives events.
pub(crate) struct StreamView {
    pub(crate) ty: Code,
    pub(crate) reader: Code,
    pub(crate) media_type: Code,
}

impl StreamView {
    pub(crate) fn new(outcome: &Outcome<'_>) -> Option<Self> {
        let (ty, reader, content) = outcome.events.as_ref()?;
        Some(Self {
            ty: Code::new(ty),
            reader: Code::new(reader),
            media_type: Code::new(media_type(content)),
        })
    }
}
