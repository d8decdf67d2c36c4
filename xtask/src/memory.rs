//! How much memory processes use at most, where the system says it in files (Linux); elsewhere nothing is known.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How often children are looked at. Their peak only grows, so that little is missed at their end.
const INTERVAL: Duration = Duration::from_millis(20);

/// The most memory that this process has used, in bytes.
pub fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    kilobytes(&status, "VmHWM:").map(|number| number * 1024)
}

/// Looks at the children of a process until it is stopped.
pub struct ChildrenWatch {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<u64>,
}

impl ChildrenWatch {
    /// Starts to look at the children of a process.
    pub fn start(parent: u32) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&stop);
        let thread = thread::spawn(move || {
            let mut peak = 0;
            while !seen.load(Ordering::Relaxed) {
                peak = peak.max(largest_child(parent));
                thread::sleep(INTERVAL);
            }
            peak
        });
        Self { stop, thread }
    }

    /// Stops, and gives the most memory that one child has used, in bytes.
    pub fn stop(self) -> Option<u64> {
        self.stop.store(true, Ordering::Relaxed);
        let peak = self.thread.join().ok()?;
        (peak > 0).then_some(peak * 1024)
    }
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
    let statuses = children
        .iter()
        .filter_map(|child| fs::read_to_string(format!("/proc/{}/status", child.trim())).ok());
    statuses
        .filter_map(|status| kilobytes(&status, "VmHWM:"))
        .max()
        .unwrap_or_default()
}

fn kilobytes(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
