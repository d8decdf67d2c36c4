//! What is only read by people: descriptions, deprecation; and defaults.

use serde_json::Value;

use super::change::Place;
use super::comparison::Comparison;
use super::kind::Kind;
use crate::ir::Docs;
use crate::pointer::Origin;

impl Comparison<'_> {
    /// Compares the prose of an item.
    pub(super) fn prose(&mut self, place: &Place, old: &Docs, new: &Docs, at: &Origin) {
        let text = |text: &Option<std::sync::Arc<str>>| text.as_deref().map(str::to_owned);
        if old.summary != new.summary {
            let between = (text(&old.summary), text(&new.summary));
            self.report(Kind::SummaryChanged, place, between, at);
        }
        if old.description != new.description {
            let between = (text(&old.description), text(&new.description));
            self.report(Kind::DescriptionChanged, place, between, at);
        }
        if old.external_docs != new.external_docs {
            let url = |docs: &Docs| docs.external_docs.as_ref().map(|docs| docs.url.clone());
            self.report(Kind::LinksChanged, place, (url(old), url(new)), at);
        }
        match (old.deprecated, new.deprecated) {
            (false, true) => self.report_plain(Kind::Deprecated, place, at),
            (true, false) => self.report_plain(Kind::NoLongerDeprecated, place, at),
            _ => {}
        }
    }

    /// Compares the value that the service takes where none is given.
    pub(super) fn default(&mut self, place: &Place, old: Option<&Value>, new: Option<&Value>, at: &Origin) {
        if old != new {
            let text = |value: Option<&Value>| value.map(Value::to_string);
            self.report(Kind::DefaultChanged, place, (text(old), text(new)), at);
        }
    }
}
