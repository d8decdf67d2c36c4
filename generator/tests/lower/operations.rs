//! Operations, their answers and what authenticates them.

use super::*;

#[test]
fn operations_are_kept_without_what_is_missing() {
    check(
        "
        openapi: 3.0.3
        paths:
          /a/{id}:
            parameters: [{name: q, in: query, schema: {type: string, enum: [x]}}]
            get: {responses: {'204': {description: d}}}
            put:
              operationId: put
              parameters: [{name: id, in: path, required: true, schema: {type: string}}]
              responses: {'204': {description: d}}
            post:
              parameters: [{$ref: '#/components/parameters/none'}]
              responses: {'204': {description: d}}
        ",
        "
        GET /a/{id} - []
          path id!: string
          query q: get /a/{id}:q
          204 \"d\"
        PUT /a/{id} put []
          path id!: string
          query q: get /a/{id}:q
          204 \"d\"
        POST /a/{id} - []
          path id!: string
          query q: get /a/{id}:q
          204 \"d\"
        enum get /a/{id}:q \"x\"
        warning undeclared-path-parameter /paths/~1a~1{id}/get
        warning undeclared-path-parameter /paths/~1a~1{id}/post
        warning dangling-ref /paths/~1a~1{id}/post/parameters/0/$ref
        ",
    );
}

#[test]
fn shared_components_give_their_name() {
    check(
        "
        openapi: 3.0.3
        paths:
          /a:
            post:
              operationId: a
              parameters: [{$ref: '#/components/parameters/Sort'}]
              requestBody: {$ref: '#/components/requestBodies/Thing'}
              responses: {'200': {$ref: '#/components/responses/Fine'}, '400': {description: d, content: {application/json: {schema: {type: object, properties: {e: {type: string}}}}}}}
        components:
          parameters: {Sort: {name: sort, in: query, schema: {type: string, enum: [up]}}}
          requestBodies: {Thing: {content: {application/json: {schema: {type: object, properties: {t: {type: string}}}}}}}
          responses: {Fine: {description: d, content: {application/json: {schema: {type: object, properties: {f: {type: string}}}}}}}
        ",
        "
        POST /a a []
          query sort: Sort
          body
            application/json json: Thing:request
          200 \"d\"
            application/json json: Fine:response
          400 \"d\"
            application/json json: a:response 400
        enum Sort \"up\"
        struct Thing:request
          t: string
        struct Fine:response
          f: string
        struct a:response 400
          e: string
        ",
    );
}

#[test]
fn swagger_responses_are_json_where_an_object_can_be_nothing_else() {
    check(
        "
        swagger: '2.0'
        produces: [text/plain]
        paths:
          /a:
            get:
              responses: {200: {description: d, schema: {type: string}}, 400: {description: d, schema: {$ref: '#/definitions/E'}}}
          /b:
            get: {produces: ['*/*'], responses: {200: {description: d, schema: {$ref: '#/definitions/E'}}}}
            put:
              consumes: ['*/*']
              parameters: [{in: body, name: thing, schema: {$ref: '#/definitions/E'}}]
              responses: {200: {description: d}}
        definitions: {E: {type: object, properties: {e: {type: string, format: int-or-string}}}}
        ",
        "
        GET /a - []
          200 \"d\"
            text/plain text: string
          400 \"d\"
            application/json json: E
        GET /b - []
          200 \"d\"
            */* json: E
        PUT /b - []
          body
            application/json json: E
          200 \"d\"
        struct E
          e: E/e
        union E/e
          integer: i64
          string: string
        ",
    );
}

#[test]
fn alternatives_of_authentication() {
    check(
        "
        openapi: 3.0.3
        security: [{key: []}]
        paths:
          /a: {get: {operationId: inherits, responses: {'204': {description: d}}}}
          /b: {get: {operationId: none, security: [], responses: {'204': {description: d}}}}
          /c: {get: {operationId: optional, security: [{}, {key: [], token: [s]}], responses: {'204': {description: d}}}}
        components:
          securitySchemes:
            key: {type: apiKey, in: cookie, name: k}
            token: {type: http, scheme: Bearer}
        ",
        "
        scheme \"key\" api key in cookie k
        scheme \"token\" bearer
        GET /a inherits []
          204 \"d\"
          security key()
        GET /b none []
          204 \"d\"
        GET /c optional []
          204 \"d\"
          security none | key() + token(s)
        ",
    );
}

#[test]
fn forms_of_swagger() {
    check(
        "
        swagger: '2.0'
        consumes: [application/json]
        paths:
          /a:
            post:
              operationId: a
              parameters:
                - {in: formData, name: n, type: integer, required: true, default: 3}
                - {in: formData, name: e, type: array, items: {type: string, enum: [x]}, collectionFormat: pipes}
              responses: {200: {description: d}}
          /b:
            post:
              operationId: b
              consumes: [multipart/form-data, application/x-www-form-urlencoded]
              parameters: [{in: formData, name: f, type: file}]
              responses: {200: {description: d, schema: {type: file}}}
        ",
        "
        POST /a a []
          body!
            application/x-www-form-urlencoded form: a:request
              e:  PipeDelimited explode=false
          200 \"d\"
        POST /b b []
          body
            multipart/form-data multipart: b:request
          200 \"d\"
            application/json binary: binary
        struct a:request
          n!: i64 = 3
          e: [a:request/e]
        enum a:request/e \"x\"
        struct b:request
          f: binary
        ",
    );
}

#[test]
fn paths_that_are_odd() {
    check(
        "
        openapi: 3.0.3
        paths:
          /a/{x}.{y}#frag:
            parameters: [{name: y, in: path, required: true, schema: {type: string}}, {name: x, in: path, required: true, schema: {type: string}}]
            get: {responses: {'204': {description: d}}}
          /b?c=d:
            get: {responses: {'2xx': {description: d}, '600': {description: d}}}
          e: {get: {responses: {'204': {description: d}}}}
        ",
        "
        GET /a/{x}.{y}#frag - []
          sent as /a/{x}.{y}
          path x!: string
          path y!: string
          204 \"d\"
        GET /b?c=d - []
          2XX \"d\"
        GET e - []
          sent as /e
          204 \"d\"
        note invalid-path /paths/~1a~1{x}.{y}#frag
        warning invalid-status /paths/~1b?c=d/get/responses/600
        warning invalid-path /paths/e
        ",
    );
}
