//! `Debug`, `PartialEq` and `Clone` of models, which are by the members that they write.

use std::collections::HashSet;

use purecloud_platform_client::models::{AuthorizedGrantType, OAuthClient, OAuthClientRequest};

use super::*;

fn client() -> OAuthClient {
    serde_json::from_value(json!({
        "id": "1", "name": "ci", "secret": "hush", "authorizedGrantType": "CLIENT-CREDENTIALS",
        "dateCreated": "2024-01-02T03:04:05Z", "scope": ["a", "b"], "state": "active",
        "roleDivisions": [{"roleId": "r", "divisionId": "d"}],
    }))
    .unwrap()
}

#[test]
fn models_are_equal_where_they_are_written_the_same() {
    assert_eq!(client(), client());
    let changes: [fn(&mut OAuthClient); 7] = [
        |client| client.name.push('!'),
        |client| client.description = Some(String::new()),
        |client| client.secret = Some("hash".into()),
        |client| client.scope = Some(vec!["a".to_owned()]),
        |client| client.date_created = None,
        |client| client.authorized_grant_type = AuthorizedGrantType::Code,
        |client| client.role_divisions = client.role_divisions.take().map(|mut all| all.split_off(1)),
    ];
    for change in changes {
        let mut other = client();
        change(&mut other);
        assert_ne!(other, client());
    }
}

#[test]
fn a_value_that_is_known_equals_the_same_one_kept_as_text() {
    let [one, two] = [
        AuthorizedGrantType::Code,
        AuthorizedGrantType::Unknown("CODE".to_owned()),
    ];
    assert_eq!(one, two);
    assert_eq!(HashSet::from([one, two]).len(), 1);
    assert_ne!(AuthorizedGrantType::Code, AuthorizedGrantType::Token);
}

#[test]
fn a_copy_of_an_enum_is_the_same_variant() {
    let kept = AuthorizedGrantType::Unknown("CODE".to_owned());
    assert!(matches!(kept.clone(), AuthorizedGrantType::Unknown(text) if text == "CODE"));
    assert!(matches!(AuthorizedGrantType::Code.clone(), AuthorizedGrantType::Code));
}

#[test]
fn a_copy_of_a_model_is_one_of_its_own() {
    let original = client();
    let mut copy = original.clone();
    assert_eq!(copy, original);
    assert_eq!(format!("{copy:?}"), format!("{original:?}"));
    copy.name.push('!');
    copy.scope.as_mut().unwrap().clear();
    copy.role_divisions.as_mut().unwrap()[0].role_id.push('!');
    assert_eq!(original, client());
    assert_ne!(copy.role_divisions, original.role_divisions);
}

#[test]
fn models_are_shown_with_the_names_of_json() {
    let shown = format!("{:?}", client());
    for part in [
        "OAuthClient { id: Some(\"1\"), name: \"ci\", accessTokenValiditySeconds: None, ",
        "secret: Some([redacted])",
        "authorizedGrantType: \"CLIENT-CREDENTIALS\"",
        "dateCreated: Some(2024-01-02T03:04:05Z)",
        "roleDivisions: Some([RoleDivision { roleId: \"r\", divisionId: \"d\" }])",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    assert!(!shown.contains("hush"));
    assert!(format!("{:#?}", client()).contains("\n    name: \"ci\",\n"));
}

#[test]
fn what_is_made_equals_what_is_read() {
    let made = OAuthClientRequest::new("ci", AuthorizedGrantType::Code).scope(["a"]);
    let read = serde_json::from_value(json!({"name": "ci", "authorizedGrantType": "CODE", "scope": ["a"]}));
    assert_eq!(made, read.unwrap());
    assert_eq!(made, made.clone());
}
