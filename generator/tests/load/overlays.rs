//! Overlays: what their actions change, and where things are found afterwards.

use super::*;

const MAIN: &str = "\
openapi: 3.0.3
info: {title: T, version: '1'}
tags:
  - {name: a}
  - {name: b}
  - {name: c}
paths:
  /a:
    get: {summary: old, tags: [a], responses: {'200': {description: fine}}}
";

/// The main file with an overlay of these actions.
fn with(actions: &str) -> Loaded {
    let overlay = format!("overlay: 1.0.0\ninfo: {{title: O, version: '1'}}\nactions:\n{actions}");
    load(&[("main.yaml", MAIN), ("overlays/1.yaml", &overlay)])
}

#[test]
fn objects_are_merged_lists_added_to_and_values_replaced() {
    let loaded = with("  - target: $.paths['/a'].get\n    update: {summary: new, tags: [b], deprecated: true}\n");
    assert_eq!(loaded.at("/paths/~1a/get/summary").node.as_str(), Some("new"));
    assert_eq!(loaded.at("/paths/~1a/get/tags/0").node.as_str(), Some("a"));
    assert_eq!(loaded.at("/paths/~1a/get/tags/1").node.as_str(), Some("b"));
    assert!(loaded.at("/paths/~1a/get").bool("deprecated"));
    assert_eq!(
        loaded.at("/paths/~1a/get/responses/200/description").node.as_str(),
        Some("fine")
    );
    assert!(loaded.shown().is_empty(), "{:?}", loaded.shown());
}

#[test]
fn a_list_takes_one_more_element() {
    let loaded = with("  - target: $.tags\n    update: {name: d}\n");
    assert_eq!(loaded.at("/tags/3/name").node.as_str(), Some("d"));
}

#[test]
fn every_match_is_removed() {
    let loaded = with("  - target: $.tags[?@.name != 'b']\n    remove: true\n");
    assert_eq!(loaded.at("/tags").items().count(), 1);
    assert_eq!(loaded.at("/tags/0/name").node.as_str(), Some("b"));
}

#[test]
fn actions_see_what_those_before_them_did() {
    let loaded = with("  - target: $.tags[0]\n    remove: true\n  - target: $.tags[0]\n    update: {name: first}\n");
    assert_eq!(loaded.at("/tags/0/name").node.as_str(), Some("first"));
    assert_eq!(loaded.at("/tags/1/name").node.as_str(), Some("c"));
}

#[test]
fn overlays_follow_each_other_by_name() {
    let overlay = |target: &str, text: &str| {
        format!("overlay: 1.0.0\nactions:\n  - {{target: {target}, update: {{summary: {text}}}}}\n")
    };
    let (first, second) = (
        overlay("\"$.paths['/a'].get\"", "one"),
        overlay("\"$.paths[*][?@.summary == 'one']\"", "two"),
    );
    let loaded = load(&[
        ("main.yaml", MAIN),
        ("overlays/2.yaml", &second),
        ("overlays/1.yaml", &first),
    ]);
    assert!(loaded.shown().is_empty(), "{:?}", loaded.shown());
    assert_eq!(loaded.at("/paths/~1a/get/summary").node.as_str(), Some("two"));
}

/// A reference that leads nowhere is reported where it was written.
#[test]
fn findings_stand_where_they_were_written() {
    let schema =
        "  - target: $.paths['/a'].get.responses['200']\n    update: {content: {a/b: {schema: {$ref: '#/nowhere'}}}}\n";
    let shown = with(schema).shown();
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(shown[0].starts_with("dangling-ref overlays/1.yaml:5:"), "{shown:?}");

    let main = MAIN.replace("{name: c}", "{name: c, $ref: '#/nowhere'}");
    let removal = "overlay: 1.0.0\nactions:\n  - {target: '$.tags[0]', remove: true}\n";
    let shown = load(&[("main.yaml", &main), ("overlays/1.yaml", removal)]).shown();
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(shown[0].starts_with("dangling-ref main.yaml:6:"), "{shown:?}");
}

#[test]
fn an_action_that_matches_nothing_is_said() {
    let shown = with("  - target: $.paths['/b'].get\n    remove: true\n").shown();
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(shown[0].starts_with("unmatched-action overlays/1.yaml:4:"), "{shown:?}");
}

#[test]
fn what_is_no_overlay_is_refused() {
    for (overlay, line) in [
        ("actions: []\n", 1),
        ("overlay: 1.0.0\n", 1),
        ("overlay: 1.0.0\nactions:\n  - update: {}\n", 3),
        ("overlay: 1.0.0\nactions:\n  - {target: '$[', remove: true}\n", 3),
        ("overlay: 1.0.0\nactions:\n  - target: $.info\n", 3),
        ("overlay: 1.0.0\nactions:\n  - {target: $, remove: true}\n", 3),
        (
            "overlay: 1.0.0\nactions:\n  - {target: $.info.title, update: {a: b}}\n",
            3,
        ),
        ("overlay: 1.0.0\nactions: [\n", 1),
    ] {
        let loaded = load(&[("main.yaml", MAIN), ("overlays/1.yaml", overlay)]);
        let expected = format!("invalid-overlay overlays/1.yaml:{line}:");
        let shown = loaded.shown();
        assert!(
            shown.iter().any(|found| found.starts_with(&expected)),
            "{overlay}: {shown:?}"
        );
    }
}

#[test]
fn a_copy_is_merged_as_an_update_is() {
    let loaded = with(
        "  - {target: \"$.paths['/a'].get\", update: {summary: new}}\n  - {target: $.paths, update: {/b: {get: {tags: [b]}}}}\n  - {target: \"$.paths['/b'].get\", copy: \"$.paths['/a'].get\"}\n",
    );
    assert_eq!(loaded.at("/paths/~1b/get/summary").node.as_str(), Some("new"));
    assert_eq!(loaded.at("/paths/~1b/get/tags").items().count(), 2);
    assert_eq!(
        loaded.at("/paths/~1b/get/responses/200/description").node.as_str(),
        Some("fine")
    );
    assert!(loaded.shown().is_empty(), "{:?}", loaded.shown());

    let loaded = with("  - {target: $.tags, copy: '$.tags[0]'}\n  - {target: $.info.title, update: Better}\n");
    assert_eq!(loaded.at("/tags/3/name").node.as_str(), Some("a"));
    assert_eq!(
        loaded.at("/info/title").node.as_str(),
        Some("Better"),
        "scalars are replaced"
    );
}

#[test]
fn a_copy_leads_to_one_place() {
    for (copy, message) in [
        ("'$.tags[*]'", "`copy` must lead to one place, and leads to 3"),
        ("$.nothing", "`copy` must lead to one place, and leads to 0"),
        ("'$.['", "is not a JSONPath expression"),
    ] {
        let loaded = with(&format!("  - {{target: $.info, copy: {copy}}}\n"));
        let shown = loaded.shown();
        assert!(shown.len() == 1 && shown[0].contains(message), "{shown:?}");
    }
}
