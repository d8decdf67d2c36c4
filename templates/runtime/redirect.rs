//! Which redirects are followed, and what goes along.
//!
//! The HTTP library follows none by itself: it would send a body that holds secrets to whatever host an answer names.

use http::{HeaderMap, Method, StatusCode, header};
use url::Url;

use super::body::{Payload, UploadProgress};

/// How many redirects are followed for one request.
pub(super) const LIMIT: usize = 10;

/// What a redirect changes of a request.
#[derive(Clone)]
pub(super) struct Step {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Payload,
    /// What is told how much of the body has gone out.
    pub(super) progress: Option<UploadProgress>,
}

impl Step {
    /// The request that an answer asks for, or none where it is not followed: then the answer is an error.
    ///
    /// Only reading requests go to another origin, and without anything but `Accept` and `User-Agent`. A request that
    /// changes something is sent again only where the answer says so (307, 308) and the origin is the same. QUERY reads, but
    /// has a body, so that it stays with its origin, too. A stream that
    /// was sent is gone, and the request is not repeated.
    pub(super) fn next(&self, status: StatusCode, answer: &HeaderMap) -> Option<Self> {
        let url = self.url.join(answer.get(header::LOCATION)?.to_str().ok()?).ok()?;
        let same_origin = url.origin() == self.url.origin();
        let reading = self.method == Method::GET || self.method == Method::HEAD;
        let querying = self.method.as_str() == "QUERY";
        let see_other = status == StatusCode::SEE_OTHER;
        let follow = match status.as_u16() {
            301 | 302 => reading || (querying && same_origin),
            303 => true,
            307 | 308 => reading || same_origin,
            _ => false,
        };
        let downgrade = self.url.scheme() == "https" && url.scheme() != "https";
        let gone = !see_other && !self.body.is_repeatable();
        if !follow || gone || downgrade || !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        let mut headers = self.headers.clone();
        if !same_origin {
            headers = [header::ACCEPT, header::USER_AGENT]
                .into_iter()
                .filter_map(|name| self.headers.get(&name).cloned().map(|value| (name, value)))
                .collect();
        }
        if see_other {
            headers.remove(header::CONTENT_TYPE);
        }
        let method = if see_other && !reading {
            Method::GET
        } else {
            self.method.clone()
        };
        let body = if see_other { Payload::None } else { self.body.clone() };
        Some(Self {
            method,
            url,
            headers,
            body,
            progress: self.progress.clone(),
        })
    }
}
