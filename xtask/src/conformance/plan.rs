//! The calls of scenarios: for each request that the mock server expects, the operation, its values and its credentials.

use generator::calls::{Parameter, PartContent, PartValue, Payload, PayloadContent, Request};
use generator::config::Config;
use serde_json::Value;

use super::merge::METHODS;
use super::route::Route;
use super::scenarios::{Body, Expected, Scenarios};
use super::values::{coerced, exploded, resolved, value};

/// A call of a scenario.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) scenario: String,
    /// The status of the response to the right request.
    pub(super) status: u16,
    pub(super) credentials: Vec<Credential>,
    pub(super) reading: Reading,
    /// The value of the response, if it is JSON.
    pub(super) response: Option<Value>,
    /// The request, or the reason why it cannot be made.
    pub(super) request: Result<Request, String>,
}

/// The way in which a call reads its response.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Reading {
    /// As the operation describes it, streams to their end.
    #[default]
    Typed,
    /// As bytes, because the scenario asks for another media type than the crate does.
    Bytes,
    /// As events. The call connects again after the first of them.
    Again,
    /// As pages, all of them.
    Pages,
}

/// A credential of a call: the security scheme and the secret.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Credential {
    pub(super) scheme: String,
    pub(super) secret: String,
}

/// An operation of the merged document.
struct Operation<'d> {
    method: &'static str,
    route: Route<'d>,
    content: &'d Value,
}

/// The calls of all scenarios whose names begin with one of the prefixes; of all if there are none. Pages are those of the
/// configuration.
pub(super) fn plan(document: &Value, scenarios: &Scenarios, prefixes: &[String], config: &Config) -> Vec<Planned> {
    let operations = operations(document);
    let is_wanted = |name: &str| prefixes.is_empty() || prefixes.iter().any(|prefix| name.starts_with(prefix.as_str()));
    let is_paged = |call: &Planned| {
        let request = call.request.as_ref();
        request.is_ok_and(|request| config.paging.operations.contains_key(&request.operation))
    };
    let wanted = scenarios.iter().filter(|(name, _)| is_wanted(name));
    let mut all = Vec::new();
    for (name, requests) in wanted {
        let mut calls: Vec<Planned> = Vec::new();
        for expected in requests {
            let call = planned(document, &operations, name, expected);
            match calls.first_mut() {
                // The address of a further page is no operation: the call of the first page walks there.
                Some(first) if call.request.is_err() && is_paged(first) => first.reading = Reading::Pages,
                _ => calls.push(call),
            }
        }
        all.extend(calls);
    }
    all
}

/// The identifiers of the documents' operations that the calls need.
pub(super) fn tags<'d>(document: &'d Value, planned: &[Planned]) -> Vec<&'d str> {
    let requests = planned.iter().filter_map(|call| call.request.as_ref().ok());
    let names: Vec<&str> = requests.map(|request| request.operation.as_str()).collect();
    let operations = operations(document).into_iter();
    let called =
        operations.filter(|operation| names.contains(&operation.content["operationId"].as_str().unwrap_or("")));
    called
        .filter_map(|operation| operation.content["tags"][0].as_str())
        .collect()
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let mut operations = Vec::new();
    for (path, item) in paths {
        for method in METHODS {
            if let Some(content) = item.get(method) {
                operations.push(Operation {
                    method,
                    route: Route::new(path),
                    content,
                });
            }
        }
    }
    operations
}

fn planned(document: &Value, operations: &[Operation<'_>], scenario: &str, expected: &Expected) -> Planned {
    let path = expected.path();
    let of_method = operations
        .iter()
        .filter(|operation| operation.method == expected.method);
    let matching = of_method.filter_map(|operation| Some((operation, operation.route.values(&path)?)));
    let best = matching.max_by_key(|(operation, _)| operation.route.literal_length());
    match best {
        Some((operation, path)) => Planned {
            scenario: scenario.to_owned(),
            status: expected.status,
            credentials: credentials(document, operation.content, expected),
            reading: reading(expected),
            response: response(expected),
            request: Ok(request(document, operation.content, &path, expected)),
        },
        None => Planned {
            scenario: scenario.to_owned(),
            status: expected.status,
            credentials: Vec::new(),
            reading: Reading::Typed,
            response: None,
            request: Err(format!("no operation has the path {path}")),
        },
    }
}

/// The value of the response. Addresses in it are those of the server, which are not known here.
fn response(expected: &Expected) -> Option<Value> {
    let body = expected.response.as_ref()?;
    let content = body.content.as_ref().filter(|_| body.media_type.contains("json"))?;
    let value: Value = serde_json::from_slice(content).ok()?;
    (!value.to_string().contains("BASE_URL")).then_some(value)
}

fn reading(expected: &Expected) -> Reading {
    let accept = expected.header("accept").and_then(Value::as_str);
    match accept {
        _ if expected.times > Some(1) => Reading::Again,
        Some(accept) if !accept.contains("json") => Reading::Bytes,
        _ => Reading::Typed,
    }
}

fn request(document: &Value, operation: &Value, path: &[(&str, String)], expected: &Expected) -> Request {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters = parameters.map(|parameter| resolved(document, parameter));
    let parameter = |parameter: &Value| {
        let (name, location) = (parameter["name"].as_str()?, parameter["in"].as_str()?);
        let given = match location {
            "path" => {
                let mut values = path.iter();
                values
                    .find(|(one, _)| *one == name)
                    .map(|(_, text)| value(document, parameter, &Value::from(text.as_str())))
            }
            "header" => expected.header(name).map(|wire| value(document, parameter, wire)),
            "query" => match expected.query.get(name) {
                Some(wire) => Some(value(document, parameter, wire)),
                None => exploded(document, parameter, &expected.query),
            },
            _ => None,
        };
        Some(Parameter {
            location: location.to_owned(),
            name: name.to_owned(),
            value: given?,
        })
    };
    let accept = expected.header("accept").and_then(Value::as_str);
    Request {
        operation: operation["operationId"].as_str().unwrap_or_default().to_owned(),
        parameters: parameters.filter_map(parameter).collect(),
        body: payload(document, operation, expected),
        headers: accept
            .map(|accept| ("Accept".to_owned(), accept.to_owned()))
            .into_iter()
            .collect(),
    }
}

fn payload(document: &Value, operation: &Value, expected: &Expected) -> Option<Payload> {
    let body = expected.body.as_ref()?;
    let described = resolved(document, operation.get("requestBody")?);
    let media_type = media_type(described, expected, body);
    let content = match &body.content {
        // The suite writes any expected string as JSON.
        Some(content) if media_type.starts_with("text/") => {
            let text: Option<String> = serde_json::from_slice(content).ok();
            PayloadContent::Bytes(text.map_or_else(|| content.clone(), String::into_bytes))
        }
        Some(content) => PayloadContent::Bytes(content.clone()),
        None => {
            let schema = &described["content"][&media_type]["schema"];
            PayloadContent::Parts(parts(document, resolved(document, schema), body))
        }
    };
    Some(Payload { media_type, content })
}

/// The media type that a body is sent as: the expected one, or that of the description if there is one alone.
fn media_type(described: &Value, expected: &Expected, body: &Body) -> String {
    let keys: Vec<&String> = described["content"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| key)
        .collect();
    let header = expected.header("content-type").and_then(Value::as_str);
    let candidates = [header.unwrap_or(&body.media_type), &body.media_type];
    let mut known = candidates
        .into_iter()
        .filter(|candidate| keys.iter().any(|key| key == candidate));
    match (known.next(), keys.as_slice()) {
        (Some(known), _) => known.to_owned(),
        (None, [only]) if !only.contains('*') => (*only).clone(),
        (None, _) => candidates[0].to_owned(),
    }
}

fn parts(document: &Value, schema: &Value, body: &Body) -> Vec<PartValue> {
    let values = body.parts.iter().map(|(name, value)| PartValue {
        name: name.clone(),
        content: PartContent::Value(coerced(document, &schema["properties"][name], value)),
    });
    let files = body.files.iter().map(|file| PartValue {
        name: file.name.clone(),
        content: PartContent::File {
            name: file.file_name.clone(),
            media_type: Some(file.media_type.clone()),
            bytes: file.content.clone(),
        },
    });
    values.chain(files).collect()
}

/// The credentials that the expected headers have.
fn credentials(document: &Value, operation: &Value, expected: &Expected) -> Vec<Credential> {
    let alternatives = operation["security"].as_array().into_iter().flatten();
    let schemes = alternatives.flat_map(|alternative| alternative.as_object().into_iter().flatten());
    let credential = |(name, _): (&String, &Value)| {
        Some(Credential {
            scheme: name.clone(),
            secret: secret(&document["components"]["securitySchemes"][name], expected)?,
        })
    };
    schemes.filter_map(credential).collect()
}

/// The secret of a security scheme. A token is a wrong one if the scenario wants its refusal.
fn secret(scheme: &Value, expected: &Expected) -> Option<String> {
    let word = match scheme["type"].as_str()? {
        "apiKey" => {
            let secret = expected.header(scheme["name"].as_str()?)?;
            return secret.as_str().map(str::to_owned);
        }
        "http" => scheme["scheme"].as_str()?,
        _ => "Bearer",
    };
    let authorization = expected.header("authorization").and_then(Value::as_str);
    let given = authorization.and_then(|text| text.split_once(' '));
    let given = given.filter(|(before, _)| before.eq_ignore_ascii_case(word));
    let wrong = (expected.status == 403).then_some("invalid");
    given.map(|(_, secret)| secret).or(wrong).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({
            "paths": {
                "/files/{name}": {"get": {
                    "operationId": "read",
                    "tags": ["files"],
                    "parameters": [
                        {"name": "name", "in": "path", "schema": {"type": "string"}},
                        {"name": "page", "in": "query", "schema": {"type": "integer"}},
                    ],
                    "security": [{"Key": []}, {"Custom": []}, {"OAuth": []}],
                }},
                "/files/all": {"get": {"operationId": "all", "tags": ["lists"]}},
                "/files": {"post": {
                    "operationId": "upload",
                    "tags": ["files"],
                    "requestBody": {"content": {"image/png": {}}},
                }},
            },
            "components": {"securitySchemes": {
                "Key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "Custom": {"type": "http", "scheme": "SharedAccessKey"},
                "OAuth": {"type": "oauth2"},
            }},
        })
    }

    fn planned(expected: Value) -> Planned {
        let expected: Expected = serde_json::from_value(expected).unwrap();
        let scenarios = Scenarios::from([("Files_one".to_owned(), vec![expected])]);
        plan(&document(), &scenarios, &["Files".to_owned()], &Config::default()).remove(0)
    }

    #[test]
    fn a_request_is_one_of_the_operation_that_says_most_of_its_path() {
        let one = planned(json!({"method": "get", "uri": "/files/a\\:b", "query": {"page": "2"}, "status": 200}));
        let request = one.request.as_ref().unwrap();
        assert_eq!(request.operation, "read");
        let values: Vec<&Value> = request.parameters.iter().map(|parameter| &parameter.value).collect();
        assert_eq!(values, [&json!("a:b"), &json!(2)]);
        assert_eq!(tags(&document(), &[one]), ["files"]);
        let all = planned(json!({"method": "get", "uri": "/files/all", "status": 200}));
        assert_eq!(all.request.unwrap().operation, "all");
        let none = planned(json!({"method": "get", "uri": "/other", "status": 200}));
        assert_eq!(none.request.unwrap_err(), "no operation has the path /other");
    }

    #[test]
    fn a_response_is_read_as_the_scenario_wants_it() {
        let found = |more: Value| {
            let mut expected = json!({"method": "get", "uri": "/files/a", "status": 200});
            expected
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            let call = planned(expected);
            (call.reading, call.response)
        };
        let body = |text: &str| json!({"response": {"media_type": "application/json", "content": text.as_bytes()}});
        assert_eq!(found(body("{\"a\": 1}")), (Reading::Typed, Some(json!({"a": 1}))));
        assert_eq!(found(body("\"BASE_URL/next\"")), (Reading::Typed, None));
        assert_eq!(found(json!({"headers": {"accept": "image/png"}})).0, Reading::Bytes);
        assert_eq!(
            found(json!({"headers": {"accept": "application/json"}})).0,
            Reading::Typed
        );
        assert_eq!(found(json!({"times": 2})).0, Reading::Again);
    }

    #[test]
    fn a_further_page_belongs_to_the_call_of_the_first() {
        let page = |uri: &str| -> Expected {
            serde_json::from_value(json!({"method": "get", "uri": uri, "status": 200})).unwrap()
        };
        let scenarios = Scenarios::from([("Files_all".to_owned(), vec![page("/files/all"), page("/pages/2")])]);
        let count = |config: &Config| {
            let calls = plan(&document(), &scenarios, &[], config);
            (calls.len(), calls[0].reading)
        };
        assert_eq!(count(&Config::default()), (2, Reading::Typed));
        let config = toml::from_str("[paging.operations.all]\nnext = { uri = '/next' }\n").unwrap();
        assert_eq!(count(&config), (1, Reading::Pages));
    }

    #[test]
    fn credentials_are_those_of_the_headers() {
        let found = |headers: Value, status: u16| {
            let call = planned(json!({"method": "get", "uri": "/files/a", "headers": headers, "status": status}));
            let credentials = call.credentials.into_iter();
            let credentials = credentials.map(|one| format!("{} {}", one.scheme, one.secret));
            credentials.collect::<Vec<_>>()
        };
        assert_eq!(found(json!({"x-key": "valid"}), 204), ["Key valid"]);
        assert_eq!(
            found(json!({"authorization": "SharedAccessKey valid"}), 204),
            ["Custom valid"]
        );
        assert_eq!(found(json!({"authorization": "Bearer scope"}), 204), ["OAuth scope"]);
        assert!(found(json!({}), 204).is_empty());
        assert!(found(json!({}), 403).contains(&"OAuth invalid".to_owned()));
    }

    #[test]
    fn a_body_is_sent_as_the_only_media_type_of_the_description() {
        let body = json!({"media_type": "application/json", "content": [123, 125]});
        let call = planned(json!({"method": "post", "uri": "/files", "status": 204, "body": body}));
        let payload = call.request.unwrap().body.unwrap();
        assert_eq!(payload.media_type, "image/png");
        let PayloadContent::Bytes(bytes) = payload.content else {
            panic!("the body is no form");
        };
        assert_eq!(bytes, b"{}");
    }
}
