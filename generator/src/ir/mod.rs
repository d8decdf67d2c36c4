//! The intermediate representation: what an API is, free of any dialect of OpenAPI and of Rust.
//!
//! Items live in flat vectors and refer to each other by `u32` ids, so that side tables (boxing, derives, names)
//! are plain vectors beside them. Every item keeps its [`Origin`]. Nothing here is a Rust name, a path of the
//! output, or a word of serde: those belong to `names`, `analyze` and `render`.

mod auth;
pub mod dump;
pub(crate) mod media_type;
mod operation;
mod sample;
mod types;
mod walk;

pub use auth::*;
pub use operation::*;
pub use sample::*;
pub use types::*;

use std::sync::Arc;

use serde::Serialize;

use crate::pointer::Origin;

/// A whole API.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Api {
    /// Title, version and description of the API.
    pub info: Info,
    /// Base addresses, in the order of the document.
    pub servers: Vec<Server>,
    /// Tags, declared ones first in their order, then those that only operations name.
    pub tags: Vec<Tag>,
    /// Operations in document order.
    pub operations: Vec<Operation>,
    /// Calls that the service makes, in document order.
    pub webhooks: Vec<Webhook>,
    /// Named and inline types; a [`TypeId`] is an index.
    pub types: Vec<TypeDef>,
    /// Declared ways to authenticate; a [`SchemeId`] is an index.
    pub security_schemes: Vec<SecurityScheme>,
    /// What authenticates operations that say nothing of it, as in [`Operation::security`].
    pub security: Vec<SecurityRequirement>,
    /// The files of the description, by id.
    #[serde(skip)]
    pub files: Vec<String>,
    /// Inline schemas that the type of an equal one stands for. Only taken down where identifiers are kept.
    #[serde(skip)]
    pub merged: Vec<(Origin, TypeId)>,
}

impl Api {
    /// A place as a text that stays the same while other files are added.
    pub fn place(&self, origin: &Origin) -> String {
        match self.files.get(origin.file.0 as usize).filter(|_| origin.file.0 > 0) {
            Some(path) => format!("{path}#{}", origin.pointer),
            None => origin.pointer.to_string(),
        }
    }

    /// The definition behind an id. Ids are only made by lowering, so one that is not there is none of this API.
    pub fn type_def(&self, id: TypeId) -> Option<&TypeDef> {
        self.types.get(id.index())
    }

    /// Where a member of a type stands.
    pub fn field_origin(&self, owner: TypeId, field: &Field) -> Origin {
        self.type_def(owner)
            .map(|owner| field.origin(owner))
            .unwrap_or_default()
    }
}

/// What the document says of the API as a whole (`info`).
#[derive(Clone, Debug, Default, Serialize)]
pub struct Info {
    /// `info.title`.
    pub title: String,
    /// `info.version`: the version of the API, not of the specification.
    pub version: String,
    /// `info.description`.
    pub description: Option<String>,
    /// `info.termsOfService`.
    pub terms_of_service: Option<String>,
    /// `info.contact`, whichever of its members are present.
    pub contact: Option<Contact>,
    /// `info.license.name` and `info.license.url`.
    pub license: Option<(String, Option<String>)>,
    /// `externalDocs`.
    pub external_docs: Option<ExternalDocs>,
}

/// `info.contact`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Contact {
    /// The name.
    pub name: Option<String>,
    /// The page.
    pub url: Option<String>,
    /// The mail address.
    pub email: Option<String>,
}

/// A link to more documentation (`externalDocs`).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExternalDocs {
    /// What the link shows.
    pub description: Option<String>,
    /// The address.
    pub url: String,
}

/// A base address (`servers`, or `schemes`, `host` and `basePath` of 2.0).
#[derive(Clone, Debug, Serialize)]
pub struct Server {
    /// Where it stands.
    pub origin: Origin,
    /// The address, with `{variable}` placeholders; may be relative.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// `name` (3.2).
    pub name: Option<String>,
    /// The variables of the address, in document order.
    pub variables: Vec<ServerVariable>,
}

impl Server {
    /// The address with the defaults of its variables.
    pub fn expanded(&self) -> String {
        let fill =
            |url: String, variable: &ServerVariable| url.replace(&format!("{{{}}}", variable.name), &variable.default);
        let url = self.variables.iter().fold(self.url.clone(), fill);
        url.trim_end_matches('/').to_owned()
    }
}

impl Api {
    /// The server that calls go to: the first whose address, with the defaults of its variables, is one of the web.
    pub fn main_server(&self) -> Option<&Server> {
        let is_of_web = |url: &str| url.starts_with("https://") || url.starts_with("http://");
        self.servers.iter().find(|server| is_of_web(&server.expanded()))
    }
}

/// A variable of a server's address.
#[derive(Clone, Debug, Serialize)]
pub struct ServerVariable {
    /// The name between the braces.
    pub name: String,
    /// The value used when none is given.
    pub default: String,
    /// The values allowed; empty where any is.
    pub values: Vec<String>,
    /// What it is for.
    pub description: Option<String>,
}

/// A tag: a group of operations.
#[derive(Clone, Debug, Serialize)]
pub struct Tag {
    /// Where it is declared, or first used.
    pub origin: Origin,
    /// The name as the document writes it.
    pub name: String,
    /// What the group is about.
    pub description: Option<String>,
    /// The tag that it is a part of (3.2).
    pub parent: Option<String>,
    /// `kind` (3.2): `nav` for groups of operations.
    pub kind: Option<String>,
    /// A link to more.
    pub external_docs: Option<ExternalDocs>,
}

/// The prose that belongs to a type, a field, a parameter or a value. Descriptions repeat it, and it is most of what they
/// weigh, so that equal texts are held once.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Docs {
    /// `title` of a schema, `summary` of an operation, response or path.
    pub summary: Option<Arc<str>>,
    /// `description`.
    pub description: Option<Arc<str>>,
    /// `externalDocs`.
    pub external_docs: Option<Box<ExternalDocs>>,
    /// `deprecated: true`.
    pub deprecated: bool,
}
