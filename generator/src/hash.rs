//! Maps and sets of what a description says often: names, references, texts. Their hasher is quick for short keys, and
//! seeded by chance as the standard library's is. Nothing that is written depends on their order.

use foldhash::fast::RandomState;

pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;
pub(crate) type HashSet<K> = std::collections::HashSet<K, RandomState>;
pub(crate) type IndexMap<K, V> = indexmap::IndexMap<K, V, RandomState>;
