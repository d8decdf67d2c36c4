//! What is only read by people: descriptions, deprecation, examples; and defaults.

use serde_json::Value;

use super::change::Place;
use super::comparison::Comparison;
use super::kind::Kind;
use super::show::shown;
use crate::analyze::is_nullable;
use crate::ir::{Docs, Type};
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

    /// Compares examples, of which there may be any number.
    pub(super) fn examples<'e>(
        &mut self,
        place: &Place,
        old: impl IntoIterator<Item = &'e Value>,
        new: impl IntoIterator<Item = &'e Value>,
        at: &Origin,
    ) {
        // What they are is for the documentation to show: they may be pages long.
        if !old.into_iter().eq(new) {
            self.report_plain(Kind::ExampleChanged, place, at);
        }
    }

    /// Says whether something may be null now, or never any more, where its type in Rust is the same.
    pub(super) fn null(&mut self, place: &Place, old: &Type, new: &Type, at: &Origin) {
        if is_nullable(self.old.api, old) != is_nullable(self.new.api, new) {
            let (from, to) = (shown(self.old.api, old), shown(self.new.api, new));
            self.report_between(Kind::NullDocumented, place, &from, &to, at);
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
