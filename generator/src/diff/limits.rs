//! Limits on values: whether one was made narrower, and whether anything is held to it.

use std::collections::BTreeMap;

use super::change::Place;
use super::comparison::Comparison;
use super::kind::Kind;
use super::show;
use crate::ir::Constraints;
use crate::pointer::Origin;

impl Comparison<'_> {
    /// Compares the limits on a value. Only what is sent is held to them, and patterns never are. A format that gives no type is
    /// documentation.
    pub(super) fn limits(
        &mut self,
        place: &Place,
        old: Option<&Constraints>,
        new: Option<&Constraints>,
        is_sent: bool,
        at: &Origin,
    ) {
        if old == new {
            return;
        }
        let before: BTreeMap<String, String> = show::limits(old).into_iter().collect();
        let after: BTreeMap<String, String> = show::limits(new).into_iter().collect();
        let mut keywords: Vec<&String> = before.keys().chain(after.keys()).collect();
        keywords.sort();
        keywords.dedup();
        for keyword in keywords {
            let (from, to) = (before.get(keyword), after.get(keyword));
            if from == to {
                continue;
            }
            let kind = match () {
                () if keyword.ends_with(show::FORMAT) => Kind::FormatDocumented,
                () if !is_sent || keyword.ends_with("pattern") => Kind::LimitDocumented,
                () if is_tighter(keyword, from, to) => Kind::LimitTightened,
                () => Kind::LimitLoosened,
            };
            let text = |value: Option<&String>| {
                value.map(|value| match kind {
                    Kind::FormatDocumented => value.clone(),
                    _ => format!("{keyword} {value}"),
                })
            };
            self.report(kind, place, (text(from), text(to)), at);
        }
    }
}

/// Whether a limit allows less than it did.
fn is_tighter(keyword: &str, from: Option<&String>, to: Option<&String>) -> bool {
    let (Some(from), Some(to)) = (from, to) else {
        return to.is_some();
    };
    // A bound that is excluded is narrower than the same one that is not.
    let read = |text: &str| -> (f64, bool) {
        let (number, excluded) = text.split_once(',').map_or((text, false), |(number, _)| (number, true));
        (number.parse().unwrap_or(f64::NAN), excluded)
    };
    let ((before, was_excluded), (after, is_excluded)) = (read(from), read(to));
    let keyword = keyword.rsplit('.').next().unwrap_or(keyword);
    match keyword {
        _ if before == after => is_excluded && !was_excluded,
        _ if keyword.starts_with("min") => after > before,
        _ if keyword.starts_with("max") => after < before,
        // Multiples of four are multiples of two.
        _ => before % after != 0.0,
    }
}
