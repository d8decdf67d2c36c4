//! The members of structs as their tables list them, each made by the function of its kind.
//!
//! A call of one function costs the compiler a third less than two constructors one inside the other, and there is one
//! for each member of each struct.

/// Makes the functions of each kind: of what it reads into, and of what it writes.
macro_rules! kinds {
    ($($kind:ident: $variant:ident, $place:ty, $value:ty;)+) => {
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
        }

        /// Members to be written.
        #[allow(dead_code)] // Which of them are used depends on the models.
        pub(crate) mod write {
            use super::super::{Ref, Value};

            $(
                #[inline]
                pub(crate) fn $kind<'a>(name: &'static str, value: &'a $value) -> (&'static str, Ref<'a>) {
                    (name, Ref::$variant(value))
                }
            )+
        }
    };
}

kinds! {
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
    required: Required, (dyn Replace + 'static), dyn Value;
    optional: Optional, (dyn Fill + 'static), dyn Value;
    nullable: Nullable, (dyn Fill + 'static), dyn Value;
    three_state: ThreeState, (dyn Fill + 'static), dyn Value;
    read_only: ReadOnly, (dyn Fill + 'static), dyn Value;
}
