//! Where a command prints: results to standard output, problems to standard error.

use std::io::{self, IsTerminal, Write};

/// The two streams of a command, and how problems may look on the second.
pub struct Console {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    /// How diagnostics are drawn.
    pub style: Style,
}

/// How diagnostics are drawn.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Style {
    /// With colors and lines: a terminal.
    Color,
    /// With lines, without colors: a terminal and `NO_COLOR`.
    Lines,
    /// ASCII: a file, a pipe, a log.
    Plain,
}

impl Console {
    /// The streams of the process.
    pub fn standard() -> Self {
        let style = match (io::stderr().is_terminal(), std::env::var_os("NO_COLOR")) {
            (false, _) => Style::Plain,
            (true, Some(value)) if !value.is_empty() => Style::Lines,
            (true, _) => Style::Color,
        };
        Self {
            out: Box::new(io::stdout()),
            err: Box::new(io::stderr()),
            style,
        }
    }

    /// Prints a result.
    ///
    /// # Errors
    ///
    /// What the system says, a closed pipe included.
    pub fn print(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    /// Prints a problem. There is nowhere to tell of a failure of this, so it is ignored.
    pub fn problem(&mut self, text: &str) {
        let _ = self.err.write_all(text.as_bytes()).and_then(|()| self.err.flush());
    }
}
