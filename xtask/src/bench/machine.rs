//! What was measured on and with.

use std::fs;
use std::process::Command;
use std::thread;

use super::folders;
use super::programs::{NO_PEER, Peer};
use crate::places::shown;

/// The lines above the tables.
pub(super) fn heading(peer: Option<&Peer>, runs: u32) -> String {
    let threads = thread::available_parallelism().map_or(0, usize::from);
    let memory = field("/proc/meminfo", "MemTotal").and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    let memory = memory.map_or_else(String::new, |kilobytes| format!(", {} GB", kilobytes >> 20));
    let model = field("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc = rustc.map_or_else(
        |_| "unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    );
    format!(
        "machine       {model}, {threads} threads{memory}, {}\ncompiler      {rustc}\ngenerator     {}, \
         optimized\npeer          {}\noutput        to {}\nfigures       the least time of {runs} runs in turn, the most memory\n",
        std::env::consts::OS,
        env!("CARGO_PKG_VERSION"),
        peer.map_or(NO_PEER, |peer| &peer.version),
        shown(&folders::outputs()),
    )
}

/// The value of a line `name: value` in a file.
fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
