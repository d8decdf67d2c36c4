//! Runs a program and takes down what it needed, as far as the system says it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use crate::Failure;
use crate::memory::Watch;

/// What one run, or the best of several, needed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Needed {
    /// Seconds until it ended.
    pub(super) wall: Option<f64>,
    /// Seconds of processor time, that of its children too.
    pub(super) user: Option<f64>,
    /// The most memory, in bytes.
    pub(super) memory: Option<f64>,
}

impl Needed {
    /// Takes what another run needed into account: the least time, and the most memory.
    pub(super) fn take(&mut self, other: Self) {
        let least = |one: Option<f64>, other: Option<f64>| match (one, other) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        self.wall = least(self.wall, other.wall);
        self.user = least(self.user, other.user);
        self.memory = match (self.memory, other.memory) {
            (Some(one), Some(other)) => Some(one.max(other)),
            (one, other) => one.or(other),
        };
    }
}

/// Runs a program to its end. One that fails is a failure of this, with what it said.
pub(super) fn run(command: &mut Command) -> Result<(Needed, Output), Failure> {
    let name = command.get_program().to_string_lossy().into_owned();
    let fail = |error| Failure::file(Path::new(&name), error);
    let before = user_of_children();
    let started = Instant::now();
    let pipes = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = pipes.spawn().map_err(fail)?;
    let watch = Watch::process(child.id());
    let output = child.wait_with_output().map_err(fail)?;
    let wall = started.elapsed().as_secs_f64();
    let memory = watch.stop().map(|bytes| bytes as f64);
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::Refused(format!("{name} failed: {}", said.trim_end())));
    }
    let needed = Needed {
        wall: Some(wall),
        user: since(before),
        memory,
    };
    Ok((needed, output))
}

/// Seconds of processor time of the children since an earlier moment.
pub(super) fn since(before: Option<f64>) -> Option<f64> {
    Some(user_of_children()? - before?)
}

/// Seconds of processor time that the children of this process have used, those that have ended.
pub(super) fn user_of_children() -> Option<f64> {
    /// What the system counts in, which is the same on all machines.
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program is in parentheses and may hold anything.
    let (_, fields) = stat.rsplit_once(") ")?;
    let ticks: f64 = fields.split(' ').nth(13)?.parse().ok()?;
    Some(ticks / TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_several_runs_is_kept() {
        let needed = |wall, memory| Needed {
            wall: Some(wall),
            user: None,
            memory: Some(memory),
        };
        let mut best = Needed::default();
        best.take(needed(2.0, 10.0));
        best.take(needed(1.0, 11.0));
        assert_eq!((best.wall, best.user, best.memory), (Some(1.0), None, Some(11.0)));
    }

    #[test]
    fn a_program_that_fails_is_told_with_what_it_said() {
        let program = std::env::current_exe().unwrap();
        let failure = run(Command::new(program).arg("--no-such-option")).unwrap_err();
        assert!(failure.to_string().contains("no-such-option"), "{failure}");
    }
}
