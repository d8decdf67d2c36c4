//! What several programs use.

#![allow(dead_code)] // Each program uses some of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use subject::{Client, Error};

/// Why a request is not sent.
pub fn refused(result: Result<(), Error>) -> String {
    match result {
        Err(Error::Request(error)) => {
            let text = error.to_string();
            text.split_once(": the request cannot be sent: ").unwrap().1.to_owned()
        }
        other => panic!("the request went out: {other:?}"),
    }
}

/// A server that gives every request the same response and keeps the head and the body of the last one.
pub struct Recorder {
    pub client: Client,
    last: Arc<Mutex<String>>,
}

impl Recorder {
    /// Starts a server whose responses have these headers and this body.
    pub fn start(headers: &'static str, body: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let last = Arc::<Mutex<String>>::default();
        let seen = last.clone();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                if let Some(text) = read(&mut stream) {
                    *seen.lock().unwrap() = text;
                }
                let length = body.len();
                let head = format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n");
                let _ = stream.write_all(format!("{head}{body}").as_bytes());
            }
        });
        Self {
            client: Client::builder().base_url(url.as_str()).build().unwrap(),
            last,
        }
    }

    /// The first line of the last request, without the version of HTTP.
    pub fn line(&self) -> String {
        let last = self.last.lock().unwrap();
        let line = last.lines().next().unwrap_or_default();
        line.trim_end_matches(" HTTP/1.1").to_owned()
    }

    /// A header of the last request.
    pub fn header(&self, name: &str) -> Option<String> {
        let last = self.last.lock().unwrap();
        let lines = last.lines().skip(1).filter_map(|line| line.split_once(": "));
        let mut found = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.to_owned())
    }

    /// The body of the last request.
    pub fn body(&self) -> String {
        let last = self.last.lock().unwrap();
        last.split_once("\r\n\r\n").map_or("", |(_, body)| body).to_owned()
    }
}

fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Some(text);
            }
        }
        let mut piece = [0; 4096];
        match stream.read(&mut piece).ok()? {
            0 => return None,
            size => bytes.extend_from_slice(&piece[..size]),
        }
    }
}

/// Headers and a body for the path and query of a request, and for its body.
type Answer = dyn Fn(&str, &[u8]) -> (String, String) + Send + Sync;

/// A server whose responses are made of the path and query of each request. It keeps the paths.
pub fn serve(answer: impl Fn(&str) -> (String, String) + Send + Sync + 'static) -> (String, Arc<Mutex<Vec<String>>>) {
    serve_all(move |path, _| answer(path))
}

/// A server whose responses are made of the body of each request.
pub fn serve_bodies(
    answer: impl Fn(&serde_json::Value) -> String + Send + Sync + 'static,
) -> (String, Arc<Mutex<Vec<serde_json::Value>>>) {
    let bodies: Arc<Mutex<Vec<serde_json::Value>>> = Arc::default();
    let log = bodies.clone();
    let (url, _) = serve_all(move |_, body| {
        let body = serde_json::from_slice(body).unwrap();
        let response = answer(&body);
        log.lock().unwrap().push(body);
        (String::new(), response)
    });
    (url, bodies)
}

/// A server whose responses are made of the path and query, and of the body, of each request. It keeps the paths.
pub fn serve_all(
    answer: impl Fn(&str, &[u8]) -> (String, String) + Send + Sync + 'static,
) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let (log, answer): (_, Arc<Answer>) = (seen.clone(), Arc::new(answer));
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let (log, answer) = (log.clone(), answer.clone());
            std::thread::spawn(move || connection(socket.unwrap(), &log, &*answer));
        }
    });
    (url, seen)
}

/// A body in chunks; nothing where it is cut off.
fn chunks(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let length = usize::from_str_radix(line.trim(), 16).ok()?;
        let mut chunk = vec![0; length + 2];
        reader.read_exact(&mut chunk).ok()?;
        whole.extend_from_slice(&chunk[..length]);
        if length == 0 {
            return Some(whole);
        }
    }
}

fn connection(mut socket: TcpStream, log: &Mutex<Vec<String>>, answer: &Answer) {
    let mut reader = BufReader::new(socket.try_clone().unwrap());
    loop {
        let (mut first, mut length, mut is_chunked) = (String::new(), 0, false);
        reader.read_line(&mut first).unwrap_or_default();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap_or_default();
            match line.to_ascii_lowercase().split_once(':') {
                Some(("content-length", value)) => length = value.trim().parse().unwrap(),
                Some(("transfer-encoding", value)) => is_chunked = value.trim() == "chunked",
                Some(_) => {}
                None => break,
            }
        }
        let mut sent = vec![0; length];
        if is_chunked {
            let Some(whole) = chunks(&mut reader) else { return };
            sent = whole;
        } else {
            reader.read_exact(&mut sent).unwrap();
        }
        let Some((method, rest)) = first.split_once(' ') else {
            return;
        };
        let Some((path, _)) = rest.split_once(' ') else { return };
        log.lock().unwrap().push(match method {
            "GET" => path.to_owned(),
            _ => format!("{method} {length} {path}"),
        });
        let (headers, body) = answer(path, &sent);
        let length = body.len();
        let _ = write!(
            socket,
            "HTTP/1.1 200 OK\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        );
    }
}
