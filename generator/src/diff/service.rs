//! What concerns the API as a whole: its servers, ways to authenticate, groups, and what it says of itself.

use super::change::Place;
use super::comparison::{Comparison, Side, matched};
use super::kind::Kind;
use super::show::shown;
use super::uses::Sameness;
use crate::analyze::error_body;
use crate::ir::{Api, OAuthFlow, SchemeKind, SecurityScheme, Server, Type};
use crate::pointer::Origin;

const WEBHOOK: super::uses::Kinds = (Kind::WebhookTypeChanged, Kind::WebhookTypeChanged);

impl<'a> Comparison<'a> {
    /// Compares all that belongs to no path and no schema.
    pub(super) fn service(&mut self) {
        self.info();
        self.servers(&Place::of("servers"), &self.old.api.servers, &self.new.api.servers);
        self.variables();
        self.schemes();
        self.webhooks();
        self.error_body();
    }

    fn info(&mut self) {
        let (old, new) = (&self.old.api.info, &self.new.api.info);
        let at = Origin::default().child("info");
        let place = Place::of("info");
        let license = |info: &crate::ir::Info| info.license.as_ref().map(|(name, _)| name.clone());
        let parts = [
            ("title", Some(old.title.clone()), Some(new.title.clone())),
            ("version", Some(old.version.clone()), Some(new.version.clone())),
            (
                "termsOfService",
                old.terms_of_service.clone(),
                new.terms_of_service.clone(),
            ),
            ("license", license(old), license(new)),
        ];
        for (name, from, to) in parts {
            if from != to {
                self.report(Kind::InfoChanged, &place.at(name), (from, to), &at.child(name));
            }
        }
        if old.description != new.description {
            let between = (old.description.clone(), new.description.clone());
            self.report(Kind::DescriptionChanged, &place, between, &at.child("description"));
        }
    }

    /// Compares base addresses; the first is where calls go.
    pub(super) fn servers(&mut self, place: &Place, old: &[Server], new: &[Server]) {
        if let (Some(one), Some(other)) = (old.first(), new.first()) {
            let (from, to) = (address(one), address(other));
            if from != to {
                self.report_between(Kind::ServerChanged, place, &from, &to, &other.origin);
            }
        }
        let found = matched(old, new, address);
        for ((_, one), (_, other)) in &found.both {
            for (part, from, to) in [
                ("name", &one.name, &other.name),
                ("description", &one.description, &other.description),
            ] {
                if from != to {
                    let place = place.at(&address(other)).at(part);
                    self.report(
                        Kind::DescriptionChanged,
                        &place,
                        (from.clone(), to.clone()),
                        &other.origin,
                    );
                }
            }
        }
        let is_first = |list: &[Server], server: &Server| list.first().is_some_and(|first| std::ptr::eq(first, server));
        let both = !old.is_empty() && !new.is_empty();
        for (_, server) in &found.removed {
            if !(both && is_first(old, server)) {
                self.report_plain(Kind::ServerRemoved, &place.at(&address(server)), &server.origin);
            }
        }
        for (_, server) in &found.added {
            if !(both && is_first(new, server)) {
                self.report_plain(Kind::ServerAdded, &place.at(&address(server)), &server.origin);
            }
        }
    }

    /// Compares the variables of the address that calls go to, which are settings.
    fn variables(&mut self) {
        let of = |api: &'a Api| api.main_server().map_or(&[][..], |server| server.variables.as_slice());
        let at = |api: &Api| {
            api.main_server()
                .map_or_else(Origin::default, |server| server.origin.clone())
        };
        let (before, after, at) = (of(self.old.api), of(self.new.api), at(self.new.api));
        let found = matched(before, after, |variable| variable.name.as_str());
        // Those of an address that is made of a domain have no settings.
        let setting = |side: Side<'_>, index: usize| {
            let ident = side.names.variables.get(index)?;
            Some(Place::of("servers").at(ident.text()))
        };
        for (index, _) in &found.added {
            if let Some(place) = setting(self.new, *index) {
                self.report_plain(Kind::SettingAdded, &place, &at);
            }
        }
        for ((_, one), (index, other)) in &found.both {
            let Some(place) = setting(self.new, *index) else {
                continue;
            };
            if one.values != other.values {
                let [from, to] = [one, other].map(|variable| match variable.values.is_empty() {
                    true => "any".to_owned(),
                    false => variable.values.join(", "),
                });
                self.report_between(Kind::SettingChanged, &place, &from, &to, &at);
            }
            if one.description != other.description {
                let between = (one.description.clone(), other.description.clone());
                self.report(Kind::DescriptionChanged, &place, between, &at);
            }
        }
    }

    fn schemes(&mut self) {
        let found = matched(
            &self.old.api.security_schemes,
            &self.new.api.security_schemes,
            |scheme| scheme.name.as_str(),
        );
        let place = |scheme: &SecurityScheme| Place::of("security").at(&scheme.name);
        for (_, scheme) in &found.removed {
            self.report_plain(Kind::SchemeRemoved, &place(scheme), &scheme.origin);
        }
        for (_, scheme) in &found.added {
            self.report_plain(Kind::SchemeAdded, &place(scheme), &scheme.origin);
        }
        for ((_, one), (_, other)) in &found.both {
            let (from, to) = (sent_by(one), sent_by(other));
            if from != to {
                self.report_between(Kind::SchemeChanged, &place(one), &from, &to, &other.origin);
            }
            let (from, to) = (scopes(one), scopes(other));
            if from != to {
                self.report_between(Kind::ScopesChanged, &place(one), &from, &to, &other.origin);
            }
            if one.description != other.description {
                let between = (one.description.clone(), other.description.clone());
                self.report(Kind::DescriptionChanged, &place(one), between, &other.origin);
            }
        }
    }

    fn webhooks(&mut self) {
        let found = matched(&self.old.api.webhooks, &self.new.api.webhooks, |hook| {
            (hook.name.as_str(), hook.method.as_str())
        });
        let place = |name: &str| Place::of("webhooks").at(name);
        for (_, hook) in &found.removed {
            self.report_plain(Kind::WebhookRemoved, &place(&hook.name), &hook.origin);
        }
        for (_, hook) in &found.added {
            self.report_plain(Kind::WebhookAdded, &place(&hook.name), &hook.origin);
        }
        for ((_, one), (_, other)) in &found.both {
            let place = place(&one.name);
            self.prose(&place, &one.docs, &other.docs, &other.origin);
            match (one.content.first(), other.content.first()) {
                (Some(before), Some(after)) => {
                    let same = self.use_of(&place, &before.ty, &after.ty, WEBHOOK, &after.origin);
                    if same != Sameness::Different {
                        self.null(&place, &before.ty, &after.ty, &after.origin);
                    }
                }
                (None, None) => {}
                (before, after) => {
                    let from = before.map(|content| shown(self.old.api, &content.ty));
                    let to = after.map(|content| shown(self.new.api, &content.ty));
                    self.report(Kind::WebhookTypeChanged, &place, (from, to), &other.origin);
                }
            }
        }
    }

    /// The type that all bodies of errors have, where they have one.
    fn error_body(&mut self) {
        let before = error_body(self.old.api, &self.old.analysis.answers);
        let after = error_body(self.new.api, &self.new.analysis.answers);
        let is_same = match (before, after) {
            (None, _) => true,
            (Some(Type::Named(one)), Some(Type::Named(other))) => {
                let ident = |names: Option<&crate::names::TypeNames>| names.map(|names| names.ident.clone());
                self.pairs.new_of(*one) == Some(*other)
                    || ident(self.old.names.of_type(*one)) == ident(self.new.names.of_type(*other))
            }
            _ => false,
        };
        if !is_same {
            let from = before.map(|ty| shown(self.old.api, ty));
            let to = after.map(|ty| shown(self.new.api, ty));
            self.report(
                Kind::ErrorBodyChanged,
                &Place::of("errors"),
                (from, to),
                &Origin::default(),
            );
        }
    }
}

/// An address with its variables' usual values.
fn address(server: &Server) -> String {
    let mut url = server.url.clone();
    for variable in &server.variables {
        url = url.replace(&format!("{{{}}}", variable.name), &variable.default);
    }
    url
}

/// What a scheme sends, in words.
fn sent_by(scheme: &SecurityScheme) -> String {
    match &scheme.kind {
        SchemeKind::ApiKey { location, name } => format!("key `{name}` in {location:?}"),
        SchemeKind::Basic => "user name and password".to_owned(),
        SchemeKind::Bearer { format: None } => "bearer token".to_owned(),
        SchemeKind::Bearer { format: Some(format) } => format!("bearer token ({format})"),
        SchemeKind::Http(name) => format!("HTTP {name}"),
        SchemeKind::OAuth2(flows) => {
            let flows: Vec<String> = flows.iter().map(flow).collect();
            format!("OAuth 2 ({})", flows.join(", "))
        }
        SchemeKind::OpenIdConnect(url) => format!("OpenID Connect by {url}"),
        SchemeKind::MutualTls => "client certificate".to_owned(),
    }
}

/// A flow of OAuth 2 with its addresses, in words.
fn flow(flow: &OAuthFlow) -> String {
    let address = |word: &str, url: &Option<String>| url.as_ref().map(|url| format!(" {word} {url}"));
    let addresses = [
        address("at", &flow.authorization_url),
        address("from", &flow.token_url),
        address("renewed from", &flow.refresh_url),
    ];
    let addresses: String = addresses.into_iter().flatten().collect();
    format!("{:?}{addresses}", flow.kind)
}

/// The scopes that a scheme lists.
fn scopes(scheme: &SecurityScheme) -> String {
    let SchemeKind::OAuth2(flows) = &scheme.kind else {
        return String::new();
    };
    let of_flow = |flow: &OAuthFlow| {
        let names: Vec<&str> = flow.scopes.iter().map(|(name, _)| name.as_str()).collect();
        format!("{:?} {}", flow.kind, names.join(", "))
    };
    let flows: Vec<String> = flows.iter().map(of_flow).collect();
    flows.join("; ")
}
