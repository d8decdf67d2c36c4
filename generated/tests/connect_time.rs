//! The time that connections may take to come about, of a client and of a call, against a listener that lets nobody in.
//!
//! Its queue is full and nobody takes from it, so that the system leaves what comes next without a word. Only Linux is known to
//! do so on an address of the machine itself.
#![cfg(target_os = "linux")]

mod support;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use purecloud_platform_client::{CallOptions, Client, ClientBuilder, Error, RetryPolicy};
use socket2::{Domain, Socket, Type};
use support::faults::{Fault, FaultServer, answer, read};
use support::{TOKEN, oauth_client};
use tokio::net::TcpListener;

/// A listener that lets nobody in, as long as it is there.
struct Closed {
    url: String,
    _sockets: Vec<Socket>,
}

impl Closed {
    fn new() -> Self {
        let socket = || Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        let listener = socket();
        listener
            .bind(&"127.0.0.1:0".parse::<SocketAddr>().unwrap().into())
            .unwrap();
        listener.listen(1).unwrap();
        let address = listener.local_addr().unwrap();
        let url = format!("http://{}", address.as_socket().unwrap());
        let mut sockets = vec![listener];
        for _ in 0..8 {
            let waiting = socket();
            waiting.set_nonblocking(true).unwrap();
            // Those that the queue has room for are connected, the others go on trying.
            let _ = waiting.connect(&address);
            sockets.push(waiting);
        }
        std::thread::sleep(Duration::from_millis(100));
        Self { url, _sockets: sockets }
    }
}

fn builder(url: &str) -> ClientBuilder {
    Client::builder()
        .base_url(url)
        .access_token(TOKEN)
        .proxy(None)
        .timeout(Duration::from_secs(20))
}

fn within(milliseconds: u64) -> CallOptions {
    CallOptions::new().connect_timeout(Duration::from_millis(milliseconds))
}

/// How long a call takes to find out that there is no connection.
async fn given_up(client: &Client, options: CallOptions) -> Duration {
    let begun = Instant::now();
    match client.oauth().get_oauth_client("1").with(options).await {
        Err(Error::Timeout(error)) => assert!(error.is_connect(), "{error:?}"),
        other => panic!("{other:?}"),
    }
    begun.elapsed()
}

#[tokio::test]
async fn a_client_and_a_call_have_times_of_their_own() {
    let closed = Closed::new();
    let client = builder(&closed.url).connect_timeout(Duration::from_millis(400));
    let client = client.build().unwrap();
    let (least, most) = (Duration::from_millis(390), Duration::from_millis(1400));
    let usual = given_up(&client, CallOptions::new()).await;
    assert!(least <= usual && usual < most, "{usual:?}");
    let longer = given_up(&client, within(1500)).await;
    assert!(Duration::from_millis(1490) <= longer, "{longer:?}");
    let shorter = given_up(&client, within(100)).await;
    assert!(shorter < least, "{shorter:?}");
    let usual = given_up(&client, CallOptions::new()).await;
    assert!(least <= usual && usual < most, "{usual:?}");
}

#[tokio::test]
async fn each_attempt_has_the_time_to_connect() {
    let closed = Closed::new();
    let client = builder(&closed.url).build().unwrap();
    let policy = RetryPolicy::standard()
        .max_attempts(3)
        .initial_delay(Duration::from_millis(1));
    let begun = Instant::now();
    given_up(&client, within(300).retry(policy)).await;
    let time = begun.elapsed();
    assert!(
        Duration::from_millis(890) <= time && time < Duration::from_secs(5),
        "{time:?}"
    );
}

/// A server that counts its connections.
async fn counting() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                while read(&mut socket).await.is_some() {
                    let _ = answer(&mut socket, Fault::Good(oauth_client().to_string())).await;
                }
            });
        }
    });
    (url, count)
}

#[tokio::test]
async fn calls_with_the_same_time_share_connections() -> Result<(), Error> {
    let (url, count) = counting().await;
    let client = builder(&url).connect_timeout(Duration::from_secs(3)).build()?;
    let call = async |options: CallOptions| -> Result<usize, Error> {
        client.oauth().get_oauth_client("1").with(options).await?;
        // The connection is back in its pool once its task has run.
        tokio::time::sleep(Duration::from_millis(20)).await;
        Ok(count.load(Ordering::SeqCst))
    };
    assert_eq!(call(CallOptions::new()).await?, 1);
    assert_eq!(call(within(3000)).await?, 1, "that is the client's own");
    assert_eq!(call(within(2000)).await?, 2);
    assert_eq!(call(within(2000)).await?, 2);
    assert_eq!(call(CallOptions::new()).await?, 2);
    // Eight are kept. What was used last stays, what was used first is made anew.
    for (number, time) in (3000..3008).map(|time| time + 1).enumerate() {
        assert_eq!(call(within(time)).await?, 3 + number);
    }
    assert_eq!(call(within(3008)).await?, 10);
    assert_eq!(call(within(2000)).await?, 11);
    assert_eq!(call(within(3008)).await?, 11);
    Ok(())
}

#[tokio::test]
async fn a_ready_client_has_its_own_time() {
    let server = FaultServer::script([Fault::Good(oauth_client().to_string())]).await;
    let client = builder(&server.url)
        .http_client(reqwest::Client::new())
        .build()
        .unwrap();
    let error = client
        .oauth()
        .get_oauth_client("1")
        .with(within(100))
        .await
        .unwrap_err();
    assert!(matches!(&error, Error::Request(_)), "{error:?}");
    assert!(error.to_string().contains("`http_client`"), "{error}");
    assert_eq!(server.count(), 0);
    client.oauth().get_oauth_client("1").await.unwrap();
}
