//! The side tables.

mod support;

use generator::analyze::analyze;
use generator::config::Config;
use generator::ir::{TypeId, TypeKind, dump};

/// Each type with its boxed members and where it is used.
fn tables(description: &str) -> String {
    let (_, api, _) = support::lower_text(description, &Config::default());
    let analysis = analyze(&api, &Config::default());
    let mut text = String::new();
    for (index, definition) in api.types.iter().enumerate() {
        let id = TypeId(u32::try_from(index).unwrap());
        text += &dump::name_of(&api, id);
        let members: Vec<&str> = match &definition.kind {
            TypeKind::Struct(one) => one.fields.iter().map(|field| &*field.wire).collect(),
            TypeKind::Union(one) => one.variants.iter().map(|variant| variant.name.as_str()).collect(),
            _ => Vec::new(),
        };
        for (position, member) in members.into_iter().enumerate() {
            if analysis.boxes.contains(id, position) {
                text += &format!(" box:{member}");
            }
        }
        let can = analysis.capabilities[index];
        for (flag, word) in [
            (can.eq, "eq"),
            (can.hash, "hash"),
            (can.default, "default"),
            (can.copy, "copy"),
        ] {
            if flag {
                text += &format!(" {word}");
            }
        }
        let used = analysis.usage[index];
        for (flag, word) in [(used.request, "sent"), (used.response, "answered")] {
            if flag {
                text += &format!(" {word}");
            }
        }
        text += "\n";
    }
    text
}

#[test]
fn only_members_on_a_cycle_are_boxed() {
    let text = tables(
        "
        openapi: 3.0.3
        info: {title: T, version: '1'}
        paths:
          /a:
            put:
              requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Leaf'}}}}
              responses:
                '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Node'}}}}
        components:
          schemas:
            Node:
              type: object
              properties:
                next: {$ref: '#/components/schemas/Name'}
                all: {type: array, items: {$ref: '#/components/schemas/Node'}}
                leaf: {$ref: '#/components/schemas/Leaf'}
                either: {$ref: '#/components/schemas/Either'}
            Name: {allOf: [{$ref: '#/components/schemas/Node'}]}
            Leaf: {type: object, required: [a], properties: {a: {type: integer}}}
            Either: {oneOf: [{$ref: '#/components/schemas/Node'}, {type: number}]}
            Level: {type: integer, enum: [1, 2]}
            Share: {type: object, properties: {part: {type: number}}}
        ",
    );
    let expected = "
        Node box:next box:either default answered
        Name answered
        Leaf eq hash sent answered
        Either box:Node answered
        Level eq hash copy
        Share default
        ";
    assert_eq!(text, support::unindent(expected));
}
