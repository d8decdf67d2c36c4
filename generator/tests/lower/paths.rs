//! Paths with expressions, what is missing of parameters, and what authenticates them.

use crate::support::{check, config, lower_text};

/// The pattern of the descriptions that Google publishes, in each dialect.
#[test]
fn reserved_expansion_in_each_dialect() {
    let versions = [
        ("swagger: '2.0'", "type: string"),
        ("openapi: 3.0.3", "schema: {type: string}"),
        ("openapi: 3.1.0", "schema: {type: string}"),
        ("openapi: 3.2.0", "schema: {type: string}"),
    ];
    for (version, schema) in versions {
        let description = format!(
            "
            {version}
            paths:
              /v1/{{+name}}:
                get:
                  operationId: get
                  parameters: [{{name: name, in: path, required: true, {schema}}}]
                  responses: {{'204': {{description: d}}}}
              /v1/{{+name}}:setIamPolicy:
                parameters: [{{name: name, in: path, required: true, {schema}}}]
                post: {{operationId: set, responses: {{'204': {{description: d}}}}}}
            "
        );
        let expected = "
            GET /v1/{+name} get []
              sent as /v1/{name}
              path name!: string reserved
              204 \"d\"
            POST /v1/{+name}:setIamPolicy set []
              sent as /v1/{name}:setIamPolicy
              path name!: string reserved
              204 \"d\"
            ";
        check(&description, expected);
    }
}

#[test]
fn a_placeholder_takes_the_parameter_that_says_no_place() {
    check(
        "
        openapi: 3.0.3
        paths:
          /a/{id}/{key}:
            get:
              parameters:
                - {name: id, schema: {type: integer}}
                - {name: key, in: header, schema: {type: string}}
                - {name: key, in: somewhere, schema: {type: boolean}}
              responses: {'204': {description: d}}
        ",
        "
        GET /a/{id}/{key} - []
          path id!: i64
          path key!: boolean
          header key: string
          204 \"d\"
        warning missing /paths/~1a~1{id}~1{key}/get/parameters/0
        warning wrong-type /paths/~1a~1{id}~1{key}/get/parameters/2
        ",
    );
}

#[test]
fn placeholders_of_a_literal_query() {
    check(
        "
        openapi: 3.0.3
        paths:
          '/a?fixed=1&q={q}&other={value}{&more}':
            get:
              parameters:
                - {name: q, in: query, schema: {type: integer}}
                - {name: fixed, in: query, schema: {type: integer}}
              responses: {'204': {description: d}}
        ",
        "
        GET /a?fixed=1&q={q}&other={value}{&more} - []
          sent as /a?fixed=1&other={value}
          path value!: string
          query q: i64
          query more: string
          204 \"d\"
        warning undeclared-path-parameter /paths/~1a?fixed=1&q={q}&other={value}{&more}/get
        warning undeclared-path-parameter /paths/~1a?fixed=1&q={q}&other={value}{&more}/get
        note duplicate-parameter /paths/~1a?fixed=1&q={q}&other={value}{&more}/get/parameters/1
        ",
    );
}

/// Two schemes that one access token satisfies are sent as one header; another scheme has none left.
#[test]
fn schemes_that_are_sent_in_one_header() {
    let messages = |security: &str| -> usize {
        let description = format!(
            "
            openapi: 3.0.3
            security: [{{{security}}}]
            paths: {{/a: {{get: {{responses: {{'204': {{description: d}}}}}}}}}}
            components:
              securitySchemes:
                one: {{type: oauth2, flows: {{implicit: {{authorizationUrl: 'https://a.b/c', scopes: {{}}}}}}}}
                two: {{type: oauth2, flows: {{authorizationCode: {{authorizationUrl: 'https://a.b/c', tokenUrl: 'https://a.b/d', scopes: {{}}}}}}}}
                open: {{type: openIdConnect, openIdConnectUrl: 'https://a.b/e'}}
                bearer: {{type: http, scheme: bearer}}
                basic: {{type: http, scheme: basic}}
                key: {{type: apiKey, in: header, name: Authorization}}
                other: {{type: apiKey, in: header, name: X-Key}}
            "
        );
        let (_, _, found) = lower_text(&description, &config());
        let unused = generator::diagnostic::Code::UnusedSecurityScheme;
        found.iter().filter(|diagnostic| diagnostic.code != unused).count()
    };
    for satisfied in [
        "one: [], two: []",
        "one: [a], open: []",
        "bearer: [], two: []",
        "basic: [], other: []",
    ] {
        assert_eq!(messages(satisfied), 0, "{satisfied}");
    }
    for contradictory in ["one: [], basic: []", "bearer: [], key: []", "basic: [], key: []"] {
        assert_eq!(messages(contradictory), 1, "{contradictory}");
    }
}

#[test]
fn additional_operations_in_a_file_of_their_own_keep_their_names() {
    check(
        "
        openapi: 3.2.0
        paths:
          /a:
            additionalOperations:
              LOCK:
                responses:
                  '200':
                    description: d
                    content: {application/json: {schema: {$ref: '#/paths/~1b/additionalOperations/LOCK/responses/200/content/application~1json/schema'}}}
          /b:
            query: {operationId: find, responses: {'204': {description: d}}}
            additionalOperations:
              LOCK:
                operationId: lockB
                responses:
                  '200':
                    description: d
                    content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}
        ",
        "
        LOCK /a - []
          200 \"d\"
            application/json json: lockB:response
        QUERY /b find []
          204 \"d\"
        LOCK /b lockB []
          200 \"d\"
            application/json json: lockB:response
        struct lockB:response
          a: string
        ",
    );
}
