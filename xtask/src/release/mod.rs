//! `release`: takes a new description in, and everything that follows from it: the diff, the version, the changelog, the
//! identifiers to keep, the generated crate.
//!
//! All is made in a copy of the tree, and checked there; only then the tree is changed, file by file, with what was there
//! kept until the last one is written (see `journal`).

mod changelog;
mod checks;
mod git;
pub mod journal;
mod provenance;
mod stage;
mod steps;
mod version;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use generator::config::Config;
use generator::diff::{Change, Level};
use generator::lock::Lock;
use semver::Version;

use crate::report::{Detail, draw};
use crate::slice::{self, Part};
use crate::{Console, Failure, Outcome, config_file, places};
use stage::Stage;
use steps::Steps;

/// Release the crate from a new description
///
/// Cuts the selected part out of the description, applies the overlays, compares it with the one in spec/, finds the next
/// version, writes the changelog of the crate, regenerates it, and runs its checks. Nothing is changed unless all of it
/// succeeds. Committing and publishing is left to you.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The new description, whole or the part that is wanted
    #[arg(long, value_name = "FILE")]
    pub from: PathBuf,
    /// Say what would be done, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Make it a pre-release of this name: 1.3.0-alpha.1
    #[arg(long, value_name = "NAME")]
    pub pre: Option<String>,
    /// Do not compile and test the new crate first: for a release that tests written by hand have to follow
    #[arg(long)]
    pub unchecked: bool,
    /// The repository [default: the one that this program was built in]
    #[arg(long, value_name = "DIR", hide = true)]
    pub repository: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask release --from ../purecloud.json --dry-run
  cargo xtask release --from ../purecloud.json
  cargo xtask release --from ../purecloud.json --pre alpha

Exit codes: 0 done, 1 refused (nothing was changed), 2 wrong usage.";

/// The description and what belongs to it, below the repository.
const SPEC: &str = "spec/oauth-clients.yaml";
const CONFIG: &str = "spec/codegen.toml";

/// Runs the command.
///
/// # Errors
///
/// [`Failure`] where something outside the program's hands went wrong; the tree is as it was then.
pub fn run(args: &Args, console: &mut Console) -> Result<Outcome, Failure> {
    let default = places::workspace().to_owned();
    let root = args.repository.clone().unwrap_or(default);
    journal::undo(&root)?;
    let _lock = journal::lock(&root)?;
    git::refuse_changes(&root)?;
    let config = match config_file::load(&root.join(CONFIG)) {
        Ok(config) => config,
        Err(finding) => {
            console.problem(&draw(&[*finding], Detail::Usual, console.style));
            return Ok(Outcome::Refused);
        }
    };
    let mut steps = Steps::default();
    let Some(part) = steps.timed("slice", || slice::cut(&args.from, &config, console)) else {
        return Ok(Outcome::Refused);
    };
    let mut stage = steps.timed("copy", || Stage::of(&root))?;
    stage.write(SPEC, &part.text)?;
    git::refuse_earlier(&root, SPEC, &stage.path().join(SPEC))?;
    let Some(compared) = steps.timed("diff", || compare(&root, &stage, &config, console)) else {
        return Ok(Outcome::Refused);
    };
    let plan = Plan::of(args, &root, &config, &part, compared)?;
    if !steps.timed("regenerate", || fill(&mut stage, &plan, config, console))? {
        return Ok(Outcome::Refused);
    }
    if !args.unchecked && !args.dry_run {
        steps.timed("checks", || checks::run(&stage, console))?;
    }
    let changes = stage.changes(&root)?;
    if !args.dry_run {
        steps.timed("put in place", || journal::apply(&root, stage.path(), &changes))?;
    }
    console.print(&plan.told(&changes, &steps, args.dry_run))?;
    Ok(Outcome::Done)
}

/// What is known of the old and the new description.
struct Compared {
    changes: Vec<Change>,
    /// `info.version` of both.
    versions: (String, String),
    /// The identifiers of the old one.
    lock: Option<Lock>,
}

fn compare(root: &Path, stage: &Stage, config: &Config, console: &mut Console) -> Option<Compared> {
    let mut config = config.clone();
    config.lock.get_or_insert_default();
    let old = crate::diff::read(&root.join(SPEC), &config, console)?;
    let lock = old.lock().cloned();
    config.lock = lock.clone().map(Arc::new);
    let new = crate::diff::read(&stage.path().join(SPEC), &config, console)?;
    Some(Compared {
        changes: generator::diff::diff(&old, &new, &config),
        versions: (old.api.info.version, new.api.info.version),
        lock,
    })
}

/// What is to be released.
struct Plan {
    from: Version,
    to: Version,
    date: String,
    changes: Vec<Change>,
    lock: Option<Lock>,
    release: provenance::Release,
    operations: (usize, usize),
    package: String,
}

impl Plan {
    fn of(args: &Args, root: &Path, config: &Config, part: &Part, compared: Compared) -> Result<Self, Failure> {
        let releases = provenance::read(root)?;
        let (before, after) = &compared.versions;
        provenance::refuse_older(&releases, &part.hash, before, after)?;
        let level = compared.changes.iter().map(|change| change.level).max();
        let from = config.package.version.clone();
        let last = provenance::last_final(&releases);
        let Some(to) = version::next(&from, last.as_ref(), level, args.pre.as_deref())? else {
            return Err(Failure::Refused(
                "nothing that users of the crate can see has changed: there is nothing to release".to_owned(),
            ));
        };
        let date = changelog::today();
        Ok(Self {
            release: provenance::Release {
                version: to.to_string(),
                date: date.clone(),
                source: args.from.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                sha256: part.hash.clone(),
                api_version: after.clone(),
                generator: env!("CARGO_PKG_VERSION").to_owned(),
            },
            from,
            to,
            date,
            changes: compared.changes,
            lock: compared.lock,
            operations: part.operations,
            package: config.package.name.clone().unwrap_or_else(|| "PACKAGE".to_owned()),
        })
    }

    /// What was done, or would be, and what is left to do.
    fn told(&self, files: &[journal::File], steps: &Steps, dry: bool) -> String {
        let count = |level: Level| self.changes.iter().filter(|change| change.level == level).count();
        let (kept, all) = self.operations;
        let (version, from) = (&self.to, &self.from);
        let source = &self.release.source;
        let mut text = format!(
            "release      {version}, after {from}\nfrom         {source} ({kept} of {all} operations)\nchanges      {} major, {} minor, {} patch\nfiles        {}\n\
             time         {steps}\n",
            count(Level::Major),
            count(Level::Minor),
            count(Level::Patch),
            files.len(),
        );
        for change in self.changes.iter().filter(|change| change.level == Level::Major) {
            text.push_str(&format!("  major      {}: {}\n", change.entity, change.headline()));
        }
        text.push_str(&match dry {
            true => "\nnothing was changed (--dry-run)\n".to_owned(),
            false => format!(
                "\nleft to do:\n  git add --all spec generated Cargo.lock\n  git commit -m \"Release {version}\"\n  git tag v{version}\n  cargo publish -p {}\n",
                self.package
            ),
        });
        text
    }
}

/// Makes all files of the release in the stage. Gives whether the description was taken; what is wrong with it is shown.
fn fill(stage: &mut Stage, plan: &Plan, mut config: Config, console: &mut Console) -> Result<bool, Failure> {
    config.package.version = plan.to.clone();
    config.lock = plan.lock.clone().map(Arc::new);
    let text = stage.read(CONFIG)?;
    stage.write(CONFIG, &version::written(&text, &plan.to)?)?;
    let Some(lock) = stage.generate(SPEC, &config, console)? else {
        return Ok(false);
    };
    let lock = lock.to_text().map_err(|error| Failure::Refused(error.to_string()))?;
    stage.write("spec/names.lock", &lock)?;
    let releases = provenance::added(stage, &plan.release)?;
    stage.write(provenance::FILE, &releases)?;
    let changes = changelog::added(stage, plan)?;
    stage.write(changelog::FILE, &changes)?;
    stage.lock_dependencies()?;
    Ok(true)
}
