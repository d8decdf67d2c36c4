//! What the client does when a server or the network does what it should not: each fault by its name.

mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use purecloud_platform_client::{CallOptions, Client, ClientBuilder, Error, RetryPolicy};
use support::faults::{Fault, FaultServer, answer, read};
use support::{TOKEN, oauth_client};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

fn good() -> Fault {
    Fault::Good(oauth_client().to_string())
}

fn builder(server: &FaultServer) -> ClientBuilder {
    Client::builder()
        .base_url(&server.url)
        .access_token(TOKEN)
        .timeout(Duration::from_secs(20))
}

/// Repeats at once.
fn eager() -> RetryPolicy {
    RetryPolicy::standard().initial_delay(Duration::from_millis(2))
}

/// What one call of a reading operation gives, without and with repetitions.
async fn without_and_with_retry(fault: Fault) -> (Error, usize) {
    let server = FaultServer::script([fault.clone(), good()]).await;
    let client = builder(&server).build().unwrap();
    let error = client.oauth().get_oauth_client("1").await.unwrap_err();
    assert_eq!(
        server.seen().len(),
        1,
        "nothing is repeated unless it is asked for: {fault:?}"
    );

    let server = FaultServer::script([fault, good()]).await;
    let client = builder(&server).retry(eager()).build().unwrap();
    client.oauth().get_oauth_client("1").await.unwrap();
    (error, server.seen().len())
}

#[tokio::test]
async fn connections_that_break_are_transport_errors_and_are_repeated() {
    let body = oauth_client().to_string();
    let faults = [
        Fault::CutMidBody(body.clone()),
        Fault::CutMidChunk(body),
        Fault::Close,
        Fault::Reset,
        Fault::NoHttp,
    ];
    for fault in faults {
        let name = format!("{fault:?}");
        let (error, requests) = without_and_with_retry(fault).await;
        match &error {
            Error::Transport(transport) => assert!(!transport.is_connect(), "{name}: {error:?}"),
            other => panic!("{name}: {other:?}"),
        }
        assert!(error.is_retryable(), "{name}");
        // A library may repeat by itself what it knows the server has not looked at.
        assert_eq!(requests, 2, "{name}");
    }
}

#[tokio::test]
async fn a_body_longer_than_its_length_is_cut_there() {
    let body = oauth_client().to_string();
    let server = FaultServer::script([Fault::LengthTooShort(body, 20), good()]).await;
    let client = builder(&server).build().unwrap();
    let error = client.oauth().get_oauth_client("1").await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    // What is left of it is not the answer to the next call.
    client.oauth().get_oauth_client("2").await.unwrap();
}

#[tokio::test]
async fn a_slow_server_is_a_timeout_of_the_attempt_and_then_of_the_call() {
    let slow = Fault::After(Duration::from_secs(60), Box::new(good()));
    let server = FaultServer::script([slow.clone(), good()]).await;
    let client = builder(&server)
        .attempt_timeout(Duration::from_millis(100))
        .retry(eager())
        .build()
        .unwrap();
    client.oauth().get_oauth_client("1").await.unwrap();
    assert_eq!(server.seen().len(), 2);

    let server = FaultServer::script([slow]).await;
    let client = builder(&server).build().unwrap();
    let options = CallOptions::new()
        .attempt_timeout(Duration::from_millis(50))
        .retry(eager().max_attempts(2));
    let error = client.oauth().get_oauth_client("1").with(options).await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("50ms"), "{error}");
    assert_eq!(server.seen().len(), 2);

    let options = CallOptions::new().timeout(Duration::from_millis(120)).retry(eager());
    let begun = Instant::now();
    let error = client.oauth().get_oauth_client("1").with(options).await.unwrap_err();
    assert!(
        error.is_timeout() && begun.elapsed() < Duration::from_secs(10),
        "{error}"
    );
}

#[tokio::test]
async fn a_body_that_drips_is_held_to_the_time_of_the_attempt() {
    let drip = Fault::Drip(Duration::from_millis(20), oauth_client().to_string());
    let server = FaultServer::script([drip]).await;
    let client = builder(&server)
        .attempt_timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    let error = client.oauth().get_oauth_client("1").await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn ten_thousand_headers_are_refused() {
    let server = FaultServer::script([Fault::Headers(10_000, oauth_client().to_string())]).await;
    let error = builder(&server)
        .build()
        .unwrap()
        .oauth()
        .get_oauth_client("1")
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    let server = FaultServer::script([Fault::Headers(90, oauth_client().to_string())]).await;
    builder(&server)
        .build()
        .unwrap()
        .oauth()
        .get_oauth_client("1")
        .await
        .unwrap();
}

#[tokio::test]
async fn a_body_of_a_gigabyte_is_not_read() {
    for said in [true, false] {
        let server = FaultServer::script([Fault::Endless(1 << 30, said)]).await;
        let client = builder(&server)
            .max_response_size(8 << 20)
            .retry(eager())
            .build()
            .unwrap();
        let error = client.oauth().get_oauth_client("1").await.unwrap_err();
        assert!(
            matches!(&error, Error::Transport(transport) if transport.is_too_large()),
            "{error:?}"
        );
        assert!(!error.is_retryable());
        assert_eq!(server.seen().len(), 1, "it would be as large the next time");
    }
    let server = FaultServer::script([Fault::Endless(1000, true)]).await;
    let client = builder(&server).build().unwrap();
    let options = CallOptions::new().max_response_size(999);
    let error = client.oauth().get_oauth_client("1").with(options).await.unwrap_err();
    assert!(error.to_string().contains("too large"), "{error}");
}

#[tokio::test]
async fn the_error_of_a_body_without_end_is_its_status() {
    let body = vec![b'x'; 3 << 20];
    let server = FaultServer::script([Fault::Answer(500, Vec::new(), body)]).await;
    let error = builder(&server)
        .build()
        .unwrap()
        .oauth()
        .get_oauth_client("1")
        .await
        .unwrap_err();
    let error = error.api().unwrap_or_else(|| panic!("{error:?}"));
    assert_eq!((error.status().as_u16(), error.raw_body().len()), (500, 64 * 1024));
}

#[tokio::test]
async fn compressed_bodies_that_are_broken_or_bombs() {
    let gzip = || ("Content-Encoding", "gzip".to_owned());
    let broken = Fault::Answer(200, vec![gzip()], b"\x1f\x8b\x08\x00 this is not gzip".to_vec());
    let server = FaultServer::script([broken]).await;
    let error = builder(&server)
        .build()
        .unwrap()
        .oauth()
        .get_oauth_client("1")
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");

    // Four members of a hundred megabytes of zeros each, in half a megabyte.
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::copy(&mut std::io::Read::take(std::io::repeat(0), 200 << 20), &mut encoder).unwrap();
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 1 << 20);
    let server = FaultServer::script([Fault::Answer(200, vec![gzip()], bomb)]).await;
    let error = builder(&server)
        .build()
        .unwrap()
        .oauth()
        .get_oauth_client("1")
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Transport(transport) if transport.is_too_large()),
        "128 MiB are the limit of every client: {error:?}"
    );
}

#[tokio::test]
async fn invalid_utf_8_is_a_decoding_error() {
    let mut body = oauth_client().to_string().into_bytes();
    let place = body.windows(6).position(|window| window == b"ci-bot").unwrap();
    body[place] = 0xff;
    let server = FaultServer::script([Fault::Answer(200, Vec::new(), body)]).await;
    let error = builder(&server)
        .build()
        .unwrap()
        .oauth()
        .get_oauth_client("1")
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Decode(_)) && !error.is_retryable(), "{error:?}");
}

#[tokio::test]
async fn redirects_in_circles_and_to_other_origins() {
    let circle = Fault::Answer(302, vec![("Location", "/again".to_owned())], Vec::new());
    let server = FaultServer::script([circle]).await;
    let client = builder(&server).retry(eager()).build().unwrap();
    let error = client.oauth().get_oauth_client("1").await.unwrap_err();
    assert!(
        matches!(error, Error::Transport(_)) && !error.is_retryable(),
        "{error:?}"
    );
    assert_eq!(server.seen().len(), 10);

    let other = FaultServer::script([good()]).await;
    let away = Fault::Answer(307, vec![("Location", format!("{}/x", other.url))], Vec::new());
    let server = FaultServer::script([away]).await;
    builder(&server)
        .build()
        .unwrap()
        .oauth()
        .get_oauth_client("1")
        .await
        .unwrap();
    assert!(server.seen()[0].header("authorization").is_some());
    assert_eq!(other.seen()[0].header("authorization"), None);
}

/// A server with a certificate for this name, and that certificate in PEM.
async fn tls_server(name: &str) -> (u16, String) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let config =
        ServerConfig::builder_with_provider(Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut socket) = acceptor.accept(socket).await else {
                    return;
                };
                while read(&mut socket).await.is_some() {
                    if !answer(&mut socket, good()).await.unwrap_or(false) {
                        return;
                    }
                }
            });
        }
    });
    (port, made.cert.pem())
}

#[tokio::test]
async fn tls_with_a_wrong_name_or_an_unknown_root() {
    let (port, pem) = tls_server("localhost").await;
    let client = |host: &str, pem: Option<&str>| {
        let builder = Client::builder()
            .base_url(format!("https://{host}:{port}"))
            .access_token(TOKEN);
        let builder = builder.proxy(None).retry(eager());
        match pem {
            Some(pem) => builder.root_certificates(pem).build().unwrap(),
            None => builder.build().unwrap(),
        }
    };
    client("localhost", Some(&pem))
        .oauth()
        .get_oauth_client("1")
        .await
        .unwrap();
    for client in [client("127.0.0.1", Some(&pem)), client("localhost", None)] {
        match client.oauth().get_oauth_client("1").await {
            Err(Error::Transport(error)) => assert!(error.is_connect(), "{error:?}"),
            other => panic!("{other:?}"),
        }
    }
    let error = Client::builder().root_certificates("no PEM").build().unwrap_err();
    assert!(error.to_string().contains("no certificate"), "{error}");
}
