//! Values that are made up for tests. Runs in the crate that is made of `samples.yaml`.

use subject::models::{Inner, Thing};
use subject::testing::{FakeService, sample_of};

#[tokio::test]
async fn samples_keep_to_the_limits_of_the_description() {
    let thing: Thing = sample_of().unwrap();
    assert_eq!((thing.size, thing.ratio, thing.tiny, thing.below), (10, 0.5, 0, -1000));
    assert_eq!((thing.code.len(), thing.short.as_str()), (12, "sam"));
    assert_eq!((thing.names.len(), thing.numbers.len(), thing.kinds.len()), (3, 2, 2));
    assert_eq!(thing.inner.name.len(), 20);
    assert_eq!(thing.days.len(), 1);

    // What does not is refused before it is sent.
    let service = FakeService::new();
    service.answer_with("putThing", 204, &[], "");
    let client = service.client().unwrap();
    client.things().put_thing(&thing).await.unwrap();
    let mut short = thing;
    short.inner = Inner::new("x");
    let error = client.things().put_thing(&short).await.unwrap_err();
    assert!(error.to_string().contains("`inner.name` has 1 characters"), "{error}");
    assert_eq!(service.calls().len(), 1);
}
