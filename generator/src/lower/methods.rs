//! Methods of HTTP: those with a field of their own in a Path Item Object, and `additionalOperations` of 3.2.

use std::sync::Arc;

use crate::diagnostic::Code;
use crate::ir::Method;
use crate::select::ADDITIONAL;
use crate::spec::{Cursor, Dialect};

use super::context::Context;
use super::security::is_token;

/// An operation of a path before it is read.
pub(super) struct Described<'d> {
    pub(super) method: Method,
    /// The key that it has in the document.
    pub(super) key: &'d str,
    pub(super) at: Cursor<'d>,
}

impl<'d> Context<'d, '_> {
    /// The operations of a path. Keys that are none are reported.
    pub(super) fn described_methods(&mut self, path: &str, item: &Cursor<'d>) -> Vec<Described<'d>> {
        let known = ["$ref", "summary", "description", "servers", "parameters"];
        let is_v2 = self.docs.dialect() == Dialect::V2;
        let mut found = Vec::new();
        for (key, at) in item.entries() {
            match method(key) {
                Some(method) if !(is_v2 && method == Method::Query) => found.push(Described { method, key, at }),
                None if key == ADDITIONAL && !is_v2 => {
                    found.extend(self.additional_operations(path, item, &at));
                }
                _ if known.contains(&key) || key.starts_with("x-") => {}
                _ => {
                    let message = format!("`{key}` is not a method that can be generated");
                    self.report(Code::Unsupported, &at, message);
                }
            }
        }
        found
    }

    fn additional_operations(&mut self, path: &str, item: &Cursor<'d>, at: &Cursor<'d>) -> Vec<Described<'d>> {
        if !self.is_object(at) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (key, at) in at.entries() {
            let field = key.to_ascii_lowercase();
            let method = match method(&field) {
                Some(method) if item.has(&field) => {
                    self.skip(
                        &at,
                        &method,
                        path,
                        "the path describes the method by its own field as well",
                    );
                    continue;
                }
                Some(method) => {
                    let message = format!("the method `{key}` has a field of its own");
                    self.advise(
                        Code::Unsupported,
                        &at,
                        message,
                        &format!("write it as `{field}` beside `parameters`"),
                    );
                    method
                }
                None => Method::Other(Arc::from(key)),
            };
            if !is_token(key) {
                self.skip(&at, &method, path, "it is no method of HTTP");
            } else if field == "connect" {
                self.skip(&at, &method, path, "a request by CONNECT has no path");
            } else {
                found.push(Described { method, key, at });
            }
        }
        found
    }
}

/// The method of a field of a Path Item Object.
pub(super) fn method(key: &str) -> Option<Method> {
    Some(match key {
        "get" => Method::Get,
        "put" => Method::Put,
        "post" => Method::Post,
        "delete" => Method::Delete,
        "options" => Method::Options,
        "head" => Method::Head,
        "patch" => Method::Patch,
        "trace" => Method::Trace,
        "query" => Method::Query,
        _ => return None,
    })
}
