//! [`Waiter`]: asynchronous jobs: one call starts the job, another says how it stands, until it is over.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use super::clock::{self, Instant};
use super::codec::{self, Located};
use super::error::{Error, TimeoutError};
use super::info::Operation;
use super::request::Request;
use super::response::{RawResponse, Response};
use super::{BoxFuture, random};

/// What one look at a job says.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress<T> {
    /// It goes on.
    Pending,
    /// It is over.
    Done(T),
}

/// Waits for a job: looks at it again and again until it is over.
///
/// ```text
/// let job = client.analytics().post_query(&query).await?;
/// let done = Waiter::new()
///     .interval(Duration::from_secs(1))
///     .deadline(Duration::from_secs(300))
///     .until(async || {
///         let state = client.analytics().get_query(&job.id).await?;
///         Ok(if state.is_over() { Progress::Done(state) } else { Progress::Pending })
///     })
///     .await?;
/// ```
///
/// The first look is taken at once. Each wait is half as long again as the one before, up to `max_interval`, and is spread by
/// a tenth, so that jobs that began together are not looked at together.
#[derive(Clone, Debug)]
#[must_use = "nothing is waited for until it is told what for"]
pub struct Waiter {
    interval: Duration,
    max_interval: Duration,
    deadline: Option<Duration>,
}

impl Default for Waiter {
    fn default() -> Self {
        Self::new()
    }
}

impl Waiter {
    /// Waits of one second and more, up to thirty, for five minutes at most.
    pub const fn new() -> Self {
        Self {
            interval: Duration::from_secs(1),
            max_interval: Duration::from_secs(30),
            deadline: Some(Duration::from_secs(300)),
        }
    }

    /// The first wait.
    pub const fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// The longest wait.
    pub const fn max_interval(mut self, interval: Duration) -> Self {
        self.max_interval = interval;
        self
    }

    /// How long the job may take in all. `None` waits as long as it takes.
    pub const fn deadline(mut self, limit: Option<Duration>) -> Self {
        self.deadline = limit;
        self
    }

    /// Looks until a look says that the job is over. A look that fails ends it, unless the error may go away
    /// ([`Error::is_retryable`]).
    ///
    /// # Errors
    ///
    /// [`Error::Timeout`] at the deadline; otherwise those of the looks.
    pub async fn until<T, F>(self, mut look: impl FnMut() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<Progress<T>, Error>>,
    {
        let end = self.deadline.and_then(|limit| Instant::now().checked_add(limit));
        let mut wait = self.interval;
        loop {
            let left = end.map(|end| end.saturating_duration_since(Instant::now()));
            let mut asked = None;
            match clock::within(left, look()).await {
                None => return Err(self.over()),
                Some(Ok(Progress::Done(value))) => return Ok(value),
                Some(Ok(Progress::Pending)) => {}
                Some(Err(error)) if error.is_retryable() => asked = error.retry_after(),
                Some(Err(error)) => return Err(error),
            }
            let pause = asked.unwrap_or_default().max(wait) + random::up_to(wait / 10);
            if end.is_some_and(|end| Instant::now() + pause >= end) {
                return Err(self.over());
            }
            clock::sleep(pause).await;
            wait = (wait + wait / 2).min(self.max_interval.max(self.interval));
        }
    }

    fn over(&self) -> Error {
        Error::Timeout(TimeoutError::new(&JOB, self.deadline, false))
    }
}

/// How an operation that starts a job hangs together with the one that says how it stands. Templates write these as
/// constants.
#[derive(Debug)]
pub struct Job {
    /// The operation that says how the job stands.
    pub poll: &'static Operation,
    /// Where the answer to the start has the name of the job: a JSON pointer.
    pub id: &'static str,
    /// The parameter of the path that it goes into.
    pub parameter: &'static str,
    /// Where the answers of the other operation have the state: a JSON pointer.
    pub state: &'static str,
    /// The states in which the job is over, well or not.
    pub over: &'static [&'static str],
}

impl Request {
    /// Starts a job and looks at it until it is over.
    pub fn job<T: 'static>(
        self,
        job: &'static Job,
        waiter: Waiter,
        read: fn(RawResponse) -> Result<Response<T>, Error>,
    ) -> BoxFuture<Result<Response<T>, Error>> {
        Box::pin(async move {
            let client = self.client.clone();
            let started = self.execute().await?;
            let id = text_at(&started, job.id).ok_or_else(|| {
                let error = codec::Error::new("the answer has no name of the job");
                let path = job.id.trim_start_matches('/').replace('/', ".");
                started.clone().unreadable(Located { path, error })
            })?;
            let look = || async {
                let mut request = Request::new(&client, job.poll);
                request.path(job.parameter, &id);
                let answer = request.execute().await?;
                let is_over = text_at(&answer, job.state).is_some_and(|state| job.over.contains(&&*state));
                Ok(if is_over {
                    Progress::Done(answer)
                } else {
                    Progress::Pending
                })
            };
            read(waiter.until(look).await?)
        })
    }
}

/// The text or the number at a place of an answer.
fn text_at(answer: &RawResponse, pointer: &str) -> Option<String> {
    let json: Value = serde_json::from_slice(&answer.body).ok()?;
    match json.pointer(pointer)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Gives a call that starts a job the wait for its end:
/// `job!(PostQuery, Query, response::json, &Job { … })`.
#[allow(unused_macros)]
macro_rules! job {
    ($name:ident, $output:ty, $read:expr, $poll:expr, $id:expr, $parameter:expr, $state:expr, $over:expr) => {
        impl $name {
            /// Starts the job, looks at it until it is over, and gives what is then said of it.
            pub fn wait_for_end(
                self,
                waiter: $crate::runtime::Waiter,
            ) -> $crate::runtime::BoxFuture<Result<$crate::runtime::Response<$output>, $crate::runtime::Error>> {
                const JOB: $crate::runtime::Job = $crate::runtime::Job {
                    poll: $poll,
                    id: $id,
                    parameter: $parameter,
                    state: $state,
                    over: $over,
                };
                self.request.job(&JOB, waiter, $read)
            }
        }
    };
}

#[allow(unused_imports)] // Only an API with jobs has them.
pub(crate) use job;

/// What a job is called in an error.
static JOB: Operation = Operation {
    id: "the job",
    tag: "",
    method: super::info::Method::Get,
    path: "",
    server: None,
    accept: "",
    security: &[],
    errors: &[],
    error_codes: &[],
};

impl<T> fmt::Display for Progress<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pending => "pending",
            Self::Done(_) => "done",
        })
    }
}
