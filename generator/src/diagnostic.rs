//! Diagnostics: faults of a description or the configuration, and differences between a description and its crate.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

use serde::Serialize;

use crate::nearest::{did_you_mean, nearest};
use crate::pointer::Origin;

/// The weight of a diagnostic.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// For information: the crate documents or approximates something; nobody needs to act.
    Note,
    /// The crate differs from what the description means, or a fault was repaired; someone should look.
    Warning,
    /// Something that was asked for cannot be done; the run fails and nothing is written.
    Error,
}

/// A position in a source, found only for what is shown.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Location {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Byte offset of the place in the file.
    pub offset: usize,
    /// Length in bytes of what to underline.
    pub length: usize,
}

impl Location {
    /// The location of a range of bytes in a short text.
    pub fn of(text: &str, span: Range<usize>) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line: before.matches('\n').count() as u32 + 1,
            column: line.chars().count() as u32 + 1,
            offset: span.start,
            length: span.len(),
        }
    }
}

/// A diagnostic.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Diagnostic {
    /// The kind of diagnostic.
    pub code: Code,
    /// The weight.
    pub severity: Severity,
    /// The item that it is about.
    pub origin: Origin,
    /// The position in the file; filled in once, at the end of a run.
    pub location: Option<Location>,
    /// The fault, in one sentence.
    pub message: String,
    /// The advice.
    pub help: String,
}

impl Diagnostic {
    /// Creates a diagnostic with the severity and the advice of its code.
    pub fn new(code: Code, origin: Origin, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            origin,
            location: None,
            message: message.into(),
            help: code.advice().to_owned(),
        }
    }

    /// Suggests the known name that `wanted` may be a misspelling of, if there is one.
    #[must_use]
    pub fn did_you_mean<'n>(self, wanted: &str, known: impl IntoIterator<Item = &'n str>) -> Self {
        match nearest(wanted, known) {
            Some(name) => self.help(did_you_mean(name)),
            None => self,
        }
    }

    /// Replaces the advice of the code by a more exact one.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal, $severity:ident, $advice:literal;)+) => {
        /// The kind of a diagnostic. Closed: every refusal is deliberate and listed here.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code, in the order of this list.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The name that users see and tests match.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }

            /// The severity, unless a diagnostic has its own.
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$name => Severity::$severity,)+
                }
            }

            /// The advice, unless a diagnostic has a more exact one.
            pub fn advice(self) -> &'static str {
                match self {
                    $(Self::$name => $advice,)+
                }
            }
        }
    };
}

codes! {
    /// A file of the description cannot be read. Check its path and its permissions.
    Unreadable = "unreadable", Error,
        "check the path and the permissions of the file";
    /// The file is empty. Write a description into it.
    EmptyDocument = "empty-document", Error,
        "write a description into it, or name another file";
    /// The file is not valid JSON or YAML. Correct it at the position.
    Syntax = "syntax", Error,
        "correct the text at this position";
    /// Values are nested deeper than the limit. Move inner schemas to the components.
    TooDeep = "too-deep", Error,
        "move inner schemas to the components and refer to them";
    /// The files exceed a limit. Split the description.
    TooLarge = "too-large", Error,
        "split the description into several files";
    /// An object has a key twice; the last one is used. Remove one of the two.
    DuplicateKey = "duplicate-key", Warning,
        "remove one of the two";
    /// Neither `openapi` nor `swagger` is there. Add the version of the specification.
    NoVersion = "no-version", Error,
        "begin the document with `openapi: 3.0.3`, or the version it is written in";
    /// The version of the specification is not supported. Convert the description.
    UnsupportedVersion = "unsupported-version", Error,
        "use Swagger 2.0 or OpenAPI 3.0, 3.1 or 3.2";
    /// A value has the wrong type, such as a string instead of an object, and is ignored. Correct it.
    WrongType = "wrong-type", Warning,
        "write what the specification requires here";
    /// Something that the specification requires is missing, and is replaced by the nearest guess. Add it.
    Missing = "missing", Warning,
        "add it";
    /// A reference leads nowhere. Correct the reference, or add what it refers to.
    DanglingRef = "dangling-ref", Warning,
        "add what it refers to, or correct the reference";
    /// References, compositions or required properties lead back to themselves. Break the cycle.
    RefCycle = "ref-cycle", Warning,
        "let one of the references lead to an object";
    /// A reference leaves the folder of the description, or is a network address. Copy the file into the folder.
    ForeignRef = "foreign-ref", Warning,
        "copy the file into the folder of the description and refer to it there";
    /// A slice would refer to another file. Bundle the description first.
    SeveralFiles = "several-files", Error,
        "bundle the description into one file first";
    /// A type that JSON Schema does not have is ignored. Use one that it has.
    UnknownType = "unknown-type", Warning,
        "use one of array, boolean, integer, number, object, string";
    /// A format has no effect. Nothing needs to be done.
    UnknownFormat = "unknown-format", Note,
        "nothing needs to be done: the value has the type that it has without the format";
    /// An `enum` has no values and is ignored. List the values, or remove it.
    EmptyEnum = "empty-enum", Warning,
        "list the values, or remove `enum`";
    /// An `enum` lists a value twice; it counts once. Nothing needs to be done.
    DuplicateEnumValue = "duplicate-enum-value", Note,
        "nothing needs to be done: the value counts once";
    /// A keyword has less effect in the crate than in the description, or none. Describe it in another way if it matters.
    Unsupported = "unsupported", Warning,
        "describe it in another way if it matters to the users of the crate";
    /// An operation is left out, because no request for it can be made. Correct what the other diagnostics report about it.
    SkippedOperation = "skipped-operation", Warning,
        "correct what the other diagnostics report about the operation; it is not generated until then";
    /// Two operations have one operationId; the second one is named by its path. Give it its own operationId.
    DuplicateOperationId = "duplicate-operation-id", Warning,
        "give each operation its own operationId";
    /// The path has a placeholder that no parameter declares. Declare the parameter.
    UndeclaredPathParameter = "undeclared-path-parameter", Warning,
        "declare the parameter with `in: path`";
    /// A path parameter has no placeholder and is left out. Add the placeholder, or remove the parameter.
    UnusedPathParameter = "unused-path-parameter", Warning,
        "add the placeholder to the path, or remove the parameter";
    /// A parameter is declared twice, or the path has its value; one of them is used. Remove the other.
    DuplicateParameter = "duplicate-parameter", Warning,
        "remove one of the two";
    /// A path cannot be sent, or not as it is written. Correct it.
    InvalidPath = "invalid-path", Warning,
        "correct the path";
    /// A response has a key that is not a status, and is left out. Correct the key.
    InvalidStatus = "invalid-status", Warning,
        "use a status from 100 to 599, a range such as `2XX`, or `default`";
    /// An operation describes neither a successful response nor `default`. Describe one, if it has a body.
    NoSuccess = "no-success", Note,
        "describe the response of a successful call, if it has a body";
    /// A successful response has a media type that is not decoded, beside one that is. Request it where it is needed.
    UnreadMediaType = "unread-media-type", Note,
        "request it with `header(\"Accept\", …)` and receive it with `send_raw`";
    /// A security scheme is not declared, or is not supported. Declare it, or correct its name.
    UnknownSecurityScheme = "unknown-security-scheme", Warning,
        "declare it below the security schemes, or correct the name";
    /// No operation uses a security scheme, so nothing is ever sent for it. Name it in `security`, if it is needed.
    UnusedSecurityScheme = "unused-security-scheme", Note,
        "name it in `security`, of the document or of the operations that need it";
    /// Parts of an `allOf` contradict each other; one of them is used. Correct one of them.
    ConflictingAllOf = "conflicting-all-of", Warning,
        "correct one of the parts";
    /// The discriminator does not choose a variant, so the shape of a value does. Give each variant its own value.
    BadDiscriminator = "bad-discriminator", Warning,
        "declare the property in each variant, and give each variant its own value in the mapping";
    /// A default is not valid for its schema, and is left out of the documentation. Correct the default or the schema.
    InvalidDefault = "invalid-default", Note,
        "correct the default, or the schema";
    /// A name cannot be an identifier, so that another one is used. Choose one in codegen.toml, if it matters.
    Renamed = "renamed", Note,
        "choose an identifier in codegen.toml: `[naming.rename]`, with this pointer as the key";
    /// An overlay, or one of its actions, cannot be applied. Correct it.
    InvalidOverlay = "invalid-overlay", Error,
        "correct the overlay according to the OpenAPI Overlay Specification 1.0";
    /// The target of an overlay's action matches nothing. Correct the target, or remove the action.
    UnmatchedAction = "unmatched-action", Warning,
        "correct the target, or remove the action if the description no longer needs it";
    /// A value in codegen.toml is wrong. Correct it.
    Config = "config", Error,
        "correct the configuration";
    /// A pattern of `[select]` matches no operation. Correct the pattern.
    UnmatchedSelection = "unmatched-selection", Error,
        "correct the pattern in codegen.toml, or remove it";
    /// codegen.toml names an operation that does not exist. Correct the operationId.
    UnknownOperation = "unknown-operation", Error,
        "correct the operationId in codegen.toml, or remove it";
    /// Neither operations nor schemas are left to generate. Correct what the other diagnostics report.
    NothingToGenerate = "nothing-to-generate", Error,
        "correct what the other diagnostics report, or name another description";
    /// The generator is at fault. Report it with the description.
    Internal = "internal", Error,
        "this is a fault of the generator; please report it with the description";
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Collects diagnostics during a run.
#[derive(Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds diagnostics that were collected elsewhere.
    pub(crate) fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Returns `true` if one of them ends the run.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Returns `true` if one of them ends the run, ignoring those of one code.
    pub fn has_errors_but(&self, code: Code) -> bool {
        let errors = |found: &Diagnostic| found.severity == Severity::Error && found.code != code;
        self.0.iter().any(errors)
    }

    /// The diagnostics by file and location; those without a location in the order of discovery. Equal ones occur once.
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut all = self.0;
        let mut seen = HashSet::new();
        all.retain(|diagnostic| seen.insert((diagnostic.code, diagnostic.origin.clone(), diagnostic.message.clone())));
        sort(&mut all);
        all
    }
}

/// Sorts by file, then location; what has none comes first. The order of equal ones stays.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_key(|diagnostic| {
        (
            diagnostic.origin.file,
            diagnostic.location.map(|location| (location.offset, location.length)),
        )
    });
}
