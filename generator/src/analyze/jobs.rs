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
        let (Some(_), Some(poll)) = (find(start), find(&job.poll)) else {
            continue;
        };
        if !takes(poll, &job.parameter) {
            let message = format!(
                "`{}` has no path parameter `{}`, or others besides, so that the job of `{start}` cannot be looked at",
                job.poll, job.parameter
            );
            let found = Diagnostic::new(Code::Config, poll.origin.clone(), message);
            diagnostics.push(found.help("correct `parameter` of `[jobs]` in codegen.toml"));
        }
    }
}

/// Whether the parameter is in the path of the operation, and nothing else is needed there.
fn takes(operation: &Operation, name: &str) -> bool {
    let path = |location| location == ParamLocation::Path;
    let mut parameters = operation.params.iter().filter(|parameter| path(parameter.location));
    parameters.next().is_some_and(|parameter| parameter.name == name) && parameters.next().is_none()
}
