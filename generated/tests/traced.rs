//! What a call says to `tracing`: a span by OpenTelemetry's names for clients of HTTP, and an event for each repetition.
//!
//! Alone in its file: which spans are listened to is kept for a whole process.

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use purecloud_platform_client::{Client, RetryPolicy};
use support::TOKEN;
use support::faults::{Fault, FaultServer};

fn status(status: u16) -> Fault {
    Fault::Answer(status, Vec::new(), b"{}".to_vec())
}

/// What was traced.
#[derive(Clone, Default)]
struct Traced(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Traced {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn each_attempt_is_traced() {
    let traced = Traced::default();
    let writer = traced.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::CLOSE)
        .with_writer(move || writer.clone())
        .finish();
    let _here = tracing::subscriber::set_default(subscriber);
    let server = FaultServer::script([status(503), status(429), status(404)]).await;
    let policy = RetryPolicy::standard().initial_delay(Duration::from_millis(2));
    let client = Client::builder()
        .base_url(&server.url)
        .access_token(TOKEN)
        .retry(policy);
    let client = client.build().unwrap();
    assert!(client.oauth().get_oauth_client("1").await.is_err());
    let text = String::from_utf8(traced.0.lock().unwrap().clone()).unwrap();
    let repeated: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("the request is repeated"))
        .collect();
    assert_eq!(repeated.len(), 2, "{text}");
    for (index, line) in repeated.iter().enumerate() {
        let expected = [
            format!("attempt={}", index + 1),
            "operation.id=\"getOauthClient\"".to_owned(),
        ];
        assert!(expected.iter().all(|part| line.contains(part)), "{line}");
    }
    // The names of OpenTelemetry's conventions for clients of HTTP.
    let closed = text.lines().find(|line| line.contains("close")).unwrap_or_default();
    let port = server.url.rsplit(':').next().unwrap();
    for expected in [
        "http.client.request{",
        "otel.kind=\"client\"",
        "http.request.method=\"GET\"",
        "url.template=\"/api/v2/oauth/clients/{clientId}\"",
        "server.address=\"127.0.0.1\"",
        &format!("server.port={port}"),
        "http.request.resend_count=2",
        "http.response.status_code=404",
        "error.type=\"404\"",
    ] {
        assert!(closed.contains(expected), "{expected} in {closed}");
    }
}
