//! Findings drawn for people, by miette: source line, place, pointer, code and help.

use std::collections::BTreeMap;
use std::fmt;

use generator::diagnostic::{Code, Severity};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::Finding;
use super::snippet::{Snippet, harmless};
use crate::console::Style;

/// Warnings of one code that are drawn before the rest is only counted.
const WARNINGS_PER_CODE: usize = 10;

/// How much is drawn.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Detail {
    /// Every error, and the first warnings of each code.
    Usual,
    /// Everything.
    All,
}

/// Draws findings.
pub fn draw(findings: &[Finding<'_>], detail: Detail, style: Style) -> String {
    let handler = handler(style);
    let mut text = String::new();
    let mut drawn: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        let number = drawn.entry(finding.code.as_str()).or_default();
        let wanted = match (detail, finding.severity) {
            (Detail::All, _) | (_, Severity::Error) => true,
            (Detail::Usual, Severity::Warning) => *number < WARNINGS_PER_CODE,
            (Detail::Usual, Severity::Note) => false,
        };
        if !wanted && finding.severity == Severity::Note {
            continue;
        }
        *number += 1;
        if wanted {
            // Drawing only fails where writing to a string does: never.
            let _ = handler.render_report(&mut text, &Drawn::new(finding));
            text.push('\n');
        }
    }
    for (code, number) in drawn {
        let hidden = number.saturating_sub(WARNINGS_PER_CODE);
        let is_warning = |finding: &Finding<'_>| finding.severity == Severity::Warning && finding.code.as_str() == code;
        if hidden > 0 && detail == Detail::Usual && findings.iter().any(is_warning) {
            text.push_str(&format!(
                "… and {hidden} more warnings of `{code}` (--verbose shows all)\n"
            ));
        }
    }
    text
}

fn handler(style: Style) -> GraphicalReportHandler {
    let theme = match style {
        Style::Color => GraphicalTheme::unicode(),
        Style::Lines => GraphicalTheme::unicode_nocolor(),
        Style::Plain => GraphicalTheme::none(),
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(120)
        .with_context_lines(1);
    handler.with_links(false)
}

/// A finding in the shape that miette draws.
#[derive(Debug)]
struct Drawn {
    code: &'static str,
    severity: miette::Severity,
    message: String,
    help: String,
    place: Option<(Snippet, LabeledSpan)>,
}

impl Drawn {
    fn new(finding: &Finding<'_>) -> Self {
        let clean = |text: &str| {
            text.chars()
                .map(|c| if c == '\n' { c } else { harmless(c) })
                .collect::<String>()
        };
        let place = finding.location.map(|location| {
            let snippet = Snippet::new(&finding.file, &finding.text, location);
            let label = LabeledSpan::new_primary_with_span(Some(clean(&label(finding))), snippet.span);
            (snippet, label)
        });
        let message = match (&place, finding.pointer.as_str()) {
            (Some(_), _) => finding.message.clone(),
            (None, "") => format!("{}: {}", finding.file, finding.message),
            (None, pointer) => format!("{}#{pointer}: {}", finding.file, finding.message),
        };
        Self {
            code: finding.code.as_str(),
            severity: match finding.severity {
                Severity::Error => miette::Severity::Error,
                Severity::Warning => miette::Severity::Warning,
                Severity::Note => miette::Severity::Advice,
            },
            message: clean(&message),
            help: clean(&finding.help),
            place,
        }
    }
}

/// What stands below the place: its JSON pointer, the middle of a long one left out.
fn label(finding: &Finding<'_>) -> String {
    const START: usize = 50;
    const END: usize = 100;
    let pointer = &finding.pointer;
    let length = pointer.chars().count();
    match finding.code {
        // Their file is TOML, in which nobody counts by JSON pointers.
        Code::Config | Code::UnknownOperation | Code::UnmatchedSelection => "here".to_owned(),
        _ if length <= START + END => format!("#{pointer}"),
        _ => {
            let start: String = pointer.chars().take(START).collect();
            let end: String = pointer.chars().skip(length - END).collect();
            format!("#{start}…{end}")
        }
    }
}

impl fmt::Display for Drawn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Drawn {}

impl miette::Diagnostic for Drawn {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let severity = match self.severity {
            miette::Severity::Error => "error",
            miette::Severity::Warning => "warning",
            miette::Severity::Advice => "note",
        };
        Some(Box::new(format!("{severity}: {}", self.code)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.place.as_ref().map(|(snippet, _)| snippet as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let (_, label) = self.place.as_ref()?;
        Some(Box::new(std::iter::once(label.clone())))
    }
}
