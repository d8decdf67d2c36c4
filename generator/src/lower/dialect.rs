//! What the dialects write differently, folded into one shape: kinds (`type`), `null`, scalars given as text.

use crate::diagnostic::{Code, Diagnostic};
use crate::hash::HashMap;
use crate::spec::{Cursor, Node};

use super::compose::{View, has_shape};
use super::context::Context;

/// What `type` can name, `null` aside.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// `boolean`
    Boolean,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `string`
    String,
    /// `file` of 2.0
    File,
    /// `array`
    Array,
    /// `object`
    Object,
}

impl Kind {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "file" => Self::File,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    /// Whether such a value has no parts.
    pub(super) fn is_scalar(self) -> bool {
        !matches!(self, Self::Array | Self::Object)
    }

    /// The word that a variant of this kind is called by.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::File => "file",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// Whether schemas allow `null`, by the node.
type Answers = HashMap<*const Node, bool>;

/// The kinds of values that a view allows.
pub(super) enum Kinds {
    /// `type` is not there.
    Absent,
    /// These, `null` left out; none where only `null` is allowed.
    Known(Vec<Kind>),
    /// `type` names something that the specification does not know (reported).
    Unknown,
}

/// The types of JSON Schema.
const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

impl<'d> Context<'d, '_> {
    /// What `type` says, over all layers.
    pub(super) fn kinds(&mut self, view: &View<'d>) -> Kinds {
        let declared: Vec<Cursor<'d>> = view.all("type").map(|(member, _)| member).collect();
        let mut sum: Option<Vec<Kind>> = None;
        for member in declared {
            let Some(kinds) = self.kinds_at(&member) else {
                return Kinds::Unknown;
            };
            sum = Some(match sum {
                None => kinds,
                Some(before) => {
                    let both = intersect(&before, &kinds);
                    if both.is_empty() && !(before.is_empty() && kinds.is_empty()) {
                        self.report(
                            Code::ConflictingAllOf,
                            &member,
                            "this `type` contradicts another part of the `allOf`; this one is used",
                        );
                        kinds
                    } else {
                        both
                    }
                }
            });
        }
        sum.map_or(Kinds::Absent, Kinds::Known)
    }

    /// What a `type` member says by itself, `null` left out; none where it is unknown.
    fn kinds_at(&mut self, member: &Cursor<'d>) -> Option<Vec<Kind>> {
        let mut kinds = Vec::new();
        let words: Vec<Cursor<'d>> = match member.node {
            Node::Array(_) => member.items().collect(),
            _ => vec![member.clone()],
        };
        for word in words {
            let text = word.node.as_str();
            match text.and_then(Kind::parse) {
                Some(kind) if !kinds.contains(&kind) => kinds.push(kind),
                Some(_) => {}
                None if text == Some("null") || matches!(word.node, Node::Null) => {}
                None => {
                    let shown = word.node.to_json().to_string();
                    let name = shown.trim_matches('"');
                    let message = format!("`{name}` is not a type of JSON Schema");
                    let found = Diagnostic::new(Code::UnknownType, word.origin(), message);
                    self.push(found.did_you_mean(name, TYPES));
                    return None;
                }
            }
        }
        Some(kinds)
    }

    /// Whether a schema allows `null`, in any of the ways that the dialects have for it.
    pub(super) fn nullable(&mut self, schema: &Cursor<'d>) -> bool {
        self.allows_null(schema, &mut HashMap::default())
    }

    /// The same, with the answers found so far. A schema that is being asked counts as one that does not allow `null`.
    fn allows_null(&mut self, schema: &Cursor<'d>, answers: &mut Answers) -> bool {
        if schema.node.as_object().is_none() {
            return false;
        }
        if schema.bool("nullable") || schema.bool("x-nullable") {
            return true;
        }
        let key = std::ptr::from_ref(schema.node);
        if let Some(answer) = answers.get(&key) {
            return *answer;
        }
        answers.insert(key, false);
        let answer = self.allows_null_inside(schema, answers);
        answers.insert(key, answer);
        answer
    }

    fn allows_null_inside(&mut self, schema: &Cursor<'d>, answers: &mut Answers) -> bool {
        let listed = schema.node.get("enum").and_then(Node::as_array);
        if listed.is_some_and(|values| values.iter().any(Node::is_null)) {
            return true;
        }
        if let Some(declared) = schema.node.get("type") {
            return names_null(declared);
        }
        if let Some(value) = schema.node.get("const") {
            return value.is_null();
        }
        if schema.reference().is_some() {
            return match self.target(schema) {
                Some(target) => self.allows_null(&target, answers),
                None => false,
            };
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(list) = schema.get(keyword) {
                return list.items().any(|branch| self.allows_null(&branch, answers));
            }
        }
        match schema.get("allOf") {
            Some(list) => self.all_allow_null(&list.items().collect::<Vec<_>>(), answers),
            None => false,
        }
    }

    /// An `allOf` allows `null` where every member that shapes the value does, or where a member says nothing else.
    fn all_allow_null(&mut self, members: &[Cursor<'d>], answers: &mut Answers) -> bool {
        let (shaped, bare): (Vec<_>, Vec<_>) = members
            .iter()
            .partition(|member| has_shape(member.node, &[]) || member.node.get("type").is_some());
        bare.iter().any(|member| self.allows_null(member, answers))
            || (!shaped.is_empty() && shaped.iter().all(|member| self.allows_null(member, answers)))
    }

    /// Text that a document may also write as a number or a truth value, as YAML invites to.
    pub(super) fn text(&mut self, at: &Cursor<'d>, key: &str) -> Option<String> {
        let member = at.get(key)?;
        match member.node {
            Node::String(text) => Some(text.to_string()),
            Node::Null => None,
            Node::Number(_) | Node::Bool(_) => Some(member.node.to_json().to_string()),
            _ => {
                self.report(Code::WrongType, &member, format!("`{key}` must be a string"));
                None
            }
        }
    }

    /// The members of a section whose keys are names: schemas, security schemes.
    pub(super) fn members_and_extensions(&mut self, at: &Cursor<'d>, path: &[&str]) -> Vec<(&'d str, Cursor<'d>)> {
        let mut section = at.clone();
        for key in path {
            match section.get(key).and_then(|next| self.section(&next)) {
                Some(next) => section = next,
                None => return Vec::new(),
            }
        }
        match self.is_object(&section) {
            true => section.entries().collect(),
            false => Vec::new(),
        }
    }

    /// A section of a document, or the one that stands in its place: the specification does not foresee a `$ref` for a
    /// whole section, yet descriptions in many files use it.
    pub(super) fn section(&mut self, at: &Cursor<'d>) -> Option<Cursor<'d>> {
        match at.str("$ref") {
            Some(_) => self.resolve(at),
            None => Some(at.clone()),
        }
    }

    /// The members of the object below `key`, where every key is a name.
    pub(super) fn named_members(&mut self, at: &Cursor<'d>, key: &str) -> Vec<(&'d str, Cursor<'d>)> {
        self.members_and_extensions(at, &[key])
    }

    /// The members of the object below `key`; empty where there is none. Extensions are left out.
    pub(super) fn members(&mut self, at: &Cursor<'d>, key: &str) -> Vec<(&'d str, Cursor<'d>)> {
        match at.get(key).and_then(|member| self.section(&member)) {
            Some(member) if self.is_object(&member) => {
                member.entries().filter(|(name, _)| !name.starts_with("x-")).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The elements of the list below `key`; empty where there is none.
    pub(super) fn elements(&mut self, at: &Cursor<'d>, key: &str) -> Vec<Cursor<'d>> {
        match at.get(key) {
            Some(member) if member.node.as_array().is_some() => member.items().collect(),
            Some(member) if !matches!(member.node, Node::Null) => {
                self.report(Code::WrongType, &member, format!("`{key}` must be a list"));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Whether a node is an object; reported where it is not.
    pub(super) fn is_object(&mut self, at: &Cursor<'d>) -> bool {
        match at.node {
            Node::Object(_) => true,
            Node::Null => false,
            _ => {
                self.report(Code::WrongType, at, "this must be an object");
                false
            }
        }
    }
}

fn names_null(declared: &Node) -> bool {
    match declared {
        Node::String(text) => &**text == "null",
        Node::Null => true,
        Node::Array(words) => words.iter().any(names_null),
        _ => false,
    }
}

fn intersect(one: &[Kind], other: &[Kind]) -> Vec<Kind> {
    let mut both = Vec::new();
    for kind in one {
        let narrowed = match kind {
            Kind::Number if !other.contains(&Kind::Number) && other.contains(&Kind::Integer) => Kind::Integer,
            Kind::Integer if other.contains(&Kind::Number) => Kind::Integer,
            same if other.contains(same) => *same,
            _ => continue,
        };
        if !both.contains(&narrowed) {
            both.push(narrowed);
        }
    }
    both
}
