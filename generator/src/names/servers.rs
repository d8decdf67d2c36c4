//! Setters of the client's settings, one for each variable of the service's address.

use super::claim::{Claimer, source};
use super::ident::ValueIdent;
use super::lock::VARIABLES;
use super::reserved::BUILDER_RESERVED;
use super::scope::{Claim, Scope};
use crate::ir::ServerVariable;

impl Claimer<'_> {
    /// The setter of each variable of the main server, in the order of the document. `schemes` are those of security schemes,
    /// which have the same scope.
    pub(super) fn variables(&self, schemes: &[Option<ValueIdent>]) -> Vec<ValueIdent> {
        // Where the configuration has a pattern for addresses, the domain and the regions are the settings.
        let server = self.api().main_server().filter(|_| self.config.hosts.api.is_none());
        let Some(server) = server else {
            return Vec::new();
        };
        let claim = |variable: &ServerVariable| Claim {
            source: variable.name.clone(),
            candidates: vec![format!("server_{}", self.words(&server.origin, &variable.name).snake())],
        };
        let claims: Vec<Claim> = server.variables.iter().map(claim).collect();
        let taken = schemes.iter().flatten().map(ValueIdent::text);
        let taken: Vec<&str> = BUILDER_RESERVED.iter().copied().chain(taken).collect();
        let idents = self.settle(&mut Scope::new(&taken), VARIABLES, &claims, |index| {
            source(&claims, index)
        });
        idents.into_iter().map(ValueIdent::claimed).collect()
    }
}
