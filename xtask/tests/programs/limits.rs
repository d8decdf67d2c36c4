//! Values that break the limits of the description are refused before anything is sent.

mod support;

use subject::Client;
use subject::api::files::UploadForm;
use subject::models::{Details, PatchThingRequestJson, Thing, ThingChoice, ThingExtra};
use support::refused;

/// A client whose requests would fail if they went out.
fn client() -> Client {
    Client::builder().base_url("http://127.0.0.1:9").build().unwrap()
}

#[tokio::test]
async fn values_are_held_to_their_limits() {
    let client = client();
    let things = client.things();
    let thing = |name: &str| Thing::new(name);
    let cases = [
        (thing(""), "body: `name` has 0 characters, at least 1 are needed"),
        (thing("äöüß"), "body: `name` has 4 characters, at most 3 are allowed"),
        (
            thing("a").labels(["abcd", "abcde"]),
            "body: `labels[1]` has 5 characters, at most 4 are allowed",
        ),
        (
            thing("a").address(Details::new().size(0)),
            "body: `address.size` is 0, it must be greater than 0",
        ),
        (
            thing("a").address(Details::new().size(7)),
            "body: `address.size` is 7, it must be a multiple of 5",
        ),
        (
            thing("a").address(Details::new().secret("xyz")),
            "body: `address.secret` has 3 characters, at least 4 are needed",
        ),
        (thing("a").ratio(1.0), "body: `ratio` is 1, it must be less than 1"),
        (
            thing("a").parts([("x".to_owned(), Details::new().size(-5))].into()),
            "body: `parts.x.size` is -5, it must be greater than 0",
        ),
        (
            thing("a").parts([("x".to_owned(), Details::new()), ("y".to_owned(), Details::new())].into()),
            "body: `parts` has 2 members, at most 1 are allowed",
        ),
    ];
    for (thing, message) in cases {
        assert_eq!(refused(things.post_thing(&thing).await), message);
    }
    let details = Details::new();
    let search = || things.search(&details);
    assert_eq!(
        refused(search().page(0).await),
        "query parameter `page` is 0, it must be greater than or equal to 1"
    );
    assert_eq!(
        refused(search().page(11).await),
        "query parameter `page` is 11, it must be less than or equal to 10"
    );
    let message = "query parameter `names` has 3 elements, at most 2 are allowed";
    assert_eq!(refused(search().names(["ab", "cd", "ef"]).await), message);
    let message = "query parameter `names` has an element twice, at 1 for the second time";
    assert_eq!(refused(search().names(["ab", "ab"]).await), message);
    let message = "query parameter `names[0]` has 1 characters, at least 2 are needed";
    assert_eq!(refused(search().names(["a"]).await), message);
    let items = vec![PatchThingRequestJson::new("add"); 3];
    let message = refused(things.patch_thing().body_as_json_patch_json(&items).await);
    assert_eq!(message, "body: the value has 3 elements, at most 2 are allowed");
    let message = refused(client.files().upload(UploadForm::new("longer", "x")).await);
    assert_eq!(message, "body: `title` has 6 characters, at most 5 are allowed");
}

#[tokio::test]
async fn variants_elements_and_other_members_are_held_to_their_limits() {
    let client = client();
    let thing = |name: &str| Thing::new(name);
    let extra = |text: &str| {
        let mut extra = ThingExtra::new();
        extra.additional_properties.insert("more".to_owned(), text.to_owned());
        extra
    };
    let cases = [
        (
            thing("a").choice(ThingChoice::from("long".to_owned())),
            "body: `choice` has 4 characters, at most 3 are allowed",
        ),
        (
            thing("a").choice(ThingChoice::from(9)),
            "body: `choice` is 9, it must be greater than or equal to 10",
        ),
        (
            thing("a").details(vec![Details::new(), Details::new().size(0)]),
            "body: `details[1].size` is 0, it must be greater than 0",
        ),
        (
            thing("a").extra(extra("long")),
            "body: `extra.more` has 4 characters, at most 2 are allowed",
        ),
    ];
    for (thing, message) in cases {
        assert_eq!(refused(client.things().post_thing(&thing).await), message);
    }
}
