//! A change, its grade, and the place that it is reported at.

use serde::Serialize;

use super::kind::Kind;
use crate::pointer::Pointer;

/// What a change does to users of the generated crate. The levels are those of semantic versioning.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Documentation, or nothing that a program sees.
    Patch,
    /// Programs go on compiling; there is something new, or the service behaves in another way.
    Minor,
    /// There are programs that no longer compile.
    Major,
}

impl Level {
    /// All levels, the gravest first.
    pub const ALL: [Self; 3] = [Self::Major, Self::Minor, Self::Patch];

    /// The level as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// A difference between two descriptions.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Change {
    /// What it does to users of the crate; that of its kind.
    pub level: Level,
    /// What has changed.
    pub kind: Kind,
    /// What it belongs to: a path, `METHOD path`, the name of a schema, or for the API as a whole the name of the section.
    pub entity: String,
    /// What of that has changed: a parameter, a property, a status, a value. Absent where it is the whole.
    pub subject: Option<String>,
    /// What it was.
    pub from: Option<String>,
    /// What it is.
    pub to: Option<String>,
    /// The place in the new description; in the old one, for what is removed.
    pub pointer: Pointer,
    /// What has changed and why it is graded so, in one sentence.
    pub message: String,
    /// What a user of the crate has to do.
    pub action: String,
}

impl Change {
    /// What has changed, without the reason of its grade.
    pub fn headline(&self) -> String {
        self.kind
            .headline(self.subject.as_deref(), self.from.as_deref(), self.to.as_deref())
    }
}

/// Where a difference is reported: the entity, and a path to the part of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    pub(super) entity: String,
    pub(super) subject: String,
}

impl Place {
    /// An entity as a whole.
    pub(super) fn of(entity: impl Into<String>) -> Self {
        Self {
            entity: entity.into(),
            subject: String::new(),
        }
    }

    /// A part of it by name.
    pub(super) fn at(&self, part: &str) -> Self {
        let dot = if self.subject.is_empty() { "" } else { "." };
        self.joined(&format!("{dot}{part}"))
    }

    /// What stands directly behind: `[]` for elements, `{}` for values of a map.
    pub(super) fn joined(&self, part: &str) -> Self {
        Self {
            entity: self.entity.clone(),
            subject: format!("{}{part}", self.subject),
        }
    }
}
