//! The features of OpenAPI 3.2 on the wire: other methods, variants that stand for unknown tags, parts by position and
//! sequences of JSON. Runs in the crate that is made of `v32-novelties.yaml`.

mod support;

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use subject::models::{Cup, Thing};
use subject::{Client, Error, Form, Part};
use support::serve_all;

fn client(response: &'static str) -> (Client, Arc<Mutex<Vec<String>>>, Arc<Mutex<Vec<String>>>) {
    let bodies = Arc::<Mutex<Vec<String>>>::default();
    let log = bodies.clone();
    let (url, paths) = serve_all(move |_, body| {
        log.lock().unwrap().push(String::from_utf8_lossy(body).into_owned());
        (String::new(), response.to_owned())
    });
    let client = Client::builder().base_url(url).access_token("token").build().unwrap();
    (client, bodies, paths)
}

#[tokio::test]
async fn the_default_of_a_mapping_takes_what_has_no_variant() -> Result<(), Error> {
    let values = json!([{"kind": "Pot"}, {"kind": "Jug", "size": 2}, {"size": 3}, {"kind": "Cup"}]);
    let text = values.to_string();
    let (client, ..) = client(Box::leak(text.into_boxed_str()));
    let things = client.parts().get_things().await?;
    let sizes: Vec<Option<Option<i64>>> = things
        .iter()
        .map(|thing| match thing {
            Thing::Cup(cup) => Some(cup.size),
            _ => None,
        })
        .collect();
    assert_eq!(sizes, [None, Some(Some(2)), Some(Some(3)), Some(None)]);
    let again: Value = serde_json::to_value(&things).unwrap();
    assert_eq!(again[1], values[1]);
    Ok(())
}

#[tokio::test]
async fn any_method_is_sent() -> Result<(), Error> {
    let (client, bodies, paths) = client("");
    client.things().copy_things().body(&Cup::new().kind("Cup")).await?;
    assert!(paths.lock().unwrap()[0].starts_with("COPY "), "{paths:?}");
    assert_eq!(bodies.lock().unwrap()[0], r#"{"kind":"Cup"}"#);
    Ok(())
}

#[tokio::test]
async fn parts_have_the_media_types_of_their_positions() -> Result<(), Error> {
    let (client, bodies, _) = client("");
    let parts = Form::new().push("{}").push("one").push(Part::new("two").content_type("image/gif"));
    client.things().post_pictures(parts).await?;
    let body = bodies.lock().unwrap()[0].clone();
    let types: Vec<&str> = body.lines().filter_map(|line| line.strip_prefix("Content-Type: ")).collect();
    assert_eq!(types, ["application/json", "image/png", "image/gif"]);
    assert!(!body.contains("Content-Disposition"), "{body}");
    Ok(())
}

#[tokio::test]
async fn items_of_a_sequence_are_typed() -> Result<(), Error> {
    let (client, ..) = client("{\"kind\": \"Pot\"}\n{\"kind\": \"Cup\", \"size\": 1}\n");
    let things = client.things().get_lines().await?.collect().await?;
    assert!(matches!(&things[..], [Thing::Pot(_), Thing::Cup(cup)] if cup.size == Some(1)));
    Ok(())
}
