//! Asynchronous jobs of the configuration, held against the operations that they name.

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Operation, ParamLocation};

/// Says which jobs cannot be looked at: the operation that says how they stand does not take their name.
pub(super) fn report(api: &Api, config: &Config, diagnostics: &mut Diagnostics) {
    let find = |name: &str| {
        let mut all = api.operations.iter();
        all.find(|operation| operation.id.as_deref() == Some(name))
    };
    for (start, job) in &config.jobs {
        let (Some(started), Some(poll)) = (find(start), find(&job.poll)) else {
            continue;
        };
        if !takes(started, poll, &job.parameter) {
            let message = format!(
                "`{}` has no path parameter `{}`, or others that `{start}` has not, so that its job cannot be looked at",
                job.poll, job.parameter
            );
            let found = Diagnostic::new(Code::Config, poll.origin.clone(), message);
            diagnostics.push(found.help("correct `parameter` of `[jobs]` in codegen.toml"));
        }
    }
}

/// Whether the parameter is in the path of the operation, and everything else there is known from the start of the job.
fn takes(started: &Operation, poll: &Operation, name: &str) -> bool {
    let has = |operation: &Operation, name: &str| in_path(operation).any(|known| known == name);
    has(poll, name) && in_path(poll).all(|known| known == name || has(started, known))
}

/// The parameters of an operation's path.
fn in_path(operation: &Operation) -> impl Iterator<Item = &str> {
    let parameters = operation.params.iter();
    let parameters = parameters.filter(|parameter| parameter.location == ParamLocation::Path);
    parameters.map(|parameter| parameter.name.as_str())
}
