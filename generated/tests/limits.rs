//! How many requests are on their way at once, how many go out in a second, and what middleware sees and changes.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use purecloud_platform_client::{
    Attempt, BoxedFuture, Client, ClientBuilder, Error, HeaderMap, Middleware, Next, OpenResponse, StatusCode,
};
use support::faults::{Fault, FaultServer};
use support::{TOKEN, oauth_client};

fn good() -> Fault {
    Fault::Good(oauth_client().to_string())
}

fn builder(server: &FaultServer) -> ClientBuilder {
    Client::builder().base_url(&server.url).access_token(TOKEN)
}

#[allow(dead_code)] // The example has a program around it; its own test runs here.
#[path = "../examples/metrics.rs"]
mod metrics;

#[tokio::test]
async fn dropping_a_call_ends_its_connection() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let client = Client::builder().base_url(url).access_token(TOKEN).build().unwrap();
    let call = tokio::spawn(client.oauth().get_oauth_client("1").into_future());
    let (mut socket, _) = listener.accept().await.unwrap();
    assert!(support::faults::read(&mut socket).await.is_some());
    call.abort();
    // The service learns at once that nobody waits for its answer.
    let end = tokio::time::timeout(Duration::from_secs(5), support::faults::read(&mut socket));
    assert!(end.await.expect("the connection is closed").is_none());
}

/// Counts how many attempts are on their way at once.
#[derive(Default)]
struct Gauge {
    now: AtomicUsize,
    most: AtomicUsize,
    order: std::sync::Mutex<Vec<String>>,
}

struct Gauged(Arc<Gauge>);

impl Middleware for Gauged {
    fn around<'a>(&'a self, attempt: &'a mut Attempt, next: Next<'a>) -> BoxedFuture<'a, Result<OpenResponse, Error>> {
        Box::pin(async move {
            let now = self.0.now.fetch_add(1, Ordering::SeqCst) + 1;
            self.0.most.fetch_max(now, Ordering::SeqCst);
            self.0.order.lock().unwrap().push(attempt.url().path().to_owned());
            let result = next.run(attempt).await;
            self.0.now.fetch_sub(1, Ordering::SeqCst);
            result
        })
    }
}

#[tokio::test]
async fn requests_queue_in_the_order_in_which_they_came() {
    let server = FaultServer::script([Fault::After(Duration::from_millis(5), Box::new(good()))]).await;
    let gauge = Arc::new(Gauge::default());
    let client = builder(&server)
        .max_concurrency(3)
        .middleware(Gauged(gauge.clone()))
        .build()
        .unwrap();
    let mut calls = Vec::new();
    for number in 0..40 {
        calls.push(tokio::spawn(
            client.oauth().get_oauth_client(number.to_string()).into_future(),
        ));
        tokio::task::yield_now().await;
    }
    // Who gives up leaves the queue, and nobody waits for them.
    calls.remove(20).abort();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(gauge.most.load(Ordering::SeqCst), 3);
    let order = gauge.order.lock().unwrap();
    let numbers: Vec<usize> = order
        .iter()
        .map(|path| path.rsplit('/').next().unwrap().parse().unwrap())
        .collect();
    assert!(numbers.is_sorted(), "{numbers:?}");
    assert_eq!(numbers.len(), 39);
}

#[tokio::test]
async fn so_many_requests_go_out_in_a_second() {
    let server = FaultServer::script([good()]).await;
    let client = builder(&server).requests_per_second(50.0).build().unwrap();
    let begun = Instant::now();
    let calls: Vec<_> = (0..20)
        .map(|_| tokio::spawn(client.oauth().get_oauth_client("1").into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert!(begun.elapsed() >= Duration::from_millis(380), "{:?}", begun.elapsed());
    // The time of a call counts while it waits for its turn.
    let slow = builder(&server)
        .requests_per_second(0.01)
        .timeout(Duration::from_millis(100))
        .build()
        .unwrap();
    slow.oauth().get_oauth_client("1").await.unwrap();
    assert!(slow.oauth().get_oauth_client("1").await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn turns_go_by_the_order_of_calls_and_not_to_those_that_gave_up() {
    let server = FaultServer::script([good()]).await;
    let client = builder(&server).requests_per_second(20.0).build().unwrap();
    let call = |number: usize| tokio::spawn(client.oauth().get_oauth_client(number.to_string()).into_future());
    let begun = Instant::now();
    let mut calls = Vec::new();
    for number in 0..50 {
        calls.push(call(number));
        tokio::task::yield_now().await;
    }
    // Forty of them would have taken two seconds.
    for given_up in calls.drain(5..45) {
        given_up.abort();
    }
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let time = begun.elapsed();
    assert!(
        Duration::from_millis(440) <= time && time < Duration::from_millis(1500),
        "{time:?}"
    );
    let seen = server.seen();
    let numbers: Vec<usize> = seen
        .iter()
        .map(|seen| seen.path.rsplit('/').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(numbers, [0, 1, 2, 3, 4, 45, 46, 47, 48, 49]);
}

/// Answers by itself, or refuses.
struct Cache;

impl Middleware for Cache {
    fn around<'a>(&'a self, attempt: &'a mut Attempt, next: Next<'a>) -> BoxedFuture<'a, Result<OpenResponse, Error>> {
        Box::pin(async move {
            match attempt.url().path().rsplit('/').next() {
                Some("cached") => attempt.answer(StatusCode::OK, HeaderMap::new(), oauth_client().to_string()),
                Some("gone") => attempt.answer(StatusCode::NOT_FOUND, HeaderMap::new(), r#"{"code": "not.found"}"#),
                Some("refused") => Err(attempt.refuse("not today")),
                _ => next.run(attempt).await,
            }
        })
    }
}

/// Adds what it knows of a call to its headers.
struct Describe;

impl Middleware for Describe {
    fn before(&self, attempt: &mut Attempt) -> Result<(), Error> {
        assert!(
            !attempt.headers().contains_key("authorization"),
            "credentials are not shown"
        );
        let text = format!("{} {} {}", attempt.tag(), attempt.path_template(), attempt.method());
        attempt.set_header("X-Call", &text)
    }
}

#[tokio::test]
async fn middleware_answers_refuses_and_changes() -> Result<(), Error> {
    let server = FaultServer::script([good()]).await;
    let client = builder(&server).middleware(Cache).middleware(Describe).build()?;
    assert_eq!(client.oauth().get_oauth_client("cached").await?.name, "ci-bot");
    let error = client.oauth().get_oauth_client("gone").await.unwrap_err();
    assert!(error.is_not_found() && error.code() == Some("not.found"), "{error:?}");
    let error = client.oauth().get_oauth_client("refused").await.unwrap_err();
    assert!(
        matches!(error, Error::Request(_)) && error.to_string().contains("not today"),
        "{error}"
    );
    assert!(server.seen().is_empty());

    client.oauth().get_oauth_client("other").await?;
    let seen = server.seen();
    assert_eq!(
        seen[0].header("x-call"),
        Some("OAuth /api/v2/oauth/clients/{clientId} GET")
    );
    assert_eq!(
        seen[0].header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    Ok(())
}

#[tokio::test]
async fn a_client_has_no_task_and_no_thread_of_its_own() -> Result<(), Error> {
    let threads = || std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count);
    let server = FaultServer::script([good()]).await;
    let first = builder(&server).max_concurrency(2).requests_per_second(1e6).build()?;
    let (tasks, before) = (tokio::runtime::Handle::current().metrics().num_alive_tasks(), threads());
    let clients: Vec<Client> = (0..50)
        .map(|_| {
            let builder = builder(&server).max_concurrency(2).requests_per_second(1e6);
            builder
                .client_credentials("id", "secret")
                .token_url(&server.url)
                .build()
        })
        .collect::<Result<_, _>>()?;
    assert_eq!(tokio::runtime::Handle::current().metrics().num_alive_tasks(), tasks);
    assert!(threads() <= before + 2, "other tests may have started some");
    drop((first, clients));
    Ok(())
}
