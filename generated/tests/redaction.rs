//! No secret is in anything that is logged or shown: every line of every library at the finest level, and the `Debug` and
//! `Display` of everything a caller can get hold of, are searched for all of them.

mod support;

use std::error::Error as _;
use std::io::Write;
use std::sync::{Arc, Mutex};

use purecloud_platform_client::{Client, Error, SecretString};
use serde_json::json;
use support::{builder, error_body, oauth_client};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use wiremock::matchers::{path, path_regex};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

const ACCESS_TOKEN: &str = "given-token-aaa111";
const GRANTED_TOKEN: &str = "granted-token-bbb222";
const CLIENT_SECRET: &str = "client-secret-ccc333";
const MODEL_SECRET: &str = "s3cr3t-of-the-client";
const HEADER_SECRET: &str = "header-secret-ddd444";
const QUERY_SECRET: &str = "query-secret-eee555";
/// `client-id:client-secret-ccc333` as basic authentication writes it.
const BASIC: &str = "Y2xpZW50LWlkOmNsaWVudC1zZWNyZXQtY2NjMzMz";

/// Everything that was logged and shown.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<u8>>>);

impl Write for Seen {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Seen {
    fn show(&self, value: &dyn std::fmt::Debug) {
        writeln!(self.clone(), "{value:?}\n{value:#?}").unwrap();
    }

    fn error(&self, error: &Error) {
        self.show(error);
        writeln!(self.clone(), "{error}").unwrap();
        let mut source = error.source();
        while let Some(error) = source {
            writeln!(self.clone(), "{error} {error:?}").unwrap();
            source = error.source();
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

async fn server(answer: impl Respond + 'static) -> MockServer {
    let server = MockServer::start().await;
    let token = json!({"access_token": GRANTED_TOKEN, "token_type": "bearer", "expires_in": 3600});
    Mock::given(path("/oauth/token"))
        .respond_with(ResponseTemplate::new(200).set_body_json(token))
        .mount(&server)
        .await;
    Mock::given(path_regex("^/api/"))
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

/// Repeats the token in the message, as some services do.
fn refuse_and_repeat(request: &Request) -> ResponseTemplate {
    let message = format!("No: {:?}", request.headers["authorization"].to_str().unwrap());
    ResponseTemplate::new(401).set_body_json(error_body(401, "bad.credentials", &message))
}

/// Makes calls in every way that there is, with both kinds of credentials.
async fn calls(seen: &Seen, answer: impl Respond + 'static) {
    let server = server(answer).await;
    let settings = [
        builder(&server).access_token(ACCESS_TOKEN),
        builder(&server).client_credentials("client-id", CLIENT_SECRET),
    ];
    for settings in settings {
        let settings = settings
            .header("X-Api-Key", HEADER_SECRET)
            .header("Cookie", HEADER_SECRET);
        seen.show(&settings);
        let client: Client = settings.build().unwrap();
        seen.show(&client);
        seen.show(&client.oauth());
        let call = || {
            let call = client.oauth().get_oauth_client("8a6b").query("code", QUERY_SECRET);
            call.header("Proxy-Authorization", HEADER_SECRET)
        };
        seen.show(&call());
        match call().send().await {
            Ok(answer) => {
                seen.show(&answer);
                seen.show(answer.headers());
                seen.show(answer.value());
            }
            Err(error) => seen.error(&error),
        }
        match call().send_raw().await {
            Ok(answer) => seen.show(&answer),
            Err(error) => seen.error(&error),
        }
        if let Err(error) = call().timeout(std::time::Duration::from_nanos(1)).await {
            seen.error(&error);
        }
        seen.show(&client);
    }
}

#[tokio::test]
async fn secrets_are_seen_nowhere() {
    let seen = Seen::default();
    let writer = seen.clone();
    let log = tracing_subscriber::fmt::layer()
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || writer.clone());
    // What the server of the test logs is what it received.
    let of_clients = filter_fn(|metadata| !metadata.target().starts_with("wiremock"));
    tracing_subscriber::registry().with(log.with_filter(of_clients)).init();

    all_answers(&seen).await;
    what_is_refused(&seen).await;

    let text = seen.text();
    for expected in [
        "http.client.request",
        "http.request.method",
        "url.template",
        "http.response.status_code",
        "[redacted]",
    ] {
        assert!(text.contains(expected), "{expected} is logged");
    }
    let secrets = [
        ACCESS_TOKEN,
        GRANTED_TOKEN,
        CLIENT_SECRET,
        MODEL_SECRET,
        HEADER_SECRET,
        QUERY_SECRET,
        BASIC,
    ];
    for secret in secrets {
        if let Some(line) = text.lines().find(|line| line.contains(secret)) {
            panic!("{secret} is seen in: {line}");
        }
    }
}

/// Answers of all kinds, with secrets in them.
async fn all_answers(seen: &Seen) {
    let cookie = format!("session={HEADER_SECRET}");
    let answer = ResponseTemplate::new(200)
        .set_body_json(oauth_client())
        .insert_header("Set-Cookie", cookie);
    calls(seen, answer).await;
    calls(seen, refuse_and_repeat).await;
    let mut body = error_body(400, "bad.request", "No.");
    body["secret"] = json!(MODEL_SECRET);
    calls(seen, ResponseTemplate::new(400).set_body_json(body)).await;
    calls(
        seen,
        ResponseTemplate::new(500).set_body_raw(MODEL_SECRET, "text/plain"),
    )
    .await;
    // Bodies that cannot be read, with the secret in the place where the error is.
    let mut body = oauth_client();
    body["name"] = json!([MODEL_SECRET]);
    calls(seen, ResponseTemplate::new(200).set_body_json(body)).await;
    let mut body = oauth_client();
    for member in ["createdBy", "accessTokenValiditySeconds", "roleIds", "dateCreated"] {
        body[member] = json!(format!("{MODEL_SECRET}\", expected {MODEL_SECRET}"));
    }
    calls(seen, ResponseTemplate::new(200).set_body_json(body)).await;
    calls(seen, ResponseTemplate::new(200).set_body_json(json!(MODEL_SECRET))).await;
    calls(
        seen,
        ResponseTemplate::new(302).insert_header("Location", "/api/v2/again"),
    )
    .await;
}

/// Calls that never reach a service, with secrets in them.
async fn what_is_refused(seen: &Seen) {
    let unreachable = Client::builder()
        .base_url("http://127.0.0.1:9")
        .access_token(ACCESS_TOKEN)
        .build()
        .unwrap();
    seen.error(
        &unreachable
            .oauth()
            .get_oauth_client("1")
            .query("code", QUERY_SECRET)
            .await
            .unwrap_err(),
    );
    let refused = unreachable
        .oauth()
        .get_oauth_client("1")
        .header("Authorization", format!("{HEADER_SECRET}\n"));
    seen.show(&refused);
    seen.error(&refused.await.unwrap_err());
    seen.error(
        &Client::builder()
            .access_token(format!("{ACCESS_TOKEN}\n"))
            .build()
            .unwrap_err(),
    );
    seen.show(&SecretString::from(MODEL_SECRET));
}

#[test]
fn a_secret_is_read_on_purpose() {
    let secret = SecretString::from(MODEL_SECRET);
    assert_eq!(secret.expose_secret(), MODEL_SECRET);
    assert_eq!(secret, SecretString::from(MODEL_SECRET.to_owned()));
    assert_ne!(secret, SecretString::from("s3cr3t-of-the-clienT"));
    assert_eq!(serde_json::to_string(&secret).unwrap(), format!("\"{MODEL_SECRET}\""));
    assert_eq!(
        serde_json::from_value::<SecretString>(json!(MODEL_SECRET)).unwrap(),
        secret
    );
    assert_eq!(format!("{secret:?}"), "[redacted]");
}
