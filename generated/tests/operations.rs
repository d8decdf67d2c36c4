//! The operations on OAuth clients against a server: what exactly is sent, and what becomes of the answer.

mod support;

use std::time::Duration;

use purecloud_platform_client::models::{AuthorizedGrantType, OAuthClientRequest, RoleDivision};
use purecloud_platform_client::{Client, Error};
use serde_json::{Value, json};
use support::{TOKEN, answering, client, header, oauth_client, only_call};
use wiremock::ResponseTemplate;

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200)
        .set_body_json(body)
        .insert_header("ININ-Correlation-Id", "c-1")
}

fn request() -> OAuthClientRequest {
    OAuthClientRequest::new("ci-bot", AuthorizedGrantType::ClientCredentials)
        .description("nightly jobs")
        .access_token_validity_seconds(3600)
        .role_divisions(vec![RoleDivision::new("r1", "d1")])
}

fn request_json() -> Value {
    json!({
        "name": "ci-bot",
        "accessTokenValiditySeconds": 3600,
        "description": "nightly jobs",
        "authorizedGrantType": "CLIENT-CREDENTIALS",
        "roleDivisions": [{"roleId": "r1", "divisionId": "d1"}]
    })
}

/// Asserts all of a request: method, address, headers, body.
fn assert_request(sent: &wiremock::Request, method: &str, path: &str, body: Option<Value>) {
    assert_eq!(sent.method.as_str(), method);
    assert_eq!(sent.url.path(), path);
    assert_eq!(sent.url.query(), None);
    assert_eq!(header(sent, "authorization"), Some(format!("Bearer {TOKEN}").as_str()));
    assert_eq!(header(sent, "accept"), Some("application/json"));
    let user_agent = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
    assert_eq!(header(sent, "user-agent"), Some(user_agent));
    let mut names: Vec<_> = sent.headers.keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    names.retain(|name| !["content-length", "accept-encoding"].contains(name));
    match body {
        Some(body) => {
            assert_eq!(serde_json::from_slice::<Value>(&sent.body).unwrap(), body);
            assert_eq!(header(sent, "content-type"), Some("application/json"));
            assert_eq!(names, ["accept", "authorization", "content-type", "host", "user-agent"]);
        }
        None => {
            assert!(sent.body.is_empty());
            assert_eq!(names, ["accept", "authorization", "host", "user-agent"]);
        }
    }
}

#[tokio::test]
async fn delete_oauth_client() -> Result<(), Error> {
    let server = answering(ResponseTemplate::new(200)).await;
    client(&server).oauth().delete_oauth_client("8a6b").await?;
    assert_request(&only_call(&server).await, "DELETE", "/api/v2/oauth/clients/8a6b", None);
    Ok(())
}

#[tokio::test]
async fn get_oauth_client() -> Result<(), Error> {
    let server = answering(ok(oauth_client())).await;
    let found = client(&server).oauth().get_oauth_client("8a6b").await?;
    assert_request(&only_call(&server).await, "GET", "/api/v2/oauth/clients/8a6b", None);

    assert_eq!(found.id.as_deref(), Some("8a6b"));
    assert_eq!(found.name, "ci-bot");
    assert_eq!(found.authorized_grant_type, AuthorizedGrantType::ClientCredentials);
    assert_eq!(found.access_token_validity_seconds, Some(3600));
    assert_eq!(found.secret.as_ref().unwrap().expose_secret(), "s3cr3t-of-the-client");
    assert_eq!(found.date_created.unwrap().timestamp_millis(), 1_714_979_289_123);
    assert_eq!(
        found.created_by.as_ref().unwrap().self_uri.as_deref(),
        Some("/api/v2/users/u1")
    );
    assert_eq!(found.role_divisions.as_ref().unwrap(), &[RoleDivision::new("r1", "d1")]);
    assert_eq!(serde_json::to_value(&found).unwrap(), oauth_client(), "nothing is lost");
    Ok(())
}

#[tokio::test]
async fn get_oauth_clients() -> Result<(), Error> {
    let entity = oauth_client();
    let listing = json!({
        "entities": [entity], "pageSize": 25, "pageNumber": 1, "total": 5_000_000_000_u64, "pageCount": 1,
        "firstUri": "/api/v2/oauth/clients?pageNumber=1", "selfUri": "/api/v2/oauth/clients"
    });
    let server = answering(ok(listing.clone())).await;
    let found = client(&server).oauth().get_oauth_clients().await?;
    assert_request(&only_call(&server).await, "GET", "/api/v2/oauth/clients", None);
    assert_eq!(found.total, Some(5_000_000_000));
    assert_eq!(found.page_size, Some(25));
    assert_eq!(found.entities.as_ref().unwrap()[0].name, "ci-bot");
    assert_eq!(serde_json::to_value(&found).unwrap(), listing);
    Ok(())
}

#[tokio::test]
async fn post_oauth_client_secret() -> Result<(), Error> {
    let server = answering(ok(oauth_client())).await;
    let found = client(&server).oauth().post_oauth_client_secret("8a6b").await?;
    let sent = only_call(&server).await;
    assert_request(&sent, "POST", "/api/v2/oauth/clients/8a6b/secret", None);
    assert_eq!(header(&sent, "content-length"), Some("0"));
    assert_eq!(found.secret.unwrap().expose_secret(), "s3cr3t-of-the-client");
    Ok(())
}

#[tokio::test]
async fn post_oauth_clients() -> Result<(), Error> {
    let server = answering(ok(oauth_client())).await;
    let created = client(&server).oauth().post_oauth_clients(&request()).await?;
    assert_request(
        &only_call(&server).await,
        "POST",
        "/api/v2/oauth/clients",
        Some(request_json()),
    );
    assert_eq!(created.name, "ci-bot");
    Ok(())
}

#[tokio::test]
async fn put_oauth_client() -> Result<(), Error> {
    let server = answering(ok(oauth_client())).await;
    let changed = client(&server).oauth().put_oauth_client("8a6b", &request()).await?;
    assert_request(
        &only_call(&server).await,
        "PUT",
        "/api/v2/oauth/clients/8a6b",
        Some(request_json()),
    );
    assert_eq!(changed.id.as_deref(), Some("8a6b"));
    Ok(())
}

#[tokio::test]
async fn every_call_takes_options_of_its_own() -> Result<(), Error> {
    let server = answering(ok(oauth_client())).await;
    let answer = client(&server)
        .oauth()
        .get_oauth_client("8a6b")
        .header("ININ-Correlation-Id", "42")
        .header("Accept", "application/json;v=2")
        .query("expand", "a&b=c ü")
        .timeout(Duration::from_secs(5))
        .send()
        .await?;
    assert_eq!(answer.status().as_u16(), 200);
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.header("inin-correlation-id"), Some("c-1"));
    assert_eq!(answer.correlation_id(), Some("c-1"));
    assert_eq!(answer.value().name, "ci-bot");
    let (status, _, value) = answer.into_parts();
    assert_eq!((status.as_u16(), value.name.as_str()), (200, "ci-bot"));

    let sent = only_call(&server).await;
    assert_eq!(header(&sent, "inin-correlation-id"), Some("42"));
    assert_eq!(header(&sent, "accept"), Some("application/json;v=2"));
    assert_eq!(sent.url.query(), Some("expand=a%26b%3Dc%20%C3%BC"));
    Ok(())
}

#[tokio::test]
async fn the_raw_answer_is_the_bytes_that_came() -> Result<(), Error> {
    let text = r#"{ "name" : "x" , "unknown":[1] }"#;
    let server = answering(ResponseTemplate::new(200).set_body_raw(text, "application/json")).await;
    let raw = client(&server).oauth().get_oauth_client("8a6b").send_raw().await?;
    assert_eq!(raw.status().as_u16(), 200);
    assert_eq!(raw.value().as_ref(), text.as_bytes());
    Ok(())
}

#[tokio::test]
async fn unknown_enum_values_and_members_are_tolerated() -> Result<(), Error> {
    let mut body = oauth_client();
    body["authorizedGrantType"] = json!("TELEPATHY");
    body["state"] = json!("hibernating");
    let mut with_more = body.clone();
    with_more["invented"] = json!({"later": [1, {"x": null}]});
    with_more["createdBy"]["invented"] = json!(true);
    let server = answering(ok(with_more)).await;
    let found = client(&server).oauth().get_oauth_client("8a6b").await?;
    assert_eq!(
        found.authorized_grant_type,
        AuthorizedGrantType::Unknown("TELEPATHY".to_owned())
    );
    assert_eq!(
        serde_json::to_value(&found).unwrap(),
        body,
        "unknown values are sent back as they came"
    );

    let again = OAuthClientRequest::new("x", found.authorized_grant_type.clone());
    client(&server).oauth().put_oauth_client("8a6b", &again).await?;
    let sent: Value = serde_json::from_slice(&support::calls(&server).await[1].body).unwrap();
    assert_eq!(sent, json!({"name": "x", "authorizedGrantType": "TELEPATHY"}));
    Ok(())
}

#[tokio::test]
async fn members_that_are_null_count_as_absent() -> Result<(), Error> {
    let body = json!({"name": "x", "authorizedGrantType": "CODE", "description": null, "scope": null, "state": null,
        "dateCreated": null, "createdBy": null, "secret": null});
    let server = answering(ok(body)).await;
    let found = client(&server).oauth().get_oauth_client("8a6b").await?;
    assert_eq!(
        serde_json::to_value(&found).unwrap(),
        json!({"name": "x", "authorizedGrantType": "CODE"})
    );
    Ok(())
}

#[tokio::test]
async fn a_call_can_be_spawned_and_a_client_shared() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Client>();

    let server = answering(ok(oauth_client())).await;
    let client = client(&server);
    let call = client.oauth().get_oauth_client("8a6b");
    drop(client);
    let found = tokio::spawn(call.into_future()).await.unwrap().unwrap();
    assert_eq!(found.name, "ci-bot");
}

#[tokio::test]
async fn compressed_answers_are_read() -> Result<(), Error> {
    // `{"name":"gz","authorizedGrantType":"CODE"}` as gzip writes it.
    let gzip: [u8; 60] = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 202, 75, 204, 77, 85, 178, 82, 74, 175, 82, 210, 81, 74, 44, 45, 201,
        200, 47, 202, 172, 74, 77, 113, 47, 74, 204, 43, 9, 169, 44, 0, 73, 57, 251, 187, 184, 42, 213, 2, 0, 175, 252,
        2, 211, 42, 0, 0, 0,
    ];
    let answer = ResponseTemplate::new(200)
        .insert_header("content-encoding", "gzip")
        .set_body_raw(gzip.to_vec(), "application/json");
    let server = answering(answer).await;
    let found = client(&server).oauth().get_oauth_client("8a6b").await?;
    assert_eq!(found.name, "gz");
    Ok(())
}
