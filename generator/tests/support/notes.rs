//! Release notes in the form of the vendor's: sections of major, minor and point changes, a heading for each entity, a line
//! for each change.

use generator::diff::{Change, Kind, Level};

/// A line of release notes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Note {
    /// The section that it is in.
    pub(crate) level: Level,
    /// The heading that it is below.
    pub(crate) entity: String,
    /// The parameter, property, status or method that it is about; none where it is the entity.
    pub(crate) subject: Option<String>,
    pub(crate) event: Event,
    /// The line.
    pub(crate) text: String,
}

/// What a note says has happened.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Event {
    Added,
    Removed,
    Changed,
    Summary,
    Description,
}

/// Reads release notes.
///
/// # Panics
///
/// Where a line is of a form that is not known: none must be passed over.
pub(crate) fn parse(text: &str) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut level = Level::Patch;
    let mut entity = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(section) = line.strip_prefix("# ") {
            level = match section.split(' ').next() {
                Some("Major") => Level::Major,
                Some("Minor") => Level::Minor,
                Some("Point") => Level::Patch,
                _ => panic!("a section that is not known: {line}"),
            };
        } else if let Some(heading) = line.strip_prefix("**") {
            let (name, _) = heading.split_once("**").expect("a heading ends");
            name.clone_into(&mut entity);
        } else if let Some(text) = line.strip_prefix("* ") {
            let (subject, event) = event(text).unwrap_or_else(|| panic!("a note that is not known: {line}"));
            notes.push(Note {
                level,
                entity: entity.clone(),
                subject,
                event,
                text: text.to_owned(),
            });
        } else {
            assert!(
                line.starts_with("Platform API version:"),
                "a line that is not known: {line}"
            );
        }
    }
    notes
}

/// Subject and event of a line.
fn event(line: &str) -> Option<(Option<String>, Event)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let owned = |word: &str| Some(word.to_owned());
    Some(match words.as_slice() {
        ["Path" | "Model", "was", "added"] => (None, Event::Added),
        ["Path" | "Model", _, "was", "removed"] => (None, Event::Removed),
        ["Operation", method, "was", "added" | "added.", ..] => (owned(&method.to_uppercase()), Event::Added),
        ["Operation", method, "was", "removed"] => (owned(&method.to_uppercase()), Event::Removed),
        ["Parameter" | "Property", name, "was", "added"] => (owned(name), Event::Added),
        ["Optional" | "Required", "property" | "parameter", name, "was", "added"] => (owned(name), Event::Added),
        ["Parameter" | "Property", name, "was", "removed"] => (owned(name), Event::Removed),
        ["Parameter" | "Property", name, "was", "changed", ..] => (owned(name), Event::Changed),
        ["Response", status, "type", "was", "changed", ..] => (owned(status), Event::Changed),
        ["Summary", "was", "changed"] => (None, Event::Summary),
        ["Description", "was", "changed"] => (None, Event::Description),
        ["Description", "was", "changed", "for", "parameter", name] => (owned(name), Event::Description),
        _ => return None,
    })
}

impl Note {
    /// Whether a change is what the note tells of: the same event of the same subject of the same entity.
    pub(crate) fn is_told_by(&self, change: &Change) -> bool {
        if is_rename(change.kind) {
            // What was renamed is one change for us, and for others one that was removed and one that was added.
            let (from, to) = (change.from.as_deref(), change.to.as_deref());
            let of = match self.event {
                Event::Removed => from,
                Event::Added => to,
                _ => return false,
            };
            return match self.subject.as_deref() {
                None => of == Some(&self.entity),
                Some(subject) => change.entity == self.entity && of == Some(subject),
            };
        }
        change.entity == self.entity && change.subject == self.subject && self.event == event_of(change.kind)
    }
}

fn is_rename(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ModelRenamed
            | Kind::PropertyRenamed
            | Kind::PropertyRespelledName
            | Kind::ParameterRenamed
            | Kind::ArgumentRenamed
            | Kind::PathRenamed
    )
}

fn event_of(kind: Kind) -> Event {
    match kind {
        Kind::SummaryChanged => Event::Summary,
        Kind::DescriptionChanged => Event::Description,
        kind if kind.as_str().ends_with("-added") => Event::Added,
        kind if kind.as_str().ends_with("-removed") => Event::Removed,
        _ => Event::Changed,
    }
}
