//! [`Waiter`]: asynchronous jobs: one call starts the job, another says how it stands, until it is over.

use std::fmt;
use std::time::Duration;

use super::clock::{self, Instant};
use super::error::{Error, TimeoutError};
use super::info::Operation;
use super::random;

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
            let pause = asked.unwrap_or_default().max(wait);
            let pause = pause.saturating_add(random::up_to(wait / 10));
            let next = Instant::now().checked_add(pause);
            if end.is_some_and(|end| next.is_none_or(|next| next >= end)) {
                return Err(self.over());
            }
            clock::sleep(pause).await;
            wait = wait.saturating_add(wait / 2).min(self.max_interval.max(self.interval));
        }
    }

    fn over(&self) -> Error {
        Error::Timeout(TimeoutError::new(&JOB, self.deadline, false))
    }
}

/// What a job is called in an error.
static JOB: Operation = Operation {
    id: "the job",
    ..Operation::BLANK
};

impl<T> fmt::Display for Progress<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pending => "pending",
            Self::Done(_) => "done",
        })
    }
}
