//! What `codegen.toml` says of single operations, held against the operations that there are.

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::pointer::Origin;
use crate::select::{declared, nearest};
use crate::spec::Documents;

/// Reports names that lead nowhere: what they were written for would silently not happen. Operations that are not
/// selected count as well, so that one file serves a whole description and slices of it.
pub(crate) fn check(documents: &Documents, config: &Config, diagnostics: &mut Diagnostics) {
    let paging = &config.paging;
    let never = config.retries.never.iter().map(|name| (name, "`never` of `[retries]`"));
    let unpaged = paging.never.iter().map(|name| (name, "`never` of `[paging]`"));
    let paged = paging.operations.keys().map(|name| (name, "`[paging.operations]`"));
    let starts = config.jobs.keys().map(|name| (name, "`[jobs]`"));
    let polls = config.jobs.values().map(|job| (&job.poll, "`poll` of `[jobs]`"));
    let named: Vec<(&String, &str)> = never.chain(unpaged).chain(paged).chain(starts).chain(polls).collect();
    if named.is_empty() {
        return;
    }
    let declared = declared(documents);
    let known: Vec<&str> = declared
        .iter()
        .filter_map(|operation| operation.at.str("operationId"))
        .collect();
    for (name, place) in named {
        if known.contains(&name.as_str()) {
            continue;
        }
        let message = format!("`{name}` in {place} is no operation");
        let found = Diagnostic::new(Code::UnknownOperation, Origin::default().child("paths"), message);
        diagnostics.push(match nearest(name, &known) {
            Some(nearest) => found.help(format!("did you mean `{nearest}`?")),
            None => found,
        });
    }
}
