//! What a program's own tests are given: a service without a network, and values of models.
#![cfg(feature = "test-util")]

mod support;

use purecloud_platform_client::models::{OAuthClient, OAuthClientEntityListing, OAuthClientRequest, RoleDivision};
use purecloud_platform_client::runtime::codec::Codec;
use purecloud_platform_client::testing::{FakeService, sample_of};
use purecloud_platform_client::{Error, RetryPolicy};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn answers_are_scripted_by_operation_and_calls_are_asserted() -> Result<(), Error> {
    let service = FakeService::new();
    let mut made: OAuthClient = sample_of().unwrap();
    made.id = Some("8a6b".to_owned());
    service
        .answer("postOauthClients", &made)
        .answer("getOauthClient", &made)
        .fail("getOauthClient", 404, &json!({"code": "not.found"}));
    let client = service.client()?;

    let request: OAuthClientRequest = sample_of().unwrap();
    let answer = client.oauth().post_oauth_clients(&request).await?;
    assert_eq!(answer.id.as_deref(), Some("8a6b"));
    client.oauth().get_oauth_client("8a6b").query("a", "b").await?;
    for _ in 0..2 {
        let error = client.oauth().get_oauth_client("8a6b").await.unwrap_err();
        assert!(
            error.is_not_found() && error.code() == Some("not.found"),
            "the last answer stays: {error}"
        );
    }

    let sent: OAuthClientRequest = service.calls_of("postOauthClients")[0].json().unwrap();
    assert_eq!(sent, request);
    let read = service.calls_of("getOauthClient");
    assert_eq!((read.len(), read[0].query("a").as_deref()), (3, Some("b")));
    assert_eq!(read[0].url.path(), "/api/v2/oauth/clients/8a6b");
    assert_eq!(service.calls().len(), 4);

    service.answer_with("deleteOauthClient", 99, &[], "");
    let error = client.oauth().delete_oauth_client("x").await.unwrap_err();
    assert!(error.to_string().contains("the script is wrong: 99"), "{error}");
    let error = client.oauth().put_oauth_client("x", &request).await.unwrap_err();
    assert!(
        error.to_string().contains("putOauthClient") && error.to_string().contains("postOauthClients"),
        "{error}"
    );
    Ok(())
}

#[tokio::test]
async fn failures_and_repetitions_without_a_network() -> Result<(), Error> {
    let service = FakeService::new();
    service
        .no_connection("getOauthClients")
        .timeout("getOauthClients")
        .answer_with("getOauthClients", 429, &[("Retry-After", "0")], "{}")
        .answer("getOauthClients", &sample_of::<OAuthClientEntityListing>().unwrap());
    let policy = RetryPolicy::standard()
        .max_attempts(4)
        .initial_delay(Duration::from_millis(1));
    let client = service.builder().retry(policy).build()?;
    client.oauth().get_oauth_clients().await?;
    assert_eq!(service.calls().len(), 4);
    Ok(())
}

#[test]
fn every_model_has_a_value_that_comes_back() {
    fn comes_back<T>(names: &mut Vec<&str>)
    where
        T: Codec + serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
    {
        let value: T = sample_of().unwrap();
        let json = serde_json::to_string(&value).unwrap();
        assert_eq!(serde_json::from_str::<T>(&json).unwrap(), value, "{json}");
        names.push(std::any::type_name::<T>());
    }
    let mut names = Vec::new();
    macro_rules! models {
        ($($model:ident),*) => { $(comes_back::<purecloud_platform_client::models::$model>(&mut names);)* };
    }
    models!(
        ApiUsageClientQuery,
        ApiUsageQueryResult,
        ApiUsageRow,
        AuthorizedGrantType,
        Cursors,
        Detail,
        DomainEntityRef,
        ErrorBody,
        Limit,
        OAuthAuthorization,
        OAuthAuthorizationListing,
        OAuthClient,
        OAuthClientEntityListing,
        OAuthClientRequest,
        OAuthScope,
        OAuthScopeListing,
        RoleDivision,
        UsageExecutionResult
    );
    // A file for each of them, and the list.
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/models")).unwrap();
    assert_eq!(names.len() + 1, files.count(), "a model is missing here: {names:?}");
}

#[test]
fn values_of_models() {
    let request: OAuthClientRequest = sample_of().unwrap();
    assert_eq!(
        request.authorized_grant_type.as_str(),
        "CODE",
        "the first value that the description has"
    );
    assert!(!request.name.is_empty() && request.description.is_none());
    let division: RoleDivision = sample_of().unwrap();
    let again: RoleDivision = serde_json::from_value(serde_json::to_value(&division).unwrap()).unwrap();
    assert_eq!(again, division);
}
