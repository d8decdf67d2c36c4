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
    /// The workspace with the templates [default: the one that this program was built in]
    #[arg(long, value_name = "DIR", hide = true)]
    workspace: Option<PathBuf>,
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
    let default = places::workspace().to_owned();
    // Changes are told with whole paths.
    let whole = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
    let workspace = whole(args.workspace.clone().unwrap_or(default));
    let templates = workspace.join("templates");
    let places = Places {
        out: whole(args.codegen.out.clone().unwrap_or_else(places::default_out)),
        templates: templates.clone(),
    };
    let (sender, events) = channel();
    let refused = |error: notify::Error| Failure::Refused(format!("changes cannot be watched: {error}"));
    let mut watcher = notify::recommended_watcher(sender).map_err(refused)?;
    for folder in folders.iter().chain([&templates]) {
        watcher.watch(folder, RecursiveMode::Recursive).map_err(refused)?;
    }
    let mut outcome = codegen::run(&args.codegen, console)?;
    let names: Vec<String> = folders.iter().chain([&templates]).map(|folder| shown(folder)).collect();
    console.print(&format!("watching {}\n", names.join(", ")))?;
    // What this program was built with is of use until the first template changes.
    let mut is_stale = false;
    while let Some(changed) = next(&events, &places) {
        is_stale |= changed == Changed::Template;
        let done = match is_stale {
            true => rebuilt(&workspace),
            false => codegen::run(&args.codegen, console),
        };
        outcome = match done {
            // A file that is not there for now is one that an editor is about to write again.
            Err(failure @ (Failure::File { .. } | Failure::Refused(_))) => {
                console.problem(&format!("error: {failure}\n"));
                Outcome::Refused
            }
            other => other?,
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

/// Where changes lie.
struct Places {
    templates: PathBuf,
    /// What is written there is the result of a change.
    out: PathBuf,
}

/// Waits until something has changed; none where nothing is watched any more.
fn next(events: &Receiver<notify::Result<Event>>, places: &Places) -> Option<Changed> {
    loop {
        let mut found = changed(events.recv().ok()?, places);
        while let Ok(event) = events.recv_timeout(SETTLED) {
            found = match (found, changed(event, places)) {
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
fn changed(event: notify::Result<Event>, places: &Places) -> Option<Changed> {
    // What was missed may have been a change.
    let Ok(event) = event else { return Some(Changed::Input) };
    if matches!(event.kind, EventKind::Access(_)) {
        return None;
    }
    let endings = ["yaml", "yml", "json", "toml", "lock", "askama", "rs"];
    let counts = |path: &&PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| endings.contains(&ending)) && !path.starts_with(&places.out)
    };
    let path = event.paths.iter().find(counts)?;
    Some(match path.starts_with(&places.templates) {
        true => Changed::Template,
        false => Changed::Input,
    })
}

/// Generates with a generator that has the new templates in it: this one was built with the old ones.
fn rebuilt(workspace: &Path) -> Result<Outcome, Failure> {
    let is_own = |argument: &std::ffi::OsString| {
        let text = argument.to_string_lossy();
        text == "--once" || text.starts_with("--workspace=")
    };
    // The first of them is the command itself, which is `watch`.
    let arguments = std::env::args_os().skip(2).filter(|argument| !is_own(argument));
    // Paths among the arguments are relative to the folder that this runs in.
    let status = Command::new("cargo")
        .args(["run", "--quiet", "--package", "xtask", "--manifest-path"])
        .arg(workspace.join("Cargo.toml"))
        .args(["--", "codegen"])
        .args(arguments)
        .status()
        .map_err(|error| Failure::Refused(format!("cargo cannot be run: {error}")))?;
    Ok(match status.success() {
        true => Outcome::Done,
        false => Outcome::Refused,
    })
}
