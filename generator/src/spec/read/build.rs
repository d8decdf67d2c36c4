//! From the events of `block` to nodes.

use std::sync::Arc;

use serde::de::Visitor;
use serde::de::value::Error;

use super::{Key, Reader, Value};
use crate::spec::block::{self, Events, Scalar};
use crate::spec::node::{Member, Node, Number};
use crate::spec::parse;

impl Reader {
    /// Reads a text of YAML that is one block mapping or list. `None` where it is to be read by the parser for all of
    /// YAML, with another reader.
    pub(in crate::spec) fn block(&mut self, text: &str) -> Option<Node> {
        self.enter::<Error>().ok()?;
        let root = self.build(text)?;
        self.open -= 1;
        Some(match root {
            Collection::List(items) => Node::Array(items.into_boxed_slice()),
            Collection::Mapping(members, _) => self.object(members, Vec::new()),
        })
    }

    /// Reads the members of a text that is one block mapping, as some of those of the object that is being read.
    pub(in crate::spec) fn block_members(&mut self, text: &str) -> Option<Vec<Member>> {
        match self.build(text)? {
            Collection::Mapping(members, _) => Some(members),
            Collection::List(_) => None,
        }
    }

    fn build(&mut self, text: &str) -> Option<Collection> {
        let mut build = Build {
            reader: self,
            open: Vec::new(),
            root: None,
        };
        block::walk(text, &mut build)?;
        build.root
    }
}

/// A collection that is being read.
enum Collection {
    List(Vec<Node>),
    /// The members, and the key of the one whose value comes next.
    Mapping(Vec<Member>, Option<Arc<str>>),
}

struct Build<'r> {
    reader: &'r mut Reader,
    /// The collections that are open, each with the length of the path to what it stands in.
    open: Vec<(Collection, usize)>,
    /// The outermost one, once it is closed.
    root: Option<Collection>,
}

impl Build<'_> {
    fn add(&mut self, node: Node) -> Option<()> {
        match &mut self.open.last_mut()?.0 {
            Collection::List(items) => items.push(node),
            Collection::Mapping(members, key) => members.push(Member {
                key: key.take()?,
                value: node,
            }),
        }
        Some(())
    }

    /// The value of a scalar without quotes.
    fn plain(&mut self, text: &str) -> Option<Node> {
        let visitor = Value(self.reader);
        match text {
            "" | "~" | "null" | "Null" | "NULL" => return Some(Node::Null),
            "true" | "True" | "TRUE" => return Some(Node::Bool(true)),
            "false" | "False" | "FALSE" => return Some(Node::Bool(false)),
            ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN" => return None,
            _ => {}
        }
        // By themselves these would be the ends of documents.
        let is_mark = matches!(text, "---" | "...");
        let may_be_number = !is_mark && text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
        let is_number = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
        if !may_be_number || !text.bytes().all(is_number) {
            return visitor.visit_str::<Error>(text).ok();
        }
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if digits && text.len() < 19 && (text.len() == 1 || !text.starts_with('0')) {
            return Some(Node::Number(Number::Unsigned(text.parse().ok()?)));
        }
        parse::scalar(text, self.reader)
    }
}

impl<'t> Events<'t> for Build<'_> {
    fn scalar(&mut self, scalar: Scalar<'t>) -> Option<()> {
        if let Some((Collection::Mapping(_, key @ None), _)) = self.open.last_mut() {
            *key = Some(Key(self.reader).visit_str::<Error>(&scalar.text).ok()?);
            return Some(());
        }
        let node = match scalar.is_plain {
            true => self.plain(&scalar.text)?,
            false => Value(self.reader).visit_str::<Error>(&scalar.text).ok()?,
        };
        self.add(node)
    }

    fn open(&mut self, is_list: bool, _: usize) -> Option<()> {
        let mut length = self.reader.path.len();
        if let Some((around, _)) = self.open.last() {
            self.reader.enter::<Error>().ok()?;
            length = match around {
                Collection::List(items) => self.reader.path.push_index(items.len()),
                Collection::Mapping(_, key) => self.reader.path.push(key.as_deref()?),
            };
        }
        let collection = match is_list {
            true => Collection::List(Vec::new()),
            false => Collection::Mapping(Vec::new(), None),
        };
        self.open.push((collection, length));
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        let (closed, length) = self.open.pop()?;
        if self.open.is_empty() {
            self.root = Some(closed);
            return Some(());
        }
        self.reader.open -= 1;
        let node = match closed {
            Collection::List(items) => Node::Array(items.into_boxed_slice()),
            Collection::Mapping(members, _) => self.reader.object(members, Vec::new()),
        };
        self.reader.path.truncate(length);
        self.add(node)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// What is read here, and what the parser for all of YAML reads.
    fn both(text: &str) -> (Option<Node>, Option<Node>) {
        let reader = || Reader::new(100, usize::MAX, true);
        let whole = parse::yaml(text).and_then(|yaml| reader().read(yaml).ok());
        (reader().block(text), whole)
    }

    #[track_caller]
    fn assert_same(text: &str) {
        let (block, whole) = both(text);
        assert!(block.is_some(), "{text} is not read");
        assert_eq!(block, whole, "{text}");
    }

    #[test]
    fn usual_forms_mean_the_same() {
        for text in [
            "a: 1\n# c\n\nb:   two words # c\n'200': x\n\"d e\" : f\n",
            "---\n- a\n- - b\n  - c: d\n    e: f\n-\n  g\n- # c\n  h: i\n",
            "a:\n- b\n-   c: 1\n    d: 2\ne:\n  - f\n",
            "a: one\n  two\n\n\n  three: no\n",
        ] {
            let (block, whole) = both(text);
            assert!(block.is_none() || block == whole, "{text}");
        }
        for text in [
            "a: one\n  two # c\nb: -c\n",
            "a: one\n\n\n  two\n  - three\nb: x\n",
            "a: |+\n    \nb: >\n\nc: d\n",
            "a: |\n  b\n\n   c\n  d  \n\n\nb: >-\n\n  a\n  b\n\n  c\n   d\n\n   e\n  f\n\nc: |+\n  x\n\nd: >\n  y\n  z\n",
            "a: \"b\\n\\u00e9\\\"c\"\nb: \"c  \n   d \\\n   e\n\n   f\"\nc: 'd''e\n  f'\nd: '' # x\ne: \"\\\\\"\n",
            "a: [b, \"c: d\", 1, {e: f, 'g': [h]}, [], {}]\nb: {} # c\n",
            "a: 0\nb: 01\nc: -1\nd: 1.5\ne: 1e3\nf: 0x1F\ng: 2020-01-02\nh: 12345678901234567890\ni: 1.2.3\nj: +1\n",
            "z: ---\ny:\n  ...\na: true\nb: True\nc: yes\nd: ~\ne: null\nf: nan\ng: -\u{e9}\nh: .5\nj: 1_000\nk: 10:20\n",
            "a: |+\n  b\n\n ",
            "a: >+\n  b\n  ",
            "a: http://b/c#d\nb: c:d\nc: (e)\nd: a, b] c\n/x/{y}: z\n$ref: '#/a'\n",
        ] {
            assert_same(text);
        }
    }

    /// Texts with one place changed mean the same to both, or are left to the parser.
    #[test]
    fn changed_texts_mean_the_same() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        let signs = [
            " ", "  ", "\n", "\n\n", "\n  ", "#", " #", ":", ": ", "- ", "-", "'", "''", "\"", "\\", "|", "|-\n",
            ">\n", "[", "]", "{", "}", ",", "&a ", "*a", "!", "?", "? ", "%", "\t", "\r", "0", "~", "<<: ", "---\n",
            "\u{85}", "\u{e9}", "\u{feff}",
        ];
        let mut read = 0;
        for name in ["docs", "values", "params-shared", "enum-string"] {
            let text = fs::read_to_string(folder.join(format!("{name}.yaml"))).unwrap();
            let places = text.char_indices().map(|(at, _)| at).take(2500);
            for (turn, at) in places.enumerate().filter(|(turn, _)| turn % 3 == 0) {
                let sign = signs[turn / 3 % signs.len()];
                let (before, after) = text.split_at(at);
                let mut rest = after.chars();
                rest.next();
                for changed in [
                    format!("{before}{sign}{after}"),
                    format!("{before}{sign}{}", rest.as_str()),
                ] {
                    let (block, whole) = both(&changed);
                    assert!(
                        block.is_none() || block == whole,
                        "{sign:?} at {at} of {name}: {changed}"
                    );
                    read += usize::from(block.is_some());
                }
            }
        }
        assert!(read > 500, "{read} were read");
    }

    #[test]
    fn what_is_not_usual_is_left_to_the_parser() {
        for text in [
            "a: &b c\n",
            "a: *b\n",
            "a: !t b\n",
            "a: b: c\n",
            "a:\n",
            "a: |2\n  b\n",
            "a: \"b\n",
            "a: 'b' c\n",
            "- a\nb: c\n",
            "a: b\n c: d\n",
            "a:\tb\n",
            "a: b\r\nc: d\n",
            "a: 1\n---\nb: 2\n",
            "? a\n: b\n",
            "<<: {a: 1}\n",
            "a: [b\n  c]\n",
            "a: [b: c]\n",
            "a: {b}\n",
            "a: [b, ]\n",
            "a: 'b\nc'\n",
            "a: |\n   \n  b\n",
            "%YAML 1.2\n---\na: 1\n",
            "a: - b\n",
            "a: @b\n",
            "text\n",
            "a: .inf\n",
            "a: \"\\ud800\"\n",
            "  a: 1\n b: 2\n",
            "a: |\n  b",
        ] {
            assert_eq!(both(text).0, None, "{text}");
        }
    }

    #[test]
    fn descriptions_are_read_the_same() {
        let mut folders = vec!["tests/fixtures".into(), "../../shared/corpus".into()];
        let mut read = 0;
        while let Some(folder) = folders.pop() {
            let folder: std::path::PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|kind| kind == "yaml" || kind == "yml")
                    && let Ok(text) = fs::read_to_string(&path)
                    && let (Some(block), whole) = both(&text)
                {
                    assert_eq!(Some(block), whole, "{}", path.display());
                    read += 1;
                }
            }
        }
        assert!(read > 50, "only {read} descriptions are usual");
    }
}
