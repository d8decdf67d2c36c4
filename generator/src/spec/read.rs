//! From the events of a serde deserializer, JSON's or YAML's, to [`Node`]s: depth and size limits, equal keys, merge keys.

mod build;

use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::node::{Member, Node, Number, Object, Short};
use crate::diagnostic::Code;
use crate::hash::HashSet;
use crate::pointer::{Pointer, PointerBuf};

/// Texts up to this length are shared with equal ones: keywords, types, references.
const SHARED_UP_TO: usize = 64;

/// Why reading was given up, beside errors of syntax.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) code: Code,
    pub(super) at: Pointer,
}

/// What is kept while a file is read.
#[derive(Debug)]
pub(super) struct Reader {
    shared: HashSet<Arc<str>>,
    /// Short objects, of which equal ones are held once.
    objects: HashSet<Short>,
    /// The way from the root to the value that is being read.
    path: PointerBuf,
    /// How many lists and objects are open, and how many may be.
    open: usize,
    depth: usize,
    /// How much was read, and how much may be: aliases of YAML let a small file stand for a huge tree.
    spent: usize,
    budget: usize,
    /// Whether `<<` merges.
    merges: bool,
    /// Set where reading was given up.
    pub(super) refusal: Option<Refusal>,
    /// Members that are given more than once.
    pub(super) duplicates: Vec<Pointer>,
    /// Numbers that arrived as `f64` but may be integers of more digits.
    pub(super) rounded: Vec<Pointer>,
    /// Whether there is an `$id`, `$anchor` or `$dynamicAnchor`.
    pub(super) identified: bool,
    /// Whether the file goes on with a second document of YAML.
    pub(super) several: bool,
}

impl Reader {
    /// A reader for values nested at most `depth` levels deep and of at most `budget` nodes and bytes of text.
    pub(super) fn new(depth: usize, budget: usize, merges: bool) -> Self {
        Self {
            shared: HashSet::default(),
            objects: HashSet::default(),
            path: PointerBuf::default(),
            open: 0,
            depth,
            spent: 0,
            budget,
            merges,
            refusal: None,
            duplicates: Vec::new(),
            rounded: Vec::new(),
            identified: false,
            several: false,
        }
    }

    /// A reader for a part of the object that this one is reading, which may be read at the same time as others.
    pub(super) fn part(&self, budget: usize) -> Self {
        Self {
            path: self.path.clone(),
            open: self.open,
            ..Self::new(self.depth, budget, self.merges)
        }
    }

    /// Takes over what a reader of a part noticed, in the order of the parts. `None` where both read too much.
    pub(super) fn take_over(&mut self, part: Self) -> Option<()> {
        self.spend::<serde::de::value::Error>(part.spent).ok()?;
        self.duplicates.extend(part.duplicates);
        self.identified |= part.identified;
        Some(())
    }

    /// Reads the value that the deserializer stands at.
    pub(super) fn read<'de, D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<Node, D::Error> {
        Value(self).deserialize(deserializer)
    }

    /// Reads the members of the mapping that the deserializer stands at, as some of those of the object that is being
    /// read.
    pub(super) fn members<'de, D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<Vec<Member>, D::Error> {
        deserializer.deserialize_map(Members(self))
    }

    /// Makes an object of the members that `find` finds.
    pub(super) fn mapping(&mut self, find: impl FnOnce(&mut Self) -> Option<Vec<Member>>) -> Option<Node> {
        self.enter::<serde::de::value::Error>().ok()?;
        let members = find(self)?;
        self.open -= 1;
        Some(self.object(members, Vec::new()))
    }

    /// Reads what belongs to a key.
    pub(super) fn below<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.push(key);
        let done = read(self);
        self.path.truncate(length);
        done
    }

    fn share(&mut self, text: &str) -> Arc<str> {
        if text.len() > SHARED_UP_TO {
            return Arc::from(text);
        }
        if let Some(shared) = self.shared.get(text) {
            return shared.clone();
        }
        let shared: Arc<str> = Arc::from(text);
        self.shared.insert(shared.clone());
        shared
    }

    fn refuse<E: Error>(&mut self, code: Code, message: &str) -> E {
        self.refusal = Some(Refusal {
            code,
            at: self.path.to_pointer(),
        });
        E::custom(message)
    }

    fn spend<E: Error>(&mut self, amount: usize) -> Result<(), E> {
        self.spent = self.spent.saturating_add(amount);
        if self.spent > self.budget {
            return Err(self.refuse(Code::TooLarge, "the aliases in the file expand to many times its size"));
        }
        Ok(())
    }

    fn enter<E: Error>(&mut self) -> Result<(), E> {
        if self.open >= self.depth {
            return Err(self.refuse(Code::TooDeep, "nested too deep"));
        }
        self.open += 1;
        Ok(())
    }

    fn string<E: Error>(&mut self, text: &str) -> Result<Node, E> {
        self.spend(text.len())?;
        Ok(Node::String(self.share(text)))
    }

    fn object(&mut self, members: Vec<Member>, merged: Vec<Node>) -> Node {
        let (object, duplicates) = Object::new(members);
        let here = if duplicates.is_empty() {
            Pointer::root()
        } else {
            self.path.to_pointer()
        };
        self.duplicates.extend(duplicates.iter().map(|key| here.child(key)));
        if merged.is_empty() {
            return Node::Object(object.shared(&mut self.objects));
        }
        Node::Object(merged.into_iter().fold(object, Object::merge))
    }
}

/// Reads one value.
struct Value<'r>(&'r mut Reader);

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        self.0.spend(1)?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = Node;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(Number::Unsigned(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(
            u64::try_from(value).map_or(Number::Negative(value), Number::Unsigned),
        ))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Node, E> {
        Ok(Node::Number(Number::big(&value.to_string())))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Node, E> {
        Ok(Node::Number(Number::big(&value.to_string())))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node, E> {
        if value.is_finite() && value.abs() >= 9.0e18 {
            let here = self.0.path.to_pointer();
            self.0.rounded.push(here);
        }
        Ok(Node::Number(Number::Float(value)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        self.0.string(text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let reader = self.0;
        reader.enter()?;
        let mut items = Vec::new();
        loop {
            let length = reader.path.push_index(items.len());
            let item = access.next_element_seed(Value(reader))?;
            reader.path.truncate(length);
            match item {
                Some(item) => items.push(item),
                None => break,
            }
        }
        reader.open -= 1;
        Ok(Node::Array(items.into_boxed_slice()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let reader = self.0;
        reader.enter()?;
        let mut members = Vec::new();
        let mut merged = Vec::new();
        while let Some(key) = access.next_key_seed(Key(reader))? {
            let value = reader.below(&key, |reader| access.next_value_seed(Value(reader)))?;
            match value {
                Node::Object(_) if reader.merges && &*key == "<<" => merged.push(value),
                Node::Array(items) if reader.merges && &*key == "<<" => merged.extend(items),
                value => members.push(Member { key, value }),
            }
        }
        reader.open -= 1;
        Ok(reader.object(members, merged))
    }

    /// A value with a tag of its own (`!name value`): the tag says nothing to us.
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Node, A::Error> {
        let (_, variant) = access.variant_seed(Tag)?;
        variant.newtype_variant_seed(Value(self.0))
    }
}

/// Reads members of an object that is read in parts.
struct Members<'r>(&'r mut Reader);

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Vec<Member>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a mapping")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Vec<Member>, A::Error> {
        let reader = self.0;
        let mut members = Vec::new();
        while let Some(key) = access.next_key_seed(Key(reader))? {
            let value = reader.below(&key, |reader| access.next_value_seed(Value(reader)))?;
            members.push(Member { key, value });
        }
        Ok(members)
    }
}

/// Reads a key. YAML's `200:` and `true:` are read as they are written.
struct Key<'r>(&'r mut Reader);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Arc<str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Arc<str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key<'_> {
    type Value = Arc<str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Arc<str>, E> {
        self.0.spend(text.len())?;
        if text.starts_with('$') && matches!(text, "$id" | "$anchor" | "$dynamicAnchor") {
            self.0.identified = true;
        }
        Ok(self.0.share(text))
    }
}

/// Reads over the name of a tag.
struct Tag;

impl<'de> DeserializeSeed<'de> for Tag {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Tag {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a tag")
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
}
