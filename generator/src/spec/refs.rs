//! References: from the text of a `$ref` to the place that it means, over all files that are loaded.

use super::dialect::Dialect;
use super::node::Node;
use super::parse::Format;
use super::places::{self, Keys};
use super::uri::{self, Foreign};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::hash::HashMap;
use crate::nearest::{did_you_mean, nearest};
use crate::packed::PackedText;
use crate::pointer::{FileId, Origin, Pointer};

/// A file that was loaded.
#[derive(Debug)]
pub(super) struct File {
    /// Relative to the root folder, normalized.
    pub(super) path: String,
    pub(super) text: PackedText,
    pub(super) format: Format,
    /// `None` where the file is broken, which its own diagnostic says.
    pub(super) node: Option<Node>,
    /// What the references of the file mean, or why they mean nothing, that were met while loading.
    pub(super) known: HashMap<Box<str>, Result<Origin, Failure>>,
    /// Parts with an `$id`, the outer before the inner.
    scopes: Vec<Scope>,
    /// Parts with an `$anchor`.
    anchors: Vec<(String, Pointer)>,
    /// The URI that the file says it has: `$self` (3.2).
    own: Option<String>,
}

/// A part of a file with a URI of its own, which the references in it are relative to.
#[derive(Debug)]
struct Scope {
    pointer: Pointer,
    uri: String,
}

/// Why a reference leads nowhere.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    code: Code,
    message: String,
    help: Option<String>,
    /// Where something is missing, and its name.
    missing: Option<(Origin, String)>,
}

impl Failure {
    fn new(code: Code, message: String) -> Self {
        Self {
            code,
            message,
            help: None,
            missing: None,
        }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The diagnostic for the reference that stands at `origin`. What else the description holds is still generated.
    pub(super) fn into_diagnostic(self, origin: Origin) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(self.code, origin, self.message);
        diagnostic.severity = Severity::Warning;
        if let Some(help) = self.help {
            diagnostic.help = help;
        }
        diagnostic
    }
}

/// Why there is nothing of a file.
#[derive(Clone, Debug)]
pub(super) struct Unread {
    pub(super) code: Code,
    pub(super) reason: String,
}

/// The resource that the part of a reference before the `#` means.
pub(super) enum Resource {
    /// A place that is loaded.
    Loaded(Origin),
    /// A file, by path, that may be loaded or not.
    File(String),
}

/// The files and how to find things in them.
#[derive(Debug, Default)]
pub(super) struct Store {
    pub(super) files: Vec<File>,
    /// Files by path; those that could not be read with the reason.
    by_path: HashMap<String, Result<FileId, Unread>>,
    by_id: HashMap<String, Origin>,
}

impl Store {
    /// Adds a file. `identified` says whether it has names of its own to be found.
    pub(super) fn add(
        &mut self,
        path: String,
        text: PackedText,
        format: Format,
        node: Option<Node>,
        identified: bool,
    ) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let mut file = File {
            path,
            text,
            format,
            node,
            known: HashMap::default(),
            scopes: Vec::new(),
            anchors: Vec::new(),
            own: None,
        };
        file.own = file.own_uri();
        if identified {
            file.identify();
        }
        for scope in &file.scopes {
            let origin = Origin {
                file: id,
                pointer: scope.pointer.clone(),
            };
            self.by_id.entry(scope.uri.clone()).or_insert(origin);
        }
        if let Some(own) = &file.own {
            let origin = Origin {
                file: id,
                pointer: Pointer::root(),
            };
            self.by_id.entry(own.clone()).or_insert(origin);
        }
        self.by_path.insert(file.path.clone(), Ok(id));
        self.files.push(file);
        id
    }

    /// Puts another tree in the place of a file's, before anything is looked up in it.
    pub(super) fn replace(&mut self, id: FileId, node: Node) {
        let Some(file) = self.files.get_mut(id.0 as usize) else {
            return;
        };
        let identified = !file.scopes.is_empty() || !file.anchors.is_empty();
        file.node = Some(node);
        if identified {
            file.scopes.clear();
            file.anchors.clear();
            file.identify();
        }
    }

    /// Remembers that a file cannot be read.
    pub(super) fn add_unread(&mut self, path: String, unread: Unread) {
        self.by_path.insert(path, Err(unread));
    }

    /// A file by its path, and its tree where it is not broken.
    pub(super) fn by_path(&self, path: &str) -> Option<(FileId, Option<&Node>)> {
        let id = *self.by_path.get(path)?.as_ref().ok()?;
        Some((id, self.file(id)?.node.as_ref()))
    }

    /// Why a file was not read.
    pub(super) fn unread(&self, path: &str) -> Option<&Unread> {
        self.by_path.get(path).and_then(|file| file.as_ref().err())
    }

    /// Whether it was tried to load the file.
    pub(super) fn is_tried(&self, path: &str) -> bool {
        self.by_path.contains_key(path)
    }

    /// Keeps what a reference of a file means, unless that depends on where in the file it stands.
    pub(super) fn remember(&mut self, file: FileId, reference: &str, meaning: Result<Origin, Failure>) {
        let file = self.files.get_mut(file.0 as usize);
        if let Some(file) = file.filter(|file| file.scopes.is_empty())
            && !file.known.contains_key(reference)
        {
            file.known.insert(reference.into(), meaning);
        }
    }

    /// Drops the trees, and what references mean in them.
    pub(super) fn forget(&mut self) {
        for file in &mut self.files {
            file.node = None;
            file.known = HashMap::default();
            file.scopes = Vec::new();
            file.anchors = Vec::new();
        }
        self.by_id = HashMap::default();
    }

    pub(super) fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(id.0 as usize)
    }

    /// The node at a place.
    pub(super) fn node(&self, origin: &Origin) -> Option<&Node> {
        let root = self.file(origin.file)?.node.as_ref()?;
        origin.pointer.tokens().try_fold(root, |node, token| node.step(&token))
    }

    /// What a reference that stands at a place means.
    pub(super) fn target(&self, from: &Origin, reference: &str) -> Result<Origin, Failure> {
        let known = self.file(from.file).and_then(|file| file.known.get(reference));
        if let Some(known) = known {
            return known.clone();
        }
        let (_, fragment) = uri::split(reference);
        let root = match self.resource(from, reference)? {
            Resource::Loaded(origin) => origin,
            Resource::File(path) => match self.by_path.get(&path) {
                Some(Ok(file)) => Origin {
                    file: *file,
                    pointer: Pointer::root(),
                },
                Some(Err(unread)) => return Err(unreadable(&path, unread.code, &unread.reason)),
                None => return Err(unreadable(&path, Code::Unreadable, "it was not loaded")),
            },
        };
        if self.file(root.file).is_none_or(|file| file.node.is_none()) {
            let path = self.file(root.file).map_or("", |file| &file.path);
            return Err(unreadable(path, Code::Unreadable, "it is not valid"));
        }
        let fragment = uri::decode(fragment).map_err(|foreign| refused(reference, foreign))?;
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return self.anchor(&root, &fragment, reference);
        }
        self.descend(&root, &Pointer::parse(&fragment), reference)
    }

    /// What the part of a reference before the `#` means.
    pub(super) fn resource(&self, from: &Origin, reference: &str) -> Result<Resource, Failure> {
        let Some(file) = self.file(from.file) else {
            return Err(Failure::new(Code::DanglingRef, format!("`{reference}` leads nowhere")));
        };
        let (resource, _) = uri::split(reference);
        let scope = file
            .scopes
            .iter()
            .rev()
            .find(|scope| scope.pointer.contains(&from.pointer));
        if resource.is_empty() {
            let pointer = scope.map(|scope| scope.pointer.clone()).unwrap_or_default();
            return Ok(Resource::Loaded(Origin {
                file: from.file,
                pointer,
            }));
        }
        if let Some(scope) = scope
            && let Ok(joined) = uri::join(&scope.uri, resource)
            && let Some(origin) = self.by_id.get(&joined)
        {
            return Ok(Resource::Loaded(origin.clone()));
        }
        // Many schemas have an `$id` that says where they are published, but refer to each other as files.
        let joined = match uri::join(&file.path, resource) {
            Ok(joined) => joined,
            Err(foreign) => {
                return self
                    .published(file, resource)
                    .ok_or_else(|| refused(reference, foreign));
            }
        };
        match self.by_id.get(&joined) {
            Some(origin) => Ok(Resource::Loaded(origin.clone())),
            None => match self.published(file, resource) {
                Some(found) => Ok(found),
                None if uri::has_scheme(&joined) => Err(refused(reference, Foreign::Address)),
                None => Ok(Resource::File(joined)),
            },
        }
    }

    /// Resolves a reference by the URIs that files declare (`$self`): to such a file, or to one that is as far from it as their
    /// URIs are from each other.
    fn published(&self, file: &File, resource: &str) -> Option<Resource> {
        let joined = uri::join(&self.uri_of(file)?, resource).ok()?;
        if let Some(origin) = self.by_id.get(&joined) {
            return Some(Resource::Loaded(origin.clone()));
        }
        let beside = |file: &File| {
            let (folder, _) = file.own.as_deref()?.rsplit_once('/')?;
            let rest = joined.strip_prefix(folder)?.strip_prefix('/')?;
            uri::join(&file.path, rest).ok()
        };
        let mut files = std::iter::once(file).chain(&self.files);
        files.find_map(beside).map(Resource::File)
    }

    /// The URI of a file: its own, or the one that it has as a neighbour of the main file.
    fn uri_of(&self, file: &File) -> Option<String> {
        if let Some(own) = &file.own {
            return Some(own.clone());
        }
        let main = self.files.first()?;
        let (folder, _) = main.own.as_deref()?.rsplit_once('/')?;
        let around = main.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let rest = file.path.strip_prefix(around)?.trim_start_matches('/');
        Some(format!("{folder}/{rest}"))
    }

    fn anchor(&self, root: &Origin, name: &str, reference: &str) -> Result<Origin, Failure> {
        let anchors = self
            .file(root.file)
            .map(|file| file.anchors.as_slice())
            .unwrap_or_default();
        let mut named = anchors
            .iter()
            .filter(|(anchor, _)| anchor == name)
            .map(|(_, pointer)| pointer);
        let first = named.clone().next();
        let found = named.find(|pointer| root.pointer.contains(pointer)).or(first);
        match found {
            Some(pointer) => Ok(Origin {
                file: root.file,
                pointer: pointer.clone(),
            }),
            None => Err(Failure::new(
                Code::DanglingRef,
                format!("`{reference}` leads nowhere: no schema has the `$anchor` `{name}`"),
            )
            .help(format!(
                "a reference into the document is written `#/components/schemas/{name}`"
            ))),
        }
    }

    /// Follows a pointer from the root of a resource or, where the resource is a part of a file, from the file's root.
    fn descend(&self, root: &Origin, pointer: &Pointer, reference: &str) -> Result<Origin, Failure> {
        let inner = pointer
            .tokens()
            .fold(root.pointer.clone(), |place, token| place.child(&token));
        let inner = Origin {
            file: root.file,
            pointer: inner,
        };
        if self.node(&inner).is_some() {
            return Ok(inner);
        }
        let whole = Origin {
            file: root.file,
            pointer: pointer.clone(),
        };
        if self.node(&whole).is_some() {
            return Ok(whole);
        }
        Err(self.dangling(&whole, reference))
    }

    fn dangling(&self, target: &Origin, reference: &str) -> Failure {
        let mut node = self.file(target.file).and_then(|file| file.node.as_ref());
        let mut found = Pointer::root();
        for token in target.pointer.tokens() {
            node = node.and_then(|node| node.step(&token));
            if node.is_some() {
                found = found.child(&token);
                continue;
            }
            let place = if found.as_str().is_empty() {
                "the file".to_owned()
            } else {
                format!("`{found}`")
            };
            let message = format!("`{reference}` leads nowhere: {place} has no `{token}`");
            let mut failure = Failure::new(Code::DanglingRef, message);
            let place = Origin {
                file: target.file,
                pointer: found,
            };
            failure.missing = Some((place, token.into_owned()));
            return failure.help("add what it refers to, or correct the reference");
        }
        Failure::new(Code::DanglingRef, format!("`{reference}` leads nowhere"))
    }

    /// Adds what was meant, where a similar name is there.
    pub(super) fn suggest(&self, failure: Failure) -> Failure {
        let nearest = failure
            .missing
            .as_ref()
            .and_then(|(place, name)| nearest(name, self.node(place)?.as_object()?.keys()));
        match nearest {
            Some(key) => failure.help(did_you_mean(key)),
            None => failure,
        }
    }
}

impl File {
    /// Finds the parts that name themselves.
    fn own_uri(&self) -> Option<String> {
        let own = self.node.as_ref()?.get("$self")?.as_str()?;
        let (own, _) = uri::split(own);
        uri::join(&self.path, own).ok().filter(|own| uri::has_scheme(own))
    }

    fn identify(&mut self) {
        let Some(root) = &self.node else { return };
        for identity in places::places(root, &Pointer::root(), Keys::Keywords, Dialect::V3_1).identities {
            let anchors = identity
                .anchors
                .into_iter()
                .chain(identity.id.and_then(|id| id.strip_prefix('#')));
            self.anchors
                .extend(anchors.map(|anchor| (anchor.to_owned(), identity.pointer.clone())));
            let id = identity.id.map(|id| uri::split(id).0).filter(|id| !id.is_empty());
            let outer = self
                .scopes
                .iter()
                .rev()
                .find(|scope| scope.pointer.contains(&identity.pointer));
            let base = outer.map_or(self.path.as_str(), |scope| scope.uri.as_str());
            if let Some(uri) = id.and_then(|id| uri::join(base, id).ok()) {
                self.scopes.push(Scope {
                    pointer: identity.pointer,
                    uri,
                });
            }
        }
    }
}

fn unreadable(path: &str, code: Code, reason: &str) -> Failure {
    Failure::new(
        code,
        format!("the file `{path}` of this reference cannot be read: {reason}"),
    )
    .help("correct the path; references are relative to the file that contains them")
}

fn refused(reference: &str, foreign: Foreign) -> Failure {
    let (why, help) = match foreign {
        Foreign::Address => (
            "is an address, and nothing is downloaded",
            "save the file below the folder of the description and refer to it there",
        ),
        Foreign::Absolute => (
            "is an absolute path",
            "use a path relative to the file with the reference",
        ),
        Foreign::Outside => (
            "leaves the folder of the description",
            "move the file below the folder of the description",
        ),
        Foreign::Malformed => (
            "is not a path",
            "separate folders with `/`, and escape characters as UTF-8",
        ),
    };
    Failure::new(Code::ForeignRef, format!("`{reference}` {why}")).help(help)
}
