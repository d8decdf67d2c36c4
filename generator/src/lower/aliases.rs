//! Aliases that lead to themselves: `A` is a list of `A`, or `A` is `B` and `B` is `A`.
//!
//! A definition with members or variants can contain itself, a mere name cannot. One of the names in such a cycle
//! becomes any value.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{AnyCause, Type, TypeId, TypeKind};

use super::context::Context;

impl Context<'_, '_> {
    /// Makes any value of the first alias of each cycle, with a diagnostic.
    pub(super) fn break_alias_cycles(&mut self) {
        for index in 0..self.types.len() {
            let Some(definition) = self.types.get(index) else {
                continue;
            };
            let TypeKind::Alias(ty) = &definition.kind else {
                continue;
            };
            let id = TypeId(u32::try_from(index).unwrap_or(u32::MAX));
            if self.reaches(ty, id) {
                let message = "this schema is only another name for itself; it is typed as any value";
                let diagnostic = Diagnostic::new(Code::RefCycle, definition.origin.clone(), message);
                self.push(diagnostic.help("give the schema a type, for instance an object with properties"));
                if let Some(definition) = self.types.get_mut(index) {
                    definition.kind = TypeKind::Alias(Type::Any(AnyCause::Reference));
                }
            }
        }
    }

    /// Whether following aliases from `ty` leads to the alias `goal`.
    fn reaches(&self, ty: &Type, goal: TypeId) -> bool {
        let mut pending = vec![ty];
        let mut seen = vec![];
        while let Some(ty) = pending.pop() {
            match ty {
                Type::Named(id) if *id == goal => return true,
                Type::Named(id) if !seen.contains(id) => {
                    seen.push(*id);
                    if let Some(TypeKind::Alias(next)) = self.types.get(id.index()).map(|definition| &definition.kind) {
                        pending.push(next);
                    }
                }
                Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => pending.push(inner),
                Type::Tuple(parts) => pending.extend(parts),
                _ => {}
            }
        }
        false
    }
}
