//! Asynchronous jobs: what the call that starts one needs of the one that says how it stands.

use quote::quote;

use super::outcome::outcome;
use crate::ir::{Operation, OperationId};
use crate::render::context::Context;
use crate::render::gate;
use crate::render::text::{Code, literal};

/// A job as the template needs it.
pub(crate) struct JobView {
    /// Where the other operation is of another group, the feature of that.
    pub(crate) gate: Code,
    pub(crate) output: Code,
    pub(crate) reader: Code,
    pub(crate) poll: Code,
    pub(crate) id: Code,
    pub(crate) parameter: Code,
    pub(crate) state: Code,
    pub(crate) over: Vec<Code>,
}

impl JobView {
    /// The job that an operation starts, where the configuration says that it does.
    pub(crate) fn new(context: &Context<'_>, start: OperationId, operation: &Operation) -> Option<Self> {
        let job = context.config.jobs.get(operation.id.as_deref()?)?;
        let mut operations = context.api.operations.iter();
        let place = operations.position(|other| other.id.as_ref() == Some(&job.poll))?;
        let id = OperationId(u32::try_from(place).ok()?);
        let (poll, names) = context.operation(id)?;
        let groups = &context.names.groups;
        let group_of = |id| groups.iter().position(|group| group.operations.contains(&id));
        let (own, other) = (group_of(start)?, group_of(id)?);
        let outcome = outcome(context, id, poll, names);
        if outcome.variants.is_some() {
            return None;
        }
        let (module, call) = (groups.get(other)?.module.token(), names.call.token());
        let features = &context.names.features;
        let needed = features
            .of_group(other)
            .filter(|feature| features.of_group(own) != Some(*feature));
        let text = |text: &String| Code::new(literal(text));
        Some(Self {
            output: Code::new(&outcome.ty),
            reader: Code::new(outcome.reader.function()),
            gate: gate::attribute(&needed.into_iter().collect::<Vec<_>>()),
            poll: Code::new(match own == other {
                true => quote!(#call),
                false => quote!(super::#module::#call),
            }),
            id: text(&job.id),
            parameter: text(&job.parameter),
            state: text(&job.state),
            over: job.over.iter().map(text).collect(),
        })
    }
}
