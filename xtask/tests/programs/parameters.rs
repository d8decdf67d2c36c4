//! Parameters as a server gets them: expressions of paths, the whole query, other methods. Runs in the crate that is made
//! of `v32-parameters.yaml`.

mod support;

use subject::models::{Point, Query};
use subject::{Error, runtime};
use support::{Recorder, refused};

fn start() -> Recorder {
    Recorder::start("", "")
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[tokio::test]
async fn reserved_characters_stay() -> Result<(), Error> {
    let server = start();
    let things = server.client.things();
    things.get_resource("projects/a b/things/x:y@z").await?;
    assert_eq!(server.line(), "GET /v1/projects/a%20b/things/x:y@z");
    things.get_resource("a?b#c[d]&e=f+g,h;i%2Fj%k").await?;
    assert_eq!(server.line(), "GET /v1/a%3Fb%23c%5Bd%5D&e=f+g,h;i%2Fj%25k");
    things.cancel_resource("projects/1").await?;
    assert_eq!(server.line(), "POST /v1/projects/1:cancel");
    // The same parameter without an operator.
    things.get_by_name("projects/1").await?;
    assert_eq!(server.line(), "GET /v2/projects%2F1");
    things.get_open("a/b").filter("x/y?z&w=1").await?;
    assert_eq!(server.line(), "GET /open/a/b?filter=x/y?z%26w%3D1");
    for name in ["", "..", "a/../b", "a/%2e%2E"] {
        let reason = refused(things.get_resource(name).await);
        assert!(reason.contains("it is empty") || reason.contains("a path parameter is `.` or `..`"), "{reason}");
    }
    Ok(())
}

#[tokio::test]
async fn segments_labels_and_matrices() -> Result<(), Error> {
    let server = start();
    let things = server.client.things();
    let folders = strings(&["a", "b/c"]);
    things.get_file(&folders, "first").await?;
    assert_eq!(server.line(), "GET /files/a/b%2Fc/first");
    things.get_file(&folders, "first").format("tar.gz").version(7).await?;
    assert_eq!(server.line(), "GET /files/a/b%2Fc/first.tar.gz;version=7");
    let reason = refused(things.get_file(&strings(&["a", ""]), "first").await);
    assert!(reason.contains("`folder`: it is empty"), "{reason}");
    let point = Point::new(1, 2);
    things.get_shapes(&point, &point, &point, &point, "1,2", 3).await?;
    let line = "GET /shapes/x,1,y,2//x,1,y,2/x.x=1.y=2/x;x=1;y=2/1%2C2,3";
    assert_eq!(server.line(), line);
    Ok(())
}

#[tokio::test]
async fn expressions_of_the_query() -> Result<(), Error> {
    let server = start();
    let things = server.client.things();
    things.search("a b").await?;
    assert_eq!(server.line(), "GET /search?q=a%20b");
    things.search("a").page(2).tags(strings(&["x", "y"])).await?;
    assert_eq!(server.line(), "GET /search?q=a&page=2&tags=x&tags=y");
    Ok(())
}

#[tokio::test]
async fn the_whole_query() -> Result<(), Error> {
    let server = start();
    let things = server.client.things();
    let query = Query::new().q("a&b").tags(strings(&["x", "y,z"])).point(Point::new(1, 2));
    things.get_form(&query).await?;
    let line = "GET /whole/form?q=a%26b&tags=x%7Cy%2Cz&point%5Bx%5D=1&point%5By%5D=2";
    assert_eq!(server.line(), line);
    things.get_form(&Query::new()).query("own", "1").await?;
    assert_eq!(server.line(), "GET /whole/form?own=1");
    things.get_json().all(&Point::new(1, 2)).await?;
    assert_eq!(server.line(), "GET /whole/json?%7B%22x%22%3A1%2C%22y%22%3A2%7D");
    things.get_json().await?;
    assert_eq!(server.line(), "GET /whole/json");
    things.get_text().selector("$.a.b[1:1]").await?;
    assert_eq!(server.line(), "GET /whole/text?%24.a.b%5B1%3A1%5D");
    Ok(())
}

#[tokio::test]
async fn other_methods() -> Result<(), Error> {
    let server = Recorder::start("Content-Type: application/json\r\n", "[{\"x\":1,\"y\":2}]");
    let things = server.client.things();
    let found = things.query_things(4, &Point::new(5, 6)).await?;
    assert_eq!(server.line(), "QUERY /things/4");
    assert_eq!(server.body(), r#"{"x":5,"y":6}"#);
    assert_eq!((found.len(), found[0].y), (1, 2));
    things.purge_thing(4).await?;
    assert_eq!(server.line(), "PURGE /things/4");
    let server = Recorder::start("Content-Type: application/json\r\n", "{\"found\":true}");
    let found = server.client.things().m_search_things_id(4).depth(1).await?;
    assert_eq!(server.line(), "M-SEARCH /things/4?depth=1");
    assert!(found.found);
    server.client.request(runtime::Method::Query, "/own").await?;
    assert_eq!(server.line(), "QUERY /own");
    Ok(())
}

#[tokio::test]
async fn cookies_without_encoding() -> Result<(), Error> {
    let server = start();
    let things = server.client.things();
    things.get_cookies().plain("a=b/c").list(strings(&["x", "y"])).many(strings(&["1", "2"])).encoded("a=b").await?;
    let header = server.header("cookie");
    assert_eq!(header.as_deref(), Some("plain=a=b/c; list=x,y; many=1; many=2; encoded=a%3Db"));
    let reason = refused(things.get_cookies().plain("a;admin=1").await);
    assert!(reason.starts_with("cookie `plain`"), "{reason}");
    Ok(())
}
