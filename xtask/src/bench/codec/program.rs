//! Decodes and encodes the same JSON with the models of a generated crate and with derived serde, in turn, and prints the
//! least time of each in nanoseconds: a line `SHAPE BYTES decode OURS DERIVED encode OURS DERIVED`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use bench_codec::models;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The same types, derived.
mod derived {
    use std::collections::BTreeMap;

    use chrono::{DateTime, NaiveDate, Utc};
    use serde::{Deserialize, Serialize};
    use serde_json::Value;

    #[derive(Serialize, Deserialize)]
    pub struct Repositories {
        pub total_count: i64,
        pub incomplete_results: bool,
        pub items: Vec<Repository>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Repository {
        pub id: i64,
        pub node_id: String,
        pub name: String,
        pub full_name: String,
        pub owner: Owner,
        pub private: bool,
        pub html_url: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        pub fork: bool,
        pub url: String,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub homepage: Option<String>,
        pub size: i32,
        pub stars: i32,
        pub watchers: i32,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub language: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub score: Option<f64>,
        pub default_branch: String,
        pub visibility: Visibility,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub topics: Option<Vec<String>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub license: Option<License>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub permissions: Option<BTreeMap<String, bool>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub archived: Option<bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub disabled: Option<bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub mirror_url: Option<String>,
    }

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum Visibility {
        Public,
        Private,
        Internal,
        #[serde(untagged)]
        Unknown(String),
    }

    #[derive(Serialize, Deserialize)]
    pub struct Owner {
        pub login: String,
        pub id: i64,
        pub avatar_url: String,
        pub r#type: OwnerType,
        pub site_admin: bool,
    }

    #[derive(Serialize, Deserialize)]
    pub enum OwnerType {
        User,
        Organization,
        Bot,
        #[serde(untagged)]
        Unknown(String),
    }

    #[derive(Serialize, Deserialize)]
    pub struct License {
        pub key: String,
        pub name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub spdx_id: Option<String>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Series {
        pub name: String,
        pub points: Vec<Point>,
        pub weights: Vec<f64>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Point {
        pub x: f64,
        pub y: f64,
        pub t: i64,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Events {
        pub events: Vec<Event>,
    }

    #[derive(Serialize, Deserialize)]
    #[serde(tag = "kind", rename_all = "lowercase")]
    pub enum Event {
        Pushed(Pushed),
        Opened(Opened),
    }

    #[derive(Serialize, Deserialize)]
    pub struct Pushed {
        pub branch: String,
        pub commits: Vec<String>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Opened {
        pub number: i64,
        pub title: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub by: Option<Owner>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Collections {
        pub embeddings: Vec<Vec<f64>>,
        pub ids: Vec<i64>,
        pub flags: Vec<bool>,
        pub labels: BTreeMap<String, String>,
        pub counts: BTreeMap<String, i64>,
        pub shares: BTreeMap<String, f64>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Contacts {
        pub contacts: Vec<Contact>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Contact {
        pub name: String,
        pub mail: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub phone: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub note: Option<String>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Cells {
        pub cells: Vec<Cell>,
    }

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    pub enum Cell {
        Text(String),
        Number(f64),
        Contact(Contact),
    }

    #[derive(Serialize, Deserialize)]
    pub struct Gaps {
        pub numbers: Vec<Option<f64>>,
        pub counts: Vec<Option<i64>>,
        pub labels: Vec<Option<String>>,
        pub by_name: BTreeMap<String, Option<f64>>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Nested {
        pub places: Vec<Vec<f64>>,
        pub words: Vec<Vec<String>>,
        pub series: BTreeMap<String, Vec<i64>>,
        pub titles: BTreeMap<String, BTreeMap<String, String>>,
        pub people: BTreeMap<String, Contact>,
        pub states: BTreeMap<String, Visibility>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Calendar {
        pub days: Vec<NaiveDate>,
        pub moments: Vec<DateTime<Utc>>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Tree {
        pub name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub children: Option<Vec<Tree>>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Numbered {
        pub items: Vec<NumberedItem>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct NumberedItem {
        pub id: i64,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Metadata {
        pub values: Vec<Value>,
        pub by_name: BTreeMap<String, Value>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Switches {
        pub by_name: BTreeMap<String, Switch>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Switch {
        pub on: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub visibility: Option<Visibility>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Accounts {
        pub items: Vec<Account>,
    }

    /// All members may be left out.
    macro_rules! account {
        ($($name:ident: $ty:ty,)+) => {
            #[derive(Serialize, Deserialize)]
            pub struct Account {
                $(
                    #[serde(skip_serializing_if = "Option::is_none")]
                    pub $name: Option<$ty>,
                )+
            }
        };
    }

    account! {
        id: i64, name: String, email: String, phone: String, created_at: String, updated_at: String, active: bool,
        balance: f64, currency: String, locale: String, time_zone: String, plan: String, seats: i64,
        trial_ends_at: String, country: String, city: String, street: String, postal_code: String, tax_id: String,
        tax_exempt: bool, credit_limit: f64, discount: f64, priority: i64, language: String, referrer: String,
        owner_id: i64, parent_id: i64, status: String, reason: String, closed_at: String, score: i64, visits: i64,
        last_visit_at: String, newsletter: bool, channel: String, segment: String, notes: String, website: String,
        industry: String, employees: i64,
    }
}

fn owner(number: usize) -> Value {
    json!({
        "login": format!("user-{number}"), "id": 1_000_000 + number, "avatar_url": format!("https://images.example/u/{number}?v=4"),
        "type": (["User", "Organization", "Bot"][number % 3]), "site_admin": number % 7 == 0,
    })
}

fn repositories() -> Value {
    let items = (0..200).map(|number| {
        let name = format!("repository-{number}");
        let mut item = json!({
            "id": 10_000_000_000_u64 + number as u64, "node_id": format!("R_kgDOB{number:06}"), "name": name,
            "full_name": format!("user-{number}/{name}"), "owner": owner(number), "private": number % 5 == 0,
            "html_url": format!("https://code.example/user-{number}/{name}"),
            "description": "A library that does one thing, with a \"quoted\" word in its text.", "fork": number % 3 == 0,
            "url": format!("https://api.code.example/repos/user-{number}/{name}"), "created_at": "2019-04-23T17:42:11Z",
            "updated_at": "2024-11-05T08:15:30Z", "size": number * 37, "stars": number * 3, "watchers": number,
            "language": "Rust", "score": 1.5 + number as f64 / 7.0, "default_branch": "main",
            "visibility": (["public", "private", "internal"][number % 3]), "topics": ["http", "client", "api", "sdk"],
            "permissions": {"admin": false, "pull": true, "push": number % 2 == 0}, "archived": false,
        });
        if number % 2 == 0 {
            item["license"] = json!({"key": "mit", "name": "MIT License", "spdx_id": "MIT"});
        }
        item
    });
    json!({"total_count": 200, "incomplete_results": false, "items": items.collect::<Vec<_>>()})
}

fn series() -> Value {
    let points = (0..2_000).map(
        |number| json!({"x": number as f64 * 0.37, "y": 1000.0 / (number + 1) as f64, "t": 1_700_000_000 + number}),
    );
    let weights = (0..2_000).map(|number| number as f64 / 3.0);
    json!({"name": "load", "points": points.collect::<Vec<_>>(), "weights": weights.collect::<Vec<_>>()})
}

fn events() -> Value {
    let event = |number: usize| match number % 2 {
        0 => json!({"kind": "pushed", "branch": "main", "commits": ["9fceb02", "a3f1c9e", format!("{number:07x}")]}),
        _ => {
            json!({"kind": "opened", "number": number, "title": "Something is not as it should be", "by": owner(number)})
        }
    };
    json!({"events": (0..500).map(event).collect::<Vec<_>>()})
}

/// An object of 300 members.
fn map(value: impl Fn(usize) -> Value) -> Value {
    (0..300).map(|n| (format!("name-{n}"), value(n))).collect()
}

fn collections() -> Value {
    let embedding = |number: usize| (0..384).map(|n| ((n * 7919 + number) % 1000) as f64 / 12_345.0).collect::<Vec<_>>();
    json!({
        "embeddings": (0..4).map(embedding).collect::<Vec<_>>(),
        "ids": (0..1_000).map(|number| 1_700_000_000 + number * 7919).collect::<Vec<_>>(),
        "flags": (0..1_000).map(|number| number % 3 == 0).collect::<Vec<_>>(),
        "labels": map(|n| json!(format!("label {n}"))), "counts": map(|n| json!(n)), "shares": map(|n| json!(n as f64 / 300.0)),
    })
}

/// A text of a length that does not repeat soon.
fn word(number: usize, at: usize) -> String {
    "x".repeat(1 + (number.wrapping_mul(2_654_435_761) >> (at * 3 + 5)) % 37)
}

fn contact(number: usize) -> Value {
    let word = |at: usize| word(number, at);
    match number % 3 {
        0 => json!({"name": word(0), "mail": word(1), "phone": word(2)}),
        1 => json!({"name": word(0), "mail": word(1), "note": word(3)}),
        _ => json!({"name": word(0), "mail": word(1)}),
    }
}

fn contacts() -> Value {
    json!({"contacts": (0..500).map(contact).collect::<Vec<_>>()})
}

fn cells() -> Value {
    let cell = |number: usize| match number % 3 {
        0 => json!("a text"),
        1 => json!(number as f64 / 3.0),
        _ => contact(number),
    };
    json!({"cells": (0..500).map(cell).collect::<Vec<_>>()})
}

fn gaps() -> Value {
    let gap = |number: usize, value: Value| if number % 7 == 3 { Value::Null } else { value };
    let list = |value: &dyn Fn(usize) -> Value| -> Value { (0..500).map(|n| gap(n, value(n))).collect() };
    json!({
        "numbers": list(&|n| json!(n as f64 / 3.0)), "counts": list(&|n| json!(n * 97)), "labels": list(&|n| json!(word(n, 1))),
        "by_name": map(|n| gap(n, json!(n as f64 / 3.0))),
    })
}

fn nested() -> Value {
    let list = |value: &dyn Fn(usize) -> Value| -> Value { (0..300).map(value).collect() };
    json!({
        "places": list(&|n| json!([n as f64 / 3.0, n as f64 / 7.0])), "words": list(&|n| json!([word(n, 1), word(n, 2)])),
        "series": map(|n| json!([n, n * 3, n * 7])), "titles": map(|n| json!({"en": word(n, 1), "fr": word(n, 2)})),
        "people": map(contact), "states": map(|n| json!((["public", "private", "internal"][n % 3]))),
    })
}

fn calendar() -> Value {
    json!({
        "days": (0..300).map(|n| format!("2024-{:02}-{:02}", n % 12 + 1, n % 28 + 1)).collect::<Vec<_>>(),
        "moments": (0..300).map(|n| format!("2024-11-05T08:{:02}:{:02}Z", n / 60, n % 60)).collect::<Vec<_>>(),
    })
}

fn tree(depth: usize) -> Value {
    match depth {
        0 => json!({"name": "leaf"}),
        _ => json!({"name": word(depth, 1), "children": (0..3).map(|_| tree(depth - 1)).collect::<Vec<_>>()}),
    }
}

fn numbered() -> Value {
    json!({"items": (0..900).map(|number| json!({"id": number * 97})).collect::<Vec<_>>()})
}

fn metadata() -> Value {
    let value = |number: usize| match number % 3 {
        0 => json!(number),
        1 => json!(word(number, 1)),
        _ => json!({"kind": "other", "since": null}),
    };
    json!({"values": (0..300).map(value).collect::<Vec<_>>(), "by_name": map(value)})
}

/// Objects of which each member is there as often as one in so many numbers.
fn accounts(one_in: u64) -> Value {
    let mut random = 7_u64;
    let mut next = move || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        random >> 33
    };
    let mut item = |number: usize| {
        let full = json!({
            "id": number * 2, "name": word(number, 3), "email": word(number, 4), "phone": word(number, 5),
            "created_at": word(number, 6), "updated_at": word(number, 7), "active": number % 8 == 0,
            "balance": number as f64 * 0.2, "currency": word(number, 3), "locale": word(number, 4),
            "time_zone": word(number, 5), "plan": word(number, 6), "seats": number * 7, "trial_ends_at": word(number, 8),
            "country": word(number, 2), "city": word(number, 3), "street": word(number, 4), "postal_code": word(number, 5),
            "tax_id": word(number, 6), "tax_exempt": number % 7 == 0, "credit_limit": number as f64 * 0.8,
            "discount": number as f64 * 0.2, "priority": number * 3, "language": word(number, 4),
            "referrer": word(number, 5), "owner_id": number * 6, "parent_id": number * 7, "status": word(number, 8),
            "reason": word(number, 2), "closed_at": word(number, 3), "score": number * 4, "visits": number * 5,
            "last_visit_at": word(number, 6), "newsletter": number % 7 == 0, "channel": word(number, 8),
            "segment": word(number, 2), "notes": word(number, 3), "website": word(number, 4), "industry": word(number, 5),
            "employees": number * 6,
        });
        let Value::Object(mut members) = full else { unreachable!() };
        members.retain(|_, _| next() % one_in == 0);
        Value::Object(members)
    };
    json!({"items": (0..200).map(&mut item).collect::<Vec<_>>()})
}

fn switches() -> Value {
    let switch = |number: usize| match number % 3 {
        0 => json!({"on": true}),
        _ => json!({"on": false, "visibility": (["public", "private", "internal"][number % 5 % 3])}),
    };
    json!({"by_name": map(switch)})
}

/// How long one call takes at least. A call is shorter than the time that the system gives to a program at once, so that
/// what else the machine does is not in the least of many.
///
/// The call before it is the same: what was done before that leaves the memory in another state, which would be counted for what
/// happens to come next.
fn time(least: &mut Duration, work: impl Fn()) {
    work();
    let started = Instant::now();
    work();
    *least = (*least).min(started.elapsed());
}

fn shape<Ours: Serialize + DeserializeOwned, Derived: Serialize + DeserializeOwned>(name: &str, value: &Value) {
    const ROUNDS: usize = 800;
    // As services write it: the members in the order of the description, which derived serde writes.
    let derived: Derived = serde_json::from_value(value.clone()).unwrap();
    let text = serde_json::to_vec(&derived).unwrap();
    let ours: Ours = serde_json::from_slice(&text).unwrap();
    let derived: Derived = serde_json::from_slice(&text).unwrap();
    let same = serde_json::to_value(&ours).unwrap() == serde_json::to_value(&derived).unwrap();
    assert!(same, "{name} does not come out equal");
    let mut least = [Duration::MAX; 4];
    for _ in 0..ROUNDS {
        time(&mut least[0], || {
            drop(black_box(serde_json::from_slice::<Ours>(black_box(&text)).unwrap()))
        });
        time(&mut least[1], || {
            drop(black_box(serde_json::from_slice::<Derived>(black_box(&text)).unwrap()))
        });
        time(&mut least[2], || {
            drop(black_box(serde_json::to_vec(black_box(&ours)).unwrap()))
        });
        time(&mut least[3], || {
            drop(black_box(serde_json::to_vec(black_box(&derived)).unwrap()))
        });
    }
    let [ours_in, derived_in, ours_out, derived_out] = least.map(|time| time.as_nanos());
    println!(
        "{name} {} decode {ours_in} {derived_in} encode {ours_out} {derived_out}",
        text.len()
    );
}

fn main() {
    shape::<models::Repositories, derived::Repositories>("objects", &repositories());
    shape::<models::Series, derived::Series>("numbers", &series());
    shape::<models::Events, derived::Events>("events", &events());
    shape::<models::Collections, derived::Collections>("collections", &collections());
    shape::<models::Contacts, derived::Contacts>("contacts", &contacts());
    shape::<models::Cells, derived::Cells>("cells", &cells());
    shape::<models::Gaps, derived::Gaps>("gaps", &gaps());
    shape::<models::Nested, derived::Nested>("nested", &nested());
    shape::<models::Calendar, derived::Calendar>("calendar", &calendar());
    shape::<models::Tree, derived::Tree>("tree", &tree(5));
    shape::<models::Numbered, derived::Numbered>("numbered", &numbered());
    shape::<models::Metadata, derived::Metadata>("metadata", &metadata());
    shape::<models::Accounts, derived::Accounts>("sparse", &accounts(3));
    shape::<models::Accounts, derived::Accounts>("few", &accounts(8));
    shape::<models::Switches, derived::Switches>("switches", &switches());
    shape::<models::Reordered, derived::Accounts>("reordered", &accounts(2));
}
