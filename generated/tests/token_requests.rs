//! Requests for tokens whose callers are gone, that are refused, or that panic: no login is lost and nobody waits for ever.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use purecloud_platform_client::{AccessToken, AuthError, BoxedFuture, Error, TokenProvider, TokenStore};
use serde_json::json;
use support::{builder, calls, header, oauth_client};
use wiremock::matchers::{method, path, path_regex};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

async fn authorizations(server: &MockServer) -> Vec<String> {
    let calls = calls(server).await;
    let header = |call| header(call, "authorization").unwrap().to_owned();
    calls.iter().map(header).collect()
}

/// Starts a server that responds to every call of the API, and to no request for a token.
async fn api() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(path_regex("^/api/"))
        .respond_with(ResponseTemplate::new(200).set_body_json(oauth_client()))
        .mount(&server)
        .await;
    server
}

/// A refresh token may be good once: what the endpoint gives for it is kept, whoever waits.
#[tokio::test]
async fn a_token_request_goes_on_when_everybody_gave_up() -> Result<(), Error> {
    let server = api().await;
    let count = Arc::new(AtomicUsize::new(0));
    let counter = count.clone();
    let answer = move |request: &Request| {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let token =
            json!({"access_token": "granted", "token_type": "bearer", "expires_in": 3600, "refresh_token": "r-2"});
        match counter.fetch_add(1, Ordering::SeqCst) {
            0 if body.contains("refresh_token=r-1") => ResponseTemplate::new(200).set_body_json(token),
            _ => ResponseTemplate::new(400).set_body_json(json!({"error": "invalid_grant"})),
        }
        .set_delay(Duration::from_millis(400))
    };
    Mock::given(method("POST"))
        .and(path("/oauth/token"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let client = builder(&server).refresh_token("id", None, "r-1").build().unwrap();

    let limit = Duration::from_millis(100);
    for id in ["1", "2"] {
        let call = client.oauth().get_oauth_client(id).into_future();
        assert!(
            tokio::time::timeout(limit, call).await.is_err(),
            "the endpoint is slower"
        );
    }
    client.oauth().get_oauth_client("3").await?;
    assert_eq!(count.load(Ordering::SeqCst), 1);
    assert_eq!(authorizations(&server).await, ["Bearer granted"]);
    Ok(())
}

/// A store that another process saves to while this one asks for a token.
struct Shared(AtomicUsize);

impl TokenStore for Shared {
    fn load<'a>(&'a self, _: &'a str) -> BoxedFuture<'a, Result<Option<AccessToken>, BoxError>> {
        let token = match self.0.fetch_add(1, Ordering::SeqCst) {
            0 => None,
            _ => Some(AccessToken::new("of-another-process").expires_in(Duration::from_secs(3600))),
        };
        Box::pin(async { Ok(token) })
    }

    fn save<'a>(&'a self, _: &'a str, _: &'a AccessToken) -> BoxedFuture<'a, Result<(), BoxError>> {
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn the_store_is_read_again_after_a_refusal() -> Result<(), Error> {
    let refusal = ResponseTemplate::new(400).set_body_json(json!({"error": "invalid_grant"}));
    let server = api().await;
    Mock::given(path("/oauth/token"))
        .respond_with(refusal)
        .mount(&server)
        .await;
    let client = builder(&server)
        .refresh_token("id", None, "used-up-by-another-process")
        .token_store(Shared(AtomicUsize::new(0)))
        .build()?;
    client.oauth().get_oauth_client("1").await?;
    assert_eq!(authorizations(&server).await, ["Bearer of-another-process"]);
    Ok(())
}

/// A provider that panics.
struct Panicking;

impl TokenProvider for Panicking {
    fn token<'a>(&'a self, _: Option<&'a AccessToken>) -> BoxedFuture<'a, Result<AccessToken, AuthError>> {
        Box::pin(async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            panic!("a fault of the program")
        })
    }
}

#[tokio::test]
async fn a_provider_that_panics_leaves_nobody_waiting() {
    let server = MockServer::start().await;
    let client = builder(&server).token_provider(Panicking).build().unwrap();
    let oauth = client.oauth();
    let calls = [oauth.get_oauth_client("1"), oauth.get_oauth_client("2")].map(IntoFuture::into_future);
    for result in futures_util::future::join_all(calls).await {
        assert!(matches!(result, Err(Error::Auth(_))));
    }
}
