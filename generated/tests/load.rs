//! Many calls at once against a server with random faults: none is lost, none is doubled, tokens are asked for no more
//! often than they expire, and memory does not grow. Two seconds unless `LOAD_SECONDS` says otherwise.

mod support;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use purecloud_platform_client::models::{AuthorizedGrantType, OAuthClientRequest};
use purecloud_platform_client::{CallOptions, Client, Error, RetryPolicy};
use serde_json::{Value, json};
use support::faults::{Fault, FaultServer, Seen};
use support::oauth_client;

const TASKS: u64 = 64;

/// How long a token lives. It is renewed after nine tenths of that.
const TOKEN_LIFE: Duration = Duration::from_secs(1);

/// What the server did with each call that makes something, by its id.
type Made = Arc<Mutex<HashMap<String, u32>>>;

/// Numbers that look like chance and are the same in each run.
struct Dice(AtomicU64);

impl Dice {
    fn roll(&self, sides: u64) -> u64 {
        let mut number = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (number ^ (number >> 31)) % sides
    }
}

/// Does what it is asked to, and then perhaps fails to say so.
fn serve(dice: &Dice, made: &Made, tokens: &AtomicUsize, seen: &Seen) -> Fault {
    if seen.path == "/oauth/token" {
        let number = tokens.fetch_add(1, Ordering::SeqCst);
        let token = json!({"access_token": format!("t-{number}"), "token_type": "bearer", "expires_in": 1});
        return Fault::Good(token.to_string());
    }
    let fault = dice.roll(100);
    let busy = |status| Fault::Answer(status, vec![("Retry-After", "0".to_owned())], b"{}".to_vec());
    match fault {
        0..5 => return busy(429),
        5..10 => return busy(503),
        10..12 => return Fault::Reset,
        _ => {}
    }
    let mut body = oauth_client();
    if seen.method == "POST" {
        let sent: Value = serde_json::from_slice(&seen.body).unwrap();
        let id = sent["name"].as_str().unwrap().to_owned();
        *made.lock().unwrap().entry(id.clone()).or_default() += 1;
        body["name"] = id.into();
    } else {
        body["name"] = seen.path.rsplit('/').next().unwrap().into();
    }
    let body = body.to_string();
    match fault {
        12..14 => Fault::Reset,
        14..16 => Fault::CutMidBody(body),
        16..18 => Fault::CutMidChunk(body),
        18..20 => Fault::After(Duration::from_millis(700), Box::new(Fault::Good(body))),
        20..30 => Fault::After(Duration::from_millis(5), Box::new(Fault::Good(body))),
        _ => Fault::Good(body),
    }
}

/// What the tasks learned.
#[derive(Default)]
struct Learned {
    good: AtomicUsize,
    bad: AtomicUsize,
    /// The ids of calls that make something and may not be repeated: whether they went well.
    once: Mutex<HashMap<String, bool>>,
    /// The same for those that may be repeated.
    repeated: Mutex<HashMap<String, bool>>,
}

impl Learned {
    fn count<T>(&self, result: &Result<T, Error>) -> bool {
        let count = if result.is_ok() { &self.good } else { &self.bad };
        count.fetch_add(1, Ordering::Relaxed);
        if let Err(error) = result {
            assert!(error.is_retryable(), "only what the server's faults explain: {error:?}");
        }
        result.is_ok()
    }
}

async fn work(client: Client, task: u64, end: Instant, learned: Arc<Learned>) {
    for number in 0.. {
        if Instant::now() >= end {
            return;
        }
        let id = format!("{task}-{number}");
        let body = OAuthClientRequest::new(&*id, AuthorizedGrantType::Code);
        match number % 4 {
            0 => {
                let result = client.oauth().post_oauth_clients(&body).await;
                if let Ok(made) = &result {
                    assert_eq!(made.name, id, "the answer is that of another call");
                }
                let went_well = learned.count(&result);
                learned.once.lock().unwrap().insert(id, went_well);
            }
            1 => {
                let call = client.oauth().post_oauth_clients(&body);
                let result = call.with(CallOptions::new().idempotent()).await;
                let went_well = learned.count(&result);
                learned.repeated.lock().unwrap().insert(id, went_well);
            }
            _ => {
                let result = client.oauth().get_oauth_client(&id).await;
                if let Ok(found) = &result {
                    assert_eq!(found.name, id, "the answer is that of another call");
                }
                learned.count(&result);
            }
        }
    }
}

/// The memory of this process in pages, where the system says so.
fn memory() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    text.split(' ').nth(1)?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_calls_with_random_faults() {
    let seconds = std::env::var("LOAD_SECONDS").map_or(2, |text| text.parse().expect("a number of seconds"));
    let (made, tokens) = (Made::default(), Arc::new(AtomicUsize::new(0)));
    let dice = Dice(AtomicU64::new(7));
    let server = {
        let (made, tokens) = (made.clone(), tokens.clone());
        FaultServer::start(move |_, seen| serve(&dice, &made, &tokens, seen)).await
    };
    let client = Client::builder()
        .base_url(&server.url)
        .token_url(format!("{}/oauth/token", server.url))
        .client_credentials("id", "secret")
        .attempt_timeout(Duration::from_millis(500))
        .retry(
            RetryPolicy::standard()
                .max_attempts(6)
                .initial_delay(Duration::from_millis(5)),
        )
        .retry_budget(1000, 0.5)
        .build()
        .unwrap();
    let begun = Instant::now();
    let length = Duration::from_secs(seconds);
    let learned = Arc::new(Learned::default());
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| tokio::spawn(work(client.clone(), task, begun + length, learned.clone())))
        .collect();
    tokio::time::sleep(length / 3).await;
    let (early, requests) = (memory(), server.count());
    for task in tasks {
        task.await.expect("no call answers what another one asked");
    }
    check_calls(&learned, &made);

    let longest = begun.elapsed().as_secs_f64();
    let expected = longest / (TOKEN_LIFE.as_secs_f64() * 0.9) + 2.0;
    let asked = tokens.load(Ordering::SeqCst);
    assert!(asked as f64 <= expected, "{asked} tokens in {longest:.1} seconds");
    let (good, bad) = (learned.good.load(Ordering::SeqCst), learned.bad.load(Ordering::SeqCst));
    println!(
        "{good} good calls, {bad} failed ones, {} requests, {asked} tokens, {longest:.1} s",
        server.count()
    );
    if let (Some(early), Some(late)) = (early, memory()) {
        // The test itself keeps an id for each call that makes something; nothing else may grow.
        let kept = (server.count() - requests) * 400 / 4096;
        println!("{early} pages of memory after a third, {late} at the end");
        assert!(late <= early + early / 2 + kept, "{early} pages, then {late}");
    }
}

/// A call that went well was done, a call that may not be repeated was done once at most.
fn check_calls(learned: &Learned, made: &Made) {
    let made = made.lock().unwrap();
    let count = |id: &String| made.get(id).copied().unwrap_or_default();
    let (once, repeated) = (learned.once.lock().unwrap(), learned.repeated.lock().unwrap());
    assert!(once.len() > 100, "{} calls are too few to say anything", once.len());
    for (id, went_well) in once.iter() {
        assert!(count(id) <= 1, "{id} was done {} times", count(id));
        assert!(!went_well || count(id) == 1, "{id} was lost");
    }
    for (id, went_well) in repeated.iter() {
        assert!(!went_well || count(id) >= 1, "{id} was lost");
    }
    let failed = repeated.values().filter(|went_well| !**went_well).count();
    assert!(
        failed * 50 <= repeated.len(),
        "{failed} of {} failed in spite of six attempts",
        repeated.len()
    );
    let known = once.len() + repeated.len();
    assert!(made.len() <= known, "the server did what nobody asked for");
}
