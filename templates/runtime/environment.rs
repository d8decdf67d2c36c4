//! Settings from the environment and from a file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

use super::builder::ClientBuilder;
use super::client::Client;
use super::error::Error;
use crate::info::API;

/// The settings that there are, by name: that of the variable behind the prefix, in lower case. In a file they may stand
/// below any table.
const NAMES: &[&str] = &[
    "region",
    "domain",
    "base_url",
    "token_url",
    "client_id",
    "client_secret",
    "access_token",
    "timeout",
    "proxy",
];

/// Names that other SDKs have for the same.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("oauthclient_id", "client_id"),
    ("oauthclient_secret", "client_secret"),
    ("host", "base_url"),
    ("oauthclient_region", "region"),
];

impl Client {
    /// A client with the settings of the environment and of a file: [`ClientBuilder::from_env`].
    ///
    /// # Errors
    ///
    /// [`Error::Config`] where a setting cannot be used or the file cannot be read.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().from_env()?.build()
    }
}

impl ClientBuilder {
    /// Takes settings from the environment and from a file. What is set on the builder afterwards goes before the
    /// environment, and that before the file; what was set before is replaced where the environment or the file has it.
    ///
    /// Variables are called after the API, as in `PETSTORE_CLIENT_ID`: `REGION` (its name or its domain), `DOMAIN`, `BASE_URL`,
    /// `SERVER_` and the name of a variable of the service's address, `TOKEN_URL`, `CLIENT_ID` and `CLIENT_SECRET`, `ACCESS_TOKEN`, `TIMEOUT` (seconds), `PROXY`; the reference pages of the
    /// crate say what goes before them. Empty ones count as missing.
    ///
    /// The file is the one that `CONFIG` names, or `config` in the folder of that name in the user's home, if it is there. It
    /// has the same names in lower case, `name = value` a line, below tables (`[authentication]`) that mean nothing: the
    /// common part of TOML and INI. Names that are not known are not looked at.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] where a value cannot be used, or the file that `CONFIG` names cannot be read.
    pub fn from_env(self) -> Result<Self, Error> {
        let variable = |name: &str| env::var(variable(name)).ok().filter(|value| !value.trim().is_empty());
        let mut settings = match variable("config") {
            Some(path) => read(Path::new(&path))?,
            None => match home_file().filter(|path| path.is_file()) {
                Some(path) => read(&path)?,
                None => BTreeMap::new(),
            },
        };
        let others = OTHER_NAMES.iter().map(|(other, name)| (*other, *name));
        for (variable_name, name) in others.chain(NAMES.iter().map(|name| (*name, *name))) {
            if let Some(value) = variable(variable_name) {
                settings.insert(name.to_owned(), value);
            }
        }
        for name in API.variables.iter().map(|known| server_setting(known.name)) {
            if let Some(value) = variable(&name) {
                settings.insert(name, value);
            }
        }
        self.apply(settings)
    }

    fn apply(mut self, mut settings: BTreeMap<String, String>) -> Result<Self, Error> {
        let mut take = |name: &str| settings.remove(name);
        if let Some(region) = take("region") {
            let known = API
                .regions
                .iter()
                .find(|(name, domain)| *name == region || *domain == region);
            self = self.domain(known.map_or(region.as_str(), |(_, domain)| domain));
        }
        if let Some(domain) = take("domain") {
            self = self.domain(domain);
        }
        if let Some(url) = take("base_url") {
            // Some write the host alone.
            let is_url = url.contains("://");
            self = self.base_url(if is_url { url } else { format!("https://{url}") });
        }
        for known in API.variables {
            if let Some(value) = take(&server_setting(known.name)) {
                self = self.server_variable(known.name, value);
            }
        }
        let flow = [take("token_url"), take("client_id"), take("client_secret")];
        match (take("access_token"), flow) {
            (Some(token), [url, ..]) => self = self.with_flow_settings(url, None, None)?.access_token(token),
            (None, [url, id, secret]) => self = self.with_flow_settings(url, id, secret)?,
        }
        if let Some(seconds) = take("timeout") {
            let limit = seconds
                .trim()
                .parse()
                .ok()
                .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            let limit =
                limit.ok_or_else(|| Error::config(format!("`{}` is no number of seconds", variable("timeout"))))?;
            self = self.timeout(limit);
        }
        // In a browser, proxies are its own matter.
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(url) = take("proxy") {
            self = self.proxy(url.as_str());
        }
        Ok(self)
    }
}

/// The setting of a variable of the service's address.
fn server_setting(name: &str) -> String {
    let plain = |char: char| {
        if char.is_ascii_alphanumeric() {
            char.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    format!("server_{}", name.chars().map(plain).collect::<String>())
}

/// The error of a setting that another one needs.
pub(super) fn not_set(name: &str) -> Error {
    Error::config(format!("`{}` is not set", variable(name)))
}

/// The variable of a setting.
pub(super) fn variable(name: &str) -> String {
    let mut variable = String::new();
    for part in [API.environment, name] {
        let dash = if variable.is_empty() { "" } else { "_" };
        let _ = write!(variable, "{dash}{}", part.to_ascii_uppercase());
    }
    variable
}

fn home_file() -> Option<PathBuf> {
    let home = env::var_os("HOME").or_else(|| env::var_os("USERPROFILE"))?;
    Some(PathBuf::from(home).join(API.config_file?))
}

/// The settings of a file, those that are known, each by its own name.
fn read(path: &Path) -> Result<BTreeMap<String, String>, Error> {
    let failed = |error| Error::config_source(format!("the settings in {} cannot be read", path.display()), error);
    let text = fs::read_to_string(path).map_err(failed)?;
    let mut settings = BTreeMap::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with(['#', ';', '[']) {
            continue;
        }
        let Some((name, value)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim().trim_matches('"').to_ascii_lowercase().replace('-', "_");
        let name = OTHER_NAMES
            .iter()
            .find(|(other, _)| *other == name)
            .map_or(name.as_str(), |(_, own)| own);
        let value = unquoted(value.trim());
        let is_variable = || API.variables.iter().any(|known| server_setting(known.name) == name);
        if (NAMES.contains(&name) || is_variable()) && !value.is_empty() {
            settings.insert(name.to_owned(), value.to_owned());
        }
    }
    Ok(settings)
}

/// A value without its quotes, or without a comment behind it.
fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote)
            && let Some((inner, _)) = inner.split_once(quote)
        {
            return inner;
        }
    }
    let comment = value.find(" #").or_else(|| value.find(" ;"));
    comment.map_or(value, |at| value[..at].trim_end())
}
