//! The part of a description that `[select]` names, with all that it reaches: a document of its own, in the order of the
//! whole.

use std::collections::HashSet;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::Api;
use crate::lower::lower;
use crate::pointer::{FileId, Origin, Pointer};
use crate::select::{ADDITIONAL, METHODS, Selection, select};
use crate::spec::{Cursor, Dialect, Documents, Limits, Pruned, Source};

/// What [`slice()`] gives.
#[derive(Debug, Default)]
pub struct Slice {
    /// The document as YAML; `None` where an error is among the diagnostics.
    pub text: Option<String>,
    /// How many operations there are in it, and in the whole.
    pub operations: (usize, usize),
    /// What there is to say about the description.
    pub diagnostics: Vec<Diagnostic>,
    /// The main file as it stands.
    pub whole: String,
    /// Path of every file of the description in the order of their ids, and the text of those that something is said
    /// about.
    pub documents: Vec<(String, String)>,
}

/// Cuts the selected part out of a description; all of it, where nothing is selected. References must stay within the main
/// file, since the part is to stand elsewhere.
pub fn slice(source: &Source<'_>, config: &Config) -> Slice {
    let mut found = Diagnostics::default();
    let Some(documents) = Documents::load(source, &Limits::default(), &mut found) else {
        return Slice {
            diagnostics: found.into_sorted(),
            documents: vec![(source.root.to_owned(), String::new())],
            ..Slice::default()
        };
    };
    let mut slice = Slice::default();
    if !found.has_errors() {
        let selection = select(&documents, config, &mut found);
        let all = crate::select::declared(&documents).len();
        slice.operations = (selection.as_ref().map_or(all, |found| found.operations.len()), all);
        let text = Cut::new(&documents, config, selection.as_ref()).text(&mut found);
        slice.text = text.filter(|_| !found.has_errors());
    }
    let mut diagnostics = found.into_sorted();
    // What is wrong in the description is for `codegen` to say, of the slice.
    diagnostics.retain(|diagnostic| diagnostic.severity == crate::diagnostic::Severity::Error);
    documents.locate(&mut diagnostics);
    slice.whole = documents.file_text(documents.root().file);
    slice.documents = documents.into_files(&diagnostics);
    slice.diagnostics = diagnostics;
    slice
}

/// What of a description is kept.
struct Cut<'d, 's> {
    documents: &'d Documents,
    config: &'s Config,
    selection: Option<&'s Selection<'d>>,
    /// Components that are kept.
    kept: HashSet<Pointer>,
    waiting: Vec<Cursor<'d>>,
}

/// Where components stand, by the tokens above their names.
const SECTIONS_V2: &[&str] = &["definitions", "parameters", "responses"];

/// What security requirements name. These are kept by the names there, not by references.
const SCHEMES: [&str; 2] = ["securityDefinitions", "securitySchemes"];

impl<'d, 's> Cut<'d, 's> {
    fn new(documents: &'d Documents, config: &'s Config, selection: Option<&'s Selection<'d>>) -> Self {
        Self {
            documents,
            config,
            selection,
            kept: HashSet::new(),
            waiting: Vec::new(),
        }
    }

    fn text(mut self, found: &mut Diagnostics) -> Option<String> {
        let root = self.documents.root();
        match self.selection {
            Some(_) => self.reach(found),
            None => {
                let _ = self.within_file(&root, found);
            }
        }
        let keep = |at: &Cursor<'_>| self.keeps(at);
        match (Pruned { at: root, keep: &keep }).to_yaml() {
            Ok(text) => Some(text),
            Err(reason) => {
                let message = format!("the slice cannot be written: {reason}");
                found.push(Diagnostic::new(Code::Internal, Origin::default(), message));
                None
            }
        }
    }

    /// Finds the components that are reached from what is kept of the rest.
    fn reach(&mut self, found: &mut Diagnostics) {
        let root = self.documents.root();
        for (key, section) in root.entries() {
            if key != "paths" && !self.is_section(&section.pointer) && key != "components" && !SCHEMES.contains(&key) {
                self.waiting.push(section);
            }
        }
        for (_, item) in root.get("paths").iter().flat_map(Cursor::entries) {
            if self.keeps(&item) {
                let kept: Vec<_> = item.entries().map(|(_, at)| at).filter(|at| self.keeps(at)).collect();
                self.waiting.extend(kept);
            }
        }
        // What types are made of without a reference to it: the heirs of a schema, for instance.
        let api = lower(self.documents, self.config, &mut Diagnostics::default());
        self.keep_types(&api);
        while let Some(at) = self.waiting.pop() {
            for target in self.within_file(&at, found) {
                self.keep(&target);
            }
        }
    }

    /// The places that are referred to below a place. Those in other files are refused: the part stands elsewhere.
    fn within_file(&self, at: &Cursor<'_>, found: &mut Diagnostics) -> Vec<Pointer> {
        let (own, others): (Vec<_>, Vec<_>) = self
            .documents
            .references(at)
            .into_iter()
            .partition(|(_, target)| target.file == FileId(0));
        for (from, _) in others {
            let message = "this refers to another file, which the slice would not contain";
            found.push(Diagnostic::new(Code::SeveralFiles, from, message));
        }
        own.into_iter().map(|(_, target)| target.pointer).collect()
    }

    fn keep_types(&mut self, api: &Api) {
        for def in api.types.iter().filter(|def| def.origin.file == FileId(0)) {
            self.keep(&def.origin.pointer);
        }
    }

    /// Keeps the component that a place is in.
    fn keep(&mut self, place: &Pointer) {
        // An operation that is referred to into is kept as well: `[select]` still leaves it out when the part is read.
        let in_paths = place.tokens().next().is_some_and(|first| first == "paths");
        let depth = match self.documents.dialect() {
            Dialect::V2 if !in_paths => 2,
            _ => 3,
        };
        let component = place
            .tokens()
            .take(depth)
            .fold(Pointer::root(), |above, token| above.child(&token));
        if !(in_paths || self.is_component(&component)) || !self.kept.insert(component.clone()) {
            return;
        }
        let at = Origin {
            file: FileId(0),
            pointer: component,
        };
        self.waiting.extend(self.documents.at(&at));
    }

    /// Whether a place is one that components stand below.
    fn is_section(&self, place: &Pointer) -> bool {
        let tokens: Vec<_> = place.tokens().collect();
        match (self.documents.dialect(), tokens.as_slice()) {
            (Dialect::V2, [section]) => SECTIONS_V2.contains(&section.as_ref()),
            (Dialect::V2, _) => false,
            (_, [components, section]) => components == "components" && !SCHEMES.contains(&section.as_ref()),
            _ => false,
        }
    }

    fn is_component(&self, place: &Pointer) -> bool {
        place.parent().is_some_and(|section| self.is_section(&section))
    }

    /// Whether a member is kept. What is above a component, and what is inside of anything kept, is.
    fn keeps(&self, at: &Cursor<'_>) -> bool {
        let Some(selection) = self.selection else { return true };
        if self.is_component(&at.pointer) {
            return self.kept.contains(&at.pointer);
        }
        // A section is left out where nothing of it is kept.
        if self.is_section(&at.pointer) {
            return self.kept.iter().any(|kept| at.pointer.contains(kept));
        }
        let tokens: Vec<_> = at.pointer.tokens().collect();
        let texts: Vec<&str> = tokens.iter().map(AsRef::as_ref).collect();
        match texts.as_slice() {
            ["paths", path] => selection.has_path(path) || self.kept.iter().any(|kept| at.pointer.contains(kept)),
            ["paths", path, ADDITIONAL] => {
                at.entries().any(|(method, _)| selection.has(path, method)) || self.kept.contains(&at.pointer)
            }
            ["paths", path, ADDITIONAL, method] => {
                let above = at.pointer.parent();
                selection.has(path, method) || above.is_some_and(|above| self.kept.contains(&above))
            }
            ["paths", path, method] if METHODS.contains(method) => {
                selection.has(path, method) || self.kept.contains(&at.pointer)
            }
            ["securityDefinitions", name] | ["components", "securitySchemes", name] => selection.has_scheme(name),
            ["tags", _] => at.str("name").is_none_or(|name| selection.has_tag(name.trim())),
            _ => true,
        }
    }
}
