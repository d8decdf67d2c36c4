//! Changes as Markdown: a section for each level, a heading for each entity, a line for each change.

use generator::diff::{Change, Level};

/// Changes as sections of release notes below `heading` (`#`, `##` and so on), each line with why it is graded so and what a user must do.
pub fn markdown(changes: &[Change], heading: &str) -> String {
    let mut text = String::new();
    for level in Level::ALL {
        let of_level: Vec<&Change> = changes.iter().filter(|change| change.level == level).collect();
        let name = match level {
            Level::Major => "Major",
            Level::Minor => "Minor",
            Level::Patch => "Patch",
        };
        let gap = if text.is_empty() { "" } else { "\n" };
        text.push_str(&format!(
            "{gap}{heading} {name} changes ({})\n",
            counted(of_level.len())
        ));
        for of_entity in of_level.chunk_by(|one, other| one.entity == other.entity) {
            let Some(first) = of_entity.first() else { continue };
            text.push_str(&format!(
                "\n**{}** ({})\n\n",
                escaped(&first.entity),
                counted(of_entity.len())
            ));
            for change in of_entity {
                text.push_str(&line(change));
            }
        }
    }
    text
}

fn counted(number: usize) -> String {
    match number {
        1 => "1 change".to_owned(),
        _ => format!("{number} changes"),
    }
}

/// What has changed, why it is graded so, and what to do where there is anything to do.
fn line(change: &Change) -> String {
    let headline = escaped(&change.headline());
    let about = match &change.subject {
        // The headline of most kinds names the subject.
        Some(subject) if !change.headline().contains(subject.as_str()) => format!(" ({})", escaped(subject)),
        _ => String::new(),
    };
    let action = match change.action.as_str() {
        action if action.starts_with("nothing") => String::new(),
        action => format!(" To do: {action}."),
    };
    format!("* {headline}{about}: {}.{action}\n", change.kind.why())
}

/// Text of a description on one line, without a meaning in Markdown.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '<' | '>' | '|' | '#' => safe.extend(['\\', character]),
            character if character.is_control() => safe.push(' '),
            character => safe.push(character),
        }
    }
    safe
}
