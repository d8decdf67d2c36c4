//! Draws the table of the corpus, and below it what there is to say of each description.

use super::examples::Examples;
use super::measure::{Check, Row};
use crate::codegen::KINDS;
use crate::columns::drawn;

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

/// The table, a line a description, then what the lines of the crates are for, then details.
pub(super) fn table(rows: &[Row]) -> String {
    let mut cells = vec![HEADINGS.map(str::to_owned).to_vec()];
    cells.extend(rows.iter().map(|row| line(row).to_vec()));
    // Words stand at the left, numbers at the right.
    let mut text = drawn(&cells, &[0, 1, 10]);
    text.push('\n');
    text.push_str(&kinds(rows));
    for row in rows {
        text.push_str(&details(row));
    }
    text
}

/// Lines and kilobytes of each crate by what they are for; together they are all of it.
fn kinds(rows: &[Row]) -> String {
    let heading = ["lines / kB"].into_iter().chain(KINDS).map(str::to_owned);
    let mut cells = vec![heading.collect::<Vec<_>>()];
    for row in rows.iter().filter(|row| row.output_bytes() > 0) {
        let share = |kind: &str| {
            let number = |what: &str| row.number(&format!("/size/kinds/{kind}/{what}"));
            format!("{} / {}", number("lines"), number("bytes").div_ceil(1000))
        };
        cells.push([short_name(row)].into_iter().chain(KINDS.map(share)).collect());
    }
    drawn(&cells, &[0])
}

fn short_name(row: &Row) -> String {
    row.name.strip_prefix("corpus-").unwrap_or(&row.name).to_owned()
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
        short_name(row),
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
        lines.push(
            "the diagnostics differ from those recorded in xtask/tests/corpus (--accept records them):".to_owned(),
        );
        lines.extend(change.lines().map(str::to_owned));
    }
    if let Some(change) = &row.examples_changed {
        lines.push("the unequal examples are not those recorded in xtask/tests/corpus/examples:".to_owned());
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
            format!(
                "not equal: {place} ({}): {} ({})",
                unequal.ty, unequal.reason, unequal.class
            )
        }));
        let failure = examples.failure.iter().flat_map(|failure| failure.lines());
        lines.extend(failure.map(|line| format!("examples: {line}")));
    }
    match lines.is_empty() {
        true => String::new(),
        false => format!("\n{} ({})\n  {}\n", row.name, row.file, lines.join("\n  ")),
    }
}
