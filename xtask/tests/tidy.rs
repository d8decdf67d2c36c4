//! The rules of the code base hold.

#[test]
fn all_rules_hold() {
    let violations = xtask::tidy::check(xtask::places::workspace()).unwrap();
    let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "see `cargo xtask tidy`:\n{}", lines.join("\n"));
}
