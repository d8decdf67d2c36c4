//! Asynchronous jobs that the configuration knows: started by one call, looked at by another, until they are over.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use subject::models::PostQueryRequest;
use subject::{Client, Error, Waiter};

/// A server that gives one answer after the other, and the last for good.
fn serve(answers: &'static [&'static str]) -> (Client, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = seen.clone();
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let mut socket = socket.unwrap();
            let mut reader = BufReader::new(socket.try_clone().unwrap());
            loop {
                let mut head = String::new();
                while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).is_ok_and(|read| read > 0) {}
                let Some(first) = head.lines().next() else { break };
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                let length = length.map_or(0, |length| length.parse().unwrap());
                std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink()).unwrap();
                let mut log = log.lock().unwrap();
                let body = answers[log.len().min(answers.len() - 1)];
                log.push(first.trim_end_matches(" HTTP/1.1").to_owned());
                let _ = write!(
                    socket,
                    "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
                    body.len()
                );
            }
        }
    });
    (Client::builder().base_url(url).build().unwrap(), seen)
}

const RUNNING: &str = "{\"state\": \"RUNNING\"}";

fn waiter() -> Waiter {
    Waiter::new().interval(Duration::from_millis(5))
}

#[tokio::test]
async fn a_job_is_started_and_waited_for() -> Result<(), Error> {
    let (client, seen) = serve(&[
        "{\"jobId\": \"a/b\"}",
        RUNNING,
        RUNNING,
        "{\"state\": \"FULFILLED\", \"rows\": 7}",
    ]);
    let done = client
        .queries()
        .post_query(&PostQueryRequest::new())
        .wait_for_end(waiter())
        .await?;
    assert_eq!((done.value().state.as_str(), done.value().rows), ("FULFILLED", Some(7)));
    let looks = "GET /queries/a%2Fb/state";
    assert_eq!(*seen.lock().unwrap(), ["POST /queries", looks, looks, looks]);
    Ok(())
}

#[tokio::test]
async fn jobs_that_take_too_long_or_have_no_name() {
    let (client, _) = serve(&["{\"jobId\": \"1\"}", "{\"state\": \"RUNNING\"}"]);
    let waiter = waiter().deadline(Some(Duration::from_millis(50)));
    let call = client.queries().post_query(&PostQueryRequest::new());
    assert!(call.wait_for_end(waiter.clone()).await.unwrap_err().is_timeout());
    let (client, seen) = serve(&["{}"]);
    match client
        .queries()
        .post_query(&PostQueryRequest::new())
        .wait_for_end(waiter)
        .await
    {
        Err(Error::Decode(error)) => assert_eq!(error.path(), "jobId"),
        other => panic!("{other:?}"),
    }
    assert_eq!(seen.lock().unwrap().len(), 1);
}
