//! Single values: numbers, times, bytes.

use super::*;

#[test]
fn whole_numbers() {
    assert_eq!(read::<i64>(json!(1.0)), Some(1));
    assert_eq!(read::<i64>(json!(-1e3)), Some(-1000));
    assert_eq!(read::<i64>(json!(-9_223_372_036_854_775_808.0)), Some(i64::MIN));
    // 2^63 is how languages whose numbers are fractions write the largest integer. It is another number all the same.
    assert_eq!(read::<i64>(json!(9_223_372_036_854_775_808.0)), None);
    assert_eq!(read::<i64>(json!(9_223_372_036_854_777_856.0)), None);
    assert_eq!(read::<i64>(json!(u64::MAX)), None);
    assert_eq!(
        read::<u64>(json!(18_446_744_073_709_549_568.0)),
        Some(18_446_744_073_709_549_568)
    );
    assert_eq!(read::<u64>(json!(18_446_744_073_709_551_616.0)), None);
    assert_eq!(read::<u64>(json!(-1)), None);
    assert_eq!(read::<u64>(json!(-0.0)), Some(0));
    assert_eq!(read::<i32>(json!(2_147_483_648_i64)), None);
    assert_eq!(read::<i32>(json!(7.0)), Some(7));
    assert_eq!(read::<u32>(json!(-1)), None);
    for other in [
        json!(1.5),
        json!("1"),
        json!(true),
        json!(null),
        json!([1]),
        json!(1e300),
    ] {
        assert_eq!(read::<i64>(other.clone()), None, "{other}");
    }
    assert_eq!(read::<f64>(json!(1)), Some(1.0));
    assert_eq!(read::<f32>(json!(0.1)), Some(0.1));
    assert_eq!(serde_json::to_string(&Written(&0.1_f32)).unwrap(), "0.1");
}
#[test]
fn dates_and_times() {
    let expected: DateTime<Utc> = "2024-05-06T07:08:09.123Z".parse().unwrap();
    let same = [
        "2024-05-06T07:08:09.123Z",
        "2024-05-06t07:08:09.123z",
        "2024-05-06T09:08:09.123+02:00",
        "2024-05-06T09:08:09.123+0200",
        "2024-05-06T07:08:09.123+0000",
        "2024-05-06T07:08:09.123",
        "2024-05-06 07:08:09.123Z",
        "2024-05-06 07:08:09.123",
        "2024-05-06 07:08:09.123+00",
        " 2024-05-06T07:08:09.123000000Z ",
    ];
    for text in same {
        assert_eq!(read::<DateTime<Utc>>(json!(text)), Some(expected), "{text}");
    }
    for text in [
        "",
        "yesterday",
        "2024-13-01T00:00:00Z",
        "2024-05-06T25:00:00Z",
        "07:08:09",
    ] {
        assert_eq!(read::<DateTime<Utc>>(json!(text)), None, "{text}");
    }
    assert_eq!(read::<DateTime<Utc>>(json!(1)), None);
    assert_eq!(write(&expected), "2024-05-06T07:08:09.123Z");
    let whole: DateTime<Utc> = "2024-05-06T07:08:09Z".parse().unwrap();
    assert_eq!(write(&whole), "2024-05-06T07:08:09Z");
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    assert_eq!(read::<NaiveDate>(json!("2024-02-29")), Some(day));
    assert_eq!(read::<NaiveDate>(json!("2023-02-29")), None);
    assert_eq!(write(&day), "2024-02-29");
}

#[test]
fn bytes() {
    let bytes = Base64(vec![0xfb, 0xff, 0x00, 0x10]);
    assert_eq!(write(&bytes), "+/8AEA==");
    for text in ["+/8AEA==", "+/8AEA", "-_8AEA==", "-_8AEA"] {
        assert_eq!(read::<Base64>(json!(text)).as_ref(), Some(&bytes), "{text}");
    }
    assert_eq!(read::<Base64>(json!("")), Some(Base64::default()));
    assert_eq!(read::<Base64>(json!("?")), None);
    assert_eq!(format!("{bytes:?}"), "Base64(4 bytes)");
}
#[test]
fn null_for_every_kind_of_type() {
    assert_eq!(read::<Option<i32>>(json!(null)), Some(None));
    assert_eq!(read::<Vec<Option<i32>>>(json!([1, null])), Some(vec![Some(1), None]));
    assert_eq!(read::<Vec<i32>>(json!([1, null])), None);
    assert_eq!(read::<Value>(json!(null)), Some(Value::Null));
    assert_eq!(read::<()>(json!(null)), Some(()));
    assert_eq!(read::<()>(json!(1)), None);
    assert_eq!(read::<Box<Option<i32>>>(json!(null)), Some(Box::new(None)));
    assert_eq!(write(&None::<i32>), Value::Null);
    assert_eq!(write(&()), Value::Null);
}
