//! Variables of the service's address. Runs in the crate that is made of `servers.yaml`.

use subject::{Client, ClientBuilder};

fn url(builder: ClientBuilder) -> Result<String, String> {
    let client = builder.build().map_err(|error| error.to_string())?;
    Ok(client.base_url().to_string())
}

#[test]
fn variables_make_the_address() {
    assert_eq!(url(Client::builder()).unwrap(), "https://eu.example.com/v1");
    let set = Client::builder()
        .server_region("us")
        .server_port("8443")
        .server_base("v2/x");
    assert_eq!(url(set).unwrap(), "https://us.example.com:8443/v2/x");
    let last = Client::builder()
        .server_region("us")
        .server_region("eu")
        .server_base("v2");
    assert_eq!(url(last).unwrap(), "https://eu.example.com/v2");
    let gateway = Client::builder()
        .server_region("us")
        .base_url("https://gateway.example.com/api");
    assert_eq!(url(gateway).unwrap(), "https://gateway.example.com/api");
}

#[test]
fn what_cannot_stand_there_is_refused() {
    let refused = [
        (
            Client::builder().server_region("mars"),
            "`region` of the service's address is one of eu, us",
        ),
        (
            Client::builder().server_port("1/evil.com"),
            "`port` of the service's address has characters",
        ),
        (
            Client::builder().server_port("443@evil.com"),
            "`port` of the service's address has characters",
        ),
        (
            Client::builder().server_base("v1?x=y"),
            "`base` of the service's address has characters",
        ),
        (
            Client::builder().server_variable("x", "y"),
            "no variable `x`; it has: region, port, base",
        ),
    ];
    for (builder, message) in refused {
        let error = url(builder).unwrap_err();
        assert!(error.contains(message), "{error}");
    }
}
