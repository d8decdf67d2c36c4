//! Merge patches (RFC 7396): what is left out, what is `null` and what has a value, as a server sees them. Runs in the crate
//! that is made of `patches.yaml`.

mod support;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use subject::models::{
    CirclePatch, Inner, InnerPatch, OwnPatch, PatchInlineRequest, ShapePatch, Thing, ThingPatch, ThingPatchInline,
};
use subject::{Client, Error, Field};
use support::serve_all;

fn client() -> (Client, std::sync::Arc<std::sync::Mutex<Vec<Value>>>) {
    let bodies = std::sync::Arc::<std::sync::Mutex<Vec<Value>>>::default();
    let log = bodies.clone();
    let (url, _) = serve_all(move |_, body| {
        log.lock().unwrap().push(serde_json::from_slice(body).unwrap());
        (String::new(), r#"{"kind": "Circle"}"#.to_owned())
    });
    (Client::builder().base_url(url).build().unwrap(), bodies)
}

#[tokio::test]
async fn members_are_left_out_removed_or_set() -> Result<(), Error> {
    let (client, bodies) = client();
    let things = client.things();
    things.patch_thing(&ThingPatch::new("1")).await?;
    let inners = BTreeMap::from([
        ("gone".to_owned(), None),
        ("emptied".to_owned(), Some(InnerPatch::new().text(Field::Null))),
    ]);
    let patch = ThingPatch::new("1")
        .name(Field::Null)
        .inner(InnerPatch::new().text("set"))
        .inline(ThingPatchInline::new().depth(Field::Null))
        .list(vec![Inner::new()])
        .parent(ThingPatch::new("2").name("above").kind(Field::Null))
        .labels(BTreeMap::from([("a".to_owned(), None), ("b".to_owned(), Some("c".to_owned()))]))
        .inners(inners)
        .free(Value::Null);
    things.patch_thing(&patch).await?;
    let sent = [
        json!({"id": "1"}),
        json!({
            "id": "1",
            "name": null,
            "parent": {"id": "2", "name": "above", "kind": null},
            "inner": {"text": "set"},
            "inline": {"depth": null},
            "list": [{}],
            "labels": {"a": null, "b": "c"},
            "inners": {"gone": null, "emptied": {"text": null}},
            "free": null,
        }),
    ];
    assert_eq!(*bodies.lock().unwrap(), sent);
    Ok(())
}

#[tokio::test]
async fn patches_of_every_shape() -> Result<(), Error> {
    let (client, bodies) = client();
    let things = client.things();
    let own = OwnPatch::new().text(Field::Null).next(OwnPatch::new().next(Field::Null));
    things.patch_own().body(&own).await?;
    things.patch_shape(&ShapePatch::from(CirclePatch::new("Circle").radius(Field::Null))).await?;
    things.patch_labels(&BTreeMap::from([("a".to_owned(), None)])).await?;
    things.patch_inline(&PatchInlineRequest::new().note(Field::Null)).await?;
    let sent = [
        json!({"text": null, "next": {"next": null}}),
        json!({"kind": "Circle", "radius": null}),
        json!({"a": null}),
        json!({"note": null}),
    ];
    assert_eq!(*bodies.lock().unwrap(), sent);
    Ok(())
}

#[test]
fn what_is_no_patch_stays_as_it_is() {
    let thing = Thing::new("1").name("a").inner(Inner::new().text("b"));
    assert_eq!(serde_json::to_value(&thing).unwrap(), json!({"id": "1", "name": "a", "inner": {"text": "b"}}));
    let patch: OwnPatch = serde_json::from_value(json!({"text": null, "count": null, "size": 3})).unwrap();
    assert_eq!(serde_json::to_value(&patch).unwrap(), json!({"text": null, "count": null, "size": 3}));
}
