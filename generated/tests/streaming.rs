//! Bodies that are never in memory as a whole: sent from readers, received into writers, seen on their way.

mod support;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use purecloud_platform_client::runtime::{Operation, Request, response};
use purecloud_platform_client::{Body, CallOptions, Client, Error, Method, RetryPolicy};
use support::TOKEN;
use support::faults::{Fault, FaultServer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn client(server: &FaultServer) -> Client {
    Client::builder()
        .base_url(&server.url)
        .access_token(TOKEN)
        .build()
        .unwrap()
}

static STREAM: Operation = Operation {
    id: "stream",
    path: "/stream",
    accept: "*/*",
    ..Operation::BLANK
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
async fn only_a_body_that_is_still_there_is_sent_again() -> Result<(), Error> {
    let busy = || Fault::Answer(503, Vec::new(), b"{}".to_vec());
    let policy = || RetryPolicy::standard().initial_delay(Duration::from_millis(1));
    let server = FaultServer::script([busy(), Fault::Good("{}".to_owned())]).await;
    let reader = tokio::io::repeat(b'x').take(1000);
    let stream = Body::from_reader(reader, 1000);
    let call = client(&server).request(Method::Put, "/upload").body(stream);
    let error = call.with(policy()).await.unwrap_err();
    assert_eq!(
        (error.status().map(|status| status.as_u16()), server.count()),
        (Some(503), 1)
    );

    let server = FaultServer::script([busy(), Fault::Good("{}".to_owned())]).await;
    let call = client(&server).request(Method::Put, "/upload").body("in memory");
    call.with(policy()).await?;
    let bodies: Vec<_> = server.seen().into_iter().map(|seen| seen.body).collect();
    assert_eq!(bodies, [b"in memory", b"in memory"]);
    Ok(())
}

/// Reads so much of a request, its head and some of its body, and what is left once it is told to.
async fn reluctant(first: usize, go_on: tokio::sync::oneshot::Receiver<()>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut start = vec![0; first];
        socket.read_exact(&mut start).await.unwrap();
        go_on.await.unwrap();
        let head = start.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        let mut left = UPLOAD as usize - (first - head);
        let mut buffer = vec![0; 1 << 20];
        while left > 0 {
            left = left.saturating_sub(socket.read(&mut buffer).await.unwrap());
        }
        let _ = socket
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
            .await;
    });
    url
}

/// How much is uploaded to a server that does not read.
const UPLOAD: u64 = 256 << 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_is_read_no_faster_than_the_service_does() -> Result<(), Error> {
    let (tell, told) = tokio::sync::oneshot::channel();
    let url = reluctant(1000, told).await;
    let client = Client::builder().base_url(url).access_token(TOKEN).build()?;
    let taken = Arc::new(AtomicU64::new(0));
    let seen = taken.clone();
    let options = CallOptions::new().on_upload(move |bytes| seen.store(bytes, Ordering::SeqCst));
    let reader = tokio::io::repeat(b'x').take(UPLOAD);
    let call = client
        .request(Method::Post, "/upload")
        .body(Body::from_reader(reader, UPLOAD))
        .with(options);
    let call = tokio::spawn(call.into_future());
    tokio::time::sleep(Duration::from_millis(700)).await;
    let stuck = taken.load(Ordering::SeqCst);
    // What the system has room for between the two, and a few pieces.
    assert!(0 < stuck && stuck < 32 << 20, "{stuck} bytes were read ahead");
    tell.send(()).unwrap();
    call.await.unwrap()?;
    assert_eq!(taken.load(Ordering::SeqCst), UPLOAD);
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
