//! Every knob of `codegen.toml`. Unknown keys are refused, with the nearest known one.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::diagnostic::{Code, Diagnostic};
use crate::lock::Lock;
use crate::pointer::{FileId, Origin, Pointer};

mod file;
mod paging;

pub use file::ConfigFile;
pub use paging::{NextPage, PageMethod, Paging, PagingRule};

/// The configuration of a run, as `codegen.toml` gives it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The crate that is generated.
    pub package: Package,
    /// Which operations are generated.
    pub select: Select,
    /// Features of the crate.
    pub features: Features,
    /// How identifiers are made.
    pub naming: Naming,
    /// Hosts and regions of the service.
    pub hosts: Hosts,
    /// Which Rust type a format becomes.
    pub types: Types,
    /// Extensions of the description that carry facts we show.
    pub extensions: Extensions,
    /// The shape of error bodies.
    pub errors: Errors,
    /// Identifiers to keep: the `names.lock` beside the file. None where none are to be kept or taken down.
    #[serde(skip)]
    pub lock: Option<Arc<Lock>>,
    /// The file, if the configuration was read from one: diagnostics show its lines.
    #[serde(skip)]
    pub file: Option<Arc<ConfigFile>>,
    /// What is repeated and what is not.
    pub retries: Retries,
    /// Lists that are answered in pages.
    pub paging: Paging,
    /// Settings from outside of a program.
    pub environment: Environment,
    /// Asynchronous jobs, by the operation that starts them.
    pub jobs: BTreeMap<String, Job>,
}

impl Config {
    /// Parses a configuration and records the positions of its keys. `path` is the file's path as the user knows it.
    ///
    /// # Errors
    ///
    /// Text that is not TOML, an unknown key, or a value of the wrong type.
    pub fn parse(path: &str, text: &str) -> Result<Self, toml::de::Error> {
        let config: Self = toml::from_str(text)?;
        Ok(Self {
            file: Some(Arc::new(ConfigFile::new(path, text))),
            ..config
        })
    }

    /// A diagnostic about the value at `path`: the keys and the indexes that lead to it.
    pub(crate) fn diagnostic(&self, code: Code, path: &[&str], message: impl Into<String>) -> Diagnostic {
        let pointer = path.iter().fold(Pointer::root(), |pointer, key| pointer.child(key));
        let location = self.file.as_ref().and_then(|file| file.location(&pointer));
        let file = FileId::CONFIG;
        let found = Diagnostic::new(code, Origin { file, pointer }, message);
        Diagnostic { location, ..found }
    }
}

/// `[package]`: the manifest of the generated crate.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Package {
    /// Name of the package; from the title of the API where absent.
    pub name: Option<String>,
    /// Version of the package.
    pub version: semver::Version,
    /// SPDX expression.
    pub license: String,
    /// One line; from the description where absent.
    pub description: Option<String>,
    /// Address of the repository.
    pub repository: Option<String>,
    /// Address of the documentation.
    pub documentation: Option<String>,
    /// Address of the home page.
    pub homepage: Option<String>,
    /// Keywords of the registry, at most five.
    pub keywords: Vec<String>,
    /// Categories of the registry, at most five.
    pub categories: Vec<String>,
    /// Authors.
    pub authors: Vec<String>,
    /// Dependencies of the tests and examples that are written by hand, as a manifest has them.
    pub dev_dependencies: BTreeMap<String, toml::Value>,
}

impl Default for Package {
    fn default() -> Self {
        Self {
            name: None,
            version: semver::Version::new(0, 1, 0),
            license: "MIT OR Apache-2.0".to_owned(),
            description: None,
            repository: None,
            documentation: None,
            homepage: None,
            keywords: Vec::new(),
            categories: Vec::new(),
            authors: Vec::new(),
            dev_dependencies: BTreeMap::new(),
        }
    }
}

/// `[select]`: which operations are generated, with what they reach. Without it all are.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Select {
    /// Tags, any of which an operation must have.
    pub tags: Vec<String>,
    /// Paths, as the description writes them.
    pub paths: Vec<String>,
    /// OperationIds.
    pub operations: Vec<String>,
    /// What is left out of that.
    pub exclude: Patterns,
}

impl Select {
    /// Whether all operations are generated.
    pub fn is_empty(&self) -> bool {
        self.only().is_empty() && self.exclude.is_empty()
    }

    /// What an operation must be in any of the ways; empty where it may be anything.
    pub fn only(&self) -> Patterns {
        Patterns {
            tags: self.tags.clone(),
            paths: self.paths.clone(),
            operations: self.operations.clone(),
        }
    }
}

/// What operations are told by: patterns, in which `*` stands for any characters and `?` for one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Patterns {
    /// Any of its tags.
    pub tags: Vec<String>,
    /// Its path, as the description writes it.
    pub paths: Vec<String>,
    /// Its operationId.
    pub operations: Vec<String>,
}

impl Patterns {
    /// The patterns of each kind by their key.
    pub fn kinds(&self) -> [(&'static str, &[String]); 3] {
        [
            ("tags", &self.tags),
            ("paths", &self.paths),
            ("operations", &self.operations),
        ]
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.kinds().iter().all(|(_, patterns)| patterns.is_empty())
    }
}

/// `[features]`: each group of operations is a feature, with the types that it needs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Features {
    /// Which of them are on where a program does not choose.
    pub default: DefaultFeatures,
}

/// Which features are on where a program does not choose.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum DefaultFeatures {
    /// All: the crate is complete, and can be made smaller.
    #[default]
    All,
    /// None: a program names what it needs.
    None,
}

/// `[naming]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Naming {
    /// Words that are kept together when a name is split, in any case: `OAuth`, `SAML2`.
    pub words: Vec<String>,
    /// Names of types to use instead, by JSON pointer of the schema.
    pub types: BTreeMap<String, String>,
    /// Names of properties, values, operations, parameters and tags to use instead, by JSON pointer.
    pub rename: BTreeMap<String, String>,
}

/// `[hosts]`: where the service is reached beside the servers that the description lists.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Hosts {
    /// Base address of the API, with `{domain}` in it: `https://api.{domain}`.
    pub api: Option<String>,
    /// Address that tokens come from, with `{domain}` in it: `https://login.{domain}/oauth/token`.
    pub token: Option<String>,
    /// Address that users are sent to for a login, with `{domain}` in it: `https://login.{domain}/oauth/authorize`.
    pub authorize: Option<String>,
    /// The domain used where neither region, domain nor address is given.
    pub default_domain: Option<String>,
    /// Regions, each with its domain, in the order to show them.
    pub regions: indexmap::IndexMap<String, String>,
}

/// `[types]`: which Rust type a format becomes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Types {
    /// `date-time`.
    pub date_time: DateTimeType,
    /// `date`.
    pub date: DateType,
    /// `uuid`.
    pub uuid: UuidType,
}

/// The type of a `date-time`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum DateTimeType {
    /// `chrono::DateTime<Utc>`.
    #[default]
    Chrono,
    /// `jiff::Timestamp`.
    Jiff,
    /// `time::OffsetDateTime`.
    Time,
    /// `String`.
    String,
}

/// The type of a `date`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum DateType {
    /// `chrono::NaiveDate`.
    #[default]
    Chrono,
    /// `jiff::civil::Date`.
    Jiff,
    /// `time::Date`.
    Time,
    /// `String`.
    String,
}

/// The type of a `uuid`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum UuidType {
    /// `String`: services are often less strict than the format.
    #[default]
    String,
    /// `uuid::Uuid`.
    Uuid,
}

/// `[extensions]`: names of extensions that carry facts. An extension never supplies code.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Extensions {
    /// Permissions of an operation: `{type: ANY|ALL, permissions: […]}`.
    pub permissions: Option<String>,
    /// Error codes of a response: `{code: message}`.
    pub error_codes: Option<String>,
}

/// `[jobs.<operation>]`: an asynchronous job, which one operation starts and another one says the state of.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Job {
    /// The operation that says how the job stands.
    pub poll: String,
    /// Where the answer to the start has the name of the job: a JSON pointer.
    pub id: String,
    /// The path parameter of the other operation that it goes into.
    pub parameter: String,
    /// Where the answers of the other operation have the state: a JSON pointer.
    pub state: String,
    /// The states in which the job is over, well or not.
    pub over: Vec<String>,
}

/// `[environment]`: settings that a client takes from outside of a program.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Environment {
    /// What the names of the variables begin with, without the underscore behind it; the name of the package otherwise.
    pub prefix: Option<String>,
    /// The file with settings, below the home of the user.
    pub config_file: Option<String>,
}

/// `[retries]`: what the client may repeat.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Retries {
    /// The header that keys go into by which the service knows a repeated request; empty where it has none.
    pub idempotency_header: String,
    /// Names of operations that are never repeated.
    pub never: Vec<String>,
}

impl Default for Retries {
    fn default() -> Self {
        Self {
            idempotency_header: "Idempotency-Key".to_owned(),
            never: Vec::new(),
        }
    }
}

/// `[errors]`: where to look in error bodies and responses, for any operation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Errors {
    /// JSON pointers tried in order for the machine-readable code: `/code`, `/error/code`.
    pub code: Vec<String>,
    /// JSON pointers tried in order for the message.
    pub message: Vec<String>,
    /// The response header that identifies the call to the service's support.
    pub correlation_header: Option<String>,
}
