//! Checks the asynchronous jobs of the configuration against their operations.

use crate::config::{Config, Job};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Operation, ParamLocation};

/// Reports jobs that cannot be polled: a path parameter of the polling operation would have no value.
pub(super) fn report(api: &Api, config: &Config, diagnostics: &mut Diagnostics) {
    let find = |name: &str| {
        let mut all = api.operations.iter();
        all.find(|operation| operation.id.as_deref() == Some(name))
    };
    for (start, job) in &config.jobs {
        let (Some(started), Some(poll)) = (find(start), find(&job.poll)) else {
            continue;
        };
        let Job {
            poll: id, parameter, ..
        } = job;
        let unknown = in_path(poll).find(|name| name != parameter && !in_path(started).any(|known| known == *name));
        let found = if !in_path(poll).any(|name| name == parameter) {
            let message =
                format!("`{id}` has no path parameter `{parameter}`, so the job of `{start}` cannot be polled");
            let help = format!("set `parameter` to the path parameter of `{id}` that identifies the job");
            let found = config.diagnostic(Code::Config, &["jobs", start, "parameter"], message);
            found.help(help).did_you_mean(parameter, in_path(poll))
        } else if let Some(name) = unknown {
            let message = format!(
                "`{id}` needs the path parameter `{name}`, which `{start}` does not have, so its job cannot be polled"
            );
            let help = format!("poll with an operation whose other path parameters `{start}` has as well");
            config
                .diagnostic(Code::Config, &["jobs", start, "poll"], message)
                .help(help)
        } else {
            continue;
        };
        diagnostics.push(found);
    }
}

/// The parameters of an operation's path.
fn in_path(operation: &Operation) -> impl Iterator<Item = &str> {
    let parameters = operation.params.iter();
    let parameters = parameters.filter(|parameter| parameter.location == ParamLocation::Path);
    parameters.map(|parameter| parameter.name.as_str())
}
