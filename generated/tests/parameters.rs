//! How parameters and bodies are written, in all styles of OpenAPI, seen by a server.

mod support;

use std::collections::BTreeMap;

use purecloud_platform_client::runtime::codec::Encode;
use purecloud_platform_client::runtime::{Method, Operation, Request, Style, response};
use purecloud_platform_client::{Error, Field};
use serde_json::json;
use support::{answering, client, header, only_call};
use wiremock::ResponseTemplate;

const OPERATION: Operation = Operation {
    id: "testOperation",
    tag: "Test",
    method: Method::Post,
    path: "/things/{id}/end",
    accept: "text/plain, */*;q=0.5",
    ..Operation::BLANK
};

/// Sends a request that `build` has put together, and gives what the server saw.
async fn sent(operation: &'static Operation, build: impl FnOnce(&mut Request)) -> Result<wiremock::Request, Error> {
    let server = answering(ResponseTemplate::new(200)).await;
    let mut request = Request::new(&client(&server), operation);
    build(&mut request);
    response::empty(request.execute().await?)?;
    Ok(only_call(&server).await)
}

async fn path(style: Style, value: &dyn Encode) -> Result<String, Error> {
    let sent = sent(&OPERATION, |request| request.path_styled("id", style, value)).await?;
    let path = sent
        .url
        .path()
        .strip_prefix("/things/")
        .and_then(|path| path.strip_suffix("/end"));
    Ok(path.unwrap().to_owned())
}

async fn query(style: Style, value: &dyn Encode) -> Result<Option<String>, Error> {
    let sent = sent(&OPERATION, |request| {
        request.path("id", &1);
        request.query_styled("color", style, value);
    })
    .await?;
    Ok(sent.url.query().map(str::to_owned))
}

fn colors() -> Vec<String> {
    ["blue", "black", "bro,wn"].map(str::to_owned).into()
}

fn rgb() -> BTreeMap<String, i64> {
    [("B".to_owned(), 150), ("G".to_owned(), 200), ("R".to_owned(), 100)].into()
}

#[tokio::test]
async fn paths() -> Result<(), Error> {
    assert_eq!(path(Style::simple(false), &"blue").await?, "blue");
    assert_eq!(path(Style::simple(false), &colors()).await?, "blue,black,bro%2Cwn");
    assert_eq!(path(Style::simple(true), &colors()).await?, "blue,black,bro%2Cwn");
    assert_eq!(path(Style::simple(false), &rgb()).await?, "B,150,G,200,R,100");
    assert_eq!(path(Style::simple(true), &rgb()).await?, "B=150,G=200,R=100");

    assert_eq!(path(Style::label(false), &"blue").await?, ".blue");
    assert_eq!(path(Style::label(false), &colors()).await?, ".blue,black,bro%2Cwn");
    assert_eq!(path(Style::label(true), &colors()).await?, ".blue.black.bro%2Cwn");
    assert_eq!(path(Style::label(false), &rgb()).await?, ".B,150,G,200,R,100");
    assert_eq!(path(Style::label(true), &rgb()).await?, ".B=150.G=200.R=100");

    assert_eq!(path(Style::matrix(false), &"blue").await?, ";id=blue");
    assert_eq!(path(Style::matrix(false), &colors()).await?, ";id=blue,black,bro%2Cwn");
    assert_eq!(
        path(Style::matrix(true), &colors()).await?,
        ";id=blue;id=black;id=bro%2Cwn"
    );
    assert_eq!(path(Style::matrix(false), &rgb()).await?, ";id=B,150,G,200,R,100");
    assert_eq!(path(Style::matrix(true), &rgb()).await?, ";B=150;G=200;R=100");
    Ok(())
}

#[tokio::test]
async fn paths_of_other_types() -> Result<(), Error> {
    assert_eq!(path(Style::simple(false), &-5_i64).await?, "-5");
    assert_eq!(path(Style::simple(false), &true).await?, "true");
    assert_eq!(path(Style::simple(false), &1.5).await?, "1.5");
    assert_eq!(path(Style::simple(false), &u64::MAX).await?, "18446744073709551615");
    let day = chrono::NaiveDate::from_ymd_opt(2024, 2, 3).unwrap();
    assert_eq!(path(Style::simple(false), &day).await?, "2024-02-03");
    let nothing: Option<String> = None;
    let empty: Vec<String> = Vec::new();
    let values: [&dyn Encode; 5] = [&"", &"..", &nothing, &empty, &json!([])];
    for value in values {
        assert!(matches!(
            path(Style::simple(false), value).await,
            Err(Error::Request(_))
        ));
    }
    assert!(matches!(path(Style::label(false), &".").await, Err(Error::Request(_))));
    Ok(())
}

#[tokio::test]
async fn queries() -> Result<(), Error> {
    let is = |text: &str| Some(text.to_owned());
    assert_eq!(
        query(Style::form(true), &"a b&c=ü").await?,
        is("color=a%20b%26c%3D%C3%BC")
    );
    assert_eq!(query(Style::form(true), &"").await?, is("color="));
    assert_eq!(
        query(Style::form(true), &colors()).await?,
        is("color=blue&color=black&color=bro%2Cwn")
    );
    assert_eq!(
        query(Style::form(false), &colors()).await?,
        is("color=blue,black,bro%2Cwn")
    );
    assert_eq!(query(Style::form(true), &rgb()).await?, is("B=150&G=200&R=100"));
    assert_eq!(query(Style::form(false), &rgb()).await?, is("color=B,150,G,200,R,100"));
    assert_eq!(
        query(Style::space_delimited(false), &colors()).await?,
        is("color=blue%20black%20bro%2Cwn")
    );
    assert_eq!(
        query(Style::pipe_delimited(false), &colors()).await?,
        is("color=blue%7Cblack%7Cbro%2Cwn")
    );
    assert_eq!(
        query(Style::tab_delimited(false), &colors()).await?,
        is("color=blue%09black%09bro%2Cwn")
    );
    assert_eq!(
        query(Style::pipe_delimited(true), &vec![1, 2]).await?,
        is("color=1&color=2")
    );
    assert_eq!(
        query(Style::deep_object(), &rgb()).await?,
        is("color%5BB%5D=150&color%5BG%5D=200&color%5BR%5D=100")
    );

    let nested = json!({"a": {"b": [1, "x y"], "c": null}, "d": [{"e": true}]});
    let expected = "color%5Ba%5D%5Bb%5D%5B%5D=1&color%5Ba%5D%5Bb%5D%5B%5D=x%20y&color%5Bd%5D%5B0%5D%5Be%5D=true";
    assert_eq!(query(Style::deep_object(), &nested).await?, is(expected));
    assert_eq!(
        query(Style::form(true).reserved(), &"a/b:c?d&e#f+g h").await?,
        is("color=a/b:c?d%26e%23f%2Bg%20h")
    );

    let nothing: Option<i32> = None;
    assert_eq!(query(Style::form(true), &nothing).await?, None);
    assert_eq!(query(Style::form(true), &Vec::<String>::new()).await?, None);
    assert_eq!(query(Style::form(true), &Field::Value(1)).await?, is("color=1"));
    // What OpenAPI leaves open is written in JSON.
    let nested = vec![vec![json!("a,b"), json!(null), json!(1.5)]];
    assert_eq!(
        query(Style::form(true), &nested).await?,
        is("color=%5B%22a%2Cb%22%2Cnull%2C1.5%5D")
    );
    Ok(())
}

#[tokio::test]
async fn several_parameters_and_repeated_setters() -> Result<(), Error> {
    let sent = sent(&OPERATION, |request| {
        request.path("id", &"x");
        request.query("a", &1);
        request.query("b", &vec!["p".to_owned(), "q".to_owned()]);
        request.query("a", &2);
        request.query_json("filter", &rgb());
        request.extra_query("own", "ö");
        request.header("X-List", &vec![1, 2]);
        request.header_styled("X-Object", Style::simple(true), &rgb());
        request.header_json("X-Json", &rgb());
        request.header("X-None", &None::<String>);
        request.cookie("session", &"a;b");
        request.cookie("theme", &"dark");
    })
    .await?;
    let filter = "%7B%22B%22%3A150%2C%22G%22%3A200%2C%22R%22%3A100%7D";
    assert_eq!(
        sent.url.query(),
        Some(format!("b=p&b=q&a=2&filter={filter}&own=%C3%B6").as_str())
    );
    assert_eq!(header(&sent, "x-list"), Some("1,2"));
    assert_eq!(header(&sent, "x-object"), Some("B=150,G=200,R=100"));
    assert_eq!(header(&sent, "x-json"), Some(r#"{"B":150,"G":200,"R":100}"#));
    assert_eq!(header(&sent, "x-none"), None);
    assert_eq!(header(&sent, "cookie"), Some("session=a%3Bb; theme=dark"));
    assert_eq!(header(&sent, "accept"), Some("text/plain, */*;q=0.5"));
    assert_eq!(header(&sent, "authorization"), None, "the operation needs no token");
    Ok(())
}

#[tokio::test]
async fn paths_that_are_not_plain() -> Result<(), Error> {
    const WITH_QUERY: Operation = Operation {
        path: "/a b/{id}.json?beta=true#x",
        ..OPERATION
    };
    let sent_request = sent(&WITH_QUERY, |request| {
        request.path("id", &".");
        request.query("n", &1);
    })
    .await?;
    assert_eq!(sent_request.url.path(), "/a%20b/..json");
    assert_eq!(sent_request.url.query(), Some("beta=true%23x&n=1"));

    const RELATIVE: Operation = Operation {
        path: "plain",
        ..OPERATION
    };
    assert_eq!(sent(&RELATIVE, |_| {}).await?.url.path(), "/plain");
    let missing = sent(&OPERATION, |_| {}).await;
    assert!(
        matches!(missing, Err(Error::Request(_))),
        "a path parameter without a value"
    );
    Ok(())
}

#[tokio::test]
async fn bodies() -> Result<(), Error> {
    let body = |build: fn(&mut Request)| async move {
        let sent = sent(&OPERATION, |request| {
            request.path("id", &"x");
            build(request);
        });
        let sent = sent.await.unwrap();
        let media_type = header(&sent, "content-type").map(str::to_owned);
        (media_type.unwrap_or_default(), String::from_utf8(sent.body).unwrap())
    };
    let is = |media_type: &str, text: &str| (media_type.to_owned(), text.to_owned());
    assert_eq!(body(|_| {}).await, is("", ""));
    assert_eq!(
        body(|request| request.json(&vec![1, 2])).await,
        is("application/json", "[1,2]")
    );
    assert_eq!(
        body(|request| request.json(&json!(null))).await,
        is("application/json", "null")
    );
    let merge = "application/merge-patch+json";
    assert_eq!(
        body(|request| request.json_as("application/merge-patch+json", &rgb()))
            .await
            .0,
        merge
    );
    assert_eq!(
        body(|request| request.body("text/plain", "ü")).await,
        is("text/plain", "ü")
    );
    assert_eq!(
        body(|request| request.body("image/x", b"raw".to_vec())).await,
        is("image/x", "raw")
    );
    let form =
        |request: &mut Request| request.form(&[], &json!({"a": "x y&z", "b": [1, 2], "c": null, "d": {"e": true}}));
    assert_eq!(
        body(form).await,
        is(
            "application/x-www-form-urlencoded",
            "a=x%20y%26z&b=1&b=2&d=%7B%22e%22%3Atrue%7D"
        )
    );

    let refused = sent(&OPERATION, |request| {
        request.path("id", &"x");
        request.form(&[], &vec![1]);
    });
    assert!(
        matches!(refused.await, Err(Error::Request(_))),
        "only an object is a form"
    );
    Ok(())
}

#[tokio::test]
async fn answers_that_are_not_json() -> Result<(), Error> {
    const GET: Operation = Operation {
        method: Method::Get,
        path: "/x",
        ..OPERATION
    };
    let server = answering(ResponseTemplate::new(200).set_body_raw("grüße", "text/plain")).await;
    let client = client(&server);
    let raw = || Request::new(&client, &GET).execute();
    assert_eq!(response::text(raw().await?)?.into_value(), "grüße");
    assert_eq!(response::bytes(raw().await?)?.into_value().as_ref(), "grüße".as_bytes());
    response::empty(raw().await?)?;
    assert!(matches!(response::json::<i64>(raw().await?), Err(Error::Decode(_))));

    let server = answering(ResponseTemplate::new(200).set_body_bytes([0xff, 0xfe])).await;
    let raw = Request::new(&support::client(&server), &GET).execute().await?;
    assert!(matches!(response::text(raw), Err(Error::Decode(_))));

    let server = answering(ResponseTemplate::new(204)).await;
    let raw = Request::new(&support::client(&server), &GET).execute().await?;
    assert_eq!(response::json_or_empty::<i64>(raw)?.into_value(), None);
    let server = answering(ResponseTemplate::new(200).set_body_json(7)).await;
    let raw = Request::new(&support::client(&server), &GET).execute().await?;
    assert_eq!(response::json_or_empty::<i64>(raw)?.into_value(), Some(7));
    Ok(())
}
