//! Events of connections that break off. Runs in the crate that is made of `response-every.yaml`.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use subject::{Client, Error, EventStream, RetryPolicy, models};

/// A server that gives each connection the next answer and closes it; it takes down the id that each was asked to go on from.
struct Server {
    client: Client,
    ids: Arc<Mutex<Vec<Option<String>>>>,
}

impl Server {
    fn start(answers: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let ids = Arc::new(Mutex::new(Vec::new()));
        let seen = ids.clone();
        std::thread::spawn(move || {
            for (connection, answer) in listener.incoming().flatten().zip(answers) {
                let (mut connection, mut request) = (connection, Vec::new());
                while !request.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    connection.read_exact(&mut byte).unwrap();
                    request.push(byte[0]);
                }
                let head = String::from_utf8(request).unwrap();
                let id = head.lines().find_map(|line| line.strip_prefix("last-event-id: "));
                seen.lock().unwrap().push(id.map(str::to_owned));
                connection.write_all(answer.as_bytes()).unwrap();
            }
        });
        Self {
            client: Client::builder().base_url(url).build().unwrap(),
            ids,
        }
    }

    async fn events(&self) -> EventStream<models::Thing> {
        self.client.things().events().await.unwrap()
    }

    fn ids(&self) -> Vec<Option<String>> {
        self.ids.lock().unwrap().clone()
    }
}

fn events(text: &str) -> String {
    let text = text.replace('[', "{\"name\":\"").replace(']', "\"}");
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n{text}")
}

fn other(media_type: &str, text: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nConnection: close\r\n\r\n{text}")
}

fn status(status: u16) -> String {
    format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

fn eager() -> RetryPolicy {
    RetryPolicy::standard().initial_delay(Duration::from_millis(5))
}

#[tokio::test]
async fn events_go_on_where_they_broke_off() -> Result<(), Error> {
    let server = Server::start(vec![
        events("retry: 5\nid: 1\ndata: [a]\n\nid: 2\ndata: [b]\n\nid: 3\ndata"),
        status(503),
        events("id: 3\ndata: [c]\n\n"),
        events("data: [d]\n\ndata: the end\n\n"),
        status(204),
    ]);
    let mut stream = server.events().await.reconnecting(eager());
    let mut names = String::new();
    while names.len() < 4 {
        names += &stream.next().await.unwrap()?.data.name;
    }
    assert_eq!(names, "abcd");
    let ids = server.ids();
    assert_eq!(ids[0], None);
    assert_eq!(ids[1..4], ["2", "2", "3"].map(|id| Some(id.to_owned())));
    Ok(())
}

#[tokio::test]
async fn events_that_are_not_to_go_on() {
    let server = Server::start(vec![events("data: [a]\n\n"), events("data: [b]\n\n")]);
    let mut once = server.events().await;
    assert!(once.next().await.unwrap().is_ok());
    assert!(once.next().await.is_none(), "unless it is asked for");
    assert_eq!(server.ids().len(), 1);

    // RFC 9110: no content says that there is nothing more; a refusal is an error.
    for (code, is_error) in [(204, false), (403, true)] {
        let server = Server::start(vec![events("data: [a]\n\n"), status(code)]);
        let mut stream = server.events().await.reconnecting(eager());
        assert!(stream.next().await.unwrap().is_ok());
        let last = stream.next().await;
        assert_eq!(last.is_some_and(|event| event.is_err()), is_error, "{code}");
        assert!(stream.next().await.is_none());
        assert_eq!(server.ids().len(), 2, "{code}");
    }
}

/// WHATWG HTML, 9.2.3: a response that is no stream of events fails the connection, and is not asked for again.
#[tokio::test]
async fn what_is_no_stream_of_events_is_an_error() {
    for (media_type, text) in [("application/json", "{\"name\": \"a\"}"), ("text/html", "<html>")] {
        let server = Server::start(vec![other(media_type, text), events("data: [a]\n\n")]);
        let error = server.client.things().events().await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{error}");
        assert!(error.to_string().contains(media_type), "{error}");

        let server = Server::start(vec![events("data: [a]\n\n"), other(media_type, text), events("data: [b]\n\n")]);
        let mut stream = server.events().await.reconnecting(eager());
        assert!(stream.next().await.unwrap().is_ok());
        assert!(matches!(stream.next().await, Some(Err(Error::Decode(_)))));
        assert!(stream.next().await.is_none());
        assert_eq!(server.ids().len(), 2, "{media_type}");
    }
}

#[tokio::test]
async fn connections_without_an_event_are_counted() {
    let empty = vec![events(": nothing\n\n"); 20];
    let server = Server::start(empty);
    let policy = RetryPolicy::standard().max_attempts(4).initial_delay(Duration::from_millis(1));
    let mut stream = server.events().await.reconnecting(policy);
    while stream.next().await.is_some() {}
    assert!((2..=5).contains(&server.ids().len()), "{:?}", server.ids());
}

#[tokio::test]
async fn an_event_is_not_larger_than_a_response_may_be() {
    let long = format!("data: [a]\n\ndata: {}", "x".repeat(100_000));
    let server = Server::start(vec![events(&long)]);
    let options = subject::CallOptions::new().max_response_size(1000);
    let mut stream = server.client.things().events().with(options).await.unwrap();
    assert!(stream.next().await.unwrap().is_ok());
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.is_too_large()), "{error}");
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn silence_has_a_limit_where_it_is_wanted() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut request = [0; 1024];
        let _ = connection.read(&mut request);
        connection.write_all(events("data: [a]\n\n").as_bytes()).unwrap();
        std::thread::sleep(Duration::from_secs(30));
    });
    let client = Client::builder().base_url(url).build().unwrap();
    let mut stream = client.things().events().await.unwrap().max_silence(Duration::from_millis(50));
    assert!(stream.next().await.unwrap().is_ok());
    assert!(matches!(stream.next().await, Some(Err(Error::Timeout(_)))));
    assert!(stream.next().await.is_none());
}
