//! Metrics of calls by the names of OpenTelemetry's semantic conventions for HTTP clients: each attempt is recorded in
//! `http.client.request.duration`, a histogram in seconds.
//!
//! ```sh
//! OAUTH_CLIENT_ID=… OAUTH_CLIENT_SECRET=… cargo run --example metrics
//! ```
//!
//! Here the histogram is a map that is printed at the end. With the `opentelemetry` crate it is
//! `meter.f64_histogram("http.client.request.duration").with_unit("s")`, and `record` takes the same attributes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use purecloud_platform_client::{Attempt, BoxedFuture, Client, Error, Middleware, Next, OpenResponse};

/// The boundaries that the conventions give for the histogram, in seconds.
const BOUNDARIES: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

type Attributes = Vec<(&'static str, String)>;

/// A histogram of durations, by attributes.
#[derive(Clone, Default)]
pub struct RequestDuration {
    counts: Arc<Mutex<BTreeMap<Attributes, [u64; BOUNDARIES.len() + 1]>>>,
}

impl RequestDuration {
    fn record(&self, seconds: f64, attributes: Attributes) {
        let bucket = BOUNDARIES.partition_point(|boundary| *boundary < seconds);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.entry(attributes).or_default().get_mut(bucket) {
            *count += 1;
        }
    }

    /// How many attempts were recorded, by attributes.
    pub fn totals(&self) -> Vec<(Attributes, u64)> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts
            .iter()
            .map(|(attributes, counts)| (attributes.clone(), counts.iter().sum()))
            .collect()
    }
}

impl Middleware for RequestDuration {
    fn around<'a>(&'a self, attempt: &'a mut Attempt, next: Next<'a>) -> BoxedFuture<'a, Result<OpenResponse, Error>> {
        Box::pin(async move {
            let mut attributes = vec![
                ("http.request.method", attempt.method().to_string()),
                (
                    "server.address",
                    attempt.url().host_str().unwrap_or_default().to_owned(),
                ),
                ("url.scheme", attempt.url().scheme().to_owned()),
                // Of few values, other than the path itself.
                ("url.template", attempt.path_template().to_owned()),
            ];
            if let Some(port) = attempt.url().port_or_known_default() {
                attributes.push(("server.port", port.to_string()));
            }
            if attempt.number() > 1 {
                attributes.push(("http.request.resend_count", (attempt.number() - 1).to_string()));
            }
            let begun = Instant::now();
            let result = next.run(attempt).await;
            let status = match &result {
                Ok(answer) => Some(answer.status()),
                Err(error) => error.status(),
            };
            if let Some(status) = status {
                attributes.push(("http.response.status_code", status.as_str().to_owned()));
            }
            if let Err(error) = &result {
                attributes.push(("error.type", error_type(error)));
            }
            self.record(begun.elapsed().as_secs_f64(), attributes);
            result
        })
    }
}

/// The status of an answer that is an error, or what kind of error it is.
fn error_type(error: &Error) -> String {
    match error {
        Error::Api(error) => error.status().as_str().to_owned(),
        Error::Timeout(_) => "timeout".to_owned(),
        Error::Transport(_) => "transport".to_owned(),
        Error::Auth(_) => "authentication".to_owned(),
        _ => "_OTHER".to_owned(),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let durations = RequestDuration::default();
    let client = Client::builder()
        .client_credentials(std::env::var("OAUTH_CLIENT_ID")?, std::env::var("OAUTH_CLIENT_SECRET")?)
        .middleware(durations.clone())
        .build()?;
    client.oauth().get_oauth_clients().await?;
    for (attributes, count) in durations.totals() {
        println!("http.client.request.duration {attributes:?} {count}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_attempt_is_recorded() {
        let durations = RequestDuration::default();
        let client = Client::builder().base_url("http://127.0.0.1:1").access_token("token");
        let client = client.middleware(durations.clone()).build().unwrap();
        assert!(client.oauth().get_oauth_client("1").await.is_err());
        let (attributes, count) = durations.totals().remove(0);
        assert_eq!(count, 1);
        let has = |name: &str, value: &str| attributes.iter().any(|(known, found)| *known == name && found == value);
        assert!(has("http.request.method", "GET") && has("error.type", "transport") && has("server.port", "1"));
        assert!(
            has("url.template", "/api/v2/oauth/clients/{clientId}"),
            "{attributes:?}"
        );
    }
}
