//! Lists of OpenAPI 2.0 in paths, headers and headers of responses. Runs in the crate that is made of
//! `v2-collection-format.yaml`.

mod support;

use subject::{Error, headers};
use support::{Recorder, refused};

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[tokio::test]
async fn paths_and_headers() -> Result<(), Error> {
    let server = Recorder::start("", "");
    let things = server.client.things();
    let call = things.get_paths(strings(&["a", "b|c"]), &[1, 2], strings(&["a", "b"]), strings(&["a,b", "/"]));
    let call = call.x_pipes(strings(&["a", "b"])).x_ssv(strings(&["a", "b"]));
    call.x_tsv(&[1.5, 2.0]).x_csv(strings(&["a", "b"])).await?;
    assert_eq!(server.line(), "GET /paths/a%7Cb%7Cc/1%202/a%09b/a%2Cb,%2F");
    assert_eq!(server.header("x-pipes").as_deref(), Some("a|b"));
    assert_eq!(server.header("x-ssv").as_deref(), Some("a b"));
    assert_eq!(server.header("x-tsv").as_deref(), Some("1.5\t2"));
    assert_eq!(server.header("x-csv").as_deref(), Some("a,b"));
    let one = || strings(&["a"]);
    let refusal = refused(things.get_paths(one(), &[1], one(), one()).x_ssv(strings(&["a", ""])).await);
    assert!(refusal.contains("white space"), "{refusal}");
    Ok(())
}

#[tokio::test]
async fn queries() -> Result<(), Error> {
    let server = Recorder::start("", "");
    let call = server.client.things().get_things(strings(&["a", "b"])).csv(&[1, 2]);
    let call = call.ssv(strings(&["a", "b"])).tsv(strings(&["a", "b"]));
    call.pipes(strings(&["a", "b"])).await?;
    assert_eq!(server.line(), "GET /things/a,b?csv=1,2&ssv=a%20b&tsv=a%09b&pipes=a%7Cb");
    Ok(())
}

#[tokio::test]
async fn headers_of_responses() -> Result<(), Error> {
    let lists = "X-Pipes: 1|2\r\nX-Pipes: 3\r\nX-Ssv: a b,c\r\nX-Tsv: red\tblue\tpink\r\nX-Csv: a, b|c\r\nX-List: a,b\r\n";
    let server = Recorder::start(lists, "");
    let one = || strings(&["a"]);
    let response = server.client.things().get_paths(one(), &[1], one(), one()).send().await?;
    assert_eq!(response.typed_header(headers::X_PIPES_PIPES)?, Some(vec![1, 2, 3]));
    assert_eq!(response.typed_header(headers::X_SSV)?, Some(strings(&["a", "b,c"])));
    let colors = response.typed_header(headers::X_TSV)?.unwrap();
    let colors: Vec<&str> = colors.iter().map(|color| color.as_str()).collect();
    assert_eq!(colors, ["red", "blue", "pink"]);
    assert_eq!(response.typed_header(headers::X_CSV)?, Some(strings(&["a", "b|c"])));
    assert_eq!(response.typed_header(headers::X_LIST)?, Some(strings(&["a", "b"])));
    Ok(())
}
