//! What several programs use.

use subject::Error;

/// Why a request is not sent.
pub fn refused(result: Result<(), Error>) -> String {
    match result {
        Err(Error::Request(error)) => {
            let text = error.to_string();
            text.split_once(": the request cannot be sent: ").unwrap().1.to_owned()
        }
        other => panic!("the request went out: {other:?}"),
    }
}
