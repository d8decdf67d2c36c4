//! What must not compile, does not: a call without a required argument, a model without a required member.
//!
//! The programs are given to the compiler that built this test, against the crate as it was built for it. A library for
//! such tests compares the compiler's words too, which would tie the tests to one version of it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;
use std::{env, fs};

/// A program around the statements of a case.
fn program(statements: &str) -> String {
    format!(
        "use purecloud_platform_client::{{Client, models::*}};\n\
         pub async fn run(client: Client, body: OAuthClientRequest) {{ {statements} }}\n"
    )
}

/// The crate as it was built for this test: the newest, should there be several.
fn library() -> (PathBuf, PathBuf) {
    let folder = env::current_exe().unwrap().parent().unwrap().to_owned();
    let libraries = fs::read_dir(&folder).unwrap().filter_map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name()?.to_str()?;
        let built = fs::metadata(&path).ok()?.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        (name.starts_with("libpurecloud_platform_client-") && name.ends_with(".rlib")).then_some((built, path))
    });
    let (_, library) = libraries.max().expect("the crate was built");
    (folder, library)
}

/// What the compiler says of a program; nothing if it compiles.
fn compile(name: &str, statements: &str) -> Option<String> {
    let (folder, library) = library();
    let output = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&output).unwrap();
    let source = output.join("program.rs");
    fs::write(&source, program(statements)).unwrap();
    let result = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args([
            "--edition=2024",
            "--crate-type=lib",
            "--emit=metadata",
            "--crate-name=program",
            "-L",
        ])
        .arg(format!("dependency={}", folder.display()))
        .arg("--extern")
        .arg(format!("purecloud_platform_client={}", library.display()))
        .arg("--out-dir")
        .arg(&output)
        .arg(&source)
        .output()
        .unwrap();
    (!result.status.success()).then(|| String::from_utf8_lossy(&result.stderr).into_owned())
}

#[test]
fn a_complete_call_compiles() {
    let statements = "let _ = client.oauth().get_oauth_client(\"x\").await; let _ = client.oauth().put_oauth_client(\"x\", &body).await; \
         let _ = OAuthClientRequest::new(\"x\", AuthorizedGrantType::Code);";
    assert_eq!(compile("complete", statements), None);
}

#[test]
fn what_must_not_compile() {
    let cases = [
        (
            "no-path-parameter",
            "let _ = client.oauth().get_oauth_client().await;",
            "E0061",
        ),
        ("no-body", "let _ = client.oauth().post_oauth_clients().await;", "E0061"),
        (
            "half-of-the-arguments",
            "let _ = client.oauth().put_oauth_client(\"x\").await;",
            "E0061",
        ),
        (
            "wrong-body",
            "let _ = client.oauth().post_oauth_clients(\"x\").await;",
            "E0308",
        ),
        ("no-required-member", "let _ = OAuthClientRequest::new(\"x\");", "E0061"),
        (
            "literal",
            "let _ = RoleDivision { role_id: String::new(), division_id: String::new() };",
            "E0639",
        ),
        ("read-only-setter", "let _ = body.id(\"x\");", "E0599"),
        (
            "secret-in-display",
            "async { match client.oauth().get_oauth_client(\"x\").await { Ok(c) => println!(\"{}\", c.secret.unwrap()), _ => {} } }.await;",
            "E0277",
        ),
    ];
    for (name, statements, code) in cases {
        let errors = compile(name, statements).unwrap_or_else(|| panic!("{name} compiles"));
        assert!(errors.contains(&format!("error[{code}]")), "{name}: {errors}");
    }
}
