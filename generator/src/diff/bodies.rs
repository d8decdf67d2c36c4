//! Bodies of requests: whether there is one, of which type, and in which media types it can be given.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Place;
use super::comparison::Comparison;
use super::kind::Kind;
use super::operation::Named;
use super::show::shown;
use super::uses::Sameness;
use crate::analyze::{BodyChoice, BodyForm, FilePart, body_choices, file_part, is_nullable, part_of, struct_of};
use crate::ir::{Api, Body, Content, Field, PropertyEncoding};
use crate::pointer::Origin;

const BODY: super::uses::Kinds = (Kind::BodyTypeChanged, Kind::BodyRespelled);

/// What a body is called: as a parameter in 2.0, else `body`.
fn name(body: &Body) -> &str {
    body.name.as_deref().unwrap_or("body")
}

/// A way in which a body is given, and what it is then.
type Way<'a> = (&'static str, &'a Content);

/// The ways in which a body is given, that which is meant where nothing else is said first.
fn ways<'a>(api: &Api, body: &'a Body) -> Vec<Way<'a>> {
    let choices = body_choices(api, body).into_iter();
    let way = |choice: BodyChoice| {
        let form = match choice.form {
            BodyForm::Json => "JSON",
            BodyForm::Lines => "lines of JSON",
            BodyForm::Text => "text",
            BodyForm::UrlEncoded => "form",
            BodyForm::Parts(_) | BodyForm::FreeParts => PARTS,
            BodyForm::Raw => "bytes",
        };
        Some((form, body.content.get(choice.content)?))
    };
    choices.filter_map(way).collect()
}

/// The way of forms of several parts.
const PARTS: &str = "parts";

/// By member of such a form, what it is by its type, and what it is given as.
fn parts_of<'a>(api: &'a Api, content: &Content) -> BTreeMap<&'a str, (FilePart, FilePart)> {
    let fields = struct_of(api, &content.ty).map(|(_, object)| object.fields.as_slice());
    let part = |field: &'a Field| {
        let mut encodings = content.encoding.iter();
        let encoding = encodings.find(|encoding| *encoding.property == *field.wire);
        let parts = (file_part(api, &field.ty), part_of(api, &field.ty, encoding));
        (&*field.wire, parts)
    };
    fields.unwrap_or_default().iter().map(part).collect()
}

fn called(part: FilePart) -> &'static str {
    match part {
        FilePart::None => "a value",
        FilePart::One => "a file",
        FilePart::Many => "files",
    }
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
                let preferred = ways(self.new.api, body).into_iter().next();
                let to = preferred.map(|(_, content)| shown(self.new.api, &content.ty));
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
    }

    /// Compares what is given in one way.
    fn way(&mut self, place: &Place, one: Way<'_>, other: Way<'_>) {
        let at = &other.1.origin;
        let same = match one.0 {
            // Whatever schema bytes have, they are given as bytes.
            "bytes" if other.0 == "bytes" => Sameness::Same,
            _ => self.use_of(place, &one.1.ty, &other.1.ty, BODY, at),
        };
        let is_null = |api: &Api, content: &Content| is_nullable(api, &content.ty);
        if same != Sameness::Different
            && one.0 == "JSON"
            && other.0 == "JSON"
            && is_null(self.old.api, one.1) != is_null(self.new.api, other.1)
        {
            // Such a body is given as an `Option`.
            let (from, to) = (shown(self.old.api, &one.1.ty), shown(self.new.api, &other.1.ty));
            self.report_between(Kind::BodyTypeChanged, place, &from, &to, at);
        } else if one.0 != other.0 && same != Sameness::Different {
            let (from, to) = (
                format!("{} as {}", shown(self.old.api, &one.1.ty), one.1.media_type),
                format!("{} as {}", shown(self.new.api, &other.1.ty), other.1.media_type),
            );
            self.report_between(Kind::BodyTypeChanged, place, &from, &to, at);
        } else if same != Sameness::Different {
            self.null(place, &one.1.ty, &other.1.ty, at);
        }
        let limits = (one.1.constraints.as_deref(), other.1.constraints.as_deref());
        self.limits(place, limits.0, limits.1, true, at);
        self.encodings(place, &one.1.encoding, &other.1.encoding, at);
        self.parts(place, one, other, at);
        let [before, after] = [one, other].map(|(_, content)| content.examples.iter().map(|example| &example.value));
        self.examples(place, before, after, at);
    }

    /// Members of a form of several parts that are given as files on one side only, for what their encoding says.
    fn parts(&mut self, place: &Place, one: Way<'_>, other: Way<'_>, at: &Origin) {
        if one.0 != PARTS || other.0 != PARTS {
            return;
        }
        let (before, after) = (parts_of(self.old.api, one.1), parts_of(self.new.api, other.1));
        for (member, (by_type, from)) in before {
            let Some((new_by_type, to)) = after.get(member) else {
                continue;
            };
            // Where the type itself is another one, the member says so.
            if by_type == *new_by_type && from != *to {
                let (from, to) = (called(from), called(*to));
                self.report_between(Kind::ParameterTypeChanged, &place.at(member), from, to, at);
            }
        }
    }

    /// How the members of a form are written.
    fn encodings(&mut self, place: &Place, old: &[PropertyEncoding], new: &[PropertyEncoding], at: &Origin) {
        let words = |list: &[PropertyEncoding]| -> BTreeMap<String, String> {
            list.iter()
                .map(|encoding| (encoding.property.clone(), written(encoding)))
                .collect()
        };
        let (before, after) = (words(old), words(new));
        let members: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for member in members {
            let between = (before.get(member).cloned(), after.get(member).cloned());
            if between.0 != between.1 {
                self.report(Kind::ParameterStyleChanged, &place.at(member), between, at);
            }
        }
    }

    /// All ways to give a body, each of which but the first is a method of its own, and media types that share one.
    fn choices(&mut self, place: &Place, old: (Named<'_>, &Body), new: (Named<'_>, &Body)) {
        let methods = |named: Named<'_>, body: &Body| -> Vec<String> {
            let ways = named.names.bodies.iter();
            ways.map(|way| match body.required {
                true => way.method.text().to_owned(),
                false => way.setter.text().to_owned(),
            })
            .collect()
        };
        let at = &new.1.origin;
        let before = ways(self.old.api, old.1).into_iter().zip(methods(old.0, old.1));
        let after: Vec<_> = ways(self.new.api, new.1)
            .into_iter()
            .zip(methods(new.0, new.1))
            .collect();
        for (index, (one, method)) in before.enumerate() {
            let own = Place::of(&place.entity).at(&method);
            let found = after.iter().skip(1).find(|(_, other)| *other == method);
            match (index, found) {
                (0, _) => {
                    if let Some((other, _)) = after.first() {
                        self.way(place, one, *other);
                    }
                }
                _ if old.1.required != new.1.required => {}
                (_, Some((other, _))) => self.way(&own, one, *other),
                (_, None) => self.report(Kind::BodyChoiceRemoved, &own, (Some(method), None), at),
            }
        }
        let known = methods(old.0, old.1);
        for (_, method) in after.iter().skip(1).filter(|(_, method)| !known.contains(method)) {
            let own = Place::of(&place.entity).at(method);
            self.report(Kind::BodyChoiceAdded, &own, (None, Some(method.clone())), at);
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

/// How a member of a form is written, in words.
pub(super) fn written(encoding: &PropertyEncoding) -> String {
    let mut words: Vec<String> = encoding.content_type.iter().cloned().collect();
    words.extend(encoding.style.map(|style| format!("{style:?}").to_lowercase()));
    words.extend(
        encoding
            .explode
            .map(|explode| if explode { "exploded" } else { "not exploded" }.to_owned()),
    );
    words.extend(encoding.allow_reserved.then(|| "reserved characters kept".to_owned()));
    words.extend((!encoding.headers.is_empty()).then(|| format!("headers {}", encoding.headers.join(", "))));
    match words.is_empty() {
        true => "as usual".to_owned(),
        false => words.join(", "),
    }
}
