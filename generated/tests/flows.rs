//! The ways to get a token besides client credentials, tokens of a provider of one's own, and tokens that are kept.

mod support;

#[allow(dead_code)] // The example has a program around the store.
#[path = "../examples/token_file.rs"]
mod token_file;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use purecloud_platform_client::{
    AccessToken, AuthError, BoxedFuture, Client, ClientBuilder, Error, Login, Region, SecretString, TokenProvider,
};
use serde_json::{Value, json};
use support::faults::{Fault, FaultServer, Seen};
use support::oauth_client;
use token_file::TokenFile;
use url::Url;

const REDIRECT: &str = "https://app.example/callback";

/// A server whose answers to requests for tokens are given one after the other, and that takes any token.
async fn serving(tokens: Vec<(u16, Value)>) -> FaultServer {
    let next = AtomicUsize::new(0);
    FaultServer::start(move |_, seen| match seen.path.as_str() {
        "/oauth/token" => {
            let (status, body) = &tokens[next.fetch_add(1, Ordering::SeqCst).min(tokens.len() - 1)];
            let json = vec![("Content-Type", "application/json".to_owned())];
            Fault::Answer(*status, json, body.to_string().into_bytes())
        }
        _ => Fault::Good(oauth_client().to_string()),
    })
    .await
}

fn token(name: &str, refresh: Option<&str>, life: u64) -> (u16, Value) {
    let mut body = json!({"access_token": name, "token_type": "bearer", "expires_in": life});
    if let Some(refresh) = refresh {
        body["refresh_token"] = refresh.into();
    }
    (200, body)
}

fn builder(server: &FaultServer) -> ClientBuilder {
    Client::builder()
        .base_url(&server.url)
        .token_url(format!("{}/oauth/token", server.url))
        .authorize_url(format!("{}/oauth/authorize", server.url))
        .timeout(Duration::from_secs(10))
}

/// The requests for tokens, each with its form and its `Authorization`.
fn asked(server: &FaultServer) -> Vec<(BTreeMap<String, String>, Option<String>)> {
    let is_token = |seen: &&Seen| seen.path == "/oauth/token";
    let read = |seen: &Seen| {
        let form = url::form_urlencoded::parse(&seen.body).into_owned().collect();
        (form, seen.header("authorization").map(str::to_owned))
    };
    server.seen().iter().filter(is_token).map(read).collect()
}

/// The tokens that calls were sent with.
fn sent(server: &FaultServer) -> Vec<String> {
    let calls = server.seen().into_iter().filter(|seen| seen.path != "/oauth/token");
    calls
        .map(|seen| seen.header("authorization").unwrap_or_default().to_owned())
        .collect()
}

fn query(url: &Url) -> BTreeMap<String, String> {
    url.query_pairs().into_owned().collect()
}

#[tokio::test]
async fn a_login_with_pkce() -> Result<(), Error> {
    let server = serving(vec![token("t-1", Some("r-1"), 3600)]).await;
    let builder = builder(&server).scopes(["oauth", "users:readonly"]);
    let (login, url) = builder.login("app", REDIRECT)?;
    let asked_for = query(&url);
    assert_eq!(url.path(), "/oauth/authorize");
    assert_eq!(asked_for["response_type"], "code");
    assert_eq!(asked_for["client_id"], "app");
    assert_eq!(asked_for["redirect_uri"], REDIRECT);
    assert_eq!(asked_for["scope"], "oauth users:readonly");
    assert_eq!(asked_for["code_challenge_method"], "S256");
    assert_eq!(asked_for["state"], login.state().expose_secret());

    // The user comes back to another request of the program, which kept two texts.
    let (state, verifier) = (login.state().clone(), login.verifier().cloned());
    let login = Login::resume("app", REDIRECT, state, verifier.clone())?;
    let answer = format!("{REDIRECT}?code=c%2F1&state={}", asked_for["state"]);
    let client = builder.login_answer(login, &answer)?.build()?;
    assert!(server.seen().is_empty(), "nothing is sent before the first call");
    client.oauth().get_oauth_client("1").await?;
    client.oauth().get_oauth_client("1").await?;

    let (form, authorization) = asked(&server).remove(0);
    assert_eq!(form["grant_type"], "authorization_code");
    assert_eq!(form["code"], "c/1");
    assert_eq!(form["redirect_uri"], REDIRECT);
    assert_eq!(form["client_id"], "app");
    assert_eq!(authorization, None, "a client without a secret");
    let verifier = verifier.unwrap();
    assert_eq!(form["code_verifier"], verifier.expose_secret());
    assert_eq!(asked_for["code_challenge"], challenge(verifier.expose_secret()));
    assert_eq!(sent(&server), ["Bearer t-1", "Bearer t-1"]);
    assert_eq!(asked(&server).len(), 1);
    Ok(())
}

/// RFC 7636, 4.2, by another library than the client's.
fn challenge(verifier: &str) -> String {
    use base64::Engine as _;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest.as_ref())
}

#[tokio::test]
async fn a_login_without_pkce_and_with_a_secret() -> Result<(), Error> {
    let server = serving(vec![token("t-1", None, 1), token("t-2", None, 1)]).await;
    let builder = builder(&server);
    let (login, url) = builder.login_without_pkce("app", REDIRECT)?;
    assert!(!query(&url).contains_key("code_challenge") && login.verifier().is_none());
    let answer = format!("code=c-1&state={}", login.state().expose_secret());
    let client = builder.login_answer(login.client_secret("s-1"), &answer)?.build()?;
    client.oauth().get_oauth_client("1").await?;
    assert_eq!(asked(&server)[0].1.as_deref(), Some("Basic YXBwOnMtMQ=="));
    tokio::time::sleep(Duration::from_millis(1100)).await;
    match client.oauth().get_oauth_client("1").await {
        Err(Error::Auth(error)) => assert_eq!(error.code(), Some("login_required"), "a code is used once"),
        other => panic!("{other:?}"),
    }
    Ok(())
}

#[test]
fn answers_that_are_not_to_the_login() -> Result<(), Error> {
    let builder = || Client::builder().region(Region::EuWest1);
    let (login, url) = builder().login("app", REDIRECT)?;
    assert_eq!(url.host_str(), Some("login.mypurecloud.ie"));
    let state = login.state().expose_secret().to_owned();
    let cases = [
        ("code=c-1&state=another".to_owned(), "another state"),
        ("code=c-1".to_owned(), "another state"),
        ("error=access_denied&state=another".to_owned(), "another state"),
        (
            format!("error=access_denied&error_description=no&state={state}"),
            "access_denied: no",
        ),
        (format!("state={state}"), "without a code"),
    ];
    for (answer, expected) in cases {
        let (state, verifier) = (login.state().clone(), login.verifier().cloned());
        let again = Login::resume("app", REDIRECT, state, verifier)?;
        let error = builder().login_answer(again, &answer).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert!(!format!("{login:?}").contains(&state));
    let other = builder().login("app", REDIRECT)?.0;
    assert_ne!(other.state(), login.state());
    assert!(matches!(
        Client::builder().login("app", "nowhere"),
        Err(Error::Config(_))
    ));
    let half = Client::builder()
        .base_url("https://gateway.example")
        .login("app", REDIRECT);
    assert!(half.unwrap_err().to_string().contains("`authorize_url`"));
    Ok(())
}

#[tokio::test]
async fn a_refresh_token_is_used_and_replaced() -> Result<(), Error> {
    let answers = vec![
        token("t-1", Some("r-2"), 1),
        token("t-2", None, 1),
        token("t-3", None, 3600),
    ];
    let server = serving(answers).await;
    let client = builder(&server)
        .refresh_token("app", Some("s-1".into()), "r-1")
        .build()?;
    for _ in 0..3 {
        client.oauth().get_oauth_client("1").await?;
        tokio::time::sleep(Duration::from_millis(1050)).await;
    }
    let used: Vec<_> = asked(&server)
        .into_iter()
        .map(|(form, _)| form["refresh_token"].clone())
        .collect();
    assert_eq!(used, ["r-1", "r-2", "r-2"], "one that is not replaced goes on");
    assert_eq!(sent(&server), ["Bearer t-1", "Bearer t-2", "Bearer t-3"]);
    Ok(())
}

#[tokio::test]
async fn an_assertion_of_an_identity_provider() -> Result<(), Error> {
    let server = serving(vec![token("t-1", Some("r-1"), 1), token("t-2", None, 3600)]).await;
    let client = builder(&server)
        .saml2_bearer("app", Some("s-1".into()), "PHNhbWw+")
        .token_parameter("orgName", "acme")
        .build()?;
    client.oauth().get_oauth_client("1").await?;
    tokio::time::sleep(Duration::from_millis(1050)).await;
    client.oauth().get_oauth_client("1").await?;
    let asked = asked(&server);
    assert_eq!(
        asked[0].0["grant_type"],
        "urn:ietf:params:oauth:grant-type:saml2-bearer"
    );
    assert_eq!(asked[0].0["assertion"], "PHNhbWw+");
    assert_eq!(asked[0].0["orgName"], "acme");
    assert_eq!(asked[0].1.as_deref(), Some("Basic YXBwOnMtMQ=="));
    assert_eq!(asked[1].0["grant_type"], "refresh_token");
    Ok(())
}

#[tokio::test]
async fn refusals_show_no_secret() {
    let refusal = |secret: &str| {
        (
            400,
            json!({"error": "invalid_grant", "error_description": format!("bad {secret}")}),
        )
    };
    let server = serving(vec![refusal("assertion-1")]).await;
    let client = builder(&server)
        .saml2_bearer("app", None, "assertion-1")
        .build()
        .unwrap();
    let error = client.oauth().get_oauth_client("1").await.unwrap_err();
    assert!(error.to_string().contains("invalid_grant: bad [redacted]"), "{error}");
    let server = serving(vec![refusal("refresh-1")]).await;
    let client = builder(&server)
        .refresh_token("app", None, "refresh-1")
        .build()
        .unwrap();
    assert!(!format!("{client:?}").contains("refresh-1"));
    let error = client.oauth().get_oauth_client("1").await.unwrap_err();
    assert!(error.to_string().contains("bad [redacted]"), "{error}");
}

/// Numbers its tokens, and fails the first time.
struct Own(AtomicUsize);

impl TokenProvider for Own {
    fn token<'a>(&'a self, previous: Option<&'a AccessToken>) -> BoxedFuture<'a, Result<AccessToken, AuthError>> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(30)).await;
            let number = self.0.fetch_add(1, Ordering::SeqCst);
            if number == 0 {
                return Err(AuthError::new("the vault is sealed").retryable(true));
            }
            assert_eq!(previous.is_some(), number > 1);
            Ok(AccessToken::new(format!("own-{number}")).expires_in(Duration::from_secs(1)))
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_provider_of_ones_own() {
    let server = serving(vec![token("not asked for", None, 1)]).await;
    let client = builder(&server)
        .token_provider(Own(AtomicUsize::new(0)))
        .build()
        .unwrap();
    let error = client.oauth().get_oauth_client("1").await.unwrap_err();
    assert!(
        error.is_retryable() && error.to_string().contains("the vault is sealed"),
        "{error}"
    );
    for _ in 0..2 {
        let calls: Vec<_> = (0..20)
            .map(|_| tokio::spawn(client.oauth().get_oauth_client("1").into_future()))
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        tokio::time::sleep(Duration::from_millis(1100)).await;
    }
    let mut tokens = sent(&server);
    tokens.dedup();
    assert_eq!(tokens, ["Bearer own-1", "Bearer own-2"]);
    assert!(asked(&server).is_empty());
}

#[tokio::test]
async fn several_processes_share_a_token() -> Result<(), Error> {
    let folder = std::env::temp_dir().join(format!("token-file-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("tokens.json");
    let server = serving(vec![token("t-1", None, 3600), token("t-2", None, 3600)]).await;
    let client = |id: &str| {
        let builder = builder(&server).client_credentials(id, "s-1");
        builder.token_store(TokenFile::new(&path)).build()
    };
    client("one")?.oauth().get_oauth_client("1").await?;
    client("one")?.oauth().get_oauth_client("1").await?;
    assert_eq!(asked(&server).len(), 1, "the second one reads what the first one saved");
    client("two")?.oauth().get_oauth_client("1").await?;
    assert_eq!(asked(&server).len(), 2, "another client has another token");
    assert_eq!(sent(&server), ["Bearer t-1", "Bearer t-1", "Bearer t-2"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // What is broken is no reason not to work.
    std::fs::write(&path, "no JSON").unwrap();
    client("one")?.oauth().get_oauth_client("1").await?;
    assert_eq!(asked(&server).len(), 3);
    std::fs::remove_dir_all(&folder).unwrap();
    Ok(())
}

#[tokio::test]
async fn a_stored_token_that_expired_or_was_refused_is_replaced() -> Result<(), Error> {
    struct Old(Option<SystemTime>);
    impl purecloud_platform_client::TokenStore for Old {
        fn load<'a>(&'a self, _: &'a str) -> BoxedFuture<'a, Result<Option<AccessToken>, Failure>> {
            let token = AccessToken::new("stored").refresh_token("r-0").expires_at(self.0);
            Box::pin(async move { Ok(Some(token)) })
        }
        fn save<'a>(&'a self, key: &'a str, _: &'a AccessToken) -> BoxedFuture<'a, Result<(), Failure>> {
            assert!(!key.contains("s-1") && key.contains("app"), "{key}");
            Box::pin(async { Err("the disk is full".into()) })
        }
    }
    // The clock of whoever saved it may have been anywhere.
    let far = SystemTime::now() + Duration::from_secs(1 << 40);
    let moments = [Some(SystemTime::UNIX_EPOCH), Some(far), None];
    for moment in moments {
        let server = FaultServer::start(|_, seen| match (seen.path.as_str(), seen.header("authorization")) {
            ("/oauth/token", _) => Fault::Good(token("new", None, 3600).1.to_string()),
            (_, Some("Bearer new")) => Fault::Good(oauth_client().to_string()),
            _ => Fault::Answer(401, Vec::new(), b"{}".to_vec()),
        })
        .await;
        let client = builder(&server)
            .refresh_token("app", Some("s-1".into()), "r-given")
            .token_store(Old(moment))
            .build()?;
        client.oauth().get_oauth_client("1").await?;
        assert_eq!(asked(&server).len(), 1);
        assert_eq!(
            asked(&server)[0].0["refresh_token"],
            "r-0",
            "the one that was saved is newer"
        );
    }
    Ok(())
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::test]
async fn a_token_never_goes_over_http_unless_it_is_allowed() {
    let plain = || Client::builder().base_url("http://api.example.com").access_token("t");
    assert!(plain().build().unwrap_err().to_string().contains("allow_http"));
    assert!(plain().allow_http(true).build().is_ok());
    let builder = Client::builder()
        .base_url("https://api.example.com")
        .client_credentials("id", "s");
    let error = builder.token_url("http://login.example.com").build().unwrap_err();
    assert!(error.to_string().contains("allow_http"), "{error}");
    let login = Client::builder()
        .authorize_url("http://login.example.com")
        .login("app", REDIRECT);
    assert!(login.unwrap_err().to_string().contains("allow_http"));
    let secret = SecretString::from("s");
    assert_eq!(format!("{secret:?}"), "[redacted]");
}

/// A store that has a token, and takes its time to save another one, the first time.
struct Slow(AtomicUsize);

impl purecloud_platform_client::TokenStore for Slow {
    fn load<'a>(&'a self, _: &'a str) -> BoxedFuture<'a, Result<Option<AccessToken>, Failure>> {
        Box::pin(async { Ok(Some(AccessToken::new("of somebody else").refresh_token("r-0"))) })
    }

    fn save<'a>(&'a self, _: &'a str, _: &'a AccessToken) -> BoxedFuture<'a, Result<(), Failure>> {
        let number = self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            if number == 0 {
                std::future::pending::<()>().await;
            }
            Ok(())
        })
    }
}

#[tokio::test]
async fn a_login_goes_before_what_was_stored_and_is_not_lost() -> Result<(), Error> {
    let server = serving(vec![token("t-1", Some("r-1"), 1), token("t-2", None, 3600)]).await;
    let builder = builder(&server);
    let (login, _) = builder.login("app", REDIRECT)?;
    let answer = format!("code=c-1&state={}", login.state().expose_secret());
    let client = builder.token_store(Slow(AtomicUsize::new(0)));
    let client = client.login_answer(login, &answer)?.build()?;
    // The one call that waits is given up when the code is used and the token not saved yet.
    let call = client.oauth().get_oauth_client("1").into_future();
    assert!(tokio::time::timeout(Duration::from_millis(300), call).await.is_err());
    assert_eq!(
        asked(&server)[0].0["code"],
        "c-1",
        "not the token of whoever used the store before"
    );
    client.oauth().get_oauth_client("1").await?;
    tokio::time::sleep(Duration::from_millis(1050)).await;
    let stored = "what others save is used from then on";
    client.oauth().get_oauth_client("1").await?;
    assert_eq!(sent(&server), ["Bearer t-1", "Bearer of somebody else"], "{stored}");
    assert_eq!(asked(&server).len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_gateway_has_the_tokens_below_an_address_of_its_own() -> Result<(), Error> {
    let server = FaultServer::start(|_, seen| match seen.path.as_str() {
        "/for/login/oauth/token" => Fault::Good(token("t-1", None, 3600).1.to_string()),
        "/for-api/api/v2/oauth/clients/1" => Fault::Good(oauth_client().to_string()),
        _ => Fault::Answer(404, Vec::new(), b"{}".to_vec()),
    })
    .await;
    let (api, login) = (format!("{}/for-api", server.url), format!("{}/for/login/", server.url));
    let builder = Client::builder().gateway(api, login);
    let (_, url) = builder.login("app", REDIRECT)?;
    assert_eq!(url.path(), "/for/login/oauth/authorize");
    let client = builder.client_credentials("app", "s-1").build()?;
    client.oauth().get_oauth_client("1").await?;
    assert_eq!(sent(&server).last().map(String::as_str), Some("Bearer t-1"));
    let plain = Client::builder().gateway("https://gateway.example", "http://gateway.example");
    let error = plain.client_credentials("app", "s-1").build().unwrap_err();
    assert!(error.to_string().contains("allow_http"), "{error}");
    Ok(())
}
