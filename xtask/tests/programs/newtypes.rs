//! Lists and maps of themselves: decoded, made and encoded. Runs in the crate that is made of `recursion-alias.yaml`.

mod support;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use subject::models::{Either, EitherItem, Folders, Holder, Inside, Lists, Maps, Nullable, Tree, Variant};
use subject::{Client, Error};
use support::serve_all;

/// Decodes a value, which is encoded to the same again.
fn kept<T: DeserializeOwned + Serialize>(value: Value) -> T {
    let decoded: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&decoded).unwrap(), value);
    decoded
}

#[test]
fn every_depth_has_its_type() {
    let tree: Tree = kept(json!([[], [[]]]));
    assert_eq!(tree, Tree(vec![Tree(vec![]), Tree(vec![Tree(vec![])])]));
    let folders: Folders = kept(json!({"a": {"b": {}}, "c": {}}));
    assert_eq!((folders.len(), folders["a"].len()), (2, 1));
    let lists: Lists = kept(json!([{"a": [{}]}, {}]));
    let first: &Maps = &lists[0];
    assert_eq!(first["a"].len(), 1);
    let nullable: Nullable = kept(json!([null, [], [null]]));
    assert!(nullable[0].is_none() && nullable[1].is_some());
    let inside: Inside = kept(json!([[[], [[[]]]], []]));
    assert_eq!(inside.len(), 2);
    let either: Either = kept(json!(["a", ["b", []]]));
    assert!(matches!(&either[1], EitherItem::Either(inner) if inner.len() == 2));
    let holder: Holder = kept(json!({"folders": {"x": {}}, "tree": [[]], "nothing": null}));
    assert_eq!(holder.folders.len(), 1);
}

#[test]
fn they_are_variants() {
    assert!(matches!(kept(json!([[]])), Variant::Tree(tree) if tree.len() == 1));
    assert!(matches!(kept(json!({"a": {}})), Variant::Folders(_)));
    assert!(matches!(kept(json!("a")), Variant::String(_)));
    assert!(matches!(kept(json!({"a": 1})), Variant::Unknown(_)), "1 is no folder");
}

#[test]
fn another_value_inside_is_an_error() {
    let error = serde_json::from_value::<Holder>(json!({"folders": {"a": {"b": 1}}})).unwrap_err().to_string();
    assert!(error.contains("expected an object"), "{error}");
}

#[tokio::test]
async fn they_are_sent() -> Result<(), Error> {
    let (url, _) = serve_all(|_, body| (String::new(), String::from_utf8(body.to_vec()).unwrap()));
    let client = Client::builder().base_url(url).build()?;
    let tree = Tree(vec![Tree::default()]);
    assert_eq!(client.things().put_thing(&tree).await?, tree);
    Ok(())
}
