//! What the tests share: a server, a client for it, and the bodies that the service answers with.

#![allow(dead_code)] // Each test file uses some of it.

pub mod faults;

use purecloud_platform_client::{Client, ClientBuilder};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// The token that clients of the tests send.
pub const TOKEN: &str = "token-5f0d9c";

/// Settings for a client of the server, without credentials.
pub fn builder(server: &MockServer) -> ClientBuilder {
    Client::builder()
        .base_url(server.uri())
        .token_url(format!("{}/oauth/token", server.uri()))
}

/// A client of the server with a token.
pub fn client(server: &MockServer) -> Client {
    builder(server).access_token(TOKEN).build().unwrap()
}

/// A server that answers every request in one way.
pub async fn answering(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any())
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

/// Lets the server give tokens `token-1`, `token-2` and so on.
pub async fn give_tokens(server: &MockServer, expires_in: u64) {
    let count = std::sync::atomic::AtomicUsize::new(0);
    let answer = move |_: &Request| {
        let number = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
        let token = format!("token-{number}");
        ResponseTemplate::new(200)
            .set_body_json(json!({"access_token": token, "token_type": "bearer", "expires_in": expires_in}))
            .set_delay(std::time::Duration::from_millis(50))
    };
    Mock::given(method("POST"))
        .and(path("/oauth/token"))
        .respond_with(answer)
        .mount(server)
        .await;
}

/// The requests that the server got, tokens apart.
pub async fn calls(server: &MockServer) -> Vec<Request> {
    let requests = server.received_requests().await.unwrap();
    requests
        .into_iter()
        .filter(|request| request.url.path() != "/oauth/token")
        .collect()
}

/// The requests for tokens that the server got.
pub async fn token_requests(server: &MockServer) -> Vec<Request> {
    let requests = server.received_requests().await.unwrap();
    requests
        .into_iter()
        .filter(|request| request.url.path() == "/oauth/token")
        .collect()
}

/// The one request that the server got.
pub async fn only_call(server: &MockServer) -> Request {
    let mut calls = calls(server).await;
    assert_eq!(calls.len(), 1, "one request");
    calls.remove(0)
}

/// A header of a request.
pub fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.get(name).map(|value| value.to_str().unwrap())
}

/// An OAuth client as the service answers it.
pub fn oauth_client() -> Value {
    json!({
        "id": "8a6b",
        "name": "ci-bot",
        "accessTokenValiditySeconds": 3600,
        "description": "nightly jobs",
        "registeredRedirectUri": ["https://example.com/callback"],
        "secret": "s3cr3t-of-the-client",
        "roleIds": ["r1"],
        "dateCreated": "2024-05-06T07:08:09.123Z",
        "dateModified": "2024-05-06T07:08:09Z",
        "createdBy": {"id": "u1", "selfUri": "/api/v2/users/u1"},
        "modifiedBy": {"id": "u2", "name": "Somebody"},
        "authorizedGrantType": "CLIENT-CREDENTIALS",
        "scope": ["oauth:readonly"],
        "roleDivisions": [{"roleId": "r1", "divisionId": "d1"}],
        "state": "active",
        "dateToDelete": "2030-01-01T00:00:00Z",
        "selfUri": "/api/v2/oauth/clients/8a6b"
    })
}

/// An error as the service answers it.
pub fn error_body(status: u16, code: &str, message: &str) -> Value {
    json!({
        "message": message,
        "code": code,
        "status": status,
        "messageWithParams": "Unable to {what}",
        "messageParams": {"what": "do it"},
        "contextId": "ctx-1",
        "details": [{"errorCode": "detail", "fieldName": "name"}],
        "errors": [{"message": "inner", "code": "inner.code", "status": status}]
    })
}
