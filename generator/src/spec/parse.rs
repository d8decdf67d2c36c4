//! The bytes of one file to a tree. The format is told by the content, not by the file's name.
//!
//! `serde_yaml` is used here and nowhere else.

use std::sync::Arc;

use rayon::prelude::*;
use serde::de::Error as _;

use super::lines::Lines;
use super::locate;
use super::nesting;
use super::node::{Member, Node, Number};
use super::read::{Reader, Refusal};
use super::segments::{Segment, segments};
use crate::diagnostic::{Code, Diagnostic, Location, Severity};
use crate::packed::PackedText;
use crate::pointer::{Origin, Pointer};

/// How a file is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Format {
    Json,
    Yaml,
}

/// What a file holds.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) text: PackedText,
    pub(super) format: Format,
    /// `None` where the file could not be read; a diagnostic says why.
    pub(super) node: Option<Node>,
    /// Whether the file gives names to its parts (`$id`, `$anchor`).
    pub(super) identified: bool,
    /// What is wrong with the file, with locations where they are known, in a file yet to be numbered.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A tree that was read, and what was noticed meanwhile.
type Read = Result<(Node, Reader), Box<Diagnostic>>;

/// Reads a file.
pub(super) fn parse(bytes: Vec<u8>, depth: usize) -> Content {
    let text = match decode(bytes) {
        Ok(text) => text,
        Err((text, diagnostic)) => return content(PackedText::new(&text), Format::Yaml, Err(diagnostic)),
    };
    if is_blank(&text) {
        let diagnostic = finding(Code::EmptyDocument, Pointer::root(), "the file is empty")
            .help("write an OpenAPI description in JSON or YAML into it");
        return content(PackedText::new(&text), Format::Yaml, Err(Box::new(diagnostic)));
    }
    let ((format, read), packed) = rayon::join(|| read(&text, depth), || PackedText::new(&text));
    content(packed, format, read)
}

/// A value as YAML.
pub(super) fn to_yaml(value: &impl serde::Serialize) -> Result<String, String> {
    serde_yaml::to_string(value).map_err(|error| error.to_string())
}

fn read(text: &str, depth: usize) -> (Format, Read) {
    if !text.trim_start().starts_with(['{', '[']) {
        return (Format::Yaml, read_yaml(text, depth));
    }
    // What starts like JSON may still be YAML in its flow style. If it is neither, it was meant to be JSON.
    match read_json(text, depth) {
        Err(Unread::Syntax(diagnostic)) => match read_yaml(text, depth) {
            Ok(read) => (Format::Yaml, Ok(read)),
            Err(_) => (Format::Json, Err(diagnostic)),
        },
        Err(Unread::Final(diagnostic)) => (Format::Json, Err(diagnostic)),
        Ok(read) => (Format::Json, Ok(read)),
    }
}

/// Why a text was not read as JSON.
enum Unread {
    /// It is no JSON; it may be YAML.
    Syntax(Box<Diagnostic>),
    /// It is JSON that is cut off, or that passes a limit.
    Final(Box<Diagnostic>),
}

fn read_json(text: &str, depth: usize) -> Result<(Node, Reader), Unread> {
    let mut reader = Reader::new(depth, usize::MAX, false);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = reader
        .read(&mut deserializer)
        .and_then(|node| deserializer.end().map(|()| node));
    match read {
        Ok(mut node) => {
            restore_integers(text, &mut node, &reader.rounded);
            Ok((node, reader))
        }
        Err(error) => {
            let lines = Lines::new(text);
            let offset = lines.offset_of_bytes(error.line(), error.column().saturating_sub(1));
            let message = error.to_string();
            let message = message
                .rsplit_once(" at line ")
                .map_or(message.as_str(), |(message, _)| message);
            let diagnostic = match &reader.refusal {
                Some(refusal) => refused(refusal, depth),
                None => finding(
                    Code::Syntax,
                    Pointer::root(),
                    format!("the JSON is not valid: {message}"),
                )
                .help("correct the text here or just before it; if the file ends too early, fetch it again"),
            };
            let diagnostic = Box::new(located(diagnostic, lines.location(offset, 1)));
            let is_final = error.is_eof() || reader.refusal.is_some();
            Err(if is_final {
                Unread::Final(diagnostic)
            } else {
                Unread::Syntax(diagnostic)
            })
        }
    }
}

fn read_yaml(text: &str, depth: usize) -> Read {
    if let Some(offset) = nesting::exceeds(text, depth) {
        let diagnostic = too_deep(Pointer::root(), depth);
        return Err(Box::new(located(diagnostic, Lines::new(text).location(offset, 1))));
    }
    let reader = || Reader::new(depth, budget(text), true);
    if let Some(read) = segments(text).and_then(|segments| read_segments(text, &segments, reader())) {
        return Ok(read);
    }
    let mut first = reader();
    if let Some(node) = first.block(text) {
        return Ok((node, first));
    }
    let mut reader = reader();
    let mut documents = serde_yaml::Deserializer::from_str(text);
    let first = documents.next();
    let read = first.map_or_else(
        || Err(serde_yaml::Error::custom("no document")),
        |first| reader.read(first),
    );
    match read {
        Ok(node) => {
            reader.several = documents.next().is_some();
            Ok((node, reader))
        }
        Err(error) => {
            let diagnostic = match &reader.refusal {
                Some(refusal) => refused(refusal, depth),
                None => yaml_syntax(text, &error),
            };
            let Some(mark) = error.location() else {
                return Err(Box::new(diagnostic));
            };
            let lines = Lines::new(text);
            let offset = lines.offset_of_chars(mark.line(), mark.column().saturating_sub(1));
            Err(Box::new(located(diagnostic, lines.location(offset, 1))))
        }
    }
}

/// How many nodes and bytes of text a text of YAML may stand for. Without aliases they are fewer than its bytes; with
/// them, this much is still plausible.
fn budget(text: &str) -> usize {
    text.len().saturating_mul(16).saturating_add(1 << 20)
}

/// Reads a large file part by part, on all cores. `None` where a part cannot be read by itself, for whatever reason: the
/// file as a whole tells it.
fn read_segments(text: &str, segments: &[Segment], mut reader: Reader) -> Option<(Node, Reader)> {
    let node = read_mapping(text, segments, &mut reader)?;
    Some((node, reader))
}

fn read_mapping(text: &str, segments: &[Segment], reader: &mut Reader) -> Option<Node> {
    reader.mapping(|reader| {
        let around = &*reader;
        let parts: Option<Vec<_>> = segments
            .par_iter()
            .map(|segment| read_segment(text, segment, around))
            .collect();
        let mut members = Vec::new();
        for (part, read) in parts? {
            members.extend(part);
            reader.take_over(read)?;
        }
        Some(members)
    })
}

/// The members of a part of the mapping that `around` is reading, and what was noticed meanwhile.
fn read_segment(text: &str, segment: &Segment, around: &Reader) -> Option<(Vec<Member>, Reader)> {
    match segment {
        Segment::Members(range) => {
            let text = text.get(range.clone())?;
            let reader = || around.part(budget(text));
            let mut first = reader();
            if let Some(members) = first.block_members(text) {
                return Some((members, first));
            }
            let mut reader = reader();
            Some((reader.members(yaml(text)?).ok()?, reader))
        }
        Segment::Split(key, value) => {
            let mut reader = around.part(budget(text));
            let line = reader.members(yaml(text.get(key.clone())?)?).ok()?;
            let [Member { key, .. }] = line.as_slice() else {
                return None;
            };
            let value = reader.below(key, |reader| read_mapping(text, value, reader))?;
            let key = Arc::clone(key);
            Some((vec![Member { key, value }], reader))
        }
    }
}

/// The only document of a text.
pub(super) fn yaml(text: &str) -> Option<serde_yaml::Deserializer<'_>> {
    let mut documents = serde_yaml::Deserializer::from_str(text);
    documents.next()
}

/// The value of a scalar without quotes, of letters and digits.
pub(super) fn scalar(text: &str, reader: &mut Reader) -> Option<Node> {
    reader.read(yaml(text)?).ok()
}

fn yaml_syntax(text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let message = error.to_string();
    let mark = error
        .location()
        .map(|mark| format!(" at line {} column {}", mark.line(), mark.column()));
    let message = mark.map_or_else(|| message.clone(), |mark| message.replacen(&mark, "", 1));
    let diagnostic = finding(
        Code::Syntax,
        Pointer::root(),
        format!("the YAML is not valid: {message}"),
    );
    let line = error
        .location()
        .and_then(|mark| text.lines().nth(mark.line().saturating_sub(1)));
    let indent = line.map_or("", |line| {
        line.get(..line.len() - line.trim_start().len()).unwrap_or_default()
    });
    if indent.contains('\t') {
        return diagnostic.help("YAML does not allow tabs in the indentation; use spaces");
    }
    diagnostic.help("correct the text here or just before it")
}

fn several_documents() -> Diagnostic {
    let mut diagnostic = finding(
        Code::Syntax,
        Pointer::root(),
        "the file contains several YAML documents; only the first is read",
    );
    diagnostic.severity = Severity::Warning;
    diagnostic.help("put each document into a file of its own")
}

/// `serde_json` gives integers beyond 64 bits as `f64`; their digits are taken from the text.
fn restore_integers(text: &str, root: &mut Node, rounded: &[Pointer]) {
    if rounded.is_empty() {
        return;
    }
    let found = locate::values(text, rounded);
    for (pointer, digits) in rounded.iter().zip(found) {
        let place = pointer
            .tokens()
            .try_fold(&mut *root, |node, token| node.step_mut(&token));
        let (Some(digits), Some(place)) = (digits, place) else {
            continue;
        };
        if digits
            .strip_prefix('-')
            .unwrap_or(digits)
            .bytes()
            .all(|byte| byte.is_ascii_digit())
        {
            *place = Node::Number(Number::big(digits));
        }
    }
}

/// The text without its byte order mark, or what can be shown of it and what is wrong.
fn decode(bytes: Vec<u8>) -> Result<String, (String, Box<Diagnostic>)> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }),
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            let wide = error.as_bytes().starts_with(&[0xff, 0xfe]) || error.as_bytes().starts_with(&[0xfe, 0xff]);
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let message = format!("the file is not UTF-8: the byte at offset {offset} starts no character");
            let diagnostic = finding(Code::Syntax, Pointer::root(), message).help(if wide {
                "it looks like UTF-16; save it as UTF-8"
            } else {
                "save it as UTF-8"
            });
            let location = Lines::new(&text).location(offset, 1);
            Err((text, Box::new(located(diagnostic, location))))
        }
    }
}

/// Whether there is nothing but space, comments and document markers.
fn is_blank(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    lines.all(|line| line.is_empty() || line.starts_with('#') || line == "---" || line == "...")
}

fn content(text: PackedText, format: Format, read: Read) -> Content {
    let (node, reader) = match read {
        Ok(read) => read,
        Err(diagnostic) => {
            return Content {
                text,
                format,
                node: None,
                identified: false,
                diagnostics: vec![*diagnostic],
            };
        }
    };
    let several = reader.several.then(several_documents);
    let duplicates = reader.duplicates.into_iter().map(|pointer| {
        let key = pointer.last().unwrap_or_default();
        let message = format!("`{key}` is given twice; the last one is used");
        finding(Code::DuplicateKey, pointer.clone(), message).help("remove or rename one of them")
    });
    let diagnostics = several.into_iter().chain(duplicates).collect();
    Content {
        text,
        format,
        node: Some(node),
        identified: reader.identified,
        diagnostics,
    }
}

fn refused(refusal: &Refusal, depth: usize) -> Diagnostic {
    let at = refusal.at.clone();
    match refusal.code {
        Code::TooDeep => too_deep(at, depth),
        code => finding(code, at, "the aliases in the file expand to many times its size")
            .help("use `$ref` instead of aliases"),
    }
}

fn too_deep(at: Pointer, depth: usize) -> Diagnostic {
    finding(
        Code::TooDeep,
        at,
        format!("values are nested deeper than {depth} levels"),
    )
    .help("move inner schemas to named ones and refer to them")
}

fn finding(code: Code, pointer: Pointer, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(
        code,
        Origin {
            pointer,
            ..Origin::default()
        },
        message,
    )
}

fn located(mut diagnostic: Diagnostic, location: Location) -> Diagnostic {
    diagnostic.location = Some(location);
    diagnostic
}
