//! Settings from the environment and from a file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

use percent_encoding::utf8_percent_encode;

use super::builder::ClientBuilder;
use super::client::Client;
use super::error::Error;
use super::style::UNRESERVED;
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
    "gateway_host",
    "gateway_protocol",
    "gateway_port",
    "gateway_path_params_api",
    "gateway_path_params_login",
    "proxy_host",
    "proxy_protocol",
    "proxy_port",
    "proxy_username",
    "proxy_password",
];

/// Tables of a file whose names are told apart from others by the name of the table: `host` below `[gateway]` is
/// `gateway_host`.
const TABLES: &[&str] = &["gateway", "proxy"];

/// What of a file means nothing any more where the environment has a setting.
const REPLACED: &[(&str, &[&str])] = &[
    ("region", &["domain", "base_url"]),
    ("domain", &["region", "base_url"]),
    ("base_url", &["gateway_host"]),
    ("proxy_host", &["proxy"]),
];

/// Tables that a `host` means the service in.
const HOST_TABLES: &[&str] = &["", "general", "host"];

/// What the settings say of tokens: where they come from, and the credentials of an OAuth client.
#[derive(Default)]
pub(super) struct FlowSettings {
    pub(super) token_url: Option<String>,
    /// The address of a gateway that logins and tokens are below.
    pub(super) gateway: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) client_secret: Option<String>,
}

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
    /// `SERVER_` and the name of a variable of the service's address, `TOKEN_URL`, `CLIENT_ID` and `CLIENT_SECRET`, `ACCESS_TOKEN`,
    /// `TIMEOUT` (seconds), `PROXY`; the reference pages of the crate say what goes before them. Empty ones count as missing.
    ///
    /// `GATEWAY_HOST`, `GATEWAY_PROTOCOL` (`https` unless it is set), `GATEWAY_PORT`, `GATEWAY_PATH_PARAMS_API` and
    /// `GATEWAY_PATH_PARAMS_LOGIN` make the addresses of a gateway: of the API, and of logins and tokens. They go before `BASE_URL`.
    /// `PROXY_HOST`, `PROXY_PROTOCOL`, `PROXY_PORT`, `PROXY_USERNAME` and `PROXY_PASSWORD` make that of a proxy.
    ///
    /// The file is the one that `CONFIG` names, or `config` in the folder of that name in the user's home, if it is there. It
    /// has the same names in lower case, `name = value` a line, below tables (`[authentication]`) that mean nothing but for
    /// `[gateway]` and `[proxy]`, whose names have theirs in front: the common part of TOML and INI, in the form of the
    /// service's other SDKs. Names that are not known are not looked at.
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
        let mut own = BTreeMap::new();
        for (variable_name, name) in others.chain(NAMES.iter().map(|name| (*name, *name))) {
            if let Some(value) = variable(variable_name) {
                own.insert(name.to_owned(), value);
            }
        }
        for (_, replaced) in REPLACED.iter().filter(|(name, _)| own.contains_key(*name)) {
            settings.retain(|name, _| !replaced.contains(&name.as_str()));
        }
        settings.extend(own);
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
        let gateway = address_of("gateway", &mut take, "https");
        let url = gateway.as_ref().map(|url| below(url, take("gateway_path_params_api")));
        if let Some(url) = url.or(take("base_url")) {
            // Some write the host alone.
            let is_url = url.contains("://");
            let url = if is_url { url } else { format!("https://{url}") };
            self = match region_at(&url) {
                Some(domain) => self.domain(domain),
                None => self.base_url(url),
            };
        }
        for known in API.variables {
            if let Some(value) = take(&server_setting(known.name)) {
                self = self.server_variable(known.name, value);
            }
        }
        let mut flow = FlowSettings {
            token_url: take("token_url"),
            gateway: gateway.map(|url| below(&url, take("gateway_path_params_login"))),
            client_id: take("client_id"),
            client_secret: take("client_secret"),
        };
        self = match take("access_token") {
            Some(token) => {
                (flow.client_id, flow.client_secret) = (None, None);
                self.with_flow_settings(flow)?.access_token(token)
            }
            None => self.with_flow_settings(flow)?,
        };
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
        if let Some(url) = take("proxy").or_else(|| address_of("proxy", &mut take, "http")) {
            self = self.proxy(url.as_str());
        }
        Ok(self)
    }
}

/// An address that is set in parts: protocol, host and port, and perhaps who one is there.
fn address_of(what: &str, take: &mut impl FnMut(&str) -> Option<String>, protocol: &str) -> Option<String> {
    let mut part = |name: &str| take(&format!("{what}_{name}"));
    let host = part("host")?;
    let protocol = part("protocol").unwrap_or_else(|| protocol.to_owned());
    // The service's other SDKs write -1 where there is none.
    let port = part("port").filter(|port| !port.starts_with('-'));
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    let encoded = |text: String| utf8_percent_encode(&text, UNRESERVED).to_string();
    let user = match (part("username").map(encoded), part("password").map(encoded)) {
        (Some(user), Some(password)) => format!("{user}:{password}@"),
        (Some(user), None) => format!("{user}@"),
        (None, _) => String::new(),
    };
    Some(format!("{protocol}://{user}{host}{port}"))
}

/// A path below an address.
fn below(url: &str, path: Option<String>) -> String {
    match path.as_deref().map(|path| path.trim_matches('/')) {
        None | Some("") => url.to_owned(),
        Some(path) => format!("{url}/{path}"),
    }
}

/// The domain of a region whose own address of the API this is: its tokens are then those of the region.
fn region_at(url: &str) -> Option<&'static str> {
    let pattern = API.api_host?;
    let is_at = |domain: &&str| pattern.replace("{domain}", domain).trim_end_matches('/') == url.trim_end_matches('/');
    API.regions.iter().map(|(_, domain)| *domain).find(is_at)
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
    let mut table = String::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(header) = line.strip_prefix('[') {
            let name = header.split(']').next().unwrap_or_default();
            table = name.trim().to_ascii_lowercase();
            continue;
        }
        let Some((name, value)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim().trim_matches('"').to_ascii_lowercase().replace('-', "_");
        let name = match TABLES.contains(&table.as_str()) {
            true => format!("{table}_{name}"),
            false => name,
        };
        if name == "host" && !HOST_TABLES.contains(&table.as_str()) {
            continue;
        }
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
