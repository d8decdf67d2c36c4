//! The encoding of parameters in every place and style: a server on a real socket gets what the caller gave, whatever the
//! characters are.

mod support;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use purecloud_platform_client::runtime::{Method, Operation, Request, Style, response};
use purecloud_platform_client::{Client, Error};
use serde_json::json;
use support::faults::{Fault, FaultServer, Seen};

const OPERATION: Operation = Operation {
    id: "testEncoding",
    tag: "Test",
    method: Method::Post,
    path: "/{simple}/x{label}/x{matrix}/x{named}/x{segments}/{list}/{pipes}/{object}/{reserved}/end?literal={literal}",
    ..Operation::BLANK
};

/// Characters that divide an address, a header or a form, and some that no address may hold.
const SPECIAL: &str = ":/?#[]@!$&'()*+,;=%\"<>\\^`{|} \t~";

/// Every character of one byte in UTF-8 or Latin-1, all pairs of special ones, and random text.
fn values() -> Vec<String> {
    let single = (0_u8..=255).map(|byte| char::from(byte).to_string());
    let pairs = SPECIAL
        .chars()
        .flat_map(|one| SPECIAL.chars().map(move |other| format!("{one}{other}")));
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |below: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        u32::try_from(state >> 33).unwrap() % below
    };
    let random = std::iter::repeat_with(move || {
        let length = 1 + next(12);
        let one = |below| char::from_u32(below).unwrap_or('\u{fffd}');
        let text: String = (0..length)
            .map(|_| match next(3) {
                0 => one(next(0x11_0000)),
                1 => one(next(0x3000)),
                _ => SPECIAL.chars().nth(next(SPECIAL.len() as u32) as usize).unwrap(),
            })
            .collect();
        text
    });
    let texts = ["a.b", "...", "%2F", "%41", "100%", "a%2", "é%C3%A9", "a&b=c", "a/b/c"].map(str::to_owned);
    single.chain(pairs).chain(random.take(400)).chain(texts).collect()
}

/// Decodes percent-encoded bytes; a percent sign without two digits stands for itself.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let digits = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The pairs of a query or a form.
fn pairs(text: &str, separator: &str) -> Vec<(String, String)> {
    let pair = |piece: &str| {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        (decoded(name), decoded(value))
    };
    text.split(separator).map(pair).collect()
}

/// What `pairs` finds under a name.
fn all(pairs: &[(String, String)], name: &str) -> Vec<String> {
    let found = pairs.iter().filter(|(known, _)| known == name);
    found.map(|(_, value)| value.clone()).collect()
}

/// Returns `true` for bytes that a path may hold (RFC 3986, `pchar` and the slash).
fn is_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:@/".contains(&byte)
}

struct Server {
    client: Client,
    last: Arc<Mutex<Option<Seen>>>,
    _server: FaultServer,
}

impl Server {
    async fn start() -> Self {
        let last: Arc<Mutex<Option<Seen>>> = Arc::default();
        let seen = Arc::clone(&last);
        let server = FaultServer::start(move |_, request| {
            *seen.lock().unwrap() = Some(request.clone());
            Fault::Good(String::new())
        })
        .await;
        Self {
            client: Client::builder().base_url(server.url.as_str()).build().unwrap(),
            last,
            _server: server,
        }
    }

    /// Sends a request, and returns it as the server got it.
    async fn send(&self, operation: &'static Operation, build: impl FnOnce(&mut Request)) -> Result<Seen, Error> {
        let mut request = Request::new(&self.client, operation);
        build(&mut request);
        response::empty(request.execute().await?)?;
        Ok(self.last.lock().unwrap().take().unwrap())
    }
}

fn object(value: &str) -> BTreeMap<String, String> {
    [(value.to_owned(), value.to_owned())].into()
}

/// Puts the value into all places that encode it.
fn fill(request: &mut Request, value: &str) {
    let list = [value, "x", value].map(str::to_owned).to_vec();
    request.path("simple", &value);
    request.path_styled("label", Style::label(false), &value);
    request.path_styled("matrix", Style::matrix(true), &list);
    request.path_styled("named", Style::matrix(false), &value);
    request.path_styled("segments", Style::segments(true), &list);
    request.path("list", &list);
    request.path_styled("pipes", Style::pipe_delimited(false), &list);
    request.path_styled("object", Style::simple(true), &object(value));
    request.path_styled("reserved", Style::simple(false).reserved(), &value);
    request.path("literal", &value);
    request.query("scalar", &value);
    request.query("list", &list);
    request.query_styled("csv", Style::form(false), &list);
    request.query_styled("space", Style::space_delimited(false), &list);
    request.query_styled("pipe", Style::pipe_delimited(false), &list);
    request.query_styled("tab", Style::tab_delimited(false), &list);
    request.query_styled("flat", Style::form(false), &object(value));
    request.query_styled("deep", Style::deep_object(), &object(value));
    request.query_styled("reserved", Style::form(true).reserved(), &value);
    request.query_json("json", &object(value));
    request.extra_query(&format!("extra{value}"), value);
    request.cookie("cookie", &value);
    request.cookie_styled("cookies", Style::form(false), &list);
    request.cookie_styled("kept", Style::form(true).reserved(), &value);
    request.form(
        &[("kept", Style::form(true).reserved())],
        &json!({"one": value, "two": list, "kept": value, format!("key{value}"): value}),
    );
}

fn check_path(path: &str, value: &str) {
    let list = [value, "x", value];
    assert!(path.bytes().all(is_path), "{path:?}");
    let (path, reserved) = {
        let parts: Vec<&str> = path.splitn(13, '/').collect();
        let [path @ .., last] = parts.as_slice() else {
            panic!("{path}")
        };
        (path.to_vec(), last.strip_suffix("/end").unwrap())
    };
    let [
        _,
        simple,
        label,
        matrix,
        named,
        x,
        one,
        two,
        three,
        list_,
        pipes,
        object,
    ] = path.as_slice()
    else {
        panic!("{path:?}")
    };
    let split = |text: &str, separator: &str| -> Vec<String> { text.split(separator).map(decoded).collect() };
    assert_eq!(decoded(simple), value);
    assert_eq!(decoded(label), format!("x.{value}"));
    assert_eq!(decoded(named), format!("x;named={value}"));
    let named: Vec<String> = list.iter().map(|item| format!("matrix={item}")).collect();
    assert_eq!(split(matrix.strip_prefix("x;").unwrap(), ";"), named);
    assert_eq!(
        [
            *x,
            decoded(one).as_str(),
            decoded(two).as_str(),
            decoded(three).as_str()
        ],
        ["x", value, "x", value]
    );
    assert_eq!(split(list_, ","), list);
    // A pipe is the separator and may be in a value.
    assert_eq!(decoded(pipes), list.join("|"));
    assert_eq!(split(object, "="), [value, value]);
    assert_eq!(decoded(reserved), decoded(value));
}

fn check_query(query: &str, value: &str) {
    let list = [value, "x", value];
    assert!(query.bytes().all(|byte| is_path(byte) || byte == b'?'), "{query:?}");
    let found = pairs(query, "&");
    assert_eq!(found.len(), 14, "{query}");
    assert_eq!(all(&found, "literal"), [value]);
    assert_eq!(all(&found, "scalar"), [value]);
    assert_eq!(all(&found, "list"), list);
    assert_eq!(all(&found, "space"), [list.join(" ")]);
    assert_eq!(all(&found, "pipe"), [list.join("|")]);
    assert_eq!(all(&found, "tab"), [list.join("\t")]);
    assert_eq!(all(&found, &format!("deep[{value}]")), [value]);
    assert_eq!(all(&found, "reserved"), [decoded(value)]);
    assert_eq!(all(&found, "json"), [json!({value: value}).to_string()]);
    assert_eq!(all(&found, &format!("extra{value}")), [value]);
    // Raw commas divide, encoded ones are part of a value.
    let raw = |name: &str| -> Vec<String> {
        let piece = query.split('&').find_map(|piece| piece.strip_prefix(name));
        piece.unwrap().split(',').map(decoded).collect()
    };
    assert_eq!(raw("csv="), list);
    assert_eq!(raw("flat="), [value, value]);
}

fn check_cookies(header: &str, value: &str) {
    let found = pairs(header, "; ");
    assert_eq!(found.len(), 3, "{header}");
    assert_eq!(all(&found, "cookie"), [value]);
    assert_eq!(all(&found, "kept"), [decoded(value)]);
    let raw = header.split("; ").find_map(|piece| piece.strip_prefix("cookies="));
    let raw: Vec<String> = raw.unwrap().split(',').map(decoded).collect();
    assert_eq!(raw, [value, "x", value]);
}

fn check_form(body: &str, value: &str) {
    // Forms write a space as a plus sign, so that none may stay.
    assert!(!body.contains(['+', ' ']), "{body}");
    let found = pairs(body, "&");
    assert_eq!(all(&found, "one"), [value]);
    assert_eq!(all(&found, "two"), [value, "x", value]);
    assert_eq!(all(&found, "kept"), [decoded(value)]);
    assert_eq!(all(&found, &format!("key{value}")), [value]);
}

#[tokio::test]
async fn every_character_in_every_place() {
    let server = Server::start().await;
    let is_dots = |value: &str| matches!(decoded(value).as_str(), "." | "..");
    for value in values().into_iter().filter(|value| !is_dots(value)) {
        let seen = server.send(&OPERATION, |request| fill(request, &value)).await.unwrap();
        let (path, query) = seen.path.split_once('?').unwrap();
        check_path(path, &value);
        check_query(query, &value);
        check_cookies(seen.header("cookie").unwrap(), &value);
        check_form(std::str::from_utf8(&seen.body).unwrap(), &value);
    }
}

const PLAIN: Operation = Operation {
    id: "testHeaders",
    tag: "Test",
    path: "/plain",
    ..Operation::BLANK
};

/// Nothing is encoded in headers: a value arrives as it is, or is refused.
#[tokio::test]
async fn every_character_in_headers() {
    let server = Server::start().await;
    for value in values() {
        let is_lost = value.trim_matches([' ', '\t']) != value
            || value.chars().any(|one| one < ' ' && one != '\t' || one == '\u{7f}');
        let sent = server.send(&PLAIN, |request| request.header("X-Value", &value)).await;
        match is_lost {
            true => assert!(matches!(sent, Err(Error::Request(_))), "{value:?}"),
            false => assert_eq!(sent.unwrap().header("x-value"), Some(value.as_str())),
        }
        let sent = server
            .send(&PLAIN, |request| {
                request.cookie_styled("c", Style::cookie(true), &value)
            })
            .await;
        match value.chars().all(|one| (' '..='~').contains(&one) && one != ';') {
            true if value.trim_end() == value => {
                assert_eq!(sent.unwrap().header("cookie"), Some(format!("c={value}").as_str()));
            }
            true => assert!(sent.is_ok(), "{value:?}"),
            false => assert!(matches!(sent, Err(Error::Request(_))), "{value:?}"),
        }
    }
}

/// Values that would lead to another address are refused, also where they are a part of a list or encoded already.
#[tokio::test]
async fn values_that_change_the_path_are_refused() {
    const ONE: Operation = Operation {
        path: "/a/{id}/b",
        ..PLAIN
    };
    const NAMED: Operation = Operation {
        path: "/a{id}",
        ..PLAIN
    };
    let server = Server::start().await;
    let plain = Style::simple(false);
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>();
    for (style, value) in [
        (plain, texts(&[""])),
        (plain, texts(&["."])),
        (plain, texts(&[".."])),
        (plain.reserved(), texts(&["%2e%2E"])),
        (plain.reserved(), texts(&["x/../y"])),
        (Style::segments(true), texts(&["x", ""])),
        (Style::segments(true), texts(&["x", "..", "y"])),
        (Style::segments(false), texts(&[".."])),
        (Style::label(true), texts(&[""])),
        (Style::label(true), texts(&["."])),
        (plain, Vec::new()),
    ] {
        let sent = server
            .send(&ONE, |request| request.path_styled("id", style, &value))
            .await;
        let Err(Error::Request(error)) = sent else {
            panic!("{style:?} {value:?} went out")
        };
        let text = error.to_string();
        assert!(
            text.contains("it is empty") || text.contains("a path parameter is `.` or `..`"),
            "{text}"
        );
    }
    let empty = server
        .send(&NAMED, |request| request.path_styled("id", Style::matrix(false), &""))
        .await;
    assert_eq!(empty.unwrap().path, "/a;id");
    let kept = server
        .send(&NAMED, |request| {
            request.path_styled("id", plain.reserved(), &"/x/y:z@1")
        })
        .await;
    assert_eq!(kept.unwrap().path, "/a/x/y:z@1");
}

/// Text of the description that no address may hold is encoded as well, and other paths are sent as they are given.
#[tokio::test]
async fn literal_text_of_paths() {
    const LITERAL: Operation = Operation {
        path: "/a[1]^|%7C%/{x}/ü?list[]=a|b&c=%20%zz",
        ..PLAIN
    };
    let server = Server::start().await;
    let seen = server.send(&LITERAL, |request| request.path("x", &"y")).await.unwrap();
    assert_eq!(seen.path, "/a%5B1%5D%5E%7C%7C%25/y/%C3%BC?list%5B%5D=a%7Cb&c=%20%25zz");
    for (path, sent) in [
        ("/own/a%2Fb?q=%26", "/own/a%2Fb?q=%26"),
        ("/own/\t[x]^?q=a|b\t", "/own/%09%5Bx%5D%5E?q=a%7Cb%09"),
    ] {
        server.client.request(Method::Get, path).await.unwrap();
        assert_eq!(server.last.lock().unwrap().take().unwrap().path, sent);
    }
}

/// A placeholder with an operator of RFC 6570 is nothing without a value.
#[tokio::test]
async fn optional_parts_of_a_path() {
    const OPTIONAL: Operation = Operation {
        path: "/files{/name}{.format}{;version}",
        ..PLAIN
    };
    let server = Server::start().await;
    let none = server.send(&OPTIONAL, |_| {}).await;
    assert_eq!(none.unwrap().path, "/files");
    let all = server.send(&OPTIONAL, |request| {
        request.path_styled("name", Style::segments(false), &"first");
        request.path_styled("format", Style::label(false), &"txt");
        request.path_styled("version", Style::matrix(false), &7);
        request.path_styled("name", Style::segments(false), &"a/b");
    });
    assert_eq!(all.await.unwrap().path, "/files/a%2Fb.txt;version=7");
}

#[tokio::test]
async fn other_methods() {
    const PURGE: Operation = Operation {
        method: Method::Other("PURGE"),
        ..PLAIN
    };
    const WRONG: Operation = Operation {
        method: Method::Other("GET / HTTP/1.1\r\n"),
        ..PLAIN
    };
    let server = Server::start().await;
    assert_eq!(server.send(&PURGE, |_| {}).await.unwrap().method, "PURGE");
    assert!(matches!(server.send(&WRONG, |_| {}).await, Err(Error::Request(_))));
    for (method, name) in [(Method::Query, "QUERY"), (Method::Other("M-SEARCH"), "M-SEARCH")] {
        server.client.request(method, "/own").await.unwrap();
        assert_eq!(server.last.lock().unwrap().take().unwrap().method, name);
    }
    assert!(matches!(
        server.client.request(Method::Other(""), "/own").await,
        Err(Error::Request(_))
    ));
}
