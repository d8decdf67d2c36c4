//! Alternatives that are no union: one that is left when what repeats it is taken away, or one list of values cut in
//! pieces.

use crate::ir::{AnyCause, Enum, EnumRepr, EnumValue, NumberFormat, StringFormat, Type, TypeKind, TypeName};

use super::compose::{View, same_place};
use super::constraints::same_limits;
use super::context::{Context, Place};
use super::dialect::Kinds;
use super::union::{Branch, Content};

impl<'d> Context<'d, '_> {
    /// Gives a scalar its type at once.
    pub(super) fn settle_scalar(&mut self, branch: Branch<'d>) -> Branch<'d> {
        let Content::Here(view) = &branch.content else {
            return branch;
        };
        let composed = ["enum", "const", "oneOf", "anyOf"]
            .iter()
            .any(|keyword| view.has(keyword));
        let special = view
            .last("format")
            .is_some_and(|format| format.node.as_str() == Some("int-or-string"));
        if composed || special {
            return branch;
        }
        let kinds = match self.kinds(view) {
            Kinds::Known(kinds) => kinds,
            _ => return branch,
        };
        let ready = match kinds.as_slice() {
            [kind] if kind.is_scalar() => {
                let place = Place::Root(TypeName::Schema(String::new()));
                self.view(view, &place)
            }
            _ => return branch,
        };
        Branch {
            at: branch.at,
            content: Content::Ready(ready),
            constraints: branch.constraints,
        }
    }

    /// The simplest type that holds all the branches.
    pub(super) fn simplest(&mut self, view: &View<'d>, branches: Vec<Branch<'d>>, place: &Place) -> Type {
        let branches = self.without_repetition(branches);
        if let [only] = branches.as_slice() {
            return match &only.content {
                Content::Elsewhere(target) => Type::Named(self.refer(target)),
                Content::Here(view) => self.view(view, place),
                Content::Ready(ty) => ty.clone(),
            };
        }
        if branches.is_empty() {
            return Type::Any(AnyCause::Reference);
        }
        if let Some(ty) = self.one_enum(view, &branches, place) {
            return ty;
        }
        self.define(view, place, |context, id| context.union_kind(view, &branches, id))
    }

    /// Leaves out what another branch holds as well: the same type, a format of a plain string, whole numbers beside
    /// numbers, plain strings beside an open enum of strings.
    fn without_repetition(&mut self, branches: Vec<Branch<'d>>) -> Vec<Branch<'d>> {
        let ready: Vec<Type> = branches
            .iter()
            .filter_map(|branch| match &branch.content {
                Content::Ready(ty) => Some(ty.clone()),
                _ => None,
            })
            .collect();
        let plain = ready.contains(&Type::String(StringFormat::Plain));
        let number = ready.contains(&Type::Number(NumberFormat::F64));
        let mut open = false;
        let mut kept: Vec<Branch<'d>> = Vec::new();
        let mut left_out: Vec<Branch<'d>> = Vec::new();
        for branch in branches {
            let repeated = match &branch.content {
                Content::Ready(Type::String(format)) => {
                    plain && !matches!(format, StringFormat::Plain | StringFormat::Binary)
                }
                Content::Ready(Type::Integer(_) | Type::Number(NumberFormat::F32)) => number,
                _ => false,
            };
            if repeated || kept.iter().any(|known| same_content(&known.content, &branch.content)) {
                left_out.push(branch);
                continue;
            }
            if plain {
                match self.strings_of(&branch) {
                    Some(values) if values.iter().all(|value| value.value == "") => continue,
                    Some(_) => open = true,
                    None => {}
                }
            }
            kept.push(branch);
        }
        if open {
            kept.retain(|branch| !matches!(branch.content, Content::Ready(Type::String(StringFormat::Plain))));
        }
        for branch in &mut kept {
            let allowed_more = |other: &Branch<'d>| {
                is_held(&other.content, &branch.content)
                    && !same_limits(other.constraints.as_deref(), branch.constraints.as_deref())
            };
            if left_out.iter().any(allowed_more) {
                branch.constraints = None;
            }
        }
        kept
    }

    fn strings_of(&mut self, branch: &Branch<'d>) -> Option<Vec<EnumValue>> {
        match self.values_of(branch)? {
            (values, EnumRepr::String) => Some(values),
            _ => None,
        }
    }

    /// The values of a branch that only lists values.
    fn values_of(&mut self, branch: &Branch<'d>) -> Option<(Vec<EnumValue>, EnumRepr)> {
        match &branch.content {
            Content::Elsewhere(target) => {
                let view = self.flat(target);
                self.named_values(&view)
            }
            Content::Here(view) => self.named_values(view),
            Content::Ready(_) => None,
        }
    }

    /// Several lists of values of one kind are one list.
    fn one_enum(&mut self, view: &View<'d>, branches: &[Branch<'d>], place: &Place) -> Option<Type> {
        let mut sum: Vec<EnumValue> = Vec::new();
        let mut common = None;
        for branch in branches {
            let (values, repr) = self.values_of(branch)?;
            if *common.get_or_insert(repr) != repr {
                return None;
            }
            for mut value in values {
                if sum.iter().any(|known| known.value == value.value) {
                    continue;
                }
                if repr == EnumRepr::Integer && value.name.is_none() {
                    value.name = value.docs.summary.as_deref().map(str::to_owned);
                }
                sum.push(value);
            }
        }
        let repr = common?;
        Some(self.define(view, place, |_, _| TypeKind::Enum(Enum { values: sum, repr })))
    }
}

/// Whether a scalar that was left out is one of the values of another.
fn is_held(left_out: &Content<'_>, by: &Content<'_>) -> bool {
    match (left_out, by) {
        (Content::Ready(Type::String(_)), Content::Ready(Type::String(_))) => true,
        (Content::Ready(Type::Integer(_) | Type::Number(_)), Content::Ready(by)) => {
            matches!(by, Type::Integer(_) | Type::Number(_))
        }
        _ => false,
    }
}

fn same_content(one: &Content<'_>, other: &Content<'_>) -> bool {
    match (one, other) {
        (Content::Elsewhere(one), Content::Elsewhere(other)) => same_place(one, other),
        (Content::Ready(one), Content::Ready(other)) => one == other,
        _ => false,
    }
}
