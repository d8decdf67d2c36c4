//! Checks the operationIds in `codegen.toml` against the operations of the description.

use std::collections::HashSet;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostics};
use crate::select::declared;
use crate::spec::Documents;

/// An operationId in the configuration.
struct Named<'c> {
    id: &'c str,
    /// The keys and indexes that lead to it.
    path: Vec<String>,
    /// The setting that names it, for the message.
    setting: &'static str,
}

/// Reports operationIds that no operation has: the settings for them would silently have no effect. Operations that are
/// not selected count as well, so that one file serves a whole description and slices of it.
pub(crate) fn check(documents: &Documents, config: &Config, diagnostics: &mut Diagnostics) {
    let named = named(config);
    if named.is_empty() {
        return;
    }
    let declared = declared(documents);
    let file = documents.file_path(documents.root().file);
    let ids = declared.iter().filter_map(|operation| operation.at.str("operationId"));
    let known: HashSet<&str> = ids.collect();
    for Named { id, path, setting } in named {
        if known.contains(id) {
            continue;
        }
        let message = format!("{setting} names `{id}`, but no operation in `{file}` has that operationId");
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let found = config.diagnostic(Code::UnknownOperation, &path, message);
        diagnostics.push(found.did_you_mean(id, known.iter().copied()));
    }
}

/// Every operationId in the configuration, in the order of the settings.
fn named(config: &Config) -> Vec<Named<'_>> {
    let mut all = Vec::new();
    let lists = [
        ("retries", "`never` of `[retries]`", &config.retries.never),
        ("paging", "`never` of `[paging]`", &config.paging.never),
    ];
    for (table, setting, ids) in lists {
        for (index, id) in ids.iter().enumerate() {
            let path = vec![table.to_owned(), "never".to_owned(), index.to_string()];
            all.push(Named { id, path, setting });
        }
    }
    for id in config.paging.operations.keys() {
        let path = vec!["paging".to_owned(), "operations".to_owned(), id.clone()];
        let setting = "`[paging.operations]`";
        all.push(Named { id, path, setting });
    }
    for (start, job) in &config.jobs {
        let path = vec!["jobs".to_owned(), start.clone()];
        let mut poll = path.clone();
        poll.push("poll".to_owned());
        let setting = "`[jobs]`";
        all.push(Named {
            id: start,
            path,
            setting,
        });
        let (id, setting) = (&job.poll, "`poll` of `[jobs]`");
        all.push(Named {
            id,
            path: poll,
            setting,
        });
    }
    all
}
