//! Bodies that are no JSON as a whole: typed text, forms, and values in JSON one after the other, in both directions. Runs in the
//! crate that is made of `media-types.yaml`.

mod support;

use std::sync::{Arc, Mutex};

use futures_util::{StreamExt, stream};
use subject::api::forms::PostChoiceForm;
use subject::api::texts::GetSeveralAnswer;
use subject::models::{PutChoiceRequestByName, PutChoiceRequestByNumber, Level, PutChoiceRequest, Thing};
use subject::{Client, Error, Lines, Part};
use support::serve_all;

/// A client whose service gives this response, and the bodies that it saw.
fn client(headers: &'static str, response: &'static str) -> (Client, Arc<Mutex<Vec<String>>>) {
    let bodies = Arc::<Mutex<Vec<String>>>::default();
    let log = bodies.clone();
    let (url, _) = serve_all(move |_, body| {
        log.lock().unwrap().push(String::from_utf8(body.to_vec()).unwrap());
        (headers.to_owned(), response.to_owned())
    });
    (Client::builder().base_url(url).build().unwrap(), bodies)
}

fn ids(things: &[Thing]) -> Vec<i64> {
    things.iter().map(|thing| thing.id).collect()
}

#[tokio::test]
async fn texts_are_of_their_types() -> Result<(), Error> {
    assert_eq!(client("", "42\n").0.texts().get_integer().await?, 42);
    assert_eq!(client("", "1.5").0.texts().get_number().await?, 1.5);
    assert!(client("", "true").0.texts().get_boolean().await?);
    assert!(!client("", "False\r\n").0.texts().get_boolean().await?);
    assert_eq!(client("", "high\n").0.texts().get_level().await?, Level::High);
    assert!(matches!(client("", "odd").0.texts().get_level().await?, Level::Unknown(text) if text == "odd"));
    let time = client("", "2024-05-06T07:08:09Z").0.texts().get_time().await?;
    assert_eq!(time.to_rfc3339(), "2024-05-06T07:08:09+00:00");
    assert_eq!(client("", "42\n").0.texts().get_prose().await?, "42\n", "a text stays as it is");
    assert_eq!(client("", "{}").0.texts().get_object().await?, "{}");
    assert!(matches!(client("", "7").0.texts().get_several().await?, GetSeveralAnswer::Ok(7)));
    for wrong in ["", "many", "{}"] {
        let error = client("", wrong).0.texts().get_integer().await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{wrong}: {error}");
    }
    Ok(())
}

#[tokio::test]
async fn texts_are_sent() -> Result<(), Error> {
    let (client, bodies) = client("", "");
    client.texts().put_integer(5).await?;
    client.texts().post_level(&Level::Low).await?;
    assert!(matches!(client.texts().put_integer(10).await, Err(Error::Request(_))), "its maximum is 9");
    assert_eq!(*bodies.lock().unwrap(), ["5", "low"]);
    Ok(())
}

#[tokio::test]
async fn a_form_is_read() -> Result<(), Error> {
    let form = "access_token=12%2B3&expires_in=3600&scopes=a+b&numbers=1&numbers=2&valid=true&other=x";
    let token = client("", form).0.forms().post_token().await?;
    assert_eq!((token.access_token.as_str(), token.expires_in), ("12+3", Some(3600)));
    assert_eq!(token.scopes.as_deref(), Some(["a b".to_owned()].as_slice()));
    assert_eq!((token.numbers.as_deref(), token.valid), (Some([1, 2].as_slice()), Some(true)));
    for wrong in ["", "expires_in=1", "access_token=a&expires_in=soon"] {
        let error = client("", wrong).0.forms().post_token().await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{wrong}: {error}");
    }
    Ok(())
}

#[tokio::test]
async fn a_form_may_be_one_of_several() -> Result<(), Error> {
    let (client, bodies) = client("", "");
    let forms = client.forms();
    forms.post_choice(PostChoiceForm::new().url("https://example.com").note("a")).await?;
    forms.post_choice(PostChoiceForm::new().file(Part::file("a.txt", "content"))).await?;
    forms.put_choice(&PutChoiceRequest::from(PutChoiceRequestByName::new("x y"))).await?;
    forms.put_choice(&PutChoiceRequest::from(PutChoiceRequestByNumber::new(vec![1, 2]))).await?;
    let bodies = bodies.lock().unwrap();
    assert!(bodies[0].contains("name=\"url\"") && bodies[0].contains("name=\"note\""), "{bodies:?}");
    assert!(bodies[1].contains("filename=\"a.txt\"") && !bodies[1].contains("url"), "{bodies:?}");
    assert_eq!(bodies[2..], ["name=x%20y", "numbers=1&numbers=2"]);
    Ok(())
}

#[tokio::test]
async fn lines_are_read_one_by_one() -> Result<(), Error> {
    let text = "{\"id\": 1}\n\n{\"id\": 2, \"name\": \"b\"}\r\n{\"id\": 3}";
    let mut lines = client("", text).0.lines().get_lines().await?;
    let mut read = Vec::new();
    while let Some(thing) = lines.next().await {
        read.push(thing?);
    }
    assert_eq!(ids(&read), [1, 2, 3], "the last line needs no end");

    let text = "{\"id\": 1}\nnone\n{\"name\": \"x\"}\n{\"id\": 4}\n{\"id\"";
    let lines = client("", text).0.lines().get_lines().await?;
    let all: Vec<Result<Thing, Error>> = StreamExt::collect(lines).await;
    let places: Vec<String> = all
        .iter()
        .map(|one| match one {
            Ok(thing) => thing.id.to_string(),
            Err(Error::Decode(error)) => error.path().to_owned(),
            Err(error) => panic!("{error}"),
        })
        .collect();
    assert_eq!(places, ["1", "[1]", "[2]", "4", "[4]"], "a value that cannot be read is none of the others");
    Ok(())
}

#[tokio::test]
async fn a_sequence_may_have_values_of_several_lines() -> Result<(), Error> {
    let text = "\u{1e}{\n\"id\": 1\n}\n\u{1e}{\"id\": 2}\n";
    let (client, bodies) = client("Content-Type: application/json-seq\r\n", text);
    let things = [Thing::new(7), Thing::new(8)];
    let read = client.lines().post_sequence().body(&things).await?.collect().await?;
    assert_eq!(ids(&read), [1, 2]);
    assert_eq!(*bodies.lock().unwrap(), ["\u{1e}{\"id\":7}\n\u{1e}{\"id\":8}\n"]);
    Ok(())
}

#[tokio::test]
async fn lines_are_sent_from_memory_and_from_a_stream() -> Result<(), Error> {
    let (client, bodies) = client("", "");
    let lines = client.lines();
    lines.post_lines(vec![Thing::new(1), Thing::new(2).name("b")]).await?;
    lines.post_lines(Lines::from_stream(stream::iter([Thing::new(3)]))).await?;
    lines.post_lines([]).await?;
    let refused = lines.post_lines(vec![Thing::new(1).name("too long")]).await;
    assert!(matches!(refused, Err(Error::Request(_))));
    let failing = stream::iter([Ok(Thing::new(4)), Err(std::io::Error::other("gone"))]);
    assert!(lines.post_lines(Lines::try_from_stream(failing)).await.is_err());
    assert_eq!(
        bodies.lock().unwrap()[..3],
        ["{\"id\":1}\n{\"id\":2,\"name\":\"b\"}\n", "{\"id\":3}\n", ""]
    );
    Ok(())
}

#[tokio::test]
async fn a_line_is_not_larger_than_a_response_may_be() {
    let (url, _) = serve_all(|_, _| (String::new(), format!("{{\"id\": 1}}\n{}", "x".repeat(100_000))));
    let client = Client::builder().base_url(url).max_response_size(1000).build().unwrap();
    let mut lines = client.lines().get_lines().await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap().id, 1);
    let error = lines.next().await.unwrap().unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.is_too_large()), "{error}");
    assert!(lines.next().await.is_none());
}
