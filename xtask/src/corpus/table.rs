//! Draws the table of the corpus, and below it what there is to say of each description.

use super::examples::Examples;
use super::measure::{Check, Row};

const HEADINGS: [&str; 17] = [
    "description",
    "dialect",
    "operations",
    "schemas",
    "any / fields",
    "err/warn/note",
    "time",
    "memory",
    "lines",
    "bytes",
    "check",
    "time",
    "memory",
    "examples",
    "valid",
    "decoded",
    "equal",
];

/// The table, a line a description, then details.
pub(super) fn table(rows: &[Row]) -> String {
    let mut cells = vec![HEADINGS.map(str::to_owned)];
    cells.extend(rows.iter().map(line));
    let mut text = String::new();
    let width = |column: usize| {
        cells
            .iter()
            .map(|line| line[column].chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: [usize; HEADINGS.len()] = std::array::from_fn(width);
    for line in &cells {
        for (index, (cell, width)) in line.iter().zip(widths).enumerate() {
            let padding = " ".repeat(width - cell.chars().count());
            // Words stand at the left, numbers at the right.
            match index {
                0 | 1 | 10 => text.push_str(&format!("{cell}{padding}  ")),
                _ => text.push_str(&format!("{padding}{cell}  ")),
            }
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    for row in rows {
        text.push_str(&details(row));
    }
    text
}

fn line(row: &Row) -> [String; HEADINGS.len()] {
    let any: u64 = row.numbers("/api/any_fields").values().sum();
    let api = &row.generation["api"];
    let unknown = || "–".to_owned();
    let check = row.check.as_ref();
    let examples = |number: fn(&Examples) -> usize| match &row.examples {
        Some(examples) => number(examples).to_string(),
        None => unknown(),
    };
    let verdict = |check: &Check| match check.count {
        0 => "clean".to_owned(),
        count => format!("{count} problems"),
    };
    [
        row.name.strip_prefix("corpus-").unwrap_or(&row.name).to_owned(),
        api["dialect"].as_str().unwrap_or("–").to_owned(),
        format!(
            "{} of {}",
            row.number("/api/operations"),
            row.number("/api/operations_total")
        ),
        row.number("/api/schemas").to_string(),
        format!("{any} / {}", row.number("/api/fields")),
        ["errors", "warnings", "notes"]
            .map(|name| row.number(&format!("/counts/{name}")).to_string())
            .join("/"),
        format!("{:.2} s", row.seconds()),
        format!("{} MB", row.number("/peak_memory") >> 20),
        row.number("/size/lines").to_string(),
        format!("{:.2} MB", row.output_bytes() as f64 / 1e6),
        check.map_or_else(unknown, verdict),
        check.map_or_else(unknown, |check| format!("{:.1} s", check.seconds)),
        check
            .and_then(|check| check.peak_memory)
            .map_or_else(unknown, |bytes| format!("{} MB", bytes >> 20)),
        examples(|examples| examples.found),
        examples(|examples| examples.valid),
        examples(|examples| examples.decoded),
        examples(|examples| examples.equal),
    ]
}

/// What the table has no room for: causes, codes, what was left out, what the compiler says.
fn details(row: &Row) -> String {
    let mut lines = Vec::new();
    let list = |numbers: std::collections::BTreeMap<&str, u64>| {
        let parts: Vec<String> = numbers
            .into_iter()
            .map(|(name, number)| format!("{name} {number}"))
            .collect();
        parts.join(", ")
    };
    let causes = list(row.numbers("/api/any_fields"));
    let codes = list(row.numbers("/counts/codes"));
    lines.extend((!causes.is_empty()).then(|| format!("any value: {causes}")));
    lines.extend((!codes.is_empty()).then(|| format!("diagnostics: {codes}")));
    lines.extend(
        row.messages("skipped-operation")
            .into_iter()
            .map(|message| format!("left out: {message}")),
    );
    if let Some(change) = &row.changed {
        lines.push("the findings are not those recorded in xtask/tests/corpus (--accept records them):".to_owned());
        lines.extend(change.lines().map(str::to_owned));
    }
    lines.extend(row.failure.iter().map(|failure| format!("failed: {failure}")));
    lines.extend(
        row.generation["problem"]
            .as_str()
            .map(|problem| format!("refused: {problem}")),
    );
    if row.generation["status"] == "refused" {
        let findings = row.generation["diagnostics"].as_array().into_iter().flatten();
        let errors = findings.filter(|finding| finding["severity"] == "error");
        lines.extend(errors.take(5).map(|finding| format!("refused: {}", finding["message"])));
    }
    for problem in row.check.iter().flat_map(|check| &check.problems) {
        lines.extend(problem.lines().map(str::to_owned));
    }
    if let Some(examples) = &row.examples {
        lines.extend(examples.unequal.iter().map(|unequal| {
            let place = format!("{}#{}", unequal.file, unequal.pointer);
            format!("not equal: {place} ({}): {}", unequal.ty, unequal.reason)
        }));
        let failure = examples.failure.iter().flat_map(|failure| failure.lines());
        lines.extend(failure.map(|line| format!("examples: {line}")));
    }
    match lines.is_empty() {
        true => String::new(),
        false => format!("\n{} ({})\n  {}\n", row.name, row.file, lines.join("\n  ")),
    }
}
