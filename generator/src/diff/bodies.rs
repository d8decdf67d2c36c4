//! Bodies of requests: whether there is one, of which type, and in which media types it can be given.

use std::collections::BTreeSet;

use super::change::Place;
use super::comparison::Comparison;
use super::kind::Kind;
use super::operation::Named;
use super::show::shown;
use super::uses::Sameness;
use crate::analyze::{BodyForm, body_choices};
use crate::ir::{Api, Body, Content};
use crate::pointer::Origin;

const BODY: super::uses::Kinds = (Kind::BodyTypeChanged, Kind::BodyRespelled);

/// What a body is called: as a parameter in 2.0, else `body`.
fn name(body: &Body) -> &str {
    body.name.as_deref().unwrap_or("body")
}

/// The way in which a body is given where nothing else is said, and what it is then.
fn preferred<'a>(api: &Api, body: &'a Body) -> Option<(&'static str, &'a Content)> {
    let choice = body_choices(api, body).into_iter().next()?;
    let form = match choice.form {
        BodyForm::Json => "JSON",
        BodyForm::UrlEncoded => "form",
        BodyForm::Parts(_) | BodyForm::FreeParts => "parts",
        BodyForm::Raw => "bytes",
    };
    Some((form, body.content.get(choice.content)?))
}

impl<'a> Comparison<'a> {
    pub(super) fn body(&mut self, place: &Place, old: Named<'a>, new: Named<'a>) {
        match (&old.operation.body, &new.operation.body) {
            (None, None) => {}
            (Some(body), None) => {
                self.report_plain(Kind::BodyRemoved, &place.at(name(body)), &body.origin);
                for content in &body.content {
                    self.explain(&content.ty);
                }
            }
            (None, Some(body)) => {
                let kind = match body.required {
                    true => Kind::RequiredBodyAdded,
                    false => Kind::OptionalBodyAdded,
                };
                let to = preferred(self.new.api, body).map(|(_, content)| shown(self.new.api, &content.ty));
                self.report(kind, &place.at(name(body)), (None, to), &body.origin);
            }
            (Some(one), Some(other)) => {
                let place = place.at(name(one));
                self.bodies(&place, one, other);
                self.choices(&place, (old, one), (new, other));
            }
        }
    }

    fn bodies(&mut self, place: &Place, old: &Body, new: &Body) {
        let at = &new.origin;
        match (old.required, new.required) {
            (false, true) => self.report_plain(Kind::BodyRequired, place, at),
            (true, false) => self.report_plain(Kind::BodyOptional, place, at),
            _ if name(old) != name(new) => {
                let kind = match new.required {
                    true => Kind::BodyRenamed,
                    false => Kind::OptionalBodyRenamed,
                };
                self.report_between(kind, place, name(old), name(new), at);
            }
            _ => {}
        }
        self.prose(place, &old.docs, &new.docs, at);
        let (Some(one), Some(other)) = (preferred(self.old.api, old), preferred(self.new.api, new)) else {
            return;
        };
        let same = match one.0 {
            // Whatever schema bytes have, they are given as bytes.
            "bytes" if other.0 == "bytes" => Sameness::Same,
            _ => self.use_of(place, &one.1.ty, &other.1.ty, BODY, &other.1.origin),
        };
        if one.0 != other.0 && same != Sameness::Different {
            let (from, to) = (
                format!("{} as {}", shown(self.old.api, &one.1.ty), one.1.media_type),
                format!("{} as {}", shown(self.new.api, &other.1.ty), other.1.media_type),
            );
            self.report_between(Kind::BodyTypeChanged, place, &from, &to, &other.1.origin);
        }
        let limits = (one.1.constraints.as_deref(), other.1.constraints.as_deref());
        self.limits(place, limits.0, limits.1, true, at);
    }

    /// Other ways to give a body, each of which is a method, and media types that share one.
    fn choices(&mut self, place: &Place, old: (Named<'_>, &Body), new: (Named<'_>, &Body)) {
        let methods = |named: Named<'_>, body: &Body| -> BTreeSet<String> {
            let ways = named.names.bodies.iter().skip(1);
            ways.map(|way| match body.required {
                true => way.method.text().to_owned(),
                false => way.setter.text().to_owned(),
            })
            .collect()
        };
        let at = &new.1.origin;
        if old.1.required == new.1.required {
            let (before, after) = (methods(old.0, old.1), methods(new.0, new.1));
            for method in before.difference(&after) {
                let place = Place::of(&place.entity).at(method);
                self.report(Kind::BodyChoiceRemoved, &place, (Some(method.clone()), None), at);
            }
        }
        self.media_types(place, &old.1.content, &new.1.content, at);
    }

    /// Media types that are on one side only.
    pub(super) fn media_types(&mut self, place: &Place, old: &[Content], new: &[Content], at: &Origin) {
        let types = |list: &[Content]| -> BTreeSet<String> {
            list.iter()
                .map(|content| content.media_type.to_ascii_lowercase())
                .collect()
        };
        let (before, after) = (types(old), types(new));
        for media_type in before.difference(&after) {
            self.report(Kind::MediaTypeRemoved, place, (Some(media_type.clone()), None), at);
        }
        for media_type in after.difference(&before) {
            self.report(Kind::MediaTypeAdded, place, (None, Some(media_type.clone())), at);
        }
    }
}
