//! The lines of a text. The standard library looks for their ends a word at a time.

use memchr::memchr_iter;

/// The lines, each with the sign that ends it.
pub(crate) fn whole(text: &str) -> impl Iterator<Item = &str> {
    let ends = memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
    let mut start = 0;
    ends.chain([text.len()]).filter_map(move |end| {
        let line = text.get(start..end)?;
        start = end;
        (!line.is_empty()).then_some(line)
    })
}

/// The lines as [`str::lines`] gives them.
pub(crate) fn bare(text: &str) -> impl Iterator<Item = &str> {
    whole(text).map(|line| match line.strip_suffix('\n') {
        Some(line) => line.strip_suffix('\r').unwrap_or(line),
        None => line,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn lines_are_those_of_the_standard_library() {
        for text in ["", "a", "a\n", "\n", "\n\n", "a\r\nb\r", "é\n\n ü\n", "a\r\r\n\r\n"] {
            let inclusive: Vec<&str> = text.split_inclusive('\n').collect();
            assert_eq!(super::whole(text).collect::<Vec<_>>(), inclusive);
            assert_eq!(super::bare(text).collect::<Vec<_>>(), text.lines().collect::<Vec<_>>());
        }
    }
}
