//! Bases with a discriminator: which unions they become, and what is wrong with some.

use super::support::{check_schemas as schemas, check_schemas_in};

#[test]
fn a_base_is_a_union_of_itself_and_what_extends_it() {
    let description = "
        Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
        Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}}}]}
        Dog: {allOf: [{$ref: '#/components/schemas/Pet'}]}
        ";
    let expected = "
        union Pet by kind
          Pet: Pet/base if Pet else
          Cat: Cat if Cat
          Dog: Dog if Dog
        struct Cat
          kind!: string
          lives: i64
        struct Dog
          kind!: string
        struct Pet/base \"The properties that every `Pet` has, and…\"
          kind!: string
          others: any(unconstrained)
        ";
    for version in ["3.0.3", "3.1.0"] {
        check_schemas_in(version, description, expected);
    }
}

#[test]
fn a_mapping_may_lead_to_the_base_to_others_and_nowhere() {
    schemas(
        "
        Pet:
          type: object
          required: [kind]
          properties: {kind: {type: string}}
          discriminator: {propertyName: kind, mapping: {pet: Pet, own: '#/components/schemas/Pet', cat: Cat, stone: Stone, none: Nothing, five: 5}}
        Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}}}]}
        Stone: {type: object, properties: {weight: {type: number}}}
        ",
        "
        union Pet by kind
          Pet: Pet/base if pet, own else
          Cat: Cat if cat
          Stone: Stone if stone
        struct Cat
          kind!: string
          lives: i64
        struct Stone
          weight: f64
        struct Pet/base \"The properties that every `Pet` has, and…\"
          kind!: string
          others: any(unconstrained)
        warning bad-discriminator /components/schemas/Pet/discriminator/mapping/none
        warning wrong-type /components/schemas/Pet/discriminator/mapping/five
        ",
    );
}

#[test]
fn subtypes_with_one_value_are_told_apart_by_their_shape() {
    schemas(
        "
        Pet:
          type: object
          required: [kind]
          properties: {kind: {type: string}}
          discriminator: {propertyName: kind}
        A: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {kind: {enum: [x]}, a: {type: string}}, required: [a]}]}
        B: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {kind: {enum: [x]}, b: {type: string}}, required: [b]}]}
        ",
        "
        union Pet by kind
          Pet: Pet/base if Pet else
          x: Pet/x if x
        struct A
          kind!: A/kind
          a!: string
        struct B
          kind!: A/kind
          b!: string
        struct Pet/base \"The properties that every `Pet` has, and…\"
          kind!: string
          others: any(unconstrained)
        union Pet/x
          A: A
          B: B
        enum A/kind \"x\"
        warning bad-discriminator /components/schemas/Pet/discriminator
        ",
    );
}

#[test]
fn a_value_of_a_subtype_is_not_one_of_the_base() {
    schemas(
        "
        Pet:
          type: object
          properties: {kind: {type: string}}
          discriminator: {propertyName: kind, mapping: {Pet: Cat}}
        Cat: {allOf: [{$ref: '#/components/schemas/Pet'}]}
        ",
        "
        union Pet by kind
          Pet: Pet/base else
          Cat: Cat if Pet
        struct Cat
          kind: string
        struct Pet/base \"The properties that every `Pet` has, and…\"
          kind: string
          others: any(unconstrained)
        ",
    );
}

#[test]
fn cycles_of_inheritance_end() {
    schemas(
        "
        A: {type: object, properties: {kind: {type: string}}, allOf: [{$ref: '#/components/schemas/B'}], discriminator: {propertyName: kind}}
        B: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {b: {type: string}}}]}
        C: {allOf: [{$ref: '#/components/schemas/C'}], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
        ",
        "
        union A by kind
          A: A/base if A else
          B: B/base if B
        union B by kind
          B: B/base if B else
          A: A/base if A
        struct C
          kind: string
        struct A/base \"The properties that every `A` has, and t…\"
          b: string
          kind: string
          others: any(unconstrained)
        struct B/base \"The properties that every `B` has, and t…\"
          kind: string
          b: string
          others: any(unconstrained)
        warning ref-cycle /components/schemas/A
        warning ref-cycle /components/schemas/B
        warning ref-cycle /components/schemas/C
        note bad-discriminator /components/schemas/C/discriminator
        ",
    );
}

#[test]
fn discriminators_that_tell_nothing_apart() {
    schemas(
        "
        Lonely: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
        Wrong: {type: object, properties: {a: {type: string}}, discriminator: {propertyName: kind}}
        WrongBase: {type: object, properties: {a: {type: string}}, discriminator: {propertyName: kind}}
        Heir: {allOf: [{$ref: '#/components/schemas/WrongBase'}, {properties: {b: {type: string}}}]}
        Empty: {type: object, discriminator: {propertyName: kind}}
        Unnamed: {type: object, properties: {a: {type: string}}, discriminator: {mapping: {a: Heir}}}
        ",
        "
        struct Lonely
          kind: string
        struct Wrong
          a: string
        union WrongBase by kind
          WrongBase: WrongBase/base if WrongBase else
          Heir: Heir if Heir
        struct Heir
          a: string
          b: string
        alias Empty = any(free object)
        struct Unnamed
          a: string
        struct WrongBase/base \"The properties that every `WrongBase` ha…\"
          a: string
          others: any(unconstrained)
        note bad-discriminator /components/schemas/Lonely/discriminator
        warning bad-discriminator /components/schemas/Wrong/discriminator
        warning bad-discriminator /components/schemas/WrongBase/discriminator
        warning bad-discriminator /components/schemas/Empty/discriminator
        warning bad-discriminator /components/schemas/Unnamed/discriminator
        ",
    );
}
