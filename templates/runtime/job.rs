//! [`Job`]: operations that start a job, and the wait for its end.

use serde_json::Value;
use url::Url;

use super::BoxFuture;
use super::client::Client;
use super::codec::{self, Located};
use super::error::Error;
use super::info::Operation;
use super::options::CallOptions;
use super::poll::{Progress, Waiter};
use super::request::Request;
use super::response::{RawResponse, Response};

/// How an operation that starts a job hangs together with the one that says how it stands. Templates write these as
/// constants.
#[derive(Debug)]
pub struct Job {
    /// The operation that says how the job stands.
    pub poll: &'static Operation,
    /// Where the answer to the start has the name of the job: a JSON pointer.
    pub id: &'static str,
    /// The parameter of the path that it goes into. The others are those of the start.
    pub parameter: &'static str,
    /// Where the answers of the other operation have the state: a JSON pointer.
    pub state: &'static str,
    /// The states in which the job is over, well or not.
    pub over: &'static [&'static str],
}

impl Request {
    /// Starts a job and looks at it until it is over. What the call does otherwise than its client holds for each look.
    pub fn job<T: 'static>(
        self,
        job: &'static Job,
        waiter: Waiter,
        read: fn(RawResponse) -> Result<Response<T>, Error>,
    ) -> BoxFuture<Result<Response<T>, Error>> {
        Box::pin(async move {
            let look_at = LookAt::of(&self, job);
            let started = self.execute().await?;
            let id = text_at(&started, job.id).ok_or_else(|| {
                let error = codec::Error::new("the answer has no name of the job");
                let path = job.id.trim_start_matches('/').replace('/', ".");
                started.clone().unreadable(Located { path, error })
            })?;
            let look = || async {
                let answer = look_at.request(job, &id).execute().await?;
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

/// What the looks at a job have from its start.
struct LookAt {
    client: Client,
    base_url: Option<Url>,
    path: Vec<(&'static str, String)>,
    options: CallOptions,
}

impl LookAt {
    fn of(start: &Request, job: &Job) -> Self {
        let is_shared = |name: &str| name != job.parameter && job.poll.path.contains(&format!("{{{name}}}"));
        let path = start.path.iter().filter(|(name, _)| is_shared(name));
        Self {
            client: start.client.clone(),
            base_url: start.base_url.clone(),
            path: path.cloned().collect(),
            options: start.options.for_reading(),
        }
    }

    fn request(&self, job: &Job, id: &str) -> Request {
        let mut request = Request::new(&self.client, job.poll);
        request.base_url = self.base_url.clone();
        request.path = self.path.clone();
        request.options = self.options.clone();
        request.path(job.parameter, &id);
        request
    }
}

/// The text or the number at a place of an answer.
fn text_at(answer: &RawResponse, pointer: &str) -> Option<String> {
    let json = codec::value_from_slice(&answer.body).ok()?;
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
    ($name:ident, $output:ty, $read:expr, $poll:ty, $id:expr, $parameter:expr, $state:expr, $over:expr) => {
        impl $crate::runtime::Call<$name> {
            /// Starts the job, looks at it until it is over, and gives what is then said of it.
            pub fn wait_for_end(
                self,
                waiter: $crate::runtime::Waiter,
            ) -> $crate::runtime::BoxFuture<Result<$crate::runtime::Response<$output>, $crate::runtime::Error>> {
                const JOB: $crate::runtime::Job = $crate::runtime::Job {
                    poll: <$poll as $crate::runtime::Endpoint>::DESCRIBED.operation,
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

#[allow(unused_imports)] // Its operations may be switched off.
pub(crate) use job;
