//! The members of structs as their tables list them, each made by the function of its kind.
//!
//! A call of one function costs the compiler a third less than two constructors one inside the other, and there is one
//! for each member of each struct. It also costs less where the function, and not its caller, makes a `dyn` of a type.

use std::collections::BTreeMap;

use super::{Encode, Input, Member, Outcome, Output, Ref, Rest};

/// Makes the functions of the kinds that are one type, and of those that are any with a trait.
macro_rules! kinds {
    (
        one { $($kind:ident: $variant:ident, $place:ty, $value:ty;)+ }
        any { $($any:ident: $any_variant:ident, $trait:ident, $ref:ident;)+ }
    ) => {
        /// Members to be read.
        #[allow(dead_code)] // Which of them are used depends on the models.
        pub(crate) mod read {
            use super::super::{Fill, Member, Replace, Slot};

            $(
                #[inline]
                pub(crate) fn $kind<'a>(name: &'static str, place: &'a mut $place) -> Member<'a> {
                    Member(name, Slot::$variant(place))
                }
            )+
            $(
                #[inline]
                pub(crate) fn $any<'a>(name: &'static str, place: &'a mut impl $trait) -> Member<'a> {
                    Member(name, Slot::$any_variant(place))
                }
            )+
        }

        /// Members to be written.
        #[allow(dead_code)] // Which of them are used depends on the models.
        pub(crate) mod write {
            use super::super::{MemberValue, Ref};

            $(
                #[inline]
                pub(crate) fn $kind<'a>(name: &'static str, value: &'a $value) -> (&'static str, Ref<'a>) {
                    (name, Ref::$variant(value))
                }
            )+
            $(
                #[inline]
                pub(crate) fn $any<'a>(name: &'static str, value: &'a impl MemberValue) -> (&'static str, Ref<'a>) {
                    (name, Ref::$ref(value))
                }
            )+
        }
    };
}

kinds! {
    one {
        string: String, String, str;
        bool: Bool, bool, bool;
        i32: I32, i32, i32;
        i64: I64, i64, i64;
        u32: U32, u32, u32;
        u64: U64, u64, u64;
        f32: F32, f32, f32;
        f64: F64, f64, f64;
        vec_string: VecString, Vec<String>, [String];
        opt_string: OptString, Option<String>, Option<String>;
        opt_bool: OptBool, Option<bool>, Option<bool>;
        opt_i32: OptI32, Option<i32>, Option<i32>;
        opt_i64: OptI64, Option<i64>, Option<i64>;
        opt_u32: OptU32, Option<u32>, Option<u32>;
        opt_u64: OptU64, Option<u64>, Option<u64>;
        opt_f32: OptF32, Option<f32>, Option<f32>;
        opt_f64: OptF64, Option<f64>, Option<f64>;
        opt_vec_string: OptVecString, Option<Vec<String>>, Option<Vec<String>>;
    }
    any {
        required: Required, Replace, unless_absent;
        optional: Optional, Fill, unless_absent;
        nullable: Nullable, Fill, always;
        three_state: ThreeState, Fill, unless_absent;
        read_only: ReadOnly, Fill, read_only;
    }
}

/// Reads the members of a struct: those that it lists, and the others. They are taken by value, as a slice that each struct
/// made of them would cost the compiler more.
#[allow(dead_code)] // Not every API has a struct.
pub(crate) fn read_all<const N: usize>(
    input: &mut dyn Input,
    outcome: &mut Outcome,
    mut members: [Member<'_>; N],
    mut others: impl ReadOthers,
) {
    *outcome = input.object(&mut members, others.place());
}

/// Where members go that a struct does not list: nowhere, or into its map.
pub(crate) trait ReadOthers {
    /// The map.
    fn place(&mut self) -> Option<&mut dyn Rest>;
}

impl ReadOthers for () {
    fn place(&mut self) -> Option<&mut dyn Rest> {
        None
    }
}

impl<M: Rest> ReadOthers for (&mut M,) {
    fn place(&mut self) -> Option<&mut dyn Rest> {
        Some(self.0)
    }
}

/// Writes the members of a struct: those that it lists, and the others.
#[allow(dead_code)] // Not every API has a struct.
pub(crate) fn write_all<const N: usize>(
    output: &mut dyn Output,
    members: [(&str, Ref<'_>); N],
    others: impl WriteOthers,
) -> Outcome {
    others.write(output, &members)
}

/// The members that a struct has besides those that it lists: none, or those of its map.
pub(crate) trait WriteOthers {
    /// Writes an object of the members listed and these.
    fn write(self, output: &mut dyn Output, members: &[(&str, Ref<'_>)]) -> Outcome;
}

impl WriteOthers for () {
    fn write(self, output: &mut dyn Output, members: &[(&str, Ref<'_>)]) -> Outcome {
        output.record(members)
    }
}

impl<T: Encode> WriteOthers for (&BTreeMap<String, T>,) {
    fn write(self, output: &mut dyn Output, members: &[(&str, Ref<'_>)]) -> Outcome {
        output.record_with(members, self.0)
    }
}
