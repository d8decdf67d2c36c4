//! Reading and writing of lists whose elements have types by their position. Only crates with such a list have this file:
//! functions with so many type parameters are dear to compile.

use super::codec::{Codec, Encode, Error, Input, Output};

/// Lists of a fixed length. Elements after the last one are tolerated.
macro_rules! tuples {
    ($(($($name:ident $index:tt),+)),+ $(,)?) => {$(
        impl<$($name: Codec),+> Codec for ($($name,)+) {
            const IS_OBJECT: bool = false;

            fn decode(input: &mut dyn Input) -> Result<Self, Error> {
                let mut places = ($(None::<$name>,)+);
                let mut next = 0_usize;
                input.sequence(&mut |element| {
                    match next {
                        $($index => places.$index = Some($name::decode(element)?),)+
                        _ => drop(element.value()?),
                    }
                    next += 1;
                    Ok(())
                })?;
                Ok(($(places.$index.ok_or_else(|| Error::new(concat!("missing element ", $index)))?,)+))
            }

            fn blank() -> Self {
                ($($name::blank(),)+)
            }

            fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
                let elements = [$(&self.$index as &dyn Encode),+];
                output.list(elements.len(), &elements.as_slice())
            }
        }
    )+};
}

tuples!(
    (A 0),
    (A 0, B 1),
    (A 0, B 1, C 2),
    (A 0, B 1, C 2, D 3),
    (A 0, B 1, C 2, D 3, E 4),
    (A 0, B 1, C 2, D 3, E 4, F 5),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11),
);
