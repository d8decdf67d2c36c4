//! `watch`: generates again whenever the description, the configuration or a template changes.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify::{Event, EventKind, RecursiveMode, Watcher};

use crate::places::shown;
use crate::{Console, Failure, Outcome, codegen, places};

/// Generate again whenever the description, its overlays, the configuration or a template changes
///
/// Takes what `codegen` takes, and shows after each change what it shows: the diagnostics, and the files that were changed.
/// It ends with Ctrl-C. A changed template is compiled into the generator first, which takes longer than the rest.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[group(id = "watch")]
pub struct Args {
    #[command(flatten)]
    codegen: codegen::Args,
    /// End after the first change
    #[arg(long, hide = true)]
    once: bool,
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask watch
  cargo xtask watch --spec petstore.yaml --out ../petstore --name petstore-client

Exit codes: 1 a folder cannot be watched, 2 wrong usage.";

/// Editors write a file in several steps; changes that follow each other so closely are one.
const SETTLED: Duration = Duration::from_millis(50);

/// What has changed.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Changed {
    Input,
    Template,
}

/// Runs the command.
///
/// # Errors
///
/// [`Failure::Refused`] where a folder cannot be watched.
pub fn run(args: &Args, console: &mut Console) -> Result<Outcome, Failure> {
    let folders = folders(&args.codegen);
    let templates = places::workspace().join("templates");
    let (sender, events) = channel();
    let refused = |error: notify::Error| Failure::Refused(format!("changes cannot be watched: {error}"));
    let mut watcher = notify::recommended_watcher(sender).map_err(refused)?;
    for folder in folders.iter().chain([&templates]) {
        watcher.watch(folder, RecursiveMode::Recursive).map_err(refused)?;
    }
    let mut outcome = codegen::run(&args.codegen, console)?;
    let names: Vec<String> = folders.iter().chain([&templates]).map(|folder| shown(folder)).collect();
    console.print(&format!("watching {}\n", names.join(", ")))?;
    while let Some(changed) = next(&events, &templates) {
        outcome = match changed {
            Changed::Input => codegen::run(&args.codegen, console)?,
            Changed::Template => rebuilt()?,
        };
        if args.once {
            break;
        }
    }
    Ok(outcome)
}

/// The folders that the inputs are in.
fn folders(args: &codegen::Args) -> Vec<PathBuf> {
    let spec = args.spec.clone().unwrap_or_else(places::default_spec);
    let config = match (&args.config, &args.spec) {
        (Some(config), _) => Some(config.clone()),
        (None, Some(_)) => None,
        (None, None) => Some(places::default_config()),
    };
    let parent = |path: &Path| match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let mut folders = vec![parent(&spec)];
    folders.extend(config.map(|config| parent(&config)));
    folders.dedup();
    folders
}

/// Waits until something has changed; none where nothing is watched any more.
fn next(events: &Receiver<notify::Result<Event>>, templates: &Path) -> Option<Changed> {
    loop {
        let mut found = changed(events.recv().ok()?, templates);
        while let Ok(event) = events.recv_timeout(SETTLED) {
            found = match (found, changed(event, templates)) {
                (Some(Changed::Template), _) | (_, Some(Changed::Template)) => Some(Changed::Template),
                (one, other) => one.or(other),
            };
        }
        if found.is_some() {
            return found;
        }
    }
}

/// What an event means. Reading a file is no change, and neither is a file that an editor keeps for itself.
fn changed(event: notify::Result<Event>, templates: &Path) -> Option<Changed> {
    // What was missed may have been a change.
    let Ok(event) = event else { return Some(Changed::Input) };
    if matches!(event.kind, EventKind::Access(_)) {
        return None;
    }
    let endings = ["yaml", "yml", "json", "toml", "lock", "askama", "rs"];
    let counts = |path: &&PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| endings.contains(&ending))
    };
    let path = event.paths.iter().find(counts)?;
    Some(match path.starts_with(templates) {
        true => Changed::Template,
        false => Changed::Input,
    })
}

/// Generates with a generator that has the new templates in it: this one was built with the old ones.
fn rebuilt() -> Result<Outcome, Failure> {
    let mut arguments = std::env::args_os().skip(1).filter(|argument| argument != "--once");
    // The command itself, which is `watch`.
    arguments.next();
    let status = Command::new("cargo")
        .args(["run", "--quiet", "--package", "xtask", "--", "codegen"])
        .args(arguments)
        .current_dir(places::workspace())
        .status()
        .map_err(|error| Failure::Refused(format!("cargo cannot be run: {error}")))?;
    Ok(match status.success() {
        true => Outcome::Done,
        false => Outcome::Refused,
    })
}
