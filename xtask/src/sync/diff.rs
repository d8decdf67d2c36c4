//! Shows a plan as a unified diff of bounded length.

use std::fs;
use std::path::Path;
use std::time::Duration;

use similar::TextDiff;

use generator::output::Output;

use super::Plan;
use crate::places::shown;

/// The most lines that are shown.
const LINES: usize = 300;

/// The unified diff from what is on disk to what should be.
pub fn unified(root: &Path, plan: &Plan, output: &Output) -> String {
    let mut lines = Lines::default();
    for path in &plan.delete {
        lines.add(&format!("deleted: {}\n", shown(&root.join(path))));
    }
    for change in &plan.write {
        if lines.full() {
            lines.left_out += 1;
            continue;
        }
        let place = shown(&root.join(&change.path));
        let (name, old) = if change.exists {
            (place.as_str(), fs::read(root.join(&change.path)).unwrap_or_default())
        } else {
            ("/dev/null", Vec::new())
        };
        let old = String::from_utf8_lossy(&old);
        let new = output.get(&change.path).unwrap_or_default();
        let diff = TextDiff::configure()
            .timeout(Duration::from_secs(1))
            .diff_lines(old.as_ref(), new.as_str());
        let mut unified = diff.unified_diff();
        lines.add(&unified.context_radius(3).header(name, &place).to_string());
    }
    lines.finish()
}

/// Text that stops growing at [`LINES`].
#[derive(Default)]
struct Lines {
    text: String,
    count: usize,
    left_out: usize,
}

impl Lines {
    fn full(&self) -> bool {
        self.count >= LINES
    }

    fn add(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            self.count += 1;
            if self.count <= LINES {
                self.text.push_str(line);
            }
        }
    }

    fn finish(mut self) -> String {
        let cut = self.count.saturating_sub(LINES);
        if cut > 0 {
            self.text.push_str(&format!("… {cut} more lines\n"));
        }
        if self.left_out > 0 {
            self.text.push_str(&format!("… {} more files\n", self.left_out));
        }
        self.text
    }
}
