//! The variables of the service's address.

use super::builder::ClientBuilder;
use super::error::Error;
use super::info::ServerVariable;
use crate::info::API;

impl ClientBuilder {
    /// Sets a variable of the address that the description gives (OpenAPI, "Server Variable Object"), by its name there. It
    /// counts unless there is a [`base_url`](Self::base_url) or a [`domain`](Self::domain).
    ///
    /// [`build`](Self::build) refuses names that the address does not have, and values that the description does not list
    /// where it lists any, or that would lead elsewhere.
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.variables.retain(|(known, _)| *known != name);
        self.variables.push((name, value.into()));
        self
    }

    /// The address of the description with the variables that are set; `url` has the defaults of all.
    pub(super) fn described_url(&self, url: &str) -> Result<String, Error> {
        for (name, _) in &self.variables {
            if !API.variables.iter().any(|variable| variable.name == name) {
                let names: Vec<&str> = API.variables.iter().map(|variable| variable.name).collect();
                let known = if names.is_empty() {
                    "none".to_owned()
                } else {
                    names.join(", ")
                };
                let name = name.escape_debug();
                return Err(Error::config(format!(
                    "the address of the service has no variable `{name}`; it has: {known}"
                )));
            }
        }
        let Some(template) = API.server.filter(|_| !self.variables.is_empty()) else {
            return Ok(url.to_owned());
        };
        let mut text = template.to_owned();
        for variable in API.variables {
            let set = self.variables.iter().find(|(name, _)| name == variable.name);
            let value = set.map_or(variable.default, |(_, value)| value.as_str());
            check(template, variable, value)?;
            text = text.replace(&format!("{{{}}}", variable.name), value);
        }
        Ok(text)
    }
}

/// Whether a value may stand where the variable does.
fn check(template: &str, variable: &ServerVariable, value: &str) -> Result<(), Error> {
    let name = variable.name;
    if !variable.values.is_empty() && !variable.values.contains(&value) {
        return Err(Error::config(format!(
            "the variable `{name}` of the service's address is one of {}; for others set a `base_url`",
            variable.values.join(", ")
        )));
    }
    // In a host, a value with a slash would make another host of what stands before it.
    let (_, rest) = template.split_once("//").unwrap_or(("", template));
    let host = rest.split('/').next().unwrap_or_default();
    let in_host = host.contains(&format!("{{{name}}}"));
    let fits = |char: char| char.is_ascii_alphanumeric() || "-._~:".contains(char) || char == '/' && !in_host;
    match value.chars().all(fits) {
        true => Ok(()),
        false => Err(Error::config(format!(
            "the variable `{name}` of the service's address has characters that cannot stand there"
        ))),
    }
}
