//! Why a valid example does not come out equal, where a rule tells it. What no rule tells is to be looked at.

/// What no rule tells.
const OTHER: &str = "not explained";

/// The rules: what the difference must have in it, and the reason.
const RULES: [(&str, &str); 3] = [
    (
        "expected a date and time (RFC 3339)",
        "a date and time in a form that is none of RFC 3339, of dates alone or of mails, which the format asks for",
    ),
    (
        "expected a date (",
        "a date in a form that is none of RFC 3339, which the format asks for",
    ),
    (
        " 9223372036854776000 became 9223372036854775807",
        "the largest integer of 64 bits, rounded by a program whose numbers are all of double precision",
    ),
];

/// The reason for a difference.
pub(super) fn class(difference: &str) -> &'static str {
    let rule = RULES.iter().find(|(text, _)| difference.contains(text));
    rule.map_or(OTHER, |(_, reason)| reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_that_no_rule_knows_is_not_explained() {
        let date = ".: invalid value: string, expected a date and time (RFC 3339) at line 1 column 25";
        assert_ne!(class(date), OTHER);
        assert_ne!(
            class(date),
            class("/at: invalid value: string, expected a date (YYYY-MM-DD)")
        );
        assert_eq!(class("/name: \"a\" became \"b\""), OTHER);
    }
}
