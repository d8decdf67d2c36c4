//! How answers are taken, seen from a server. Runs in the crate that is made of `response-every.yaml`.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::{Stream, StreamExt};
use subject::api::things::{MixedAnswer, SeveralAnswer};
use subject::{ByteStream, Client, Error, EventStream, headers, models};

/// What a server does with a connection after the request: sends a piece, or waits.
#[derive(Clone)]
enum Step {
    Send(Vec<u8>),
    Wait(u64),
}

fn send(piece: impl AsRef<[u8]>) -> Step {
    Step::Send(piece.as_ref().to_vec())
}

/// A server that does the same with every request, closes the connection, and takes requests down.
struct Server {
    client: Client,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(steps: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (steps, seen) = (steps.clone(), seen.clone());
                std::thread::spawn(move || serve(connection, &steps, &seen));
            }
        });
        let client = Client::builder().base_url(url).timeout(Duration::from_secs(20));
        Self {
            client: client.build().unwrap(),
            requests,
        }
    }

    /// A server that answers with a whole body.
    fn whole(status: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        Self::start(vec![send(format!(
            "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}"
        ))])
    }

    /// A server that answers with pieces, each in a chunk of its own.
    fn pieces(content_type: &str, pieces: &[&[u8]]) -> Self {
        Self::start(chunked(content_type, pieces, true))
    }

    fn request(&self) -> String {
        self.requests.lock().unwrap().last().cloned().unwrap_or_default()
    }
}

fn serve(mut connection: TcpStream, steps: &[Step], seen: &Mutex<Vec<String>>) {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !request.windows(4).any(|window| window == b"\r\n\r\n") {
        match connection.read(&mut buffer) {
            Ok(count) if count > 0 => request.extend_from_slice(&buffer[..count]),
            _ => return,
        }
    }
    seen.lock()
        .unwrap()
        .push(String::from_utf8_lossy(&request).into_owned());
    for step in steps {
        match step {
            Step::Send(piece) => drop(connection.write_all(piece).and_then(|()| connection.flush())),
            Step::Wait(milliseconds) => std::thread::sleep(Duration::from_millis(*milliseconds)),
        }
    }
}

fn chunked(content_type: &str, pieces: &[&[u8]], end: bool) -> Vec<Step> {
    let mut steps = vec![send(format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    ))];
    for piece in pieces {
        let mut chunk = format!("{:x}\r\n", piece.len()).into_bytes();
        chunk.extend_from_slice(piece);
        chunk.extend_from_slice(b"\r\n");
        steps.extend([Step::Send(chunk), Step::Wait(5)]);
    }
    if end {
        steps.push(send("0\r\n\r\n"));
    }
    steps
}

fn is_stream(_: &impl Stream) {}

#[tokio::test]
async fn several_answers_are_told_apart_by_status() {
    let server = Server::whole("200", "", r#"{"name":"a"}"#);
    let answer = server.client.things().several().send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(matches!(answer.into_value(), SeveralAnswer::Ok(thing) if thing.name == "a"));
    let server = Server::whole("202", "", r#"{"id":7}"#);
    let answer = server.client.things().several().await.unwrap();
    assert!(matches!(answer, SeveralAnswer::Accepted(job) if job.id == 7));
    let server = Server::whole("204", "", "");
    assert!(matches!(
        server.client.things().several().await,
        Ok(SeveralAnswer::NoContent)
    ));
    let server = Server::whole("206", "", "part");
    let answer = server.client.things().several().await.unwrap();
    assert!(matches!(answer, SeveralAnswer::Other(status, body) if status == 206 && body == "part"));
    let server = Server::whole("202", "", r#"{"id":"x"}"#);
    let error = server.client.things().several().await.unwrap_err();
    assert!(matches!(error, Error::Decode(error) if error.path() == "id" && error.status() == 202));
}

#[tokio::test]
async fn a_stream_can_be_one_of_several_answers() {
    let server = Server::whole("200", "", "bytes");
    let MixedAnswer::Ok(body) = server.client.things().mixed().await.unwrap() else {
        panic!("200 is a file");
    };
    assert_eq!(body.bytes().await.unwrap(), "bytes");
    let server = Server::whole("209", "", r#"{"name":"b"}"#);
    let answer = server.client.things().mixed().await.unwrap();
    assert!(matches!(answer, MixedAnswer::Success(thing) if thing.name == "b"));
}

#[tokio::test]
async fn a_body_may_be_missing_where_the_description_says_so() {
    let optional = async |status: &str, body: &str| {
        let server = Server::whole(status, "", body);
        server.client.things().optional().await
    };
    assert_eq!(optional("200", r#"{"name":"a"}"#).await.unwrap().unwrap().name, "a");
    assert!(optional("204", "").await.unwrap().is_none());
    assert!(optional("202", r#"{"state":"waiting"}"#).await.unwrap().is_none());
    assert!(optional("200", "").await.unwrap().is_none());

    let server = Server::whole("200", "", "");
    assert_eq!(server.client.things().nullable().await.unwrap(), None);
    let error = server.client.things().get_thing().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "getThing: the answer (200) could not be read: the body is empty"
    );
    // An answer to HEAD tells the length of a body that does not come.
    let server = Server::start(vec![send(
        "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\n",
    )]);
    server.client.things().head_thing().await.unwrap();
    let server = Server::whole("200", "", r#"{"name":"d"}"#);
    assert_eq!(server.client.things().alone().await.unwrap().name, "d");
}

#[tokio::test]
async fn bytes_come_while_they_arrive() {
    let mut steps = chunked("application/pdf", &[b"first", b"second"], false);
    steps.extend([Step::Wait(3000), send("0\r\n\r\n")]);
    let server = Server::start(steps);
    let start = Instant::now();
    let answer = server.client.things().get_file().send().await.unwrap();
    assert_eq!(answer.header("content-type"), Some("application/pdf"));
    let mut body: ByteStream = answer.into_value();
    is_stream(&body);
    assert_eq!(body.content_length(), None);
    assert_eq!(body.chunk().await.unwrap().unwrap(), "first");
    assert_eq!(body.next().await.unwrap().unwrap(), "second");
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "the whole body was waited for"
    );
    assert!(body.chunk().await.unwrap().is_none());
    assert!(body.chunk().await.unwrap().is_none());
    assert!(
        server
            .request()
            .contains("accept: application/pdf, application/json\r\n")
    );

    let server = Server::whole("200", "", "all of it");
    let body = server.client.things().get_file().await.unwrap();
    assert_eq!(body.content_length(), Some(9));
    assert_eq!(body.bytes().await.unwrap(), "all of it");
    let csv = server
        .client
        .things()
        .get_file()
        .header("Accept", "text/csv")
        .send_raw();
    assert_eq!(csv.await.unwrap().into_value(), "all of it");
    assert!(server.request().contains("accept: text/csv\r\n"));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_a_transport_error() {
    let server = Server::start(chunked("application/pdf", &[b"first"], false));
    let mut body = server.client.things().get_file().await.unwrap();
    assert_eq!(body.chunk().await.unwrap().unwrap(), "first");
    let error = body.chunk().await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.operation() == "getFile" && !error.is_connect()));
    assert!(body.chunk().await.unwrap().is_none(), "an error ends the stream");
    let error = server
        .client
        .things()
        .get_file()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Transport(_)));
    let error = server.client.things().get_file().send_raw().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)));
}

#[tokio::test]
async fn the_limit_is_for_the_start_and_for_each_piece() {
    // Longer than the limit as a whole, but never silent for so long.
    let mut steps = chunked("application/pdf", &[], false);
    for _ in 0..6 {
        steps.extend([Step::Wait(150), send("1\r\nx\r\n")]);
    }
    steps.push(send("0\r\n\r\n"));
    let server = Server::start(steps);
    let limit = Duration::from_millis(600);
    let body = server.client.things().get_file().timeout(limit).await.unwrap();
    assert_eq!(body.bytes().await.unwrap(), "xxxxxx");

    let mut steps = chunked("application/pdf", &[b"first"], false);
    steps.push(Step::Wait(5000));
    let server = Server::start(steps);
    let mut body = server.client.things().get_file().timeout(limit).await.unwrap();
    assert_eq!(body.chunk().await.unwrap().unwrap(), "first");
    assert!(matches!(body.chunk().await, Err(Error::Timeout(_))));
    assert!(body.chunk().await.unwrap().is_none(), "an error ends the stream");

    let server = Server::start(vec![Step::Wait(5000)]);
    let error = server.client.things().get_file().timeout(limit).await.unwrap_err();
    assert!(error.is_timeout());
}

#[tokio::test]
async fn errors_and_redirects_of_streams() {
    let server = Server::whole("403", "", r#"{"title":"no"}"#);
    let error = server.client.things().get_file().await.unwrap_err();
    assert!(matches!(error, Error::Api(error) if error.body::<models::Problem>().unwrap().title == "no"));

    let target = Server::whole("200", "", "the file");
    let location = format!("Location: {}there\r\n", target.client.base_url());
    let server = Server::whole("302", &location, "over there");
    let body = server.client.things().download().await.unwrap();
    assert_eq!(body.bytes().await.unwrap(), "the file");
}

async fn names(mut events: EventStream<models::Thing>) -> (Vec<String>, Option<String>) {
    let mut names = Vec::new();
    while let Some(event) = events.next().await {
        names.push(match event {
            Ok(event) => event.data.name,
            Err(Error::Decode(error)) => format!("! {}", String::from_utf8_lossy(error.body())),
            Err(error) => format!("!! {error}"),
        });
    }
    (names, events.end_mark().map(str::to_owned))
}

#[tokio::test]
async fn events_are_read_as_the_standard_says() {
    let text = "\u{feff}: a comment\r\nevent: greeting\rid: 1\ndata: {\"name\":\r\ndata:\"ä€😀\"}\nretry: 250\nunknown: x\n\n\
                data\n\nid:\ndata: {\"name\":\"b\",\ndata:  \"x\": 1}\n\nid: 3\n\ndata: {\"name\":\"c\"}\n\nretry: 1x\n\
                data: {\"name\":\"lost\"}\n";
    // However the bytes are cut: in one, one by one (within characters and line ends), in sevens.
    for size in [text.len(), 1, 7] {
        let pieces: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
        let server = Server::pieces("text/event-stream", &pieces);
        let mut events = server.client.things().events().await.unwrap();
        is_stream(&events);
        let first = events.next().await.unwrap().unwrap();
        assert_eq!(first.data.name, "ä€😀");
        assert_eq!(first.name.as_deref(), Some("greeting"));
        assert_eq!(first.id.as_deref(), Some("1"));
        assert_eq!(first.retry, Some(Duration::from_millis(250)));
        let second = events.next().await.unwrap().unwrap();
        assert_eq!(
            (second.data.name.as_str(), second.name, second.id, second.retry),
            ("b", None, None, None)
        );
        let third = events.next().await.unwrap().unwrap();
        assert_eq!((third.data.name.as_str(), third.id.as_deref()), ("c", Some("3")));
        assert!(events.next().await.is_none(), "what no blank line follows is no event");
        assert_eq!(events.last_id(), Some("3"));
        assert_eq!(events.end_mark(), None);
        assert!(server.request().contains("accept: text/event-stream\r\n"));
    }
}

#[tokio::test]
async fn what_ends_events_is_no_event() {
    let events = async |text: &str| {
        let server = Server::pieces("text/event-stream", &[text.as_bytes()]);
        names(server.client.things().events().await.unwrap()).await
    };
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let (found, mark) = events("data: {\"name\":\"a\"}\n\ndata: [DONE]\n\ndata: {\"name\":\"late\"}\n\n").await;
    assert_eq!((found, mark.as_deref()), (owned(&["a"]), Some("[DONE]")));
    let (found, mark) = events("data: {\"name\":\"a\"}\n\ndata: that was it\n\n").await;
    assert_eq!((found, mark.as_deref()), (owned(&["a"]), Some("that was it")));
    // What is not JSON and no end either is an error, and so is JSON of another shape; the stream goes on.
    let (found, mark) = events("data: oops\n\ndata: {\"name\":1}\n\ndata: {\"name\":\"a\"}\n\n").await;
    assert_eq!((found, mark), (owned(&["! oops", "! {\"name\":1}", "a"]), None));
}

#[tokio::test]
async fn events_are_not_waited_for_in_vain_and_break_off_loudly() {
    let mut steps = chunked("text/event-stream", &[b"data: {\"name\":\"a\"}\n\n"], false);
    steps.extend([Step::Wait(900), send("16\r\ndata: {\"name\":\"b\"}\r\n\r\n\r\n")]);
    let server = Server::start(steps);
    let call = server.client.things().events().timeout(Duration::from_millis(500));
    let mut events = call.await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data.name, "a");
    // Silence between events is no fault, whatever the limit.
    assert_eq!(events.next().await.unwrap().unwrap().data.name, "b");
    assert!(matches!(events.next().await, Some(Err(Error::Transport(_)))));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn texts_and_events_beside_json() {
    let server = Server::pieces("text/event-stream", &[b"data: one\n\ndata: [DO", b"NE]\n\ndata\n\n"]);
    let lines: Vec<String> = server
        .client
        .things()
        .lines()
        .await
        .unwrap()
        .map(|event| event.unwrap().data)
        .collect()
        .await;
    assert_eq!(lines, ["one", "[DONE]", ""]);

    let question = models::Question::new("?").stream(true);
    let server = Server::pieces(
        "text/event-stream",
        &[b"data: {\"id\":1}\n\ndata: {\"id\":2}\n\ndata: [DONE]\n\n"],
    );
    let mut events = server.client.things().chat(&question).stream().await.unwrap();
    let mut ids = Vec::new();
    while let Some(event) = events.next().await {
        ids.push(event.unwrap().data.id);
    }
    assert_eq!(ids, [1, 2]);
    assert!(server.request().contains("accept: text/event-stream\r\n"));

    let server = Server::whole("200", "", r#"{"name":"whole"}"#);
    assert_eq!(server.client.things().chat(&question).await.unwrap().name, "whole");
    assert!(server.request().contains("accept: application/json\r\n"));
}

#[tokio::test]
async fn errors_have_the_type_of_their_status() {
    let error = async |status: &str, headers: &str, body: &str| {
        let server = Server::whole(status, headers, body);
        match server.client.things().errors().await {
            Err(Error::Api(error)) => error,
            other => panic!("{other:?}"),
        }
    };
    let found = error("404", "Content-Type: text/plain; charset=utf-8\r\n", "no such thing\n").await;
    assert_eq!(found.body::<String>().unwrap(), "no such thing\n");
    // A text may hold anything: it is no message, which is shown and logged.
    assert_eq!(found.message(), None);
    let found = error(
        "409",
        "Content-Type: application/vnd.example.problem+json\r\n",
        r#"{"title":"t"}"#,
    )
    .await;
    assert_eq!(found.body::<models::Problem>().unwrap().title, "t");
    let found = error("500", "Retry-After: 3\r\n", r#"{"id":5}"#).await;
    assert_eq!(found.body::<models::Job>().unwrap().id, 5);
    assert_eq!(found.typed_header(headers::RETRY_AFTER).unwrap(), Some(3));
    // A page of a gateway is neither of the type nor a message.
    let found = error("502", "Content-Type: text/html\r\n", "<html>").await;
    assert!(found.body::<models::Job>().is_none());
    assert_eq!((found.message(), found.raw_body()), (None, &b"<html>"[..]));
}

#[tokio::test]
async fn headers_have_types() {
    let lines = "X-Total: 12\r\nX-Tags: a, b\r\nX-Tags: c\r\nX-Numbers: 1,2\r\nX-Exact: true\r\nX-Colour: blue\r\n\
                 Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    let server = Server::whole("204", lines, "");
    let answer = server.client.things().headers().send().await.unwrap();
    assert_eq!(answer.typed_header(headers::X_TOTAL).unwrap(), Some(12));
    assert_eq!(answer.typed_header(headers::X_TAGS).unwrap().unwrap(), ["a", "b", "c"]);
    assert_eq!(answer.typed_header(headers::X_NUMBERS).unwrap().unwrap(), [1, 2]);
    assert_eq!(answer.typed_header(headers::X_EXACT).unwrap(), Some(true));
    assert_eq!(
        answer.typed_header(headers::X_COLOUR).unwrap().unwrap().as_str(),
        "blue"
    );
    let modified = answer.typed_header(headers::LAST_MODIFIED).unwrap().unwrap();
    assert_eq!(modified.to_string(), "1994-11-06 08:49:37 UTC");
    assert_eq!(answer.typed_header(headers::X_MISSING).unwrap(), None);
    let server = Server::whole("204", "X-Total: many\r\n", "");
    let answer = server.client.things().headers().send().await.unwrap();
    let error = answer.typed_header(headers::X_TOTAL).unwrap_err();
    assert!(matches!(error, Error::Decode(error) if error.path() == "the header X-Total"));
}
