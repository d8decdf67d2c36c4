//! Chance, to spread what would happen at the same moment. Nothing that must be secret is made of it.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// Any number.
pub(super) fn number() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// A time from nothing up to `limit`, each as likely as the others.
pub(super) fn up_to(limit: Duration) -> Duration {
    // 53 bits are what a double holds exactly.
    let share = (number() >> 11) as f64 / (1_u64 << 53) as f64;
    // Of the longest times there are the product is rounded up to more than there is.
    Duration::try_from_secs_f64(limit.as_secs_f64() * share).unwrap_or(limit)
}
