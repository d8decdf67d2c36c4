//! Lowering, keyword by keyword: a description in, the representation as text out.

mod support;

use support::check;

#[test]
fn objects() {
    check(
        "
        openapi: 3.0.3
        paths: {}
        components:
          schemas:
            A:
              type: object
              required: [a]
              properties:
                a: {type: string}
        ",
        "
        struct A
          a!: string
        ",
    );
}
