//! The mock server: starting and stopping it, and what it says of the scenarios.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::install::Suite;
use crate::{Failure, places};

/// The time that the server has to load the specifications.
const START: Duration = Duration::from_secs(60);

/// A mock server that runs until it is dropped.
pub(super) struct Server {
    address: SocketAddr,
    child: Child,
    /// The folder that the server writes its report to when it ends.
    _reports: tempfile::TempDir,
}

#[derive(Deserialize)]
struct Report {
    results: BTreeMap<String, String>,
}

impl Server {
    /// Starts the server on a free port that only this machine reaches. Its output goes into a file.
    pub(super) fn start(suite: &Suite) -> Result<Self, Failure> {
        let fail = |error| Failure::file(&suite.node, error);
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(fail)?;
        let address = free.local_addr().map_err(fail)?;
        drop(free);
        let log = places::target().join("conformance.log");
        let file = File::create(&log).map_err(|error| Failure::file(&log, error))?;
        let reports = tempfile::tempdir().map_err(fail)?;
        let child = Command::new(&suite.node)
            .args(["node_modules/@typespec/spector/cmd/cli.mjs", "serve"])
            .args(["node_modules/@typespec/http-specs/specs", "--port"])
            .arg(address.port().to_string())
            .arg("--coverageFile")
            .arg(reports.path().join("coverage.json"))
            .current_dir(&suite.folder)
            .stdin(Stdio::null())
            .stdout(file.try_clone().map_err(fail)?)
            .stderr(file)
            .spawn()
            .map_err(fail)?;
        let mut server = Self {
            address,
            child,
            _reports: reports,
        };
        let begun = Instant::now();
        while server.get("/.admin/health").is_err() {
            let ended = server.child.try_wait().map_err(fail)?.is_some();
            if ended || begun.elapsed() > START {
                let text = std::fs::read_to_string(&log).unwrap_or_default();
                return Err(Failure::Refused(format!("Spector does not start:\n{text}")));
            }
            sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    /// The base address of all scenarios. Links in responses have this name of the machine too.
    pub(super) fn url(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }

    /// The result of each scenario: `pass`, `fail`, or `not-implemented` if a request of it has not been made.
    pub(super) fn results(&self) -> Result<BTreeMap<String, String>, Failure> {
        let fail = |error: String| Failure::Refused(format!("Spector's report cannot be read: {error}"));
        let text = self.get("/.coverage").map_err(|error| fail(error.to_string()))?;
        let reports: Vec<Report> = serde_json::from_str(&text).map_err(|error| fail(error.to_string()))?;
        Ok(reports.into_iter().flat_map(|report| report.results).collect())
    }

    /// The body of a response, which HTTP 1.0 ends with the connection.
    fn get(&self, path: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(START))?;
        write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        match text.split_once("\r\n\r\n") {
            Some((head, body)) if head.contains(" 200 ") => Ok(body.to_owned()),
            _ => Err(std::io::Error::other("the server sends no response")),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A server that has ended by itself is no reason to fail.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
