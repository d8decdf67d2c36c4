//! Paths with placeholders, matched against the paths of requests.

/// A path of a document: text and placeholders in turn, text first and last.
pub(super) struct Route<'d> {
    texts: Vec<&'d str>,
    names: Vec<&'d str>,
}

impl<'d> Route<'d> {
    /// Reads a path. Its query is left out.
    pub(super) fn new(path: &'d str) -> Self {
        let mut rest = path.split_once('?').map_or(path, |(path, _)| path);
        let (mut texts, mut names) = (Vec::new(), Vec::new());
        while let Some((text, (name, after))) = rest
            .split_once('{')
            .and_then(|(text, after)| Some((text, after.split_once('}')?)))
        {
            texts.push(text);
            names.push(name.trim_start_matches(['+', '/', '.', ';']).trim_end_matches('*'));
            rest = after;
        }
        texts.push(rest);
        Self { texts, names }
    }

    /// The number of characters that are no placeholder.
    pub(super) fn literal_length(&self) -> usize {
        self.texts.iter().map(|text| text.len()).sum()
    }

    /// The values of the placeholders, if the path is one of this route.
    pub(super) fn values(&self, path: &str) -> Option<Vec<(&'d str, String)>> {
        let rest = path.strip_prefix(self.texts.first()?)?;
        let texts = capture(self.texts.get(1..)?, rest)?;
        let texts = texts.into_iter().map(|text| text.replace("%20", " "));
        Some(self.names.iter().copied().zip(texts).collect())
    }
}

/// The shortest texts that stand before each of `texts`, the last of which ends the path.
fn capture<'p>(texts: &[&str], path: &'p str) -> Option<Vec<&'p str>> {
    let Some((text, others)) = texts.split_first() else {
        return path.is_empty().then(Vec::new);
    };
    if others.is_empty() {
        return path.strip_suffix(text).map(|value| vec![value]);
    }
    path.match_indices(text).find_map(|(start, _)| {
        let (value, rest) = path.split_at(start);
        let mut values = capture(others, rest.strip_prefix(text)?)?;
        values.insert(0, value);
        Some(values)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(route: &str, path: &str) -> Option<Vec<String>> {
        let values = Route::new(route).values(path)?;
        Some(
            values
                .into_iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect(),
        )
    }

    #[test]
    fn placeholders_have_the_shortest_values() {
        let found = |route, path| values(route, path).unwrap().join(" ");
        assert_eq!(found("/a", "/a"), "");
        assert_eq!(found("/a?fixed=true", "/a"), "");
        assert_eq!(found("/a/{b}/c/{d}", "/a/1/c/2/c/3"), "b=1 d=2/c/3");
        assert_eq!(found("/list{items}", "/lista,b"), "items=a,b");
        assert_eq!(found("/optional{name}", "/optional"), "name=");
        assert_eq!(found("/files/{+path}", "/files/foo/bar%20baz"), "path=foo/bar baz");
        assert_eq!(values("/a/{b}", "/c/1"), None);
        assert_eq!(values("/a/{b}/c", "/a/1"), None);
        assert_eq!(values("/a", "/a/1"), None);
    }
}
