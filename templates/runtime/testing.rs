//! [`FakeService`]: a service that a program's own tests script, without a network.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::builder::ClientBuilder;
use super::client::Client;
use super::codec::{Codec, sample};
use super::error::{Error, TimeoutError, TransportError};
use super::middleware::{Attempt, BoxedFuture, Middleware, Next};
use super::request::header_pair;
use super::response::OpenResponse;

/// A value of a model for tests: every required member is there with some value of its type, the first known one where it
/// is an enum; optional ones are left out. Set what a test is about with the model's own setters.
///
/// Values keep to the limits that the description sets on members that are sent: bounds, lengths, numbers of elements. Patterns
/// are not looked at.
///
/// # Errors
///
/// Where a type takes no value that could be thought of.
pub fn sample_of<T: Codec>() -> Result<T, super::codec::Error> {
    sample::sample()
}

/// A service that is scripted by operation and takes down what it is asked.
///
/// Its clients are like all others, but that nothing is sent: an answer is taken from the script, in order, and the last one
/// of an operation is given again and again. A call of an operation that nothing was scripted for is an
/// [`Error::Request`] that says so. Repetitions, time limits and middleware work as they do on the network; credentials are
/// not asked for.
#[derive(Clone, Default)]
pub struct FakeService {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    script: BTreeMap<String, VecDeque<Scripted>>,
    calls: Vec<FakeCall>,
}

/// What is answered.
#[derive(Clone)]
enum Scripted {
    Answer(StatusCode, HeaderMap, Bytes),
    NoConnection,
    Timeout,
    /// The script itself is wrong.
    Wrong(String),
}

/// A request that a [`FakeService`] got.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FakeCall {
    /// The operation's name in the description.
    pub operation: &'static str,
    /// The method.
    pub method: Method,
    /// Where it would have gone.
    pub url: Url,
    /// The headers, but for those that authenticate.
    pub headers: HeaderMap,
    /// The body, where it was in memory.
    pub body: Option<Bytes>,
}

impl FakeCall {
    /// The body, read as JSON.
    ///
    /// # Errors
    ///
    /// Where there is none, or it is not of the type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(self.body.as_deref().unwrap_or_default())
    }

    /// The value of a parameter of the query.
    pub fn query(&self, name: &str) -> Option<String> {
        let mut pairs = self.url.query_pairs();
        pairs
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    }
}

impl FakeService {
    /// A service without a script.
    pub fn new() -> Self {
        Self::default()
    }

    /// Settings for a client of this service.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder()
            .base_url("https://fake.invalid")
            .middleware(self.clone())
    }

    /// A client of this service.
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::build`].
    pub fn client(&self) -> Result<Client, Error> {
        self.builder().build()
    }

    /// Scripts the next answer to an operation: a good one, with this value in JSON.
    pub fn answer(&self, operation: &str, value: &impl Serialize) -> &Self {
        self.fail(operation, 200, value)
    }

    /// Scripts the next answer to an operation: an error of this status, with this value in JSON.
    pub fn fail(&self, operation: &str, status: u16, value: &impl Serialize) -> &Self {
        match serde_json::to_vec(value) {
            Ok(json) => self.answer_with(operation, status, &[], json),
            Err(error) => self.script(operation, Scripted::Wrong(format!("its answer is no JSON: {error}"))),
        }
    }

    /// Scripts the next answer to an operation, with all that belongs to it.
    pub fn answer_with(&self, operation: &str, status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> &Self {
        let answer = || {
            let status = StatusCode::from_u16(status).map_err(|error| format!("{status}: {error}"))?;
            let headers = headers.iter().map(|(name, value)| header_pair(name, value));
            Ok(Scripted::Answer(
                status,
                headers.collect::<Result<_, String>>()?,
                body.into(),
            ))
        };
        self.script(operation, answer().unwrap_or_else(Scripted::Wrong))
    }

    /// Scripts that the next call of an operation gets no connection.
    pub fn no_connection(&self, operation: &str) -> &Self {
        self.script(operation, Scripted::NoConnection)
    }

    /// Scripts that the next call of an operation takes too long. The test does not wait.
    pub fn timeout(&self, operation: &str) -> &Self {
        self.script(operation, Scripted::Timeout)
    }

    /// The requests so far, each attempt of a call by itself.
    pub fn calls(&self) -> Vec<FakeCall> {
        self.lock().calls.clone()
    }

    /// The requests of an operation so far.
    pub fn calls_of(&self, operation: &str) -> Vec<FakeCall> {
        let calls = self.calls().into_iter();
        calls.filter(|call| call.operation == operation).collect()
    }

    fn script(&self, operation: &str, scripted: Scripted) -> &Self {
        self.lock()
            .script
            .entry(operation.to_owned())
            .or_default()
            .push_back(scripted);
        self
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is scripted for an attempt, which is taken down.
    fn take(&self, attempt: &Attempt) -> Result<Scripted, Error> {
        let mut state = self.lock();
        state.calls.push(FakeCall {
            operation: attempt.operation(),
            method: attempt.method().clone(),
            url: attempt.url().clone(),
            headers: attempt.headers().clone(),
            body: attempt.body(),
        });
        let answers = state.script.get_mut(attempt.operation());
        let next = answers.and_then(|answers| match answers.len() {
            0 | 1 => answers.front().cloned(),
            _ => answers.pop_front(),
        });
        next.ok_or_else(|| {
            let known: Vec<&str> = state.script.keys().map(String::as_str).collect();
            attempt.refuse(format!(
                "no answer is scripted for it; there are answers for: {}",
                known.join(", ")
            ))
        })
    }
}

impl Middleware for FakeService {
    fn around<'a>(&'a self, attempt: &'a mut Attempt, _: Next<'a>) -> BoxedFuture<'a, Result<OpenResponse, Error>> {
        Box::pin(async move {
            match self.take(attempt)? {
                Scripted::Answer(status, headers, body) => attempt.answer(status, headers, body),
                Scripted::NoConnection => Err(Error::Transport(TransportError::new(
                    attempt.info(),
                    true,
                    "it was scripted so".into(),
                ))),
                Scripted::Wrong(message) => Err(attempt.refuse(format!("the script is wrong: {message}"))),
                Scripted::Timeout => Err(Error::Timeout(TimeoutError::new(attempt.info(), None, false))),
            }
        })
    }
}

/// Shows the operations of the script.
impl fmt::Debug for FakeService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("FakeService")
            .field("script", &state.script.keys().collect::<Vec<_>>())
            .field("calls", &state.calls.len())
            .finish_non_exhaustive()
    }
}
