//! Lists that are answered in pages: walked to their end and no further, resumed, and never followed to another host.

mod support;

use subject::models::{LookupRequest, LookupRequestPaging, Thing};
use subject::{Client, Error, PageToken};
use support::{serve, serve_bodies};

fn client(url: &str) -> Client {
    Client::builder().base_url(url).build().unwrap()
}

/// The number after `name=` in a query.
fn number(path: &str, name: &str) -> Option<u64> {
    let (_, query) = path.split_once('?')?;
    let value = query
        .split('&')
        .find_map(|pair| pair.strip_prefix(&format!("{name}=")))?;
    value.parse().ok()
}

fn things(range: std::ops::Range<u64>) -> String {
    let things: Vec<String> = range.map(|id| format!("{{\"id\": {id}}}")).collect();
    format!("[{}]", things.join(","))
}

fn ids(things: &[Thing]) -> Vec<i64> {
    things.iter().map(|thing| thing.id).collect()
}

/// Three pages of two things each, by number.
fn numbered(path: &str) -> (String, String) {
    let page = number(path, "pageNumber").unwrap_or(1);
    let list = things(page * 2 - 2..page * 2);
    (
        String::new(),
        format!("{{\"entities\": {list}, \"pageNumber\": {page}, \"pageCount\": 3}}"),
    )
}

#[tokio::test]
async fn pages_by_number() -> Result<(), Error> {
    let (url, seen) = serve(numbered);
    let client = client(&url);
    let all = client.api().get_numbers().page_size(2).items().collect().await?;
    assert_eq!(ids(&all), [0, 1, 2, 3, 4, 5]);
    let sent = [
        "/numbers?pageSize=2",
        "/numbers?pageSize=2&pageNumber=2",
        "/numbers?pageSize=2&pageNumber=3",
    ];
    assert_eq!(*seen.lock().unwrap(), sent);

    let late = client.api().get_numbers().page_number(3).items().collect().await?;
    assert_eq!(ids(&late), [4, 5], "where the caller begins");
    Ok(())
}

#[tokio::test]
async fn a_page_is_asked_for_when_it_is_wanted_and_later_where_it_was_left() -> Result<(), Error> {
    let (url, seen) = serve(numbered);
    let client = client(&url);
    let mut items = client.api().get_numbers().items();
    for _ in 0..2 {
        items.next().await.unwrap()?;
    }
    assert_eq!(seen.lock().unwrap().len(), 1, "nothing is asked for ahead");

    let mut pages = client.api().get_numbers().pages();
    let first = pages.next().await.unwrap()?;
    assert_eq!(first.value().page_count, Some(3));
    let kept = pages.token().unwrap().to_string();
    drop(pages);
    let Ok(token) = kept.parse::<PageToken>();
    let rest = client.api().get_numbers().items().resume(token).collect().await?;
    assert_eq!(ids(&rest), [2, 3, 4, 5]);
    Ok(())
}

#[tokio::test]
async fn cursors_that_end_and_cursors_that_come_again() -> Result<(), Error> {
    let (url, _) = serve(|path| {
        let (list, next) = match path.split_once("cursor=").map(|(_, cursor)| cursor) {
            None => (things(0..2), "\"a b&c\""),
            Some("a%20b%26c") => (things(2..3), "null"),
            other => panic!("{other:?}"),
        };
        (
            String::new(),
            format!("{{\"results\": {list}, \"metadata\": {{\"nextCursor\": {next}}}}}"),
        )
    });
    let all = client(&url).api().get_cursors().items().collect().await?;
    assert_eq!(ids(&all), [0, 1, 2]);

    let (url, seen) = serve(|_| {
        (
            String::new(),
            format!(
                "{{\"results\": {}, \"metadata\": {{\"nextCursor\": \"again\"}}}}",
                things(0..1)
            ),
        )
    });
    let all = client(&url).api().get_cursors().items().collect().await?;
    assert_eq!(
        (all.len(), seen.lock().unwrap().len()),
        (2, 2),
        "a circle is walked once"
    );
    Ok(())
}

/// Only a list whose pages are counted ends with an empty one.
#[tokio::test]
async fn an_empty_page_with_a_cursor_is_not_the_end() -> Result<(), Error> {
    let (url, seen) = serve(|path| {
        let (list, next) = match number(path, "cursor") {
            None => (things(0..1), "\"1\""),
            Some(1) => (things(0..0), "\"2\""),
            _ => (things(1..3), "null"),
        };
        let body = format!("{{\"results\": {list}, \"metadata\": {{\"nextCursor\": {next}}}}}");
        (String::new(), body)
    });
    let all = client(&url).api().get_cursors().items().collect().await?;
    assert_eq!((ids(&all), seen.lock().unwrap().len()), (vec![0, 1, 2], 3));
    Ok(())
}

#[tokio::test]
async fn pages_are_numbered_from_where_the_description_says() -> Result<(), Error> {
    let (url, seen) = serve(|path| {
        let page = number(path, "page").unwrap_or(0);
        let list = things(page * 2..page * 2 + 2);
        (String::new(), format!("{{\"entities\": {list}, \"pageCount\": 3}}"))
    });
    let all = client(&url).api().get_zero().items().collect().await?;
    assert_eq!(ids(&all), [0, 1, 2, 3, 4, 5]);
    assert_eq!(*seen.lock().unwrap(), ["/zero", "/zero?page=1", "/zero?page=2"]);
    Ok(())
}

#[tokio::test]
async fn the_id_of_the_last_element_is_a_cursor() -> Result<(), Error> {
    let (url, seen) = serve(|path| {
        let body = match path.contains("starting_after") {
            false => "{\"data\": [{\"id\": \"a\"}, {\"id\": \"b/c\"}], \"has_more\": true}",
            true => "{\"data\": [{\"id\": \"d\"}], \"has_more\": false}",
        };
        (String::new(), body.to_owned())
    });
    let all = client(&url).api().get_last().items().collect().await?;
    assert_eq!(
        all.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(),
        ["a", "b/c", "d"]
    );
    assert_eq!(*seen.lock().unwrap(), ["/last", "/last?starting_after=b%2Fc"]);
    Ok(())
}

#[tokio::test]
async fn pages_are_numbered_in_the_body() -> Result<(), Error> {
    let (url, bodies) = serve_bodies(|body| {
        let page = body["paging"]["pageNumber"].as_u64().unwrap_or(1);
        let list = if page < 3 { things(page..page + 1) } else { things(0..0) };
        format!("{{\"found\": {list}, \"totals\": [1]}}")
    });
    let request = LookupRequest::new("q").paging(LookupRequestPaging::default().page_size(1));
    let all = client(&url).api().lookup(&request).items().collect().await?;
    assert_eq!(ids(&all), [1, 2]);
    let sent: Vec<serde_json::Value> = [None, Some(2), Some(3)]
        .into_iter()
        .map(|page| match page {
            None => serde_json::json!({"query": "q", "paging": {"pageSize": 1}}),
            Some(page) => serde_json::json!({"query": "q", "paging": {"pageSize": 1, "pageNumber": page}}),
        })
        .collect();
    assert_eq!(*bodies.lock().unwrap(), sent);
    Ok(())
}

/// `.items()` is `.pages()` flattened: what is no page is an error for both.
#[tokio::test]
async fn a_page_that_is_none_is_an_error() {
    for second in [
        "<html>",
        "{\"data\": [{\"id\": \"x\"}",
        "",
        "{\"error\": \"gone\"}",
        "[]",
        "{\"data\": {}, \"has_more\": false}",
    ] {
        let (url, _) = serve(move |path| {
            let body = match path.contains("starting_after") {
                false => "{\"data\": [{\"id\": \"a\"}], \"has_more\": true}",
                true => second,
            };
            (String::new(), body.to_owned())
        });
        let client = client(&url);
        let mut items = client.api().get_last().items();
        assert_eq!(items.next().await.unwrap().unwrap().id, "a");
        let error = items.next().await.expect(second).expect_err(second);
        assert!(matches!(error, Error::Decode(_)), "{second}: {error}");
        assert_eq!(items.token().map(ToString::to_string).as_deref(), Some("a"), "{second}");
        assert!(items.next().await.is_none());
        let mut pages = client.api().get_last().pages();
        assert!(pages.next().await.unwrap().is_ok());
        assert!(matches!(pages.next().await, Some(Err(Error::Decode(_)))), "{second}");
        assert!(pages.next().await.is_none() && pages.token().is_some());
    }
}

/// The elements of a last page are there, though it lacks what leads on, which every page should have.
#[tokio::test]
async fn a_last_page_may_lack_what_leads_on() -> Result<(), Error> {
    let (url, seen) = serve(|path| {
        let body = match number(path, "cursor") {
            None => format!("{{\"things\": {}, \"after\": {{\"cursor\": \"1\"}}}}", things(0..1)),
            Some(_) => format!("{{\"things\": {}}}", things(1..3)),
        };
        (String::new(), body)
    });
    let all = client(&url).api().get_nested().items().collect().await?;
    assert_eq!(ids(&all), [0, 1, 2]);
    assert_eq!(*seen.lock().unwrap(), ["/nested", "/nested?cursor=1"]);

    let (url, _) = serve(|_| (String::new(), "{\"things\": [], \"after\": {\"cursor\": {}}}".to_owned()));
    let error = client(&url).api().get_nested().items().collect().await;
    assert!(matches!(error, Err(Error::Decode(_))), "what leads on must be readable");
    Ok(())
}

#[tokio::test]
async fn pages_may_begin_with_a_byte_order_mark() -> Result<(), Error> {
    let (url, _) = serve(|path| {
        let (_, body) = numbered(path);
        (String::new(), format!("\u{feff}{body}"))
    });
    assert_eq!(client(&url).api().get_numbers().items().collect().await?.len(), 6);
    Ok(())
}

#[tokio::test]
async fn elements_go_on_inside_of_a_page() -> Result<(), Error> {
    let (url, _) = serve(numbered);
    let client = client(&url);
    for taken in 0..6 {
        let mut items = client.api().get_numbers().items();
        for _ in 0..taken {
            items.next().await.unwrap()?;
        }
        let Some(token) = items.token().map(ToString::to_string) else {
            assert!(taken == 0 || taken == 6, "{taken}");
            continue;
        };
        drop(items);
        let Ok(token) = token.parse::<PageToken>();
        let rest = client
            .api()
            .get_numbers()
            .items()
            .resume(token.clone())
            .collect()
            .await?;
        assert_eq!(ids(&rest), (taken..6).collect::<Vec<i64>>());
        let page = client.api().get_numbers().pages().resume(token).next().await.unwrap()?;
        assert_eq!(page.value().page_number, Some(taken / 2 + 1), "a page is never cut");
    }
    Ok(())
}

/// A cursor that looks like a token of ours is one of the service.
#[tokio::test]
async fn any_cursor_is_kept() -> Result<(), Error> {
    let (url, seen) = serve(|path| {
        let next = if path.contains("cursor=") { "null" } else { "\"#1#x\"" };
        let body = format!(
            "{{\"results\": {}, \"metadata\": {{\"nextCursor\": {next}}}}}",
            things(0..2)
        );
        (String::new(), body)
    });
    let client = client(&url);
    let mut pages = client.api().get_cursors().pages();
    pages.next().await.unwrap()?;
    let Ok(token) = pages.token().unwrap().to_string().parse::<PageToken>();
    assert_eq!(
        client.api().get_cursors().items().resume(token).collect().await?.len(),
        2
    );
    assert_eq!(seen.lock().unwrap()[1], "/cursors?cursor=%231%23x");
    Ok(())
}

#[tokio::test]
async fn addresses_below_the_clients_and_never_another_host() -> Result<(), Error> {
    let (url, seen) = serve(|path| {
        let next = match number(path, "after") {
            None => ", \"nextUri\": \"/addresses?after=1\"",
            Some(_) => "",
        };
        (String::new(), format!("{{\"items\": {}{next}}}", things(0..2)))
    });
    let gateway = client(&format!("{url}/gateway"));
    assert_eq!(
        gateway
            .api()
            .get_addresses()
            .page_size(2)
            .items()
            .collect()
            .await?
            .len(),
        4
    );
    assert_eq!(
        *seen.lock().unwrap(),
        ["/gateway/addresses?pageSize=2", "/gateway/addresses?after=1"]
    );

    let (url, seen) = serve(|_| {
        (
            String::new(),
            format!(
                "{{\"items\": {}, \"nextUri\": \"https://elsewhere.example/x\"}}",
                things(0..1)
            ),
        )
    });
    let mut pages = client(&url).api().get_addresses().pages();
    assert!(pages.next().await.unwrap().is_ok());
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(
        matches!(error, Error::Request(_)) && error.to_string().contains("another host"),
        "{error}"
    );
    assert!(pages.next().await.is_none() && pages.token().is_some());
    assert_eq!(seen.lock().unwrap().len(), 1);

    // Nor where it comes from outside, as a place to go on from.
    let Ok(token) = "https://elsewhere.example/x".parse::<PageToken>();
    let mut pages = client(&url).api().get_addresses().pages().resume(token);
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("another host"), "{error}");
    assert_eq!(seen.lock().unwrap().len(), 1);
    Ok(())
}

#[tokio::test]
async fn cursors_and_addresses_go_on_where_they_were_left() -> Result<(), Error> {
    let (url, seen) = serve(|path| {
        let next = match path {
            "/cursors" => "{\"nextCursor\": \"c 1\"}",
            _ => "{}",
        };
        let next_uri = if path == "/addresses" {
            ", \"nextUri\": \"/addresses?after=1\""
        } else {
            ""
        };
        let list = things(0..2);
        (
            String::new(),
            format!("{{\"results\": {list}, \"items\": {list}, \"metadata\": {next}{next_uri}}}"),
        )
    });
    let client = client(&url);
    let mut pages = client.api().get_cursors().pages();
    pages.next().await.unwrap()?;
    let Ok(token) = pages.token().unwrap().to_string().parse::<PageToken>();
    let rest = client.api().get_cursors().items().resume(token).collect().await?;
    let mut pages = client.api().get_addresses().pages();
    pages.next().await.unwrap()?;
    let Ok(token) = pages.token().unwrap().to_string().parse::<PageToken>();
    let more = client.api().get_addresses().items().resume(token).collect().await?;
    assert_eq!((rest.len(), more.len()), (2, 2));
    let expected = ["/cursors", "/cursors?cursor=c%201", "/addresses", "/addresses?after=1"];
    assert_eq!(*seen.lock().unwrap(), expected);
    Ok(())
}

#[tokio::test]
async fn links_and_offsets() -> Result<(), Error> {
    let (url, seen) = serve(|path| {
        let link = match number(path, "page") {
            None => "Link: </first>; rel=\"first\", </links?page=2&x=%3E>; rel=\"last next\"\r\n",
            Some(_) => "Link: </links>; rel=\"prev\"\r\n",
        };
        (link.to_owned(), things(0..2))
    });
    assert_eq!(client(&url).api().get_links().items().collect().await?.len(), 4);
    assert_eq!(*seen.lock().unwrap(), ["/links", "/links?page=2&x=%3E"]);

    let (url, seen) = serve(|path| {
        let rows = if number(path, "offset") == Some(2) {
            "[\"c\"]"
        } else {
            "[\"a\", \"b\"]"
        };
        (String::new(), format!("{{\"rows\": {rows}, \"total\": 3}}"))
    });
    assert_eq!(
        client(&url).api().get_offsets().items().collect().await?,
        ["a", "b", "c"]
    );
    assert_eq!(*seen.lock().unwrap(), ["/offsets", "/offsets?offset=2"]);
    Ok(())
}

#[tokio::test]
async fn what_is_configured_goes_before_what_is_recognized() -> Result<(), Error> {
    let (url, seen) = serve(|path| {
        let list = if number(path, "from") == Some(2) {
            "[]".to_owned()
        } else {
            things(0..2)
        };
        (String::new(), format!("{{\"first\": [\"x\"], \"second\": {list}}}"))
    });
    assert_eq!(client(&url).api().get_configured().items().collect().await?.len(), 2);
    assert_eq!(*seen.lock().unwrap(), ["/configured", "/configured?from=2"]);
    Ok(())
}

#[test]
fn what_only_looks_like_pages_has_none() {
    /// Gives every call a method of this name. One of its own would go before it.
    trait Unpaged: Sized {
        fn pages(&self) -> &'static str {
            "none"
        }
    }
    impl<T> Unpaged for T {}
    let client = client("http://localhost:1");
    assert_eq!(
        client.api().get_unasked().pages(),
        "none",
        "there is no way to ask for a page"
    );
    assert_eq!(client.api().get_not().pages(), "none", "the configuration says so");
}

#[test]
fn pages_and_items_without_an_asynchronous_program() -> Result<(), Error> {
    use subject::blocking::{Wait, Waiting};
    let (url, _) = serve(numbered);
    let client = client(&url);
    let items: Result<Vec<Thing>, Error> = Waiting::new(client.api().get_numbers().items()).collect();
    assert_eq!(ids(&items?), [0, 1, 2, 3, 4, 5]);
    let all = client.api().get_numbers().page_number(2).items().collect().wait()?;
    assert_eq!(ids(&all), [2, 3, 4, 5]);
    let mut pages = client.api().get_numbers().pages();
    let first = Waiting::new(&mut pages).next().unwrap()?;
    assert_eq!(first.value().page_count, Some(3));
    assert_eq!(Waiting::new(pages).count(), 2);
    Ok(())
}

#[tokio::test]
async fn an_element_that_cannot_be_read_is_named() {
    let (url, _) = serve(|_| {
        (
            String::new(),
            "{\"entities\": [{\"id\": 1}, {\"id\": \"x\"}, {\"id\": 3}]}".to_owned(),
        )
    });
    let mut items = client(&url).api().get_numbers().items();
    assert!(items.next().await.unwrap().is_ok());
    match items.next().await.unwrap() {
        Err(Error::Decode(error)) => assert_eq!(error.path(), "entities[1].id"),
        other => panic!("{other:?}"),
    }
    assert_eq!(items.next().await.unwrap().unwrap().id, 3, "the list goes on");
}
