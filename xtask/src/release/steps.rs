//! How long each step of a release took.

use std::fmt;
use std::time::{Duration, Instant};

/// The steps so far.
#[derive(Default)]
pub(super) struct Steps(Vec<(&'static str, Duration)>);

impl Steps {
    /// Takes down how long a step takes.
    pub(super) fn timed<T>(&mut self, name: &'static str, step: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let value = step();
        self.0.push((name, started.elapsed()));
        value
    }
}

/// `1.20 s: slice 0.30, diff 0.90`
impl fmt::Display for Steps {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole: Duration = self.0.iter().map(|(_, time)| time).sum();
        write!(formatter, "{:.2} s", whole.as_secs_f64())?;
        for (index, (name, time)) in self.0.iter().enumerate() {
            let before = if index == 0 { ": " } else { ", " };
            write!(formatter, "{before}{name} {:.2}", time.as_secs_f64())?;
        }
        Ok(())
    }
}
