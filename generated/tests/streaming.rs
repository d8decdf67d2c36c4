//! Bodies that are never in memory as a whole: sent from readers, received into writers, seen on their way; and events of a
//! connection that breaks.

mod support;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use purecloud_platform_client::runtime::{Method as RawMethod, Operation, Request, response};
use purecloud_platform_client::{Body, CallOptions, Client, Error, EventStream, Method, RetryPolicy};
use serde_json::Value;
use support::TOKEN;
use support::faults::{Fault, FaultServer};
use tokio::io::AsyncReadExt;

fn client(server: &FaultServer) -> Client {
    Client::builder()
        .base_url(&server.url)
        .access_token(TOKEN)
        .build()
        .unwrap()
}

static STREAM: Operation = Operation {
    id: "stream",
    tag: "",
    method: RawMethod::Get,
    path: "/stream",
    server: None,
    accept: "*/*",
    security: &[],
    errors: &[],
    error_codes: &[],
};

#[tokio::test]
async fn a_body_from_a_reader_with_its_progress() -> Result<(), Error> {
    let server = FaultServer::script([Fault::Good("{}".to_owned())]).await;
    let length = 300_000;
    let reader = tokio::io::repeat(b'x').take(length);
    let sent = Arc::new(AtomicU64::new(0));
    let seen = sent.clone();
    let options = CallOptions::new().on_upload(move |bytes| seen.store(bytes, Ordering::SeqCst));
    let call = client(&server)
        .request(Method::Post, "/upload")
        .body(Body::from_reader(reader, length));
    call.with(options).await?;
    assert_eq!(sent.load(Ordering::SeqCst), length);
    let got = server.seen().remove(0);
    assert_eq!(
        (got.body.len() as u64, got.header("content-length")),
        (length, Some("300000"))
    );

    let steps: Arc<Mutex<Vec<u64>>> = Arc::default();
    let seen = steps.clone();
    let options = CallOptions::new().on_upload(move |bytes| seen.lock().unwrap().push(bytes));
    client(&server)
        .request(Method::Put, "/upload")
        .body("in memory")
        .with(options)
        .await?;
    assert_eq!(*steps.lock().unwrap(), [9]);
    Ok(())
}

#[tokio::test]
async fn a_download_into_a_writer_with_its_progress() -> Result<(), Error> {
    let server = FaultServer::script([Fault::Endless(3 << 20, true)]).await;
    let open = Request::new(&client(&server), &STREAM).open().await?;
    let body = response::stream(open).await?.into_value();
    assert_eq!(body.content_length(), Some(3 << 20));
    let received = Arc::new(AtomicU64::new(0));
    let seen = received.clone();
    let mut file = std::io::Cursor::new(Vec::new());
    let written = body
        .on_progress(move |bytes| seen.store(bytes, Ordering::SeqCst))
        .write_to(&mut file)
        .await?;
    assert_eq!((written, received.load(Ordering::SeqCst)), (3 << 20, 3 << 20));
    assert_eq!(file.into_inner().len(), 3 << 20);

    // A gigabyte goes through as well, a piece at a time.
    let server = FaultServer::script([Fault::Endless(1 << 30, false)]).await;
    let open = Request::new(&client(&server), &STREAM).open().await?;
    let body = response::stream(open).await?.into_value();
    assert_eq!(body.write_to(&mut tokio::io::sink()).await?, 1 << 30);
    Ok(())
}

fn events(text: &str) -> Fault {
    let kind = vec![("Content-Type", "text/event-stream".to_owned())];
    Fault::Answer(200, kind, text.as_bytes().to_vec())
}

async fn stream(server: &FaultServer) -> Result<EventStream<Value>, Error> {
    let open = Request::new(&client(server), &STREAM).open().await?;
    Ok(response::events::<Value>(open).await?.into_value())
}

#[tokio::test]
async fn events_go_on_where_they_broke_off() -> Result<(), Error> {
    let server = FaultServer::script([
        events("retry: 5\nid: 1\ndata: 1\n\nid: 2\ndata: 2\n\nid: 3\ndata"),
        Fault::Answer(503, Vec::new(), Vec::new()),
        events("id: 3\ndata: 3\n\n"),
        events("data: 4\n\ndata: [DONE]\n\n"),
    ])
    .await;
    let mut stream = stream(&server)
        .await?
        .reconnecting(RetryPolicy::standard().initial_delay(Duration::from_millis(5)));
    let mut data = Vec::new();
    while let Some(event) = stream.next().await {
        data.push(event?.data.as_u64().unwrap());
    }
    assert_eq!(data, [1, 2, 3, 4]);
    let ids: Vec<_> = server
        .seen()
        .iter()
        .map(|seen| seen.header("last-event-id").map(str::to_owned))
        .collect();
    assert_eq!(
        ids,
        [None, Some("2".to_owned()), Some("2".to_owned()), Some("3".to_owned())]
    );
    Ok(())
}

#[tokio::test]
async fn events_that_are_not_to_go_on() -> Result<(), Error> {
    let server = FaultServer::script([events("data: 1\n\n"), events("data: 2\n\n")]).await;
    let mut once = stream(&server).await?;
    assert!(once.next().await.unwrap().is_ok());
    assert!(once.next().await.is_none(), "unless it is asked for");
    assert_eq!(server.count(), 1);

    // RFC 9110: no content says that there is nothing more; a refusal is an error.
    for (status, is_error) in [(204, false), (403, true)] {
        let server = FaultServer::script([events("data: 1\n\n"), Fault::Answer(status, Vec::new(), Vec::new())]).await;
        let eager = RetryPolicy::standard().initial_delay(Duration::from_millis(1));
        let mut stream = stream(&server).await?.reconnecting(eager);
        assert!(stream.next().await.unwrap().is_ok());
        assert_eq!(
            stream.next().await.is_some_and(|event| event.is_err()),
            is_error,
            "{status}"
        );
        assert!(stream.next().await.is_none());
        assert_eq!(server.count(), 2, "{status}");
    }
    Ok(())
}
