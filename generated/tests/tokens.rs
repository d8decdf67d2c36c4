//! Where tokens come from, when they are renewed, and how often they are asked for.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use purecloud_platform_client::{Client, Error};
use serde_json::json;
use support::faults::{Fault, FaultServer};
use support::{builder, calls, give_tokens, header, oauth_client, token_requests};
use wiremock::matchers::{header as with_header, method, path, path_regex};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const SECRET: &str = "client-secret-77aa";

/// A server that gives tokens and answers every call, and a client with credentials for it.
async fn serving(expires_in: u64) -> (MockServer, Client) {
    let server = MockServer::start().await;
    give_tokens(&server, expires_in).await;
    let answer = ResponseTemplate::new(200).set_body_json(oauth_client());
    Mock::given(path_regex("^/api/"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let client = builder(&server)
        .client_credentials("client-id", SECRET)
        .build()
        .unwrap();
    (server, client)
}

/// A token endpoint with an answer of its own.
async fn token_endpoint(answer: ResponseTemplate) -> (MockServer, Client) {
    let server = MockServer::start().await;
    Mock::given(path("/oauth/token"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let client = builder(&server)
        .client_credentials("client-id", SECRET)
        .build()
        .unwrap();
    (server, client)
}

async fn authorizations(server: &MockServer) -> Vec<String> {
    calls(server)
        .await
        .iter()
        .map(|call| header(call, "authorization").unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn client_credentials() -> Result<(), Error> {
    let (server, client) = serving(3600).await;
    assert!(
        token_requests(&server).await.is_empty(),
        "nothing is sent before the first call"
    );
    client.oauth().get_oauth_client("1").await?;
    client.oauth().get_oauth_client("2").await?;
    client.clone().oauth().get_oauth_client("3").await?;

    let tokens = token_requests(&server).await;
    assert_eq!(tokens.len(), 1);
    assert_eq!(tokens[0].method.as_str(), "POST");
    // `client-id:client-secret-77aa` in Base64.
    assert_eq!(
        header(&tokens[0], "authorization"),
        Some("Basic Y2xpZW50LWlkOmNsaWVudC1zZWNyZXQtNzdhYQ==")
    );
    assert_eq!(
        header(&tokens[0], "content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(tokens[0].body, b"grant_type=client_credentials");
    assert_eq!(authorizations(&server).await, ["Bearer token-1"; 3]);
    Ok(())
}

#[tokio::test]
async fn scopes_are_asked_for() -> Result<(), Error> {
    let (server, _) = serving(3600).await;
    let client = builder(&server)
        .client_credentials("id", SECRET)
        .scopes(["a:b", "c"])
        .build()?;
    client.oauth().get_oauth_client("1").await?;
    assert_eq!(
        token_requests(&server).await[0].body,
        b"grant_type=client_credentials&scope=a%3Ab+c"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_first_calls_make_one_token_request() {
    let (server, client) = serving(3600).await;
    let calls: Vec<_> = (0..100)
        .map(|number| tokio::spawn(client.oauth().get_oauth_client(number.to_string()).into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(token_requests(&server).await.len(), 1);
    assert_eq!(authorizations(&server).await, vec!["Bearer token-1"; 100]);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_expires() -> Result<(), Error> {
    // Of ten seconds, the last one is the margin.
    let (server, client) = serving(10).await;
    client.oauth().get_oauth_client("1").await?;
    tokio::time::sleep(Duration::from_millis(8_000)).await;
    client.oauth().get_oauth_client("2").await?;
    tokio::time::sleep(Duration::from_millis(1_300)).await;
    // The token is still good, and nobody waits for the next one.
    client.oauth().get_oauth_client("3").await?;
    tokio::time::sleep(Duration::from_millis(200)).await;
    client.oauth().get_oauth_client("4").await?;
    assert_eq!(
        authorizations(&server).await,
        ["Bearer token-1", "Bearer token-1", "Bearer token-1", "Bearer token-2"]
    );
    assert_eq!(token_requests(&server).await.len(), 2);
    Ok(())
}

#[tokio::test]
async fn when_renewal_fails_a_token_that_is_still_good_is_used() -> Result<(), Error> {
    let server = MockServer::start().await;
    let first = json!({"access_token": "early", "token_type": "bearer", "expires_in": 5});
    Mock::given(path("/oauth/token"))
        .respond_with(ResponseTemplate::new(200).set_body_json(first))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path("/oauth/token"))
        .respond_with(ResponseTemplate::new(503))
        .mount(&server)
        .await;
    let answer = ResponseTemplate::new(200).set_body_json(oauth_client());
    Mock::given(path_regex("^/api/"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let client = builder(&server).client_credentials("id", SECRET).build()?;
    client.oauth().get_oauth_client("1").await?;
    tokio::time::sleep(Duration::from_millis(4_600)).await;
    client.oauth().get_oauth_client("2").await?;
    assert_eq!(token_requests(&server).await.len(), 2);
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert!(matches!(
        client.oauth().get_oauth_client("3").await,
        Err(Error::Auth(_))
    ));
    Ok(())
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() -> Result<(), Error> {
    let server = MockServer::start().await;
    give_tokens(&server, 3600).await;
    let refusal = ResponseTemplate::new(401).set_body_json(json!({"code": "bad.credentials"}));
    Mock::given(with_header("authorization", "Bearer token-1"))
        .respond_with(refusal)
        .mount(&server)
        .await;
    let answer = ResponseTemplate::new(200).set_body_json(oauth_client());
    Mock::given(path_regex("^/api/"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let client = builder(&server).client_credentials("id", SECRET).build()?;

    let body = purecloud_platform_client::models::OAuthClientRequest::new(
        "x",
        purecloud_platform_client::models::AuthorizedGrantType::Code,
    );
    client.oauth().post_oauth_clients(&body).await?;
    assert_eq!(authorizations(&server).await, ["Bearer token-1", "Bearer token-2"]);
    let sent = calls(&server).await;
    assert_eq!(sent[0].body, sent[1].body, "the body is sent again");
    client.oauth().get_oauth_client("1").await?;
    assert_eq!(token_requests(&server).await.len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_token_that_is_refused_again_is_an_error() {
    let server = MockServer::start().await;
    give_tokens(&server, 3600).await;
    let refusal = ResponseTemplate::new(401).set_body_json(json!({"code": "bad.credentials"}));
    Mock::given(path_regex("^/api/"))
        .respond_with(refusal)
        .mount(&server)
        .await;
    let client = builder(&server).client_credentials("id", SECRET).build().unwrap();
    match client.oauth().get_oauth_client("1").await {
        Err(Error::Api(error)) => assert!(error.is_unauthorized()),
        other => panic!("{other:?}"),
    }
    assert_eq!(authorizations(&server).await, ["Bearer token-1", "Bearer token-2"]);
    assert_eq!(token_requests(&server).await.len(), 2);
}

#[tokio::test]
async fn a_given_token_is_not_renewed() {
    let server = support::answering(ResponseTemplate::new(401)).await;
    let error = support::client(&server)
        .oauth()
        .get_oauth_client("1")
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_calls_with_a_refused_token_renew_it_once() {
    let server = MockServer::start().await;
    give_tokens(&server, 3600).await;
    Mock::given(with_header("authorization", "Bearer token-1"))
        .respond_with(ResponseTemplate::new(401).set_delay(Duration::from_millis(30)))
        .mount(&server)
        .await;
    let answer = ResponseTemplate::new(200).set_body_json(oauth_client());
    Mock::given(path_regex("^/api/"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let client = builder(&server).client_credentials("id", SECRET).build().unwrap();
    let calls: Vec<_> = (0..50)
        .map(|_| tokio::spawn(client.oauth().get_oauth_client("1").into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(token_requests(&server).await.len(), 2);
}

#[tokio::test]
async fn failures_are_not_kept() {
    let server = MockServer::start().await;
    let refusal = json!({"error": "invalid_client", "error_description": "client not found.", "description": "x"});
    Mock::given(path("/oauth/token"))
        .respond_with(ResponseTemplate::new(400).set_body_json(refusal))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    give_tokens(&server, 3600).await;
    let answer = ResponseTemplate::new(200).set_body_json(oauth_client());
    Mock::given(path_regex("^/api/"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let client = builder(&server).client_credentials("id", SECRET).build().unwrap();

    let error = client.oauth().get_oauth_client("1").await.unwrap_err();
    assert!(
        error.to_string().contains("invalid_client: client not found."),
        "{error}"
    );
    assert!(!error.is_retryable() && !error.is_timeout());
    match error {
        Error::Auth(error) => assert_eq!(error.code(), Some("invalid_client")),
        other => panic!("{other:?}"),
    }
    assert!(calls(&server).await.is_empty(), "nothing is sent without a token");
    client.oauth().get_oauth_client("1").await.unwrap();
}

#[tokio::test]
async fn token_endpoints_that_misbehave() {
    for status in [429, 500, 503] {
        let (_server, client) = token_endpoint(ResponseTemplate::new(status)).await;
        let error = client.oauth().get_oauth_client("1").await.unwrap_err();
        assert!(matches!(error, Error::Auth(_)) && error.is_retryable(), "{error:?}");
    }
    let bodies = [
        r#"{"access_token": 5}"#,
        "",
        "<html>",
        r#"{"token": "leaked-token"}"#,
        "{\"access_token\": \"leaked-token\"}",
    ];
    for body in bodies {
        for status in [200, 302, 400] {
            let answer = ResponseTemplate::new(status).set_body_raw(body, "application/json");
            let (_server, client) = token_endpoint(answer).await;
            let error = client.oauth().get_oauth_client("1").await.unwrap_err();
            assert!(matches!(error, Error::Auth(_)) && !error.is_retryable(), "{error:?}");
            assert!(!format!("{error} {error:?}").contains("leaked-token"), "{error:?}");
        }
    }
    let echo = json!({"error": "invalid_client", "error_description": format!("bad secret {SECRET}")});
    let (_server, client) = token_endpoint(ResponseTemplate::new(401).set_body_json(echo)).await;
    let error = client.oauth().get_oauth_client("1").await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(SECRET), "{error:?}");

    let control = json!({"access_token": "a\nb", "token_type": "bearer"});
    let (_server, client) = token_endpoint(ResponseTemplate::new(200).set_body_json(control)).await;
    assert!(matches!(
        client.oauth().get_oauth_client("1").await,
        Err(Error::Auth(_))
    ));
}

#[tokio::test]
async fn a_token_endpoint_that_never_ends_is_not_read_to_its_end() {
    let server = FaultServer::script([Fault::Endless(1 << 40, false)]).await;
    let client = Client::builder()
        .base_url(&server.url)
        .token_url(&server.url)
        .client_credentials("client-id", SECRET);
    let error = client.build().unwrap().oauth().get_oauth_client("1").await.unwrap_err();
    assert!(matches!(error, Error::Auth(_)) && !error.is_retryable(), "{error:?}");
    assert!(error.to_string().contains("could not be read"), "{error}");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn clients_that_began_together_do_not_renew_together() {
    // Of ten seconds, the last one is the margin, and up to half of another one comes before it.
    let (server, _) = serving(10).await;
    let clients: Vec<Client> = (0..40)
        .map(|_| builder(&server).client_credentials("id", SECRET).build().unwrap())
        .collect();
    let call_all = async || {
        let calls = clients
            .iter()
            .map(|client| client.oauth().get_oauth_client("1").into_future());
        futures_util::future::try_join_all(calls).await.unwrap();
        token_requests(&server).await.len()
    };
    assert_eq!(call_all().await, 40);
    tokio::time::sleep(Duration::from_millis(8300)).await;
    let mut counts = vec![call_all().await];
    while counts.last() < Some(&80) && counts.len() < 200 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        counts.push(call_all().await);
    }
    assert_eq!(
        (counts.first(), counts.last()),
        (Some(&40), Some(&80)),
        "each once: {counts:?}"
    );
    let most = counts.windows(2).map(|pair| pair[1] - pair[0]).max();
    assert!(most < Some(40), "all at the same moment: {counts:?}");
}

#[tokio::test]
async fn a_slow_token_endpoint_is_a_timeout() {
    let (server, _) = token_endpoint(ResponseTemplate::new(200).set_delay(Duration::from_secs(30))).await;
    let limit = Duration::from_millis(100);
    let client = builder(&server)
        .client_credentials("id", SECRET)
        .timeout(limit)
        .build()
        .unwrap();
    let error = client
        .oauth()
        .get_oauth_client("1")
        .timeout(Duration::from_secs(20))
        .await
        .unwrap_err();
    assert!(matches!(&error, Error::Auth(auth) if auth.is_timeout()), "{error:?}");
    assert!(error.is_timeout() && error.is_retryable());
    let error = client
        .oauth()
        .get_oauth_client("1")
        .timeout(Duration::from_millis(20))
        .await
        .unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_caller_that_gives_up_harms_nobody() {
    let server = MockServer::start().await;
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let answer = move |_: &Request| {
        counted.fetch_add(1, Ordering::SeqCst);
        ResponseTemplate::new(200)
            .set_body_json(json!({"access_token": "slow", "token_type": "bearer", "expires_in": 3600}))
            .set_delay(Duration::from_millis(400))
    };
    Mock::given(method("POST"))
        .and(path("/oauth/token"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let body = ResponseTemplate::new(200).set_body_json(oauth_client());
    Mock::given(path_regex("^/api/"))
        .respond_with(body)
        .mount(&server)
        .await;
    let client = builder(&server).client_credentials("id", SECRET).build().unwrap();

    // The first caller starts the token request and gives up while the others wait for it.
    let first = tokio::spawn(client.oauth().get_oauth_client("1").into_future());
    tokio::time::sleep(Duration::from_millis(100)).await;
    let others: Vec<_> = (0..10)
        .map(|_| tokio::spawn(client.oauth().get_oauth_client("2").into_future()))
        .collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    first.abort();
    for other in others {
        other.await.unwrap().unwrap();
    }
    assert_eq!(
        count.load(Ordering::SeqCst),
        1,
        "the request of the first is the request of all"
    );
}

#[tokio::test]
async fn without_credentials_no_token_is_sent() -> Result<(), Error> {
    let (server, _) = serving(3600).await;
    builder(&server).build()?.oauth().get_oauth_client("1").await?;
    assert_eq!(header(&calls(&server).await[0], "authorization"), None);
    Ok(())
}

#[tokio::test]
async fn a_header_of_the_callers_own_replaces_the_token() -> Result<(), Error> {
    let (server, client) = serving(3600).await;
    client
        .oauth()
        .get_oauth_client("1")
        .header("Authorization", "Bearer mine")
        .await?;
    assert_eq!(authorizations(&server).await, ["Bearer mine"]);
    assert!(token_requests(&server).await.is_empty());
    Ok(())
}
