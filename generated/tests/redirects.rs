//! Redirects: what is followed, and that tokens and bodies stay with the host they are for.

mod support;

use purecloud_platform_client::models::{AuthorizedGrantType, OAuthClientRequest};
use purecloud_platform_client::{Client, Error};
use support::{TOKEN, answering, calls, client, header, oauth_client, only_call};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A server that sends every request to another address.
async fn redirecting(status: u16, location: &str) -> MockServer {
    answering(ResponseTemplate::new(status).insert_header("Location", location)).await
}

async fn serving() -> MockServer {
    answering(ResponseTemplate::new(200).set_body_json(oauth_client())).await
}

fn request() -> OAuthClientRequest {
    OAuthClientRequest::new("x", AuthorizedGrantType::Code)
}

#[tokio::test]
async fn the_token_does_not_go_to_another_origin() -> Result<(), Error> {
    for status in [301, 302, 303, 307, 308] {
        let target = serving().await;
        let server = redirecting(status, &format!("{}/elsewhere", target.uri())).await;
        let call = client(&server).oauth().get_oauth_client("1");
        call.header("X-Api-Key", "own").header("Cookie", "session=1").await?;
        assert_eq!(
            header(&only_call(&server).await, "authorization"),
            Some(format!("Bearer {TOKEN}").as_str())
        );
        let sent = only_call(&target).await;
        assert_eq!(sent.url.path(), "/elsewhere");
        for name in ["authorization", "cookie", "x-api-key"] {
            assert_eq!(header(&sent, name), None, "{status} {name}");
        }
        assert_eq!(header(&sent, "accept"), Some("application/json"));
    }
    Ok(())
}

#[tokio::test]
async fn nor_with_a_client_that_follows_redirects_itself() -> Result<(), Error> {
    let target = serving().await;
    let server = redirecting(302, &format!("{}/elsewhere", target.uri())).await;
    let http = reqwest::Client::new();
    let client = support::builder(&server)
        .access_token(TOKEN)
        .http_client(http)
        .build()?;
    client.oauth().get_oauth_client("1").await?;
    assert_eq!(header(&only_call(&target).await, "authorization"), None);
    Ok(())
}

#[tokio::test]
async fn a_request_that_changes_something_does_not_go_to_another_origin() {
    for status in [301, 302, 307, 308] {
        let target = serving().await;
        let server = redirecting(status, &target.uri()).await;
        let error = client(&server)
            .oauth()
            .post_oauth_clients(&request())
            .await
            .unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert!(calls(&target).await.is_empty());
    }
}

#[tokio::test]
async fn redirects_on_the_same_origin_are_followed() -> Result<(), Error> {
    let server = MockServer::start().await;
    let moved = ResponseTemplate::new(308).insert_header("Location", "/moved");
    Mock::given(path("/api/v2/oauth/clients"))
        .respond_with(moved)
        .mount(&server)
        .await;
    let answer = ResponseTemplate::new(200).set_body_json(oauth_client());
    Mock::given(path("/moved")).respond_with(answer).mount(&server).await;
    client(&server).oauth().post_oauth_clients(&request()).await?;
    let sent = calls(&server).await;
    assert_eq!(sent.len(), 2);
    assert_eq!((sent[1].method.as_str(), sent[1].url.path()), ("POST", "/moved"));
    assert_eq!(sent[0].body, sent[1].body);
    assert_eq!(
        header(&sent[1], "authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    Ok(())
}

#[tokio::test]
async fn a_circle_of_redirects_ends() {
    let server = MockServer::start().await;
    let circle = ResponseTemplate::new(302).insert_header("Location", "/round");
    Mock::given(wiremock::matchers::any())
        .respond_with(circle)
        .mount(&server)
        .await;
    let error = client(&server).oauth().get_oauth_client("1").await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert_eq!(calls(&server).await.len(), 10);
}

#[tokio::test]
async fn redirects_that_lead_nowhere_are_errors() {
    for location in ["", "ftp://example.com/", "javascript:alert(1)", "http://[", "data:,x"] {
        let server = redirecting(302, location).await;
        let limit = std::time::Duration::from_secs(5);
        let error = client(&server)
            .oauth()
            .get_oauth_client("1")
            .timeout(limit)
            .await
            .unwrap_err();
        assert!(
            matches!(error, Error::Api(_) | Error::Transport(_)),
            "{location}: {error:?}"
        );
    }
    let server = answering(ResponseTemplate::new(304)).await;
    assert!(matches!(
        client(&server).oauth().get_oauth_client("1").await,
        Err(Error::Api(_))
    ));
}

#[tokio::test]
async fn a_token_request_is_not_redirected() {
    let target = serving().await;
    let server = redirecting(307, &target.uri()).await;
    let client: Client = support::builder(&server)
        .client_credentials("id", "secret-99")
        .build()
        .unwrap();
    assert!(matches!(
        client.oauth().get_oauth_client("1").await,
        Err(Error::Auth(_))
    ));
    assert!(calls(&target).await.is_empty());
}
