//! Logins on devices that have no browser, seen from the server. Runs in the crate that is made of `security-device.yaml`.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use subject::{Client, ClientBuilder, DeviceLogin, Error};

/// A request to the login server or the API, and when it came.
#[derive(Clone, Debug)]
struct Seen {
    target: String,
    authorization: Option<String>,
    form: BTreeMap<String, String>,
    at: Instant,
}

/// A server that gives a code, and answers one thing after the other to questions for the token. Where it is to answer nothing,
/// it closes the connection.
struct Server {
    url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    fn start(code: &'static str, tokens: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let log = seen.clone();
        std::thread::spawn(move || {
            let mut tokens = tokens.iter();
            for stream in listener.incoming().flatten() {
                let Some(request) = read(&stream) else { continue };
                log.lock().unwrap().push(request.clone());
                let answer = match request.target.as_str() {
                    "POST /device" => json(code),
                    "POST /token" => match *tokens.next().unwrap_or(&"") {
                        "" => continue,
                        body => json(body),
                    },
                    _ => "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".to_owned(),
                };
                let _ = (&stream).write_all(answer.as_bytes());
            }
        });
        Self { url, seen }
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .base_url(&self.url)
            .token_url(format!("{}/token", self.url))
            .timeout(Duration::from_secs(5))
    }

    async fn login(&self, builder: &ClientBuilder) -> Result<DeviceLogin, Error> {
        builder.device_login("tv").device_url(format!("{}/device", self.url)).await
    }

    /// The requests for tokens.
    fn asked(&self) -> Vec<Seen> {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|seen| seen.target == "POST /token").cloned().collect()
    }

    /// What the requests to the API were sent with.
    fn sent(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        let calls = seen.iter().filter(|seen| seen.target.starts_with("GET"));
        calls.filter_map(|seen| seen.authorization.clone()).collect()
    }
}

fn read(mut stream: &TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let text = loop {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8(bytes.clone()).unwrap();
        let length = header(&text, "content-length").map_or(0, |length| length.parse().unwrap());
        if text.split_once("\r\n\r\n").is_some_and(|(_, body)| body.len() >= length) {
            break text;
        }
    };
    let (head, body) = text.split_once("\r\n\r\n")?;
    Some(Seen {
        target: head.lines().next()?.trim_end_matches(" HTTP/1.1").to_owned(),
        authorization: header(head, "authorization"),
        form: url::form_urlencoded::parse(body.as_bytes()).into_owned().collect(),
        at: Instant::now(),
    })
}

fn header(head: &str, name: &str) -> Option<String> {
    let mut pairs = head.lines().filter_map(|line| line.split_once(": "));
    let found = pairs.find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.to_owned())
}

/// An answer in JSON: a refusal where it has an error.
fn json(body: &str) -> String {
    let status = if body.contains("\"error\"") { "400 Bad Request" } else { "200 OK" };
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

const CODE: &str = r#"{"device_code": "device-code-1", "user_code": "WDJB-MJHT", "interval": 1, "expires_in": 600,
    "verification_uri": "https://example.com/device", "verification_uri_complete": "https://example.com/device?c=WDJB-MJHT"}"#;
const PENDING: &str = r#"{"error": "authorization_pending"}"#;
const SLOW_DOWN: &str = r#"{"error": "slow_down"}"#;
const SHORT: &str = r#"{"access_token": "t-1", "token_type": "bearer", "expires_in": 1, "refresh_token": "r-1"}"#;
const LONG: &str = r#"{"access_token": "t-2", "token_type": "bearer", "expires_in": 3600, "refresh_token": "r-2"}"#;
const ALONE: &str = r#"{"access_token": "t-3", "token_type": "bearer", "expires_in": 1}"#;

fn gap(requests: &[Seen], index: usize) -> Duration {
    requests[index + 1].at - requests[index].at
}

fn code_of(error: &Error) -> &str {
    match error {
        Error::Auth(error) => error.code().unwrap_or_default(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_login_and_the_renewal_after_it() -> Result<(), Error> {
    let server = Server::start(CODE, &[PENDING, SHORT, LONG]);
    let builder = server.builder().scopes(["profile"]).token_parameter("audience", "api");
    let begun = Instant::now();
    let mut login = server.login(&builder).await?;
    assert_eq!(login.user_code(), "WDJB-MJHT");
    assert_eq!(login.verification_uri(), "https://example.com/device");
    let complete = login.verification_uri_complete().map(|uri| uri.expose_secret().to_owned());
    assert_eq!(complete.as_deref(), Some("https://example.com/device?c=WDJB-MJHT"));
    assert!(login.expires_in() > Duration::from_secs(590));
    let shown = format!("{login:?}");
    assert!(!shown.contains("device-code-1") && !shown.contains("WDJB"), "{shown}");
    login.answer().await?;
    login.answer().await?;

    let seen = server.seen.lock().unwrap().clone();
    assert_eq!(seen[0].form["client_id"], "tv");
    assert_eq!(seen[0].form["scope"], "profile");
    assert_eq!(seen[0].form["audience"], "api");
    let asked = server.asked();
    assert_eq!(asked.len(), 2, "once there is a token, nothing more is asked");
    assert!(asked[0].at - begun >= Duration::from_millis(990), "not before the first interval is over");
    for request in &asked {
        assert_eq!(request.form["grant_type"], "urn:ietf:params:oauth:grant-type:device_code");
        assert_eq!(request.form["device_code"], "device-code-1");
        assert_eq!(request.form["client_id"], "tv");
        assert_eq!(request.form["audience"], "api");
        assert!(!request.form.contains_key("scope") && request.authorization.is_none(), "{request:?}");
    }
    assert!(gap(&asked, 0) >= Duration::from_millis(990), "{:?}", gap(&asked, 0));

    let client = builder.device_login_answer(login)?.build()?;
    assert!(format!("{client:?}").contains("DeviceCode([redacted])"), "{client:?}");
    client.api().get_me().await?;
    tokio::time::sleep(Duration::from_millis(1050)).await;
    client.api().get_me().await?;
    client.api().get_me().await?;
    assert_eq!(server.sent(), ["Bearer t-1", "Bearer t-2", "Bearer t-2"]);
    let renewal = &server.asked()[2];
    assert_eq!((renewal.form["grant_type"].as_str(), renewal.form["refresh_token"].as_str()), ("refresh_token", "r-1"));
    Ok(())
}

#[tokio::test]
async fn a_token_without_a_refresh_token_is_used_once() -> Result<(), Error> {
    let server = Server::start(CODE, &[ALONE]);
    let builder = server.builder();
    let request = builder.device_login("tv").client_secret("tv-secret");
    let mut login = request.device_url(format!("{}/device", server.url)).await?;
    login.answer().await?;
    let basic = server.seen.lock().unwrap()[0].authorization.clone();
    assert_eq!(basic.as_deref(), Some("Basic dHY6dHYtc2VjcmV0"));
    let client = builder.device_login_answer(login)?.build()?;
    client.api().get_me().await?;
    tokio::time::sleep(Duration::from_millis(1050)).await;
    let error = client.api().get_me().await.unwrap_err();
    assert_eq!(code_of(&error), "login_required");
    Ok(())
}

#[tokio::test]
async fn a_service_that_is_asked_too_often_is_asked_less_often() -> Result<(), Error> {
    let server = Server::start(CODE, &[SLOW_DOWN, PENDING, LONG]);
    let builder = server.builder();
    let mut login = server.login(&builder).await?;
    login.answer().await?;
    let asked = server.asked();
    for index in 0..2 {
        let pause = gap(&asked, index);
        let expected = Duration::from_millis(5990)..Duration::from_millis(7500);
        assert!(expected.contains(&pause), "{pause:?}: five seconds more, for good");
    }
    Ok(())
}

#[tokio::test]
async fn questions_without_an_answer_come_less_often() -> Result<(), Error> {
    let server = Server::start(CODE, &["", "", PENDING, LONG]);
    let builder = server.builder();
    let mut login = server.login(&builder).await?;
    login.answer().await?;
    let asked = server.asked();
    assert_eq!(asked.len(), 4);
    for (index, seconds) in [2, 4, 1].into_iter().enumerate() {
        let pause = gap(&asked, index);
        let expected = Duration::from_millis(seconds * 1000 - 10)..Duration::from_millis(seconds * 1000 + 900);
        assert!(expected.contains(&pause), "{pause:?} before question {}", index + 2);
    }
    Ok(())
}

#[tokio::test]
async fn a_user_who_refuses() -> Result<(), Error> {
    let server = Server::start(CODE, &[PENDING, r#"{"error": "access_denied", "error_description": "not device-code-1"}"#]);
    let builder = server.builder();
    let mut login = server.login(&builder).await?;
    let error = login.answer().await.unwrap_err();
    assert_eq!(code_of(&error), "access_denied");
    assert!(!error.is_retryable() && error.to_string().contains("not [redacted]"), "{error}");
    assert_eq!(server.asked().len(), 2);
    let error = builder.device_login_answer(login).unwrap_err();
    assert!(error.to_string().contains("not answered yet"), "{error}");
    Ok(())
}

#[tokio::test]
async fn codes_that_expire() -> Result<(), Error> {
    // As the service says, before the time that it gave.
    let server = Server::start(CODE, &[r#"{"error": "expired_token"}"#]);
    let builder = server.builder();
    let error = server.login(&builder).await?.answer().await.unwrap_err();
    assert_eq!(code_of(&error), "expired_token");

    // As the client knows, whatever the service says.
    let short = r#"{"device_code": "d", "user_code": "u", "verification_uri": "https://example.com/d", "interval": 0, "expires_in": 3}"#;
    for (answers, has_source) in [([PENDING; 3], false), ([""; 3], true)] {
        let server = Server::start(short, Box::leak(Box::new(answers)));
        let builder = server.builder();
        let mut login = server.login(&builder).await?;
        let begun = Instant::now();
        let error = login.answer().await.unwrap_err();
        assert_eq!(code_of(&error), "expired_token");
        assert_eq!(std::error::Error::source(&error).is_some(), has_source, "what kept it from an answer: {error:?}");
        let time = begun.elapsed();
        assert!((2900..4000).contains(&time.as_millis()), "{time:?}");
        assert!((1..=2).contains(&server.asked().len()), "a service that names no interval is not hammered");
        assert_eq!(login.expires_in(), Duration::ZERO);
    }
    Ok(())
}

#[tokio::test]
async fn a_wait_that_is_dropped_can_be_taken_up() -> Result<(), Error> {
    let server = Server::start(CODE, &[PENDING, LONG]);
    let builder = server.builder();
    let mut login = server.login(&builder).await?;
    // Given up again and again, between the questions and within them.
    let begun = Instant::now();
    while tokio::time::timeout(Duration::from_millis(70), login.answer()).await.is_err() {
        assert!(begun.elapsed() < Duration::from_secs(20));
    }
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    assert!(gap(&asked, 0) >= Duration::from_millis(930), "{:?}: the pace is kept", gap(&asked, 0));
    let task = tokio::spawn(async move { login.answer().await });
    task.await.unwrap()
}

#[test]
fn a_program_that_is_not_asynchronous() -> Result<(), Error> {
    use subject::blocking::Wait;
    let server = Server::start(CODE, &[PENDING, LONG]);
    let builder = server.builder();
    let mut login = builder.device_login("tv").device_url(format!("{}/device", server.url)).wait()?;
    login.answer().wait()?;
    builder.device_login_answer(login)?.build()?.api().get_me().wait()?;
    assert_eq!(server.sent(), ["Bearer t-2"]);
    Ok(())
}

#[tokio::test]
async fn what_keeps_a_login_from_beginning() {
    let refused = Server::start(r#"{"error": "invalid_client", "error_description": "no tv"}"#, &[]);
    let error = refused.login(&refused.builder()).await.unwrap_err();
    assert!(error.to_string().contains("the endpoint for devices refused (invalid_client: no tv)"), "{error}");
    let other = Server::start(r#"{"hello": "world"}"#, &[]);
    let error = other.login(&other.builder()).await.unwrap_err();
    assert!(error.to_string().contains("could not be read"), "{error}");

    let config = async |builder: ClientBuilder, url: Option<&str>| {
        let request = builder.device_login("tv");
        let request = match url {
            Some(url) => request.device_url(url),
            None => request,
        };
        assert!(!format!("{request:?}").contains("secret"));
        match request.await {
            Err(Error::Config(error)) => error.to_string(),
            other => panic!("{other:?}"),
        }
    };
    let base = || Client::builder().base_url("https://gateway.example");
    assert!(config(base(), None).await.contains("`device_url`"), "a code is not asked for elsewhere than the rest");
    let half = config(base(), Some("https://gateway.example/device")).await;
    assert!(half.contains("`token_url`"), "{half}");
    let plain = config(Client::builder(), Some("http://login.example.com/device")).await;
    assert!(plain.contains("allow_http"), "{plain}");
}
