//! Setters of the client's settings, one for each security scheme that has a credential of its own.

use super::claim::{Claimer, source};
use super::ident::ValueIdent;
use super::lock::SCHEMES;
use super::reserved::BUILDER_RESERVED;
use super::scope::{Claim, Scope};
use crate::ir::{SchemeKind, SecurityScheme};

impl Claimer<'_> {
    /// The setter of each scheme, in the order of the representation. None for a scheme without a credential of its own:
    /// user name and password, tokens of OAuth 2 and certificates have their settings in every client.
    pub(super) fn schemes(&self) -> Vec<Option<ValueIdent>> {
        let schemes = &self.api().security_schemes;
        let claims: Vec<Claim> = schemes
            .iter()
            .filter(|scheme| has_setter(scheme))
            .map(|scheme| {
                let snake = self.words(&scheme.origin, &scheme.name).snake();
                Claim {
                    source: scheme.name.clone(),
                    candidates: vec![snake.clone(), format!("{snake}_credential")],
                }
            })
            .collect();
        let idents = self.settle(&mut Scope::new(BUILDER_RESERVED), SCHEMES, &claims, |index| {
            source(&claims, index)
        });
        let mut idents = idents.into_iter();
        let mut next = |scheme| {
            has_setter(scheme)
                .then(|| idents.next().map(ValueIdent::claimed))
                .flatten()
        };
        schemes.iter().map(&mut next).collect()
    }
}

fn has_setter(scheme: &SecurityScheme) -> bool {
    match scheme.kind {
        SchemeKind::ApiKey { .. } | SchemeKind::Bearer { .. } | SchemeKind::Http(_) => true,
        SchemeKind::Basic | SchemeKind::OAuth2(_) | SchemeKind::OpenIdConnect(_) | SchemeKind::MutualTls => false,
    }
}
