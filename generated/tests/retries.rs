//! Which requests are repeated, how often, and after how long.

mod support;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use purecloud_platform_client::models::{AuthorizedGrantType, OAuthClientRequest};
use purecloud_platform_client::{
    Attempt, CallOptions, Client, ClientBuilder, Error, Middleware, OpenResponse, Progress, RetryPolicy, Waiter,
};
use support::faults::{Fault, FaultServer};
use support::{TOKEN, oauth_client};

fn good() -> Fault {
    Fault::Good(oauth_client().to_string())
}

fn status(status: u16) -> Fault {
    Fault::Answer(status, Vec::new(), b"{}".to_vec())
}

fn wait(status: u16, retry_after: impl ToString) -> Fault {
    Fault::Answer(status, vec![("Retry-After", retry_after.to_string())], b"{}".to_vec())
}

fn builder(server: &FaultServer) -> ClientBuilder {
    Client::builder()
        .base_url(&server.url)
        .access_token(TOKEN)
        .timeout(Duration::from_secs(20))
}

fn eager() -> RetryPolicy {
    RetryPolicy::standard().initial_delay(Duration::from_millis(2))
}

fn body() -> OAuthClientRequest {
    OAuthClientRequest::new("x", AuthorizedGrantType::Code)
}

#[tokio::test]
async fn the_statuses_that_are_repeated() {
    for code in [408, 429, 502, 503, 504] {
        let server = FaultServer::script([status(code), status(code), good()]).await;
        let client = builder(&server).retry(eager()).build().unwrap();
        client.oauth().get_oauth_client("1").await.unwrap();
        assert_eq!(server.seen().len(), 3, "{code}");
    }
    for code in [400, 401, 403, 404, 409, 418, 500, 501] {
        let server = FaultServer::script([status(code), good()]).await;
        let client = builder(&server).retry(eager()).build().unwrap();
        let error = client.oauth().get_oauth_client("1").await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), code);
        assert_eq!(server.seen().len(), 1, "{code}");
    }
}

#[tokio::test]
async fn only_what_is_safe_is_repeated() -> Result<(), Error> {
    let policy = || eager().max_attempts(2);
    let server = FaultServer::script([status(503)]).await;
    let client = builder(&server).retry(policy()).build()?;
    let oauth = client.oauth();
    assert!(oauth.get_oauth_clients().await.is_err());
    assert!(oauth.put_oauth_client("1", &body()).await.is_err());
    assert!(oauth.delete_oauth_client("1").await.is_err());
    assert_eq!(server.seen().len(), 6, "reading, replacing and deleting twice");
    assert!(oauth.post_oauth_clients(&body()).await.is_err());
    assert_eq!(server.seen().len(), 7, "making once");
    assert!(
        oauth
            .post_oauth_clients(&body())
            .with(CallOptions::new().idempotent())
            .await
            .is_err()
    );
    let seen = server.seen();
    assert_eq!(seen.len(), 9, "making twice, on the caller's word");
    assert_eq!(seen[7].body, seen[8].body);

    // Each time there would be another secret.
    let word = || CallOptions::new().idempotent().retry(policy());
    assert!(oauth.post_oauth_client_secret("1").await.is_err());
    assert!(oauth.post_oauth_client_secret("1").with(word()).await.is_err());
    assert_eq!(server.seen().len(), 11);
    Ok(())
}

#[tokio::test]
async fn an_idempotency_key_needs_a_header_of_the_api() {
    let server = FaultServer::script([good()]).await;
    let client = builder(&server).build().unwrap();
    let options = CallOptions::new().idempotency_key("k-1");
    let error = client
        .oauth()
        .post_oauth_clients(&body())
        .with(options)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Request(_)), "this API has none: {error:?}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_request_that_was_not_sent_is_safe() {
    // Nobody listens there, and the client notices that the service has not seen the request.
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    drop(socket);
    let seen = Arc::new(Log::default());
    let client = Client::builder()
        .base_url(url)
        .access_token(TOKEN)
        .retry(eager())
        .middleware(Shared(seen.clone()));
    let client = client.build().unwrap();
    assert!(client.oauth().post_oauth_clients(&body()).await.is_err());
    assert_eq!(seen.lines().iter().filter(|line| line.starts_with("before")).count(), 3);
    assert!(client.oauth().post_oauth_client_secret("1").await.is_err());
    assert_eq!(seen.lines().iter().filter(|line| line.starts_with("before")).count(), 4);
}

#[tokio::test]
async fn off_on_per_client_and_per_call() -> Result<(), Error> {
    let server = FaultServer::script([status(503)]).await;
    let off = builder(&server).build()?;
    assert!(off.oauth().get_oauth_client("1").await.is_err());
    assert_eq!(server.seen().len(), 1, "off unless it is set");
    assert!(off.oauth().get_oauth_client("1").with(eager()).await.is_err());
    assert_eq!(server.seen().len(), 4, "on for one call");
    let on = builder(&server).retry(eager().max_attempts(5)).build()?;
    assert!(on.oauth().get_oauth_client("1").await.is_err());
    assert_eq!(server.seen().len(), 9, "on for a client");
    assert!(on.oauth().get_oauth_client("1").with(RetryPolicy::off()).await.is_err());
    assert_eq!(server.seen().len(), 10, "off for one call");
    let all = eager().retry_if(|error| error.status().is_some_and(|status| status == 500));
    let server = FaultServer::script([status(500), status(503), good()]).await;
    let client = builder(&server).retry(all).build()?;
    assert!(client.oauth().get_oauth_client("1").await.is_err());
    assert_eq!(server.seen().len(), 2, "on for errors of the caller's choice");
    Ok(())
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    for (is_date, least) in [(false, 1000), (true, 800)] {
        let answer = match is_date {
            true => wait(503, httpdate_in(Duration::from_secs(2))),
            false => wait(429, 1),
        };
        let server = FaultServer::script([answer, good()]).await;
        let client = builder(&server).retry(eager()).build().unwrap();
        let begun = Instant::now();
        client.oauth().get_oauth_client("1").await.unwrap();
        assert!(begun.elapsed() >= Duration::from_millis(least), "{:?}", begun.elapsed());
        assert_eq!(server.seen().len(), 2);
    }
}

#[tokio::test]
async fn who_asks_for_too_long_a_wait_gets_none() {
    let cases = [
        (eager().max_retry_after(Duration::from_secs(5)), Duration::from_secs(60)),
        // The time of the call would be over first.
        (eager(), Duration::from_secs(6)),
    ];
    for (policy, limit) in cases {
        let server = FaultServer::script([wait(429, 7), good()]).await;
        let client = builder(&server).timeout(limit).retry(policy).build().unwrap();
        let begun = Instant::now();
        let error = client.oauth().get_oauth_client("1").await.unwrap_err();
        assert!(
            error.is_rate_limited() && error.retry_after() == Some(Duration::from_secs(7)),
            "{error:?}"
        );
        assert!(begun.elapsed() < Duration::from_secs(4), "it is not waited for");
        assert_eq!(server.seen().len(), 1);
    }
}

fn httpdate_in(time: Duration) -> String {
    let seconds = (SystemTime::now() + time)
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let date = chrono::DateTime::from_timestamp(seconds as i64, 0).unwrap();
    date.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_storm_is_not_made_worse_than_the_budget_allows() {
    let server = FaultServer::script([status(429)]).await;
    let client = builder(&server)
        .retry(eager().max_attempts(4))
        .retry_budget(20, 0.1)
        .build()
        .unwrap();
    let calls: Vec<_> = (0..200)
        .map(|_| tokio::spawn(client.oauth().get_oauth_client("1").into_future()))
        .collect();
    for call in calls {
        assert!(call.await.unwrap().unwrap_err().is_rate_limited());
    }
    assert_eq!(server.seen().len(), 220, "a request for each call, and twenty more");
}

#[tokio::test]
async fn good_calls_fill_the_budget_again() {
    let server = FaultServer::start(|_, seen| match seen.path.ends_with("/bad") {
        true => status(503),
        false => good(),
    })
    .await;
    let client = builder(&server)
        .retry(eager().max_attempts(10))
        .retry_budget(2, 0.5)
        .build()
        .unwrap();
    let bad = async || {
        let before = server.seen().len();
        assert!(client.oauth().get_oauth_client("bad").await.is_err());
        server.seen().len() - before
    };
    assert_eq!(bad().await, 3);
    assert_eq!(bad().await, 1, "nothing is left");
    for _ in 0..3 {
        client.oauth().get_oauth_client("good").await.unwrap();
    }
    assert_eq!(bad().await, 2, "one and a half");
}

/// Takes down how long is waited after each attempt.
struct Delays(Arc<Mutex<Vec<(u32, Duration)>>>);

impl Middleware for Delays {
    fn retrying(&self, attempt: &Attempt, _: &Error, delay: Duration) {
        self.0.lock().unwrap().push((attempt.number(), delay));
    }
}

#[tokio::test]
async fn waits_double_up_to_a_limit_and_are_anywhere_below() {
    let server = FaultServer::script([status(503)]).await;
    let delays = Arc::new(Mutex::new(Vec::new()));
    let policy = RetryPolicy::standard()
        .max_attempts(4)
        .initial_delay(Duration::from_millis(20))
        .max_delay(Duration::from_millis(50));
    let client = builder(&server)
        .retry(policy)
        .retry_budget(1000, 0.0)
        .middleware(Delays(delays.clone()))
        .build()
        .unwrap();
    let calls: Vec<_> = (0..100)
        .map(|_| tokio::spawn(client.oauth().get_oauth_client("1").into_future()))
        .collect();
    for call in calls {
        assert!(call.await.unwrap().is_err());
    }
    let delays = delays.lock().unwrap();
    for (number, most) in [(1, 20), (2, 40), (3, 50)] {
        let most = Duration::from_millis(most);
        let found: Vec<Duration> = delays
            .iter()
            .filter(|delay| delay.0 == number)
            .map(|delay| delay.1)
            .collect();
        assert_eq!(found.len(), 100);
        assert!(found.iter().all(|delay| *delay <= most), "{found:?}");
        // By chance, a hundred of them do not miss a quarter of the range.
        assert!(found.iter().any(|delay| *delay < most / 4), "{found:?}");
        assert!(found.iter().any(|delay| *delay > most * 3 / 4), "{found:?}");
    }
}

/// Takes down what it sees.
#[derive(Default)]
struct Log {
    lines: Mutex<Vec<String>>,
    attempts: AtomicU32,
}

impl Log {
    fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    fn add(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }
}

struct Shared(Arc<Log>);

impl Middleware for Shared {
    fn before(&self, attempt: &mut Attempt) -> Result<(), Error> {
        self.0.attempts.fetch_add(1, Ordering::SeqCst);
        attempt.set_header("X-Attempt", &attempt.number().to_string())?;
        self.0
            .add(format!("before {} {}", attempt.operation(), attempt.number()));
        Ok(())
    }

    fn after(&self, attempt: &Attempt, result: Result<&OpenResponse, &Error>) {
        let status = match result {
            Ok(answer) => answer.status(),
            Err(error) => error.status().unwrap_or_default(),
        };
        self.0.add(format!("after {} {}", attempt.number(), status.as_u16()));
    }

    fn retrying(&self, attempt: &Attempt, error: &Error, delay: Duration) {
        assert!(delay < Duration::from_secs(1));
        self.0.add(format!(
            "retrying {} {}",
            attempt.number(),
            error.status().unwrap_or_default().as_u16()
        ));
    }
}

#[tokio::test]
async fn each_attempt_is_seen() {
    let server = FaultServer::script([status(503), status(429), good()]).await;
    let log = Arc::new(Log::default());
    let client = builder(&server)
        .retry(eager())
        .middleware(Shared(log.clone()))
        .build()
        .unwrap();
    client.oauth().get_oauth_client("1").await.unwrap();
    let expected = [
        "before getOauthClient 1",
        "after 1 503",
        "retrying 1 503",
        "before getOauthClient 2",
        "after 2 429",
        "retrying 2 429",
        "before getOauthClient 3",
        "after 3 200",
    ];
    assert_eq!(log.lines(), expected);
    let numbers: Vec<_> = server
        .seen()
        .iter()
        .map(|seen| seen.header("x-attempt").unwrap().to_owned())
        .collect();
    assert_eq!(numbers, ["1", "2", "3"]);
}

/// No byte of a server makes a client panic: the longest wait that a service can ask for is longer than a clock can tell.
#[tokio::test]
async fn the_longest_wait_that_a_service_can_ask_for() {
    for asked in [u64::MAX, u64::MAX / 2, i64::MAX as u64] {
        let server = FaultServer::script([wait(503, asked)]).await;
        let policy = eager().max_retry_after(Duration::MAX).max_delay(Duration::MAX);
        let client = builder(&server).retry(policy).build().unwrap();
        let error = client.oauth().get_oauth_client("1").await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 503);
        assert_eq!(server.seen().len(), 1);

        let waiter = Waiter::new().interval(Duration::MAX).max_interval(Duration::MAX);
        let oauth = client.oauth();
        let look = async || oauth.get_oauth_client("1").await.map(Progress::Done);
        let error = waiter.until(look).await.unwrap_err();
        assert!(matches!(error, Error::Timeout(_)), "{error}");
    }
}
