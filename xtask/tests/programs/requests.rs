//! What calls send, byte for byte, to a server on this machine.

mod support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use futures_util::stream;
use serde_json::{Value, json};
use subject::api::files::UploadForm;
use subject::models::{Details, PatchThingRequestJson, Thing, ThingPatch, UploadRequestRange};
use subject::{Body, Bytes, Client, Error, Form, Part};
use support::refused;

/// A request as it came.
struct Seen {
    head: String,
    body: Vec<u8>,
}

impl Seen {
    fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        let mut found = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value)
    }

    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The body with the boundary of its parts replaced by `B`.
    fn parts(&self) -> String {
        let boundary = self.header("content-type").unwrap().split_once("boundary=").unwrap().1;
        self.text().replace(boundary, "B")
    }
}

/// A server that gives one answer after the other, each on a connection of its own.
fn serve(answers: &'static [&'static str]) -> (String, Receiver<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
            if let Some(seen) = read(&mut stream) {
                sender.send(seen).unwrap();
            }
            let _ = write!(
                stream,
                "HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
        }
    });
    (address, receiver)
}

fn read(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        more(stream, &mut bytes)?;
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut seen = Seen {
        head,
        body: bytes[end + 4..].to_vec(),
    };
    if let Some(length) = seen
        .header("content-length")
        .map(|length| length.parse::<usize>().unwrap())
    {
        while seen.body.len() < length {
            more(stream, &mut seen.body)?;
        }
    } else if seen.header("transfer-encoding") == Some("chunked") {
        while !seen.body.ends_with(b"0\r\n\r\n") {
            more(stream, &mut seen.body)?;
        }
    }
    Some(seen)
}

fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    let mut chunk = [0; 4096];
    let count = stream.read(&mut chunk).ok().filter(|&count| count > 0)?;
    bytes.extend_from_slice(&chunk[..count]);
    Some(())
}

fn client(address: &str) -> Client {
    Client::builder().base_url(address).build().unwrap()
}

const DONE: &[&str] = &["204 No Content"];

fn chunks(texts: &'static [&'static str], length: impl Into<Option<u64>>) -> Body {
    let items = texts
        .iter()
        .map(|text| Ok::<_, std::io::Error>(Bytes::from_static(text.as_bytes())));
    Body::from_stream(stream::iter(items), length)
}

#[tokio::test]
async fn a_form_has_a_part_for_each_member() {
    let (address, seen) = serve(DONE);
    let form = UploadForm::new("ü \"1\"", Part::file("a\"\r\n.pdf", "PDF"))
        .pictures([
            Part::from(b"one").header("X-Rate", "5"),
            Part::file("two.jpg", b"two").content_type("image/jpeg"),
        ])
        .details(&Details::new().size(5))
        .tags(["x", "y"])
        .sizes(&[1, 2])
        .range(&UploadRequestRange::new().from(1).to(2))
        .notes(&[Details::new().size(10)])
        .part("more", "text");
    client(&address).files().upload(form).await.unwrap();
    let seen = seen.recv().unwrap();
    assert_eq!(seen.line(), "POST /upload HTTP/1.1");
    assert!(
        seen.header("content-type")
            .unwrap()
            .starts_with("multipart/form-data; boundary=form-")
    );
    assert_eq!(seen.header("content-length").unwrap(), seen.body.len().to_string());
    let expected = "\
--B\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nü \"1\"\r\n\
--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22%0D%0A.pdf\"\r\n\
Content-Type: application/pdf\r\n\r\nPDF\r\n\
--B\r\nContent-Disposition: form-data; name=\"pictures\"; filename=\"pictures\"\r\n\
Content-Type: image/png\r\nX-Rate: 5\r\n\r\none\r\n\
--B\r\nContent-Disposition: form-data; name=\"pictures\"; filename=\"two.jpg\"\r\n\
Content-Type: image/jpeg\r\n\r\ntwo\r\n\
--B\r\nContent-Disposition: form-data; name=\"details\"\r\nContent-Type: application/json\r\n\r\n{\"size\":5}\r\n\
--B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\nx\r\n\
--B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\ny\r\n\
--B\r\nContent-Disposition: form-data; name=\"sizes\"\r\n\r\n1,2\r\n\
--B\r\nContent-Disposition: form-data; name=\"range[from]\"\r\n\r\n1\r\n\
--B\r\nContent-Disposition: form-data; name=\"range[to]\"\r\n\r\n2\r\n\
--B\r\nContent-Disposition: form-data; name=\"notes\"\r\nContent-Type: application/json\r\n\r\n[{\"size\":10}]\r\n\
--B\r\nContent-Disposition: form-data; name=\"more\"\r\n\r\ntext\r\n\
--B--\r\n";
    assert_eq!(seen.parts(), expected);
}

#[tokio::test]
async fn a_form_streams_its_files() {
    let (address, seen) = serve(&["204 No Content", "204 No Content"]);
    let files = || client(&address);
    let known = Part::file("a.pdf", chunks(&["ab", "c"], 3));
    files().files().upload(UploadForm::new("t", known)).await.unwrap();
    let first = seen.recv().unwrap();
    assert_eq!(first.header("content-length").unwrap(), first.body.len().to_string());
    assert!(first.parts().contains("\r\n\r\nabc\r\n--B--\r\n"), "{}", first.parts());

    let unknown = Part::file("a.pdf", chunks(&["ab", "c"], None));
    files().files().upload(UploadForm::new("t", unknown)).await.unwrap();
    let second = seen.recv().unwrap();
    assert_eq!(second.header("content-length"), None);
    assert_eq!(second.header("transfer-encoding"), Some("chunked"));
    assert!(
        second.parts().contains("\r\n2\r\nab\r\n1\r\nc\r\n"),
        "{}",
        second.parts()
    );
}

#[tokio::test]
async fn parts_that_are_not_of_a_form_have_no_names() {
    let (address, seen) = serve(DONE);
    let form = Form::new()
        .part("", Part::new("{}").content_type("application/json"))
        .part("", Part::file("a.bin", "bytes"));
    client(&address).files().send_parts().body(form).await.unwrap();
    let seen = seen.recv().unwrap();
    assert!(
        seen.header("content-type")
            .unwrap()
            .starts_with("multipart/mixed; boundary=")
    );
    let expected = "--B\r\nContent-Type: application/json\r\n\r\n{}\r\n\
--B\r\nContent-Disposition: attachment; filename=\"a.bin\"\r\n\r\nbytes\r\n--B--\r\n";
    assert_eq!(seen.parts(), expected);
}

#[tokio::test]
async fn a_header_of_a_part_cannot_break_out() {
    let form = UploadForm::new("t", Part::file("a", "b").header("X-A", "1\r\nX-B: 2"));
    let message = refused(client("http://127.0.0.1:9").files().upload(form).await);
    assert_eq!(message, "header `x-a` has a character that no header may have");
    let form = UploadForm::new("t", Part::file("a", "b").content_type("a/b\r\nX-B: 2"));
    let message = refused(client("http://127.0.0.1:9").files().upload(form).await);
    assert_eq!(message, "header `content-type` has a character that no header may have");
}

#[tokio::test]
async fn bytes_and_text_are_sent_as_they_are() {
    let (address, seen) = serve(&["204 No Content"; 5]);
    let client = client(&address);
    client.files().put_raw(vec![0, 255]).await.unwrap();
    let raw = seen.recv().unwrap();
    assert_eq!(
        (raw.header("content-type"), raw.body.as_slice()),
        (Some("application/octet-stream"), [0, 255].as_slice())
    );

    client.files().put_raw(chunks(&["ab", "", "cd"], 4)).await.unwrap();
    let stream = seen.recv().unwrap();
    assert_eq!(
        (stream.header("content-length"), stream.text()),
        (Some("4"), "abcd".to_owned())
    );

    client.files().put_note("ü").await.unwrap();
    let note = seen.recv().unwrap();
    assert_eq!(
        (note.header("content-type"), note.text()),
        (Some("text/plain"), "ü".to_owned())
    );

    client
        .files()
        .put_note(Body::from("x").content_type("application/octet-stream"))
        .await
        .unwrap();
    assert_eq!(
        seen.recv().unwrap().header("content-type"),
        Some("application/octet-stream")
    );

    client
        .files()
        .put_picture("a", "x")
        .header("Content-Type", "image/gif")
        .await
        .unwrap();
    assert_eq!(seen.recv().unwrap().header("content-type"), Some("image/gif"));
    let message = refused(client.files().put_picture("a", "x").await);
    assert_eq!(message, "body: its media type must be given, one of `image/*`");
}

#[tokio::test]
async fn a_stream_of_another_length_than_said_is_an_error() {
    for body in [chunks(&["abc"], 5), chunks(&["abc"], 2)] {
        let (address, _seen) = serve(DONE);
        let result = client(&address).files().put_raw(body).await;
        assert!(matches!(result, Err(Error::Transport(_))), "{result:?}");
    }
}

#[tokio::test]
async fn a_stream_is_not_sent_twice() {
    let (address, seen) = serve(&["307 Temporary Redirect\r\nLocation: /again", "204 No Content"]);
    let result = client(&address).files().put_raw(chunks(&["abc"], 3)).await;
    assert!(
        matches!(&result, Err(Error::Api(error)) if error.status().as_u16() == 307),
        "{result:?}"
    );
    assert_eq!(seen.recv().unwrap().line(), "PUT /raw HTTP/1.1");

    let (address, seen) = serve(&["307 Temporary Redirect\r\nLocation: /again", "204 No Content"]);
    client(&address).files().put_raw("abc").await.unwrap();
    assert_eq!(seen.recv().unwrap().line(), "PUT /raw HTTP/1.1");
    let second = seen.recv().unwrap();
    assert_eq!(
        (second.line(), second.text()),
        ("PUT /again HTTP/1.1", "abc".to_owned())
    );
}

#[tokio::test]
async fn every_media_type_of_a_body_can_be_sent() {
    let (address, seen) = serve(&["204 No Content"; 6]);
    let client = client(&address);
    let things = client.things();
    let mut thing = Thing::new("a b").labels(["x|", "y"]).path("/a b/c&d");
    thing = thing.address(Details::new().size(5));
    things.post_thing(&thing).await.unwrap();
    let json = seen.recv().unwrap();
    let text = r#"{"name":"a b","path":"/a b/c&d","labels":["x|","y"],"address":{"size":5}}"#;
    assert_eq!(
        (json.header("content-type"), json.text().as_str()),
        (Some("application/json"), text)
    );

    things
        .post_thing(&thing)
        .header("Content-Type", "text/json")
        .await
        .unwrap();
    assert_eq!(seen.recv().unwrap().header("content-type"), Some("text/json"));

    things.post_thing_as_form(&thing).await.unwrap();
    let form = seen.recv().unwrap();
    assert_eq!(form.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(
        form.text(),
        "name=a%20b&path=/a%20b/c%26d&labels=x%7C%7Cy&address%5Bsize%5D=5"
    );

    things.post_thing_as_bytes("<a/>").await.unwrap();
    let xml = seen.recv().unwrap();
    assert_eq!(
        (xml.header("content-type"), xml.text().as_str()),
        (Some("application/xml"), "<a/>")
    );

    let patch = ThingPatch::new("a");
    things.patch_thing().body(&patch).await.unwrap();
    assert_eq!(
        seen.recv().unwrap().header("content-type"),
        Some("application/merge-patch+json")
    );

    let patch = [PatchThingRequestJson::new("add")];
    things.patch_thing().body_as_json_patch_json(&patch).await.unwrap();
    let patch = seen.recv().unwrap();
    let text = r#"[{"op":"add"}]"#;
    assert_eq!(
        (patch.header("content-type"), patch.text().as_str()),
        (Some("application/json-patch+json"), text)
    );
}

#[tokio::test]
async fn parameters_have_the_form_that_the_description_says() {
    let (address, seen) = serve(DONE);
    let details = Details::new().size(5);
    let client = client(&address);
    let call = client.things().search(&details).page(2).names(["ab", "cd"]);
    let call = call.near(std::slice::from_ref(&details)).at("a/b?c&d").text("{}");
    call.x_ids(&[1, 2]).state(&details).await.unwrap();
    let seen = seen.recv().unwrap();
    let expected = "GET /search/%7B%22size%22%3A5%7D?page=2&names=ab&names=cd&near=%7B%22size%22%3A5%7D&at=a/b?c%26d\
                    &text=%7B%7D HTTP/1.1";
    assert_eq!(seen.line(), expected);
    assert_eq!(seen.header("x-ids"), Some("1,2"));
    assert_eq!(seen.header("cookie"), Some("state=%7B%22size%22%3A5%7D"));
}

#[tokio::test]
async fn a_query_of_the_path_is_sent_with_it() {
    let (address, seen) = serve(DONE);
    client(&address).things().find("a/b", "x&y=#1", "5 %").await.unwrap();
    assert_eq!(
        seen.recv().unwrap().line(),
        "GET /find/a%2Fb?action=find&text=x%26y%3D%231&q=5%20%25 HTTP/1.1"
    );
}

#[tokio::test]
async fn what_only_the_service_sets_is_not_sent_wherever_it_is() {
    let (address, seen) = serve(DONE);
    let details = || json!({"size": 5, "etag": "a"});
    let came =
        json!({"name": "x", "address": details(), "details": [details(), {"etag": "b"}], "parts": {"p": details()}});
    let thing: Thing = serde_json::from_value(came.clone()).unwrap();
    assert_eq!(serde_json::to_value(&thing).unwrap(), came);
    client(&address).things().post_thing(&thing).await.unwrap();
    let sent: Value = serde_json::from_slice(&seen.recv().unwrap().body).unwrap();
    let left = json!({"size": 5});
    assert_eq!(
        sent,
        json!({"name": "x", "address": left, "details": [left, {}], "parts": {"p": left}})
    );
}

#[tokio::test]
async fn limits_can_be_left_to_the_service() {
    let (address, seen) = serve(&["204 No Content", "204 No Content"]);
    let client = Client::builder().base_url(address).validate(false).build().unwrap();
    client.things().post_thing(&Thing::new("")).await.unwrap();
    assert_eq!(seen.recv().unwrap().text(), r#"{"name":""}"#);
    client.files().upload(UploadForm::new("longer", "x")).await.unwrap();
    assert!(seen.recv().unwrap().text().contains("longer"));
}

#[tokio::test]
async fn an_operation_with_a_server_of_its_own_goes_there() {
    let (elsewhere, seen) = serve(&["204 No Content", "204 No Content", "204 No Content"]);
    let client = Client::builder()
        .base_url(format!("{elsewhere}/v1"))
        .replace_server("https://other.example.com/v2/", format!("{elsewhere}/two"))
        .build()
        .unwrap();
    client.things().get_elsewhere().await.unwrap();
    assert_eq!(seen.recv().unwrap().line(), "GET /two/elsewhere HTTP/1.1");
    client.things().get_beside().await.unwrap();
    assert_eq!(seen.recv().unwrap().line(), "GET /v3/beside HTTP/1.1");
    client
        .things()
        .get_beside()
        .base_url(format!("{elsewhere}/here"))
        .await
        .unwrap();
    assert_eq!(seen.recv().unwrap().line(), "GET /here/beside HTTP/1.1");
    let message = refused(client.things().get_beside().base_url("http://example.com").await);
    assert_eq!(message, "the base URL is not https: see `allow_http`");
}

#[test]
fn nothing_of_a_body_is_shown() {
    let form = UploadForm::new("hush", "hush");
    let shown = format!("{form:?} {:?} {:?}", Part::from("hush"), Body::from("hush"));
    assert!(!shown.contains("hush"), "{shown}");
}
