//! What operations authenticate with, seen from the server. Runs in the crate that is made of `security-every.yaml`.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use subject::{Client, ClientBuilder, Error};

const KEY: &str = "key/of+the header=";
const QUERY_KEY: &str = "query key&1";
const COOKIE_KEY: &str = "c00kie+key==";

type Answer = fn(&str) -> String;

/// A server that answers each request by its text, and takes them down.
struct Server {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answer: impl Fn(&str) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let request = read(&stream);
                if !request.is_empty() {
                    seen.lock().unwrap().push(request.clone());
                    let _ = (&stream).write_all(answer(&request).as_bytes());
                }
            }
        });
        Self { url, requests }
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder().base_url(&self.url)
    }

    /// The requests so far, which are then forgotten.
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.requests.lock().unwrap())
    }

    fn only(&self) -> String {
        let mut requests = self.take();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests.remove(0)
    }
}

/// A request without a body, or with a short one.
fn read(mut stream: &TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    while !bytes.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(count) if count > 0 => bytes.extend_from_slice(&buffer[..count]),
            _ => break,
        }
    }
    String::from_utf8(bytes).unwrap()
}

const DONE: Answer = |_| "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".to_owned();

fn json(status: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

fn redirect(location: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

/// The first line of a request without the version, and the credentials in its headers.
fn credentials(request: &str) -> (String, Vec<String>) {
    let mut lines = request.lines();
    let target = lines.next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
    let names = ["authorization:", "cookie:", "x-api-key:"];
    let of_headers = lines.filter(|line| names.iter().any(|name| line.to_lowercase().starts_with(name)));
    let mut found: Vec<String> = of_headers.map(str::to_owned).collect();
    found.sort();
    (target, found)
}

fn sent(server: &Server, target: &str, headers: &[&str]) {
    let (line, found) = credentials(&server.only());
    assert_eq!(
        (line.as_str(), found),
        (target, headers.iter().map(|&text| text.to_owned()).collect())
    );
}

/// A client with everything.
fn full(server: &Server) -> Client {
    let settings = server
        .builder()
        .access_token("the-token")
        .basic_auth("user", "pass:word")
        .header_key(KEY)
        .query_key(QUERY_KEY)
        .cookie_key(COOKIE_KEY)
        .admin_bearer("the-admin-token")
        .http_token("digits");
    settings.build().unwrap()
}

#[tokio::test]
async fn each_scheme() -> Result<(), Error> {
    let server = Server::start(DONE);
    let client = full(&server);
    let api = client.api();
    api.get_header().await?;
    sent(&server, "GET /header", &["x-api-key: key/of+the header="]);
    api.get_query().page(2).await?;
    sent(&server, "GET /query?page=2&api%20key=query%20key%261", &[]);
    api.get_cookie().theme("dark").await?;
    sent(&server, "GET /cookie", &["cookie: theme=dark; session=c00kie+key=="]);
    api.get_basic().await?;
    sent(&server, "GET /basic", &["authorization: Basic dXNlcjpwYXNzOndvcmQ="]);
    api.get_bearer().await?;
    sent(&server, "GET /bearer", &["authorization: Bearer the-token"]);
    api.get_admin().await?;
    sent(&server, "GET /admin", &["authorization: Bearer the-admin-token"]);
    api.get_token().await?;
    sent(&server, "GET /token", &["authorization: Token digits"]);
    api.get_oauth().await?;
    sent(&server, "GET /oauth", &["authorization: Bearer the-token"]);
    api.get_open_id().await?;
    sent(&server, "GET /open-id", &["authorization: Bearer the-token"]);
    api.get_tls().await?;
    sent(&server, "GET /tls", &[]);
    api.get_none().await?;
    sent(&server, "GET /none", &[]);
    Ok(())
}

#[tokio::test]
async fn combinations_and_alternatives() -> Result<(), Error> {
    let server = Server::start(DONE);
    let client = full(&server);
    client.api().get_both().await?;
    sent(
        &server,
        "GET /both",
        &["authorization: Bearer the-token", "x-api-key: key/of+the header="],
    );
    client.api().get_either().await?;
    sent(&server, "GET /either?api%20key=query%20key%261", &[]);
    client.api().get_optional().await?;
    sent(&server, "GET /optional", &["x-api-key: key/of+the header="]);

    let client = server.builder().access_token("t").build()?;
    client.api().get_either().await?;
    sent(&server, "GET /either", &["authorization: Bearer t"]);
    client.api().get_optional().await?;
    sent(&server, "GET /optional", &[]);
    // A half of what is needed: the service is to decide.
    client.api().get_both().await?;
    sent(&server, "GET /both", &["authorization: Bearer t"]);
    client.api().get_header().await?;
    sent(&server, "GET /header", &[]);

    let client = server.builder().build()?;
    client.api().get_either().await?;
    sent(&server, "GET /either", &[]);
    Ok(())
}

#[tokio::test]
async fn what_the_caller_sets_by_hand_comes_first() -> Result<(), Error> {
    let server = Server::start(DONE);
    let client = full(&server);
    client.api().get_bearer().header("Authorization", "Bearer mine").await?;
    sent(&server, "GET /bearer", &["authorization: Bearer mine"]);
    client.api().get_both().header("X-Api-Key", "mine").await?;
    sent(
        &server,
        "GET /both",
        &["authorization: Bearer the-token", "x-api-key: mine"],
    );
    client.api().get_query().query("api key", "mine").await?;
    sent(&server, "GET /query?api%20key=mine", &[]);
    client.api().get_cookie().header("Cookie", "session=mine").await?;
    sent(&server, "GET /cookie", &["cookie: session=mine"]);
    Ok(())
}

#[tokio::test]
async fn client_credentials_go_to_the_address_of_their_flow() -> Result<(), Error> {
    let server = Server::start(|request| match request.starts_with("POST /token ") {
        true => json("200 OK", r#"{"access_token": "granted", "token_type": "bearer"}"#),
        false => DONE(request),
    });
    let settings = server.builder().token_url(format!("{}/token", server.url));
    let client = settings.client_credentials("id", "client-secret").build()?;
    client.api().get_oauth().await?;
    let requests = server.take();
    assert_eq!(requests.len(), 2);
    assert_eq!(credentials(&requests[1]).1, ["authorization: Bearer granted"]);
    Ok(())
}

#[tokio::test]
async fn a_refusal_says_what_the_client_has_not() {
    let server = Server::start(|_| json("401 Unauthorized", r#"{"message": "no key"}"#));
    let client = server.builder().access_token("t").build().unwrap();
    match client.api().get_both().await {
        Err(Error::Api(error)) => {
            assert_eq!(error.missing_credentials(), ["headerKey"]);
            assert!(
                error
                    .to_string()
                    .ends_with("no key (the client has no credentials for headerKey)"),
                "{error}"
            );
        }
        other => panic!("{other:?}"),
    }
    match full(&server).api().get_both().await {
        Err(Error::Api(error)) => assert!(error.missing_credentials().is_empty()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn keys_do_not_go_to_another_origin() -> Result<(), Error> {
    let target = Server::start(DONE);
    let url = target.url.clone();
    // An address that carries on everything it was called with.
    let server = Server::start(move |request| {
        let path = request.split(' ').nth(1).unwrap();
        match path.starts_with("/stay") {
            true => DONE(request),
            false => redirect(&format!("{url}{path}")),
        }
    });
    let client = full(&server);
    client.api().get_query().page(2).await?;
    assert_eq!(
        credentials(&server.only()).0,
        "GET /query?page=2&api%20key=query%20key%261"
    );
    sent(&target, "GET /query?page=2", &[]);
    client.api().get_header().await?;
    client.api().get_cookie().await?;
    for request in target.take() {
        assert!(credentials(&request).1.is_empty(), "{request}");
    }

    // On the same origin they go along.
    let server = Server::start(|request| match request.starts_with("GET /stay") {
        true => DONE(request),
        false => redirect("/stay?x=1"),
    });
    full(&server).api().get_query().await?;
    assert_eq!(
        credentials(&server.take()[1]).0,
        "GET /stay?x=1&api%20key=query%20key%261"
    );
    Ok(())
}

#[tokio::test]
async fn nothing_shows_a_secret() {
    let server = Server::start(|request| {
        let told: String = request.chars().filter(|character| *character != '"').collect();
        json(
            "403 Forbidden",
            &format!("{{\"message\": \"{}\"}}", told.replace("\r\n", " ")),
        )
    });
    let secrets = [
        "the-token",
        "pass:word",
        "dXNlcjpwYXNzOndvcmQ",
        KEY,
        QUERY_KEY,
        "query%20key%261",
        COOKIE_KEY,
        "the-admin-token",
        "digits",
    ];
    let hidden = |text: String| {
        for secret in secrets {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    };
    let settings = server
        .builder()
        .access_token("the-token")
        .basic_auth("user", "pass:word");
    hidden(format!("{:?}", settings.header_key(KEY).query_key(QUERY_KEY)));
    let client = full(&server);
    hidden(format!("{client:?}"));
    let api = client.api();
    hidden(format!("{:?}", api.get_query()));
    let results = [
        api.get_header().await,
        api.get_query().await,
        api.get_cookie().await,
        api.get_basic().await,
        api.get_bearer().await,
        api.get_admin().await,
        api.get_token().await,
    ];
    for result in results {
        let error = result.unwrap_err();
        assert!(error.to_string().contains("[redacted]"), "{error}");
        hidden(format!("{error} {error:?}"));
    }
}

#[test]
fn settings_that_cannot_be() {
    let refused = |settings: ClientBuilder, part: &str| {
        let error = settings.build().unwrap_err();
        assert!(
            matches!(error, Error::Config(_)) && error.to_string().contains(part),
            "{error}"
        );
    };
    refused(Client::builder().credential("nope", "x"), "no security scheme `nope`");
    refused(Client::builder().credential("basic", "x"), "`basic_auth`");
    refused(Client::builder().credential("tls", "x"), "`http_client`");
    refused(Client::builder().header_key("a\nb"), "cannot be sent in a header");
    refused(Client::builder().cookie_key("a; b=c"), "no cookie may have");
    refused(Client::builder().query_key(""), "is empty");
    refused(Client::builder().basic_auth("a:b", "x"), "colon");
}
