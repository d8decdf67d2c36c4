//! Bases with a discriminator: which type a value is read as, what is kept of it and what is sent. Runs in the crate that
//! is made of `inheritance.yaml`.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use subject::models::{
    Car, Cat, CatHuntingSkill, Dog, EventData, Fish, FishBase, Garage, Pet, PetBase, Shark, TwoWheels, Vehicle,
    VehicleKind,
};

/// Decodes a value, which is encoded to the same again.
fn kept<T: DeserializeOwned + Serialize>(value: &Value) -> T {
    let decoded: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&decoded).unwrap(), *value);
    decoded
}

#[test]
fn names_of_schemas_tell_the_subtype() {
    let cat = kept(&json!({"name": "Mimi", "petType": "Cat", "huntingSkill": "lazy"}));
    assert!(matches!(&cat, Pet::Cat(cat) if cat.hunting_skill == CatHuntingSkill::Lazy && cat.name == "Mimi"));
    let dog = kept(&json!({"name": "Rex", "petType": "Dog", "packSize": 3}));
    assert!(matches!(dog, Pet::Dog(dog) if dog.pack_size == 3));
    let fish = kept(&json!({"name": "Bob", "petType": "Goldfish"}));
    assert!(matches!(fish, Pet::Goldfish(fish) if fish.name == "Bob"));
    let pet = kept(&json!({"name": "Any", "petType": "Pet"}));
    assert!(matches!(pet, Pet::Pet(pet) if pet.additional_properties.is_empty()));
}

#[test]
fn unknown_subtypes_are_the_base_with_all_that_came() {
    let pet = kept(&json!({"name": "Polly", "petType": "Parrot", "words": ["hello"]}));
    let Pet::Pet(base) = pet else { panic!("{pet:?}") };
    assert_eq!((base.name.as_str(), base.pet_type.as_str()), ("Polly", "Parrot"));
    assert_eq!(base.additional_properties["words"], json!(["hello"]));
}

#[test]
fn values_without_a_discriminator_are_kept() {
    let fish = kept(&json!({"age": 1}));
    assert!(
        matches!(&fish, Fish::Unknown(value) if *value == json!({"age": 1})),
        "{fish:?}"
    );
    let pets: Vec<Pet> = kept(&json!([{"name": "x"}, {}, "text", 5]));
    assert!(pets.iter().all(|pet| matches!(pet, Pet::Unknown(_))), "{pets:?}");
    let vehicle = kept(&json!({"kind": 5, "label": "x"}));
    assert!(matches!(vehicle, Vehicle::Unknown(_)), "{vehicle:?}");
}

#[test]
fn what_a_known_subtype_lacks_is_an_error_with_its_path() {
    let error = serde_json::from_value::<Garage>(json!({"main": {"kind": "car", "doors": "many"}})).unwrap_err();
    assert!(error.to_string().contains("doors"), "{error}");
}

#[test]
fn levels_with_a_discriminator_each() {
    let saw = kept(&json!({"kind": "shark", "age": 3, "sharktype": "saw", "teeth": 40}));
    assert!(
        matches!(&saw, Fish::Shark(Shark::SawShark(saw)) if saw.teeth == Some(40)),
        "{saw:?}"
    );
    let goblin = kept(&json!({"kind": "shark", "age": 3, "sharktype": "goblin", "snout": 1.5}));
    assert!(
        matches!(&goblin, Shark::GoblinShark(goblin) if goblin.snout == Some(1.5)),
        "{goblin:?}"
    );
    let other = kept(&json!({"kind": "shark", "age": 3, "sharktype": "tiger", "stripes": 9}));
    let Fish::Shark(Shark::Shark(base)) = other else {
        panic!("{other:?}")
    };
    assert_eq!(
        (base.sharktype.as_str(), &base.additional_properties["stripes"]),
        ("tiger", &json!(9))
    );
}

#[test]
fn values_contain_values_of_the_base() {
    let shark = json!({"kind": "shark", "age": 3, "sharktype": "goblin"});
    let salmon = json!({"kind": "salmon", "age": 1, "friends": [shark, {"kind": "salmon", "age": 2}],
        "partner": {"kind": "salmon", "age": 4, "partner": shark}, "hate": {"worst": shark}});
    let Fish::Salmon(salmon) = kept(&salmon) else { panic!() };
    let friends = salmon.friends.as_deref().unwrap();
    assert!(
        matches!(friends, [Fish::Shark(Shark::GoblinShark(_)), Fish::Salmon(_)]),
        "{friends:?}"
    );
    assert!(matches!(salmon.hate.as_ref().unwrap()["worst"], Fish::Shark(_)));
}

#[test]
fn one_discriminator_for_several_levels() {
    let van = json!({"kind": "van", "label": "v", "doors": 5, "volume": 2.5});
    assert!(matches!(kept(&van), Vehicle::Van(van) if van.doors == Some(5) && van.volume == Some(2.5)));
    assert!(matches!(kept(&van), Car::Van(_)));
    let car = json!({"kind": "car", "doors": 3});
    assert!(matches!(kept(&car), Vehicle::Car(car) if car.doors == Some(3)));
    assert!(matches!(kept(&car), Car::Car(car) if car.kind == VehicleKind::Car));
    let other = kept(&json!({"kind": "other", "sails": 2}));
    assert!(
        matches!(&other, Vehicle::Vehicle(base) if base.kind == VehicleKind::Other),
        "{other:?}"
    );
    let new = kept(&json!({"kind": "rocket", "stages": 3}));
    assert!(
        matches!(&new, Vehicle::Vehicle(base) if base.kind == VehicleKind::Unknown("rocket".into())),
        "{new:?}"
    );
}

#[test]
fn the_mapping_of_the_base_tells_its_subtypes_apart_elsewhere() {
    assert!(matches!(kept(&json!({"kind": "bike", "gears": 7})), TwoWheels::Bike(_)));
    assert!(matches!(kept(&json!({"kind": "car", "doors": 7})), TwoWheels::Car(_)));
    assert!(matches!(
        kept(&json!({"kind": "van", "doors": 7})),
        TwoWheels::Unknown(_)
    ));
}

#[test]
fn a_mapping_alone_lists_the_variants() {
    let auth = kept(&json!({"type_name": "UserAuth", "certificate": "c"}));
    assert!(matches!(auth, EventData::UserAuth(auth) if auth.certificate.as_deref() == Some("c")));
    assert!(matches!(
        kept(&json!({"type_name": "Other", "level": 1})),
        EventData::OtherEvent(_)
    ));
    assert!(matches!(
        kept(&json!({"type_name": "Third", "level": 1})),
        EventData::Unknown(_)
    ));
}

#[test]
fn members_lists_and_maps_of_the_base() {
    let garage: Garage = kept(&json!({
        "main": {"kind": "van", "volume": 1.0}, "spare": null,
        "cars": [{"kind": "car"}, {"kind": "van", "volume": 2.0}],
        "by_name": {"a": {"kind": "bike", "gears": 3}},
        "bike": {"kind": "bike"}, "event": {"type_name": "Other"}, "two": {"kind": "bike"},
    }));
    assert!(matches!(garage.main, Some(Vehicle::Van(_))));
    assert!(matches!(garage.cars.as_deref(), Some([Car::Car(_), Car::Van(_)])));
    assert!(matches!(garage.by_name.unwrap()["a"], Vehicle::Bike(_)));
    let spare: Garage = kept(&json!({"spare": {"kind": "bike", "gears": 1}}));
    assert!(matches!(spare.spare, subject::Field::Value(Vehicle::Bike(_))));
}

#[test]
fn subtypes_are_made_and_sent() {
    let pet = Pet::from(Cat::new("Mimi", "Cat", CatHuntingSkill::Aggressive));
    let sent = json!({"name": "Mimi", "petType": "Cat", "huntingSkill": "aggressive"});
    assert_eq!(serde_json::to_value(&pet).unwrap(), sent);
    let pets = vec![
        Pet::from(Dog::new("Rex", "Dog", 2)),
        Pet::from(PetBase::new("Any", "Pet")),
    ];
    let sent = json!([{"name": "Rex", "petType": "Dog", "packSize": 2}, {"name": "Any", "petType": "Pet"}]);
    assert_eq!(serde_json::to_value(&pets).unwrap(), sent);
    let fish = Fish::from(FishBase::new("carp", 3));
    assert_eq!(serde_json::to_value(&fish).unwrap(), json!({"kind": "carp", "age": 3}));
}
