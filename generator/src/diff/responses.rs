//! Answers: what a call gives, what errors carry, headers and error codes.

use super::change::Place;
use super::comparison::{Comparison, Side, matched};
use super::kind::Kind;
use super::operation::Named;
use super::show::{self, shown};
use super::uses::Sameness;
use crate::analyze::{Answers, Reading, Shape, header_position, reading};
use crate::ir::{Content, ContentKind, HeaderDef, Response};

const ANSWER: super::uses::Kinds = (Kind::ResponseTypeChanged, Kind::ResponseRespelled);
const ERROR: super::uses::Kinds = (Kind::ErrorTypeChanged, Kind::ResponseRespelled);
const HEADER: super::uses::Kinds = (Kind::HeaderChanged, Kind::HeaderChanged);

/// A response with what is known of it.
#[derive(Clone, Copy)]
struct Answer<'a> {
    response: &'a Response,
    /// The body that is read.
    content: Option<&'a Content>,
    reading: Reading,
    is_good: bool,
}

fn answer<'a>(answers: &Answers, (index, response): (usize, &'a Response)) -> Answer<'a> {
    let case = answers.cases.iter().find(|case| case.response == index);
    let json = response
        .content
        .iter()
        .find(|content| content.kind == ContentKind::Json);
    let content = match case {
        Some(case) => case.content.and_then(|content| response.content.get(content)),
        None => json.or(response.content.first()),
    };
    Answer {
        response,
        content,
        reading: match case {
            Some(case) => case.reading,
            None => content.map_or(Reading::Empty, reading),
        },
        is_good: case.is_some(),
    }
}

impl<'a> Comparison<'a> {
    pub(super) fn responses(&mut self, place: &Place, old: Named<'a>, new: Named<'a>) {
        let none = Answers::default();
        let of = |side: Side<'a>, named: Named<'a>| side.analysis.answers.get(named.id.0 as usize).cloned();
        let before = of(self.old, old).unwrap_or_else(|| none.clone());
        let after = of(self.new, new).unwrap_or(none);
        let found = matched(&old.operation.responses, &new.operation.responses, |response| {
            response.status
        });
        let mut is_said = false;
        for (one, other) in &found.both {
            let (one, other) = (answer(&before, *one), answer(&after, *other));
            is_said |= self.response(&place.at(&show::status(one.response.status)), one, other);
        }
        for removed in &found.removed {
            let removed = answer(&before, *removed);
            let is_variant = removed.is_good && before.shape == Shape::Several;
            let kind = if is_variant {
                Kind::AnswerRemoved
            } else {
                Kind::ResponseRemoved
            };
            let status = place.at(&show::status(removed.response.status));
            self.report_plain(kind, &status, &removed.response.origin);
        }
        for (_, response) in &found.added {
            let ty = response.content.first().map(|content| shown(self.new.api, &content.ty));
            let status = place.at(&show::status(response.status));
            self.report(Kind::ResponseAdded, &status, (None, ty), &response.origin);
        }
        if !is_said {
            self.outcome(place, (old, &before), (new, &after));
        }
        self.streams(place, (old, &before), (new, &after));
        let has_codes = |named: Named<'_>| {
            let mut responses = named.operation.responses.iter();
            responses.any(|response| !response.error_codes.is_empty())
        };
        if has_codes(old) && !has_codes(new) {
            self.report_plain(Kind::ErrorCodesLost, place, &new.operation.origin);
        }
    }

    /// Compares what two responses of one status are. Gives whether a change of the call's type was reported.
    fn response(&mut self, place: &Place, old: Answer<'_>, new: Answer<'_>) -> bool {
        let at = &new.response.origin;
        self.prose(place, &old.response.docs, &new.response.docs, at);
        let is_good = old.is_good || new.is_good;
        let kinds = if is_good { ANSWER } else { ERROR };
        let mut is_said = false;
        match (old.content, new.content) {
            (Some(one), Some(other)) if old.reading == new.reading => {
                // Bytes are read as they come, whatever their schema.
                let is_raw = old.reading == Reading::Bytes;
                if !is_raw {
                    let same = self.use_of(place, &one.ty, &other.ty, kinds, &other.origin);
                    is_said = is_good && same == Sameness::Different;
                    if one.ty.is_nullable() != other.ty.is_nullable() && same != Sameness::Different {
                        let (from, to) = (shown(self.old.api, &one.ty), shown(self.new.api, &other.ty));
                        self.report_between(kinds.0, place, &from, &to, at);
                        is_said = is_good;
                    }
                    let limits = (one.constraints.as_deref(), other.constraints.as_deref());
                    self.limits(place, limits.0, limits.1, false, &other.origin);
                }
            }
            (None, None) => {}
            (one, other) => {
                let text = |side: Side<'_>, content: Option<&Content>, reading: Reading| {
                    content.map(|content| match reading {
                        Reading::Json => shown(side.api, &content.ty),
                        _ => content.media_type.to_string(),
                    })
                };
                let from = text(self.old, one, old.reading);
                let to = text(self.new, other, new.reading);
                self.report(kinds.0, place, (from, to), at);
                if let Some(one) = one.filter(|_| is_good) {
                    self.explain(&one.ty);
                }
                is_said = is_good;
            }
        }
        self.other_types(place, old, new);
        self.media_types(place, &old.response.content, &new.response.content, at);
        self.headers(place, old.response, new.response);
        self.error_codes(place, old.response, new.response);
        if old.response.links != new.response.links {
            self.report_plain(Kind::LinksChanged, place, at);
        }
        is_said
    }

    /// What the call gives as a whole, where no single response says that it is another type now.
    fn outcome(&mut self, place: &Place, old: (Named<'a>, &Answers), new: (Named<'a>, &Answers)) {
        let at = &new.0.operation.origin;
        if old.1.shape != new.1.shape {
            let word = |shape: Shape| match shape {
                Shape::Single => "one type",
                Shape::Optional => "one type or nothing",
                Shape::Several => "an enum over the status",
            };
            let (from, to) = (word(old.1.shape), word(new.1.shape));
            return self.report_between(Kind::AnswerShapeChanged, place, from, to, at);
        }
        if old.1.shape == Shape::Several {
            return;
        }
        let first = |(named, answers): (Named<'a>, &Answers)| {
            let case = answers.first()?;
            let (response, content) = answers.of(named.operation, case)?;
            Some((response.status, content, case.reading))
        };
        // What a redirect leads to has no description.
        let text = |side: Side<'_>, content: Option<&Content>, reading: Reading| match (content, reading) {
            (Some(content), Reading::Json) => shown(side.api, &content.ty),
            (Some(content), _) => content.media_type.to_string(),
            (None, _) => "bytes".to_owned(),
        };
        let (one, other) = (first(old), first(new));
        let Some(status) = other.or(one).map(|(status, ..)| show::status(status)) else {
            return;
        };
        let place = place.at(&status);
        if let (Some(one), Some(other)) = (one, other)
            && (one.0 == other.0 || one.2 == other.2)
        {
            let is_raw = one.2 == Reading::Bytes;
            if let (Some(before), Some(after)) = (one.1, other.1)
                && one.0 != other.0
                && !is_raw
            {
                self.use_of(&place, &before.ty, &after.ty, ANSWER, at);
            }
            return;
        }
        let from = one.map(|(_, content, reading)| text(self.old, content, reading));
        let to = other.map(|(_, content, reading)| text(self.new, content, reading));
        if from != to {
            self.report(Kind::ResponseTypeChanged, &place, (from, to), at);
        }
    }

    /// Events beside another answer, which are a method of the call.
    fn streams(&mut self, place: &Place, old: (Named<'a>, &Answers), new: (Named<'a>, &Answers)) {
        let of = |(named, answers): (Named<'a>, &Answers)| {
            let events = answers.events?;
            let response = named.operation.responses.get(events.response)?;
            Some((response, response.content.get(events.content)?))
        };
        match (of(old), of(new)) {
            (Some((_, one)), Some((response, other))) => {
                let place = place.at(&show::status(response.status));
                let same = self.use_of(&place, &one.ty, &other.ty, ANSWER, &other.origin);
                let is_nullable = one.ty.is_nullable() != other.ty.is_nullable();
                if same != Sameness::Different && is_nullable {
                    let (from, to) = (shown(self.old.api, &one.ty), shown(self.new.api, &other.ty));
                    self.report_between(Kind::ResponseTypeChanged, &place, &from, &to, &other.origin);
                }
            }
            (Some((response, _)), None) => {
                let place = place.at(&show::status(response.status));
                self.report_plain(Kind::StreamRemoved, &place, &new.0.operation.origin);
            }
            (None, Some((response, _))) => {
                let place = place.at(&show::status(response.status));
                self.report_plain(Kind::StreamAdded, &place, &new.0.operation.origin);
            }
            (None, None) => {}
        }
    }

    /// Types of the media types that are not read.
    fn other_types(&mut self, place: &Place, old: Answer<'_>, new: Answer<'_>) {
        for one in &old.response.content {
            let mut same = new.response.content.iter();
            let Some(other) = same.find(|other| other.media_type == one.media_type) else {
                continue;
            };
            let is_read =
                |answer: Answer<'_>, content: &Content| answer.content.is_some_and(|read| std::ptr::eq(read, content));
            let (from, to) = (shown(self.old.api, &one.ty), shown(self.new.api, &other.ty));
            if !is_read(old, one) && !is_read(new, other) && one.kind != ContentKind::EventStream && from != to {
                self.report_between(Kind::OtherTypeChanged, place, &from, &to, &other.origin);
            }
        }
    }

    fn headers(&mut self, place: &Place, old: &Response, new: &Response) {
        let found = matched(&old.headers, &new.headers, |header| header.name.to_ascii_lowercase());
        let at = |header: &HeaderDef| place.at(&header.name);
        for (_, header) in &found.removed {
            self.report_plain(Kind::HeaderRemoved, &at(header), &header.origin);
        }
        for (_, header) in &found.added {
            self.report_plain(Kind::HeaderAdded, &at(header), &header.origin);
        }
        for ((_, one), (_, other)) in &found.both {
            let constant = |side: Side<'_>, header: &HeaderDef| {
                let position = header_position(side.api, &side.analysis.headers, header)?;
                side.names.headers.get(position).map(|ident| ident.text().to_owned())
            };
            let (from, to) = (constant(self.old, one), constant(self.new, other));
            let place = at(one);
            let same = self.use_of(&place, &one.ty, &other.ty, HEADER, &other.origin);
            if same == Sameness::Same && from != to {
                self.report(Kind::HeaderChanged, &place, (from, to), &other.origin);
            } else if one.style != other.style {
                let style = |header: &HeaderDef| format!("{:?}", header.style).to_lowercase();
                self.report_between(
                    Kind::HeaderStyleChanged,
                    &place,
                    &style(one),
                    &style(other),
                    &other.origin,
                );
            }
            self.prose(&place, &one.docs, &other.docs, &other.origin);
        }
    }

    fn error_codes(&mut self, place: &Place, old: &Response, new: &Response) {
        let found = matched(&old.error_codes, &new.error_codes, |(code, _)| code.as_str());
        for (_, (code, _)) in &found.removed {
            self.report(
                Kind::ErrorCodeRemoved,
                &place.at(code),
                (Some(code.clone()), None),
                &new.origin,
            );
        }
        for (_, (code, _)) in &found.added {
            self.report(
                Kind::ErrorCodeAdded,
                &place.at(code),
                (None, Some(code.clone())),
                &new.origin,
            );
        }
        for ((_, (code, from)), (_, (_, to))) in &found.both {
            if from != to {
                self.report_between(Kind::ErrorCodeChanged, &place.at(code), from, to, &new.origin);
            }
        }
    }
}
