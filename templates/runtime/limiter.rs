//! How many requests of a client are on their way at once, and how many go out in a second.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};

use super::clock::{Instant, sleep_until};

/// The limits of a client. Who comes first goes first.
pub(super) struct Limiter {
    concurrency: Option<Arc<Semaphore>>,
    rate: Option<Rate>,
}

/// Requests go out at equal distances.
struct Rate {
    distance: Duration,
    /// The moment that the next request may have. Who is next holds it, and the others queue for it in the order in which they
    /// came: who gives up leaves no hole in that queue.
    next: Mutex<Option<Instant>>,
}

/// The place of a request among those that are on their way; dropped, it is free for the next one.
pub(super) type Place = Option<OwnedSemaphorePermit>;

impl Limiter {
    pub(super) fn new(concurrency: Option<usize>, rate: Option<f64>) -> Self {
        let distance = rate.map(|rate| Duration::try_from_secs_f64(1.0 / rate).unwrap_or(Duration::MAX));
        Self {
            concurrency: concurrency.map(|most| Arc::new(Semaphore::new(most.clamp(1, Semaphore::MAX_PERMITS)))),
            rate: distance.map(|distance| Rate {
                distance,
                next: Mutex::default(),
            }),
        }
    }

    /// Waits for a turn.
    pub(super) async fn enter(&self) -> Place {
        let place = match &self.concurrency {
            // It fails only once it is closed, which nobody does.
            Some(places) => places.clone().acquire_owned().await.ok(),
            None => None,
        };
        if let Some(rate) = &self.rate {
            rate.turn().await;
        }
        place
    }
}

impl Rate {
    /// Waits for the moment of the next request.
    async fn turn(&self) {
        let mut next = self.next.lock().await;
        let now = Instant::now();
        let moment = next.filter(|next| *next > now).unwrap_or(now);
        if moment > now {
            sleep_until(moment).await;
        }
        *next = moment.checked_add(self.distance);
    }
}
