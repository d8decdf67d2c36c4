//! What stands in place of the flows of OAuth 2 where an API has none.

use std::time::Duration;

use url::Url;

use super::authentication::Flow;
use super::builder::ClientBuilder;
use super::environment::{FlowSettings, variable};
use super::error::Error;
use super::network::Http;

/// What is set of flows: nothing.
#[derive(Default)]
pub(super) struct Flows;

impl Flows {
    pub(super) fn name(&self) -> &'static str {
        "None"
    }

    pub(super) fn scope(&self) -> &'static str {
        ""
    }

    pub(super) fn open(self, _: &Http, _: Url, _: Option<Duration>) -> Option<Flow> {
        None
    }
}

impl ClientBuilder {
    pub(super) fn token_endpoint(&self) -> Result<Option<Url>, Error> {
        Ok(None)
    }

    pub(super) fn with_flow_settings(self, settings: FlowSettings) -> Result<Self, Error> {
        let names = ["token_url", "client_id", "client_secret"];
        let values = [settings.token_url, settings.client_id, settings.client_secret];
        let set = names.iter().zip(values).find(|(_, value)| value.is_some());
        match set {
            Some((name, _)) => Err(Error::config(format!(
                "`{}` is set, and this API has no tokens that a client could ask for",
                variable(name)
            ))),
            None => Ok(self),
        }
    }
}
