//! Authorizations, scopes and usage against a server: what is sent, and what becomes of the answer.

mod support;

use std::time::{Duration, Instant};

use purecloud_platform_client::models::{
    ApiUsageClientQuery, ApiUsageClientQueryGranularity, ApiUsageClientQueryMetrics, ApiUsageQueryResultQueryStatus,
    OAuthAuthorizationState,
};
use purecloud_platform_client::{ApiError, CallOptions, Client, Error, Waiter};
use serde_json::{Value, json};
use support::faults::{Fault, FaultServer};
use support::{TOKEN, answering, client, header, oauth_client, only_call};
use wiremock::{Request, ResponseTemplate};

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn assert_asked(sent: &Request, method: &str, path: &str) {
    assert_eq!(sent.method.as_str(), method);
    let query = sent.url.query().map(|query| format!("?{query}")).unwrap_or_default();
    assert_eq!(format!("{}{query}", sent.url.path()), path);
}

#[tokio::test]
async fn an_authorization_in_a_language() -> Result<(), Error> {
    let body = json!({
        "client": oauth_client(), "scope": ["users"], "roles": [], "pending": true, "state": "Requested",
        "resourceOwner": {"id": "u1"}
    });
    let server = answering(ok(body.clone())).await;
    let client = client(&server);
    let found = client
        .oauth()
        .get_oauth_authorization("8a6b")
        .accept_language("de")
        .await?;
    let sent = only_call(&server).await;
    assert_asked(&sent, "GET", "/api/v2/oauth/authorizations/8a6b");
    assert_eq!(header(&sent, "accept-language"), Some("de"));
    assert_eq!(found.state, Some(OAuthAuthorizationState::Requested));
    assert_eq!(found.client.as_ref().unwrap().name, "ci-bot");
    assert_eq!(serde_json::to_value(&found).unwrap(), body);
    Ok(())
}

#[tokio::test]
async fn authorizations() -> Result<(), Error> {
    let server = answering(ok(json!({"total": 1, "entities": [{"state": "Paused"}]}))).await;
    let found = client(&server).oauth().get_oauth_authorizations().await?;
    let sent = only_call(&server).await;
    assert_asked(&sent, "GET", "/api/v2/oauth/authorizations");
    assert_eq!(
        header(&sent, "accept-language"),
        None,
        "the default is for the service to take"
    );
    let states = found
        .entities
        .unwrap_or_default()
        .into_iter()
        .filter_map(|entity| entity.state);
    assert_eq!(
        states.map(|state| state.as_str().to_owned()).collect::<Vec<_>>(),
        ["Paused"]
    );
    Ok(())
}

#[tokio::test]
async fn scopes() -> Result<(), Error> {
    let server = answering(ok(json!({"id": "conversations:readonly", "description": "Read"}))).await;
    let found = client(&server)
        .oauth()
        .get_oauth_scope("conversations:readonly")
        .await?;
    assert_asked(
        &only_call(&server).await,
        "GET",
        "/api/v2/oauth/scopes/conversations%3Areadonly",
    );
    assert_eq!(found.description.as_deref(), Some("Read"));

    let server = answering(ok(json!({"total": 2, "entities": [{"id": "a"}, {"id": "b"}]}))).await;
    let found = client(&server).oauth().get_oauth_scopes().await?;
    assert_asked(&only_call(&server).await, "GET", "/api/v2/oauth/scopes");
    assert_eq!(found.entities.map(|scopes| scopes.len()), Some(2));
    Ok(())
}

#[tokio::test]
async fn a_query_of_usage_and_its_result() -> Result<(), Error> {
    let job = json!({"executionId": "job", "resultsUri": "/api/v2/there"});
    let server = answering(ok(job)).await;
    let query = ApiUsageClientQuery::new("2024-06-01/2024-06-08")
        .granularity(ApiUsageClientQueryGranularity::Day)
        .metrics(vec![ApiUsageClientQueryMetrics::Requests]);
    let started = client(&server)
        .oauth()
        .post_oauth_client_usage_query("8a6b", &query)
        .await?;
    let sent = only_call(&server).await;
    assert_asked(&sent, "POST", "/api/v2/oauth/clients/8a6b/usage/query");
    let body: Value = serde_json::from_slice(&sent.body).unwrap();
    assert_eq!(
        body,
        json!({"interval": "2024-06-01/2024-06-08", "granularity": "Day", "metrics": ["Requests"]})
    );

    let rows =
        json!({"results": [{"requests": 7, "status429": 1}], "queryStatus": "Complete", "cursors": {"after": "x"}});
    let server = answering(ok(rows)).await;
    let job = started.execution_id.unwrap_or_default();
    let client = client(&server);
    let result = client.oauth().get_oauth_client_usage_query_result("8a6b", &job).await;
    let sent = only_call(&server).await;
    assert_asked(&sent, "GET", "/api/v2/oauth/clients/8a6b/usage/query/results/job");
    let result = result?;
    assert_eq!(result.query_status, Some(ApiUsageQueryResultQueryStatus::Complete));
    assert_eq!(result.results.unwrap_or_default()[0].requests, Some(7));
    Ok(())
}

#[tokio::test]
async fn a_query_is_waited_for() -> Result<(), Error> {
    let state = |state: &str| Fault::Good(json!({"queryStatus": state, "results": [{"requests": 7}]}).to_string());
    let busy = Fault::Answer(503, vec![("Retry-After", "0".to_owned())], b"{}".to_vec());
    let started = Fault::Good(json!({"executionId": "job/1"}).to_string());
    let server = FaultServer::script([started, state("Running"), busy, state("Running"), state("Complete")]).await;
    let client = Client::builder().base_url(&server.url).access_token(TOKEN).build()?;
    let query = ApiUsageClientQuery::new("2024-06-01/2024-06-08");
    let waiter = Waiter::new()
        .interval(Duration::from_millis(40))
        .deadline(Some(Duration::from_secs(20)));
    let begun = Instant::now();
    let call = client.oauth().post_oauth_client_usage_query("8 a", &query);
    let done = call.wait_for_end(waiter.clone()).await?;
    // 40, 60 and 90 milliseconds.
    assert!(begun.elapsed() >= Duration::from_millis(190), "{:?}", begun.elapsed());
    assert_eq!(
        done.value().query_status,
        Some(ApiUsageQueryResultQueryStatus::Complete)
    );
    let seen: Vec<String> = server
        .seen()
        .iter()
        .map(|seen| format!("{} {}", seen.method, seen.path))
        .collect();
    assert_eq!(seen[0], "POST /api/v2/oauth/clients/8%20a/usage/query");
    let looks = "GET /api/v2/oauth/clients/8%20a/usage/query/results/job%2F1";
    assert_eq!(seen[1..], [looks; 4]);

    // What the call does otherwise than the client holds for each look, and a job that never ends does not.
    let started = Fault::Good(json!({"executionId": "1"}).to_string());
    let slow = Fault::After(Duration::from_secs(30), Box::new(state("Running")));
    let server = FaultServer::script([started, slow, state("Running")]).await;
    let call = client.oauth().post_oauth_client_usage_query("1", &query);
    let call = call
        .base_url(&server.url)
        .with(CallOptions::new().attempt_timeout(Duration::from_millis(60)));
    let error = call
        .wait_for_end(waiter.deadline(Some(Duration::from_millis(700))))
        .await
        .unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("the job"), "{error}");
    assert!(server.count() > 3, "the one that was slow is not the last");
    Ok(())
}

#[tokio::test]
async fn a_summary_of_days() -> Result<(), Error> {
    let server = answering(ok(json!({"executionId": "job"}))).await;
    client(&server)
        .oauth()
        .get_oauth_client_usage_summary("8a6b")
        .days(7)
        .await?;
    assert_asked(
        &only_call(&server).await,
        "GET",
        "/api/v2/oauth/clients/8a6b/usage/summary?days=7",
    );
    Ok(())
}

/// Errors say which limit a request went beyond.
#[tokio::test]
async fn the_limit_of_an_error() {
    let body = json!({"code": "bad.request", "limit": {"key": "clients", "namespace": "oauth", "value": 100}});
    let server = answering(ResponseTemplate::new(400).set_body_json(body)).await;
    let limit = |error: &ApiError| error.error_body().and_then(|body| body.limit.clone());
    match client(&server).oauth().get_oauth_scopes().await {
        Err(Error::Api(error)) => assert_eq!(limit(&error).and_then(|limit| limit.value), Some(100)),
        other => panic!("{other:?}"),
    }
}
