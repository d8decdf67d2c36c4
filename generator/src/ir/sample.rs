//! Samples: the examples of a description, each with what it is an example of.

use serde::Serialize;

use super::Type;
use crate::pointer::Origin;

/// A value that the description gives as an example of a schema.
#[derive(Clone, Debug, Serialize)]
pub struct Sample {
    /// Where the value stands.
    pub origin: Origin,
    /// The schema that it is an example of.
    pub schema: Origin,
    /// The type made of that schema.
    pub ty: Type,
    /// Which way it goes.
    pub role: Role,
}

/// Which way an example goes.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub enum Role {
    /// It stands with a schema, which may be used in both ways.
    #[default]
    Both,
    /// It is sent.
    Request,
    /// It is received.
    Response,
}
