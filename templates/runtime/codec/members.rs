//! The members of structs as their tables list them, each made by the function of its kind.
//!
//! A call of one function costs the compiler a third less than two constructors one inside the other, and there is one
//! for each member of each struct. It also costs less where the function, and not its caller, makes a `dyn` of a type.

use std::collections::BTreeMap;

use super::{Codec, Entries, Input, Member, Outcome, Output, Ref, Rest};

/// Makes the functions of the kinds that are one type, with those that may be left out, and of those that are any with a trait.
macro_rules! kinds {
    (
        one { $($kind:ident $opt:ident: $variant:ident $opt_variant:ident, $place:ty, $value:expr;)+ }
        any { $($any:ident: $any_variant:ident, $any_place:ty, $ref:ident;)+ }
    ) => {
        /// Members to be read.
        #[allow(dead_code)] // Which of them are used depends on the models.
        pub(crate) mod read {
            use super::super::{Codec, Field, Member, Slot};

            $(
                #[inline]
                pub(crate) fn $kind<'a>(name: &'static str, place: &'a mut $place) -> Member<'a> {
                    Member(name, Slot::$variant(place))
                }

                #[inline]
                pub(crate) fn $opt<'a>(name: &'static str, place: &'a mut Option<$place>) -> Member<'a> {
                    Member(name, Slot::$opt_variant(place))
                }
            )+
            $(
                #[inline]
                pub(crate) fn $any<'a, T: Codec>(name: &'static str, place: &'a mut $any_place) -> Member<'a> {
                    Member(name, Slot::$any_variant(place))
                }
            )+
        }

        /// Members to be written.
        #[allow(dead_code)] // Which of them are used depends on the models.
        pub(crate) mod write {
            use super::super::{Codec, Field, Ref};

            $(
                #[inline]
                pub(crate) fn $kind<'a>(name: &'static str, value: &'a $place) -> Ref<'a> {
                    Ref::$variant(name, $value(value))
                }

                #[inline]
                pub(crate) fn $opt<'a>(name: &'static str, value: &'a Option<$place>) -> Ref<'a> {
                    match value {
                        Some(value) => Ref::$variant(name, $value(value)),
                        None => Ref::Absent,
                    }
                }
            )+
            $(
                #[inline]
                pub(crate) fn $any<'a, T: Codec>(name: &'static str, value: &'a $any_place) -> Ref<'a> {
                    Ref::$ref(name, value)
                }
            )+
        }
    };
}

kinds! {
    one {
        string opt_string: String OptString, String, std::convert::identity;
        bool opt_bool: Bool OptBool, bool, bool::clone;
        i32 opt_i32: I32 OptI32, i32, i32::clone;
        i64 opt_i64: I64 OptI64, i64, i64::clone;
        u32 opt_u32: U32 OptU32, u32, u32::clone;
        u64 opt_u64: U64 OptU64, u64, u64::clone;
        f32 opt_f32: F32 OptF32, f32, f32::clone;
        f64 opt_f64: F64 OptF64, f64, f64::clone;
        vec_string opt_vec_string: VecString OptVecString, Vec<String>, std::convert::identity;
    }
    any {
        required: Required, T, unless_absent;
        optional: Optional, Option<T>, unless_absent;
        nullable: Nullable, Option<T>, always;
        three_state: ThreeState, Field<T>, unless_absent;
        read_only: ReadOnly, Option<T>, read_only;
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
    members: [Ref<'_>; N],
    others: impl WriteOthers,
) -> Outcome {
    output.object(&members, others.entries())
}

/// The members that a struct has besides those that it lists: none, or those of its map.
pub(crate) trait WriteOthers {
    /// The map.
    fn entries(&self) -> Option<&dyn Entries>;
}

impl WriteOthers for () {
    fn entries(&self) -> Option<&dyn Entries> {
        None
    }
}

impl<T: Codec> WriteOthers for (&BTreeMap<String, T>,) {
    fn entries(&self) -> Option<&dyn Entries> {
        Some(self.0)
    }
}
