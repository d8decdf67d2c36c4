//! Where requests go: path parameters, base addresses, domains and regions, and which of them are refused.

mod support;

use purecloud_platform_client::{Client, ClientBuilder, Error, Region};
use support::{answering, calls, header, oauth_client};
use wiremock::ResponseTemplate;

/// What a server sees of a path, as it stands in the request line.
async fn sent_path(id: &str) -> Result<String, Error> {
    let server = answering(ResponseTemplate::new(200).set_body_json(oauth_client())).await;
    let answer = support::client(&server).oauth().get_oauth_client(id).await;
    let calls = calls(&server).await;
    match answer {
        Ok(_) => Ok(calls[0].url.as_str().split_once("/api/").unwrap().1.to_owned()),
        Err(error) => {
            assert!(calls.is_empty(), "what is refused is not sent");
            Err(error)
        }
    }
}

#[tokio::test]
async fn path_parameters_are_encoded() {
    let cases = [
        ("8a6b-7c_d.e~f", "8a6b-7c_d.e~f"),
        ("a/b", "a%2Fb"),
        ("a b+c", "a%20b%2Bc"),
        ("ü", "%C3%BC"),
        ("日本", "%E6%97%A5%E6%9C%AC"),
        ("100%", "100%25"),
        ("%2e%2e", "%252e%252e"),
        ("?x=1#y", "%3Fx%3D1%23y"),
        ("../../admin", "..%2F..%2Fadmin"),
        ("a\\..\\b", "a%5C..%5Cb"),
        ("...", "..."),
        ("a\r\nb\t\0", "a%0D%0Ab%09%00"),
        ("{clientId}", "%7BclientId%7D"),
        ("a;b=c,d&e@f:g", "a%3Bb%3Dc%2Cd%26e%40f%3Ag"),
    ];
    for (id, encoded) in cases {
        assert_eq!(
            sent_path(id).await.unwrap(),
            format!("v2/oauth/clients/{encoded}"),
            "{id:?}"
        );
    }
}

#[tokio::test]
async fn path_parameters_that_would_address_something_else_are_refused() {
    for id in ["", ".", ".."] {
        let error = sent_path(id).await.unwrap_err();
        assert!(
            matches!(&error, Error::Request(error) if error.operation() == "getOauthClient"),
            "{id:?}: {error:?}"
        );
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn headers_that_cannot_be_sent_are_refused() {
    let server = answering(ResponseTemplate::new(200).set_body_json(oauth_client())).await;
    let client = support::client(&server);
    for (name, value) in [("X-A", "a\r\nX-B: b"), ("X A", "a"), ("", "a"), ("X-A", "\0")] {
        let error = client
            .oauth()
            .get_oauth_client("1")
            .header(name, value)
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{name:?} {value:?}: {error:?}");
    }
    assert!(calls(&server).await.is_empty());
    client
        .oauth()
        .get_oauth_client("1")
        .header("X-Name", "ü")
        .await
        .unwrap();
}

#[tokio::test]
async fn a_base_url_may_have_a_path() {
    for prefix in ["/gateway", "/gateway/", "/a/b%20c"] {
        let server = answering(ResponseTemplate::new(200).set_body_json(oauth_client())).await;
        let client = Client::builder()
            .base_url(format!("{}{prefix}", server.uri()))
            .build()
            .unwrap();
        client.oauth().get_oauth_client("x/y").await.unwrap();
        let expected = format!("{}/api/v2/oauth/clients/x%2Fy", prefix.trim_end_matches('/'));
        assert_eq!(calls(&server).await[0].url.path(), expected);
    }
}

#[tokio::test]
async fn headers_and_the_user_agent_of_a_client() {
    let server = answering(ResponseTemplate::new(200).set_body_json(oauth_client())).await;
    let client = support::builder(&server)
        .header("X-Tenant", "t1")
        .user_agent("my-app/2")
        .build()
        .unwrap();
    client.oauth().get_oauth_client("1").await.unwrap();
    client
        .oauth()
        .get_oauth_client("1")
        .header("X-Tenant", "t2")
        .await
        .unwrap();
    let sent = calls(&server).await;
    assert_eq!(header(&sent[0], "x-tenant"), Some("t1"));
    assert_eq!(header(&sent[1], "x-tenant"), Some("t2"));
    let user_agent = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"), " my-app/2");
    assert_eq!(header(&sent[0], "user-agent"), Some(user_agent));
}

fn base_url(builder: ClientBuilder) -> String {
    builder.build().unwrap().base_url().to_string()
}

#[test]
fn regions_and_domains() {
    assert_eq!(base_url(Client::builder()), "https://api.mypurecloud.com/");
    assert_eq!(
        base_url(Client::builder().region(Region::UsEast1)),
        "https://api.mypurecloud.com/"
    );
    assert_eq!(
        base_url(Client::builder().region(Region::UsWest2)),
        "https://api.usw2.pure.cloud/"
    );
    assert_eq!(
        base_url(Client::builder().domain("new9.pure.cloud")),
        "https://api.new9.pure.cloud/"
    );
    let both = Client::builder()
        .domain("usw2.pure.cloud")
        .base_url("https://gateway.example.com/genesys");
    assert_eq!(base_url(both), "https://gateway.example.com/genesys");
}

#[test]
fn settings_that_are_refused() {
    let refused = [
        Client::builder().domain(""),
        Client::builder().domain("evil.com/x"),
        Client::builder().domain("evil.com#"),
        Client::builder().domain("user@evil.com"),
        Client::builder().domain("evil.com:x"),
        Client::builder().domain("evil.com\\x"),
        Client::builder().base_url("http://example.com"),
        Client::builder().base_url("ftp://localhost"),
        Client::builder().base_url("not a url"),
        Client::builder().base_url("/relative"),
        Client::builder().base_url("https://user:password@example.com"),
        Client::builder().base_url("https://example.com?x=1"),
        Client::builder().base_url("https://example.com#x"),
        Client::builder().header("a b", "c"),
        Client::builder().header("a", "b\nc"),
        Client::builder().user_agent("a\nb"),
        Client::builder().access_token("a\nb"),
        Client::builder()
            .client_credentials("id", "secret")
            .token_url("http://example.com/token"),
        // The secret would go to the service itself while the calls go elsewhere.
        Client::builder()
            .client_credentials("id", "secret")
            .base_url("https://gateway.example.com"),
    ];
    for builder in refused {
        let shown = format!("{builder:?}");
        match builder.build() {
            Err(Error::Config(_)) => {}
            other => panic!("{shown}: {other:?}"),
        }
    }
}

#[test]
fn settings_that_are_accepted() {
    let accepted = [
        Client::builder().base_url("http://localhost:8080"),
        Client::builder().base_url("http://127.0.0.1:8080"),
        Client::builder().base_url("http://[::1]:8080"),
        Client::builder().base_url("http://example.com").allow_http(true),
        Client::builder().timeout(None),
        Client::builder()
            .client_credentials("id", "secret")
            .domain("usw2.pure.cloud"),
        Client::builder()
            .client_credentials("id", "secret")
            .base_url("https://g.example.com")
            .domain("usw2.pure.cloud"),
    ];
    for builder in accepted {
        builder.build().unwrap();
    }
}
