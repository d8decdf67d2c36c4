//! Calls of programs that are not asynchronous.
#![cfg(feature = "blocking")]

mod support;

use purecloud_platform_client::blocking::{Wait, Waiting};
use purecloud_platform_client::{Client, Error};
use support::faults::{Fault, FaultServer};
use support::{TOKEN, oauth_client};

/// A server on threads of its own, as the program has none for it.
fn server() -> (tokio::runtime::Runtime, FaultServer) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let server = runtime.block_on(FaultServer::script([Fault::Good(oauth_client().to_string())]));
    (runtime, server)
}

fn client(server: &FaultServer) -> Client {
    Client::builder()
        .base_url(&server.url)
        .access_token(TOKEN)
        .build()
        .unwrap()
}

#[test]
fn the_same_calls_are_waited_for() -> Result<(), Error> {
    let (_runtime, server) = server();
    let client = client(&server);
    assert_eq!(client.oauth().get_oauth_client("1").wait()?.name, "ci-bot");
    let answer = client
        .oauth()
        .get_oauth_client("2")
        .header("X-Own", "1")
        .send()
        .wait()?;
    assert_eq!(answer.status().as_u16(), 200);
    assert!(
        !client
            .oauth()
            .get_oauth_client("3")
            .send_raw()
            .wait()?
            .into_value()
            .is_empty()
    );
    assert_eq!(server.seen()[1].header("x-own"), Some("1"));
    let stream = futures_util::stream::iter([Ok(1), Err(client.oauth().get_oauth_client("..").wait().unwrap_err())]);
    assert_eq!(Waiting::new(stream).filter_map(Result::ok).collect::<Vec<_>>(), [1]);
    Ok(())
}

#[test]
fn many_threads_share_a_client() {
    let (_runtime, server) = server();
    let client = client(&server);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..10 {
                    client.oauth().get_oauth_client("1").wait().unwrap();
                }
            });
        }
    });
    assert_eq!(server.count(), 80);
}

#[test]
fn inside_of_an_asynchronous_program_it_is_an_error() {
    let (runtime, server) = server();
    let client = client(&server);
    let error = runtime.block_on(async { client.oauth().get_oauth_client("1").wait().unwrap_err() });
    assert!(
        matches!(error, Error::Config(_)) && error.to_string().contains("`.await`"),
        "{error}"
    );
    assert_eq!(server.count(), 0);
    client.oauth().get_oauth_client("1").wait().unwrap();
}
