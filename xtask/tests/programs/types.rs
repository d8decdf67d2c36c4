//! Dates, times and identifiers as types of a library: what is read, and what is written of it. Runs in the crates that
//! are made of `types-*.yaml`, whatever the library.

use serde_json::{Value, json};
use subject::models::Thing;

fn round_trip(value: Value) -> Result<Value, serde_json::Error> {
    let thing: Thing = serde_json::from_value(value)?;
    serde_json::to_value(&thing)
}

const ID: &str = "0190163d-8694-739b-aea5-966c26f8ad91";

fn thing(created: &str) -> Value {
    json!({"id": ID, "created": created, "day": "2024-02-29"})
}

#[test]
fn everything_is_kept() {
    let value = json!({
        "id": ID,
        "created": "2024-05-06T07:08:09Z",
        "day": "2024-02-29",
        "at": "10:11:12",
        "for": "P1DT2H",
        "changed": null,
        "history": ["2024-05-06T07:08:09.123Z", "1969-12-31T23:59:59Z"],
        "either": 5,
        "byDay": {"first": "0999-01-02"},
    });
    assert_eq!(round_trip(value.clone()).unwrap(), value);
}

#[test]
fn unions_tell_times_from_others() {
    let mut value = thing("2024-05-06T07:08:09Z");
    value["either"] = json!("2024-05-06T07:08:09Z");
    assert_eq!(round_trip(value.clone()).unwrap(), value);
    value["either"] = json!("2024-05-06");
    assert_eq!(round_trip(value.clone()).unwrap(), value);
    value["either"] = json!(-3);
    assert_eq!(round_trip(value.clone()).unwrap(), value);
}

/// The moment that a text is read as, in UTC to the second, whatever the offset that is written.
fn moment(text: &str) -> String {
    let written = round_trip(thing(text)).unwrap()["created"].as_str().unwrap().to_owned();
    written.replace("09:08:09+02:00", "07:08:09Z")
}

#[test]
fn services_are_read_leniently() {
    let forms = [
        "2024-05-06T07:08:09Z",
        "2024-05-06T07:08:09+00:00",
        "2024-05-06T07:08:09+0000",
        "2024-05-06T09:08:09+0200",
        "2024-05-06T09:08:09+02:00",
        "2024-05-06T07:08:09",
        "2024-05-06 07:08:09Z",
        "2024-05-06 07:08:09",
        " 2024-05-06T07:08:09Z ",
        "2024-05-06t07:08:09z",
        "Mon, 06 May 2024 07:08:09 +0000",
        "Mon, 06 May 2024 09:08:09 +0200",
    ];
    for form in forms {
        assert_eq!(moment(form), "2024-05-06T07:08:09Z", "{form}");
    }
    assert_eq!(moment("2024-05-06"), "2024-05-06T00:00:00Z");
}

#[test]
fn what_is_none_is_refused_without_showing_it() {
    for (member, wrong) in [
        ("created", "secret"),
        ("day", "2023-02-29"),
        ("day", "secret"),
        ("id", "secret"),
    ] {
        let mut value = thing("2024-05-06T07:08:09Z");
        value[member] = json!(wrong);
        let error = round_trip(value).unwrap_err().to_string();
        assert!(error.contains("expected") && !error.contains(wrong), "{error}");
    }
}
