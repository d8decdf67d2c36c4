//! The scenarios of the suite: the requests that the mock server expects, and its responses.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::Failure;

/// Each scenario with its requests, by name.
pub(super) type Scenarios = BTreeMap<String, Vec<Expected>>;

/// A request that the mock server expects.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Expected {
    /// The method in lower case.
    pub(super) method: String,
    /// The path as a route of the server: some characters are escaped by a backslash.
    pub(super) uri: String,
    #[serde(default)]
    pub(super) query: Map<String, Value>,
    #[serde(default)]
    pub(super) headers: Map<String, Value>,
    /// The status of the response to the right request.
    pub(super) status: u16,
    pub(super) body: Option<Body>,
    /// The body of the response.
    pub(super) response: Option<Body>,
    /// The number of times that the request is made, if it is more than one.
    pub(super) times: Option<i32>,
}

/// A body that the mock server expects.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Body {
    pub(super) media_type: String,
    /// The content of a body that is no form.
    pub(super) content: Option<Vec<u8>>,
    /// The values of a form.
    #[serde(default)]
    pub(super) parts: Map<String, Value>,
    /// The files of a form.
    #[serde(default)]
    pub(super) files: Vec<File>,
}

/// A file of a form.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct File {
    /// The name of its part.
    pub(super) name: String,
    pub(super) file_name: String,
    pub(super) media_type: String,
    pub(super) content: Vec<u8>,
}

impl Expected {
    /// A header, whatever the case of its name.
    pub(super) fn header(&self, name: &str) -> Option<&Value> {
        let mut headers = self.headers.iter();
        headers
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The path as it is sent.
    pub(super) fn path(&self) -> String {
        self.uri.replace('\\', "")
    }
}

/// Reads the scenarios that the packages describe.
pub(super) fn read(file: &Path) -> Result<Scenarios, Failure> {
    let text = fs::read(file).map_err(|error| Failure::file(file, error))?;
    serde_json::from_slice(&text)
        .map_err(|error| Failure::Refused(format!("{} cannot be read: {error}", crate::places::shown(file))))
}
