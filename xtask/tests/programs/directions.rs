//! Properties of one direction and bodies that may be null: what is decoded without them, and what is sent. Runs in the
//! crate that is made of `directions.yaml`.

mod support;

use serde_json::{Value, json};
use subject::models::{Account, Inner, Received, Secrets};
use subject::{Client, Error};
use support::serve_all;

/// The response to a call, and the request that was sent.
fn client(response: &'static str) -> (Client, std::sync::Arc<std::sync::Mutex<Vec<String>>>) {
    let bodies = std::sync::Arc::<std::sync::Mutex<Vec<String>>>::default();
    let log = bodies.clone();
    let (url, _) = serve_all(move |_, body| {
        log.lock().unwrap().push(String::from_utf8(body.to_vec()).unwrap());
        (String::new(), response.to_owned())
    });
    (Client::builder().base_url(url).build().unwrap(), bodies)
}

#[tokio::test]
async fn what_only_callers_send_is_not_needed_in_a_response() -> Result<(), Error> {
    let (client, bodies) = client(r#"{"id": 7, "login": "a", "inner": {"k": "v"}}"#);
    let account = Account::new("a", "secret", 5).inner(Inner::new("s", "k"));
    let received = client.accounts().post_account(&account).await?;
    assert_eq!(
        (received.id, received.login.as_str(), received.password.as_deref()),
        (Some(7), "a", None)
    );
    assert_eq!(
        received
            .inner
            .as_ref()
            .map(|inner| (inner.s.as_deref(), inner.k.as_str())),
        Some((None, "v"))
    );
    let sent: Value = serde_json::from_str(&bodies.lock().unwrap()[0]).unwrap();
    assert_eq!(
        sent,
        json!({"login": "a", "password": "secret", "pin": 5, "inner": {"s": "s", "k": "k"}})
    );
    Ok(())
}

#[tokio::test]
async fn inherited_properties_of_one_direction_are_not_needed() -> Result<(), Error> {
    let (client, _) = client(r#"{"login": "a", "list": [{"k": "v"}, {"k": "w", "s": "x"}]}"#);
    let received: Received = client.accounts().get_account().await?;
    assert!(received.token.is_none());
    let list = received.list.unwrap();
    assert_eq!(
        list.iter().map(|one| one.s.as_deref()).collect::<Vec<_>>(),
        [None, Some("x")]
    );
    Ok(())
}

#[test]
fn what_is_needed_still_is() {
    let error = serde_json::from_value::<Account>(json!({"id": 7})).unwrap_err();
    assert!(error.to_string().contains("`login`"), "{error}");
    let secrets = Secrets::new("s");
    assert_eq!(secrets.secret, "s", "a type that is only sent keeps its fields plain");
}

#[tokio::test]
async fn limits_of_what_only_callers_send_hold() {
    let (client, bodies) = client("{}");
    let error = client
        .accounts()
        .post_account(&Account::new("a", "x", None))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error}");
    assert!(bodies.lock().unwrap().is_empty());
}

#[tokio::test]
async fn bodies_may_be_null() -> Result<(), Error> {
    let (client, bodies) = client("");
    let nulls = client.nulls();
    nulls.put_object(Some(&Inner::new("s", "k"))).await?;
    nulls.put_object(None).await?;
    nulls.put_text(Some("a")).await?;
    nulls.put_text(None).await?;
    nulls.put_list(Some(&[1, 2])).await?;
    nulls.put_list(None).await?;
    nulls.put_names().body(Some(&["a".to_owned()])).await?;
    nulls.put_names().body(None).await?;
    nulls.put_names().await?;
    nulls.put_number(Some(5)).await?;
    nulls.put_number(None).await?;
    let expected = [
        r#"{"s":"s","k":"k"}"#,
        "null",
        "\"a\"",
        "null",
        "[1,2]",
        "null",
        "[\"a\"]",
        "null",
        "",
        "5",
        "null",
    ];
    assert_eq!(*bodies.lock().unwrap(), expected);
    Ok(())
}
