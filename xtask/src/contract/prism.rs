//! The mock server: finding the program, starting and stopping it.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::{Failure, places};

/// How long a large description may take to be read.
const START: Duration = Duration::from_secs(120);

/// The program of the mock server.
pub(super) fn find(given: Option<&Path>) -> Result<PathBuf, Failure> {
    let installed = places::target().join("tools/prism/node_modules/.bin/prism");
    let candidates = match given {
        Some(given) => vec![given.to_owned()],
        None => vec![installed, PathBuf::from("prism")],
    };
    let answers = |program: &PathBuf| {
        let mut command = Command::new(program);
        command
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    candidates.into_iter().find(answers).ok_or_else(|| {
        Failure::Refused(
            "there is no Prism: install Node.js 18 or later, then run \
             `npm install --prefix target/tools/prism @stoplight/prism-cli@5.14.2`"
                .to_owned(),
        )
    })
}

/// A mock server that runs until it is dropped.
pub(super) struct Prism {
    pub(super) url: String,
    child: Child,
}

impl Prism {
    /// Starts the server for a description, on a free port that only this machine reaches. What it says goes into a file.
    pub(super) fn start(program: &Path, spec: &Path) -> Result<Self, Failure> {
        let fail = |error| Failure::file(program, error);
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(fail)?;
        let address = free.local_addr().map_err(fail)?;
        drop(free);
        let log = places::target().join("contract.log");
        let file = File::create(&log).map_err(|error| Failure::file(&log, error))?;
        let child = Command::new(program)
            .args(["mock", "--host", "127.0.0.1", "--seed", "contract", "--port"])
            .arg(address.port().to_string())
            .arg(spec)
            .stdin(Stdio::null())
            .stdout(file.try_clone().map_err(fail)?)
            .stderr(file)
            .spawn()
            .map_err(fail)?;
        let mut server = Self {
            url: format!("http://{address}"),
            child,
        };
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            let ended = server.child.try_wait().map_err(fail)?.is_some();
            if ended || begun.elapsed() > START {
                let text = std::fs::read_to_string(&log).unwrap_or_default();
                return Err(Failure::Refused(format!(
                    "Prism does not serve {}:\n{text}",
                    places::shown(spec)
                )));
            }
            sleep(Duration::from_millis(50));
        }
        Ok(server)
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        // One that has ended by itself is no reason to fail.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
