//! The files that crates have unchanged: those of the runtime, as far as the API needs them.

use super::parts::Parts;

macro_rules! runtime_file {
    ($path:literal) => {
        (
            concat!("src/runtime/", $path),
            include_str!(concat!("../../../templates/runtime/", $path)),
        )
    };
}

/// What stands in place of the flows of OAuth 2 where there are none: the rest of the runtime asks it for tokens.
const NO_FLOWS: &str = include_str!("../../../templates/absent/flows.rs");

/// Path in the crate and text of each file of the runtime that a crate with these parts has.
pub(super) fn files(parts: Parts) -> impl Iterator<Item = (&'static str, &'static str)> {
    let files = FILES.iter().copied().filter(move |(path, _)| parts.have(path));
    files.map(move |(path, text)| match path {
        "src/runtime/flows.rs" if !parts.flows => (path, NO_FLOWS),
        _ => (path, text),
    })
}

/// Path in the crate and text of each file of `templates/runtime`.
const FILES: &[(&str, &str)] = &[
    runtime_file!("address.rs"),
    runtime_file!("api_error.rs"),
    runtime_file!("attempt.rs"),
    runtime_file!("auth.rs"),
    runtime_file!("auth_error.rs"),
    runtime_file!("authentication.rs"),
    runtime_file!("blocking.rs"),
    runtime_file!("body.rs"),
    runtime_file!("builder.rs"),
    runtime_file!("byte_stream.rs"),
    runtime_file!("call.rs"),
    runtime_file!("client.rs"),
    runtime_file!("clock.rs"),
    runtime_file!("codec/candidate.rs"),
    runtime_file!("codec/compare.rs"),
    runtime_file!("codec/copy.rs"),
    runtime_file!("codec/decode.rs"),
    runtime_file!("codec/encode.rs"),
    runtime_file!("codec/field.rs"),
    runtime_file!("codec/head.rs"),
    runtime_file!("codec/held.rs"),
    runtime_file!("codec/input.rs"),
    runtime_file!("codec/limits.rs"),
    runtime_file!("codec/macros.rs"),
    runtime_file!("codec/members.rs"),
    runtime_file!("codec/newtype.rs"),
    runtime_file!("codec/object.rs"),
    runtime_file!("codec/order.rs"),
    runtime_file!("codec/output.rs"),
    runtime_file!("codec/mod.rs"),
    runtime_file!("codec/sample.rs"),
    runtime_file!("codec/scalars.rs"),
    runtime_file!("codec/slot.rs"),
    runtime_file!("codec/source.rs"),
    runtime_file!("codec/text.rs"),
    runtime_file!("codec/union.rs"),
    runtime_file!("codec/values.rs"),
    runtime_file!("codec/whole.rs"),
    runtime_file!("connection.rs"),
    runtime_file!("credentials.rs"),
    runtime_file!("custom.rs"),
    runtime_file!("device.rs"),
    runtime_file!("environment.rs"),
    runtime_file!("error.rs"),
    runtime_file!("event_parser.rs"),
    runtime_file!("event_stream.rs"),
    runtime_file!("flows.rs"),
    runtime_file!("form_value.rs"),
    runtime_file!("header.rs"),
    runtime_file!("info.rs"),
    runtime_file!("job.rs"),
    runtime_file!("json_lines.rs"),
    runtime_file!("limiter.rs"),
    runtime_file!("login.rs"),
    runtime_file!("middleware.rs"),
    runtime_file!("multipart.rs"),
    runtime_file!("network.rs"),
    runtime_file!("oauth.rs"),
    runtime_file!("options.rs"),
    runtime_file!("pages.rs"),
    runtime_file!("policies.rs"),
    runtime_file!("poll.rs"),
    runtime_file!("querystring.rs"),
    runtime_file!("random.rs"),
    runtime_file!("reconnect.rs"),
    runtime_file!("redirect.rs"),
    runtime_file!("request.rs"),
    runtime_file!("response.rs"),
    runtime_file!("retry.rs"),
    runtime_file!("secret.rs"),
    runtime_file!("servers.rs"),
    runtime_file!("shape.rs"),
    runtime_file!("style.rs"),
    runtime_file!("testing.rs"),
    runtime_file!("token.rs"),
    runtime_file!("transport.rs"),
    runtime_file!("tuples.rs"),
    runtime_file!("walk.rs"),
];
