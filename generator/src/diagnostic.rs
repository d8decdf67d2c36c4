//! Diagnostics: what is wrong with a description, or in it and not in the output; where, why, and what to do.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

use serde::Serialize;

use crate::nearest::{did_you_mean, nearest};
use crate::pointer::Origin;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something is documented or approximated in the output rather than expressed; nobody needs to act.
    Note,
    /// Something of the document is not in the output, or was repaired; someone should look.
    Warning,
    /// Nothing can be generated from this; the run fails.
    Error,
}

/// A place in a source, found only for what is shown.
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

/// One finding.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Diagnostic {
    /// What kind of finding.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// Where.
    pub origin: Origin,
    /// The place in the file's text; filled in once, at the end of a run.
    pub location: Option<Location>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Diagnostic {
    /// A finding with the severity that its code has by default.
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

    /// Says what to do more exactly than the advice of its code.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal, $severity:ident, $advice:literal;)+) => {
        /// The kind of a finding. Closed: every refusal is deliberate and listed here.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code, in the order of this list.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The text shown to users and matched by tests.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }

            /// The severity it has.
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$name => Severity::$severity,)+
                }
            }

            /// What to do about it, where a finding does not say it more exactly.
            pub fn advice(self) -> &'static str {
                match self {
                    $(Self::$name => $advice,)+
                }
            }
        }
    };
}

codes! {
    /// The file cannot be read.
    Unreadable = "unreadable", Error,
        "check the path and the permissions of the file";
    /// The file is empty.
    EmptyDocument = "empty-document", Error,
        "write a description into it, or name another file";
    /// The text is not valid JSON or YAML.
    Syntax = "syntax", Error,
        "correct the text at this place";
    /// Nested deeper than the limit.
    TooDeep = "too-deep", Error,
        "move inner schemas to components and refer to them";
    /// Larger than the limit.
    TooLarge = "too-large", Error,
        "split the description into several files";
    /// A member is given twice.
    DuplicateKey = "duplicate-key", Warning,
        "remove one of the two";
    /// Neither `openapi` nor `swagger` is there.
    NoVersion = "no-version", Error,
        "begin the document with `openapi: 3.0.3`, or whichever version it is written in";
    /// A version that is not read.
    UnsupportedVersion = "unsupported-version", Error,
        "use Swagger 2.0 or OpenAPI 3.0, 3.1 or 3.2";
    /// A version that is read as the nearest known one.
    NewerVersion = "newer-version", Warning,
        "check what is new in that version and is used here";
    /// A member has the wrong type (a string where an object is needed, …).
    WrongType = "wrong-type", Warning,
        "write what the specification asks for at this place";
    /// A member that the specification requires is missing.
    Missing = "missing", Warning,
        "add it";
    /// A reference that leads nowhere.
    DanglingRef = "dangling-ref", Warning,
        "add what it refers to, or correct the reference";
    /// References that lead to each other without end.
    RefCycle = "ref-cycle", Warning,
        "let one of the references lead to an object";
    /// A reference that leaves the folder of the description, or names a network address.
    ForeignRef = "foreign-ref", Warning,
        "copy the file into the folder of the description and refer to it there";
    /// A part that cannot be cut out of a description in several files.
    SeveralFiles = "several-files", Error,
        "bundle the description into one file first";
    /// A type that the specification does not know.
    UnknownType = "unknown-type", Warning,
        "use one of array, boolean, integer, number, object, string";
    /// A format that changes nothing.
    UnknownFormat = "unknown-format", Note,
        "nothing needs to be done: the value keeps the type that it has without the format";
    /// An enum without a value.
    EmptyEnum = "empty-enum", Warning,
        "list the values, or leave `enum` out";
    /// An enum that lists a value twice.
    DuplicateEnumValue = "duplicate-enum-value", Note,
        "nothing needs to be done: the value counts once";
    /// A keyword that is not expressed in the output.
    Unsupported = "unsupported", Warning,
        "write it with keywords that can be expressed, or accept that it is left out";
    /// An operation that cannot be expressed and is left out.
    SkippedOperation = "skipped-operation", Warning,
        "mend what the other findings of the operation say; until then it is not generated";
    /// Two operations with one operationId.
    DuplicateOperationId = "duplicate-operation-id", Warning,
        "give each operation an operationId of its own";
    /// A placeholder of the path without a parameter.
    UndeclaredPathParameter = "undeclared-path-parameter", Warning,
        "declare the parameter with `in: path`";
    /// A path parameter without a placeholder.
    UnusedPathParameter = "unused-path-parameter", Warning,
        "add the placeholder to the path, or remove the parameter";
    /// A parameter given twice.
    DuplicateParameter = "duplicate-parameter", Warning,
        "remove one of the two";
    /// A path that no request can have.
    InvalidPath = "invalid-path", Warning,
        "correct the path";
    /// A response code that is none.
    InvalidStatus = "invalid-status", Warning,
        "use a status from 100 to 599, a range such as `2XX`, or `default`";
    /// An operation without a successful response.
    NoSuccess = "no-success", Note,
        "declare the answer of a call that succeeds";
    /// A media type of a good answer that nothing decodes, as another one is.
    UnreadMediaType = "unread-media-type", Note,
        "ask for it with `header(\"Accept\", …)` and take the answer with `send_raw`";
    /// A security scheme that is not declared, or cannot be expressed.
    UnknownSecurityScheme = "unknown-security-scheme", Warning,
        "declare it below the security schemes, or correct the name";
    /// A security scheme that no operation needs, so that nothing is ever sent for it.
    UnusedSecurityScheme = "unused-security-scheme", Note,
        "name it in `security`, of the document or of the operations that need it";
    /// Parts of an `allOf` that contradict each other.
    ConflictingAllOf = "conflicting-all-of", Warning,
        "let the parts agree";
    /// A discriminator that cannot tell the variants apart.
    BadDiscriminator = "bad-discriminator", Warning,
        "let each variant have the property, and the mapping name each variant";
    /// A default or an example that its schema does not allow.
    InvalidDefault = "invalid-default", Note,
        "let the value agree with its schema";
    /// A name that had to be changed to be an identifier of its own.
    Renamed = "renamed", Note,
        "give it a name of your choice in codegen.toml, `[naming.rename]`, by this pointer";
    /// An overlay, or an action of it, that cannot be applied.
    InvalidOverlay = "invalid-overlay", Error,
        "correct the overlay as the OpenAPI Overlay Specification 1.0 has it";
    /// An action of an overlay whose target is not there.
    UnmatchedAction = "unmatched-action", Warning,
        "correct the target, or remove the action: the description may have been mended";
    /// The configuration is wrong.
    Config = "config", Error,
        "correct the configuration";
    /// A pattern of `[select]` that no operation has to do with.
    UnmatchedSelection = "unmatched-selection", Error,
        "correct the pattern in codegen.toml, or remove it";
    /// The configuration names an operation that there is not.
    UnknownOperation = "unknown-operation", Error,
        "correct the operationId in codegen.toml, or remove it";
    /// No operation is left to generate.
    NothingToGenerate = "nothing-to-generate", Error,
        "mend what the other findings say, or name another description";
    /// A fault of this program: please report it.
    Internal = "internal", Error,
        "this is a fault of the generator: please report it with the description";
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

/// Collects findings during a run.
#[derive(Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds findings that were collected elsewhere.
    pub(crate) fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whether any of them ends the run.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether any of them ends the run, those of one code aside.
    pub fn has_errors_but(&self, code: Code) -> bool {
        let errors = |found: &Diagnostic| found.severity == Severity::Error && found.code != code;
        self.0.iter().any(errors)
    }

    /// The findings by file and, where they have one, location; else in the order of discovery. Equal ones once.
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
