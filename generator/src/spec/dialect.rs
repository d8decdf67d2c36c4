//! Which version of the specification a document follows.

use super::cursor::Cursor;
use super::node::Node;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};

/// A version of the specification, as far as reading differs.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Dialect {
    /// Swagger 2.0.
    V2,
    /// OpenAPI 3.0.
    V3_0,
    /// OpenAPI 3.1 and 3.2.
    V3_1,
}

impl Dialect {
    /// The version in short: `2.0`, `3.0`, `3.1`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2 => "2.0",
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
        }
    }
}

/// Finds the version. Without a diagnostic that is an error there always is one.
pub(super) fn sniff(root: &Cursor<'_>, diagnostics: &mut Diagnostics) -> Option<Dialect> {
    if root.node.as_object().is_none() {
        let message = format!("the description is {}, not an object", root.node.kind());
        let mut diagnostic = Diagnostic::new(Code::WrongType, root.origin(), message)
            .help("a description starts with `openapi: 3.0.3`, `info:` and `paths:`");
        diagnostic.severity = Severity::Error;
        diagnostics.push(diagnostic);
        return None;
    }
    let Some(version) = root.get("openapi").or_else(|| root.get("swagger")) else {
        diagnostics.push(no_version(root));
        return None;
    };
    // The version may be written without quotes, and is a number then.
    let text = match version.node {
        Node::String(text) => text.trim().to_owned(),
        Node::Number(number) => number.to_string(),
        other => format!("{}", other.to_json()),
    };
    let mut parts = text.split('.');
    let dialect = match (root.has("openapi"), parts.next(), parts.next()) {
        (true, Some("3"), Some("0")) => Some(Dialect::V3_0),
        (true, Some("3"), Some("1" | "2")) => Some(Dialect::V3_1),
        (false, Some("2"), Some("0")) => Some(Dialect::V2),
        _ => None,
    };
    if dialect.is_none() {
        let message = format!("version `{text}` is not supported");
        let found = Diagnostic::new(Code::UnsupportedVersion, version.origin(), message);
        diagnostics.push(found.help("write the description in OpenAPI 3.0, 3.1 or 3.2, or in Swagger 2.0"));
    }
    dialect
}

fn no_version(root: &Cursor<'_>) -> Diagnostic {
    let message = "the version of the specification is missing: there is neither `openapi` nor `swagger`";
    let help = match ["asyncapi", "arazzo", "overlay", "swaggerVersion", "$schema"]
        .into_iter()
        .find(|key| root.has(key))
    {
        Some("swaggerVersion") => "Swagger 1.x is not supported; convert the description to OpenAPI 3.0".to_owned(),
        Some(other) => format!("name an OpenAPI description; `{other}` marks another kind of document"),
        None => "begin the document with `openapi: 3.0.3`, or the version it is written in".to_owned(),
    };
    Diagnostic::new(Code::NoVersion, root.origin(), message).help(help)
}
