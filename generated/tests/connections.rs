//! How the client gets to the service: certificates of its own, proxies, and versions of HTTP, each against a server that says
//! what it saw.

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use purecloud_platform_client::{Client, ClientBuilder, Error};
use support::faults::{Fault, answer, read};
use support::{TOKEN, oauth_client};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig, crypto};

type Key = rcgen::CertifiedKey<rcgen::KeyPair>;

/// What a server took down, a line for each thing it saw.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

fn made(name: &str) -> Key {
    rcgen::generate_simple_self_signed([name.to_owned()]).unwrap()
}

/// Certificate and key, as the client takes them.
fn pem(key: &Key) -> String {
    key.cert.pem() + &key.signing_key.serialize_pem()
}

fn good() -> Fault {
    Fault::Good(oauth_client().to_string())
}

fn builder(url: String) -> ClientBuilder {
    Client::builder()
        .base_url(url)
        .access_token(TOKEN)
        .proxy(None)
        .timeout(Duration::from_secs(20))
}

async fn call(client: ClientBuilder) -> Result<(), Error> {
    let client = client.build()?;
    client.oauth().get_oauth_client("1").await.map(drop)
}

/// A server with TLS, its port. It asks for a certificate where it is given one to trust, and speaks these protocols.
async fn tls_server(server: &Key, trusted: Option<&Key>, protocols: &[&str], log: Log) -> u16 {
    let provider = Arc::new(crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider.clone());
    let config = config.with_safe_default_protocol_versions().unwrap();
    let config = match trusted {
        Some(trusted) => {
            let mut roots = RootCertStore::empty();
            roots.add(trusted.cert.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            config.with_client_cert_verifier(verifier.build().unwrap())
        }
        None => config.with_no_client_auth(),
    };
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(server.signing_key.serialize_der()));
    let mut config = config.with_single_cert(vec![server.cert.der().clone()], key).unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let (acceptor, log) = (acceptor.clone(), log.clone());
            tokio::spawn(async move {
                let Ok(socket) = acceptor.accept(socket).await else {
                    log.add("no handshake");
                    return;
                };
                let (_, session) = socket.get_ref();
                let protocol = session
                    .alpn_protocol()
                    .map(|name| String::from_utf8_lossy(name).into_owned());
                let certificates = session.peer_certificates().map_or(0, <[_]>::len);
                log.add(format!("{} {certificates}", protocol.as_deref().unwrap_or("none")));
                match protocol.as_deref() {
                    Some("h2") => serve_http2(socket, log).await,
                    _ => serve_http1(socket).await,
                }
            });
        }
    });
    port
}

async fn serve_http1(mut socket: impl AsyncRead + AsyncWrite + Unpin) {
    while read(&mut socket).await.is_some() {
        if !answer(&mut socket, good()).await.unwrap_or(false) {
            return;
        }
    }
}

/// Takes down method and version of each request.
async fn serve_http2(socket: impl AsyncRead + AsyncWrite + Unpin, log: Log) {
    let mut connection = h2::server::handshake(socket).await.unwrap();
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        log.add(format!("{} {:?}", request.method(), request.version()));
        let head = http::Response::builder().header("content-type", "application/json");
        let mut body = respond.send_response(head.body(()).unwrap(), false).unwrap();
        body.send_data(Bytes::from(oauth_client().to_string()), true).unwrap();
    }
}

#[tokio::test]
async fn the_certificate_that_a_server_asks_for_is_shown() {
    let (server, own, other) = (made("localhost"), made("client"), made("somebody else"));
    let log = Log::default();
    let port = tls_server(&server, Some(&own), &[], log.clone()).await;
    let client = || builder(format!("https://localhost:{port}")).root_certificates(server.cert.pem());
    call(client().client_certificate(pem(&own))).await.unwrap();
    assert_eq!(log.lines(), ["none 1"]);

    for refused in [client(), client().client_certificate(pem(&other))] {
        let error = call(refused).await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
    }
    assert_eq!(log.lines(), ["none 1", "no handshake", "no handshake"]);

    let error = call(client().client_certificate("no PEM")).await.unwrap_err();
    assert!(error.to_string().contains("client certificate"), "{error}");
    let only_these = client().client_certificate(pem(&own)).only_these_root_certificates();
    call(only_these).await.unwrap();
}

#[tokio::test]
async fn the_version_of_http_is_the_servers_choice_unless_it_is_set() {
    let server = made("localhost");
    for (protocols, expected) in [(["h2", "http/1.1"], "h2"), (["http/1.1", "x"], "http/1.1")] {
        let log = Log::default();
        let port = tls_server(&server, None, &protocols, log.clone()).await;
        let client = builder(format!("https://localhost:{port}")).root_certificates(server.cert.pem());
        let client = client.build().unwrap();
        for _ in 0..3 {
            client.oauth().get_oauth_client("1").await.unwrap();
        }
        assert_eq!(log.lines()[0], format!("{expected} 0"));
        if expected == "h2" {
            assert_eq!(
                log.lines()[1..],
                ["GET HTTP/2.0"; 3],
                "all calls go over one connection"
            );
        }
    }
    let log = Log::default();
    let port = tls_server(&server, None, &["h2", "http/1.1"], log.clone()).await;
    let client = builder(format!("https://localhost:{port}")).root_certificates(server.cert.pem());
    call(client.http1_only()).await.unwrap();
    assert_eq!(log.lines(), ["http/1.1 0"]);
}

#[tokio::test]
async fn http_2_without_asking() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let log = Log::default();
    let served = log.clone();
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        serve_http2(socket, served).await;
    });
    call(builder(url).http2_only()).await.unwrap();
    assert_eq!(log.lines(), ["GET HTTP/2.0"]);
}

/// A proxy that takes down what it is asked for. What is not to be tunnelled it answers itself.
async fn proxy(log: Log) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let log = log.clone();
            tokio::spawn(async move {
                let Some((first, credentials)) = head(&mut socket).await else {
                    return;
                };
                log.add(format!("{first} {credentials}"));
                let Some(host) = first.strip_prefix("CONNECT ") else {
                    let _ = answer(&mut socket, good()).await;
                    return;
                };
                let mut server = TcpStream::connect(host).await.unwrap();
                socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut socket, &mut server).await;
            });
        }
    });
    port
}

/// Method and target of a request, and what it shows to the proxy. Nothing behind the head is read.
async fn head(socket: &mut TcpStream) -> Option<(String, String)> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(socket.read_u8().await.ok()?);
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let named = |line: &str| {
        let (name, value) = line.split_once(": ")?;
        let shown = name.eq_ignore_ascii_case("proxy-authorization");
        shown.then(|| value.to_owned())
    };
    let credentials = text.lines().find_map(named).unwrap_or_default();
    let first = text.lines().next()?.rsplit_once(' ')?.0.to_owned();
    assert!(
        !first.starts_with("CONNECT") || !text.contains(TOKEN),
        "the token is for the service"
    );
    Some((first, credentials))
}

#[tokio::test]
async fn requests_go_through_the_proxy_that_is_set() {
    let log = Log::default();
    let port = proxy(log.clone()).await;
    // Nobody else could answer for this host.
    let client = builder("http://api.localhost:1".to_owned()).proxy(format!("http://127.0.0.1:{port}").as_str());
    call(client).await.unwrap();
    let line = "GET http://api.localhost:1/api/v2/oauth/clients/1 ";
    assert_eq!(log.lines(), [line]);

    let server = made("localhost");
    let served = Log::default();
    let secure = tls_server(&server, None, &[], served.clone()).await;
    let client = || builder(format!("https://localhost:{secure}")).root_certificates(server.cert.pem());
    let with_password = format!("http://user:password@127.0.0.1:{port}");
    call(client().proxy(with_password.as_str())).await.unwrap();
    let tunnel = format!("CONNECT localhost:{secure} Basic dXNlcjpwYXNzd29yZA==");
    assert_eq!(log.lines(), [line, &tunnel]);

    call(client()).await.unwrap();
    assert_eq!(
        (log.lines().len(), served.lines().len()),
        (2, 2),
        "without it nothing does"
    );
    let error = call(client().proxy("http://user:password@[x")).await.unwrap_err();
    assert!(!format!("{error:?} {error}").contains("password"), "{error}");
}
