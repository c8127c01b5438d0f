use super::*;

fn headers(lines: &[(&str, &str)]) -> HeaderMap {
    lines
        .iter()
        .map(|(name, value)| {
            (
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            )
        })
        .collect()
}

/// 1994-11-06 08:49:37.
fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
}

#[test]
fn an_answer_is_good_for_as_long_as_it_says() {
    let month = LONGEST.as_secs();
    let cases: [(&[(&str, &str)], u64); 23] = [
        (&[], 0),
        (&[("cache-control", "max-age=60")], 60),
        (&[("cache-control", "public, Max-Age=\"60\" , x=y")], 60),
        (
            &[
                ("cache-control", "private"),
                ("cache-control", "max-age=60"),
            ],
            60,
        ),
        (&[("cache-control", "max-age=60, max-age=90")], 60),
        (&[("cache-control", "max-age=60"), ("age", "20")], 40),
        (&[("cache-control", "max-age=60"), ("age", "70")], 0),
        (&[("cache-control", "max-age=60"), ("age", "old")], 60),
        (&[("cache-control", "max-age=31536000, immutable")], month),
        (&[("cache-control", "immutable")], month),
        (
            &[("cache-control", "max-age=99999999999999999999999")],
            month,
        ),
        (&[("cache-control", "max-age=60, no-store")], 0),
        (&[("cache-control", "no-cache, max-age=60")], 0),
        (
            &[("cache-control", "no-cache=\"set-cookie\", max-age=60")],
            0,
        ),
        (&[("cache-control", "immutable, max-age=-1")], 0),
        (&[("cache-control", "s-maxage=60")], 0),
        (&[("cache-control", "\u{fffd}max-age=60")], 0),
        (&[("expires", "Sun, 06 Nov 1994 08:50:37 GMT")], 60),
        // The host's clock is an hour behind ours.
        (
            &[
                ("expires", "Sun, 06 Nov 1994 07:50:37 GMT"),
                ("date", "Sun, 06 Nov 1994 07:49:37 GMT"),
            ],
            60,
        ),
        (&[("expires", "Sun, 06 Nov 1994 08:48:37 GMT")], 0),
        (&[("expires", "0"), ("cache-control", "immutable")], 0),
        (&[("expires", "Sat, 06 Nov 2094 08:49:37 GMT")], month),
        (&[("expires", "0"), ("cache-control", "max-age=60")], 60),
    ];
    for (lines, seconds) in cases {
        assert_eq!(
            lifetime(&headers(lines), now()),
            Duration::from_secs(seconds),
            "{lines:?}"
        );
    }
}

#[test]
fn only_a_permanent_redirect_is_good_without_saying_so() {
    let silent = headers(&[]);
    for (status, expected) in [
        (301, LONGEST),
        (308, LONGEST),
        (302, Duration::ZERO),
        (307, Duration::ZERO),
    ] {
        let status = StatusCode::from_u16(status).unwrap();
        assert_eq!(lifetime_of_redirect(status, &silent, now()), expected);
    }
    let an_hour = headers(&[("cache-control", "max-age=3600")]);
    for status in [StatusCode::FOUND, StatusCode::MOVED_PERMANENTLY] {
        assert_eq!(
            lifetime_of_redirect(status, &an_hour, now()),
            Duration::from_hours(1)
        );
    }
}

#[test]
fn freshness_ends_and_does_not_outlive_a_clock_set_back() {
    let until = |until| Validator {
        fresh_until: until,
        ..Validator::default()
    };
    assert!(!until(None).is_fresh(now()));
    let minute = Duration::from_mins(1);
    let validator = until(Some(now() + minute));
    assert!(validator.is_fresh(now()));
    assert!(!validator.is_fresh(now() + minute));
    assert!(!validator.is_fresh(now() - LONGEST));
}

#[test]
fn validators_go_back_to_the_url_they_came_from() {
    let url = Url::parse("https://h.example/a.png").unwrap();
    let other = Url::parse("https://h.example/b.png").unwrap();
    let given = headers(&[
        ("etag", "W/\"x y\""),
        ("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ]);
    let validator = read(&url, &given);
    let asked = conditions(&validator, &url);
    assert_eq!(asked[IF_NONE_MATCH], "W/\"x y\"");
    assert_eq!(asked[IF_MODIFIED_SINCE], "Sun, 06 Nov 1994 08:49:37 GMT");
    assert!(conditions(&validator, &other).is_empty());
}

#[test]
fn odd_validators_are_not_remembered_and_not_sent() {
    let url = Url::parse("https://h.example/a.png").unwrap();
    let long = "x".repeat(2000);
    let read = read(&url, &headers(&[("etag", &long), ("last-modified", " ")]));
    assert_eq!((read.etag, read.last_modified), (None, None));
    let tampered = Validator {
        url: url.as_str().to_owned(),
        etag: Some("a\r\nCookie: b".to_owned()),
        ..Validator::default()
    };
    assert!(conditions(&tampered, &url).is_empty());
}

#[test]
fn a_busy_host_names_seconds_or_a_time() {
    let seconds = |value| pause(&HeaderValue::from_static(value), now()).map(|p| p.as_secs());
    assert_eq!(seconds("2"), Some(2));
    assert_eq!(seconds("Sun, 06 Nov 1994 08:49:47 GMT"), Some(10));
    assert_eq!(seconds("Sun, 06 Nov 1994 08:49:27 GMT"), Some(0));
    assert_eq!(seconds("soon"), None);
}
