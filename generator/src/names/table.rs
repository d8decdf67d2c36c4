//! The table of all identifiers.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use super::claim::Claimer;
use super::features::Features;
use super::ident::{ConstIdent, ModuleIdent, PageIdent, TypeIdent, ValueIdent, VariantIdent};
use super::reserved::FILE_RESERVED;
use super::scope::{Claim, Scope};
use super::shared::SharedParams;
use crate::analyze::Analysis;
use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, OperationId, TagId, TypeId};
use crate::lock::Lock;

/// Identifiers of a type.
#[derive(Clone, Debug, Default)]
pub(crate) struct TypeNames {
    /// The type itself.
    pub(crate) ident: TypeIdent,
    /// The module that it is in.
    pub(crate) module: ModuleIdent,
    /// Its reference page.
    pub(crate) page: PageIdent,
    /// Its members, in the order of the representation.
    pub(crate) members: MemberNames,
}

/// Identifiers of what is inside a type.
#[derive(Clone, Debug)]
pub(crate) enum MemberNames {
    /// Fields of a struct.
    Fields(Vec<ValueIdent>),
    /// Variants of an enum or a union.
    Variants(Vec<VariantIdent>),
}

impl Default for MemberNames {
    fn default() -> Self {
        Self::Fields(Vec::new())
    }
}

impl TypeNames {
    /// The fields; none for what is no struct.
    pub(crate) fn fields(&self) -> &[ValueIdent] {
        match &self.members {
            MemberNames::Fields(fields) => fields,
            MemberNames::Variants(_) => &[],
        }
    }

    /// The variants; none for a struct.
    pub(crate) fn variants(&self) -> &[VariantIdent] {
        match &self.members {
            MemberNames::Variants(variants) => variants,
            MemberNames::Fields(_) => &[],
        }
    }
}

/// Identifiers of an operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct OperationNames {
    /// The method on the group.
    pub(crate) method: ValueIdent,
    /// The type of the call.
    pub(crate) call: TypeIdent,
    /// Parameters, in the order of the representation.
    pub(crate) params: Vec<ValueIdent>,
    /// The argument that is the body.
    pub(crate) body: ValueIdent,
    /// The enum of its answers, where they have several types.
    pub(crate) answer: Option<AnswerNames>,
    /// The ways to give the body, as `analyze` lists them.
    pub(crate) bodies: Vec<BodyNames>,
}

/// Identifiers of an enum of answers.
#[derive(Clone, Debug, Default)]
pub(crate) struct AnswerNames {
    /// The enum.
    pub(crate) ident: TypeIdent,
    /// A variant for each answer, in the order of the table of answers.
    pub(crate) variants: Vec<VariantIdent>,
}

/// Identifiers of a way to give a body.
#[derive(Clone, Debug, Default)]
pub(crate) struct BodyNames {
    /// The method that takes it; that of the operation for the preferred one.
    pub(crate) method: ValueIdent,
    /// The setter, where the body is optional.
    pub(crate) setter: ValueIdent,
    /// The type of the form, where it is one of parts.
    pub(crate) form: TypeIdent,
    /// The members of that form, in the order of the representation.
    pub(crate) members: Vec<ValueIdent>,
}

/// A group of operations: a tag, or those without one.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// The tag; none for operations without one.
    pub(crate) tag: Option<TagId>,
    /// Its operations, in document order.
    pub(crate) operations: Vec<OperationId>,
    /// The method on the client.
    pub(crate) accessor: ValueIdent,
    /// The type with the operations' methods.
    pub(crate) api: TypeIdent,
    /// The module.
    pub(crate) module: ModuleIdent,
    /// Its reference page.
    pub(crate) page: PageIdent,
}

/// All identifiers of a crate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    types: Vec<TypeNames>,
    operations: Vec<OperationNames>,
    /// Groups in the order of the tags.
    pub(crate) groups: Vec<Group>,
    /// Parameters whose setters are written once.
    pub(crate) shared: SharedParams,
    /// Features of the package.
    pub(crate) features: Features,
    /// Constants of error codes, by code and status.
    pub(crate) codes: BTreeMap<(String, u16), ConstIdent>,
    /// Variants of the regions, in the order of the configuration.
    pub(crate) regions: Vec<VariantIdent>,
    /// Setters of the security schemes that have one, in the order of the representation.
    pub(crate) schemes: Vec<Option<ValueIdent>>,
    /// Setters of the variables of the main server, in the order of the document.
    pub(crate) variables: Vec<ValueIdent>,
    /// Constants of headers, in the order of the table of headers.
    pub(crate) headers: Vec<ConstIdent>,
    /// The identifiers that were given, where they are to be kept.
    pub(crate) lock: Option<Lock>,
}

impl Names {
    /// Claims everything.
    pub(crate) fn claim(api: &Api, analysis: &Analysis, config: &Config, diagnostics: &mut Diagnostics) -> Self {
        let claimer = Claimer::new(api, config);
        let mut operations = vec![OperationNames::default(); api.operations.len()];
        let mut groups = claimer.groups(&analysis.answers, &mut operations);
        let features = Features::claim(api, &groups);
        let mut types = claimer.types(&features, diagnostics);
        claim_pages(&mut groups, &mut types);
        let schemes = claimer.schemes();
        let mut names = Self {
            types,
            shared: claimer.shared(&operations),
            operations,
            features,
            groups,
            codes: claimer.codes(),
            regions: claimer.regions(),
            variables: claimer.variables(&schemes),
            schemes,
            headers: claimer.headers(&analysis.headers),
            lock: None,
        };
        names.lock = claimer
            .lock
            .is_some()
            .then(|| claimer.now.into_inner().unwrap_or_else(PoisonError::into_inner));
        names
    }

    /// The names of a type.
    pub(crate) fn of_type(&self, id: TypeId) -> Option<&TypeNames> {
        self.types.get(id.index())
    }

    /// The names of an operation.
    pub(crate) fn of_operation(&self, id: OperationId) -> Option<&OperationNames> {
        self.operations.get(id.0 as usize)
    }
}

/// Claims the pages: each is called like its type, but no two like one another where case is ignored.
fn claim_pages(groups: &mut [Group], types: &mut [TypeNames]) {
    let of_group = groups.iter().map(|group| (group.api.text(), "Group"));
    let of_type = types.iter().map(|names| (names.ident.text(), "Model"));
    let claims: Vec<Claim> = of_group
        .chain(of_type)
        .map(|(ident, suffix)| Claim {
            source: ident.to_owned(),
            candidates: vec![ident.to_owned(), format!("{ident}{suffix}")],
        })
        .collect();
    // A page may be called like a file of the crate, but not like a device of Windows.
    let devices = FILE_RESERVED.get(3..).unwrap_or_default();
    let pages = Scope::of_files(devices).claim_all(&claims);
    let slots = groups.iter_mut().map(|group| &mut group.page);
    let slots = slots.chain(types.iter_mut().map(|names| &mut names.page));
    for (slot, page) in slots.zip(pages) {
        *slot = PageIdent::claimed(page);
    }
}
