//! A server that does what servers should not do, on real sockets: each fault by its name.

#![allow(dead_code)] // Each test file uses some of it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with a request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Answers well, with this body in JSON.
    Good(String),
    /// Answers with a status, headers and a body.
    Answer(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Waits before it does something.
    After(Duration, Box<Fault>),
    /// Sends its answer byte by byte, with a pause behind each.
    Drip(Duration, String),
    /// Says that the body is longer than what it sends, and closes.
    CutMidBody(String),
    /// Ends a body in chunks in the middle of one.
    CutMidChunk(String),
    /// Says that the body is shorter than what it sends.
    LengthTooShort(String, usize),
    /// Sends a line that is no status, and closes.
    NoHttp,
    /// Closes without a word.
    Close,
    /// Resets the connection.
    Reset,
    /// Sends a body with so many headers.
    Headers(usize, String),
    /// Sends a body of so many bytes, with its length said or not, as long as it is read.
    Endless(u64, bool),
}

/// A request as the server got it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

type Script = Arc<dyn Fn(usize, &Seen) -> Fault + Send + Sync>;

/// A server; it lives as long as the runtime of its test.
pub struct FaultServer {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    count: Arc<AtomicUsize>,
}

/// How many requests are kept to be looked at.
const KEPT: usize = 1000;

impl FaultServer {
    /// A server that asks what to do with each request, which are numbered from 0.
    pub async fn start(script: impl Fn(usize, &Seen) -> Fault + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let count: Arc<AtomicUsize> = Arc::default();
        let (script, log): (Script, _) = (Arc::new(script), (seen.clone(), count.clone()));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, script.clone(), log.clone()));
            }
        });
        Self { url, seen, count }
    }

    /// A server that does one thing after the other, and the last for good.
    pub async fn script(faults: impl IntoIterator<Item = Fault>) -> Self {
        let faults: Vec<Fault> = faults.into_iter().collect();
        Self::start(move |number, _| faults[number.min(faults.len() - 1)].clone()).await
    }

    /// How many requests there were.
    pub fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }

    /// The requests so far, up to a thousand.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

/// Serves a connection until it ends.
async fn serve(mut socket: TcpStream, script: Script, (log, count): (Arc<Mutex<Vec<Seen>>>, Arc<AtomicUsize>)) {
    while let Some(seen) = read(&mut socket).await {
        let number = count.fetch_add(1, Ordering::SeqCst);
        if number < KEPT {
            log.lock().unwrap().push(seen.clone());
        }
        let mut fault = script(number, &seen);
        while let Fault::After(wait, next) = fault {
            tokio::time::sleep(wait).await;
            fault = *next;
        }
        if let Fault::Reset = fault {
            // Without lingering the system sends a reset in place of an end.
            let _ = socket2::SockRef::from(&socket).set_linger(Some(Duration::ZERO));
            return;
        }
        if !answer(&mut socket, fault).await.unwrap_or(false) {
            return;
        }
    }
}

/// Reads a request; none at the end of the connection.
pub async fn read(socket: &mut (impl AsyncRead + Unpin)) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut seen = Seen {
        method: first.next()?.to_owned(),
        path: first.next()?.to_owned(),
        headers,
        body: bytes.split_off(end + 4),
    };
    let length: usize = seen
        .header("content-length")
        .map_or(0, |length| length.parse().unwrap());
    while seen.body.len() < length {
        if socket.read_buf(&mut seen.body).await.ok()? == 0 {
            return None;
        }
    }
    Some(seen)
}

/// Does what is to be done, and says whether the connection goes on.
pub async fn answer(socket: &mut (impl AsyncWrite + Unpin), fault: Fault) -> std::io::Result<bool> {
    let json = |length: usize| {
        format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n")
    };
    match fault {
        Fault::After(..) | Fault::Reset => unreachable!("they are done before"),
        Fault::Good(body) => {
            socket
                .write_all(format!("{}{body}", json(body.len())).as_bytes())
                .await?;
            return Ok(true);
        }
        Fault::Answer(status, headers, body) => {
            let headers: String = headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}\r\n"))
                .collect();
            let head = format!(
                "HTTP/1.1 {status} Some\r\n{headers}Content-Length: {}\r\n\r\n",
                body.len()
            );
            socket.write_all(&[head.as_bytes(), &body].concat()).await?;
            return Ok(true);
        }
        Fault::Drip(pause, body) => {
            socket.write_all(json(body.len()).as_bytes()).await?;
            for byte in body.bytes() {
                socket.write_all(&[byte]).await?;
                tokio::time::sleep(pause).await;
            }
            return Ok(true);
        }
        Fault::CutMidBody(body) => {
            let text = format!("{}{}", json(body.len()), &body[..body.len() / 2]);
            socket.write_all(text.as_bytes()).await?;
        }
        Fault::CutMidChunk(body) => {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
            let text = format!("{head}{:x}\r\n{}", body.len(), &body[..body.len() / 2]);
            socket.write_all(text.as_bytes()).await?;
        }
        Fault::LengthTooShort(body, length) => {
            socket.write_all(format!("{}{body}", json(length)).as_bytes()).await?;
        }
        Fault::NoHttp => socket.write_all(b"+OK POP3 ready\r\n\r\n").await?,
        Fault::Close => {}
        Fault::Headers(count, body) => {
            let headers: String = (0..count).map(|number| format!("X-{number}: {number}\r\n")).collect();
            let head = format!(
                "HTTP/1.1 200 OK\r\n{headers}Content-Length: {}\r\n\r\n{body}",
                body.len()
            );
            socket.write_all(head.as_bytes()).await?;
        }
        Fault::Endless(length, said) => return endless(socket, length, said).await,
    }
    socket.flush().await?;
    socket.shutdown().await?;
    Ok(false)
}

async fn endless(socket: &mut (impl AsyncWrite + Unpin), length: u64, said: bool) -> std::io::Result<bool> {
    let framing = match said {
        true => format!("Content-Length: {length}"),
        false => "Connection: close".to_owned(),
    };
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{framing}\r\n\r\n");
    socket.write_all(head.as_bytes()).await?;
    let piece = vec![b' '; 256 * 1024];
    let mut left = length;
    while left > 0 {
        let size = left.min(piece.len() as u64);
        socket.write_all(&piece[..size as usize]).await?;
        left -= size;
    }
    socket.shutdown().await?;
    Ok(false)
}
