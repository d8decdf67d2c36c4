//! How much memory processes use at most, where the system says it in files (Linux); elsewhere nothing is known.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How often processes are looked at. Their peak only grows, so that little is missed at their end.
const INTERVAL: Duration = Duration::from_millis(10);

/// The most memory that this process has used, in bytes.
pub fn peak() -> Option<u64> {
    peak_of("self").map(|number| number * 1024)
}

/// Looks at processes until it is stopped.
pub struct Watch {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<u64>,
}

impl Watch {
    /// Starts to look at a process.
    pub fn process(id: u32) -> Self {
        Self::start(move || peak_of(&id.to_string()).unwrap_or_default())
    }

    /// Starts to look at the children of a process.
    pub fn children(parent: u32) -> Self {
        Self::start(move || largest_child(parent))
    }

    fn start(look: impl Fn() -> u64 + Send + 'static) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&stop);
        let thread = thread::spawn(move || {
            let mut peak = 0;
            while !seen.load(Ordering::Relaxed) {
                peak = peak.max(look());
                thread::sleep(INTERVAL);
            }
            peak
        });
        Self { stop, thread }
    }

    /// Stops, and gives the most memory that one process has used, in bytes.
    pub fn stop(self) -> Option<u64> {
        self.stop.store(true, Ordering::Relaxed);
        let peak = self.thread.join().ok()?;
        (peak > 0).then_some(peak * 1024)
    }
}

/// The peak of a process, in kilobytes.
fn peak_of(id: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    kilobytes(&status, "VmHWM:")
}

/// The peak of the child that has used most so far, in kilobytes.
fn largest_child(parent: u32) -> u64 {
    let threads = fs::read_dir(format!("/proc/{parent}/task"))
        .into_iter()
        .flatten()
        .flatten();
    let lists = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let children: Vec<String> = lists
        .flat_map(|list| list.split(' ').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let peaks = children.iter().filter_map(|child| peak_of(child.trim()));
    peaks.max().unwrap_or_default()
}

fn kilobytes(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
