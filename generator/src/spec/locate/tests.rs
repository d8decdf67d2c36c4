//! The places in usual YAML are held against those that the parser finds.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;

/// What a walk meets, in words. Where a collection begins counts in lists only: a member is shown by its key.
#[derive(Default)]
struct Met {
    words: Vec<String>,
    open: Vec<bool>,
}

impl<'t> Events<'t> for Met {
    fn scalar(&mut self, scalar: Scalar<'t>) -> Option<()> {
        self.words.push(format!("{:?} {:?}", scalar.text, scalar.place));
        Some(())
    }

    fn open(&mut self, is_list: bool, start: usize) -> Option<()> {
        let start = if self.open.last() == Some(&true) { start } else { 0 };
        self.words.push(format!("list {is_list} {start}"));
        self.open.push(is_list);
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        self.words.push("end".to_owned());
        self.open.pop().map(|_| ())
    }
}

/// What the parser for all of YAML meets.
fn parsed(text: &str) -> Vec<String> {
    let mut met = Met::default();
    for (event, span) in Parser::new_from_str(text).map_while(Result::ok) {
        let place = range(span);
        let _ = match event {
            Event::Scalar(text, ..) => met.scalar(Scalar {
                text,
                is_plain: false,
                place,
            }),
            Event::MappingStart(..) => met.open(false, place.start),
            Event::SequenceStart(..) => met.open(true, place.start),
            Event::MappingEnd | Event::SequenceEnd => met.close(),
            _ => None,
        };
    }
    met.words
}

#[test]
fn what_is_too_deep_is_left_to_the_parser() {
    for (start, times) in [("- ", 100_000), ("a: [", 1), ("[", 100_000)] {
        let mut met = Met::default();
        assert_eq!(block::walk(&start.repeat(times), &mut met), None);
    }
    let deep = format!("a: {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(block::walk(&deep, &mut Met::default()), None);
}

#[test]
fn places_are_those_that_the_parser_finds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> = vec![root.join("tests/fixtures"), root.join("../../shared/corpus")];
    let mut met_all = 0;
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
        {
            let is_yaml = path.extension().is_some_and(|kind| kind == "yaml" || kind == "yml");
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // The parser has limits of its own, beyond which files are not read.
            if path.ends_with("bad/deep-nesting.yaml") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_default();
            let mut met = Met::default();
            if !is_yaml || block::walk(&text, &mut met).is_none() {
                continue;
            }
            let parsed = parsed(&text);
            let different = met.words.iter().zip(&parsed).find(|(met, parsed)| met != parsed);
            assert_eq!(different, None, "{}", path.display());
            assert_eq!(met.words.len(), parsed.len(), "{}", path.display());
            met_all += 1;
        }
    }
    assert!(met_all > 50, "only {met_all} descriptions are usual");
}
