//! Reads `codegen.toml`. What is wrong with it is shown like what is wrong with a description.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use generator::config::Config;
use generator::diagnostic::{Code, Location, Severity};
use generator::lock::Lock;
use generator::nearest::{did_you_mean, nearest};

use crate::places::shown;
use crate::report::Finding;

/// Reads a configuration.
///
/// # Errors
///
/// The finding to show: what cannot be read or is not TOML, an unknown key with the nearest known one, a value that
/// does not fit.
pub fn load(path: &Path) -> Result<Config, Box<Finding<'static>>> {
    match fs::read_to_string(path) {
        Ok(text) => {
            let mut config = parse(&shown(path), text)?;
            config.lock = lock(&path.with_file_name(LOCK))?;
            Ok(config)
        }
        Err(error) => Err(Box::new(Finding {
            severity: Severity::Error,
            code: Code::Config,
            file: shown(path),
            pointer: String::new(),
            location: None,
            message: format!("the configuration cannot be read: {error}"),
            help: "name an existing file with --config".to_owned(),
            text: "".into(),
        })),
    }
}

/// The identifiers to keep, which stand beside a configuration.
pub const LOCK: &str = "names.lock";

/// Reads the identifiers to keep, where there are any.
fn lock(path: &Path) -> Result<Option<Arc<Lock>>, Box<Finding<'static>>> {
    let Ok(text) = fs::read_to_string(path) else {
        return Ok(None);
    };
    match Lock::parse(&text) {
        Ok(lock) => Ok(Some(Arc::new(lock))),
        Err(error) => Err(Box::new(Finding {
            severity: Severity::Error,
            code: Code::Config,
            file: shown(path),
            pointer: String::new(),
            location: error.span().map(|span| Location::of(&text, span)),
            message: format!("the recorded identifiers cannot be read: {}", error.message()),
            help: "restore the file from version control".to_owned(),
            text: text.into(),
        })),
    }
}

fn parse(file: &str, text: String) -> Result<Config, Box<Finding<'static>>> {
    Config::parse(file, &text).map_err(|error| {
        Box::new(Finding {
            severity: Severity::Error,
            code: Code::Config,
            file: file.to_owned(),
            pointer: String::new(),
            location: error.span().map(|span| Location::of(&text, span)),
            help: help(error.message()),
            message: what(error.message()).to_owned(),
            text: text.into(),
        })
    })
}

/// The first sentence of an error of TOML; the known words after it are part of the help.
fn what(message: &str) -> &str {
    let line = message.lines().next().unwrap_or_default();
    match line.split_once(", expected ") {
        Some((unknown, _)) if line.starts_with("unknown ") => unknown,
        _ => line,
    }
}

/// What to do about an error of TOML: the nearest known word where serde lists the known ones.
///
/// serde has no other way to say which words it knows than its message, which quotes first the unknown one and then
/// all known ones.
fn help(message: &str) -> String {
    let mut words = message.split('`').skip(1).step_by(2);
    let known: Vec<&str> = match words.next() {
        Some(_) if message.starts_with("unknown ") => words.clone().collect(),
        _ => return "correct it; the comments in spec/codegen.toml explain each setting".to_owned(),
    };
    let unknown = message.split('`').nth(1).unwrap_or_default();
    match nearest(unknown, known.iter().copied()) {
        Some(nearest) => format!("{} Known here: {}", did_you_mean(nearest), known.join(", ")),
        None if known.is_empty() => "nothing is known here; remove it".to_owned(),
        None => format!("known here: {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (Option<(u32, u32)>, String, String) {
        let finding = parse("codegen.toml", text.to_owned()).unwrap_err();
        let place = finding.location.map(|location| (location.line, location.column));
        (place, finding.message.clone(), finding.help.clone())
    }

    #[test]
    fn names_the_nearest_key() {
        let (place, message, help) = refused("[package]\nversion = \"1.0.0\"\nnmae = \"x\"\n");
        assert_eq!(place, Some((3, 1)));
        assert_eq!(message, "unknown field `nmae`");
        assert!(help.starts_with("did you mean `name`?"), "{help}");
    }

    #[test]
    fn names_the_nearest_value() {
        let (place, _, help) = refused("[types]\ndate-time = \"jif\"\n");
        assert_eq!(place, Some((2, 13)));
        assert!(help.starts_with("did you mean `jiff`?"), "{help}");
    }

    #[test]
    fn shows_where_the_text_is_not_toml() {
        let (place, ..) = refused("[package\n");
        assert_eq!(place.map(|(line, _)| line), Some(1));
    }
}
