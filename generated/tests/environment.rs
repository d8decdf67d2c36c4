//! Settings from the environment and from a file. Each case is a process of its own, as the environment is.

mod support;

use std::process::Command;

use purecloud_platform_client::{Client, Error};

/// Runs [`child`] with an environment, and gives what it prints.
fn run(variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["child", "--exact", "--nocapture"])
        .env("HOME", std::env::temp_dir().join("nobody-lives-here"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GENESYSCLOUD")) {
        command.env_remove(name);
    }
    let output = command
        .env("CHILD", "1")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn child() {
    if std::env::var_os("CHILD").is_some() {
        match Client::from_env() {
            Ok(client) => {
                let builder = Client::builder().from_env().unwrap();
                let login = builder.login("app", "https://app.example/");
                let login = login.map_or_else(|error| error.to_string(), |(_, url)| url.to_string());
                println!("{} login at {login} {client:?}", client.base_url());
            }
            Err(error) => println!("{error}"),
        }
        let own = Client::builder()
            .from_env()
            .and_then(|builder| builder.domain("own.example").build());
        println!(
            "own {}",
            own.map_or_else(|error: Error| error.to_string(), |client| client.base_url().to_string())
        );
    }
}

/// What the service's own SDKs have in their documentation: a host, and a gateway.
const VENDORS: &str = "[logging]\nlog_level = trace\nlog_format = text\nhost = logs.example\n\n[reauthentication]\n\
    refresh_access_token = true\nrefresh_token_wait_max = 10\n\n[general]\nlive_reload_config = true\n\
    host = https://api.mypurecloud.ie\n";
const GATEWAY: &str = "\n[gateway]\nhost = gateway.example\nprotocol = https\nport = 1443\npath_params_login = for/login\n\
    path_params_api = /for-api/\nusername = not used\n";

/// Runs with a file of this text, credentials and more of an environment.
fn run_with(text: &str, more: &[(&str, &str)]) -> String {
    let path = file(&format!("vendor-{:?}", std::thread::current().id()), text);
    let settings = [
        ("GENESYSCLOUD_CLIENT_ID", "id"),
        ("GENESYSCLOUD_CLIENT_SECRET", "s-1"),
        ("GENESYSCLOUD_CONFIG", &path),
    ];
    let out = run(&[&settings, more].concat());
    std::fs::remove_file(path).unwrap();
    out
}

#[test]
fn a_host_of_something_else_is_not_the_services() {
    let out = run_with(
        "[proxy]\nhost = proxy.example\nport = 3128\nusername = u\npassword = p@ss\n",
        &[],
    );
    assert!(
        out.contains("https://api.mypurecloud.com/") && !out.contains("p@ss"),
        "{out}"
    );
    let out = run_with("[proxy]\nhost = not a host\n", &[]);
    assert!(out.contains("the proxy is no address"), "{out}");
    let out = run_with(
        "[proxy]\nhost = not a host\n",
        &[("GENESYSCLOUD_PROXY", "http://proxy.example:1")],
    );
    assert!(out.contains("https://api.mypurecloud.com/"), "{out}");
}

#[test]
fn files_as_the_vendors_sdks_read_them() {
    // The host of a region is that region, with its own tokens.
    let out = run_with(VENDORS, &[]);
    let expected = "https://api.mypurecloud.ie/ login at https://login.mypurecloud.ie/oauth/authorize";
    assert!(out.contains(expected), "{out}");
    let out = run_with(VENDORS, &[("GENESYSCLOUD_REGION", "eu-central-1")]);
    assert!(
        out.contains("https://api.mypurecloud.de/ login at https://login.mypurecloud.de"),
        "{out}"
    );

    let both = format!("{VENDORS}{GATEWAY}");
    let out = run_with(&both, &[]);
    let expected =
        "https://gateway.example:1443/for-api login at https://gateway.example:1443/for/login/oauth/authorize";
    assert!(out.contains(expected) && out.contains("ClientCredentials"), "{out}");
    let out = run_with(
        &both,
        &[
            ("GENESYSCLOUD_GATEWAY_PORT", "-1"),
            ("GENESYSCLOUD_GATEWAY_HOST", "other.example"),
        ],
    );
    assert!(
        out.contains("https://other.example/for-api login at https://other.example/for/login/"),
        "{out}"
    );
    let out = run_with(&both, &[("GENESYSCLOUD_GATEWAY_PROTOCOL", "http")]);
    assert!(out.contains("allow_http"), "{out}");
    let elsewhere = [
        ("GENESYSCLOUD_BASE_URL", "https://env.example"),
        ("GENESYSCLOUD_TOKEN_URL", "https://env.example/token"),
    ];
    assert!(
        run_with(&both, &elsewhere).contains("https://env.example/ "),
        "the environment goes first"
    );
}

fn file(name: &str, text: &str) -> String {
    let path = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_environment() {
    let out = run(&[]);
    assert!(
        out.contains("https://api.mypurecloud.com/") && out.contains("auth: []"),
        "{out}"
    );
    for region in ["eu-west-1", "mypurecloud.ie"] {
        let out = run(&[("GENESYSCLOUD_REGION", region)]);
        assert!(out.contains("https://api.mypurecloud.ie/"), "{out}");
    }
    let out = run(&[
        ("GENESYSCLOUD_DOMAIN", "new.example"),
        ("GENESYSCLOUD_ACCESS_TOKEN", "t-1"),
    ]);
    assert!(
        out.contains("https://api.new.example/") && out.contains("AccessToken") && !out.contains("t-1"),
        "{out}"
    );
    assert!(
        out.contains("own https://api.own.example/"),
        "what the program sets goes first: {out}"
    );
    let both = [
        ("GENESYSCLOUD_OAUTHCLIENT_ID", "id"),
        ("GENESYSCLOUD_OAUTHCLIENT_SECRET", "s-1"),
    ];
    let out = run(&both);
    assert!(out.contains("ClientCredentials") && !out.contains("s-1"), "{out}");
    let out = run(&both[..1]);
    assert!(out.contains("`GENESYSCLOUD_CLIENT_SECRET` is not set"), "{out}");
    let out = run(&[("GENESYSCLOUD_TIMEOUT", "soon")]);
    assert!(out.contains("`GENESYSCLOUD_TIMEOUT` is no number of seconds"), "{out}");
    let out = run(&[("GENESYSCLOUD_BASE_URL", "http://plain.example")]);
    assert!(out.contains("allow_http"), "{out}");
}

#[test]
fn a_file_goes_behind_the_environment() {
    let ini = "; comment\n[authentication]\nclient_id = id\nclient_secret = s-1\n\n[host]\nhost = api.file.example\n\
               token_url = https://login.file.example/oauth/token\n";
    let toml = "# comment\n[authentication]\nclient-id = \"id\" # mine\nclient-secret = 's-1'\n\n[host]\n\
                base-url = \"https://api.file.example\"\ntoken-url = \"https://login.file.example/oauth/token\"\nnew = 1\n";
    for (name, text) in [("ini", ini), ("toml", toml)] {
        let path = file(name, text);
        let out = run(&[("GENESYSCLOUD_CONFIG", &path)]);
        assert!(
            out.contains("https://api.file.example/") && out.contains("ClientCredentials"),
            "{name}: {out}"
        );
        let out = run(&[
            ("GENESYSCLOUD_CONFIG", &path),
            ("GENESYSCLOUD_BASE_URL", "https://env.example"),
        ]);
        assert!(out.contains("https://env.example/"), "{name}: {out}");
        std::fs::remove_file(path).unwrap();
    }
    let out = run(&[("GENESYSCLOUD_CONFIG", "/nowhere/at/all")]);
    assert!(out.contains("/nowhere/at/all cannot be read"), "{out}");
}

#[test]
fn the_file_in_the_home() {
    let home = std::env::temp_dir().join(format!("home-{}", std::process::id()));
    std::fs::create_dir_all(home.join(".genesyscloudsdk")).unwrap();
    std::fs::write(home.join(".genesyscloudsdk/config"), "[host]\nregion = eu-central-1\n").unwrap();
    let out = run(&[("HOME", home.to_str().unwrap())]);
    assert!(out.contains("https://api.mypurecloud.de/"), "{out}");
    std::fs::remove_dir_all(home).unwrap();
}
