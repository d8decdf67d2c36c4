//! Names of operations: their groups, methods, calls and arguments.

use std::collections::BTreeMap;

use super::bodies::BodyScopes;
use super::claim::{Claimer, source};
use super::ident::{ModuleIdent, PageIdent, TypeIdent, ValueIdent};
use super::lock::{CALLS, GROUPS, METHODS, PARAMS, call};
use super::reserved::{CALL_RESERVED, CLIENT_RESERVED, FILE_RESERVED, PARAM_RESERVED};
use super::scope::{Claim, Scope, is_reserved_word};
use super::shared::SHARED_MODULE;
use super::table::{Group, OperationNames};
use super::words::Words;
use crate::analyze::Answers;
use crate::ir::{Operation, OperationId, TagId};

impl Claimer<'_> {
    pub(super) fn groups(&self, answers: &[Answers], operations: &mut [OperationNames]) -> Vec<Group> {
        let mut by_tag: BTreeMap<Option<TagId>, Vec<OperationId>> = BTreeMap::new();
        for (index, operation) in self.api.operations.iter().enumerate() {
            let id = OperationId(u32::try_from(index).unwrap_or(u32::MAX));
            by_tag.entry(operation.tags.first().copied()).or_default().push(id);
        }
        let tag_words = |tag: &Option<TagId>| {
            let tag = tag.and_then(|tag| self.api.tags.get(tag.0 as usize));
            tag.map_or_else(|| Words::of(&["api"]), |tag| self.words(&tag.origin, &tag.name))
        };
        let words: Vec<Words> = by_tag.keys().map(tag_words).collect();
        let claim = |suffix: &Words, cased: fn(&Words) -> String, only: bool| {
            words
                .iter()
                .map(|words| Claim {
                    source: cased(words),
                    candidates: if only {
                        vec![cased(&words.then(suffix))]
                    } else {
                        vec![cased(words), cased(&words.then(suffix))]
                    },
                })
                .collect::<Vec<_>>()
        };
        let suffix = Words::of(&["api"]);
        let tag = |index: usize| {
            let tag = by_tag.keys().nth(index).copied().flatten();
            let tag = tag.and_then(|tag| self.api.tags.get(tag.0 as usize));
            tag.map(|tag| tag.name.clone()).unwrap_or_default()
        };
        let accessors = claim(&suffix, Words::snake, false);
        let accessors = self.settle(&mut Scope::new(CLIENT_RESERVED), GROUPS, &accessors, tag);
        let apis = Scope::of_files(&[]).claim_all(&claim(&suffix, Words::camel, true));
        let mut files = Scope::of_files(FILE_RESERVED);
        files.claim(&[SHARED_MODULE.to_owned()]);
        let modules = files.claim_all(&claim(&suffix, Words::snake, false));
        let mut groups = Vec::new();
        for ((((tag, ids), accessor), api), module) in by_tag.into_iter().zip(accessors).zip(apis).zip(modules) {
            self.operations(&ids, &api, answers, operations);
            groups.push(Group {
                tag,
                operations: ids,
                accessor: ValueIdent::claimed(accessor),
                api: TypeIdent::claimed(api),
                module: ModuleIdent::claimed(module),
                page: PageIdent::default(),
            });
        }
        groups
    }

    fn operations(&self, ids: &[OperationId], api: &str, answers: &[Answers], names: &mut [OperationNames]) {
        let none = Answers::default();
        let found: Vec<(OperationId, &Operation)> = ids
            .iter()
            .filter_map(|&id| Some((id, self.api.operations.get(id.0 as usize)?)))
            .collect();
        let words: Vec<(String, Words)> = found
            .iter()
            .map(|(_, operation)| self.operation_words(operation))
            .collect();
        let claims = |cased: fn(&Words) -> String, suffix: &str| {
            let claim = |(source, words): &(String, Words)| Claim {
                source: source.clone(),
                candidates: vec![cased(words), format!("{}{suffix}", cased(words))],
            };
            words.iter().map(claim).collect::<Vec<_>>()
        };
        let mut scopes = BodyScopes {
            methods: Scope::new(&["new", "clone"]),
            types: Scope::new(CALL_RESERVED),
        };
        let item = |index: usize| {
            found
                .get(index)
                .map(|(_, operation)| call(operation))
                .unwrap_or_default()
        };
        let methods = self.settle(&mut scopes.methods, METHODS, &claims(Words::snake, "_call"), item);
        scopes.types.claim(&[api.to_owned()]);
        let calls = self.settle(&mut scopes.types, CALLS, &claims(Words::camel, "Call"), item);
        let answers_of = |id: OperationId| answers.get(id.0 as usize).unwrap_or(&none);
        let answered: Vec<_> = found
            .iter()
            .zip(&calls)
            .map(|(&(id, operation), call)| (operation, answers_of(id), call.as_str()))
            .collect();
        let enums = self.answers(&mut scopes.types, &answered);
        for ((((id, operation), method), call), answer) in found.into_iter().zip(methods).zip(calls).zip(enums) {
            let (params, body, mut setters) = self.params(operation, answers_of(id).events.is_some());
            let mut own = OperationNames {
                method: ValueIdent::claimed(method),
                call: TypeIdent::claimed(call),
                params,
                body,
                answer,
                bodies: Vec::new(),
            };
            own.bodies = self.bodies(operation, &own, &mut scopes, &mut setters);
            if let Some(slot) = names.get_mut(id.0 as usize) {
                *slot = own;
            }
        }
    }

    /// The words of an operation: its operationId, or method and path where there is none.
    fn operation_words(&self, operation: &Operation) -> (String, Words) {
        let text = match &operation.id {
            Some(id) => id.clone(),
            None => format!("{} {}", operation.method.as_str().to_lowercase(), operation.path.text),
        };
        let words = self.words(&operation.origin, &text);
        (text, words)
    }

    /// Arguments and setters, and the scope that they are in. A call that can be streamed has a method for that.
    fn params(&self, operation: &Operation, streams: bool) -> (Vec<ValueIdent>, ValueIdent, Scope) {
        let mut scope = Scope::new(PARAM_RESERVED);
        if streams {
            scope.claim(&["stream".to_owned()]);
        }
        let body = operation
            .body
            .as_ref()
            .and_then(|body| body.name.clone())
            .unwrap_or_else(|| "body".to_owned());
        let body = match operation.body {
            Some(_) => scope.claim(&[self.dictionary.words(&body).snake(), "request_body".to_owned()]),
            None => String::new(),
        };
        let claims = operation.params.iter().map(|param| {
            let snake = self.words(&param.origin, &param.name).snake();
            let place = param.location.as_str();
            let candidates = vec![snake.clone(), format!("{snake}_"), format!("{snake}_{place}")];
            // A keyword gets an underscore; two parameters of one name tell themselves apart by their place.
            let candidates = if is_reserved_word(&snake) {
                candidates
            } else {
                candidates.into_iter().filter(|name| !name.ends_with('_')).collect()
            };
            Claim {
                source: format!("{} {place}", param.name),
                candidates,
            }
        });
        let claims: Vec<Claim> = claims.collect();
        let item = |index: usize| format!("{} {}", call(operation), source(&claims, index));
        let params = self.settle(&mut scope, PARAMS, &claims, item);
        (
            params.into_iter().map(ValueIdent::claimed).collect(),
            ValueIdent::claimed(body),
            scope,
        )
    }
}
