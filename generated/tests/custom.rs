//! Calls that the description does not have, and jobs that are waited for.

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use purecloud_platform_client::{Client, Error, Method, Progress, RetryPolicy, Waiter};
use serde_json::{Value, json};
use support::TOKEN;
use support::faults::{Fault, FaultServer};

fn client(server: &FaultServer) -> Client {
    Client::builder()
        .base_url(format!("{}/gateway", server.url))
        .access_token(TOKEN)
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_call_that_the_description_does_not_have() -> Result<(), Error> {
    let server = FaultServer::script([Fault::Good(json!({"id": "u1"}).to_string())]).await;
    let client = client(&server);
    let call = client
        .request(Method::Post, "/api/v2/new?expand=a")
        .json(&json!({"name": "x"}));
    let answer = call
        .query("and", "b&c")
        .header("X-Own", "1")
        .send_json::<Value>()
        .await?;
    assert_eq!((answer.status().as_u16(), &answer.value()["id"]), (200, &json!("u1")));
    let seen = server.seen().remove(0);
    assert_eq!(
        (seen.method.as_str(), seen.path.as_str()),
        ("POST", "/gateway/api/v2/new?expand=a&and=b%26c")
    );
    assert_eq!(seen.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("x-own"), Some("1"));
    assert_eq!(seen.body, br#"{"name":"x"}"#);

    let bytes = client.request(Method::Get, "plain").await?;
    assert_eq!(bytes, r#"{"id":"u1"}"#);
    assert_eq!(server.seen()[1].path, "/gateway/plain");
    let error = client
        .request(Method::Get, "/x")
        .send_json::<Vec<String>>()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn policies_hold_for_it_and_no_path_leads_elsewhere() {
    let busy = || Fault::Answer(503, Vec::new(), b"{}".to_vec());
    let server = FaultServer::script([busy(), Fault::Good("{}".to_owned()), busy()]).await;
    let client = client(&server);
    let eager = RetryPolicy::standard().initial_delay(Duration::from_millis(2));
    client.request(Method::Get, "/x").with(eager.clone()).await.unwrap();
    assert_eq!(server.count(), 2);
    let error = client.request(Method::Post, "/x").with(eager).await.unwrap_err();
    assert_eq!((server.count(), error.status().unwrap().as_u16()), (3, 503));
    for path in ["/../x", "/a/%2e%2e/x", "/x#y"] {
        let error = client.request(Method::Get, path).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{path}: {error:?}");
    }
    client.request(Method::Get, "//elsewhere.example/x").await.unwrap_err();
    client
        .request(Method::Get, "https://elsewhere.example/x")
        .await
        .unwrap_err();
    assert!(
        server
            .seen()
            .iter()
            .skip(3)
            .all(|seen| seen.path.starts_with("/gateway/"))
    );
}

#[tokio::test]
async fn a_job_is_looked_at_until_it_is_over() -> Result<(), Error> {
    let state = |state: &str| Fault::Good(json!({"state": state}).to_string());
    let busy = Fault::Answer(503, Vec::new(), b"{}".to_vec());
    let server = FaultServer::script([state("RUNNING"), busy, state("RUNNING"), state("FULFILLED")]).await;
    let client = client(&server);
    let looks = AtomicUsize::new(0);
    let waiter = Waiter::new().interval(Duration::from_millis(5));
    let done = waiter.clone().until(async || {
        looks.fetch_add(1, Ordering::SeqCst);
        let state: Value = client.request(Method::Get, "/job").send_json().await?.into_value();
        Ok(if state["state"] == "FULFILLED" {
            Progress::Done(state)
        } else {
            Progress::Pending
        })
    });
    assert_eq!(done.await?["state"], "FULFILLED");
    assert_eq!(looks.load(Ordering::SeqCst), 4);

    let never = waiter.clone().deadline(Some(Duration::from_millis(60)));
    let error = never.until(async || Ok(Progress::<()>::Pending)).await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("the job"), "{error}");
    let refused = FaultServer::script([Fault::Answer(403, Vec::new(), b"{}".to_vec())]).await;
    let client = self::client(&refused);
    let look = async || client.request(Method::Get, "/job").await.map(Progress::Done);
    assert!(waiter.until(look).await.unwrap_err().is_forbidden());
    assert_eq!(refused.count(), 1, "what does not go away is not looked at again");
    Ok(())
}
