//! What a caller learns of every kind of error.

mod support;

use std::error::Error as _;
use std::time::{Duration, SystemTime};

use purecloud_platform_client::models::ErrorBody;
use purecloud_platform_client::{ApiError, Client, DecodeError, Error};
use serde_json::{Value, json};
use support::{answering, client, error_body, oauth_client};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wiremock::ResponseTemplate;

async fn failure(answer: ResponseTemplate) -> Error {
    let server = answering(answer).await;
    client(&server).oauth().get_oauth_client("8a6b").await.unwrap_err()
}

async fn api_error(answer: ResponseTemplate) -> ApiError {
    match failure(answer).await {
        Error::Api(error) => *error,
        other => panic!("not an error of the service: {other:?}"),
    }
}

async fn decode_error(body: Value) -> DecodeError {
    let error = failure(
        ResponseTemplate::new(200)
            .set_body_json(body)
            .insert_header("ININ-Correlation-Id", "c-3"),
    )
    .await;
    assert_eq!(error.correlation_id(), Some("c-3"));
    match error {
        Error::Decode(error) => *error,
        other => panic!("not a decoding error: {other:?}"),
    }
}

#[tokio::test]
async fn every_documented_error() {
    let documented = [
        (400, "bad.request"),
        (401, "authentication.required"),
        (403, "missing.permissions"),
        (404, "not.found"),
        (415, "unsupported.media.type"),
        (429, "too.many.requests"),
        (500, "internal.server.error"),
        (503, "service.unavailable"),
        (504, "request.timeout"),
    ];
    for (status, code) in documented {
        let answer = ResponseTemplate::new(status)
            .set_body_json(error_body(status, code, "In the service's words."))
            .insert_header("ININ-Correlation-Id", "c-2");
        let error = failure(answer).await;
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!(error.correlation_id(), Some("c-2"));
        assert_eq!(error.is_retryable(), matches!(status, 429 | 503 | 504), "{status}");
        assert!(!error.is_timeout());
        let Error::Api(error) = error else {
            panic!("{status}: {error:?}")
        };
        assert_eq!(error.operation(), "getOauthClient");
        assert_eq!(error.code(), Some(code));
        assert_eq!(error.message(), Some("In the service's words."));
        assert_eq!(
            error.known_code().map(|known| (known.status, known.code)),
            Some((status, code))
        );
        assert_eq!(
            (
                error.is_bad_request(),
                error.is_unauthorized(),
                error.is_forbidden(),
                error.is_not_found()
            ),
            (status == 400, status == 401, status == 403, status == 404)
        );
        assert_eq!(
            (error.is_rate_limited(), error.is_server_error()),
            (status == 429, status >= 500)
        );

        assert_body(&error, status, code);

        let line = error.to_string();
        for part in [
            "getOauthClient",
            &status.to_string(),
            code,
            "In the service's words.",
            "c-2",
        ] {
            assert!(line.contains(part), "{part} in {line}");
        }
        assert!(!line.contains('\n'));
    }
}

/// Every member of the body that the service sent is there.
fn assert_body(error: &ApiError, status: u16, code: &str) {
    let body: &ErrorBody = error.body().unwrap();
    assert_eq!(body.code.as_deref(), Some(code));
    assert_eq!(body.status, Some(i32::from(status)));
    assert_eq!(body.context_id.as_deref(), Some("ctx-1"));
    assert_eq!(body.message_params.as_ref().unwrap()["what"], "do it");
    assert_eq!(body.details.as_ref().unwrap()[0].field_name.as_deref(), Some("name"));
    assert_eq!(body.errors.as_ref().unwrap()[0].code.as_deref(), Some("inner.code"));
    assert!(error.body::<String>().is_none());
    assert_eq!(error.body_as::<Value>().unwrap()["code"], code);
}

#[tokio::test]
async fn conflict_on_a_write() {
    let server =
        answering(ResponseTemplate::new(409).set_body_json(error_body(409, "general.conflict", "Conflict."))).await;
    match client(&server).oauth().delete_oauth_client("8a6b").await {
        Err(Error::Api(error)) => {
            assert!(error.is_conflict());
            assert!(error.body::<ErrorBody>().is_some());
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn retry_after_in_both_forms() {
    let answer = |value: &str| ResponseTemplate::new(429).insert_header("Retry-After", value);
    assert_eq!(api_error(answer("7")).await.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(api_error(answer(" 0 ")).await.retry_after(), Some(Duration::ZERO));

    let later = httpdate_like(SystemTime::now() + Duration::from_secs(100));
    let wait = api_error(answer(&later)).await.retry_after().unwrap();
    assert!((90..=100).contains(&wait.as_secs()), "{wait:?}");
    assert_eq!(
        api_error(answer("Wed, 21 Oct 2015 07:28:00 GMT")).await.retry_after(),
        Some(Duration::ZERO)
    );

    for nonsense in ["soon", "-1", "1.5", "99999999999999999999999"] {
        assert_eq!(api_error(answer(nonsense)).await.retry_after(), None, "{nonsense}");
    }
    assert_eq!(api_error(ResponseTemplate::new(429)).await.retry_after(), None);
}

fn httpdate_like(time: SystemTime) -> String {
    chrono::DateTime::<chrono::Utc>::from(time)
        .format("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}

#[tokio::test]
async fn errors_with_unexpected_bodies() {
    let html = ResponseTemplate::new(502).set_body_raw("<html>Bad gateway</html>", "text/html");
    let error = api_error(html).await;
    assert_eq!(
        (error.code(), error.message(), error.correlation_id()),
        (None, None, None)
    );
    assert!(error.body::<ErrorBody>().is_none());
    assert_eq!(error.raw_body(), b"<html>Bad gateway</html>");
    assert!(error.is_retryable());
    assert!(!error.to_string().contains("gateway</html>") && !format!("{error:?}").contains("html"));

    let large = ResponseTemplate::new(500).set_body_bytes(vec![b'x'; 300_000]);
    assert_eq!(api_error(large).await.raw_body().len(), 64 * 1024);

    let long = error_body(400, "bad.request", &"line\r\n".repeat(1000));
    let line = api_error(ResponseTemplate::new(400).set_body_json(long))
        .await
        .to_string();
    assert!(line.len() < 500 && !line.contains(['\n', '\r']), "{line}");
}

#[tokio::test]
async fn a_decoding_error_names_the_member() {
    let mut body = oauth_client();
    body["roleDivisions"] = json!([{"roleId": "a", "divisionId": "b"}, {"roleId": "a", "divisionId": 7331}]);
    let error = decode_error(body).await;
    assert_eq!(error.path(), "roleDivisions[1].divisionId");
    assert_eq!(error.status().as_u16(), 200);
    assert_eq!(error.operation(), "getOauthClient");
    let line = error.to_string();
    assert!(
        line.contains("roleDivisions[1].divisionId") && line.contains("c-3"),
        "{line}"
    );
    assert!(!line.contains("7331"), "the value is not shown: {line}");
    assert!(
        String::from_utf8_lossy(error.body()).contains("7331"),
        "but can be read"
    );

    let mut body = oauth_client();
    body["createdBy"] = json!({"id": ["x"]});
    assert_eq!(decode_error(body).await.path(), "createdBy.id");

    let mut body = oauth_client();
    body["accessTokenValiditySeconds"] = json!(1.5);
    assert_eq!(decode_error(body).await.path(), "accessTokenValiditySeconds");

    let mut body = oauth_client();
    body["dateCreated"] = json!("yesterday");
    let error = decode_error(body).await;
    assert_eq!(error.path(), "dateCreated");
    assert!(!error.to_string().contains("yesterday"));

    let error = decode_error(json!({"name": "x"})).await;
    assert!(error.to_string().contains("authorizedGrantType"), "{error}");
    assert_eq!(decode_error(json!([])).await.path(), "");
}

#[tokio::test]
async fn a_decoding_error_in_a_list_and_in_broken_json() {
    let server =
        answering(ResponseTemplate::new(200).set_body_json(json!({"entities": [oauth_client(), {"name": {}}]}))).await;
    match client(&server).oauth().get_oauth_clients().await {
        Err(Error::Decode(error)) => assert_eq!(error.path(), "entities[1].name"),
        other => panic!("{other:?}"),
    }
    for body in [
        "",
        "{",
        r#"{"name":"x""#,
        "<html></html>",
        "\u{feff}",
        r#"{"name":"x","authorizedGrantType":"CODE"} x"#,
    ] {
        let error = failure(ResponseTemplate::new(200).set_body_raw(body, "application/json")).await;
        assert!(matches!(error, Error::Decode(_)), "{body}: {error:?}");
        assert!(!error.is_retryable());
    }
    let large = format!(r#"{{"name":"{}"}}"#, "x".repeat(300_000));
    match failure(ResponseTemplate::new(200).set_body_raw(large, "application/json")).await {
        Error::Decode(error) => assert_eq!(error.body().len(), 64 * 1024),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn no_connection_is_a_transport_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = Client::builder().base_url(format!("http://{address}")).build().unwrap();
    let error = client
        .oauth()
        .get_oauth_client("8a6b")
        .query("secret", "hidden")
        .await
        .unwrap_err();
    let Error::Transport(transport) = &error else {
        panic!("{error:?}")
    };
    assert!(transport.is_connect());
    assert_eq!(transport.operation(), "getOauthClient");
    assert!(error.is_retryable() && error.source().is_some());
    assert!(!format!("{error:?}").contains("hidden"), "the query is not shown");
    // From the call down to the system, each in a line of its own that does not repeat the one below.
    let mut chain = vec![error.to_string()];
    let mut source = error.source();
    while let Some(error) = source {
        chain.push(error.to_string());
        source = error.source();
    }
    assert_eq!(chain[0], "getOauthClient: no connection");
    assert!(chain.last().unwrap().contains("refused"), "{chain:?}");
    assert!(
        chain
            .windows(2)
            .all(|pair| !pair[0].contains(&pair[1]) && !pair[0].contains('\n')),
        "{chain:?}"
    );
}

/// A server on a bare socket: reads a request, writes what it is given, and holds the connection for a while.
async fn socket(answer: &'static [u8], hold: Duration) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                let _ = stream.read(&mut buffer).await;
                let _ = stream.write_all(answer).await;
                tokio::time::sleep(hold).await;
            });
        }
    });
    Client::builder().base_url(format!("http://{address}")).build().unwrap()
}

#[tokio::test]
async fn an_answer_that_is_cut_off() {
    let cut: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"name\":";
    for answer in [b"" as &[u8], b"HTTP/1.1 200", b"not http at all\r\n\r\n", cut] {
        let error = socket(answer, Duration::ZERO)
            .await
            .oauth()
            .get_oauth_client("8a6b")
            .await
            .unwrap_err();
        assert!(
            matches!(&error, Error::Transport(transport) if !transport.is_connect()),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn timeouts() {
    let slow = socket(b"", Duration::from_secs(30)).await;
    let start = std::time::Instant::now();
    let call = slow
        .oauth()
        .get_oauth_client("8a6b")
        .timeout(Duration::from_millis(100));
    let error = call.await.unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(
        matches!(error, Error::Timeout(_)) && error.is_timeout() && error.is_retryable(),
        "{error:?}"
    );
    assert!(
        error.to_string().contains("getOauthClient") && error.to_string().contains("100ms"),
        "{error}"
    );

    // The limit also holds for a body that never ends.
    let endless = socket(
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{",
        Duration::from_secs(30),
    )
    .await;
    let call = endless
        .oauth()
        .get_oauth_client("8a6b")
        .timeout(Duration::from_millis(100));
    assert!(call.await.unwrap_err().is_timeout());

    // And for every call of a client.
    let base_url = slow.base_url().to_string();
    let client = Client::builder()
        .base_url(base_url)
        .timeout(Duration::from_millis(100))
        .build()
        .unwrap();
    assert!(client.oauth().get_oauth_client("8a6b").await.unwrap_err().is_timeout());
}

#[test]
fn errors_are_small_and_can_be_shared() {
    fn shared<T: std::error::Error + Send + Sync + 'static>() {}
    shared::<Error>();
    shared::<ApiError>();
    assert!(size_of::<Error>() <= 64, "{}", size_of::<Error>());
}
