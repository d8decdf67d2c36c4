//! Alternatives that become one object with the properties of all.

use crate::diagnostic::Code;
use crate::ir::{AnyCause, Type};
use crate::spec::Cursor;

use super::compose::View;
use super::context::{Context, Place};
use super::union::Group;

impl<'d> Context<'d, '_> {
    /// Several lists of alternatives at once: one object with the properties of all.
    pub(super) fn put_together(&mut self, view: &View<'d>, groups: &[Group<'d>], place: &Place) -> Type {
        let Some(head) = view.head().cloned() else {
            return Type::Any(AnyCause::Composition);
        };
        let ty = self.parts(view, groups, place);
        let message = match ty {
            Type::Any(_) => "several `oneOf` or `anyOf` at once are typed as any value",
            _ => "several `oneOf` or `anyOf` at once are one object that has the members of all of them",
        };
        self.report(Code::Unsupported, &head, message);
        ty
    }

    /// The parts of a form that is one of several objects: it has those of all of them.
    pub(super) fn parts_of_alternatives(&mut self, schema: &Cursor<'d>, place: &Place) -> Option<Type> {
        let mut view = self.flat(schema);
        let groups = self.groups(&view);
        let is_object = |context: &mut Self, branch: &Cursor<'d>| {
            let branch = context.flat(branch);
            !context.properties(&branch).is_empty()
        };
        let mut branches = groups.iter().flat_map(|group| &group.branches);
        if groups.is_empty() || !branches.all(|branch| is_object(self, branch)) {
            return None;
        }
        view.heads = View::plain(schema).heads;
        Some(self.parts(&view, &groups, place))
    }

    /// One object with the properties of all alternatives, none of which the alternatives require.
    pub(super) fn parts(&mut self, view: &View<'d>, groups: &[Group<'d>], place: &Place) -> Type {
        let mut sum = view.without_unions();
        for branch in groups.iter().flat_map(|group| group.branches.iter()) {
            let own = self.flat(branch);
            sum = sum.and(&own.as_alternative());
        }
        sum.heads = view.heads.clone();
        match self.properties(&sum).is_empty() {
            true => Type::Any(AnyCause::Composition),
            false => self.object(&sum, place),
        }
    }
}
