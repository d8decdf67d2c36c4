//! Rules about a file as text: how it begins, how long it is, what must not be in it.

use std::path::Path;

use super::Violation;
use super::tree::SourceFile;

/// Lines of a file written by hand. More than that is more than one subject.
const LINES: usize = 500;

pub(super) fn check(file: &SourceFile, workspace: &Path, violations: &mut Vec<Violation>) {
    let mut report = |line, message: String| violations.push(Violation::new(&file.path, line, message));
    if file.is_rust_by_hand() && !file.text.starts_with("//!") {
        report(1, "a file starts with `//!` and what it owns".to_owned());
    }
    let lines = file.text.lines().count();
    if (file.is_rust_by_hand() || file.is_template()) && lines > LINES {
        report(
            0,
            format!("{lines} lines; a file of more than {LINES} is more than one subject"),
        );
    }
    if file.is_template() {
        for (index, line) in file.text.lines().enumerate().filter(|(_, line)| has_safe_filter(line)) {
            report(
                index + 1,
                format!("the type of a value is its escape, no filter: {}", line.trim()),
            );
        }
    }
    if file.path.ends_with(".lock") {
        return;
    }
    for place in machine_places(workspace) {
        for (index, _) in file.text.lines().enumerate().filter(|(_, line)| line.contains(&place)) {
            report(index + 1, format!("a path of this machine: {place}"));
        }
    }
}

/// Whether a line passes a value through the filter that turns escaping off.
fn has_safe_filter(line: &str) -> bool {
    line.split('|').skip(1).any(|filter| {
        let name = filter.trim_start();
        let rest = name.strip_prefix("safe").unwrap_or("_");
        !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_')
    })
}

/// Folders that only this machine has, where their names are long enough to mean nothing else.
fn machine_places(workspace: &Path) -> Vec<String> {
    let home = std::env::var_os("HOME").map(std::path::PathBuf::from);
    let folders = home.into_iter().chain([workspace.to_owned()]);
    let telling = folders.filter(|folder| folder.components().count() > 2);
    telling.map(|folder| format!("{}/", folder.display())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sees_the_safe_filter() {
        for line in ["{{ a|safe }}", "{{ a | safe }}", "{{ a|trim|safe}}"] {
            assert!(has_safe_filter(line), "{line}");
        }
        for line in ["{{ a }}", "{{ a|safely }}", "a safe place"] {
            assert!(!has_safe_filter(line), "{line}");
        }
    }
}
