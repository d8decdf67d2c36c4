//! The program of the README, in a crate outside the workspace: it compiles without a warning as it stands, and runs
//! against a server.

use std::fs;

use xtask::places;
use xtask::scratch::{Scratch, Targets};

/// The README's program: the Rust code that has a `main`.
fn readme_program() -> String {
    let readme = fs::read_to_string(places::workspace().join("README.md")).unwrap();
    let blocks = readme.split("```rust\n").skip(1);
    let mut codes = blocks.map(|block| block.split("```").next().unwrap_or_default());
    codes.find(|code| code.contains("fn main")).unwrap().to_owned()
}

const MANIFEST: &str = r#"
[package]
name = "consumer"
version = "0.1.0"
edition = "2024"
publish = false

[dependencies]
purecloud-platform-client = { path = "GENERATED" }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }

[dev-dependencies]
serde_json = "1"
tokio = { version = "1", features = ["process"] }
wiremock = "0.6"
"#;

/// Runs the program that talks to a local server, and asserts what the server was asked and what was printed.
const TEST: &str = r##"
use serde_json::json;
use wiremock::matchers::{body_json, body_string_contains, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

#[tokio::test]
async fn the_program_does_what_it_says() {
    let server = MockServer::start().await;
    let answer = json!({
        "id": "new", "name": "ci-bot", "authorizedGrantType": "CLIENT-CREDENTIALS", "secret": "s",
    });
    let token = json!({"access_token": "granted", "token_type": "bearer", "expires_in": 3600});
    Mock::given(method("POST")).and(path("/oauth/token")).and(body_string_contains("grant_type=client_credentials"))
        .respond_with(ResponseTemplate::new(200).set_body_json(token)).expect(1).mount(&server).await;
    Mock::given(method("POST")).and(path("/api/v2/oauth/clients")).and(header("Authorization", "Bearer granted"))
        .and(body_json(json!({
            "name": "ci-bot", "authorizedGrantType": "CLIENT-CREDENTIALS", "description": "nightly jobs",
            "accessTokenValiditySeconds": 3600,
        })))
        .respond_with(ResponseTemplate::new(200).set_body_json(&answer)).expect(1).mount(&server).await;
    Mock::given(method("GET")).and(path("/api/v2/oauth/clients/new")).and(header("ININ-Correlation-Id", "42"))
        .respond_with(ResponseTemplate::new(200).set_body_json(&answer)).expect(1).mount(&server).await;
    let missing = json!({"status": 404, "code": "not.found", "message": "No."});
    Mock::given(method("DELETE")).and(path("/api/v2/oauth/clients/nope"))
        .respond_with(ResponseTemplate::new(404).insert_header("ININ-Correlation-Id", "c-1").set_body_json(missing))
        .expect(1).mount(&server).await;

    let program = tokio::process::Command::new(env!("CARGO_BIN_EXE_local"))
        .env("SERVER", server.uri())
        .output();
    let output = program.await.unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    assert_eq!(out, "200 OK ci-bot\n");
    assert_eq!(err, "404 Not Found Some(\"not.found\") Some(\"c-1\")\n");
}
"##;

#[test]
fn the_program_of_the_readme() {
    let scratch = Scratch::new("consumer");
    let root = scratch.member("consumer");
    let program = format!("#![deny(warnings)]\n\n{}", readme_program());
    // The region is the one thing that has to be another to reach a local server.
    let here = ".base_url(server()).token_url(format!(\"{}/oauth/token\", server())).allow_http(true)";
    let local = program
        .replace(".region(Region::UsEast1)", here)
        .replace(", Region,", ",")
        + "\nfn server() -> String {\n    std::env::var(\"SERVER\").unwrap_or_default()\n}\n";
    assert!(local.contains(here), "the program names a region");
    let generated = places::default_out().display().to_string().replace('\\', "/");
    let manifest = MANIFEST.replace("GENERATED", &generated);
    for folder in ["src/bin", "tests"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    for (file, text) in [
        ("Cargo.toml", manifest.as_str()),
        ("src/main.rs", &program),
        ("src/bin/local.rs", &local),
        ("tests/run.rs", TEST),
    ] {
        fs::write(root.join(file), text).unwrap();
    }
    scratch.set_members(&["consumer"]).unwrap();
    let checked = scratch.check(&["consumer"], Targets::All).unwrap();
    assert!(checked.is_clean(), "{:#?}", checked);
    scratch
        .test("consumer")
        .unwrap()
        .unwrap_or_else(|output| panic!("{output}"));
}
