//! In which order the members of an object come.

use std::cell::RefCell;
use std::ops::Range;

use super::slot::Member;

/// In which order the members of the elements of a list come, where it is not the one in which they are listed. A program writes all
/// in one order, so that mostly only for the first element a name is looked for among all of them.
#[derive(Default)]
pub(super) struct Order(RefCell<Vec<usize>>);

impl Order {
    /// Which member came at a place where this one would be the next.
    pub(super) fn after(&self, next: usize) -> Option<usize> {
        self.0.borrow().get(next).copied()
    }

    /// Notes which member came at a place where another would be the next.
    pub(super) fn note(&self, next: usize, index: usize) {
        let mut came = self.0.borrow_mut();
        // Where none was noted, the next one is as good as any.
        let known = came.len();
        came.extend(known..=next);
        came[next] = index;
    }
}

/// Which members came, by their positions. They mostly come in the order in which they are listed, so only where such a run
/// of them starts and where it ends is kept while it goes on.
#[derive(Default)]
pub(super) struct Seen {
    /// Where the run starts.
    start: usize,
    /// The position after the member that came last.
    pub(super) next: usize,
    /// How many members came before this run.
    count: usize,
    /// Those before this run, one bit each, of runs that end among the first 64.
    first: u64,
    /// The runs before this one that end after those.
    others: Vec<Range<usize>>,
}

impl Seen {
    /// How many members came.
    pub(super) fn count(&self) -> usize {
        self.count + (self.next - self.start)
    }

    /// Adds a member that does not follow the one before.
    #[inline]
    pub(super) fn jump_to(&mut self, index: usize) {
        self.end_run();
        self.start = index;
        self.next = index + 1;
    }

    #[inline]
    fn end_run(&mut self) {
        let count = self.next - self.start;
        self.count += count;
        match self.next {
            _ if count == 0 => {}
            ..=64 => self.first |= (u64::MAX >> (64 - count)) << self.start,
            _ => self.others.push(self.start..self.next),
        }
    }

    fn has(&self, index: usize) -> bool {
        index < 64 && self.first & (1 << index) != 0 || self.others.iter().any(|run| run.contains(&index))
    }

    /// The first required member that did not come.
    #[inline]
    pub(super) fn missing(&mut self, members: &[Member<'_>]) -> Option<&'static str> {
        match self.start == 0 && self.next == members.len() {
            true => None,
            false => self.find_missing(members),
        }
    }

    fn find_missing(&mut self, members: &[Member<'_>]) -> Option<&'static str> {
        self.end_run();
        let mut index = 0;
        loop {
            // Most are not required, and are passed over as quickly as can be.
            index += members.get(index..)?.iter().position(|member| member.1.is_required())?;
            if !self.has(index) {
                return Some(members[index].0);
            }
            index += 1;
        }
    }
}
