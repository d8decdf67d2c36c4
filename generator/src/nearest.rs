//! "Did you mean": the known name that a misspelled one was meant for.

/// Names longer than this are not compared: the time grows with the product of the lengths.
const LONGEST: usize = 200;

/// Returns the known name that `wanted` may be a misspelling of, ignoring case.
///
/// At most a third of the characters may differ. All known names are considered; equally near ones are decided by
/// their order as strings, so that the order of `known` does not matter.
pub fn nearest<'n>(wanted: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let wanted = Folded::new(wanted)?;
    let mut limit = wanted.length.div_ceil(3);
    let mut best: Option<(usize, &str)> = None;
    for name in known {
        // Most names are ruled out by their length or letters alone, which takes a fraction of the time.
        if name.len() > LONGEST * 4 {
            continue;
        }
        let Some(folded) = Folded::new(name).filter(|folded| folded.least_distance(&wanted) <= limit) else {
            continue;
        };
        let distance = strsim::osa_distance(&folded.text, &wanted.text);
        if distance <= limit && best.is_none_or(|best| (distance, name) < best) {
            limit = distance;
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

/// The help for a name that may be a misspelling.
pub fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}

/// A name in lower case, with the number of its characters and how often each kind of them occurs.
struct Folded {
    text: String,
    length: usize,
    counts: [u8; 32],
}

impl Folded {
    /// Returns `None` for a name that is empty or too long.
    fn new(name: &str) -> Option<Self> {
        let text = name.to_lowercase();
        let mut counts = [0_u8; 32];
        let mut length = 0;
        for character in text.chars() {
            length += 1;
            if let Some(count) = counts.get_mut(character as usize % 32) {
                *count = count.saturating_add(1);
            }
        }
        (1..=LONGEST).contains(&length).then_some(Self { text, length, counts })
    }

    /// A lower bound of the distance: one edit changes at most two of the counts.
    fn least_distance(&self, other: &Self) -> usize {
        let pairs = self.counts.iter().zip(&other.counts);
        let differing: usize = pairs.map(|(one, other)| usize::from(one.abs_diff(*other))).sum();
        differing.div_ceil(2).max(self.length.abs_diff(other.length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelled_names_are_found() {
        for (wanted, known, expected) in [
            ("getCat", &["getDog", "getCats"][..], Some("getCats")),
            ("getcats", &["GetDogs", "getCats"], Some("getCats")),
            ("nmae", &["version", "name"], Some("name")),
            ("Usr", &["User", "Uses"], Some("User")),
            (
                "get_oauth_client",
                &["getOauthClient", "getOauthClients"],
                Some("getOauthClient"),
            ),
            (
                "OAuthClientListing",
                &["OAuthClientEntityListing"],
                Some("OAuthClientEntityListing"),
            ),
            ("élan", &["elan"], Some("elan")),
            ("Horses", &["Cats", "Dogs"], None),
            ("", &["a"], None),
            ("a", &[""], None),
            ("ab", &["ba", "aa", "ac"], Some("aa")),
        ] {
            assert_eq!(nearest(wanted, known.iter().copied()), expected, "{wanted}");
        }
    }

    #[test]
    fn the_last_of_a_long_list_is_found() {
        let names: Vec<String> = (0..100_000).map(|number| format!("getThing{number}Details")).collect();
        let known = names.iter().map(String::as_str).chain(["listConversations"]);
        assert_eq!(nearest("listConversation", known), Some("listConversations"));
    }

    #[test]
    fn long_names_are_left_alone() {
        let long = "x".repeat(1_000_000);
        assert_eq!(nearest(&long, [long.as_str()]), None);
        assert_eq!(nearest("abc", [long.as_str(), "abd"]), Some("abd"));
    }
}
