//! The members of structs as their tables list them, each made by the function of its kind.
//!
//! A call of one function costs the compiler a third less than two constructors one inside the other, and there is one
//! for each member of each struct. It also costs less where the function, and not its caller, makes a `dyn` of a type.

use super::{Codec, Field, Input, Member, Object, Outcome, Ref, Rest};

/// Makes the functions of the kinds that are one type, with those that may be left out, and of those that are any with a trait.
macro_rules! kinds {
    (
        one { $($kind:ident $opt:ident: $variant:ident $opt_variant:ident, $place:ty, $value:expr, $what:literal;)+ }
        any { $($any:ident: $any_variant:ident, $any_place:ty, $put:ident, $is_there:expr, $any_what:literal;)+ }
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

        /// A function for each kind of members, which gives the object a member of that kind.
        #[allow(dead_code)] // Which of them are used depends on the models.
        impl<'a> Object<'a> {
            $(
                #[doc = concat!("Writes a member that is ", $what, ".")]
                #[inline]
                pub fn $kind(self, name: &'static str, value: &'a $place) -> Self {
                    self.put(Ref::$variant(name, $value(value)));
                    self
                }

                #[doc = concat!("Writes a member that is ", $what, ", or is left out.")]
                #[inline]
                pub fn $opt(self, name: &'static str, value: &'a Option<$place>) -> Self {
                    if let Some(value) = value {
                        self.put(Ref::$variant(name, $value(value)));
                    }
                    self
                }
            )+
            $(
                #[doc = $any_what]
                #[inline]
                pub fn $any<T: Codec>(self, name: &'static str, value: &'a $any_place) -> Self {
                    if $is_there(value) {
                        self.$put(name, value);
                    }
                    self
                }
            )+
        }
    };
}

kinds! {
    one {
        string opt_string: String OptString, String, std::convert::identity, "a string";
        bool opt_bool: Bool OptBool, bool, bool::clone, "`true` or `false`";
        i32 opt_i32: I32 OptI32, i32, i32::clone, "a whole number of 32 bits";
        i64 opt_i64: I64 OptI64, i64, i64::clone, "a whole number of 64 bits";
        u32 opt_u32: U32 OptU32, u32, u32::clone, "a whole number of 32 bits that is not negative";
        u64 opt_u64: U64 OptU64, u64, u64::clone, "a whole number of 64 bits that is not negative";
        f32 opt_f32: F32 OptF32, f32, f32::clone, "a number of single precision";
        f64 opt_f64: F64 OptF64, f64, f64::clone, "a number";
        vec_string opt_vec_string: VecString OptVecString, Vec<String>, std::convert::identity, "a list of strings";
    }
    any {
        required: Required, T, any, is_there, "Writes a member of any type, unless its value counts as absent.";
        optional: Optional, Option<T>, any, Option::is_some, "Writes a member of any type, or leaves it out.";
        nullable: Nullable, Option<T>, any, always, "Writes a member of any type, or `null`.";
        three_state: ThreeState, Field<T>, any, is_there, "Writes a member of any type or `null`, or leaves it out.";
        read_only: ReadOnly, Option<T>, service_only, Option::is_some, "Writes a member of any type that only the service sets, or leaves it out.";
    }
}

/// Whether a member with this value is in its object.
fn is_there<T: Codec>(value: &T) -> bool {
    !value.is_absent()
}

/// A member that is in its object whatever its value is.
fn always<T>(_: &T) -> bool {
    true
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
