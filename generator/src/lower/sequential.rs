//! Sequential media types: events, and values in JSON one after the other (OpenAPI 3.2, "Sequential Media Types").

use crate::ir::{ContentKind, StringFormat, Type};
use crate::spec::Cursor;

use super::context::{Context, Place};

impl<'d> Context<'d, '_> {
    /// The schema of an event's data. That of an event (3.2) has data as a member, in which there may be JSON.
    pub(super) fn event_data(&mut self, item: &Cursor<'d>) -> Cursor<'d> {
        let data = self
            .resolve(item)
            .and_then(|event| event.get("properties")?.get("data"))
            .and_then(|data| self.resolve(&data));
        match data {
            Some(data) => data.get("contentSchema").unwrap_or(data),
            None => item.clone(),
        }
    }

    /// Values in JSON, one after the other: `itemSchema` describes one of them (3.2), or `schema` the list of all or a single one.
    /// Bytes where nothing says what they are.
    pub(super) fn lines(&mut self, at: &Cursor<'d>, schema: Option<&Cursor<'d>>, place: &Place) -> (ContentKind, Type) {
        let item = at.get("itemSchema").or_else(|| {
            let schema = self.resolve(schema?)?;
            let list = (schema.str("type") == Some("array"))
                .then(|| schema.get("items"))
                .flatten();
            list.or_else(|| (schema.str("type") != Some("string")).then(|| schema.clone()))
        });
        match item {
            Some(item) => (ContentKind::JsonLines, self.schema(&item, place)),
            None => (ContentKind::Binary, Type::String(StringFormat::Binary)),
        }
    }
}

/// Returns `true` for media types of JSON values in sequence (OpenAPI 3.2, "Sequential Media Types").
pub(super) fn is_json_lines(essence: &str) -> bool {
    const NAMES: &[&str] = &["jsonl", "jsonlines", "ndjson", "json-seq", "json-lines", "stream+json"];
    let Some((_, subtype)) = essence.split_once('/') else {
        return false;
    };
    NAMES.contains(&subtype.trim_start_matches("x-")) || subtype.ends_with("+json-seq") || subtype.ends_with("+jsonl")
}
