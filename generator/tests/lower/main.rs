//! Lowering where keywords meet: a description in, the representation as text out. What a keyword alone becomes is in
//! the snapshots of the fixtures.

mod inheritance;
mod operations;
mod paths;
#[path = "../support/mod.rs"]
mod support;

use support::check_schemas as schemas;
use support::{check, check_schemas_in};

#[test]
fn later_parts_of_a_composition_win_and_contradictions_are_said() {
    schemas(
        "
        A:
          allOf:
            - {type: object, properties: {a: {type: string, maxLength: 3}, b: {type: string}}}
            - {type: object, properties: {a: {type: integer}, b: {minLength: 1}}, required: [a, b]}
        ",
        "
        struct A
          a!: i64 (..3 chars)
          b!: string (1.. chars)
        warning conflicting-all-of /components/schemas/A/allOf/1/properties/a/type
        ",
    );
}

#[test]
fn a_wrapper_with_annotations_is_the_reference() {
    schemas(
        "
        A: {type: object, properties: {a: {type: string}}}
        B:
          type: object
          properties:
            one: {allOf: [{$ref: '#/components/schemas/A'}], description: d, nullable: true}
            two: {allOf: [{$ref: '#/components/schemas/A'}, {description: d}], readOnly: true}
            three: {oneOf: [{allOf: [{$ref: '#/components/schemas/A'}]}]}
        ",
        "
        struct A
          a: string
        struct B
          one: A? \"d\"
          two: A <- \"d\"
          three: A
        ",
    );
}

#[test]
fn what_extends_a_type_shares_its_inline_types() {
    schemas(
        "
        Child: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {b: {type: string}}}]}
        Base: {type: object, properties: {kind: {type: string, enum: [x]}, in: {type: object, properties: {c: {type: string}}}}}
        ",
        "
        struct Child
          kind: Base/kind
          in: Base/in
          b: string
        struct Base
          kind: Base/kind
          in: Base/in
        enum Base/kind \"x\"
        struct Base/in
          c: string
        ",
    );
}

#[test]
fn inheritance_written_in_both_directions() {
    schemas(
        "
        Pet:
          type: object
          required: [kind]
          properties: {kind: {type: string}}
          discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', dog: Dog}}
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
        Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {meows: {type: boolean}}}]}
        Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {barks: {type: boolean}}}]}
        ",
        "
        union Pet by kind
          Cat: Cat if cat
          Dog: Dog if dog
        struct Cat
          kind!: string
          meows: boolean
        struct Dog
          kind!: string
          barks: boolean
        ",
    );
}

#[test]
fn alternatives_beside_properties_have_them_too() {
    schemas(
        "
        A:
          type: object
          required: [name]
          properties: {name: {type: string}}
          oneOf:
            - {title: Round, properties: {radius: {type: number}}, required: [radius]}
            - {title: Square, properties: {width: {type: number}}, required: [width]}
        ",
        "
        union A
          Round: A/Round
          Square: A/Square
        struct A/Round \"Round\"
          name!: string
          radius!: f64
        struct A/Square \"Square\"
          name!: string
          width!: f64
        ",
    );
}

#[test]
fn several_lists_of_alternatives_are_put_together() {
    schemas(
        "
        A:
          allOf:
            - {oneOf: [{properties: {a: {type: string}}, required: [a]}, {properties: {b: {type: string}}}]}
            - {oneOf: [{properties: {c: {type: string}}}, {properties: {d: {type: string}}}]}
        ",
        "
        struct A
          a: string
          b: string
          c: string
          d: string
        warning unsupported /components/schemas/A
        ",
    );
}

#[test]
fn unions_that_are_none() {
    check_schemas_in(
        "3.1.0",
        "
        E: {type: string, enum: [x]}
        A:
          type: object
          properties:
            nothing_else: {anyOf: [{type: string}, {type: 'null'}]}
            open: {anyOf: [{type: string}, {$ref: '#/components/schemas/E'}]}
            cut: {oneOf: [{const: a, title: The A}, {const: b}, {enum: [b, c]}]}
            numbers: {oneOf: [{const: 1, title: Low}, {const: 2, title: High}]}
            empty: {anyOf: [{type: string, maxLength: 5}, {type: string, enum: ['']}]}
            formats: {anyOf: [{type: string, format: date-time}, {type: string}]}
            same: {oneOf: [{$ref: '#/components/schemas/E'}, {$ref: '#/components/schemas/E'}]}
            wide: {oneOf: [{type: integer}, {type: number}]}
            all: {anyOf: [{}, {type: string}]}
            either: {type: [string, integer, 'null']}
        ",
        "
        enum E \"x\"
        struct A
          nothing_else: string?
          open: E
          cut: A/cut
          numbers: A/numbers
          empty: string
          formats: string
          same: E
          wide: f64
          all: any(unconstrained)
          either: A/either?
        enum A/cut \"a\" \"b\" \"c\"
        enum A/numbers of integers 1 as Low 2 as High
        union A/either
          string: string
          integer: i64
        ",
    );
}

#[test]
fn members_with_values_of_their_own_tell_variants_apart() {
    schemas(
        "
        A: {type: object, required: [type, role], properties: {type: {type: string, enum: [m]}, role: {type: string, enum: [user]}}}
        B: {type: object, required: [type, role], properties: {type: {type: string, enum: [m]}, role: {type: string, enum: [bot]}}}
        C: {type: object, required: [type], properties: {type: {type: string, enum: [c]}}}
        Implied: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/C'}]}
        Shared:
          oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}]
          discriminator: {propertyName: type}
        ",
        "
        struct A
          type!: A/type
          role!: A/role
        struct B
          type!: A/type
          role!: B/role
        struct C
          type!: C/type
        union Implied by type
          A: A if m
          C: C if c
        union Shared by type
          m: Shared/m if m
          C: C if c
        enum A/type \"m\"
        enum A/role \"user\"
        enum B/role \"bot\"
        enum C/type \"c\"
        union Shared/m by role
          A: A if user
          B: B if bot
        note bad-discriminator /components/schemas/Shared/discriminator
        ",
    );
}

#[test]
fn null_in_every_dialect() {
    check_schemas_in(
        "3.1.0",
        "
        N: {type: [object, 'null'], properties: {a: {type: string}}}
        A:
          type: object
          properties:
            a: {$ref: '#/components/schemas/N'}
            b: {oneOf: [{$ref: '#/components/schemas/N'}, {type: 'null'}]}
            c: {enum: [x, null]}
            d: {type: string, x-nullable: true}
            e: {type: 'null'}
            f: {const: null}
        ",
        "
        struct N
          a: string
        struct A
          a: N?
          b: N?
          c: A/c?
          d: string?
          e: null
          f: null
        enum A/c \"x\"
        ",
    );
}

#[test]
fn recursion_ends() {
    schemas(
        "
        List: {type: array, items: {$ref: '#/components/schemas/List'}}
        Json: {anyOf: [{type: string}, {type: array, items: {$ref: '#/components/schemas/Json'}}, {type: object, additionalProperties: {$ref: '#/components/schemas/Json'}}]}
        Self: {allOf: [{$ref: '#/components/schemas/Self'}, {properties: {a: {type: string}}}]}
        One: {oneOf: [{$ref: '#/components/schemas/One'}]}
        Left: {properties: {a: {type: string}}, oneOf: [{$ref: '#/components/schemas/Right'}]}
        Right: {properties: {b: {type: string}}, oneOf: [{$ref: '#/components/schemas/Left'}]}
        ",
        "
        newtype List = [List]
        union Json
          string: string
          array: [Json]
          object: {Json}
        struct Self
          a: string
        alias One = any(reference)
        struct Left
          a: string
          b: string
        struct Right
          b: string
          a: string
        warning ref-cycle /components/schemas/Self
        warning ref-cycle /components/schemas/One
        ",
    );
}

#[test]
fn references_into_the_middle_are_one_type() {
    check(
        "
        openapi: 3.0.3
        paths:
          /a:
            get:
              operationId: a
              responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/paths/~1b/get/responses/200/content/application~1json/schema'}}}}}
          /b:
            get:
              operationId: b
              responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {c: {type: string}}}}}}}
        ",
        "
        GET /a a []
          200 \"d\"
            application/json json: b:response
        GET /b b []
          200 \"d\"
            application/json json: b:response
        struct b:response
          c: string
        ",
    );
}

#[test]
fn values_of_enums() {
    schemas(
        "
        A:
          type: object
          properties:
            texts: {type: string, enum: [1, true, a, a]}
            large: {type: integer, enum: [1, 99999999999999999999]}
            mixed: {enum: [1, a, {b: c}]}
            fixed: {type: boolean, enum: [true]}
            named: {type: integer, enum: [0, 1], x-enum-varnames: [Off, On]}
        ",
        "
        struct A
          texts: A/texts
          large: i64
          mixed: any(mixed types)
          fixed: boolean
          named: A/named
        enum A/texts \"1\" \"true\" \"a\"
        enum A/named of integers 0 as Off 1 as On
        note wrong-type /components/schemas/A/properties/texts
        note wrong-type /components/schemas/A/properties/texts
        note duplicate-enum-value /components/schemas/A/properties/texts/enum/3
        note unsupported /components/schemas/A/properties/large/enum
        warning unsupported /components/schemas/A/properties/mixed/enum
        note unsupported /components/schemas/A/properties/fixed/enum
        ",
    );
}

#[test]
fn limits_of_what_is_referred_to_count() {
    schemas(
        "
        Name: {type: string, pattern: '^a', maxLength: 9}
        A:
          type: object
          properties:
            a: {$ref: '#/components/schemas/Name'}
            b: {type: array, items: {$ref: '#/components/schemas/Name'}}
            c: {allOf: [{$ref: '#/components/schemas/Name'}], maxLength: 5}
        ",
        "
        alias Name = string
        struct A
          a: Name (..9 chars, /^a/)
          b: [Name] each (..9 chars, /^a/)
          c: Name (..5 chars, /^a/)
        ",
    );
}

/// Lists that hold each other by way of `allOf` have no type of their own at which a merge would end.
#[test]
fn merges_of_recursive_lists_end() {
    schemas(
        "
        Both: {allOf: [{type: array, items: {$ref: '#/components/schemas/Both'}}, {type: array, items: {type: array}}]}
        T: {allOf: [{type: array, items: {$ref: '#/components/schemas/T'}}, {type: array, items: {$ref: '#/components/schemas/V'}}]}
        V: {allOf: [{type: array, items: {$ref: '#/components/schemas/V'}}, {type: array, items: {$ref: '#/components/schemas/T'}}]}
        Tree: {type: array, items: {allOf: [{$ref: '#/components/schemas/Tree'}, {$ref: '#/components/schemas/Tree'}]}}
        ",
        "
        newtype Both = [Both]
        alias T = [[[any(reference)]]]
        alias V = [[[any(reference)]]]
        alias Tree = [[[any(reference)]]]
        warning ref-cycle /components/schemas/T/allOf/1/items
        warning ref-cycle /components/schemas/V/allOf/1/items
        warning ref-cycle /components/schemas/Tree/items
        ",
    );
}
