//! `webhooks`: calls that the service makes. Nothing is sent for them; the types of what they carry are generated.

use crate::diagnostic::Code;
use crate::ir::Webhook;
use crate::spec::Cursor;

use super::context::Context;
use super::methods::Described;

impl<'d> Context<'d, '_> {
    /// All webhooks in document order; none where single operations are selected.
    pub(super) fn webhooks(&mut self, root: &Cursor<'d>) -> Vec<Webhook> {
        let mut webhooks = Vec::new();
        let (Some(member), None) = (root.get("webhooks"), &self.selection) else {
            return webhooks;
        };
        self.note(
            Code::Unsupported,
            &member,
            "webhooks are calls that the service makes: the README lists them, their bodies have types, and nothing \
             calls them",
        );
        for (name, item) in self.members(root, "webhooks") {
            for item in self.path_items(&item) {
                for Described { method, at, .. } in self.described_methods(name, &item) {
                    let Some(at) = self.resolve(&at) else { continue };
                    if !self.is_object(&at) {
                        continue;
                    }
                    let body = self.request_body(&at, &format!("{name} {}", method.as_str().to_lowercase()));
                    webhooks.push(Webhook {
                        origin: at.origin(),
                        name: name.to_owned(),
                        method,
                        docs: self.docs_of(&at),
                        content: body.map(|body| body.content).unwrap_or_default(),
                    });
                }
            }
        }
        webhooks
    }
}
