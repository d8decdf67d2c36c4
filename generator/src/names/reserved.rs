//! Names that items of a description may not have, by where they would stand.

/// Types that generated models use by their short name, or that the prelude gives them.
pub(super) const MODEL_RESERVED: &[&str] = &[
    "Option",
    "Vec",
    "String",
    "Result",
    "Box",
    "Some",
    "None",
    "Ok",
    "Err",
    "Into",
    "From",
    "AsRef",
    "BTreeMap",
    "DateTime",
    "Utc",
    "NaiveDate",
    "Value",
    "Field",
    "Base64",
    "Secret",
    "Member",
    "Slot",
    "Ref",
    "Default",
];

/// Features that mean something by themselves, in every crate or in those of this generator.
pub(super) const FEATURE_RESERVED: &[&str] = &["default", "full", "blocking", "rustls", "test-util", OTHER_MODELS];

/// The feature of types that no operation needs.
pub(super) const OTHER_MODELS: &str = "other-models";

/// File names that a model or an operation group may not have, on some system or in the crate itself.
pub(super) const FILE_RESERVED: &[&str] = &[
    // Those of the crate itself come first: pages may have them.
    "mod",
    "lib",
    "main",
    "con",
    "prn",
    "aux",
    "nul",
    "com1",
    "com2",
    "com3",
    "com4",
    "com5",
    "com6",
    "com7",
    "com8",
    "com9",
    "lpt1",
    "lpt2",
    "lpt3",
    "lpt4",
    "lpt5",
    "lpt6",
    "lpt7",
    "lpt8",
    "lpt9",
    "core",
    "std",
    "alloc",
    "test",
    "models",
    "runtime",
    "api",
    "chrono",
    "serde",
    "serde_json",
    "readme",
];

/// What every operation's module uses by its short name.
pub(super) const CALL_RESERVED: &[&str] = &[
    "Option",
    "Vec",
    "String",
    "Result",
    "Box",
    "Some",
    "None",
    "Ok",
    "Err",
    "Into",
    "From",
    "AsRef",
    "Client",
    "Request",
    "Response",
    "Operation",
    "Method",
    "ErrorCode",
    "Error",
    "Style",
    "Statuses",
    "BTreeMap",
    "DateTime",
    "Utc",
    "NaiveDate",
    "Value",
    "Bytes",
    "Base64",
    "Secret",
    "Debug",
    "Default",
    "IntoIterator",
    "Security",
];

/// Methods that every call has, and what its methods and arguments are called inside.
pub(super) const PARAM_RESERVED: &[&str] = &[
    "request",
    "header",
    "query",
    "base_url",
    "timeout",
    "send",
    "send_raw",
    "with",
    "pages",
    "items",
    "wait_for_end",
    "into_future",
    "clone",
];

/// Methods that the runtime gives the client.
pub(super) const CLIENT_RESERVED: &[&str] = &[
    "new",
    "builder",
    "base_url",
    "from_inner",
    "request",
    "clone",
    "from_env",
    "execute",
    "inner",
    "drop",
    "default",
];

/// Methods that the runtime gives the settings, and such as it may come to have.
pub(super) const BUILDER_RESERVED: &[&str] = &[
    "new",
    "build",
    "api_url",
    "service_url",
    "token_endpoint",
    "flow_token_url",
    "gateway",
    "tokens_url",
    "described_url",
    "server_variable",
    "with_flow_settings",
    "with_grant",
    "begin_login",
    "check_url",
    "clone",
    "default",
    "from_env",
    "domain",
    "region",
    "base_url",
    "token_url",
    "access_token",
    "authorize_url",
    "client_credentials",
    "refresh_token",
    "saml2_bearer",
    "login",
    "login_without_pkce",
    "login_answer",
    "device_login",
    "device_login_answer",
    "token_provider",
    "token_store",
    "token_parameter",
    "basic_auth",
    "credential",
    "scopes",
    "timeout",
    "connect_timeout",
    "user_agent",
    "header",
    "query",
    "cookie",
    "allow_http",
    "replace_server",
    "validate",
    "http_client",
    "apply",
    "retry",
    "retry_budget",
    "attempt_timeout",
    "max_response_size",
    "max_concurrency",
    "requests_per_second",
    "with_limiter",
    "middleware",
    "proxy",
    "root_certificates",
    "only_these_root_certificates",
    "client_certificate",
    "http1_only",
    "http2_only",
];

#[cfg(test)]
mod tests {
    use super::{BUILDER_RESERVED, CLIENT_RESERVED};

    /// The functions of a type in a file of the runtime, private ones included: they clash like the others.
    fn functions(file: &str, of: &str) -> Vec<String> {
        let file = syn::parse_file(file).expect("the runtime is Rust");
        let mut names = Vec::new();
        for item in file.items {
            let syn::Item::Impl(item) = item else { continue };
            let is_of_type = matches!(&*item.self_ty, syn::Type::Path(path) if path.path.is_ident(of));
            if is_of_type && item.trait_.is_none() {
                names.extend(item.items.into_iter().filter_map(|item| match item {
                    syn::ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
                    _ => None,
                }));
            }
        }
        names
    }

    #[test]
    fn methods_of_the_runtime_are_reserved() {
        let client = functions(include_str!("../../../templates/runtime/client.rs"), "Client");
        let builder = [
            include_str!("../../../templates/runtime/authentication.rs"),
            include_str!("../../../templates/runtime/builder.rs"),
            include_str!("../../../templates/runtime/connection.rs"),
            include_str!("../../../templates/runtime/device.rs"),
            include_str!("../../../templates/runtime/environment.rs"),
            include_str!("../../../templates/runtime/flows.rs"),
            include_str!("../../../templates/runtime/policies.rs"),
            include_str!("../../../templates/runtime/servers.rs"),
        ];
        let builder: Vec<_> = builder
            .iter()
            .flat_map(|file| functions(file, "ClientBuilder"))
            .collect();
        assert!(client.contains(&"base_url".to_owned()) && builder.contains(&"build".to_owned()));
        for (names, reserved) in [(client, CLIENT_RESERVED), (builder, BUILDER_RESERVED)] {
            for name in names {
                assert!(reserved.contains(&name.as_str()), "`{name}` is not reserved");
            }
        }
    }
}
